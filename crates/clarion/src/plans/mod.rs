//! Plans: a coalition prepares long before it knows whether it will act, decides by ballot, and calls, holds or stands down.
//!
//! `rule.rs` says what the groups decided, `ballot_box.rs` what happened in a ballot; both are pure. The verbs around them move rows.
//! What an outcome sets off (messages, events, the notice) is handed in: see [`start::Follow`].

pub mod ballot_box;
pub mod cast;
pub mod certificate;
pub mod commitments;
pub mod compose;
pub mod confirm_passkey;
pub mod confirmation;
pub mod diff;
pub mod document;
pub mod drill;
pub mod electorate;
pub mod evaluate;
pub mod follow;
pub mod freeze;
pub mod jobs;
pub mod open;
pub mod pages;
pub mod passkey_wait;
pub mod passkeys;
pub mod proof;
pub mod public_file;
pub mod readiness;
pub mod rule;
pub mod running;
pub mod start;
pub(crate) mod store;
pub mod telling;
pub mod watch;
pub mod withdraw;
pub mod words;

pub use rule::{Choice, Outcome};

use crate::access::passkeys as passkeys_of_accounts;
use crate::app::App;
use crate::config::Settings;
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::notices::Notice;
use crate::web::site::SITE_ZONE;
use ballot_box::BallotBox;
use db::{Fault, Tx};
use document::PlanDocument;

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanState {
    /// It is written; nobody votes on it yet.
    Draft,
    /// It is frozen, and groups vote.
    Ballot,
    /// An outcome waits for its start.
    Decided,
    /// Nothing was decided, or the decision was halted: it can be changed and voted on again.
    Hold,
    /// It was called.
    Called,
    /// It was stood down.
    StoodDown,
}

impl PlanState {
    const ALL: [Self; 6] = [Self::Draft, Self::Ballot, Self::Decided, Self::Hold, Self::Called, Self::StoodDown];

    /// The word in the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Ballot => "ballot",
            Self::Decided => "decided",
            Self::Hold => "hold",
            Self::Called => "called",
            Self::StoodDown => "stood-down",
        }
    }

    fn of(word: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|state| state.as_str() == word).ok_or_else(|| Fault::bug("a plan's state"))
    }

    /// Where a plan stands when this outcome started.
    pub fn after(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Call => Self::Called,
            Outcome::Hold => Self::Hold,
            Outcome::StandDown => Self::StoodDown,
        }
    }

    /// Whether it can be changed.
    pub fn is_open_to_edits(self) -> bool {
        matches!(self, Self::Draft | Self::Hold)
    }
}

/// A plan without its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its id.
    pub id: Id,
    /// Whose it is.
    pub coalition: Id,
    /// The group that began it.
    pub group: Id,
    /// Where it stands.
    pub state: PlanState,
    /// Its newest version.
    pub version: i64,
    /// The ballot that froze it last.
    pub ballot: Option<Id>,
    /// When it was begun.
    pub created_at: i64,
    /// When it was last changed.
    pub modified_at: i64,
}

/// A version of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanVersion {
    /// Its number, from 1.
    pub version: i64,
    /// Who saved it.
    pub account: Id,
    /// When.
    pub created_at: i64,
    /// What it says.
    pub document: PlanDocument,
}

/// Something that happened, as somebody noted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its id.
    pub id: Id,
    /// The group of whoever noted it.
    pub group: Id,
    /// Who noted it.
    pub account: Id,
    /// What happened.
    pub words: String,
    /// How we know.
    pub source: String,
    /// When it was noted.
    pub created_at: i64,
}

/// What opens and seals, and makes ids: the two things every verb of plans needs.
#[derive(Clone)]
pub struct Tools {
    /// The secrets.
    pub vault: Vault,
    /// Ids and randomness.
    pub ids: Ids,
}

/// Plans are sealed under the data key of the instance: a plan is its coalition's and no group's.
const SEALED_UNDER: Id = Id::ZERO;

impl Tools {
    /// Those of the server.
    pub fn of(app: &App) -> Self {
        Self { vault: app.vault.clone(), ids: app.ids.clone() }
    }

    fn seal(&self, record: Id, plain: &[u8]) -> Result<Vec<u8>, Fault> {
        self.vault.seal(SEALED_UNDER, &record.0, plain, self.ids.bytes())
    }

    fn open(&self, record: Id, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        self.vault.open_sealed(SEALED_UNDER, &record.0, sealed)
    }
}

/// One plan.
pub fn plan(tx: &mut Tx<'_>, id: Id) -> Result<Option<Plan>, Fault> {
    store::plan(tx, id)
}

/// Plans of one page.
pub const PLANS_MAX: i64 = 100;

/// A coalition's plans, the newest first, at most [`PLANS_MAX`].
pub fn plans_of(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<Plan>, Fault> {
    store::plans_of(tx, coalition, PLANS_MAX)
}

/// One version of a plan.
pub fn version(tx: &mut Tx<'_>, tools: &Tools, plan: Id, version: i64) -> Result<Option<PlanVersion>, Fault> {
    store::version(tx, tools, plan, version)
}

/// Versions of one page.
pub const VERSIONS_MAX: i64 = 200;

/// The newest versions of a plan, at most [`VERSIONS_MAX`].
pub fn versions(tx: &mut Tx<'_>, tools: &Tools, plan: Id) -> Result<Vec<PlanVersion>, Fault> {
    store::versions(tx, tools, plan, VERSIONS_MAX)
}

/// The facts of a plan in the order in which they were noted.
pub fn facts(tx: &mut Tx<'_>, tools: &Tools, plan: Id) -> Result<Vec<Fact>, Fault> {
    store::facts(tx, tools, plan)
}

/// A ballot with everything that happened in it, to look at.
pub fn ballot(tx: &mut Tx<'_>, tools: &Tools, ballot: Id) -> Result<Option<BallotBox>, Fault> {
    match store::ballot(tx, ballot)? {
        Some(row) => store::ballot_box(tx, tools, &row).map(Some),
        None => Ok(None),
    }
}

/// The zone in which the times of a plan are said, also those of its ballots, mails and notice; the site's where there is no plan.
pub fn zone(tx: &mut Tx<'_>, tools: &Tools, of: Option<Id>) -> Result<String, Fault> {
    let plan = of.map(|id| plan(tx, id)).transpose()?.flatten();
    let version = plan.map(|plan| version(tx, tools, plan.id, plan.version)).transpose()?.flatten();
    Ok(version.map_or_else(|| SITE_ZONE.to_owned(), |version| version.document.time_zone))
}

/// The plan of a coalition that came to an outcome last.
pub fn newest_decided(tx: &mut Tx<'_>, coalition: Id) -> Result<Option<Plan>, Fault> {
    let is_decided = |plan: &Plan| matches!(plan.state, PlanState::Called | PlanState::StoodDown | PlanState::Hold);
    Ok(plans_of(tx, coalition)?.into_iter().find(is_decided))
}

/// The zone in which a coalition's pages say the times of its notices and its log: that of the plan it decided last, else the site's.
pub fn zone_of_coalition(tx: &mut Tx<'_>, tools: &Tools, coalition: Id) -> Result<String, Fault> {
    let newest = newest_decided(tx, coalition)?;
    zone(tx, tools, newest.map(|plan| plan.id))
}

/// The plan of a ballot.
pub fn plan_of_ballot(tx: &mut Tx<'_>, ballot: Id) -> Result<Option<Id>, Fault> {
    Ok(store::ballot(tx, ballot)?.map(|row| row.plan))
}

/// The group that had a ballot prepared.
pub fn preparer_of_ballot(tx: &mut Tx<'_>, ballot: Id) -> Result<Option<Id>, Fault> {
    store::preparer(tx, ballot)
}

/// Whose a ballot is.
pub fn coalition_of_ballot(tx: &mut Tx<'_>, ballot: Id) -> Result<Option<Id>, Fault> {
    Ok(store::ballot(tx, ballot)?.map(|row| row.coalition))
}

/// The ballots of a plan, the newest first: their ids and when each was prepared.
pub fn ballots_of(tx: &mut Tx<'_>, plan: Id) -> Result<Vec<(Id, i64)>, Fault> {
    let rows = store::ballots_of(tx, plan)?;
    Ok(rows.into_iter().map(|row| (row.id, row.prepared_at)).collect())
}

/// The ballot whose outcome a notice tells, if it is the notice of one.
pub fn ballot_of_notice(tx: &mut Tx<'_>, notice: &Notice) -> Result<Option<Id>, Fault> {
    // A notice is issued at the instant of its start.
    let started = store::started_at(tx, notice.coalition, notice.issued_at)?;
    Ok(started.into_iter().find(|ballot| ballot.following(b"notice") == notice.id))
}

/// The passkey domain that must be set again, because ballots run and the settings name another one: nobody could vote in them, or halt
/// what they decide.
pub fn domain_to_keep(tx: &mut Tx<'_>, settings: &Settings) -> Result<Option<String>, Fault> {
    let Some(made_for) = passkeys_of_accounts::left_domain(tx, settings)? else { return Ok(None) };
    Ok((store::all_running_ballots(tx)? > 0).then_some(made_for))
}

/// How long a delegate's new passkey waits until it counts, unless the coalition decided otherwise (DESIGN section 6).
pub const PASSKEY_WAIT_MINUTES: i64 = 24 * 60;

/// How many minutes a new passkey of a delegate of this coalition waits until it counts.
pub fn passkey_wait_minutes(tx: &mut Tx<'_>, coalition: Id) -> Result<i64, Fault> {
    Ok(store::passkey_wait(tx, coalition)?.map_or(PASSKEY_WAIT_MINUTES, |(minutes, _)| minutes))
}

/// Sets it where nobody decided yet; the demo sets 0. People change it by [`passkey_wait`].
pub fn set_passkey_wait_minutes(tx: &mut Tx<'_>, coalition: Id, minutes: i64, now: i64) -> Result<(), Fault> {
    store::set_passkey_wait_minutes(tx, coalition, minutes.clamp(0, document::MINUTES_MAX), now)
}
