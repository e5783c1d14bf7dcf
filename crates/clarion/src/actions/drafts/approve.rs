//! Approving: nobody publishes what they wrote.
//!
//! Who wrote a draft first or last may not publish it; one conditional UPDATE on the version that was read says so again. Whose word
//! it takes follows from where the words will stand:
//! - a group's own petition: another person who sits in that group;
//! - one in a coalition's name: somebody of another group that steers it, since the name is theirs too;
//! - of a group in which one person alone sits: somebody of another group of a coalition that it is in. Or that person, if an owner
//!   said openly that this group publishes so; its pages then say so.

use super::super::running;
use super::{Draft, DraftState, WAITING_MAX, WAITING_PAGE, WHY_CHARS_MAX, What, store, telling};
use crate::access::{self, Actor, Deed, Standing, accounts, may};
use crate::coalitions::{self, Act, Coalition};
use crate::forms;
use crate::ids::Id;
use crate::petitions::co_sponsors;
use crate::petitions::create::{self, CreateRefusal};
use crate::petitions::updates::{self, UpdatePart};
use db::{Fault, Tx};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// An address gets a number if it is taken, up to this one.
const SLUG_NUMBER_MAX: usize = 50;

refusals! {
    /// Why a draft is not sent, published or sent back.
    ApproveRefusal {
        /// It has a title and no text.
        NoText = "petition-refused-no-text",
        /// It is an update, and has a title and no text in one language.
        NoUpdateText = "update-refused-no-text",
        /// Its closing date has passed.
        Past = "petition-refused-past",
        /// It names more than 200 targets, sets counted by their offices.
        Targets = "petition-refused-targets",
        /// The group left the coalition in whose name it speaks.
        Coalition = "petition-refused-coalition",
        /// An update whose petition is the group's no more, or speaks in another name.
        NoPlace = "update-refused-no-place",
        /// An update of a petition that has as many as it may.
        TooManyUpdates = "update-refused-too-many",
        /// Whoever wrote it asks somebody else.
        Own = "petition-refused-own",
        /// Somebody changed it since it was read.
        Changed = "petition-refused-changed-read",
        /// It does not wait for approval, or waits no more.
        Over = "petition-refused-not-waiting",
        /// No reason, or a long one.
        Why = "petition-refused-why",
        /// More than one person sits in the group.
        NotAlone = "petition-refused-not-alone",
    }
}

/// Whose word publishes a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Approvers {
    /// Another person of its group.
    Own,
    /// Somebody of another group that steers the coalition in whose name it speaks.
    Steering(Coalition),
    /// One person alone sits in its group: somebody of another group of these coalitions.
    Neighbours(Vec<Coalition>),
    /// The same, in no coalition: nobody, until a second person sits there.
    Nobody,
    /// One person alone sits in its group, which says openly that they publish.
    Alone,
}

/// Whose word publishes a draft, as things stand.
pub fn approvers(tx: &mut Tx<'_>, draft: &Draft) -> Result<Approvers, Fault> {
    if let Some(coalition) = draft.coalition {
        let found = coalitions::coalition(tx, coalition)?.ok_or_else(|| Fault::bug("a draft without its coalition"))?;
        return Ok(Approvers::Steering(found.0));
    }
    if accounts::seated_in(tx, draft.group, 2)?.len() > 1 {
        return Ok(Approvers::Own);
    }
    if store::alone(tx, draft.group)?.is_some() {
        return Ok(Approvers::Alone);
    }
    let coalitions = coalitions::coalitions_of(tx, draft.group)?;
    Ok(if coalitions.is_empty() { Approvers::Nobody } else { Approvers::Neighbours(coalitions) })
}

/// Whether somebody may publish a draft in the name of one of their groups.
pub fn may_approve(tx: &mut Tx<'_>, actor: &Actor, draft: &Draft, by: Id) -> Result<bool, Fault> {
    let word = word(tx, actor, draft, by)?;
    Ok(word.counts_for(actor, draft))
}

/// Whether somebody's word counts for a group's drafts in one name.
#[derive(Clone, Copy)]
struct Word {
    counts: bool,
    /// Also for what they wrote themselves.
    for_own: bool,
}

impl Word {
    fn counts_for(self, actor: &Actor, draft: &Draft) -> bool {
        self.counts && (self.for_own || !draft.is_by(actor.account))
    }
}

fn word(tx: &mut Tx<'_>, actor: &Actor, draft: &Draft, by: Id) -> Result<Word, Fault> {
    let approvers = approvers(tx, draft)?;
    let for_own = approvers == Approvers::Alone;
    Ok(Word { counts: is_among(tx, actor, approvers, draft.group, by)?, for_own })
}

fn is_among(tx: &mut Tx<'_>, actor: &Actor, approvers: Approvers, of: Id, by: Id) -> Result<bool, Fault> {
    let mut standing = |coalition: Id| -> Result<Standing, Fault> {
        Ok(Standing { group: by, role: coalitions::role_of(tx, coalition, by)?, is_delegate: false })
    };
    match approvers {
        Approvers::Own | Approvers::Alone => Ok(by == of && may(actor, &Deed::ApprovePetition(by))),
        Approvers::Nobody => Ok(false),
        Approvers::Steering(coalition) => Ok(may(actor, &Deed::ApproveForCoalition { by: standing(coalition.id)?, of })),
        Approvers::Neighbours(coalitions) => {
            for coalition in coalitions {
                if may(actor, &Deed::ApproveForNeighbour { by: standing(coalition.id)?, of }) {
                    return Ok(true);
                }
            }
            Ok(false)
        }
    }
}

/// What of these kinds somebody may answer in the name of one of their groups, the longest waiting first.
pub fn waiting_for(tx: &mut Tx<'_>, actor: &Actor, by: Id, kinds: &[What]) -> Result<Vec<Draft>, Fault> {
    let (mut mine, mut last) = (Vec::new(), (i64::MIN, Id::ZERO));
    // Asked once for each group and name.
    let mut words: HashMap<(Id, Option<Id>), Word> = HashMap::new();
    loop {
        let page = store::waiting_near(tx, by, last, WAITING_PAGE as i64)?;
        let is_end = page.len() < WAITING_PAGE;
        for draft in page {
            last = (draft.sent_at.unwrap_or(i64::MIN), draft.id);
            if !kinds.contains(&draft.document.what()) {
                continue;
            }
            let word = match words.entry((draft.group, draft.coalition)) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(unknown) => *unknown.insert(word(tx, actor, &draft, by)?),
            };
            if word.counts_for(actor, &draft) {
                mine.push(draft);
            }
        }
        if is_end || mine.len() >= WAITING_MAX {
            mine.truncate(WAITING_MAX);
            return Ok(mine);
        }
    }
}

/// What a draft becomes.
enum Whole {
    Petition(Box<create::NewPetition>),
    Form(Box<forms::create::NewForm>),
    Update(UpdatePart),
}

/// Whether it could be published now, and as what.
fn ready(tx: &mut Tx<'_>, draft: &Draft, now: i64) -> Result<Result<Whole, ApproveRefusal>, Fault> {
    let mut untold = draft.document.words.iter().map(|words| words.text.trim().is_empty());
    let has_text = match draft.document.what() {
        // It may ask without a word before.
        What::Form => true,
        // The page in the other language shows the same words.
        What::Petition => !untold.all(|is_untold| is_untold),
        What::Update => !untold.any(|is_untold| is_untold),
    };
    if !has_text {
        let is_update = draft.document.what() == What::Update;
        return Ok(Err(if is_update { ApproveRefusal::NoUpdateText } else { ApproveRefusal::NoText }));
    }
    if draft.document.closes_at.is_some_and(|closes_at| closes_at <= now) {
        return Ok(Err(ApproveRefusal::Past));
    }
    if let Some(part) = draft.document.update {
        return Ok(updates::fits(tx, draft, part)?.map(|()| Whole::Update(part)));
    }
    if let Some(coalition) = draft.coalition
        && coalitions::role_of(tx, coalition, draft.group)?.is_none()
    {
        return Ok(Err(ApproveRefusal::Coalition));
    }
    if let Some(new) = forms::drafting::form_of(draft, now) {
        // The rest was checked when it was kept.
        return Ok(forms::create::check(&new).map(|()| Whole::Form(Box::new(new))).map_err(|_| ApproveRefusal::Changed));
    }
    let new = draft.as_petition(tx, now)?;
    Ok(match create::check(&new) {
        Ok(()) => Ok(Whole::Petition(Box::new(new))),
        // The rest was checked when it was kept; a set may have grown since.
        Err(_) => Err(ApproveRefusal::Targets),
    })
}

/// Sends a draft for approval, in the version that was read.
pub fn send(tx: &mut Tx<'_>, act: &Act, id: Id, version: i64) -> Result<Result<(), ApproveRefusal>, Fault> {
    let Some(found) = store::find(tx, id)?.filter(|found| found.group == act.group) else { return Ok(Err(ApproveRefusal::Over)) };
    if let Err(refusal) = ready(tx, &found, act.now)? {
        return Ok(Err(refusal));
    }
    if store::send(tx, id, version, act)? {
        telling::queue(tx, id, version, telling::News::Waiting, act.now)?;
        return Ok(Ok(()));
    }
    Ok(match found.state {
        _ if found.version != version => Err(ApproveRefusal::Changed),
        DraftState::Waiting => Ok(()),
        _ => Err(ApproveRefusal::Over),
    })
}

/// Sends a draft back with a reason, in the version that was read.
pub fn send_back(tx: &mut Tx<'_>, act: &Act, id: Id, version: i64, why: &str) -> Result<Result<(), ApproveRefusal>, Fault> {
    let why = why.trim();
    if why.is_empty() || why.chars().count() > WHY_CHARS_MAX {
        return Ok(Err(ApproveRefusal::Why));
    }
    let found = match answered(tx, act, id, version)? {
        Ok(found) => found,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if store::send_back(tx, id, version, why, act)? {
        telling::queue(tx, id, version, telling::News::Returned, act.now)?;
        return Ok(Ok(()));
    }
    let ours = found.state == DraftState::Draft && found.answered_by == Some(act.account) && found.returned_why == why;
    Ok(if ours { Ok(()) } else { Err(ApproveRefusal::Over) })
}

/// The draft that somebody answers, if they may and it is the version that they read.
fn answered(tx: &mut Tx<'_>, act: &Act, id: Id, version: i64) -> Result<Result<Draft, ApproveRefusal>, Fault> {
    let (Some(found), Some(actor)) = (store::find(tx, id)?, access::actor(tx, act.account)?) else {
        return Ok(Err(ApproveRefusal::Over));
    };
    if !may_approve(tx, &actor, &found, act.group)? {
        return Ok(Err(ApproveRefusal::Own));
    }
    Ok(if found.version == version { Ok(found) } else { Err(ApproveRefusal::Changed) })
}

/// The address of what a draft became, or of the petition that it was added to.
fn slug_of(tx: &mut Tx<'_>, draft: &Draft) -> Result<Option<String>, Fault> {
    let id = draft.id;
    if let Some(part) = draft.document.update {
        return updates::slug(tx, part);
    }
    if let Some(whole) = create::find_by_id(tx, id)? {
        return Ok(Some(whole.petition.slug));
    }
    Ok(forms::create::find_by_id(tx, id)?.map(|whole| whole.form.slug))
}

/// Publishes a draft in the version that was read; the address of the petition or form that it now is.
pub fn publish(tx: &mut Tx<'_>, act: &Act, id: Id, version: i64) -> Result<Result<String, ApproveRefusal>, Fault> {
    let found = match answered(tx, act, id, version)? {
        Ok(found) => found,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if found.state == DraftState::Published {
        // A commit in doubt is run again.
        let ours = found.answered_by == Some(act.account);
        return Ok(slug_of(tx, &found)?.filter(|_| ours).ok_or(ApproveRefusal::Over));
    }
    let new = match ready(tx, &found, act.now)? {
        Ok(new) => new,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if !store::publish(tx, id, version, act)? {
        let changed = store::find(tx, id)?.is_some_and(|now| now.version != version);
        return Ok(Err(if changed { ApproveRefusal::Changed } else { ApproveRefusal::Over }));
    }
    let (about, deed) = match &new {
        Whole::Update(part) => (part.petition, running::Deed::Updated),
        Whole::Petition(_) | Whole::Form(_) => (id, running::Deed::Published),
    };
    let made = match new {
        Whole::Petition(new) => create_somewhere(tx, *new)?,
        Whole::Form(new) => forms::create::create_somewhere(tx, *new, SLUG_NUMBER_MAX)?.ok(),
        Whole::Update(part) => updates::publish(tx, &found, part, act.now)?,
    };
    let Some(slug) = made else { return Err(Fault::bug("a draft that was checked cannot be published")) };
    running::note(tx, act, about, deed)?;
    telling::queue(tx, id, version, telling::News::Published, act.now)?;
    Ok(Ok(slug))
}

/// Makes a petition under the first address that is free.
fn create_somewhere(tx: &mut Tx<'_>, mut new: create::NewPetition) -> Result<Option<String>, Fault> {
    // Only now nobody else accepts: the draft's row is ours.
    new.sponsors = co_sponsors::accepted(tx, new.petition.id)?;
    let wanted = new.petition.slug.clone();
    for number in 2..=SLUG_NUMBER_MAX {
        match create::create(tx, &new)? {
            Ok(()) => return Ok(Some(new.petition.slug)),
            Err(CreateRefusal::SlugTaken) => new.petition.slug = format!("{wanted}-{number}"),
            Err(_) => break,
        }
    }
    Ok(None)
}

/// Says openly that the one person of a group publishes what they wrote, or says it no more.
pub fn set_alone(tx: &mut Tx<'_>, act: &Act, alone: bool) -> Result<Result<(), ApproveRefusal>, Fault> {
    if !alone {
        store::drop_alone(tx, act.group)?;
        return Ok(Ok(()));
    }
    if accounts::seated_in(tx, act.group, 2)?.len() > 1 {
        return Ok(Err(ApproveRefusal::NotAlone));
    }
    store::set_alone(tx, act)?;
    Ok(Ok(()))
}
