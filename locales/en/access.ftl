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
