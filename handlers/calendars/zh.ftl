error-calendar-refused = { $reason ->
        [too_big] 日历超过{ $limit }字节，请分成几份。
        [too_many_events] 日历超过{ $limit }条，请分成几份。
        [too_costly] 读这个日历太费时间或内存，没有读。请只导出需要的日程，再发一次。
        [unread] 日历没有读成，原因在我们这边。请过一会儿再发，仍不行请告诉管理员。
       *[other] 这不是能读的日历文件，请重新导出 .ics。
    }

# 我们保存的
kept-calendar = 你的日历订阅链接
kept-calendar-until = 直到你停用它
