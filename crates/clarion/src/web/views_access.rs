//! The pages of signing in and of an organiser's own account, and the mail with the link.
//! A page that a mailed link opens only shows whom it would sign in; its button does it.

use askama::Template;
use jiff::ZonedDateTime;

use super::frame::Frame;
use super::lang::{self, Lang};
use super::views::Link;
use super::views_mail::MailWords;
use crate::access::SignedIn;

/// Whether this instance can use passkeys, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyState {
    /// Browsers make them here.
    Usable,
    /// The public address has an IP address instead of a name.
    IpAddress,
    /// The public address is not encrypted.
    NotEncrypted,
}

/// "Sign in": a passkey, or a link by mail.
#[derive(Template)]
#[template(path = "access/sign_in.html")]
pub struct SignInPage {
    /// Title (words of `TITLE`), language and address.
    pub frame: Frame,
    /// The mailbox as typed.
    pub email: String,
    /// What to mend, in the page's language.
    pub error: Option<String>,
    /// Where in the console to go, without language; empty for its first page.
    pub next: String,
    /// Whether the button for passkeys is there.
    pub passkeys: PasskeyState,
    /// What a passkey just given was refused for.
    pub refusal: Option<String>,
}

impl SignInPage {
    /// The id of the title's words.
    pub const TITLE: &'static str = "sign-in-title";
}

/// After asking for a link; the same whether or not the mailbox has an account.
#[derive(Template)]
#[template(path = "access/check_mail.html")]
pub struct LinkAskedPage {
    /// Title, language and address.
    pub frame: Frame,
}

impl LinkAskedPage {
    /// The id of the title's words.
    pub const TITLE: &'static str = "link-asked-title";
}

/// Whom a link signs in, and the button.
#[derive(Template)]
#[template(path = "access/link.html")]
pub struct LinkPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Whose account it is.
    pub name: String,
    /// Where the button POSTs.
    pub action: String,
}

impl LinkPage {
    /// The id of the title's words.
    pub const TITLE: &'static str = "link-title";
}

/// A short page that says why there is no way in here, and which there is.
#[derive(Template)]
#[template(path = "signing/outcome.html")]
pub struct NoWayPage {
    frame: Frame,
    paragraphs: Vec<String>,
    next: Option<Link>,
}

impl NoWayPage {
    /// A link that was used, is too old, or never was one. Which of these, the page does not tell.
    pub fn link_gone(mut frame: Frame) -> NoWayPage {
        frame.title = frame.t("link-gone-title");
        let paragraphs = vec![frame.t("link-gone-why")];
        let next = Some(Link { name: frame.t("link-gone-again"), url: frame.link(crate::access::signed_in::SIGN_IN_PATH) });
        NoWayPage { frame, paragraphs, next }
    }
}

/// A group in the list of one's own.
#[derive(Clone, Debug)]
pub struct OwnGroup {
    /// Its name and page.
    pub group: Link,
    /// Whether the reader is its owner, or else an organiser.
    pub is_owner: bool,
    /// The coalitions it is in.
    pub coalitions: Vec<Link>,
}

/// Something to do next.
#[derive(Clone, Debug)]
pub struct NextStep {
    /// What, as a link.
    pub what: Link,
    /// Why.
    pub why: String,
}

/// The console's first page.
#[derive(Template)]
#[template(path = "access/dashboard.html")]
pub struct DashboardPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Whose it is.
    pub signed_in: SignedIn,
    /// Where they sit.
    pub groups: Vec<OwnGroup>,
    /// What waits for their word.
    pub waits: Vec<NextStep>,
    /// What to do next; empty when there is nothing.
    pub steps: Vec<NextStep>,
}

impl DashboardPage {
    /// The id of the title's words.
    pub const TITLE: &'static str = "console-home";
}

/// A session in the list.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// Device, in words.
    pub device: String,
    /// How it was begun, in words.
    pub began_by: String,
    /// When it began.
    pub began_at: ZonedDateTime,
    /// When it was last used.
    pub seen_at: ZonedDateTime,
    /// Whether it is the one that reads this.
    pub is_this: bool,
    /// Where its button POSTs.
    pub end_action: String,
}

/// A passkey in the list.
#[derive(Clone, Debug)]
pub struct PasskeyRow {
    /// The name its owner gave it.
    pub name: String,
    /// Whether ballots may be signed with it, as far as its algorithm goes.
    pub can_vote: bool,
    /// When it was registered.
    pub registered_at: ZonedDateTime,
    /// When it last signed in.
    pub used_at: Option<ZonedDateTime>,
    /// Where its button POSTs.
    pub remove_action: String,
}

/// One's own account: passkeys, recovery codes, sessions.
#[derive(Template)]
#[template(path = "access/account.html")]
pub struct AccountPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Whose it is.
    pub signed_in: SignedIn,
    /// How they are called, or what they typed.
    pub own_name: String,
    /// What to mend about it.
    pub name_error: Option<String>,
    /// The language of mails to them.
    pub mail_lang: Lang,
    /// Where mails go.
    pub email: String,
    /// The oldest first.
    pub passkeys: Vec<PasskeyRow>,
    /// Whether more can be made here.
    pub passkey_state: PasskeyState,
    /// Recovery codes that still work.
    pub codes_left: u64,
    /// Whether they signed in a short while ago, so that passkeys and codes can be changed.
    pub is_fresh: bool,
    /// This browser first.
    pub sessions: Vec<SessionRow>,
    /// Why a passkey was not registered.
    pub refusal: Option<String>,
    /// What a passkey that was just added is good for, and from when; sentences.
    pub added: Vec<String>,
}

impl AccountPage {
    /// The id of the title's words.
    pub const TITLE: &'static str = "account-title";
}

/// Signing in with a recovery code.
#[derive(Template)]
#[template(path = "access/code.html")]
pub struct CodePage {
    /// Title, language and address.
    pub frame: Frame,
    /// The mailbox as typed.
    pub email: String,
    /// What to mend, in the page's language.
    pub error: Option<String>,
}

impl CodePage {
    /// The id of the title's words.
    pub const TITLE: &'static str = "code-title";
}

/// New recovery codes, shown this once.
#[derive(Template)]
#[template(path = "access/codes.html")]
pub struct CodesPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Whose they are.
    pub signed_in: SignedIn,
    /// The codes.
    pub codes: Vec<String>,
}

impl CodesPage {
    /// The id of the title's words.
    pub const TITLE: &'static str = "codes-title";
}

/// A new API key, shown this once.
#[derive(Template)]
#[template(path = "access/api_key.html")]
pub struct ApiKeyPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who made it.
    pub signed_in: SignedIn,
    /// What it is for.
    pub name: String,
    /// The key.
    pub secret: String,
    /// The list of keys.
    pub back: String,
}

/// The mail with the link that signs in.
#[derive(Clone, Debug)]
pub struct SignInMail {
    /// The reader's language.
    pub lang: Lang,
    /// The reader's name.
    pub name: String,
    /// The host that they sign in to.
    pub site: String,
    /// The page with the button.
    pub link: String,
    /// The group in whose name the reader is known here.
    pub group_name: String,
    /// Its postal address on one line.
    pub postal_address: String,
}

#[derive(Template)]
#[template(path = "mail/sign_in.html")]
struct SignInHtml<'a> {
    mail: &'a SignInMail,
    subject: &'a str,
}

#[derive(Template)]
#[template(path = "mail/sign_in.txt")]
struct SignInText<'a> {
    mail: &'a SignInMail,
}

impl SignInMail {
    fn t(&self, id: &str) -> String {
        lang::t(self.lang, id, &[])
    }

    fn t1(&self, id: &str, name: &'static str, value: &str) -> String {
        lang::t(self.lang, id, &[(name, value.into())])
    }

    /// Subject, HTML and plain text.
    pub fn words(&self) -> MailWords {
        let subject = self.t1("mail-sign-in-subject", "site", &self.site);
        let html = super::frame::text(&SignInHtml { mail: self, subject: &subject });
        let text = super::frame::text(&SignInText { mail: self });
        MailWords { subject, html, text }
    }
}

/// The mail that tells of a change to an account's keys. It has no button: whoever forges one cannot copy what is not there.
#[derive(Clone, Debug)]
pub struct SafetyMail {
    /// The reader's language.
    pub lang: Lang,
    /// The reader's name.
    pub name: String,
    /// The host of the account.
    pub site: String,
    /// The id of the sentence that says what changed.
    pub change: &'static str,
    /// When.
    pub at: ZonedDateTime,
    /// The account's page, to be typed.
    pub account_url: String,
    /// The group in whose name the reader is known here.
    pub group_name: String,
    /// Its postal address on one line.
    pub postal_address: String,
}

#[derive(Template)]
#[template(path = "mail/safety.html")]
struct SafetyHtml<'a> {
    mail: &'a SafetyMail,
    subject: &'a str,
}

#[derive(Template)]
#[template(path = "mail/safety.txt")]
struct SafetyText<'a> {
    mail: &'a SafetyMail,
}

impl SafetyMail {
    fn t(&self, id: &str) -> String {
        lang::t(self.lang, id, &[])
    }

    fn t1(&self, id: &str, name: &'static str, value: &str) -> String {
        lang::t(self.lang, id, &[(name, value.into())])
    }

    fn when(&self) -> String {
        lang::date_time(self.lang, &self.at)
    }

    /// Subject, HTML and plain text.
    pub fn words(&self) -> MailWords {
        let subject = self.t1("safety-subject", "site", &self.site);
        let html = super::frame::text(&SafetyHtml { mail: self, subject: &subject });
        let text = super::frame::text(&SafetyText { mail: self });
        MailWords { subject, html, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_carries_link_and_address_in_both_parts() {
        for lang in Lang::ALL {
            let link = "https://act.example/console/sign-in/link/AAAAAAAAAAAAAAAAAAAAAA".to_owned();
            let words = SignInMail {
                lang,
                name: "Ada <b>".to_owned(),
                site: "act.example".to_owned(),
                link: link.clone(),
                group_name: "Harbor Readers".to_owned(),
                postal_address: "1 Made-up Street, Springfield, OH 45501".to_owned(),
            }
            .words();
            for part in [link.as_str(), "1 Made-up Street, Springfield, OH 45501", "15", "act.example"] {
                assert!(words.html.contains(part) && words.text.contains(part), "{part} in {lang:?}");
            }
            assert!(!words.html.contains("<b>") && !words.html.contains("unsubscribe"));
        }
    }
}
