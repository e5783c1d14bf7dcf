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
dashboard-who = Ha iniciado sesión como { $name }.
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

# Llaves de acceso.
passkeys-heading = Llaves de acceso
passkeys-text = Una llave de acceso está en su teléfono, su computadora o una llave de seguridad. Abre la sesión sin correo, y con ella votan las personas delegadas.
passkeys-empty-title = Aún no tiene ninguna llave de acceso
passkeys-empty-text = Cree una en cada aparato que use. Nunca sale de sus manos: guardamos solo su mitad pública.
passkeys-votes = Abre la sesión y firma votos
passkeys-no-vote = Abre la sesión, pero no puede votar
passkeys-since = Añadida el { $when }
passkeys-used = Último uso: { $when }
passkeys-remove = Quitar
passkeys-name = Nombre de la nueva llave
passkeys-name-hint = Por ejemplo, «Mi teléfono».
passkeys-add = Añadir una llave de acceso
passkeys-no-browser = Este navegador no puede crear llaves de acceso, o tiene los scripts desactivados. Pruebe con otro navegador o aparato.
passkey-working = Esperando su llave de acceso …
passkey-failed = No funcionó. Nada ha cambiado. Inténtelo otra vez o use otra manera.
passkey-refused = Esta llave de acceso no abrió la sesión
passkey-not-added = La llave de acceso no se añadió
passkey-unknown = No conocemos esta llave de acceso. Puede que se haya quitado o que sea de otro sitio.
passkey-stale = Tardó demasiado, o se envió dos veces. Inténtelo otra vez.
passkey-not-verified = El aparato no comprobó quién es usted. Desbloquéelo con el dedo, la cara o el PIN.
passkey-wrong = La respuesta del aparato no corresponde a este sitio. Inténtelo otra vez.
passkey-copied = Puede que alguien haya copiado esta llave: su contador retrocedió. Entre de otra manera y quítela.
passkey-algorithm = Este aparato crea llaves de un tipo que no podemos comprobar. Use otro aparato.
passkey-known = Este aparato ya tiene una llave de acceso para su cuenta.
passkey-too-many = Ya tiene 20 llaves de acceso. Quite una que ya no use.
passkey-none-address = Aquí no funcionan las llaves de acceso, porque este sitio tiene una dirección IP en lugar de un nombre. Quien mantiene el servidor puede cambiarlo.
passkey-none-encrypted = Aquí no funcionan las llaves de acceso, porque este sitio no está cifrado. Quien mantiene el servidor puede cambiarlo.

# Códigos de recuperación.
codes-heading = Códigos de recuperación
codes-text = Códigos en papel, para el día en que haya perdido sus llaves de acceso y su correo. Cada uno sirve una vez. Abren la sesión, pero no pueden votar.
codes-left = { $count ->
    [0] No tiene ningún código.
    [one] Aún sirve { $count } código.
   *[other] Aún sirven { $count } códigos.
}
codes-make = Crear códigos nuevos
codes-title = Sus nuevos códigos de recuperación
codes-once = Solo los mostramos ahora
codes-keep = Imprímalos o anótelos, y guárdelos donde guarda su pasaporte. Los códigos anteriores ya no sirven.
codes-use = Para usar uno, elija «Usar un código de recuperación» al iniciar sesión.
codes-done = Ya los guardé
code-title = Entrar con un código de recuperación
code-lead = Use un código de la lista que creó en su cuenta.
code-field = Código de recuperación
code-hint = Cuatro veces cuatro letras y cifras, por ejemplo 7K2M-Q4XA-09TD-HZ5W.
code-button = Iniciar sesión
code-wrong = Este código y esta dirección no van juntos, o el código ya se usó
code-back = Otras maneras de entrar
account-stale-title = Inició la sesión hace más de una hora
account-stale-text = Para cambiar llaves o códigos, inicie sesión otra vez.
account-stale-link = Iniciar sesión otra vez
next-passkey = Añada una llave de acceso
next-passkey-why = Abre la sesión en segundos, y sin una no puede votar por su grupo.
next-codes = Cree códigos de recuperación
next-codes-why = Le dejan entrar cuando haya perdido el teléfono y el correo.

# El correo que avisa de un cambio.
safety-subject = Su cuenta en { $site } ha cambiado
safety-passkey-added = Se añadió una llave de acceso a su cuenta.
safety-passkey-removed = Se quitó una llave de acceso de su cuenta.
safety-codes-made = Se crearon nuevos códigos de recuperación para su cuenta. Los anteriores ya no sirven.
safety-code-used = Alguien entró en su cuenta con un código de recuperación.
safety-you = Si fue usted, no tiene que hacer nada.
safety-not-you = Si no fue usted: abra su cuenta en la dirección de abajo, termine todas las demás sesiones, quite las llaves que no conozca y cree códigos nuevos. Después avise a las demás personas responsables de su grupo.
next-passkey-signs-in = Abre la sesión en segundos, sin correo.
passkey-added = Se añadió «{ $name }». Desde ahora abre su sesión.
passkey-counts-now = En { $coalition } cuenta por { $group } en toda votación que se prepare desde ahora, no en las anteriores.
passkey-counts-from = En { $coalition } cuenta por { $group } en las votaciones que se preparen después del { $when }. Alguien de otro grupo coordinador puede confirmarla antes.
passkey-counts-later = En { $coalition } cuenta por { $group } cuando esté en el registro de la coalición y haya cumplido su espera.
dashboard-waits = Lo que le espera
dashboard-waits-none = Ahora no le espera nada.
dashboard-groups = Sus grupos
dashboard-open = Firme la apertura de la votación sobre { $plan }
dashboard-open-why = Por { $group }. Deben firmar dos personas de grupos coordinadores distintos antes de que alguien pueda votar. La votación terminaría el { $when }.
dashboard-vote = Vote sobre { $plan }
dashboard-vote-why = { $group } aún no ha votado. La votación termina el { $when }.
dashboard-halt = Mire la decisión sobre { $plan }
dashboard-halt-why = Empieza el { $when }. Hasta entonces { $group } y otro grupo coordinador pueden detenerla; si nada habla en contra, no hay nada que hacer.
dashboard-asked = { $count ->
    [one] Una coalición pregunta a su grupo
   *[other] { $count } coaliciones preguntan a su grupo
}
dashboard-sent-back = { $title }: devuelto
dashboard-sent-back-why = «{ $why }» Cámbielo y envíelo otra vez.
dashboard-petitions = { $count ->
    [one] Una petición espera su palabra
   *[other] { $count } preguntas sobre peticiones esperan su palabra
}
dashboard-vet = { $count ->
    [one] { $count } evento de otro grupo espera revisión
   *[other] { $count } eventos de otros grupos esperan revisión
}
dashboard-confirm = { $count ->
    [one] { $count } cambio de un evento de otro grupo espera confirmación
   *[other] { $count } cambios de eventos de otros grupos esperan confirmación
}
dashboard-vet-why = Alguien que no lo organiza mira si es como dice.

api-keys = Claves de API
api-keys-lead = Una clave permite que un programa trabaje con la lista del grupo: un sitio web que agrega personas, una herramienta que envía correos. No abre nada de ningún otro grupo.
api-keys-open = { $count ->
    [0] Ninguna clave abre la lista
    [one] { $count } clave abre la lista
   *[other] { $count } claves abren la lista
}
api-keys-none = Cree una para cada programa, así podrá retirar una sin detener las demás.
api-keys-ended = Retiradas
api-key-first = Creada con el grupo
api-key-reads = Ve a las personas y lo que hicieron
api-key-people = Agrega y cambia personas, firmas y etiquetas
api-key-actions = Crea y cambia peticiones y formularios
api-key-made = Creada el { $when }.
api-key-revoked = Retirada el { $when }.
api-key-new = Crear una clave
api-key-name = Para qué es
api-key-name-hint = Por ejemplo, el programa que la usará.
api-key-opens = Qué abre
api-key-make = Crear la clave
api-key-title = Su nueva clave de API
api-key-text = La clave
api-key-keep = Póngala ahora en su programa. Quien la tenga puede hacer lo que abre: guárdela como una contraseña y nunca la ponga en una página web.
api-key-once = Solo la mostramos ahora
api-key-done = Ya la guardé
api-key-use = El programa la envía en el encabezado OSDI-API-Token.
api-key-revoke = Retirar la clave
api-key-revoke-title = ¿Retirar la clave «{ $name }»?
api-key-revoke-text = El programa que la usa deja de funcionar en un segundo. Una clave retirada no se puede devolver; puede crear otra.
key-refused-no-name = Diga para qué es la clave, en 120 caracteres como máximo.
key-refused-no-scope = Marque al menos una cosa que la clave abra.
key-refused-too-many = El grupo tiene 100 claves. Retire una primero.
key-refused-unknown = El grupo no tiene esa clave.
key-refused-old-session = Inició sesión hace más de una hora. Cierre la sesión, iníciela de nuevo y cree la clave entonces.
