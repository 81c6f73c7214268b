feedback-thanks = Thank you! { $stars }
feedback-line-ask = Send a line if you like, or tap “That is all”.
feedback-enough = That is all
feedback-line-thanks = Noted, thank you!
error-not-attended = Only those who were checked in can give stars.
error-feedback-invalid = One to five stars, and a line of at most { $limit } characters.

# What is kept
kept-feedback = The stars you gave and the line you wrote
kept-feedback-until = until you delete everything
staff-feedback = ★ Feedback
feedback-none = There is no feedback yet.
feedback-summary = ★ { $average } ({ $count })
feedback-line = { $stars } { $text }
feedback-ask = How was it?
