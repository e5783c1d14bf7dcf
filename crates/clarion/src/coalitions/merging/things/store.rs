//! All SQL of what changes hands as a whole: petitions, drafts, forms, statements, events, keys, seats, memberships, chapters, co-sponsorships, tags.
//!
//! For each kind there is a list of what the former group has, a statement that hands one to another group, and the row that remembers.

use super::Thing;
use crate::ids::Id;
use db::{Fault, Row, Statement, Tx, Val};

db::statements! {
    NOTE = "INSERT INTO group_merge_thing (merge_id, kind, id, other_id, word, number) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (merge_id, kind, id, other_id) DO NOTHING";
    THINGS = "SELECT kind, id, other_id, word, number FROM group_merge_thing WHERE merge_id = $1 ORDER BY kind, id, other_id";
    THINGS_OF_KIND = "SELECT kind, id, other_id, word, number FROM group_merge_thing WHERE merge_id = $1 AND kind = $2 ORDER BY id, other_id";
    FORGET = "DELETE FROM group_merge_thing WHERE merge_id = $1";

    PETITIONS = "SELECT id, id, state, CAST(0 AS BIGINT) FROM petition WHERE group_id = $1 ORDER BY id";
    HAND_PETITION = "UPDATE petition SET group_id = $3 WHERE id = $1 AND group_id = $2";
    DRAFTS = "SELECT id, id, state, CAST(0 AS BIGINT) FROM petition_draft WHERE group_id = $1 ORDER BY id";
    HAND_DRAFT = "UPDATE petition_draft SET group_id = $3 WHERE id = $1 AND group_id = $2";
    FORMS = "SELECT id, id, state, CAST(0 AS BIGINT) FROM form WHERE group_id = $1 ORDER BY id";
    HAND_FORM = "UPDATE form SET group_id = $3 WHERE id = $1 AND group_id = $2";
    STATEMENTS_OF = "SELECT id, id, state, CAST(0 AS BIGINT) FROM statement WHERE group_id = $1 ORDER BY id";
    HAND_STATEMENT = "UPDATE statement SET group_id = $3 WHERE id = $1 AND group_id = $2";
    KEYS = "SELECT id, id, name, CAST(0 AS BIGINT) FROM api_key WHERE group_id = $1 AND revoked_at IS NULL ORDER BY id";
    HAND_KEY = "UPDATE api_key SET group_id = $3 WHERE id = $1 AND group_id = $2";
    EVENTS = "SELECT id, id, state, CAST(0 AS BIGINT) FROM event WHERE group_id = $1 ORDER BY id";
    EVENT_SEALED = "SELECT sealed FROM event WHERE id = $1 AND group_id = $2";
    HAND_EVENT = "UPDATE event SET group_id = $3, sealed = $4 WHERE id = $1 AND group_id = $2";
    /// Events that a plan has frozen, or of which a change waits for others' word.
    BOUND_EVENTS = "SELECT COUNT(*) FROM event WHERE group_id = $1 AND state = 'on_call' AND (frozen_by IS NOT NULL OR held_back_by IS NOT NULL)";

    SEATS = "SELECT account_id, account_id, role, given_at FROM seat WHERE group_id = $1 ORDER BY account_id";
    GIVE_SEAT = "INSERT INTO seat (account_id, group_id, role, given_at) VALUES ($1, $2, 'organiser', $3) ON CONFLICT (account_id, group_id) DO NOTHING";
    /// One that was made an owner since keeps the seat: an owner gave it.
    TAKE_SEAT = "DELETE FROM seat WHERE account_id = $1 AND group_id = $2 AND role = 'organiser'";
    MEMBERSHIPS = "SELECT coalition_id, coalition_id, role, joined_at FROM membership WHERE group_id = $1 ORDER BY coalition_id";
    REJOIN = "INSERT INTO membership (coalition_id, group_id, role, joined_at) VALUES ($1, $2, $3, $4) ON CONFLICT (coalition_id, group_id) DO NOTHING";
    /// Forms by which groups ask to join a coalition that the other group steers, too; the number is when each was changed.
    JOIN_FORMS = "SELECT f.coalition_id, f.coalition_id, '', f.changed_at FROM coalition_join_form f JOIN membership m
        ON m.coalition_id = f.coalition_id AND m.group_id = $2 AND m.role = 'steering' WHERE f.group_id = $1 ORDER BY f.coalition_id";
    /// One that was changed since stands in the name of whoever changed it.
    HAND_JOIN_FORM = "UPDATE coalition_join_form SET group_id = $3 WHERE coalition_id = $1 AND group_id = $2 AND changed_at = $4";
    CHAPTERS = "SELECT group_id, parent_id, '', COALESCE(parent_agreed_at, 0) FROM group_profile WHERE parent_id = $1 ORDER BY group_id";
    SET_PARENT = "UPDATE group_profile SET parent_id = $3, parent_agreed_at = $4 WHERE group_id = $1 AND parent_id = $2";
    PARENT_AGAIN = "UPDATE group_profile SET parent_id = $2, parent_agreed_at = $3 WHERE group_id = $1 AND parent_id IS NULL";

    SPONSORED = "SELECT s.petition_id, p.group_id, '', s.place FROM petition_sponsor s JOIN petition p ON p.id = s.petition_id WHERE s.group_id = $1
        ORDER BY s.petition_id";
    ADD_SPONSOR = "INSERT INTO petition_sponsor (petition_id, group_id, place) VALUES ($1, $2, $3) ON CONFLICT (petition_id, group_id) DO NOTHING";
    DROP_SPONSOR = "DELETE FROM petition_sponsor WHERE petition_id = $1 AND group_id = $2";
    SPONSORSHIPS = "SELECT petition_id, group_id, answer, CAST(0 AS BIGINT) FROM petition_sponsorship WHERE group_id = $1 AND answer IN ('asked', 'accepted') ORDER BY petition_id";
    HAND_SPONSORSHIP = "UPDATE petition_sponsorship SET group_id = $3 WHERE petition_id = $1 AND group_id = $2
        AND NOT EXISTS (SELECT 1 FROM petition_sponsorship o WHERE o.petition_id = $1 AND o.group_id = $3)";

    CALLS = "SELECT id FROM sending WHERE coalition_id = $1 AND state IN (1, 2) LIMIT 1";
    BALLOTS = "SELECT id FROM plan_ballot WHERE coalition_id = $1 AND state IN ('open', 'decided') LIMIT 1";
    IMPORTS = "SELECT id FROM people_upload WHERE group_id = $1 AND state IN ('arriving', 'checking', 'running') AND expires_at > $2 LIMIT 1";
}

fn thing(row: &Row<'_>) -> Result<Thing, Fault> {
    Ok(Thing { id: Id(row.id(0)?), other: Id(row.id(1)?), word: row.text(2)?, number: row.int(3)? })
}

/// A kind that is handed over by changing whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Handed {
    Petition,
    Draft,
    Form,
    Statement,
    Key,
}

impl Handed {
    pub(super) const ALL: [Self; 5] = [Self::Petition, Self::Draft, Self::Form, Self::Statement, Self::Key];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Petition => "petition",
            Self::Draft => "draft",
            Self::Form => "form",
            Self::Statement => "statement",
            Self::Key => "key",
        }
    }

    fn statements(self) -> (&'static Statement, &'static Statement) {
        match self {
            Self::Petition => (&PETITIONS, &HAND_PETITION),
            Self::Draft => (&DRAFTS, &HAND_DRAFT),
            Self::Form => (&FORMS, &HAND_FORM),
            Self::Statement => (&STATEMENTS_OF, &HAND_STATEMENT),
            Self::Key => (&KEYS, &HAND_KEY),
        }
    }
}

/// What a group has of a kind.
pub(super) fn of_group(tx: &mut Tx<'_>, kind: Handed, group: Id) -> Result<Vec<Thing>, Fault> {
    tx.rows(kind.statements().0, &[(&group).into()], thing)
}

/// Hands some over.
pub(super) fn hand(tx: &mut Tx<'_>, kind: Handed, ids: &[Id], (from, to): (Id, Id)) -> Result<(), Fault> {
    let rows: Vec<[Val<'_>; 3]> = ids.iter().map(|id| [id.into(), (&from).into(), (&to).into()]).collect();
    tx.many(kind.statements().1, &rows).map(drop)
}

pub(super) fn note(tx: &mut Tx<'_>, merge: Id, kind: &str, things: &[Thing]) -> Result<(), Fault> {
    let rows: Vec<[Val<'_>; 6]> = things
        .iter()
        .map(|thing| {
            let (id, other) = ((&thing.id).into(), (&thing.other).into());
            [(&merge).into(), kind.into(), id, other, (&thing.word).into(), thing.number.into()]
        })
        .collect();
    tx.many(&NOTE, &rows).map(drop)
}

/// All that changed hands, with its kind.
pub(super) fn all(tx: &mut Tx<'_>, merge: Id) -> Result<Vec<(String, Thing)>, Fault> {
    let read = |row: &Row<'_>| {
        let thing = Thing { id: Id(row.id(1)?), other: Id(row.id(2)?), word: row.text(3)?, number: row.int(4)? };
        Ok((row.text(0)?, thing))
    };
    tx.rows(&THINGS, &[(&merge).into()], read)
}

pub(super) fn of_kind(tx: &mut Tx<'_>, merge: Id, kind: &str) -> Result<Vec<Thing>, Fault> {
    let read = |row: &Row<'_>| Ok(Thing { id: Id(row.id(1)?), other: Id(row.id(2)?), word: row.text(3)?, number: row.int(4)? });
    tx.rows(&THINGS_OF_KIND, &[(&merge).into(), kind.into()], read)
}

pub(super) fn forget(tx: &mut Tx<'_>, merge: Id) -> Result<(), Fault> {
    tx.run(&FORGET, &[(&merge).into()]).map(drop)
}

pub(super) fn events(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Thing>, Fault> {
    tx.rows(&EVENTS, &[(&group).into()], thing)
}

pub(super) fn event_sealed(tx: &mut Tx<'_>, event: Id, group: Id) -> Result<Option<Vec<u8>>, Fault> {
    tx.first(&EVENT_SEALED, &[(&event).into(), (&group).into()], |row| row.bytes(0))
}

pub(super) fn hand_event(tx: &mut Tx<'_>, event: Id, (from, to): (Id, Id), sealed: &[u8]) -> Result<(), Fault> {
    tx.run(&HAND_EVENT, &[(&event).into(), (&from).into(), (&to).into(), sealed.into()]).map(drop)
}

pub(super) fn has_bound_events(tx: &mut Tx<'_>, group: Id) -> Result<bool, Fault> {
    Ok(tx.first(&BOUND_EVENTS, &[(&group).into()], |row| row.int(0))?.unwrap_or(0) > 0)
}

pub(super) fn seats(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Thing>, Fault> {
    tx.rows(&SEATS, &[(&group).into()], thing)
}

pub(super) fn give_seat(tx: &mut Tx<'_>, account: Id, group: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&GIVE_SEAT, &[(&account).into(), (&group).into(), now.into()])? == 1)
}

pub(super) fn take_seat(tx: &mut Tx<'_>, account: Id, group: Id) -> Result<(), Fault> {
    tx.run(&TAKE_SEAT, &[(&account).into(), (&group).into()]).map(drop)
}

pub(super) fn memberships(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Thing>, Fault> {
    tx.rows(&MEMBERSHIPS, &[(&group).into()], thing)
}

pub(super) fn rejoin(tx: &mut Tx<'_>, group: Id, was: &Thing) -> Result<(), Fault> {
    tx.run(&REJOIN, &[(&was.id).into(), (&group).into(), (&was.word).into(), was.number.into()]).map(drop)
}

pub(super) fn join_forms(tx: &mut Tx<'_>, group: Id, other: Id) -> Result<Vec<Thing>, Fault> {
    tx.rows(&JOIN_FORMS, &[(&group).into(), (&other).into()], thing)
}

pub(super) fn hand_join_form(tx: &mut Tx<'_>, form: &Thing, (from, to): (Id, Id)) -> Result<(), Fault> {
    tx.run(&HAND_JOIN_FORM, &[(&form.id).into(), (&from).into(), (&to).into(), form.number.into()]).map(drop)
}

pub(super) fn chapters(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Thing>, Fault> {
    tx.rows(&CHAPTERS, &[(&group).into()], thing)
}

pub(super) fn set_parent(tx: &mut Tx<'_>, chapter: Id, (from, to): (Id, Option<Id>), agreed_at: Option<i64>) -> Result<(), Fault> {
    tx.run(&SET_PARENT, &[(&chapter).into(), (&from).into(), to.as_ref().into(), agreed_at.into()]).map(drop)
}

pub(super) fn parent_again(tx: &mut Tx<'_>, chapter: Id, parent: Id, agreed_at: Option<i64>) -> Result<(), Fault> {
    tx.run(&PARENT_AGAIN, &[(&chapter).into(), (&parent).into(), agreed_at.into()]).map(drop)
}

/// The petitions that a group co-sponsors: `other` is the petition's group, the number its place.
pub(super) fn sponsored(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Thing>, Fault> {
    tx.rows(&SPONSORED, &[(&group).into()], thing)
}

pub(super) fn add_sponsor(tx: &mut Tx<'_>, petition: Id, group: Id, place: i64) -> Result<bool, Fault> {
    Ok(tx.run(&ADD_SPONSOR, &[(&petition).into(), (&group).into(), place.into()])? == 1)
}

pub(super) fn drop_sponsor(tx: &mut Tx<'_>, petition: Id, group: Id) -> Result<(), Fault> {
    tx.run(&DROP_SPONSOR, &[(&petition).into(), (&group).into()]).map(drop)
}

pub(super) fn sponsorships(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Thing>, Fault> {
    tx.rows(&SPONSORSHIPS, &[(&group).into()], thing)
}

pub(super) fn hand_sponsorship(tx: &mut Tx<'_>, petition: Id, (from, to): (Id, Id)) -> Result<bool, Fault> {
    Ok(tx.run(&HAND_SPONSORSHIP, &[(&petition).into(), (&from).into(), (&to).into()])? == 1)
}

/// Whether words of a coalition, a drill's too, are on their way, or its groups vote.
pub(super) fn is_busy(tx: &mut Tx<'_>, coalition: Id) -> Result<bool, Fault> {
    let calls = tx.first(&CALLS, &[(&coalition).into()], |row| row.id(0))?;
    Ok(calls.is_some() || tx.first(&BALLOTS, &[(&coalition).into()], |row| row.id(0))?.is_some())
}

pub(super) fn is_importing(tx: &mut Tx<'_>, group: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.first(&IMPORTS, &[(&group).into(), now.into()], |row| row.id(0))?.is_some())
}
