//! The pages after the form: check your mail, confirm, thanks, it wasn't me, a link that no longer works, unsubscribe.
//! A page that a link opens only shows what would happen; the deed itself is a button that POSTs.

use askama::Template;

use super::frame::Frame;
use super::views::{Link, ShareLink};

/// "Check your mail": the answer to every accepted form, new or repeated.
#[derive(Template)]
#[template(path = "signing/check_mail.html")]
pub struct CheckMailPage {
    /// Title (words of `TITLE`), language and address; never indexed.
    pub frame: Frame,
    /// The petition or event.
    action: Link,
    /// What was done and what is left.
    steps: [String; 3],
    /// The way back.
    back: String,
}

impl CheckMailPage {
    /// After the form of a petition; the frame's title is replaced.
    pub fn of_petition(mut frame: Frame, petition: Link) -> CheckMailPage {
        frame.title = frame.t("check-title");
        let steps = [frame.t("check-step-form"), frame.t("check-step-mail"), frame.t("check-step-counted")];
        let back = frame.t1("back-to-petition", "title", &petition.name);
        CheckMailPage { frame, action: petition, steps, back }
    }

    /// After the form of an event; the frame's title is replaced.
    pub fn of_event(mut frame: Frame, event: Link) -> CheckMailPage {
        frame.title = frame.t("check-title");
        let steps = [frame.t("check-step-form"), frame.t("check-step-answer"), frame.t("check-step-coming")];
        let back = frame.t1("back-to-event", "title", &event.name);
        CheckMailPage { frame, action: event, steps, back }
    }

    /// After a coalition's form by which groups ask to join; the frame's title is replaced.
    pub fn of_joining(mut frame: Frame, coalition: Link) -> CheckMailPage {
        frame.title = frame.t("check-title");
        let steps = [frame.t("check-step-form"), frame.t("join-step-mail"), frame.t("join-step-answer")];
        let back = frame.t1("join-back", "coalition", &coalition.name);
        CheckMailPage { frame, action: coalition, steps, back }
    }

    /// After a form with questions of its own; the frame's title is replaced.
    pub fn of_form(mut frame: Frame, form: Link) -> CheckMailPage {
        frame.title = frame.t("check-title");
        let steps = [frame.t("check-step-form"), frame.t("check-step-submission"), frame.t("check-step-submitted")];
        let back = frame.t1("back-to-form", "title", &form.name);
        CheckMailPage { frame, action: form, steps, back }
    }
}

/// `/t/<token>`: what confirming would do, a button that does it, and a smaller one for "It wasn't me".
#[derive(Template)]
#[template(path = "signing/confirm.html")]
pub struct ConfirmPage {
    /// Title, language and address; never indexed.
    pub frame: Frame,
    /// The petition.
    pub petition: Link,
    /// The group whose petition it is.
    pub group_name: String,
    /// Who signs, as typed in the form.
    pub signer_name: String,
    /// Their comment; empty if none.
    pub comment: String,
    /// The words that were ticked; empty if none.
    pub consents: Vec<String>,
    /// Whether a confirmed signature of this mailbox stands already: then only what was ticked is left to confirm.
    pub has_signed: bool,
    /// Where the main button POSTs.
    pub confirm_action: String,
    /// Where "It wasn't me" POSTs.
    pub not_me_action: String,
}

impl ConfirmPage {
    /// The id of the title's words.
    pub const TITLE: &'static str = "confirm-title";
    /// The same for somebody who has signed.
    pub const TITLE_SIGNED: &'static str = "confirm-signed-title";
}

/// Thanks, after confirming.
#[derive(Template)]
#[template(path = "signing/thanks.html")]
pub struct ThanksPage {
    /// Title, language and address; never indexed.
    pub frame: Frame,
    /// The petition.
    pub petition: Link,
    /// The group whose petition it is.
    pub group: Link,
    /// Who of the page's groups may write news to the signer; empty for none.
    pub news_from: String,
    /// The petition's own thank-you words as sanitised HTML; may be empty.
    pub thank_you_html: String,
    /// Confirmed signatures, this one included.
    pub count: u64,
    /// The whole address to share.
    pub share_url: String,
    /// The ways to share it; see `views::share_links`.
    pub share: Vec<ShareLink>,
}

impl ThanksPage {
    /// The id of the title's words.
    pub const TITLE: &'static str = "thanks-title";
}

/// A short page that says what happened and what can be done next.
#[derive(Template)]
#[template(path = "signing/outcome.html")]
pub struct OutcomePage {
    frame: Frame,
    paragraphs: Vec<String>,
    next: Option<Link>,
}

impl OutcomePage {
    /// After "It wasn't me": deleted, and that group asks that mailbox no more for a year. `next` may lead to the petition.
    pub fn not_me(mut frame: Frame, group_name: &str, next: Option<Link>) -> OutcomePage {
        frame.title = frame.t("not-me-done-title");
        let paragraphs = vec![frame.t("not-me-done-deleted"), frame.t1("not-me-done-year", "group", group_name)];
        OutcomePage { frame, paragraphs, next }
    }

    /// After "It wasn't me" to the mail that leads to the supporter's page.
    pub fn not_me_asked(mut frame: Frame) -> OutcomePage {
        frame.title = frame.t("own-not-me-done-title");
        let paragraphs = vec![frame.t("own-not-me-done"), frame.t("own-not-me-done-year")];
        OutcomePage { frame, paragraphs, next: None }
    }

    /// After a group asked to join a coalition, or asked once more.
    pub fn asked_to_join(mut frame: Frame, next: Link) -> OutcomePage {
        frame.title = frame.t("join-asked-title");
        let paragraphs = vec![frame.t1("join-asked", "coalition", &next.name), frame.t("join-asked-next")];
        OutcomePage { frame, paragraphs, next: Some(next) }
    }

    /// A request to join was not taken; `words` say why.
    pub fn not_asked(mut frame: Frame, words: String, next: Link) -> OutcomePage {
        frame.title = frame.t("join-not-asked-title");
        OutcomePage { frame, paragraphs: vec![words], next: Some(next) }
    }

    /// A link that is too old, was used up, or never was one. Which of these, the page does not tell.
    pub fn link_gone(mut frame: Frame, next: Option<Link>) -> OutcomePage {
        frame.title = frame.t("gone-title");
        let paragraphs = vec![frame.t("gone-why"), frame.t("gone-what-to-do")];
        OutcomePage { frame, paragraphs, next }
    }

    /// After the petition's grace had run out: the confirmation came too late.
    pub fn too_late(mut frame: Frame, next: Option<Link>) -> OutcomePage {
        frame.title = frame.t("late-title");
        let paragraphs = vec![frame.t("late-why")];
        OutcomePage { frame, paragraphs, next }
    }

    /// The petition takes no signatures for now: the link stays good.
    pub fn stopped(mut frame: Frame, next: Option<Link>) -> OutcomePage {
        frame.title = frame.t("stopped-title");
        let paragraphs = vec![frame.t("stopped-why")];
        OutcomePage { frame, paragraphs, next }
    }

    /// A confirmation of a form came after its grace had run out.
    pub fn form_too_late(mut frame: Frame, next: Option<Link>) -> OutcomePage {
        frame.title = frame.t("form-late-title");
        let paragraphs = vec![frame.t("late-why")];
        OutcomePage { frame, paragraphs, next }
    }

    /// A form takes nobody for now: the link stays good.
    pub fn form_stopped(mut frame: Frame, next: Option<Link>) -> OutcomePage {
        frame.title = frame.t("form-stopped");
        let paragraphs = vec![frame.t("form-stopped-why")];
        OutcomePage { frame, paragraphs, next }
    }

    /// An event takes no answers now; `words` say why.
    pub fn no_answers(mut frame: Frame, words: String, next: Option<Link>) -> OutcomePage {
        frame.title = frame.t("answer-refused-title");
        OutcomePage { frame, paragraphs: vec![words], next }
    }

    /// After leaving the calls of a coalition.
    pub fn left_calls(mut frame: Frame, coalition_name: &str) -> OutcomePage {
        frame.title = frame.t("left-calls-title");
        let paragraphs = vec![frame.t1("left-calls-text", "coalition", coalition_name)];
        OutcomePage { frame, paragraphs, next: None }
    }

    /// After unsubscribing from a group.
    pub fn unsubscribed(mut frame: Frame, group_name: &str) -> OutcomePage {
        frame.title = frame.t("unsubscribed-title");
        let stays = [frame.t("unsubscribe-signatures"), frame.t("unsubscribe-own")];
        let paragraphs = std::iter::once(frame.t1("unsubscribed-text", "group", group_name)).chain(stays).collect();
        OutcomePage { frame, paragraphs, next: None }
    }
}

/// What unsubscribing would do, and the button.
#[derive(Template)]
#[template(path = "signing/unsubscribe.html")]
pub struct UnsubscribePage {
    /// Title, language and address; never indexed.
    pub frame: Frame,
    /// The group that would write no more.
    pub group_name: String,
    /// Where the button POSTs.
    pub action: String,
    /// Where "It wasn't me" POSTs; `None` where nothing waits.
    pub not_me_action: Option<String>,
}
