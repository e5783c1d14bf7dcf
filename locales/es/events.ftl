# Eventos en espera: su página, su lista, responder.
event-when = Cuándo
event-where = Dónde
event-calendar = Añadir a su calendario
event-share = Comparta este evento
event-count-heading = Quiénes vendrán
event-on-call = Se hace solo si se convoca
event-on-call-text = Este evento está preparado. Se hace solo si { $coalition } lo convoca. Responda ahora y le diremos por correo si se convoca.
event-confirmed = Está convocado: este evento se hace
event-confirmed-text = { $coalition } ha decidido. Nos vemos allí.
event-released = Este evento no se hace
event-released-text = { $coalition } decidió no convocar. Por favor, no venga.
event-held-back = Se está revisando un cambio
event-held-back-text = Se está cambiando el lugar, la hora o el contacto de este evento. Hasta que otros grupos confirmen el cambio, nadie más puede responder. Avisaremos a quienes ya respondieron.
event-unvetted = Todavía no es público
event-unvetted-text = Nadie de otro grupo ha revisado todavía este evento.
event-cancelled = Este evento está cancelado
event-cancelled-text = El grupo que lo preparaba lo canceló. Por favor, no venga.
event-over = Este evento ya pasó
event-over-text = Gracias a todas las personas que vinieron.
event-coming-on-call = { $count ->
    [one] persona vendrá si se convoca
   *[other] personas vendrán si se convoca
}
event-coming-confirmed = { $count ->
    [one] persona vendrá
   *[other] personas vendrán
}
event-coming-past = { $count ->
    [one] persona había dicho que vendría
   *[other] personas habían dicho que vendrían
}
event-asserted = más respondieron por medio de sus grupos, sin confirmar por correo
event-capacity = { $count ->
    [one] Hay lugar para { $count } persona.
   *[other] Hay lugar para { $count } personas.
}
event-waiting = { $count ->
    [one] { $count } persona está en la lista de espera.
   *[other] { $count } personas están en la lista de espera.
}
event-vetted-by = Antes de hacerse público lo revisó { $group }, otro grupo de la coalición.
picture-event-count = { $number } { $label }
calendar-on-call = { $title } (solo si se convoca)
calendar-about = Se hace solo si { $coalition } lo convoca. Consulte { $url } antes de salir.
# Lo que se declara sobre la accesibilidad.
access-heading = Accesibilidad
access-caption = Lo que se declara sobre la accesibilidad
access-column = Sobre
access-answer = Se declara
access-not-stated = No se indica
access-yes = Sí
access-no = No
access-step-free = Camino sin escalones
access-seating = Lugares para sentarse
access-toilets = Baños accesibles
access-asl = Lengua de señas o subtítulos en vivo
access-quiet = Espacio tranquilo o sin fragancias
access-transit = Estacionamiento o transporte público cerca
access-animals = Área para animales de servicio
access-livestream = Transmisión en vivo
access-contact = Preguntas y peticiones sobre accesibilidad:
access-by = pregunte por favor antes del { $when }
access-no-contact = No se indica a quién preguntar sobre accesibilidad. Puede escribirlo en la nota de su respuesta.
# Responder.
answer-heading = ¿Vendrá si se convoca?
answer-button = Vendré si se convoca
answer-note = Nota para quien organiza
answer-note-hint = Necesidades de acceso, preguntas, cómo puede ayudar. Solo la lee el grupo que organiza.
answer-next = Le enviaremos un correo. Siga su enlace y pulse el botón: entonces su respuesta cuenta.
answer-privacy = { $group } recibe su respuesta y le escribe sobre este evento. Su nombre y su correo nunca se muestran en este sitio.
answer-this-event = { $group } le escribirá sobre este evento: si se convoca, cambia o no se hace. Nada más sin su consentimiento.
consent-calls = { $group } puede enviarme por correo las convocatorias de { $coalition }. Puedo dejar de recibirlas cuando quiera.
consent-any-hour = Los mensajes sobre este evento, como «no se hace» o «cambió de lugar», pueden llegarme a cualquier hora.
back-to-event = Volver a «{ $title }»
check-step-answer = Abra nuestro correo, siga su enlace y pulse «Sí, vendré si se convoca»
check-step-coming = Su respuesta cuenta
confirm-answer-title = ¿Vendrá si se convoca?
confirm-answer-person = Su nombre
confirm-answer-group = El grupo que recibe su respuesta
confirm-answer-button = Sí, vendré si se convoca
confirm-answer-closed = Este evento no recibe ahora respuestas nuevas, así que no hay nada que confirmar.
answer-refused-title = Este evento no recibe respuestas nuevas
answer-released = La coalición decidió no convocar, así que este evento no se hace.
answer-begun = Este evento ya empezó o ya pasó.
answer-title = Su respuesta
answer-coming = Usted vendrá si se convoca
answer-coming-text = Le avisaremos por correo en cuanto se decida. Guarde nuestro correo: con su enlace puede cambiar o cancelar.
answer-coming-called = Usted vendrá, y el evento se hace
answer-waiting = Usted está en la lista de espera
answer-waiting-text = { $count ->
    [0] Todos los lugares están ocupados. Usted sigue: si alguien cancela, el lugar es suyo y le avisamos por correo.
    [one] Todos los lugares están ocupados. Hay { $count } persona antes que usted. Si queda un lugar para usted, le avisamos por correo.
   *[other] Todos los lugares están ocupados. Hay { $count } personas antes que usted. Si queda un lugar para usted, le avisamos por correo.
}
answer-not-coming = Usted no viene
answer-not-coming-text = Usted canceló. Gracias por avisar: su lugar queda libre para otra persona.
answer-return-heading = ¿Cambió de opinión?
answer-return-button = Sí vendré
answer-change-heading = Cambiar su respuesta
answer-note-button = Guardar esta nota
answer-cancel-heading = ¿No puede venir?
answer-cancel-text = Su lugar queda libre para la siguiente persona. Puede volver con el mismo enlace.
answer-cancel-button = No puedo venir
# La lista de una coalición.
events-of-coalition = Ver sus eventos en espera
events-title = Eventos en espera de { $coalition }
events-near = Cerca de este código postal (ZIP)
events-within = A menos de
events-miles = { $count ->
    [one] { $count } milla
   *[other] { $count } millas
}
events-all-states = Todos los estados
events-show = Mostrar eventos
events-found = { $count ->
    [one] { $count } evento
   *[other] { $count } eventos
}
events-found-near = { $count ->
    [one] { $count } evento a menos de { $miles } millas de { $zip }
   *[other] { $count } eventos a menos de { $miles } millas de { $zip }
}
events-found-prefix = { $count ->
    [one] { $count } evento en códigos postales que empiezan con { $prefix }. No conocemos las distancias desde este código.
   *[other] { $count } eventos en códigos postales que empiezan con { $prefix }. No conocemos las distancias desde este código.
}
events-empty-title = Aquí todavía no hay eventos
events-empty-text = Busque más lejos o elija todos los estados. Cuando un grupo añada uno, aparecerá aquí.
events-away = a { $distance }
events-coming = { $count ->
    [one] { $count } persona dijo que vendrá
   *[other] { $count } personas dijeron que vendrán
}
events-on-call = Si se convoca
events-confirmed = Se hace
events-held-back = En revisión
events-states-finding = { $count ->
    [one] Hasta ahora todos los eventos son en { $most }
   *[other] Hay eventos en { $count } estados y territorios; donde más, en { $most }
}
events-states-none = Todavía no hay eventos en ningún estado
events-states-caption = Eventos por estado
events-states-count = Eventos
events-map-title = Mapa de eventos por estado. La tabla de al lado muestra los mismos números.
events-map-none = Ninguno
# Correos sobre eventos.
mail-answer-subject = ¿Vendrá si se convoca? { $title }
mail-answer-lead = Usted dijo que vendrá a «{ $title }» si se convoca. Falta un paso: siga hasta la página que muestra su respuesta y pulse allí el botón.
mail-answer-again = Usted ya había respondido a «{ $title }». Siga y pulse allí el botón para poner su nueva respuesta en lugar de la anterior; si no, la anterior se queda.
mail-answer-if-called = Se hace solo si { $coalition } lo convoca. Le avisaremos por correo en cualquier caso.
mail-answer-keep = El enlace sirve durante 30 días. Después de confirmar, con el mismo enlace puede cambiar o cancelar.
mail-answer-not-me = Entonces alguien escribió su dirección. No haga nada y no pasará nada. O avísenos: lo borraremos y dejaremos de preguntar:
mail-place-subject = Hay un lugar libre para usted: { $title }
mail-place-lead = Usted estaba en la lista de espera de «{ $title }». Quedó un lugar libre y es suyo si el evento se convoca.
mail-place-cancel = Si ya no puede venir, cancele por favor para que la siguiente persona tenga el lugar.
mail-place-button = Ver, cambiar o cancelar mi respuesta
# La consola.
console-events = Eventos
console-event-new = Añadir un evento en espera
console-to-vet = Esperan su revisión
console-to-vet-text = Eventos de otros grupos. Se hacen públicos cuando alguien de otro grupo los ha revisado.
console-to-confirm = Cambios por confirmar
console-to-confirm-text = Se está cambiando el lugar, la hora o el contacto de estos eventos. Quedan retenidos hasta que otros grupos lo confirmen.
console-hosted = Eventos de sus grupos
console-hosted-empty = Sus grupos todavía no tienen eventos
console-hosted-empty-text = Un evento en espera se hace solo si la coalición lo convoca. Una vez revisado, la gente puede responder.
console-event-coming = { $count ->
    [one] { $count } viene
   *[other] { $count } vienen
}
console-event-unvetted = Espera revisión
console-event-refused = Devuelto
console-event-released = No se convocó
console-event-cancelled = Cancelado
console-in-name-of = En nombre de
console-refused-by = { $group } lo devolvió
console-change = Hay un cambio en espera
console-change-proposed = Propuesto el { $when }
console-change-before = Ahora
console-change-after = Nuevo
console-change-contact = Responsable
console-change-contact-text = Cambia la persona responsable o su contacto. Solo lo ve el grupo del evento.
console-change-missing = { $count ->
    [one] Falta que lo confirme { $count } persona de otro grupo.
   *[other] Falta que lo confirmen { $count } personas de grupos distintos.
}
console-change-by = Confirmado por:
console-change-confirm = Confirmar el cambio
console-change-withdraw = Retirar el cambio
console-coming = Vienen si se convoca
console-capacity = Lugares
console-waiting = En la lista de espera
console-not-coming = No vienen
console-expected = Personas que se esperan
console-marshals = Personas de orden capacitadas, como mínimo
console-people = Ver quiénes respondieron
console-public-page = Página pública
console-facts = El evento
console-host = Responsable
console-change-event = Cambiar el evento
console-change-words = Cambiar textos, números y accesibilidad
console-change-facts = Cambiar lugar, hora o responsable
console-cancel = Cancelar el evento
vet-heading = Revise este evento
vet-text = ¿Existen el lugar y la hora, conoce usted al grupo responsable, es legal y pacífico? Si dice que sí, el evento se hace público de inmediato con el nombre de su grupo.
vet-button = Está bien: hacerlo público
vet-refuse = Devolverlo
vet-refuse-reason = ¿Qué hay que corregir?
vet-refuse-hint = Lo lee el grupo responsable.
vet-refuse-button = Devolverlo
vet-unknown = Este evento o cambio ya no existe.
vet-own = Un evento lo revisa alguien de otro grupo.
vet-elsewhere = Solo pueden hacerlo los grupos de la coalición del evento.
vet-already = Alguien ya revisó este evento.
vet-over = Este evento ya no se hace.
vet-reason = Diga en un máximo de 1,000 caracteres qué hay que corregir.
change-nothing = No cambiaría nada.
change-another = Otro cambio de este evento está en espera. Retírelo primero.
change-ended = Este cambio ya se confirmó o se retiró.
change-own = Quien propone un cambio no puede confirmarlo. Pídaselo a otra persona.
change-same-group = Alguien de su grupo ya lo confirmó. Hace falta alguien de otro grupo.
cancel-event-title = ¿Cancelar «{ $title }»?
cancel-event-told = { $count ->
    [one] { $count } persona respondió que viene o espera.
   *[other] { $count } personas respondieron que vienen o esperan.
}
cancel-event-text = La página dirá de inmediato que el evento está cancelado y nadie más podrá responder. No se puede deshacer.
cancel-event-button = Cancelar el evento
cancel-event-back = No, volver al evento
brief-heading = Indicaciones de seguridad para el equipo de orden
brief-text = Sellado: solo lo lee su grupo.
brief-assembly = Punto de reunión: dónde y cuándo
brief-route = Recorrido, o que se quedan
brief-staging = Dónde termina
brief-chain = Quién decide en el lugar
brief-care = Agua, baños, primeros auxilios
brief-trouble = Provocadores, y quién habla con la policía
event-form-new = Un nuevo evento en espera
event-form-words = Cambiar «{ $title }»
event-form-move = Lugar, hora y responsable de «{ $title }»
event-form-add = Añadir el evento
event-form-keep = Guardar los cambios
event-form-propose = Proponer el cambio
event-form-next = Alguien de otro grupo de la coalición lo revisa; después es público y la gente puede responder.
event-form-held = Un evento revisado queda retenido primero
event-form-held-text = Hasta que otros confirmen el nuevo lugar, hora o responsable, nadie más puede responder. Si un plan ya incluye el evento, hacen falta dos personas de grupos distintos.
event-form-group = Grupo y coalición
event-form-what = Qué
event-form-title-en = Título en inglés
event-form-title-es = Título en español
event-form-words-en = Qué se hace allí, en inglés
event-form-words-es = Qué se hace allí, en español
event-form-words-hint = Unas pocas frases. Diga qué traer y qué no.
event-form-expected = ¿Cuántas personas espera?
event-form-expected-hint = Un número entero. Dice cuántas personas de orden necesita.
event-form-place = Nombre del lugar
event-form-street = Calle y número
event-form-city = Ciudad o pueblo
event-form-starts = Empieza
event-form-ends = Termina
event-form-zone = Zona horaria
event-form-capacity = ¿Cuántas personas caben?
event-form-capacity-hint = Déjelo vacío si no hay límite. No se puede cambiar después.
event-form-host-text = Sellado: nunca aparece en una página. Con esta dirección la coalición avisa primero a la persona responsable.
event-form-host-name = Nombre de la persona responsable
event-form-host-phone = Número de teléfono
event-form-access-text = Indique lo que sepa. Lo que deje abierto aparece como «No se indica».
event-form-note = Más detalles
event-form-access-contact = ¿A quién se puede preguntar sobre accesibilidad?
event-form-access-contact-hint = Esto es público: por ejemplo, una dirección del grupo.
event-form-access-by = ¿Hasta cuándo?
event-error-title = Ponga al evento un título de 150 caracteres como máximo
event-error-words = Acorte los textos a 10,000 caracteres
event-error-place = Diga dónde es: nombre del lugar, calle, ciudad, estado y un código ZIP de cinco cifras
event-error-zip = Este código ZIP no es de este estado. Revise ambos
event-error-zone = Elija una zona horaria
event-error-times = Indique un comienzo y un final posterior, dentro de siete días
event-error-past = El evento empezaría en el pasado. Cambie la fecha
event-error-expected = Diga cuántas personas espera, como número entero
event-error-capacity = Deje entrar al menos a una persona, o deje vacío el límite
event-error-note = Una nota o una línea es demasiado larga. Acórtela
event-error-host = Nombre a la persona responsable, con un correo al que se pueda escribir
event-error-group = Elija uno de sus grupos que esté en la coalición
event-error-slug = Otro evento tiene esta dirección. Cambie el título
event-people-title = Quiénes respondieron: { $title }
event-people-private = Solo su grupo ve esta lista. No la comparta.
event-people-count-coming = { $count ->
    [one] { $count } viene
   *[other] { $count } vienen
}
event-people-count-waiting = { $count ->
    [one] { $count } espera
   *[other] { $count } esperan
}
event-people-count-not = { $count ->
    [one] { $count } no viene
   *[other] { $count } no vienen
}
event-people-coming = Viene
event-people-waiting = Espera
event-people-not-coming = No viene
event-people-asserted = sin confirmar por correo
event-people-any-hour = se le puede avisar a cualquier hora
event-people-nameless = Sin nombre
event-people-empty = Todavía nadie ha respondido
event-people-empty-text = Comparta la página pública del evento. Quien confirme su respuesta aparecerá aquí.
