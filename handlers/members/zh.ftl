# 位置与同意
consent-ask = 📍 找最近的服务点要用你的位置。只算这一次，不保存。
consent-give = 同意
consent-refuse = 不同意
consent-more = 🔒 隐私说明
consent-given = ✅ 已同意。点“📍 发送位置”开始，可随时在 /privacy 撤回。
consent-given-toast = 已同意
consent-refused = 好的，不用你的位置。输入地名或点“🗺 手选街道”一样能查。

# 语言
language-name = 中文
language-ask = 选择语言 / Choose a language
language-follow = 跟随 Telegram
language-chosen = ✅ 好的，以后用中文。
language-menu = 菜单也换好了。
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

# 我们保存的
kept-member = 你的 Telegram 编号、语言和提醒设置
kept-member-until = 直到你删除全部数据
kept-consent = 你同意过什么，什么时候同意、什么时候撤回
kept-consent-until = 撤回后也留作凭据，直到你删除全部数据
kept-draft = 填到一半的内容
kept-draft-until = 填完或取消就删，最多半小时
kept-role = 你是哪个服务点的工作人员
kept-role-until = 由区里收回，不会随你的数据一起删

# 隐私说明
privacy =
    <b>隐私说明</b>
    · 你的位置只用来算这一次的距离，算完就没有了：不保存，也不写进日志。
    · 消息经过 Telegram 在境外的服务器，请不要发送敏感信息。
privacy-kept-title = <b>我们保存什么，保存多久</b>
privacy-kept = · { $what }：{ $until }
