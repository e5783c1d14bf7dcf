leave-goes-along = Goes along with your group
leave-ends = Ends at once
leave-stays-sealed = Stays, where nobody reads a name in it
leave-stays = Stays as it is
leave-out-what = Your group comes back only if it is invited again, or asks and is taken in. It then begins anew: without posts, words or agreements from before.
leave-out-button = Leave { $coalition }
leave-step-down = Or take a smaller part
leave-step-down-what = Your group stays in the coalition, and all of the above stays as it is. Whoever votes for it does so only while it steers.
leave-refused-changed = Something has changed since you looked. Here is what leaving means now: please look again.
leave-line-people = { $count ->
    [one] { $count } person on your list
   *[other] { $count } people on your list
}
leave-line-people-what = Your list is yours alone, with consents, tags, notes and history. The coalition never had it, and writes to nobody on it any more.
leave-line-petitions = { $count ->
    [one] { $count } petition in the coalition’s name
   *[other] { $count } petitions in the coalition’s name
}
leave-line-petitions-what = They go on as they were signed, with the coalition’s name on the page, until you close them. Signatures stay sealed under your group’s key until you hand them in. Close them before, if you do not want that.
leave-line-forms = { $count ->
    [one] { $count } form in the coalition’s name
   *[other] { $count } forms in the coalition’s name
}
leave-line-forms-what = They go on as people filled them in, until you close them.
leave-line-drafts = { $count ->
    [one] { $count } draft in the coalition’s name
   *[other] { $count } drafts in the coalition’s name
}
leave-line-drafts-what = They stay your drafts, without the coalition’s name. What was waiting for approval has to be sent again.
leave-line-called-events = { $count ->
    [one] { $count } event that the coalition called
   *[other] { $count } events that the coalition called
}
leave-line-called-events-what = They take place: people were told so. They stay on the coalition’s list until they are over.
leave-line-posts = { $count ->
    [one] { $count } post: delegate or deputy
   *[other] { $count } posts: delegate and deputy
}
leave-line-posts-what = Nobody speaks for your group here any more. Who did stays in the history.
leave-line-ballots = { $count ->
    [one] { $count } ballot that runs
   *[other] { $count } ballots that run
}
leave-line-ballots-what = Your group counts as silent from then on, even if it has voted. What silence means stands in each plan’s rule.
leave-line-on-call-events = { $count ->
    [one] { $count } event that takes place only if it is called
   *[other] { $count } events that take place only if they are called
}
leave-line-on-call-events-what = They are cancelled, and their pages say so, since nobody can call them any more. Tell those who answered yourselves: nobody else will.
leave-line-statement-drafts = { $count ->
    [one] { $count } statement that your group is writing for the coalition
   *[other] { $count } statements that your group is writing for the coalition
}
leave-line-statement-drafts-what = They are dropped.
leave-line-invitations = { $count ->
    [one] { $count } invitation that your group sent
   *[other] { $count } invitations that your group sent
}
leave-line-invitations-what = They are taken back.
leave-line-proposals = { $count ->
    [one] { $count } proposed change of your group’s role, or of sharing by it
   *[other] { $count } proposed changes of your group’s role, or of sharing by it
}
leave-line-proposals-what = They are taken back.
leave-line-join-form = The form by which groups ask to join
leave-line-join-form-what = It stands in your group’s name, and is switched off. Another steering group can switch it on in its own.
leave-line-overlaps = { $count ->
    [one] { $count } word on counting people in common
   *[other] { $count } words on counting people in common
}
leave-line-overlaps-what = Your group’s words and those of others about it go, and the numbers with them.
leave-line-co-sponsored = { $count ->
    [one] { $count } petition of others that your group co-sponsors
   *[other] { $count } petitions of others that your group co-sponsors
}
leave-line-co-sponsored-what = Your name stays on the page until you take it off there. People who ticked your group are on your list.
leave-line-co-sponsors = { $count ->
    [one] { $count } co-sponsor on your petitions
   *[other] { $count } co-sponsors on your petitions
}
leave-line-co-sponsors-what = They stay until they or you end it.
leave-line-statements = { $count ->
    [one] { $count } statement of the coalition that your group wrote
   *[other] { $count } statements of the coalition that your group wrote
}
leave-line-statements-what = What was said in public stays the coalition’s, with your group’s name as its writer.
leave-line-plans = { $count ->
    [one] { $count } plan that your people began
   *[other] { $count } plans that your people began
}
leave-line-plans-what = Plans are the coalition’s. They stay sealed under the server’s key, and your group reads them no more.
leave-line-sendings = { $count ->
    [one] { $count } call or other word of the coalition
   *[other] { $count } calls and other words of the coalition
}
leave-line-sendings-what = That somebody of your list got it stays by internal ids and keys, without a name, until 90 days after it ended, so that nobody gets it twice and a correction finds its readers. Then only numbers are left.
leave-line-consents = Consents to calls of the coalition
leave-line-consents-what = They stay sealed with your list, as proof of why people were written to. The coalition uses them no more.
leave-line-history = What happened, ballots, notices and the public log
leave-line-history-what = They stay with your group’s name: others decided by them, and nothing there is ever changed.
