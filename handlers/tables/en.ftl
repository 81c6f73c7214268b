# The whole file
file-too_big = The file has more than { $limit } bytes; split it.
file-too_many_rows = More than { $limit } rows; split the file.
file-too_many_columns = More than { $limit } columns; delete those not needed.
file-unpacked_too_big = Unpacked it has more than { $limit } bytes; save it as CSV.
file-too_many_entries = It has more than { $limit } parts inside; save it as CSV.
file-too_many_elements = It has more than { $limit } elements inside; keep only the rows needed and save it as CSV.
file-too_much_text = Its cells have more than { $limit } characters together; split the file.
file-too_costly = Reading this file takes too much time or memory, so it was not read. Paste what is needed into a new file, and save that as .csv or .ics.
file-unread = The file could not be read, for a reason that lies with us. Send it again later; if that fails, tell the operator.
file-old_xls = This is the old .xls format; save it as .xlsx or .csv.
file-encrypted = The file has a password; take it off first.
file-not_xlsx = This is not an .xlsx that opens; save it again.
file-encoding = The encoding of the text is not recognised; save it as CSV in UTF-8.
file-empty = The file is empty.
file-not_csv = This does not look like a table; use .csv or .xlsx.
file-row_too_wide = Row { $row } is wider than the header; a comma probably needs quotes.
file-column_missing = The column “{ $column }” is missing.
file-column_twice = The column “{ $column }” is there twice; keep one.

# Import, row by row
import-error = ✗ { $row } { $column } “{ $value }” { $said }
import-warning = ! { $row } { $column } “{ $value }” { $said }
import-added = + { $row } new: { $name }
import-updated = ~ { $row } updated: { $name }: { $facts }
import-cancelled = - { $row } cancelled: { $name }
import-details = details
problem-missing = → fill it in
problem-too_long = → at most { $limit } characters
problem-characters = → has control characters; type it again
problem-repeated = → the same as row { $row }
problem-formula = → formulas are not evaluated; paste values
problem-cell_error = → the cell holds an error; mend it
problem-cell_too_long = → the cell is too long

# The command line
import-dry-run = Dry run: nothing was written.
import-batch = ✅ Batch { $number } is in. To undo it: python -m bot import undo { $number }
import-nothing = Nothing changed, nothing was written.
import-unknown-column = The column “{ $column }” is not known and was not read.
import-other-sheet = The sheet “{ $sheet }” was not read; only the first sheet is.
