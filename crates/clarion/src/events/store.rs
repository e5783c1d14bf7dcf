//! All SQL about events themselves: their rows, access facts, vetting and changes.

use super::access::{AccessAnswer, AccessFact, AccessFacts};
use super::change::{Change, ChangeOutcome};
use super::{Event, Place, Standing, Times};
use crate::ids::Id;
use db::{Fault, Row, Tx, Val};
use std::collections::BTreeSet;

db::statements! {
    /// One event.
    EVENT = "SELECT id, group_id, coalition_id, slug, title_en, title_es, words_en, words_es, place_name, street, city, region, zip,
        starts_at, ends_at, time_zone, expected, capacity, access_contact, access_requests_by, usual_answers_per_minute, host_account_id,
        host_identity_id, state, vetted_by_account, vetted_by_group, vetted_at, held_back_by, frozen_by, origin_system, created_at, modified_at
        FROM event WHERE id = $1";
    /// One event by its address.
    EVENT_BY_SLUG = "SELECT id, group_id, coalition_id, slug, title_en, title_es, words_en, words_es, place_name, street, city, region, zip,
        starts_at, ends_at, time_zone, expected, capacity, access_contact, access_requests_by, usual_answers_per_minute, host_account_id,
        host_identity_id, state, vetted_by_account, vetted_by_group, vetted_at, held_back_by, frozen_by, origin_system, created_at, modified_at
        FROM event WHERE slug = $1";
    /// A coalition's events, the earliest first.
    EVENTS_OF_COALITION = "SELECT id, group_id, coalition_id, slug, title_en, title_es, words_en, words_es, place_name, street, city, region, zip,
        starts_at, ends_at, time_zone, expected, capacity, access_contact, access_requests_by, usual_answers_per_minute, host_account_id,
        host_identity_id, state, vetted_by_account, vetted_by_group, vetted_at, held_back_by, frozen_by, origin_system, created_at, modified_at
        FROM event WHERE coalition_id = $1 ORDER BY starts_at, id LIMIT $2";
    /// An event of a coalition that was vetted, which its public list shows.
    PUBLIC_EVENT_OF_COALITION = "SELECT id FROM event WHERE coalition_id = $1 AND vetted_at IS NOT NULL LIMIT 1";
    /// A group's events, the newest first.
    EVENTS_OF_GROUP = "SELECT id, group_id, coalition_id, slug, title_en, title_es, words_en, words_es, place_name, street, city, region, zip,
        starts_at, ends_at, time_zone, expected, capacity, access_contact, access_requests_by, usual_answers_per_minute, host_account_id,
        host_identity_id, state, vetted_by_account, vetted_by_group, vetted_at, held_back_by, frozen_by, origin_system, created_at, modified_at
        FROM event WHERE group_id = $1 ORDER BY id DESC LIMIT $2";
    /// What is sealed of one.
    SEALED = "SELECT sealed FROM event WHERE id = $1";
    /// Adds one.
    ADD_EVENT = "INSERT INTO event (id, group_id, coalition_id, slug, title_en, title_es, words_en, words_es, place_name, street, city, region, zip,
        starts_at, ends_at, time_zone, expected, capacity, access_contact, access_requests_by, usual_answers_per_minute, host_account_id,
        host_identity_id, sealed, state, origin_system, created_at, modified_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, 'on_call', $25, $26, $26)
        ON CONFLICT (slug) DO NOTHING";
    /// The events of a coalition about whose access something is stated.
    WITH_ACCESS = "SELECT DISTINCT a.event_id FROM event e JOIN event_access a ON a.event_id = e.id WHERE e.coalition_id = $1";
    /// Changes what may always be changed: words, numbers, whom to ask about access.
    SET_WORDS = "UPDATE event SET title_en = $2, title_es = $3, words_en = $4, words_es = $5, expected = $6, access_contact = $7,
        access_requests_by = $8, modified_at = $9 WHERE id = $1";
    /// Changes place and time.
    SET_FACTS = "UPDATE event SET place_name = $2, street = $3, city = $4, region = $5, zip = $6, starts_at = $7, ends_at = $8, time_zone = $9,
        modified_at = $10 WHERE id = $1";
    /// Changes the host.
    SET_HOST = "UPDATE event SET sealed = $2, host_identity_id = $3, host_account_id = $4, modified_at = $5 WHERE id = $1";
    /// How many events of each group of a coalition wait to be vetted, and how many for a change to be confirmed.
    WAITING_EVENTS = "SELECT group_id, CAST(SUM(CASE WHEN vetted_at IS NULL THEN 1 ELSE 0 END) AS BIGINT),
        CAST(SUM(CASE WHEN vetted_at IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) FROM event
        WHERE coalition_id = $1 AND state = 'on_call' AND (vetted_at IS NULL OR held_back_by IS NOT NULL) GROUP BY group_id ORDER BY group_id";
    /// Vets one that nobody has vetted, by another group than its own.
    VET = "UPDATE event SET vetted_by_account = $2, vetted_by_group = $3, vetted_at = $4, modified_at = $4
        WHERE id = $1 AND vetted_at IS NULL AND group_id <> $3 AND state = 'on_call'";
    /// Notes a verdict; a second run of the same changes nothing.
    ADD_VETTING = "INSERT INTO event_vetting (id, event_id, account_id, group_id, verdict, reason, noted_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO NOTHING";
    /// The newest verdict.
    LAST_VETTING = "SELECT account_id, group_id, verdict, reason, noted_at FROM event_vetting WHERE event_id = $1 ORDER BY noted_at DESC, id DESC LIMIT 1";
    /// The stated access facts.
    ACCESS = "SELECT fact, answer, note FROM event_access WHERE event_id = $1";
    /// States one.
    ADD_ACCESS = "INSERT INTO event_access (event_id, fact, answer, note) VALUES ($1, $2, $3, $4) ON CONFLICT (event_id, fact) DO NOTHING";
    /// Clears them before they are stated anew.
    DROP_ACCESS = "DELETE FROM event_access WHERE event_id = $1";
    /// Holds an event back for a change, if none holds it back yet.
    HOLD_BACK = "UPDATE event SET held_back_by = $2, modified_at = $3 WHERE id = $1 AND vetted_at IS NOT NULL
        AND (held_back_by IS NULL OR held_back_by = $2)";
    /// Lets it go again.
    LET_GO = "UPDATE event SET held_back_by = NULL, modified_at = $3 WHERE id = $1 AND held_back_by = $2";
    /// Notes a change.
    ADD_CHANGE = "INSERT INTO event_change (id, event_id, account_id, old_facts, new_facts, sealed, words_needed, words_given, outcome, proposed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, $8) ON CONFLICT (id) DO NOTHING";
    /// One change.
    CHANGE = "SELECT id, event_id, account_id, old_facts, new_facts, sealed, words_needed, outcome, proposed_at, ended_at
        FROM event_change WHERE id = $1";
    /// An event's changes, the newest first.
    CHANGES = "SELECT id, event_id, account_id, old_facts, new_facts, sealed, words_needed, outcome, proposed_at, ended_at
        FROM event_change WHERE event_id = $1 ORDER BY proposed_at DESC, id DESC LIMIT $2";
    /// Ends a change, once.
    END_CHANGE = "UPDATE event_change SET outcome = $2, ended_at = $3 WHERE id = $1 AND outcome = 0";
    /// Confirms a change: once for each group and once for each account, by the keys.
    ADD_CHANGE_WORD = "INSERT INTO event_change_word (change_id, group_id, account_id, noted_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    /// Counts a word. Of two at once the second waits for the first, and counts it.
    COUNT_CHANGE_WORD = "UPDATE event_change SET words_given = words_given + 1 WHERE id = $1 AND outcome = 0 RETURNING words_given, words_needed";
    /// Who has confirmed it.
    CHANGE_WORDS = "SELECT group_id, account_id FROM event_change_word WHERE change_id = $1 ORDER BY noted_at, group_id";
    /// Changes of a coalition's events that stand and that nobody was told of yet.
    CHANGES_TO_TELL = "SELECT c.id, c.event_id, c.account_id, c.old_facts, c.new_facts, c.sealed, c.words_needed, c.outcome, c.proposed_at, c.ended_at
        FROM event_change c JOIN event e ON e.id = c.event_id
        WHERE e.coalition_id = $1 AND c.outcome = 1 AND c.told_at IS NULL ORDER BY c.ended_at, c.id LIMIT $2";
    /// Notes that those who knew the old facts were told.
    TELL_CHANGE = "UPDATE event_change SET told_at = $2 WHERE id = $1 AND outcome = 1 AND told_at IS NULL";
    /// The coalition called.
    CONFIRM_ALL = "UPDATE event SET state = 'confirmed', modified_at = $2 WHERE coalition_id = $1 AND state = 'on_call' AND vetted_at IS NOT NULL";
    /// The coalition stood down.
    RELEASE_ALL = "UPDATE event SET state = 'released', modified_at = $2 WHERE coalition_id = $1 AND state IN ('on_call', 'confirmed') AND vetted_at IS NOT NULL";
    /// Its group cancels it.
    CANCEL = "UPDATE event SET state = 'cancelled', modified_at = $2 WHERE id = $1 AND state IN ('on_call', 'confirmed')";
    /// A plan takes a coalition's vetted events into its hash.
    FREEZE = "UPDATE event SET frozen_by = $2 WHERE coalition_id = $1 AND state = 'on_call' AND vetted_at IS NOT NULL AND held_back_by IS NULL
        AND (frozen_by IS NULL OR frozen_by = $2)";
    /// A plan lets them go.
    THAW = "UPDATE event SET frozen_by = NULL WHERE frozen_by = $1";
}

fn event_row(row: &Row<'_>) -> Result<Event, Fault> {
    let vetted_by = row.maybe_id(25)?.map(|group| Ok::<_, Fault>((row.maybe_id(24)?.map(Id), Id(group)))).transpose()?;
    Ok(Event {
        id: Id(row.id(0)?),
        group: Id(row.id(1)?),
        coalition: Id(row.id(2)?),
        slug: row.text(3)?,
        title_en: row.text(4)?,
        title_es: row.text(5)?,
        words_en: row.text(6)?,
        words_es: row.text(7)?,
        place: Place { name: row.text(8)?, street: row.text(9)?, city: row.text(10)?, region: row.text(11)?, zip: row.text(12)? },
        times: Times { starts_at: row.int(13)?, ends_at: row.int(14)?, time_zone: row.text(15)? },
        expected: row.int(16)?,
        capacity: row.maybe_int(17)?,
        access_contact: row.text(18)?,
        access_requests_by: row.maybe_int(19)?,
        usual_answers_per_minute: row.int(20)?,
        host: row.maybe_id(21)?.map(Id),
        host_identity: Id(row.id(22)?),
        standing: Standing::of(&row.text(23)?)?,
        vetted_by,
        vetted_at: row.maybe_int(26)?,
        held_back_by: row.maybe_id(27)?.map(Id),
        frozen_by: row.maybe_id(28)?.map(Id),
        origin_system: row.text(29)?,
        created_at: row.int(30)?,
        modified_at: row.int(31)?,
    })
}

pub(crate) fn event(tx: &mut Tx<'_>, id: Id) -> Result<Option<Event>, Fault> {
    tx.first(&EVENT, &[(&id).into()], event_row)
}

pub(crate) fn event_by_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Event>, Fault> {
    tx.first(&EVENT_BY_SLUG, &[slug.into()], event_row)
}

pub(crate) fn events_of_coalition(tx: &mut Tx<'_>, coalition: Id, at_most: i64) -> Result<Vec<Event>, Fault> {
    tx.rows(&EVENTS_OF_COALITION, &[(&coalition).into(), at_most.into()], event_row)
}

/// Whether there is one that everybody sees.
pub(crate) fn has_public_events(tx: &mut Tx<'_>, coalition: Id) -> Result<bool, Fault> {
    Ok(tx.first(&PUBLIC_EVENT_OF_COALITION, &[(&coalition).into()], |row| row.id(0))?.is_some())
}

/// For each group with such events: how many wait to be vetted, and how many for a change to be confirmed.
pub(crate) fn waiting_events(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<(Id, i64, i64)>, Fault> {
    tx.rows(&WAITING_EVENTS, &[(&coalition).into()], |row| Ok((Id(row.id(0)?), row.int(1)?, row.int(2)?)))
}

pub(crate) fn events_of_group(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<Event>, Fault> {
    tx.rows(&EVENTS_OF_GROUP, &[(&group).into(), at_most.into()], event_row)
}

pub(crate) fn sealed(tx: &mut Tx<'_>, id: Id) -> Result<Option<Vec<u8>>, Fault> {
    tx.first(&SEALED, &[(&id).into()], |row| row.bytes(0))
}

/// Adds an event; `false` where its slug is taken.
pub(crate) fn add_event(tx: &mut Tx<'_>, event: &Event, sealed: &[u8]) -> Result<bool, Fault> {
    let params = [
        (&event.id).into(),
        (&event.group).into(),
        (&event.coalition).into(),
        (&event.slug).into(),
        (&event.title_en).into(),
        (&event.title_es).into(),
        (&event.words_en).into(),
        (&event.words_es).into(),
        (&event.place.name).into(),
        (&event.place.street).into(),
        (&event.place.city).into(),
        (&event.place.region).into(),
        (&event.place.zip).into(),
        event.times.starts_at.into(),
        event.times.ends_at.into(),
        (&event.times.time_zone).into(),
        event.expected.into(),
        event.capacity.into(),
        (&event.access_contact).into(),
        event.access_requests_by.into(),
        event.usual_answers_per_minute.into(),
        event.host.as_ref().into(),
        (&event.host_identity).into(),
        sealed.into(),
        (&event.origin_system).into(),
        event.created_at.into(),
    ];
    Ok(tx.run(&ADD_EVENT, &params)? == 1)
}

pub(crate) fn set_words(tx: &mut Tx<'_>, event: &Event) -> Result<bool, Fault> {
    let params = [
        (&event.id).into(),
        (&event.title_en).into(),
        (&event.title_es).into(),
        (&event.words_en).into(),
        (&event.words_es).into(),
        event.expected.into(),
        (&event.access_contact).into(),
        event.access_requests_by.into(),
        event.modified_at.into(),
    ];
    Ok(tx.run(&SET_WORDS, &params)? == 1)
}

pub(crate) fn set_facts(tx: &mut Tx<'_>, id: Id, place: &Place, times: &Times, now: i64) -> Result<bool, Fault> {
    let params = [
        (&id).into(),
        (&place.name).into(),
        (&place.street).into(),
        (&place.city).into(),
        (&place.region).into(),
        (&place.zip).into(),
        times.starts_at.into(),
        times.ends_at.into(),
        (&times.time_zone).into(),
        now.into(),
    ];
    Ok(tx.run(&SET_FACTS, &params)? == 1)
}

pub(crate) fn set_host(
    tx: &mut Tx<'_>,
    id: Id,
    sealed: &[u8],
    host_identity: Id,
    host_account: Option<Id>,
    now: i64,
) -> Result<u64, Fault> {
    tx.run(&SET_HOST, &[(&id).into(), sealed.into(), (&host_identity).into(), host_account.as_ref().into(), now.into()])
}

/// Vets an event; `false` where the condition does not hold.
pub(crate) fn vet(tx: &mut Tx<'_>, event: Id, account: Option<Id>, group: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&VET, &[(&event).into(), account.as_ref().into(), (&group).into(), now.into()])? == 1)
}

/// Who says what about an event.
pub(crate) struct NewVerdict<'a> {
    pub(crate) id: Id,
    pub(crate) event: Id,
    pub(crate) account: Option<Id>,
    pub(crate) group: Id,
    pub(crate) is_vetted: bool,
    pub(crate) reason: &'a str,
    pub(crate) noted_at: i64,
}

pub(crate) fn add_verdict(tx: &mut Tx<'_>, verdict: &NewVerdict<'_>) -> Result<u64, Fault> {
    let code: i64 = if verdict.is_vetted { 1 } else { 2 };
    let params = [
        (&verdict.id).into(),
        (&verdict.event).into(),
        verdict.account.as_ref().into(),
        (&verdict.group).into(),
        code.into(),
        verdict.reason.into(),
        verdict.noted_at.into(),
    ];
    tx.run(&ADD_VETTING, &params)
}

/// The newest verdict: account, group, whether it was vetted, reason, when.
pub(crate) fn last_verdict(tx: &mut Tx<'_>, event: Id) -> Result<Option<super::vet::Verdict>, Fault> {
    tx.first(&LAST_VETTING, &[(&event).into()], |row| {
        Ok(super::vet::Verdict {
            account: row.maybe_id(0)?.map(Id),
            group: Id(row.id(1)?),
            is_vetted: row.int(2)? == 1,
            reason: row.text(3)?,
            noted_at: row.int(4)?,
        })
    })
}

pub(crate) fn access(tx: &mut Tx<'_>, event: Id) -> Result<AccessFacts, Fault> {
    let rows = tx.rows(&ACCESS, &[(&event).into()], |row| {
        let fact = AccessFact::of(&row.text(0)?).ok_or_else(|| Fault::bug("an access fact"))?;
        Ok((fact, AccessAnswer::of(row.int(1)?, row.text(2)?)?))
    });
    Ok(rows?.into_iter().collect())
}

pub(crate) fn with_access(tx: &mut Tx<'_>, coalition: Id) -> Result<BTreeSet<Id>, Fault> {
    let rows = tx.rows(&WITH_ACCESS, &[(&coalition).into()], |row| Ok(Id(row.id(0)?)));
    Ok(rows?.into_iter().collect())
}

pub(crate) fn set_access(tx: &mut Tx<'_>, event: Id, facts: &AccessFacts) -> Result<(), Fault> {
    tx.run(&DROP_ACCESS, &[(&event).into()])?;
    let rows: Vec<[Val<'_>; 4]> = facts
        .iter()
        .map(|(fact, answer)| [(&event).into(), fact.as_str().into(), answer.code().into(), (&answer.note).into()])
        .collect();
    tx.many(&ADD_ACCESS, &rows).map(drop)
}

/// Holds an event back for a change; `false` where another one holds it, or it was never vetted.
pub(crate) fn hold_back(tx: &mut Tx<'_>, event: Id, change: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&HOLD_BACK, &[(&event).into(), (&change).into(), now.into()])? == 1)
}

pub(crate) fn let_go(tx: &mut Tx<'_>, event: Id, change: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&LET_GO, &[(&event).into(), (&change).into(), now.into()])? == 1)
}

pub(crate) fn add_change(tx: &mut Tx<'_>, change: &Change) -> Result<u64, Fault> {
    let params = [
        (&change.id).into(),
        (&change.event).into(),
        change.account.as_ref().into(),
        (&change.old_facts).into(),
        (&change.new_facts).into(),
        change.sealed.as_ref().into(),
        change.words_needed.into(),
        change.proposed_at.into(),
    ];
    tx.run(&ADD_CHANGE, &params)
}

fn change_row(row: &Row<'_>) -> Result<Change, Fault> {
    Ok(Change {
        id: Id(row.id(0)?),
        event: Id(row.id(1)?),
        account: row.maybe_id(2)?.map(Id),
        old_facts: row.text(3)?,
        new_facts: row.text(4)?,
        sealed: row.maybe_bytes(5)?,
        words_needed: row.int(6)?,
        outcome: ChangeOutcome::of(row.int(7)?)?,
        proposed_at: row.int(8)?,
        ended_at: row.maybe_int(9)?,
    })
}

pub(crate) fn change(tx: &mut Tx<'_>, id: Id) -> Result<Option<Change>, Fault> {
    tx.first(&CHANGE, &[(&id).into()], change_row)
}

pub(crate) fn changes(tx: &mut Tx<'_>, event: Id, at_most: i64) -> Result<Vec<Change>, Fault> {
    tx.rows(&CHANGES, &[(&event).into(), at_most.into()], change_row)
}

pub(crate) fn changes_to_tell(tx: &mut Tx<'_>, coalition: Id, at_most: i64) -> Result<Vec<Change>, Fault> {
    tx.rows(&CHANGES_TO_TELL, &[(&coalition).into(), at_most.into()], change_row)
}

pub(crate) fn tell_change(tx: &mut Tx<'_>, change: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&TELL_CHANGE, &[(&change).into(), now.into()])? == 1)
}

pub(crate) fn end_change(tx: &mut Tx<'_>, change: Id, outcome: ChangeOutcome, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&END_CHANGE, &[(&change).into(), Val::Int(outcome as i64), now.into()])? == 1)
}

/// Adds a word; `false` where the group or the account gave one before.
pub(crate) fn add_change_word(tx: &mut Tx<'_>, change: Id, group: Id, account: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&ADD_CHANGE_WORD, &[(&change).into(), (&group).into(), (&account).into(), now.into()])? == 1)
}

/// Counts a word that was added: how many were given and how many are needed; `None` where the change has ended.
pub(crate) fn count_change_word(tx: &mut Tx<'_>, change: Id) -> Result<Option<(i64, i64)>, Fault> {
    tx.first(&COUNT_CHANGE_WORD, &[(&change).into()], |row| Ok((row.int(0)?, row.int(1)?)))
}

/// The groups and accounts that confirmed a change.
pub(crate) fn change_words(tx: &mut Tx<'_>, change: Id) -> Result<Vec<(Id, Id)>, Fault> {
    tx.rows(&CHANGE_WORDS, &[(&change).into()], |row| Ok((Id(row.id(0)?), Id(row.id(1)?))))
}

pub(crate) fn confirm_all(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<u64, Fault> {
    tx.run(&CONFIRM_ALL, &[(&coalition).into(), now.into()])
}

pub(crate) fn release_all(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<u64, Fault> {
    tx.run(&RELEASE_ALL, &[(&coalition).into(), now.into()])
}

pub(crate) fn cancel(tx: &mut Tx<'_>, event: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&CANCEL, &[(&event).into(), now.into()])? == 1)
}

pub(crate) fn freeze(tx: &mut Tx<'_>, coalition: Id, plan: Id) -> Result<u64, Fault> {
    tx.run(&FREEZE, &[(&coalition).into(), (&plan).into()])
}

pub(crate) fn thaw(tx: &mut Tx<'_>, plan: Id) -> Result<u64, Fault> {
    tx.run(&THAW, &[(&plan).into()])
}
