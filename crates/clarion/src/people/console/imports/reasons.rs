//! Why a row is refused, in the reader's language. The server keeps it in English; so does the file that the command line writes.

use crate::web::lang::{self, Lang};

/// How the English sentence begins, and the message with the same words.
const REASONS: [(&str, &str); 27] = [
    ("The row is longer", "row-too-long"),
    ("The row has more cells", "row-too-wide"),
    ("A quotation mark", "row-torn"),
    ("The file ends", "row-cut-off"),
    ("The row contains a NUL", "row-nul"),
    ("The row has neither", "row-no-address"),
    ("The list names more", "row-tags"),
    ("A cell is none", "row-no-choice"),
    ("This email address is too long", "row-email-long"),
    ("An email address needs", "row-email-incomplete"),
    ("This has more than one @", "row-email-ats"),
    ("This email address contains", "row-email-characters"),
    ("The dots before", "row-email-dots"),
    ("The part after the @ needs", "row-email-dot"),
    ("The part after the @ cannot", "row-email-domain"),
    ("The part after the @ must", "row-email-number"),
    ("A telephone number has digits", "row-phone-letters"),
    ("This telephone number is too short", "row-phone-short"),
    ("This telephone number is too long", "row-phone-long"),
    ("This number does not exist", "row-phone-unknown"),
    ("Please write the number", "row-phone-country"),
    ("This text is too long", "row-text-long"),
    ("This text contains", "row-text-characters"),
    ("The day of the signature cannot", "row-signed-day"),
    ("The day of the signature lies", "row-signed-late"),
    ("The comment is", "row-comment"),
    ("Please enter", "row-no-address"),
];

/// The sentence in the language of a page; as it was written where it is none of ours.
pub(super) fn in_words(language: Lang, sentence: &str) -> String {
    let known = REASONS.iter().find(|(begin, _)| sentence.starts_with(begin));
    known.map_or_else(|| sentence.to_owned(), |(_, message)| lang::t(language, message, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_words_in_both_languages_and_the_english_ones_are_its_own() {
        for (begin, message) in REASONS.iter().filter(|(begin, _)| *begin != "Please enter") {
            assert!(lang::t(Lang::En, message, &[]).starts_with(begin), "{message}");
            assert_ne!(lang::t(Lang::Es, message, &[]), *message);
        }
    }
}
