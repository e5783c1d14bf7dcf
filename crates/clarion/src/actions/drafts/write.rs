//! Writing a draft: beginning it, changing it in the version that was read, giving it up.

use super::super::address;
use super::targets::NAME_CHARS_MAX;
use super::{DRAFTS_MAX, Document, Draft, DraftState, What, store};
use crate::coalitions::{self, Act};
use crate::forms;
use crate::ids::Id;
use crate::petitions::create::{self, TARGETS_MAX, TEXT_CHARS_MAX, TITLE_CHARS_MAX};
use crate::petitions::{co_sponsors, updates};
use db::{Fault, Tx};

/// No petition ever had so many signatures; a goal above is a slip of the key.
const GOAL_MAX: i64 = 1_000_000_000;

refusals! {
    /// Why something cannot be kept as a draft.
    DraftRefusal {
        /// No title in any language, or a long one.
        Title = "petition-refused-title",
        /// There are English words, and no title.
        TitleEn = "petition-refused-title-en",
        /// There are Spanish words, and no title.
        TitleEs = "petition-refused-title-es",
        /// The English text is too long.
        TextEn = "petition-refused-text-en",
        /// The Spanish text is too long.
        TextEs = "petition-refused-text-es",
        /// The thanks are too long.
        Thanks = "petition-refused-thanks",
        /// An address with other characters.
        Slug = "petition-refused-slug",
        /// Another petition has the address that was typed.
        SlugTaken = "petition-refused-slug-taken",
        /// The goal is no number, or none that a petition reaches.
        Goal = "petition-refused-goal",
        /// The opening is no date.
        Opens = "petition-refused-opens",
        /// The closing is no date.
        Closes = "petition-refused-closes",
        /// It would close before it opens.
        Order = "petition-refused-order",
        /// The zone is none that is known.
        Zone = "petition-refused-zone",
        /// Too many targets, or one with a long name.
        Targets = "petition-refused-targets",
        /// A question that cannot be asked, or too many.
        Questions = "form-refused-questions",
        /// The group is not in the coalition that was chosen.
        Coalition = "petition-refused-coalition",
        /// Somebody changed it since it was read.
        Changed = "petition-refused-changed",
        /// It is no draft any more, or another group's.
        Over = "petition-refused-over",
        /// Too many drafts wait.
        TooMany = "petition-refused-too-many",
        /// The petition has as many updates as it may.
        TooManyUpdates = "update-refused-too-many",
        /// The group is part of another.
        Gone = "merge-refused-gone",
    }
}

impl DraftRefusal {
    /// The field of the form that it concerns.
    pub fn field(self) -> &'static str {
        match self {
            Self::TitleEs => "title_es",
            Self::Title | Self::TitleEn | Self::Changed | Self::Over | Self::TooMany | Self::TooManyUpdates => "title_en",
            // It concerns none of them.
            Self::Gone => "errors",
            Self::TextEn => "text_en",
            Self::TextEs => "text_es",
            Self::Thanks => "thanks_en",
            Self::Slug | Self::SlugTaken => "slug",
            Self::Goal => "goal",
            Self::Opens => "opens",
            Self::Closes | Self::Order => "closes",
            Self::Zone => "time_zone",
            Self::Targets => "targets",
            Self::Questions => "questions",
            Self::Coalition => "coalition",
        }
    }
}

/// Checks what needs no database; all that is wrong, in the order of the form.
pub fn check(document: &Document) -> Vec<DraftRefusal> {
    let chars = |text: &str| text.chars().count();
    let title_of = |lang: &str| if lang == "es" { DraftRefusal::TitleEs } else { DraftRefusal::TitleEn };
    let text_of = |lang: &str| if lang == "es" { DraftRefusal::TextEs } else { DraftRefusal::TextEn };
    let mut wrong = Vec::new();
    if document.words.is_empty() || document.words.iter().any(|words| chars(&words.title) > TITLE_CHARS_MAX) {
        wrong.push(DraftRefusal::Title);
    }
    let most = if document.what() == What::Update { updates::TEXT_CHARS_MAX } else { TEXT_CHARS_MAX };
    wrong.extend(document.words.iter().filter(|words| words.title.is_empty()).map(|words| title_of(&words.lang)));
    wrong.extend(document.words.iter().filter(|words| chars(&words.text) > most).map(|words| text_of(&words.lang)));
    if document.words.iter().any(|words| chars(&words.thanks) > TEXT_CHARS_MAX) {
        wrong.push(DraftRefusal::Thanks);
    }
    if !document.slug.is_empty() && !address::is_slug(&document.slug) {
        wrong.push(DraftRefusal::Slug);
    }
    if !(0..=GOAL_MAX).contains(&document.goal) {
        wrong.push(DraftRefusal::Goal);
    }
    if matches!((document.opens_at, document.closes_at), (Some(opens), Some(closes)) if closes <= opens) {
        wrong.push(DraftRefusal::Order);
    }
    if jiff::tz::TimeZone::get(&document.time_zone).is_err() {
        wrong.push(DraftRefusal::Zone);
    }
    if document.targets.len() > TARGETS_MAX || document.targets.iter().any(|name| chars(name) > NAME_CHARS_MAX) {
        wrong.push(DraftRefusal::Targets);
    }
    if document.form.as_ref().is_some_and(|form| !form.is_sound()) {
        wrong.push(DraftRefusal::Questions);
    }
    wrong
}

/// What asks the database: the address that was typed is free, and the group is in the coalition. An address that was left out is made
/// from the title.
fn settled(
    tx: &mut Tx<'_>,
    group: Id,
    coalition: Option<Id>,
    document: &Document,
) -> Result<Result<Document, DraftRefusal>, Fault> {
    if let Some(refusal) = check(document).into_iter().next() {
        return Ok(Err(refusal));
    }
    if let Some(coalition) = coalition
        && coalitions::role_of(tx, coalition, group)?.is_none()
    {
        return Ok(Err(DraftRefusal::Coalition));
    }
    let mut settled = document.clone();
    if let Some(form) = &mut settled.form {
        forms::questions::numbered(&mut form.questions);
    }
    if settled.what() == What::Update {
        // It stands on its petition's page.
        settled.slug.clear();
    } else if settled.slug.is_empty() {
        settled.slug = address::slug_of(&settled.words[0].title, if settled.form.is_some() { "form" } else { "petition" });
    } else if match settled.what() {
        What::Petition => create::is_taken(tx, &settled.slug)?,
        What::Form => forms::create::is_taken(tx, &settled.slug)?,
        What::Update => false,
    } {
        return Ok(Err(DraftRefusal::SlugTaken));
    }
    Ok(Ok(settled))
}

/// Keeps a new draft. Its id is the deed's.
pub fn draft(tx: &mut Tx<'_>, act: &Act, coalition: Option<Id>, document: &Document) -> Result<Result<Id, DraftRefusal>, Fault> {
    if store::find(tx, act.id)?.is_some() {
        // A commit in doubt is run again.
        return Ok(Ok(act.id));
    }
    if store::of_group(tx, act.group, DRAFTS_MAX)?.len() as i64 >= DRAFTS_MAX {
        return Ok(Err(DraftRefusal::TooMany));
    }
    let document = match settled(tx, act.group, coalition, document)? {
        Ok(document) => document,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let draft = Draft {
        id: act.id,
        group: act.group,
        coalition,
        state: DraftState::Draft,
        version: 1,
        document,
        drafted_by: act.account,
        changed_by: act.account,
        changed_at: act.now,
        sent_at: None,
        answered_by: None,
        answered_by_group: None,
        answered_at: None,
        returned_why: String::new(),
    };
    store::add(tx, &draft)?;
    Ok(Ok(act.id))
}

/// Changes a draft in the version that was read; the new version. One that waited for approval has to be sent again.
pub fn change(
    tx: &mut Tx<'_>,
    act: &Act,
    (id, version): (Id, i64),
    coalition: Option<Id>,
    document: &Document,
) -> Result<Result<i64, DraftRefusal>, Fault> {
    let is_open = |found: &Draft| found.group == act.group && matches!(found.state, DraftState::Draft | DraftState::Waiting);
    let Some(before) = store::find(tx, id)?.filter(is_open) else { return Ok(Err(DraftRefusal::Over)) };
    let document = match settled(tx, act.group, coalition, document)? {
        Ok(document) => document,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if store::change(tx, (id, version), coalition, &document, act)? {
        let (was, is) = (&before.document, &document);
        if (&was.words, &was.targets, before.coalition) != (&is.words, &is.targets, coalition) {
            // Whoever lent their name to other words is asked again.
            co_sponsors::ask_again(tx, id)?;
        }
        return Ok(Ok(version + 1));
    }
    let ours = |now: &Draft| now.version == version + 1 && now.changed_by == act.account && now.document == document;
    Ok(if store::find(tx, id)?.is_some_and(|now| ours(&now)) { Ok(version + 1) } else { Err(DraftRefusal::Changed) })
}

/// Gives a draft up.
pub fn drop_draft(tx: &mut Tx<'_>, act: &Act, id: Id) -> Result<Result<(), DraftRefusal>, Fault> {
    let Some(found) = store::find(tx, id)?.filter(|found| found.group == act.group) else { return Ok(Err(DraftRefusal::Over)) };
    co_sponsors::ask_no_more(tx, id)?;
    let dropped = store::drop_draft(tx, id)? || found.state == DraftState::Dropped;
    Ok(if dropped { Ok(()) } else { Err(DraftRefusal::Over) })
}
