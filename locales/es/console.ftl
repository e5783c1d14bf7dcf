# Las páginas de la consola para grupos, coaliciones y declaraciones.
console-not-done = No se hizo
console-public-page = Ver la página pública
console-group-overview = Resumen
console-people = Personas
console-profile = Perfil
overview-numbers = En números
overview-what = Qué
overview-people = Simpatizantes
overview-signatures = Firmas en sus peticiones
overview-week = De estas, en los últimos siete días
overview-more-than = más de { $number }
overview-drafts = En preparación
overview-draft-waits = Espera la palabra de otra persona
overview-draft-back = Devuelto a quien lo escribió
overview-draft-back-yours = Devuelto a usted: cámbielo y envíelo otra vez
overview-draft-written = Borrador
overview-next-invite = Invitar a una segunda persona
overview-next-invite-why = Nadie publica por sí solo lo que escribió, y una cuenta perdida no deja a nadie fuera.
overview-next-import = Importar su lista
overview-next-import-why = Un archivo CSV de una hoja de cálculo o de otro sistema; ve qué pasará antes de que se guarde nada.
overview-next-write = Escribir una petición
overview-next-write-why = Nadie la ve antes de que otra persona la publique.
console-asked = Se le pregunta a su grupo
console-owners-answer = Responde alguien a cargo de su grupo.
console-facts = Lo que el grupo dice de sí mismo
console-coalitions = Coaliciones
console-coalitions-empty = Su grupo no está en ninguna coalición.
console-coalition-overview = Resumen
console-groups = Grupos
console-delegates = Delegados
console-own-group = Su grupo aquí
console-steering = Quién decide
console-waits = Espera a su grupo
acting-for = Usted actúa por { $group }.
acting-other = Actuar por { $group }
answer-accept = Aceptar
answer-decline = Rechazar
answer-withdraw = Retirar
open-until = Abierto hasta: { $when }.
invited-by = Invita { $group }.
proposed-by = Lo propone { $group }.
markdown-hint = Puede usar Markdown para enlaces, listas y énfasis.

# Lo que se le pregunta a un grupo.
asked-to-found = ¿Fundar juntos { $coalition }?
asked-to-join = ¿Unirse a { $coalition }?
founding-with = Fundan: { $groups }.
founding-what = Queda fundada, y es pública, cuando todos los grupos aceptan. Todos la coordinan como iguales. Un solo no la termina.
founding-waits = Espera a que todos los grupos acepten. Nadie más la ve.
founding-badge = en fundación
founding-agree = Aceptar fundarla
founding-decline = Rechazar
founding-call-off = Abandonar la fundación
asked-to-merge = { $group } pregunta si sus dos grupos se unen en uno
asked-to-part = { $group } pide deshacer la unión con su grupo
part-of = Parte de { $group } desde el { $when }
part-of-what = Las peticiones, los eventos, los formularios y las personas están en manos de ese grupo. Mientras tanto no se publica ni se cambia nada en nombre de este grupo; actúe por aquel.
chapter-asks = { $group } dice que forma parte del suyo
chapter-is = { $group } forma parte de su grupo
chapter-agree = Sí, así es
chapter-end = No forma parte del nuestro

# Fundar.
found-link = Fundar una coalición
found-title = Fundar una coalición
found-lead = La funda { $group }. Solo, queda fundada enseguida. Con otros grupos nombrados abajo, queda fundada cuando cada uno acepte, y todos la coordinan como iguales.
found-name = Nombre de la coalición
found-slug = Su dirección aquí
found-slug-hint = Letras minúsculas, cifras y guiones, como libraries-for-every-county. Si la deja vacía, se forma con el nombre. No cambia después.
found-founders = Otros grupos que fundan
found-founders-hint = La dirección de cada grupo en este servidor, una en cada línea, como alder-county-readers.
found-button = Fundar la coalición

# Las personas de un grupo.
people-seated = { $count ->
    [one] { $count } persona tiene un puesto
   *[other] { $count } personas tienen un puesto
}
people-owner = A cargo
people-organiser = Organiza
people-remove = Quitar el puesto
people-give-back = Devolver su puesto
people-invited = Invitadas
people-invited-empty = Ahora nadie está invitado.
people-invite = Invitar a alguien
people-email-hint = Recibe un correo con un enlace que funciona durante 7 días.
people-role = Puesto
people-role-hint = Quien está a cargo decide por el grupo. Quien organiza trabaja con sus personas, eventos y mensajes.
people-lang = Idioma del correo
people-invite-button = Enviar la invitación
people-mailed = El correo salió: { $when }.
people-mail-waits = El correo está en camino.
people-not-delivered = El correo fue rechazado. Revise la dirección.
people-link-over = El enlace ya no funciona. Invite de nuevo si quiere.
people-remove-title = ¿Quitar el puesto de { $name }?
people-remove-text = Deja de ver todo lo de { $group }, de inmediato. Si habla por el grupo en una coalición, eso también termina. Usted puede invitarla de nuevo.
people-remove-button = Quitar el puesto

# El perfil de un grupo.
profile-lead = Todo esto es público.
profile-name = Nombre del grupo
profile-city = Ciudad o pueblo
profile-legal-kind-hint = Con esto las coaliciones deciden quién puede compartir qué. Es lo que usted dice; nadie lo comprueba.
profile-parent-hint = La dirección aquí de una organización mayor. Se muestra cuando ella acepta.
profile-address-hint = Aparece al pie de cada correo. Sin ella no sale ningún correo.
profile-about-en = Sobre el grupo, en inglés
profile-about-es = Sobre el grupo, en español
profile-save = Guardar el perfil
coalition-tabs = Páginas de la coalición

# La primera página de una coalición.
waits-invitations = { $count ->
    [one] { $count } invitación para coordinar necesita un segundo grupo
   *[other] { $count } invitaciones para coordinar necesitan un segundo grupo
}
waits-roles = { $count ->
    [one] Se propone { $count } cambio de papel
   *[other] Se proponen { $count } cambios de papel
}
waits-words = { $count ->
    [one] Se propone { $count } cambio del nombre o del texto de la coalición
   *[other] Se proponen { $count } cambios del nombre o del texto de la coalición
}
waits-sharing = { $count ->
    [one] Se propone { $count } cambio de quién puede compartir qué
   *[other] Se proponen { $count } cambios de quién puede compartir qué
}
waits-drafts = { $count ->
    [one] { $count } borrador de otro grupo se puede leer y publicar
   *[other] { $count } borradores de otros grupos se pueden leer y publicar
}
own-posts = { $count ->
    [0] Nadie habla por su grupo. Nombre a quien será delegado y a quien será suplente.
    [one] Hay { $count } de dos cargos ocupado.
   *[other] Los dos cargos, delegado y suplente, están ocupados.
}
delegate-is-missing = Sin delegado.
deputy-is-missing = Sin suplente.
history-title = Lo que pasó
history-empty = No ha pasado nada desde que existe la coalición.
history-all = Ver todo
history-lead = Los últimos { $count } hechos. Aquí nada se cambia ni se borra.
history-somebody = un grupo que ya no está
leave-link = Asumir un papel menor o salir
leave-title = ¿Asumir un papel menor en { $coalition } o salir?
leave-lead = { $count ->
    [one] { $count } grupo más ve que { $group } se va, y cuándo. Quien habla por su grupo aquí deja de hacerlo. Para volver, se le invita otra vez, o lo pide y se le admite.
   *[other] { $count } grupos más ven que { $group } se va, y cuándo. Quien habla por su grupo aquí deja de hacerlo. Para volver, se le invita otra vez, o lo pide y se le admite.
}
leave-what = Lo que su grupo quiere
leave-out = Salir de la coalición
leave-to-partner = Quedarse como colaborador
leave-to-endorser = Quedarse dando su respaldo
leave-button = Dar este paso

# Sus grupos.
invitations = Invitaciones
invitations-empty = No espera ninguna invitación.
invitation-second = Respaldarla
invitation-seconded = La respalda { $group }.
invitation-needs-second = Necesita un segundo grupo coordinador antes de que se pueda aceptar.
invite-title = Invitar a un grupo
invite-group = El grupo: su dirección o su nombre exacto
invite-group-hint = La dirección como está en este servidor, por ejemplo alder-county-readers, o la dirección completa de su página. El nombre como está en su página.
invite-role = Papel
invite-role-hint = Para coordinar hace falta que un segundo grupo coordinador respalde la invitación, en cuanto la coalición tenga dos. Un grupo socio participa y no decide; uno que respalda presta su nombre.
invite-button = Invitar al grupo
roles-proposed = Cambios propuestos
role-out = Fuera de la coalición
role-proposal = { $group }: { $role }
role-voices = A favor: { $groups }.
role-needed = { $count ->
    [one] { $have } de { $count } grupo coordinador.
   *[other] { $have } de { $count } grupos coordinadores.
}
role-support = Apoyarlo
role-title = Cambiar el papel de un grupo
role-group = Grupo
role-to = Papel nuevo
role-to-hint = Dos grupos coordinadores suben un papel. Dos tercios de los demás, al menos dos, lo bajan o expulsan a un grupo.
role-button = Proponer el cambio

# Delegados.
delegates-lead = Quien es delegado vota por un grupo coordinador; quien es suplente, cuando el delegado no vota. Cada uno tiene un puesto en el grupo.
delegates-all = Quién habla por quién
delegates-own = Quién habla por { $group }
delegates-own-empty = Nadie habla todavía por su grupo.
delegates-before = Antes
post-delegate = Delegado
post-deputy = Suplente
post-delegate-is = Delegado: { $name }
post-deputy-is = Suplente: { $name }
post-nobody = nadie
post-since = Desde: { $when }.
post-from-to = Del { $from } al { $to }.
post-resign = Renunciar
recalls = Revocaciones propuestas
recall-of = ¿Revocar a { $name }?
recall-by = Lo propone { $name }.
recall-second = Otra persona de su grupo debe confirmarlo. El voto en una votación abierta queda entonces anulado.
recall-propose = Proponer una revocación
recall-confirm = Confirmar la revocación
name-title = Nombrar delegado o suplente
name-post = Cargo
name-person = Persona
name-person-hint = Quien tiene el cargo ahora lo deja.
name-button = Nombrar a esta persona

# Compartir.
sharing-proposed = Cambios propuestos
sharing-proposed-empty = No se propone ningún cambio.
sharing-would = Podrían compartir: { $what }.
sharing-nothing = nada
sharing-confirm = Confirmar
sharing-propose = Proponer un cambio
sharing-first = Un tipo
sharing-second = El otro tipo
sharing-what = Lo que pueden compartir
sharing-propose-button = Proponer el cambio

# Declaraciones.
statement-drafts = Borradores
statement-drafts-empty = No espera ningún borrador.
statement-public = Publicadas
statement-public-empty = Todavía no hay nada publicado.
statement-rule-coalition = Escribe alguien de un grupo coordinador. Lee y publica alguien a cargo de otro grupo coordinador.
statement-rule-group = Escribe alguien de su grupo. Publica alguien a cargo.
statement-write = Escribir una declaración
statement-languages-hint = Basta un idioma. La página en el otro muestra entonces las mismas palabras.
statement-title-en = Título en inglés
statement-text-en = Texto en inglés
statement-title-es = Título en español
statement-text-es = Texto en español
statement-keep = Guardar como borrador
statement-written-by = Lo último lo escribió { $group }.
statement-publish-title = Publicar
statement-publish = Publicar estas palabras
statement-publish-hint = Arriba está lo que leerá todo el mundo. Después no se puede cambiar, solo retirar.
statement-change = Cambiar las palabras
statement-drop = Abandonar el borrador
statement-drop-hint = El borrador desaparece para todos. Su dirección queda sin uso.
statement-drop-button = Abandonarlo
statement-withdraw = Retirar la declaración
statement-withdraw-hint = Las palabras desaparecen enseguida de su página. La página dice quién la retiró, cuándo y por qué.
statement-why = Por qué
statement-withdraw-button = Retirarla
