//! All SQL about how long a group keeps people: rules, looks, runs, and what the list says of those who stand on it.

use super::due::{Held, Since};
use super::{Example, Kind, Look, Rule, Run};
use crate::ids::Id;
use crate::people::Scope;
use db::{Fault, Row, Tx, Val};

db::statements! {
    RULES = "SELECT group_id, kind, id, months, account_id, announced, switched_on_at, takes_effect_at FROM retention_rule WHERE group_id = $1 ORDER BY kind";
    RULE = "SELECT group_id, kind, id, months, account_id, announced, switched_on_at, takes_effect_at FROM retention_rule WHERE group_id = $1 AND kind = $2";
    /// Those that do something today, whosever they are: what a worker has to do.
    DUE_RULES = "SELECT group_id, kind, id, months, account_id, announced, switched_on_at, takes_effect_at FROM retention_rule
        WHERE takes_effect_at <= $1 ORDER BY group_id, kind";
    /// Switches a rule on, or changes it. One of the same months stays as it is, with its wait.
    SWITCH_ON = "INSERT INTO retention_rule (group_id, kind, id, months, account_id, announced, switched_on_at, takes_effect_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (group_id, kind) DO UPDATE SET id = excluded.id, months = excluded.months, account_id = excluded.account_id,
        announced = excluded.announced, switched_on_at = excluded.switched_on_at, takes_effect_at = excluded.takes_effect_at
        WHERE retention_rule.months <> excluded.months";
    SWITCH_OFF = "DELETE FROM retention_rule WHERE group_id = $1 AND kind = $2";
    LOOK = "SELECT group_id, kind, id, months, asked_at, counted_at, today, in_30_days, in_90_days, people, examples FROM retention_look
        WHERE group_id = $1 AND kind = $2";
    /// A newer look takes the older one's place.
    ASK_LOOK = "INSERT INTO retention_look (group_id, kind, id, months, asked_at, counted_at, today, in_30_days, in_90_days, people, examples)
        VALUES ($1, $2, $3, $4, $5, NULL, 0, 0, 0, 0, $6)
        ON CONFLICT (group_id, kind) DO UPDATE SET id = excluded.id, months = excluded.months, asked_at = excluded.asked_at,
        counted_at = NULL, today = 0, in_30_days = 0, in_90_days = 0, people = 0, examples = excluded.examples
        WHERE retention_look.id <> excluded.id";
    /// What was counted, unless another look was asked for meanwhile.
    COUNTED = "UPDATE retention_look SET counted_at = $4, today = $5, in_30_days = $6, in_90_days = $7, people = $8, examples = $9
        WHERE group_id = $1 AND kind = $2 AND id = $3 AND counted_at IS NULL";
    DROP_LOOKS = "DELETE FROM retention_look WHERE asked_at < $1";
    BEGIN_RUN = "INSERT INTO retention_run (group_id, kind, day, rule_id, months, reached, touched, began_at, ended_at, ended)
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7, NULL, '') ON CONFLICT (group_id, kind, day) DO NOTHING";
    /// How far a run has come, and how many it touched; no row where it has ended.
    RUNNING = "SELECT reached, touched FROM retention_run WHERE group_id = $1 AND kind = $2 AND day = $3 AND rule_id = $4 AND ended_at IS NULL";
    /// Moves it on, unless another worker was quicker.
    MOVE_RUN = "UPDATE retention_run SET reached = $5, touched = touched + $6
        WHERE group_id = $1 AND kind = $2 AND day = $3 AND rule_id = $4 AND ended_at IS NULL AND reached < $5";
    END_RUN = "UPDATE retention_run SET ended_at = $4, ended = $5 WHERE group_id = $1 AND kind = $2 AND day = $3 AND ended_at IS NULL";
    RUNS = "SELECT kind, day, months, touched, ended FROM retention_run WHERE group_id = $1 ORDER BY day DESC, kind LIMIT $2";
    DROP_RUNS = "DELETE FROM retention_run WHERE day < $1";
}

db::scoped_statements! {
    /// All that a human allowed a group, or refused it.
    CONSENTS_HELD = "SELECT identity_id, channel, purpose, status, noted_at FROM consent WHERE identity_id = $2 AND group_id = $1";
    /// Notes beside a record that were written before an instant.
    OLD_NOTES = "SELECT identity_id, id, created_at FROM person_note WHERE identity_id = $2 AND group_id = $1 AND created_at <= $3";
    /// What a record wrote with signatures before an instant.
    OLD_COMMENTS = "SELECT person_id, petition_id, id, created_at, sealed FROM signature
        WHERE person_id = $2 AND created_at <= $3 AND group_id = $1 AND sealed IS NOT NULL";
}

fn kind(row: &Row<'_>, at: usize) -> Result<Kind, Fault> {
    Kind::of(&row.text(at)?).ok_or_else(|| Fault::bug("a kind of rule"))
}

fn rule_row(row: &Row<'_>) -> Result<Rule, Fault> {
    Ok(Rule {
        group: Id(row.id(0)?),
        kind: kind(row, 1)?,
        id: Id(row.id(2)?),
        months: row.int(3)?,
        account: Id(row.id(4)?),
        announced: row.int(5)?,
        switched_on_at: row.int(6)?,
        takes_effect_at: row.int(7)?,
    })
}

pub(super) fn rules(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Rule>, Fault> {
    tx.rows(&RULES, &[(&group).into()], rule_row)
}

pub(super) fn rule(tx: &mut Tx<'_>, group: Id, kind: Kind) -> Result<Option<Rule>, Fault> {
    tx.first(&RULE, &[(&group).into(), kind.as_str().into()], rule_row)
}

pub(super) fn due_rules(tx: &mut Tx<'_>, now: i64) -> Result<Vec<Rule>, Fault> {
    tx.rows(&DUE_RULES, &[now.into()], rule_row)
}

/// `false` where one of the same months stands.
pub(super) fn switch_on(tx: &mut Tx<'_>, rule: &Rule) -> Result<bool, Fault> {
    let params = [
        (&rule.group).into(),
        rule.kind.as_str().into(),
        (&rule.id).into(),
        rule.months.into(),
        (&rule.account).into(),
        rule.announced.into(),
        rule.switched_on_at.into(),
        rule.takes_effect_at.into(),
    ];
    Ok(tx.run(&SWITCH_ON, &params)? == 1)
}

pub(super) fn switch_off(tx: &mut Tx<'_>, group: Id, kind: Kind) -> Result<(), Fault> {
    tx.run(&SWITCH_OFF, &[(&group).into(), kind.as_str().into()]).map(drop)
}

/// An example as it lies in the database: record, reason, when that was.
const EXAMPLE_BYTES: usize = 25;

fn written(examples: &[Example]) -> Vec<u8> {
    let one = |example: &Example| [&example.person.0[..], &[example.since as u8], &example.at.to_be_bytes()].concat();
    examples.iter().flat_map(one).collect()
}

fn read(bytes: &[u8]) -> Option<Vec<Example>> {
    let one = |bytes: &[u8]| {
        let (person, rest) = bytes.split_first_chunk::<16>()?;
        let (since, at) = rest.split_first()?;
        Some(Example { person: Id(*person), since: Since::of(i64::from(*since))?, at: i64::from_be_bytes(at.try_into().ok()?) })
    };
    bytes.chunks(EXAMPLE_BYTES).map(one).collect()
}

fn look_row(row: &Row<'_>) -> Result<Look, Fault> {
    Ok(Look {
        group: Id(row.id(0)?),
        kind: kind(row, 1)?,
        id: Id(row.id(2)?),
        months: row.int(3)?,
        asked_at: row.int(4)?,
        counted_at: row.maybe_int(5)?,
        touched: [row.int(6)?, row.int(7)?, row.int(8)?],
        people: row.int(9)?,
        examples: read(&row.bytes(10)?).ok_or_else(|| Fault::bug("the examples of a look"))?,
    })
}

pub(super) fn look(tx: &mut Tx<'_>, group: Id, kind: Kind) -> Result<Option<Look>, Fault> {
    tx.first(&LOOK, &[(&group).into(), kind.as_str().into()], look_row)
}

pub(super) fn ask_look(tx: &mut Tx<'_>, group: Id, kind: Kind, id: Id, months: i64, now: i64) -> Result<(), Fault> {
    let nobody: &[u8] = &[];
    let params = [(&group).into(), kind.as_str().into(), (&id).into(), months.into(), now.into(), nobody.into()];
    tx.run(&ASK_LOOK, &params).map(drop)
}

pub(super) fn counted(tx: &mut Tx<'_>, look: &Look, now: i64) -> Result<(), Fault> {
    let examples = written(&look.examples);
    let [today, soon, later] = look.touched;
    let (group, kind, id) = ((&look.group).into(), look.kind.as_str().into(), (&look.id).into());
    let params = [group, kind, id, now.into(), today.into(), soon.into(), later.into(), look.people.into(), (&examples).into()];
    tx.run(&COUNTED, &params).map(drop)
}

pub(super) fn drop_old(tx: &mut Tx<'_>, looks_before: i64, day: i64) -> Result<(), Fault> {
    tx.run(&DROP_LOOKS, &[looks_before.into()])?;
    tx.run(&DROP_RUNS, &[day.into()]).map(drop)
}

pub(super) fn begin_run(tx: &mut Tx<'_>, rule: &Rule, day: i64, now: i64) -> Result<(), Fault> {
    let (group, kind) = ((&rule.group).into(), rule.kind.as_str().into());
    tx.run(&BEGIN_RUN, &[group, kind, day.into(), (&rule.id).into(), rule.months.into(), (&Id::ZERO).into(), now.into()]).map(drop)
}

/// How far a run has come and how many it touched; `None` where it has ended.
pub(super) fn running(tx: &mut Tx<'_>, rule: &Rule, day: i64) -> Result<Option<(Id, i64)>, Fault> {
    let params = [(&rule.group).into(), rule.kind.as_str().into(), day.into(), (&rule.id).into()];
    tx.first(&RUNNING, &params, |row| Ok((Id(row.id(0)?), row.int(1)?)))
}

/// `false` where another worker was there.
pub(super) fn move_run(tx: &mut Tx<'_>, rule: &Rule, day: i64, reached: Id, touched: i64) -> Result<bool, Fault> {
    let (group, kind) = ((&rule.group).into(), rule.kind.as_str().into());
    let params = [group, kind, day.into(), (&rule.id).into(), (&reached).into(), touched.into()];
    Ok(tx.run(&MOVE_RUN, &params)? == 1)
}

pub(super) fn end_run(tx: &mut Tx<'_>, rule: &Rule, day: i64, ended: &str, now: i64) -> Result<(), Fault> {
    let params = [(&rule.group).into(), rule.kind.as_str().into(), day.into(), now.into(), ended.into()];
    tx.run(&END_RUN, &params).map(drop)
}

pub(super) fn runs(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<Run>, Fault> {
    tx.rows(&RUNS, &[(&group).into(), at_most.into()], |row| {
        let (day, months, touched) = (row.int(1)?, row.int(2)?, row.int(3)?);
        Ok(Run { kind: kind(row, 0)?, day, months, touched, ended: row.text(4)? })
    })
}

/// Whose consent, and how it stands.
pub(super) fn consents(tx: &mut Tx<'_>, group: Scope, identities: &[Id]) -> Result<Vec<(Id, Held)>, Fault> {
    let rows: Vec<[Val<'_>; 1]> = identities.iter().map(|identity| [identity.into()]).collect();
    let mut found = Vec::new();
    tx.within(group).many_rows(&CONSENTS_HELD, &rows, |row| {
        let held = Held { channel: row.int(1)?, purpose: row.int(2)?, status: row.int(3)?, noted_at: row.int(4)? };
        found.push((Id(row.id(0)?), held));
        Ok(())
    })?;
    Ok(found)
}

/// Human, note, when it was written.
pub(super) fn old_notes(tx: &mut Tx<'_>, group: Scope, identities: &[Id], until: i64) -> Result<Vec<(Id, Id, i64)>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = identities.iter().map(|identity| [identity.into(), until.into()]).collect();
    let mut found = Vec::new();
    tx.within(group).many_rows(&OLD_NOTES, &rows, |row| {
        found.push((Id(row.id(0)?), Id(row.id(1)?), row.int(2)?));
        Ok(())
    })?;
    Ok(found)
}

/// What was written with a signature, sealed.
pub(super) struct OldComment {
    pub(super) person: Id,
    pub(super) petition: Id,
    pub(super) signature: Id,
    pub(super) created_at: i64,
    pub(super) sealed: Vec<u8>,
}

pub(super) fn old_comments(tx: &mut Tx<'_>, group: Scope, people: &[Id], until: i64) -> Result<Vec<OldComment>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = people.iter().map(|person| [person.into(), until.into()]).collect();
    let mut found = Vec::new();
    tx.within(group).many_rows(&OLD_COMMENTS, &rows, |row| {
        found.push(OldComment {
            person: Id(row.id(0)?),
            petition: Id(row.id(1)?),
            signature: Id(row.id(2)?),
            created_at: row.int(3)?,
            sealed: row.bytes(4)?,
        });
        Ok(())
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_read_as_they_were_written() {
        let examples = [Since::Joined, Since::Written].map(|since| Example { person: Id([7; 16]), since, at: -3 });
        assert_eq!(read(&written(&examples)).as_deref(), Some(&examples[..]));
        assert_eq!((read(&[]), read(&[1; 24])), (Some(Vec::new()), None));
    }
}
