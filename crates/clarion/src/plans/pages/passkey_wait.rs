//! How long new passkeys wait: the part of the passkeys' page that says it, and the page on which two people sign another time.

use super::passkeys::{SignedDeed, wait_words};
use super::{Outcome, There, act, look, not_done, refusal_of, sign};
use crate::access::passkeys::{self, Passkey};
use crate::access::{Deed, SignedIn, accounts};
use crate::app::App;
use crate::coalitions::{self, Act};
use crate::ids::Id;
use crate::notices::Signer;
use crate::plans::ballot_box::Signed;
use crate::plans::confirm_passkey;
use crate::plans::confirmation::Confirmation;
use crate::plans::passkey_wait::{self, OFFERED, Wait, WaitInput, WaitRefusal, WaitSaid};
use crate::plans::words;
use crate::refusal::Refusal as _;
use crate::trust::assertion::AssertionRefusal;
use crate::trust::ballot;
use crate::web::frame::{self, Frame};
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Row, Section};
use crate::web::views_plans::{PasskeyDeedPage, Row as Fact};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// The waiting time, and for each voice the name of its group and of who signed, in its order.
pub(super) fn voices(app: &App, tx: &mut Tx<'_>, coalition: Id) -> Result<(Wait, Vec<String>), Fault> {
    let wait = passkey_wait::wait(tx, coalition)?;
    let mut names = Vec::new();
    for voice in &wait.voices {
        let group = coalitions::group(tx, voice.group)?.map_or_else(String::new, |group| group.name);
        names.push(format!("{group} ({})", accounts::name_of(tx, &app.vault, voice.account)?));
    }
    Ok((wait, names))
}

/// The time, or that there is none.
pub(super) fn said(frame: &Frame, minutes: i64) -> String {
    if minutes == 0 { frame.t("passkeys-wait-no-time") } else { wait_words(frame, minutes) }
}

fn path(there: &There, minutes: i64) -> String {
    there.path(&format!("/passkey-wait/{minutes}"))
}

/// Who wants what, a sentence each.
fn wanted(frame: &Frame, wait: &Wait, names: &[String], of: impl Fn(i64) -> bool) -> Vec<String> {
    let voices = wait.voices.iter().zip(names).filter(|(voice, _)| of(voice.minutes));
    let sentence = |(voice, who): (&passkey_wait::Voice, &String)| {
        let when = frame.date_time(&zoned(voice.at, SITE_ZONE));
        format!("{}, {when}", frame.t2("passkeys-wait-wanted", ("who", who), ("wait", &said(frame, voice.minutes))))
    };
    voices.map(sentence).collect()
}

/// The part of the page that says how long passkeys wait, who wants another time, and where to sign for one.
pub(super) fn section(frame: &Frame, there: &There, wait: &Wait, names: &[String]) -> Section {
    let others = OFFERED.into_iter().filter(|minutes| *minutes != wait.minutes);
    let link = |minutes: i64| Link {
        name: frame.t1("passkeys-wait-to", "wait", said(frame, minutes)),
        url: frame.link(&path(there, minutes)),
    };
    let may = there.may(Deed::PreparePlan) && !wait.is_held;
    let row = Row {
        name: said(frame, wait.minutes),
        facts: wanted(frame, wait, names, |_| true),
        links: if may { others.map(link).collect() } else { Vec::new() },
        ..Row::default()
    };
    Section {
        id: "wait",
        heading: frame.t("passkeys-wait-heading"),
        text: frame.t(if wait.is_held { "passkey-refused-wait-ballot" } else { "passkeys-wait-text" }),
        rows: vec![row],
        ..Section::default()
    }
}

/// Minutes in an address.
fn minutes_of(text: &str) -> Option<i64> {
    text.parse().ok().filter(|minutes| OFFERED.contains(minutes))
}

pub(super) async fn ask(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, minutes)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let Some(minutes) = minutes_of(&minutes) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let (reading, now, account) = (app.clone(), app.clock.now(), signed_in.account);
    let read = look(&app, &signed_in, &slug, Deed::PreparePlan, move |tx, there| {
        let own = confirm_passkey::can_confirm(tx, there.coalition.id, there.group.id, account, now)?;
        Ok(Some((voices(&reading, tx, there.coalition.id)?, own)))
    });
    here.answer(
        &app,
        read.await.and_then(|outcome| match outcome {
            Outcome::Done((there, ((wait, names), own))) => {
                let mut page = page(&app, &here, signed_in, &there, (&wait, &names, minutes, &own))?;
                page.refusal = refusal_of(here.lang, &query);
                Ok(frame::html(StatusCode::OK, &page))
            }
            other => Ok(not_done(&app, &here, &other, "")),
        }),
    )
}

fn page(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    there: &There,
    (wait, names, minutes, own): (&Wait, &[String], i64, &[Passkey]),
) -> Result<PasskeyDeedPage, Fault> {
    let mut frame = here.frame(app, "");
    frame.title = frame.t1("passkeys-wait-title", "wait", said(&frame, minutes));
    let cannot = match (wait.is_held, wait.minutes == minutes, own.is_empty(), passkeys::site(&app.settings)) {
        (true, ..) => WaitRefusal::Ballot.message(),
        (_, true, ..) => WaitRefusal::Nothing.message(),
        (_, _, true, _) => "passkeys-wait-none",
        (_, _, _, None) => "ballot-refused-no-site",
        _ => "",
    };
    let text = wait.text(there.coalition.id, minutes);
    let others = wait.voices.iter().any(|voice| voice.minutes == minutes && voice.group != there.group.id);
    let means = if others { "passkeys-wait-sign-second" } else { "passkeys-wait-sign-first" };
    let deed = SignedDeed {
        key: "wait",
        act: ballot::Act::PasskeyWait,
        subject: there.coalition.id,
        text: frame.t1(means, "group", &there.group.name),
        action: frame.link(&path(there, minutes)),
        fixed_words: text.clone(),
        button: frame.t("passkeys-wait-button"),
    };
    let row = |name: &str, value: String| Fact { name: frame.t(name), value };
    let mut rows = vec![row("passkeys-wait-now", said(&frame, wait.minutes)), row("passkeys-wait-then", said(&frame, minutes))];
    rows.extend(wanted(&frame, wait, names, |wanted| wanted == minutes).into_iter().map(|who| row("passkeys-wait-signed", who)));
    Ok(PasskeyDeedPage {
        above: Link { name: frame.t("passkeys-waiting-title"), url: frame.link(&there.path("/passkeys")) },
        refusal: None,
        lead: frame.t(if minutes < wait.minutes { "passkeys-wait-lead-shorter" } else { "passkeys-wait-lead-longer" }),
        rows,
        text,
        form: if cannot.is_empty() { Some(deed.form(app, &frame, there, own)?) } else { None },
        cannot: if cannot.is_empty() { String::new() } else { frame.t(cannot) },
        frame,
        signed_in,
    })
}

pub(super) async fn sign(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, minutes)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let Some(minutes) = minutes_of(&minutes) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let (now, account, site) = (app.clock.now(), signed_in.account, passkeys::site(&app.settings));
    let (id, signed, signer): (Id, _, _) = (app.ids.fresh(now), sign::signed(&Typed::read(&body)), Signer::of(&app));
    let said = act(&app, &signed_in, ("plans.passkey_wait", &slug), Deed::PreparePlan, move |tx, there| {
        let Some(site) = &site else { return Ok(Err("ballot-refused-no-site")) };
        let Some(Signed { words, assertion, .. }) = signed.clone() else {
            return Ok(Err(words::of_assertion(AssertionRefusal::Malformed)));
        };
        let act = Act { id, account, group: there.group.id, now };
        let input = WaitInput { minutes, word: Confirmation { words, assertion } };
        let said = passkey_wait::sign(tx, &act, (&there.coalition, site, &signer), &input)?;
        Ok(said.map_err(|refusal| refusal.message()))
    });
    let list = format!("/console/coalitions/{slug}/passkeys");
    let page = format!("/console/coalitions/{slug}/passkey-wait/{minutes}");
    here.answer(
        &app,
        said.await.map(|outcome| match outcome {
            Outcome::Done((_, WaitSaid::Waits)) => here.see(&page),
            Outcome::Done((_, WaitSaid::Changed)) => here.see(&list),
            other => not_done(&app, &here, &other, &page),
        }),
    )
}
