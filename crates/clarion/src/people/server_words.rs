//! The server's own words in receipts of consent: what it noted itself, when nobody was shown any words.
//!
//! They are kept in English, once and for all, since a receipt is not rewritten. Whoever reads them gets them in the language of the
//! page, and not as if the person had read them.

use super::told_to_organiser;
use crate::web::lang::{self, Lang};

/// Left on the page that the mailbox's own link opens.
pub const LEFT_ON_PAGE: &str = "Left on their own page.";
/// Left by a link in an email of a group.
pub const LEFT_BY_LINK: &str = "Left by the link in an email.";
/// Left by a link in a call of a coalition.
pub const LEFT_BY_CALL: &str = "Left by the link in an email of the coalition.";
/// Erased, and what was allowed became a "no".
pub const ERASED_ON_REQUEST: &str = "Erased at their request.";
/// Erased by a rule of the group.
pub const ERASED_BY_RULE: &str = "Erased after the time for which the group keeps people.";
/// The group says so, with a list that it imported.
pub const SAID_BY_IMPORT: &str =
    "Asserted by the group when it imported its list. No words of this server were shown to the person.";
/// The group says so, with a list that it brought from another program.
pub const SAID_BY_MOVE: &str =
    "Asserted by the group when it moved its list here. No words of this server were shown to the person.";
/// The group says that they do not want it, because the system or the list that they come from said so.
pub const SAID_NO_ELSEWHERE: &str = "Known from the system that the group's list came from.";

/// Where a "no" of an imported list comes from, when nobody stated a source: that needs none.
pub const IN_A_LIST: &str = "list";
/// The source of a "no" that goes along when the group corrects an address.
pub const EARLIER_ADDRESS: &str = "earlier address";
/// What a program of the group is called as a source.
const PROGRAM: &str = "api";

/// In the reader's language, if these are the server's own words; `None` where somebody read or wrote them.
pub fn in_lang(lang: Lang, words: &str) -> Option<String> {
    let message = match words {
        LEFT_ON_PAGE => "server-words-left-on-page",
        LEFT_BY_LINK => "server-words-left-by-link",
        LEFT_BY_CALL => "server-words-left-by-call",
        ERASED_ON_REQUEST => "server-words-erased-on-request",
        ERASED_BY_RULE => "server-words-erased-by-rule",
        SAID_BY_IMPORT => "server-words-said-by-import",
        SAID_BY_MOVE => "server-words-said-by-move",
        SAID_NO_ELSEWHERE => "server-words-said-no-elsewhere",
        _ => return None,
    };
    Some(lang::t(lang, message, &[]))
}

/// Where a group has a consent from, in the reader's language: what the server wrote itself is said anew, a group's own words stand.
pub fn source_in(lang: Lang, source: &str) -> String {
    if told_to_organiser::organiser_of(source).is_some() {
        return lang::t(lang, "server-source-organizer", &[]);
    }
    if source == EARLIER_ADDRESS {
        return lang::t(lang, "server-source-earlier", &[]);
    }
    if source == PROGRAM {
        return lang::t(lang, "server-source-program", &[]);
    }
    if source == IN_A_LIST {
        return lang::t(lang, "server-source-list", &[]);
    }
    match sheet(source) {
        Some((number, code)) => lang::t(lang, "server-source-sheet", &[("number", number.into()), ("code", code.into())]),
        None => source.to_owned(),
    }
}

/// Number and code of a sheet on paper, such as `paper sheet 3 (K7QM2)`.
fn sheet(source: &str) -> Option<(&str, &str)> {
    let (number, code) = source.strip_prefix("paper sheet ")?.strip_suffix(')')?.split_once(" (")?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')).then_some((number, code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_wrote_is_said_in_the_readers_language_and_a_groups_words_stand() {
        let left = [LEFT_ON_PAGE, LEFT_BY_LINK, LEFT_BY_CALL, ERASED_ON_REQUEST, ERASED_BY_RULE];
        for words in left.into_iter().chain([SAID_BY_IMPORT, SAID_BY_MOVE, SAID_NO_ELSEWHERE]) {
            let [en, es] = Lang::ALL.map(|lang| in_lang(lang, words).unwrap_or_default());
            assert!(!en.is_empty() && !es.is_empty() && en != es, "{words}: {en} / {es}");
        }
        assert_eq!(in_lang(Lang::Es, "Yes, write to me."), None);
        assert_eq!(source_in(Lang::Es, "paper sheet 3 (K7QM2)"), "hoja de papel 3 (K7QM2)");
        assert_eq!(source_in(Lang::En, "paper sheet 3 (K7QM2)"), "paper sheet 3 (K7QM2)");
        assert!([PROGRAM, IN_A_LIST].iter().all(|source| source_in(Lang::Es, source) != *source));
        let told = format!("organizer {}", crate::ids::Id([7; 16]));
        assert_eq!(source_in(Lang::En, &told), "said to an organizer of the group");
        for own in ["organizer Ana", "Fair of 2024", "paper sheet of Ana (hers)", "paper sheet  (x)", "(K7QM2)"] {
            assert_eq!(source_in(Lang::Es, own), own);
        }
    }
}
