# Home, groups, coalitions, offices.
home-title = Open petitions
home-petitions = Open petitions
home-intro = On this site, groups that organize together publish petitions. You can read and sign them without an account, and each one says who receives your signature.
home-more = Read more about who is behind them:
home-empty-title = No petition is open right now
home-empty-text = When a group opens one, it appears here.
group-coalitions = Member of
group-address = Postal address
group-empty-title = This group has no open petition
group-empty-text = When it opens one, it appears here.
coalition-empty-title = This coalition has no open petition
coalition-empty-text = When one of its groups opens one, it appears here.
coalition-groups = { $count ->
    [one] { $count } group
   *[other] { $count } groups
}
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
