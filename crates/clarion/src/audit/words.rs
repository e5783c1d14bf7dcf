//! The words of each deed. A deed without words would be written down all the same, under its own name.

use crate::web::lang::{self, Lang};

/// The message that says in both languages what was done.
fn words_of(deed: &str) -> String {
    format!("audit-{}", deed.replace(['.', '_'], "-"))
}

/// What was done, in a language; its own name where there are no words.
pub(super) fn said(lang: Lang, deed: &str) -> String {
    let message = words_of(deed);
    let words = lang::t(lang, &message, &[]);
    if words == message { deed.to_owned() } else { words }
}
