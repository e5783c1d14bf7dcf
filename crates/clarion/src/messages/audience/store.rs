//! All SQL that chooses audiences, and that keeps them frozen.
//!
//! A leaf is read in pages along its table's key, so that an audience of a million people never lies in memory. `CROSS JOIN` keeps
//! SQLite at that order; PostgreSQL reads it like any join.

use super::entry::{self, Entry, Ground};
use super::leaf::Standing;
use crate::ids::Id;
use db::{Fault, Row, Tx, Val};

db::statements! {
    /// Consents to calls of the coalition, by e-mail, with the ZIP that the group knows.
    CALL_CONSENTS = "SELECT c.identity_id, c.group_id, c.group_id, c.noted_at, p.zip
        FROM consent c CROSS JOIN membership m CROSS JOIN person p
        WHERE (c.identity_id, c.group_id) > ($2, $3) AND c.channel = 1 AND c.purpose = 2 AND c.status IN (1, 2)
        AND m.coalition_id = $1 AND m.group_id = c.group_id AND p.identity_id = c.identity_id AND p.group_id = c.group_id
        ORDER BY c.identity_id, c.group_id LIMIT $4";
    /// Whom a sending reached, or may have reached: handed over, in doubt, and what is in the relay's hands at this instant.
    REACHED = "SELECT identity_id, sending_id, group_id, noted_at, '' FROM delivery
        WHERE (identity_id, sending_id) > ($2, $3) AND sending_id = $1 AND state IN (2, 3, 5)
        ORDER BY identity_id, sending_id LIMIT $4";
    /// Who hosts an event that was vetted.
    HOSTS = "SELECT host_identity_id, id, group_id, created_at, zip FROM event
        WHERE (host_identity_id, id) > ($2, $3) AND coalition_id = $1 AND vetted_at IS NOT NULL AND state <> 'cancelled'
        ORDER BY host_identity_id, id LIMIT $4";
    /// Who comes to an event if it is called, or waits for a place.
    RSVPS = "SELECT a.identity_id, a.event_id, a.group_id, a.created_at, e.zip FROM attendance a CROSS JOIN event e
        WHERE (a.identity_id, a.event_id) > ($2, $3) AND a.response IN (1, 2)
        AND e.id = a.event_id AND e.coalition_id = $1 AND e.state <> 'cancelled'
        ORDER BY a.identity_id, a.event_id LIMIT $4";
    /// The newest action of a human with a group.
    NEWEST_ACTION = "SELECT identity_id, group_id, MAX(created_at) FROM signature
        WHERE identity_id = $1 AND group_id = $2 GROUP BY identity_id, group_id";
    /// The first wave that is not frozen yet.
    NEXT_WAVE = "SELECT id, starts_at FROM message WHERE sending_id = $1 AND frozen_at IS NULL ORDER BY wave LIMIT 1";
    /// The earlier waves of a sending, and whether each is frozen.
    EARLIER_WAVES = "SELECT id, frozen_at FROM message WHERE sending_id = $1 AND wave < $2 ORDER BY wave";
    /// One frozen slice.
    SLICE = "SELECT entries FROM audience_slice WHERE message_id = $1 AND number = $2";
    /// A message whose audience is to be frozen.
    TO_FREEZE = "SELECT m.sending_id, m.wave, m.audience, m.starts_at, m.frozen_at, s.coalition_id, s.is_drill
        FROM message m JOIN sending s ON s.id = m.sending_id WHERE m.id = $1";
    /// Whoever comes last freezes; what another had begun is void.
    BEGIN_FREEZING = "UPDATE message SET freezer = $2 WHERE id = $1 AND frozen_at IS NULL";
    /// Whether it is still this one that freezes, held until the transaction ends.
    KEEP_FREEZING = "UPDATE message SET people = $3 WHERE id = $1 AND freezer = $2 AND frozen_at IS NULL";
    /// What another had begun.
    DROP_ENTRIES = "DELETE FROM audience_slice WHERE message_id = $1";
    DROP_SLICES = "DELETE FROM delivery_slice WHERE message_id = $1";
    ADD_ENTRIES = "INSERT INTO audience_slice (message_id, number, entries) VALUES ($1, $2, $3) ON CONFLICT (message_id, number) DO NOTHING";
    ENTRIES_OF_SENDING = "SELECT a.message_id, a.number FROM message m JOIN audience_slice a ON a.message_id = m.id
        WHERE m.sending_id = $1 ORDER BY a.message_id, a.number LIMIT $2";
    DROP_SLICE_OF_ENTRIES = "DELETE FROM audience_slice WHERE message_id = $1 AND number = $2";
    /// Nobody may lease it before the audience is frozen: `$6` is far away.
    ADD_SLICE = "INSERT INTO delivery_slice (message_id, number, sending_id, wave, people, next, on_the_way, held, tally,
            handed_over, refused, in_doubt, failed, step, lease_until, due_at)
        VALUES ($1, $2, $3, $4, $5, 0, $7, $7, $7, 0, 0, 0, 0, 0, $6, 0) ON CONFLICT (message_id, number) DO NOTHING";
    /// Now it may be leased.
    OPEN_SLICES = "UPDATE delivery_slice SET lease_until = 0 WHERE message_id = $1 AND worker IS NULL";
    /// Frozen: from now on its audience and their number stand. Without people it has ended.
    FROZEN = "UPDATE message SET frozen_at = $3, people = $4, ended_at = $5 WHERE id = $1 AND freezer = $2 AND frozen_at IS NULL";
}

/// One page of a leaf: those after the mark (the human, and the second column of the table's key), at most so many rows.
pub(super) fn page(
    tx: &mut Tx<'_>,
    ground: Ground,
    of: Id,
    after: (Id, Id),
    rows_max: i64,
    each: &mut dyn FnMut((Id, Id), Standing),
) -> Result<usize, Fault> {
    let statement = match ground {
        Ground::Calls => &CALL_CONSENTS,
        Ground::Reached => &REACHED,
        Ground::Hosts => &HOSTS,
        Ground::Rsvps => &RSVPS,
    };
    let mut rows = 0;
    tx.each(statement, &[(&of).into(), (&after.0).into(), (&after.1).into(), rows_max.into()], |row| {
        rows += 1;
        let standing = Standing { group: Id(row.id(2)?), since: row.int(3)?, zip: row.text(4)?, ground };
        each((Id(row.id(0)?), Id(row.id(1)?)), standing);
        Ok(())
    })?;
    Ok(rows)
}

/// For each human and group, when the newest action was; who did nothing is left out.
pub(super) fn newest_actions(tx: &mut Tx<'_>, wanted: &[(Id, Id)]) -> Result<Vec<(Id, Id, i64)>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = wanted.iter().map(|(identity, group)| [identity.into(), group.into()]).collect();
    let mut found = Vec::with_capacity(wanted.len());
    tx.many_rows(&NEWEST_ACTION, &rows, |row| {
        found.push((Id(row.id(0)?), Id(row.id(1)?), row.int(2)?));
        Ok(())
    })?;
    Ok(found)
}

/// The earlier waves of a sending: message, and whether it is frozen.
pub(super) fn earlier_waves(tx: &mut Tx<'_>, sending: Id, wave: i64) -> Result<Vec<(Id, bool)>, Fault> {
    tx.rows(&EARLIER_WAVES, &[(&sending).into(), wave.into()], |row| Ok((Id(row.id(0)?), row.maybe_int(1)?.is_some())))
}

/// The first wave that is not frozen yet, and when it starts.
pub(super) fn next_wave(tx: &mut Tx<'_>, sending: Id) -> Result<Option<(Id, i64)>, Fault> {
    tx.first(&NEXT_WAVE, &[(&sending).into()], |row| Ok((Id(row.id(0)?), row.int(1)?)))
}

/// One frozen slice; `None` after the last.
pub(super) fn slice(tx: &mut Tx<'_>, message: Id, number: i64) -> Result<Option<Vec<Entry>>, Fault> {
    let read = |row: &Row<'_>| row.bytes(0);
    tx.first(&SLICE, &[(&message).into(), number.into()], read)?.map(|bytes| entry::from_bytes(&bytes)).transpose()
}

/// A message before its audience is frozen.
#[derive(Clone, Debug)]
pub(super) struct ToFreeze {
    pub(super) sending: Id,
    pub(super) wave: i64,
    pub(super) audience: String,
    pub(super) starts_at: i64,
    pub(super) is_frozen: bool,
    pub(super) coalition: Id,
    pub(super) is_drill: bool,
}

pub(super) fn to_freeze(tx: &mut Tx<'_>, message: Id) -> Result<Option<ToFreeze>, Fault> {
    tx.first(&TO_FREEZE, &[(&message).into()], |row| {
        Ok(ToFreeze {
            sending: Id(row.id(0)?),
            wave: row.int(1)?,
            audience: row.text(2)?,
            starts_at: row.int(3)?,
            is_frozen: row.maybe_int(4)?.is_some(),
            coalition: Id(row.id(5)?),
            is_drill: row.bool(6)?,
        })
    })
}

/// Takes the freezing over; `false` where it is done. What another had begun is gone.
pub(super) fn begin_freezing(tx: &mut Tx<'_>, message: Id, freezer: &[u8; 16]) -> Result<bool, Fault> {
    if tx.run(&BEGIN_FREEZING, &[(&message).into(), freezer.into()])? == 0 {
        return Ok(false);
    }
    tx.run(&DROP_ENTRIES, &[(&message).into()])?;
    tx.run(&DROP_SLICES, &[(&message).into()])?;
    Ok(true)
}

/// Far after any clock: a lease that nobody can outlive.
const NEVER: i64 = i64::MAX;

/// Keeps slices; `false` where another has taken the freezing over.
pub(super) fn keep_slices(
    tx: &mut Tx<'_>,
    message: Id,
    freezer: &[u8; 16],
    about: &ToFreeze,
    slices: &[(i64, i64, Vec<u8>)],
) -> Result<bool, Fault> {
    let people: i64 = slices.iter().map(|(_, people, _)| people).sum();
    if tx.run(&KEEP_FREEZING, &[(&message).into(), freezer.into(), people.into()])? == 0 {
        return Ok(false);
    }
    let entries: Vec<[Val<'_>; 3]> =
        slices.iter().map(|(number, _, bytes)| [(&message).into(), (*number).into(), bytes.into()]).collect();
    tx.many(&ADD_ENTRIES, &entries)?;
    let nothing: &[u8] = &[];
    let rows: Vec<[Val<'_>; 7]> = slices
        .iter()
        .map(|(number, people, _)| {
            let (sending, wave) = (Val::from(&about.sending), Val::from(about.wave));
            [(&message).into(), (*number).into(), sending, wave, (*people).into(), NEVER.into(), nothing.into()]
        })
        .collect();
    tx.many(&ADD_SLICE, &rows)?;
    Ok(true)
}

/// The audience stands; `false` where another has taken the freezing over.
pub(super) fn frozen(tx: &mut Tx<'_>, message: Id, freezer: &[u8; 16], frozen_at: i64, people: i64) -> Result<bool, Fault> {
    let ended_at = (people == 0).then_some(frozen_at);
    let params = [(&message).into(), freezer.into(), frozen_at.into(), people.into(), ended_at.into()];
    if tx.run(&FROZEN, &params)? == 0 {
        return Ok(false);
    }
    tx.run(&OPEN_SLICES, &[(&message).into()])?;
    Ok(true)
}

/// Drops some frozen slices of a sending; how many.
pub(super) fn drop_some(tx: &mut Tx<'_>, sending: Id, at_most: i64) -> Result<u64, Fault> {
    let slices = tx.rows(&ENTRIES_OF_SENDING, &[(&sending).into(), at_most.into()], |row| Ok((Id(row.id(0)?), row.int(1)?)))?;
    let rows: Vec<[Val<'_>; 2]> = slices.iter().map(|(message, number)| [message.into(), (*number).into()]).collect();
    tx.many(&DROP_SLICE_OF_ENTRIES, &rows)
}
