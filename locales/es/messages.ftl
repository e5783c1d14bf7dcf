# Palabras de una coalición en camino: correos, dejar de recibirlos.
mail-call-true = ¿Son de verdad nuestras palabras? Escriba usted esta dirección e introduzca el código, o ábrala aquí:
mail-call-why = Recibe este correo porque aceptó las convocatorias de { $coalition } con { $group }.
mail-call-leave = No recibir más convocatorias de { $coalition }
leave-calls-title = Dejar las convocatorias de { $coalition }
leave-calls-text = Pulse el botón y ningún grupo de { $coalition } le enviará más convocatorias. Sigue en las listas cuyas noticias pidió.
leave-calls-button = Detener estas convocatorias
left-calls-title = Ya no recibirá más convocatorias
left-calls-text = Ningún grupo de { $coalition } le enviará más convocatorias. Un correo que ya esté en camino aún puede llegar.
