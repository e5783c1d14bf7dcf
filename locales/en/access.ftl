# The console's frame.
console-nav = Console
console-home = Your groups
console-sign-out = Sign out

# Signing in.
sign-in-title = Sign in
sign-in-lead = For organizers. Signing a petition or joining an event needs no account.
sign-in-passkey-heading = With a passkey
sign-in-passkey-text = Unlock it with your finger, face or PIN.
sign-in-passkey-button = Sign in with a passkey
sign-in-mail-heading = With a link by email
sign-in-mail-text = Enter the address that your group knows you by. We send a link to it.
sign-in-mail-button = Send me a link
sign-in-other-heading = Other ways in
sign-in-code-link = Use a recovery code
sign-in-no-account = No account yet? An owner of your group can give you a seat.
link-asked-title = Check your email
link-asked-lead = If this address has an account here, a link is on its way. It works for 15 minutes, once.
link-asked-browser = You may open it in any browser, on any device: that one is then signed in.
link-asked-nothing = No email after a few minutes?
link-asked-address = The address may have been mistyped, or your group knows you by another one.
link-asked-owner = One address gets at most five emails in 15 minutes. The last one that came still works.
link-title = Sign in
link-lead = This link signs you in as { $name }.
link-button = Sign in
link-not-you = Is this not you? Close this page. Nothing has happened.
link-gone-title = This link no longer works
link-gone-why = It was used, it is older than 15 minutes, or a part of it got lost in copying.
link-gone-again = Ask for a new link

# The first page of the console.
dashboard-who = You are signed in as { $name }.
dashboard-empty-title = You have no seat in any group
dashboard-empty-text = Ask an owner of your group to give you a seat. Whoever keeps this server can do it too.
dashboard-next = What to do next
seat-owner = You are an owner
seat-organiser = You are an organizer

# The account.
account-title = Your account
account-name = Name
sessions-heading = Where you are signed in
sessions-text = End what you do not know or no longer use. A session ends by itself after 14 days without use.
sessions-this = This browser
sessions-seen = Last used { $when }
sessions-began = Signed in { $when }
sessions-end = End
sessions-end-others = End all others
device-both = { $browser } on { $system }
device-unknown = A browser that does not say what it is
began-link = Signed in with a link
began-passkey = Signed in with a passkey
began-code = Signed in with a recovery code

# The mail with the link.
mail-sign-in-subject = Your link to sign in to { $site }
mail-sign-in-lead = Somebody, we hope you, wants to sign in to { $site } with this email address.
mail-sign-in-life = The link works for 15 minutes, once, in any browser.
mail-sign-in-not-me = Then do nothing. Nobody gets in without this email, and nothing was changed.
mail-sign-in-why = You get this email because you have an account at { $group }.

# Passkeys.
passkeys-heading = Passkeys
passkeys-text = A passkey is a key on your phone, computer or security key. It signs you in without email, and delegates vote with it.
passkeys-empty-title = You have no passkey yet
passkeys-empty-text = Make one on each device that you use. It never leaves your hands: we keep only its public half.
passkeys-votes = Signs in, and signs ballots
passkeys-no-vote = Signs in, but cannot vote
passkeys-since = Added { $when }
passkeys-used = Last used { $when }
passkeys-remove = Remove
passkeys-name = Name of the new passkey
passkeys-name-hint = Such as “My phone”.
passkeys-add = Add a passkey
passkeys-no-browser = This browser cannot make passkeys, or its scripts are off. Try another browser or device.
passkey-working = Waiting for your passkey …
passkey-failed = That did not work. Nothing was changed. Try again, or use another way.
passkey-refused = This passkey did not sign you in
passkey-not-added = The passkey was not added
passkey-unknown = We do not know this passkey. It may have been removed, or be of another site.
passkey-stale = That took too long, or was sent twice. Try again.
passkey-not-verified = The device did not check who you are. Unlock it with your finger, face or PIN.
passkey-wrong = The answer of the device does not fit this site. Try again.
passkey-copied = This passkey may have been copied: its counter went back. Sign in another way and remove it.
passkey-algorithm = This device makes passkeys of a kind that we cannot check. Use another device.
passkey-known = This device already has a passkey for your account.
passkey-too-many = You have 20 passkeys already. Remove one that you no longer use.
passkey-none-address = Passkeys do not work here, because this site has an IP address instead of a name. Whoever keeps the server can change that.
passkey-none-encrypted = Passkeys do not work here, because this site is not encrypted. Whoever keeps the server can change that.

# Recovery codes.
codes-heading = Recovery codes
codes-text = Codes on paper, for the day when you have lost your passkeys and your mailbox. Each works once. They sign you in, but cannot vote.
codes-left = { $count ->
    [0] You have no codes.
    [one] { $count } code still works.
   *[other] { $count } codes still work.
}
codes-make = Make new codes
codes-title = Your new recovery codes
codes-once = We show them only now
codes-keep = Print them or write them down, and keep them where you keep your passport. Older codes no longer work.
codes-use = To use one, choose “Use a recovery code” when you sign in.
codes-done = I have kept them
code-title = Sign in with a recovery code
code-lead = Use a code from the list that you made in your account.
code-field = Recovery code
code-hint = Four times four letters and digits, such as 7K2M-Q4XA-09TD-HZ5W.
code-button = Sign in
code-wrong = This code and this address do not go together, or the code was used before
code-back = Other ways to sign in
account-stale-title = You signed in more than an hour ago
account-stale-text = To change passkeys or codes, sign in once more.
account-stale-link = Sign in again
next-passkey = Add a passkey
next-passkey-why = It signs you in within seconds, and without one you cannot vote for your group.
next-codes = Make recovery codes
next-codes-why = They let you in when your phone and your mailbox are lost.

# The mail that tells of a change.
safety-subject = Your account at { $site } was changed
safety-passkey-added = A passkey was added to your account.
safety-passkey-removed = A passkey was removed from your account.
safety-codes-made = New recovery codes were made for your account. The old ones no longer work.
safety-code-used = Somebody signed in to your account with a recovery code.
safety-you = If that was you, there is nothing to do.
safety-not-you = If it was not you: open your account at the address below, end all other sessions, remove passkeys that you do not know, and make new recovery codes. Then tell the other owners of your group.
next-passkey-signs-in = It signs you in within seconds, without an email.
passkey-added = “{ $name }” was added. It signs you in from now on.
passkey-counts-now = In { $coalition } it counts for { $group } in every ballot that is prepared from now on, not in those before.
passkey-counts-from = In { $coalition } it counts for { $group } in ballots that are prepared after { $when }. Somebody of another steering group can confirm it sooner.
passkey-counts-later = In { $coalition } it counts for { $group } once it stands in the coalition’s log and has waited.
dashboard-waits = What waits for you
dashboard-waits-none = Nothing waits for you now.
dashboard-groups = Your groups
dashboard-open = Sign the opening of the ballot on { $plan }
dashboard-open-why = As { $group }. Two people of different steering groups must sign before anybody can vote. The ballot would end on { $when }.
dashboard-vote = Vote on { $plan }
dashboard-vote-why = { $group } has not voted yet. The ballot ends on { $when }.
dashboard-halt = Look at the decision on { $plan }
dashboard-halt-why = It starts on { $when }. Until then { $group } and one more steering group can halt it; if nothing speaks against it, there is nothing to do.
dashboard-asked = { $count ->
    [one] A coalition asks your group
   *[other] { $count } coalitions ask your group
}
dashboard-sent-back = { $title }: sent back
dashboard-sent-back-why = “{ $why }” Change it and send it again.
dashboard-petitions = { $count ->
    [one] A petition waits for a word of yours
   *[other] { $count } questions about petitions wait for a word of yours
}
dashboard-vet = { $count ->
    [one] { $count } event of another group waits to be vetted
   *[other] { $count } events of other groups wait to be vetted
}
dashboard-confirm = { $count ->
    [one] { $count } change of another group’s event waits to be confirmed
   *[other] { $count } changes of other groups’ events wait to be confirmed
}
dashboard-vet-why = Somebody who does not host it looks whether it is as it says.

api-keys = API keys
api-keys-lead = A key lets a program work with the group’s list: a website that adds people, a tool that sends email. It opens nothing of any other group.
api-keys-open = { $count ->
    [0] No key opens the list
    [one] { $count } key opens the list
   *[other] { $count } keys open the list
}
api-keys-none = Make one for each program, so that you can take one away without stopping the others.
api-keys-ended = Taken away
api-key-first = Made with the group
api-key-reads = Sees people and what they did
api-key-people = Adds and changes people, signatures and tags
api-key-actions = Makes and changes petitions and forms
api-key-made = Made { $when }.
api-key-revoked = Taken away { $when }.
api-key-new = Make a key
api-key-name = What it is for
api-key-name-hint = For example the program that will use it.
api-key-opens = What it opens
api-key-make = Make the key
api-key-title = Your new API key
api-key-text = The key
api-key-keep = Put it into your program now. Whoever has it can do what it opens, so keep it like a password, and never put it into a web page.
api-key-once = We show it only now
api-key-done = I have kept it
api-key-use = The program sends it in the header OSDI-API-Token.
api-key-revoke = Take the key away
api-key-revoke-title = Take the key “{ $name }” away?
api-key-revoke-text = The program that uses it stops working within a second. A key that was taken away cannot be given back; you can make a new one.
key-refused-no-name = Say what the key is for, in at most 120 characters.
key-refused-no-scope = Tick at least one thing that the key opens.
key-refused-too-many = The group has 100 keys. Take one away first.
key-refused-unknown = The group has no such key.
key-refused-old-session = You signed in more than an hour ago. Sign out, sign in again, and make the key then.
