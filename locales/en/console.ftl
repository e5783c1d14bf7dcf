# The console's pages of groups, coalitions and statements.
console-not-done = This was not done
console-public-page = See the public page
console-group-overview = Overview
console-people = People
console-profile = Profile
overview-numbers = In numbers
overview-what = What
overview-people = Supporters
overview-signatures = Signatures on its petitions
overview-week = Of these in the last seven days
overview-more-than = more than { $number }
overview-drafts = Being written
overview-draft-waits = Waits for another person’s word
overview-draft-back = Sent back to whoever wrote it
overview-draft-back-yours = Sent back to you: change it and send it again
overview-draft-written = Draft
overview-next-invite = Invite a second person
overview-next-invite-why = Nobody publishes what they wrote alone, and an account that is lost locks nobody out.
overview-next-import = Import your list
overview-next-import-why = A CSV file from a spreadsheet or another system; you see what becomes of it before anything is kept.
overview-next-write = Write a petition
overview-next-write-why = Nobody sees it before another person publishes it.
console-asked = Your group is asked
console-owners-answer = An owner of your group answers.
console-facts = What the group says about itself
console-coalitions = Coalitions
console-coalitions-empty = Your group is in no coalition.
console-coalition-overview = Overview
console-groups = Groups
console-delegates = Delegates
console-own-group = Your group here
console-steering = Who decides
console-waits = Waits for your group
acting-for = You act for { $group }.
acting-other = Act for { $group }
answer-accept = Accept
answer-decline = Decline
answer-withdraw = Take back
open-until = Open until { $when }.
invited-by = Invited by { $group }.
proposed-by = Proposed by { $group }.
markdown-hint = You can use Markdown for links, lists and emphasis.

# What a group is asked.
asked-to-found = Found { $coalition } together?
asked-to-join = Join { $coalition }?
founding-with = Founders: { $groups }.
founding-what = It stands, and becomes public, when every founder agrees. All of them steer it as equals. One no ends it.
founding-waits = Waits until every founder agrees. Nobody else sees it.
founding-badge = being founded
founding-agree = Agree to found it
founding-decline = Decline
founding-call-off = Give the founding up
asked-to-merge = { $group } asks whether your groups become one
asked-to-part = { $group } asks to undo the merge with your group
part-of = Part of { $group } since { $when }
part-of-what = Petitions, events, forms and people are in that group’s hands. Nothing is published or changed in this group’s own name meanwhile; act for that group.
chapter-asks = { $group } says it is a part of yours
chapter-is = { $group } is a part of your group
chapter-agree = Yes, it is
chapter-end = It is no part of ours

# Founding.
found-link = Found a coalition
found-title = Found a coalition
found-lead = { $group } founds it. Alone, it stands at once. With others named below it stands when each of them agrees, and all steer as equals.
found-name = Name of the coalition
found-slug = Its address here
found-slug-hint = Small letters, digits and hyphens, such as libraries-for-every-county. Made from the name if you leave it empty. It never changes later.
found-founders = Other founders
found-founders-hint = The address of each group on this server, one on each line, such as alder-county-readers.
found-button = Found the coalition

# The people of a group.
people-seated = { $count ->
    [one] { $count } person has a seat
   *[other] { $count } people have a seat
}
people-owner = Owner
people-organiser = Organizer
people-remove = Take the seat away
people-give-back = Give your seat back
people-invited = Invited
people-invited-empty = Nobody is invited right now.
people-invite = Invite somebody
people-email-hint = They get one email with a link that works for 7 days.
people-role = Seat
people-role-hint = An owner decides for the group. An organizer works with its people, events and messages.
people-lang = Language of the email
people-invite-button = Send the invitation
people-mailed = The email left { $when }.
people-mail-waits = The email is on its way.
people-not-delivered = The email was refused. Check the address.
people-link-over = The link works no more. Invite again if you like.
people-remove-title = Take the seat of { $name } away?
people-remove-text = They see nothing of { $group } any more, at once. If they speak for the group in a coalition, that ends too. You can invite them again.
people-remove-button = Take the seat away

# A group's profile.
profile-lead = All of this is public.
profile-name = Name of the group
profile-city = City or town
profile-legal-kind-hint = Coalitions decide by it who may share what. It is what you say; nobody checks it.
profile-parent-hint = The address here of a larger body. It is shown once that body agrees.
profile-address-hint = Stands at the foot of every mail. No mail leaves without it.
profile-about-en = About, in English
profile-about-es = About, in Spanish
profile-save = Save the profile
coalition-tabs = Pages of the coalition

# The first page of a coalition.
waits-invitations = { $count ->
    [one] { $count } invitation to steer needs a second group
   *[other] { $count } invitations to steer need a second group
}
waits-roles = { $count ->
    [one] { $count } change of a role is proposed
   *[other] { $count } changes of a role are proposed
}
waits-words = { $count ->
    [one] { $count } change of the coalition’s name or words is proposed
   *[other] { $count } changes of the coalition’s name or words are proposed
}
waits-sharing = { $count ->
    [one] { $count } change of who may share what is proposed
   *[other] { $count } changes of who may share what are proposed
}
waits-drafts = { $count ->
    [one] { $count } draft of a statement by another group can be read and published
   *[other] { $count } drafts of statements by other groups can be read and published
}
own-posts = { $count ->
    [0] Nobody speaks for your group. Name a delegate and a deputy.
    [one] { $count } of two posts is filled.
   *[other] Delegate and deputy are named.
}
delegate-is-missing = No delegate.
deputy-is-missing = No deputy.
history-title = What happened
history-empty = Nothing has happened since the coalition was made.
history-all = See all
history-lead = The newest { $count } deeds. Nothing here is changed or deleted.
history-somebody = a group that is gone
leave-link = Step down or leave
leave-title = Step down in { $coalition } or leave it?
leave-lead = { $count ->
    [one] { $count } other group sees that { $group } goes, and when. Whoever speaks for your group here no longer does. To come back, your group is invited again, or asks and is taken in.
   *[other] { $count } other groups see that { $group } goes, and when. Whoever speaks for your group here no longer does. To come back, your group is invited again, or asks and is taken in.
}
leave-what = What your group wants
leave-out = Leave the coalition
leave-to-partner = Stay as a partner
leave-to-endorser = Stay as an endorser
leave-button = Take this step

# Its groups.
invitations = Invitations
invitations-empty = No invitation waits.
invitation-second = Stand behind it
invitation-seconded = { $group } stands behind it.
invitation-needs-second = Needs a second steering group before it can be accepted.
invite-title = Invite a group
invite-group = The group: its address or its exact name
invite-group-hint = The address as it stands on this server, such as alder-county-readers, or the whole address of its page. The name as its page has it.
invite-role = Role
invite-role-hint = To steer needs a second steering group behind the invitation, as soon as the coalition has two. A partner takes part and decides nothing; an endorser lends its name.
invite-button = Invite the group
roles-proposed = Proposed changes
role-out = Out of the coalition
role-proposal = { $group }: { $role }
role-voices = For it: { $groups }.
role-needed = { $count ->
    [one] { $have } of { $count } steering group needed.
   *[other] { $have } of { $count } steering groups needed.
}
role-support = Speak for it
role-title = Change a group’s role
role-group = Group
role-to = New role
role-to-hint = Two steering groups raise a role. Two thirds of the other steering groups, at least two, lower it or put a group out.
role-button = Propose the change

# Delegates.
delegates-lead = A delegate votes for a steering group, and the deputy where the delegate does not. Each has a seat in the group.
delegates-all = Who speaks for whom
delegates-own = Who speaks for { $group }
delegates-own-empty = Nobody speaks for your group yet.
delegates-before = Before
post-delegate = Delegate
post-deputy = Deputy
post-delegate-is = Delegate: { $name }
post-deputy-is = Deputy: { $name }
post-nobody = nobody
post-since = Since { $when }.
post-from-to = From { $from } to { $to }.
post-resign = Resign
recalls = Proposed recalls
recall-of = Recall { $name }?
recall-by = Proposed by { $name }.
recall-second = Another person of your group must confirm it. The vote in an open ballot is then void.
recall-propose = Propose a recall
recall-confirm = Confirm the recall
name-title = Name a delegate or deputy
name-post = Post
name-person = Person
name-person-hint = Whoever has the post now has it no more.
name-button = Name this person

# Sharing.
sharing-proposed = Proposed changes
sharing-proposed-empty = No change is proposed.
sharing-would = They could share: { $what }.
sharing-nothing = nothing
sharing-confirm = Confirm
sharing-propose = Propose a change
sharing-first = One kind
sharing-second = The other kind
sharing-what = What they may share
sharing-propose-button = Propose the change

# Statements.
statement-drafts = Drafts
statement-drafts-empty = No draft waits.
statement-public = Published
statement-public-empty = Nothing is published yet.
statement-rule-coalition = Somebody of a steering group writes. An owner of another steering group reads and publishes.
statement-rule-group = Somebody of your group writes. An owner publishes.
statement-write = Write a statement
statement-languages-hint = One language is enough. The page in the other then shows the same words.
statement-title-en = Title in English
statement-text-en = Text in English
statement-title-es = Title in Spanish
statement-text-es = Text in Spanish
statement-keep = Keep as a draft
statement-written-by = Last written by { $group }.
statement-publish-title = Publish
statement-publish = Publish these words
statement-publish-hint = Above stands what everybody will read. It cannot be changed after that, only withdrawn.
statement-change = Change the words
statement-drop = Give the draft up
statement-drop-hint = The draft is gone for all. Its address stays unused.
statement-drop-button = Give it up
statement-withdraw = Withdraw the statement
statement-withdraw-hint = The words are gone from its page at once. The page says who withdrew it, when and why.
statement-why = Why
statement-withdraw-button = Withdraw it
