//! What waits for a person, everywhere they have a seat: ballots, what other groups ask for, events to look at, questions to their own
//! group. Read with a few bounded queries for each coalition; the pages behind the links ask `may` again.

use super::{Actor, Deed, Standing, may};
use crate::actions::drafts::{self, Draft};
use crate::coalitions::console::{self, Waits};
use crate::coalitions::found::{self, Answer};
use crate::coalitions::membership::invite;
use crate::coalitions::merging::telling::{self as merges, Question};
use crate::coalitions::{self, Coalition, Group, Role, delegates};
use crate::events;
use crate::forms;
use crate::ids::Id;
use crate::petitions;
use crate::plans::{self, Tools, pages::WaitingBallot};
use db::{Fault, Tx};
use std::collections::BTreeMap;

/// All of it.
#[derive(Default)]
pub(super) struct Waiting {
    /// Ballots, with the address part of their coalition.
    pub(super) ballots: Vec<(String, WaitingBallot)>,
    /// What other groups of a coalition wait for, with the group that answers.
    pub(super) coalitions: Vec<(Coalition, Group, Waits)>,
    /// Own groups that are asked to found or join a coalition, and how often.
    pub(super) asked: Vec<(Group, usize)>,
    /// Own groups that another asks to become one with it, or to undo that, with the name of the group that asks.
    pub(super) merges: Vec<(Group, Question, String)>,
    /// What this person wrote and somebody sent back, with its group.
    pub(super) sent_back: Vec<(Group, Draft)>,
    /// Petitions to publish or to co-sponsor, with the group that answers.
    pub(super) petitions: Vec<(Group, usize)>,
    /// Forms to publish, with the group that answers.
    pub(super) forms: Vec<(Group, usize)>,
    /// Events of other groups to vet.
    pub(super) to_vet: i64,
    /// Changes of other groups' events to confirm.
    pub(super) to_confirm: i64,
    /// Whether this person speaks for a group, or is an owner of one that steers and for which nobody does.
    pub(super) may_vote: bool,
}

/// An own group in a coalition.
struct Own {
    group: Group,
    standing: Standing,
}

/// Reads it.
pub(super) fn waiting(tx: &mut Tx<'_>, tools: &Tools, actor: &Actor, now: i64) -> Result<Waiting, Fault> {
    let mut waiting = Waiting::default();
    let mut by_coalition: BTreeMap<Id, (Coalition, Vec<Own>)> = BTreeMap::new();
    for seat in &actor.seats {
        let Some(group) = coalitions::group(tx, seat.group)? else { continue };
        if may(actor, &Deed::JoinCoalition(group.id)) {
            let asked = found::of_group(tx, group.id)?.into_iter().filter(|(_, answer)| *answer == Answer::Asked).count();
            let asked = asked + invite::open_of_group(tx, group.id, now)?.len();
            waiting.asked.extend((asked > 0).then(|| (group.clone(), asked)));
        }
        if may(actor, &Deed::MergeGroups(group.id)) {
            let asked = merges::waits_for(tx, group.id)?;
            waiting.merges.extend(asked.map(|(question, asks)| (group.clone(), question, asks)));
        }
        let drafts = drafts::open_in(tx, group.id)?.into_iter();
        let mine = drafts.filter(|draft| draft.is_sent_back() && draft.is_by(actor.account));
        waiting.sent_back.extend(mine.map(|draft| (group.clone(), draft)));
        let petitions = petitions::waiting_count(tx, actor, group.id)?;
        waiting.petitions.extend((petitions > 0).then(|| (group.clone(), petitions)));
        let forms = forms::waiting_count(tx, actor, group.id)?;
        waiting.forms.extend((forms > 0).then(|| (group.clone(), forms)));
        for coalition in coalitions::coalitions_of(tx, group.id)? {
            let role = coalitions::role_of(tx, coalition.id, group.id)?;
            let is_delegate = delegates::is_delegate(tx, coalition.id, group.id, actor.account)?;
            let standing = Standing { group: group.id, role, is_delegate };
            by_coalition.entry(coalition.id).or_insert((coalition, Vec::new())).1.push(Own { group: group.clone(), standing });
        }
    }
    for (coalition, own) in by_coalition.into_values() {
        in_coalition(tx, (tools, actor, now), coalition, &own, &mut waiting)?;
    }
    Ok(waiting)
}

fn in_coalition(
    tx: &mut Tx<'_>,
    (tools, actor, now): (&Tools, &Actor, i64),
    coalition: Coalition,
    own: &[Own],
    waiting: &mut Waiting,
) -> Result<(), Fault> {
    let found = plans::pages::waiting(tx, tools, actor.account, &coalition.slug, now)?;
    waiting.ballots.extend(found.into_iter().map(|ballot| (coalition.slug.clone(), ballot)));
    for (host, to_vet, to_confirm) in events::waiting(tx, coalition.id)? {
        if own.iter().any(|own| may(actor, &Deed::VetEvent { by: own.standing, host })) {
            waiting.to_vet += to_vet;
            waiting.to_confirm += to_confirm;
        }
    }
    let steers: Vec<&Own> = own.iter().filter(|own| own.standing.role == Some(Role::Steering)).collect();
    for own in &steers {
        let is_free = delegates::current(tx, coalition.id, own.group.id)?.is_empty();
        let names = is_free && may(actor, &Deed::NameDelegates(own.group.id));
        waiting.may_vote |= own.standing.is_delegate || names;
    }
    if let Some(own) = steers.first() {
        let waits = console::waits(tx, coalition.id, own.group.id, now)?;
        waiting.coalitions.push((coalition, own.group.clone(), waits));
    }
    Ok(())
}
