//! The passkeys that wait until they count in ballots, and confirming one for another group.

use super::{Outcome, There, act, id_of, look, not_done, passkey_wait, refusal_of, sign};
use crate::access::passkeys::{self, Passkey};
use crate::access::{Deed, SignedIn, accounts};
use crate::app::App;
use crate::coalitions::Act;
use crate::ids::Id;
use crate::notices::Signer;
use crate::plans::ballot_box::Signed;
use crate::plans::confirm_passkey::{self, ConfirmInput, ConfirmRefusal, Waiting};
use crate::plans::confirmation::Confirmation;
use crate::plans::document::Power;
use crate::plans::passkey_wait::Wait;
use crate::plans::words;
use crate::refusal::Refusal as _;
use crate::trust::assertion::AssertionRefusal;
use crate::trust::ballot::{self, ACT_FORMAT};
use crate::trust::{Base64, Hash, canonical};
use crate::web::frame::{self, Frame};
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Row, Section, SectionsPage};
use crate::web::views_plans::{Choose, PasskeyDeedPage, Row as Fact, SignForm};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};
use serde_json::json;

/// A passkey that waits, with its holder's name and whether the reader may confirm it.
struct Shown {
    waiting: Waiting,
    name: String,
    may_confirm: bool,
}

impl Shown {
    fn read(app: &App, tx: &mut Tx<'_>, there: &There, waiting: Waiting) -> Result<Self, Fault> {
        let name = accounts::name_of(tx, &app.vault, waiting.account)?;
        let is_of_another = there.actor.role_in(waiting.entry.group).is_none() && waiting.account != there.actor.account;
        let may_confirm = there.may(Deed::PreparePlan) && is_of_another && !waiting.was_confirmed;
        Ok(Self { waiting, name, may_confirm })
    }
}

/// What the page shows: the waiting time, which groups want another, and what waits.
struct Seen {
    wait: Wait,
    voices: Vec<String>,
    waiting: Vec<Shown>,
}

fn seen(app: &App, tx: &mut Tx<'_>, there: &There, now: i64) -> Result<Seen, Fault> {
    let mut shown = Vec::new();
    for waiting in confirm_passkey::waiting(tx, there.coalition.id, now)? {
        shown.push(Shown::read(app, tx, there, waiting)?);
    }
    let (wait, voices) = passkey_wait::voices(app, tx, there.coalition.id)?;
    Ok(Seen { wait, voices, waiting: shown })
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    let (reading, now) = (app.clone(), app.clock.now());
    let shown = async {
        let read = look(&app, &signed_in, &slug, Deed::SeePlans, move |tx, there| seen(&reading, tx, there, now).map(Some));
        let (there, seen) = match read.await? {
            Outcome::Done(seen) => seen,
            other => return Ok(not_done(&app, &here, &other, "")),
        };
        let mut frame = here.frame(&app, "");
        frame.title = frame.t("passkeys-waiting-title");
        let mut page = SectionsPage::new(frame, signed_in);
        page.above = Some(Link { name: page.frame.t("plans-title"), url: page.frame.link(&there.path("/plans")) });
        page.refusal = refusal_of(here.lang, &query);
        page.lead = match seen.wait.minutes {
            0 => page.frame.t("passkeys-waiting-lead-none"),
            wait => page.frame.t1("passkeys-waiting-lead", "wait", wait_words(&page.frame, wait)),
        };
        let waiting = Section {
            id: "waiting",
            text: if seen.wait.minutes == 0 { String::new() } else { page.frame.t("passkeys-waiting-first") },
            rows: seen.waiting.iter().map(|shown| row(&page.frame, &there, shown)).collect(),
            empty: page.frame.t("passkeys-waiting-none"),
            ..Section::default()
        };
        let wait = passkey_wait::section(&page.frame, &there, &seen.wait, &seen.voices);
        page.sections = vec![waiting, wait];
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

/// One day is said as 24 hours, more as days.
const DAY_MINUTES: i64 = 24 * 60;

pub(crate) fn wait_words(frame: &Frame, minutes: i64) -> String {
    match minutes % 60 {
        0 if minutes > DAY_MINUTES && minutes % DAY_MINUTES == 0 => {
            frame.tn("passkeys-wait-days", (minutes / DAY_MINUTES).unsigned_abs())
        }
        0 => frame.tn("passkeys-wait-hours", (minutes / 60).unsigned_abs()),
        _ => frame.tn("passkeys-wait-minutes", minutes.unsigned_abs()),
    }
}

fn post(power: Power) -> &'static str {
    match power {
        Power::Delegate => "post-delegate",
        Power::Deputy => "post-deputy",
        Power::Member => "passkeys-waiting-member",
    }
}

fn counts_from(frame: &Frame, shown: &Shown) -> String {
    frame.date_time(&zoned(shown.waiting.counts_from, SITE_ZONE))
}

fn row(frame: &Frame, there: &There, shown: &Shown) -> Row {
    let confirm = || Link { name: frame.t1("passkeys-waiting-confirm", "name", &shown.name), url: frame.link(&path(there, shown)) };
    let until = if shown.waiting.was_confirmed { "passkeys-waiting-signer-gone" } else { "passkeys-waiting-until" };
    Row {
        name: shown.name.clone(),
        badge: Some(frame.t(post(shown.waiting.entry.power))),
        facts: vec![shown.waiting.group_name.clone(), frame.t1(until, "when", counts_from(frame, shown))],
        links: shown.may_confirm.then(confirm).into_iter().collect(),
        ..Row::default()
    }
}

fn path(there: &There, shown: &Shown) -> String {
    there.path(&format!("/passkeys/{}/confirm", shown.waiting.entry.id()))
}

/// The page on which a passkey is confirmed.
pub(super) async fn ask(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, entry)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let Some(entry) = id_of(&entry) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let (reading, now, account) = (app.clone(), app.clock.now(), signed_in.account);
    let read = look(&app, &signed_in, &slug, Deed::SeePlans, move |tx, there| {
        let waiting = confirm_passkey::waiting(tx, there.coalition.id, now)?;
        let Some(found) = waiting.into_iter().find(|waiting| waiting.entry.id() == entry) else { return Ok(Some(None)) };
        let own = confirm_passkey::can_confirm(tx, there.coalition.id, there.group.id, account, now)?;
        Ok(Some(Some((Shown::read(&reading, tx, there, found)?, own))))
    });
    here.answer(
        &app,
        read.await.and_then(|outcome| match outcome {
            // What no longer waits has no page of its own.
            Outcome::Done((there, None)) => {
                Ok(here.see(&there.path(&format!("/passkeys?refused={}", ConfirmRefusal::Over.message()))))
            }
            Outcome::Done((there, Some((shown, own)))) => {
                let mut page = ask_page(&app, &here, signed_in, &there, (&shown, &own))?;
                page.refusal = refusal_of(here.lang, &query);
                Ok(frame::html(StatusCode::OK, &page))
            }
            other => Ok(not_done(&app, &here, &other, "")),
        }),
    )
}

fn ask_page(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    there: &There,
    (shown, own): (&Shown, &[Passkey]),
) -> Result<PasskeyDeedPage, Fault> {
    let mut frame = here.frame(app, "");
    frame.title = frame.t1("passkeys-confirm-title", "name", &shown.name);
    let row = |name: &str, value: String| Fact { name: frame.t(name), value };
    let cannot = match (shown.may_confirm, own.is_empty(), passkeys::site(&app.settings)) {
        (false, ..) => "passkeys-confirm-not-you",
        (_, true, _) => "passkeys-confirm-none",
        (_, _, None) => "ballot-refused-no-site",
        _ => "",
    };
    Ok(PasskeyDeedPage {
        above: Link { name: frame.t("passkeys-waiting-title"), url: frame.link(&there.path("/passkeys")) },
        refusal: None,
        lead: frame.t("passkeys-confirm-lead"),
        rows: vec![
            row("passkeys-confirm-holder", shown.name.clone()),
            row("passkeys-confirm-group", shown.waiting.group_name.clone()),
            row("passkeys-confirm-post", frame.t(post(shown.waiting.entry.power))),
            row("passkeys-confirm-counts", counts_from(&frame, shown)),
        ],
        text: words_of(shown),
        form: if cannot.is_empty() { Some(sign_form(app, &frame, there, (shown, own))?) } else { None },
        cannot: if cannot.is_empty() { String::new() } else { frame.t(cannot) },
        frame,
        signed_in,
    })
}

/// The entry is what is signed, as it stands in the log.
fn words_of(shown: &Shown) -> String {
    String::from_utf8_lossy(&shown.waiting.entry.document()).into_owned()
}

fn sign_form(app: &App, frame: &Frame, there: &There, (shown, own): (&Shown, &[Passkey])) -> Result<SignForm, Fault> {
    let deed = SignedDeed {
        key: "confirm",
        act: ballot::Act::ConfirmPasskey,
        subject: shown.waiting.entry.passkey,
        text: frame.t1("passkeys-confirm-text", "group", &there.group.name),
        action: frame.link(&path(there, shown)),
        fixed_words: words_of(shown),
        button: frame.t("passkeys-confirm-button"),
    };
    deed.form(app, frame, there, own)
}

/// A deed that is signed with a passkey outside of a ballot.
pub(super) struct SignedDeed {
    pub(super) key: &'static str,
    pub(super) act: ballot::Act,
    pub(super) subject: Id,
    pub(super) text: String,
    pub(super) action: String,
    pub(super) fixed_words: String,
    pub(super) button: String,
}

impl SignedDeed {
    /// The form in which it is signed with one of these passkeys, for the group that one acts for.
    pub(super) fn form(self, app: &App, frame: &Frame, there: &There, own: &[Passkey]) -> Result<SignForm, Fault> {
        let (mut listed, mut chosen) = (Vec::new(), Vec::new());
        for passkey in own {
            listed.push(json!({ "id": passkey.id, "credential": Base64(passkey.credential_id.clone()) }));
            let (value, words, hint) = (passkey.id.to_string(), passkey.name(&app.vault)?, String::new());
            chosen.push(Choose { value, words, hint, chosen: false });
        }
        let words = json!({
            "format": ACT_FORMAT, "act": self.act, "coalition": there.coalition.id, "plan": Hash::ZERO,
            "subject": self.subject, "group": there.group.id,
        });
        Ok(SignForm {
            key: self.key,
            heading: frame.t("passkeys-confirm-heading"),
            text: self.text,
            action: self.action,
            words: words.to_string(),
            replaces: String::new(),
            passkeys_json: String::from_utf8_lossy(&canonical::of(&listed)).into_owned(),
            passkeys: chosen,
            site: passkeys::site(&app.settings).map_or_else(String::new, |site| site.id),
            choices: Vec::new(),
            fixed_words: self.fixed_words,
            asks_reason: false,
            needs_reason: false,
            is_danger: false,
            button: self.button,
        })
    }
}

pub(super) async fn confirm(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, entry)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let Some(entry) = id_of(&entry) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let (signer, now, account, site) = (Signer::of(&app), app.clock.now(), signed_in.account, passkeys::site(&app.settings));
    let (id, signed): (Id, _) = (app.ids.fresh(now), sign::signed(&Typed::read(&body)));
    let confirmed = act(&app, &signed_in, ("plans.confirm_passkey", &slug), Deed::PreparePlan, move |tx, there| {
        let Some(site) = &site else { return Ok(Err("ballot-refused-no-site")) };
        let Some(Signed { words, assertion, .. }) = signed.clone() else {
            return Ok(Err(words::of_assertion(AssertionRefusal::Malformed)));
        };
        let act = Act { id, account, group: there.group.id, now };
        let input = ConfirmInput { entry, word: Confirmation { words, assertion } };
        let confirmed = confirm_passkey::confirm(tx, &signer, &act, (there.coalition.id, site), &input)?;
        Ok(confirmed.map_err(|refusal| refusal.message()))
    });
    let list = format!("/console/coalitions/{slug}/passkeys");
    here.answer(
        &app,
        confirmed.await.map(|outcome| match outcome {
            Outcome::Done(_) => here.see(&list),
            Outcome::Refused(message) if message == ConfirmRefusal::Over.message() => not_done(&app, &here, &outcome, &list),
            other => not_done(&app, &here, &other, &format!("{list}/{entry}/confirm")),
        }),
    )
}
