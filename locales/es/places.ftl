# Inicio, grupos, coaliciones, cargos.
home-title = Peticiones abiertas
home-petitions = Peticiones abiertas
home-intro = En este sitio, grupos que se organizan juntos publican peticiones. Usted puede leerlas y firmarlas sin una cuenta, y cada una dice quién recibe su firma.
home-more = Lea más sobre quiénes las publican:
home-empty-title = No hay ninguna petición abierta en este momento
home-empty-text = Cuando un grupo abra una, aparecerá aquí.
group-coalitions = Forma parte de
group-address = Dirección postal
group-empty-title = Este grupo no tiene ninguna petición abierta
group-empty-text = Cuando abra una, aparecerá aquí.
coalition-empty-title = Esta coalición no tiene ninguna petición abierta
coalition-empty-text = Cuando uno de sus grupos abra una, aparecerá aquí.
coalition-groups = { $count ->
    [one] { $count } grupo
   *[other] { $count } grupos
}
role-steering = Grupo coordinador
role-partner = Grupo participante
role-endorser = Grupo adherente
office-division = Lugar
office-holder = Quién ocupa el cargo
office-holder-unknown = No tenemos datos vigentes y con fecha sobre quién ocupa este cargo.
office-since = En el cargo desde el { $when }.
office-until = El mandato termina el { $when }.
office-source = Fuente
office-checked = Última revisión: { $when }
office-petitions = Peticiones abiertas dirigidas a este cargo
office-empty-title = Ninguna petición abierta se dirige a este cargo
office-empty-text = Cuando un grupo abra una, aparecerá aquí.
