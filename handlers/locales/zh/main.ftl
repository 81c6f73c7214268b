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
cancelled = 已取消。
cancel = 取消
back = ‹ 返回
list-comma = 、

# 位置与同意
consent-ask = 📍 找最近的服务点要用你的位置。只算这一次，不保存。
consent-give = 同意
consent-refuse = 不同意
consent-more = 🔒 隐私说明
consent-given = ✅ 已同意。点“📍 发送位置”开始，可随时在 /privacy 撤回。
consent-given-toast = 已同意
consent-refused = 好的，不用你的位置。输入地名或点“🗺 手选街道”一样能查。
position-invalid = 这个位置读不出来，请再发一次，或输入地名。
outside = 你不在{ $district }，仍按距离显示？
outside-note = 你不在{ $district }，按距离显示。
outside-show = 仍按距离显示
pick-subdistrict = 🗺 手选街道

# 最近的服务点
near-header = 步行{ $minutes }分钟内<b>{ $count }</b>处 · { $time }
near-header-from = 从<b>{ $place }</b>步行{ $minutes }分钟内<b>{ $count }</b>处 · { $time }
near-line = { $number } <b>{ $name }</b> { $walk } { $state }{ $stars }
near-from = 从<b>{ $place }</b>，
near-none = { $minutes }分钟内没有服务点。
near-none-open = { $minutes }分钟内没有确定在营业的。
near-none-filtered = { $minutes }分钟内没有符合条件的（资料不明的不算）。
nearest = 最近：<b>{ $name }</b> { $walk }，{ $state }
nearest-open = 最近营业中：<b>{ $name }</b> { $walk }，{ $state }
nearest-none = 更远处也没有符合条件的。
estimated = (估算)
walk-minutes = 约{ $minutes }分钟
walk-here = 就在这里
walk-far = 约{ $distance }
distance-metres = { $metres }米
distance-kilometres = { $kilometres }公里
filter-open = 🟢营业中
filter-always = 24小时
filter-stars = ★4+
filter-facility = 设施
filter-kind = 类型
filter-any = 不限
choose-facility = 要有什么设施？（设施不明的服务点不会列出）
choose-kind = 要哪一类？
page-back = ‹ 上一页
page-on = 下一页 ›
save-here = 💾 存为常用地点
stars = ★{ $stars }
stars-rated = ★{ $stars }({ $ratings })

# 营业状态
state-unknown = ⚪ 时间待核实
state-open = 🟢营业中
state-open-always = 🟢24小时
state-open-until = 🟢{ $time }关
state-open-soon = 🟢{ $time }关，剩{ $minutes }分钟
state-closed = 🔴未营业
state-closed-until = 🔴{ $when }开
doubt-holiday = （今天是节假日，时间可能不同）
doubt-make_up = （今天是调休上班日，时间可能不同）
doubt-calendar = （节假日安排未知，时间可能不同）
doubt-school = （寒暑假时间可能不同）
when-today = 今天{ $time }
when-tomorrow = 明天{ $time }
when-tomorrow-early = 明早{ $time }
when-weekday = { $day }{ $time }
when-date = { $date } { $time }
date-short = { $month }月{ $day }日
day-closed = 不开放
day-all = 24小时
span-unknown = { $span }（待核实）
weekday-mon = 周一
weekday-tue = 周二
weekday-wed = 周三
weekday-thu = 周四
weekday-fri = 周五
weekday-sat = 周六
weekday-sun = 周日

# 地名
which-place = 你说的是哪里？
place-choice = { $name } · { $kind }
landmark-metro_station = 地铁站
landmark-gov_service = 政务服务
landmark-library = 图书馆
landmark-sports = 运动场馆
place-not-found = 没找到这个地方。换个写法试试（地铁站、社区、街道、拼音、坐标），或点“🗺 手选街道”。
geocoder-down = 地址查询暂时不可用。发来位置，或输入地铁站、社区名试试。
subdistricts-pick = 选一个街道：
subdistricts-none = 还没有街道资料。
subdistrict = <b>{ $name }</b>：看街道中心附近，或选社区。
subdistrict-near = 📍 街道中心附近
subdistrict-center = 街道中心

# 服务点卡片
card-title = <b>{ $name }</b> · { $kind }
card-today = 🕑 今天 { $hours }
card-hours-note = 📝 { $note }
card-hours-unknown = ⚪ 时间待核实
card-way = 🚶 { $walk } · { $distance }
card-here = 🚶 就在这里
card-address = 🏠 { $address }
card-phone = 📞 { $phone }
card-no-position = 📍 位置待核实
card-position-nearby = 📍 位置按同社区的另一处估计
card-facilities = 🧰 { $names }
card-facilities-unknown = 🧰 设施待核实
card-stars = 🏅 年度评定 { $stars }
card-verified = ✔️ { $date } 现场核实
card-not-verified = ❔ 尚未现场核实
card-source = 来源：{ $source }
card-venue = 📍 地图
card-week = 🕑 本周
card-keep = ☆ 收藏
card-unkeep = ★ 已收藏
card-share = 📤 分享·二维码
card-wrong = ⚠️ 信息有误
card-week-title = <b>{ $name }</b> 未来七天
card-week-line = { $day } { $date }　{ $hours }
back-to-card = ‹ 返回服务点
map-amap = 高德导航
map-baidu = 百度地图
map-apple = 苹果地图
map-google = Google 地图
map-osm = OpenStreetMap
share-text =
    <b>{ $name }</b>
    扫码或点链接打开：{ $url }
share-onward = 发给朋友
kept-toast = 已收藏
unkept-toast = 已取消收藏
kind-district = 区级中心
kind-subdistrict = 街道中心
kind-community = 社区中心
kind-station = 驿站
kind-themed = 主题中心

# 收藏与常用地点
favourites = <b>收藏</b>
favourites-none = 还没有收藏。在服务点卡片里点“☆ 收藏”。
favourite-line = · <b>{ $name }</b> { $state }
places = <b>常用地点</b>：点名字，看附近。
places-none = 还没有常用地点。发来位置后，点“💾 存为常用地点”。
place-ask = 把这里存成什么？（只有你自己看得到，可随时删除）
place-home = 家
place-work = 公司
place-other = 其他名称…
place-name-ask = 叫什么名字？请发1到20个字。
place-saved = ✅ 已存为“{ $name }”。
place-saved-toast = 已保存
place-near = 📍 { $name }附近
place-remove = 🗑 删除{ $name }
place-list = 🏠 全部常用地点
place-removed-toast = 已删除

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
reports = <b>待核实的反馈</b>
reports-none = 没有待核实的反馈。
reports-more = 还有更多，处理后会接着显示。
report-line = #{ $number } <b>{ $name }</b> · { $reason } · { $when }
report-line-detail = 　“{ $detail }”
report-open = 查看 #{ $number }
report-settle = ✔️ 已处理 #{ $number }
report-settled-toast = 已处理
report-settled-before = 之前已处理过

# 语言
language-name = 中文
language-ask = 选择语言 / Choose a language
language-follow = 跟随 Telegram
language-chosen = ✅ 好的，以后用中文。
language-menu = 菜单也换好了。

# 隐私
privacy =
    <b>隐私说明</b>
    · 你的位置只用来算这一次的距离，不保存，也不写进日志。
    · 只有你主动存的“常用地点”会保存，可随时删除。
    · 我们保存：你的 Telegram 编号、语言、同意记录、收藏、常用地点、反馈。
    · 消息经过 Telegram 在境外的服务器，请不要发送敏感信息。
privacy-consent-given = 位置使用：已于 { $date } 同意（第{ $version }版），可撤回。
privacy-consent-none = 位置使用：未同意。
privacy-export = 📄 导出我的数据
privacy-export-caption = 这里是我们保存的关于你的全部数据。
privacy-withdraw = 撤回同意
privacy-withdrawn = 已撤回。之后不会再用你的位置；输入地名仍可查询。
privacy-erase = 🗑 删除全部数据
privacy-erase-ask = 确定删除？收藏、常用地点和同意记录都会消失，不能恢复。反馈会保留，但不再和你关联。
privacy-erase-sure = 确定删除
privacy-erase-not = 不删除
privacy-erased = ✅ 已全部删除。
privacy-erased-return = 想再用时，发 /start 就好。

# 内联
inline-open = 详情、时间、怎么走
inline-share = 📍 找我附近的服务点

# 出错
error-unexpected = 出了点问题，没有丢失任何东西。请稍后再试；联系我们时请报编号 <code>{ $reference }</code>。
error-center-unknown = 这个服务点已经不在名单里了。
error-origin-gone = 这个地点已经删除，请重新选一个。
error-place-name-invalid = 名字要1到{ $limit }个字，请再发一次。
error-too-many-favourites = 最多收藏{ $limit }处，请先在 /favourites 取消几处。
error-too-many-saved-places = 最多存{ $limit }个常用地点，请先在 /places 删除一个。
error-not-staff = 这是工作人员的功能。
error-report-unknown = 没有编号{ $number }的反馈。
error-too-many-reports = 24小时内最多反馈{ $limit }条，请明天再来。
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

# 设施
facility-toilet = 卫生间
facility-water = 饮水
facility-charging = 充电
facility-wifi = 无线网
facility-microwave = 微波炉
facility-fridge = 冰箱
facility-seats = 休息座椅
facility-reading = 阅读
facility-study = 自习
facility-aed = 除颤仪
facility-first_aid = 急救箱
facility-nursing_room = 母婴室
facility-meeting_room = 会议室
facility-printing = 打印
facility-umbrella = 借伞
facility-parking = 停车
facility-bike_pump = 打气筒
facility-gym = 健身
facility-kids = 儿童
facility-meals = 食堂助餐
facility-accessible = 无障碍
facility-shower = 淋浴
facility-lockers = 储物柜
facility-government_services = 政务服务
