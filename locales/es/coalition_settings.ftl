# Los ajustes de una coalición en una página.
coalition-settings-lead = Lo que se puede ajustar en la coalición, cómo está y quién puede cambiarlo.
coalition-settings-together = Quiénes están en ella
coalition-settings-steering = { $count ->
    [one] { $count } grupo coordinador
   *[other] { $count } grupos coordinadores
}
coalition-settings-partners = { $count ->
    [one] { $count } grupo participante
   *[other] { $count } grupos participantes
}
coalition-settings-endorsers = { $count ->
    [one] { $count } grupo adherente
   *[other] { $count } grupos adherentes
}
coalition-settings-groups-what = Quienes están a cargo de los grupos coordinadores invitan a grupos y proponen papeles. Que un grupo pase a coordinar, o sacar a un grupo, requiere a más de un grupo.
coalition-settings-joining-on = El formulario está activado: cualquier grupo puede pedir unirse.
coalition-settings-joining-off = El formulario está desactivado: los grupos se unen por invitación.
coalition-settings-asking = { $count ->
    [0] Ningún grupo espera respuesta
    [one] { $count } grupo espera respuesta
   *[other] { $count } grupos esperan respuesta
}
coalition-settings-joining-what = Alguien a cargo de un grupo coordinador lo activa, escribe su texto y sus preguntas, y responde a quien lo pide.
coalition-settings-sharing = Lo que los grupos comparten
coalition-settings-decided = { $count ->
    [0] La regla prudente vale en todas las líneas de la tabla
    [one] { $count } línea de la tabla difiere de la regla prudente
   *[other] { $count } líneas de la tabla difieren de la regla prudente
}
coalition-settings-proposed = { $count ->
    [0] No hay cambios propuestos
    [one] { $count } cambio está propuesto
   *[other] { $count } cambios están propuestos
}
coalition-settings-sharing-what = Qué tipos de entidades, según la ley, pueden compartir planes, públicos, dinero o textos. Alguien a cargo de un grupo coordinador propone un cambio; alguien a cargo de otro grupo coordinador lo confirma.
coalition-settings-overlaps = { $count ->
    [0] No se cuenta con ningún grupo
    [one] Se cuenta con { $count } grupo
   *[other] Se cuenta con { $count } grupos
}
coalition-settings-overlap-what = Cuántas personas tienen en común su grupo y otro, si alguien a cargo de cada uno aceptó. Cualquiera de los dos lo termina.
coalition-settings-voting = Votaciones y convocatorias
coalition-settings-speakers = { $count ->
    [0] Nadie habla por su grupo
    [one] { $count } persona habla por su grupo
   *[other] { $count } personas hablan por su grupo
}
coalition-settings-delegates-what = Quién vota por su grupo. Quienes están a cargo nombran a un delegado y un suplente; dos de sus personas pueden revocarlos.
coalition-settings-wait-what = Cuánto espera la llave de acceso de alguien nuevo antes de votar. La cambian dos personas de distintos grupos coordinadores, cada una con una llave que ya esperó.
coalition-settings-own = Ajustes de { $group }
coalition-settings-own-what = Su perfil, personas, claves y reglas son suyas: la coalición no cambia nada de eso.
coalition-settings-leave-what = Alguien a cargo de su grupo reduce su participación o se va, después de una página que dice qué significa. Nadie más lo impide, salvo mientras hay una convocatoria en camino.
coalition-settings-fixed = Lo que no se ajusta
coalition-settings-fixed-text = Es así en toda coalición, o se acordó al fundar esta. Aquí nadie lo cambia.
coalition-settings-words = Nombre y texto
coalition-settings-words-what = Alguien a cargo de un grupo coordinador propone otro nombre u otro texto; alguien de otro grupo coordinador lo confirma.
words-lead = El nombre y el texto de la página pública de la coalición. Alguien a cargo de un grupo coordinador propone un cambio; alguien de otro grupo coordinador lo confirma en 14 días. La dirección se queda, y los avisos firmados conservan el nombre que llevaban.
words-lead-alone = El nombre y el texto de la página pública de la coalición. Solo su grupo coordina, así que basta su palabra. La dirección se queda, y los avisos firmados conservan el nombre que llevaban.
words-proposed = Propuesto
words-confirm = Confirmar
words-propose = Proponer el cambio
words-change = Cambiarlo
words-refused-not-steering = Solo un grupo coordinador de esta coalición puede hacerlo.
words-refused-nothing = La coalición ya dice exactamente eso.
words-refused-waits = Ya hay otro cambio propuesto. Primero hay que confirmarlo o retirarlo.
words-refused-not-another = Tiene que confirmarlo otro grupo coordinador.
words-refused-over = Esta propuesta se confirmó, se retiró, es demasiado antigua o ya no está.
coalition-settings-once = Una sola vez
coalition-settings-once-what = Quien está en varias listas recibe una convocatoria una sola vez, del grupo que mejor conoce.
coalition-settings-budget = Límite de contactos
coalition-settings-budget-what = { $count ->
    [one] Como máximo { $count } correo de convocatorias y desconvocatorias por semana a una persona, de todos los grupos de la coalición juntos.
   *[other] Como máximo { $count } correos de convocatorias y desconvocatorias por semana a una persona, de todos los grupos de la coalición juntos.
}
coalition-settings-kept = Cuánto se guarda
coalition-settings-kept-what = Solicitudes para unirse: 90 días, con respuesta o sin ella. Lo que los grupos decidieron juntos, las declaraciones, las votaciones y el registro público quedan. Cuánto se guarda a las personas lo decide cada grupo para su lista.
