# Los campos propios de un grupo en la consola, y los que tienen opciones.
fields-link = Campos propios
fields-title = Campos propios
fields-lead = Lo que su grupo guarda de su gente además del nombre, la dirección y los consentimientos. Por un campo con opciones se puede preguntar en la lista, como por una etiqueta; un campo libre guarda lo que se escriba y no elige a nadie. Los nombres, las opciones y los textos están sellados; qué opción tiene alguien queda a la vista, con un número que no dice nada sin la clave de su grupo.
fields-all = Sus campos
fields-empty = Aún no hay campos. Defina uno abajo, o escriba uno libre en la página de una persona.
fields-free-fact = Texto libre
fields-choosing-badge = Con opciones
fields-new = Un campo nuevo con opciones
fields-name = Nombre
fields-name-hint = Por ejemplo, «Camiseta». Solo lo ve su grupo.
fields-choices = Opciones
fields-choices-hint = Una en cada línea, como máximo 50. Las mayúsculas y los acentos no cuentan.
fields-add = Añadir el campo
fields-choices-text = Una opción por persona. Abra una opción para cambiarle el nombre o retirarla.
fields-more-choices = Más opciones
fields-add-choices = Añadir las opciones
fields-retired = Retirada
fields-people =
    { $count ->
        [0] Nadie la tiene
        [one] 1 persona la tiene
       *[other] { $count } personas la tienen
    }
fields-see-people = Ver a las personas
fields-free = Un campo libre
fields-free-text = El campo de cada persona guarda lo que se escribió. Puede convertir en opciones los textos que hay.
fields-turn = Convertirlo en un campo con opciones
fields-choice-name = Nombre de la opción
fields-rename-title = Cambiar el nombre
fields-rename-text = Quien la tiene, tiene enseguida el nombre nuevo.
fields-rename = Cambiar el nombre de la opción
fields-retire = Retirar la opción
fields-retire-text =
    { $count ->
        [0] Nadie la tiene. Ya no se ofrece. Puede recuperarla.
        [one] 1 persona la tiene y la conserva. Ya no se ofrece a nadie. Puede recuperarla.
       *[other] { $count } personas la tienen y la conservan. Ya no se ofrece a nadie. Puede recuperarla.
    }
fields-restore = Recuperar la opción
fields-restore-text = Entonces se puede dar otra vez.
fields-turn-title = Opciones para { $field }
fields-turn-lead = Estos textos están en el campo. ¿Cuáles son opciones? Nada cambia antes de que vea qué cambiaría.
fields-turn-sure-lead = Esto es lo que pasa con los textos. Los que no son una opción quedan como se escribieron. Los textos nuevos iguales a una opción también se convierten en ella.
fields-turn-found = Lo que la gente tiene ahí
fields-turn-becomes = En qué se convierten
fields-turn-nothing = Nadie tiene aún nada en este campo.
fields-turn-text = Texto
fields-turn-people = Personas
fields-turn-stays = Otro texto, que queda libre
fields-turn-choices = Las opciones
fields-turn-look = Ver qué cambiaría
fields-turn-sure = Convertirlo en un campo con opciones
fields-looked = Solo se miraron las primeras { $people } personas de la lista. El resto se hace igualmente.
fields-remove = Borrar este campo
fields-remove-title = ¿Borrar { $field }?
fields-remove-lead = No se puede deshacer. El campo desaparece enseguida; lo que las fichas guardan de él, en unos minutos.
fields-remove-chosen =
    { $count ->
        [0] Nadie tiene una opción de este campo
        [one] 1 persona pierde su opción
       *[other] { $count } personas pierden su opción
    }
fields-remove-texts =
    { $count ->
        [0] Nadie tiene en él un texto libre
        [one] 1 persona pierde un texto
       *[other] { $count } personas pierden un texto
    }
fields-remove-sure = Borrar el campo
person-choice-none = Nada elegido
person-choice-text = Escrito libremente: { $text }
person-choose = Guardar las opciones
bulk-choose-title = Elegir una opción para todas
bulk-choose = Campo y opción
bulk-choose-none = { $field }: nada
bulk-ask-choose =
    { $count ->
        [0] Nadie coincide
        [one] ¿Poner { $choice } a 1 persona?
       *[other] ¿Poner { $choice } a { $count } personas?
    }
bulk-ask-unchoose =
    { $count ->
        [0] Nadie coincide
        [one] ¿Quitar lo que 1 persona eligió en { $choice }?
       *[other] ¿Quitar lo que { $count } personas eligieron en { $choice }?
    }
bulk-ask-choose-lead = No se escribe a nadie. Ocupa el lugar de lo que tenían en este campo, también de un texto libre. Eso no se guarda.
bulk-ask-unchoose-lead = No se escribe a nadie. Lo que tenían no se guarda. Los textos libres quedan.
bulk-chosen =
    { $count ->
        [0] No cambió nada: todas las personas ya lo tenían.
        [one] Cambió para 1 persona.
       *[other] Cambió para { $count } personas.
    }
field-refused-dropping = Este campo se está borrando. Inténtelo en unos minutos.
choosing-refused-name = Escriba un nombre.
choosing-refused-none = Escriba al menos una opción.
choosing-refused-taken = Otra opción de este campo tiene ese nombre.
choosing-refused-field = Su grupo tiene un campo con ese nombre. Ábralo para darle opciones, o use otro nombre.
choosing-refused-choices = Un campo tiene como máximo 50 opciones, y 200 con las retiradas.
choosing-refused-fields = Su grupo ya tiene 50 campos con opciones, o 500 campos en total. Use uno de ellos.
choosing-refused-people = Serían demasiadas personas de una vez. Pregunte por menos, por ejemplo estado por estado.
choosing-refused-unknown = Esta persona, este campo o esta opción ya no está, o la opción está retirada.
import-column-field = Campo: { $field }
import-others = Un texto que no es ninguna opción de su campo
import-others-keep = Guardarlo como está escrito
import-others-refuse = Rechazar la fila
import-field-cells = { $choices } celdas son una opción, { $others } son otro texto
row-no-choice = Una celda no es ninguna de las opciones de su campo. Corríjala, añada la opción o guarde esos textos como están.
