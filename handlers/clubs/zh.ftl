clubs-none = 还没有社团。
club-description = { $text }
club-nothing = 近期没有活动。
club-join = 加入
club-leave = 退出社团
club-joined-toast = 已加入，每周日20:00告诉你下周的活动
club-left-toast = 已退出
error-club-unknown = 这个社团已经不在了。

# 社团
club-ask = 请发社团的名称和说明：<b>名称|说明</b>
club-made = ✅ 社团“{ $name }”已建好。
club-open = 查看社团
error-club-name-invalid = 社团名称请写1到{ $limit }字。
error-club-name-taken = 已经有社团“{ $name }”。

# 我们保存的
kept-club = 你加入的社团
kept-club-until = 直到你退出
notice-digest = <b>📰 你的社团下周有</b>
notice-digest-settings = ⚙️ 周报设置
settings-digest-on = 📰 社团周报：每周日20:00
settings-digest-off = 📰 社团周报：关
settings-digest-on-turn = 关掉社团周报
settings-digest-off-turn = 打开社团周报
