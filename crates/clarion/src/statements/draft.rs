//! Drafting a statement, changing the draft, giving it up.

use super::store;
use super::{Statement, StatementState, StatementWords, TEXT_CHARS_MAX, TITLE_CHARS_MAX};
use crate::actions::address::slug_of;
use crate::coalitions::{self, Act, Role};
use crate::ids::Id;
use crate::web::lang::Lang;
use db::{Fault, Tx};

/// An address made from a title gets a number if it is taken, up to this one.
const SLUG_NUMBER_MAX: usize = 50;
/// Drafts of one coalition or group that may wait at once.
const DRAFTS_MAX: usize = 50;

refusals! {
    /// Why words cannot be kept as a draft.
    DraftRefusal {
        /// No title, or a long one.
        Title = "draft-refused-title",
        /// No text, or a long one.
        Text = "draft-refused-text",
        /// The coalition does not stand, or the group does not steer it.
        NotSteering = "draft-refused-not-steering",
        /// It is no draft any more, or another group's.
        Over = "draft-refused-over",
        /// Somebody changed it since it was read.
        Changed = "draft-refused-changed",
        /// Too many drafts, or too many statements with this title.
        TooMany = "draft-refused-too-many",
    }
}

/// Checks what needs no database.
pub fn check(words: &StatementWords) -> Result<(), DraftRefusal> {
    let chars = |text: &str| text.trim().chars().count();
    let languages = [(&words.title_en, &words.text_en), (&words.title_es, &words.text_es)];
    // A page with half its words would be worse than one in the other language.
    for (title, text) in languages {
        if chars(title) > TITLE_CHARS_MAX || (chars(title) == 0 && chars(text) > 0) {
            return Err(DraftRefusal::Title);
        }
        if chars(text) > TEXT_CHARS_MAX || (chars(text) == 0 && chars(title) > 0) {
            return Err(DraftRefusal::Text);
        }
    }
    if languages.iter().all(|(title, _)| chars(title) == 0) { Err(DraftRefusal::Title) } else { Ok(()) }
}

/// Whether a group may write for the coalition, or for itself alone.
pub(super) fn may_write(tx: &mut Tx<'_>, coalition: Option<Id>, group: Id, owner: Id) -> Result<bool, Fault> {
    match coalition {
        Some(coalition) => Ok(coalitions::role_of(tx, coalition, group)? == Some(Role::Steering)),
        None => Ok(group == owner),
    }
}

/// Keeps words as a new draft; its address. The statement's id is the deed's.
pub fn draft(
    tx: &mut Tx<'_>,
    act: &Act,
    coalition: Option<Id>,
    words: &StatementWords,
) -> Result<Result<String, DraftRefusal>, Fault> {
    if let Err(refusal) = check(words) {
        return Ok(Err(refusal));
    }
    if let Some(ours) = store::find(tx, act.id)? {
        // A commit in doubt is run again.
        return Ok(Ok(ours.slug));
    }
    if !may_write(tx, coalition, act.group, act.group)? {
        return Ok(Err(DraftRefusal::NotSteering));
    }
    let waiting = match coalition {
        Some(coalition) => super::drafts_of_coalition(tx, coalition)?.len(),
        None => super::drafts_of_group(tx, act.group)?.len(),
    };
    if waiting >= DRAFTS_MAX {
        return Ok(Err(DraftRefusal::TooMany));
    }
    let wanted = slug_of(words.title(Lang::En), "statement");
    for number in 1..=SLUG_NUMBER_MAX {
        let slug = if number == 1 { wanted.clone() } else { format!("{wanted}-{number}") };
        let statement = Statement {
            id: act.id,
            coalition,
            group: act.group,
            slug,
            words: words.clone(),
            state: StatementState::Draft,
            version: 1,
            drafted_by: act.account,
            published_by: None,
            published_at: None,
            withdrawn_by: None,
            withdrawn_at: None,
            withdrawn_why: String::new(),
        };
        if store::add(tx, &statement, act.now)? {
            return Ok(Ok(statement.slug));
        }
    }
    Ok(Err(DraftRefusal::TooMany))
}

/// Changes a draft in the version that was read; the new version.
pub fn change(
    tx: &mut Tx<'_>,
    act: &Act,
    id: Id,
    version: i64,
    words: &StatementWords,
) -> Result<Result<i64, DraftRefusal>, Fault> {
    if let Err(refusal) = check(words) {
        return Ok(Err(refusal));
    }
    let Some(found) = store::find(tx, id)?.filter(|found| found.state == StatementState::Draft) else {
        return Ok(Err(DraftRefusal::Over));
    };
    if !may_write(tx, found.coalition, act.group, found.group)? {
        return Ok(Err(DraftRefusal::NotSteering));
    }
    // Whoever changed the words last is their drafter: publishing needs somebody of another group than that.
    if store::change(tx, id, version, words, act)? {
        return Ok(Ok(version + 1));
    }
    let ours = store::find(tx, id)?.is_some_and(|now| now.version == version + 1 && now.words == *words);
    Ok(if ours { Ok(version + 1) } else { Err(DraftRefusal::Changed) })
}

/// Gives a draft up; its address stays taken, so that no link ever means something else.
pub fn drop_draft(tx: &mut Tx<'_>, act: &Act, id: Id) -> Result<Result<(), DraftRefusal>, Fault> {
    let Some(found) = store::find(tx, id)? else { return Ok(Err(DraftRefusal::Over)) };
    if !may_write(tx, found.coalition, act.group, found.group)? {
        return Ok(Err(DraftRefusal::NotSteering));
    }
    let dropped = store::drop_draft(tx, id)? || found.state == StatementState::Dropped;
    Ok(if dropped { Ok(()) } else { Err(DraftRefusal::Over) })
}
