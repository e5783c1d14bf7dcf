retention-title = How long people are kept
retention-lead = Without a rule nobody is erased: your list is your group’s memory, and only you know how long people expect to be on it. A rule keeps what people would be surprised to find still there from piling up. Look first what a rule would touch; nothing happens for a week after it is switched on, and all owners are told by email.
retention-rules = Rules
retention-quiet = People who have been silent
retention-quiet-what = Erases people who did nothing and agreed to nothing themselves for so long: no signature, no form, no answer to an event. An answer to an event is known until 30 days after it. Their signatures stay counted, without a name.
retention-left = People who left
retention-left-what = Erases people who left your news so long ago, and allow you nothing else. That they said no stays, without their name, so that no import writes to them again.
retention-asserted = People who came with a list
retention-asserted-what = Erases people of whom your group or a program says that they agreed, and who have confirmed nothing themselves for so long.
retention-notes = Notes
retention-notes-what = Removes notes that organizers wrote beside people so long ago. The people stay.
retention-comments = Comments
retention-comments-what = Removes comments that people wrote with their signatures so long ago. The signatures stay. Hand them in before, if they belong to it.
retention-rule-quiet = { $count ->
    [one] Erase people who did nothing for { $count } month
   *[other] Erase people who did nothing for { $count } months
}
retention-rule-left = { $count ->
    [one] Erase people who left { $count } month ago
   *[other] Erase people who left { $count } months ago
}
retention-rule-asserted = { $count ->
    [one] Erase people of a list who confirmed nothing for { $count } month
   *[other] Erase people of a list who confirmed nothing for { $count } months
}
retention-rule-notes = { $count ->
    [one] Remove notes after { $count } month
   *[other] Remove notes after { $count } months
}
retention-rule-comments = { $count ->
    [one] Remove comments after { $count } month
   *[other] Remove comments after { $count } months
}
retention-off = Off
retention-waits = Waits
retention-waits-what = Switched on. It does nothing before { $day }.
retention-on = On
retention-on-what = In effect since { $day }. It runs once a day.
retention-stands = This rule
retention-switch-off = Switch off
retention-first-look = Look first
retention-change = Change it
retention-look-what = Counts who would be touched. Nothing is erased by looking.
retention-after = After
retention-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
retention-look = See what it would touch
retention-look-again = Look again
retention-counting = Your list is being gone through. A large list takes a minute.
retention-counted = Counted { $when }, of { $people } people on your list. Each number holds the one above.
retention-when = When
retention-people = People
retention-pieces = Pieces
retention-today = Today
retention-in-30 = Within 30 days
retention-in-90 = Within 90 days
retention-is-on = This is the rule that stands.
retention-examples = Who they are
retention-examples-what = The first { $count } at most, those whose time began first.
retention-examples-empty = Nobody of them is on the list any more.
retention-since-1 = Came to the list on { $day }, and did nothing since.
retention-since-2 = Last did something on { $day }.
retention-since-3 = Last agreed to something on { $day }.
retention-since-4 = Left on { $day }.
retention-since-5 = On a list since { $day }, never confirmed.
retention-since-6 = Written on { $day }.
retention-switch = Switch it on
retention-switch-what = { $count ->
    [0] From { $day } on, once a day. Today it would touch nobody.
    [one] From { $day } on, once a day. Today it would touch { $count }. It cannot be undone.
   *[other] From { $day } on, once a day. Today it would touch { $count }. It cannot be undone.
}
retention-switch-what-pieces = { $count ->
    [0] From { $day } on, once a day. Today it would remove nothing.
    [one] From { $day } on, once a day. Today it would remove { $count }. It cannot be undone.
   *[other] From { $day } on, once a day. Today it would remove { $count }. It cannot be undone.
}
retention-switch-on = Switch this rule on
retention-switch-change = Change the rule
retention-by-itself = What goes without a rule
retention-by-itself-what = Forms that nobody confirmed go after 30 days, who answered an event 30 days after it (the numbers stay), rows that an import refused after seven days.
retention-runs = What was done
retention-runs-empty = Nothing yet. What each day’s run did will stand here, in numbers.
retention-touched = { $count ->
    [0] Touched nobody
    [one] Touched { $count }
   *[other] Touched { $count }
}
retention-touched-pieces = { $count ->
    [0] Removed nothing
    [one] Removed { $count }
   *[other] Removed { $count }
}
retention-ended-running = Runs now, or goes on soon.
retention-ended-done = Went through the whole list.
retention-ended-off = Stopped: the rule was switched off or changed.
retention-ended-merging = Waits: your group merges with another, or that can still be undone.
retention-ended-calling = Waits: words of a call are on their way. It goes on the next day.
retention-ended-enough = Touched as many as one day may. It goes on the next day.
retention-refused-unknown = There is no such rule.
retention-refused-look = Look first what the rule would touch today. A look is good for a day, and a newer one takes its place.
retention-refused-same = This rule is switched on already.
retention-refused-merging = Not while your group merges with another, or that can still be undone: two lists are one then.
retention-mail-subject = A rule erases from your list after a week
retention-mail-said = An owner of your group switched this rule on. Until that day nothing is erased, and any owner can switch it off, then and later. If nobody of you did this, switch it off and look who is signed in.
retention-mail-day = { $count ->
    [0] In effect from { $day }. Today it would touch nobody.
   *[other] In effect from { $day }. Today it would touch { $count }.
}
retention-mail-day-pieces = { $count ->
    [0] In effect from { $day }. Today it would remove nothing.
   *[other] In effect from { $day }. Today it would remove { $count }.
}
retention-mail-button = See the rule
