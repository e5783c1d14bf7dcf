# La página de un formulario.
form-heading-sign-up = Inscríbase
form-heading-survey = Sus respuestas
form-heading-pledge = Haga el compromiso
form-button-sign-up = Inscribirme
form-button-survey = Enviar mis respuestas
form-button-pledge = Participaré si se convoca
form-next-sign-up = Le enviaremos un correo. Siga su enlace y pulse el botón: entonces queda inscrito.
form-next-survey = Le enviaremos un correo. Siga su enlace y pulse el botón: entonces sus respuestas cuentan.
form-next-pledge = Le enviaremos un correo. Siga su enlace y pulse el botón: entonces su compromiso cuenta.
form-privacy = { $group } recibe lo que usted escribe. Su nombre, su correo y sus respuestas nunca se muestran en este sitio.
form-choose-several = Marque todo lo que corresponda.
form-count-heading = Cuántas personas participan
form-count-sign-up = { $count ->
    [one] persona inscrita
   *[other] personas inscritas
}
form-count-survey = { $count ->
    [one] persona respondió
   *[other] personas respondieron
}
form-count-pledge = { $count ->
    [one] persona participará si se convoca
   *[other] personas participarán si se convoca
}
form-share-heading = Comparta este formulario
form-closing-today = Último día
form-closes = Este formulario cierra el { $when }.
form-closed = Este formulario cerró el { $when }
form-closed-grace = No recibe nada nuevo. Si lo envió antes de que cerrara, puede confirmarlo hasta 24 horas después del cierre.
form-stopped = Este formulario está detenido por ahora
form-stopped-text = Su grupo puede volver a abrirlo; entonces el enlace de un correo sirve otra vez.
form-stopped-why = Todavía no se contó nada y no se pierde nada. Pulse de nuevo el botón de su correo cuando el formulario esté abierto. El enlace sirve durante 30 días.
form-late-title = Este formulario ha cerrado
form-pledge-heading = Qué significa este compromiso
form-pledge-means = Usted promete participar si { $group } lo convoca. Todavía no se convoca nada y quizá nunca se haga. Puede cambiar de opinión.
form-pledge-means-coalition = Usted promete participar si { $coalition } lo convoca. Sus grupos lo deciden juntos; todavía no se convoca nada y quizá nunca se haga. Puede cambiar de opinión.
form-answer-missing = Responda a la pregunta «{ $question }»
form-answer-line = Escriba la respuesta a «{ $question }» en una línea, con 200 caracteres como máximo
form-answer-text = Acorte la respuesta a «{ $question }» a 2,000 caracteres de texto sencillo
form-answer-not-offered = Elija una de las respuestas que se ofrecen a «{ $question }»
form-answer-only-one = Elija una sola respuesta a «{ $question }»
form-preview-title = Una vista previa
form-preview-text = Solo su grupo y quien aprueba el formulario ven esta página. Nada de ella puede enviarse.
# Después del formulario.
back-to-form = Volver a «{ $title }»
check-step-submission = Abra nuestro correo, siga su enlace y pulse el botón
check-step-submitted = Lo que envió cuenta
form-confirm-title-sign-up = ¿Inscribirse?
form-confirm-title-survey = ¿Enviar sus respuestas?
form-confirm-title-pledge = ¿Hacer el compromiso?
form-confirm-button-sign-up = Sí, inscribirme
form-confirm-button-survey = Sí, enviar mis respuestas
form-confirm-button-pledge = Sí, participaré si se convoca
form-confirm-lead = Pulse el botón para confirmar lo que se escribió en «{ $title }».
form-confirm-again = Usted ya llenó «{ $title }». Pulse el botón para poner estas respuestas en lugar de las anteriores.
form-confirm-form = Formulario
form-confirm-name = Su nombre
form-confirm-group = El grupo que lo recibe
form-thanks-title = Gracias
form-thanks-sign-up = Usted queda inscrito
form-thanks-survey = Sus respuestas llegaron
form-thanks-pledge = Su compromiso está contado
form-thanks-next = { $group } lo recibió.
form-thanks-pledge-next = { $group } le escribirá sobre esto si usted aceptó recibir sus correos. Mire su página para ver qué se convoca.
form-change-mind = Para cambiar lo que dijo, llene el formulario otra vez con la misma dirección.
form-change-news = Para no recibir más noticias, use el enlace de cualquier correo de { $group }.
mail-submission-subject = Confirme, por favor: { $title }
mail-submission-lead = Usted llenó «{ $title }». Falta un paso: siga a la página que muestra lo que escribió y pulse el botón.
mail-submission-pledge = Usted pidió hacer el compromiso «{ $title }». Falta un paso: siga a la página que muestra lo que promete y pulse el botón.
mail-submission-again = Usted llenó «{ $title }» otra vez. Siga a la página que muestra lo que escribió. Si pulsa el botón, toma el lugar de lo que envió antes.
mail-submission-days = El enlace sirve durante 30 días.
mail-submission-not-me = Entonces alguien escribió su dirección. No haga nada y no se enviará nada. O díganoslo: lo borramos y dejamos de preguntar:
# Las páginas de formularios de la consola.
console-forms = Formularios
console-forms-waiting = { $count ->
    [one] Formularios (1 le espera)
   *[other] Formularios ({ $count } le esperan)
}
console-forms-lead = Escriba una inscripción, una encuesta o un compromiso con sus propias preguntas, haga que otra persona lo lea y lo publique, y vea lo que responde la gente.
form-write = Escribir un formulario
forms-drafts-empty = Aquí no se escribe ningún formulario. Un borrador es privado: solo lo ven las personas de su grupo.
forms-published-empty = Todavía no hay ningún formulario publicado. Escriba uno y envíelo a otra persona para que lo apruebe.
form-kind-sign-up = Inscripción
form-kind-survey = Encuesta
form-kind-pledge = Compromiso: «participaré si se convoca»
form-kind-choice-sign-up = Inscripción: la gente se suma
form-kind-choice-survey = Encuesta: la gente responde preguntas
form-kind-choice-pledge = Compromiso: la gente promete participar si se convoca
form-counted-sign-up = { $count ->
    [one] { $count } persona inscrita
   *[other] { $count } personas inscritas
}
form-counted-survey = { $count ->
    [one] { $count } persona respondió
   *[other] { $count } personas respondieron
}
form-counted-pledge = { $count ->
    [one] { $count } persona se comprometió
   *[other] { $count } personas se comprometieron
}
form-questions = Preguntas
form-questions-none = No hace preguntas propias: solo nombre, correo electrónico y código ZIP.
form-question-required = Hay que responderla
form-question-short = Se responde con una línea de texto
form-question-long = Se responde con varias líneas de texto
form-question-one = Una opción
form-question-several = Varias opciones
form-question-yes-no = Sí o no
form-publish-text = Léalo como está arriba y en su vista previa. Al publicarlo tiene su página pública de inmediato y la gente puede llenarlo. Sus palabras y preguntas ya no cambian.
form-publish-alone = Tiene su página pública de inmediato y la gente puede llenarlo. Sus palabras y preguntas ya no cambian. Nadie más lo ha leído.
form-publish = Publicar el formulario
form-supporters = Ver a estas personas entre sus simpatizantes
form-newest = Quién lo envió, lo más reciente primero
form-newest-none = Nadie lo ha enviado todavía. Comparta su página pública.
form-somebody-erased = Alguien que fue borrado o ya no está en su lista
form-export-text = El archivo contiene nombres, direcciones y respuestas de todas las personas que enviaron el formulario. Guárdelo con tanto cuidado como la lista misma.
form-export = Descargar todas las respuestas (CSV)
form-stop-heading = Detenerlo por ahora
form-stop-text = Su página queda y dice que está detenido. Nadie puede enviarlo ni confirmarlo hasta que lo abra de nuevo; entonces los enlaces enviados sirven otra vez.
form-stop = Detener el formulario
form-reopen-heading = Está detenido
form-reopen-text = Nadie puede enviarlo ni confirmarlo hasta que lo abra de nuevo. Entonces los enlaces enviados sirven otra vez.
form-reopen = Abrir el formulario de nuevo
form-close-heading = Cerrarlo
form-close-text = Desde ahora no recibe nada nuevo. Quien lo envió antes puede confirmarlo durante 24 horas. Después la cuenta queda fija. Una fecha de cierre posterior lo vuelve a abrir.
form-close = Cerrar el formulario ahora
form-refused-over = Esto no es un formulario de su grupo, o ya está de otra manera. Mírelo de nuevo.
form-refused-questions = Preguntas: dé a cada una sus palabras, 200 caracteres como máximo. Donde se elige, escriba de 2 a 20 opciones de 100 caracteres como máximo, y tantas en español como en inglés.
form-figure-most = { $question } Lo más frecuente: { $most }
form-figure-finding = { $question }
form-figure-caption = Respuestas a «{ $question }», viniera como viniera la gente. Quien fue borrado sigue contado.
form-figure-answer = Respuesta
form-figure-count = Personas
form-figure-answered = Respondieron la pregunta
form-submission-of = Lo que respondió { $name }
form-submission-at = Enviado el { $when }
form-submission-changed = Cambiado el { $when }
form-way-confirmed = Confirmado por correo electrónico
form-way-asserted = Lo anotó su grupo, sin confirmar por correo
form-way-paper = Llenado en papel, sin confirmar por correo
form-answers = Respuestas
form-not-answered = Sin respuesta
form-fills = Llena el campo «{ $name }» de su lista
form-fills-unknown = Llena un campo de la lista de su grupo
form-fills-nothing = Ahora no llena ningún campo: el que iba a llenar se eliminó o es de otro grupo
form-fills-heading = Lo que escribe en su lista
form-fills-text = Lo que alguien confirma toma el lugar de lo que había en el campo. Lo que había se guarda con sus respuestas.
form-filled-before = Antes, el campo de su lista decía: { $text }
form-answers-erased = Las respuestas fueron borradas o se fueron con otro grupo. Las cuentas quedan.
form-person = Ver a esta persona entre sus simpatizantes
form-form-new = Escribir un formulario
form-form-kind = ¿Para qué es?
form-form-title-hint = Diga a qué se inscribe, qué responde o qué promete la gente, en 150 caracteres como máximo.
form-form-text = Lo que conviene saber antes
form-form-text-es = Lo que conviene saber antes, en español
form-form-thanks-hint = Se muestra a quien confirmó. Puede quedar vacío.
form-form-questions-text = Siempre se preguntan el nombre, el correo y el código ZIP. Agregue hasta 20 preguntas propias; deje vacías las demás. Pregunte solo lo que vaya a usar.
form-form-question = Pregunta { $number }
form-question-wrong = { $question }: { $why }
form-question-wrong-words = Dele sus palabras, 200 caracteres como máximo.
form-question-wrong-kind = Escribió opciones, pero no se responde eligiendo. Diga que sí, o borre las opciones.
form-question-wrong-twice = Una opción está dos veces. Escriba cada una una vez.
form-question-wrong-uneven = Escriba tantas opciones en español como en inglés, o en un solo idioma.
form-question-wrong-choices = Escriba de 2 a 20 opciones de 100 caracteres como máximo, una por línea.
form-question-wrong-field = El campo que llena tiene opciones propias: deje que se elija una de ellas.
form-form-question-en = ¿Qué pregunta?
form-form-question-es = Lo mismo en español
form-form-question-kind = ¿Cómo se responde?
form-form-question-required = Hay que responderla
form-form-field = Llena un campo de su lista
form-form-field-hint = Lo que alguien confirma queda entonces en ese campo suyo. Un campo con opciones necesita «Una opción», trae las suyas y puede tener de 2 a 20.
form-form-field-none = Ninguno
form-form-field-chooses = { $name } (con opciones)
form-form-field-unbound = Esta pregunta iba a llenar un campo que no está en la lista de su grupo, así que no llena ninguno. Cuando guarde el borrador, dejará de estar ligada a ese campo.
form-form-choices = Opciones
form-form-choices-en = Opciones
form-form-choices-hint = Una en cada línea, para preguntas de una o varias opciones. Sí y no no necesitan ninguna.
form-form-choices-es = Opciones en español, en el mismo orden
form-form-more = Agregar lugar para más preguntas
form-form-goal = ¿A cuántas personas espera?
form-form-coalition-hint = En nombre de una coalición está en la página de ella, la gente puede aceptar sus convocatorias, y debe publicarlo otro grupo que la coordina.
supporters-form = Llenó
supporters-id-list = Está en la lista
person-submitted = Llenó el formulario
dashboard-forms = { $count ->
    [one] Un formulario espera su palabra
   *[other] { $count } formularios esperan su palabra
}
forms = Formularios
readiness-pledged = { $count ->
    [one] { $count } persona se comprometió a participar si se convoca. Un compromiso por sí solo no pone a nadie entre quienes reciben una convocatoria.
   *[other] { $count } personas se comprometieron a participar si se convoca. Un compromiso por sí solo no pone a nadie entre quienes reciben una convocatoria.
}
form-words-text = Lo que la gente respondió sigue siendo la respuesta a lo que se preguntó: aquí el texto y las preguntas no cambian una vez publicados. La meta y el cierre sí.
form-dates-back = El formulario
form-closes-hint = En la zona horaria { $zone }. Déjelo vacío si no tiene fin. Una fecha posterior vuelve a abrir un formulario cerrado.
