# 工作人员菜单
staff-menu =
    <b>活动管理</b>
    发来 .ics、.csv 或 .xlsx 文件，可以一次导入多场活动。
staff-last = 📋 复制上次
staff-models = 🗂 模板
staff-line = ✏️ 一次写完
staff-manage = 📅 管理活动
staff-drafts = 📄 草稿
staff-club = 👥 新社团
staff-list = <b>你负责的活动</b>
staff-list-none = 近期没有活动。
form-over = 这一步已经处理过或超时了。

# 新活动
line-ask =
    一行写完，用 | 分开：
    <code>名称|时间|地点|人数|说明</code>
    例：<code>羽毛球友谊赛|周三19:30-21:00|长河驿站 二楼|20|自带球拍</code>
    时间可写 周三19:30-21:00、5/22 19:30、2026-05-22 19:30-21:00、明晚7点半。
line-fields = 少了几项。请写：<code>名称|时间|地点|人数|说明</code>（说明可不写）{ $text }
line-time = 时间“{ $text }”看不懂，请写 周三19:30-21:00 或 5/22 19:30-21:00，再发一次整行。
line-capacity = 人数“{ $text }”看不懂，请写数字，如 20。
line-place = 没找到地点“{ $text }”，请写服务点的名字，房间写在后面，如 长河驿站 二楼。
line-past = { $day } 已过去。请换一个时间再发一次。
models = 照哪一个做？
models-none = 还没有可以照着做的活动。点“一次写完”。
drafts = <b>草稿</b>
drafts-none = 没有草稿。
preview = <b>👀 预览，成员会看到：</b>
preview-photo = 🖼 有照片
draft-publish = 📣 发布
draft-edit = ✏️ 改…
draft-repeat = 🔁 每周重复
draft-keep = 💾 存草稿
draft-discard = 🗑 删除
draft-kept = 💾 “{ $title }”已存为草稿。/staff →“草稿”里接着写。
draft-discarded = 已删除。
published = ✅ 已发布，共{ $dates }场：
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
field-interests = 标签
field-title-ask = 新的名称？
field-time-ask = 新的时间？如 周三19:30-21:00、5/22 19:30。不写结束，时长不变。
field-place-ask = 新的地点？写服务点的名字，房间写在后面，如 长河驿站 二楼。
field-capacity-ask = 多少人？请写数字。
field-description-ask = 新的说明？发“无”清空。
field-photo-ask = 请发一张照片。发任意文字去掉现在的照片。
field-guests-ask = 可以带一个人吗？
field-cancel-ask = 开始前几小时为止可以退出？请写数字，如 3。
field-kind-ask = 哪一类？
field-club-ask = 哪个社团的活动？
field-interests-ask = 有哪些标签？用空格分开，如 羽毛球 周末。
guests-yes = 可带1人
guests-no = 不可以
club-none = 不属于社团
repeat-ask = 每周同一时间，共几场？
repeat-none = 不重复
repeat-w4 = 4场
repeat-w8 = 8场
repeat-w12 = 12场
repeat-forever = 一直办下去
repeat-done = 🔁 已写好{ $dates }场

# 已发布的活动
staff-to-card = 管理这场活动
staff-numbers = 👤 报名{ $seated } · 待确认{ $offered } · 候补{ $waiting } · 已签到{ $here }
staff-change = ✏️ 改…
staff-message = 📣 通知参加者
staff-cancel = ❌ 取消活动
staff-onsite = 🔢 现场签到码
staff-ticket-code = ⌨️ 输入场码
staff-attendance = 📄 名单
staff-feedback = ⭐ 评价
staff-copy = 📋 复制
which-ask = 改到哪里为止？
which-this = 只这一场
which-following = 这场和以后
which-all = 全部
change-effect = 将改{ $dates }场，通知{ $count }人。确定？
change-sure = 确定修改
change-not = 不改了
change-done = 好了，通知{ $count }人
cancel-this = 只取消这一场
cancel-following = 这场和以后
cancel-all = 全部
cancel-reason-ask = 为什么取消？原因会告诉报名的人，必须写。
cancel-effect =
    将取消{ $dates }场，通知{ $count }人。
    原因：{ $reason }
cancel-sure = 确定取消
cancel-not = 不了
message-ask = 要对参加者说什么？
message-send = 发给{ $count }人
message-sent = 已发给{ $count }人
attendance-name = 姓名
attendance-code = 入场码
attendance-state = 状态
attendance-guests = 带人
attendance-checked_in = 签到
attendance-seated = 已报名
attendance-offered = 待确认
attendance-waiting = 候补
attendance-caption = 📄 名单（按报名先后）
onsite-code = 现场签到码 <b>{ $code }</b>（{ $until }换新）
onsite-next = 🔄 换新
ticket-code-ask = 请发来入场码，如 7K4-9QD。可以一个接一个发。
feedback-none = 还没有人评价。
feedback-summary = ⭐ { $average }（{ $count }人）
feedback-line = { $stars } { $text }

# 社团
club-ask = 社团叫什么？写 <code>名称|说明</code>，说明可不写。
club-made = ✅ 社团“{ $name }”建好了。
club-open = 看社团

# 导入活动
activity-file-kinds = 可以导入 .ics 日历，或 .csv、.xlsx 表格（列：名称、时间、地点、人数、说明）。
activity-file-not-fetched = 文件没有取到，请再发一次。
activity-file-summary = 新增{ $added } 更新{ $updated } 无变化{ $unchanged } 取消{ $cancelled } 错误{ $wrong }
activity-file-problem = 第{ $row }条 { $column }“{ $value }”{ $said }
activity-file-more = 另有{ $count }个问题没有列出。
activity-file-take = 导入{ $count }条
activity-file-drop = 作废
activity-file-dropped = 已作废，什么都没有写入。
activity-file-taken = ✅ 导入完成。
activity-file-refused = { $reason }
row-wrong = →不能导入（{ $code }）
row-repeated = →和前面的一行重复
row-required = →请填写
row-cell_too_long = →最多{ $limit }字
row-center_unknown = →没有这个服务点，请写名单里的名字或编号
row-formula = →是公式，请改成文字
row-cell_error = →是错误值，请改成文字
row-time = →请写 2026-05-22 19:30-21:00
row-number = →请写1到{ $limit }的数字
row-kind_unknown = →类别不认识
row-no_uid = →缺少 UID
row-no_title = →缺少标题
row-start_missing = →缺少开始时间
row-all_day = →全天事件没有钟点，请写几点开始
row-end_before_start = →结束早于开始
row-unreadable = →读不懂
row-dates_added = →不支持 RDATE，请分成几条
row-override_unknown = →改的是文件里没有的活动
row-uid_twice = →UID 重复
row-private = →标为私密，没有读取
row-too_long = →太长，已截短

# 说不的时候
error-activity-invalid =
    { $field ->
        [title] 名称要1到{ $limit }个字。
        [description] 说明最多{ $limit }个字。
        [venue] 房间最多{ $limit }个字。
        [capacity] 人数要1到{ $limit }。
        [minutes] 时长最多{ $limit }分钟。
        [cancel_minutes] 退出期限最多{ $limit }分钟。
        [interests] 标签最多{ $limit }个。
        [local_start] 时间太远，最多提前{ $limit }天。
       *[other] 这一项不对。
    }
error-start-past = { $starts_at } 已过去，请换一个时间。
error-series-unknown = 这个活动已经不在了。
error-not-draft = 已经发布过了，请到“管理活动”里改。
error-already-repeats = 已经是每周重复的活动了。
error-recurrence-invalid = 这个重复方式不能这样改。
error-capacity-too-small = 已有{ $taken }人占了名额，人数不能更少。
error-reason-missing = 必须写原因，1到{ $limit }个字。
error-message-invalid = 1到{ $limit }个字，请再发一次。
error-club-name-invalid = 社团名要1到{ $limit }个字，请再发一次。
error-club-name-taken = 已经有“{ $name }”了，请换一个名字。
error-calendar-refused =
    { $reason ->
        [too_big] 文件太大。
        [too_many_events] 事件太多，请分成几份。
       *[not_a_calendar] 这不是能读的日历文件。
    }
error-rule-changed = 重复方式和已发布的不同，请在聊天里改
error-already-past = 都已过去，没有读取
command-staff = 活动管理（工作人员）
