# Palabras de una coalición en camino: correos, dejar de recibirlos.
mail-call-event = Su evento: { $event }
mail-call-true = ¿Son de verdad nuestras palabras? Escriba usted esta dirección e introduzca el código, o ábrala aquí:
mail-call-why = Recibe este correo porque aceptó las convocatorias de { $coalition } con { $group }.
mail-call-joined = Usted estaba en la lista de { $former }. Ese grupo pasó a formar parte de { $group }, que ahora tiene su registro. El enlace de abajo termina sus convocatorias y sus noticias.
mail-call-leave = No recibir más convocatorias de { $coalition }
leave-calls-title = Dejar las convocatorias de { $coalition }
leave-calls-text = Pulse el botón y ningún grupo de { $coalition } le enviará más convocatorias. Sigue en las listas cuyas noticias pidió.
leave-calls-group = También deja las noticias de { $group }.
leave-calls-button = Detener estas convocatorias
left-calls-title = Ya no recibirá más convocatorias
left-calls-text = Ningún grupo de { $coalition } le enviará más convocatorias. Un correo que ya esté en camino aún puede llegar.
# Por dónde va un envío.
sending-call = La convocatoria
sending-hold = El aviso de espera
sending-stand-down = La desconvocatoria
sending-correction = La corrección
drill-call = Simulacro: la convocatoria
drill-hold = Simulacro: el aviso de espera
drill-stand-down = Simulacro: la cancelación
drill-correction = Simulacro: la corrección
sending-plan = El plan
sending-ballot = La votación que lo decidió
sending-code = La página de su código, { $code }
sending-drill = Esto es un simulacro. Cada correo se escribe y se cuenta como si se entregara; nada sale de este servidor.
sending-running = En camino
sending-running-text = Se están entregando los correos, primero las primeras oleadas.
sending-running-drill = Se están escribiendo los correos, primero las primeras oleadas. No se entrega ninguno.
sending-paused = En pausa
sending-paused-until = Un grupo lo puso en pausa. Si ningún otro grupo coordinador dice lo mismo, sigue { $when }.
sending-paused-group = Dos grupos coordinadores lo pusieron en pausa. Sigue cuando dos personas de grupos coordinadores distintos lo reanuden.
sending-paused-errors = Se detuvo solo: fallaron demasiados correos. Vea los motivos más abajo, corrija lo que haga falta y reanude con dos personas de grupos coordinadores distintos.
sending-paused-outbox = Se detuvo solo: no hay servidor de correo y son más correos de los que admite la bandeja de pruebas. Configure CLARION_SMTP_URL, reinicie y reanude.
sending-stopped = Detenido
sending-stopped-text = Dos grupos coordinadores lo terminaron. Quien aún espera no recibe nada.
sending-ended = Terminado
sending-ended-text = A cada persona se le entregó, se le negó con un motivo, o figura como dudosa.
sending-ended-drill = Se escribieron todos los correos: se habrían entregado, o se negarían con un motivo.
waves-heading = Oleadas
waves-caption = Personas por oleada y qué pasó con su correo
wave-column = Oleada
wave-audience = Personas
wave-handed-over = Entregados
wave-refused = Negados
wave-in-doubt = Dudosos
wave-waiting = En espera
wave-all = Todas
wave-who = Oleada { $wave }: { $who }.
wave-near-places = simpatizantes cerca de estos lugares
wave-reached = quienes recibieron las palabras anteriores, o pudieron recibirlas
wave-first = El primer correo se entregó { $when }.
wave-ended = Se terminó con el último { $when }.
wave-first-drill = El primer correo se escribió { $when }.
refusals-heading = Por qué hay quien no recibe nada
refusal-left = se dieron de baja o ya no hay consentimiento
refusal-suppressed = no se debe escribir a su buzón
refusal-often-enough = la coalición ya les escribió bastante esta semana
refusal-same-mailbox = alguien con el mismo buzón lo recibió
refusal-no-mailbox = el grupo ya no tiene su buzón
refusal-relay = el servidor de correo lo rechazó
refusal-unwritable = su buzón no se puede escribir en un correo
refusal-no-postal-address = el grupo no tiene dirección postal
refusal-tried-too-often = el servidor de correo lo rechazó por ahora, una y otra vez
doubts-heading = Dudosos
doubts-text = Nadie sabe si llegaron: el servidor de Clarion o el de correo se cortó a la mitad. No se envían otra vez. Busque el Message-ID en el registro del servidor de correo.
acts-heading = Qué hicieron las personas
act-pause = En pausa
act-resume = Reanudado
act-stop = Detenido
act-correct = Corregido
act-resume-said = Firmó para reanudar
act-stop-said = Firmó para detener
act-correct-said = Firmó una corrección
act-waits = espera a alguien de otro grupo coordinador
act-nothing = no llegó a nada: ocurrió otra cosa antes de que firmara alguien de otro grupo coordinador
sending-corrects = Corrige estas palabras
sending-corrected = Una corrección de estas palabras
# What people can do to it.
powers-heading = Lo que usted puede hacer
powers-two = Dos personas de grupos coordinadores distintos, cada una con una llave de acceso:
pause-text = Su grupo puede pausar esto una vez. Sigue por sí solo después de 15 minutos, salvo que otro grupo coordinador también lo pause.
pause-confirm-text = { $group } pausó esto. Si su grupo también lo pausa, queda en pausa hasta que dos personas de grupos coordinadores distintos lo reanuden.
pause-button = Pausarlo
pause-sign-in = Usted inició sesión hace más de una hora. Inicie sesión otra vez para pausarlo.
power-resume = Reanudarlo
power-stop = Detenerlo
power-correct = Corregirlo
power-means = Lo que eso significa
power-write-heading = Escriba lo que se va a hacer
power-write-text = Todavía no pasa nada. En la página siguiente lo firman dos personas de grupos coordinadores distintos, cada una con una llave de acceso.
power-reason = Motivo
power-reason-hint = Lo ven todos los grupos coordinadores.
power-go-on = Continuar para firmarlo
correct-subject-en = Asunto en inglés
correct-text-en = Palabras en inglés
correct-subject-es = Asunto en español
correct-text-es = Palabras en español
resume-means-waiting = { $count ->
    [one] Los correos siguen para { $count } persona que espera.
   *[other] Los correos siguen para { $count } personas que esperan.
 }
resume-means-reached = { $count ->
    [0] Nadie ha recibido todavía las palabras.
    [one] { $count } persona recibió las palabras, o pudo recibirlas, y no recibe nada dos veces.
   *[other] { $count } personas recibieron las palabras, o pudieron recibirlas, y no reciben nada dos veces.
 }
stop-means-waiting = { $count ->
    [0] Ya nadie espera.
    [one] { $count } persona todavía espera y no recibe nada de esto.
   *[other] { $count } personas todavía esperan y no reciben nada de esto.
 }
stop-means-reached = { $count ->
    [0] Nadie ha recibido todavía las palabras.
    [one] { $count } persona recibió las palabras, o pudo recibirlas. Ese correo no se puede retirar.
   *[other] { $count } personas recibieron las palabras, o pudieron recibirlas. Esos correos no se pueden retirar.
 }
stop-means-end = Detener es para siempre. Para retenerlo un rato, páuselo.
correct-means-reached = { $count ->
    [0] Nadie ha recibido todavía las palabras anteriores.
    [one] { $count } persona recibió las palabras anteriores, o pudo recibirlas, y recibe primero las nuevas.
   *[other] { $count } personas recibieron las palabras anteriores, o pudieron recibirlas, y reciben primero las nuevas.
 }
correct-means-waiting = { $count ->
    [0] Las palabras anteriores se detienen.
    [one] Las palabras anteriores se detienen. { $count } persona que todavía espera recibe las nuevas en su lugar.
   *[other] Las palabras anteriores se detienen. { $count } personas que todavía esperan reciben las nuevas en su lugar.
 }
correct-means-stopped = { $count ->
    [one] { $count } persona que esperaba cuando se detuvo no recibe nada, como se decidió.
   *[other] { $count } personas que esperaban cuando se detuvo no reciben nada, como se decidió.
 }
correct-means-notice = Las palabras nuevas se publican como aviso firmado en el registro público. Las anteriores también siguen allí.
drafts-heading = Espera firmas
drafts-text = Se hace cuando dos personas de grupos coordinadores distintos han firmado las mismas palabras.
act-resume-draft = Reanudarlo: véalo y firme
act-stop-draft = Detenerlo: véalo y firme
act-correct-draft = Corregirlo: vea las palabras y firme
act-written-by = Escrito por { $name }, { $group }
act-signed-by = Firmado por { $name }, { $group }
act-exact = Las palabras exactas que se firman
act-sign-heading = Fírmelo
act-sign-text = Su llave de acceso firma las palabras exactas de arriba.
act-sign-resume = Firmar: reanudarlo
act-sign-stop = Firmar: detenerlo
act-sign-correct = Firmar: enviar la corrección
act-sign-none = Usted no tiene ninguna llave de acceso que cuente aquí. Solo firman las llaves que contaban cuando se abrió la votación, cada una por su propio grupo.
act-state-done = Hecho
act-state-done-text = Dos personas de grupos coordinadores distintos firmaron esto.
act-state-void = Sin efecto
act-state-void-text = Ocurrió otra cosa desde que esto se escribió. Estas palabras ya no hacen nada.
act-state-waits = Su grupo firmó
act-state-waits-text = Espera a alguien de otro grupo coordinador.
act-state-one = Un grupo coordinador firmó
act-state-one-text = Con su firma se hace en el acto.
act-state-two = Todavía sin firmar
act-state-two-text = Deben firmar dos personas de grupos coordinadores distintos antes de que se haga.
power-refused-not-steering = Solo un grupo coordinador de esta coalición puede hacer esto.
power-refused-changed = Algo cambió desde que usted abrió la página. Véala de nuevo.
power-refused-not-now = Esto no se puede hacer tal como está ahora.
power-refused-unknown = No existe ese mensaje.
pause-refused-before = Su grupo ya pausó esto una vez. Pídaselo a otro grupo coordinador.
pause-refused-not-running = Esto no está en camino, así que no hay nada que pausar.
pause-refused-stale = Usted inició sesión hace más de una hora. Inicie sesión otra vez y luego páuselo.
act-refused-words = Escriba el asunto y las palabras en inglés y en español: como máximo 150 caracteres para un asunto y 10,000 para las palabras.
act-refused-notice-words = Las palabras no se pueden publicar tal como están. Escriba cada dirección web entera, empezando por https://.
act-refused-reason = Un motivo tiene como máximo 1,000 caracteres.
act-refused-too-often = Estas palabras ya se corrigieron diez veces, una tras otra. Convoque de nuevo.
act-refused-gone = Estas palabras fueron sustituidas por otras. Vea lo que se puede firmar ahora.
act-refused-other-words = Esto se firmó para otras palabras. Cargue la página de nuevo y firme otra vez.
act-refused-other-group = Esta llave de acceso habla por otro de sus grupos. Diga arriba por cuál actúa.
act-refused-passkey = Esta llave de acceso no cuenta aquí: no quedó fijada con la votación, o no es suya.
# What a drill came to.
wave-rendered = Escritos
drill-heading = Lo que dio el simulacro
drill-wave = Oleada { $wave }
drill-took = Escribir sus correos tomó { $seconds } segundos.
time-under-a-minute = menos de un minuto
drill-by-mail = Enviados por correo tomarían { $time }.
drill-not-yet = Todavía no termina. Cargue la página otra vez en un momento.
drill-stopped = El simulacro se detuvo antes de que se escribieran sus correos.
pace-registered = Calculado con { $count } correos por minuto, el ritmo registrado para el remitente de este servidor.
pace-measured = Calculado con { $count } correos por minuto, como salieron los correos de esta coalición el { $when }.
pace-unknown = No se sabe cuánto tomarían los correos: no hay un ritmo registrado para el remitente de este servidor, y esta coalición todavía no ha enviado 100 correos de una vez.
