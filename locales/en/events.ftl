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
events-column-event = Event
events-column-away = Away
events-column-coming = Will come
events-column-standing = State
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
