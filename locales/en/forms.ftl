# The page of a form.
form-heading-sign-up = Sign up
form-heading-survey = Your answers
form-heading-pledge = Make the pledge
form-button-sign-up = Sign me up
form-button-survey = Send my answers
form-button-pledge = I will take part if it is called
form-next-sign-up = We will send you an email. Follow its link and press the button there: then you are signed up.
form-next-survey = We will send you an email. Follow its link and press the button there: then your answers count.
form-next-pledge = We will send you an email. Follow its link and press the button there: then your pledge counts.
form-privacy = { $group } receives what you enter. Your name, email address and answers are never shown on this site.
form-choose-several = Choose any that apply.
form-count-heading = How many took part
form-count-sign-up = { $count ->
    [one] person signed up
   *[other] people signed up
}
form-count-survey = { $count ->
    [one] person answered
   *[other] people answered
}
form-count-pledge = { $count ->
    [one] person will take part if it is called
   *[other] people will take part if it is called
}
form-share-heading = Share this form
form-closing-today = Last day
form-closes = This form closes { $when }.
form-closed = This form closed { $when }
form-closed-grace = It takes nothing new. If you sent it before it closed, you can still confirm within 24 hours of closing.
form-stopped = This form is stopped for now
form-stopped-text = Its group may open it again; a link in an email works again then.
form-stopped-why = Nothing was counted yet, and nothing is lost. Press the button in your email again when the form is open again. The link works for 30 days.
form-late-title = This form has closed
form-pledge-heading = What this pledge means
form-pledge-means = You promise to take part if { $group } calls for it. Nothing is called yet, and perhaps it never will be. You can change your mind.
form-pledge-means-coalition = You promise to take part if { $coalition } calls for it. Its groups decide that together; nothing is called yet, and perhaps it never will be. You can change your mind.
form-answer-missing = Answer the question “{ $question }”
form-answer-line = Write the answer to “{ $question }” on one line, with at most 200 characters
form-answer-text = Shorten the answer to “{ $question }” to 2,000 characters of plain text
form-answer-not-offered = Choose one of the answers that are offered to “{ $question }”
form-answer-only-one = Choose only one answer to “{ $question }”
form-preview-title = A preview
form-preview-text = Only your group and whoever approves the form see this page. Nothing on it can be sent.
# After the form.
back-to-form = Back to “{ $title }”
check-step-submission = Open our email, follow its link, and press the button there
check-step-submitted = What you sent counts
form-confirm-title-sign-up = Sign up?
form-confirm-title-survey = Send your answers?
form-confirm-title-pledge = Make the pledge?
form-confirm-button-sign-up = Yes, sign me up
form-confirm-button-survey = Yes, send my answers
form-confirm-button-pledge = Yes, I will take part if it is called
form-confirm-lead = Press the button to confirm what was entered in “{ $title }”.
form-confirm-again = You have filled in “{ $title }” before. Press the button to put these answers in place of the earlier ones.
form-confirm-form = Form
form-confirm-name = Your name
form-confirm-group = The group that receives it
form-thanks-title = Thank you
form-thanks-sign-up = You are signed up
form-thanks-survey = Your answers are in
form-thanks-pledge = Your pledge is counted
form-thanks-next = { $group } has received it.
form-thanks-pledge-next = { $group } will write to you about it if you agreed to get its emails. Look at its page to see what is called.
form-change-mind = To change what you said, fill in the form again with the same address.
form-change-news = To get no more news, use the link in any email from { $group }.
mail-submission-subject = Please confirm: { $title }
mail-submission-lead = You filled in “{ $title }”. One step is left: go on to the page that shows what you entered, and press the button there.
mail-submission-pledge = You asked to make the pledge “{ $title }”. One step is left: go on to the page that shows what you promise, and press the button there.
mail-submission-again = You filled in “{ $title }” again. Go on to the page that shows what you entered. If you press the button there, it takes the place of what you sent before.
mail-submission-days = The link works for 30 days.
mail-submission-not-me = Then somebody entered your address. Do nothing, and nothing is sent. Or tell us, and we delete it and stop asking:
# The console's pages of forms.
console-forms = Forms
console-forms-waiting = { $count ->
    [one] Forms (1 waits for you)
   *[other] Forms ({ $count } wait for you)
}
console-forms-lead = Write a sign-up, a survey or a pledge with your own questions, have somebody else read and publish it, and see what people answer.
form-write = Write a form
forms-drafts-empty = No form is being written here. A draft is private: only people who sit in your group see it.
forms-published-empty = No form is published yet. Write one, and send it to somebody else for approval.
form-kind-sign-up = Sign-up
form-kind-survey = Survey
form-kind-pledge = Pledge: “I will take part if it is called”
form-kind-choice-sign-up = Sign-up: people join in
form-kind-choice-survey = Survey: people answer questions
form-kind-choice-pledge = Pledge: people promise to take part if it is called
form-counted-sign-up = { $count ->
    [one] { $count } person signed up
   *[other] { $count } people signed up
}
form-counted-survey = { $count ->
    [one] { $count } person answered
   *[other] { $count } people answered
}
form-counted-pledge = { $count ->
    [one] { $count } person pledged
   *[other] { $count } people pledged
}
form-questions = Questions
form-questions-none = It asks no questions of its own: only name, email address and ZIP code.
form-question-required = Must be answered
form-question-short = Answered with a line of text
form-question-long = Answered with several lines of text
form-question-one = One choice
form-question-several = Several choices
form-question-yes-no = Yes or no
form-publish-text = Read it as it stands above, and its preview. When you publish, it gets its public page at once and people can fill it in. Its words and questions then stay as they are.
form-publish-alone = It gets its public page at once and people can fill it in. Its words and questions then stay as they are. Nobody else has read it.
form-publish = Publish the form
form-supporters = See these people among your supporters
form-newest = Who sent it, the newest first
form-newest-none = Nobody has sent it yet. Share its public page.
form-somebody-erased = Somebody who was erased, or is not on your list any more
form-export-text = The file holds names, addresses and answers of everybody who sent the form. Keep it as safe as the list itself.
form-export = Download all answers (CSV)
form-stop-heading = Stop it for now
form-stop-text = Its page stays and says that it is stopped. Nobody can send or confirm it until you open it again; links that were mailed work again then.
form-stop = Stop the form
form-reopen-heading = It is stopped
form-reopen-text = Nobody can send or confirm it until you open it again. Links that were mailed work again then.
form-reopen = Open the form again
form-close-heading = Close it
form-close-text = It takes nothing new from now on. Whoever sent it before can confirm for 24 hours. After that the count stands. A later closing date opens it again.
form-close = Close the form now
form-refused-over = This is no form of your group, or it stands otherwise by now. Look at it again.
form-refused-questions = Questions: give each its words, at most 200 characters. Where people choose, write 2 to 20 choices of at most 100 characters, and as many in Spanish as in English.
form-figure-most = { $question } Most often: { $most }
form-figure-finding = { $question }
form-figure-caption = Answers to “{ $question }”, however the people came. Who was erased stays counted.
form-figure-answer = Answer
form-figure-count = People
form-figure-answered = Answered the question
form-submission-of = What { $name } answered
form-submission-at = Sent { $when }
form-submission-changed = Changed { $when }
form-way-confirmed = Confirmed by email
form-way-asserted = Entered by your group, not confirmed by email
form-way-paper = Filled in on paper, not confirmed by email
form-answers = Answers
form-not-answered = Not answered
form-fills = Fills the field “{ $name }” of your list
form-fills-unknown = Fills a field of its group’s list
form-fills-nothing = Fills no field now: the one it was to fill was deleted, or belongs to another group
form-fills-heading = What it writes into your list
form-fills-text = What somebody confirms takes the place of what stood in the field. What stood there is kept with their answers.
form-filled-before = Before, the field of your list said: { $text }
form-answers-erased = The answers were erased, or went with another group. The counts stay.
form-person = See this person among your supporters
form-form-new = Write a form
form-form-kind = What is it for?
form-form-title-hint = Say what people sign up for, answer or promise, in at most 150 characters.
form-form-text = What they should know before
form-form-text-es = What they should know before, in Spanish
form-form-thanks-hint = Shown to those who confirmed. It may be empty.
form-form-questions-text = Name, email address and ZIP code are always asked. Add up to 20 questions of your own; leave the rest empty. Ask only what you will use.
form-form-question = Question { $number }
form-question-wrong = { $question }: { $why }
form-question-wrong-words = Give it its words, at most 200 characters.
form-question-wrong-kind = You wrote choices, but it is not answered by choosing. Say that it is, or delete the choices.
form-question-wrong-twice = One choice stands there twice. Write each once.
form-question-wrong-uneven = Write as many choices in Spanish as in English, or in one language only.
form-question-wrong-choices = Write 2 to 20 choices of at most 100 characters, one a line.
form-question-wrong-field = The field that it fills has choices of its own: let one of them be chosen.
form-form-question-en = What do you ask?
form-form-question-es = The same in Spanish
form-form-question-kind = How is it answered?
form-form-question-required = It must be answered
form-form-field = Fills a field of your list
form-form-field-hint = What somebody confirms stands in that field of theirs then. A field with choices needs “One choice”, brings its own, and can have 2 to 20 of them.
form-form-field-none = None
form-form-field-chooses = { $name } (with choices)
form-form-field-unbound = This question was to fill a field that is not on your group’s list, so it fills none. Once you keep the draft, it is no longer tied to that field.
form-form-choices = Choices
form-form-choices-en = Choices
form-form-choices-hint = One in each line, for questions with one choice or several. Yes and no need none.
form-form-choices-es = Choices in Spanish, in the same order
form-form-more = Add room for more questions
form-form-goal = How many people do you hope for?
form-form-coalition-hint = In a coalition’s name it stands on the coalition’s page, people can agree to get its calls, and another group that steers it must publish it.
supporters-form = Filled in
supporters-id-list = Stands in the list
person-submitted = Filled in the form
dashboard-forms = { $count ->
    [one] A form waits for a word of yours
   *[other] { $count } forms wait for a word of yours
}
forms = Forms
readiness-pledged = { $count ->
    [one] { $count } person pledged to take part if it is called. A pledge alone puts nobody into the audience of a call.
   *[other] { $count } people pledged to take part if it is called. A pledge alone puts nobody into the audience of a call.
}
form-words-text = What people answered stays an answer to what was asked: words and questions do not change here once it is published. Goal and closing can.
form-dates-back = The form
form-closes-hint = In the time zone { $zone }. Leave it empty if it has no end. A later date opens a closed form again.
