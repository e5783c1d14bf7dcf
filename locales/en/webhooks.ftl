webhooks = Webhooks
webhooks-lead = A webhook tells a program of yours what people do, as soon as they do it: it posts to an address, and signs what it posts. It tells only what the group sees itself.
webhooks-count = { $count ->
    [0] No webhook
    [one] { $count } webhook
   *[other] { $count } webhooks
}
webhooks-none = Add one if you have a program that takes them, such as the database of your members.
webhook-one = Webhook
webhook-is-on = On
webhook-is-off = Off
webhook-about = Only { $title }
webhook-about-gone = Only an action that the group no longer has
webhook-failing = It has failed since { $when }. It is tried again.
webhook-off-gone = The receiver said that it wants no more, so it was switched off.
webhook-off-failing = It failed for five days, so it was switched off.
webhook-off-full = More than 50,000 messages waited, so it was switched off.
webhook-old-secret = The secret before this one still signs until { $when }.

webhook-kind-signature = Signatures
webhook-kind-submission = Answers to forms
webhook-kind-attendance = Answers to events
webhook-kind-supporter = New people on the list
webhook-kind-unsubscribe = People who leave the group’s news
webhook-kind-erasure = People who are erased
webhook-kind-test = Test

webhook-new = Add a webhook
webhook-address = Address
webhook-address-hint = It begins with https:// and lies on the public internet.
webhook-kinds = What it is told
webhook-action = About
webhook-action-hint = New people, and people who leave or are erased, belong to no one action: they are told only to a webhook about all actions.
webhook-all-actions = All actions
webhook-add = Add the webhook

webhook-secret-title = The webhook’s secret
webhook-secret = The secret
webhook-secret-keep = Put it into the receiving program now. With it the program knows that what comes is from this server.
webhook-secret-use = The signature follows Standard Webhooks. The book says how to check it.

webhook-switch-on = Switch it on
webhook-switch-off = Switch it off
webhook-test = Send a test
webhook-rotate = New secret
webhook-remove = Remove it
webhook-remove-title = Remove this webhook?
webhook-remove-text = { $count ->
    [0] Its address, secret and log go. Nothing waits to be posted.
    [one] Its address, secret and log go, and with them { $count } message that waits to be posted.
   *[other] Its address, secret and log go, and with them { $count } messages that wait to be posted.
}

webhook-log = Recent tries
webhook-waiting = { $count ->
    [0] Nothing waits to be posted.
    [one] { $count } message waits to be posted.
   *[other] { $count } messages wait to be posted.
}
webhook-log-empty = Nothing was posted yet. Send a test to see whether the receiver takes it.
webhook-taken = Taken: the receiver answered { $status }
webhook-refusal = Not taken: the receiver answered { $status }
webhook-problem-no-name = Not posted: nobody knows the name in the address
webhook-problem-private = Not posted: the address is not on the public internet
webhook-problem-away = Not posted: the receiver could not be reached
webhook-problem-slow = Not taken: no answer within ten seconds
webhook-tried = { $when }, try { $number }, { $took } ms

webhook-refused-address = That is no address of a receiver. Write it whole, for example https://crm.example.org/hooks, without a password.
webhook-refused-https = The address must begin with https://.
webhook-refused-port = The address may name no port of its own.
webhook-refused-private = The address must be on the public internet, not on this machine or its network.
webhook-refused-no-kind = Tick at least one thing that it is told.
webhook-refused-not-of-one = New people, and people who leave or are erased, belong to no one action. Choose all actions, or leave those out.
webhook-refused-action = That is no petition, event or form of the group.
webhook-refused-many = The group has ten webhooks. Remove one first.
webhook-refused-unknown = The group has no such webhook.
webhook-refused-changed = Somebody else changed this webhook a moment ago. Look at it again.
webhook-refused-old-session = You signed in more than an hour ago. Sign out, sign in again, and do it then.

webhook-mail-subject = A webhook of { $group } was switched off
webhook-mail-said = The receiver took nothing for five days, or too little for what there was, or said that it wants no more. What people do is no longer posted there. In the console you see why, and can switch it on again.
webhook-mail-button = Look at the webhook
