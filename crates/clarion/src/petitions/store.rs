//! All SQL about petitions and signatures.

use super::sign::SignInput;
use super::{Petition, PetitionState, PetitionWords, SignatureKind, Target};
use crate::ids::Id;
use db::{Fault, Row, Tx, Val};
use seal::MatchingKey;
use std::collections::{BTreeMap, HashSet};

db::statements! {
    /// One petition.
    PETITION = "SELECT id, group_id, coalition_id, slug, name, origin_system, state, goal, opens_at, closes_at, time_zone,
        usual_signatures_per_minute, created_at, modified_at FROM petition WHERE id = $1";
    /// One petition by its address.
    PETITION_BY_SLUG = "SELECT id, group_id, coalition_id, slug, name, origin_system, state, goal, opens_at, closes_at, time_zone,
        usual_signatures_per_minute, created_at, modified_at FROM petition WHERE slug = $1";
    /// The newest petitions that can be signed, for the home page.
    NEWEST_PETITIONS = "SELECT id, group_id, coalition_id, slug, name, origin_system, state, goal, opens_at, closes_at, time_zone,
        usual_signatures_per_minute, created_at, modified_at FROM petition
        WHERE state = 'open' AND (opens_at IS NULL OR opens_at <= $1) AND (closes_at IS NULL OR closes_at > $1) ORDER BY id DESC LIMIT $2";
    /// A group's petitions, whatever their state, for its console.
    PETITIONS_OF_GROUP = "SELECT id, group_id, coalition_id, slug, name, origin_system, state, goal, opens_at, closes_at, time_zone,
        usual_signatures_per_minute, created_at, modified_at FROM petition WHERE group_id = $1 ORDER BY id DESC LIMIT $2";
    /// A group's petitions, those that can be signed.
    OPEN_OF_GROUP = "SELECT id, group_id, coalition_id, slug, name, origin_system, state, goal, opens_at, closes_at, time_zone,
        usual_signatures_per_minute, created_at, modified_at FROM petition
        WHERE group_id = $1 AND state = 'open' AND (opens_at IS NULL OR opens_at <= $2) AND (closes_at IS NULL OR closes_at > $2) ORDER BY id DESC LIMIT $3";
    /// A group's petitions, those whose day has passed, what closed last first.
    CLOSED_OF_GROUP = "SELECT id, group_id, coalition_id, slug, name, origin_system, state, goal, opens_at, closes_at, time_zone,
        usual_signatures_per_minute, created_at, modified_at FROM petition
        WHERE group_id = $1 AND state = 'open' AND closes_at <= $2 ORDER BY closes_at DESC, id DESC LIMIT $3";
    /// Petitions beside which a group stands on their pages, those that can be signed.
    OPEN_SPONSORED = "SELECT id, group_id, coalition_id, slug, name, origin_system, state, goal, opens_at, closes_at, time_zone,
        usual_signatures_per_minute, created_at, modified_at FROM petition
        WHERE id IN (SELECT petition_id FROM petition_sponsor WHERE group_id = $1) AND state = 'open' AND (opens_at IS NULL OR opens_at <= $2) AND (closes_at IS NULL OR closes_at > $2) ORDER BY id DESC LIMIT $3";
    /// A coalition's petitions, those that can be signed.
    OPEN_OF_COALITION = "SELECT id, group_id, coalition_id, slug, name, origin_system, state, goal, opens_at, closes_at, time_zone,
        usual_signatures_per_minute, created_at, modified_at FROM petition
        WHERE coalition_id = $1 AND state = 'open' AND (opens_at IS NULL OR opens_at <= $2) AND (closes_at IS NULL OR closes_at > $2) ORDER BY id DESC LIMIT $3";
    /// A coalition's petitions, those whose day has passed, what closed last first.
    CLOSED_OF_COALITION = "SELECT id, group_id, coalition_id, slug, name, origin_system, state, goal, opens_at, closes_at, time_zone,
        usual_signatures_per_minute, created_at, modified_at FROM petition
        WHERE coalition_id = $1 AND state = 'open' AND closes_at <= $2 ORDER BY closes_at DESC, id DESC LIMIT $3";
    /// The petitions that address an office, those that can be signed.
    OPEN_TO_OFFICE = "SELECT id, group_id, coalition_id, slug, name, origin_system, state, goal, opens_at, closes_at, time_zone,
        usual_signatures_per_minute, created_at, modified_at FROM petition
        WHERE id IN (SELECT petition_id FROM petition_target WHERE office_id = $1) AND state = 'open' AND (opens_at IS NULL OR opens_at <= $2) AND (closes_at IS NULL OR closes_at > $2) ORDER BY id DESC LIMIT $3";
    /// The petitions that address an office, those whose day has passed, what closed last first.
    CLOSED_TO_OFFICE = "SELECT id, group_id, coalition_id, slug, name, origin_system, state, goal, opens_at, closes_at, time_zone,
        usual_signatures_per_minute, created_at, modified_at FROM petition
        WHERE id IN (SELECT petition_id FROM petition_target WHERE office_id = $1) AND state = 'open' AND closes_at <= $2 ORDER BY closes_at DESC, id DESC LIMIT $3";
    /// Adds one.
    ADD_PETITION = "INSERT INTO petition (id, group_id, coalition_id, slug, name, origin_system, state, goal, opens_at, closes_at, time_zone,
        usual_signatures_per_minute, created_at, modified_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (slug) DO NOTHING";
    /// Changes the version that was read. Whether it is stopped is not said here.
    SET_PETITION = "UPDATE petition SET name = $2, goal = $3, opens_at = $4, closes_at = $5, time_zone = $6,
        usual_signatures_per_minute = $7, modified_at = $9 WHERE id = $1 AND modified_at = $8";
    /// Its words, its own language (the first written) first.
    WORDS = "SELECT lang, title, text_markdown, thanks_markdown FROM petition_words WHERE petition_id = $1 ORDER BY lang";
    /// Writes its words in one language.
    SET_WORDS = "INSERT INTO petition_words (petition_id, lang, title, text_markdown, thanks_markdown) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (petition_id, lang) DO UPDATE
        SET title = excluded.title, text_markdown = excluded.text_markdown, thanks_markdown = excluded.thanks_markdown";
    /// Its co-sponsors in order.
    SPONSORS = "SELECT group_id FROM petition_sponsor WHERE petition_id = $1 ORDER BY place";
    /// Adds a co-sponsor.
    ADD_SPONSOR = "INSERT INTO petition_sponsor (petition_id, group_id, place) VALUES ($1, $2, $3) ON CONFLICT (petition_id, group_id) DO NOTHING";
    /// Its targets in order.
    TARGETS = "SELECT office_id, name FROM petition_target WHERE petition_id = $1 ORDER BY place";
    /// Adds a target.
    ADD_TARGET = "INSERT INTO petition_target (petition_id, place, office_id, name) VALUES ($1, $2, $3, $4) ON CONFLICT (petition_id, place) DO NOTHING";
    /// Clears the targets before they are written anew.
    DROP_TARGETS = "DELETE FROM petition_target WHERE petition_id = $1";
    /// The once-only rule is this key.
    ADD_SIGNATURE = "INSERT INTO signature (identity_id, petition_id, id, group_id, person_id, kind, region, sealed, created_at, modified_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
        ON CONFLICT (identity_id, petition_id) DO NOTHING RETURNING identity_id, petition_id, id";
    /// The signature of somebody who had signed before.
    FIND_SIGNATURE = "SELECT identity_id, petition_id, id, kind, region FROM signature WHERE identity_id = $1 AND petition_id = $2";
    /// An asserted signature becomes a confirmed one, once.
    CONFIRM_SIGNATURE = "UPDATE signature SET kind = 1, modified_at = $3 WHERE identity_id = $1 AND petition_id = $2 AND kind <> 1
        RETURNING identity_id, petition_id";
    /// Raises a counter of this writer's stripe.
    RAISE_TALLY = "INSERT INTO tally (petition_id, kind, region, stripe, signatures) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (petition_id, kind, region, stripe) DO UPDATE SET signatures = tally.signatures + excluded.signatures";
    /// The counters of a petition over all stripes.
    TALLY = "SELECT kind, region, CAST(SUM(signatures) AS BIGINT) FROM tally WHERE petition_id = $1 GROUP BY kind, region ORDER BY kind, region";
    /// The rows themselves, for comparing.
    ROWS_BY_KIND = "SELECT kind, region, COUNT(*) FROM signature WHERE petition_id = $1 GROUP BY kind, region ORDER BY kind, region";
    /// Whether a mailbox has signed already, for the words of its mail.
    HAS_SIGNED = "SELECT k.matching_key, s.petition_id FROM identity_key k JOIN signature s ON s.identity_id = k.identity_id
        WHERE k.matching_key = $1 AND s.petition_id = $2 AND s.kind = 1";
}

fn petition_row(row: &Row<'_>) -> Result<Petition, Fault> {
    Ok(Petition {
        id: Id(row.id(0)?),
        group: Id(row.id(1)?),
        coalition: row.maybe_id(2)?.map(Id),
        slug: row.text(3)?,
        name: row.text(4)?,
        origin_system: row.text(5)?,
        state: PetitionState::of(&row.text(6)?)?,
        goal: row.int(7)?,
        opens_at: row.maybe_int(8)?,
        closes_at: row.maybe_int(9)?,
        time_zone: row.text(10)?,
        usual_signatures_per_minute: row.int(11)?,
        created_at: row.int(12)?,
        modified_at: row.int(13)?,
    })
}

pub(crate) fn petition(tx: &mut Tx<'_>, id: Id) -> Result<Option<Petition>, Fault> {
    tx.first(&PETITION, &[(&id).into()], petition_row)
}

pub(crate) fn petition_by_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Petition>, Fault> {
    tx.first(&PETITION_BY_SLUG, &[slug.into()], petition_row)
}

/// Those that can be signed now.
pub(crate) fn newest_petitions(tx: &mut Tx<'_>, now: i64, at_most: i64) -> Result<Vec<Petition>, Fault> {
    tx.rows(&NEWEST_PETITIONS, &[now.into(), at_most.into()], petition_row)
}

/// Whatever their state.
pub(crate) fn petitions_of_group(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<Petition>, Fault> {
    tx.rows(&PETITIONS_OF_GROUP, &[(&group).into(), at_most.into()], petition_row)
}

/// Whose lists show a petition.
#[derive(Clone, Copy)]
pub(crate) enum Shelf {
    Group(Id),
    Sponsor(Id),
    Coalition(Id),
    Office(Id),
}

/// Those that can be signed now, the newest first.
pub(crate) fn open_on(tx: &mut Tx<'_>, shelf: Shelf, now: i64, at_most: i64) -> Result<Vec<Petition>, Fault> {
    let (statement, id) = match shelf {
        Shelf::Group(id) => (&OPEN_OF_GROUP, id),
        Shelf::Sponsor(id) => (&OPEN_SPONSORED, id),
        Shelf::Coalition(id) => (&OPEN_OF_COALITION, id),
        Shelf::Office(id) => (&OPEN_TO_OFFICE, id),
    };
    tx.rows(statement, &[(&id).into(), now.into(), at_most.into()], petition_row)
}

/// Those whose day has passed, what closed last first; a co-sponsor's page lists none of them.
pub(crate) fn closed_on(tx: &mut Tx<'_>, shelf: Shelf, now: i64, at_most: i64) -> Result<Vec<Petition>, Fault> {
    let (statement, id) = match shelf {
        Shelf::Group(id) => (&CLOSED_OF_GROUP, id),
        Shelf::Coalition(id) => (&CLOSED_OF_COALITION, id),
        Shelf::Office(id) => (&CLOSED_TO_OFFICE, id),
        Shelf::Sponsor(_) => return Ok(Vec::new()),
    };
    tx.rows(statement, &[(&id).into(), now.into(), at_most.into()], petition_row)
}

/// Adds a petition; `false` where its slug is taken.
pub(crate) fn add_petition(tx: &mut Tx<'_>, petition: &Petition) -> Result<bool, Fault> {
    let params = [
        (&petition.id).into(),
        (&petition.group).into(),
        petition.coalition.as_ref().into(),
        (&petition.slug).into(),
        (&petition.name).into(),
        (&petition.origin_system).into(),
        petition.state.as_str().into(),
        petition.goal.into(),
        petition.opens_at.into(),
        petition.closes_at.into(),
        (&petition.time_zone).into(),
        petition.usual_signatures_per_minute.into(),
        petition.created_at.into(),
        petition.modified_at.into(),
    ];
    Ok(tx.run(&ADD_PETITION, &params)? == 1)
}

/// Changes a petition in the version that was read, which its last change names; `false` where somebody changed it since.
pub(crate) fn set_petition(tx: &mut Tx<'_>, petition: &Petition, changed_at: i64) -> Result<bool, Fault> {
    let params = [
        (&petition.id).into(),
        (&petition.name).into(),
        petition.goal.into(),
        petition.opens_at.into(),
        petition.closes_at.into(),
        (&petition.time_zone).into(),
        petition.usual_signatures_per_minute.into(),
        petition.modified_at.into(),
        changed_at.into(),
    ];
    Ok(tx.run(&SET_PETITION, &params)? == 1)
}

pub(crate) fn words(tx: &mut Tx<'_>, petition: Id) -> Result<Vec<PetitionWords>, Fault> {
    tx.rows(&WORDS, &[(&petition).into()], |row| {
        Ok(PetitionWords { lang: row.text(0)?, title: row.text(1)?, text: row.text(2)?, thanks: row.text(3)? })
    })
}

pub(crate) fn set_words(tx: &mut Tx<'_>, petition: Id, words: &PetitionWords) -> Result<u64, Fault> {
    tx.run(
        &SET_WORDS,
        &[(&petition).into(), (&words.lang).into(), (&words.title).into(), (&words.text).into(), (&words.thanks).into()],
    )
}

pub(crate) fn sponsors(tx: &mut Tx<'_>, petition: Id) -> Result<Vec<Id>, Fault> {
    tx.rows(&SPONSORS, &[(&petition).into()], |row| Ok(Id(row.id(0)?)))
}

pub(crate) fn add_sponsor(tx: &mut Tx<'_>, petition: Id, group: Id, place: i64) -> Result<u64, Fault> {
    tx.run(&ADD_SPONSOR, &[(&petition).into(), (&group).into(), place.into()])
}

pub(crate) fn targets(tx: &mut Tx<'_>, petition: Id) -> Result<Vec<Target>, Fault> {
    tx.rows(&TARGETS, &[(&petition).into()], |row| Ok(Target { office: row.maybe_id(0)?.map(Id), name: row.text(1)? }))
}

pub(crate) fn set_targets(tx: &mut Tx<'_>, petition: Id, targets: &[Target]) -> Result<(), Fault> {
    tx.run(&DROP_TARGETS, &[(&petition).into()])?;
    let rows: Vec<[Val<'_>; 4]> = targets
        .iter()
        .zip(0i64..)
        .map(|(target, place)| [(&petition).into(), place.into(), target.office.as_ref().into(), (&target.name).into()])
        .collect();
    tx.many(&ADD_TARGET, &rows)?;
    Ok(())
}

/// A signature to add, by somebody who was recognised.
pub(crate) struct NewSignature<'a> {
    pub(crate) identity: Id,
    pub(crate) person: Id,
    pub(crate) input: &'a SignInput,
}

/// Adds signatures (sorted, each once); calls back with identity, petition and id of each that is new.
pub(crate) fn add_signatures(
    tx: &mut Tx<'_>,
    signatures: &[NewSignature<'_>],
    mut added: impl FnMut(Id, Id, Id),
) -> Result<(), Fault> {
    let rows: Vec<[Val<'_>; 9]> = signatures
        .iter()
        .map(|row| {
            [
                (&row.identity).into(),
                (&row.input.petition).into(),
                (&row.input.signature).into(),
                (&row.input.person.group).into(),
                (&row.person).into(),
                Val::Int(row.input.kind as i64),
                (&row.input.person.coarse.region).into(),
                row.input.sealed_comment.as_ref().into(),
                row.input.signed_at.into(),
            ]
        })
        .collect();
    tx.many_rows(&ADD_SIGNATURE, &rows, |row| {
        added(Id(row.id(0)?), Id(row.id(1)?), Id(row.id(2)?));
        Ok(())
    })?;
    Ok(())
}

/// A signature that stood before.
pub(crate) struct FoundSignature {
    pub(crate) identity: Id,
    pub(crate) petition: Id,
    pub(crate) signature: Id,
    pub(crate) kind: SignatureKind,
    pub(crate) region: String,
}

pub(crate) fn find_signatures(tx: &mut Tx<'_>, wanted: &[NewSignature<'_>]) -> Result<Vec<FoundSignature>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = wanted.iter().map(|row| [(&row.identity).into(), (&row.input.petition).into()]).collect();
    let mut found = Vec::with_capacity(rows.len());
    tx.many_rows(&FIND_SIGNATURE, &rows, |row| {
        let kind = SignatureKind::of(row.int(3)?)?;
        let (identity, petition, signature) = (Id(row.id(0)?), Id(row.id(1)?), Id(row.id(2)?));
        found.push(FoundSignature { identity, petition, signature, kind, region: row.text(4)? });
        Ok(())
    })?;
    Ok(found)
}

/// Confirms asserted signatures; identity and petition of those that changed.
pub(crate) fn confirm_signatures(tx: &mut Tx<'_>, now: i64, found: &[&FoundSignature]) -> Result<HashSet<(Id, Id)>, Fault> {
    let rows: Vec<[Val<'_>; 3]> = found.iter().map(|row| [(&row.identity).into(), (&row.petition).into(), now.into()]).collect();
    let mut done = HashSet::new();
    tx.many_rows(&CONFIRM_SIGNATURE, &rows, |row| {
        done.insert((Id(row.id(0)?), Id(row.id(1)?)));
        Ok(())
    })?;
    Ok(done)
}

/// Raises counters: by petition, kind and region, in this writer's stripe.
pub(crate) fn raise_tallies(tx: &mut Tx<'_>, by: &BTreeMap<(Id, i64, &str), i64>) -> Result<(), Fault> {
    let stripe = tx.stripe();
    let rows: Vec<[Val<'_>; 5]> = by
        .iter()
        .filter(|(_, signatures)| **signatures != 0)
        .map(|((petition, kind, region), signatures)| {
            [petition.into(), (*kind).into(), (*region).into(), stripe.into(), (*signatures).into()]
        })
        .collect();
    tx.many(&RAISE_TALLY, &rows)?;
    Ok(())
}

/// One counter: kind, region, signatures.
pub(crate) type TallyRow = (SignatureKind, String, i64);

fn tally_row(row: &Row<'_>) -> Result<TallyRow, Fault> {
    Ok((SignatureKind::of(row.int(0)?)?, row.text(1)?, row.int(2)?))
}

pub(crate) fn tally(tx: &mut Tx<'_>, petition: Id) -> Result<Vec<TallyRow>, Fault> {
    tx.rows(&TALLY, &[(&petition).into()], tally_row)
}

pub(crate) fn rows_by_kind(tx: &mut Tx<'_>, petition: Id) -> Result<Vec<TallyRow>, Fault> {
    tx.rows(&ROWS_BY_KIND, &[(&petition).into()], tally_row)
}

/// Which of these mailboxes have signed already.
pub(crate) fn have_signed(tx: &mut Tx<'_>, wanted: &[(MatchingKey, Id)]) -> Result<HashSet<(MatchingKey, Id)>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = wanted.iter().map(|(key, petition)| [(&key.0).into(), petition.into()]).collect();
    let mut found = HashSet::new();
    tx.many_rows(&HAS_SIGNED, &rows, |row| {
        found.insert((MatchingKey(row.id(0)?), Id(row.id(1)?)));
        Ok(())
    })?;
    Ok(found)
}
