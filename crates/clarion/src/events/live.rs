//! An event as its page shows it, and a coalition's events as their list does: of one committed state. `web/live.rs` keeps both.

use super::access::AccessFacts;
use super::attending::{self, Count};
use super::{Event, store};
use crate::coalitions::{self, Coalition, Group};
use crate::ids::Id;
use crate::web::live::Living;
use db::{Fault, Tx};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// All that an event's page says, of one committed state.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The event.
    pub event: Event,
    /// Its group, alone: whom the form can tick.
    pub groups: Vec<Group>,
    /// The coalition that may call.
    pub coalition: Coalition,
    /// What the host stated about access.
    pub access: AccessFacts,
    /// The group that vetted it.
    pub vetted_by: Option<Group>,
    /// The count.
    pub count: Count,
}

impl Facts {
    /// The event's group.
    pub fn group_name(&self) -> &str {
        self.groups.first().map_or("", |group| group.name.as_str())
    }

    /// Those of an event; `None` where its group or coalition is gone.
    pub fn of(tx: &mut Tx<'_>, event: Event, now: i64) -> Result<Option<Self>, Fault> {
        let Some(group) = coalitions::group(tx, event.group)? else { return Ok(None) };
        let Some(coalition) = coalitions::coalition_by_id(tx, event.coalition)? else { return Ok(None) };
        let access = store::access(tx, event.id)?;
        let vetted_by = match event.vetted_by {
            Some((_, group)) => coalitions::group(tx, group)?,
            None => None,
        };
        let count = attending::count(tx, event.id, now)?;
        Ok(Some(Self { event, groups: vec![group], coalition, access, vetted_by, count }))
    }
}

impl Living for Facts {
    fn read(tx: &mut Tx<'_>, slug: &str, now: i64) -> Result<Option<Self>, Fault> {
        match store::event_by_slug(tx, slug)? {
            Some(event) if event.is_public() => Self::of(tx, event, now),
            _ => Ok(None),
        }
    }

    fn slug(&self) -> &str {
        &self.event.slug
    }

    fn as_of(&self) -> i64 {
        self.count.as_of
    }

    fn figures(&self) -> Map<String, Value> {
        let numbers = [("confirmed", self.count.coming), ("asserted", self.count.asserted)];
        let mut figures: Map<String, Value> = numbers.into_iter().map(|(name, number)| (name.to_owned(), number.into())).collect();
        figures.insert("goal".to_owned(), Value::Null);
        figures.insert("states".to_owned(), Value::Object(Map::new()));
        figures
    }
}

/// A coalition's events that are still to come, the earliest first.
#[derive(Clone, Debug)]
pub struct ListFacts {
    /// The coalition.
    pub coalition: Coalition,
    /// Its vetted events that are not over, cancelled or released.
    pub events: Vec<Event>,
    /// How many confirmed people come to each.
    pub coming: HashMap<Id, i64>,
    as_of: i64,
}

impl Living for ListFacts {
    fn read(tx: &mut Tx<'_>, slug: &str, now: i64) -> Result<Option<Self>, Fault> {
        let Some(coalition) = coalitions::coalition_by_slug(tx, slug)? else { return Ok(None) };
        let mut events = super::of_coalition(tx, coalition.id)?;
        events.retain(|event| super::pages::is_listed(event, now));
        for event in &mut events {
            // The list shows no words, and a crowd's worth of them would fill the memory.
            event.words_en.clear();
            event.words_es.clear();
        }
        let coming = attending::coming_of_coalition(tx, coalition.id)?;
        Ok(Some(Self { coalition, events, coming, as_of: now }))
    }

    fn slug(&self) -> &str {
        &self.coalition.slug
    }

    fn as_of(&self) -> i64 {
        self.as_of
    }

    fn figures(&self) -> Map<String, Value> {
        Map::new()
    }
}
