# 活动：找、看、报名

menu-activities = 🎈 活动
agenda-header = <b>活动</b> · { $where } · { $when } · { $topic }
agenda-none = 没有符合条件的活动。换个时间、地点或类别试试。
agenda-where = 📍 地点
agenda-topic = 🏷 类别
agenda-mine = 🎫 我的活动
agenda-clubs = 👥 社团
agenda-all = 🎈 全部活动
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
activity-day = { $weekday } { $month }/{ $day }
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
activity-full-wait-ask = 已满。候补第{ $position }位？
activity-venue = 🧭 位置
activity-photo = 🖼 照片
activity-no-photo = 这个活动没有照片。
activity-photo-of = { $title }
activity-share = 📤 分享
activity-open = 查看并报名
card-activities = 🎈 活动 { $count }
inline-activities = 活动

# 我的票

ticket-seated = ✅ 已报名。提醒：{ $reminders }
ticket-seated-only = ✅ 已报名
ticket-guests = 👥 连你共2人
ticket-waiting = ⏳ 候补第{ $position }位。有名额会马上告诉你。
ticket-offered = 🎉 有名额！请在{ $until }前确认
ticket-checked-in = ✅ 已签到，{ $when }
ticket-show = 🎫 入场码
ticket-open = 查看活动
ticket-code = 入场码 <code>{ $code }</code> · { $seats }人
ticket-leads = ⏰ 改提醒
ticket-calendar = 📅 加日历
ticket-calendar-caption = 📅 { $title }：打开文件就能加进日历。改时间后再点一次会更新。
ticket-cancel = 取消报名
ticket-leave-queue = 退出候补
ticket-guest-1 = 👥 带1人
ticket-guest-0 = 只来1人
ticket-check-in = 📲 我到了，签到
guest-no-seat = 名额不够，带不了人。
offer-take = ✅ 参加
offer-pass = 放弃
offer-gone = 名额已给下一位。
offer-gone-toast = 名额已给下一位。
clash-ask = 与“{ $title }”时间重叠。仍然报名？
clash-sign-up = 仍报名
clash-not = 不了
leave-ask = 取消报名？名额会给候补的人。
leave-sure = 取消报名
leave-not = 不取消
leave-too-late = 已过退出时间（{ $when }）。来不了请联系服务点。
left-toast = 已退出
stay-toast = 好，到时见
leads-ask = 什么时候提醒你？点一下打开或关闭。
leads-usual = 恢复默认
lead-days = 提前{ $days }天
lead-hours = 提前{ $hours }小时
lead-minutes = 提前{ $minutes }分钟
reminders-none = 不提醒
snooze-ask = 过多久再提醒？
snooze-minutes = { $minutes }分钟后
snooze-toast = 好，{ $when }再提醒
snooze-too-late = 那时活动已经开始，不再提醒了。

# 我的活动与日历订阅

mine = <b>我的活动</b>
mine-none = 还没有报名。点“全部活动”看看。
mine-past = <b>参加过的活动</b>
mine-past-none = 还没有参加过活动。
mine-to-past = 🗂 以前的
mine-settings = ⚙️ 提醒设置
mine-line = { $number }. { $state } <b>{ $title }</b> · { $when }
mine-seated = ✅ 已报名
mine-offered = 🎉 待确认
mine-waiting = ⏳ 候补第{ $position }位
mine-attended = ✅ 已签到
mine-cancelled = ❌ 已取消
mine-feed = 📅 日历订阅
feed = 日历订阅地址（谁拿到都能看到你的活动，请勿转发）：
    <code>{ $url }</code>
feed-none = 可以生成一个私密地址，手机日历订阅后自动更新你的活动。
feed-create = 生成地址
feed-open = 打开
feed-revoke = 作废这个地址
feed-revoked-toast = 地址已作废
feed-not-offered = 这里还没有开通日历订阅。

# 社团

clubs = <b>社团</b> · ✅ 是你加入的
clubs-none = 还没有社团。
club = 👥 <b>{ $name }</b> · { $members }人
club-description = { $text }
club-nothing = 近期没有活动。
club-join = 加入
club-leave = 退出社团
club-joined-toast = 已加入，每周日20:00告诉你下周的活动
club-left-toast = 已退出

# 设置

settings = <b>提醒设置</b>
settings-leads = ⏰ 默认提醒：{ $leads }
settings-quiet = 🌙 免打扰：{ $span }
settings-digest-on = 📰 社团周报：每周日20:00
settings-digest-off = 📰 社团周报：关
settings-digest-on-turn = 关掉社团周报
settings-digest-off-turn = 打开社团周报
settings-to-leads = ⏰ 改默认提醒
settings-to-quiet = 🌙 改免打扰
settings-leads-ask = 活动前多久提醒？点一下打开或关闭。
settings-quiet-ask = 什么时候不打扰你？免打扰里的提醒会提前发。
settings-saved-toast = 已保存
quiet-never = 不设

# 签到与评价

check-in-ask = 请发来现场显示的6位签到码。
check-in-wrong = 签到码不对，可能已经换了。请看现场再发一次。
scan-done = ✅ 已签到 { $time }
scan-again = ⚠️ 已于{ $time }签到过
feedback-ask = 这次活动怎么样？
feedback-thanks = 谢谢！{ $stars }
feedback-line-ask = 想说一句就发过来，不想说点“不用了”。
feedback-enough = 不用了
feedback-line-thanks = 收到，谢谢！

# 自动消息

notice-reminder = ⏰ 提醒：{ $when }开始
notice-navigate = 🧭 导航
notice-cancel = 来不了
notice-snooze = 稍后提醒
notice-seat-free = 🎉 空出名额，先点先得
notice-moved-time = ⏰ { $before }→{ $now }
notice-moved-place = 📍 { $before }→{ $now }
notice-stay = 仍参加
notice-leave = 退出
notice-others = 另有{ $count }场也一样。
notice-attendees = 📣 { $text }
notice-digest = <b>📰 你的社团下周有</b>
notice-digest-settings = ⚙️ 周报设置

# 给工作人员的提示

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

# 说不的时候

error-activity-unknown = 这个活动已经不在了。
error-activity-full = 已满。候补第{ $position }位？
error-registration-closed = 报名已截止。
error-registration-clash = 与“{ $title }”时间重叠。
error-guests-not-allowed = 这个活动最多带{ $limit }人。
error-already-checked-in = 你已于{ $at }签到，不能再退出。
error-cancel-too-late = 已过退出时间（{ $until }）。
error-leads-invalid = 最多设{ $limit }个提醒。
error-ticket-unknown = 没有这张票，可能已经取消。
error-offer-gone = 名额已给下一位。
error-not-seated = 这张票现在没有名额。
error-check-in-too-early = { $opens_at }起可以签到。
error-check-in-too-late = 签到已于{ $closed_at }截止。
error-code-wrong = 签到码不对，请看现场再发一次。
error-not-attended = 签到参加过才能评价。
error-feedback-invalid = 请给1到5星，一句话不超过{ $limit }字。
error-club-unknown = 这个社团已经不在了。
error-quiet-hours-invalid = 免打扰时间不对。

# 命令

command-activities = 找活动
command-mine = 我的活动
command-clubs = 社团
command-settings = 提醒设置
