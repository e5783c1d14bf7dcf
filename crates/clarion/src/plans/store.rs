//! All SQL about plans and ballots, and what of it is opened on the way.

use super::ballot_box::{BallotBox, Phase, Record, Signatures};
use super::confirm_passkey::Kept;
use super::confirmation::Confirmation;
use super::document::{Audience, Frozen};
use super::passkey_wait::Voice;
use super::{Fact, Plan, PlanState, PlanVersion, Tools};
use crate::coalitions::Act;
use crate::ids::Id;
use crate::trust::{Hash, canonical};
use db::{Fault, Row, Tx, Val};
use serde::{Deserialize, Serialize};

db::statements! {
    /// Begins a plan.
    ADD_PLAN = "INSERT INTO plan (id, coalition_id, group_id, state, version, ballot_id, facts, created_at, modified_at)
        VALUES ($1, $2, $3, 'draft', 1, NULL, 0, $4, $4) ON CONFLICT (id) DO NOTHING";
    /// One plan.
    PLAN = "SELECT id, coalition_id, group_id, state, version, ballot_id, created_at, modified_at FROM plan WHERE id = $1";
    /// A coalition's plans.
    PLANS_OF = "SELECT id, coalition_id, group_id, state, version, ballot_id, created_at, modified_at FROM plan
        WHERE coalition_id = $1 ORDER BY id DESC LIMIT $2";
    /// The next version, if nobody saved one meanwhile and the plan is not frozen.
    NEXT_VERSION = "UPDATE plan SET version = version + 1, modified_at = $3
        WHERE id = $1 AND version = $2 AND state IN ('draft', 'hold')";
    /// Keeps a version.
    ADD_VERSION = "INSERT INTO plan_version (plan_id, version, id, account_id, sealed, created_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (plan_id, version) DO NOTHING";
    /// One version.
    VERSION = "SELECT version, id, account_id, sealed, created_at FROM plan_version WHERE plan_id = $1 AND version = $2";
    /// The newest versions.
    VERSIONS = "SELECT version, id, account_id, sealed, created_at FROM plan_version WHERE plan_id = $1
        ORDER BY version DESC LIMIT $2";
    /// Makes room for a fact, while there is room and the plan is not over.
    COUNT_FACT = "UPDATE plan SET facts = facts + 1 WHERE id = $1 AND facts < $2 AND state NOT IN ('called', 'stood-down')";
    /// Notes a fact.
    ADD_FACT = "INSERT INTO plan_fact (plan_id, id, group_id, account_id, sealed, created_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (plan_id, id) DO NOTHING";
    /// One fact.
    HAS_FACT = "SELECT id FROM plan_fact WHERE plan_id = $1 AND id = $2";
    /// The facts of a plan.
    FACTS = "SELECT id, group_id, account_id, sealed, created_at FROM plan_fact WHERE plan_id = $1 ORDER BY id";
    /// A group has one prepared ballot of a plan: a new one takes the place of the one before, unless that is just being opened.
    DROP_PREPARED = "DELETE FROM plan_ballot WHERE plan_id = $1 AND group_id = $2 AND state = 'prepared' AND id <> $3 RETURNING id";
    /// Withdraws a group's own ballot that was not opened.
    WITHDRAW_PREPARED = "DELETE FROM plan_ballot WHERE id = $1 AND group_id = $2 AND state = 'prepared' RETURNING plan_id";
    /// The records of a ballot that was dropped before it opened.
    DROP_RECORDS = "DELETE FROM plan_record WHERE ballot_id = $1";
    /// The ballots of a coalition that are open or wait for their start.
    RUNNING_BALLOTS = "SELECT id FROM plan_ballot WHERE coalition_id = $1 AND state IN ('open', 'decided') ORDER BY id";
    /// The ballots of a coalition in which somebody may have to sign: those that run, and those prepared that can still be opened.
    LIVE_BALLOTS = "SELECT b.id FROM plan p JOIN plan_ballot b ON b.plan_id = p.id WHERE p.coalition_id = $1 AND (b.state IN ('open', 'decided')
        OR (b.state = 'prepared' AND b.deadline > $2 AND b.version = p.version AND p.state IN ('draft', 'hold')))
        ORDER BY b.id DESC LIMIT $3";
    /// The running ones of all coalitions, counted.
    ALL_RUNNING_BALLOTS = "SELECT CAST(COUNT(*) AS BIGINT) FROM plan_ballot WHERE state IN ('open', 'decided')";
    /// Freezes a plan for a vote.
    ADD_BALLOT = "INSERT INTO plan_ballot (id, plan_id, coalition_id, version, group_id, state, sealed, plan_hash, deadline, records, head, prepared_at)
        VALUES ($1, $2, $3, $4, $5, 'prepared', $6, $7, $8, 0, $9, $10) ON CONFLICT (id) DO NOTHING";
    /// One ballot, to look at.
    BALLOT = "SELECT id, plan_id, coalition_id, version, state, sealed, plan_hash, deadline, prepared_at
        FROM plan_ballot WHERE id = $1";
    /// Takes a ballot in hand: whoever writes to it waits here until the one before has committed.
    TAKE_BALLOT = "UPDATE plan_ballot SET records = records WHERE id = $1
        RETURNING id, plan_id, coalition_id, version, state, sealed, plan_hash, deadline, prepared_at";
    /// The ballots of a plan.
    BALLOTS_OF = "SELECT id, plan_id, coalition_id, version, state, sealed, plan_hash, deadline, prepared_at
        FROM plan_ballot WHERE plan_id = $1 ORDER BY id DESC LIMIT 100";
    /// The group that had it prepared.
    PREPARER = "SELECT group_id FROM plan_ballot WHERE id = $1";
    /// What shows that something happened in a ballot, in no more than a look.
    BALLOT_MARK = "SELECT state, records, COALESCE(consult_until, 0) FROM plan_ballot WHERE id = $1";
    /// The same of all ballots of a plan.
    BALLOT_MARKS = "SELECT id, state FROM plan_ballot WHERE plan_id = $1 ORDER BY id DESC LIMIT 100";
    /// The same of the plan itself.
    PLAN_MARK = "SELECT state, version, facts FROM plan WHERE id = $1";
    /// The ballots of a coalition that started at an instant.
    STARTED_AT = "SELECT id FROM plan_ballot WHERE coalition_id = $1 AND started_at = $2 ORDER BY id LIMIT 100";
    /// Open ballots whose deadline or whose window has come, and decisions whose start has.
    DUE_BALLOTS = "SELECT id, state FROM plan_ballot WHERE (state = 'open' AND (deadline <= $1 OR consult_until <= $1))
        OR (state = 'decided' AND starts_at <= $1) ORDER BY id LIMIT $2";
    /// Where a ballot stands now.
    SET_BALLOT = "UPDATE plan_ballot SET state = $2, records = $3, head = $4, consult_until = COALESCE($5, consult_until),
        opened_at = COALESCE($6, opened_at), outcome = COALESCE($7, outcome), decided_at = COALESCE($8, decided_at),
        starts_at = COALESCE($9, starts_at) WHERE id = $1";
    /// Once only: nobody starts what has started, was halted, or is not yet due.
    START_BALLOT = "UPDATE plan_ballot SET started_at = $2
        WHERE id = $1 AND state = 'decided' AND started_at IS NULL AND starts_at <= $2";
    /// Adds a record.
    ADD_RECORD = "INSERT INTO plan_record (ballot_id, number, id, challenge, sealed) VALUES ($1, $2, $3, $4, $5)";
    /// The records of a ballot.
    RECORDS = "SELECT id, sealed FROM plan_record WHERE ballot_id = $1 ORDER BY number";
    /// Whether this very record stands.
    RECORD_NUMBER = "SELECT number FROM plan_record WHERE ballot_id = $1 AND id = $2";
    /// Freezes the plan itself, if it is still the version that the ballot froze and no other ballot is open.
    FREEZE_PLAN = "UPDATE plan SET state = 'ballot', ballot_id = $3, modified_at = $4
        WHERE id = $1 AND version = $2 AND state IN ('draft', 'hold')";
    /// Where the plan stands after its ballot moved on.
    SET_PLAN_STATE = "UPDATE plan SET state = $3, modified_at = $4 WHERE id = $1 AND ballot_id = $2";
    /// Notes a wave.
    ADD_WAVE = "INSERT INTO plan_wave (ballot_id, number, message_id, audience, miles, started_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (ballot_id, number) DO NOTHING";
    /// The waves of a ballot's outcome.
    WAVES = "SELECT number, message_id FROM plan_wave WHERE ballot_id = $1 ORDER BY number";
    /// How long a new passkey waits.
    PASSKEY_WAIT = "SELECT passkey_wait_minutes, changes FROM plan_policy WHERE coalition_id = $1";
    /// Sets it.
    SET_PASSKEY_WAIT = "INSERT INTO plan_policy (coalition_id, passkey_wait_minutes, modified_at) VALUES ($1, $2, $3)
        ON CONFLICT (coalition_id) DO UPDATE SET passkey_wait_minutes = excluded.passkey_wait_minutes, modified_at = excluded.modified_at";
    /// Begins with the usual time, so that there is a row to change.
    BEGIN_PASSKEY_WAIT = "INSERT INTO plan_policy (coalition_id, passkey_wait_minutes, modified_at) VALUES ($1, $2, $3)
        ON CONFLICT (coalition_id) DO NOTHING";
    /// Changes it, once for each round.
    CHANGE_PASSKEY_WAIT = "UPDATE plan_policy SET passkey_wait_minutes = $3, changes = changes + 1, modified_at = $4
        WHERE coalition_id = $1 AND changes = $2";
    /// Keeps a group's word for another time, in the place of the one before.
    ADD_WAIT_WORD = "INSERT INTO passkey_wait_word (coalition_id, changes, group_id, account_id, minutes, signed_at, signed_hash, word)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (coalition_id, changes, group_id) DO UPDATE SET
            account_id = excluded.account_id, minutes = excluded.minutes, signed_at = excluded.signed_at,
            signed_hash = excluded.signed_hash, word = excluded.word";
    /// Who wants another time in a round.
    WAIT_VOICES = "SELECT group_id, account_id, minutes, signed_at FROM passkey_wait_word WHERE coalition_id = $1 AND changes = $2
        ORDER BY signed_at, group_id";
    /// Whether a word stands.
    HAS_WAIT_WORD = "SELECT minutes FROM passkey_wait_word WHERE coalition_id = $1 AND signed_hash = $2";
    /// Confirms a passkey; the first who does is kept.
    CONFIRM_PASSKEY = "INSERT INTO passkey_confirmation (coalition_id, entry_id, group_id, account_id, passkey_id, confirmed_at, word)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (coalition_id, entry_id) DO NOTHING";
    /// The word for a passkey: whose, with which passkey, and as it was signed.
    PASSKEY_CONFIRMATION = "SELECT group_id, passkey_id, word FROM passkey_confirmation WHERE coalition_id = $1 AND entry_id = $2";
}

fn plan_row(row: &Row<'_>) -> Result<Plan, Fault> {
    Ok(Plan {
        id: Id(row.id(0)?),
        coalition: Id(row.id(1)?),
        group: Id(row.id(2)?),
        state: PlanState::of(&row.text(3)?)?,
        version: row.int(4)?,
        ballot: row.maybe_id(5)?.map(Id),
        created_at: row.int(6)?,
        modified_at: row.int(7)?,
    })
}

pub(crate) fn add_plan(tx: &mut Tx<'_>, id: Id, coalition: Id, group: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&ADD_PLAN, &[(&id).into(), (&coalition).into(), (&group).into(), now.into()])? == 1)
}

pub(crate) fn plan(tx: &mut Tx<'_>, id: Id) -> Result<Option<Plan>, Fault> {
    tx.first(&PLAN, &[(&id).into()], plan_row)
}

pub(crate) fn plans_of(tx: &mut Tx<'_>, coalition: Id, at_most: i64) -> Result<Vec<Plan>, Fault> {
    tx.rows(&PLANS_OF, &[(&coalition).into(), at_most.into()], plan_row)
}

/// A version as it is written: its own id and the sealed document.
#[derive(Clone, Debug)]
pub struct SealedVersion {
    pub id: Id,
    pub account: Id,
    pub sealed: Vec<u8>,
}

pub(crate) fn next_version(tx: &mut Tx<'_>, plan: Id, after: i64, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&NEXT_VERSION, &[(&plan).into(), after.into(), now.into()])? == 1)
}

pub(crate) fn add_version(tx: &mut Tx<'_>, plan: Id, version: i64, sealed: &SealedVersion, now: i64) -> Result<u64, Fault> {
    let (id, account) = ((&sealed.id).into(), (&sealed.account).into());
    tx.run(&ADD_VERSION, &[(&plan).into(), version.into(), id, account, (&sealed.sealed).into(), now.into()])
}

/// A version's row before it is opened: number, id, account, sealed, time.
type VersionRow = (i64, Id, Id, Vec<u8>, i64);

fn version_row(row: &Row<'_>) -> Result<VersionRow, Fault> {
    Ok((row.int(0)?, Id(row.id(1)?), Id(row.id(2)?), row.bytes(3)?, row.int(4)?))
}

fn opened_version(tools: &Tools, (version, id, account, sealed, created_at): VersionRow) -> Result<PlanVersion, Fault> {
    let document = canonical::read(&tools.open(id, &sealed)?).map_err(|_| Fault::bug("a plan's version cannot be read"))?;
    Ok(PlanVersion { version, account, created_at, document })
}

pub(crate) fn version(tx: &mut Tx<'_>, tools: &Tools, plan: Id, version: i64) -> Result<Option<PlanVersion>, Fault> {
    let row = tx.first(&VERSION, &[(&plan).into(), version.into()], version_row)?;
    row.map(|row| opened_version(tools, row)).transpose()
}

/// The id of a version's row: whether a save that is run again has already come through.
pub(crate) fn version_id(tx: &mut Tx<'_>, plan: Id, version: i64) -> Result<Option<Id>, Fault> {
    Ok(tx.first(&VERSION, &[(&plan).into(), version.into()], version_row)?.map(|row| row.1))
}

pub(crate) fn versions(tx: &mut Tx<'_>, tools: &Tools, plan: Id, at_most: i64) -> Result<Vec<PlanVersion>, Fault> {
    let rows = tx.rows(&VERSIONS, &[(&plan).into(), at_most.into()], version_row)?;
    rows.into_iter().map(|row| opened_version(tools, row)).collect()
}

/// What is sealed of a fact.
#[derive(Serialize, Deserialize)]
struct FactWords {
    words: String,
    source: String,
}

pub(crate) fn seal_fact(tools: &Tools, id: Id, words: &str, source: &str) -> Result<Vec<u8>, Fault> {
    tools.seal(id, &canonical::of(&FactWords { words: words.to_owned(), source: source.to_owned() }))
}

/// Whether the fact stands: newly, or from a run before this one.
pub(crate) fn add_fact(tx: &mut Tx<'_>, plan: Id, fact: &super::compose::NewFact, now: i64, at_most: i64) -> Result<bool, Fault> {
    let (plan, id): (Val<'_>, Val<'_>) = ((&plan).into(), (&fact.id).into());
    if tx.first(&HAS_FACT, &[plan, id], |row| row.id(0))?.is_some() {
        return Ok(true);
    }
    if tx.run(&COUNT_FACT, &[plan, at_most.into()])? == 0 {
        return Ok(false);
    }
    let (group, account) = ((&fact.group).into(), (&fact.account).into());
    tx.run(&ADD_FACT, &[plan, id, group, account, (&fact.sealed).into(), now.into()])?;
    Ok(true)
}

pub(crate) fn facts(tx: &mut Tx<'_>, tools: &Tools, plan: Id) -> Result<Vec<Fact>, Fault> {
    let rows =
        tx.rows(&FACTS, &[(&plan).into()], |row| Ok((Id(row.id(0)?), Id(row.id(1)?), Id(row.id(2)?), row.bytes(3)?, row.int(4)?)))?;
    let open = |(id, group, account, sealed, created_at): (Id, Id, Id, Vec<u8>, i64)| {
        let FactWords { words, source } =
            canonical::read(&tools.open(id, &sealed)?).map_err(|_| Fault::bug("a fact cannot be read"))?;
        Ok(Fact { id, group, account, words, source, created_at })
    };
    rows.into_iter().map(open).collect()
}

/// A ballot's row.
#[derive(Clone, Debug)]
pub(crate) struct BallotRow {
    pub(crate) id: Id,
    pub(crate) plan: Id,
    pub(crate) coalition: Id,
    pub(crate) version: i64,
    pub(crate) state: String,
    sealed: Vec<u8>,
    plan_hash: Vec<u8>,
    pub(crate) deadline: i64,
    pub(crate) prepared_at: i64,
}

fn ballot_row(row: &Row<'_>) -> Result<BallotRow, Fault> {
    Ok(BallotRow {
        id: Id(row.id(0)?),
        plan: Id(row.id(1)?),
        coalition: Id(row.id(2)?),
        version: row.int(3)?,
        state: row.text(4)?,
        sealed: row.bytes(5)?,
        plan_hash: row.bytes(6)?,
        deadline: row.int(7)?,
        prepared_at: row.int(8)?,
    })
}

/// Adds a prepared ballot in the place of what this group had prepared of the plan.
pub(crate) fn add_ballot(tx: &mut Tx<'_>, group: Id, frozen: &Frozen, sealed: &[u8], now: i64) -> Result<bool, Fault> {
    let place = [(&frozen.plan).into(), (&group).into(), (&frozen.ballot).into()];
    for dropped in tx.rows(&DROP_PREPARED, &place, |row| Ok(Id(row.id(0)?)))? {
        tx.run(&DROP_RECORDS, &[(&dropped).into()])?;
    }
    let empty = BallotBox::new(frozen.clone());
    let params = [
        (&frozen.ballot).into(),
        (&frozen.plan).into(),
        (&frozen.coalition).into(),
        frozen.version.into(),
        (&group).into(),
        sealed.into(),
        (&empty.plan.0).into(),
        frozen.document.deadline.into(),
        (&empty.head.0).into(),
        now.into(),
    ];
    Ok(tx.run(&ADD_BALLOT, &params)? == 1)
}

/// Drops a ballot that this group had prepared and that nobody opened; its plan, or `None` where there is no such ballot.
pub(crate) fn withdraw_prepared(tx: &mut Tx<'_>, ballot: Id, group: Id) -> Result<Option<Id>, Fault> {
    let plan = tx.first(&WITHDRAW_PREPARED, &[(&ballot).into(), (&group).into()], |row| Ok(Id(row.id(0)?)))?;
    if plan.is_some() {
        tx.run(&DROP_RECORDS, &[(&ballot).into()])?;
    }
    Ok(plan)
}

pub(crate) fn ballot(tx: &mut Tx<'_>, id: Id) -> Result<Option<BallotRow>, Fault> {
    tx.first(&BALLOT, &[(&id).into()], ballot_row)
}

pub(crate) fn preparer(tx: &mut Tx<'_>, ballot: Id) -> Result<Option<Id>, Fault> {
    tx.first(&PREPARER, &[(&ballot).into()], |row| Ok(Id(row.id(0)?)))
}

pub(crate) fn take_ballot(tx: &mut Tx<'_>, id: Id) -> Result<Option<BallotRow>, Fault> {
    tx.first(&TAKE_BALLOT, &[(&id).into()], ballot_row)
}

pub(crate) fn ballots_of(tx: &mut Tx<'_>, plan: Id) -> Result<Vec<BallotRow>, Fault> {
    tx.rows(&BALLOTS_OF, &[(&plan).into()], ballot_row)
}

/// Ballots that are due, and whether it is their start that is.
pub(crate) fn due_ballots(tx: &mut Tx<'_>, now: i64, at_most: i64) -> Result<Vec<(Id, bool)>, Fault> {
    tx.rows(&DUE_BALLOTS, &[now.into(), at_most.into()], |row| Ok((Id(row.id(0)?), row.text(1)? == "decided")))
}

/// The ballots of a coalition that are open or wait for their start.
pub(crate) fn running_ballots(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<Id>, Fault> {
    tx.rows(&RUNNING_BALLOTS, &[(&coalition).into()], |row| Ok(Id(row.id(0)?)))
}

/// The ballots in which somebody may have to sign, the newest first.
pub(crate) fn live_ballots(tx: &mut Tx<'_>, coalition: Id, now: i64, at_most: i64) -> Result<Vec<Id>, Fault> {
    tx.rows(&LIVE_BALLOTS, &[(&coalition).into(), now.into(), at_most.into()], |row| Ok(Id(row.id(0)?)))
}

/// How many run in all coalitions.
pub(crate) fn all_running_ballots(tx: &mut Tx<'_>) -> Result<i64, Fault> {
    Ok(tx.first(&ALL_RUNNING_BALLOTS, &[], |row| row.int(0))?.unwrap_or(0))
}

/// The ballots that started at an instant.
pub(crate) fn started_at(tx: &mut Tx<'_>, coalition: Id, at: i64) -> Result<Vec<Id>, Fault> {
    tx.rows(&STARTED_AT, &[(&coalition).into(), at.into()], |row| Ok(Id(row.id(0)?)))
}

/// State, number of records, and when the consult window ends; 0 before it is open.
pub(crate) fn ballot_mark(tx: &mut Tx<'_>, ballot: Id) -> Result<Option<(String, i64, i64)>, Fault> {
    tx.first(&BALLOT_MARK, &[(&ballot).into()], |row| Ok((row.text(0)?, row.int(1)?, row.int(2)?)))
}

/// The ballots of a plan with their states.
pub(crate) fn ballot_marks(tx: &mut Tx<'_>, plan: Id) -> Result<Vec<(Id, String)>, Fault> {
    tx.rows(&BALLOT_MARKS, &[(&plan).into()], |row| Ok((Id(row.id(0)?), row.text(1)?)))
}

/// State, version and number of facts.
pub(crate) fn plan_mark(tx: &mut Tx<'_>, plan: Id) -> Result<Option<(String, i64, i64)>, Fault> {
    tx.first(&PLAN_MARK, &[(&plan).into()], |row| Ok((row.text(0)?, row.int(1)?, row.int(2)?)))
}

/// The frozen plan of a ballot.
pub(crate) fn frozen(tools: &Tools, row: &BallotRow) -> Result<Frozen, Fault> {
    let frozen: Frozen =
        canonical::read(&tools.open(row.id, &row.sealed)?).map_err(|_| Fault::bug("a frozen plan cannot be read"))?;
    // The clear hash finds a ballot; what counts is what was sealed.
    if frozen.hash().0.as_slice() == row.plan_hash { Ok(frozen) } else { Err(Fault::bug("a frozen plan has another hash")) }
}

/// The records of a ballot in their order.
pub(crate) fn records(tx: &mut Tx<'_>, tools: &Tools, ballot: Id) -> Result<Vec<Record>, Fault> {
    let rows = tx.rows(&RECORDS, &[(&ballot).into()], |row| Ok((Id(row.id(0)?), row.bytes(1)?)))?;
    let open = |(id, sealed): (Id, Vec<u8>)| {
        canonical::read(&tools.open(id, &sealed)?).map_err(|_| Fault::bug("a record of a ballot cannot be read"))
    };
    rows.into_iter().map(open).collect()
}

/// Everything that happened in a ballot, folded.
pub(crate) fn ballot_box(tx: &mut Tx<'_>, tools: &Tools, row: &BallotRow) -> Result<BallotBox, Fault> {
    let mut ballot_box = BallotBox::new(frozen(tools, row)?);
    for record in records(tx, tools, row.id)? {
        ballot_box.take(&record, Signatures::Known).map_err(|_| Fault::bug("the records of a ballot do not follow"))?;
    }
    Ok(ballot_box)
}

/// Whether this very record stands already: a commit in doubt is run again.
pub(crate) fn record_number(tx: &mut Tx<'_>, ballot: Id, record: Id) -> Result<Option<i64>, Fault> {
    tx.first(&RECORD_NUMBER, &[(&ballot).into(), (&record).into()], |row| row.int(0))
}

/// Adds a record that the box has taken, and notes where the ballot stands now.
pub(crate) fn add_record(
    tx: &mut Tx<'_>,
    tools: &Tools,
    id: Id,
    record: &Record,
    challenge: Option<Hash>,
    now: &BallotBox,
) -> Result<(), Fault> {
    let sealed = tools.seal(id, &canonical::of(record))?;
    let (ballot, number) = (now.frozen.ballot, as_int(record.number)?);
    let challenge = challenge.as_ref().map(|challenge| &challenge.0);
    tx.run(&ADD_RECORD, &[(&ballot).into(), number.into(), (&id).into(), challenge.into(), (&sealed).into()])?;
    set_ballot(tx, now)
}

fn as_int(number: u64) -> Result<i64, Fault> {
    i64::try_from(number).map_err(|_| Fault::bug("a number of a record"))
}

fn set_ballot(tx: &mut Tx<'_>, now: &BallotBox) -> Result<(), Fault> {
    let state = match now.phase {
        Phase::Prepared => "prepared",
        Phase::Open { .. } => "open",
        Phase::Decided { .. } => "decided",
        Phase::Halted { .. } => "halted",
        Phase::Withdrawn { .. } => "withdrawn",
        Phase::Started { .. } => "started",
    };
    let (opened_at, consult_until) = match now.phase {
        Phase::Open { opened_at, consult_until } => (Some(opened_at), Some(consult_until)),
        _ => (None, None),
    };
    let (outcome, decided_at, starts_at) = match now.phase {
        Phase::Decided { outcome, decided_at, starts_at } => (Some(outcome.as_str()), Some(decided_at), Some(starts_at)),
        _ => (None, None, None),
    };
    let params = [
        (&now.frozen.ballot).into(),
        state.into(),
        as_int(now.records)?.into(),
        (&now.head.0).into(),
        consult_until.into(),
        opened_at.into(),
        outcome.into(),
        decided_at.into(),
        starts_at.into(),
    ];
    tx.run(&SET_BALLOT, &params).map(drop)
}

/// Claims a start; `false` where it is not due, was halted, or has started.
pub(crate) fn start_ballot(tx: &mut Tx<'_>, ballot: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&START_BALLOT, &[(&ballot).into(), now.into()])? == 1)
}

pub(crate) fn freeze_plan(tx: &mut Tx<'_>, row: &BallotRow, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&FREEZE_PLAN, &[(&row.plan).into(), row.version.into(), (&row.id).into(), now.into()])? == 1)
}

pub(crate) fn set_plan_state(tx: &mut Tx<'_>, plan: Id, ballot: Id, state: PlanState, now: i64) -> Result<u64, Fault> {
    tx.run(&SET_PLAN_STATE, &[(&plan).into(), (&ballot).into(), state.as_str().into(), now.into()])
}

pub(crate) fn add_wave(tx: &mut Tx<'_>, ballot: Id, wave: &super::start::Wave, now: i64) -> Result<u64, Fault> {
    let (audience, miles) = match wave.audience {
        Audience::Hosts => ("hosts", None),
        Audience::Rsvps => ("rsvps", None),
        Audience::NearEvents { miles } => ("near-events", Some(i64::from(miles))),
        Audience::Everyone => ("everyone", None),
    };
    let message = (&wave.message).into();
    tx.run(&ADD_WAVE, &[(&ballot).into(), wave.number.into(), message, audience.into(), miles.into(), now.into()])
}

/// The waves that started: their numbers and messages.
pub(crate) fn waves(tx: &mut Tx<'_>, ballot: Id) -> Result<Vec<(i64, Id)>, Fault> {
    tx.rows(&WAVES, &[(&ballot).into()], |row| Ok((row.int(0)?, Id(row.id(1)?))))
}

/// The minutes, and how often they were changed.
pub(crate) fn passkey_wait(tx: &mut Tx<'_>, coalition: Id) -> Result<Option<(i64, i64)>, Fault> {
    tx.first(&PASSKEY_WAIT, &[(&coalition).into()], |row| Ok((row.int(0)?, row.int(1)?)))
}

/// Whether it was still in that round.
pub(crate) fn change_passkey_wait(tx: &mut Tx<'_>, coalition: Id, changes: i64, minutes: i64, now: i64) -> Result<bool, Fault> {
    tx.run(&BEGIN_PASSKEY_WAIT, &[(&coalition).into(), super::PASSKEY_WAIT_MINUTES.into(), now.into()])?;
    Ok(tx.run(&CHANGE_PASSKEY_WAIT, &[(&coalition).into(), changes.into(), minutes.into(), now.into()])? == 1)
}

pub(crate) fn add_wait_word(
    tx: &mut Tx<'_>,
    (coalition, changes): (Id, i64),
    act: &Act,
    minutes: i64,
    (hash, word): (&Hash, &Confirmation),
) -> Result<(), Fault> {
    let word = canonical::of(word);
    let params = [
        (&coalition).into(),
        changes.into(),
        (&act.group).into(),
        (&act.account).into(),
        minutes.into(),
        act.now.into(),
        hash.0.as_slice().into(),
        word.as_slice().into(),
    ];
    tx.run(&ADD_WAIT_WORD, &params).map(drop)
}

pub(crate) fn wait_voices(tx: &mut Tx<'_>, coalition: Id, changes: i64) -> Result<Vec<Voice>, Fault> {
    tx.rows(&WAIT_VOICES, &[(&coalition).into(), changes.into()], |row| {
        Ok(Voice { group: Id(row.id(0)?), account: Id(row.id(1)?), minutes: row.int(2)?, at: row.int(3)? })
    })
}

pub(crate) fn has_wait_word(tx: &mut Tx<'_>, coalition: Id, hash: &Hash) -> Result<bool, Fault> {
    Ok(tx.first(&HAS_WAIT_WORD, &[(&coalition).into(), hash.0.as_slice().into()], |row| row.int(0))?.is_some())
}

pub(crate) fn set_passkey_wait_minutes(tx: &mut Tx<'_>, coalition: Id, minutes: i64, now: i64) -> Result<(), Fault> {
    tx.run(&SET_PASSKEY_WAIT, &[(&coalition).into(), minutes.into(), now.into()]).map(drop)
}

/// Whether nobody had confirmed it before.
pub(crate) fn confirm_passkey(tx: &mut Tx<'_>, coalition: Id, entry: Id, act: &Act, kept: &Kept) -> Result<bool, Fault> {
    let word = canonical::of(&kept.word);
    let params = [
        (&coalition).into(),
        (&entry).into(),
        (&kept.group).into(),
        (&act.account).into(),
        (&kept.passkey).into(),
        act.now.into(),
        word.as_slice().into(),
    ];
    Ok(tx.run(&CONFIRM_PASSKEY, &params)? == 1)
}

pub(crate) fn passkey_confirmation(tx: &mut Tx<'_>, coalition: Id, entry: Id) -> Result<Option<Kept>, Fault> {
    let read = |row: &Row<'_>| Ok((Id(row.id(0)?), Id(row.id(1)?), row.bytes(2)?));
    let row = tx.first(&PASSKEY_CONFIRMATION, &[(&coalition).into(), (&entry).into()], read)?;
    let kept = |(group, passkey, word): (Id, Id, Vec<u8>)| {
        let word = canonical::read(&word).map_err(|_| Fault::bug("the word for a passkey cannot be read"))?;
        Ok(Kept { group, passkey, word })
    };
    row.map(kept).transpose()
}
