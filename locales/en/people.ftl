# Supporters in the console: a group's list, and one person.
console-supporters = Supporters
supporters-of = Supporters of { $group }
supporters-sought = Name, email or phone number
supporters-sought-hint = The beginning of a name is enough. Email and number must be whole.
supporters-more-questions = Choose by place, tag, action, consent or date
supporters-find = Find people
supporters-clear = Show everybody
supporters-any = Any
supporters-state = State
supporters-state-hint = For example OH or Ohio
supporters-tag = Has the tag
supporters-petition = Signed
supporters-event = Comes to, or waits for a place at
supporters-news = News of your group by email
supporters-news-confirmed = They said yes
supporters-news-asserted = Your group says that they did
supporters-news-left = They left, or mail to them failed
supporters-news-unasked = Nothing is known
supporters-reach = Can be reached by
supporters-reach-email = Email
supporters-reach-phone = Phone
supporters-since = On the list since, at the earliest
supporters-until = On the list since, at the latest
supporters-count =
    { $count ->
        [one] 1 person
       *[other] { $count } people
    }
supporters-found =
    { $count ->
        [0] Nobody fits. Take away a question, or widen it.
        [one] 1 person fits.
       *[other] { $count } people fit.
    }
supporters-found-many = More people fit than this page shows. What is done below with everybody says first for how many.
supporters-narrow = The newest { $shown } are shown. Add a word or another question to find the rest.
supporters-too-long = This list is too long to be searched here. Find a person by their whole email address or number.
supporters-empty = Nobody is on this list yet
supporters-empty-text = People come onto it when they sign a petition or answer an event of your group, or when you import a list.
supporters-person = Person
supporters-place = Place
supporters-street = Street
supporters-lang = Language
supporters-came = On the list since
person-tags = Tags
person-tags-empty = No tags yet.
person-tag = Add a tag
person-tag-hint = A word or two of your own, such as “marshal”. Only your group sees it.
person-tag-hint-known = A word or two of your own. Your group uses: { $tags }
person-tag-button = Add the tag
person-untag = Remove
person-fields = Fields of your own
person-fields-empty = Nothing yet.
person-field = Field
person-field-hint = A name of your own, such as “T-shirt”. Only your group sees it.
person-field-hint-known = A name of your own. Your group uses: { $fields }
person-field-value = What it says
person-field-value-hint = Takes the place of what the field said before. Empty takes the field away.
person-field-button = Save the field
field-refused-many = Your group has 500 fields already. Use one of them.
field-refused-name = Write the name of the field.
field-refused-text = That is too long, or holds signs that are no text. A name has at most 100 characters, a field 2,000.
field-refused-unknown = This person is not on your list any more.
person-consents = What they allowed
person-consents-empty = Nothing is known. Write to them only about what they did themselves.
person-history = What they did
person-history-empty = Nothing yet.
person-signed = Signed, confirmed by email
person-signed-by-program = Signed, brought by a program
person-signed-imported = Signed, imported with a list
person-signed-on-paper = Signed on paper
person-comes = Comes if it is called
person-waits = Waits for a place
person-does-not-come = Does not come
person-notes = Notes
person-note = Write a note
person-note-hint = For the organizers of your group. The person can ask to see it: write what you would say to them.
person-note-button = Save the note
person-note-remove = Remove
person-note-author-gone = Somebody who has left
person-consent-news = News of the group
person-consent-calls = Calls of the coalition
person-consent-action = About one action only
person-consent-by-email = by email
person-consent-by-phone = by phone
person-consent-confirmed = they said yes
person-consent-asserted = the group says so
person-consent-left = they left
person-consent-failed = mail failed
person-consent-source = source: { $source }
tag-refused-name = Write a word for the tag.
tag-refused-many = Your group has 500 tags already. Use one of them, or remove some first.
tag-refused-unknown = This person or tag is not on your list any more.
person-erase = Erase this person from the list
erase-title = Erase { $name }?
erase-lead = Do this when the person asks for it. It cannot be taken back.
erase-goes = What goes
erase-goes-what = Name, addresses and every other detail; consents, tags and notes; what they wrote with a signature or an answer; their places at your group’s events.
erase-stays = What stays
erase-stays-what = Signatures stay counted, without a name. A stop stays, so that no import of your group writes to this address again. Other groups’ lists are not touched.
erase-button = Erase for good
erase-done = The person is erased from this list.
erase-refused-unknown = This person is not on your list any more.
queries-title = Saved questions
queries-remove = Remove
queries-keep = Ask this again later
queries-name = Name of the question
queries-name-hint = It is asked anew each time. A name that your group has already stands for this question from now on.
queries-save = Save the question
query-refused-name = Write a name for the question.
query-refused-nothing = Ask something first: everybody is no question to save.
query-refused-many = Your group has 100 saved questions already. Remove one first.
bulk-title = With everybody who fits
bulk-deed = What to do
bulk-give = Give a tag
bulk-take = Take a tag away
bulk-tag = Tag
bulk-button = Go on
bulk-ask-give =
    { $count ->
        [one] Give the tag “{ $tag }” to 1 person?
       *[other] Give the tag “{ $tag }” to { $count } people?
    }
bulk-ask-take =
    { $count ->
        [one] Take the tag “{ $tag }” from 1 person?
       *[other] Take the tag “{ $tag }” from { $count } people?
    }
bulk-ask-give-lead = Nobody is written to. To take it back you take the tag away again, also from those who had it before.
bulk-ask-take-lead = Nobody is written to. Who had the tag is not kept: to give it back you find the same people by something else.
bulk-more = More people fit than when you were asked: { $shown } then, { $count } now. Nothing was done yet.
bulk-sure = Yes, do it
bulk-given =
    { $count ->
        [0] Everybody had the tag already.
        [one] 1 person has the tag now.
       *[other] { $count } people have the tag now.
    }
bulk-taken =
    { $count ->
        [0] Nobody had the tag.
        [one] The tag was taken from 1 person.
       *[other] The tag was taken from { $count } people.
    }
export-title = As a file for a spreadsheet
export-button = Download the file
tag-refused-people = More than 100,000 people fit. Ask a further question and do it in parts.
tag-refused-list = This list is too long to be asked here. A program reads it over the API, at /people.
receipts-title = Receipts of what they agreed to
receipts-button = Download the receipts
supporters-news-lead = News by email:
supporters-count-confirmed =
    { $count ->
        [one] 1 said yes
       *[other] { $count } said yes
    }
supporters-count-asserted =
    { $count ->
        [one] 1 said yes, your group says
       *[other] { $count } said yes, your group says
    }
supporters-count-left =
    { $count ->
        [one] 1 left, or mail failed
       *[other] { $count } left, or mail failed
    }
supporters-count-unasked =
    { $count ->
        [one] 1 unknown
       *[other] { $count } unknown
    }
bulk-link = Tag them
bulk-link-export = Tag or export them
person-change = Change
person-change-title = Change what you hold of { $name }
person-change-lead = What you change here changes for your group only. What you leave as it is stays.
person-change-button = Save
person-add = Add a person
person-add-lead = Somebody who told you in person. An email address or a phone number is enough. If they said no to your group before, it stays a “no”.
person-add-button = Add the person
person-email-hint = A new address begins without consent: what they allowed was for the old one. What they refused goes along.
person-phone-hint = With the area code. If somebody else on your list has this number beside their email, it moves here.
person-zip-hint = Five digits, such as 45501. It tells you their state.
person-source = Where and when did they agree to your news by email?
person-source-hint = One line, such as “Told us at the fair, May 3, 2026”. It is kept with the consent, unsealed: name nobody you must protect. Leave it empty, and they get no news.
person-source-hint-known = Only if they did and nothing is known yet. It turns no “no” into a “yes”, and is kept unsealed: name nobody you must protect.
person-error-name = Write it in one line, with at most 100 characters
person-error-line = Write it in one line, with at most 200 characters
person-error-phone = Write the phone number with its area code, such as 937 555 0143, or with a plus and the country code
person-error-zip = Write the ZIP code with five digits, such as 45501
person-error-state = Choose one of the states
person-error-country = Write the country with two letters, such as US
person-error-lang = Choose one of the languages
person-error-source = Say where and when in one line, with at most 200 characters
person-error-source-email = News by email needs an email address
person-error-email-gone = Write another email address, or leave the one that is there: a record keeps its address
person-error-nothing = Write an email address or a phone number
person-refused-address = Somebody else on your list has this email address
person-refused-number = Somebody else on your list has this phone number
person-refused-nothing-left = Without the number nothing would be left to reach them by
person-refused-meanwhile = Somebody changed this record while you had it open. Below stands what you typed: saving it now takes the place of what they wrote.
person-consent-told = said to { $name }
person-no-news = They asked for no more news
person-no-news-title = { $name } wants no more news?
person-no-news-lead = Your group’s list will say that they said no, to you and today. No import, program or page of your console turns it into a “yes”: only they can, by signing up again.
person-no-news-what = What they want no more
person-no-news-only = News of your group
person-no-news-and-calls = News of your group and calls of the coalition
person-no-news-button = Note it
supporters-asked = Asked: { $questions }
supporters-wrong-state = No state or territory is called “{ $state }”. Write its name or its two letters, such as OH
supporters-wrong-zip = Write the ZIP code with five digits, such as 45501
supporters-wrong-choice = What was asked here is not on your group’s list any more. Choose something else
supporters-wrong-day = Write a day that the calendar has as year, month and day, such as 2026-05-03
note-refused-long = This note is too long: a note has at most 2,000 characters. Split it in two.
supporters-news-as-of = As of { $when }
supporters-news-later = How many is being counted for the first time: look again in a moment.
