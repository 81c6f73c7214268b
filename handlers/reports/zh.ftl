# 信息有误
report-ask = <b>{ $name }</b> 哪里不对？
report-detail-ask = <b>{ $name }</b> 哪里不对？请用一句话告诉我们。
report-thanks = 🙏 谢谢，已转给工作人员核实。
reason-hours = 开放时间不对
reason-position = 位置不对
reason-phone = 电话不对
reason-closed = 已关闭或搬走
reason-facilities = 设施不对
reason-other = 其他…
reports-none = 没有待核实的反馈。
reports-more = 还有更多，处理后会接着显示。
report-line = #{ $number } <b>{ $name }</b> · { $reason } · { $when }
report-line-detail = 　“{ $detail }”
report-open = 查看 #{ $number }
report-settle = ✔️ 已处理 #{ $number }
report-settled-toast = 已处理
report-settled-before = 之前已处理过
error-report-unknown = 没有编号{ $number }的反馈。
error-too-many-reports = 24小时内最多反馈{ $limit }条，请明天再来。

# 我们保存的
kept-report = 你反馈过哪里不对
kept-report-until = 留着核对；你删除全部数据后，不再和你关联
