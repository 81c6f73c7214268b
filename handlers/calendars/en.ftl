error-calendar-refused = { $reason ->
        [too_big] The calendar has more than { $limit } bytes; split it.
        [too_many_events] The calendar has more than { $limit } events; split it.
        [too_costly] Reading this calendar takes too much time or memory, so it was not read. Export only the events needed, and send that.
        [unread] The calendar could not be read, for a reason that lies with us. Send it again later; if that fails, tell the operator.
       *[other] This is not a calendar that can be read; export the .ics again.
    }

# What is kept
kept-calendar = The link of your calendar
kept-calendar-until = until you stop it
