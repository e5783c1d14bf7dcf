# Words of a coalition on their way: mails, leaving.
mail-call-true = Are these really our words? Type this address yourself and enter the code, or open it here:
mail-call-why = You get this email because you agreed to calls of { $coalition } with { $group }.
mail-call-leave = Get no more calls from { $coalition }
leave-calls-title = Leave the calls of { $coalition }
leave-calls-text = Press the button, and no group of { $coalition } will send you calls any more. You stay on the lists whose news you asked for.
leave-calls-button = Stop these calls
left-calls-title = You will get no more calls
left-calls-text = No group of { $coalition } will send you calls any more. An email that is already on its way may still arrive.
