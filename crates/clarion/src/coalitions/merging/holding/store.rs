//! All SQL of what a group holds about humans, as merging moves it: read whole, added, changed from the version that was read, dropped.
//!
//! Whoever changes or drops a row names how it stood. Where fewer rows were met than named, somebody was quicker, and the slice runs
//! again: nothing that a supporter said meanwhile is written over.

use super::{Consent, Kind, Note, Person, Tagging, TookPart};
use crate::ids::Id;
use crate::people::{Coarse, Details, Scope};
use db::{Fault, FaultKind, Scoped, Tx, Val};

db::scoped_statements! {
    PERSON = "SELECT identity_id, id, phone_identity_id, sealed, country, region, zip, lang, created_at, modified_at
        FROM person WHERE identity_id = $2 AND group_id = $1";
    ADD_PERSON = "INSERT INTO person (identity_id, group_id, id, phone_identity_id, sealed, country, region, zip, lang, created_at, modified_at)
        VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (identity_id, group_id) DO NOTHING";
    SET_PERSON = "UPDATE person SET id = $3, phone_identity_id = $4, sealed = $5, country = $6, region = $7, zip = $8, lang = $9,
        created_at = $10, modified_at = $11 WHERE identity_id = $2 AND group_id = $1 AND modified_at = $12";
    DROP_PERSON = "DELETE FROM person WHERE identity_id = $2 AND group_id = $1 AND modified_at = $3";
    CONSENT = "SELECT identity_id, channel, purpose, status, words_id, source, noted_at FROM consent WHERE identity_id = $2 AND group_id = $1";
    ADD_CONSENT = "INSERT INTO consent (identity_id, group_id, channel, purpose, status, words_id, source, noted_at)
        VALUES ($2, $1, $3, $4, $5, $6, $7, $8) ON CONFLICT (identity_id, group_id, channel, purpose) DO NOTHING";
    SET_CONSENT = "UPDATE consent SET status = $5, words_id = $6, source = $7, noted_at = $8
        WHERE identity_id = $2 AND group_id = $1 AND channel = $3 AND purpose = $4 AND status = $9 AND noted_at = $10";
    DROP_CONSENT = "DELETE FROM consent WHERE identity_id = $2 AND group_id = $1 AND channel = $3 AND purpose = $4 AND status = $5
        AND noted_at = $6";
    TAGGING = "SELECT identity_id, tag_id, account_id, tagged_at, id FROM tagging WHERE identity_id = $2 AND group_id = $1";
    ADD_TAGGING = "INSERT INTO tagging (identity_id, group_id, tag_id, account_id, tagged_at, id) VALUES ($2, $1, $3, $4, $5, $6)
        ON CONFLICT (identity_id, group_id, tag_id) DO NOTHING";
    DROP_TAGGING = "DELETE FROM tagging WHERE identity_id = $2 AND group_id = $1 AND tag_id = $3";
    NOTE = "SELECT identity_id, id, account_id, sealed, created_at FROM person_note WHERE identity_id = $2 AND group_id = $1";
    ADD_NOTE = "INSERT INTO person_note (identity_id, group_id, id, account_id, sealed, created_at) VALUES ($2, $1, $3, $4, $5, $6)
        ON CONFLICT (identity_id, group_id, id) DO NOTHING";
    DROP_NOTE = "DELETE FROM person_note WHERE identity_id = $2 AND group_id = $1 AND id = $3";
}

db::statements! {
    SIGNATURE = "SELECT identity_id, petition_id, id, person_id, kind, sealed, modified_at FROM signature WHERE identity_id = $1 AND group_id = $2";
    SET_SIGNATURE = "UPDATE signature SET group_id = $3, person_id = $4, sealed = $5
        WHERE identity_id = $1 AND petition_id = $2 AND group_id = $6 AND modified_at = $7";
    ATTENDANCE = "SELECT identity_id, event_id, id, person_id, response, sealed, modified_at FROM attendance WHERE identity_id = $1 AND group_id = $2";
    SET_ATTENDANCE = "UPDATE attendance SET group_id = $3, person_id = $4, sealed = $5
        WHERE identity_id = $1 AND event_id = $2 AND group_id = $6 AND modified_at = $7";
    SUBMISSION = "SELECT identity_id, form_id, id, person_id, kind, sealed, modified_at FROM submission WHERE identity_id = $1 AND group_id = $2";
    SET_SUBMISSION = "UPDATE submission SET group_id = $3, person_id = $4, sealed = $5
        WHERE identity_id = $1 AND form_id = $2 AND group_id = $6 AND modified_at = $7";
    ADD_IDENTIFIER = "INSERT INTO identifier (foreign_key, group_id, record_id) VALUES ($1, $2, $3) ON CONFLICT (foreign_key) DO NOTHING";
    DROP_IDENTIFIER = "DELETE FROM identifier WHERE foreign_key = $1 AND record_id = $2";
}

/// Reads rows of a group's list about humans.
fn read<T>(
    tx: &mut Tx<'_>,
    statement: &'static Scoped,
    group: Id,
    identities: &[Id],
    row: impl Fn(&db::Row<'_>) -> Result<T, Fault>,
) -> Result<Vec<(Id, T)>, Fault> {
    let asked: Vec<[Val<'_>; 1]> = identities.iter().map(|identity| [identity.into()]).collect();
    let mut found = Vec::new();
    tx.within(Scope::of(group)).many_rows(statement, &asked, |read| {
        found.push((Id(read.id(0)?), row(read)?));
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn people(tx: &mut Tx<'_>, group: Id, identities: &[Id]) -> Result<Vec<(Id, Person)>, Fault> {
    read(tx, &PERSON, group, identities, |row| {
        Ok(Person {
            id: Id(row.id(1)?),
            phone_identity: row.maybe_id(2)?.map(Id),
            sealed: row.bytes(3)?,
            coarse: Coarse { country: row.text(4)?, region: row.text(5)?, zip: row.text(6)?, lang: row.text(7)? },
            created_at: row.int(8)?,
            modified_at: row.int(9)?,
            details: Details::default(),
        })
    })
}

pub(super) fn consents(tx: &mut Tx<'_>, group: Id, identities: &[Id]) -> Result<Vec<(Id, Consent)>, Fault> {
    read(tx, &CONSENT, group, identities, |row| {
        Ok(Consent {
            channel: row.int(1)?,
            purpose: row.int(2)?,
            status: row.int(3)?,
            words: row.id(4)?,
            source: row.text(5)?,
            noted_at: row.int(6)?,
        })
    })
}

pub(super) fn taggings(tx: &mut Tx<'_>, group: Id, identities: &[Id]) -> Result<Vec<(Id, Tagging)>, Fault> {
    read(tx, &TAGGING, group, identities, |row| {
        Ok(Tagging { tag: Id(row.id(1)?), account: Id(row.id(2)?), tagged_at: row.int(3)?, id: row.maybe_id(4)?.map(Id) })
    })
}

pub(super) fn notes(tx: &mut Tx<'_>, group: Id, identities: &[Id]) -> Result<Vec<(Id, Note)>, Fault> {
    read(tx, &NOTE, group, identities, |row| {
        Ok(Note { id: Id(row.id(1)?), account: Id(row.id(2)?), sealed: row.bytes(3)?, created_at: row.int(4)? })
    })
}

/// Reads in what humans took part, as far as it lies with a group.
pub(super) fn took_part(tx: &mut Tx<'_>, kind: Kind, group: Id, identities: &[Id]) -> Result<Vec<(Id, TookPart)>, Fault> {
    let statement = match kind {
        Kind::Signature => &SIGNATURE,
        Kind::Attendance => &ATTENDANCE,
        Kind::Submission => &SUBMISSION,
    };
    let asked: Vec<[Val<'_>; 2]> = identities.iter().map(|identity| [identity.into(), (&group).into()]).collect();
    let mut found = Vec::new();
    tx.many_rows(statement, &asked, |row| {
        let (action, id, person) = (Id(row.id(1)?), Id(row.id(2)?), Id(row.id(3)?));
        let (kind, sealed, modified_at) = (row.int(4)?, row.maybe_bytes(5)?, row.int(6)?);
        found.push((Id(row.id(0)?), TookPart { action, id, person, kind, sealed, modified_at }));
        Ok(())
    })?;
    Ok(found)
}

/// Fewer rows than were named: somebody else changed one since it was read. Run again, the slice sees it.
fn all(met: u64, named: usize) -> Result<(), Fault> {
    match met == named as u64 {
        true => Ok(()),
        false => Err(Fault::new(FaultKind::Collision, "somebody was changed by somebody else while groups merge")),
    }
}

/// Rows of one kind to be written: whose, and the row.
pub(super) type Rows<'a, T> = [(Id, &'a T)];
/// Rows to be changed: whose, as it stands, as it is to be.
pub(super) type Changes<'a, T> = [(Id, &'a T, &'a T)];

pub(super) fn add_people(tx: &mut Tx<'_>, group: Id, rows: &Rows<'_, Person>) -> Result<(), Fault> {
    let values: Vec<[Val<'_>; 10]> = rows
        .iter()
        .map(|(identity, person)| {
            let coarse = &person.coarse;
            [
                identity.into(),
                (&person.id).into(),
                person.phone_identity.as_ref().into(),
                (&person.sealed).into(),
                (&coarse.country).into(),
                (&coarse.region).into(),
                (&coarse.zip).into(),
                (&coarse.lang).into(),
                person.created_at.into(),
                person.modified_at.into(),
            ]
        })
        .collect();
    all(tx.within(Scope::of(group)).many(&ADD_PERSON, &values)?, rows.len())
}

pub(super) fn set_people(tx: &mut Tx<'_>, group: Id, rows: &Changes<'_, Person>) -> Result<(), Fault> {
    let values: Vec<[Val<'_>; 11]> = rows
        .iter()
        .map(|(identity, was, person)| {
            let coarse = &person.coarse;
            [
                identity.into(),
                (&person.id).into(),
                person.phone_identity.as_ref().into(),
                (&person.sealed).into(),
                (&coarse.country).into(),
                (&coarse.region).into(),
                (&coarse.zip).into(),
                (&coarse.lang).into(),
                person.created_at.into(),
                person.modified_at.into(),
                was.modified_at.into(),
            ]
        })
        .collect();
    all(tx.within(Scope::of(group)).many(&SET_PERSON, &values)?, rows.len())
}

pub(super) fn drop_people(tx: &mut Tx<'_>, group: Id, rows: &Rows<'_, Person>) -> Result<(), Fault> {
    let values: Vec<[Val<'_>; 2]> = rows.iter().map(|(identity, person)| [identity.into(), person.modified_at.into()]).collect();
    all(tx.within(Scope::of(group)).many(&DROP_PERSON, &values)?, rows.len())
}

pub(super) fn add_consents(tx: &mut Tx<'_>, group: Id, rows: &Rows<'_, Consent>) -> Result<(), Fault> {
    let values: Vec<[Val<'_>; 7]> = rows
        .iter()
        .map(|(identity, consent)| {
            [
                identity.into(),
                consent.channel.into(),
                consent.purpose.into(),
                consent.status.into(),
                (&consent.words).into(),
                (&consent.source).into(),
                consent.noted_at.into(),
            ]
        })
        .collect();
    all(tx.within(Scope::of(group)).many(&ADD_CONSENT, &values)?, rows.len())
}

pub(super) fn set_consents(tx: &mut Tx<'_>, group: Id, rows: &Changes<'_, Consent>) -> Result<(), Fault> {
    let values: Vec<[Val<'_>; 9]> = rows
        .iter()
        .map(|(identity, was, consent)| {
            [
                identity.into(),
                consent.channel.into(),
                consent.purpose.into(),
                consent.status.into(),
                (&consent.words).into(),
                (&consent.source).into(),
                consent.noted_at.into(),
                was.status.into(),
                was.noted_at.into(),
            ]
        })
        .collect();
    all(tx.within(Scope::of(group)).many(&SET_CONSENT, &values)?, rows.len())
}

pub(super) fn drop_consents(tx: &mut Tx<'_>, group: Id, rows: &Rows<'_, Consent>) -> Result<(), Fault> {
    let values: Vec<[Val<'_>; 5]> = rows
        .iter()
        .map(|(identity, consent)| {
            let (channel, purpose) = (consent.channel.into(), consent.purpose.into());
            [identity.into(), channel, purpose, consent.status.into(), consent.noted_at.into()]
        })
        .collect();
    all(tx.within(Scope::of(group)).many(&DROP_CONSENT, &values)?, rows.len())
}

/// A tag that somebody gave meanwhile is the same tag.
pub(super) fn add_taggings(tx: &mut Tx<'_>, group: Id, rows: &Rows<'_, Tagging>) -> Result<(), Fault> {
    let values: Vec<[Val<'_>; 5]> = rows
        .iter()
        .map(|(identity, tagging)| {
            [
                identity.into(),
                (&tagging.tag).into(),
                (&tagging.account).into(),
                tagging.tagged_at.into(),
                tagging.id.as_ref().into(),
            ]
        })
        .collect();
    tx.within(Scope::of(group)).many(&ADD_TAGGING, &values).map(drop)
}

pub(super) fn drop_taggings(tx: &mut Tx<'_>, group: Id, rows: &Rows<'_, Tagging>) -> Result<(), Fault> {
    let values: Vec<[Val<'_>; 2]> = rows.iter().map(|(identity, tagging)| [identity.into(), (&tagging.tag).into()]).collect();
    tx.within(Scope::of(group)).many(&DROP_TAGGING, &values).map(drop)
}

pub(super) fn add_notes(tx: &mut Tx<'_>, group: Id, rows: &Rows<'_, Note>) -> Result<(), Fault> {
    let values: Vec<[Val<'_>; 5]> = rows
        .iter()
        .map(|(identity, note)| {
            let (id, account) = ((&note.id).into(), (&note.account).into());
            [identity.into(), id, account, (&note.sealed).into(), note.created_at.into()]
        })
        .collect();
    all(tx.within(Scope::of(group)).many(&ADD_NOTE, &values)?, rows.len())
}

pub(super) fn drop_notes(tx: &mut Tx<'_>, group: Id, rows: &Rows<'_, Note>) -> Result<(), Fault> {
    let values: Vec<[Val<'_>; 2]> = rows.iter().map(|(identity, note)| [identity.into(), (&note.id).into()]).collect();
    all(tx.within(Scope::of(group)).many(&DROP_NOTE, &values)?, rows.len())
}

/// They change hands: whose, the row as it is to be, from which group and to which.
pub(super) fn hand(tx: &mut Tx<'_>, kind: Kind, (from, to): (Id, Id), rows: &Changes<'_, TookPart>) -> Result<(), Fault> {
    let statement = match kind {
        Kind::Signature => &SET_SIGNATURE,
        Kind::Attendance => &SET_ATTENDANCE,
        Kind::Submission => &SET_SUBMISSION,
    };
    let values: Vec<[Val<'_>; 7]> = rows
        .iter()
        .map(|(identity, was, row)| {
            let (action, person) = ((&row.action).into(), (&row.person).into());
            [identity.into(), action, (&to).into(), person, row.sealed.as_ref().into(), (&from).into(), was.modified_at.into()]
        })
        .collect();
    all(tx.many(statement, &values)?, rows.len())
}

/// A foreign id names a record: key and record, sorted.
pub(super) type Identifier = ([u8; 16], Id);

pub(super) fn add_identifiers(tx: &mut Tx<'_>, group: Id, rows: &[Identifier]) -> Result<(), Fault> {
    let values: Vec<[Val<'_>; 3]> = rows.iter().map(|(key, record)| [key.into(), (&group).into(), record.into()]).collect();
    tx.many(&ADD_IDENTIFIER, &values).map(drop)
}

pub(super) fn drop_identifiers(tx: &mut Tx<'_>, rows: &[Identifier]) -> Result<(), Fault> {
    let values: Vec<[Val<'_>; 2]> = rows.iter().map(|(key, record)| [key.into(), record.into()]).collect();
    tx.many(&DROP_IDENTIFIER, &values).map(drop)
}
