# Start and help
welcome =
    👋 Hello, this is <b>Anjia</b>, your guide to the 15-minute life circle of { $district }.
    Share your location, or type a place (“{ $example }”), to see the service centers and stations open within { $minutes } minutes on foot.
help =
    <b>How it works</b>
    📍 Tap “Share location” for the places within { $minutes } minutes on foot.
    💻 On a computer, type a place, pinyin or coordinates: <code>{ $example }</code>, <code>30.2084,120.2120</code>; or tap “Pick a sub-district”.
    🛰 Share a live location and the list follows you.
    💬 In any chat type <code>@{ $username }</code> and a name to send a place to a friend.
    ⭐ /favourites　🏠 /places
    🌐 /language　🔒 /privacy
    In an emergency call 110, 119 or 120.
near-how = Tap “📍 Share location” below, or type a place, pinyin or coordinates.
menu-location = 📍 Share location
menu-subdistricts = 🗺 Pick a sub-district
menu-favourites = ⭐ Favourites
menu-places = 🏠 My places
menu-help = ❓ Help
menu-placeholder = Type a place
command-unknown = There is no such command. See /help for those there are.
message-unknown = I cannot read this yet. Share a location, or type the name of a place.
button-unknown = This button no longer works. Please ask again.
cancelled = Cancelled.
cancel = Cancel
back = ‹ Back
list-comma = {", "}

# Position and consent
consent-ask = 📍 To find what is nearest I need your location. It is used this once and not stored.
consent-give = Agree
consent-refuse = Decline
consent-more = 🔒 Privacy
consent-given = ✅ Thank you. Tap “📍 Share location” to begin; /privacy takes it back at any time.
consent-given-toast = Agreed
consent-refused = All right, your location is not used. Typing a place or “🗺 Pick a sub-district” works just as well.
position-invalid = I cannot read this position. Please send it again, or type a place.
outside = You are not in { $district }. Show places by distance anyway?
outside-note = You are not in { $district }; shown by distance.
outside-show = Show anyway
pick-subdistrict = 🗺 Pick a sub-district

# What is near
near-header =
    <b>{ $count }</b> { $count ->
        [one] place
       *[other] places
    } within { $minutes } minutes on foot · { $time }
near-header-from =
    <b>{ $count }</b> { $count ->
        [one] place
       *[other] places
    } within { $minutes } minutes on foot of <b>{ $place }</b> · { $time }
near-line = { $number } <b>{ $name }</b> { $walk } { $state }{ $stars }
near-from = From <b>{ $place }</b>:{" "}
near-none = No center or station within { $minutes } minutes.
near-none-open = Nothing known to be open within { $minutes } minutes.
near-none-filtered = Nothing within { $minutes } minutes fits (what is unknown does not count).
nearest = Nearest: <b>{ $name }</b> { $walk }, { $state }
nearest-open = Nearest open: <b>{ $name }</b> { $walk }, { $state }
nearest-none = Nothing farther away fits either.
estimated = (estimated)
walk-minutes = about { $minutes } min
walk-here = right here
walk-far = about { $distance }
distance-metres = { $metres } m
distance-kilometres = { $kilometres } km
filter-open = 🟢Open now
filter-always = 24 h
filter-stars = ★4+
filter-facility = Facilities
filter-kind = Kind
filter-any = Any
choose-facility = Which facility? (Places whose facilities are unknown are not listed.)
choose-kind = Which kind?
page-back = ‹ Previous
page-on = Next ›
save-here = 💾 Save this place
stars = ★{ $stars }
stars-rated = ★{ $stars }({ $ratings })

# Open or closed
state-unknown = ⚪ hours not verified
state-open = 🟢open
state-open-always = 🟢open 24 h
state-open-until = 🟢until { $time }
state-open-soon = 🟢until { $time }, { $minutes } min left
state-closed = 🔴closed
state-closed-until = 🔴opens { $when }
doubt-holiday = {" "}(public holiday: hours may differ)
doubt-make_up = {" "}(make-up workday: hours may differ)
doubt-calendar = {" "}(holiday calendar not known: hours may differ)
doubt-school = {" "}(hours may differ in school holidays)
when-today = today { $time }
when-tomorrow = tomorrow { $time }
when-tomorrow-early = tomorrow { $time }
when-weekday = { $day } { $time }
when-date = { $date } { $time }
date-short = { $month }/{ $day }
day-closed = closed
day-all = 24 h
span-unknown = { $span } (not verified)
weekday-mon = Mon
weekday-tue = Tue
weekday-wed = Wed
weekday-thu = Thu
weekday-fri = Fri
weekday-sat = Sat
weekday-sun = Sun

# Place names
which-place = Which place do you mean?
place-choice = { $name } · { $kind }
landmark-metro_station = metro station
landmark-gov_service = government services
landmark-library = library
landmark-sports = sports venue
place-not-found = I did not find this place. Try another spelling (metro station, community, sub-district, pinyin, coordinates), or “🗺 Pick a sub-district”.
geocoder-down = Addresses cannot be looked up right now. Share a location, or type a metro station or community.
subdistricts-pick = Pick a sub-district:
subdistricts-none = There are no sub-districts in the data yet.
subdistrict = <b>{ $name }</b>: look around its center, or pick a community.
subdistrict-near = 📍 Around its center
subdistrict-center = The center

# The card of a center
card-title = <b>{ $name }</b> · { $kind }
card-today = 🕑 Today { $hours }
card-hours-note = 📝 { $note }
card-hours-unknown = ⚪ hours not verified
card-way = 🚶 { $walk } · { $distance }
card-here = 🚶 Right here
card-address = 🏠 { $address }
card-phone = 📞 { $phone }
card-no-position = 📍 Position not known yet
card-position-nearby = 📍 Position taken from another office of the community
card-facilities = 🧰 { $names }
card-facilities-unknown = 🧰 Facilities not known yet
card-stars = 🏅 Annual evaluation { $stars }
card-verified = ✔️ Verified on site on { $date }
card-not-verified = ❔ Not verified on site yet
card-source = Source: { $source }
card-venue = 📍 Map
card-week = 🕑 Week
card-keep = ☆ Keep
card-unkeep = ★ Kept
card-share = 📤 Share · QR
card-wrong = ⚠️ Something is wrong
card-week-title = <b>{ $name }</b>, the next seven days
card-week-line = { $day } { $date }　{ $hours }
back-to-card = ‹ Back to the center
map-amap = Amap
map-baidu = Baidu Maps
map-apple = Apple Maps
map-google = Google Maps
map-osm = OpenStreetMap
share-text =
    <b>{ $name }</b>
    Scan or tap to open: { $url }
share-onward = Send to a friend
kept-toast = Kept as a favourite
unkept-toast = No longer a favourite
kind-district = district center
kind-subdistrict = sub-district center
kind-community = community center
kind-station = station
kind-themed = themed center

# Favourites and places
favourites = <b>Favourites</b>
favourites-none = No favourites yet. Tap “☆ Keep” on the card of a center.
favourite-line = · <b>{ $name }</b> { $state }
places = <b>My places</b>: tap a name to look around it.
places-none = No places yet. Share a location, then tap “💾 Save this place”.
place-ask = Save this place as? (Only you see it, and can delete it at any time.)
place-home = Home
place-work = Work
place-other = Another name…
place-name-ask = What is it called? Please send 1 to 20 characters.
place-saved = ✅ Saved as “{ $name }”.
place-saved-toast = Saved
place-near = 📍 Near { $name }
place-remove = 🗑 Delete { $name }
place-list = 🏠 All my places
place-removed-toast = Deleted

# Something is wrong
report-ask = What is wrong with <b>{ $name }</b>?
report-detail-ask = What is wrong with <b>{ $name }</b>? Please tell us in one sentence.
report-thanks = 🙏 Thank you. The staff will check it.
reason-hours = Opening hours
reason-position = Position
reason-phone = Phone number
reason-closed = Closed or moved away
reason-facilities = Facilities
reason-other = Something else…
reports = <b>Reports to check</b>
reports-none = No reports to check.
reports-more = There are more; they follow as these are settled.
report-line = #{ $number } <b>{ $name }</b> · { $reason } · { $when }
report-line-detail = 　“{ $detail }”
report-open = See #{ $number }
report-settle = ✔️ Settled #{ $number }
report-settled-toast = Settled
report-settled-before = It was settled before

# Language
language-name = English
language-ask = 选择语言 / Choose a language
language-follow = Follow Telegram
language-chosen = ✅ English it is.
language-menu = The menu has changed too.

# Privacy
privacy =
    <b>Privacy</b>
    · Your location is used for this one answer. It is neither stored nor logged.
    · Only places that you save yourself are kept, until you delete them.
    · We keep: your Telegram number, language, consents, favourites, saved places, reports.
    · Messages pass through Telegram's servers abroad; please send nothing sensitive.
privacy-consent-given = Use of your location: agreed on { $date } (version { $version }); you can withdraw it.
privacy-consent-none = Use of your location: not agreed.
privacy-export = 📄 Export my data
privacy-export-caption = This is everything we keep about you.
privacy-withdraw = Withdraw consent
privacy-withdrawn = Withdrawn. Your location is not used any more; typing a place still works.
privacy-erase = 🗑 Delete everything
privacy-erase-ask = Delete everything? Favourites, places and consents are gone for good. Reports stay, but no longer lead to you.
privacy-erase-sure = Yes, delete
privacy-erase-not = No, keep it
privacy-erased = ✅ Everything is deleted.
privacy-erased-return = To use the bot again, send /start.

# Inline mode
inline-open = Details, hours, the way there
inline-share = 📍 Find what is near me

# Errors
error-unexpected = Something went wrong; nothing is lost. Please try again later. If you write to us, give the reference <code>{ $reference }</code>.
error-center-unknown = This center is no longer on the list.
error-origin-gone = This place was deleted. Please pick another.
error-place-name-invalid = A name has 1 to { $limit } characters. Please send it again.
error-too-many-favourites = At most { $limit } favourites can be kept. Please take some off in /favourites first.
error-too-many-saved-places = At most { $limit } places can be saved. Please delete one in /places first.
error-not-staff = This is for the staff.
error-report-unknown = There is no report number { $number }.
error-too-many-reports = At most { $limit } reports in 24 hours. Please come back tomorrow.
too-fast = A little slower, please. Try again in a few seconds.

# Commands and description
command-start = Start
command-near = Find what is near
command-places = My places
command-favourites = Favourites
command-language = Language / 语言
command-privacy = Privacy
command-help = Help
command-reports = Reports to check (staff)
bot-description =
    Anjia: your 15-minute life circle. Share a location or type a place to see the service centers and stations open within 15 minutes on foot.
bot-about = The 15-minute life circle: places you can walk to, and that are open.

# Facilities
facility-toilet = Toilet
facility-water = Water
facility-charging = Charging
facility-wifi = Wi-Fi
facility-microwave = Microwave
facility-fridge = Fridge
facility-seats = Seats
facility-reading = Reading
facility-study = Study room
facility-aed = AED
facility-first_aid = First aid
facility-nursing_room = Nursing room
facility-meeting_room = Meeting room
facility-printing = Printing
facility-umbrella = Umbrellas
facility-parking = Parking
facility-bike_pump = Bike pump
facility-gym = Gym
facility-kids = Children
facility-meals = Meals
facility-accessible = Step-free
facility-shower = Shower
facility-lockers = Lockers
facility-government_services = Government services
