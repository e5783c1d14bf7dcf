//! `clarion event`: on-call events for a real instance, published today by whoever keeps the server.

use super::writing::{Answer, Writing, carry_out};
use super::{Done, OtherSettings, Problem};
use crate::actions::address;
use crate::app::App;
use crate::coalitions::{self, Coalition, Group};
use crate::events::add::{self, EventRefusal, NewEvent};
use crate::events::change::{self, ChangeRefusal, Facts, NewChange, Proposed};
use crate::events::vet::{self, VetRefusal, Vetter};
use crate::events::{self, AccessAnswer, AccessFact, AccessFacts, Event, Host, Place, Private, SafetyBrief, Times};
use crate::ids::Id;
use db::{Fault, Tx};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// An address made from a title gets a number if it is taken, up to this one.
const SLUG_NUMBER_MAX: usize = 50;

/// `clarion event ...`.
#[derive(Debug, clap::Subcommand)]
pub enum EventCommand {
    /// Add an on-call event of a group; it is public once another group has vetted it
    Add(Box<AddArguments>),
    /// Vet an event for another group of its coalition, or refuse it with a reason
    Vet(VetArguments),
    /// Move an event to another time; a vetted one is held back until others confirm it
    Move(MoveArguments),
    /// Cancel an event
    Cancel(CancelArguments),
}

/// `clarion event add`.
#[derive(Debug, clap::Args)]
pub struct AddArguments {
    #[command(flatten)]
    event: EventToAdd,
    /// Answer in JSON: slug, url
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// `clarion event vet`.
#[derive(Debug, clap::Args)]
pub struct VetArguments {
    #[command(flatten)]
    verdict: VerdictToGive,
    /// Answer in JSON: slug, url, vetted
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// `clarion event move`.
#[derive(Debug, clap::Args)]
pub struct MoveArguments {
    #[command(flatten)]
    change: EventToMove,
    /// Answer in JSON: slug, url, held_back
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// `clarion event cancel`.
#[derive(Debug, clap::Args)]
pub struct CancelArguments {
    #[command(flatten)]
    event: EventToCancel,
    /// Answer in JSON: slug, url
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// An event to be.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct EventToAdd {
    /// The group whose event it is, by its slug
    #[arg(long, value_name = "SLUG")]
    group: String,
    /// The coalition that may call it, by its slug
    #[arg(long, value_name = "SLUG")]
    coalition: String,
    /// The title in English
    #[arg(long)]
    title: String,
    /// The title in Spanish
    #[arg(long, default_value = "", value_name = "TITLE")]
    title_es: String,
    /// What happens there, in English (Markdown)
    #[arg(long, default_value = "", value_name = "TEXT")]
    words: String,
    /// What happens there, in Spanish (Markdown)
    #[arg(long, default_value = "", value_name = "TEXT")]
    words_es: String,
    /// What the place is called
    #[arg(long)]
    place: String,
    /// Street and number
    #[arg(long)]
    street: String,
    /// City or town
    #[arg(long)]
    city: String,
    /// State, as two letters
    #[arg(long)]
    state: String,
    /// ZIP code, five digits
    #[arg(long)]
    zip: String,
    /// When it begins, as 2027-01-31T17:00 in the time zone
    #[arg(long, value_name = "DATE")]
    starts: String,
    /// When it ends, likewise
    #[arg(long, value_name = "DATE")]
    ends: String,
    /// The time zone of its dates
    #[arg(long, default_value = "America/New_York", value_name = "ZONE")]
    time_zone: String,
    /// How many people are expected
    #[arg(long, value_name = "NUMBER")]
    expected: i64,
    /// How many can come; no limit if left out
    #[arg(long, value_name = "NUMBER")]
    capacity: Option<i64>,
    /// The host's name; sealed, never shown
    #[arg(long, value_name = "NAME")]
    host_name: String,
    /// The host's mailbox; sealed, never shown
    #[arg(long, value_name = "ADDRESS")]
    host_email: String,
    /// The host's number; sealed, never shown
    #[arg(long, default_value = "", value_name = "NUMBER")]
    host_phone: String,
    /// An access fact, as FACT=yes or FACT=no with a note after a colon: step_free=yes:ramp on the left. May be given many times
    #[arg(long = "access", value_name = "FACT=ANSWER")]
    access: Vec<String>,
    /// Whom to ask about access, as it is published
    #[arg(long, default_value = "", value_name = "TEXT")]
    access_contact: String,
    /// Until when requests about access should come, as 2027-01-20T17:00
    #[arg(long, value_name = "DATE")]
    access_requests_by: Option<String>,
    /// Its address on the site, /events/SLUG; made from the title if left out
    #[arg(long)]
    slug: Option<String>,
}

/// What a group says about an event.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct VerdictToGive {
    /// The event, by its slug
    slug: String,
    /// The group that vets it, by its slug: another one than the event's
    #[arg(long = "for", value_name = "SLUG")]
    group: String,
    /// Refuse it: what must be mended
    #[arg(long, value_name = "REASON")]
    refuse: Option<String>,
}

/// An event to be moved.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct EventToMove {
    /// The event, by its slug
    slug: String,
    /// When it begins, as 2027-01-31T17:00 in its time zone
    #[arg(long, value_name = "DATE")]
    starts: String,
    /// When it ends, likewise
    #[arg(long, value_name = "DATE")]
    ends: String,
}

/// An event that is not to take place.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct EventToCancel {
    /// The event, by its slug
    slug: String,
}

/// Runs the command.
pub fn run(command: &EventCommand) -> Done {
    match command {
        EventCommand::Add(add) => carry_out(add.settings.read()?, &Writing::EventAdd(Box::new(add.event.clone())), add.json),
        EventCommand::Vet(vet) => carry_out(vet.settings.read()?, &Writing::EventVet(vet.verdict.clone()), vet.json),
        EventCommand::Move(moved) => carry_out(moved.settings.read()?, &Writing::EventMove(moved.change.clone()), moved.json),
        EventCommand::Cancel(cancel) => {
            carry_out(cancel.settings.read()?, &Writing::EventCancel(cancel.event.clone()), cancel.json)
        }
    }
}

impl From<EventRefusal> for Problem {
    fn from(refusal: EventRefusal) -> Self {
        Self::Refused(refusal.to_string())
    }
}

impl From<VetRefusal> for Problem {
    fn from(refusal: VetRefusal) -> Self {
        Self::Refused(refusal.to_string())
    }
}

impl From<ChangeRefusal> for Problem {
    fn from(refusal: ChangeRefusal) -> Self {
        Self::Refused(refusal.to_string())
    }
}

fn no_group(slug: &str) -> Problem {
    Problem::Refused(format!("No group has the slug {slug}. Add it first with `clarion group add`."))
}

fn no_event(slug: &str) -> Problem {
    Problem::Refused(format!("No event has the slug {slug}. Look at its address again."))
}

/// An instant in a named zone.
fn instant(text: &str, zone: &str) -> Result<i64, Problem> {
    let at: DateTime = text.parse().map_err(|_| Problem::refused("Write a date as 2027-01-31T17:00, in the event's time zone."))?;
    Ok(at.in_tz(zone).map_err(|_| EventRefusal::Zone)?.timestamp().as_microsecond())
}

/// Reads `step_free=yes:ramp on the left`.
fn access_fact(text: &str) -> Result<(AccessFact, AccessAnswer), Problem> {
    let known = || {
        let facts: Vec<&str> = AccessFact::ALL.iter().map(|fact| fact.as_str()).collect();
        Problem::Refused(format!(
            "Write an access fact as FACT=yes or FACT=no, with a note after a colon. FACT is one of {}.",
            facts.join(", ")
        ))
    };
    let (fact, answer) = text.split_once('=').ok_or_else(known)?;
    let (answer, note) = answer.split_once(':').unwrap_or((answer, ""));
    let is_there = match answer.trim() {
        "yes" => true,
        "no" => false,
        _ => return Err(known()),
    };
    let fact = AccessFact::of(fact.trim()).ok_or_else(known)?;
    Ok((fact, AccessAnswer { is_there, note: note.trim().to_owned() }))
}

fn answer(app: &App, slug: &str, words: &str, more: (&str, serde_json::Value)) -> Answer {
    let url = format!("{}/events/{slug}", app.settings.public_url);
    let mut json = json!({ "slug": slug, "url": url });
    json[more.0] = more.1;
    Answer { words: format!("{words} {url}"), json }
}

impl EventToAdd {
    /// Adds it.
    pub fn add(&self, app: &App) -> Result<Answer, Problem> {
        let now = app.clock.now();
        let (group, coalition) = self.places(app)?;
        let wanted = self.slug.clone().unwrap_or_else(|| address::slug_of(&self.title, "event"));
        let mut event = self.event(app.ids.fresh(now), &group, &coalition, now)?;
        event.slug.clone_from(&wanted);
        let access: AccessFacts = self.access.iter().map(|text| access_fact(text)).collect::<Result<_, _>>()?;
        let host = Host { name: self.host_name.clone(), email: self.host_email.clone(), phone: self.host_phone.clone() };
        let private = Private { host, brief: SafetyBrief::default() };
        let (host, sealed) = add::prepare_private(&app.intake(), &event, private, "en", now)??;
        let mut new = NewEvent { event, access, sealed, host };
        for number in 2..=SLUG_NUMBER_MAX {
            match added(app, &new)? {
                Err(EventRefusal::SlugTaken) if self.slug.is_none() => new.event.slug = format!("{wanted}-{number}"),
                Err(refusal) => return Err(refusal.into()),
                Ok(()) => {
                    let words = "The event is there. It is public, and can be answered, once another group has vetted it with `clarion event vet`:";
                    return Ok(answer(app, &new.event.slug, words, ("vetted", false.into())));
                }
            }
        }
        Err(EventRefusal::SlugTaken.into())
    }

    fn places(&self, app: &App) -> Result<(Group, Coalition), Problem> {
        let (group, coalition) = (self.group.clone(), self.coalition.clone());
        let found = app
            .db
            .read_blocking(move |tx| Ok((coalitions::group_by_slug(tx, &group)?, coalitions::coalition_by_slug(tx, &coalition)?)));
        let (group, coalition) = found?;
        let no_coalition = || Problem::Refused(format!("No coalition has the slug {}.", self.coalition));
        Ok((group.ok_or_else(|| no_group(&self.group))?, coalition.ok_or_else(no_coalition)?))
    }

    fn event(&self, id: Id, group: &Group, coalition: &Coalition, now: i64) -> Result<Event, Problem> {
        let line = |text: &String| text.trim().to_owned();
        let mut event = add::blank(id, group.id, coalition.id, String::new(), now);
        (event.title_en, event.title_es) = (line(&self.title), line(&self.title_es));
        (event.words_en, event.words_es) = (self.words.clone(), self.words_es.clone());
        event.place = Place {
            name: line(&self.place),
            street: line(&self.street),
            city: line(&self.city),
            region: self.state.trim().to_ascii_uppercase(),
            zip: line(&self.zip),
        };
        let (starts_at, ends_at) = (instant(&self.starts, &self.time_zone)?, instant(&self.ends, &self.time_zone)?);
        event.times = Times { starts_at, ends_at, time_zone: self.time_zone.clone() };
        (event.expected, event.capacity) = (self.expected, self.capacity);
        event.access_contact = line(&self.access_contact);
        event.access_requests_by = self.access_requests_by.as_ref().map(|by| instant(by, &self.time_zone)).transpose()?;
        event.origin_system = "Clarion".to_owned();
        Ok(event)
    }
}

fn added(app: &App, new: &NewEvent) -> Result<Result<(), EventRefusal>, Fault> {
    let (new, vault, now) = (new.clone(), app.vault.clone(), app.clock.now());
    app.db.write_bulk("events.add", move |tx| add::add(tx, &vault, now, &new))
}

/// The group and the event of these slugs.
fn group_and_event(tx: &mut Tx<'_>, group: &str, event: &str) -> Result<(Option<Group>, Option<Event>), Fault> {
    Ok((coalitions::group_by_slug(tx, group)?, events::event_by_slug(tx, event)?))
}

impl VerdictToGive {
    /// Gives it.
    pub fn give(&self, app: &App) -> Result<Answer, Problem> {
        let (now, asked) = (app.clock.now(), self.clone());
        let verdict = app.ids.fresh(now);
        let (group, event) = app.db.read_blocking(move |tx| group_and_event(tx, &asked.group, &asked.slug))?;
        let by = Vetter { account: None, group: group.ok_or_else(|| no_group(&self.group))?.id };
        let event = event.ok_or_else(|| no_event(&self.slug))?.id;
        let refuse = self.refuse.clone();
        app.db.write_bulk("events.vet", move |tx| match &refuse {
            None => vet::vet(tx, now, verdict, event, by),
            Some(reason) => vet::refuse(tx, now, verdict, event, by, reason),
        })??;
        Ok(match self.refuse {
            None => answer(app, &self.slug, "The event is public and can be answered:", ("vetted", true.into())),
            Some(_) => answer(app, &self.slug, "The event stays as it is until its group has mended it:", ("vetted", false.into())),
        })
    }
}

impl EventToMove {
    /// Moves it, or proposes that.
    pub fn propose(&self, app: &App) -> Result<Answer, Problem> {
        let (now, slug) = (app.clock.now(), self.slug.clone());
        let event = app.db.read_blocking(move |tx| events::event_by_slug(tx, &slug))?.ok_or_else(|| no_event(&self.slug))?;
        let zone = &event.times.time_zone;
        let times = Times { starts_at: instant(&self.starts, zone)?, ends_at: instant(&self.ends, zone)?, time_zone: zone.clone() };
        let facts = Facts { times, ..Facts::of(&event) };
        let new = NewChange { id: app.ids.fresh(now), event: event.id, account: None, facts, host: None };
        let vault = app.vault.clone();
        let done = app.db.write_bulk("events.propose_change", move |tx| change::propose(tx, &vault, now, &new))??;
        Ok(match done {
            Proposed::Changed => answer(app, &self.slug, "The event has its new time:", ("held_back", false.into())),
            Proposed::HeldBack(needed) => {
                let words = format!("The event is held back until {needed} of the coalition's other groups confirmed the change:");
                answer(app, &self.slug, &words, ("held_back", true.into()))
            }
        })
    }
}

impl EventToCancel {
    /// Cancels it.
    pub fn cancel(&self, app: &App) -> Result<Answer, Problem> {
        let (now, slug) = (app.clock.now(), self.slug.clone());
        let cancelled = app.db.write_bulk("events.cancel", move |tx| match events::event_by_slug(tx, &slug)? {
            Some(event) => events::cancel(tx, event.id, now).map(Some),
            None => Ok(None),
        })?;
        match cancelled {
            None => Err(no_event(&self.slug)),
            Some(false) => Err(Problem::refused("This event does not stand any more.")),
            Some(true) => Ok(answer(app, &self.slug, "The event is cancelled:", ("cancelled", true.into()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_access_fact_is_a_word_an_answer_and_a_note() {
        let Ok((fact, answer)) = access_fact("step_free=yes: ramp on the left: 30 yards") else { panic!("it is one") };
        assert_eq!((fact, answer.is_there, answer.note.as_str()), (AccessFact::StepFree, true, "ramp on the left: 30 yards"));
        for bad in ["step_free", "step_free=perhaps", "stairs=no", ""] {
            assert!(access_fact(bad).is_err(), "{bad}");
        }
    }
}
