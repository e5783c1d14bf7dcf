# Sheets on paper, of a petition or a form: printing them, entering them.
paper-heading = On paper
paper-text-petition = For rallies and doorsteps: print sheets, have people sign by hand, and enter them by keyboard. These signatures are counted apart.
paper-text-form = For rallies and library stalls: print sheets for a clipboard, have people fill them in by hand, and enter them by keyboard. They are counted apart.
paper-sheets-petition = Sheets for signing on paper
paper-sheets-form = Sheets for filling in on paper
paper-lead = Each sheet has a number and a code of its own. One person enters it at a time, and it counts once.
paper-print-heading = Print sheets
paper-how-many = How many sheets
paper-how-many-hint = Each has ten rows. At most { $count } at once.
paper-lang = Language
paper-size = Paper
paper-size-letter = US Letter
paper-size-a4 = A4
paper-print = Make the sheets
paper-printed = Printed so far
paper-printed-text = The newest first.
paper-none = No sheet was printed yet.
paper-questions-text = A sheet has room for three questions that a tick or a word answers: those that must be answered first. Whoever fills in a sheet leaves the others open.
paper-question-stands = On the sheet
paper-question-left-out = Not on the sheet
paper-question-stays-open = The page insists on an answer. On paper it stays open.
paper-find = Find a sheet by its code
paper-find-button = Find the sheet
paper-code = Code of the sheet
paper-code-hint = Eight letters and digits, beside the QR code. Capital letters and the hyphen do not matter.
paper-title = Sheet { $number }: { $code }
paper-of = For “{ $title }”
paper-printed-by = Printed by { $name }, { $when }
paper-again-letter = Print it again on US Letter
paper-again-a4 = Print it again on A4
paper-closed-by = Closed by { $name }, { $when }
paper-held-by = { $name } enters it, and has it until { $when }
paper-state-new = Not entered
paper-state-begun = Begun
paper-state-held = Being entered
paper-state-closed = Counted
paper-lines = { $count ->
    [one] 1 line entered
   *[other] { $count } lines entered
}
paper-taken = Taken from paper: { $with } with an email or phone, { $without } with a name alone.
paper-taken-repeated = { $count ->
    [one] 1 line was equal to another of the sheet and counts once with it.
   *[other] { $count } lines were equal to others of the sheet and count once with them.
}
paper-taken-illegible = { $count ->
    [one] 1 line could not be read.
   *[other] { $count } lines could not be read.
}

# The printed sheet.
paper-print-hint = Print this page from your browser, without headers and footers. Only the sheets are printed.
paper-as-a4 = Set it for A4 instead
paper-as-letter = Set it for US Letter instead
paper-back = All these sheets
paper-sheet = Sheet { $number }
paper-to = To: { $targets }
paper-to-more = To: { $targets } and { $count } more
paper-rest = The whole text lies with this sheet and stands at { $url }.
paper-by-petition = { $group } answers for this petition.
paper-by-address-petition = { $group } answers for this petition: { $address }.
paper-by-form = { $group } answers for this sheet.
paper-by-address-form = { $group } answers for this sheet: { $address }.
paper-in-name-of = It speaks in the name of { $coalition }.
paper-column-number = Row
paper-column-name = Name
paper-column-email = Email
paper-column-phone = Phone
paper-column-zip = ZIP
paper-column-zip-short = ZIP
paper-column-signature = Signature
paper-tick-one = tick one
paper-tick-several = tick any
paper-foot-petition = { $group } enters what you write here into its list and counts your signature among those on paper. It sends you news only if you tick the box. You can leave whenever you like: by the link in every email, or at { $url }, where you also see, correct or erase what is held about you.
paper-foot-form = { $group } enters what you write here into its list. It sends you news only if you tick the box. You can leave whenever you like: by the link in every email, or at { $url }, where you also see, correct or erase what is held about you.

# Entering it.
paper-take-text = Take the sheet in hand to enter it. Nobody else can enter it meanwhile.
paper-take = Enter this sheet
paper-put-back = Put it back for later
paper-not-counted-yet = Nothing is counted before you close the sheet.
paper-closed-text-petition = Whoever had signed before is counted once, as always. Keep the paper until the petition is handed in.
paper-closed-text-form = Whoever had filled in the form before is counted once, with the answers from then. Keep the paper as long as somebody may ask who agreed to your news.
paper-other-words = Its page says something else now than this sheet. People agreed to what the sheet says: compare before you enter it.
paper-line-heading = Line { $number } of { $of }
paper-correct-heading = Correct line { $number }
paper-correct-line = Correct line { $number }
paper-correct-not = Leave it as it is
paper-correct = Keep the correction
paper-ticked = The box is ticked:
paper-news = News
paper-keep-zip = Begin the next line with the same ZIP
paper-enter = Enter line { $number }
paper-illegible = Illegible or crossed out
paper-illegible-line = Illegible or crossed out
paper-keys = Tab goes on, Space ticks, Enter enters the line. The first letter finds an answer in a list. A question mark as the name marks a line that cannot be read.
paper-no-address = No email or phone: counted with the name alone.
paper-said = Line { $number } stands: { $name }.
paper-said-illegible = Line { $number } is marked as illegible.
paper-said-full = All rows of the sheet are entered.
paper-equal = Line { $number } is equal to line { $other }: the two count once.
paper-undo = Undo line { $number }
paper-close-title = Close the sheet
paper-close-heading = When people wrote on it
paper-close-text = Its lines are counted then, all at once, and cannot be changed here any more. Nobody is sent an email.
paper-day = Day on which people wrote on it
paper-day-hint = It counts as the day of these lines and of their consent.
paper-close = Close and count

paper-refused-code = A code has eight letters and digits. Look at the sheet again.
paper-refused-not-yours = No group of yours has a sheet with this code. Look at the sheet again.
paper-refused-how-many = How many sheets: write a number from 1 to 50.
paper-refused-full = There are as many sheets as there can be.
paper-refused-no-question = None of this survey’s questions has room on a sheet: choices must be few and short, and texts fit on one line. Write a shorter survey for paper.
paper-refused-unknown = There is no such sheet any more.
paper-refused-closed = This sheet was closed: it is counted already.
paper-refused-held = Somebody else has this sheet in hand. What you typed was not kept.
paper-refused-moved = The lines changed since this page was shown. Look at them, then go on.
paper-refused-lines = The sheet has no more rows.
paper-refused-empty = Nothing is entered. Mark lines that cannot be read as illegible.
paper-refused-day = Write the day on which people wrote on the sheet: between the day it was printed and today.
paper-refused-stopped = It is stopped at the moment and takes nobody. The lines are kept; close the sheet when it is open again.
paper-refused-not-yet-open = It is not open yet. The lines are kept; close the sheet once it is.
paper-refused-over = It had closed by then, or closed more than a day ago: the sheet cannot be counted any more.
paper-refused-name = Write the name, or mark the line as illegible.
paper-refused-email = This cannot be an email. Look at the sheet, or leave it empty.
paper-refused-phone = This cannot be a phone number. Look at the sheet, or leave it empty.
paper-refused-zip = A ZIP has five digits. Look at the sheet, or leave it empty.
