retention-title = Cuánto tiempo se guarda a las personas
retention-lead = Sin una regla no se borra a nadie: su lista es la memoria de su grupo, y solo ustedes saben cuánto tiempo espera la gente estar en ella. Una regla evita que se acumule lo que a la gente le sorprendería encontrar todavía. Miren primero a quién tocaría; durante una semana después de activarla no pasa nada, y se avisa por correo a todos los propietarios.
retention-rules = Reglas
retention-quiet = Personas sin actividad
retention-quiet-what = Borra a quienes en ese tiempo no hicieron nada ni aceptaron nada: ni firma, ni formulario, ni respuesta a un evento. Una respuesta a un evento se conoce hasta 30 días después de él. Sus firmas siguen contadas, sin nombre.
retention-left = Personas que se fueron
retention-left-what = Borra a quienes dejaron sus noticias hace ese tiempo y no les permiten nada más. Que dijeron no se conserva, sin su nombre, para que ninguna importación les vuelva a escribir.
retention-asserted = Personas que vinieron con una lista
retention-asserted-what = Borra a quienes, según su grupo o un programa, aceptaron, pero en ese tiempo no confirmaron nada por sí mismas.
retention-notes = Notas
retention-notes-what = Quita las notas que se escribieron junto a las personas hace ese tiempo. Las personas se quedan.
retention-comments = Comentarios
retention-comments-what = Quita los comentarios que la gente escribió con sus firmas hace ese tiempo. Las firmas se quedan. Entréguenlos antes, si forman parte de la entrega.
retention-rule-quiet = { $count ->
    [one] Borrar a quienes no hicieron nada en { $count } mes
   *[other] Borrar a quienes no hicieron nada en { $count } meses
}
retention-rule-left = { $count ->
    [one] Borrar a quienes se fueron hace { $count } mes
   *[other] Borrar a quienes se fueron hace { $count } meses
}
retention-rule-asserted = { $count ->
    [one] Borrar a quienes vinieron con una lista y no confirmaron nada en { $count } mes
   *[other] Borrar a quienes vinieron con una lista y no confirmaron nada en { $count } meses
}
retention-rule-notes = { $count ->
    [one] Quitar las notas después de { $count } mes
   *[other] Quitar las notas después de { $count } meses
}
retention-rule-comments = { $count ->
    [one] Quitar los comentarios después de { $count } mes
   *[other] Quitar los comentarios después de { $count } meses
}
retention-off = Desactivada
retention-waits = En espera
retention-waits-what = Activada. No hace nada antes del { $day }.
retention-on = Activada
retention-on-what = En vigor desde el { $day }. Se aplica una vez al día.
retention-stands = Esta regla
retention-switch-off = Desactivar
retention-first-look = Miren primero
retention-change = Cambiarla
retention-look-what = Cuenta a quién tocaría. Mirar no borra nada.
retention-after = Después de
retention-months = { $count ->
    [one] { $count } mes
   *[other] { $count } meses
}
retention-look = Ver a quién tocaría
retention-look-again = Mirar otra vez
retention-counting = Se está recorriendo su lista. Una lista grande tarda un minuto.
retention-counted = Contado el { $when }, de { $people } personas en su lista. Cada número incluye el anterior.
retention-when = Cuándo
retention-people = Personas
retention-pieces = Textos
retention-today = Hoy
retention-in-30 = En 30 días
retention-in-90 = En 90 días
retention-is-on = Esta es la regla que está en pie.
retention-examples = Quiénes son
retention-examples-what = Como mucho los primeros { $count }, aquellos cuyo tiempo empezó antes.
retention-examples-empty = Ninguna de esas personas sigue en la lista.
retention-since-1 = Llegó a la lista el { $day } y desde entonces no hizo nada.
retention-since-2 = Hizo algo por última vez el { $day }.
retention-since-3 = Aceptó algo por última vez el { $day }.
retention-since-4 = Se fue el { $day }.
retention-since-5 = En una lista desde el { $day }, nunca confirmó.
retention-since-6 = Escrito el { $day }.
retention-switch = Activarla
retention-switch-what = { $count ->
    [0] Desde el { $day }, una vez al día. Hoy no tocaría a nadie.
    [one] Desde el { $day }, una vez al día. Hoy tocaría { $count }. No se puede deshacer.
   *[other] Desde el { $day }, una vez al día. Hoy tocaría { $count }. No se puede deshacer.
}
retention-switch-what-pieces = { $count ->
    [0] Desde el { $day }, una vez al día. Hoy no quitaría nada.
    [one] Desde el { $day }, una vez al día. Hoy quitaría { $count }. No se puede deshacer.
   *[other] Desde el { $day }, una vez al día. Hoy quitaría { $count }. No se puede deshacer.
}
retention-switch-on = Activar esta regla
retention-switch-change = Cambiar la regla
retention-by-itself = Lo que se va sin regla
retention-by-itself-what = Los formularios que nadie confirmó se van a los 30 días, quién respondió a un evento 30 días después de él (los números se quedan), las filas que una importación rechazó a los siete días.
retention-runs = Lo que se hizo
retention-runs-empty = Nada todavía. Lo que haga cada día estará aquí, en números.
retention-touched = { $count ->
    [0] No tocó a nadie
    [one] Tocó { $count }
   *[other] Tocó { $count }
}
retention-touched-pieces = { $count ->
    [0] No quitó nada
    [one] Quitó { $count }
   *[other] Quitó { $count }
}
retention-ended-running = En marcha, o sigue pronto.
retention-ended-done = Recorrió toda la lista.
retention-ended-off = Se detuvo: la regla se desactivó o se cambió.
retention-ended-merging = Espera: su grupo se une con otro, o eso todavía se puede deshacer.
retention-ended-calling = Espera: hay palabras de un llamado en camino. Sigue al día siguiente.
retention-ended-enough = Tocó lo que un día permite. Sigue al día siguiente.
retention-refused-unknown = No existe esa regla.
retention-refused-look = Miren primero a quién tocaría la regla hoy. Una mirada vale un día, y una más nueva toma su lugar.
retention-refused-same = Esta regla ya está activada.
retention-refused-merging = No mientras su grupo se une con otro o eso todavía se puede deshacer: entonces dos listas son una.
retention-mail-subject = Una regla borrará de su lista dentro de una semana
retention-mail-said = Un propietario de su grupo activó esta regla. Hasta ese día no se borra nada, y cualquier propietario puede desactivarla, entonces y después. Si ninguno de ustedes lo hizo, desactívenla y miren quién tiene la sesión abierta.
retention-mail-day = { $count ->
    [0] En vigor desde el { $day }. Hoy no tocaría a nadie.
   *[other] En vigor desde el { $day }. Hoy tocaría { $count }.
}
retention-mail-day-pieces = { $count ->
    [0] En vigor desde el { $day }. Hoy no quitaría nada.
   *[other] En vigor desde el { $day }. Hoy quitaría { $count }.
}
retention-mail-button = Ver la regla
