//! The console's first page: the groups in which somebody sits, and what to do next.

use super::account_pages::ACCOUNT_PATH;
use super::signed_in::SignedIn;
use super::{Seat, SeatRole, accounts, pages, passkeys, recovery};
use crate::app::App;
use crate::coalitions::{self, Coalition, Group};
use crate::web::frame::{self, Frame};
use crate::web::site::Here;
use crate::web::views::Link;
use crate::web::views_access::{DashboardPage, NextStep, OwnGroup, PasskeyState};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

type Sits = (Group, SeatRole, Vec<Coalition>);

pub(super) async fn dashboard(State(app): State<App>, here: Here, signed_in: SignedIn) -> Response {
    let shown = async {
        let account = signed_in.account;
        let sits = app.db.read_newest(move |tx| {
            let seats = accounts::actor(tx, account)?.map_or_else(Vec::new, |actor| actor.seats);
            let sits = seats.iter().map(|seat| sits(tx, *seat)).collect::<Result<Vec<_>, _>>()?;
            let votes = passkeys::passkeys_of(tx, account)?.iter().any(passkeys::Passkey::can_vote);
            Ok((sits, votes, recovery::left(tx, account)? > 0))
        });
        let (sits, votes, has_codes) = sits.await?;
        let mut frame = here.frame(&app, "");
        frame.title = frame.t(DashboardPage::TITLE);
        let groups = sits.into_iter().flatten().map(|sits| own_group(&frame, sits)).collect();
        let steps = next_steps(&app, &frame, votes, has_codes);
        Ok(frame::html(StatusCode::OK, &DashboardPage { frame, signed_in, groups, steps }))
    };
    here.answer(&app, shown.await)
}

/// What an organiser does first: a passkey, without which nobody votes, and codes for the day on which it is lost.
fn next_steps(app: &App, frame: &Frame, votes: bool, has_codes: bool) -> Vec<NextStep> {
    let step = |part: &str, what: &str, why: &str| NextStep {
        what: Link { name: frame.t(what), url: frame.link(&format!("{ACCOUNT_PATH}#{part}")) },
        why: frame.t(why),
    };
    let passkey = !votes && pages::passkey_state(app) == PasskeyState::Usable;
    [
        passkey.then(|| step("passkeys", "next-passkey", "next-passkey-why")),
        (!has_codes).then(|| step("codes", "next-codes", "next-codes-why")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn sits(tx: &mut Tx<'_>, seat: Seat) -> Result<Option<Sits>, Fault> {
    let Some(group) = coalitions::group(tx, seat.group)? else { return Ok(None) };
    let coalitions = coalitions::coalitions_of(tx, seat.group)?;
    Ok(Some((group, seat.role, coalitions)))
}

fn own_group(frame: &Frame, (group, role, coalitions): Sits) -> OwnGroup {
    let link = |coalition: Coalition| Link { url: frame.link(&format!("/coalitions/{}", coalition.slug)), name: coalition.name };
    OwnGroup {
        group: Link { url: frame.link(&format!("/groups/{}", group.slug)), name: group.name },
        is_owner: role == SeatRole::Owner,
        coalitions: coalitions.into_iter().map(link).collect(),
    }
}
