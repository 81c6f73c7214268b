menu-activities = 🎈 活动
mine = <b>我的活动</b>
clubs = <b>社团</b> · ✅ 是你加入的
settings = <b>提醒设置</b>
command-activities = 找活动
command-mine = 我的活动
command-clubs = 社团
command-settings = 提醒设置
activity-file-cancel-reason = 主办方已取消

# 命令
command-staff = 活动管理（工作人员）

# 开始与帮助
welcome =
    👋 你好，这里是<b>安家</b>，{ $district }的15分钟生活圈助手。
    发来位置，或输入地名（如“{ $example }”），就能看到步行{ $minutes }分钟内开着的党群服务中心和驿站。
help =
    <b>怎么用</b>
    📍 点“发送位置”，看步行{ $minutes }分钟内的服务点。
    💻 电脑上不能发位置？直接输入地名、拼音或坐标：<code>{ $example }</code>、<code>30.2084,120.2120</code>；也可以点“手选街道”。
    🛰 发送“实时位置”，列表会跟着你走。
    💬 在任何聊天里输入 <code>@{ $username }</code> 加地名，把服务点发给朋友。
    ⭐ /favourites 收藏　🏠 /places 常用地点
    🌐 /language 语言　🔒 /privacy 隐私
    紧急情况请拨 110、119、120。
near-how = 点下面的“📍 发送位置”，或输入地名、拼音、坐标。
menu-location = 📍 发送位置
menu-subdistricts = 🗺 手选街道
menu-favourites = ⭐ 收藏
menu-places = 🏠 常用地点
menu-help = ❓ 帮助
menu-placeholder = 输入地名
command-unknown = 没有这个命令。可用的命令见 /help。
message-unknown = 这个我还看不懂。发来位置，或输入地名试试。
button-unknown = 这个按钮已经不能用了，请重新查一次。
back = ‹ 返回
estimated = (估算)
stars = ★{ $stars }

# 收藏与常用地点
favourites = <b>收藏</b>
places = <b>常用地点</b>：点名字，看附近。
reports = <b>待核实的反馈</b>

# 出错
error-unexpected = 出了点问题，没有丢失任何东西。请稍后再试；联系我们时请报编号 <code>{ $reference }</code>。
error-origin-gone = 这个地点已经删除，请重新选一个。
error-not-staff = 这是工作人员的功能。
too-fast = 慢一点～请过几秒再试。

# 命令说明与简介
command-start = 开始
command-near = 找最近的服务点
command-places = 常用地点
command-favourites = 收藏
command-language = 语言 / Language
command-privacy = 隐私
command-help = 帮助
command-reports = 待核实的反馈（工作人员）
bot-description =
    安家：15分钟生活圈助手。发来位置或地名，看步行15分钟内开着的党群服务中心和驿站。
bot-about = 15分钟生活圈：走得到、开着门的服务点。
when-today = 今天{ $time }
when-tomorrow = 明天{ $time }
when-weekday = { $day }{ $time }
when-date = { $date } { $time }
date-short = { $month }月{ $day }日
weekday-mon = 周一
weekday-tue = 周二
weekday-wed = 周三
weekday-thu = 周四
weekday-fri = 周五
weekday-sat = 周六
weekday-sun = 周日
activity-day = { $weekday } { $month }/{ $day }

# 我们保存的
kept-notice = 发给你的提醒和通知
kept-notice-until = 发出后30天
kept-live-answer = 哪条消息跟着你的实时位置（不存位置）
kept-live-answer-until = 直到共享结束
kept-update = 你发来的消息
kept-update-until = 答完内容就删；没能处理的留48小时再试；编号留6天
cancelled = 已取消。
cancel = 取消
