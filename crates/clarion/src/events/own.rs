//! Somebody's own event of a coalition: the one they host, or to which they answered that they come. The mails of a call name it, in
//! lines that the page of a code knows again.

use super::pages::{place_line, when_words};
use super::{Event, EventState, attending, of_coalition};
use crate::ids::Id;
use crate::web::lang::{self, Lang};
use db::{Fault, Tx};
use std::collections::HashMap;

/// The confirmed events of a coalition, as far as they are somebody's own.
#[derive(Clone, Debug, Default)]
pub struct OwnEvents {
    events: HashMap<Id, Event>,
    of: HashMap<Id, Id>,
}

impl OwnEvents {
    /// Those of these hosts and of these people who come. Of several the earliest.
    pub fn read(tx: &mut Tx<'_>, coalition: Id, hosts: &[Id], coming: &[Id]) -> Result<Self, Fault> {
        if hosts.is_empty() && coming.is_empty() {
            return Ok(Self::default());
        }
        let events: HashMap<Id, Event> = confirmed(tx, coalition)?.into_iter().map(|event| (event.id, event)).collect();
        let hosted = events.values().map(|event| (event.host_identity, event.id)).filter(|(host, _)| hosts.contains(host));
        let mut pairs: Vec<(Id, Id)> = hosted.collect();
        pairs.extend(attending::events_of(tx, coming)?);
        let mut of: HashMap<Id, Id> = HashMap::new();
        for (identity, id) in pairs {
            let Some(event) = events.get(&id) else { continue };
            let known = of.entry(identity).or_insert(id);
            let is_sooner = events.get(known).is_some_and(|known| (event.times.starts_at, id) < (known.times.starts_at, known.id));
            if is_sooner {
                *known = id;
            }
        }
        Ok(Self { events, of })
    }

    /// The one of this human.
    pub fn of(&self, identity: Id) -> Option<&Event> {
        self.events.get(self.of.get(&identity)?)
    }
}

/// The events of a coalition that take place.
fn confirmed(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<Event>, Fault> {
    let mut events = of_coalition(tx, coalition)?;
    events.retain(|event| event.state() == EventState::Confirmed);
    Ok(events)
}

/// What a mail says of an event, in three lines: which, when in its zone, where.
pub fn lines(event: &Event, lang: Lang) -> [String; 3] {
    let named = lang::t(lang, "mail-call-event", &[("event", event.title(lang).into())]);
    [named, when_words(lang, &event.times), place_line(&event.place)]
}

/// The lines of all confirmed events of a coalition, as a mail in this language may hold them.
pub fn all_lines(tx: &mut Tx<'_>, coalition: Id, lang: Lang) -> Result<Vec<[String; 3]>, Fault> {
    Ok(confirmed(tx, coalition)?.iter().map(|event| lines(event, lang)).collect())
}
