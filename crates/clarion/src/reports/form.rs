//! The form of a report: what is in it, whether it can be taken, and what to say where it cannot.

use super::{Reason, ReportContent, take};
use crate::ids::Id;
use crate::keys::Vault;
use crate::pending::form::{stamp, stamp_is_fresh};
use crate::web::lang::{self, Lang};
use crate::web::views_form::FieldError;
use crate::web::views_reports::{ReasonChoice, ReportForm};

/// Reports are stamped and limited together, under the id of the instance.
pub const SUBJECT: Id = Id::ZERO;
const WORDS_CHARS_MAX: usize = 2_000;

/// What a browser sent, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    page: String,
    reason: String,
    words: String,
    email: String,
    stamp: String,
    /// The proof of work, if any.
    pub altcha: String,
}

impl Typed {
    /// Reads an urlencoded body, or the query of a link. Unknown fields are left out, of a repeated one the last counts.
    pub fn read(bytes: &[u8]) -> Self {
        let mut typed = Self::default();
        for (name, value) in url::form_urlencoded::parse(bytes) {
            let value = value.into_owned();
            match name.as_ref() {
                "page" => typed.page = value,
                "reason" => typed.reason = value,
                "words" => typed.words = value,
                "email" => typed.email = value,
                "stamp" => typed.stamp = value,
                "altcha" => typed.altcha = value,
                _ => {}
            }
        }
        typed
    }

    /// A form for a page, with nothing typed yet.
    pub fn about(query: &str) -> Self {
        Self { page: Self::read(query.as_bytes()).page, ..Self::default() }
    }

    /// The page that is reported; the site as a whole where the address cannot be one of ours.
    pub fn page(&self) -> String {
        let page = Lang::of_path(&self.page).1;
        if take::is_page(page) { page.to_owned() } else { "/".to_owned() }
    }

    /// The form with what was typed and what to mend.
    pub fn form(&self, lang: Lang, errors: Vec<FieldError>, vault: &Vault, now: i64) -> ReportForm {
        let choice = |reason: Reason| ReasonChoice {
            code: reason.code(),
            words: lang::t(lang, &format!("report-reason-{}", reason.code()), &[]),
            chosen: self.reason == reason.code(),
        };
        ReportForm {
            action: lang.path("/report"),
            page: self.page(),
            reasons: Reason::ALL.map(choice).into(),
            words: self.words.clone(),
            email: self.email.clone(),
            errors,
            stamp: stamp(vault, SUBJECT, now),
            challenge_url: None,
        }
    }

    /// Checks the form: its content, or what to mend in the order of the fields.
    pub fn check(&self, lang: Lang, vault: &Vault, now: i64) -> Result<ReportContent, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut say = |field: &'static str, id: &str| errors.push(FieldError { field, message: lang::t(lang, id, &[]) });
        let reason = Reason::from_code(&self.reason);
        if reason.is_none() {
            say("reason", "report-error-reason");
        }
        let words = seal::text::clean(&self.words, WORDS_CHARS_MAX).unwrap_or_else(|_| {
            say("words", "report-error-words");
            "?".to_owned()
        });
        if words.is_empty() && reason == Some(Reason::Other) {
            say("words", "report-error-other");
        }
        let mailbox = match self.email.trim() {
            "" => String::new(),
            email => seal::email::fold(email).map(|folded| folded.typed).unwrap_or_else(|_| {
                say("email", "form-error-email");
                String::new()
            }),
        };
        if !stamp_is_fresh(vault, SUBJECT, now, &self.stamp) {
            say("reason", "form-error-expired");
        }
        match (reason, errors.is_empty()) {
            (Some(reason), true) => {
                Ok(ReportContent { page: self.page(), reason, words, mailbox, lang: lang.code().to_owned(), note: String::new() })
            }
            _ => Err(errors),
        }
    }
}
