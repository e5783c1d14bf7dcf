# The page of a petition.
petition-by = By { $group }
petition-by-lead = By
petition-with = with
petition-for = in the name of
petition-targets = Who this is addressed to
petition-earlier = Earlier words
petition-earlier-changed = { $count ->
    [one] Changed { $when }. { $count } person had signed these earlier words
   *[other] Changed { $when }. { $count } people had signed these earlier words
}
petition-targets-all = See all { $count } offices
petition-signatures = { $count ->
    [one] { $count } confirmed signature
   *[other] { $count } confirmed signatures
}
petition-closes = Closes { $when }
petition-closing-today = Last day to sign
petition-closing-at = This petition closes { $when }.
petition-not-yet = This petition is not open yet
petition-opens-at = You can sign from { $when }.
petition-closed = This petition closed { $when }
petition-stopped = This petition is stopped for now
petition-stopped-text = It takes no signatures. Its group may open it again; a link in an email works again then.
petition-closed-grace = It takes no new signatures. If you signed before it closed, you can still confirm within 24 hours of closing.
count-heading = Signatures
count-confirmed = { $count ->
    [one] confirmed signature
   *[other] confirmed signatures
}
count-progress = Progress to the goal
count-goal = Goal: { $count }
count-asserted = more on paper or collected by groups, not confirmed by email
count-as-of = As of
sign-heading = Sign this petition
sign-button = Sign the petition
sign-next = We will send you an email. Follow its link and press the button there: then your signature counts.
sign-privacy = { $group } receives your signature. Your name and email address are never shown on this site.
states-finding-one = All signatures so far come from { $most }
states-finding-many = People signed in { $count } states and territories. { $most } has the most
states-scroll = Scroll inside the table to see all { $count } states and territories.
states-none = No state has a confirmed signature yet
states-caption = Confirmed signatures by state
states-column = State or territory
states-count = Signatures
map-title = Map of confirmed signatures by state. The table beside it has the same numbers.
map-none = None
map-most = Most

# The form.
form-problem = There is a problem
form-error-prefix = Error:
form-optional = (optional)
form-given-name = Given name
form-family-name = Family name
form-email = Email address
form-email-hint = We send one email there, so that you can confirm.
form-phone = Phone number
form-zip = ZIP code
form-zip-hint = Five digits, such as 45501. It tells us your state.
form-state = State or territory
form-state-hint = We do not know this ZIP code. Please choose where you live.
form-state-choose = Choose one
form-comment = Why do you sign?
form-comment-hint = Only the organizers read this.
form-consents = Stay in touch (optional)
pow-title = Very many people are here right now
pow-text = Your browser does a short check while you type. Without it this works as well; your email may then take longer.
pow-working = Your browser is finishing a short check. This takes a few seconds.

consent-news = { $group } may send me news by email. I can leave at any time.
form-error-expired = This form was open for more than a day. Check what you wrote and send it again.
form-error-given-name = Enter your given name
form-error-family-name = Enter your family name
form-error-name = Write the name on one line, with at most 100 characters
form-error-email = Enter an email address in the form name@example.org
form-error-zip = Enter your ZIP code with five digits
form-error-state = Choose the state or territory where you live
form-error-comment = Shorten your comment to 2,000 characters of plain text
picture-count = { $count ->
    [one] { $count } person has signed
   *[other] { $count } people have signed
}
