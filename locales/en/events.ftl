# On-call events: their page, their list, answering them.
event-when = When
event-where = Where
event-calendar = Add to your calendar
event-share = Share this event
event-count-heading = Who will come
event-on-call = Takes place only if it is called
event-on-call-text = This event is prepared. It takes place only if { $coalition } calls it. Answer now, and we tell you by email whether it is called.
event-confirmed = It is called: this event takes place
event-confirmed-text = { $coalition } has decided. See you there.
event-released = This event does not take place
event-released-text = { $coalition } stood down. Please do not come.
event-held-back = A change is being checked
event-held-back-text = The place, the time or the contact of this event is being changed. Until other groups have confirmed the change, nobody new can answer. Those who answered will be told.
event-unvetted = Not public yet
event-unvetted-text = Nobody of another group has checked this event yet.
event-cancelled = This event is cancelled
event-cancelled-text = The group that planned it has cancelled it. Please do not come.
event-over = This event is over
event-over-text = Thank you to everybody who came.
event-coming-on-call = { $count ->
    [one] person will come if it is called
   *[other] people will come if it is called
}
event-coming-confirmed = { $count ->
    [one] person will come
   *[other] people will come
}
event-coming-past = { $count ->
    [one] person had said they would come
   *[other] people had said they would come
}
event-asserted = more answered through their groups, not confirmed by email
event-capacity = { $count ->
    [one] There is room for { $count } person.
   *[other] There is room for { $count } people.
}
event-waiting = { $count ->
    [one] { $count } person is on the waiting list.
   *[other] { $count } people are on the waiting list.
}
event-vetted-by = Checked before it became public by { $group }, another group of the coalition.
picture-event-count = { $number } { $label }
calendar-on-call = { $title } (only if it is called)
calendar-about = Takes place only if { $coalition } calls it. See { $url } before you set out.
# What a host states about access.
access-heading = Access
access-caption = What the host states about access
access-column = About
access-answer = Stated
access-not-stated = Not stated
access-yes = Yes
access-no = No
access-step-free = Route without steps
access-seating = Places to sit
access-toilets = Accessible toilets
access-asl = Sign language or live captions
access-quiet = Quiet or scent-free space
access-transit = Parking or transit near by
access-animals = Relief area for service animals
access-livestream = Livestream
access-contact = Questions and requests about access:
access-by = please ask by { $when }
access-no-contact = The host names nobody to ask about access. You can write it into the note of your answer.
# Answering.
answer-heading = Will you come if it is called?
answer-button = I will come if it is called
answer-note = Note to the host
answer-note-hint = Access needs, questions, how you can help. Only the host’s group reads this.
answer-next = We will send you an email. Follow its link and press the button there: then your answer counts.
answer-privacy = { $group } receives your answer and writes to you about this event. Your name and email address are never shown on this site.
answer-this-event = { $group } writes to you about this event: whether it is called, moved or stood down. Nothing else without your consent.
consent-calls = { $group } may send me the calls of { $coalition } by email. I can leave at any time.
consent-any-hour = Messages about this event, such as “stood down” or “moved”, may reach me at any hour.
back-to-event = Back to “{ $title }”
check-step-answer = Open our email, follow its link, and press “Yes, I will come if it is called”
check-step-coming = Your answer counts
confirm-answer-title = Will you come if it is called?
confirm-answer-person = Your name
confirm-answer-group = The group that receives your answer
confirm-answer-button = Yes, I will come if it is called
confirm-answer-closed = This event takes no new answers now, so there is nothing to confirm.
answer-refused-title = This event takes no new answers
answer-released = The coalition stood down, so this event does not take place.
answer-begun = This event has begun or is over.
answer-title = Your answer
answer-coming = You will come if it is called
answer-coming-text = We tell you by email as soon as it is decided. Keep our email: by its link you can change or cancel.
answer-coming-called = You will come, and it takes place
answer-waiting = You are on the waiting list
answer-waiting-text = { $count ->
    [0] All places are taken. You are next: if somebody cancels, the place is yours and we tell you by email.
    [one] All places are taken. { $count } person is before you. If a place becomes free for you, we tell you by email.
   *[other] All places are taken. { $count } people are before you. If a place becomes free for you, we tell you by email.
}
answer-not-coming = You do not come
answer-not-coming-text = You cancelled. Thank you for telling us: your place is free for somebody else.
answer-return-heading = Changed your mind?
answer-return-button = I will come after all
answer-change-heading = Change your answer
answer-note-button = Keep this note
answer-cancel-heading = You cannot come?
answer-cancel-text = Your place becomes free for the next person. You can come back by the same link.
answer-cancel-button = I cannot come
# The list of a coalition.
events-of-coalition = See its on-call events
events-title = On-call events of { $coalition }
events-near = Near this ZIP code
events-within = Within
events-miles = { $count ->
    [one] { $count } mile
   *[other] { $count } miles
}
events-all-states = All states
events-show = Show events
events-found = { $count ->
    [one] { $count } event
   *[other] { $count } events
}
events-found-near = { $count ->
    [one] { $count } event within { $miles } miles of { $zip }
   *[other] { $count } events within { $miles } miles of { $zip }
}
events-found-prefix = { $count ->
    [one] { $count } event in ZIP codes that begin with { $prefix }. We do not know distances from this ZIP code.
   *[other] { $count } events in ZIP codes that begin with { $prefix }. We do not know distances from this ZIP code.
}
events-empty-title = No event here yet
events-empty-text = Look farther away, or choose all states. When a group adds one, it appears here.
events-away = { $distance } away
events-coming = { $count ->
    [one] { $count } person has said they will come
   *[other] { $count } people have said they will come
}
events-on-call = If it is called
events-confirmed = Takes place
events-held-back = Being checked
events-states-finding = { $count ->
    [one] All events so far are in { $most }
   *[other] Events in { $count } states and territories. { $most } has the most
}
events-states-none = No state has an event yet
events-states-caption = Events by state
events-states-count = Events
events-map-title = Map of events by state. The table beside it has the same numbers.
events-map-none = None
# Mails about events.
mail-answer-subject = Will you come if it is called? { $title }
mail-answer-lead = You said that you will come to “{ $title }” if it is called. One step is left: go on to the page that shows your answer, and press the button there.
mail-answer-again = You have answered “{ $title }” before. Go on, and press the button there, to put your new answer in the place of the old one; without it the old one stays.
mail-answer-if-called = It takes place only if { $coalition } calls it. We tell you by email either way.
mail-answer-keep = The link works for 30 days. After you confirmed, the same link lets you change or cancel.
mail-answer-not-me = Then somebody entered your address. Do nothing, and nothing happens. Or tell us, and we delete it and stop asking:
mail-place-subject = A place became free for you: { $title }
mail-place-lead = You were on the waiting list of “{ $title }”. A place became free, and it is yours if the event is called.
mail-place-cancel = If you cannot come any more, please cancel, so that the next person gets the place.
mail-place-button = See, change or cancel my answer
# The console.
console-events = Events
console-event-new = Add an on-call event
console-to-vet = Waiting for your check
console-to-vet-text = Events of other groups. They become public once somebody of another group has checked them.
console-to-confirm = Changes to confirm
console-to-confirm-text = The place, time or contact of these events is being changed. They are held back until other groups confirm it.
console-hosted = Events of your groups
console-hosted-empty = Your groups have no event yet
console-hosted-empty-text = An on-call event takes place only if the coalition calls it. Once it is checked, people can answer.
console-event-coming = { $count ->
    [one] { $count } comes
   *[other] { $count } come
}
console-event-unvetted = Waits to be checked
console-event-refused = Sent back
console-event-released = Stood down
console-event-cancelled = Cancelled
console-in-name-of = In the name of
console-refused-by = { $group } sent it back
console-change = A change waits
console-change-proposed = Proposed { $when }
console-change-before = Now
console-change-after = New
console-change-contact = Host
console-change-contact-text = The host or their contact changes. Only the event’s own group sees it.
console-change-missing = { $count ->
    [one] { $count } more person of another group must confirm it.
   *[other] { $count } more people of different groups must confirm it.
}
console-change-by = Confirmed by:
console-change-confirm = Confirm the change
console-change-withdraw = Withdraw the change
console-coming = Come if it is called
console-capacity = Places
console-waiting = On the waiting list
console-not-coming = Do not come
console-expected = Expected by the host
console-marshals = Trained marshals, at least
console-people = See who answered
console-public-page = Public page
console-facts = The event
console-host = Host
console-change-event = Change the event
console-change-words = Change words, numbers and access
console-change-facts = Change place, time or host
console-cancel = Cancel the event
vet-heading = Check this event
vet-text = Do place and time exist, do you know the host’s group, is it lawful and peaceful? If you say yes, the event is public at once, with your group’s name.
vet-button = It is sound: make it public
vet-refuse = Send it back
vet-refuse-reason = What must be mended?
vet-refuse-hint = The host’s group reads this.
vet-refuse-button = Send it back
vet-unknown = This event or change is gone.
vet-own = An event is checked by somebody of another group.
vet-elsewhere = Only groups of the event’s coalition can do this.
vet-already = Somebody has checked this event already.
vet-over = This event does not take place any more.
vet-reason = Say in at most 1,000 characters what must be mended.
change-nothing = Nothing would change.
change-another = Another change of this event waits. Withdraw it first.
change-ended = This change was confirmed or withdrawn already.
change-own = Who proposed a change cannot confirm it. Ask somebody else.
change-same-group = Somebody of your group has confirmed this already. It takes somebody of another group.
cancel-event-title = Cancel “{ $title }”?
cancel-event-told = { $count ->
    [one] { $count } person answered that they come or wait.
   *[other] { $count } people answered that they come or wait.
}
cancel-event-text = The page says at once that the event is cancelled, and nobody new can answer. This cannot be undone.
cancel-event-button = Cancel the event
cancel-event-back = No, back to the event
brief-heading = Safety brief for marshals
brief-text = Sealed: only your group reads it.
brief-assembly = Assembly: where and when
brief-route = Route, or that you stay
brief-staging = Where it ends
brief-chain = Who decides on the spot
brief-care = Water, toilets, first aid
brief-trouble = Disrupters, and who talks with the police
event-form-new = A new on-call event
event-form-words = Change “{ $title }”
event-form-move = Place, time and host of “{ $title }”
event-form-add = Add the event
event-form-keep = Keep the changes
event-form-propose = Propose the change
event-form-next = Somebody of another group of the coalition checks it; then it is public and people can answer.
event-form-held = A checked event is held back first
event-form-held-text = Until others have confirmed the new place, time or host, nobody new can answer. Once a plan holds the event, it takes two people of different groups.
event-form-group = Group and coalition
event-form-what = What
event-form-title-en = Title in English
event-form-title-es = Title in Spanish
event-form-words-en = What happens there, in English
event-form-words-es = What happens there, in Spanish
event-form-words-hint = A few sentences. Say what to bring and what not.
event-form-expected = How many people do you expect?
event-form-expected-hint = A whole number. It says how many marshals you need.
event-form-place = Name of the place
event-form-street = Street and number
event-form-city = City or town
event-form-starts = Begins
event-form-ends = Ends
event-form-zone = Time zone
event-form-capacity = How many can come?
event-form-capacity-hint = Leave it empty where there is no limit. It cannot be changed later.
event-form-host-text = Sealed: never on a page. By this address the coalition tells the host first.
event-form-host-name = The host’s name
event-form-host-phone = Phone number
event-form-access-text = State what you know. What you leave open is shown as “Not stated”.
event-form-note = More about it
event-form-access-contact = Whom can people ask about access?
event-form-access-contact-hint = This is public: an address of the group, for example.
event-form-access-by = Until when?
event-error-title = Give the event a title of at most 150 characters
event-error-words = Shorten the words to 10,000 characters
event-error-place = Say where it is: name of the place, street, city, state and a ZIP code with five digits
event-error-zip = This ZIP code is not in this state. Check both
event-error-zone = Choose a time zone
event-error-times = Give a beginning and a later end, within seven days
event-error-past = The event would begin in the past. Change its date
event-error-expected = Say how many people you expect, as a whole number
event-error-capacity = Let in at least one person, or leave the limit empty
event-error-note = A note or a line is too long. Shorten it
event-error-host = Name the host, with an email address that can be written to
event-error-group = Choose one of your groups that is in the coalition
event-error-slug = Another event has this address. Change the title
event-people-title = Who answered: { $title }
event-people-private = Only your group sees this list. Do not pass it on.
event-people-count-coming = { $count ->
    [one] { $count } comes
   *[other] { $count } come
}
event-people-count-waiting = { $count ->
    [one] { $count } waits
   *[other] { $count } wait
}
event-people-count-not = { $count ->
    [one] { $count } does not come
   *[other] { $count } do not come
}
event-people-coming = Comes
event-people-waiting = Waits
event-people-not-coming = Does not come
event-people-asserted = not confirmed by email
event-people-any-hour = may be told at any hour
event-people-nameless = No name given
event-people-empty = Nobody has answered yet
event-people-empty-text = Share the event’s public page. Whoever confirms their answer appears here.
