# Hojas en papel, de una petición o de un formulario: cómo se imprimen y cómo se pasan.
paper-heading = En papel
paper-text-petition = Para mítines y puertas: imprima hojas, que la gente firme a mano, y páselas con el teclado. Estas firmas se cuentan aparte.
paper-text-form = Para mítines y mesas de biblioteca: imprima hojas para una tablilla, que la gente las llene a mano, y páselas con el teclado. Se cuentan aparte.
paper-sheets-petition = Hojas para firmar en papel
paper-sheets-form = Hojas para llenar en papel
paper-lead = Cada hoja tiene su número y su código. La pasa una persona a la vez, y cuenta una sola vez.
paper-print-heading = Imprimir hojas
paper-how-many = Cuántas hojas
paper-how-many-hint = Cada una tiene diez filas. { $count } como máximo de una vez.
paper-lang = Idioma
paper-size = Papel
paper-size-letter = Carta (EE. UU.)
paper-size-a4 = A4
paper-print = Hacer las hojas
paper-printed = Impresas hasta ahora
paper-printed-text = Las más nuevas primero.
paper-none = Todavía no se imprimió ninguna hoja.
paper-questions-text = En una hoja caben tres preguntas que se responden con una marca o una palabra: primero las obligatorias. Quien llena una hoja deja abiertas las demás.
paper-question-stands = En la hoja
paper-question-left-out = Fuera de la hoja
paper-question-stays-open = La página exige una respuesta. En papel queda abierta.
paper-find = Buscar una hoja por su código
paper-find-button = Buscar la hoja
paper-code = Código de la hoja
paper-code-hint = Ocho letras y cifras, junto al código QR. Dan igual las mayúsculas y el guion.
paper-title = Hoja { $number }: { $code }
paper-of = Para «{ $title }»
paper-printed-by = La imprimió { $name }, { $when }
paper-again-letter = Imprimirla otra vez en tamaño carta
paper-again-a4 = Imprimirla otra vez en A4
paper-closed-by = La cerró { $name }, { $when }
paper-held-by = La está pasando { $name }, que la tiene hasta { $when }
paper-state-new = Sin pasar
paper-state-begun = Empezada
paper-state-held = Se está pasando
paper-state-closed = Contada
paper-lines = { $count ->
    [one] 1 línea pasada
   *[other] { $count } líneas pasadas
}
paper-taken = Tomadas del papel: { $with } con correo o teléfono, { $without } solo con nombre.
paper-taken-repeated = { $count ->
    [one] 1 línea era igual a otra de la hoja y cuenta una vez con ella.
   *[other] { $count } líneas eran iguales a otras de la hoja y cuentan una vez con ellas.
}
paper-taken-illegible = { $count ->
    [one] 1 línea no se pudo leer.
   *[other] { $count } líneas no se pudieron leer.
}

# La hoja impresa.
paper-print-hint = Imprima esta página desde su navegador, sin encabezados ni pies. Solo se imprimen las hojas.
paper-as-a4 = Ajustarla a A4
paper-as-letter = Ajustarla a tamaño carta
paper-back = Todas estas hojas
paper-sheet = Hoja { $number }
paper-to = A: { $targets }
paper-to-more = A: { $targets } y { $count } más
paper-rest = El texto completo acompaña a esta hoja y está en { $url }.
paper-by-petition = { $group } responde de esta petición.
paper-by-address-petition = { $group } responde de esta petición: { $address }.
paper-by-form = { $group } responde de esta hoja.
paper-by-address-form = { $group } responde de esta hoja: { $address }.
paper-in-name-of = Habla en nombre de { $coalition }.
paper-column-number = Fila
paper-column-name = Nombre
paper-column-email = Correo electrónico
paper-column-phone = Teléfono
paper-column-zip = Código postal
paper-column-zip-short = C. P.
paper-column-signature = Firma
paper-tick-one = marque una
paper-tick-several = marque las que quiera
paper-foot-petition = { $group } pasa a su lista lo que usted escribe aquí y cuenta su firma entre las hechas en papel. Solo le envía noticias si marca la casilla. Puede irse cuando quiera: con el enlace de cada correo, o en { $url }, donde también puede ver, corregir o borrar lo que se guarda sobre usted.
paper-foot-form = { $group } pasa a su lista lo que usted escribe aquí. Solo le envía noticias si marca la casilla. Puede irse cuando quiera: con el enlace de cada correo, o en { $url }, donde también puede ver, corregir o borrar lo que se guarda sobre usted.

# Pasarla.
paper-take-text = Tome la hoja para pasarla. Mientras tanto nadie más puede pasarla.
paper-take = Pasar esta hoja
paper-put-back = Dejarla para más tarde
paper-not-counted-yet = No se cuenta nada antes de que usted cierre la hoja.
paper-closed-text-petition = Quien ya había firmado se cuenta una vez, como siempre. Guarde el papel hasta que se entregue la petición.
paper-closed-text-form = Quien ya había llenado el formulario se cuenta una vez, con sus respuestas de entonces. Guarde el papel mientras alguien pueda preguntar quién aceptó sus noticias.
paper-other-words = Su página dice ahora otra cosa que esta hoja. La gente aceptó lo que dice la hoja: compare antes de pasarla.
paper-line-heading = Línea { $number } de { $of }
paper-correct-heading = Corregir la línea { $number }
paper-correct-line = Corregir la línea { $number }
paper-correct-not = Dejarla como está
paper-correct = Guardar la corrección
paper-ticked = La casilla está marcada:
paper-news = Noticias
paper-keep-zip = Empezar la línea siguiente con el mismo código postal
paper-enter = Pasar la línea { $number }
paper-illegible = Ilegible o tachada
paper-illegible-line = Ilegible o tachada
paper-keys = Tabulador avanza, Espacio marca, Intro pasa la línea. La primera letra encuentra una respuesta en una lista. Un signo de interrogación como nombre señala una línea que no se puede leer.
paper-no-address = Sin correo ni teléfono: se cuenta solo con el nombre.
paper-said = La línea { $number } está: { $name }.
paper-said-illegible = La línea { $number } está señalada como ilegible.
paper-said-full = Todas las filas de la hoja están pasadas.
paper-equal = La línea { $number } es igual a la línea { $other }: las dos cuentan una vez.
paper-undo = Deshacer la línea { $number }
paper-close-title = Cerrar la hoja
paper-close-heading = Cuándo se escribió en ella
paper-close-text = Entonces se cuentan sus líneas, todas a la vez, y ya no se pueden cambiar aquí. A nadie se le envía un correo.
paper-day = Día en que se escribió en ella
paper-day-hint = Vale como el día de estas líneas y de su consentimiento.
paper-close = Cerrar y contar

paper-refused-code = Un código tiene ocho letras y cifras. Mire la hoja otra vez.
paper-refused-not-yours = Ningún grupo suyo tiene una hoja con este código. Mire la hoja otra vez.
paper-refused-how-many = Cuántas hojas: escriba un número del 1 al 50.
paper-refused-full = Ya hay todas las hojas que puede haber.
paper-refused-no-question = Ninguna pregunta de esta encuesta cabe en una hoja: las opciones deben ser pocas y cortas, y los textos caber en un renglón. Escriba una encuesta más corta para el papel.
paper-refused-unknown = Esa hoja ya no existe.
paper-refused-closed = Esta hoja está cerrada: ya se contó.
paper-refused-held = Otra persona tiene esta hoja en la mano. Lo que usted escribió no se guardó.
paper-refused-moved = Las líneas cambiaron desde que se mostró esta página. Mírelas y siga.
paper-refused-lines = La hoja no tiene más filas.
paper-refused-empty = No hay nada pasado. Señale como ilegibles las líneas que no se pueden leer.
paper-refused-day = Escriba el día en que se escribió en la hoja: entre el día en que se imprimió y hoy.
paper-refused-stopped = Por ahora está detenido y no admite a nadie. Las líneas se guardan; cierre la hoja cuando vuelva a abrirse.
paper-refused-not-yet-open = Todavía no se ha abierto. Las líneas se guardan; cierre la hoja cuando se abra.
paper-refused-over = Ya se había cerrado ese día, o se cerró hace más de un día: la hoja ya no se puede contar.
paper-refused-name = Escriba el nombre, o señale la línea como ilegible.
paper-refused-email = Esto no puede ser un correo. Mire la hoja, o deje el campo vacío.
paper-refused-phone = Esto no puede ser un teléfono. Mire la hoja, o deje el campo vacío.
paper-refused-zip = Un código postal tiene cinco cifras. Mire la hoja, o deje el campo vacío.
