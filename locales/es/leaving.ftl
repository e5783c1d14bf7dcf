leave-goes-along = Se va con su grupo
leave-ends = Termina de inmediato
leave-stays-sealed = Se queda, donde nadie lee un nombre
leave-stays = Se queda como está
leave-out-what = Su grupo solo vuelve si se le invita otra vez, o si lo pide y se le admite. Entonces empieza de nuevo: sin los cargos, las palabras ni los acuerdos de antes.
leave-out-button = Salir de { $coalition }
leave-step-down = O tomar una parte menor
leave-step-down-what = Su grupo sigue en la coalición, y todo lo de arriba se queda como está. Quien vota por él lo hace solo mientras el grupo coordina.
leave-refused-changed = Algo cambió desde que miraron. Esto es lo que ahora significa irse: por favor, miren otra vez.
leave-line-people = { $count ->
    [one] { $count } persona en su lista
   *[other] { $count } personas en su lista
}
leave-line-people-what = Su lista es solo suya, con consentimientos, etiquetas, notas e historia. La coalición nunca la tuvo, y ya no escribe a nadie de ella.
leave-line-petitions = { $count ->
    [one] { $count } petición en nombre de la coalición
   *[other] { $count } peticiones en nombre de la coalición
}
leave-line-petitions-what = Siguen como se firmaron, con el nombre de la coalición en la página, hasta que las cierren. Las firmas quedan selladas con la clave de su grupo hasta que las entreguen. Ciérrenlas antes si no quieren eso.
leave-line-forms = { $count ->
    [one] { $count } formulario en nombre de la coalición
   *[other] { $count } formularios en nombre de la coalición
}
leave-line-forms-what = Siguen como la gente los llenó, hasta que los cierren.
leave-line-drafts = { $count ->
    [one] { $count } borrador en nombre de la coalición
   *[other] { $count } borradores en nombre de la coalición
}
leave-line-drafts-what = Siguen siendo sus borradores, sin el nombre de la coalición. Lo que esperaba aprobación hay que enviarlo otra vez.
leave-line-called-events = { $count ->
    [one] { $count } evento que la coalición convocó
   *[other] { $count } eventos que la coalición convocó
}
leave-line-called-events-what = Se celebran: así se avisó a la gente. Siguen en la lista de la coalición hasta que terminen.
leave-line-posts = { $count ->
    [one] { $count } cargo: delegado o suplente
   *[other] { $count } cargos: delegado y suplente
}
leave-line-posts-what = Ya nadie habla aquí por su grupo. Quién lo hizo queda en la historia.
leave-line-ballots = { $count ->
    [one] { $count } votación en curso
   *[other] { $count } votaciones en curso
}
leave-line-ballots-what = Su grupo cuenta desde entonces como callado, aunque haya votado. Qué significa callar está en la regla de cada plan.
leave-line-on-call-events = { $count ->
    [one] { $count } evento que solo se celebra si se convoca
   *[other] { $count } eventos que solo se celebran si se convocan
}
leave-line-on-call-events-what = Se cancelan, y sus páginas lo dicen, porque ya nadie puede convocarlos. Avisen ustedes a quienes respondieron: nadie más lo hará.
leave-line-statement-drafts = { $count ->
    [one] { $count } comunicado que su grupo escribe para la coalición
   *[other] { $count } comunicados que su grupo escribe para la coalición
}
leave-line-statement-drafts-what = Se descartan.
leave-line-invitations = { $count ->
    [one] { $count } invitación que envió su grupo
   *[other] { $count } invitaciones que envió su grupo
}
leave-line-invitations-what = Se retiran.
leave-line-proposals = { $count ->
    [one] { $count } cambio propuesto del papel de su grupo, o de lo que se comparte, por él
   *[other] { $count } cambios propuestos del papel de su grupo, o de lo que se comparte, por él
}
leave-line-proposals-what = Se retiran.
leave-line-join-form = El formulario con que los grupos piden unirse
leave-line-join-form-what = Está a nombre de su grupo, y se apaga. Otro grupo coordinador puede encenderlo a su nombre.
leave-line-overlaps = { $count ->
    [one] { $count } palabra sobre contar a las personas en común
   *[other] { $count } palabras sobre contar a las personas en común
}
leave-line-overlaps-what = Las palabras de su grupo y las de otros sobre él se van, y los números con ellas.
leave-line-co-sponsored = { $count ->
    [one] { $count } petición de otros que su grupo copatrocina
   *[other] { $count } peticiones de otros que su grupo copatrocina
}
leave-line-co-sponsored-what = Su nombre sigue en la página hasta que lo quiten allí. Quienes marcaron a su grupo están en su lista.
leave-line-co-sponsors = { $count ->
    [one] { $count } copatrocinador en sus peticiones
   *[other] { $count } copatrocinadores en sus peticiones
}
leave-line-co-sponsors-what = Siguen hasta que ellos o ustedes lo terminen.
leave-line-statements = { $count ->
    [one] { $count } comunicado de la coalición que escribió su grupo
   *[other] { $count } comunicados de la coalición que escribió su grupo
}
leave-line-statements-what = Lo que se dijo en público sigue siendo de la coalición, con el nombre de su grupo como autor.
leave-line-plans = { $count ->
    [one] { $count } plan que empezó su gente
   *[other] { $count } planes que empezó su gente
}
leave-line-plans-what = Los planes son de la coalición. Quedan sellados con la clave del servidor, y su grupo ya no los lee.
leave-line-sendings = { $count ->
    [one] { $count } llamado u otra palabra de la coalición
   *[other] { $count } llamados y otras palabras de la coalición
}
leave-line-sendings-what = Que alguien de su lista lo recibió queda por números internos y claves, sin nombre, hasta 90 días después de que terminó, para que nadie lo reciba dos veces y una corrección encuentre a quienes lo leyeron. Después solo quedan números.
leave-line-consents = Consentimientos para llamados de la coalición
leave-line-consents-what = Quedan sellados con su lista, como prueba de por qué se escribió a la gente. La coalición ya no los usa.
leave-line-history = Lo que pasó, votaciones, avisos y el registro público
leave-line-history-what = Quedan con el nombre de su grupo: otros decidieron por ellos, y nada de eso se cambia nunca.
