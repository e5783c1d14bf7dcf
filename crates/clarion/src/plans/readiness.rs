//! Readiness, its first form: what is still missing before a plan could be carried out, each thing with who can mend it where.
//!
//! Events: checked by another group, not held back, still to come, access and expected people stated. Steering groups: somebody who can
//! vote. Outcomes: words that can be published, and a drill that says whom they reach. Nothing here decides anything.

use super::document::{Audience, PlanDocument, Power};
use super::freeze::Facts;
use super::{Outcome, drill, electorate, follow, freeze};
use crate::coalitions;
use crate::events::{self, Event, attending};
use crate::forms;
use crate::ids::Id;
use crate::messages::calls::{self, Kind, Pace, Sending, State, Wave};
use crate::trust::assertion::RelyingParty;
use db::{Fault, Tx};
use std::collections::{BTreeMap, BTreeSet};

/// What an event lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventLacks {
    /// Nobody of another group has vouched for it.
    Vetting,
    /// A change waits to be confirmed.
    Confirmation,
    /// It lies in the past.
    Future,
    /// Nothing is stated about access.
    Access,
    /// Nobody said how many people are expected.
    Expected,
}

/// An event and what it lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventReady {
    /// The event.
    pub event: Event,
    /// Who comes if it is called, confirmed.
    pub coming: i64,
    /// What is missing; nothing for one that is ready.
    pub lacks: Vec<EventLacks>,
}

/// What a steering group lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupLacks {
    /// It has named nobody who votes.
    Delegate,
    /// Somebody votes, and nobody in their place.
    Deputy,
    /// Neither has a passkey that counts now: it would be silent.
    Passkey,
}

/// A steering group and what it lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupReady {
    /// The group.
    pub group: Id,
    /// Its name.
    pub name: String,
    /// What is missing.
    pub lacks: Vec<GroupLacks>,
}

/// What an outcome would say, and to whom as far as a drill has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeReady {
    /// Which.
    pub outcome: Outcome,
    /// Whether its words can be published as they are.
    pub can_be_published: bool,
    /// Whom it tells.
    pub audiences: Vec<Audience>,
    /// Its last drill that came to its end, with its waves.
    pub drill: Option<(Sending, Vec<Wave>)>,
}

/// All of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// The coalition's events that were not cancelled, by state and then by time.
    pub events: BTreeMap<String, Vec<EventReady>>,
    /// The steering groups.
    pub groups: Vec<GroupReady>,
    /// The outcomes.
    pub outcomes: Vec<OutcomeReady>,
    /// How many mails leave in a minute.
    pub pace: Pace,
    /// Confirmed pledges to take part, over all of the coalition's pledge forms.
    pub pledged: i64,
}

/// What is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Whose plan.
    pub coalition: Id,
    /// The plan.
    pub plan: Id,
    /// What it says.
    pub document: &'a PlanDocument,
    /// Where passkeys sign; `None` where they cannot.
    pub site: Option<&'a RelyingParty>,
    /// The address of this site.
    pub public_url: &'a str,
}

/// Looks at everything a plan needs, in one state of the database.
pub fn readiness(tx: &mut Tx<'_>, now: i64, asked: Asked<'_>) -> Result<Readiness, Fault> {
    let mut outcomes = Vec::new();
    for outcome in Outcome::ALL {
        outcomes.push(outcome_ready(tx, &asked, outcome)?);
    }
    Ok(Readiness {
        events: events_ready(tx, now, asked.coalition)?,
        groups: groups_ready(tx, now, &asked)?,
        outcomes,
        pace: calls::pace(tx, asked.coalition)?,
        pledged: forms::pledged_in(tx, asked.coalition)?,
    })
}

fn events_ready(tx: &mut Tx<'_>, now: i64, coalition: Id) -> Result<BTreeMap<String, Vec<EventReady>>, Fault> {
    let (coming, stated) = (attending::coming_of_coalition(tx, coalition)?, events::with_access(tx, coalition)?);
    let mut by_state: BTreeMap<String, Vec<EventReady>> = BTreeMap::new();
    for event in events::of_coalition(tx, coalition)? {
        if event.standing == events::Standing::Cancelled {
            continue;
        }
        let lacks = event_lacks(&event, &stated, now);
        let coming = coming.get(&event.id).copied().unwrap_or(0);
        by_state.entry(event.place.region.clone()).or_default().push(EventReady { event, coming, lacks });
    }
    Ok(by_state)
}

fn event_lacks(event: &Event, stated: &BTreeSet<Id>, now: i64) -> Vec<EventLacks> {
    let all = [
        (EventLacks::Vetting, event.vetted_at.is_none()),
        (EventLacks::Confirmation, event.vetted_at.is_some() && event.held_back_by.is_some()),
        (EventLacks::Future, event.times.starts_at <= now),
        (EventLacks::Access, !stated.contains(&event.id)),
        (EventLacks::Expected, event.expected <= 0),
    ];
    all.into_iter().filter_map(|(lacks, is_so)| is_so.then_some(lacks)).collect()
}

fn groups_ready(tx: &mut Tx<'_>, now: i64, asked: &Asked<'_>) -> Result<Vec<GroupReady>, Fault> {
    let electorate = match asked.site {
        Some(site) => {
            let Facts { electorate, .. } = electorate::facts(tx, asked.coalition, site)?;
            freeze::electorate(&electorate, now)
        }
        None => Vec::new(),
    };
    let votes = |group: Id| {
        let known = electorate.iter().find(|known| known.group == group);
        known.is_some_and(|known| known.passkeys.iter().any(|passkey| passkey.power != Power::Member))
    };
    let ready = |steering: coalitions::SteeringGroup| {
        let group = steering.group.id;
        let is_named = steering.delegate.is_some() || steering.deputy.is_some();
        let all = [
            (GroupLacks::Delegate, steering.delegate.is_none()),
            (GroupLacks::Deputy, steering.delegate.is_some() && steering.deputy.is_none()),
            (GroupLacks::Passkey, is_named && !votes(group)),
        ];
        let lacks = all.into_iter().filter_map(|(lacks, is_so)| is_so.then_some(lacks)).collect();
        GroupReady { group, name: steering.group.name, lacks }
    };
    let mut groups: Vec<GroupReady> = coalitions::steering(tx, asked.coalition)?.into_iter().map(ready).collect();
    groups.sort_by_cached_key(|group| seal::name::fold(&group.name));
    Ok(groups)
}

fn outcome_ready(tx: &mut Tx<'_>, asked: &Asked<'_>, outcome: Outcome) -> Result<OutcomeReady, Fault> {
    let kind = match outcome {
        Outcome::Call => Kind::Call,
        Outcome::Hold => Kind::Hold,
        Outcome::StandDown => Kind::StandDown,
    };
    let last = |drill: &Sending| drill.kind == kind && drill.state == State::Ended;
    let drill = match drill::drills_of(tx, asked.coalition, asked.plan)?.into_iter().find(last) {
        Some(drill) => {
            let waves = calls::progress(tx, drill.id)?;
            Some((drill, waves))
        }
        None => None,
    };
    Ok(OutcomeReady {
        outcome,
        can_be_published: follow::check_outcome(asked.document, outcome, asked.public_url).is_ok(),
        audiences: asked.document.outcome(outcome).waves.clone(),
        drill,
    })
}
