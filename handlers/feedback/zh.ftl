feedback-thanks = 谢谢！{ $stars }
feedback-line-ask = 想说一句就发过来，不想说点“不用了”。
feedback-enough = 不用了
feedback-line-thanks = 收到，谢谢！
error-not-attended = 签到参加过才能评价。
error-feedback-invalid = 请给1到5星，一句话不超过{ $limit }字。

# 我们保存的
kept-feedback = 你给活动打的星和写的一句话
kept-feedback-until = 直到你删除全部数据
staff-feedback = ★ 评价
feedback-none = 还没有评价。
feedback-summary = ★ { $average }（{ $count }人）
feedback-line = { $stars } { $text }
feedback-ask = 这次活动怎么样？
