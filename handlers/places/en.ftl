card-activities = 🎈 Activities { $count }

# Imports: row by row
center-row = row { $row }
center-summary = Read { $read }: { $added } new, { $updated } updated, { $unchanged } unchanged, { $wrong } refused
center-problem-kind = → write district, subdistrict, community, station or themed
center-problem-quality = → write poi, address, nearby, pin or none
center-problem-phone = → does not look like a phone number
center-problem-stars = → write 0 to 5
center-problem-date = → write a date as 2026-06-22
center-problem-number = → write a number such as 30.21628
center-problem-quality_mismatch = → the quality does not fit: none without a position, another with one
center-problem-hours = → “{ $part }” is not understood; write e.g. 周一至周五 09:00-21:00
center-problem-hours-suggestion = → write { $suggestion }
center-problem-expression = → not a valid opening_hours expression
center-problem-hours_differ = → says something else than the hours “{ $hours_text }”; keep one
center-problem-facility = → unknown facility “{ $word }”; see docs/imports.md
center-problem-out_of_range = → there is no such latitude or longitude
center-problem-swapped = → latitude and longitude are swapped: { $lat }, { $lon }
center-problem-outside = → { $distance_m } outside the district; check it
center-problem-outside-looks_like = → { $distance_m } outside the district; looks like { $looks_like } coordinates
center-problem-near = → { $distance_m } from row { $row } “{ $name }”; perhaps the same place
datum-wgs84 = GPS
datum-gcj02 = Amap/Tencent
datum-bd09 = Baidu
center-column-ref = ref
center-column-kind = kind
center-column-name = name
center-column-subdistrict = sub-district
center-column-community = community
center-column-address = address
center-column-hours_text = hours
center-column-opening_hours = opening_hours
center-column-phone = phone
center-column-lat = position
center-column-lon = position
center-column-coordinate_quality = position quality
center-column-facilities = facilities
center-column-stars = stars
center-column-source = source
center-column-source_date = source date
center-column-verified_on = verified on
center-column-status = status
list-comma = {", "}
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
day-closed = closed
day-all = 24 h
span-unknown = { $span } (not verified)

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

# Inline mode
inline-open = Details, hours, the way there
inline-share = 📍 Find what is near me

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

# The way there
way = 🧭 { $steps }
way-comma = {", "}
way-more = then on to the place
way-first = { $heading } along { $name } { $distance }
way-first-unnamed = { $heading } { $distance }
way-next = { $turn } { $name } { $distance }
way-next-unnamed = { $turn } { $distance }
way-kind-path = the path
way-kind-steps = the steps
way-kind-crossing = the crossing
way-kind-bridge = the bridge
way-kind-tunnel = the underpass
way-kind-square = the square
way-kind-indoor = the passage indoors
heading-n = north
heading-ne = north-east
heading-e = east
heading-se = south-east
heading-s = south
heading-sw = south-west
heading-w = west
heading-nw = north-west
turn-straight = straight on
turn-slight-left = bear left
turn-left = left
turn-sharp-left = sharp left
turn-slight-right = bear right
turn-right = right
turn-sharp-right = sharp right
turn-back = turn back
error-center-unknown = This center is no longer on the list.
