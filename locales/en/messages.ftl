# Words of a coalition on their way: mails, leaving.
mail-call-event = Your event: { $event }
mail-call-true = Are these really our words? Type this address yourself and enter the code, or open it here:
mail-call-why = You get this email because you agreed to calls of { $coalition } with { $group }.
mail-call-joined = You were on the list of { $former }. That group became part of { $group }, which now has your record. The link below takes you off its calls and its news.
mail-call-leave = Get no more calls from { $coalition }
leave-calls-title = Leave the calls of { $coalition }
leave-calls-text = Press the button, and no group of { $coalition } will send you calls any more. You stay on the lists whose news you asked for.
leave-calls-group = You also leave the news of { $group }.
leave-calls-button = Stop these calls
left-calls-title = You will get no more calls
left-calls-text = No group of { $coalition } will send you calls any more. An email that is already on its way may still arrive.
# How far a sending is.
sending-call = The call
sending-hold = The word to hold
sending-stand-down = The stand-down
sending-correction = The correction
drill-call = Drill: the call
drill-hold = Drill: the word to hold
drill-stand-down = Drill: the stand-down
drill-correction = Drill: the correction
sending-plan = The plan
sending-ballot = The ballot that decided it
sending-code = The page of its code, { $code }
sending-drill = This is a drill. Every email is written and counted as if it were handed over; nothing leaves this server.
sending-running = On its way
sending-running-text = Emails are being handed over, the earlier waves first.
sending-running-drill = Emails are being written, the earlier waves first. None is handed over.
sending-paused = Paused
sending-paused-until = One group paused it. Unless another steering group says the same, it goes on { $when }.
sending-paused-group = Two steering groups paused it. It goes on when two people of different steering groups resume it.
sending-paused-errors = It paused itself: too many emails failed. See the reasons below, mend what stands against them, and resume with two people of different steering groups.
sending-paused-outbox = It paused itself: there is no mail relay, and these are more emails than the outbox is for. Set CLARION_SMTP_URL, restart, and resume.
sending-stopped = Stopped
sending-stopped-text = Two steering groups ended it. Whoever is still waiting gets nothing of it.
sending-ended = Done
sending-ended-text = Everybody was handed over, refused with a reason, or is listed in doubt.
sending-ended-drill = Every email was written: it would have been handed over, or would be refused with a reason.
waves-heading = Waves
waves-caption = People by wave and what became of their email
wave-column = Wave
wave-audience = People
wave-handed-over = Handed over
wave-refused = Refused
wave-in-doubt = In doubt
wave-waiting = Waiting
wave-all = All
wave-who = Wave { $wave }: { $who }.
wave-near-places = supporters near these places
wave-reached = whoever the earlier words reached, or may have reached
wave-first = The first email was handed over { $when }.
wave-ended = The last was done with { $when }.
wave-first-drill = The first email was written { $when }.
refusals-heading = Why people get none
refusal-left = they left, or their consent is gone
refusal-suppressed = their mailbox must not be written to
refusal-often-enough = the coalition wrote to them often enough this week
refusal-same-mailbox = somebody with the same mailbox got it
refusal-no-mailbox = the group has no mailbox of them any more
refusal-relay = the mail relay refused it
refusal-unwritable = their mailbox cannot be written in an email
refusal-no-postal-address = the group has no postal address
refusal-tried-too-often = the mail relay refused it for now, again and again
doubts-heading = In doubt
doubts-text = Nobody knows whether these arrived: the server or the relay broke off in the middle. They are not sent again. Look for the Message-ID in the relay’s log.
acts-heading = What people did
act-pause = Paused
act-resume = Resumed
act-stop = Stopped
act-correct = Corrected
act-resume-said = Signed to resume
act-stop-said = Signed to stop
act-correct-said = Signed a correction
act-waits = waits for somebody of another steering group
act-nothing = came to nothing: something else happened before somebody of another steering group signed
sending-corrects = It corrects these words
sending-corrected = A correction of these words
# What people can do to it.
powers-heading = What you can do
powers-two = Two people of different steering groups, each with a passkey:
pause-text = Your group can pause this once. It goes on by itself after 15 minutes, unless another steering group pauses it, too.
pause-confirm-text = { $group } paused this. If your group pauses it, too, it stays paused until two people of different steering groups resume it.
pause-button = Pause it
pause-sign-in = You signed in more than an hour ago. Sign in again to pause it.
power-resume = Resume it
power-stop = Stop it
power-correct = Correct it
power-means = What that means
power-write-heading = Write down what is to be done
power-write-text = Nothing happens yet. On the next page two people of different steering groups sign it, each with a passkey.
power-reason = Reason
power-reason-hint = All steering groups see it.
power-go-on = Go on to sign it
correct-subject-en = Subject in English
correct-text-en = Words in English
correct-subject-es = Subject in Spanish
correct-text-es = Words in Spanish
resume-means-waiting = { $count ->
    [one] Emails go on to { $count } person who is waiting.
   *[other] Emails go on to { $count } people who are waiting.
 }
resume-means-reached = { $count ->
    [0] Nobody has got the words yet.
    [one] { $count } person has got the words, or may have, and gets nothing twice.
   *[other] { $count } people have got the words, or may have, and get nothing twice.
 }
stop-means-waiting = { $count ->
    [0] Nobody is waiting any more.
    [one] { $count } person is still waiting and gets nothing of it.
   *[other] { $count } people are still waiting and get nothing of it.
 }
stop-means-reached = { $count ->
    [0] Nobody has got the words yet.
    [one] { $count } person has got the words, or may have. Nothing calls that email back.
   *[other] { $count } people have got the words, or may have. Nothing calls those emails back.
 }
stop-means-end = A stop is for good. To hold it up for a while, pause it instead.
correct-means-reached = { $count ->
    [0] Nobody has got the old words yet.
    [one] { $count } person has got the old words, or may have, and gets the new ones first.
   *[other] { $count } people have got the old words, or may have, and get the new ones first.
 }
correct-means-waiting = { $count ->
    [0] The old words are stopped.
    [one] The old words are stopped. { $count } person who is still waiting gets the new ones in their place.
   *[other] The old words are stopped. { $count } people who are still waiting get the new ones in their place.
 }
correct-means-stopped = { $count ->
    [one] { $count } person who was waiting when it was stopped gets nothing, as was decided.
   *[other] { $count } people who were waiting when it was stopped get nothing, as was decided.
 }
correct-means-notice = The new words are published as a signed notice in the public log. The old ones stay there, too.
drafts-heading = Waits to be signed
drafts-text = It is done when two people of different steering groups have signed the same words.
act-resume-draft = Resume it: look at it and sign
act-stop-draft = Stop it: look at it and sign
act-correct-draft = Correct it: look at the words and sign
act-written-by = Written by { $name }, { $group }
act-signed-by = Signed by { $name }, { $group }
act-exact = The exact words that are signed
act-sign-heading = Sign it
act-sign-text = Your passkey signs the exact words above.
act-sign-resume = Sign: resume it
act-sign-stop = Sign: stop it
act-sign-correct = Sign: send the correction
act-sign-none = You have no passkey that counts here. Only passkeys that counted when the ballot was opened can sign, each for its own group.
act-state-done = Done
act-state-done-text = Two people of different steering groups signed this.
act-state-void = Void
act-state-void-text = Something else happened since this was written. These words do nothing any more.
act-state-waits = Your group has signed
act-state-waits-text = It waits for somebody of another steering group.
act-state-one = One steering group has signed
act-state-one-text = With your signature it is done at once.
act-state-two = Not signed yet
act-state-two-text = Two people of different steering groups must sign before it is done.
power-refused-not-steering = Only a steering group of this coalition can do this.
power-refused-changed = Something changed since you opened the page. Look at it again.
power-refused-not-now = This cannot be done as it stands now.
power-refused-unknown = There is no such message.
pause-refused-before = Your group has already paused this once. Ask another steering group.
pause-refused-not-running = This is not on its way, so there is nothing to pause.
pause-refused-stale = You signed in more than an hour ago. Sign in again, then pause it.
act-refused-words = Write the subject and the words in English and in Spanish: at most 150 characters for a subject, 10,000 for the words.
act-refused-notice-words = The words cannot be published as they are. Write each web address whole, beginning with https://.
act-refused-reason = A reason has at most 1,000 characters.
act-refused-too-often = These words were corrected ten times, one after the other. Call anew instead.
act-refused-gone = These words were replaced by others. Look at what can be signed now.
act-refused-other-words = This was signed for other words than these. Load the page again and sign once more.
act-refused-other-group = This passkey speaks for another of your groups. Say above for which you act.
act-refused-passkey = This passkey does not count here: it was not frozen with the ballot, or is not yours.
# What a drill came to.
wave-rendered = Written
drill-heading = What the drill came to
drill-wave = Wave { $wave }
drill-took = Writing its emails took { $seconds } seconds.
time-under-a-minute = less than a minute
drill-by-mail = Sent by email they would take { $time }.
drill-not-yet = Not done yet. Load the page again in a moment.
drill-stopped = The drill was stopped before its emails were written.
pace-registered = Counted with { $count } emails a minute, the rate that is registered for this server’s sender.
pace-measured = Counted with { $count } emails a minute, as this coalition’s emails left on { $when }.
pace-unknown = How long the emails would take is not known: no rate is registered for this server’s sender, and this coalition has not yet sent 100 emails at once.
