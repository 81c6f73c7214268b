agenda-header = <b>Activities</b> · { $where } · { $when } · { $topic }
agenda-none = Nothing fits. Try another time, place or topic.
agenda-where = 📍 Where
agenda-topic = 🏷 Topic
agenda-mine = 🎫 My activities
agenda-clubs = 👥 Clubs
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
activity-venue = 🧭 Location
activity-photo = 🖼 Photo
activity-no-photo = This activity has no photo.
activity-photo-of = { $title }
activity-share = 📤 Share
activity-open = Look and sign up
inline-activities = activities
offer-take = ✅ Take it
offer-pass = Pass
offer-gone = The seat went to the next in line.
club = 👥 <b>{ $name }</b> · members: { $members }
notice-attendees = 📣 { $text }
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
error-activity-unknown = This activity is gone.
error-registration-closed = Sign-up is closed.

# Staff: the menu
staff-menu = <b>Activities to look after</b>
    Make a new one, or manage what is published.
    Or send an .ics, .csv or .xlsx file to import many at once.
staff-last = Copy the last one
staff-models = Templates
staff-line = In one line
staff-manage = 📋 Coming activities
staff-drafts = 📝 Drafts
staff-club = 👥 New club
staff-list = <b>Coming activities</b>
staff-list-none = Nothing is coming up.
models = Like which one? The date becomes the next same weekday.
models-none = Nothing was published yet; use “In one line”.
drafts = <b>Your drafts</b>
drafts-none = There are no drafts.
form-over = This step has expired; please start again.
plain-text = { $text }

# In one line
line-ask = Please send one line: <b>name|time|place|people|description</b>
    E.g. Badminton|Wed 19:30-21:00|长河驿站 2nd floor|20|bring a racket
    The description may be left out; without an end it lasts 90 minutes.
line-fields = Something is missing. Send name|time|place|people|description with “|” between.
line-time = The time “{ $text }” is not understood; write 5/20 19:30-21:00 or Wed 19:30.
line-capacity = The number of people “{ $text }” is not understood; write e.g. 20.
line-place = No place “{ $text }” was found; write the name of the center and then the room.
line-places = Several fit: { $text }. Please write the full name.
line-hours = “{ $text }” is not understood; write a number of hours, e.g. 3.
line-photo = “{ $text }” is not a photo. Send one, or “-” to take the photo away.
line-past = { $day } is over; send the line again with another time.

# The preview
preview = 👀 <b>Preview</b>, as members see it
preview-club = 👥 Club: { $name }
preview-photo = 🖼 with a photo
preview-year = 📅 in { $year }
preview-rule = 🔁 <code>{ $rule }</code>
draft-publish = ✅ Publish
draft-edit = Change…
draft-repeat = 🔁 Every week
draft-keep = Keep as draft
draft-discard = 🗑 Discard
draft-discarded = The draft is discarded.
draft-kept = “{ $title }” is kept; go on under “Drafts”.
published = ✅ Published, dates: { $dates }. Pass this link on to sign up:

# Fields
field-which = Change what?
field-title = Name
field-time = Time
field-place = Place
field-capacity = People
field-description = Description
field-photo = Photo
field-guests = Guests
field-cancel = Cancel until
field-kind = Kind
field-club = Club
field-interests = Interests
field-title-ask = Please send the new name.
field-time-ask = Please send the new time, e.g. Wed 19:30-21:00.
field-place-ask = Please send the new place, e.g. 长河驿站 2nd floor.
field-capacity-ask = Please send the new number of people.
field-description-ask = Please send the new description; “-” takes it away.
field-photo-ask = Please send a photo; “-” takes it away.
field-guests-ask = May members bring one guest?
field-cancel-ask = Until how many hours before the start may members leave? Send a number, e.g. 3.
field-kind-ask = Which kind is it?
field-club-ask = Which club is it of?
field-interests-ask = Please send interests with spaces between; “-” takes them away.
guests-yes = Yes
guests-no = No
club-none = No club

# Repeating
repeat-ask = How does it repeat?
repeat-none = Not at all
repeat-w4 = Weekly, 4 times
repeat-w8 = Weekly, 8 times
repeat-w12 = Weekly, 12 times
repeat-forever = Weekly, without end
repeat-typed = Another way…
repeat-done = Dates now: { $dates }
rule-ask = Please send the rule (RRULE of iCalendar):
    every two weeks <code>FREQ=WEEKLY;INTERVAL=2</code>
    first Saturday of a month <code>FREQ=MONTHLY;BYDAY=1SA</code>
    daily until a day <code>FREQ=DAILY;UNTIL=20261231</code>

# Managing one activity
staff-to-card = Manage this activity
staff-numbers = 👥 signed up { $seated } · to confirm { $offered } · waiting { $waiting } · here { $here }
staff-change = ✏️ Change…
staff-message = 📣 Message
staff-cancel = ❌ Cancel…
staff-onsite = 🔢 Code on site
staff-ticket-code = 🎫 Type a ticket
staff-attendance = 📄 List
staff-copy = Copy
which-ask = How far does it reach?
which-this = Only this one
which-following = This and following
which-all = All
change-effect = Dates that change: { $dates }. Members who will be told: { $count }. Sure?
change-sure = Yes
change-not = Leave it
change-done = Changed; members told: { $count }
cancel-this = Skip only this one
cancel-following = This and following
cancel-all = All
cancel-reason-ask = Why? Send one sentence; everybody concerned reads it.
cancel-effect = Dates to cancel: { $dates }. Members who will be told: { $count }.
    Reason: { $reason }
cancel-sure = Cancel it
cancel-not = Back, keep it
cancel-done = Cancelled; members told: { $count }
message-ask = What should those who signed up know? Please send it.
message-send = Send to { $count }
message-not = Do not send
message-sent = Sent to { $count }
attendance-caption = Who signed up, has to confirm, or waits
attendance-name = name
attendance-code = ticket
attendance-state = state
attendance-guests = guests
attendance-checked_in = checked in
attendance-seated = signed up
attendance-offered = to confirm
attendance-waiting = waiting

# Importing files
activity-file-kinds = Send an .ics calendar, or a .csv or .xlsx table (columns: title, time, center, capacity…).
activity-file-place-ask = The file does not say where. Which center is it about? Please send its name.
activity-file-not-fetched = The file could not be fetched; please send it again.
activity-file-defaults = Where no number of people is said, it is { $capacity }.
activity-file-more = { $count } more are not listed.
activity-file-take = Import { $count }
activity-file-drop = Drop it
activity-file-dropped = Nothing was imported.
activity-file-taken = ✅ Imported
activity-row = entry { $row }
activity-summary = { $added } new, { $updated } updated, { $unchanged } unchanged, { $cancelled } cancelled, { $wrong } refused
activity-column-uid = id
activity-column-title = title
activity-column-time = time
activity-column-minutes = minutes
activity-column-center = center
activity-column-venue = venue
activity-column-capacity = capacity
activity-column-description = description
activity-column-kind = kind
activity-column-interests = interests
activity-column-rrule = rrule
activity-problem-time = → write 2026-05-20 19:30-21:00
activity-problem-number = → write a whole number from 1 to { $limit }
activity-problem-center_unknown = → no such center; write its name or ref
activity-problem-kind_unknown = → no such kind; write salon, sport, workshop, volunteering, family, party_lesson, micro_lecture or other
activity-problem-no_uid = → the UID is missing; export the calendar again
activity-problem-no_title = → the title is missing
activity-problem-start_missing = → the start is missing
activity-problem-all_day = → all-day events are not taken; give a start
activity-problem-end_before_start = → ends before it begins
activity-problem-unreadable = → not understood
activity-problem-dates_added = → added dates (RDATE) are not taken; make another event
activity-problem-override_unknown = → the event that it changes is not in the file
activity-problem-uid_twice = → the UID is there twice
activity-problem-year = → the year cannot be meant; give a day within the next two years
activity-problem-zone_unknown = is a time zone that is not known; read in that of the district
activity-problem-private = is private and was not read
activity-problem-too_long-warning = was too long and is cut
activity-problem-already-past = is over and was not taken
activity-problem-start-past = is over and was not taken
activity-problem-not-staff = → not a center that you serve
activity-problem-rule-changed = → repeats in another way than what is published; cancel that and import again
activity-problem-rule-too-costly = → the rules of this file take too long to be worked out; put this one into another file

# When the answer is no
error-capacity-too-small = { $taken } seats are taken; the number cannot become { $capacity }.
error-start-past = { $starts_at } is over.
error-activity-invalid = { $field ->
        [title] A name has 1 to { $limit } characters.
        [description] A description has at most { $limit } characters.
        [venue] A room has at most { $limit } characters.
        [capacity] The number of people is 1 to { $limit }.
        [minutes] That is not a duration; at most 7 days.
        [local_start] That is too far away; at most { $limit } days ahead.
        [interests] At most { $limit } interests of 20 characters each.
       *[other] That does not fit; please write it anew.
    }
error-recurrence-invalid = The part { $part } “{ $value }” of the rule cannot be used; change it and send it again.
error-series-unknown = This activity is gone.
error-not-draft = It is published; change it under “Coming activities”.
error-already-repeats = It repeats already. For another rule cancel the dates to come and copy it.
error-reason-missing = A cancellation needs a reason of 1 to { $limit } characters.
error-message-invalid = A message has 1 to { $limit } characters.

when-tomorrow-early = tomorrow { $time }

# What is kept
kept-written = Activities that you wrote down (staff)
kept-written-until = for good; once you delete everything they lead to you no more
agenda-all = 🎈 All activities
