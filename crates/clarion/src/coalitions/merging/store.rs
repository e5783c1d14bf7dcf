//! All SQL of merges themselves: who agreed, how far the work is, what stood before, and where the work finds whom.

use super::{Merge, Numbers, Phase, State, Word};
use crate::ids::Id;
use crate::people::Scope;
use db::{Fault, Row, Tx, Val};

db::statements! {
    ADD = "INSERT INTO group_merge (id, former_id, survivor_id, state, asked_by_group, asked_by, asked_at, phase, cursor, slices, people_done)
        VALUES ($1, $2, $3, 'asked', $4, $5, $6, 0, $7, 0, 0) ON CONFLICT (id) DO NOTHING";
    MERGE = "SELECT id, former_id, survivor_id, state, asked_by_group, asked_by, asked_at, agreed_by, agreed_at, former_people, survivor_people,
        both_people, stricter, texts_ending, counted_at, began_at, phase, cursor, people_done, merged_at, part_word_group, part_word_by,
        part_word_at, parted_at FROM group_merge WHERE id = $1";
    /// All in which a group has a part, the newest first.
    MERGES_OF = "SELECT id, former_id, survivor_id, state, asked_by_group, asked_by, asked_at, agreed_by, agreed_at, former_people, survivor_people,
        both_people, stricter, texts_ending, counted_at, began_at, phase, cursor, people_done, merged_at, part_word_group, part_word_by,
        part_word_at, parted_at FROM group_merge WHERE former_id = $1 OR survivor_id = $1 ORDER BY id DESC LIMIT $2";
    /// Where a group went.
    SURVIVOR = "SELECT survivor_id, id FROM group_merge WHERE former_id = $1 AND state IN ('running', 'merged', 'kept') LIMIT 1";
    /// Merges that move people of a group, or could still be taken apart.
    LIVE = "SELECT id, former_id, survivor_id FROM group_merge WHERE (former_id = $1 OR survivor_id = $1) AND state IN ('running', 'merged', 'parting')
        ORDER BY id LIMIT 1";
    /// Whether people of a group are on the move.
    MOVING = "SELECT id FROM group_merge WHERE (former_id = $1 OR survivor_id = $1) AND state IN ('running', 'parting') LIMIT 1";
    AGREE = "UPDATE group_merge SET state = 'agreed', agreed_by = $2, agreed_at = $3 WHERE id = $1 AND state = 'asked'";
    WITHDRAW = "UPDATE group_merge SET state = 'withdrawn' WHERE id = $1 AND state IN ('asked', 'agreed')";
    COUNTED = "UPDATE group_merge SET former_people = $2, survivor_people = $3, both_people = $4, stricter = $5, texts_ending = $6, counted_at = $7
        WHERE id = $1 AND state = 'agreed'";
    START = "UPDATE group_merge SET state = 'running', started_by = $2, began_at = $3, phase = 0, cursor = $4, people_done = 0
        WHERE id = $1 AND state = 'agreed' AND counted_at IS NOT NULL";
    /// The first word for taking it apart; the second word, of the other group, starts it.
    WANT_APART = "UPDATE group_merge SET part_word_group = $2, part_word_by = $3, part_word_at = $4 WHERE id = $1 AND state = 'merged'
        AND part_word_group IS NULL AND merged_at > $5";
    STAY_TOGETHER = "UPDATE group_merge SET part_word_group = NULL, part_word_by = NULL, part_word_at = NULL WHERE id = $1 AND state = 'merged'
        AND part_word_group IS NOT NULL";
    START_PARTING = "UPDATE group_merge SET state = 'parting', phase = 0, cursor = $4, people_done = 0 WHERE id = $1 AND state = 'merged'
        AND part_word_group <> $2 AND part_word_by <> $3 AND merged_at > $5";
    /// Takes the merge's row: of two workers one waits, and then sees where the other came to.
    TAKE_TURN = "UPDATE group_merge SET slices = slices + 1 WHERE id = $1 AND state IN ('running', 'parting')";
    REACHED = "UPDATE group_merge SET phase = $2, cursor = $3, people_done = people_done + $4 WHERE id = $1";
    MERGED = "UPDATE group_merge SET state = 'merged', merged_at = $2 WHERE id = $1 AND state = 'running'";
    PARTED = "UPDATE group_merge SET state = 'parted', parted_at = $2 WHERE id = $1 AND state = 'parting'";
    /// Those whose 30 days are over.
    KEEP = "UPDATE group_merge SET state = 'kept' WHERE state = 'merged' AND merged_at <= $1 RETURNING survivor_id";
    KEPT = "SELECT id FROM group_merge WHERE state IN ('kept', 'parted') ORDER BY id DESC LIMIT $1";

    /// Consents lie by human, not by group: who said something to one group without being on its list is found by walking over all of
    /// them, some at a time; the others' are passed over.
    CONSENT_PAGE = "SELECT identity_id, group_id FROM consent WHERE identity_id > $1 ORDER BY identity_id LIMIT $2";
    SIGNATURE_PAGE = "SELECT id, identity_id, group_id FROM signature WHERE petition_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    ATTENDANCE_PAGE = "SELECT id, identity_id, group_id FROM attendance WHERE event_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    SUBMISSION_PAGE = "SELECT id, identity_id, group_id FROM submission WHERE form_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    STOP_PAGE = "SELECT matching_key, scope, kind, until, noted_at FROM suppression WHERE matching_key > $1 ORDER BY matching_key LIMIT $2";
    ADD_STOP = "INSERT INTO suppression (matching_key, scope, kind, until, noted_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (matching_key, scope, kind) DO UPDATE SET until = excluded.until
        WHERE suppression.until IS NOT NULL AND (excluded.until IS NULL OR excluded.until > suppression.until)
        RETURNING matching_key, kind, noted_at";
    NOTE_STOP = "INSERT INTO group_merge_stop (matching_key, merge_id, kind, noted_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (matching_key, merge_id, kind) DO NOTHING";
    STOPS_OF = "SELECT matching_key, kind, noted_at FROM group_merge_stop WHERE merge_id = $1 ORDER BY matching_key LIMIT $2";
    /// One that was not said again since.
    END_STOP = "DELETE FROM suppression WHERE matching_key = $1 AND scope = $2 AND kind = $3 AND noted_at = $4";
    FORGET_STOP = "DELETE FROM group_merge_stop WHERE matching_key = $1 AND merge_id = $2 AND kind = $3";

    /// The first image is the one that counts: what a second run of a slice sees is no longer what stood before.
    ADD_IMAGE = "INSERT INTO group_merge_image (identity_id, merge_id, image) VALUES ($1, $2, $3) ON CONFLICT (identity_id, merge_id) DO NOTHING";
    IMAGES_AFTER = "SELECT identity_id, image FROM group_merge_image WHERE merge_id = $1 AND identity_id > $2 ORDER BY identity_id LIMIT $3";
    HAS_IMAGE = "SELECT identity_id FROM group_merge_image WHERE identity_id = $1 AND merge_id = $2";
    DROP_IMAGE = "DELETE FROM group_merge_image WHERE identity_id = $1 AND merge_id = $2";
    ADD_TELLING = "INSERT INTO group_merge_telling (identity_id, group_id, merge_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    TELLINGS = "SELECT t.identity_id, t.group_id, g.name FROM group_merge_telling t CROSS JOIN group_merge m CROSS JOIN groups g
        WHERE t.identity_id = $1 AND t.group_id = $2 AND m.id = t.merge_id AND g.id = m.former_id";
    ANYBODY_TO_TELL = "SELECT identity_id FROM group_merge_telling LIMIT 1";
    TOLD = "DELETE FROM group_merge_telling WHERE identity_id = $1 AND group_id = $2";
    UNTELL = "DELETE FROM group_merge_telling WHERE identity_id = $1 AND merge_id = $2";
}

db::scoped_statements! {
    PEOPLE_OF = "SELECT id, identity_id, phone_identity_id FROM person WHERE group_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    COUNT_PAGE = "SELECT id, identity_id FROM person WHERE group_id = $1 AND id > $2 ORDER BY id LIMIT $3";
}

/// The row of a merge.
fn merge_row(row: &Row<'_>) -> Result<Merge, Fault> {
    let numbers = match row.maybe_int(14)? {
        None => None,
        Some(counted_at) => Some(Numbers {
            former: row.maybe_int(9)?.unwrap_or(0),
            survivor: row.maybe_int(10)?.unwrap_or(0),
            both: row.maybe_int(11)?.unwrap_or(0),
            stricter: row.maybe_int(12)?.unwrap_or(0),
            texts: row.maybe_int(13)?.unwrap_or(0),
            counted_at,
        }),
    };
    let apart = match (row.maybe_id(20)?, row.maybe_id(21)?) {
        (Some(group), Some(account)) => Some(Word { group: Id(group), account: Id(account) }),
        _ => None,
    };
    Ok(Merge {
        id: Id(row.id(0)?),
        former: Id(row.id(1)?),
        survivor: Id(row.id(2)?),
        state: State::of(&row.text(3)?)?,
        asked: Word { group: Id(row.id(4)?), account: Id(row.id(5)?) },
        asked_at: row.int(6)?,
        agreed_by: row.maybe_id(7)?.map(Id),
        numbers,
        began_at: row.maybe_int(15)?.unwrap_or(0),
        phase: Phase::of(row.int(16)?)?,
        cursor: row.bytes(17)?,
        people_done: row.int(18)?,
        merged_at: row.maybe_int(19)?,
        apart,
        parted_at: row.maybe_int(23)?,
    })
}

pub(super) fn add(tx: &mut Tx<'_>, id: Id, (former, survivor): (Id, Id), asked: Word, now: i64) -> Result<(), Fault> {
    let values: [Val<'_>; 7] = [
        (&id).into(),
        (&former).into(),
        (&survivor).into(),
        (&asked.group).into(),
        (&asked.account).into(),
        now.into(),
        (&[0u8; 0]).into(),
    ];
    tx.run(&ADD, &values).map(drop)
}

pub(super) fn merge(tx: &mut Tx<'_>, id: Id) -> Result<Option<Merge>, Fault> {
    tx.first(&MERGE, &[(&id).into()], merge_row)
}

pub(super) fn merges_of(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<Merge>, Fault> {
    tx.rows(&MERGES_OF, &[(&group).into(), at_most.into()], merge_row)
}

/// The survivor and the merge.
pub(super) fn survivor(tx: &mut Tx<'_>, group: Id) -> Result<Option<(Id, Id)>, Fault> {
    tx.first(&SURVIVOR, &[(&group).into()], |row| Ok((Id(row.id(0)?), Id(row.id(1)?))))
}

/// A merge that can still be taken apart, or runs: its id, former group, survivor.
pub(super) fn live(tx: &mut Tx<'_>, group: Id) -> Result<Option<(Id, Id, Id)>, Fault> {
    tx.first(&LIVE, &[(&group).into()], |row| Ok((Id(row.id(0)?), Id(row.id(1)?), Id(row.id(2)?))))
}

pub(super) fn is_moving(tx: &mut Tx<'_>, group: Id) -> Result<bool, Fault> {
    Ok(tx.first(&MOVING, &[(&group).into()], |row| row.id(0))?.is_some())
}

pub(super) fn agree(tx: &mut Tx<'_>, id: Id, account: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&AGREE, &[(&id).into(), (&account).into(), now.into()])? == 1)
}

pub(super) fn withdraw(tx: &mut Tx<'_>, id: Id) -> Result<bool, Fault> {
    Ok(tx.run(&WITHDRAW, &[(&id).into()])? == 1)
}

pub(super) fn counted(tx: &mut Tx<'_>, id: Id, numbers: &Numbers) -> Result<(), Fault> {
    let Numbers { former, survivor, both, stricter, texts, counted_at } = *numbers;
    let values = [(&id).into(), former.into(), survivor.into(), both.into(), stricter.into(), texts.into(), counted_at.into()];
    tx.run(&COUNTED, &values).map(drop)
}

pub(super) fn start(tx: &mut Tx<'_>, id: Id, account: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&START, &[(&id).into(), (&account).into(), now.into(), (&[0u8; 0]).into()])? == 1)
}

pub(super) fn want_apart(tx: &mut Tx<'_>, id: Id, word: Word, now: i64, merged_after: i64) -> Result<bool, Fault> {
    let values = [(&id).into(), (&word.group).into(), (&word.account).into(), now.into(), merged_after.into()];
    Ok(tx.run(&WANT_APART, &values)? == 1)
}

pub(super) fn stay_together(tx: &mut Tx<'_>, id: Id) -> Result<bool, Fault> {
    Ok(tx.run(&STAY_TOGETHER, &[(&id).into()])? == 1)
}

pub(super) fn start_parting(tx: &mut Tx<'_>, id: Id, word: Word, merged_after: i64) -> Result<bool, Fault> {
    let values = [(&id).into(), (&word.group).into(), (&word.account).into(), (&[0u8; 0]).into(), merged_after.into()];
    Ok(tx.run(&START_PARTING, &values)? == 1)
}

pub(super) fn take_turn(tx: &mut Tx<'_>, id: Id) -> Result<bool, Fault> {
    Ok(tx.run(&TAKE_TURN, &[(&id).into()])? == 1)
}

pub(super) fn reached(tx: &mut Tx<'_>, id: Id, phase: Phase, cursor: &[u8], people: i64) -> Result<(), Fault> {
    tx.run(&REACHED, &[(&id).into(), phase.code().into(), cursor.into(), people.into()]).map(drop)
}

pub(super) fn merged(tx: &mut Tx<'_>, id: Id, now: i64) -> Result<(), Fault> {
    tx.run(&MERGED, &[(&id).into(), now.into()]).map(drop)
}

pub(super) fn parted(tx: &mut Tx<'_>, id: Id, now: i64) -> Result<(), Fault> {
    tx.run(&PARTED, &[(&id).into(), now.into()]).map(drop)
}

/// Ends what can no longer be taken apart: the groups that are one with another for good now.
pub(super) fn keep(tx: &mut Tx<'_>, merged_until: i64) -> Result<Vec<Id>, Fault> {
    tx.rows(&KEEP, &[merged_until.into()], |row| Ok(Id(row.id(0)?)))
}

/// The newest merges that are over.
pub(super) fn over(tx: &mut Tx<'_>, at_most: i64) -> Result<Vec<Id>, Fault> {
    tx.rows(&KEPT, &[at_most.into()], |row| Ok(Id(row.id(0)?)))
}

/// Records of a group: their ids, and the humans that each is about.
pub(super) fn people_of(tx: &mut Tx<'_>, group: Id, after: Id, at_most: i64) -> Result<Vec<(Id, Vec<Id>)>, Fault> {
    tx.within(Scope::of(group)).rows(&PEOPLE_OF, &[(&after).into(), at_most.into()], |row| {
        let humans = [Some(row.id(1)?), row.maybe_id(2)?];
        Ok((Id(row.id(0)?), humans.into_iter().flatten().map(Id).collect()))
    })
}

/// The same without numbers, for counting.
pub(super) fn count_page(tx: &mut Tx<'_>, group: Id, after: Id, at_most: i64) -> Result<Vec<(Id, Id)>, Fault> {
    tx.within(Scope::of(group)).rows(&COUNT_PAGE, &[(&after).into(), at_most.into()], |row| Ok((Id(row.id(0)?), Id(row.id(1)?))))
}

/// Humans with a group to which they said something, of all groups, in the order of humans.
pub(super) fn consent_page(tx: &mut Tx<'_>, after: Id, at_most: i64) -> Result<Vec<(Id, Id)>, Fault> {
    tx.rows(&CONSENT_PAGE, &[(&after).into(), at_most.into()], |row| Ok((Id(row.id(0)?), Id(row.id(1)?))))
}

/// Signatures of a petition, answers to an event or a form, by the phase that moves them: id, human, group.
pub(super) fn act_page(tx: &mut Tx<'_>, phase: Phase, of: Id, after: Id, at_most: i64) -> Result<Vec<(Id, Id, Id)>, Fault> {
    let statement = match phase {
        Phase::Submissions => &SUBMISSION_PAGE,
        Phase::Attendances => &ATTENDANCE_PAGE,
        _ => &SIGNATURE_PAGE,
    };
    tx.rows(statement, &[(&of).into(), (&after).into(), at_most.into()], |row| Ok((Id(row.id(0)?), Id(row.id(1)?), Id(row.id(2)?))))
}

/// A stop: mailbox, scope, kind, until, noted.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    pub(super) key: [u8; 16],
    pub(super) scope: Id,
    pub(super) kind: i64,
    pub(super) until: Option<i64>,
    pub(super) noted_at: i64,
}

/// Stops of all groups, in the order of mailboxes.
pub(super) fn stop_page(tx: &mut Tx<'_>, after: [u8; 16], at_most: i64) -> Result<Vec<Stop>, Fault> {
    tx.rows(&STOP_PAGE, &[(&after).into(), at_most.into()], |row| {
        let (key, scope, kind) = (row.id(0)?, Id(row.id(1)?), row.int(2)?);
        Ok(Stop { key, scope, kind, until: row.maybe_int(3)?, noted_at: row.int(4)? })
    })
}

/// Stops that hold for a group, too; those of them that were new to it.
pub(super) fn add_stops(tx: &mut Tx<'_>, group: Id, stops: &[Stop]) -> Result<Vec<([u8; 16], i64, i64)>, Fault> {
    let rows: Vec<[Val<'_>; 5]> = stops
        .iter()
        .map(|stop| [(&stop.key).into(), (&group).into(), stop.kind.into(), stop.until.into(), stop.noted_at.into()])
        .collect();
    let mut new = Vec::new();
    tx.many_rows(&ADD_STOP, &rows, |row| {
        new.push((row.id(0)?, row.int(1)?, row.int(2)?));
        Ok(())
    })?;
    // One that stood already and now lasts longer keeps its date. It is the survivor's own, and stays when the groups part.
    new.retain(|(key, kind, noted_at)| stops.iter().any(|stop| (&stop.key, stop.kind, stop.noted_at) == (key, *kind, *noted_at)));
    Ok(new)
}

pub(super) fn note_stops(tx: &mut Tx<'_>, merge: Id, stops: &[([u8; 16], i64, i64)]) -> Result<(), Fault> {
    let rows: Vec<[Val<'_>; 4]> =
        stops.iter().map(|(key, kind, noted_at)| [key.into(), (&merge).into(), (*kind).into(), (*noted_at).into()]).collect();
    tx.many(&NOTE_STOP, &rows).map(drop)
}

/// Some of the stops that a merge brought to the survivor.
pub(super) fn stops_of(tx: &mut Tx<'_>, merge: Id, at_most: i64) -> Result<Vec<([u8; 16], i64, i64)>, Fault> {
    tx.rows(&STOPS_OF, &[(&merge).into(), at_most.into()], |row| Ok((row.id(0)?, row.int(1)?, row.int(2)?)))
}

pub(super) fn end_stops(tx: &mut Tx<'_>, survivor: Id, stops: &[([u8; 16], i64, i64)]) -> Result<(), Fault> {
    let rows: Vec<[Val<'_>; 4]> =
        stops.iter().map(|(key, kind, noted_at)| [key.into(), (&survivor).into(), (*kind).into(), (*noted_at).into()]).collect();
    tx.many(&END_STOP, &rows).map(drop)
}

pub(super) fn forget_stops(tx: &mut Tx<'_>, merge: Id, stops: &[([u8; 16], i64, i64)]) -> Result<(), Fault> {
    let rows: Vec<[Val<'_>; 3]> = stops.iter().map(|(key, kind, _)| [key.into(), (&merge).into(), (*kind).into()]).collect();
    tx.many(&FORGET_STOP, &rows).map(drop)
}

pub(super) fn add_images(tx: &mut Tx<'_>, merge: Id, images: &[(Id, Vec<u8>)]) -> Result<(), Fault> {
    let rows: Vec<[Val<'_>; 3]> = images.iter().map(|(identity, image)| [identity.into(), (&merge).into(), image.into()]).collect();
    tx.many(&ADD_IMAGE, &rows).map(drop)
}

pub(super) fn images_after(tx: &mut Tx<'_>, merge: Id, after: Id, at_most: i64) -> Result<Vec<(Id, Vec<u8>)>, Fault> {
    let params = [(&merge).into(), (&after).into(), at_most.into()];
    tx.rows(&IMAGES_AFTER, &params, |row| Ok((Id(row.id(0)?), row.bytes(1)?)))
}

/// Which of these humans have an image.
pub(super) fn which_have_images(tx: &mut Tx<'_>, merge: Id, identities: &[Id]) -> Result<Vec<Id>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = identities.iter().map(|identity| [identity.into(), (&merge).into()]).collect();
    let mut found = Vec::new();
    tx.many_rows(&HAS_IMAGE, &rows, |row| {
        found.push(Id(row.id(0)?));
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn drop_images(tx: &mut Tx<'_>, merge: Id, identities: &[Id]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 2]> = identities.iter().map(|identity| [identity.into(), (&merge).into()]).collect();
    tx.many(&DROP_IMAGE, &rows)
}

/// What was kept of one human goes.
pub(super) fn forget_image(tx: &mut Tx<'_>, identity: Id, merge: Id) -> Result<u64, Fault> {
    tx.run(&DROP_IMAGE, &[(&identity).into(), (&merge).into()])
}

/// A human is erased: nothing brings them back.
pub(super) fn forget_human(tx: &mut Tx<'_>, identity: Id, merge: Id) -> Result<(), Fault> {
    forget_image(tx, identity, merge)?;
    tx.run(&UNTELL, &[(&identity).into(), (&merge).into()]).map(drop)
}

pub(super) fn add_tellings(tx: &mut Tx<'_>, merge: Id, survivor: Id, identities: &[Id]) -> Result<(), Fault> {
    let rows: Vec<[Val<'_>; 3]> =
        identities.iter().map(|identity| [identity.into(), (&survivor).into(), (&merge).into()]).collect();
    tx.many(&ADD_TELLING, &rows).map(drop)
}

pub(super) fn untell(tx: &mut Tx<'_>, merge: Id, identities: &[Id]) -> Result<(), Fault> {
    let rows: Vec<[Val<'_>; 2]> = identities.iter().map(|identity| [identity.into(), (&merge).into()]).collect();
    tx.many(&UNTELL, &rows).map(drop)
}

/// Human, group and the name of the former group, for each of these that was not told.
pub(super) fn tellings(tx: &mut Tx<'_>, wanted: &[(Id, Id)]) -> Result<Vec<(Id, Id, String)>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = wanted.iter().map(|(identity, group)| [identity.into(), group.into()]).collect();
    let mut found = Vec::new();
    tx.many_rows(&TELLINGS, &rows, |row| {
        found.push((Id(row.id(0)?), Id(row.id(1)?), row.text(2)?));
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn is_telling(tx: &mut Tx<'_>) -> Result<bool, Fault> {
    Ok(tx.first(&ANYBODY_TO_TELL, &[], |row| row.id(0))?.is_some())
}

pub(super) fn told(tx: &mut Tx<'_>, told: &[(Id, Id)]) -> Result<(), Fault> {
    let rows: Vec<[Val<'_>; 2]> = told.iter().map(|(identity, group)| [identity.into(), group.into()]).collect();
    tx.many(&TOLD, &rows).map(drop)
}
