# Simpatizantes en la consola: la lista de un grupo y una persona.
console-supporters = Simpatizantes
supporters-of = Simpatizantes de { $group }
supporters-sought = Nombre, correo electrónico o teléfono
supporters-sought-hint = Basta el comienzo de un nombre. El correo y el número deben estar completos.
supporters-more-questions = Elegir por lugar, etiqueta, acción, consentimiento o fecha
supporters-find = Buscar personas
supporters-clear = Mostrar a todas las personas
supporters-any = Cualquiera
supporters-state = Estado
supporters-state-hint = Por ejemplo NM o Nuevo México
supporters-tag = Tiene la etiqueta
supporters-petition = Firmó
supporters-event = Asiste a, o espera un lugar en
supporters-news = Noticias de su grupo por correo
supporters-news-confirmed = Dijo que sí
supporters-news-asserted = Su grupo lo afirma
supporters-news-left = Se dio de baja, o el correo falló
supporters-news-unasked = No se sabe nada
supporters-reach = Se le puede contactar por
supporters-reach-email = Correo electrónico
supporters-reach-phone = Teléfono
supporters-since = En la lista desde, como muy pronto
supporters-until = En la lista desde, como muy tarde
supporters-count =
    { $count ->
        [one] 1 persona
       *[other] { $count } personas
    }
supporters-found =
    { $count ->
        [0] No corresponde a nadie. Pida menos.
        [one] Corresponde a 1 persona.
       *[other] Corresponde a { $count } personas.
    }
supporters-found-at-least = Corresponde a más de { $count } personas.
supporters-narrow = Se muestran las { $shown } más recientes. Añada una palabra u otra pregunta para encontrar a las demás.
supporters-too-long = Esta lista es demasiado larga para buscar aquí. Busque a una persona por su correo o número completo.
supporters-empty = Todavía no hay nadie en esta lista
supporters-empty-text = Las personas llegan cuando firman una petición o responden a un evento de su grupo, o cuando usted importa una lista.
supporters-person = Persona
supporters-place = Lugar
supporters-street = Calle
supporters-lang = Idioma
supporters-came = En la lista desde
person-tags = Etiquetas
person-tags-empty = Todavía sin etiquetas.
person-tag = Añadir una etiqueta
person-tag-hint = Una o dos palabras propias, como «orden». Solo la ve su grupo.
person-tag-hint-known = Una o dos palabras propias. Su grupo usa: { $tags }
person-tag-button = Añadir la etiqueta
person-untag = Quitar
person-fields = Campos propios
person-fields-empty = Todavía nada.
person-field = Campo
person-field-hint = Un nombre propio, como «camiseta». Solo lo ve su grupo.
person-field-hint-known = Un nombre propio. Su grupo usa: { $fields }
person-field-value = Qué dice
person-field-value-hint = Ocupa el lugar de lo que el campo decía antes. Vacío, quita el campo.
person-field-button = Guardar el campo
field-refused-many = Su grupo ya tiene 500 campos. Use uno de ellos.
field-refused-name = Escriba el nombre del campo.
field-refused-text = Es demasiado largo o tiene signos que no son texto. Un nombre tiene como máximo 100 caracteres; un campo, 2.000.
field-refused-unknown = Esta persona ya no está en su lista.
person-consents = Lo que permitió
person-consents-empty = No se sabe nada. Escríbale solo sobre lo que hizo por su cuenta.
person-history = Lo que hizo
person-history-empty = Nada todavía.
person-signed = Firmó, confirmado por correo
person-signed-by-program = Firmó; lo trajo un programa
person-signed-imported = Firmó; se importó con una lista
person-signed-on-paper = Firmó en papel
person-comes = Asiste si se convoca
person-waits = Espera un lugar
person-does-not-come = No asiste
person-notes = Notas
person-note = Escribir una nota
person-note-hint = Para quienes organizan en su grupo. La persona puede pedir verla: escriba lo que le diría.
person-note-button = Guardar la nota
person-note-remove = Quitar
person-note-author-gone = Alguien que ya no está
person-consent-news = Noticias del grupo
person-consent-calls = Convocatorias de la coalición
person-consent-action = Solo sobre una acción
person-consent-by-email = por correo
person-consent-by-phone = por teléfono
person-consent-confirmed = dijo que sí
person-consent-asserted = lo afirma el grupo
person-consent-left = se dio de baja
person-consent-failed = el correo falló
person-consent-source = fuente: { $source }
tag-refused-name = Escriba una palabra para la etiqueta.
tag-refused-many = Su grupo ya tiene 500 etiquetas. Use una de ellas o quite algunas primero.
tag-refused-unknown = Esta persona o etiqueta ya no está en su lista.
person-erase = Borrar a esta persona de la lista
erase-title = ¿Borrar a { $name }?
erase-lead = Hágalo cuando la persona lo pida. No se puede deshacer.
erase-goes = Lo que se borra
erase-goes-what = Nombre, direcciones y todos los demás datos; consentimientos, etiquetas y notas; lo que escribió con una firma o una respuesta; sus lugares en los eventos de su grupo.
erase-stays = Lo que queda
erase-stays-what = Las firmas siguen contadas, sin nombre. Queda una baja, para que ninguna importación de su grupo vuelva a escribir a esta dirección. Las listas de otros grupos no se tocan.
erase-button = Borrar para siempre
erase-done = La persona fue borrada de esta lista.
erase-refused-unknown = Esta persona ya no está en su lista.
queries-title = Preguntas guardadas
queries-remove = Quitar
queries-keep = Preguntar esto otra vez más adelante
queries-name = Nombre de la pregunta
queries-name-hint = Se pregunta de nuevo cada vez. Un nombre que su grupo ya tiene vale desde ahora para esta pregunta.
queries-save = Guardar la pregunta
query-refused-name = Escriba un nombre para la pregunta.
query-refused-nothing = Pregunte algo primero: todas las personas no es una pregunta que se guarde.
query-refused-many = Su grupo ya tiene 100 preguntas guardadas. Quite una primero.
bulk-title = Con todas las personas que corresponden
bulk-deed = Qué hacer
bulk-give = Dar una etiqueta
bulk-take = Quitar una etiqueta
bulk-tag = Etiqueta
bulk-button = Continuar
bulk-ask-give =
    { $count ->
        [one] ¿Dar la etiqueta «{ $tag }» a 1 persona?
       *[other] ¿Dar la etiqueta «{ $tag }» a { $count } personas?
    }
bulk-ask-take =
    { $count ->
        [one] ¿Quitar la etiqueta «{ $tag }» a 1 persona?
       *[other] ¿Quitar la etiqueta «{ $tag }» a { $count } personas?
    }
bulk-ask-lead = No se escribe a nadie, y puede deshacerlo de la misma manera.
bulk-more = Corresponden más personas que cuando se le preguntó: { $shown } entonces, { $count } ahora. Todavía no se hizo nada.
bulk-sure = Sí, hacerlo
bulk-given =
    { $count ->
        [0] Todas las personas ya tenían la etiqueta.
        [one] 1 persona tiene ahora la etiqueta.
       *[other] { $count } personas tienen ahora la etiqueta.
    }
bulk-taken =
    { $count ->
        [0] Nadie tenía la etiqueta.
        [one] Se quitó la etiqueta a 1 persona.
       *[other] Se quitó la etiqueta a { $count } personas.
    }
export-title = Como archivo para una hoja de cálculo
export-button = Descargar el archivo
tag-refused-people = Corresponde a más de 100.000 personas. Haga otra pregunta y hágalo por partes.
tag-refused-list = Esta lista es demasiado larga para consultarla aquí. Un programa la lee por la API, en /people.
receipts-title = Comprobantes de lo que aceptaron
receipts-button = Descargar los comprobantes
supporters-news-lead = Noticias por correo:
supporters-count-confirmed =
    { $count ->
        [one] 1 dijo que sí
       *[other] { $count } dijeron que sí
    }
supporters-count-asserted =
    { $count ->
        [one] 1 dijo que sí, dice su grupo
       *[other] { $count } dijeron que sí, dice su grupo
    }
supporters-count-left =
    { $count ->
        [one] 1 se salió, o el correo falló
       *[other] { $count } se salieron, o el correo falló
    }
supporters-count-unasked =
    { $count ->
        [one] 1 sin saber
       *[other] { $count } sin saber
    }
bulk-link = Etiquetarlas
bulk-link-export = Etiquetarlas o exportarlas
