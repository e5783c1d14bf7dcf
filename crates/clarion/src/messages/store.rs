//! All SQL about sendings, their messages, and what people did to them.

use super::audience::Audience;
use super::calls::{Kind, NewMessage, Sending, State, WhyPaused};
use crate::ids::Id;
use db::{Fault, Row, Tx, Val};

db::statements! {
    ADD_SENDING = "INSERT INTO sending (id, coalition_id, plan_id, corrects_id, kind, is_drill, notice_code, state, version,
            failed_before, handed_over_before, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 1, 1, 0, 0, $8) ON CONFLICT (id) DO NOTHING";
    ADD_MESSAGE = "INSERT INTO message (id, sending_id, wave, audience, people, starts_at) VALUES ($1, $2, $3, $4, 0, $5)
        ON CONFLICT (id) DO NOTHING";
    ADD_WORDS = "INSERT INTO message_words (message_id, lang, subject, body) VALUES ($1, $2, $3, $4) ON CONFLICT (message_id, lang) DO NOTHING";
    SENDING = "SELECT id, coalition_id, plan_id, corrects_id, kind, is_drill, notice_code, state, version, paused_until, paused_by,
        why_paused, created_at, ended_at FROM sending WHERE id = $1";
    SENDINGS_OF = "SELECT id, coalition_id, plan_id, corrects_id, kind, is_drill, notice_code, state, version, paused_until, paused_by,
        why_paused, created_at, ended_at FROM sending WHERE coalition_id = $1 ORDER BY id DESC LIMIT $2";
    /// Whether a call of the coalition, or another word to its people, is on its way or held up.
    ON_ITS_WAY = "SELECT id FROM sending WHERE coalition_id = $1 AND NOT is_drill AND state IN (1, 2) LIMIT 1";
    /// The sendings that correct one.
    CORRECTIONS = "SELECT id, coalition_id, plan_id, corrects_id, kind, is_drill, notice_code, state, version, paused_until, paused_by,
        why_paused, created_at, ended_at FROM sending WHERE coalition_id = $1 AND corrects_id = $2 ORDER BY id";
    /// The newest drills of a plan.
    DRILLS_OF = "SELECT id, coalition_id, plan_id, corrects_id, kind, is_drill, notice_code, state, version, paused_until, paused_by,
        why_paused, created_at, ended_at FROM sending WHERE coalition_id = $1 AND plan_id = $2 AND is_drill ORDER BY id DESC LIMIT $3";
    MESSAGES = "SELECT id, wave, frozen_at, people, starts_at, first_at, ended_at FROM message WHERE sending_id = $1 ORDER BY wave";
    /// To whom the waves of a sending went.
    AUDIENCES = "SELECT audience FROM message WHERE sending_id = $1 ORDER BY wave";
    WORDS = "SELECT lang, subject, body FROM message_words WHERE message_id = $1";
    /// What became of the people of each wave so far.
    SUMS = "SELECT wave, CAST(SUM(handed_over) AS BIGINT), CAST(SUM(refused) AS BIGINT), CAST(SUM(in_doubt) AS BIGINT)
        FROM delivery_slice WHERE sending_id = $1 GROUP BY wave";
    TALLIES = "SELECT wave, tally FROM delivery_slice WHERE sending_id = $1";
    IN_DOUBT = "SELECT identity_id, message_id, group_id, noted_at FROM delivery WHERE sending_id = $1 AND state = 5
        ORDER BY identity_id LIMIT $2";
    STEERS = "SELECT group_id FROM membership WHERE coalition_id = $1 AND group_id = $2 AND role = 'steering'";
    COALITION_NAME = "SELECT c.name FROM sending s JOIN coalition c ON c.id = s.coalition_id WHERE s.id = $1";
    GROUPS_OF = "SELECT group_id FROM membership WHERE coalition_id = $1 ORDER BY group_id";

    // The powers. Each is one conditional UPDATE; the row is held until the transaction ends, so that two who act at once see each other.

    /// A group pauses, once in the life of a sending.
    PAUSE = "UPDATE sending SET paused_until = $3, paused_by = $2, why_paused = 1 WHERE id = $1 AND state = 1
        AND (paused_until IS NULL OR paused_until <= $4)
        AND NOT EXISTS (SELECT 1 FROM act WHERE act.sending_id = sending.id AND act.kind = 1 AND act.group_id = $2)";
    /// Another group confirms the pause, which then lapses no more.
    CONFIRM_PAUSE = "UPDATE sending SET state = 2, version = version + 1, paused_until = NULL WHERE id = $1 AND state = 1
        AND paused_until > $3 AND paused_by <> $2
        AND NOT EXISTS (SELECT 1 FROM act WHERE act.sending_id = sending.id AND act.kind = 1 AND act.group_id = $2)";
    /// The sending pauses itself.
    PAUSE_ITSELF = "UPDATE sending SET state = 2, version = version + 1, paused_until = NULL, paused_by = NULL, why_paused = $2
        WHERE id = $1 AND state = 1";
    /// Holds the sending in the version that somebody saw, for an act that needs two.
    HOLD = "UPDATE sending SET version = version WHERE id = $1 AND version = $2";
    ADD_ACT = "INSERT INTO act (id, sending_id, kind, round, group_id, account_id, words_hash, noted_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (sending_id, kind, round, group_id) DO NOTHING";
    /// A group says what it wants in this round, and may say something else until another agrees.
    SAY = "INSERT INTO act (id, sending_id, kind, round, group_id, account_id, words_hash, noted_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (sending_id, kind, round, group_id) DO UPDATE SET id = excluded.id,
            account_id = excluded.account_id, words_hash = excluded.words_hash, noted_at = excluded.noted_at";
    /// Who did the same in the same round over the same words.
    ACTS = "SELECT group_id, account_id FROM act WHERE sending_id = $1 AND kind = $2 AND round = $3 AND words_hash = $4";
    ALL_ACTS = "SELECT kind, round, group_id, account_id, words_hash, noted_at FROM act WHERE sending_id = $1 ORDER BY noted_at, id";
    FAILURES = "SELECT s.failed_before, s.handed_over_before,
            (SELECT CAST(SUM(failed) AS BIGINT) FROM delivery_slice d WHERE d.sending_id = s.id),
            (SELECT CAST(SUM(handed_over) AS BIGINT) FROM delivery_slice d WHERE d.sending_id = s.id)
        FROM sending s WHERE s.id = $1";
    RESUME = "UPDATE sending SET state = 1, version = version + 1, paused_until = NULL, paused_by = NULL, why_paused = NULL,
            failed_before = $4, handed_over_before = $5
        WHERE id = $1 AND version = $2 AND (state = 2 OR (state = 1 AND paused_until > $3))";
    STOP = "UPDATE sending SET state = 3, version = version + 1, paused_until = NULL, ended_at = $3
        WHERE id = $1 AND version = $2 AND state IN (1, 2)";
    /// It is another than the one that was seen, though it stands as it stood.
    MOVE_ON = "UPDATE sending SET version = version + 1 WHERE id = $1 AND version = $2";
    /// Nothing of it is left to do.
    END_MESSAGE = "UPDATE message SET ended_at = $2 WHERE id = $1 AND frozen_at IS NOT NULL AND ended_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM delivery_slice d WHERE d.message_id = message.id AND d.ended_at IS NULL)";
    END_SENDING = "UPDATE sending SET state = 4, ended_at = $2 WHERE id = $1 AND state = 1
        AND NOT EXISTS (SELECT 1 FROM message m WHERE m.sending_id = sending.id AND m.ended_at IS NULL)";
    /// Those that ended long ago and whose audiences are still there; not before a correction, whose first wave goes to whom they
    /// reached, has that wave frozen. From then on it needs them no more, however long it is paused.
    TO_FORGET = "SELECT s.id FROM sending s WHERE s.ended_at <= $1
        AND EXISTS (SELECT 1 FROM message m JOIN audience_slice a ON a.message_id = m.id WHERE m.sending_id = s.id)
        AND NOT EXISTS (SELECT 1 FROM sending c JOIN message r ON r.sending_id = c.id AND r.wave = 1
            WHERE c.coalition_id = s.coalition_id AND c.corrects_id = s.id AND c.ended_at IS NULL AND r.frozen_at IS NULL)
        ORDER BY s.id LIMIT $2";
}

pub(super) fn add(tx: &mut Tx<'_>, new: &NewMessage, now: i64) -> Result<(), Fault> {
    let (sending, id) = (Val::from(&new.sending), Val::from(&new.id));
    tx.run(
        &ADD_SENDING,
        &[
            sending,
            (&new.coalition).into(),
            new.plan.as_ref().into(),
            new.corrects.as_ref().into(),
            Val::Int(new.kind as i64),
            new.is_drill.into(),
            (&new.notice_code).into(),
            now.into(),
        ],
    )?;
    let audience = new.audience.to_text();
    tx.run(&ADD_MESSAGE, &[id, sending, new.wave.into(), (&audience).into(), new.starts_at.into()])?;
    let words: Vec<[Val<'_>; 4]> =
        new.words.iter().map(|words| [id, words.lang.code().into(), (&words.subject).into(), (&words.body).into()]).collect();
    tx.many(&ADD_WORDS, &words).map(drop)
}

fn sending_row(row: &Row<'_>) -> Result<Sending, Fault> {
    sending_at(row, 0)
}

/// A sending whose columns begin here in a row.
pub(super) fn sending_at(row: &Row<'_>, first: usize) -> Result<Sending, Fault> {
    Ok(Sending {
        id: Id(row.id(first)?),
        coalition: Id(row.id(first + 1)?),
        plan: row.maybe_id(first + 2)?.map(Id),
        corrects: row.maybe_id(first + 3)?.map(Id),
        kind: Kind::of(row.int(first + 4)?)?,
        is_drill: row.bool(first + 5)?,
        notice_code: row.text(first + 6)?,
        state: State::of(row.int(first + 7)?)?,
        version: row.int(first + 8)?,
        paused_until: row.maybe_int(first + 9)?,
        paused_by: row.maybe_id(first + 10)?.map(Id),
        why_paused: row.maybe_int(first + 11)?.map(WhyPaused::of).transpose()?,
        created_at: row.int(first + 12)?,
        ended_at: row.maybe_int(first + 13)?,
    })
}

pub(super) fn sending(tx: &mut Tx<'_>, id: Id) -> Result<Option<Sending>, Fault> {
    tx.first(&SENDING, &[(&id).into()], sending_row)
}

/// The newest sendings of a coalition.
pub(super) fn sendings_of(tx: &mut Tx<'_>, coalition: Id, at_most: i64) -> Result<Vec<Sending>, Fault> {
    tx.rows(&SENDINGS_OF, &[(&coalition).into(), at_most.into()], sending_row)
}

pub(super) fn is_on_its_way(tx: &mut Tx<'_>, coalition: Id) -> Result<bool, Fault> {
    Ok(tx.first(&ON_ITS_WAY, &[(&coalition).into()], |row| row.id(0))?.is_some())
}

pub(super) fn corrections(tx: &mut Tx<'_>, coalition: Id, sending: Id) -> Result<Vec<Sending>, Fault> {
    tx.rows(&CORRECTIONS, &[(&coalition).into(), (&sending).into()], sending_row)
}

pub(super) fn drills_of(tx: &mut Tx<'_>, coalition: Id, plan: Id, at_most: i64) -> Result<Vec<Sending>, Fault> {
    tx.rows(&DRILLS_OF, &[(&coalition).into(), (&plan).into(), at_most.into()], sending_row)
}

/// To whom the waves of a sending went, in their order.
pub(super) fn audiences(tx: &mut Tx<'_>, sending: Id) -> Result<Vec<Audience>, Fault> {
    let texts = tx.rows(&AUDIENCES, &[(&sending).into()], |row| row.text(0))?;
    texts.iter().map(|text| Audience::from_text(text)).collect()
}

/// A wave as it lies in the database.
#[derive(Clone, Debug)]
pub(super) struct MessageRow {
    pub(super) id: Id,
    pub(super) wave: i64,
    pub(super) frozen_at: Option<i64>,
    pub(super) people: i64,
    pub(super) starts_at: i64,
    pub(super) first_at: Option<i64>,
    pub(super) ended_at: Option<i64>,
}

pub(super) fn messages(tx: &mut Tx<'_>, sending: Id) -> Result<Vec<MessageRow>, Fault> {
    tx.rows(&MESSAGES, &[(&sending).into()], |row| {
        let (frozen_at, people) = (row.maybe_int(2)?, row.int(3)?);
        let (starts_at, first_at, ended_at) = (row.int(4)?, row.maybe_int(5)?, row.maybe_int(6)?);
        Ok(MessageRow { id: Id(row.id(0)?), wave: row.int(1)?, frozen_at, people, starts_at, first_at, ended_at })
    })
}

/// Language, subject and body.
pub(super) fn words(tx: &mut Tx<'_>, message: Id) -> Result<Vec<(String, String, String)>, Fault> {
    tx.rows(&WORDS, &[(&message).into()], |row| Ok((row.text(0)?, row.text(1)?, row.text(2)?)))
}

/// Wave, handed over, refused, in doubt.
pub(super) fn sums(tx: &mut Tx<'_>, sending: Id) -> Result<Vec<[i64; 4]>, Fault> {
    tx.rows(&SUMS, &[(&sending).into()], |row| Ok([row.int(0)?, row.int(1)?, row.int(2)?, row.int(3)?]))
}

pub(super) fn each_tally(tx: &mut Tx<'_>, sending: Id, mut each: impl FnMut(i64, &[u8]) -> Result<(), Fault>) -> Result<(), Fault> {
    tx.each(&TALLIES, &[(&sending).into()], |row| each(row.int(0)?, &row.bytes(1)?))
}

/// Who, of which message, from which group, since when.
pub(super) fn in_doubt(tx: &mut Tx<'_>, sending: Id, at_most: i64) -> Result<Vec<(Id, Id, Id, i64)>, Fault> {
    tx.rows(&IN_DOUBT, &[(&sending).into(), at_most.into()], |row| {
        Ok((Id(row.id(0)?), Id(row.id(1)?), Id(row.id(2)?), row.int(3)?))
    })
}

pub(super) fn steers(tx: &mut Tx<'_>, coalition: Id, group: Id) -> Result<bool, Fault> {
    Ok(tx.first(&STEERS, &[(&coalition).into(), (&group).into()], |row| row.id(0))?.is_some())
}

pub(super) fn coalition_name(tx: &mut Tx<'_>, sending: Id) -> Result<Option<String>, Fault> {
    tx.first(&COALITION_NAME, &[(&sending).into()], |row| row.text(0))
}

pub(super) fn groups_of(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<Id>, Fault> {
    tx.rows(&GROUPS_OF, &[(&coalition).into()], |row| Ok(Id(row.id(0)?)))
}

pub(super) fn pause(tx: &mut Tx<'_>, sending: Id, group: Id, until: i64, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&PAUSE, &[(&sending).into(), (&group).into(), until.into(), now.into()])? == 1)
}

pub(super) fn confirm_pause(tx: &mut Tx<'_>, sending: Id, group: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&CONFIRM_PAUSE, &[(&sending).into(), (&group).into(), now.into()])? == 1)
}

pub(super) fn pause_itself(tx: &mut Tx<'_>, sending: Id, why: WhyPaused) -> Result<bool, Fault> {
    Ok(tx.run(&PAUSE_ITSELF, &[(&sending).into(), Val::Int(why as i64)])? == 1)
}

pub(super) fn hold(tx: &mut Tx<'_>, sending: Id, version: i64) -> Result<bool, Fault> {
    Ok(tx.run(&HOLD, &[(&sending).into(), version.into()])? == 1)
}

/// Something that somebody did to a sending.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActRow {
    pub(super) kind: i64,
    pub(super) round: i64,
    pub(super) group: Id,
    pub(super) account: Id,
    pub(super) words_hash: [u8; 32],
    pub(super) noted_at: i64,
}

fn act_params<'a>(id: &'a Id, sending: &'a Id, act: &'a ActRow) -> [Val<'a>; 8] {
    let (group, account, words_hash) = ((&act.group).into(), (&act.account).into(), (&act.words_hash).into());
    [id.into(), sending.into(), act.kind.into(), act.round.into(), group, account, words_hash, act.noted_at.into()]
}

/// `false` where the group had done it in that round.
pub(super) fn add_act(tx: &mut Tx<'_>, id: Id, sending: Id, act: &ActRow) -> Result<bool, Fault> {
    Ok(tx.run(&ADD_ACT, &act_params(&id, &sending, act))? == 1)
}

/// Notes what a group wants in a round, in the place of what it wanted before.
pub(super) fn say(tx: &mut Tx<'_>, id: Id, sending: Id, act: &ActRow) -> Result<(), Fault> {
    tx.run(&SAY, &act_params(&id, &sending, act)).map(drop)
}

/// Group and account of everybody who did the same.
pub(super) fn acts(tx: &mut Tx<'_>, sending: Id, act: &ActRow) -> Result<Vec<(Id, Id)>, Fault> {
    let params = [(&sending).into(), act.kind.into(), act.round.into(), (&act.words_hash).into()];
    tx.rows(&ACTS, &params, |row| Ok((Id(row.id(0)?), Id(row.id(1)?))))
}

pub(super) fn all_acts(tx: &mut Tx<'_>, sending: Id) -> Result<Vec<ActRow>, Fault> {
    tx.rows(&ALL_ACTS, &[(&sending).into()], |row| {
        let words_hash = row.bytes(4)?.try_into().map_err(|_| Fault::bug("a hash of words has 32 bytes"))?;
        let (kind, round, noted_at) = (row.int(0)?, row.int(1)?, row.int(5)?);
        Ok(ActRow { kind, round, group: Id(row.id(2)?), account: Id(row.id(3)?), words_hash, noted_at })
    })
}

pub(super) fn resume(tx: &mut Tx<'_>, sending: Id, version: i64, now: i64) -> Result<bool, Fault> {
    let all = failures(tx, sending)?;
    let params = [(&sending).into(), version.into(), now.into(), all.failed.into(), all.handed_over.into()];
    Ok(tx.run(&RESUME, &params)? == 1)
}

/// Mails that failed, and that were handed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Failures {
    pub(super) failed: i64,
    pub(super) handed_over: i64,
    /// Of those, since two people last let the sending go on.
    pub(super) failed_since: i64,
    pub(super) handed_over_since: i64,
}

pub(super) fn failures(tx: &mut Tx<'_>, sending: Id) -> Result<Failures, Fault> {
    let read = |row: &Row<'_>| {
        let (failed, handed_over) = (row.maybe_int(2)?.unwrap_or(0), row.maybe_int(3)?.unwrap_or(0));
        let (failed_since, handed_over_since) = (failed - row.int(0)?, handed_over - row.int(1)?);
        Ok(Failures { failed, handed_over, failed_since, handed_over_since })
    };
    Ok(tx.first(&FAILURES, &[(&sending).into()], read)?.unwrap_or_default())
}

pub(super) fn stop(tx: &mut Tx<'_>, sending: Id, version: i64, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&STOP, &[(&sending).into(), version.into(), now.into()])? == 1)
}

pub(super) fn move_on(tx: &mut Tx<'_>, sending: Id, version: i64) -> Result<bool, Fault> {
    Ok(tx.run(&MOVE_ON, &[(&sending).into(), version.into()])? == 1)
}

/// Ends every message of a sending whose slices have all ended, and the sending with the last of them.
pub(super) fn end_all(tx: &mut Tx<'_>, sending: Id, now: i64) -> Result<(), Fault> {
    for message in messages(tx, sending)?.into_iter().filter(|message| message.ended_at.is_none()) {
        tx.run(&END_MESSAGE, &[(&message.id).into(), now.into()])?;
    }
    end_sending(tx, sending, now)
}

/// Ends a message whose slices have all ended, and its sending with the last of them.
pub(super) fn end(tx: &mut Tx<'_>, message: Id, sending: Id, now: i64) -> Result<(), Fault> {
    tx.run(&END_MESSAGE, &[(&message).into(), now.into()])?;
    end_sending(tx, sending, now)
}

/// Not while it is paused: whoever looks after it was resumed ends it.
fn end_sending(tx: &mut Tx<'_>, sending: Id, now: i64) -> Result<(), Fault> {
    tx.run(&END_SENDING, &[(&sending).into(), now.into()]).map(drop)
}

/// Sendings that ended until then and whose people are still known, in their order.
pub(super) fn to_forget(tx: &mut Tx<'_>, ended_until: i64, at_most: i64) -> Result<Vec<Id>, Fault> {
    tx.rows(&TO_FORGET, &[ended_until.into(), at_most.into()], |row| Ok(Id(row.id(0)?)))
}
