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
        [0] No se encontró a nadie. Quite una condición o amplíela.
        [one] Se encontró a 1 persona.
       *[other] Se encontró a { $count } personas.
    }
supporters-found-many = Hay más personas que las de esta página. Lo que abajo se hace con todas dice primero con cuántas.
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
field-refused-text = Es demasiado largo o tiene signos que no son texto. Un nombre tiene como máximo 100 caracteres; un campo, 2,000.
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
bulk-title = Con todas las personas encontradas
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
bulk-ask-give-lead = No se escribe a nadie. Para deshacerlo se quita la etiqueta, también a quienes ya la tenían.
bulk-ask-take-lead = No se escribe a nadie. No se guarda quién tenía la etiqueta: para devolverla hay que encontrar a las mismas personas por otra cosa.
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
tag-refused-people = Son más de 100,000 personas. Añada otra condición y hágalo por partes.
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
person-change = Cambiar
person-change-title = Cambiar lo que guarda de { $name }
person-change-lead = Lo que cambie aquí cambia solo para su grupo. Lo que deje como está se queda así.
person-change-button = Guardar
person-add = Añadir a una persona
person-add-lead = Alguien que se lo dijo en persona. Basta un correo o un teléfono. Si antes dijo que no a su grupo, sigue siendo un «no».
person-add-button = Añadir a la persona
person-email-hint = Una dirección nueva empieza sin consentimiento: lo que permitió valía para la anterior. Lo que rechazó la acompaña.
person-phone-hint = Con el código de área. Si otra persona de su lista tiene este número junto a su correo, pasa a esta.
person-zip-hint = Cinco cifras, por ejemplo 45501. Así se sabe su estado.
person-source = ¿Dónde y cuándo aceptó recibir sus noticias por correo?
person-source-hint = Una línea, por ejemplo «Nos lo dijo en la feria, 3 de mayo de 2026». Se guarda con el consentimiento, sin sellar: no nombre a nadie que deba proteger. Si la deja vacía, no recibe noticias.
person-source-hint-known = Solo si aceptó y todavía no se sabe nada. No convierte ningún «no» en un «sí», y se guarda sin sellar: no nombre a nadie que deba proteger.
person-error-name = Escríbalo en una línea, con 100 caracteres como máximo
person-error-line = Escríbalo en una línea, con 200 caracteres como máximo
person-error-phone = Escriba el teléfono con su código de área, por ejemplo 937 555 0143, o con el signo más y el código del país
person-error-zip = Escriba el código postal con cinco cifras, por ejemplo 45501
person-error-state = Elija uno de los estados
person-error-country = Escriba el país con dos letras, por ejemplo US
person-error-lang = Elija uno de los idiomas
person-error-source = Diga dónde y cuándo en una línea, con 200 caracteres como máximo
person-error-source-email = Las noticias por correo necesitan una dirección de correo
person-error-email-gone = Escriba otro correo o deje el que está: un registro conserva su dirección
person-error-nothing = Escriba un correo o un teléfono
person-refused-address = Otra persona de su lista tiene este correo
person-refused-number = Otra persona de su lista tiene este teléfono
person-refused-nothing-left = Sin el número no quedaría manera de contactarla
person-refused-meanwhile = Alguien cambió este registro mientras usted lo tenía abierto. Abajo está lo que usted escribió: si lo guarda ahora, ocupa el lugar de lo que escribió la otra persona.
person-consent-told = se lo dijo a { $name }
person-no-news = Pidió no recibir más noticias
person-no-news-title = ¿{ $name } no quiere más noticias?
person-no-news-lead = La lista de su grupo dirá que hoy le dijo a usted que no. Ninguna importación, ningún programa y ninguna página de su consola lo convierte en un «sí»: solo puede hacerlo la persona, si vuelve a inscribirse.
person-no-news-what = Qué no quiere más
person-no-news-only = Noticias de su grupo
person-no-news-and-calls = Noticias de su grupo y convocatorias de la coalición
person-no-news-button = Anotarlo
supporters-asked = Condiciones: { $questions }
supporters-wrong-state = Ningún estado o territorio se llama «{ $state }». Escriba su nombre o sus dos letras, por ejemplo NM
supporters-wrong-zip = Escriba el código postal con cinco cifras, por ejemplo 45501
supporters-wrong-choice = Lo que se pidió aquí ya no está en la lista de su grupo. Elija otra cosa
supporters-wrong-day = Escriba un día que exista con año, mes y día, por ejemplo 2026-05-03
note-refused-long = Esta nota es demasiado larga: una nota tiene como máximo 2,000 caracteres. Divídala en dos.
supporters-news-as-of = Hasta el { $when }
supporters-news-later = Se está contando por primera vez cuántas son: vuelva a mirar en un momento.
