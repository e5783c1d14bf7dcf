//! Answering a group that asks to join: one steering group takes it in, as endorser or partner, by the rule of an invitation in these
//! roles; or declines with words. A group that was not on this server is made, and its contact gets an invitation to the owner's seat.

use super::{Request, Wanted, jobs, store};
use crate::access::SeatRole;
use crate::actions::address;
use crate::coalitions::history::note;
use crate::coalitions::profile::{self, GroupKind, Profile};
use crate::coalitions::seats::{OPERATOR, invite as seats};
use crate::coalitions::{self, Act, ActKind, Group, hold_as_steering};
use crate::ids::{Id, Ids};
use crate::keys::{Vault, WrappedKey};
use crate::pending::FormContent;
use crate::web::lang::Lang;
use db::{Fault, Tx};

/// Addresses that are tried for a group whose name is taken in them.
const SLUGS_TRIED: usize = 20;
/// Groups whose names are looked at: one server has few.
const GROUPS_LOOKED: i64 = 10_000;

refusals! {
    /// Why a request is not answered so.
    AnswerRefusal {
        /// The coalition does not stand, or the group does not steer it.
        NotSteering = "join-refused-not-steering",
        /// It was answered, said anew or deleted, or is another coalition's.
        Over = "join-refused-over",
        /// A group of that name is on this server.
        GroupStands = "join-refused-group-stands",
        /// The group that asks is part of another by now.
        Gone = "join-refused-gone",
        /// Declining needs words.
        NoWords = "join-refused-no-words",
    }
}

/// A group to be made, with the invitation to its first seat.
#[derive(Clone)]
pub struct NewGroup {
    group: Group,
    key: WrappedKey,
    profile: Profile,
    owner: seats::NewSeatInvitation,
}

/// Prepares the group of a request that is not on this server; needs no transaction.
pub fn prepare((vault, ids): (&Vault, &Ids), now: i64, (wanted, content): (&Wanted, &FormContent)) -> Result<NewGroup, Fault> {
    let group = Group {
        id: ids.fresh(now),
        slug: address::slug_of(&wanted.name, "group"),
        name: wanted.name.clone(),
        about_en: String::new(),
        about_es: String::new(),
        postal_address: wanted.address.clone(),
        country: content.coarse.country.clone(),
        created_at: now,
    };
    let key = coalitions::key_for(vault, &group, ids);
    let profile = Profile {
        kind: GroupKind::default(),
        legal_kind: wanted.legal_kind,
        region: content.coarse.region.clone(),
        ..Profile::default()
    };
    let email = seal::email::fold(&content.details.email).map_err(|_| Fault::bug("a mailbox that was read cannot be read"))?;
    let lang = Lang::from_code(&content.coarse.lang).unwrap_or(Lang::En);
    // Nobody sits there yet whose seat the invitation could end with.
    let owner = seats::prepare(vault, ids, now, group.id, &email, SeatRole::Owner, lang, OPERATOR)?.taken_into(content.action);
    Ok(NewGroup { group, key, profile, owner })
}

/// The request, if it waits in this coalition and the act's group steers; nothing to do where this very deed answered it.
fn held(tx: &mut Tx<'_>, act: &Act, (coalition, id): (Id, Id)) -> Result<Result<Option<Request>, AnswerRefusal>, Fault> {
    if !hold_as_steering(tx, coalition, act.group)? {
        return Ok(Err(AnswerRefusal::NotSteering));
    }
    let found = store::request(tx, id)?.filter(|found| found.coalition == coalition);
    Ok(match found {
        Some(found) if found.state == store::OPEN => Ok(Some(found)),
        // A commit in doubt is run again.
        Some(found) if found.answer_id == Some(act.id) => Ok(None),
        _ => Err(AnswerRefusal::Over),
    })
}

/// Takes a group in.
pub fn accept(
    tx: &mut Tx<'_>,
    act: &Act,
    (coalition, id): (Id, Id),
    (wanted, new): (&Wanted, Option<&NewGroup>),
) -> Result<Result<(), AnswerRefusal>, Fault> {
    let request = match held(tx, act, (coalition, id))? {
        Ok(Some(request)) => request,
        Ok(None) => return Ok(Ok(())),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let group = match (request.own_group, new) {
        (Some(own), _) => own,
        (None, Some(new)) => match make(tx, act.now, new)? {
            Ok(made) => made,
            Err(refusal) => return Ok(Err(refusal)),
        },
        (None, None) => return Err(Fault::bug("a request without a group")),
    };
    if coalitions::group(tx, group)?.is_none() || coalitions::merging::survivor_of(tx, group)?.is_some() {
        return Ok(Err(AnswerRefusal::Gone));
    }
    if coalitions::role_of(tx, coalition, group)?.is_none() {
        coalitions::join(tx, coalition, group, wanted.role, act.now)?;
        note(tx, coalition, act, ActKind::TookIn, Some(group), wanted.role.as_str())?;
    }
    end(tx, act, &request, (store::ACCEPTED, None))
}

/// A group on this server that has this name already: then none is made.
pub fn namesake(tx: &mut Tx<'_>, name: &str) -> Result<Option<Group>, Fault> {
    let folded = seal::name::fold(name);
    Ok(coalitions::groups(tx, GROUPS_LOOKED)?.into_iter().find(|group| seal::name::fold(&group.name) == folded))
}

/// Makes the group, at an address that is free.
fn make(tx: &mut Tx<'_>, now: i64, new: &NewGroup) -> Result<Result<Id, AnswerRefusal>, Fault> {
    if namesake(tx, &new.group.name)?.is_some() {
        return Ok(Err(AnswerRefusal::GroupStands));
    }
    let base = if address::is_slug(&new.group.slug) { new.group.slug.as_str() } else { "group" };
    for number in 1..=SLUGS_TRIED {
        let slug = if number == 1 { base.to_owned() } else { format!("{base}-{number}") };
        let group = Group { slug, ..new.group.clone() };
        if coalitions::add_group(tx, &group, &new.key)? {
            profile::begin(tx, now, group.id, &new.profile)?;
            // Of a group that was not there a moment ago nobody has a seat, and nobody stopped its mails.
            return match seats::invite(tx, &new.owner)? {
                Ok(()) => Ok(Ok(group.id)),
                Err(_) => Err(Fault::bug("the first seat of a new group was refused")),
            };
        }
    }
    Ok(Err(AnswerRefusal::GroupStands))
}

/// Declines, with words sealed for the request.
pub fn decline(tx: &mut Tx<'_>, act: &Act, (coalition, id): (Id, Id), sealed: &[u8]) -> Result<Result<(), AnswerRefusal>, Fault> {
    match held(tx, act, (coalition, id))? {
        Ok(Some(request)) => end(tx, act, &request, (store::DECLINED, Some(sealed))),
        Ok(None) => Ok(Ok(())),
        Err(refusal) => Ok(Err(refusal)),
    }
}

fn end(
    tx: &mut Tx<'_>,
    act: &Act,
    request: &Request,
    (state, sealed): (&'static str, Option<&[u8]>),
) -> Result<Result<(), AnswerRefusal>, Fault> {
    let answered = store::Answered { state, deed: act.id, by: act.group, sealed, now: act.now };
    if !store::answer(tx, (request.id, request.coalition), &answered)? {
        return Ok(Err(AnswerRefusal::Over));
    }
    jobs::queue_answer(tx, request.id, act.now)?;
    Ok(Ok(()))
}
