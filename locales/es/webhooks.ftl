webhooks = Webhooks
webhooks-lead = Un webhook cuenta a un programa suyo lo que la gente hace, en cuanto lo hace: envía a una dirección y firma lo que envía. Solo cuenta lo que el propio grupo ve.
webhooks-count = { $count ->
    [0] Ningún webhook
    [one] { $count } webhook
   *[other] { $count } webhooks
}
webhooks-none = Agregue uno si tiene un programa que los reciba, como la base de datos de sus miembros.
webhook-one = Webhook
webhook-is-on = Encendido
webhook-is-off = Apagado
webhook-about = Solo { $title }
webhook-about-gone = Solo una acción que el grupo ya no tiene
webhook-failing = Falla desde el { $when }. Se vuelve a intentar.
webhook-off-gone = El receptor dijo que no quiere más, así que se apagó.
webhook-off-failing = Falló durante cinco días, así que se apagó.
webhook-off-full = Esperaban más de 50,000 mensajes, así que se apagó.
webhook-old-secret = El secreto anterior todavía firma hasta el { $when }.

webhook-kind-signature = Firmas
webhook-kind-submission = Respuestas a formularios
webhook-kind-attendance = Respuestas a eventos
webhook-kind-supporter = Personas nuevas en la lista
webhook-kind-unsubscribe = Personas que dejan las noticias del grupo
webhook-kind-erasure = Personas que se borran
webhook-kind-test = Prueba

webhook-new = Agregar un webhook
webhook-address = Dirección
webhook-address-hint = Empieza con https:// y está en la internet pública.
webhook-kinds = Qué se le cuenta
webhook-action = Sobre
webhook-action-hint = Las personas nuevas, las que se van y las que se borran no pertenecen a una sola acción: solo se cuentan a un webhook sobre todas las acciones.
webhook-all-actions = Todas las acciones
webhook-add = Agregar el webhook

webhook-secret-title = El secreto del webhook
webhook-secret = El secreto
webhook-secret-keep = Póngalo ahora en el programa que recibe. Con él, el programa sabe que lo que llega viene de este servidor.
webhook-secret-use = La firma sigue Standard Webhooks. El libro dice cómo comprobarla.

webhook-switch-on = Encenderlo
webhook-switch-off = Apagarlo
webhook-test = Enviar una prueba
webhook-rotate = Nuevo secreto
webhook-remove = Quitarlo
webhook-remove-title = ¿Quitar este webhook?
webhook-remove-text = { $count ->
    [0] Se van su dirección, su secreto y su registro. Nada espera a ser enviado.
    [one] Se van su dirección, su secreto y su registro, y con ellos { $count } mensaje que espera a ser enviado.
   *[other] Se van su dirección, su secreto y su registro, y con ellos { $count } mensajes que esperan a ser enviados.
}

webhook-log = Intentos recientes
webhook-waiting = { $count ->
    [0] Nada espera a ser enviado.
    [one] { $count } mensaje espera a ser enviado.
   *[other] { $count } mensajes esperan a ser enviados.
}
webhook-log-empty = Todavía no se envió nada. Envíe una prueba para ver si el receptor la acepta.
webhook-taken = Aceptado: el receptor respondió { $status }
webhook-refusal = No aceptado: el receptor respondió { $status }
webhook-problem-no-name = No enviado: nadie conoce el nombre de la dirección
webhook-problem-private = No enviado: la dirección no está en la internet pública
webhook-problem-away = No enviado: no se pudo llegar al receptor
webhook-problem-slow = No aceptado: sin respuesta en diez segundos
webhook-tried = { $when }, intento { $number }, { $took } ms

webhook-refused-address = Eso no es la dirección de un receptor. Escríbala completa, por ejemplo https://crm.example.org/hooks, sin contraseña.
webhook-refused-https = La dirección debe empezar con https://.
webhook-refused-port = La dirección no puede nombrar un puerto propio.
webhook-refused-private = La dirección debe estar en la internet pública, no en esta máquina ni en su red.
webhook-refused-no-kind = Marque al menos una cosa que se le cuente.
webhook-refused-not-of-one = Las personas nuevas, y las que se van o se borran, no pertenecen a una sola acción. Elija todas las acciones, o déjelas fuera.
webhook-refused-action = Eso no es una petición, un evento ni un formulario del grupo.
webhook-refused-many = El grupo tiene diez webhooks. Quite uno primero.
webhook-refused-unknown = El grupo no tiene ese webhook.
webhook-refused-changed = Alguien más cambió este webhook hace un momento. Mírelo de nuevo.
webhook-refused-old-session = Inició sesión hace más de una hora. Cierre la sesión, iníciela de nuevo y hágalo entonces.

webhook-mail-subject = Se apagó un webhook de { $group }
webhook-mail-said = El receptor no aceptó nada durante cinco días, o muy poco para lo que había, o dijo que no quiere más. Lo que la gente hace ya no se envía allí. En la consola ve por qué, y puede encenderlo de nuevo.
webhook-mail-button = Ver el webhook
