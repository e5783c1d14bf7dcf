//! The people of a simulation: groups with a delegate, a deputy and two members who hold passkeys, one group of them hostile; and
//! supporters in several lists.

use super::world::{Told, World};
use super::{Broken, Story};
use crate::access::{self, Passkey, SeatRole, accounts, passkeys};
use crate::clock::DAY;
use crate::coalitions::delegates::name::name;
use crate::coalitions::{self, Act, Coalition, Group, Post, found};
use crate::ids::Id;
use crate::notices;
use crate::people::consent::Words;
use crate::people::{self, Coarse, Consent, ConsentStatus, Details, PersonInput, Purpose};
use crate::petitions::PetitionWords;
use crate::petitions::create::{self, NewPetition};
use crate::plans;
use crate::trust::cose::ES256;
use crate::trust::software::SoftwarePasskey;
use crate::web::lang::Lang;
use db::{Fault, Tx};
use std::sync::Arc;

/// Groups that found the coalition; the last one is hostile.
const FOUNDERS: [usize; 3] = [4, 5, 6];
/// Somebody who does not get through tries again so often.
const TRIES_MAX: usize = 30;

/// Somebody of a group, with their passkey.
#[derive(Clone)]
pub(super) struct Person {
    pub(super) account: Id,
    pub(super) passkey: Id,
    pub(super) key: Arc<SoftwarePasskey>,
}

/// A group.
#[derive(Clone)]
pub(super) struct Party {
    pub(super) id: Id,
    /// In this order: delegate, deputy, two members.
    pub(super) people: Vec<Person>,
    pub(super) is_hostile: bool,
}

pub(super) const DELEGATE: usize = 0;
pub(super) const DEPUTY: usize = 1;
const PEOPLE_PER_GROUP: usize = 4;

/// A supporter.
#[derive(Clone)]
pub(super) struct Supporter {
    /// The mailbox that reads their mails.
    pub(super) email: String,
    /// Whether the server may know its owner as two.
    pub(super) is_shared: bool,
}

impl World {
    /// Asks until there is an answer, as somebody would who must get through.
    pub(super) fn insist<D: Send + 'static, R: Send + std::fmt::Debug + 'static>(
        &mut self,
        what: &'static str,
        verb: impl Fn(&mut Tx<'_>) -> Result<Result<D, R>, Fault> + Clone + Send + 'static,
    ) -> Result<D, Broken> {
        for _ in 0..TRIES_MAX {
            match self.write(what, verb.clone())? {
                Told::Done(done) => return Ok(done),
                Told::Refused(refusal) => return Err(Broken::new(format!("{what} was refused: {refusal:?}"))),
                Told::Nothing => {}
            }
        }
        Err(Broken::new(format!("{what} got no answer {TRIES_MAX} times")))
    }

    fn account(&mut self, group: usize, who: usize) -> Result<Person, Broken> {
        let (app, now) = (self.app().clone(), self.now());
        let email = seal::email::fold(&format!("organiser{group}-{who}@groups.example")).map_err(Broken::unable)?;
        let new = accounts::prepare(&app.vault, &self.ids, now, &email, "Ada Example", Lang::En).map_err(Broken::unable)?;
        let key = SoftwarePasskey::from_secret(self.dice.bytes());
        let id = self.ids.fresh(now);
        let sealed_name = app.vault.seal(Id::ZERO, &id.0, b"phone", self.ids.bytes()).map_err(Broken::unable)?;
        let passkey = Passkey {
            id,
            account: new.id,
            credential_id: id.0.to_vec(),
            public_key: key.cose().to_vec(),
            algorithm: ES256,
            sign_count: 0,
            sealed_name,
            registered_at: now,
            used_at: None,
        };
        let account = self.insist("an account", move |tx| {
            let account = access::add_account(tx, &new)?;
            passkeys::add_in_software(tx, &passkey)?;
            Ok(Ok::<_, ()>(account))
        })?;
        Ok(Person { account, passkey: id, key: Arc::new(key) })
    }

    /// A group with its people in their seats.
    pub(super) fn party(&mut self, number: usize, is_hostile: bool) -> Result<Party, Broken> {
        let (app, now) = (self.app().clone(), self.now());
        let group = Group {
            id: self.ids.fresh(now),
            slug: format!("group-{number}"),
            name: format!("Group {number}"),
            about_en: String::new(),
            about_es: String::new(),
            postal_address: "1 Made-up Street\nSpringfield, OH 45501".to_owned(),
            country: "US".to_owned(),
            created_at: now,
        };
        let (id, key) = (group.id, coalitions::key_for(&app.vault, &group, &self.ids));
        // A second time finds its own row: the slug is taken by nobody else.
        self.insist("a group", move |tx| coalitions::add_group(tx, &group, &key).map(Ok::<_, ()>))?;
        self.app().vault.load(&self.app().db).map_err(Broken::unable)?;
        let people = (0..PEOPLE_PER_GROUP).map(|who| self.account(number, who)).collect::<Result<Vec<_>, _>>()?;
        let accounts: Vec<Id> = people.iter().map(|person| person.account).collect();
        self.insist("seats", move |tx| {
            accounts.iter().try_for_each(|account| access::add_seat(tx, *account, id, SeatRole::Owner, now))?;
            Ok(Ok::<_, ()>(()))
        })?;
        Ok(Party { id, people, is_hostile })
    }

    /// Founds a coalition of these groups as equals, with their delegates and deputies; and its log begins.
    fn found(&mut self, parties: &[Party]) -> Result<Coalition, Broken> {
        let now = self.now();
        let coalition = Coalition {
            id: self.ids.fresh(now),
            slug: "open-libraries".to_owned(),
            name: "Open Libraries".to_owned(),
            about_en: String::new(),
            about_es: String::new(),
            created_at: now,
        };
        let act = |world: &mut Self, party: &Party, who: usize| Act {
            id: world.ids.fresh(now),
            account: party.people[who].account,
            group: party.id,
            now,
        };
        let others: Vec<Id> = parties[1..].iter().map(|party| party.id).collect();
        let (new, first) = (coalition.clone(), Act { id: coalition.id, ..act(self, &parties[0], DELEGATE) });
        self.insist("founding", move |tx| found::found(tx, &first, &new, &others))?;
        for party in &parties[1..] {
            let (answer, id) = (act(self, party, DELEGATE), coalition.id);
            self.insist("a founder's answer", move |tx| found::answer(tx, &answer, id, true))?;
        }
        for party in parties {
            for (who, post) in [(DELEGATE, Post::Delegate), (DEPUTY, Post::Deputy)] {
                let (naming, id, account) = (act(self, party, who), coalition.id, party.people[who].account);
                self.insist("naming", move |tx| name(tx, &naming, id, post, account, true))?;
            }
        }
        let (signer, begun) = (notices::Signer::of(self.app()), coalition.clone());
        self.insist("the log", move |tx| {
            notices::begin(tx, &signer, now, &begun)?;
            plans::passkeys::enter_of_coalition(tx, &signer, now, begun.id).map(Ok::<_, ()>)
        })?;
        Ok(coalition)
    }

    /// A person as they come into a group's list. `folded` is the mailbox that they are recognised by.
    pub(super) fn input(&self, group: Id, email: &str, folded: &str) -> Result<PersonInput, Broken> {
        let details = Details { given_name: "Ana".into(), email: email.to_owned(), ..Details::default() };
        let coarse = Coarse { zip: "45501".into(), lang: "en".into(), country: "US".into(), region: "OH".into() };
        let person = self.app().intake().person(group, self.now(), Some(folded), details, coarse).map_err(Broken::unable)?;
        Ok(PersonInput { email_proved: true, ..person })
    }
}

/// The words of somebody who agrees to calls.
pub(super) fn agreed(group: Id, noted_at: i64) -> Consent {
    Consent {
        group,
        channel: seal::Channel::Email,
        purpose: Purpose::Calls,
        status: ConsentStatus::Confirmed,
        words: Words::new("en", "Yes, call me."),
        source: String::new(),
        noted_at,
    }
}

impl Story {
    /// Everything that is there before the first step. Faults come from the first write on.
    pub(super) fn settle_in(world: World) -> Result<Self, Broken> {
        let mut story = Self::empty(world);
        let world = &mut story.world;
        let founders = FOUNDERS[world.dice.below(FOUNDERS.len())];
        for number in 0..founders {
            let party = world.party(number, number + 1 == founders)?;
            story.parties.push(party);
        }
        story.coalition = Some(world.found(&story.parties)?);
        for _ in 0..20 + story.world.dice.below(20) {
            story.add_supporter()?;
        }
        story.add_petition()?;
        // The passkeys have waited their day before the first ballot.
        story.world.clock.advance(DAY);
        Ok(story)
    }

    /// Somebody new in one list or several. Some use a second address of one mailbox, by which nobody knows that they are the same.
    pub(super) fn add_supporter(&mut self) -> Result<&'static str, Broken> {
        let number = self.supporters.len();
        let is_alias = number > 0 && self.world.dice.in_thousand(150);
        let twin = self.world.dice.below(number.max(1));
        let (email, folded) = match is_alias {
            true => (self.supporters[twin].email.clone(), format!("alias{number}@people.example")),
            false => (format!("p{number}@people.example"), format!("p{number}@people.example")),
        };
        let groups: Vec<usize> = (0..self.parties.len()).filter(|_| self.world.dice.in_thousand(350)).collect();
        let now = self.world.now();
        for number in &groups {
            let group = self.parties[*number].id;
            let input = self.world.input(group, &email, &folded)?;
            let (vault, consent) = (self.world.app().vault.clone(), agreed(group, now));
            self.world.insist("a supporter", move |tx| {
                let known = people::recognise(tx, &vault, now, &[&input])?;
                let given: Vec<(Id, &Consent)> = known.iter().map(|known| (known.identity, &consent)).collect();
                people::consent::note(tx, &given)?;
                Ok(Ok::<_, ()>(()))
            })?;
        }
        if is_alias {
            self.supporters[twin].is_shared = true;
            self.left.remove(&email);
        }
        self.supporters.push(Supporter { email, is_shared: is_alias });
        Ok("done")
    }

    fn add_petition(&mut self) -> Result<(), Broken> {
        let (id, group, now) = (self.world.ids.fresh(self.world.now()), self.parties[0].id, self.world.now());
        let petition = create::blank(id, group, "keep-them-open".to_owned(), now);
        let words = PetitionWords { lang: "en".into(), title: "Keep them open".into(), ..PetitionWords::default() };
        let new = NewPetition { petition, words: vec![words], sponsors: Vec::new(), targets: Vec::new() };
        self.world.insist("a petition", move |tx| create::create(tx, &new))?;
        self.petition = id;
        Ok(())
    }
}
