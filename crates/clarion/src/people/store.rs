//! All SQL about people.

use super::{Coarse, PersonInput, Scope};
use crate::ids::Id;
use crate::osdi::marks::{self, Place};
use crate::osdi::range::Range;
use db::{Fault, Row, Tx, Val};
use seal::MatchingKey;

db::statements! {
    /// The key first: only who is already known has to be looked up.
    ADD_KEY = "INSERT INTO identity_key (matching_key, identity_id, proved_at) VALUES ($1, $2, $3)
        ON CONFLICT (matching_key) DO NOTHING RETURNING matching_key";
    /// Whose a key is, and whether it was proved.
    FIND_KEY = "SELECT matching_key, identity_id, proved_at FROM identity_key WHERE matching_key = $1";
    /// The first proof is kept.
    PROVE_KEY = "UPDATE identity_key SET proved_at = $2 WHERE matching_key = $1 AND proved_at IS NULL";
    /// Words are kept once.
    ADD_WORDS = "INSERT INTO consent_words (id, lang, words, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING";
    /// Stops mails to an address.
    SUPPRESS = "INSERT INTO suppression (matching_key, scope, kind, until, noted_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (matching_key, scope, kind) DO UPDATE SET until = excluded.until, noted_at = excluded.noted_at";
    /// What stands against writing to an address, for one group or for all.
    SUPPRESSED = "SELECT matching_key, kind FROM suppression
        WHERE matching_key = $1 AND (scope = $2 OR scope = $3) AND (until IS NULL OR until > $4)";
}

db::scoped_statements! {
    /// Whether a mailbox stopped this group. That it stopped everybody, no group learns.
    STOPPED_HERE = "SELECT matching_key FROM suppression WHERE scope = $1 AND matching_key = $2 AND (until IS NULL OR until > $3)";
    /// Once for each identity and group, by the primary key.
    ADD_PERSON = "INSERT INTO person (identity_id, group_id, id, phone_identity_id, sealed, country, region, zip, lang, created_at, modified_at)
        VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $10)
        ON CONFLICT (identity_id, group_id) DO NOTHING RETURNING identity_id, group_id";
    /// The record of a human in a group's list.
    FIND_PERSON = "SELECT identity_id, group_id, id, phone_identity_id, sealed, country, region, zip, lang, modified_at
        FROM person WHERE identity_id = $2 AND group_id = $1";
    /// The record of a number in a group's list, where the mailbox is not known.
    FIND_BY_PHONE = "SELECT phone_identity_id, group_id, identity_id FROM person WHERE phone_identity_id = $2 AND group_id = $1 ORDER BY id LIMIT 1";
    /// Changes a record unless somebody else changed it meanwhile.
    SET_PERSON = "UPDATE person SET sealed = $3, country = $4, region = $5, zip = $6, lang = $7, phone_identity_id = $8, modified_at = $9
        WHERE identity_id = $2 AND group_id = $1 AND modified_at = $10";
    /// Consent where nothing is known yet.
    ADD_CONSENT = "INSERT INTO consent (identity_id, group_id, channel, purpose, status, words_id, source, noted_at)
        VALUES ($2, $1, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (identity_id, group_id, channel, purpose) DO NOTHING";
    /// The human's own word replaces what was known, unless it says the same.
    SET_CONSENT = "INSERT INTO consent (identity_id, group_id, channel, purpose, status, words_id, source, noted_at)
        VALUES ($2, $1, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (identity_id, group_id, channel, purpose) DO UPDATE
        SET status = excluded.status, words_id = excluded.words_id, source = excluded.source, noted_at = excluded.noted_at
        WHERE consent.status <> excluded.status OR consent.words_id <> excluded.words_id";
    /// What a group says against writing to somebody stands where less stood: complained 5, left 3, came back 4, agreed 2 and 1.
    TIGHTEN_CONSENT = "INSERT INTO consent (identity_id, group_id, channel, purpose, status, words_id, source, noted_at)
        VALUES ($2, $1, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (identity_id, group_id, channel, purpose) DO UPDATE
        SET status = excluded.status, words_id = excluded.words_id, source = excluded.source, noted_at = excluded.noted_at
        WHERE CASE excluded.status WHEN 5 THEN 5 WHEN 3 THEN 4 WHEN 4 THEN 3 ELSE 1 END
            > CASE consent.status WHEN 5 THEN 5 WHEN 3 THEN 4 WHEN 4 THEN 3 ELSE 1 END";
    /// How a human stands towards calls of the coalition and mails about an action, by e-mail.
    CALL_CONSENTS = "SELECT identity_id, group_id, purpose, status FROM consent
        WHERE identity_id = $2 AND group_id = $1 AND channel = 1 AND purpose IN (2, 3)";
    /// One record of a group.
    PERSON_OF_GROUP = "SELECT identity_id, group_id, id, phone_identity_id, sealed, country, region, zip, lang, modified_at, created_at FROM person WHERE group_id = $1 AND id = $2";
    /// A page of a group's list.
    PEOPLE_PAGE = "SELECT identity_id, group_id, id, phone_identity_id, sealed, country, region, zip, lang, modified_at, created_at FROM person WHERE group_id = $1 AND id > $2 ORDER BY id LIMIT $3 OFFSET $4";
    /// The record so many places further, among those that are settled.
    PEOPLE_MARK = "SELECT id FROM person WHERE group_id = $1 AND id > $2 AND id < $3 ORDER BY id LIMIT 1 OFFSET $4";
    /// Who stands on a list after a record, without what is sealed.
    HUMANS_AFTER = "SELECT id, identity_id FROM person WHERE group_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    /// How many records stand after one. In order and with a limit, or PostgreSQL's generic plan reads the whole table.
    PEOPLE_AFTER = "SELECT COUNT(*) FROM (SELECT id FROM person WHERE group_id = $1 AND id > $2 ORDER BY id LIMIT $3) AS t";
    /// Who was made within a span of time: by id, which begins with the time, then exactly.
    PEOPLE_CREATED = "SELECT id FROM person WHERE group_id = $1 AND id >= $2 AND created_at >= $3 AND created_at < $4 ORDER BY id LIMIT $5";
    /// Whose record was changed since.
    PEOPLE_CHANGED = "SELECT id FROM person WHERE group_id = $1 AND modified_at >= $2 AND modified_at <> created_at ORDER BY modified_at LIMIT $3";
    /// As marks: which records were made after one, and which were changed since, with when.
    MARKS_MADE = "SELECT id, modified_at FROM person WHERE group_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    MARKS_CHANGED = "SELECT id, modified_at FROM person WHERE group_id = $1 AND modified_at >= $2 AND modified_at <> created_at ORDER BY modified_at LIMIT $3";
    /// Who lives in a state.
    PEOPLE_OF_REGION = "SELECT id FROM person WHERE group_id = $1 AND region = $2 ORDER BY id LIMIT $3";
    /// Who lives in a ZIP.
    PEOPLE_OF_ZIP = "SELECT id FROM person WHERE group_id = $1 AND zip = $2 ORDER BY id LIMIT $3";
    /// Whose mailbox or number it is, in a group's list.
    PEOPLE_OF_KEY = "SELECT p.id FROM identity_key k JOIN person p ON p.identity_id = k.identity_id AND p.group_id = $1 WHERE k.matching_key = $2";
    /// Whose number it is beside a mailbox.
    PEOPLE_OF_PHONE = "SELECT p.id FROM identity_key k JOIN person p ON p.phone_identity_id = k.identity_id AND p.group_id = $1 WHERE k.matching_key = $2";
    /// How news may be sent to somebody: channel, status.
    NEWS_CONSENTS = "SELECT identity_id, channel, status, noted_at FROM consent WHERE identity_id = $2 AND group_id = $1 AND purpose = 1";
    /// What a human allowed a group, with the words they saw.
    CONSENTS_OF = "SELECT c.channel, c.purpose, c.status, c.source, c.noted_at, COALESCE(w.words, '') FROM consent c
        LEFT JOIN consent_words w ON w.id = c.words_id WHERE c.identity_id = $2 AND c.group_id = $1 ORDER BY c.purpose, c.channel";
    /// What is known of a human's consents to a group.
    DROP_CONSENTS = "DELETE FROM consent WHERE identity_id = $2 AND group_id = $1";
    /// A foreign id of a record that is erased.
    DROP_IDENTIFIER = "DELETE FROM identifier WHERE group_id = $1 AND foreign_key = $2 AND record_id = $3";
    /// A page of a group's list, the newest first.
    PEOPLE_BEFORE = "SELECT identity_id, group_id, id, phone_identity_id, sealed, country, region, zip, lang, modified_at, created_at FROM person WHERE group_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    /// Takes a record out, to be put in again under another identity, or because another one took it in.
    DROP_PERSON = "DELETE FROM person WHERE identity_id = $2 AND group_id = $1 AND modified_at = $3";
    /// Puts it in again.
    PUT_PERSON = "INSERT INTO person (identity_id, group_id, id, phone_identity_id, sealed, country, region, zip, lang, created_at, modified_at)
        VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (identity_id, group_id) DO NOTHING";
    /// Since when somebody is a supporter who came from elsewhere.
    SET_CREATED = "UPDATE person SET created_at = $3 WHERE id = $2 AND group_id = $1 AND created_at > $3";
    /// Foreign ids are only ever added.
    ADD_IDENTIFIER = "INSERT INTO identifier (foreign_key, group_id, record_id) VALUES ($2, $1, $3) ON CONFLICT (foreign_key) DO NOTHING";
    /// How often somebody was taken out of the list.
    EPOCH = "SELECT epoch FROM list_epoch WHERE group_id = $1";
    RAISE_EPOCH = "INSERT INTO list_epoch (group_id, epoch) VALUES ($1, 1)
        ON CONFLICT (group_id) DO UPDATE SET epoch = list_epoch.epoch + 1";
    /// Whose a foreign id is.
    FIND_IDENTIFIER = "SELECT record_id FROM identifier WHERE foreign_key = $2 AND group_id = $1";
}

/// A record as it lies in the database.
pub(crate) struct PersonRow {
    pub(crate) identity: Id,
    pub(crate) group: Id,
    pub(crate) id: Id,
    pub(crate) phone_identity: Option<Id>,
    pub(crate) sealed: Vec<u8>,
    pub(crate) coarse: Coarse,
    pub(crate) modified_at: i64,
}

pub(crate) fn person_row(row: &Row<'_>) -> Result<PersonRow, Fault> {
    Ok(PersonRow {
        identity: Id(row.id(0)?),
        group: Id(row.id(1)?),
        id: Id(row.id(2)?),
        phone_identity: row.maybe_id(3)?.map(Id),
        sealed: row.bytes(4)?,
        coarse: Coarse { country: row.text(5)?, region: row.text(6)?, zip: row.text(7)?, lang: row.text(8)? },
        modified_at: row.int(9)?,
    })
}

/// A key with the identity it gets if it is new, and when it was proved if it was.
pub(crate) type KeyRow = (MatchingKey, Id, Option<i64>);

/// Adds keys (sorted, each once); calls back for each that was new.
pub(crate) fn add_keys(tx: &mut Tx<'_>, keys: &[KeyRow], mut added: impl FnMut(MatchingKey)) -> Result<(), Fault> {
    let rows: Vec<[Val<'_>; 3]> =
        keys.iter().map(|(key, identity, proved_at)| [(&key.0).into(), identity.into(), (*proved_at).into()]).collect();
    tx.many_rows(&ADD_KEY, &rows, |row| {
        added(MatchingKey(row.id(0)?));
        Ok(())
    })?;
    Ok(())
}

pub(crate) fn find_keys(tx: &mut Tx<'_>, keys: &[MatchingKey]) -> Result<Vec<KeyRow>, Fault> {
    let rows: Vec<[Val<'_>; 1]> = keys.iter().map(|key| [(&key.0).into()]).collect();
    let mut found = Vec::with_capacity(keys.len());
    tx.many_rows(&FIND_KEY, &rows, |row| {
        found.push((MatchingKey(row.id(0)?), Id(row.id(1)?), row.maybe_int(2)?));
        Ok(())
    })?;
    Ok(found)
}

pub(crate) fn prove_keys(tx: &mut Tx<'_>, keys: &[(MatchingKey, i64)]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 2]> = keys.iter().map(|(key, at)| [(&key.0).into(), (*at).into()]).collect();
    tx.many(&PROVE_KEY, &rows)
}

/// A person to add, with what was found out about their keys.
pub(crate) struct NewPerson<'a> {
    pub(crate) identity: Id,
    pub(crate) phone_identity: Option<Id>,
    pub(crate) input: &'a PersonInput,
    pub(crate) sealed: &'a [u8],
    pub(crate) coarse: &'a Coarse,
}

/// Adds people (sorted, each once); calls back with identity and group of each that was new.
pub(crate) fn add_people(tx: &mut Tx<'_>, people: &[NewPerson<'_>], mut added: impl FnMut(Id, Id)) -> Result<(), Fault> {
    let rows: Vec<(Scope, [Val<'_>; 9])> = people
        .iter()
        .map(|person| {
            let values = [
                (&person.identity).into(),
                (&person.input.id).into(),
                person.phone_identity.as_ref().into(),
                person.sealed.into(),
                (&person.coarse.country).into(),
                (&person.coarse.region).into(),
                (&person.coarse.zip).into(),
                (&person.coarse.lang).into(),
                person.input.created_at.into(),
            ];
            (Scope::of(person.input.group), values)
        })
        .collect();
    tx.within_each(&ADD_PERSON, &rows, |row| {
        added(Id(row.id(0)?), Id(row.id(1)?));
        Ok(())
    })?;
    Ok(())
}

/// Humans as rows, each within the list of its group.
fn each_in_its_list(wanted: &[(Id, Id)]) -> Vec<(Scope, [Val<'_>; 1])> {
    wanted.iter().map(|(identity, group)| (Scope::of(*group), [identity.into()])).collect()
}

pub(crate) fn find_people(tx: &mut Tx<'_>, wanted: &[(Id, Id)]) -> Result<Vec<PersonRow>, Fault> {
    let rows = each_in_its_list(wanted);
    let mut found = Vec::with_capacity(wanted.len());
    tx.within_each(&FIND_PERSON, &rows, |row| {
        found.push(person_row(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// For each number and group that has a record: number's identity, group, and the record's own identity.
pub(crate) fn find_by_phone(tx: &mut Tx<'_>, wanted: &[(Id, Id)]) -> Result<Vec<(Id, Id, Id)>, Fault> {
    let rows = each_in_its_list(wanted);
    let mut found = Vec::new();
    tx.within_each(&FIND_BY_PHONE, &rows, |row| {
        found.push((Id(row.id(0)?), Id(row.id(1)?), Id(row.id(2)?)));
        Ok(())
    })?;
    Ok(found)
}

/// Writes changed records; fewer than asked means that somebody else changed one meanwhile.
pub(crate) fn set_people(tx: &mut Tx<'_>, changed: &[(PersonRow, i64)]) -> Result<u64, Fault> {
    let rows: Vec<(Scope, [Val<'_>; 9])> = changed
        .iter()
        .map(|(person, was_modified_at)| {
            let values = [
                (&person.identity).into(),
                (&person.sealed).into(),
                (&person.coarse.country).into(),
                (&person.coarse.region).into(),
                (&person.coarse.zip).into(),
                (&person.coarse.lang).into(),
                person.phone_identity.as_ref().into(),
                person.modified_at.into(),
                (*was_modified_at).into(),
            ];
            (Scope::of(person.group), values)
        })
        .collect();
    tx.within_each(&SET_PERSON, &rows, |_| Ok(()))
}

pub(crate) fn suppress(
    tx: &mut Tx<'_>,
    key: MatchingKey,
    scope: Id,
    kind: i64,
    until: Option<i64>,
    now: i64,
) -> Result<u64, Fault> {
    tx.run(&SUPPRESS, &[(&key.0).into(), (&scope).into(), kind.into(), until.into(), now.into()])
}

/// Which of these addresses must not be written to by their group now.
pub(crate) fn suppressed(tx: &mut Tx<'_>, wanted: &[(MatchingKey, Id)], now: i64) -> Result<Vec<(MatchingKey, i64)>, Fault> {
    let rows: Vec<[Val<'_>; 4]> =
        wanted.iter().map(|(key, group)| [(&key.0).into(), group.into(), (&Id::ZERO).into(), now.into()]).collect();
    let mut found = Vec::new();
    tx.many_rows(&SUPPRESSED, &rows, |row| {
        found.push((MatchingKey(row.id(0)?), row.int(1)?));
        Ok(())
    })?;
    Ok(found)
}

/// Which of these mailboxes stopped a group. That one stopped everybody, the group is not told.
pub(crate) fn stopped_here(tx: &mut Tx<'_>, group: Scope, keys: &[MatchingKey], now: i64) -> Result<Vec<MatchingKey>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = keys.iter().map(|key| [(&key.0).into(), now.into()]).collect();
    let mut found = Vec::new();
    tx.within(group).many_rows(&STOPPED_HERE, &rows, |row| {
        found.push(MatchingKey(row.id(0)?));
        Ok(())
    })?;
    Ok(found)
}

/// Calls back with identity, group, purpose and status of each consent that these humans gave these groups for their calls.
pub(crate) fn call_consents(tx: &mut Tx<'_>, wanted: &[(Id, Id)], mut each: impl FnMut(Id, Id, i64, i64)) -> Result<(), Fault> {
    let rows = each_in_its_list(wanted);
    tx.within_each(&CALL_CONSENTS, &rows, |row| {
        each(Id(row.id(0)?), Id(row.id(1)?), row.int(2)?, row.int(3)?);
        Ok(())
    })
    .map(drop)
}

/// A record with the date it was made.
pub(crate) struct DatedRow {
    pub(crate) row: PersonRow,
    pub(crate) created_at: i64,
}

fn dated_row(row: &Row<'_>) -> Result<DatedRow, Fault> {
    Ok(DatedRow { row: person_row(row)?, created_at: row.int(10)? })
}

/// One record of a group, by its id.
pub(crate) fn person_of_group(tx: &mut Tx<'_>, group: Scope, id: Id) -> Result<Option<DatedRow>, Fault> {
    tx.within(group).first(&PERSON_OF_GROUP, &[(&id).into()], dated_row)
}

/// Several, in no order.
pub(crate) fn people_of_group(tx: &mut Tx<'_>, group: Scope, ids: &[Id]) -> Result<Vec<DatedRow>, Fault> {
    let rows: Vec<[Val<'_>; 1]> = ids.iter().map(|id| [id.into()]).collect();
    let mut found = Vec::with_capacity(ids.len());
    tx.within(group).many_rows(&PERSON_OF_GROUP, &rows, |row| {
        found.push(dated_row(row)?);
        Ok(())
    })?;
    Ok(found)
}

pub(crate) fn people_page(tx: &mut Tx<'_>, group: Scope, place: Place, at_most: i64) -> Result<Vec<DatedRow>, Fault> {
    tx.within(group).rows(&PEOPLE_PAGE, &[(&place.after).into(), at_most.into(), place.skip.into()], dated_row)
}

pub(crate) fn people_mark(tx: &mut Tx<'_>, group: Scope, after: Id, before: Id, skip: i64) -> Result<Option<Id>, Fault> {
    tx.within(group).first(&PEOPLE_MARK, &[(&after).into(), (&before).into(), skip.into()], |row| Ok(Id(row.id(0)?)))
}

pub(crate) fn people_after(tx: &mut Tx<'_>, group: Scope, after: Id) -> Result<i64, Fault> {
    Ok(tx.within(group).first(&PEOPLE_AFTER, &[(&after).into(), marks::COUNTED_MAX.into()], |row| row.int(0))?.unwrap_or(0))
}

fn ids(tx: &mut Tx<'_>, group: Scope, statement: &'static db::Scoped, params: &[Val<'_>]) -> Result<Vec<Id>, Fault> {
    tx.within(group).rows(statement, params, |row| Ok(Id(row.id(0)?)))
}

/// Records after one, each with its human.
pub(crate) fn humans_after(tx: &mut Tx<'_>, group: Scope, after: Id, at_most: i64) -> Result<Vec<(Id, Id)>, Fault> {
    tx.within(group).rows(&HUMANS_AFTER, &[(&after).into(), at_most.into()], |row| Ok((Id(row.id(0)?), Id(row.id(1)?))))
}

/// Who was made within a span; sorted.
pub(crate) fn people_created(tx: &mut Tx<'_>, group: Scope, range: Range, at_most: i64) -> Result<Vec<Id>, Fault> {
    let first = marks::first_id(range.start);
    ids(tx, group, &PEOPLE_CREATED, &[(&first).into(), range.start.into(), range.end.into(), at_most.into()])
}

/// Whose record was changed from then on.
pub(crate) fn people_changed(tx: &mut Tx<'_>, group: Scope, since: i64, at_most: i64) -> Result<Vec<Id>, Fault> {
    ids(tx, group, &PEOPLE_CHANGED, &[since.into(), at_most.into()])
}

/// Records made after one, as id and when it was last changed.
pub(crate) fn marks_made(tx: &mut Tx<'_>, group: Scope, after: Id, at_most: i64) -> Result<Vec<(Id, i64)>, Fault> {
    tx.within(group).rows(&MARKS_MADE, &[(&after).into(), at_most.into()], |row| Ok((Id(row.id(0)?), row.int(1)?)))
}

/// Records changed since an instant, likewise, in the order of their changes.
pub(crate) fn marks_changed(tx: &mut Tx<'_>, group: Scope, since: i64, at_most: i64) -> Result<Vec<(Id, i64)>, Fault> {
    tx.within(group).rows(&MARKS_CHANGED, &[since.into(), at_most.into()], |row| Ok((Id(row.id(0)?), row.int(1)?)))
}

pub(crate) fn people_of_region(tx: &mut Tx<'_>, group: Scope, region: &str, at_most: i64) -> Result<Vec<Id>, Fault> {
    ids(tx, group, &PEOPLE_OF_REGION, &[region.into(), at_most.into()])
}

pub(crate) fn people_of_zip(tx: &mut Tx<'_>, group: Scope, zip: &str, at_most: i64) -> Result<Vec<Id>, Fault> {
    ids(tx, group, &PEOPLE_OF_ZIP, &[zip.into(), at_most.into()])
}

/// Whose mailbox or number it is: by a record's own identity, and by the number beside a mailbox.
pub(crate) fn people_of_key(tx: &mut Tx<'_>, group: Scope, key: MatchingKey) -> Result<Vec<Id>, Fault> {
    let params = [(&key.0).into()];
    let own = ids(tx, group, &PEOPLE_OF_KEY, &params)?;
    let mut found = own.clone();
    // Who has a number and no mailbox is known by it in both ways.
    let beside = ids(tx, group, &PEOPLE_OF_PHONE, &params)?;
    found.extend(beside.into_iter().filter(|id| !own.contains(id)));
    Ok(found)
}

/// A consent to news: whose, channel, status, when.
pub(crate) type NewsConsent = (Id, i64, i64, i64);

pub(crate) fn news_consents(tx: &mut Tx<'_>, group: Scope, identities: &[Id]) -> Result<Vec<NewsConsent>, Fault> {
    let rows: Vec<[Val<'_>; 1]> = identities.iter().map(|identity| [identity.into()]).collect();
    let mut found = Vec::new();
    tx.within(group).many_rows(&NEWS_CONSENTS, &rows, |row| {
        found.push((Id(row.id(0)?), row.int(1)?, row.int(2)?, row.int(3)?));
        Ok(())
    })?;
    Ok(found)
}

/// Takes a record out as it was read.
pub(crate) fn drop_person(tx: &mut Tx<'_>, row: &PersonRow) -> Result<bool, Fault> {
    let list = Scope::of(row.group);
    Ok(tx.within(list).run(&DROP_PERSON, &[(&row.identity).into(), row.modified_at.into()])? == 1)
}

/// Puts a record in under its identity; `false` where the group has one there.
pub(crate) fn put_person(tx: &mut Tx<'_>, row: &PersonRow, created_at: i64) -> Result<bool, Fault> {
    let params = [
        (&row.identity).into(),
        (&row.id).into(),
        row.phone_identity.as_ref().into(),
        (&row.sealed).into(),
        (&row.coarse.country).into(),
        (&row.coarse.region).into(),
        (&row.coarse.zip).into(),
        (&row.coarse.lang).into(),
        created_at.into(),
        row.modified_at.into(),
    ];
    Ok(tx.within(Scope::of(row.group)).run(&PUT_PERSON, &params)? == 1)
}

pub(crate) fn add_identifiers(tx: &mut Tx<'_>, group: Scope, record: Id, keys: &[[u8; 16]]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 2]> = keys.iter().map(|key| [key.into(), (&record).into()]).collect();
    tx.within(group).many(&ADD_IDENTIFIER, &rows)
}

pub(crate) fn add_identifiers_of_many(tx: &mut Tx<'_>, all: &[([u8; 16], Id, Id)]) -> Result<u64, Fault> {
    let rows: Vec<(Scope, [Val<'_>; 2])> =
        all.iter().map(|(key, group, record)| (Scope::of(*group), [key.into(), record.into()])).collect();
    tx.within_each(&ADD_IDENTIFIER, &rows, |_| Ok(()))
}

pub(crate) fn find_identifier(tx: &mut Tx<'_>, group: Scope, key: &[u8; 16]) -> Result<Option<Id>, Fault> {
    tx.within(group).first(&FIND_IDENTIFIER, &[key.into()], |row| Ok(Id(row.id(0)?)))
}

/// A page of a group's list before a record, the newest first.
pub(crate) fn people_before(tx: &mut Tx<'_>, group: Scope, before: Id, at_most: i64) -> Result<Vec<DatedRow>, Fault> {
    tx.within(group).rows(&PEOPLE_BEFORE, &[(&before).into(), at_most.into()], dated_row)
}

/// A consent as it lies in the database, with the words.
pub(crate) struct ConsentRow {
    pub(crate) channel: i64,
    pub(crate) purpose: i64,
    pub(crate) status: i64,
    pub(crate) source: String,
    pub(crate) noted_at: i64,
    pub(crate) words: String,
}

pub(crate) fn consents_of(tx: &mut Tx<'_>, group: Scope, identity: Id) -> Result<Vec<ConsentRow>, Fault> {
    tx.within(group).rows(&CONSENTS_OF, &[(&identity).into()], |row| {
        Ok(ConsentRow {
            channel: row.int(0)?,
            purpose: row.int(1)?,
            status: row.int(2)?,
            source: row.text(3)?,
            noted_at: row.int(4)?,
            words: row.text(5)?,
        })
    })
}

pub(crate) fn drop_consents(tx: &mut Tx<'_>, group: Scope, identity: Id) -> Result<u64, Fault> {
    tx.within(group).run(&DROP_CONSENTS, &[(&identity).into()])
}

pub(crate) fn drop_identifier(tx: &mut Tx<'_>, group: Scope, key: &[u8; 16], record: Id) -> Result<u64, Fault> {
    tx.within(group).run(&DROP_IDENTIFIER, &[key.into(), (&record).into()])
}

pub(crate) fn set_created(tx: &mut Tx<'_>, group: Scope, since: &[(Id, i64)]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 2]> = since.iter().map(|(record, at)| [record.into(), (*at).into()]).collect();
    tx.within(group).many(&SET_CREATED, &rows)
}

pub(crate) fn add_foreign(tx: &mut Tx<'_>, group: Scope, keys: &[([u8; 16], Id)]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 2]> = keys.iter().map(|(key, record)| [key.into(), record.into()]).collect();
    tx.within(group).many(&ADD_IDENTIFIER, &rows)
}

pub(crate) fn epoch(tx: &mut Tx<'_>, group: Scope) -> Result<i64, Fault> {
    Ok(tx.within(group).first(&EPOCH, &[], |row| row.int(0))?.unwrap_or(0))
}

pub(crate) fn raise_epoch(tx: &mut Tx<'_>, group: Scope) -> Result<(), Fault> {
    tx.within(group).run(&RAISE_EPOCH, &[]).map(drop)
}
