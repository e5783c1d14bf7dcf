settings = Settings
settings-lead = What can be set about your group, and how it stands.
settings-lead-organiser = How your group is set up. An owner changes it.
settings-group = The group
settings-profile-what = Name, place, postal address and words that stand in public.
settings-owners = { $count ->
    [one] { $count } owner
   *[other] { $count } owners
}
settings-organisers = { $count ->
    [0] No organizers
    [one] { $count } organizer
   *[other] { $count } organizers
}
settings-list = The list
settings-rules = { $count ->
    [0] No rule: nobody is erased by time.
    [one] { $count } rule is switched on.
   *[other] { $count } rules are switched on.
}
settings-merge-none = Two groups become one, and can part again for 30 days.
settings-merge-asked = Asked for, and not begun.
settings-merge-open = Runs, or can still be undone.
settings-programs = Programs and deeds
settings-keys = { $count ->
    [0] No key: no program reads or writes your list.
    [one] { $count } key
   *[other] { $count } keys
}
settings-webhooks-what = Programs that hear at once what people do.
settings-audit-what = Who did what in the group’s name.
settings-you = You
settings-account = Your account
settings-account-what = Name, language of emails, passkeys, recovery codes, and where you are signed in.
account-profile = About you
account-name-hint = Others of your groups see it.
account-lang = Language of emails to you
account-save = Save
account-renamed = Saved
account-refused-name = Write a name on one line, of at most 100 characters.
