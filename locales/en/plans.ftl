# Plans.
plans-title = Plans
plans-lead = What { $coalition } prepares, so that on the day only one thing is left to decide.
plans-empty-title = No plan yet
plans-empty-text = Write down what would have to happen, who must agree, and the words of each outcome.
plans-new = Write a plan
plans-edit = Change the plan
plans-back = All plans
plan-state-draft = Draft
plan-state-ballot = Groups are voting
plan-state-decided = Decided, not yet started
plan-state-hold = On hold
plan-state-called = Called
plan-state-stood-down = Stood down
plan-part-title = Title
plan-part-scenario = Scenario
plan-part-rule = Rule
plan-part-deadline = Deadline
plan-part-consult = Consult window
plan-part-cooling-off = Cooling-off
plan-part-start = Not before
plan-part-call = If it is called
plan-part-hold = If it is on hold
plan-part-stand-down = If it is stood down
plan-scenarios = What would have to happen
plan-facts = What did happen
plan-facts-lead = Facts with their sources. People judge them; nothing is decided by itself. What is noted stays.
plan-facts-empty = Nothing has been noted yet.
plan-fact-source = Source: { $source }
plan-fact-words = What happened
plan-fact-how = How you know
plan-fact-add = Note this fact
plan-rule = How the groups decide
plan-outcomes = What each outcome says
plan-waves = Told, in this order
plan-waves-none = Nobody is told by message.
plan-wave-hosts = hosts of the events
plan-wave-rsvps = people who said that they come
plan-wave-near = supporters within { $miles } miles of an event
plan-wave-everyone = everyone who agreed to calls of the coalition
plan-versions = Versions
plan-version = Version { $number }
plan-version-changes = What changed in version { $number }
plan-version-first = This is the first version.
plan-version-same = Nothing changed.
plan-before = Before
plan-after = After
plan-ballots = Ballots
plan-ballot-of = Ballot prepared { $when }
plan-prepare-heading = Let the groups vote
plan-prepare-text = This freezes version { $number } with the vetted events, the steering groups and their passkeys. Then two people of different groups sign it, and the ballot is open.
plan-few-voters = Now { $can } of { $all } steering groups could vote: the others have no passkey that counts, and a ballot keeps the passkeys with which it was prepared.
plan-few-voters-who = See which
plan-prepare = Prepare the ballot
plan-minutes = { $count ->
    [0] none
    [one] { $count } minute
   *[other] { $count } minutes
 }

# The rule, in words.
rule-call = To call
rule-stand-down = To stand down
rule-unanimity = all counted groups
rule-consensus-minus = all counted groups but { $count }, and more than half
rule-consensus-minus-n = all counted groups but N, and more than half
rule-three-quarters = three quarters of the counted groups
rule-two-thirds = two thirds of the counted groups
rule-majority = more than half of the counted groups
rule-quorum = Must have spoken
rule-quorum-value = { $count }% of the groups
rule-silence = Silence at the deadline
rule-silence-not-counted = is not counted
rule-silence-hold = counts as hold
rule-asides = Most that may stand aside
rule-asides-any = any number
rule-blocks = Blocks that stop an outcome
rule-blocks-never = none: a block only counts as not for it

# Writing a plan.
plan-form-lead = Every save is a version. Nobody’s words are overwritten.
plan-form-en = English
plan-form-es = Spanish
plan-form-subject = Subject
plan-form-text = Words
plan-form-add-scenario = Leave a scenario empty in both languages to take it away.
plan-form-times = Deadline and times
plan-form-zone = Time zone
plan-form-deadline-hint = When the ballot ends, in the time zone below.
plan-form-consult-hint = Minutes after the opening in which nothing is decided, so that groups can ask their people.
plan-form-cooling-hint = Minutes after a decision in which two groups can still halt it. 0 is allowed.
plan-form-start-hint = A decided outcome does not start earlier. Leave it empty to start after the cooling-off.
plan-form-minus = N, for “all but N”
plan-form-quorum-hint = From 0 to 100 percent.
plan-form-asides-hint = Leave it empty for any number.
plan-form-blocks-hint = 0: a block only counts as not for it.
plan-form-miles = Miles from an event
plan-form-save = Save as a version
plan-form-problem = The plan was not saved

# The ballot.
ballot-title = Ballot: { $plan }
ballot-ends = The ballot ends
ballot-consult = Nothing is decided before
ballot-starts = It starts
ballot-left = { $left } left
ballot-left-over = The time is over.
ballot-left-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
 }
ballot-left-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
 }
ballot-left-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
 }
ballot-prepared = Prepared. Two people of different steering groups must sign before anybody can vote.
ballot-half-opened = { $group } has signed the opening. One more person of another steering group must sign before anybody can vote.
ballot-you-signed = You have signed the opening for { $group }. What happens next: somebody of another steering group must sign too, by this same page. Their delegates and deputies hear of it by email.
ballot-you-opened = You have signed the opening for { $group }, as the second group: the ballot is open. Everybody who votes hears of it by email.
ballot-would-be-stuck = If this ballot opened, it could decide nothing: too few groups have a passkey that counts in it. See the groups below; when their passkeys count, prepare the ballot anew.
ballot-stuck = This ballot can no longer decide anything, whatever the groups say: too few of them can still vote. It ends with hold, or two steering groups withdraw it before; then the plan can be changed and voted on again.
ballot-consulting = The ballot is open. Groups consult: vote, and change your vote, as often as you need. Nothing is decided yet.
ballot-voting = The ballot is open. An outcome is decided as soon as enough groups agree.
ballot-decided-call = The groups decided to call. It starts after the cooling-off, unless two groups halt it.
ballot-decided-stand-down = The groups decided to stand down. It starts after the cooling-off, unless two groups halt it.
ballot-decided-hold = The groups did not agree: the plan is on hold.
ballot-halted = Two groups halted the decision. The plan is on hold, and a new ballot can be opened.
ballot-withdrawn = Two groups withdrew this ballot. Nothing was decided. What was cast stays below, with their reasons; the plan is on hold, and a new ballot can be opened.
ballot-started-call = It was called.
ballot-started-stand-down = It was stood down.
ballot-started-hold = The plan is on hold. A new ballot can be opened.
ballot-words = What you are voting on
ballot-words-past = What was voted on
ballot-words-lead = Version { $number } of the plan.
ballot-outcomes-show = What is said in each outcome, and to whom
ballot-words-frozen = Frozen: these words cannot change while groups vote.
ballot-events = The events
ballot-events-none = No events are part of this plan.
ballot-events-show = { $count ->
    [one] Show the event
   *[other] Show the { $count } events
 }
ballot-groups = The groups
ballot-group = Group
ballot-says = Says
ballot-reason = Reason
ballot-signed-opening = signed the opening
ballot-silent = nothing yet
ballot-no-passkey = nobody with a passkey that counts
ballot-recalled = The delegate was recalled.
ballot-left-coalition = Left the coalition.
ballot-halts = Wants it halted: { $reason }
ballot-withdraws = Wants this ballot withdrawn: { $reason }
ballot-count = The count
ballot-count-spoken = { $spoken } of { $all } groups have spoken; { $quorum } must.
ballot-count-counted = { $count ->
    [one] { $count } group is counted.
   *[other] { $count } groups are counted.
 }
ballot-count-side = { $for } for, { $needed } needed
ballot-count-blocked = stopped by blocks
choice-call = Call
choice-call-hint = We act.
choice-stand-down = Stand down
choice-stand-down-hint = We do not.
choice-hold = Hold
choice-hold-hint = Not yet. Counted, for neither.
choice-stand-aside = Stand aside
choice-stand-aside-hint = The others shall decide. Heard, but not counted.
choice-block-call = Block the call
choice-block-call-hint = We cannot live with a call. Needs a reason.
choice-block-stand-down = Block the stand-down
choice-block-stand-down-hint = We cannot live with standing down. Needs a reason.
ballot-vote-heading = Your group’s ballot
ballot-vote-now = { $group } says: { $choice }
ballot-vote-none = { $group } has said nothing yet.
ballot-vote-choice = What does your group say?
ballot-vote-reason = Reason
ballot-vote-reason-hint = All steering groups see it. A block needs one.
ballot-reason-hint = All steering groups see it.
ballot-vote-passkey = Sign with
ballot-vote-button = Sign the ballot
ballot-open-heading = Open the ballot
ballot-open-text = Read the words, the rule and the list of groups. With your signature you say: this is what we vote on.
ballot-open-button = Sign the opening
ballot-halt-heading = Halt it
ballot-halt-text = If a second steering group does the same before the start, the plan is on hold again.
ballot-halt-button = Sign the halt
ballot-withdraw-heading = Withdraw this ballot
ballot-withdraw-text = If a second steering group does the same while nothing is decided, the ballot ends without an outcome. What was cast stays to be seen, with both reasons; the plan is on hold, and can be changed and voted on again.
ballot-withdraw-button = Sign the withdrawal
ballot-withdraw-prepared = Your group prepared this ballot, and it is not open. You can take it back; nobody has voted, and the plan stays as it is.
ballot-withdraw-prepared-button = Withdraw this ballot
ballot-recall-heading = Recall your delegate
ballot-recall-text = If two people of your group sign, the group’s ballot is void and the deputy votes until the next ballot.
ballot-recall-button = Sign the recall
ballot-recall-self-heading = Give up your vote
ballot-recall-self-text = You are your group’s delegate. If you and one more person of your group sign, you are recalled: the group’s ballot is void, and the deputy alone votes until the next ballot. You cannot take it back.
ballot-recall-self-button = Sign my own recall
ballot-sign-none = You have no passkey that counts in this ballot. New ones count in the next.
ballot-sign-scripts = Signing needs a passkey, and for that scripts. Turn them on, or use another browser.
ballot-sign-working = Waiting for your passkey …
ballot-sign-failed = That was not signed. Nothing was changed. Try again; if you have several passkeys, choose the one of this device.
ballot-receipt-heading = Your signature counts
ballot-receipt-text = Keep this receipt. With it you can check later that this record, and every one before it, was counted.
ballot-file = Save the ballot as a file
ballot-file-hint = Anybody can count it again with “clarion verify ballots”.
ballot-problem = That was not counted

# Refusals.
plan-refused-title = Give the plan a title in English and in Spanish, at most 150 characters each.
plan-refused-scenarios = Describe 1 to 20 scenarios, each in English and in Spanish, with at most 10,000 characters.
plan-refused-words = Write the subject and the words of every outcome, in English and in Spanish.
plan-refused-waves = An outcome has at most 8 waves, and near means 1 to 500 miles.
plan-refused-zone = Choose a time zone from the list.
plan-refused-minutes = The consult window and the cooling-off last 0 minutes to 30 days.
plan-refused-dates = Give the deadline a day and a time.
plan-refused-quorum = The quorum is a share of the groups, from 0 to 100 percent.
plan-refused-too-many = A rule counts at most 500 groups. Choose a smaller number.
plan-refused-numbers = Write whole numbers.
plan-refused-unknown = There is no such plan, or somebody changed it. Load the page again.
plan-refused-saved-meanwhile = Somebody saved this plan while you were writing. Look at what changed, then save again.
plan-refused-frozen = This plan is frozen. It can be changed when it is on hold.
plan-refused-fact = Say what happened and how you know it, each in at most 2,000 characters.
plan-refused-too-many-facts = This plan has 1,000 facts; no more can be added.
ballot-refused-format = This plan cannot be frozen. Load the page again.
ballot-refused-electorate = A ballot needs at least two steering groups.
ballot-refused-passkeys = A passkey of the electorate cannot vote. Have it removed and made anew.
ballot-refused-events = A plan has at most 2,000 events.
ballot-refused-deadline = The deadline must lie after the consult window. Change the plan first.
ballot-refused-plan-frozen = Groups already vote on this plan, or it is over.
ballot-refused-changed = Something changed since this ballot was prepared. Prepare it again, so that both of you sign the same.
ballot-refused-no-site = Passkeys do not work at this address. Ask whoever keeps the server.
ballot-refused-words = These are no words that can be signed here. Load the page again.
ballot-refused-other-ballot = This was signed for another ballot or for other words than the frozen plan. Load the page again.
ballot-refused-not-in-electorate = Your group does not vote in this ballot.
ballot-refused-unknown-passkey = This passkey was not frozen with the ballot, so it does not count until the next one.
ballot-refused-other-group = This passkey belongs to another group and cannot speak for this one.
ballot-refused-not-delegate = Only your group’s delegate or deputy can do this.
ballot-refused-recalled = Your group has recalled its delegate. The deputy votes until the next ballot.
ballot-refused-replayed = This signature was already used.
ballot-refused-stale = Your group has voted since this page was shown. Look at its ballot and sign again.
ballot-refused-other-reason = The reason is not the one that was signed. Sign again.
ballot-refused-reason-missing = A block, a halt and a withdrawal need a reason.
ballot-refused-reason-too-long = A reason has at most 1,000 characters.
ballot-refused-not-open = This ballot is not open.
ballot-refused-ended = The ballot has ended: an outcome was reached before this arrived.
ballot-refused-opened-already = Your group has already signed the opening. Somebody of another steering group must sign, too.
ballot-refused-recall-signed = You have already signed this recall. Somebody else of your group must sign, too.
ballot-refused-nothing-to-halt = There is no decision that can still be halted.
ballot-progress = See how far the mails are
ballot-code = Anybody can read and check the words under the code { $code }
ballot-refused-notice-words = The words of an outcome cannot be published as they are. Write each web address whole, beginning with https://, and leave no spaces at the ends of lines.
ballot-refused-halted-already = Your group has already asked to halt this. One more steering group is needed.
ballot-refused-withdrawn = This ballot was withdrawn.
ballot-refused-withdraws-already = Your group has already asked to withdraw this ballot. One more steering group is needed.
ballot-refused-can-be-decided = This plan has no cooling-off, so its ballot can be withdrawn only once it can no longer decide anything.
ballot-refused-is-open = This ballot is open. Two steering groups can withdraw it by signing on its page.
ballot-refused-of-other-group = Another group prepared this ballot. Only that group can withdraw it before it opens.
ballot-refused-left = Your group has left the coalition and counts as silent.
ballot-refused-too-many-changes = A group can vote 50 times in one ballot.
ballot-refused-full = This ballot takes no more records.
ballot-refused-order = Something came in between. Load the page again.
ballot-refused-not-the-outcome = The rule does not give this outcome now.
ballot-refused-malformed = The answer of the passkey cannot be read. Try again.
ballot-refused-type = The passkey was not asked to sign, but something else.
ballot-refused-challenge = The passkey signed something else than these words.
ballot-refused-origin = The passkey signed on another site than this one.
ballot-refused-cross-origin = The passkey signed inside a page of another site.
ballot-refused-relying-party = The passkey belongs to another site.
ballot-refused-signature = The signature is not of this passkey.
ballot-refused-not-present = The passkey signed without anybody being there.
ballot-refused-not-verified = The passkey did not check who you are. Unlock it with your finger, face or PIN.

# Passkeys that wait
passkeys-waiting-title = Passkeys that wait
passkeys-waiting-lead = A new passkey of somebody who votes or signs for a group counts { $wait } after its entry in the coalition's log. Confirm one sooner only if its holder told you, in person or in a call, that it is theirs. You confirm with your own passkey; your signature stands in the log.
passkeys-waiting-lead-none = In this coalition a new passkey counts as soon as it stands in the log.
passkeys-wait-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
 }
passkeys-wait-days = { $count ->
    [one] 1 day
   *[other] { $count } days
 }
passkeys-wait-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
 }
passkeys-waiting-none = No passkey waits.
passkeys-waiting-member = Member
passkeys-waiting-until = Counts from { $when }, or when somebody of another steering group confirms it.
passkeys-waiting-confirm = Confirm the passkey of { $name }
passkeys-waiting-first = Whoever confirms signs with a passkey that has itself waited its time out. So in a young coalition the first passkeys all wait: have delegates and deputies register theirs days before the first ballot.
passkeys-waiting-signer-gone = Counts from { $when }. The passkey that confirmed it no longer counts.
passkeys-confirm-title = Confirm the passkey of { $name }
passkeys-confirm-lead = Do this only if its holder told you, in person or in a call, that they have just registered it. Whoever breaks into a mailbox can write to you, too.
passkeys-confirm-holder = Holder
passkeys-confirm-group = Group
passkeys-confirm-post = Post
passkeys-confirm-counts = Counts by itself from
passkeys-confirm-heading = Sign with your passkey
passkeys-confirm-text = You sign for { $group }. The passkey counts at once, in every ballot that is prepared from now on. Your signature stands in the coalition's log and in the file of each decision that rests on it, where anybody can check it. It cannot be taken back.
passkeys-confirm-button = Confirm and sign
passkeys-confirm-none = You have no passkey that can confirm for your group. It must itself have waited its time out; one that counts because somebody confirmed it cannot confirm others.
passkeys-confirm-not-you = You cannot confirm this passkey. Somebody must, who has no seat in its group, and it is confirmed only once.
passkey-refused-over = This passkey no longer waits.
passkey-refused-not-steering = Only a group that steers the coalition can confirm a passkey.
passkey-refused-other-words = This was signed for another passkey or for something else. Load the page again.
passkey-refused-other-signer = This passkey does not count for the group you act for.
passkey-refused-signer-waits = The passkey you signed with waits itself. One that has waited its time out must sign.
passkey-refused-own-group = Somebody of another group must confirm this passkey: you have a seat in its own.
# Drills.
plan-drills = Drills
plan-drills-lead = A drill does everything but send: it settles who would be told, writes every email and counts. Nothing of it can reach anybody, and nothing is published.
plan-drill-what = What to rehearse
plan-drill-start = Run a drill
plan-drill-of = { $when }: { $outcome }
drill-refused-nobody = Nobody is told by message in this outcome, so there is nothing to rehearse. Give it a wave first.
drill-refused-runs = A drill of this plan is running. Wait for its end, or stop it.

# Readiness.
readiness-title = Readiness
readiness-lead = What is still missing before this plan could be carried out. Each line leads to where it is mended.
readiness-stuck = The open ballot on this plan can decide nothing any more. What stands here counts in the next ballot. See how it can be ended.
readiness-ready = Ready
readiness-outcomes = Words and reach
readiness-groups = Steering groups
readiness-groups-none = None of the { $count } steering groups is ready yet. Ready is a group with a delegate, a deputy, and a passkey of theirs that counts now.
readiness-groups-ready = { $ready } of { $count } steering groups are ready: each with a delegate, a deputy, and a passkey of theirs that counts now.
readiness-events = Events
readiness-events-empty = No events yet
readiness-events-empty-text = A plan works without events; hosts and guests are told only where there are some.
readiness-events-lack = Events that lack something
readiness-states = Events by state
readiness-state = State
readiness-count = Events
readiness-expected = Expected
readiness-coming = Will come
ready-no-state = No state
ready-not-vetted = Nobody of another group has checked it yet
ready-held-back = A change waits until other groups confirm it
ready-past = It lies in the past: move or cancel it
ready-no-access = Nothing is stated about access
ready-no-expected = Nobody said how many people are expected
ready-no-delegate = It has named no delegate
ready-no-deputy = It has named no deputy
ready-no-passkey = Neither delegate nor deputy has a passkey that counts now
ready-no-words = Its words cannot be published as they are: write each web address whole, beginning with https://
ready-tells-nobody = It tells nobody by message
ready-no-drill = No drill has come to its end yet
ready-old-drill = The plan was changed since its last drill
ready-last-drill = Last drill: { $when }
ready-wave = Wave { $wave }: about { $people } people by email.

# Mails to those who vote. They name the plan and nothing that it says.
ballot-mail-opened-subject = { $coalition }: a ballot is open on { $plan }
ballot-mail-opened = A ballot is open on this plan.
ballot-mail-no-voice = { $group } is silent in this ballot: no passkey of its delegate or deputy counted when the ballot was prepared. Yours counts in the next one.
ballot-mail-voice = { $group } has one voice. You may give it, as its delegate or deputy, with your passkey. Take it to your group first.
ballot-mail-not-yours = { $group } has one voice, but no passkey of yours counts in this ballot, so you cannot give it yourself. Whoever else is its delegate or deputy can. A passkey that you add now counts in a later ballot.
ballot-mail-awaited-subject = { $coalition }: the ballot on { $plan } waits for a second signature
ballot-mail-awaited = A steering group has signed the opening of a ballot on this plan. Somebody of another steering group must sign before anybody can vote.
ballot-mail-awaited-sign = You can, with your passkey. Read first what would be voted on; if something is wrong, leave it unsigned.
ballot-mail-awaited-other = No passkey of yours counts in this ballot, so you cannot sign it yourself. Others of { $group } can.
ballot-mail-consult = Until { $when } groups consult: nothing is decided yet, and every vote can be changed.
ballot-mail-ends = The ballot ends on { $when }.
ballot-mail-ending-subject = { $coalition }: your group has not voted on { $plan }
ballot-mail-ending = { $group } has not voted yet. You may give its voice, as its delegate or deputy, with your passkey.
ballot-mail-decided-subject = { $coalition }: the ballot on { $plan } has ended
ballot-mail-call = The groups decided to call.
ballot-mail-stand-down = The groups decided to stand down.
ballot-mail-hold = The groups did not agree: the plan is on hold. It can be changed and voted on again.
ballot-mail-halt-until = It starts on { $when }. Until then any two steering groups can halt it, by signing on the ballot’s page.
ballot-mail-starts-now = It starts now, and can no longer be halted.
ballot-mail-started = It started on { $when }, and can no longer be halted.
ballot-mail-halted-subject = { $coalition }: the decision on { $plan } was halted
ballot-mail-halted = Two steering groups halted the decision. The plan is on hold; their reasons stand on the ballot’s page. It can be changed and voted on again.
ballot-mail-withdrawn-subject = { $coalition }: the ballot on { $plan } was withdrawn
ballot-mail-withdrawn = Two steering groups withdrew the ballot. Nothing was decided, and nothing starts; what was cast, and their reasons, stand on the ballot’s page. The plan is on hold, and can be changed and voted on again.
ballot-mail-button = Open the ballot
ballot-mail-not-here = What the plan says stands on that page and not in this email. Nobody needs a code or an answer to it from you.
ballot-mail-why = You get this email because you are a delegate or deputy of { $group }.

# How long new passkeys wait.
passkeys-wait-heading = How long a new passkey waits
passkeys-wait-text = Two people of different steering groups change it, each with a passkey that has waited its time out. It stays as it is while a ballot runs, and each ballot keeps the time with which it was prepared.
passkeys-wait-no-time = No time at all
passkeys-wait-to = Change to: { $wait }
passkeys-wait-wanted = { $who } signed for: { $wait }
passkeys-wait-title = How long passkeys wait: { $wait }
passkeys-wait-lead-shorter = The shorter passkeys wait, the sooner can whoever breaks into a delegate’s mailbox vote. With no time at all nobody notices in between.
passkeys-wait-lead-longer = Whoever becomes delegate, or gets a new phone, votes only after this time, or once somebody of another group confirms their passkey. A passkey that counts today and has not stood in the log for so long waits again.
passkeys-wait-part = New passkeys wait
passkeys-wait-now = Now
passkeys-wait-then = Then
passkeys-wait-signed = Signed
passkeys-wait-sign-first = You sign for { $group }. It is changed once somebody of another steering group signs the same.
passkeys-wait-sign-second = You sign for { $group }. Another group has signed the same: with your signature it is changed at once.
passkeys-wait-button = Sign the change
passkeys-wait-none = You have no passkey that can sign this for your group: it must itself have waited its time out.
passkey-refused-wait-ballot = A ballot runs. The waiting time stays as it is until it is over.
passkey-refused-wait-not-steering = Only groups that steer the coalition decide how long passkeys wait.
passkey-refused-wait-nothing = Passkeys wait so long already.
passkey-refused-wait-other-words = This was signed for another time than this one. Load the page again.
passkey-refused-wait-signer = Only a passkey that counts for your group, and has itself waited its time out, can sign this.
