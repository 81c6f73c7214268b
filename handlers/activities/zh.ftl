agenda-header = <b>活动</b> · { $where } · { $when } · { $topic }
agenda-none = 没有符合条件的活动。换个时间、地点或类别试试。
agenda-where = 📍 地点
agenda-topic = 🏷 类别
agenda-mine = 🎫 我的活动
agenda-clubs = 👥 社团
when-a = 近期
when-t = 今晚
when-w = 本周
when-n = 下周
where-anywhere = 全区
where-favourites = ⭐ 收藏的服务点
where-ask = 看哪里的活动？
topic-any = 全部类别
topic-ask = 看哪类活动？
activity-kind-party_lesson = 公开党课
activity-kind-salon = 沙龙
activity-kind-sport = 运动
activity-kind-workshop = 手作课
activity-kind-volunteering = 志愿服务
activity-kind-micro_lecture = 微党课直播
activity-kind-family = 亲子
activity-kind-other = 其他
activity-icon-party_lesson = 🚩
activity-icon-salon = 💬
activity-icon-sport = 🏸
activity-icon-workshop = 🎨
activity-icon-volunteering = 🤝
activity-icon-micro_lecture = 📺
activity-icon-family = 👨‍👩‍👧
activity-icon-other = 🎈
activity-line = { $number }. { $icon } <b>{ $title }</b>
    { $when } · { $where } · { $seats }
activity-left-short = 余{ $left }/{ $capacity }
activity-full-short = 已满，可候补
activity-title = { $icon } <b>{ $title }</b>
activity-when-where = { $when } · { $where }
activity-seats = 余{ $left }/{ $capacity } · { $leave }
activity-leave-until = 可退至{ $when }
activity-same-day = 当天{ $time }
activity-day-before = 前一天{ $time }
activity-recurring = 🔁 定期举办，按场报名
activity-guests = 👥 可带1人
activity-about = 🏷 { $names }
activity-description = { $text }
activity-center-gone = 服务点已撤
activity-cancelled = ❌ 活动取消：{ $reason }
activity-over = 活动已结束
activity-begun = 活动已开始，报名已截止
activity-full = 已满（{ $capacity }人）
activity-sign-up = ✅ 报名
activity-sign-up-two = 👥 两人报名
activity-wait-ask = 候补第{ $position }位？
activity-wait = ⏳ 候补
activity-wait-again = ⏳ 重新候补
activity-venue = 🧭 位置
activity-photo = 🖼 照片
activity-no-photo = 这个活动没有照片。
activity-photo-of = { $title }
activity-share = 📤 分享
activity-open = 查看并报名
inline-activities = 活动
offer-take = ✅ 参加
offer-pass = 放弃
offer-gone = 名额已给下一位。
club = 👥 <b>{ $name }</b> · { $members }人
notice-attendees = 📣 { $text }
concern-venue = ⚠️ { $date } { $span }场地被“{ $title }”占用
concern-holiday = ⚠️ { $date }是节假日 { $festival }
concern-make-up = ⚠️ { $date }是调休上班日
festival-new_year = 元旦
festival-spring_festival = 春节
festival-tomb_sweeping = 清明
festival-labour_day = 劳动节
festival-dragon_boat = 端午
festival-mid_autumn = 中秋
festival-national_day = 国庆
festival-other = 放假
error-activity-unknown = 这个活动已经不在了。
error-registration-closed = 报名已截止。

# 工作人员：菜单
staff-menu = <b>活动管理</b>
    新建一个，或管理已经发布的。
    也可以直接发来 .ics、.csv 或 .xlsx 文件，批量导入活动。
staff-last = 复制上次
staff-models = 模板
staff-line = 一次写完
staff-manage = 📋 近期活动
staff-drafts = 📝 草稿
staff-club = 👥 新社团
staff-list = <b>近期活动</b>
staff-list-none = 近期没有活动。
models = 照哪个活动做？日期会换成下一个同一星期几。
models-none = 还没有发布过活动，请用“一次写完”。
drafts = <b>你的草稿</b>
drafts-none = 没有草稿。
form-over = 这一步已过期，请重新开始。
plain-text = { $text }

# 一次写完
line-ask = 请发一行：<b>名称|时间|地点|人数|说明</b>
    例：羽毛球友谊赛|周三19:30-21:00|长河驿站 二楼|20|自带球拍
    说明可以不写；不写结束时间按90分钟。
line-fields = 缺内容。请按 名称|时间|地点|人数|说明 发一行，用“|”隔开。
line-time = 时间“{ $text }”看不懂，请写成 5/20 19:30-21:00 或 周三19:30。
line-capacity = 人数“{ $text }”看不懂，请写数字，如 20。
line-place = 没有找到地点“{ $text }”，请写服务点的名称，场地写在后面，如 长河驿站 二楼。
line-places = 有几处：{ $text }。请写全名。
line-hours = “{ $text }”看不懂，请写小时数，如 3。
line-photo = “{ $text }”不是照片。请发一张照片，或发“-”去掉照片。
line-past = { $day } 已过去，请换一个时间再发一次。

# 预览
preview = 👀 <b>预览</b>（会员看到的样子）
preview-club = 👥 社团：{ $name }
preview-photo = 🖼 带照片
preview-year = 📅 { $year }年
preview-rule = 🔁 <code>{ $rule }</code>
draft-publish = ✅ 发布
draft-edit = 改…
draft-repeat = 🔁 每周重复
draft-keep = 存草稿
draft-discard = 🗑 丢弃
draft-discarded = 草稿已丢弃。
draft-kept = “{ $title }”已存为草稿，在“草稿”里继续。
published = ✅ 已发布{ $dates }场，转发这个链接即可报名：

# 字段
field-which = 改哪一项？
field-title = 名称
field-time = 时间
field-place = 地点
field-capacity = 人数
field-description = 说明
field-photo = 照片
field-guests = 带人
field-cancel = 退出期限
field-kind = 类别
field-club = 社团
field-interests = 兴趣
field-title-ask = 请发新的名称。
field-time-ask = 请发新的时间，如 周三19:30-21:00。
field-place-ask = 请发新的地点，如 长河驿站 二楼。
field-capacity-ask = 请发新的人数。
field-description-ask = 请发新的说明；发“-”去掉说明。
field-photo-ask = 请发一张照片；发“-”去掉照片。
field-guests-ask = 可以带1人吗？
field-cancel-ask = 开始前多少小时还可以退出？请发数字，如 3。
field-kind-ask = 属于哪一类？
field-club-ask = 属于哪个社团？
field-interests-ask = 请发兴趣标签，用空格隔开；发“-”去掉。
guests-yes = 可以
guests-no = 不可以
club-none = 不属于社团

# 重复
repeat-ask = 怎么重复？
repeat-none = 不重复
repeat-w4 = 每周，共4次
repeat-w8 = 每周，共8次
repeat-w12 = 每周，共12次
repeat-forever = 每周，不限
repeat-typed = 其他…
repeat-done = 已排好{ $dates }场
rule-ask = 请发重复规则（iCalendar 的 RRULE）：
    每两周 <code>FREQ=WEEKLY;INTERVAL=2</code>
    每月第一个周六 <code>FREQ=MONTHLY;BYDAY=1SA</code>
    每天到某日 <code>FREQ=DAILY;UNTIL=20261231</code>

# 管理一场活动
staff-to-card = 管理这个活动
staff-numbers = 👥 报名{ $seated } · 待确认{ $offered } · 候补{ $waiting } · 已签到{ $here }
staff-change = ✏️ 改…
staff-message = 📣 通知
staff-cancel = ❌ 取消…
staff-onsite = 🔢 现场签到码
staff-ticket-code = 🎫 输入入场码
staff-attendance = 📄 名单
staff-copy = 复制
which-ask = 改到哪里为止？
which-this = 只这一场
which-following = 这场及以后
which-all = 全部
change-effect = 会改{ $dates }场，将通知{ $count }人。确定？
change-sure = 确定
change-not = 不改了
change-done = 已修改，通知{ $count }人
cancel-this = 只跳过这一场
cancel-following = 这场及以后
cancel-all = 全部
cancel-reason-ask = 为什么取消？请发一句原因，会告诉大家。
cancel-effect = 取消{ $dates }场，将通知{ $count }人。
    原因：{ $reason }
cancel-sure = 确定取消
cancel-not = 返回，不取消
cancel-done = 已取消，通知{ $count }人
message-ask = 想告诉已报名的人什么？请发一段话。
message-send = 发给{ $count }人
message-not = 不发了
message-sent = 已发给{ $count }人
attendance-caption = 名单：报名、待确认、候补
attendance-name = 姓名
attendance-code = 入场码
attendance-state = 状态
attendance-guests = 带人
attendance-checked_in = 签到时间
attendance-seated = 已报名
attendance-offered = 待确认
attendance-waiting = 候补

# 导入文件
activity-file-kinds = 可以发 .ics 日历，或 .csv、.xlsx 表格（列：名称、时间、服务点、人数…）。
activity-file-place-ask = 文件里没有写地点。这些活动在哪个服务点？请发名称。
activity-file-not-fetched = 文件没有下载成功，请再发一次。
activity-file-defaults = 没写人数的按{ $capacity }人。
activity-file-more = 另有{ $count }条没有列出。
activity-file-take = 导入{ $count }条
activity-file-drop = 作废
activity-file-dropped = 没有导入。
activity-file-taken = ✅ 已导入
activity-row = 第{ $row }条
activity-summary = 新增{ $added } 更新{ $updated } 无变化{ $unchanged } 取消{ $cancelled } 错误{ $wrong }
activity-column-uid = 编号
activity-column-title = 名称
activity-column-time = 时间
activity-column-minutes = 时长
activity-column-center = 服务点
activity-column-venue = 场地
activity-column-capacity = 人数
activity-column-description = 说明
activity-column-kind = 类型
activity-column-interests = 兴趣
activity-column-rrule = 重复
activity-problem-time = →请写成 2026-05-20 19:30-21:00
activity-problem-number = →请写1到{ $limit }的整数
activity-problem-center_unknown = →没有这个服务点，请写名称或编号
activity-problem-kind_unknown = →没有这个类型，请写 沙龙、运动、手工、志愿、亲子、党课、微课 或 其他
activity-problem-no_uid = →缺少 UID，请重新导出日历
activity-problem-no_title = →缺少标题
activity-problem-start_missing = →缺少开始时间
activity-problem-all_day = →全天日程不导入，请写开始时间
activity-problem-end_before_start = →结束早于开始
activity-problem-unreadable = →看不懂
activity-problem-dates_added = →单独加的日期（RDATE）不导入，请另建日程
activity-problem-override_unknown = →改动的日程不在文件里
activity-problem-uid_twice = →UID 重复
activity-problem-year = →年份不对，请改成今后两年内的日期
activity-problem-zone_unknown = 时区不认识，按本区时间读
activity-problem-private = 是私人日程，没有读取
activity-problem-too_long-warning = 太长，已截短
activity-problem-already-past = 已过去，没有导入
activity-problem-start-past = 已过去，没有导入
activity-problem-not-staff = →不是你负责的服务点
activity-problem-rule-changed = →重复方式和已发布的不同，请取消后重新导入
activity-problem-rule-too-costly = →文件里的重复规则太多，算不完；请把这一条放进另一个文件

# 说不的时候
error-capacity-too-small = 已有{ $taken }人，人数不能改成{ $capacity }。
error-start-past = { $starts_at } 已过去。
error-activity-invalid = { $field ->
        [title] 名称请写1到{ $limit }字。
        [description] 说明最多{ $limit }字。
        [venue] 场地最多{ $limit }字。
        [capacity] 人数请在1到{ $limit }之间。
        [minutes] 时长不对，最长7天。
        [local_start] 日期太远，最多提前{ $limit }天。
        [interests] 兴趣最多{ $limit }个，每个不超过20字。
       *[other] 内容不对，请重写。
    }
error-recurrence-invalid = 重复规则的 { $part }“{ $value }”不能用，请改一改再发。
error-series-unknown = 这个活动已经不在了。
error-not-draft = 已经发布，请在“近期活动”里修改。
error-already-repeats = 它已经在重复。要换规则，请取消以后的场次再复制一个。
error-reason-missing = 取消要写原因，1到{ $limit }字。
error-message-invalid = 通知请写1到{ $limit }字。

when-tomorrow-early = 明早{ $time }

# 我们保存的
kept-written = 你写的活动（工作人员）
kept-written-until = 活动一直在；你删除全部数据后，不再和你关联
agenda-all = 🎈 全部活动
