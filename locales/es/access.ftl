# El marco de la consola.
console-nav = Consola
console-home = Sus grupos
console-sign-out = Cerrar sesión

# Iniciar sesión.
sign-in-title = Iniciar sesión
sign-in-lead = Para quienes organizan. Firmar una petición o apuntarse a un evento no requiere cuenta.
sign-in-passkey-heading = Con una llave de acceso
sign-in-passkey-text = Desbloquéela con el dedo, la cara o el PIN.
sign-in-passkey-button = Entrar con una llave de acceso
sign-in-mail-heading = Con un enlace por correo
sign-in-mail-text = Escriba la dirección con la que su grupo le conoce. Le enviaremos un enlace.
sign-in-mail-button = Envíenme un enlace
sign-in-other-heading = Otras maneras de entrar
sign-in-code-link = Usar un código de recuperación
sign-in-no-account = ¿Aún no tiene cuenta? Una persona responsable de su grupo puede darle un puesto.
link-asked-title = Revise su correo
link-asked-lead = Si esta dirección tiene una cuenta aquí, un enlace va en camino. Sirve durante 15 minutos, una vez.
link-asked-browser = Puede abrirlo en cualquier navegador o aparato: en ese quedará iniciada la sesión.
link-asked-nothing = ¿No llega nada en unos minutos?
link-asked-address = Puede que la dirección tenga un error, o que su grupo le conozca por otra.
link-asked-owner = Una dirección recibe como mucho cinco correos en 15 minutos. El último que llegó aún sirve.
link-title = Iniciar sesión
link-lead = Este enlace inicia la sesión de { $name }.
link-button = Iniciar sesión
link-not-you = ¿No es usted? Cierre esta página. No ha pasado nada.
link-gone-title = Este enlace ya no sirve
link-gone-why = Ya se usó, tiene más de 15 minutos, o se perdió una parte al copiarlo.
link-gone-again = Pedir otro enlace

# La primera página de la consola.
dashboard-empty-title = No tiene puesto en ningún grupo
dashboard-empty-text = Pida un puesto a una persona responsable de su grupo. También puede dárselo quien mantiene este servidor.
dashboard-next = Qué hacer ahora
seat-owner = Usted es responsable
seat-organiser = Usted organiza

# La cuenta.
account-title = Su cuenta
account-name = Nombre
sessions-heading = Dónde tiene la sesión iniciada
sessions-text = Termine las que no conozca o ya no use. Una sesión termina sola tras 14 días sin uso.
sessions-this = Este navegador
sessions-seen = Último uso: { $when }
sessions-began = Inicio: { $when }
sessions-end = Terminar
sessions-end-others = Terminar todas las demás
device-both = { $browser } en { $system }
device-unknown = Un navegador que no dice cuál es
began-link = Entró con un enlace
began-passkey = Entró con una llave de acceso
began-code = Entró con un código de recuperación

# El correo con el enlace.
mail-sign-in-subject = Su enlace para entrar en { $site }
mail-sign-in-lead = Alguien, esperamos que usted, quiere iniciar sesión en { $site } con esta dirección de correo.
mail-sign-in-life = El enlace sirve durante 15 minutos, una vez, en cualquier navegador.
mail-sign-in-not-me = Entonces no haga nada. Sin este correo nadie entra, y nada ha cambiado.
mail-sign-in-why = Recibe este correo porque tiene una cuenta en { $group }.
