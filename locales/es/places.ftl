# Inicio, grupos, coaliciones, cargos.
home-title = Grupos que se organizan juntos
home-sign-in = Para quienes organizan: iniciar sesión
home-petitions = Peticiones abiertas
petitions-closed = Peticiones cerradas
home-intro = En este sitio publican peticiones y eventos. Usted puede leer, firmar y responder sin una cuenta, y cada página dice quién recibe lo que escribe.
home-more = Lea más sobre quiénes las publican:
home-empty-title = No hay ninguna petición abierta en este momento
home-empty-text = Cuando un grupo abra una, aparecerá aquí.
group-coalitions = Forma parte de
group-address = Dirección postal
group-empty-title = Este grupo no tiene ninguna petición abierta
group-empty-text = Cuando abra una, aparecerá aquí.
group-sponsored = Apoya también
coalition-empty-title = Esta coalición no tiene ninguna petición abierta
coalition-empty-text = Cuando uno de sus grupos abra una, aparecerá aquí.
coalition-groups = { $count ->
    [one] { $count } grupo
   *[other] { $count } grupos
}
group-kind = Tipo de grupo
group-legal-kind = Forma jurídica, según el propio grupo
group-place = Lugar
group-website = Sitio web
group-parent = Forma parte de
group-chapters = Sus propias secciones
coalition-notices = Lo que decidió y comunicó
statements = Declaraciones
statement-of = Declaración de
statement-published = Publicada: { $when }.
statement-published-by = La leyó y publicó { $group }.
statement-withdrawn = { $group } retiró esta declaración: { $when }
roles-steering = { $count ->
    [one] Grupo coordinador
   *[other] { $count } grupos que coordinan juntos
}
roles-partner = { $count ->
    [one] Grupo colaborador
   *[other] { $count } grupos colaboradores
}
roles-endorser = { $count ->
    [one] Grupo que da su respaldo
   *[other] { $count } grupos que dan su respaldo
}
sharing = Quién puede compartir qué
sharing-tab = Compartir
sharing-text = Unirse a una coalición no comparte nada por sí mismo. Esta tabla dice qué tipos de grupo pueden actuar juntos. Donde la coalición no ha decidido, rige una regla prudente. No es asesoría legal.
sharing-caption = Lo que dos tipos de grupo pueden compartir en esta coalición
sharing-kinds = Tipos
sharing-plans = Planes
sharing-audiences = Públicos
sharing-money = Dinero
sharing-words = Palabras
sharing-decided = decidido por la coalición
answer-yes = sí
answer-no = no
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
