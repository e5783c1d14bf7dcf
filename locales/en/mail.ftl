# Mails.
mail-greeting = Hello,
mail-greeting-name = Hello { $name },
mail-confirm-subject = Confirm your signature: { $title }
mail-confirm-lead = You asked to sign “{ $title }”. One step is left: go on to the page that shows what you sign, and press the button there.
mail-go-on = Go on to confirm
mail-link-by-hand = If the button does not work, open this address:
mail-confirm-days = The link works for 30 days.
mail-not-me = It wasn’t you?
mail-not-me-text = Then somebody entered your address. Do nothing, and nothing is signed. Or tell us, and we delete it and stop asking:
mail-why = You get this email because this address was entered in a form of { $group }.
mail-unsubscribe = Get no more news from { $group }
mail-already-subject = You have already signed: { $title }
mail-already-lead = Your signature under “{ $title }” is already counted. You do not need to do anything.
mail-already-share = You can help by sending the petition to people you know.
mail-already-button = See the petition
mail-already-not-me = Then somebody entered your address. Nothing was changed.
