# Planes.
plans-title = Planes
plans-lead = Lo que { $coalition } prepara, para que el día llegado solo quede una cosa por decidir.
plans-empty-title = Aún no hay planes
plans-empty-text = Escriba qué tendría que ocurrir, quiénes deben estar de acuerdo y las palabras de cada resultado.
plans-new = Escribir un plan
plans-edit = Cambiar el plan
plans-back = Todos los planes
plan-state-draft = Borrador
plan-state-ballot = Los grupos están votando
plan-state-decided = Decidido, aún no iniciado
plan-state-hold = En espera
plan-state-called = Convocado
plan-state-stood-down = Cancelado
plan-part-title = Título
plan-part-scenario = Situación
plan-part-rule = Regla
plan-part-deadline = Fecha límite
plan-part-consult = Tiempo de consulta
plan-part-cooling-off = Tiempo de reflexión
plan-part-start = No antes de
plan-part-call = Si se convoca
plan-part-hold = Si queda en espera
plan-part-stand-down = Si se cancela
plan-scenarios = Qué tendría que ocurrir
plan-facts = Qué ha ocurrido
plan-facts-lead = Hechos con sus fuentes. Los juzgan las personas; nada se decide solo. Lo anotado se queda.
plan-facts-empty = Aún no se ha anotado nada.
plan-fact-source = Fuente: { $source }
plan-fact-words = Qué ocurrió
plan-fact-how = Cómo lo sabe
plan-fact-add = Anotar este hecho
plan-rule = Cómo deciden los grupos
plan-outcomes = Qué dice cada resultado
plan-waves = Se avisa, en este orden
plan-waves-none = No se avisa a nadie por mensaje.
plan-wave-hosts = anfitriones de los eventos
plan-wave-rsvps = personas que dijeron que vendrán
plan-wave-near = simpatizantes a menos de { $miles } millas de un evento
plan-wave-everyone = quienes aceptaron convocatorias de la coalición
plan-versions = Versiones
plan-version = Versión { $number }
plan-version-changes = Qué cambió en la versión { $number }
plan-version-first = Esta es la primera versión.
plan-version-same = No cambió nada.
plan-before = Antes
plan-after = Después
plan-ballots = Votaciones
plan-ballot-of = Votación preparada el { $when }
plan-prepare-heading = Que voten los grupos
plan-prepare-text = Esto congela la versión { $number } con los eventos verificados, los grupos que deciden y sus llaves de acceso. Después firman dos personas de grupos distintos y la votación queda abierta.
plan-few-voters = Ahora podrían votar { $can } de { $all } grupos coordinadores: los demás no tienen una llave de acceso que cuente, y una votación conserva las llaves con las que se preparó.
plan-few-voters-who = Ver cuáles
plan-prepare = Preparar la votación
plan-minutes = { $count ->
    [0] ninguno
    [one] { $count } minuto
   *[other] { $count } minutos
 }

# La regla, en palabras.
rule-call = Para convocar
rule-stand-down = Para cancelar
rule-unanimity = todos los grupos contados
rule-consensus-minus = todos los grupos contados menos { $count }, y más de la mitad
rule-consensus-minus-n = todos los grupos contados menos N, y más de la mitad
rule-three-quarters = tres cuartos de los grupos contados
rule-two-thirds = dos tercios de los grupos contados
rule-majority = más de la mitad de los grupos contados
rule-quorum = Deben haber hablado
rule-quorum-value = { $count } % de los grupos
rule-silence = El silencio en la fecha límite
rule-silence-not-counted = no cuenta
rule-silence-hold = cuenta como espera
rule-asides = Máximo que puede abstenerse
rule-asides-any = cualquier número
rule-blocks = Bloqueos que detienen un resultado
rule-blocks-never = ninguno: un bloqueo solo cuenta como no a favor

# Escribir un plan.
plan-form-lead = Cada vez que se guarda nace una versión. No se sobrescriben las palabras de nadie.
plan-form-en = Inglés
plan-form-es = Español
plan-form-subject = Asunto
plan-form-text = Palabras
plan-form-add-scenario = Deje una situación vacía en ambos idiomas para quitarla.
plan-form-times = Fecha límite y tiempos
plan-form-zone = Zona horaria
plan-form-deadline-hint = Cuándo termina la votación, en la zona horaria de abajo.
plan-form-consult-hint = Minutos tras la apertura en los que no se decide nada, para que los grupos pregunten a su gente.
plan-form-cooling-hint = Minutos tras una decisión en los que dos grupos aún pueden detenerla. Se permite 0.
plan-form-start-hint = Lo decidido no empieza antes. Déjelo vacío para empezar tras el tiempo de reflexión.
plan-form-minus = N, para «todos menos N»
plan-form-quorum-hint = De 0 a 100 por ciento.
plan-form-asides-hint = Déjelo vacío para cualquier número.
plan-form-blocks-hint = 0: un bloqueo solo cuenta como no a favor.
plan-form-miles = Millas desde un evento
plan-form-save = Guardar como versión
plan-form-problem = El plan no se guardó

# La votación.
ballot-title = Votación: { $plan }
ballot-ends = La votación termina
ballot-consult = No se decide nada antes de
ballot-starts = Empieza
ballot-left = Quedan { $left }
ballot-left-over = El tiempo se acabó.
ballot-left-days = { $count ->
    [one] { $count } día
   *[other] { $count } días
 }
ballot-left-hours = { $count ->
    [one] { $count } hora
   *[other] { $count } horas
 }
ballot-left-minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
 }
ballot-prepared = Preparada. Deben firmar dos personas de grupos distintos antes de que alguien pueda votar.
ballot-half-opened = { $group } firmó la apertura. Debe firmar una persona más, de otro grupo coordinador, antes de que alguien pueda votar.
ballot-you-signed = Firmó la apertura por { $group }. Lo que sigue: también debe firmar alguien de otro grupo coordinador, en esta misma página. Sus delegados y suplentes reciben un correo.
ballot-you-opened = Firmó la apertura por { $group }, como segundo grupo: la votación está abierta. Todos los que votan reciben un correo.
ballot-would-be-stuck = Si esta votación se abriera, no podría decidir nada: muy pocos grupos tienen una llave de acceso que cuente en ella. Vea los grupos abajo; cuando sus llaves cuenten, prepare la votación de nuevo.
ballot-stuck = Esta votación ya no puede decidir nada, digan lo que digan los grupos: muy pocos pueden votar todavía. Termina en espera, o dos grupos coordinadores la retiran antes; entonces el plan se puede cambiar y volver a votar.
ballot-consulting = La votación está abierta. Los grupos consultan: vote y cambie su voto cuantas veces necesite. Aún no se decide nada.
ballot-voting = La votación está abierta. Un resultado se decide en cuanto hay suficientes grupos de acuerdo.
ballot-decided-call = Los grupos decidieron convocar. Empieza tras el tiempo de reflexión, salvo que dos grupos lo detengan.
ballot-decided-stand-down = Los grupos decidieron cancelar. Empieza tras el tiempo de reflexión, salvo que dos grupos lo detengan.
ballot-decided-hold = Los grupos no se pusieron de acuerdo: el plan queda en espera.
ballot-halted = Dos grupos detuvieron la decisión. El plan queda en espera y puede abrirse otra votación.
ballot-withdrawn = Dos grupos retiraron esta votación. No se decidió nada. Lo votado sigue abajo, con sus motivos; el plan queda en espera y puede abrirse otra votación.
ballot-started-call = Se convocó.
ballot-started-stand-down = Se canceló.
ballot-started-hold = El plan queda en espera. Puede abrirse otra votación.
ballot-words = Sobre qué vota
ballot-words-past = Sobre qué se votó
ballot-words-lead = Versión { $number } del plan.
ballot-outcomes-show = Lo que se dice en cada resultado, y a quién
ballot-words-frozen = Congelada: estas palabras no pueden cambiar mientras los grupos votan.
ballot-events = Los eventos
ballot-events-none = Ningún evento forma parte de este plan.
ballot-events-show = { $count ->
    [one] Mostrar el evento
   *[other] Mostrar los { $count } eventos
 }
ballot-groups = Los grupos
ballot-group = Grupo
ballot-says = Dice
ballot-reason = Motivo
ballot-signed-opening = firmó la apertura
ballot-silent = nada todavía
ballot-no-passkey = nadie con una llave de acceso que cuente
ballot-recalled = Se revocó a la persona delegada.
ballot-left-coalition = Salió de la coalición.
ballot-halts = Quiere detenerlo: { $reason }
ballot-withdraws = Quiere que se retire esta votación: { $reason }
ballot-count = El recuento
ballot-count-spoken = Han hablado { $spoken } de { $all } grupos; deben hablar { $quorum }.
ballot-count-counted = { $count ->
    [one] Cuenta { $count } grupo.
   *[other] Cuentan { $count } grupos.
 }
ballot-count-side = { $for } a favor, hacen falta { $needed }
ballot-count-blocked = detenido por bloqueos
choice-call = Convocar
choice-call-hint = Actuamos.
choice-stand-down = Cancelar
choice-stand-down-hint = No actuamos.
choice-hold = Esperar
choice-hold-hint = Todavía no. Cuenta, por ninguno.
choice-stand-aside = Abstenerse
choice-stand-aside-hint = Que decidan los demás. Se oye, pero no cuenta.
choice-block-call = Bloquear la convocatoria
choice-block-call-hint = No podemos aceptar una convocatoria. Necesita un motivo.
choice-block-stand-down = Bloquear la cancelación
choice-block-stand-down-hint = No podemos aceptar que se cancele. Necesita un motivo.
ballot-vote-heading = El voto de su grupo
ballot-vote-now = { $group } dice: { $choice }
ballot-vote-none = { $group } aún no ha dicho nada.
ballot-vote-choice = ¿Qué dice su grupo?
ballot-vote-reason = Motivo
ballot-vote-reason-hint = Lo ven todos los grupos que deciden. Un bloqueo necesita uno.
ballot-reason-hint = Lo ven todos los grupos que deciden.
ballot-vote-passkey = Firmar con
ballot-vote-button = Firmar el voto
ballot-open-heading = Abrir la votación
ballot-open-text = Lea las palabras, la regla y la lista de grupos. Con su firma dice: sobre esto votamos.
ballot-open-button = Firmar la apertura
ballot-halt-heading = Detenerlo
ballot-halt-text = Si un segundo grupo hace lo mismo antes del inicio, el plan vuelve a quedar en espera.
ballot-halt-button = Firmar para detener
ballot-withdraw-heading = Retirar esta votación
ballot-withdraw-text = Si un segundo grupo coordinador hace lo mismo mientras no haya nada decidido, la votación termina sin resultado. Lo votado se sigue viendo, con ambos motivos; el plan queda en espera, y se puede cambiar y volver a votar.
ballot-withdraw-button = Firmar el retiro
ballot-withdraw-prepared = Su grupo preparó esta votación, y no está abierta. Puede retirarla; nadie ha votado y el plan queda como está.
ballot-withdraw-prepared-button = Retirar esta votación
ballot-recall-heading = Revocar a su delegada o delegado
ballot-recall-text = Si firman dos personas de su grupo, el voto del grupo queda anulado y vota la persona suplente hasta la próxima votación.
ballot-recall-button = Firmar la revocación
ballot-recall-self-heading = Dejar su voto
ballot-recall-self-text = Usted es la persona delegada de su grupo. Si firman usted y otra persona del grupo, queda revocada: el voto del grupo se anula y solo la persona suplente vota hasta la próxima votación. No se puede retirar.
ballot-recall-self-button = Firmar mi propia revocación
ballot-sign-none = Usted no tiene una llave de acceso que cuente en esta votación. Las nuevas cuentan en la próxima.
ballot-sign-scripts = Firmar requiere una llave de acceso, y para eso scripts. Actívelos o use otro navegador.
ballot-sign-working = Esperando su llave de acceso …
ballot-sign-failed = No se firmó. No cambió nada. Inténtelo de nuevo; si tiene varias llaves, elija la de este dispositivo.
ballot-receipt-heading = Su firma cuenta
ballot-receipt-text = Guarde este recibo. Con él podrá comprobar después que este registro, y todos los anteriores, se contaron.
ballot-file = Guardar la votación como archivo
ballot-file-hint = Cualquiera puede volver a contarla con «clarion verify ballots».
ballot-problem = Eso no se contó

# Rechazos.
plan-refused-title = Dé al plan un título en inglés y en español, de 150 caracteres como máximo cada uno.
plan-refused-scenarios = Describa de 1 a 20 situaciones, cada una en inglés y en español, de 10,000 caracteres como máximo.
plan-refused-words = Escriba el asunto y las palabras de cada resultado, en inglés y en español.
plan-refused-waves = Un resultado tiene como máximo 8 oleadas, y cerca significa de 1 a 500 millas.
plan-refused-zone = Elija una zona horaria de la lista.
plan-refused-minutes = El tiempo de consulta y el de reflexión duran de 0 minutos a 30 días.
plan-refused-dates = Dé a la fecha límite un día y una hora.
plan-refused-quorum = El cuórum es una parte de los grupos, de 0 a 100 por ciento.
plan-refused-too-many = Una regla cuenta como máximo 500 grupos. Elija un número menor.
plan-refused-numbers = Escriba números enteros.
plan-refused-unknown = No existe ese plan, o alguien lo cambió. Vuelva a cargar la página.
plan-refused-saved-meanwhile = Alguien guardó este plan mientras usted escribía. Mire qué cambió y guarde de nuevo.
plan-refused-frozen = Este plan está congelado. Se puede cambiar cuando está en espera.
plan-refused-fact = Diga qué ocurrió y cómo lo sabe, cada cosa en 2,000 caracteres como máximo.
plan-refused-too-many-facts = Este plan tiene 1,000 hechos; no caben más.
ballot-refused-format = Este plan no se puede congelar. Vuelva a cargar la página.
ballot-refused-electorate = Una votación necesita al menos dos grupos que deciden.
ballot-refused-passkeys = Una llave de acceso no puede votar. Pida que se quite y se haga de nuevo.
ballot-refused-events = Un plan tiene como máximo 2,000 eventos.
ballot-refused-deadline = La fecha límite debe ser posterior al tiempo de consulta. Cambie primero el plan.
ballot-refused-plan-frozen = Los grupos ya votan sobre este plan, o ya terminó.
ballot-refused-changed = Algo cambió desde que se preparó esta votación. Prepárela de nuevo, para que ambas personas firmen lo mismo.
ballot-refused-no-site = Las llaves de acceso no funcionan en esta dirección. Pregunte a quien mantiene el servidor.
ballot-refused-words = Estas palabras no se pueden firmar aquí. Vuelva a cargar la página.
ballot-refused-other-ballot = Esto se firmó para otra votación o para otras palabras que las del plan congelado. Vuelva a cargar la página.
ballot-refused-not-in-electorate = Su grupo no vota en esta votación.
ballot-refused-unknown-passkey = Esta llave de acceso no se congeló con la votación, así que no cuenta hasta la próxima.
ballot-refused-other-group = Esta llave de acceso es de otro grupo y no puede hablar por este.
ballot-refused-not-delegate = Solo la persona delegada o suplente de su grupo puede hacerlo.
ballot-refused-recalled = Su grupo revocó a su persona delegada. La suplente vota hasta la próxima votación.
ballot-refused-replayed = Esta firma ya se usó.
ballot-refused-stale = Su grupo votó después de que se mostró esta página. Mire su voto y firme de nuevo.
ballot-refused-other-reason = El motivo no es el que se firmó. Firme de nuevo.
ballot-refused-reason-missing = Un bloqueo, una detención y un retiro necesitan un motivo.
ballot-refused-reason-too-long = Un motivo tiene como máximo 1,000 caracteres.
ballot-refused-not-open = Esta votación no está abierta.
ballot-refused-ended = La votación terminó: se alcanzó un resultado antes de que llegara esto.
ballot-refused-opened-already = Su grupo ya firmó la apertura. Debe firmar también alguien de otro grupo que decide.
ballot-refused-recall-signed = Usted ya firmó esta revocación. Debe firmar también otra persona de su grupo.
ballot-refused-nothing-to-halt = No hay ninguna decisión que aún se pueda detener.
ballot-progress = Ver cómo van los correos
ballot-code = Cualquiera puede leer y comprobar las palabras con el código { $code }
ballot-refused-notice-words = Las palabras de un resultado no se pueden publicar así. Escriba cada dirección web completa, empezando por https://, y no deje espacios al final de las líneas.
ballot-refused-halted-already = Su grupo ya pidió detenerlo. Falta un grupo más.
ballot-refused-withdrawn = Esta votación fue retirada.
ballot-refused-withdraws-already = Su grupo ya pidió retirar esta votación. Falta un grupo coordinador más.
ballot-refused-can-be-decided = Este plan no tiene tiempo de reflexión; su votación solo puede retirarse cuando ya no puede decidir nada.
ballot-refused-is-open = Esta votación está abierta. Dos grupos coordinadores pueden retirarla firmando en su página.
ballot-refused-of-other-group = Otro grupo preparó esta votación. Solo ese grupo puede retirarla antes de que se abra.
ballot-refused-left = Su grupo salió de la coalición y cuenta como silencio.
ballot-refused-too-many-changes = Un grupo puede votar 50 veces en una votación.
ballot-refused-full = Esta votación no admite más registros.
ballot-refused-order = Algo se interpuso. Vuelva a cargar la página.
ballot-refused-not-the-outcome = La regla no da este resultado ahora.
ballot-refused-malformed = La respuesta de la llave de acceso no se puede leer. Inténtelo de nuevo.
ballot-refused-type = No se pidió a la llave de acceso que firmara, sino otra cosa.
ballot-refused-challenge = La llave de acceso firmó otra cosa que estas palabras.
ballot-refused-origin = La llave de acceso firmó en otro sitio que este.
ballot-refused-cross-origin = La llave de acceso firmó dentro de una página de otro sitio.
ballot-refused-relying-party = La llave de acceso es de otro sitio.
ballot-refused-signature = La firma no es de esta llave de acceso.
ballot-refused-not-present = La llave de acceso firmó sin que hubiera nadie.
ballot-refused-not-verified = La llave de acceso no comprobó quién es usted. Desbloquéela con su dedo, su cara o su PIN.

# Llaves de acceso que esperan
passkeys-waiting-title = Llaves de acceso en espera
passkeys-waiting-lead = Una llave de acceso nueva de alguien que vota o firma por un grupo cuenta { $wait } después de entrar en el registro de la coalición. Confirme una antes solo si quien la tiene le dijo, en persona o en una llamada, que es suya. Usted confirma con su propia llave de acceso; su firma queda en el registro.
passkeys-waiting-lead-none = En esta coalición una llave de acceso nueva cuenta en cuanto está en el registro.
passkeys-wait-hours = { $count ->
    [one] 1 hora
   *[other] { $count } horas
 }
passkeys-wait-days = { $count ->
    [one] 1 día
   *[other] { $count } días
 }
passkeys-wait-minutes = { $count ->
    [one] 1 minuto
   *[other] { $count } minutos
 }
passkeys-waiting-none = Ninguna llave de acceso espera.
passkeys-waiting-member = Miembro
passkeys-waiting-until = Cuenta desde { $when }, o cuando alguien de otro grupo coordinador la confirme.
passkeys-waiting-confirm = Confirmar la llave de acceso de { $name }
passkeys-waiting-first = Quien confirma firma con una llave de acceso que ya cumplió su propia espera. Por eso en una coalición joven todas las primeras llaves esperan: haga que delegados y suplentes registren las suyas días antes de la primera votación.
passkeys-waiting-signer-gone = Cuenta desde { $when }. La llave de acceso que la confirmó ya no cuenta.
passkeys-confirm-title = Confirmar la llave de acceso de { $name }
passkeys-confirm-lead = Hágalo solo si quien la tiene le dijo, en persona o en una llamada, que la acaba de registrar. Quien entra en un buzón ajeno también puede escribirle a usted.
passkeys-confirm-holder = Titular
passkeys-confirm-group = Grupo
passkeys-confirm-post = Puesto
passkeys-confirm-counts = Cuenta por sí sola desde
passkeys-confirm-heading = Firme con su llave de acceso
passkeys-confirm-text = Usted firma por { $group }. La llave cuenta de inmediato, en toda votación que se prepare desde ahora. Su firma queda en el registro de la coalición y en el archivo de cada decisión que se apoye en ella, donde cualquiera puede comprobarla. No se puede retirar.
passkeys-confirm-button = Confirmar y firmar
passkeys-confirm-none = No tiene ninguna llave de acceso que pueda confirmar por su grupo. Debe haber cumplido su propia espera; una que cuenta porque alguien la confirmó no puede confirmar otras.
passkeys-confirm-not-you = Usted no puede confirmar esta llave de acceso. Debe hacerlo alguien sin puesto en su grupo, y se confirma una sola vez.
passkey-refused-over = Esta llave de acceso ya no espera.
passkey-refused-not-steering = Solo un grupo que coordina la coalición puede confirmar una llave de acceso.
passkey-refused-other-words = Esto se firmó para otra llave de acceso o para otra cosa. Cargue la página de nuevo.
passkey-refused-other-signer = Esta llave de acceso no cuenta para el grupo por el que usted actúa.
passkey-refused-signer-waits = La llave con la que firmó está ella misma en espera. Debe firmar una que ya cumplió la suya.
passkey-refused-own-group = Debe confirmar esta llave alguien de otro grupo: usted tiene un puesto en el suyo.
# Drills.
plan-drills = Simulacros
plan-drills-lead = Un simulacro hace todo menos enviar: fija a quién se avisaría, escribe cada correo y cuenta. Nada de él puede llegar a nadie, y no se publica nada.
plan-drill-what = Qué ensayar
plan-drill-start = Hacer un simulacro
plan-drill-of = { $when }: { $outcome }
drill-refused-nobody = En este resultado no se avisa a nadie por mensaje, así que no hay nada que ensayar. Déle primero una oleada.
drill-refused-runs = Hay un simulacro de este plan en marcha. Espere a que termine o deténgalo.

# Readiness.
readiness-title = Preparación
readiness-lead = Lo que todavía falta para poder llevar a cabo este plan. Cada línea lleva a donde se arregla.
readiness-stuck = La votación abierta sobre este plan ya no puede decidir nada. Lo que está aquí cuenta en la próxima. Vea cómo se puede terminar.
readiness-ready = Listo
readiness-outcomes = Palabras y alcance
readiness-groups = Grupos coordinadores
readiness-groups-none = De los { $count } grupos coordinadores ninguno está listo todavía. Listo está un grupo con delegado, suplente y una llave de acceso suya que cuenta ahora.
readiness-groups-ready = Están listos { $ready } de { $count } grupos coordinadores: cada uno con delegado, suplente y una llave de acceso suya que cuenta ahora.
readiness-events = Eventos
readiness-events-empty = Todavía no hay eventos
readiness-events-empty-text = Un plan funciona sin eventos; solo donde los hay se avisa a anfitriones y asistentes.
readiness-events-lack = Eventos a los que les falta algo
readiness-states = Eventos por estado
readiness-state = Estado
readiness-count = Eventos
readiness-expected = Se esperan
readiness-coming = Irán
ready-no-state = Sin estado
ready-not-vetted = Nadie de otro grupo lo ha verificado todavía
ready-held-back = Un cambio espera a que otros grupos lo confirmen
ready-past = Ya pasó: cámbielo de fecha o cancélelo
ready-no-access = No se indica nada sobre la accesibilidad
ready-no-expected = Nadie ha dicho cuántas personas se esperan
ready-no-delegate = No ha nombrado delegado
ready-no-deputy = No ha nombrado suplente
ready-no-passkey = Ni el delegado ni el suplente tienen una llave de acceso que cuente ahora
ready-no-words = Sus palabras no se pueden publicar tal como están: escriba cada dirección web entera, empezando por https://
ready-tells-nobody = No avisa a nadie por mensaje
ready-no-drill = Todavía no ha terminado ningún simulacro
ready-old-drill = El plan cambió desde su último simulacro
ready-last-drill = Último simulacro: { $when }
ready-wave = Oleada { $wave }: unas { $people } personas por correo.

# Correos a quienes votan. Nombran el plan y nada de lo que dice.
ballot-mail-opened-subject = { $coalition }: hay una votación abierta sobre { $plan }
ballot-mail-opened = Hay una votación abierta sobre este plan.
ballot-mail-no-voice = { $group } guarda silencio en esta votación: ninguna llave de acceso de su delegado o suplente contaba cuando se preparó. La suya cuenta en la próxima.
ballot-mail-voice = { $group } tiene una voz. Usted puede darla, como delegado o suplente, con su llave de acceso. Antes, consúltelo con su grupo.
ballot-mail-not-yours = { $group } tiene una voz, pero ninguna llave de acceso de usted cuenta en esta votación, así que no puede darla usted. Puede darla quien más sea su delegado o suplente. Una llave que añada ahora cuenta en una votación posterior.
ballot-mail-awaited-subject = { $coalition }: la votación sobre { $plan } espera una segunda firma
ballot-mail-awaited = Un grupo coordinador firmó la apertura de una votación sobre este plan. Debe firmar alguien de otro grupo coordinador antes de que alguien pueda votar.
ballot-mail-awaited-sign = Usted puede, con su llave de acceso. Lea primero sobre qué se votaría; si algo está mal, déjelo sin firmar.
ballot-mail-awaited-other = Ninguna llave de acceso de usted cuenta en esta votación, así que no puede firmarla usted. Otras personas de { $group } pueden.
ballot-mail-consult = Hasta el { $when } los grupos consultan: todavía no se decide nada, y todo voto se puede cambiar.
ballot-mail-ends = La votación termina el { $when }.
ballot-mail-ending-subject = { $coalition }: su grupo no ha votado sobre { $plan }
ballot-mail-ending = { $group } aún no ha votado. Usted puede dar su voz, como delegado o suplente, con su llave de acceso.
ballot-mail-decided-subject = { $coalition }: terminó la votación sobre { $plan }
ballot-mail-call = Los grupos decidieron convocar.
ballot-mail-stand-down = Los grupos decidieron suspender.
ballot-mail-hold = Los grupos no se pusieron de acuerdo: el plan queda en espera. Se puede cambiar y volver a votar.
ballot-mail-halt-until = Empieza el { $when }. Hasta entonces dos grupos coordinadores cualesquiera pueden detenerla, firmando en la página de la votación.
ballot-mail-starts-now = Empieza ahora, y ya no se puede detener.
ballot-mail-started = Empezó el { $when }, y ya no se puede detener.
ballot-mail-halted-subject = { $coalition }: se detuvo la decisión sobre { $plan }
ballot-mail-halted = Dos grupos coordinadores detuvieron la decisión. El plan queda en espera; sus motivos están en la página de la votación. Se puede cambiar y volver a votar.
ballot-mail-withdrawn-subject = { $coalition }: se retiró la votación sobre { $plan }
ballot-mail-withdrawn = Dos grupos coordinadores retiraron la votación. No se decidió nada, y nada empieza; lo votado y sus motivos están en la página de la votación. El plan queda en espera, y se puede cambiar y volver a votar.
ballot-mail-button = Abrir la votación
ballot-mail-not-here = Lo que dice el plan está en esa página y no en este correo. Nadie necesita de usted un código ni una respuesta.
ballot-mail-why = Recibe este correo porque es delegado o suplente de { $group }.

# Cuánto esperan las llaves de acceso nuevas.
passkeys-wait-heading = Cuánto espera una llave de acceso nueva
passkeys-wait-text = Lo cambian dos personas de distintos grupos coordinadores, cada una con una llave de acceso que ya cumplió su espera. No cambia mientras hay una votación en curso, y cada votación conserva el tiempo con el que se preparó.
passkeys-wait-no-time = Nada de tiempo
passkeys-wait-to = Cambiar a: { $wait }
passkeys-wait-wanted = { $who } firmó por: { $wait }
passkeys-wait-title = Cuánto esperan las llaves: { $wait }
passkeys-wait-lead-shorter = Cuanto menos esperan las llaves, antes puede votar quien entra en el buzón de un delegado. Sin espera, nadie lo nota entretanto.
passkeys-wait-lead-longer = Quien pasa a ser delegado, o cambia de teléfono, vota solo después de este tiempo, o cuando alguien de otro grupo confirma su llave. Una llave que cuenta hoy y no lleva tanto tiempo en el registro vuelve a esperar.
passkeys-wait-part = Espera de llaves nuevas
passkeys-wait-now = Ahora
passkeys-wait-then = Después
passkeys-wait-signed = Firmó
passkeys-wait-sign-first = Usted firma por { $group }. Cambia cuando alguien de otro grupo coordinador firma lo mismo.
passkeys-wait-sign-second = Usted firma por { $group }. Otro grupo ya firmó lo mismo: con su firma cambia de inmediato.
passkeys-wait-button = Firmar el cambio
passkeys-wait-none = No tiene ninguna llave de acceso que pueda firmar esto por su grupo: debe haber cumplido su propia espera.
passkey-refused-wait-ballot = Hay una votación en curso. El tiempo de espera queda como está hasta que termine.
passkey-refused-wait-not-steering = Solo los grupos que coordinan la coalición deciden cuánto esperan las llaves.
passkey-refused-wait-nothing = Las llaves ya esperan ese tiempo.
passkey-refused-wait-other-words = Esto se firmó para otro tiempo que este. Cargue la página de nuevo.
passkey-refused-wait-signer = Solo puede firmar esto una llave que cuenta para su grupo y que ya cumplió su propia espera.
