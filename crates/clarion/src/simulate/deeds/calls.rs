//! What people do to a sending that runs: pause it, and by two groups resume, stop and correct it. And what the relay does by itself.

use super::nothing;
use crate::ids::Id;
use crate::messages::calls::{self, By, NewWords, Power, Sending, TwoRefusal, TwoSaid, Words};
use crate::messages::delivery;
use crate::simulate::people::Party;
use crate::simulate::relay::Temper;
use crate::simulate::world::Told;
use crate::simulate::{Broken, Running, Story};
use crate::web::lang::Lang;
use db::{Fault, Tx};

/// Two people say the same if their words have one hash; the pages hash what they show.
const WORDS_HASH: [u8; 32] = [9; 32];

impl Story {
    /// A sending that has not ended, as it stands.
    pub(super) fn some_sending(&mut self) -> Result<Option<Sending>, Broken> {
        let running: Vec<Id> = self.sendings.iter().filter(|sending| !sending.is_over).map(|sending| sending.id).collect();
        match self.world.dice.pick(&running).copied() {
            Some(id) => self.world.read(move |tx| calls::sending(tx, id)),
            None => Ok(None),
        }
    }

    pub(super) fn by(&self, party: &Party, who: usize) -> By {
        let act = self.world.ids.fresh(self.world.now());
        By { act, account: party.people[who].account, group: party.id, words_hash: WORDS_HASH }
    }

    /// A group does what needs two, and perhaps another after it.
    fn two(
        &mut self,
        name: &'static str,
        act: impl Fn(&mut Tx<'_>, i64, &By) -> Result<Result<TwoSaid, TwoRefusal>, Fault> + Clone + Send + 'static,
    ) -> Result<String, Broken> {
        let mut told = Vec::new();
        for _ in 0..1 + self.world.dice.below(2) {
            let party = self.steering_party()?;
            let (by, now, act) = (self.by(&party, 0), self.world.now(), act.clone());
            let said = self.world.write(name, move |tx| act(tx, now, &by))?;
            told.push(match said {
                Told::Done(TwoSaid::Done) => "done by two",
                other => other.word(),
            });
        }
        Ok(told.join(", "))
    }
}

/// A group holds a sending up.
pub(super) fn pause(story: &mut Story) -> Result<String, Broken> {
    let Some(sending) = story.some_sending()? else { return nothing() };
    let party = story.steering_party()?;
    let (by, now) = (story.by(&party, 1), story.world.now());
    let paused = story.world.write("messages.pause", move |tx| calls::confirm_or_pause(tx, now, sending.id, &by))?;
    if !matches!(paused, Told::Refused(_)) {
        let known = story.sendings.iter_mut().filter(|known| known.id == sending.id);
        known.for_each(|known| known.pauses.push((now, party.id)));
    }
    Ok(paused.word().to_owned())
}

/// Groups let a sending go on.
pub(super) fn resume(story: &mut Story) -> Result<String, Broken> {
    let Some(Sending { id, version, .. }) = story.some_sending()? else { return nothing() };
    story.two("messages.resume", move |tx, now, by| calls::resume(tx, now, id, version, by))
}

/// Groups end a sending.
pub(super) fn stop(story: &mut Story) -> Result<String, Broken> {
    let Some(Sending { id, version, .. }) = story.some_sending()? else { return nothing() };
    story.two("messages.stop", move |tx, now, by| calls::stop(tx, now, id, version, by))
}

/// Groups send other words to those whom a sending reached.
pub(super) fn correct(story: &mut Story) -> Result<String, Broken> {
    let Some(last) = story.sendings.len().checked_sub(1) else { return nothing() };
    let id = story.sendings[last].id;
    let Some(wrong) = story.world.read(move |tx| calls::sending(tx, id))? else { return nothing() };
    let acts = story.world.read({
        let wrong = wrong.clone();
        move |tx| calls::acts(tx, &wrong)
    })?;
    let was_asked = acts.iter().any(|act| act.power == Power::Correct);
    let (now, number) = (story.world.now(), story.sendings.len());
    let (new, subject) = (story.world.ids.fresh(now), format!("A correction ({number})"));
    let words = vec![Words { lang: Lang::En, subject: subject.clone(), body: "It is at noon.".to_owned() }];
    let corrected = NewWords { sending: new, words, notice_code: wrong.notice_code.clone() };
    let told = story.two("messages.correct", move |tx, now, by| {
        let corrected = corrected.clone();
        calls::correct(tx, now, &wrong, by, move |_| Ok(corrected))
    })?;
    // Where the second was not answered it may have begun: two groups asked, now or one of them long before.
    let has_begun = (was_asked || told.contains(", ")) && story.world.read(move |tx| calls::sending(tx, new))?.is_some();
    if has_begun || told.contains("done by two") {
        story.sendings.push(Running { corrects: Some(last), ..Running::new(new, vec![subject], false) });
    }
    Ok(told)
}

/// The relay has a bad day, or a good one.
pub(super) fn change_temper(story: &mut Story) -> Result<String, Broken> {
    let temper = [Temper::Kind, Temper::Kind, Temper::Cross, Temper::Away][story.world.dice.below(4)];
    story.world.relay.set_temper(temper);
    Ok(format!("{temper:?}"))
}

/// The operator bounds how many mails a sender hands over in a minute.
pub(in crate::simulate) fn set_rate(story: &mut Story) -> Result<String, Broken> {
    let sender = if story.world.dice.in_thousand(500) { Id::ZERO } else { story.steering_party()?.id };
    let mails = [2, 5, 10, 30, 10_000][story.world.dice.below(5)];
    let set = story.world.write("messages.set_rate", move |tx| delivery::set_rate(tx, sender, mails).map(Ok::<_, ()>))?;
    Ok(format!("{mails} a minute: {}", set.word()))
}

impl Story {
    /// No sender waits for a rate any more.
    pub(in crate::simulate) fn lift_rates(&mut self) -> Result<(), Broken> {
        let senders: Vec<Id> = self.parties.iter().map(|party| party.id).chain([Id::ZERO]).collect();
        self.world.insist("lifting the rates", move |tx| {
            senders.iter().try_for_each(|sender| delivery::set_rate(tx, *sender, 1_000_000))?;
            Ok(Ok::<_, ()>(()))
        })
    }
}
