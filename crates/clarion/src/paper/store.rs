//! All SQL about sheets and their lines.
//!
//! Whose a sheet is follows from its petition or form, so that it goes where that goes when groups merge. What changes a sheet is one
//! UPDATE on who holds it and that it is still open.

use super::line::Row as Line;
use super::{Kind, Numbers, Sheet};
use crate::ids::Id;
use db::{Fault, Row, Tx, Val};

db::statements! {
    /// One by its code.
    SHEET = "SELECT id, action_id, number, code, lang, rows_printed, action_words, consent_words, printed_by, printed_at, held_by,
        held_until, version, lines, with_address, without_address, illegible, repeated, closed_by, closed_at, kind, questions
        FROM paper_sheet WHERE code = $1";
    /// One by its id.
    SHEET_BY_ID = "SELECT id, action_id, number, code, lang, rows_printed, action_words, consent_words, printed_by, printed_at, held_by,
        held_until, version, lines, with_address, without_address, illegible, repeated, closed_by, closed_at, kind, questions
        FROM paper_sheet WHERE id = $1";
    /// An action's newest.
    NEWEST = "SELECT id, action_id, number, code, lang, rows_printed, action_words, consent_words, printed_by, printed_at, held_by,
        held_until, version, lines, with_address, without_address, illegible, repeated, closed_by, closed_at, kind, questions
        FROM paper_sheet WHERE action_id = $1 ORDER BY number DESC LIMIT $2";
    /// Some that follow each other, for printing.
    BETWEEN = "SELECT id, action_id, number, code, lang, rows_printed, action_words, consent_words, printed_by, printed_at, held_by,
        held_until, version, lines, with_address, without_address, illegible, repeated, closed_by, closed_at, kind, questions
        FROM paper_sheet WHERE action_id = $1 AND number >= $2 AND number <= $3 ORDER BY number LIMIT $4";
    /// The highest number so far.
    LAST_NUMBER = "SELECT number FROM paper_sheet WHERE action_id = $1 ORDER BY number DESC LIMIT 1";
    /// Two who print at once get different numbers: the later one begins anew.
    ADD_SHEET = "INSERT INTO paper_sheet (id, action_id, number, code, lang, rows_printed, action_words, consent_words, printed_by,
        printed_at, held_by, held_until, version, lines, with_address, without_address, illegible, repeated, closed_by, closed_at, kind,
        questions)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, $11, $12)
        ON CONFLICT (action_id, number) DO NOTHING";
    /// Takes it in hand, unless somebody else has it.
    TAKE = "UPDATE paper_sheet SET held_by = $2, held_until = $3
        WHERE id = $1 AND closed_at IS NULL AND (held_by IS NULL OR held_by = $2 OR held_until <= $4)";
    /// Puts it back.
    LET_GO = "UPDATE paper_sheet SET held_by = NULL, held_until = $3 WHERE id = $1 AND held_by = $2 AND closed_at IS NULL";
    /// Makes room for the next line; $3 is the number of lines that its writer saw.
    ADVANCE = "UPDATE paper_sheet SET lines = lines + 1, version = version + 1, held_until = $4
        WHERE id = $1 AND held_by = $2 AND closed_at IS NULL AND lines = $3 AND lines < rows_printed";
    /// Takes the last line's place away.
    STEP_BACK = "UPDATE paper_sheet SET lines = lines - 1, version = version + 1, held_until = $4
        WHERE id = $1 AND held_by = $2 AND closed_at IS NULL AND lines = $3 AND lines > 0";
    /// Another text for a line that stands.
    TOUCH = "UPDATE paper_sheet SET version = version + 1, held_until = $4
        WHERE id = $1 AND held_by = $2 AND closed_at IS NULL AND lines >= $3";
    /// Closes it in the version whose lines were read.
    CLOSE = "UPDATE paper_sheet SET closed_by = $2, closed_at = $4, held_by = NULL, held_until = $4, with_address = $5, without_address = $6,
        illegible = $7, repeated = $8
        WHERE id = $1 AND held_by = $2 AND closed_at IS NULL AND version = $3 AND lines > 0";
    /// Its lines.
    LINES = "SELECT number, id, group_id, sealed FROM paper_line WHERE sheet_id = $1 ORDER BY number";
    /// Writes one.
    SET_LINE = "INSERT INTO paper_line (sheet_id, number, id, group_id, sealed) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (sheet_id, number) DO UPDATE SET id = excluded.id, group_id = excluded.group_id, sealed = excluded.sealed";
    /// Takes one away.
    DROP_LINE = "DELETE FROM paper_line WHERE sheet_id = $1 AND number = $2";
    /// Takes all away.
    DROP_LINES = "DELETE FROM paper_line WHERE sheet_id = $1";
    /// Begun, and left alone since.
    LEFT_ALONE = "SELECT id FROM paper_sheet WHERE closed_at IS NULL AND lines > 0 AND held_until < $1 ORDER BY held_until LIMIT $2";
    /// As if nobody had begun it.
    BEGIN_ANEW = "UPDATE paper_sheet SET lines = 0, version = version + 1, held_by = NULL
        WHERE id = $1 AND closed_at IS NULL AND held_until < $2";
}

fn sheet_row(row: &Row<'_>) -> Result<Sheet, Fault> {
    Ok(Sheet {
        id: Id(row.id(0)?),
        action: Id(row.id(1)?),
        number: row.int(2)?,
        code: row.text(3)?,
        lang: row.text(4)?,
        rows: row.int(5)?,
        action_words: row.id(6)?,
        consent_words: row.text(7)?,
        printed_by: Id(row.id(8)?),
        printed_at: row.int(9)?,
        held_by: row.maybe_id(10)?.map(Id),
        held_until: row.int(11)?,
        version: row.int(12)?,
        lines: row.int(13)?,
        numbers: Numbers {
            with_address: row.int(14)?,
            without_address: row.int(15)?,
            illegible: row.int(16)?,
            repeated: row.int(17)?,
        },
        closed: row.maybe_id(18)?.map(Id).zip(row.maybe_int(19)?),
        kind: Kind::of(&row.text(20)?)?,
        questions: row.text(21)?.split_whitespace().map(str::to_owned).collect(),
    })
}

pub(super) fn sheet(tx: &mut Tx<'_>, code: &str) -> Result<Option<Sheet>, Fault> {
    tx.first(&SHEET, &[code.into()], sheet_row)
}

pub(super) fn sheet_by_id(tx: &mut Tx<'_>, id: Id) -> Result<Option<Sheet>, Fault> {
    tx.first(&SHEET_BY_ID, &[(&id).into()], sheet_row)
}

pub(super) fn newest(tx: &mut Tx<'_>, action: Id, at_most: i64) -> Result<Vec<Sheet>, Fault> {
    tx.rows(&NEWEST, &[(&action).into(), at_most.into()], sheet_row)
}

pub(super) fn between(tx: &mut Tx<'_>, action: Id, (from, to): (i64, i64), at_most: i64) -> Result<Vec<Sheet>, Fault> {
    tx.rows(&BETWEEN, &[(&action).into(), from.into(), to.into(), at_most.into()], sheet_row)
}

pub(super) fn last_number(tx: &mut Tx<'_>, action: Id) -> Result<i64, Fault> {
    Ok(tx.first(&LAST_NUMBER, &[(&action).into()], |row| row.int(0))?.unwrap_or(0))
}

/// Adds sheets; how many of their numbers were free.
pub(super) fn add_sheets(tx: &mut Tx<'_>, sheets: &[Sheet]) -> Result<u64, Fault> {
    let questions: Vec<String> = sheets.iter().map(|sheet| sheet.questions.join(" ")).collect();
    let rows: Vec<[Val<'_>; 12]> = sheets
        .iter()
        .zip(&questions)
        .map(|(sheet, questions)| {
            [
                (&sheet.id).into(),
                (&sheet.action).into(),
                sheet.number.into(),
                (&sheet.code).into(),
                (&sheet.lang).into(),
                sheet.rows.into(),
                (&sheet.action_words).into(),
                (&sheet.consent_words).into(),
                (&sheet.printed_by).into(),
                sheet.printed_at.into(),
                sheet.kind.as_str().into(),
                questions.into(),
            ]
        })
        .collect();
    tx.many(&ADD_SHEET, &rows)
}

pub(super) fn take(tx: &mut Tx<'_>, sheet: Id, by: Id, until: i64, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&TAKE, &[(&sheet).into(), (&by).into(), until.into(), now.into()])? == 1)
}

pub(super) fn let_go(tx: &mut Tx<'_>, sheet: Id, by: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&LET_GO, &[(&sheet).into(), (&by).into(), now.into()])? == 1)
}

pub(super) fn advance(tx: &mut Tx<'_>, sheet: Id, by: Id, lines: i64, until: i64) -> Result<bool, Fault> {
    Ok(tx.run(&ADVANCE, &[(&sheet).into(), (&by).into(), lines.into(), until.into()])? == 1)
}

pub(super) fn step_back(tx: &mut Tx<'_>, sheet: Id, by: Id, lines: i64, until: i64) -> Result<bool, Fault> {
    Ok(tx.run(&STEP_BACK, &[(&sheet).into(), (&by).into(), lines.into(), until.into()])? == 1)
}

pub(super) fn touch(tx: &mut Tx<'_>, sheet: Id, by: Id, number: i64, until: i64) -> Result<bool, Fault> {
    Ok(tx.run(&TOUCH, &[(&sheet).into(), (&by).into(), number.into(), until.into()])? == 1)
}

/// Closes a sheet (id, version) with what stood on it.
pub(super) fn close(tx: &mut Tx<'_>, (sheet, version): (Id, i64), by: Id, now: i64, numbers: &Numbers) -> Result<bool, Fault> {
    let params = [
        (&sheet).into(),
        (&by).into(),
        version.into(),
        now.into(),
        numbers.with_address.into(),
        numbers.without_address.into(),
        numbers.illegible.into(),
        numbers.repeated.into(),
    ];
    Ok(tx.run(&CLOSE, &params)? == 1)
}

pub(super) fn lines(tx: &mut Tx<'_>, sheet: Id) -> Result<Vec<Line>, Fault> {
    tx.rows(&LINES, &[(&sheet).into()], |row| {
        Ok(Line { number: row.int(0)?, id: Id(row.id(1)?), group: Id(row.id(2)?), sealed: row.maybe_bytes(3)? })
    })
}

pub(super) fn set_line(tx: &mut Tx<'_>, sheet: Id, line: &Line) -> Result<u64, Fault> {
    let params = [(&sheet).into(), line.number.into(), (&line.id).into(), (&line.group).into(), line.sealed.as_ref().into()];
    tx.run(&SET_LINE, &params)
}

pub(super) fn drop_line(tx: &mut Tx<'_>, sheet: Id, number: i64) -> Result<u64, Fault> {
    tx.run(&DROP_LINE, &[(&sheet).into(), number.into()])
}

pub(super) fn drop_lines(tx: &mut Tx<'_>, sheet: Id) -> Result<u64, Fault> {
    tx.run(&DROP_LINES, &[(&sheet).into()])
}

pub(super) fn left_alone(tx: &mut Tx<'_>, before: i64, at_most: i64) -> Result<Vec<Id>, Fault> {
    tx.rows(&LEFT_ALONE, &[before.into(), at_most.into()], |row| Ok(Id(row.id(0)?)))
}

pub(super) fn begin_anew(tx: &mut Tx<'_>, sheet: Id, before: i64) -> Result<bool, Fault> {
    Ok(tx.run(&BEGIN_ANEW, &[(&sheet).into(), before.into()])? == 1)
}
