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
events-column-event = Evento
events-column-away = Distancia
events-column-coming = Vendrán
events-column-standing = Estado del evento
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
