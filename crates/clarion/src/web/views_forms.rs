//! The pages of forms: the form itself, what confirming would do, and the thanks.
//! Handlers fill them; whether a form takes somebody is decided elsewhere and shows here as a form or none.

use askama::Template;

use super::frame::{Count, Frame};
use super::views::{Link, ShareLink};
use super::views_form::PersonForm;
use super::views_petition::{PetitionCount, PetitionState};
use crate::forms::FormKind;

/// The page at `/forms/<slug>`.
#[derive(Template)]
#[template(path = "forms/show.html")]
pub struct SubmitPage {
    /// Title, language and address.
    pub frame: Frame,
    /// The form's title in the page's language.
    pub title: String,
    /// The language of title and text, where it is not the page's.
    pub words_lang: Option<&'static str>,
    /// What it is for.
    pub kind: FormKind,
    /// The group whose form it is; it receives the people.
    pub group: Link,
    /// The coalition in whose name it speaks.
    pub coalition: Option<Link>,
    /// What a pledge means; empty for other kinds.
    pub meaning: String,
    /// Of a draft that nobody else sees: the way back to it.
    pub preview: Option<Link>,
    /// The text as sanitised HTML: it is put into the page as it is.
    pub text_html: String,
    /// Whether it takes people now.
    pub state: PetitionState,
    /// The count of one committed state.
    pub count: PetitionCount,
    /// The address of the server-sent events with the count; `None` where nothing moves.
    pub live_url: Option<String>,
    /// The form; `None` while it takes nobody.
    pub form: Option<PersonForm>,
    /// The ways to share.
    pub share: Vec<ShareLink>,
}

impl SubmitPage {
    fn has_errors(&self) -> bool {
        self.form.as_ref().is_some_and(|form| !form.errors.is_empty())
    }

    fn count_label(&self, count: impl Count) -> String {
        self.frame.tn(&self.kind.message("form-count"), count)
    }

    fn button(&self) -> String {
        self.frame.t(&self.kind.message("form-button"))
    }

    /// The name of the zone that the browser formats new times in.
    fn zone(&self) -> &str {
        self.count.as_of.time_zone().iana_name().unwrap_or("UTC")
    }
}

/// `/t/<token>` of a form: what confirming would do, a button that does it, and a smaller one for "It wasn't me".
#[derive(Template)]
#[template(path = "forms/confirm.html")]
pub struct ConfirmSubmissionPage {
    /// Title, language and address; never indexed.
    pub frame: Frame,
    /// The form.
    pub form: Link,
    /// The group whose form it is.
    pub group_name: String,
    /// Who answers, as typed.
    pub name: String,
    /// Each question that was answered, and the answer.
    pub answers: Vec<(String, String)>,
    /// The words that were ticked; empty if none.
    pub consents: Vec<String>,
    /// Whether a confirmed submission of this mailbox stands already: the button puts this one in its place.
    pub has_submitted: bool,
    /// On the main button.
    pub button: String,
    /// Where the main button POSTs.
    pub confirm_action: String,
    /// Where "It wasn't me" POSTs.
    pub not_me_action: String,
}

/// Thanks, after confirming.
#[derive(Template)]
#[template(path = "forms/thanks.html")]
pub struct SubmissionThanksPage {
    /// Title, language and address; never indexed.
    pub frame: Frame,
    /// The form.
    pub form: Link,
    /// The group whose form it is.
    pub group: Link,
    /// What was done.
    pub done: String,
    /// What happens next.
    pub next: String,
    /// The group, where it may write news to whoever sent the form; empty where it may not.
    pub news_from: String,
    /// The form's own thank-you words as sanitised HTML; may be empty.
    pub thank_you_html: String,
    /// The whole address to share.
    pub share_url: String,
    /// The ways to share it.
    pub share: Vec<ShareLink>,
}
