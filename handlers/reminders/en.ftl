settings-leads = ⏰ Usually: { $leads }
settings-quiet = 🌙 Quiet hours: { $span }
settings-to-leads = ⏰ Usual reminders
settings-to-quiet = 🌙 Quiet hours
settings-leads-ask = How long before an activity? Tap to turn on or off.
settings-quiet-ask = When should we be silent? Reminders that fall into it come earlier.
settings-saved-toast = Saved
quiet-never = never
error-quiet-hours-invalid = These quiet hours do not work.
lead-days =
    { $days ->
        [1] 1 day before
       *[other] { $days } days before
    }
lead-hours =
    { $hours ->
        [1] 1 hour before
       *[other] { $hours } hours before
    }
lead-minutes = { $minutes } minutes before
reminders-none = none
ticket-reminders = { "." } Reminders: { $reminders }
