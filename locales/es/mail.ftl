# Correos.
mail-greeting = Buenos días:
mail-greeting-name = Hola, { $name }:
mail-confirm-subject = Confirme su firma: { $title }
mail-confirm-lead = Usted pidió firmar «{ $title }». Falta un paso: siga hasta la página que muestra lo que firma y pulse allí el botón.
mail-go-on = Seguir para confirmar
mail-link-by-hand = Si el botón no funciona, abra esta dirección:
mail-confirm-days = El enlace sirve durante 30 días.
mail-not-me = ¿No fue usted?
mail-not-me-text = Entonces alguien escribió su dirección. Si no hace nada, no se firma nada. O avísenos: lo borramos y no le preguntamos más:
mail-why = Recibe este correo porque alguien escribió esta dirección en un formulario de { $group }.
mail-unsubscribe = No recibir más noticias de { $group }
mail-already-subject = Usted ya firmó: { $title }
mail-already-lead = Su firma en «{ $title }» ya está contada. No tiene que hacer nada.
mail-already-share = Puede ayudar enviando la petición a personas que conozca.
mail-already-button = Ver la petición
mail-already-not-me = Entonces alguien escribió su dirección. No se cambió nada.
