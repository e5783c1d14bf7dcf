//! The demo's words and names. All of it is made up; the states and their governors' offices are real.

/// The coalition's name.
pub const COALITION_NAME: &str = "Libraries for Every County";
/// Its address.
pub const COALITION_SLUG: &str = "libraries-for-every-county";
/// What it is.
pub const COALITION_ABOUT_EN: &str = "Readers, parents and library workers who want a library with useful opening hours in every county.\n\n\
    *This coalition is made up, to show what Clarion does. Its groups and people do not exist.*";
/// The same in Spanish.
pub const COALITION_ABOUT_ES: &str = "Lectoras, lectores, familias y personal de bibliotecas que quieren una biblioteca con buen horario en cada condado.\n\n\
    *Esta coalición es inventada, para mostrar lo que hace Clarion. Sus grupos y personas no existen.*";

/// What the coalition says in public.
pub const STATEMENT_TITLE_EN: &str = "Every county should publish when its libraries are open";
/// The same in Spanish.
pub const STATEMENT_TITLE_ES: &str = "Cada condado debería publicar cuándo abren sus bibliotecas";
/// Its text.
pub const STATEMENT_TEXT_EN: &str = "\
Nobody can defend opening hours that nobody knows.

We ask every county to publish, once a year and in one table, how many hours each of its libraries was open, and how many of them \
in the evening and on Saturday.

*This statement is part of a demonstration. Its groups do not exist.*
";
/// The same in Spanish.
pub const STATEMENT_TEXT_ES: &str = "\
Nadie puede defender un horario que nadie conoce.

Pedimos a cada condado que publique, una vez al año y en una sola tabla, cuántas horas abrió cada una de sus bibliotecas, y cuántas \
de ellas por la tarde y los sábados.

*Esta declaración es parte de una demostración. Sus grupos no existen.*
";

/// Who owns the seat of the first group.
pub const COORDINATOR_NAME: &str = "Wren Pageworth";
/// Their mailbox.
pub const COORDINATOR_EMAIL: &str = "wren@coordinators.example";

/// The petition's address.
pub const PETITION_SLUG: &str = "keep-our-libraries-open";
/// Its title.
pub const PETITION_TITLE_EN: &str = "Keep our county libraries open on evenings and Saturdays";
/// Its title in Spanish.
pub const PETITION_TITLE_ES: &str = "Que las bibliotecas del condado sigan abiertas por la tarde y los sábados";
/// What it asks.
pub const PETITION_TEXT_EN: &str = "\
To the governors of the fifty states:

A library that closes at five is closed to most people who work. A library that is closed on Saturday is closed to most children \
who would come with their parents. Some counties have both, and some are about to.

We ask you to

- keep state support for county libraries at its present level, so that evening and Saturday hours can stay;
- let every county say each year how many hours its libraries were open, and publish the answers in one table;
- give small counties the means to share staff and books, so that none is left without a library.

Opening hours are a small part of any budget. For many people they decide whether there is a library at all.

*This petition is part of a demonstration. It is sent to nobody.*
";
/// The same in Spanish.
pub const PETITION_TEXT_ES: &str = "\
A las gobernadoras y los gobernadores de los cincuenta estados:

Una biblioteca que cierra a las cinco está cerrada para la mayoría de quienes trabajan. Una biblioteca que no abre los sábados está \
cerrada para muchos niños que irían con su familia. En algunos condados ocurren las dos cosas; en otros, pronto ocurrirán.

Les pedimos que

- mantengan el apoyo estatal a las bibliotecas de los condados en su nivel actual, para conservar el horario de tarde y de sábado;
- pidan a cada condado que diga cada año cuántas horas abrieron sus bibliotecas, y publiquen las respuestas en una sola tabla;
- den a los condados pequeños los medios para compartir personal y libros, para que ninguno se quede sin biblioteca.

El horario es una parte pequeña de cualquier presupuesto. Para mucha gente decide si hay biblioteca o no.

*Esta petición es parte de una demostración. No se envía a nadie.*
";
/// After signing.
pub const PETITION_THANKS_EN: &str = "The libraries’ friends read every comment before they meet their governor.";
/// The same in Spanish.
pub const PETITION_THANKS_ES: &str = "Los amigos de las bibliotecas leen cada comentario antes de reunirse con su gobernador.";

/// What happens at an on-call event.
pub const EVENT_EN: &str = "\
If the evening hours are cut, we read aloud together for two hours where the library would have been open: bring a book you like, and \
somebody who likes it too.

We stay on the steps, keep the doors free, and go home together.

*This event is made up, to show what Clarion does. Please do not go there.*
";
/// The same in Spanish.
pub const EVENT_ES: &str = "\
Si recortan el horario de tarde, leeremos juntos en voz alta durante dos horas donde la biblioteca habría estado abierta: traiga un \
libro que le guste y a alguien a quien también le guste.

Nos quedamos en los escalones, dejamos libres las puertas y volvemos a casa juntos.

*Este evento es inventado, para mostrar lo que hace Clarion. Por favor, no vaya.*
";

/// The words of the consent to news, as a page would show them.
pub const NEWS_EN: &str = "Send me news of this group by e-mail. I can leave with one click.";
/// The same in Spanish.
pub const NEWS_ES: &str = "Envíenme noticias de este grupo por correo electrónico. Puedo darme de baja con un clic.";

/// Comments, of which a few people leave one.
pub const COMMENTS: &[&str] = &[
    "The evening hours are the only ones I can use.",
    "My children learned to read there.",
    "I do my job search at the library, after work.",
    "La biblioteca es el único lugar tranquilo para estudiar.",
    "Saturday story hour is the best part of our week.",
    "It is a long drive to the next one.",
];

const PLACES: &[&str] = &[
    "Cedar", "Willow", "Maple", "Juniper", "Hazel", "Alder", "Birch", "Sycamore", "Laurel", "Aspen", "Hawthorn", "Elm", "Linden",
    "Rowan", "Magnolia", "Cypress", "Tamarack", "Hemlock", "Chestnut", "Dogwood", "Poplar", "Spruce", "Redbud", "Buckeye", "Sumac",
    "Yarrow", "Clover", "Bluestem", "Larkspur", "Marigold", "Sorrel", "Foxglove", "Primrose", "Bramble", "Thistle", "Heather",
    "Fern", "Sedge", "Tansy", "Lupine",
];
/// Before and after the place.
const KINDS: &[(&str, &str)] = &[
    ("Friends of the ", " County Library"),
    ("", " Valley Readers"),
    ("", " Parents for Story Hour"),
    ("", " County Library Workers Circle"),
    ("", " Book Bus Volunteers"),
];
/// As many names as there are.
pub const GROUPS_MAX: u32 = (PLACES.len() * KINDS.len()) as u32;

/// The first `count` groups: name and postal address.
pub fn groups(count: u32) -> Vec<(String, String)> {
    let all = KINDS.iter().flat_map(|(before, after)| PLACES.iter().map(move |place| (before, place, after)));
    let named = all.zip(1..).map(|((before, place, after), number)| {
        (format!("{before}{place}{after}"), format!("{number} Example Street, {place} Sample City, XX 00000"))
    });
    named.take(count as usize).collect()
}

/// Where the group at this place is.
pub fn city(at: usize) -> String {
    format!("{} Sample City", PLACES[at % PLACES.len()])
}

/// Name and address of the organiser at this place.
pub fn organiser(at: usize) -> (String, String) {
    let (given, family) = (GIVEN_NAMES[at % GIVEN_NAMES.len()], family_name(at * 7 + at / GIVEN_NAMES.len()));
    let local = format!("{}.{}", seal::name::fold(given), seal::name::fold(&family));
    (format!("{given} {family}"), format!("{local}.{}@organizers.example", at + 1))
}

/// What a group is.
pub fn group_about_en(name: &str) -> String {
    format!("{name} looks after one library and the people who use it. *A made-up group of the demo.*")
}

/// The same in Spanish.
pub fn group_about_es(name: &str) -> String {
    format!("{name} cuida de una biblioteca y de quienes la usan. *Un grupo inventado de la demostración.*")
}

/// Given names.
pub const GIVEN_NAMES: &[&str] = &[
    "Ada", "Amir", "Ana", "Ben", "Bianca", "Carlos", "Chidi", "Clara", "Dana", "Diego", "Elena", "Emil", "Fatima", "Felix",
    "Grace", "Hana", "Hugo", "Ines", "Ivan", "Jade", "Jonas", "Kofi", "Lena", "Leo", "Lucía", "Mai", "Marta", "Miles", "Nadia",
    "Noor", "Omar", "Paula", "Quinn", "Rosa", "Sam", "Sofía", "Tariq", "Uma", "Vera", "Wen", "Ximena", "Yara", "Zoe", "José",
    "Renée", "Björn",
];
const FAMILY_BEGINNINGS: &[&str] = &[
    "Book", "Page", "Shelf", "Paper", "Reading", "Quiet", "Lantern", "Inkwell", "Margin", "Chapter", "Folio", "Spine", "Index",
    "Quill", "Ribbon", "Binder", "Glossary", "Atlas", "Fable", "Preface",
];
const FAMILY_ENDINGS: &[&str] =
    &["worth", "field", "by", "man", "stone", "wood", "well", "ham", "ley", "ton", "berg", "sen", "ova", "ez", "ini", "sson"];

/// A family name that nobody has, drawn by a number.
pub fn family_name(draw: usize) -> String {
    let beginning = FAMILY_BEGINNINGS[draw % FAMILY_BEGINNINGS.len()];
    format!("{beginning}{}", FAMILY_ENDINGS[draw / FAMILY_BEGINNINGS.len() % FAMILY_ENDINGS.len()])
}

/// The plan, in English and in Spanish.
pub const PLAN_TITLE: [&str; 2] = ["If the library budget is cut", "Si se recorta el presupuesto de bibliotecas"];
/// The plan that is played to its call.
pub const PLAYED_CALL_TITLE: [&str; 2] = ["When the evening hours were cut", "Cuando se recortó el horario de tarde"];
/// The plan that is played to its stand-down.
pub const PLAYED_STAND_DOWN_TITLE: [&str; 2] = ["When the cut was taken back", "Cuando se retiró el recorte"];
/// What would have to happen.
pub const PLAN_SCENARIOS: [[&str; 2]; 2] = [
    [
        "A state's budget is signed, and it cuts the opening hours of county libraries.",
        "Se firma el presupuesto de un estado y recorta el horario de las bibliotecas de condado.",
    ],
    [
        "The governors announce before the vote that the hours stay as they are.",
        "Los gobernadores anuncian antes de la votación que el horario no cambia.",
    ],
];
/// If the groups call.
pub const PLAN_CALL_SUBJECT: [&str; 2] = ["Come and read: the read-ins take place", "Venga a leer: habrá lecturas públicas"];
/// The words.
pub const PLAN_CALL_TEXT: [&str; 2] = [
    "The groups of Libraries for Every County have decided: the read-ins take place.\n\nBring a book, sit down in front of your library, \
     and read. Please be quiet, be kind, and follow the marshals.\n\nThis is a demonstration: its groups and people do not exist.",
    "Los grupos de Libraries for Every County han decidido: habrá lecturas públicas.\n\nTraiga un libro, siéntese frente a su biblioteca y \
     lea. Por favor, con calma y amabilidad, y siga a las personas de apoyo.\n\nEsto es una demostración: sus grupos y personas no existen.",
];
/// If nothing is decided.
pub const PLAN_HOLD_SUBJECT: [&str; 2] = ["Nothing is decided yet", "Todavía no hay decisión"];
/// The words.
pub const PLAN_HOLD_TEXT: [&str; 2] = [
    "The groups have neither called nor stood down. Keep your place and your permit; we write again when there is a decision.",
    "Los grupos no han convocado ni cancelado. Conserve el lugar y el permiso; escribiremos cuando haya una decisión.",
];
/// If the groups stand down.
pub const PLAN_STAND_DOWN_SUBJECT: [&str; 2] = ["No read-in: thank you", "No habrá lectura: gracias"];
/// The words.
pub const PLAN_STAND_DOWN_TEXT: [&str; 2] = [
    "The groups have decided that the read-ins do not take place. There is nothing that you need to do. Thank you for being ready.",
    "Los grupos han decidido que no habrá lecturas públicas. No tiene que hacer nada. Gracias por estar a punto.",
];

/// The sign-up.
pub const SIGN_UP_SLUG: &str = "keep-a-reading-room-open";
/// Language, title, text, thanks.
pub const SIGN_UP_WORDS: [[&str; 4]; 2] = [
    [
        "en",
        "Help keep a reading room open",
        "Reading rooms close early where nobody is there to watch the door. **Two hours a week** from you keep one open.",
        "Thank you. We write to you with the first dates.",
    ],
    [
        "es",
        "Ayude a mantener abierta una sala de lectura",
        "Las salas de lectura cierran temprano donde nadie cuida la puerta. **Dos horas por semana** de usted mantienen una abierta.",
        "Gracias. Le escribiremos con las primeras fechas.",
    ],
];
/// Its questions.
pub const SIGN_UP_DAY: [&str; 2] = ["When could you come?", "¿Cuándo podría venir?"];
/// When that could be.
pub const SIGN_UP_DAYS: [[&str; 2]; 3] =
    [["Weekday evenings", "Tardes entre semana"], ["Saturdays", "Sábados"], ["Sundays", "Domingos"]];
/// A question of yes and no.
pub const SIGN_UP_KEYS: [&str; 2] = ["Could you keep a key?", "¿Podría guardar una llave?"];
/// A question with room.
pub const SIGN_UP_ELSE: [&str; 2] = ["Is there anything we should know?", "¿Hay algo que debamos saber?"];
/// The pledge.
pub const PLEDGE_SLUG: &str = "read-in-if-called";
/// Language, title, text, thanks.
pub const PLEDGE_WORDS: [[&str; 4]; 2] = [
    [
        "en",
        "I will read in if it is called",
        "If the library budget is cut, the coalition may call a read-in: people sit down in front of their library with a book, quietly, for an hour.",
        "Thank you. Tell somebody who would read beside you.",
    ],
    [
        "es",
        "Leeré en público si se convoca",
        "Si se recorta el presupuesto de las bibliotecas, la coalición puede convocar una lectura pública: la gente se sienta con un libro frente a su biblioteca, en silencio, durante una hora.",
        "Gracias. Cuénteselo a alguien que leería a su lado.",
    ],
];
