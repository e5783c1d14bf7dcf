# A coalition’s settings on one page.
coalition-settings-lead = What can be set about the coalition, how it stands, and who may change it.
coalition-settings-together = Who is in it
coalition-settings-steering = { $count ->
    [one] { $count } group steers
   *[other] { $count } groups steer
}
coalition-settings-partners = { $count ->
    [one] { $count } partner
   *[other] { $count } partners
}
coalition-settings-endorsers = { $count ->
    [one] { $count } endorser
   *[other] { $count } endorsers
}
coalition-settings-groups-what = Owners of steering groups invite groups and propose roles. A steering role, and putting a group out, take more than one group.
coalition-settings-joining-on = The form is on: any group can ask to join.
coalition-settings-joining-off = The form is off: groups join by invitation.
coalition-settings-asking = { $count ->
    [0] No group waits for an answer
    [one] { $count } group waits for an answer
   *[other] { $count } groups wait for an answer
}
coalition-settings-joining-what = An owner of a steering group switches it on, writes its words and questions, and answers who asks.
coalition-settings-sharing = What groups share
coalition-settings-decided = { $count ->
    [0] The cautious default stands in every line of the table
    [one] { $count } line of the table differs from the cautious default
   *[other] { $count } lines of the table differ from the cautious default
}
coalition-settings-proposed = { $count ->
    [0] No change is proposed
    [one] { $count } change is proposed
   *[other] { $count } changes are proposed
}
coalition-settings-sharing-what = Which kinds of bodies in law may share plans, audiences, money or words. An owner of a steering group proposes a change; one of another steering group confirms it.
coalition-settings-overlaps = { $count ->
    [0] Counted with no group
    [one] Counted with { $count } group
   *[other] Counted with { $count } groups
}
coalition-settings-overlap-what = How many people your group and another have in common, where an owner of each agreed. Either ends it.
coalition-settings-voting = Ballots and calls
coalition-settings-speakers = { $count ->
    [0] Nobody speaks for your group
    [one] { $count } person speaks for your group
   *[other] { $count } people speak for your group
}
coalition-settings-delegates-what = Who gives your group’s ballots. Its owners name a delegate and a deputy; two of its people recall one.
coalition-settings-wait-what = How long the passkey of somebody new waits before it votes. Two people of different steering groups change it, each with a passkey that has waited.
coalition-settings-own = Settings of { $group }
coalition-settings-own-what = Its profile, people, keys and rules are its own: the coalition changes none of them.
coalition-settings-leave-what = An owner of your group steps down or leaves, after a page that says what that means. Nobody else can stop it, except while a call is on its way.
coalition-settings-fixed = What is not set
coalition-settings-fixed-text = This is so in every coalition, or was agreed when this one was founded. Nobody changes it here.
coalition-settings-words = Name and words
coalition-settings-words-what = An owner of a steering group proposes another name or other words; one of another steering group confirms them.
words-lead = The name and the words on the coalition’s public page. An owner of a steering group proposes a change; one of another steering group confirms it within 14 days. The address stays, and signed notices keep the name that they bore.
words-lead-alone = The name and the words on the coalition’s public page. Your group alone steers, so its word is enough. The address stays, and signed notices keep the name that they bore.
words-proposed = Proposed
words-confirm = Confirm
words-propose = Propose the change
words-change = Change it
words-refused-not-steering = Only a group that steers this coalition can do that.
words-refused-nothing = The coalition says exactly that already.
words-refused-waits = Another change is proposed already. It has to be confirmed or withdrawn first.
words-refused-not-another = Another steering group has to confirm it.
words-refused-over = This proposal was confirmed, withdrawn, is too old, or is not there any more.
coalition-settings-once = Once only
coalition-settings-once-what = Whoever stands on several lists gets a call once, from the group they know best.
coalition-settings-budget = Contact budget
coalition-settings-budget-what = { $count ->
    [one] At most { $count } email of calls and stand-downs a week to one person, from all groups of the coalition together.
   *[other] At most { $count } emails of calls and stand-downs a week to one person, from all groups of the coalition together.
}
coalition-settings-kept = How long things are kept
coalition-settings-kept-what = Requests to join: 90 days, answered or not. What groups decided together, statements, ballots and the public log stay. How long people are kept, each group decides for its own list.
