//! The passkeys that wait until they count in ballots, and confirming one for another group.

use super::{Outcome, There, act, id_of, look, not_done, refusal_of};
use crate::access::{Deed, SignedIn, accounts};
use crate::app::App;
use crate::coalitions::Act;
use crate::ids::Id;
use crate::notices::Signer;
use crate::plans::confirm_passkey::{self, Waiting};
use crate::plans::document::Power;
use crate::plans::passkey_wait_minutes;
use crate::refusal::Refusal as _;
use crate::web::frame::{self, Frame};
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::views::Link;
use crate::web::views_console::{Button, Row, Section, SectionsPage};
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// What the page shows: the waiting time in minutes, and each passkey with its holder's name and whether the reader may confirm it.
struct Seen {
    wait: i64,
    waiting: Vec<(Waiting, String, bool)>,
}

fn seen(app: &App, tx: &mut Tx<'_>, there: &There, now: i64) -> Result<Seen, Fault> {
    let mut shown = Vec::new();
    for waiting in confirm_passkey::waiting(tx, there.coalition.id, now)? {
        let name = match accounts::account(tx, waiting.account)? {
            Some(account) => accounts::open(&app.vault, account.id, &account.sealed)?.name,
            None => String::new(),
        };
        let may_confirm = there.may(Deed::PreparePlan) && there.actor.role_in(waiting.entry.group).is_none();
        shown.push((waiting, name, may_confirm));
    }
    Ok(Seen { wait: passkey_wait_minutes(tx, there.coalition.id)?, waiting: shown })
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
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
        page.refusal = refusal_of(here.lang, query.as_deref());
        page.lead = match seen.wait {
            0 => page.frame.t("passkeys-waiting-lead-none"),
            wait => page.frame.t1("passkeys-waiting-lead", "wait", wait_words(&page.frame, wait)),
        };
        page.sections = vec![Section {
            id: "waiting",
            rows: seen.waiting.iter().map(|waiting| row(&page.frame, &there, waiting)).collect(),
            empty: page.frame.t("passkeys-waiting-none"),
            ..Section::default()
        }];
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

fn wait_words(frame: &Frame, minutes: i64) -> String {
    match minutes % 60 {
        0 => frame.tn("passkeys-wait-hours", (minutes / 60).unsigned_abs()),
        _ => frame.tn("passkeys-wait-minutes", minutes.unsigned_abs()),
    }
}

fn row(frame: &Frame, there: &There, (waiting, name, may_confirm): &(Waiting, String, bool)) -> Row {
    let power = match waiting.entry.power {
        Power::Delegate => "post-delegate",
        Power::Deputy => "post-deputy",
        Power::Member => "passkeys-waiting-member",
    };
    let confirm = || Button {
        words: frame.t("passkeys-waiting-confirm"),
        about: name.clone(),
        action: frame.link(&there.path(&format!("/passkeys/{}/confirm", waiting.entry.id()))),
        fields: Vec::new(),
        danger: false,
    };
    Row {
        name: name.clone(),
        badge: Some(frame.t(power)),
        facts: vec![
            waiting.group_name.clone(),
            frame.t1("passkeys-waiting-until", "when", frame.date_time(&zoned(waiting.counts_from, SITE_ZONE))),
        ],
        buttons: may_confirm.then(confirm).into_iter().collect(),
        ..Row::default()
    }
}

pub(super) async fn confirm(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, entry)): Path<(String, String)>,
) -> Response {
    let Some(entry) = id_of(&entry) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let (signer, now, account) = (Signer::of(&app), app.clock.now(), signed_in.account);
    let id: Id = app.ids.fresh(now);
    let confirmed = act(&app, &signed_in, ("plans.confirm_passkey", &slug), Deed::PreparePlan, move |tx, there| {
        let act = Act { id, account, group: there.group.id, now };
        let confirmed = confirm_passkey::confirm(tx, &signer, &act, there.coalition.id, entry)?;
        Ok(confirmed.map_err(|refusal| refusal.message()))
    });
    let back = format!("/console/coalitions/{slug}/passkeys");
    here.answer(
        &app,
        confirmed.await.map(|outcome| match outcome {
            Outcome::Done(_) => here.see(&back),
            other => not_done(&app, &here, &other, &back),
        }),
    )
}
