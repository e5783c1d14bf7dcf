//! A coalition that decides: groups with a delegate, a deputy and a member each, all with passkeys in software, and a plan.

use crate::harness::Server;
use clarion::clock::{HOUR, MINUTE};
use clarion::coalitions::{self, Coalition};
use clarion::ids::Id;
use clarion::notices::Signer;
use clarion::plans::ballot_box::{BallotBox, BoxRefusal, Signed};
use clarion::plans::cast::{self, Cast, CastInput};
use clarion::plans::certificate::{self, Certificate};
use clarion::plans::confirm_passkey::{self, Kept};
use clarion::plans::confirmation::Confirmation;
use clarion::plans::document::{Audience, Both, FrozenEvent, OutcomeWords, PlanDocument, Power};
use clarion::plans::freeze::{Elector, ElectorPasskey, Facts};
use clarion::plans::open::{self, OpenInput, OpenRefusal};
use clarion::plans::passkeys::{self, Entry};
use clarion::plans::rule::{Agreement, Rule, Silence};
use clarion::plans::start::{self, Follow, Started};
use clarion::plans::{self, Choice, Outcome, Tools, compose, evaluate};
use clarion::trust::assertion::RelyingParty;
use clarion::trust::ballot::{ACT_FORMAT, Act, ActWords, BALLOT_FORMAT, BallotWords, SignedWords};
use clarion::trust::software::SoftwarePasskey;
use clarion::trust::{Base64, Hash};
use db::{Engine, Tx};
use std::sync::{Arc, Mutex};

/// When every story begins.
pub const NOW: i64 = 1_790_000_000_000_000;
/// Groups of a story, unless it says otherwise.
pub const GROUPS: usize = 4;

pub struct Room {
    pub server: Server,
    pub coalition: Id,
    pub plan: Id,
    pub groups: usize,
}

/// Half of the groups must speak, more than half call or stand down, one block stops.
pub const RULE: Rule = Rule {
    call: Agreement::Majority,
    stand_down: Agreement::Majority,
    quorum_percent: 50,
    silence: Silence::NotCounted,
    stand_asides_max: None,
    blocks_to_stop: 1,
};

pub fn both(words: &str) -> Both {
    Both { en: words.to_owned(), es: format!("{words} (es)") }
}

/// An hour to consult, ten in all, ten minutes to cool off.
pub fn document() -> PlanDocument {
    let outcome = |words: &str, waves: &[Audience]| OutcomeWords { subject: both(words), text: both(words), waves: waves.to_vec() };
    let waves = [Audience::Hosts, Audience::Rsvps, Audience::NearEvents { miles: 25 }, Audience::Everyone];
    PlanDocument {
        title: both("Keep the libraries open"),
        scenarios: vec![both("The county votes to cut the opening hours.")],
        rule: RULE,
        deadline: NOW + 10 * HOUR,
        time_zone: "America/New_York".to_owned(),
        consult_minutes: 60,
        cooling_off_minutes: 10,
        starts_at: None,
        call: outcome("It is called", &waves),
        hold: outcome("It is on hold", &[]),
        stand_down: outcome("It is stood down", &waves[..2]),
    }
}

/// Who in a group.
pub const DELEGATE: usize = 0;
pub const DEPUTY: usize = 1;
pub const MEMBER: usize = 2;

pub fn group(number: usize) -> Id {
    Id([0x10 + number as u8; 16])
}

pub fn passkey_id(group: usize, who: usize) -> Id {
    Id([(0x40 + group * 4 + who) as u8; 16])
}

pub fn passkey(group: usize, who: usize) -> SoftwarePasskey {
    SoftwarePasskey::from_secret([(1 + group * 4 + who) as u8; 32])
}

pub fn site() -> RelyingParty {
    RelyingParty { id: "act.example".to_owned(), origin: "https://act.example".to_owned() }
}

pub fn facts(groups: usize) -> Facts {
    let powers = [Power::Delegate, Power::Deputy, Power::Member];
    let key = |number: usize, who: usize| ElectorPasskey {
        passkey: passkey_id(number, who),
        account: Id([(0x80 + number * 4 + who) as u8; 16]),
        key: passkey(number, who).cose().to_vec(),
        power: powers[who],
        counts_from: NOW - 24 * HOUR,
        confirmed: None,
    };
    let elector = |number: usize| Elector {
        group: group(number),
        name: format!("Group {number}"),
        passkeys: (0..3).map(|who| key(number, who)).collect(),
    };
    let event = FrozenEvent {
        event: Id([0xe1; 16]),
        group: group(0),
        title: both("Rally at the courthouse"),
        starts_at: NOW + 48 * HOUR,
        time_zone: "America/New_York".to_owned(),
        place: "1 Court Square".to_owned(),
        contact: "rally@group.example".to_owned(),
    };
    Facts { site: site(), passkey_wait_minutes: 24 * 60, events: vec![event], electorate: (0..groups).map(elector).collect() }
}

/// Their passkeys as they stand in the log, since a day before they count.
pub fn entries(groups: usize) -> Vec<Entry> {
    let facts = facts(groups);
    let of = |elector: &Elector| elector.passkeys.iter().map(|passkey| Entry::of(elector, passkey)).collect::<Vec<_>>();
    facts.electorate.iter().flat_map(of).collect()
}

impl Room {
    pub fn new(engine: Engine) -> Self {
        Self::with_groups(engine, GROUPS)
    }

    pub fn with_groups(engine: Engine, groups: usize) -> Self {
        let room = Self { server: Server::start(engine), coalition: Id([0xc0; 16]), plan: Id([0xa1; 16]), groups };
        room.begin(room.plan, &document());
        let coalition = Coalition {
            id: room.coalition,
            slug: "libraries".to_owned(),
            name: "Libraries for Every County".to_owned(),
            about_en: String::new(),
            about_es: String::new(),
            created_at: NOW - 72 * HOUR,
        };
        let entries = entries(groups);
        room.write(move |tx, tools| {
            coalitions::add_coalition(tx, &coalition)?;
            let signer = Signer::new(tools.vault.clone(), &site().origin);
            passkeys::enter(tx, &signer, NOW - 48 * HOUR, &coalition, &entries)
        });
        room
    }

    pub fn tools(&self) -> Tools {
        Tools { vault: self.server.app.vault.clone(), ids: self.server.app.ids.clone() }
    }

    pub fn write<T: Send + 'static>(&self, work: impl Fn(&mut Tx<'_>, &Tools) -> Result<T, db::Fault> + Send + 'static) -> T {
        let tools = self.tools();
        self.server.app.db.write_bulk("test.plans", move |tx| work(tx, &tools)).unwrap()
    }

    /// Begins a plan.
    pub fn begin(&self, plan: Id, document: &PlanDocument) {
        let draft = compose::prepare(&self.tools(), plan, Id([0xaa; 16]), document, NOW).unwrap().unwrap();
        let coalition = self.coalition;
        self.write(move |tx, _| compose::begin(tx, coalition, group(0), &draft, NOW));
    }

    pub fn save(&self, after: i64, document: &PlanDocument) -> Result<i64, compose::ComposeRefusal> {
        let draft = compose::prepare(&self.tools(), self.plan, Id([0xaa; 16]), document, NOW).unwrap()?;
        self.write(move |tx, _| compose::save(tx, after, &draft, NOW))
    }

    /// Freezes the newest version of a plan, in the name of a group.
    pub fn prepare_of(&self, plan: Id, by: usize) -> Result<Id, OpenRefusal> {
        self.prepare_on(plan, by, facts(self.groups))
    }

    /// The same on other facts.
    pub fn prepare_on(&self, plan: Id, by: usize, facts: Facts) -> Result<Id, OpenRefusal> {
        let coalition = self.coalition;
        self.write(move |tx, tools| {
            let standing = plans::plan(tx, plan)?.expect("it was begun");
            let version = plans::version(tx, tools, plan, standing.version)?.expect("it was saved");
            let preparation = match open::prepare(tools, (coalition, plan, group(by)), &version, &facts, NOW)? {
                Ok(preparation) => preparation,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let kept = open::keep(tx, &preparation, NOW)?;
            Ok(kept.map(|()| preparation.frozen.ballot))
        })
    }

    pub fn prepare(&self, by: usize) -> Id {
        self.prepare_of(self.plan, by).unwrap()
    }

    pub fn ballot_box(&self, ballot: Id) -> BallotBox {
        self.write(move |tx, tools| plans::ballot(tx, tools, ballot)).unwrap()
    }

    /// An act, signed.
    pub fn act(&self, ballot: Id, act: Act, (number, who): (usize, usize), reason: &str) -> Signed {
        let words = ActWords {
            format: ACT_FORMAT.to_owned(),
            coalition: self.coalition,
            plan: self.ballot_box(ballot).plan,
            act,
            subject: ballot,
            group: group(number),
            passkey: passkey_id(number, who),
            words: Hash::of(&[reason.as_bytes()]),
            nonce: Base64(self.server.app.ids.bytes::<16>().to_vec()),
        };
        signed(&SignedWords::Act(words), &passkey(number, who), reason)
    }

    /// Signs the opening; whether the ballot is open.
    pub fn sign_opening(&self, ballot: Id, who: (usize, usize), facts: Facts) -> Result<bool, OpenRefusal> {
        let signed = self.act(ballot, Act::OpenBallot, who, "");
        let record = self.server.app.ids.fresh(NOW);
        let input = OpenInput { record, ballot, signed, facts };
        self.write(move |tx, tools| open::open(tx, tools, NOW, &input))
    }

    /// An open ballot, opened by the delegates of the first two groups at [`NOW`].
    pub fn open(&self) -> Id {
        let ballot = self.prepare(0);
        assert_eq!(self.sign_opening(ballot, (0, DELEGATE), facts(self.groups)), Ok(false));
        assert_eq!(self.sign_opening(ballot, (1, DELEGATE), facts(self.groups)), Ok(true));
        ballot
    }

    /// The same on other facts.
    pub fn open_on(&self, facts: &Facts) -> Id {
        let ballot = self.prepare_on(self.plan, 0, facts.clone()).unwrap();
        assert_eq!(self.sign_opening(ballot, (0, DELEGATE), facts.clone()), Ok(false));
        assert_eq!(self.sign_opening(ballot, (1, DELEGATE), facts.clone()), Ok(true));
        ballot
    }

    /// The word of somebody of a group for a passkey that waits.
    pub fn word(&self, entry: &Entry, (number, who): (usize, usize)) -> Kept {
        let words = ActWords {
            format: ACT_FORMAT.to_owned(),
            coalition: self.coalition,
            plan: Hash::ZERO,
            act: Act::ConfirmPasskey,
            subject: entry.passkey,
            group: group(number),
            passkey: passkey_id(number, who),
            words: Hash::of(&[&entry.document()]),
            nonce: Base64(self.server.app.ids.bytes::<16>().to_vec()),
        };
        let Signed { words, assertion, .. } = signed(&SignedWords::Act(words), &passkey(number, who), "");
        Kept { group: group(number), passkey: passkey_id(number, who), word: Confirmation { words, assertion } }
    }

    /// Enters a passkey, and keeps a word for it, as a server does that checked it; without looking.
    pub fn keep_word(&self, (entered, confirmed): (i64, i64), entry: Entry, kept: Option<Kept>) {
        let coalition = self.coalition;
        self.write(move |tx, tools| {
            let (coalition, _) = coalitions::coalition(tx, coalition)?.expect("it was founded");
            let signer = Signer::new(tools.vault.clone(), &site().origin);
            passkeys::enter(tx, &signer, entered, &coalition, &[entry])?;
            let Some(kept) = kept.clone() else { return Ok(true) };
            let by = coalitions::Act { id: kept.passkey, account: kept.passkey, group: kept.group, now: confirmed };
            confirm_passkey::keep(tx, &signer, &by, &coalition, (&entry, &kept))
        });
    }

    /// A ballot under another rule, opened.
    pub fn open_with(&self, change: impl FnOnce(&mut PlanDocument)) -> Id {
        let mut changed = document();
        change(&mut changed);
        self.save(1, &changed).unwrap();
        self.open()
    }

    /// The words of a group's next ballot.
    pub fn ballot_words(&self, ballot: Id, (number, who): (usize, usize), choice: Choice, reason: &str) -> BallotWords {
        let ballot_box = self.ballot_box(ballot);
        let replaces = ballot_box.groups.get(&group(number)).map_or(Hash::ZERO, |state| state.latest);
        BallotWords {
            format: BALLOT_FORMAT.to_owned(),
            coalition: self.coalition,
            plan: ballot_box.plan,
            ballot,
            group: group(number),
            passkey: passkey_id(number, who),
            choice,
            reason: Hash::of(&[reason.as_bytes()]),
            nonce: BallotWords::nonce(self.server.app.ids.bytes(), replaces),
        }
    }

    pub fn vote(&self, ballot: Id, who: (usize, usize), choice: Choice, at: i64) -> Result<Cast, BoxRefusal> {
        let words = SignedWords::Ballot(self.ballot_words(ballot, who, choice, ""));
        self.put(ballot, signed(&words, &passkey(who.0, who.1), ""), at)
    }

    /// Puts what was signed into the box.
    pub fn put(&self, ballot: Id, signed: Signed, at: i64) -> Result<Cast, BoxRefusal> {
        let input = CastInput { record: self.server.app.ids.fresh(at), ballot, signed };
        self.write(move |tx, tools| cast::cast(tx, tools, at, &input))
    }

    pub fn evaluate(&self, ballot: Id, at: i64) -> Option<Outcome> {
        self.write(move |tx, tools| evaluate::evaluate(tx, tools, at, ballot))
    }

    pub fn start(&self, ballot: Id, at: i64, follow: &Follow) -> Option<Started> {
        let follow = Arc::clone(follow);
        self.write(move |tx, tools| start::start(tx, tools, at, ballot, &follow))
    }

    pub fn plan_state(&self) -> &'static str {
        let plan = self.plan;
        self.write(move |tx, _| plans::plan(tx, plan)).unwrap().state.as_str()
    }

    pub fn certificate(&self, ballot: Id) -> Certificate {
        self.write(move |tx, tools| certificate::export(tx, tools, ballot)).unwrap()
    }
}

/// The end of the consult window, and a while after it.
pub const VOTING: i64 = NOW + 61 * MINUTE;
pub const DEADLINE: i64 = NOW + 10 * HOUR;

pub fn signed(words: &SignedWords, with: &SoftwarePasskey, reason: &str) -> Signed {
    let assertion = with.sign(&words.challenge(), &site());
    Signed { words: String::from_utf8(words.bytes()).unwrap(), reason: reason.to_owned(), assertion }
}

/// Notes what starts.
pub fn noting() -> (Follow, Arc<Mutex<Vec<Started>>>) {
    let noted: Arc<Mutex<Vec<Started>>> = Arc::default();
    let notes = Arc::clone(&noted);
    let follow: Follow = Arc::new(move |_, _, started| {
        notes.lock().unwrap().push(started.clone());
        Ok(())
    });
    (follow, noted)
}
