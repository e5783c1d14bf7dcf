//! On-call events: what takes place only if the coalition calls. Their words, place and access facts; who vetted them; who comes.

pub mod access;
pub mod add;
pub mod answer_pages;
pub mod attending;
pub mod calendar;
pub mod change;
pub mod confirming_mail;
mod console;
pub mod jobs;
pub mod list_pages;
pub mod live;
pub mod outcome;
pub mod own;
pub mod pages;
pub(crate) mod store;
pub mod vet;

pub use access::{AccessAnswer, AccessFact, AccessFacts};
pub use attending::{Answered, RsvpInput, RsvpRefusal, rsvp};
pub use outcome::{cancel, confirm_all, freeze, release_all, thaw};

use crate::ids::Id;
use crate::keys::Vault;
use crate::web::lang::Lang;
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What became of an event, whether or not a change holds it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It takes place if the coalition calls.
    OnCall,
    /// The coalition called: it takes place.
    Confirmed,
    /// The coalition stood down: it does not take place.
    Released,
    /// Its group cancelled it.
    Cancelled,
}

impl Standing {
    /// The word in the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OnCall => "on_call",
            Self::Confirmed => "confirmed",
            Self::Released => "released",
            Self::Cancelled => "cancelled",
        }
    }

    fn of(word: &str) -> Result<Self, Fault> {
        let all = [Self::OnCall, Self::Confirmed, Self::Released, Self::Cancelled];
        all.into_iter().find(|standing| standing.as_str() == word).ok_or_else(|| Fault::bug("an event's state"))
    }
}

/// What people and other domains are told about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventState {
    /// Nobody of another group has vetted it yet.
    Unvetted,
    /// It takes place if the coalition calls.
    OnCall,
    /// The coalition called.
    Confirmed,
    /// The coalition stood down.
    Released,
    /// Its place, time or contact is being changed, and others have not confirmed that yet.
    HeldBack,
    /// Its group cancelled it.
    Cancelled,
}

/// Where an event takes place. All of it is public.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What the place is called.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// City or town.
    pub city: String,
    /// State code, such as `OH`.
    pub region: String,
    /// Five digits.
    pub zip: String,
}

/// When an event takes place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// Microseconds.
    pub starts_at: i64,
    /// Microseconds.
    pub ends_at: i64,
    /// The IANA zone in which people read both.
    pub time_zone: String,
}

/// An event without its access facts. All of it is public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id.
    pub id: Id,
    /// Whose event it is: this group receives those who answer.
    pub group: Id,
    /// The coalition that may call.
    pub coalition: Id,
    /// Its place in `/events/<slug>`.
    pub slug: String,
    /// Title in English; one of the two is there.
    pub title_en: String,
    /// Title in Spanish.
    pub title_es: String,
    /// What happens there, in English, Markdown.
    pub words_en: String,
    /// What happens there, in Spanish, Markdown.
    pub words_es: String,
    /// Where.
    pub place: Place,
    /// When.
    pub times: Times,
    /// How many people the host expects.
    pub expected: i64,
    /// How many can come; no limit if `None`.
    pub capacity: Option<i64>,
    /// Whom to ask about access, as the host publishes it; may be empty.
    pub access_contact: String,
    /// Until when requests about access should come.
    pub access_requests_by: Option<i64>,
    /// Above this many forms a minute a form asks for proof of work.
    pub usual_answers_per_minute: i64,
    /// The host's account, if they have one.
    pub host: Option<Id>,
    /// The host as the group's list knows them: how a message reaches them.
    pub host_identity: Id,
    /// What became of it.
    pub standing: Standing,
    /// Who of another group vetted it: account, if it has one, and group.
    pub vetted_by: Option<(Option<Id>, Id)>,
    /// When it was vetted.
    pub vetted_at: Option<i64>,
    /// The change that holds it back.
    pub held_back_by: Option<Id>,
    /// The plan whose hash holds it.
    pub frozen_by: Option<Id>,
    /// Which system made it, for the API.
    pub origin_system: String,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub modified_at: i64,
}

impl Event {
    /// What people are told about it.
    pub fn state(&self) -> EventState {
        match (self.standing, self.held_back_by, self.vetted_at) {
            (Standing::Cancelled, ..) => EventState::Cancelled,
            (_, _, None) => EventState::Unvetted,
            (Standing::Released, ..) => EventState::Released,
            (_, Some(_), _) => EventState::HeldBack,
            (Standing::OnCall, ..) => EventState::OnCall,
            (Standing::Confirmed, ..) => EventState::Confirmed,
        }
    }

    /// Whether its page is for everybody.
    pub fn is_public(&self) -> bool {
        self.vetted_at.is_some()
    }

    /// The title in a language, or in the one there is.
    pub fn title(&self, lang: Lang) -> &str {
        picked(lang, &self.title_en, &self.title_es)
    }

    /// The words in a language, or in the one there is.
    pub fn words(&self, lang: Lang) -> &str {
        picked(lang, &self.words_en, &self.words_es)
    }

    /// How many trained marshals there should be at least: 1 for each 250 people expected, and never fewer than 2
    /// (source: the fire code's crowd managers, rules.md, rule 23).
    pub fn marshals_floor(&self) -> i64 {
        (self.expected + PEOPLE_PER_MARSHAL - 1).div_euclid(PEOPLE_PER_MARSHAL).max(MARSHALS_MIN)
    }
}

const PEOPLE_PER_MARSHAL: i64 = 250;
const MARSHALS_MIN: i64 = 2;

fn picked<'a>(lang: Lang, en: &'a str, es: &'a str) -> &'a str {
    match (lang, en.is_empty(), es.is_empty()) {
        (Lang::En, false, _) | (Lang::Es, false, true) => en,
        _ => es,
    }
}

/// Who hosts. Sealed; never on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Host {
    /// As they call themselves.
    pub name: String,
    /// Their mailbox as typed.
    pub email: String,
    /// Their number in E.164 form; may be empty.
    pub phone: String,
}

/// What marshals are told beforehand (source: the marshal leaflet of the Justice Department's Community Relations Service, rules.md,
/// rule 24). Sealed; each may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SafetyBrief {
    /// Where and when to assemble.
    pub assembly: String,
    /// The route, or that there is none.
    pub route: String,
    /// Where it ends.
    pub staging: String,
    /// Who decides on the spot, and how they are reached.
    pub chain: String,
    /// Water, toilets, first aid.
    pub care: String,
    /// What to do about disrupters, and who talks with the police.
    pub trouble: String,
}

/// What is sealed of an event, under its group's data key and its id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Private {
    /// Who hosts.
    pub host: Host,
    /// What marshals are told.
    pub brief: SafetyBrief,
}

impl Private {
    /// The bytes that are sealed.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts always serialise")
    }

    /// Reads what was sealed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Fault> {
        serde_json::from_slice(bytes).map_err(|_| Fault::bug("an event's sealed part cannot be read"))
    }
}

/// Events of one list; a coalition with more shows the first.
pub const EVENTS_MAX: i64 = 5_000;

/// One event.
pub fn event(tx: &mut Tx<'_>, id: Id) -> Result<Option<Event>, Fault> {
    store::event(tx, id)
}

/// One event by its address.
pub fn event_by_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Event>, Fault> {
    store::event_by_slug(tx, slug)
}

/// The events of a coalition, vetted or not, the earliest first.
pub fn of_coalition(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<Event>, Fault> {
    store::events_of_coalition(tx, coalition, EVENTS_MAX)
}

/// Whether a coalition has events that everybody sees.
pub fn has_public(tx: &mut Tx<'_>, coalition: Id) -> Result<bool, Fault> {
    store::has_public_events(tx, coalition)
}

/// For each group of a coalition with on-call events that wait for others: how many to be vetted, how many for a change to be confirmed.
pub fn waiting(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<(Id, i64, i64)>, Fault> {
    store::waiting_events(tx, coalition)
}

/// The events of a coalition about whose access something is stated.
pub fn with_access(tx: &mut Tx<'_>, coalition: Id) -> Result<BTreeSet<Id>, Fault> {
    store::with_access(tx, coalition)
}

/// The events of a group, the newest first.
pub fn of_group(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Event>, Fault> {
    store::events_of_group(tx, group, EVENTS_MAX)
}

/// What is sealed of an event: the host and the safety brief. For the event's own group, and for writing to the host.
pub fn private(tx: &mut Tx<'_>, vault: &Vault, event: &Event) -> Result<Private, Fault> {
    let sealed = store::sealed(tx, event.id)?.ok_or_else(|| Fault::bug("an event vanished"))?;
    Private::from_bytes(&vault.open_sealed(event.group, &event.id.0, &sealed)?)
}

/// Whom a coalition's message to hosts reaches: identity, the group whose list knows them, the event. Vetted events that are not
/// cancelled, held back ones too: their hosts must hear most of all.
pub fn hosts(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<(Id, Id, Id)>, Fault> {
    let mut events = of_coalition(tx, coalition)?;
    events.retain(|event| event.is_public() && event.standing != Standing::Cancelled);
    Ok(events.into_iter().map(|event| (event.host_identity, event.group, event.id)).collect())
}
