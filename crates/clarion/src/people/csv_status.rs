//! How the people of a list stand towards news by e-mail, as other systems write it: which columns say so, and what their cells mean.
//!
//! Here alone is decided that "unsubscribed" is no yes. A "no" of any column counts; a yes needs a cell that says so and none that
//! cannot be read. Moving from Action Network reads its statuses by the same table.

use super::consent::{ConsentStatus, strictness};
use super::csv_columns::{Field, fold_header};

/// What a row says of news by e-mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum News {
    /// They want it, or the list has no column about it: then everybody in it stands as the list's source says.
    #[default]
    Yes,
    /// They do not, or mail to them failed.
    No(ConsentStatus),
    /// Nothing is said, or nothing that can be read.
    Unknown,
}

/// Headers of a column with a standing, folded: those of our own exports, Action Network, Mailchimp, NationBuilder, EveryAction,
/// Constant Contact, Shopify and of spreadsheets.
const STANDING: &str = "newsbyemail can2subscriptionstatus can2emailsubscriptionstatus emailstatus emailsubscriptionstatus \
subscriptionstatus subscriberstatus emailsubscriberstatus emailmarketingstatus emailpermission emailpermissionstatus \
emailoptin emailoptinstatus emailoptedin isemailoptin optin optedin isoptin issubscribed subscribed emailsubscribed emailsubscription \
emailconsent consent newsletter newslettersubscription subscribetonewsletter mailinglist acceptsemail acceptsemails \
acceptsemailmarketing acceptsmarketing receiveemail receivesemail memberstatus contactstatus \
noticiasporcorreo estadodelcorreo estadodecorreo estadodelcorreoelectronico estadodesuscripcion estadodelasuscripcion suscripcion \
suscrito suscrita estasuscrito boletin aceptacorreos aceptacorreo recibecorreos recibirnoticias consentimiento";

/// Headers of a column that is true, or has a date, for who does not want mail: CiviCRM, Salesforce, HubSpot, Mailchimp, NationBuilder.
const OPT_OUT: &str = "nonewsbyemail isoptout optout optedout emailoptout emailoptedout hasoptedoutofemail optedoutofemail \
optedoutofemails nobulkemails nobulkemailsuseroptout useroptout donotemail donotcontact donotmail noemail noemails isunsubscribed \
unsubscribe unsubscribed unsubscribedfromallemail unsubscribedfromemail unsubtime unsubscribetime unsubscribedat unsubscribedate \
unsubscribeddate optouttime optoutdate onhold isonhold emailonhold emailisbad email1isbad bounced isbounced emailbounced \
nocorreo nocorreos noenviarcorreo noenviarcorreos nocontactar noescribir debaja dadodebaja fechadebaja desuscrito rebotado";

/// A word of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    True,
    False,
    Yes,
    No(ConsentStatus),
}

/// Words that cells hold, folded; docs/guide/importing.md has them, too.
const WORDS: [(Word, &str); 6] = [
    (Word::True, "true yes y 1 t x on checked si s verdadero cierto marcado"),
    (Word::False, "false no n 0 f off unchecked falso"),
    (
        Word::Yes,
        "subscribed active confirmed asserted agreed optin optedin accepted accepts granted theysaidyes yourgroupsaysthattheydid \
         suscrito suscrita activo activa confirmado confirmada acepto acepta aceptado dijoquesi sugrupoloafirma dealta",
    ),
    (
        Word::No(ConsentStatus::Unsubscribed),
        "unsubscribed unsubscribe left optout optedout onholdoptout declined denied revoked withdrawn removed suppressed blocked \
         donotemail donotcontact theyleftormailtothemfailed \
         desuscrito desuscrita baja debaja dadodebaja dadadebaja salio sesalio sefue sediodebaja sediodebajaoelcorreofallo rechazado \
         rechazada cancelado cancelada revocado bloqueado nocontactar",
    ),
    (
        Word::No(ConsentStatus::Bounced),
        "bounced bounce bouncing previousbounce hardbounce hardbounced softbounce softbounced cleaned onhold onholdbounce undeliverable \
         invalid rebotado rebotada rebote devuelto devuelta invalido noentregable",
    ),
    (
        Word::No(ConsentStatus::Complained),
        "complained complaint spam spamcomplaint previousspamcomplaint markedasspam reportedspam abuse abusecomplaint queja sequejo \
         marcadocomospam correonodeseado",
    ),
];

fn is_among(words: &str, folded: &str) -> bool {
    !folded.is_empty() && words.split_ascii_whitespace().any(|word| word == folded)
}

/// The field that a folded header names, if it says how people stand.
pub(super) fn field_of(folded: &str) -> Option<Field> {
    match () {
        () if is_among(STANDING, folded) => Some(Field::News),
        () if is_among(OPT_OUT, folded) => Some(Field::NoNews),
        () => None,
    }
}

fn word(cell: &str) -> Option<Word> {
    let folded = fold_header(cell);
    WORDS.iter().find(|(_, words)| is_among(words, &folded)).map(|(word, _)| *word)
}

/// What a status of another system means; `None` where it says nothing.
pub fn status(text: &str) -> Option<ConsentStatus> {
    match word(text) {
        Some(Word::Yes) => Some(ConsentStatus::Asserted),
        Some(Word::No(status)) => Some(status),
        Some(Word::True | Word::False) | None => None,
    }
}

/// Whether a cell can hardly be anything but a standing, whatever its column is called.
pub(super) fn tells(cell: &str) -> bool {
    const PARTS: [&str; 8] = ["subscri", "suscri", "bounc", "opted", "optout", "spam", "debaja", "rebot"];
    let folded = fold_header(cell);
    word(cell).is_some() && PARTS.iter().any(|part| folded.contains(part))
}

/// One cell.
enum Said {
    Nothing,
    Unclear,
    Yes,
    No(ConsentStatus),
}

fn read(field: Field, cell: &str) -> Said {
    let is_opt_out = field == Field::NoNews;
    match word(cell) {
        None if cell.trim().is_empty() || is_no_date(cell) => Said::Nothing,
        // Since when they are out.
        None if is_opt_out && begins_like_a_date(cell) => Said::No(ConsentStatus::Unsubscribed),
        None => Said::Unclear,
        Some(Word::No(status)) => Said::No(status),
        // Of an opt-out, "active" or "confirmed" says that it holds, or that they get mails: nobody can tell.
        Some(Word::Yes) if is_opt_out && !tells(cell) => Said::Unclear,
        Some(Word::Yes) => Said::Yes,
        Some(Word::True) if is_opt_out => Said::No(ConsentStatus::Unsubscribed),
        Some(Word::False) if is_opt_out => Said::Yes,
        Some(Word::True) => Said::Yes,
        Some(Word::False) => Said::No(ConsentStatus::Unsubscribed),
    }
}

/// The three numbers of `2026-03-31`, `3/31/2026` or `31.3.2026`, whatever follows.
fn date_parts(cell: &str) -> Option<[u32; 3]> {
    let day = cell.trim().split([' ', 'T']).next().unwrap_or_default();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit());
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    let numbers = parts.iter().map(|part| is_number(part).then(|| part.parse().ok()).flatten()).collect::<Option<Vec<u32>>>()?;
    numbers.try_into().ok()
}

fn begins_like_a_date(cell: &str) -> bool {
    date_parts(cell).is_some()
}

/// How databases write "never": `0000-00-00`, `0001-01-01`, `1970-01-01`.
fn is_no_date(cell: &str) -> bool {
    date_parts(cell).is_some_and(|parts| parts.iter().all(|part| *part <= 1 || *part == 1970))
}

/// What the cells of a row say together. An opt-out that is false is a yes only where no other column was asked.
pub(super) fn news<'a>(cells: impl Iterator<Item = (Field, &'a str)>) -> News {
    let (mut asked, mut yes, mut not_out, mut unclear, mut no) = (false, false, false, false, None::<ConsentStatus>);
    for (field, cell) in cells {
        asked |= field == Field::News;
        match read(field, cell) {
            Said::Nothing => {}
            Said::Unclear => unclear = true,
            Said::Yes if field == Field::News => yes = true,
            Said::Yes => not_out = true,
            Said::No(status) if no.is_none_or(|no| strictness(status as i64) > strictness(no as i64)) => no = Some(status),
            Said::No(_) => {}
        }
    }
    match no {
        Some(status) => News::No(status),
        None if !unclear && (yes || !asked && not_out) => News::Yes,
        None => News::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(field: Field, cell: &str) -> News {
        news([(field, cell)].into_iter())
    }

    #[test]
    fn no_no_becomes_a_yes_in_either_language() {
        let left = News::No(ConsentStatus::Unsubscribed);
        for cell in ["unsubscribed", "Left", "opted out", "No", "FALSE", "0", "Dado de baja", "se dio de baja", "revoked"] {
            assert_eq!(one(Field::News, cell), left, "{cell}");
        }
        for cell in ["bouncing", "previous bounce", "Cleaned", "Hard bounce", "rebotado"] {
            assert_eq!(one(Field::News, cell), News::No(ConsentStatus::Bounced), "{cell}");
        }
        for cell in ["spam complaint", "previous spam complaint", "Complained", "queja"] {
            assert_eq!(one(Field::News, cell), News::No(ConsentStatus::Complained), "{cell}");
        }
        for cell in ["subscribed", "confirmed", "asserted", "Yes", "true", "Sí", "Suscrita", "1"] {
            assert_eq!(one(Field::News, cell), News::Yes, "{cell}");
        }
        for cell in ["", " ", "non-subscribed", "pending", "never subscribed", "weekly"] {
            assert_eq!(one(Field::News, cell), News::Unknown, "{cell}");
        }
        for cell in ["true", "1", "Yes", "sí", "2025-01-31 10:00:00", "1/31/2025", "unsubscribed"] {
            assert_eq!(one(Field::NoNews, cell), left, "{cell}");
        }
        for never in ["0000-00-00 00:00:00", "0001-01-01", "1970-01-01T00:00:00Z", "1/1/1970"] {
            assert_eq!(one(Field::NoNews, never), News::Unknown, "{never}");
        }
        for cell in ["confirmed", "active", "accepted"] {
            assert_ne!(one(Field::NoNews, cell), News::Yes, "an opt-out that is {cell}");
        }
        assert_eq!(one(Field::NoNews, "subscribed"), News::Yes);
        for (cell, expected) in [("false", News::Yes), ("0", News::Yes), ("", News::Unknown), ("NORMAL", News::Unknown)] {
            assert_eq!(one(Field::NoNews, cell), expected, "{cell}");
        }
    }

    #[test]
    fn of_several_columns_a_no_counts_and_a_yes_needs_all() {
        let both = |status: &str, out: &str| news([(Field::News, status), (Field::NoNews, out)].into_iter());
        assert_eq!(both("subscribed", "1"), News::No(ConsentStatus::Unsubscribed));
        assert_eq!(both("bounced", "1"), News::No(ConsentStatus::Unsubscribed));
        assert_eq!(both("subscribed", "0"), News::Yes);
        assert_eq!(both("subscribed", ""), News::Yes);
        assert_eq!(both("pending", "0"), News::Unknown);
        assert_eq!(both("", "0"), News::Unknown, "a cell about news that is empty asserts nothing");
    }

    #[test]
    fn each_header_and_word_stands_once() {
        let headers: Vec<&str> = STANDING.split_ascii_whitespace().chain(OPT_OUT.split_ascii_whitespace()).collect();
        let words: Vec<&str> = WORDS.iter().flat_map(|(_, words)| words.split_ascii_whitespace()).collect();
        for all in [headers, words] {
            for (at, word) in all.iter().enumerate() {
                assert!(!all[..at].contains(word) && fold_header(word) == *word, "{word}");
            }
        }
    }

    #[test]
    fn a_standing_is_known_by_its_cells_alone() {
        assert!(["Unsubscribed", "subscribed", "Opted out", "bounced", "dado de baja"].into_iter().all(tells));
        assert!(!["", "left", "yes", "active", "Springfield", "spammer"].into_iter().any(tells));
    }
}
