# Activities: find, look, sign up

menu-activities = 🎈 Activities
agenda-header = <b>Activities</b> · { $where } · { $when } · { $topic }
agenda-none = Nothing fits. Try another time, place or topic.
agenda-where = 📍 Where
agenda-topic = 🏷 Topic
agenda-mine = 🎫 My activities
agenda-clubs = 👥 Clubs
agenda-all = 🎈 All activities
when-a = coming
when-t = Tonight
when-w = This week
when-n = Next week
where-anywhere = Whole district
where-favourites = ⭐ Favourite centers
where-ask = Activities where?
topic-any = All topics
topic-ask = What kind of activities?
activity-kind-party_lesson = Open party lesson
activity-kind-salon = Salon
activity-kind-sport = Sport
activity-kind-workshop = Workshop
activity-kind-volunteering = Volunteering
activity-kind-micro_lecture = Micro-lecture livestream
activity-kind-family = Family
activity-kind-other = Other
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
activity-left-short = { $left } of { $capacity } left
activity-full-short = full, waitlist open
activity-title = { $icon } <b>{ $title }</b>
activity-when-where = { $when } · { $where }
activity-seats = { $left } of { $capacity } left · { $leave }
activity-leave-until = cancel until { $when }
activity-day = { $weekday } { $day }/{ $month }
activity-same-day = { $time } that day
activity-day-before = { $time } the day before
activity-recurring = 🔁 Repeats; sign up for each date
activity-guests = 👥 You may bring one guest
activity-about = 🏷 { $names }
activity-description = { $text }
activity-center-gone = center closed down
activity-cancelled = ❌ Cancelled: { $reason }
activity-over = This is over
activity-begun = It has begun; sign-up is closed
activity-full = Full ({ $capacity } people)
activity-sign-up = ✅ Sign up
activity-sign-up-two = 👥 Sign up for two
activity-wait-ask = Wait as number { $position }?
activity-wait = ⏳ Join the waitlist
activity-wait-again = ⏳ Wait again
activity-full-wait-ask = Full. Wait as number { $position }?
activity-venue = 🧭 Location
activity-photo = 🖼 Photo
activity-no-photo = This activity has no photo.
activity-photo-of = { $title }
activity-share = 📤 Share
activity-open = Look and sign up
card-activities = 🎈 Activities { $count }
inline-activities = activities

# My ticket

ticket-seated = ✅ You are signed up. Reminders: { $reminders }
ticket-seated-only = ✅ You are signed up
ticket-guests = 👥 Two people with you
ticket-waiting = ⏳ Number { $position } on the waitlist. You hear as soon as a seat is free.
ticket-offered = 🎉 A seat is free! Please confirm before { $until }
ticket-checked-in = ✅ Checked in, { $when }
ticket-show = 🎫 Ticket
ticket-open = Open the activity
ticket-code = Ticket <code>{ $code }</code> · people: { $seats }
ticket-leads = ⏰ Reminders
ticket-calendar = 📅 Add to calendar
ticket-calendar-caption = 📅 { $title }: open the file to add it. After a change, get it again to update.
ticket-cancel = Cancel sign-up
ticket-leave-queue = Leave the waitlist
ticket-guest-1 = 👥 Bring a guest
ticket-guest-0 = Come alone
ticket-check-in = 📲 I am here, check in
guest-no-seat = Not enough seats for a guest.
offer-take = ✅ Take it
offer-pass = Pass
offer-gone = The seat went to the next in line.
offer-gone-toast = The seat went to the next in line.
clash-ask = Overlaps with “{ $title }”. Sign up all the same?
clash-sign-up = Sign up
clash-not = No
leave-ask = Cancel your sign-up? The seat goes to whoever waits.
leave-sure = Cancel it
leave-not = Keep it
leave-too-late = Cancelling ended ({ $when }). Please call the center if you cannot come.
left-toast = You are out
stay-toast = Good, see you then
leads-ask = When should we remind you? Tap to turn on or off.
leads-usual = Back to the usual
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
snooze-ask = Remind again after how long?
snooze-minutes = In { $minutes } minutes
snooze-toast = Good, again { $when }
snooze-too-late = It has begun by then; no more reminders.

# My activities and the calendar feed

mine = <b>My activities</b>
mine-none = Nothing yet. Look at “All activities”.
mine-past = <b>Past activities</b>
mine-past-none = Nothing yet.
mine-to-past = 🗂 Past ones
mine-settings = ⚙️ Reminders
mine-line = { $number }. { $state } <b>{ $title }</b> · { $when }
mine-seated = ✅ signed up
mine-offered = 🎉 please confirm
mine-waiting = ⏳ waitlist { $position }
mine-attended = ✅ attended
mine-cancelled = ❌ cancelled
mine-feed = 📅 Calendar feed
feed = Your calendar feed (whoever has the address sees your activities, keep it to yourself):
    <code>{ $url }</code>
feed-none = We can make a private address that your calendar subscribes to.
feed-create = Make an address
feed-open = Open
feed-revoke = Revoke this address
feed-revoked-toast = The address is revoked
feed-not-offered = Calendar feeds are not offered here yet.

# Clubs

clubs = <b>Clubs</b> · ✅ marks yours
clubs-none = There are no clubs yet.
club = 👥 <b>{ $name }</b> · members: { $members }
club-description = { $text }
club-nothing = Nothing is coming up.
club-join = Join
club-leave = Leave the club
club-joined-toast = You are in. Every Sunday at 20:00 you hear what comes
club-left-toast = You have left

# Settings

settings = <b>Reminders</b>
settings-leads = ⏰ Usually: { $leads }
settings-quiet = 🌙 Quiet hours: { $span }
settings-digest-on = 📰 Club digest: Sundays at 20:00
settings-digest-off = 📰 Club digest: off
settings-digest-on-turn = Turn the club digest off
settings-digest-off-turn = Turn the club digest on
settings-to-leads = ⏰ Usual reminders
settings-to-quiet = 🌙 Quiet hours
settings-leads-ask = How long before an activity? Tap to turn on or off.
settings-quiet-ask = When should we be silent? Reminders that fall into it come earlier.
settings-saved-toast = Saved
quiet-never = never

# Check-in and feedback

check-in-ask = Please send the six digits that are shown on site.
check-in-wrong = That code is not right, perhaps it has changed. Look again and send it.
scan-done = ✅ Checked in { $time }
scan-again = ⚠️ Was checked in at { $time }
feedback-ask = How was it?
feedback-thanks = Thank you! { $stars }
feedback-line-ask = Send a line if you like, or tap “That is all”.
feedback-enough = That is all
feedback-line-thanks = Noted, thank you!

# What the bot sends by itself

notice-reminder = ⏰ Reminder: begins { $when }
notice-navigate = 🧭 Way there
notice-cancel = Cannot come
notice-snooze = Later
notice-seat-free = 🎉 A seat is free; first tap wins
notice-moved-time = ⏰ { $before } → { $now }
notice-moved-place = 📍 { $before } → { $now }
notice-stay = Still coming
notice-leave = Leave
notice-others = The same for { $count } more dates.
notice-attendees = 📣 { $text }
notice-digest = <b>📰 Next week in your clubs</b>
notice-digest-settings = ⚙️ Digest settings

# Hints for staff

concern-venue = ⚠️ { $date } { $span }: the room is taken by “{ $title }”
concern-holiday = ⚠️ { $date } is a holiday { $festival }
concern-make-up = ⚠️ { $date } is a make-up workday
festival-new_year = New Year
festival-spring_festival = Spring Festival
festival-tomb_sweeping = Tomb-Sweeping Day
festival-labour_day = Labour Day
festival-dragon_boat = Dragon Boat Festival
festival-mid_autumn = Mid-Autumn Festival
festival-national_day = National Day
festival-other = day off

# When the answer is no

error-activity-unknown = This activity is gone.
error-activity-full = Full. Wait as number { $position }?
error-registration-closed = Sign-up is closed.
error-registration-clash = Overlaps with “{ $title }”.
error-guests-not-allowed = Guests for this one: at most { $limit }.
error-already-checked-in = You were checked in at { $at } and cannot leave any more.
error-cancel-too-late = Cancelling ended ({ $until }).
error-leads-invalid = At most { $limit } reminders.
error-ticket-unknown = There is no such ticket; it may be cancelled.
error-offer-gone = The seat went to the next in line.
error-not-seated = This ticket has no seat now.
error-check-in-too-early = Check-in opens { $opens_at }.
error-check-in-too-late = Check-in closed { $closed_at }.
error-code-wrong = That code is not right. Look again and send it.
error-not-attended = Only those who were checked in can give stars.
error-feedback-invalid = One to five stars, and a line of at most { $limit } characters.
error-club-unknown = This club is gone.
error-quiet-hours-invalid = These quiet hours do not work.

# Commands

command-activities = Find activities
command-mine = My activities
command-clubs = Clubs
command-settings = Reminders
