error-calendar-refused = { $reason ->
        [too_big] The calendar has more than { $limit } bytes; split it.
        [too_many_events] The calendar has more than { $limit } events; split it.
       *[other] This is not a calendar that can be read; export the .ics again.
    }

# What is kept
kept-calendar = The link of your calendar
kept-calendar-until = until you stop it
