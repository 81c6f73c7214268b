favourites-none = 还没有收藏。在服务点卡片里点“☆ 收藏”。
favourite-line = · <b>{ $name }</b> { $state }
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
error-place-name-invalid = 名字要1到{ $limit }个字，请再发一次。
error-too-many-favourites = 最多收藏{ $limit }处，请先在 /favourites 取消几处。
error-too-many-saved-places = 最多存{ $limit }个常用地点，请先在 /places 删除一个。

# 我们保存的
kept-saved-place = 你存的常用地点：名称和位置
kept-saved-place-until = 直到你删掉它
kept-favourite = 你收藏的服务点
kept-favourite-until = 直到你取消收藏
