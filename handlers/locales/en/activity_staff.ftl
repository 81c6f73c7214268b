# The menu of the staff
staff-menu =
    <b>Activities</b>
    Send an .ics, .csv or .xlsx file to import several at once.
staff-last = 📋 Copy the last
staff-models = 🗂 Models
staff-line = ✏️ In one line
staff-manage = 📅 Manage
staff-drafts = 📄 Drafts
staff-club = 👥 New club
staff-list = <b>Activities you look after</b>
staff-list-none = Nothing comes for now.
form-over = This was done already, or took too long.

# A new activity
line-ask =
    Everything in one line, separated by |:
    <code>name|time|place|seats|description</code>
    Example: <code>Badminton|Wed 19:30-21:00|长河驿站 upstairs|20|Bring a racket</code>
    Times: Wed 19:30-21:00, 5/22 19:30, 2026-05-22 19:30-21:00, tomorrow 7:30pm.
line-fields = Something is missing. Please write <code>name|time|place|seats|description</code> (the last is optional){ $text }
line-time = I cannot read the time “{ $text }”. Please write Wed 19:30-21:00 or 5/22 19:30-21:00, and send the whole line again.
line-capacity = I cannot read the seats “{ $text }”. Please write a number, such as 20.
line-place = I did not find the place “{ $text }”. Please write the name of a center, then the room, such as 长河驿站 upstairs.
line-past = { $day } is over. Please choose another time and send it again.
models = Like which one?
models-none = There is nothing to copy yet. Use “In one line”.
drafts = <b>Drafts</b>
drafts-none = There are no drafts.
preview = <b>👀 Members will see:</b>
preview-photo = 🖼 with a photo
draft-publish = 📣 Publish
draft-edit = ✏️ Change…
draft-repeat = 🔁 Every week
draft-keep = 💾 Keep as draft
draft-discard = 🗑 Delete
draft-kept = 💾 “{ $title }” is kept as a draft: /staff → “Drafts”.
draft-discarded = Deleted.
published = ✅ Published; dates: { $dates }
field-which = Change what?
field-title = Name
field-time = Time
field-place = Place
field-capacity = Seats
field-description = Description
field-photo = Photo
field-guests = Guests
field-cancel = Leave until
field-kind = Kind
field-club = Club
field-interests = Tags
field-title-ask = The new name?
field-time-ask = The new time? Such as Wed 19:30-21:00 or 5/22 19:30. Without an end the length stays.
field-place-ask = The new place? The name of a center, then the room, such as 长河驿站 upstairs.
field-capacity-ask = How many seats? Please write a number.
field-description-ask = The new description? Send - to empty it.
field-photo-ask = Please send a photo. Any text takes the present one away.
field-guests-ask = May one guest be brought?
field-cancel-ask = Until how many hours before the start may members leave? Please write a number, such as 3.
field-kind-ask = Which kind?
field-club-ask = Of which club?
field-interests-ask = Which tags? Separate them by spaces, such as badminton weekend.
guests-yes = One guest
guests-no = No guests
club-none = No club
repeat-ask = Every week at this time; how many dates in all?
repeat-none = Only once
repeat-w4 = 4 dates
repeat-w8 = 8 dates
repeat-w12 = 12 dates
repeat-forever = Without an end
repeat-done = 🔁 { $dates } dates are there

# A published activity
staff-to-card = Manage this activity
staff-numbers = 👤 signed up { $seated } · offered { $offered } · waiting { $waiting } · checked in { $here }
staff-change = ✏️ Change…
staff-message = 📣 Tell attendees
staff-cancel = ❌ Call off
staff-onsite = 🔢 On-site code
staff-ticket-code = ⌨️ Type a ticket
staff-attendance = 📄 List
staff-feedback = ⭐ Feedback
staff-copy = 📋 Copy
which-ask = How far does it reach?
which-this = Only this date
which-following = This and later
which-all = All
change-effect = Dates changed: { $dates }; members told: { $count }. Sure?
change-sure = Change it
change-not = Leave it
change-done = Done, members told: { $count }
cancel-this = Only this date
cancel-following = This and later
cancel-all = All
cancel-reason-ask = Why is it called off? Members are told, so a reason is needed.
cancel-effect =
    Dates called off: { $dates }; members told: { $count }.
    Reason: { $reason }
cancel-sure = Call it off
cancel-not = No
message-ask = What do you want to tell the attendees?
message-send = Send to { $count }
message-sent = Sent to { $count }
attendance-name = Name
attendance-code = Ticket
attendance-state = State
attendance-guests = Guests
attendance-checked_in = Checked in
attendance-seated = signed up
attendance-offered = offered
attendance-waiting = waiting
attendance-caption = 📄 In the order of signing up
onsite-code = The code on site is <b>{ $code }</b> (a new one at { $until })
onsite-next = 🔄 Next
ticket-code-ask = Please send the code of a ticket, such as 7K4-9QD; one after the other.
feedback-none = Nobody has given feedback yet.
feedback-summary = ⭐ { $average } ({ $count })
feedback-line = { $stars } { $text }

# Clubs
club-ask = What is the club called? Write <code>name|description</code>; the description is optional.
club-made = ✅ The club “{ $name }” is there.
club-open = Show it

# Importing activities
activity-file-kinds = Activities come as an .ics calendar, or as a .csv or .xlsx table (columns 名称, 时间, 地点, 人数, 说明).
activity-file-not-fetched = The file did not arrive. Please send it again.
activity-file-summary = New { $added }, changed { $updated }, the same { $unchanged }, called off { $cancelled }, wrong { $wrong }
activity-file-problem = No. { $row } { $column } “{ $value }” { $said }
activity-file-more = { $count } more problems are not listed.
activity-file-take = Import { $count }
activity-file-drop = Drop it
activity-file-dropped = Dropped; nothing was written.
activity-file-taken = ✅ Imported.
activity-file-refused = { $reason }
row-wrong = → cannot be imported ({ $code })
row-repeated = → the same as an earlier row
row-required = → please fill it in
row-cell_too_long = → at most { $limit } characters
row-center_unknown = → no such center; write a name or number of the list
row-formula = → is a formula; please write text
row-cell_error = → is an error value; please write text
row-time = → please write 2026-05-22 19:30-21:00
row-number = → please write a number from 1 to { $limit }
row-kind_unknown = → this kind is not known
row-no_uid = → has no UID
row-no_title = → has no title
row-start_missing = → has no start
row-all_day = → all-day events have no hour; please write when it begins
row-end_before_start = → ends before it begins
row-unreadable = → cannot be read
row-dates_added = → RDATE is not supported; please make several
row-override_unknown = → changes an activity that is not in the file
row-uid_twice = → this UID comes twice
row-private = → is private and was left out
row-too_long = → too long, was cut

# When a rule says no
error-activity-invalid =
    { $field ->
        [title] A name has 1 to { $limit } characters.
        [description] A description has at most { $limit } characters.
        [venue] A room has at most { $limit } characters.
        [capacity] There are 1 to { $limit } seats.
        [minutes] It lasts at most { $limit } minutes.
        [cancel_minutes] Members may leave until at most { $limit } minutes before.
        [interests] There are at most { $limit } tags.
        [local_start] That is too far ahead: at most { $limit } days.
       *[other] This field is not right.
    }
error-start-past = { $starts_at } is over. Please choose another time.
error-series-unknown = This activity is gone.
error-not-draft = It is published already. Change it under “Manage”.
error-already-repeats = It repeats already.
error-recurrence-invalid = What repeats cannot be changed like this.
error-capacity-too-small = { $taken } seats are taken; there cannot be fewer.
error-reason-missing = A reason is needed, 1 to { $limit } characters.
error-message-invalid = 1 to { $limit } characters. Please send it again.
error-club-name-invalid = A club has a name of 1 to { $limit } characters. Please send it again.
error-club-name-taken = There is a club “{ $name }” already. Please choose another name.
error-calendar-refused =
    { $reason ->
        [too_big] The file is too big.
        [too_many_events] There are too many events. Please split the file.
       *[not_a_calendar] This is not a calendar that can be read.
    }
error-rule-changed = repeats otherwise than what is published; please change that in the chat
error-already-past = is over and was left out
command-staff = Activities (staff)
