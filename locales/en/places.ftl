# Home, groups, coalitions, offices.
home-title = Groups that organize together
home-sign-in = For organizers: sign in
home-petitions = Open petitions
petitions-closed = Closed petitions
home-intro = On this site they publish petitions and events. You can read, sign and answer without an account, and each page says who receives what you enter.
home-more = Read more about who is behind them:
home-empty-title = No petition is open right now
home-empty-text = When a group opens one, it appears here.
group-coalitions = Member of
group-address = Postal address
group-empty-title = This group has no open petition
group-empty-text = When it opens one, it appears here.
group-sponsored = It co-sponsors
coalition-empty-title = This coalition has no open petition
coalition-empty-text = When one of its groups opens one, it appears here.
coalition-groups = { $count ->
    [one] { $count } group
   *[other] { $count } groups
}
group-kind = Kind of group
group-legal-kind = Legal form, as stated by the group
group-place = Place
group-website = Website
group-parent = Part of
group-chapters = Its own parts
coalition-notices = What it decided and told
statements = Statements
statement-of = Statement of
statement-published = Published { $when }.
statement-published-by = Read and published by { $group }.
statement-withdrawn = { $group } withdrew this statement on { $when }
roles-steering = { $count ->
    [one] Steering group, which decides
   *[other] { $count } steering groups, which decide together
}
roles-partner = { $count ->
    [one] Partner, which takes part
   *[other] { $count } partners, which take part
}
roles-endorser = { $count ->
    [one] Endorser, which lends its name
   *[other] { $count } endorsers, which lend their names
}
sharing = Who may share what
sharing-tab = Sharing
sharing-text = Joining a coalition shares nothing by itself. This table says which kinds of group may act together. Where the coalition has not decided, a cautious rule applies. It is no legal advice.
sharing-caption = What two kinds of group may share in this coalition
sharing-kinds = Kinds
sharing-plans = Plans
sharing-audiences = Audiences
sharing-money = Money
sharing-words = Words
sharing-decided = decided by the coalition
answer-yes = yes
answer-no = no
role-steering = Steering group
role-partner = Partner
role-endorser = Endorser
office-division = Place
office-holder = Who holds the office
office-holder-unknown = We have no dated, current record of who holds this office.
office-since = In office since { $when }.
office-until = The term ends { $when }.
office-source = Source
office-checked = Last checked { $when }
office-petitions = Open petitions to this office
office-empty-title = No open petition addresses this office
office-empty-text = When a group opens one, it appears here.
