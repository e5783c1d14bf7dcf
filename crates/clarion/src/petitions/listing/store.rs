//! All SQL of the API's lists of petitions and signatures.
//!
//! A group sees a signature if it is its own, or (of a petition that it co-sponsors) if the human themselves agreed to its news and
//! stands in its list: were the list enough, a group that puts strangers on it would learn who signed on another group's page. The look
//! at its list is a scalar subquery on purpose: an EXISTS beside OR makes PostgreSQL read the whole list into a hash.

use super::{Seen, SeenRow};
use crate::ids::Id;
use crate::osdi::marks::{self, Place};
use crate::osdi::range::Range;
use crate::people::Scope;
use crate::petitions::SignatureKind;
use db::{Fault, Row, Tx, Val};

db::statements! {
    /// What an erased human wrote.
    FORGET_COMMENTS = "UPDATE signature SET sealed = NULL, modified_at = $3 WHERE person_id = $1 AND group_id = $2 AND sealed IS NOT NULL";
    /// The signatures of one record.
    SIGNATURES_OF_PERSON = "SELECT s.id, s.petition_id, s.group_id, s.sealed, s.created_at, s.modified_at, s.person_id, s.kind
        FROM signature s WHERE s.person_id = $1 ORDER BY s.created_at LIMIT $2";
    /// The newest action of a record.
    NEWEST_OF_PERSON = "SELECT s.person_id, s.created_at FROM signature s WHERE s.person_id = $1 ORDER BY s.created_at DESC LIMIT 1";
    /// A record takes in another one of its group.
    GIVE_SIGNATURES = "UPDATE signature SET person_id = $2 WHERE person_id = $1";
    /// An office by its title.
    OFFICE_TITLED = "SELECT id FROM office WHERE title_en = $1 OR title_es = $1 ORDER BY id LIMIT 1";
    /// Adds a foreign id.
    ADD_PETITION_IDENTIFIER = "INSERT INTO petition_identifier (petition_id, identifier) VALUES ($1, $2) ON CONFLICT (petition_id, identifier) DO NOTHING";
    /// A group's petition by a foreign id.
    PETITION_IDENTIFIED = "SELECT p.id FROM petition_identifier i JOIN petition p ON p.id = i.petition_id
        WHERE i.identifier = $1 AND p.group_id = $2 ORDER BY p.id LIMIT 1";
    /// A petition's foreign ids.
    PETITION_IDENTIFIERS = "SELECT identifier FROM petition_identifier WHERE petition_id = $1 ORDER BY identifier";
    /// Writes the description above a petition's text.
    SET_DESCRIPTION = "INSERT INTO petition_description (petition_id, description) VALUES ($1, $2)
        ON CONFLICT (petition_id) DO UPDATE SET description = excluded.description";
    /// The description.
    DESCRIPTION = "SELECT description FROM petition_description WHERE petition_id = $1";
}

db::scoped_statements! {
    /// Who signed a petition, in the order of the signatures: of another group's page those who agreed to the group's news themselves.
    SIGNERS = "SELECT s.identity_id FROM signature s WHERE s.petition_id = $2 AND (s.group_id = $1
        OR (SELECT c.status FROM consent c WHERE c.identity_id = s.identity_id AND c.group_id = $1 AND c.channel = 1 AND c.purpose = 1) = 1)
        ORDER BY s.id LIMIT $3";
    /// Whether a human signed it, as far as a group may know.
    HAS_SIGNED = "SELECT s.identity_id FROM signature s WHERE s.identity_id = $2 AND s.petition_id = $3 AND (s.group_id = $1
        OR (SELECT c.status FROM consent c WHERE c.identity_id = s.identity_id AND c.group_id = $1 AND c.channel = 1 AND c.purpose = 1) = 1)";
    /// A page of the signatures of a petition that a group sees.
    SIGNATURE_PAGE = "SELECT s.id, s.petition_id, s.group_id, s.sealed, s.created_at, s.modified_at,
        CASE WHEN s.group_id = $1 THEN s.person_id ELSE (SELECT p.id FROM person p, consent c WHERE p.identity_id = s.identity_id AND p.group_id = $1
            AND c.identity_id = s.identity_id AND c.group_id = $1 AND c.channel = 1 AND c.purpose = 1 AND c.status = 1) END, s.kind
        FROM signature s WHERE s.petition_id = $2 AND s.id > $3 AND (s.group_id = $1 OR (SELECT p.id FROM person p, consent c WHERE p.identity_id = s.identity_id AND p.group_id = $1
            AND c.identity_id = s.identity_id AND c.group_id = $1 AND c.channel = 1 AND c.purpose = 1 AND c.status = 1) IS NOT NULL)
        ORDER BY s.id LIMIT $4 OFFSET $5";
    /// Those of the group's own page, the newest first.
    OWN_BEFORE = "SELECT s.id, s.identity_id, s.person_id, s.kind, s.sealed, s.created_at FROM signature s
        WHERE s.group_id = $1 AND s.petition_id = $2 AND s.id < $3 ORDER BY s.id DESC LIMIT $4";
    /// One of them.
    SIGNATURE = "SELECT s.id, s.petition_id, s.group_id, s.sealed, s.created_at, s.modified_at,
        CASE WHEN s.group_id = $1 THEN s.person_id ELSE (SELECT p.id FROM person p, consent c WHERE p.identity_id = s.identity_id AND p.group_id = $1
            AND c.identity_id = s.identity_id AND c.group_id = $1 AND c.channel = 1 AND c.purpose = 1 AND c.status = 1) END, s.kind
        FROM signature s WHERE s.petition_id = $2 AND s.id = $3 AND (s.group_id = $1 OR (SELECT p.id FROM person p, consent c WHERE p.identity_id = s.identity_id AND p.group_id = $1
            AND c.identity_id = s.identity_id AND c.group_id = $1 AND c.channel = 1 AND c.purpose = 1 AND c.status = 1) IS NOT NULL)";
    /// The one so many places further, among those that are settled.
    SIGNATURE_MARK = "SELECT s.id FROM signature s WHERE s.petition_id = $2 AND s.id > $3 AND s.id < $4 AND (s.group_id = $1 OR (SELECT p.id FROM person p, consent c WHERE p.identity_id = s.identity_id AND p.group_id = $1
            AND c.identity_id = s.identity_id AND c.group_id = $1 AND c.channel = 1 AND c.purpose = 1 AND c.status = 1) IS NOT NULL)
        ORDER BY s.id LIMIT 1 OFFSET $5";
    /// How many stand after one. In order and with a limit, or a generic plan of PostgreSQL reads the whole table.
    SIGNATURES_AFTER = "SELECT COUNT(*) FROM (SELECT s.id FROM signature s WHERE s.petition_id = $2 AND s.id > $3 AND (s.group_id = $1 OR (SELECT p.id FROM person p, consent c WHERE p.identity_id = s.identity_id AND p.group_id = $1
            AND c.identity_id = s.identity_id AND c.group_id = $1 AND c.channel = 1 AND c.purpose = 1 AND c.status = 1) IS NOT NULL) ORDER BY s.id LIMIT $4) AS t";
    /// Those made within a span of time. No id is older than its signature; it may be younger, since confirming comes later.
    SIGNATURES_CREATED = "SELECT s.id FROM signature s WHERE s.petition_id = $2 AND s.id >= $3 AND s.created_at >= $4 AND s.created_at < $5 AND (s.group_id = $1 OR (SELECT p.id FROM person p, consent c WHERE p.identity_id = s.identity_id AND p.group_id = $1
            AND c.identity_id = s.identity_id AND c.group_id = $1 AND c.channel = 1 AND c.purpose = 1 AND c.status = 1) IS NOT NULL)
        ORDER BY s.id LIMIT $6";
    /// Those changed since.
    SIGNATURES_CHANGED = "SELECT s.id FROM signature s WHERE s.petition_id = $2 AND s.modified_at >= $3 AND s.modified_at <> s.created_at AND (s.group_id = $1 OR (SELECT p.id FROM person p, consent c WHERE p.identity_id = s.identity_id AND p.group_id = $1
            AND c.identity_id = s.identity_id AND c.group_id = $1 AND c.channel = 1 AND c.purpose = 1 AND c.status = 1) IS NOT NULL)
        ORDER BY s.modified_at LIMIT $4";
    /// Who signed since, in a group's list.
    SIGNERS_SINCE = "SELECT CASE WHEN s.group_id = $1 THEN s.person_id ELSE (SELECT p.id FROM person p, consent c WHERE p.identity_id = s.identity_id AND p.group_id = $1
            AND c.identity_id = s.identity_id AND c.group_id = $1 AND c.channel = 1 AND c.purpose = 1 AND c.status = 1) END
        FROM signature s WHERE s.petition_id = $2 AND s.id >= $3 AND s.created_at >= $4 AND (s.group_id = $1 OR (SELECT p.id FROM person p, consent c WHERE p.identity_id = s.identity_id AND p.group_id = $1
            AND c.identity_id = s.identity_id AND c.group_id = $1 AND c.channel = 1 AND c.purpose = 1 AND c.status = 1) IS NOT NULL) ORDER BY s.id LIMIT $5";
    /// The signatures of its human on petitions of other groups that its group takes part in, if they agreed to its news themselves.
    SIGNATURES_OF_IDENTITY = "SELECT s.id, s.petition_id, s.group_id, s.sealed, s.created_at, s.modified_at, s.person_id, s.kind
        FROM signature s WHERE s.identity_id = $2 AND s.group_id <> $1
        AND (SELECT c.status FROM consent c WHERE c.identity_id = s.identity_id AND c.group_id = $1 AND c.channel = 1 AND c.purpose = 1) = 1
        AND ((SELECT t.group_id FROM petition t WHERE t.id = s.petition_id) = $1
          OR (SELECT t.place FROM petition_sponsor t WHERE t.petition_id = s.petition_id AND t.group_id = $1) IS NOT NULL)
        ORDER BY s.petition_id LIMIT $3";
    /// The actions of a human on petitions of other groups that a group takes part in, likewise.
    NEWEST_OF_IDENTITY = "SELECT s.identity_id, s.created_at FROM signature s WHERE s.identity_id = $2 AND s.group_id <> $1
        AND (SELECT c.status FROM consent c WHERE c.identity_id = s.identity_id AND c.group_id = $1 AND c.channel = 1 AND c.purpose = 1) = 1
        AND ((SELECT t.group_id FROM petition t WHERE t.id = s.petition_id) = $1
          OR (SELECT t.place FROM petition_sponsor t WHERE t.petition_id = s.petition_id AND t.group_id = $1) IS NOT NULL)
        ORDER BY s.created_at DESC LIMIT 1";
    /// Comment and foreign ids of a signature, held until the transaction ends: nobody else changes them meanwhile.
    HOLD_NOTE = "UPDATE signature SET modified_at = modified_at WHERE group_id = $1 AND petition_id = $2 AND id = $3
        RETURNING person_id, sealed, modified_at";
    /// A comment, as its group changes it.
    SET_NOTE = "UPDATE signature SET sealed = $4, modified_at = $5 WHERE group_id = $1 AND petition_id = $2 AND id = $3";
    /// The petitions that a group has or co-sponsors.
    PETITIONS_OF_GROUP = "SELECT id FROM petition WHERE group_id = $1 UNION SELECT petition_id FROM petition_sponsor WHERE group_id = $1 ORDER BY 1 LIMIT $2";
}

fn seen_row(row: &Row<'_>) -> Result<SeenRow, Fault> {
    Ok(SeenRow {
        id: Id(row.id(0)?),
        petition: Id(row.id(1)?),
        group: Id(row.id(2)?),
        sealed: row.maybe_bytes(3)?,
        created_at: row.int(4)?,
        modified_at: row.int(5)?,
        person: Id(row.id(6)?),
        kind: SignatureKind::of(row.int(7)?)?,
    })
}

fn within(tx: &mut Tx<'_>, seen: &Seen, statement: &'static db::Scoped, params: &[Val<'_>]) -> Result<Vec<Id>, Fault> {
    tx.within(seen.list()).rows(statement, params, |row| Ok(Id(row.id(0)?)))
}

fn ids(tx: &mut Tx<'_>, statement: &'static db::Statement, params: &[Val<'_>]) -> Result<Vec<Id>, Fault> {
    tx.rows(statement, params, |row| Ok(Id(row.id(0)?)))
}

pub(crate) fn page(tx: &mut Tx<'_>, seen: &Seen, place: Place, at_most: i64) -> Result<Vec<SeenRow>, Fault> {
    let params = [(&seen.petition).into(), (&place.after).into(), at_most.into(), place.skip.into()];
    tx.within(seen.list()).rows(&SIGNATURE_PAGE, &params, seen_row)
}

/// A signature on a group's own page, as it lies.
pub(crate) struct OwnRow {
    pub(crate) id: Id,
    pub(crate) identity: Id,
    pub(crate) person: Id,
    pub(crate) kind: SignatureKind,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) created_at: i64,
}

pub(crate) fn own_before(tx: &mut Tx<'_>, seen: &Seen, before: Id, at_most: i64) -> Result<Vec<OwnRow>, Fault> {
    tx.within(seen.list()).rows(&OWN_BEFORE, &[(&seen.petition).into(), (&before).into(), at_most.into()], |row| {
        Ok(OwnRow {
            id: Id(row.id(0)?),
            identity: Id(row.id(1)?),
            person: Id(row.id(2)?),
            kind: SignatureKind::of(row.int(3)?)?,
            sealed: row.maybe_bytes(4)?,
            created_at: row.int(5)?,
        })
    })
}

/// Some by their ids, in no order.
pub(crate) fn by_ids(tx: &mut Tx<'_>, seen: &Seen, ids: &[Id]) -> Result<Vec<SeenRow>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = ids.iter().map(|id| [(&seen.petition).into(), id.into()]).collect();
    let mut found = Vec::with_capacity(ids.len());
    tx.within(seen.list()).many_rows(&SIGNATURE, &rows, |row| {
        found.push(seen_row(row)?);
        Ok(())
    })?;
    Ok(found)
}

pub(crate) fn mark(tx: &mut Tx<'_>, seen: &Seen, after: Id, before: Id, skip: i64) -> Result<Option<Id>, Fault> {
    let params = [(&seen.petition).into(), (&after).into(), (&before).into(), skip.into()];
    tx.within(seen.list()).first(&SIGNATURE_MARK, &params, |row| Ok(Id(row.id(0)?)))
}

pub(crate) fn count_after(tx: &mut Tx<'_>, seen: &Seen, after: Id) -> Result<i64, Fault> {
    let params = [(&seen.petition).into(), (&after).into(), marks::COUNTED_MAX.into()];
    Ok(tx.within(seen.list()).first(&SIGNATURES_AFTER, &params, |row| row.int(0))?.unwrap_or(0))
}

pub(crate) fn created(tx: &mut Tx<'_>, seen: &Seen, range: Range, at_most: i64) -> Result<Vec<Id>, Fault> {
    let first = marks::first_id(range.start);
    let params = [(&seen.petition).into(), (&first).into(), range.start.into(), range.end.into(), at_most.into()];
    within(tx, seen, &SIGNATURES_CREATED, &params)
}

pub(crate) fn changed(tx: &mut Tx<'_>, seen: &Seen, since: i64, at_most: i64) -> Result<Vec<Id>, Fault> {
    within(tx, seen, &SIGNATURES_CHANGED, &[(&seen.petition).into(), since.into(), at_most.into()])
}

pub(crate) fn signers_since(tx: &mut Tx<'_>, seen: &Seen, since: i64, at_most: i64) -> Result<Vec<Id>, Fault> {
    let first = marks::first_id(since);
    within(tx, seen, &SIGNERS_SINCE, &[(&seen.petition).into(), (&first).into(), since.into(), at_most.into()])
}

pub(crate) fn of_person(tx: &mut Tx<'_>, person: Id, at_most: i64) -> Result<Vec<SeenRow>, Fault> {
    tx.rows(&SIGNATURES_OF_PERSON, &[(&person).into(), at_most.into()], seen_row)
}

pub(crate) fn of_identity(tx: &mut Tx<'_>, identity: Id, group: Scope, at_most: i64) -> Result<Vec<SeenRow>, Fault> {
    tx.within(group).rows(&SIGNATURES_OF_IDENTITY, &[(&identity).into(), at_most.into()], seen_row)
}

/// Id and date of the newest action of each record.
pub(crate) fn newest_of_people(tx: &mut Tx<'_>, people: &[Id]) -> Result<Vec<(Id, i64)>, Fault> {
    let rows: Vec<[Val<'_>; 1]> = people.iter().map(|person| [person.into()]).collect();
    let mut found = Vec::new();
    tx.many_rows(&NEWEST_OF_PERSON, &rows, |row| {
        found.push((Id(row.id(0)?), row.int(1)?));
        Ok(())
    })?;
    Ok(found)
}

/// The same by human, on petitions of others.
pub(crate) fn newest_of_identities(tx: &mut Tx<'_>, group: Scope, identities: &[Id]) -> Result<Vec<(Id, i64)>, Fault> {
    let rows: Vec<[Val<'_>; 1]> = identities.iter().map(|identity| [identity.into()]).collect();
    let mut found = Vec::new();
    tx.within(group).many_rows(&NEWEST_OF_IDENTITY, &rows, |row| {
        found.push((Id(row.id(0)?), row.int(1)?));
        Ok(())
    })?;
    Ok(found)
}

pub(crate) fn give(tx: &mut Tx<'_>, from: Id, to: Id) -> Result<u64, Fault> {
    tx.run(&GIVE_SIGNATURES, &[(&from).into(), (&to).into()])
}

/// What is sealed with a signature, and beside which record.
pub(crate) struct HeldNote {
    pub(crate) person: Id,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) modified_at: i64,
}

pub(crate) fn hold_note(tx: &mut Tx<'_>, seen: &Seen, id: Id) -> Result<Option<HeldNote>, Fault> {
    tx.within(seen.list()).first(&HOLD_NOTE, &[(&seen.petition).into(), (&id).into()], |row| {
        Ok(HeldNote { person: Id(row.id(0)?), sealed: row.maybe_bytes(1)?, modified_at: row.int(2)? })
    })
}

pub(crate) fn set_note(tx: &mut Tx<'_>, seen: &Seen, id: Id, sealed: Option<&[u8]>, now: i64) -> Result<u64, Fault> {
    let params = [(&seen.petition).into(), (&id).into(), sealed.into(), now.into()];
    tx.within(seen.list()).run(&SET_NOTE, &params)
}

pub(crate) fn petitions_of(tx: &mut Tx<'_>, group: Scope, at_most: i64) -> Result<Vec<Id>, Fault> {
    tx.within(group).rows(&PETITIONS_OF_GROUP, &[at_most.into()], |row| Ok(Id(row.id(0)?)))
}

pub(crate) fn office_titled(tx: &mut Tx<'_>, title: &str) -> Result<Option<Id>, Fault> {
    Ok(ids(tx, &OFFICE_TITLED, &[title.into()])?.pop())
}

pub(crate) fn add_identifiers(tx: &mut Tx<'_>, petition: Id, identifiers: &[String]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 2]> = identifiers.iter().map(|text| [(&petition).into(), text.into()]).collect();
    tx.many(&ADD_PETITION_IDENTIFIER, &rows)
}

pub(crate) fn identified(tx: &mut Tx<'_>, group: Id, identifier: &str) -> Result<Option<Id>, Fault> {
    tx.first(&PETITION_IDENTIFIED, &[identifier.into(), (&group).into()], |row| Ok(Id(row.id(0)?)))
}

pub(crate) fn identifiers(tx: &mut Tx<'_>, petition: Id) -> Result<Vec<String>, Fault> {
    tx.rows(&PETITION_IDENTIFIERS, &[(&petition).into()], |row| row.text(0))
}

pub(crate) fn set_description(tx: &mut Tx<'_>, petition: Id, text: &str) -> Result<u64, Fault> {
    tx.run(&SET_DESCRIPTION, &[(&petition).into(), text.into()])
}

pub(crate) fn description(tx: &mut Tx<'_>, petition: Id) -> Result<Option<String>, Fault> {
    tx.first(&DESCRIPTION, &[(&petition).into()], |row| row.text(0))
}

pub(crate) fn signers(tx: &mut Tx<'_>, seen: Seen, at_most: i64) -> Result<Vec<Id>, Fault> {
    within(tx, &seen, &SIGNERS, &[(&seen.petition).into(), at_most.into()])
}

pub(crate) fn which_signed(tx: &mut Tx<'_>, seen: Seen, identities: &[Id]) -> Result<Vec<Id>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = identities.iter().map(|identity| [identity.into(), (&seen.petition).into()]).collect();
    let mut found = Vec::new();
    tx.within(seen.list()).many_rows(&HAS_SIGNED, &rows, |row| {
        found.push(Id(row.id(0)?));
        Ok(())
    })?;
    Ok(found)
}

pub(crate) fn forget_comments(tx: &mut Tx<'_>, person: Id, group: Id, now: i64) -> Result<u64, Fault> {
    tx.run(&FORGET_COMMENTS, &[(&person).into(), (&group).into(), now.into()])
}
