# La página de una petición.
petition-by = De { $group }
petition-by-lead = De
petition-for = en nombre de
petition-with = con
petition-targets = A quién va dirigida
petition-earlier = Palabras anteriores
petition-earlier-changed = { $count ->
    [one] Cambiada el { $when }. { $count } persona había firmado estas palabras anteriores
   *[other] Cambiada el { $when }. { $count } personas habían firmado estas palabras anteriores
}
petition-targets-all = Ver los { $count } cargos
petition-signatures = { $count ->
    [one] { $count } firma confirmada
   *[other] { $count } firmas confirmadas
}
petition-closes = Cierra el { $when }
petition-closing-today = Último día para firmar
petition-closing-at = Esta petición cierra el { $when }.
petition-not-yet = Esta petición todavía no está abierta
petition-opens-at = Podrá firmar a partir del { $when }.
petition-closed = Esta petición cerró el { $when }
petition-stopped = Esta petición está detenida por ahora
petition-stopped-text = No recibe firmas. Su grupo puede abrirla de nuevo; entonces el enlace de un correo vuelve a servir.
petition-closed-grace = Ya no recibe firmas nuevas. Si usted firmó antes del cierre, aún puede confirmar durante las 24 horas siguientes.
count-heading = Firmas
count-confirmed = { $count ->
    [one] firma confirmada
   *[other] firmas confirmadas
}
count-progress = Avance hacia la meta
count-goal = Meta: { $count }
count-asserted = más en papel o reunidas por grupos, sin confirmar por correo
count-as-of = Actualizado el
sign-heading = Firme esta petición
sign-button = Firmar la petición
sign-next = Le enviaremos un correo. Siga su enlace y pulse el botón: entonces su firma cuenta.
sign-privacy = { $group } recibe su firma. Su nombre y su correo nunca se muestran en este sitio.
states-finding-one = Hasta ahora todas las firmas vienen de { $most }
states-finding-many = Hay firmas de { $count } estados y territorios; donde más, en { $most }
states-scroll = Desplácese dentro de la tabla para ver los { $count } estados y territorios.
states-none = Todavía no hay firmas confirmadas en ningún estado
states-caption = Firmas confirmadas por estado
states-column = Estado o territorio
states-count = Firmas
map-title = Mapa de firmas confirmadas por estado. La tabla de al lado muestra los mismos números.
map-none = Ninguna
map-most = Más

# El formulario.
form-problem = Hay un problema
form-error-prefix = Error:
form-optional = (opcional)
form-given-name = Nombre
form-family-name = Apellidos
form-email = Correo electrónico
form-email-hint = Le enviaremos un solo mensaje para que confirme.
form-phone = Teléfono
form-zip = Código postal (ZIP)
form-zip-hint = Cinco cifras, por ejemplo 45501. Así sabemos en qué estado vive.
form-state = Estado o territorio
form-state-hint = No conocemos este código postal. Elija por favor dónde vive.
form-state-choose = Elija uno
form-comment = ¿Por qué firma?
form-comment-hint = Solo lo leen quienes organizan la petición.
form-consents = Sigamos en contacto (opcional)
pow-title = Hay muchísimas personas aquí en este momento
pow-text = Su navegador hace una breve comprobación mientras usted escribe. Sin ella también funciona, pero su correo puede tardar más.
pow-working = Su navegador está terminando una breve comprobación. Tarda unos segundos.

consent-news = { $group } puede enviarme noticias por correo electrónico. Puedo dejar de recibirlas cuando quiera.
form-error-expired = Este formulario estuvo abierto más de un día. Revise lo que escribió y envíelo otra vez.
form-error-given-name = Escriba su nombre
form-error-family-name = Escriba su apellido
form-error-name = Escriba el nombre en una sola línea, con un máximo de 100 caracteres
form-error-email = Escriba un correo electrónico con la forma nombre@example.org
form-error-zip = Escriba su código postal de cinco dígitos
form-error-state = Elija el estado o territorio donde vive
form-error-comment = Acorte su comentario a 2,000 caracteres de texto simple
picture-count = { $count ->
    [one] { $count } persona ha firmado
   *[other] { $count } personas han firmado
}
