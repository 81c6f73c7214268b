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
reports-none = No reports to check.
reports-more = There are more; they follow as these are settled.
report-line = #{ $number } <b>{ $name }</b> · { $reason } · { $when }
report-line-detail = 　“{ $detail }”
report-open = See #{ $number }
report-settle = ✔️ Settled #{ $number }
report-settled-toast = Settled
report-settled-before = It was settled before
error-report-unknown = There is no report number { $number }.
error-too-many-reports = At most { $limit } reports in 24 hours. Please come back tomorrow.

# What is kept
kept-report = What you said is wrong with a center
kept-report-until = for good, so that it can be put right; once you delete everything it leads to you no more
