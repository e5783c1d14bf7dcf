# Lo que el servidor mismo anotó en los recibos de consentimiento, para quien los lee.
server-words-left-on-page = Se salió en la página que muestra qué se guarda.
server-words-left-by-link = Se salió con el enlace de un correo.
server-words-left-by-call = Se salió con el enlace de un correo de la coalición.
server-words-erased-on-request = Borrado a petición.
server-words-erased-by-rule = Borrado tras el tiempo durante el cual el grupo guarda a las personas.
server-words-said-by-import = Lo dice el grupo, con la lista que importó. Este servidor no mostró ninguna frase.
server-words-said-by-move = Lo dice el grupo, con la lista que trajo de otro programa. Este servidor no mostró ninguna frase.
server-words-said-no-elsewhere = Lo dice el grupo: el sistema o la lista de donde viene decía que no lo quiere, o que el correo falló.
server-source-program = un programa del grupo (api)
server-source-list = una lista que importó el grupo
server-source-sheet = hoja de papel { $number } ({ $code })
server-source-earlier = lo dijo con una dirección anterior
server-source-organizer = se lo dijo a quien organiza en el grupo
