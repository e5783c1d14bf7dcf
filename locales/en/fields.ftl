# A group's own fields in the console, and those with choices.
fields-link = Fields of your own
fields-title = Fields of your own
fields-lead = What your group keeps of its people beyond name, address and consent. A field with choices can be asked for in the list, like a tag; a free field holds whatever is written and chooses nobody. Names, choices and texts are sealed; which choice somebody has is kept in clear, by a number that says nothing without your group’s key.
fields-all = Your fields
fields-empty = No fields yet. Define one below, or write a free one on a person’s page.
fields-free-fact = Free text
fields-choosing-badge = With choices
fields-new = A new field with choices
fields-name = Name
fields-name-hint = Such as “T-shirt”. Only your group sees it.
fields-choices = Choices
fields-choices-hint = One on each line, at most 50. Capitals and accents make no difference.
fields-add = Add the field
fields-choices-text = One choice for each person. Open a choice to rename or retire it.
fields-more-choices = More choices
fields-add-choices = Add the choices
fields-retired = Retired
fields-people =
    { $count ->
        [0] Nobody has it
        [one] 1 person has it
       *[other] { $count } people have it
    }
fields-see-people = See the people
fields-free = A free field
fields-free-text = Each person’s field holds whatever was written. You can make choices of the texts that are there.
fields-turn = Make it a field with choices
fields-choice-name = Name of the choice
fields-rename-title = Rename
fields-rename-text = Everybody who has it has the new name at once.
fields-rename = Rename the choice
fields-retire = Retire the choice
fields-retire-text =
    { $count ->
        [0] Nobody has it. It is offered no more. You can bring it back.
        [one] 1 person has it, and keeps it. It is offered to nobody any more. You can bring it back.
       *[other] { $count } people have it, and keep it. It is offered to nobody any more. You can bring it back.
    }
fields-restore = Bring the choice back
fields-restore-text = Then it can be given again.
fields-turn-title = Choices for { $field }
fields-turn-lead = These texts stand in the field. Which of them are choices? Nothing changes before you have seen what would.
fields-turn-sure-lead = This is what becomes of the texts. Those that are no choice stay as they were written. New texts that equal a choice become it, too.
fields-turn-found = What people have there
fields-turn-becomes = What they become
fields-turn-nothing = Nobody has anything in this field yet.
fields-turn-text = Text
fields-turn-people = People
fields-turn-stays = Another text, which stays free
fields-turn-choices = The choices
fields-turn-look = See what would change
fields-turn-sure = Make it a field with choices
fields-looked = Only the first { $people } people of the list were looked at. The rest is done all the same.
fields-remove = Delete this field
fields-remove-title = Delete { $field }?
fields-remove-lead = This cannot be undone. The field is gone at once; what people’s records hold of it goes within minutes.
fields-remove-chosen =
    { $count ->
        [0] Nobody has a choice of it
        [one] 1 person loses their choice
       *[other] { $count } people lose their choice
    }
fields-remove-texts =
    { $count ->
        [0] Nobody has a free text in it
        [one] 1 person loses a text
       *[other] { $count } people lose a text
    }
fields-remove-sure = Delete the field
person-choice-none = Nothing chosen
person-choice-text = Written freely: { $text }
person-choose = Save the choices
bulk-choose-title = Choose for everybody
bulk-choose = Field and choice
bulk-choose-none = { $field }: nothing
bulk-ask-choose =
    { $count ->
        [0] Nobody fits
        [one] Set { $choice } for 1 person?
       *[other] Set { $choice } for { $count } people?
    }
bulk-ask-unchoose =
    { $count ->
        [0] Nobody fits
        [one] Take away what 1 person chose in { $choice }?
       *[other] Take away what { $count } people chose in { $choice }?
    }
bulk-ask-choose-lead = Nobody is written to. It takes the place of what they had in this field, a free text among it. That is not kept.
bulk-ask-unchoose-lead = Nobody is written to. What they had is not kept. Free texts stay.
bulk-chosen =
    { $count ->
        [0] Nothing changed: everybody had it.
        [one] Changed for 1 person.
       *[other] Changed for { $count } people.
    }
field-refused-dropping = This field is being deleted. Try again in some minutes.
choosing-refused-name = Write a name.
choosing-refused-none = Write at least one choice.
choosing-refused-taken = Another choice of this field has that name.
choosing-refused-field = Your group has a field of that name. Open it to make it one with choices, or take another name.
choosing-refused-choices = A field has at most 50 choices, and 200 with retired ones.
choosing-refused-fields = Your group has 50 fields with choices, or 500 fields in all. Use one of them.
choosing-refused-people = That would be for too many people at once. Ask for fewer, for example state by state.
choosing-refused-unknown = This person, field or choice is not there any more, or the choice is retired.
import-column-field = Field: { $field }
import-others = A text that is none of a field’s choices
import-others-keep = Keep it as it is written
import-others-refuse = Refuse the row
import-field-cells = { $choices } cells are a choice, { $others } are another text
row-no-choice = A cell is none of the choices of its field. Mend it, add the choice, or keep such texts as they are.
