//! The demo's people: drawn from the seed one by one, prepared beside the database and written in slices behind real people.
//!
//! Of ten people six signed on the page and confirmed, three were handed in by their group with an API key, one only stands in a list.
//! Two of the six will come to one of the on-call events if it is called; two others agreed to the coalition's calls.

use super::{Problem, Progress, Size, groups, petition, public_events, words};
use crate::app::App;
use crate::clock::{DAY, MINUTE};
use crate::coalitions::Group;
use crate::events::{RsvpInput, rsvp};
use crate::ids::Id;
use crate::pending::form::calls_words;
use crate::people::consent::{self, Words};
use crate::people::{self, Coarse, Consent, ConsentStatus, Details, Intake, PersonInput, Purpose};
use crate::petitions::{Beside, SignInput, SignatureKind, sign};
use crate::web::lang::Lang;
use db::Fault;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};

/// People in one commit: no write closure may take longer than 20 ms.
const SLICE: u32 = 256;
/// Slices that may be ready before they are written.
const SLICES_READY_MAX: usize = 4;
/// They signed during this time before the demo was made.
const SIGNED_WITHIN: i64 = 30 * DAY;
/// A source that says what it is.
const SOURCE: &str = "made up for the demo";
/// Of ten people these agreed to the coalition's calls. With those who come to an event they are fewer than the outbox takes, in a demo
/// of a first start.
const CALLED: std::ops::Range<u32> = 2..4;
/// Made-up mail hosts; `.example` is reserved (RFC 2606).
const MAIL_HOSTS: usize = 12;

/// What all people of one run share.
struct Maker {
    intake: Intake,
    seed: u64,
    now: i64,
    petition: Id,
    page: Id,
    groups: Vec<Group>,
    /// The vetted events, each with its group.
    events: Vec<(Id, Id)>,
    /// First three digits of ZIPs in the fifty states and the District of Columbia.
    zip_prefixes: Vec<u32>,
}

/// People to be written together.
struct Slice {
    signers: Vec<SignInput>,
    /// Those of them who come to an event.
    answers: Vec<RsvpInput>,
    /// Those who did not sign, with their consent.
    members: Vec<(PersonInput, Consent)>,
    done: u32,
}

/// Adds everybody; those who are there already stay as they are.
pub(super) fn add(app: &App, size: &Size, progress: &dyn Progress) -> Result<(), Problem> {
    let petition = petition(app)?;
    let maker = Maker {
        intake: app.intake(),
        seed: size.seed,
        now: app.clock.now(),
        petition: petition.id,
        page: petition.group,
        groups: groups(app)?,
        events: public_events(app)?.into_iter().map(|event| (event.id, event.group)).collect(),
        zip_prefixes: zip_prefixes(),
    };
    let (ready, slices) = sync_channel(SLICES_READY_MAX);
    let people = size.people;
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for first in (0..people).step_by(SLICE as usize) {
                // The writer stops listening when it failed.
                if ready.send(maker.slice(first, people)).is_err() {
                    return;
                }
            }
        });
        write(app, slices, people, progress)
    })
}

fn write(app: &App, slices: Receiver<Result<Slice, Fault>>, people: u32, progress: &dyn Progress) -> Result<(), Problem> {
    for slice in slices {
        let slice = Arc::new(slice?);
        let (vault, now, writing) = (app.vault.clone(), app.clock.now(), Arc::clone(&slice));
        app.db.write_bulk("demo.people", move |tx| {
            let slice = &*writing;
            sign(tx, &vault, now, &slice.signers.iter().collect::<Vec<_>>())?;
            rsvp(tx, &vault, now, &slice.answers.iter().collect::<Vec<_>>())?;
            let members: Vec<&PersonInput> = slice.members.iter().map(|(person, _)| person).collect();
            let known = people::recognise(tx, &vault, now, &members)?;
            let consents: Vec<(Id, &Consent)> =
                known.iter().zip(&slice.members).map(|(known, (_, consent))| (known.identity, consent)).collect();
            consent::note(tx, &consents)
        })?;
        progress.step("people", u64::from(slice.done), u64::from(people))?;
    }
    Ok(())
}

/// Somebody before they are keyed and sealed.
struct Drawn {
    draw: Draw,
    details: Details,
    coarse: Coarse,
    folded_email: String,
    group: Id,
    /// The words by which they agreed to the coalition's calls.
    calls: Option<String>,
    signed_at: i64,
}

impl Maker {
    fn slice(&self, first: u32, people: u32) -> Result<Slice, Fault> {
        let end = people.min(first.saturating_add(SLICE));
        let mut slice = Slice { signers: Vec::new(), answers: Vec::new(), members: Vec::new(), done: end };
        for number in first..end {
            let drawn = self.drawn(number)?;
            if number % 10 < 2 {
                slice.answers.extend(self.answer(&drawn)?);
            }
            match number % 10 {
                0..6 => slice.signers.push(self.confirmed(&drawn)?),
                6..9 => slice.signers.push(self.asserted(&drawn)?),
                _ => slice.members.push((self.person(&drawn, drawn.group)?, news(&drawn, ConsentStatus::Asserted))),
            }
        }
        Ok(slice)
    }

    fn drawn(&self, number: u32) -> Result<Drawn, Fault> {
        let mut draw = Draw::new(self.seed, number);
        let given_name = words::GIVEN_NAMES[draw.below(words::GIVEN_NAMES.len())].to_owned();
        let family_name = words::family_name(draw.below(usize::MAX));
        let local = format!("{}.{}.{number}", seal::name::fold(&given_name), seal::name::fold(&family_name));
        let email = format!("{local}@inbox{}.example", draw.below(MAIL_HOSTS) + 1);
        let folded = seal::email::fold(&email).map_err(|_| Fault::bug("a made-up address does not fold"))?;
        let zip = format!("{:03}{:02}", self.zip_prefixes[draw.below(self.zip_prefixes.len())], draw.below(99) + 1);
        let coarse = Coarse {
            country: "US".to_owned(),
            region: seal::zip::state(&zip).unwrap_or_default().to_owned(),
            zip,
            lang: if draw.below(8) == 0 { "es" } else { "en" }.to_owned(),
        };
        let group = &self.groups[draw.below(self.groups.len())];
        let minutes = draw.below((SIGNED_WITHIN / MINUTE) as usize) as i64;
        let details = Details { given_name, family_name, email, ..Details::default() };
        let lang = Lang::from_code(&coarse.lang).unwrap_or(Lang::En);
        let calls = CALLED.contains(&(number % 10)).then(|| calls_words(lang, group, words::COALITION_NAME));
        let (group, signed_at) = (group.id, self.now - minutes * MINUTE);
        Ok(Drawn { draw, details, coarse, folded_email: folded.folded, group, calls, signed_at })
    }

    fn person(&self, drawn: &Drawn, group: Id) -> Result<PersonInput, Fault> {
        let (details, coarse) = (drawn.details.clone(), drawn.coarse.clone());
        self.intake.person(group, drawn.signed_at, Some(&drawn.folded_email), details, coarse)
    }

    /// Signed on the page, confirmed, and ticked their own group's news.
    fn confirmed(&self, drawn: &Drawn) -> Result<SignInput, Fault> {
        let proved = |group| self.person(drawn, group).map(|person| PersonInput { email_proved: true, ..person });
        let also = if drawn.group == self.page { Vec::new() } else { vec![proved(drawn.group)?] };
        let input = self.signature(drawn, SignatureKind::Confirmed, proved(self.page)?)?;
        let mut consents = vec![news(drawn, ConsentStatus::Confirmed)];
        consents.extend(drawn.calls.as_ref().map(|words| calls(drawn, words)));
        Ok(SignInput { also, consents, ..input })
    }

    /// Comes to an event if it is called; every other one may be told at any hour.
    fn answer(&self, drawn: &Drawn) -> Result<Option<RsvpInput>, Fault> {
        let mut draw = drawn.draw.clone();
        let chosen = draw.below(usize::MAX);
        let Some((event, group)) = self.events.get(chosen % self.events.len().max(1)) else { return Ok(None) };
        let attendance = self.intake.ids.fresh(drawn.signed_at);
        Ok(Some(RsvpInput {
            event: *event,
            attendance,
            token_hash: self.intake.vault.token(attendance).hash(),
            kind: SignatureKind::Confirmed,
            person: PersonInput { email_proved: true, ..self.person(drawn, *group)? },
            also: Vec::new(),
            consents: Vec::new(),
            any_hour: draw.below(2) == 0,
            sealed_note: None,
            answered_at: drawn.signed_at,
        }))
    }

    /// Handed in by their group.
    fn asserted(&self, drawn: &Drawn) -> Result<SignInput, Fault> {
        let input = self.signature(drawn, SignatureKind::Asserted, self.person(drawn, drawn.group)?)?;
        Ok(SignInput { consents: vec![news(drawn, ConsentStatus::Asserted)], ..input })
    }

    fn signature(&self, drawn: &Drawn, kind: SignatureKind, person: PersonInput) -> Result<SignInput, Fault> {
        let signature = self.intake.ids.fresh(drawn.signed_at);
        let comment = words::COMMENTS.get(drawn.draw.clone().below(words::COMMENTS.len() * 8));
        let sealed =
            comment.map(|comment| self.intake.vault.seal(person.group, &signature.0, comment.as_bytes(), self.intake.ids.bytes()));
        Ok(SignInput {
            petition: self.petition,
            signature,
            kind,
            person,
            also: Vec::new(),
            consents: Vec::new(),
            sealed_comment: sealed.transpose()?,
            signed_at: drawn.signed_at,
            beside: Beside::default(),
        })
    }
}

fn news(drawn: &Drawn, status: ConsentStatus) -> Consent {
    let lang = drawn.coarse.lang.as_str();
    let words = if lang == "es" { words::NEWS_ES } else { words::NEWS_EN };
    let source = if status == ConsentStatus::Asserted { SOURCE.to_owned() } else { String::new() };
    let (channel, purpose) = (seal::Channel::Email, Purpose::News);
    Consent { group: drawn.group, channel, purpose, status, words: Words::new(lang, words), source, noted_at: drawn.signed_at }
}

/// As the form of an event words it.
fn calls(drawn: &Drawn, words: &str) -> Consent {
    let words = Words::new(&drawn.coarse.lang, words);
    Consent { purpose: Purpose::Calls, words, ..news(drawn, ConsentStatus::Confirmed) }
}

fn zip_prefixes() -> Vec<u32> {
    let is_state = |prefix: &u32| {
        let state = seal::zip::state(&format!("{prefix:03}01"));
        state.is_some_and(|state| seal::zip::STATES.iter().any(|(code, _)| *code == state))
    };
    (0..1000).filter(is_state).collect()
}

/// Numbers that depend on the seed and the person only, so that a run that was cut off goes on with the same people.
#[derive(Clone)]
struct Draw(blake3::OutputReader);

impl Draw {
    fn new(seed: u64, number: u32) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("clarion 2026 people of the demo");
        hasher.update(&seed.to_le_bytes()).update(&number.to_le_bytes());
        Self(hasher.finalize_xof())
    }

    fn below(&mut self, bound: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        (u64::from_le_bytes(bytes) % bound as u64) as usize
    }
}
