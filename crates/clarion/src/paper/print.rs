//! Printing: sheets get numbers and codes, with the words that stand on them. Printing one again changes nothing.

use super::{Action, ROWS, Sheet, hash_of, questions, store};
use crate::actions::kinds::Words;
use crate::coalitions::{Act, Group};
use crate::ids::{Id, Ids};
use crate::notices::code;
use crate::pending::form::consent_words;
use crate::web::lang::Lang;
use db::{Fault, FaultKind, Tx};

/// So many sheets are printed at once: five hundred lines, and a page that a browser still lays out at once.
pub const AT_ONCE_MAX: i64 = 50;
/// So many a petition or form has: a hundred thousand lines on paper.
pub const SHEETS_MAX: i64 = 10_000;

refusals! {
    /// Why nothing is printed.
    PrintRefusal {
        /// None, or too many at once.
        HowMany = "paper-refused-how-many",
        /// There are as many as there can be.
        Full = "paper-refused-full",
        /// There is no such petition or form of the group.
        Unknown = "paper-refused-unknown",
        /// It is a survey none of whose questions has room on paper.
        NoQuestion = "paper-refused-no-question",
    }
}

/// Sheets to be: ids and codes were drawn before.
#[derive(Clone, Debug)]
pub struct NewSheets {
    action: Id,
    lang: Lang,
    drawn: Vec<(Id, String)>,
}

/// Draws ids and codes.
pub fn prepare(ids: &Ids, now: i64, action: Id, lang: Lang, sheets: i64) -> Result<NewSheets, PrintRefusal> {
    if !(1..=AT_ONCE_MAX).contains(&sheets) {
        return Err(PrintRefusal::HowMany);
    }
    let draw = |_| (ids.fresh(now), code::of_number(u64::from_be_bytes(ids.bytes())));
    Ok(NewSheets { action, lang, drawn: (0..sheets).map(draw).collect() })
}

/// Numbers them; the first and the last number.
pub fn print(
    tx: &mut Tx<'_>,
    act: &Act,
    (group, action): (&Group, &Action),
    words: &Words,
    new: &NewSheets,
) -> Result<Result<(i64, i64), PrintRefusal>, Fault> {
    if action.group() != group.id || action.id() != new.action {
        return Ok(Err(PrintRefusal::Unknown));
    }
    let asked = questions::on_sheet(action.questions());
    if action.is_survey() && asked.is_empty() {
        return Ok(Err(PrintRefusal::NoQuestion));
    }
    let count = i64::try_from(new.drawn.len()).map_err(|_| Fault::bug("fifty sheets are few"))?;
    // A commit in doubt is run again: then they stand already.
    if let Some(first) = new.drawn.first().map(|(_, code)| store::sheet(tx, code)).transpose()?.flatten()
        && first.id == new.drawn[0].0
    {
        return Ok(Ok((first.number, first.number + count - 1)));
    }
    let last = store::last_number(tx, action.id())?;
    if last + count > SHEETS_MAX {
        return Ok(Err(PrintRefusal::Full));
    }
    let consent_words = consent_words(new.lang, group);
    let sheet = |((id, code), number): (&(Id, String), i64)| Sheet {
        id: *id,
        kind: action.kind(),
        action: action.id(),
        number,
        code: code.clone(),
        lang: new.lang.code().to_owned(),
        rows: ROWS,
        action_words: hash_of(words),
        questions: asked.iter().map(|question| question.key.clone()).collect(),
        consent_words: consent_words.clone(),
        printed_by: act.account,
        printed_at: act.now,
        held_by: None,
        held_until: 0,
        version: 0,
        lines: 0,
        numbers: super::Numbers::default(),
        closed: None,
    };
    let sheets: Vec<Sheet> = new.drawn.iter().zip(last + 1..).map(sheet).collect();
    match store::add_sheets(tx, &sheets)? == sheets.len() as u64 {
        true => Ok(Ok((last + 1, last + count))),
        // Run again, it sees the others' numbers.
        false => Err(Fault::new(FaultKind::Collision, "somebody printed sheets of the same at once")),
    }
}

/// An action's newest sheets.
pub fn newest(tx: &mut Tx<'_>, action: Id, at_most: i64) -> Result<Vec<Sheet>, Fault> {
    store::newest(tx, action, at_most)
}

/// Sheets that follow each other, at most as many as are printed at once.
pub fn between(tx: &mut Tx<'_>, action: Id, from: i64, to: i64) -> Result<Vec<Sheet>, Fault> {
    store::between(tx, action, (from, to), AT_ONCE_MAX)
}
