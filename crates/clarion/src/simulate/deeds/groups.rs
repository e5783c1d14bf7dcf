//! Groups of the coalition: they leave, are invited again, name and recall their delegates.

use super::nothing;
use crate::coalitions::delegates::{name as naming, recall as recalling};
use crate::coalitions::membership::{change_role as changing, invite as inviting, leave as leaving};
use crate::coalitions::{self, Act, Calling, Post, Role};
use crate::ids::Id;
use crate::messages::calls;
use crate::plans::ballot_box::Phase;
use crate::plans::cast;
use crate::simulate::people::{DELEGATE, DEPUTY, Party};
use crate::simulate::{Broken, Story};
use db::{Fault, Tx};

/// With fewer no ballot is worth its name.
const STEERING_MIN: i64 = 3;

impl Story {
    fn act(&self, party: &Party, who: usize) -> Act {
        let now = self.world.now();
        Act { id: self.world.ids.fresh(now), account: party.people[who].account, group: party.id, now }
    }

    /// A group that left says nothing more in ballots that run.
    fn check_silent(&self, group: Id) -> Result<(), Broken> {
        for vote in self.ballots.iter().filter(|vote| !vote.is_over) {
            let Some(found) = self.ballot_box(vote.id)? else { continue };
            let runs = matches!(found.phase, Phase::Open { .. } | Phase::Decided { .. });
            if runs && found.groups.get(&group).is_some_and(|state| !state.left || state.standing.is_some()) {
                return Err(Broken::new(format!("group {group} left, and ballot {} still counts it", vote.id)));
            }
        }
        Ok(())
    }

    fn role_of(&self, group: Id) -> Result<Option<Role>, Broken> {
        let coalition = self.coalition().id;
        self.world.read(move |tx| coalitions::role_of(tx, coalition, group))
    }
}

/// Whether words are on their way, asked as the console asks it: nobody begins to send before this transaction ends.
fn calling(tx: &mut Tx<'_>, coalition: Id) -> Result<Calling, Fault> {
    coalitions::hold(tx, coalition)?;
    Ok(if calls::is_on_its_way(tx, coalition)? { Calling::Now } else { Calling::Not })
}

/// A group leaves, or takes a smaller part; in ballots that run it counts as silent from then on.
pub(super) fn leave(story: &mut Story) -> Result<String, Broken> {
    let party = story.steering_party()?;
    let (coalition, tools, act) = (story.coalition().id, story.world.tools(), story.act(&party, DELEGATE));
    if story.world.read(move |tx| coalitions::steering_count(tx, coalition))? <= STEERING_MIN {
        return nothing();
    }
    let to = story.world.dice.in_thousand(300).then_some(Role::Partner);
    let left = story.world.write("coalitions.leave", move |tx| {
        let calling = calling(tx, coalition)?;
        let left = leaving::leave(tx, &act, coalition, to, calling)?;
        // As the console's page does it.
        if left.is_ok() && to.is_none() {
            cast::leave(tx, &tools, act.now, coalition, act.group)?;
        }
        Ok(left)
    })?;
    if left.is_done() && to.is_none() {
        story.check_silent(party.id)?;
    }
    Ok(left.word().to_owned())
}

/// Groups want another role for one, or to put it out; the others have a say.
pub(super) fn change_role(story: &mut Story) -> Result<String, Broken> {
    let (proposer, coalition) = (story.steering_party()?, story.coalition().id);
    let Some(concerned) = story.world.dice.pick(&story.parties).cloned() else { return nothing() };
    if story.world.read(move |tx| coalitions::steering_count(tx, coalition))? <= STEERING_MIN {
        return nothing();
    }
    let to = [Some(Role::Steering), Some(Role::Partner), Some(Role::Endorser), None][story.world.dice.below(4)];
    let (act, group) = (story.act(&proposer, DELEGATE), concerned.id);
    let proposed = story.world.write("coalitions.propose_role", move |tx| {
        let calling = calling(tx, coalition)?;
        changing::propose(tx, &act, coalition, group, to, calling)
    })?;
    let mut told = vec![proposed.word()];
    for party in story.parties.clone() {
        let voice = story.act(&party, DEPUTY);
        if !story.world.dice.in_thousand(700) {
            continue;
        }
        let supported = story.world.write("coalitions.support_role", move |tx| {
            let calling = calling(tx, coalition)?;
            changing::support(tx, &voice, act.id, calling)
        })?;
        if supported.is_done() && party.id == group {
            return Err(Broken::new(format!("group {group} has a voice in a change of its own role")));
        }
        told.push(supported.word());
    }
    Ok(told.join(", "))
}

/// A group that is out is asked back, by two, and comes.
pub(super) fn invite(story: &mut Story) -> Result<String, Broken> {
    let Some(party) = story.world.dice.pick(&story.parties).cloned() else { return nothing() };
    if story.role_of(party.id)?.is_some() {
        return nothing();
    }
    let coalition = story.coalition().id;
    let (first, second) = (story.steering_party()?, story.steering_party()?);
    let (act, group) = (story.act(&first, DELEGATE), party.id);
    let invited = story.world.write("coalitions.invite", move |tx| inviting::invite(tx, &act, coalition, group, Role::Steering))?;
    let seconding = story.act(&second, DELEGATE);
    let seconded = story.world.write("coalitions.second", move |tx| inviting::second(tx, &seconding, act.id))?;
    let answering = story.act(&party, DELEGATE);
    let answered = story.world.write("coalitions.answer", move |tx| inviting::answer(tx, &answering, act.id, true))?;
    for (who, post) in [(DELEGATE, Post::Delegate), (DEPUTY, Post::Deputy)] {
        story.name(&party, who, post)?;
    }
    Ok(format!("{}, {}, {}", invited.word(), seconded.word(), answered.word()))
}

impl Story {
    fn name(&mut self, party: &Party, who: usize, post: Post) -> Result<&'static str, Broken> {
        let (act, coalition, account) = (self.act(party, who), self.coalition().id, party.people[who].account);
        let named = self.world.write("coalitions.name", move |tx| naming::name(tx, &act, coalition, post, account, true))?;
        Ok(named.word())
    }
}

/// A group has somebody else speak for it; next time it may be the old one again.
pub(super) fn name(story: &mut Story) -> Result<String, Broken> {
    let party = story.steering_party()?;
    let who = [DELEGATE, DELEGATE, 2][story.world.dice.below(3)];
    story.name(&party, who, Post::Delegate).map(str::to_owned)
}

/// Two people of a group end their delegate's post; then they name one again.
pub(super) fn recall(story: &mut Story) -> Result<String, Broken> {
    let party = story.steering_party()?;
    let (coalition, first, second) = (story.coalition().id, story.act(&party, 2), story.act(&party, 3));
    let proposed = story.world.write("coalitions.recall", move |tx| recalling::propose(tx, &first, coalition, Post::Delegate))?;
    let confirmed = story.world.write("coalitions.confirm_recall", move |tx| recalling::confirm(tx, &second, first.id))?;
    let named = story.name(&party, DELEGATE, Post::Delegate)?;
    Ok(format!("{}, {}, {named}", proposed.word(), confirmed.word()))
}
