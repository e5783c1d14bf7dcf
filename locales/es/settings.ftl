settings = Ajustes
settings-lead = Lo que se puede ajustar de su grupo, y cómo está.
settings-lead-organiser = Cómo está dispuesto su grupo. Lo cambia un propietario.
settings-group = El grupo
settings-profile-what = Nombre, lugar, dirección postal y palabras que están a la vista de todos.
settings-owners = { $count ->
    [one] { $count } propietario
   *[other] { $count } propietarios
}
settings-organisers = { $count ->
    [0] Ningún organizador
    [one] { $count } organizador
   *[other] { $count } organizadores
}
settings-list = La lista
settings-rules = { $count ->
    [0] Ninguna regla: el tiempo no borra a nadie.
    [one] { $count } regla está activada.
   *[other] { $count } reglas están activadas.
}
settings-merge-none = Dos grupos se hacen uno, y durante 30 días pueden separarse otra vez.
settings-merge-asked = Pedida, y sin empezar.
settings-merge-open = En marcha, o todavía se puede deshacer.
settings-programs = Programas y acciones
settings-keys = { $count ->
    [0] Ninguna clave: ningún programa lee ni escribe su lista.
    [one] { $count } clave
   *[other] { $count } claves
}
settings-webhooks-what = Programas que se enteran enseguida de lo que hace la gente.
settings-audit-what = Quién hizo qué en nombre del grupo.
settings-you = Usted
settings-account = Su cuenta
settings-account-what = Nombre, idioma de los correos, llaves de acceso, códigos de recuperación y dónde tiene la sesión abierta.
account-profile = Sobre usted
account-name-hint = Lo ven las demás personas de sus grupos.
account-lang = Idioma de los correos para usted
account-save = Guardar
account-renamed = Guardado
account-refused-name = Escriba un nombre en una línea, de 100 caracteres como máximo.
