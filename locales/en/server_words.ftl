# What the server itself noted in receipts of consent, for whoever reads them.
server-words-left-on-page = Left on the page that shows what is held.
server-words-left-by-link = Left by the link in an email.
server-words-left-by-call = Left by the link in an email of the coalition.
server-words-erased-on-request = Erased on request.
server-words-erased-by-rule = Erased after the time for which the group keeps people.
server-words-said-by-import = The group says so, with the list that it imported. This server showed no words.
server-words-said-by-move = The group says so, with the list that it brought from another program. This server showed no words.
server-words-said-no-elsewhere = The group says so: the system or the list that they come from said that they do not want it, or that mail failed.
server-source-program = a program of the group (api)
server-source-list = a list that the group imported
server-source-sheet = paper sheet { $number } ({ $code })
server-source-earlier = said under an earlier address
server-source-organizer = said to an organizer of the group
