// What the page says, in both languages.

export type Lang = "en" | "es";

const WHY = {
  shape: ["The file is no decision and no notice of Clarion, or a part of it cannot be read.", "El archivo no es una decisión ni un aviso de Clarion, o no se puede leer una parte."],
  writing: ["The file is not written as Clarion writes it: something in it was changed, cut or added.", "El archivo no está escrito como lo escribe Clarion: algo se cambió, se cortó o se añadió."],
  format: ["The file is of another kind than this page knows.", "El archivo es de otro tipo que los que conoce esta página."],
  electorate: ["The electorate is not sound: a passkey cannot vote, stands twice, or one person is two.", "El electorado no es correcto: una llave de acceso no puede votar, está dos veces, o una persona son dos."],
  plan: ["The plan was changed: its hash is not the one that was signed.", "El plan fue cambiado: su huella no es la que se firmó."],
  order: ["The records are not in their order, or one is missing.", "Los asientos no están en orden, o falta uno."],
  "not-open": ["A record came when the ballot did not take it.", "Un asiento llegó cuando la votación ya no lo admitía."],
  "not-the-outcome": ["The rule does not give this outcome at this time.", "La regla no da este resultado en ese momento."],
  "not-in-electorate": ["A record is of a group that does not vote.", "Un asiento es de un grupo que no vota."],
  "other-ballot": ["A record was signed for another ballot or another plan.", "Un asiento se firmó para otra votación u otro plan."],
  "other-passkey": ["A record was signed with a passkey that was not frozen for this group.", "Un asiento se firmó con una llave que no estaba fijada para ese grupo."],
  "not-delegate": ["A record was signed by somebody who does not speak for the group.", "Un asiento lo firmó alguien que no habla por el grupo."],
  "used-twice": ["A signature was used twice, or the same group did the same twice.", "Una firma se usó dos veces, o el mismo grupo hizo lo mismo dos veces."],
  "other-reason": ["A reason is not the one that was signed.", "Un motivo no es el que se firmó."],
  "signed-other": ["A passkey signed something else than these words.", "Una llave firmó otra cosa que estas palabras."],
  "signed-elsewhere": ["A passkey signed on another site than this ballot's.", "Una llave firmó en otro sitio que el de esta votación."],
  signature: ["A signature is not of the passkey that the file names.", "Una firma no es de la llave que nombra el archivo."],
  "nobody-there": ["A passkey signed without checking that its holder was there.", "Una llave firmó sin comprobar que su dueño estaba ahí."],
  chain: ["A record was changed, dropped or added: the receipts do not lead to the end that the file names.", "Se cambió, se quitó o se añadió un asiento: los recibos no llevan al final que nombra el archivo."],
  outcome: ["The file names another outcome than its ballots and its rule give.", "El archivo nombra otro resultado que el que dan sus votos y su regla."],
  sum: ["The file was changed: its sum is another.", "El archivo fue cambiado: su suma es otra."],
  key: ["A public key cannot be read: it was changed or cut.", "Una clave pública no se puede leer: fue cambiada o cortada."],
  "other-key": ["The file is of another log than the key you gave: nobody vouches for it.", "El archivo es de otro registro que la clave que usted dio: nadie responde por él."],
  note: ["A signed text cannot be read.", "Un texto firmado no se puede leer."],
  checkpoint: ["The log did not sign this state, or a signature under it is of nobody that the file names.", "El registro no firmó este estado, o una firma es de alguien que el archivo no nombra."],
  proof: ["The log's proof does not fit: a part is missing, too much, or out of order.", "La prueba del registro no encaja: falta o sobra una parte, o está en otro orden."],
  "not-in-log": ["The coalition's log does not hold a part of this as the file tells it.", "El registro de la coalición no contiene una parte de esto como la cuenta el archivo."],
  "passkey-time": ["A passkey counts earlier than its entry in the log and the waiting time allow.", "Una llave cuenta antes de lo que permiten su entrada en el registro y el tiempo de espera."],
  confirmation: ["The confirmation of a passkey does not hold: it was signed for something else, or not by a passkey of another group that had itself waited.", "La confirmación de una llave no vale: se firmó para otra cosa, o no la firmó una llave de otro grupo que ya había cumplido su espera."],
  "notice-not-signed": ["The coalition did not sign these words: they or the signature were changed.", "La coalición no firmó estas palabras: se cambiaron ellas o la firma."],
  "notice-form": ["The signed words are not in the form of a notice.", "Las palabras firmadas no tienen la forma de un aviso."],
  "notice-words": ["The notice holds other words than the plan says for this outcome.", "El aviso contiene otras palabras que las que dice el plan para este resultado."],
  "too-large": ["The file is larger than any that Clarion writes.", "El archivo es más grande que cualquiera que escribe Clarion."],
} as const;

export type Why = keyof typeof WHY;

const PAGE = {
  title: ["Check a decision or a notice", "Comprobar una decisión o un aviso"],
  lead: [
    "Choose a file from the page of a notice. Everything is checked here, in your browser: the file never leaves your device, and this page asks no other computer anything. It works from a copy, too.",
    "Elija un archivo de la página de un aviso. Todo se comprueba aquí, en su navegador: el archivo no sale de su dispositivo y esta página no pregunta nada a ninguna otra computadora. También funciona desde una copia.",
  ],
  key: ["The log's public key, as you wrote it down (if you have it)", "La clave pública del registro, como usted la anotó (si la tiene)"],
  "key-hint": ["For example lanterns.example+1a2b3c4d+AbCd…: a name, eight letters and digits, and the key, with a plus sign between them.", "Por ejemplo lanterns.example+1a2b3c4d+AbCd…: un nombre, ocho letras y cifras, y la clave, con un signo más entre ellos."],
  "key-typed": ["This key cannot be read: a letter is missing, or is another. Compare it with what you wrote down, capitals and small letters too; or leave the field empty.", "Esta clave no se puede leer: falta una letra, o es otra. Compárela con lo que anotó, también mayúsculas y minúsculas; o deje el campo vacío."],
  skip: ["Skip to the content", "Ir al contenido"],
  back: ["Back to the page of the code", "Volver a la página del código"],
  file: ["Decision file or notice file", "Archivo de decisión o de aviso"],
  drop: ["Or drop it anywhere on this page.", "O suéltelo en cualquier parte de esta página."],
  working: ["Checking …", "Comprobando …"],
  holds: ["It holds", "Es válido"],
  "holds-if": ["It holds, if the key below is the coalition's", "Es válido, si la clave de abajo es la de la coalición"],
  refused: ["Do not believe this file", "No crea en este archivo"],
  call: ["The groups decided to call.", "Los grupos decidieron convocar."],
  hold: ["Nothing was decided: hold.", "No se decidió nada: en espera."],
  "stand-down": ["The groups decided to stand down.", "Los grupos decidieron suspender."],
  open: ["This ballot has no outcome yet.", "Esta votación aún no tiene resultado."],
  withdrawn: ["Two groups withdrew this ballot: nothing was decided, and nothing starts.", "Dos grupos retiraron esta votación: no se decidió nada, y nada empieza."],
  "not-started": ["It has not started, so there is no notice yet.", "Aún no ha empezado; por eso no hay aviso."],
  "no-notice": ["It has started, but the file holds no notice: it was withdrawn or left out.", "Ya empezó, pero el archivo no contiene aviso: fue retirado u omitido."],
  notice: ["The coalition signed these words, and its log holds them.", "La coalición firmó estas palabras y su registro las contiene."],
  "notice-of": ["The notice holds the words that the plan says for this outcome.", "El aviso contiene las palabras que el plan dice para este resultado."],
  groups: ["What each group said", "Lo que dijo cada grupo"],
  group: ["Group", "Grupo"],
  says: ["says", "dice"],
  silent: ["silent", "en silencio"],
  left: ["left", "se fue"],
  checked: ["What was checked", "Lo que se comprobó"],
  records: ["records, each with its signature, lead to this and to nothing else", "asientos, cada uno con su firma, llevan a esto y a nada más"],
  passkeys: ["passkeys stood in the log before the plan, long enough or with a second group's signature", "llaves estaban en el registro antes del plan, el tiempo debido o con la firma de un segundo grupo"],
  wait: ["The plan that was signed has new passkeys wait", "El plan que se firmó hace esperar a las llaves nuevas"],
  vouched: ["signed for a passkey that did not wait, with one that had", "firmó por una llave que no esperó, con una que sí"],
  "no-log": ["The file holds no proof from the coalition's log. Until it does, it is no whole decision.", "El archivo no contiene prueba del registro de la coalición. Mientras falte, no es una decisión completa."],
  "log-checked": ["The log's own signature and those of its witnesses were checked:", "Se comprobaron la firma del registro y las de sus testigos:"],
  "log-unchecked": ["This browser cannot check Ed25519: the log's signature was NOT checked. Use a newer one, or the program.", "Este navegador no puede comprobar Ed25519: la firma del registro NO se comprobó. Use uno más nuevo, o el programa."],
  witnesses: ["witnesses", "testigos"],
  "no-key": ["You gave no key: this holds only if you know this public key from elsewhere:", "No dio ninguna clave: esto vale solo si conoce esta clave pública por otra vía:"],
  "key-known": ["The log is the one whose key you gave.", "El registro es el de la clave que usted dio."],
  sum: ["Sum", "Suma"],
  program: ["The program checks the same, and the links and number of the notice, the writing of every text, and receipts:", "El programa comprueba lo mismo, y los enlaces y el número del aviso, la forma de cada texto y los recibos:"],
  "call-choice": ["call", "convocar"],
  "stand-down-choice": ["stand down", "suspender"],
  "hold-choice": ["hold", "esperar"],
  "stand-aside-choice": ["stand aside", "abstenerse"],
  "block-call-choice": ["block the call", "bloquear la convocatoria"],
  "block-stand-down-choice": ["block the stand-down", "bloquear la suspensión"],
  other: ["Español", "English"],
} as const;

export type Words = keyof typeof PAGE;

export function say(lang: Lang, id: Words): string {
  return PAGE[id][lang === "en" ? 0 : 1];
}

export function sayWhy(lang: Lang, why: Why): string {
  return WHY[why][lang === "en" ? 0 : 1];
}
