//! The demo's plan: what the coalition would do if the budget is cut, in every word, ready to be changed and put to a ballot.

use super::words;
use crate::app::App;
use crate::clock::DAY;
use crate::ids::Id;
use crate::plans::compose::{self, Draft};
use crate::plans::document::{Audience, Both, OutcomeWords, PlanDocument};
use crate::plans::rule::Rule;
use crate::plans::{self, Tools};
use db::{Fault, Tx};

/// The vote ends so long after the demo was made.
const DEADLINE: i64 = 14 * DAY;
/// Miles around an event from which people are called.
const MILES: u32 = 25;

/// Writes and seals it, under this title. Nobody has an account of the server's own: the version is the demo's.
pub(super) fn prepare(app: &App, title: [&str; 2], now: i64) -> Result<Draft, Fault> {
    let tools = Tools { vault: app.vault.clone(), ids: app.ids.clone() };
    let draft = compose::prepare(&tools, app.ids.fresh(now), Id::ZERO, &document(title, now), now)?;
    draft.map_err(|_| Fault::bug("the demo's plan is not well made"))
}

/// Begins it in the name of the first group. A new passkey counts at once, so that a ballot can be tried out.
pub(super) fn begin(tx: &mut Tx<'_>, coalition: Id, group: Id, draft: &Draft, now: i64) -> Result<(), Fault> {
    plans::set_passkey_wait_minutes(tx, coalition, 0, now)?;
    compose::begin(tx, coalition, group, draft, now)
}

fn both([en, es]: [&str; 2]) -> Both {
    Both { en: en.to_owned(), es: es.to_owned() }
}

fn outcome(subject: [&str; 2], text: [&str; 2], waves: &[Audience]) -> OutcomeWords {
    OutcomeWords { subject: both(subject), text: both(text), waves: waves.to_vec() }
}

fn document(title: [&str; 2], now: i64) -> PlanDocument {
    let all = [Audience::Hosts, Audience::Rsvps, Audience::NearEvents { miles: MILES }, Audience::Everyone];
    PlanDocument {
        title: both(title),
        scenarios: words::PLAN_SCENARIOS.map(both).into(),
        rule: Rule::USUAL,
        deadline: now + DEADLINE,
        time_zone: "America/New_York".to_owned(),
        consult_minutes: 0,
        cooling_off_minutes: 0,
        starts_at: None,
        call: outcome(words::PLAN_CALL_SUBJECT, words::PLAN_CALL_TEXT, &all),
        hold: outcome(words::PLAN_HOLD_SUBJECT, words::PLAN_HOLD_TEXT, &all[..1]),
        stand_down: outcome(words::PLAN_STAND_DOWN_SUBJECT, words::PLAN_STAND_DOWN_TEXT, &all[..2]),
    }
}
