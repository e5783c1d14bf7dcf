//! What stories about events stand on: a served site with a coalition of three groups, events of the first, people who answer. No story
//! stands here.

use crate::petitions::mailing::{POSTAL_ADDRESS, START, group};
use crate::petitions::visitors::Site;
use clarion::app::App;
use clarion::clock::{DAY, HOUR};
use clarion::coalitions::{self, Coalition, Role};
use clarion::events::add::{self, NewEvent};
use clarion::events::attending::{self, Answered, AttendanceKind, Count};
use clarion::events::vet::{self, Vetter};
use clarion::events::{AccessAnswer, AccessFact, Event, Place, Private, RsvpInput, RsvpRefusal, Times};
use clarion::ids::Id;
use clarion::people::{Coarse, Details, PersonInput};
use db::Engine;
use jobs::{Registry, Worker};
use std::sync::Arc;

/// A site with a coalition.
pub struct Place3 {
    pub site: Site,
    pub coalition: Coalition,
    /// The groups of the coalition; the events are the first one's.
    pub groups: [Id; 3],
}

impl Place3 {
    pub async fn open(engine: Engine, settings: &[(&str, &str)]) -> Self {
        let site = Site::open(engine, settings).await;
        let app = &site.ground.app;
        let mut groups = [site.ground.group.id, Id::ZERO, Id::ZERO];
        for other in &mut groups[1..] {
            *other = group(app, POSTAL_ADDRESS).await.id;
        }
        let coalition = Coalition {
            id: app.ids.fresh(START),
            slug: "libraries".into(),
            name: "Libraries for Every County".into(),
            about_en: String::new(),
            about_es: String::new(),
            created_at: START,
        };
        let founded = coalition.clone();
        let found = move |tx: &mut db::Tx<'_>| {
            coalitions::add_coalition(tx, &founded)?;
            groups.iter().try_for_each(|group| coalitions::join(tx, founded.id, *group, Role::Steering, START))
        };
        app.db.write("stories.coalition", found).await.unwrap();
        Self { site, coalition, groups }
    }

    pub fn app(&self) -> &App {
        &self.site.ground.app
    }

    /// A worker that does what events and waiting forms need.
    pub fn worker(&self) -> Worker {
        let (app, mut registry) = (self.app(), Registry::new());
        clarion::pending::jobs::register(&mut registry, app, &self.site.ground.mailer);
        clarion::events::jobs::register(&mut registry, app, &self.site.ground.mailer);
        let clock = app.clock.clone();
        let settings = jobs::Settings::new(app.ids.bytes(), app.waker.clone());
        Worker::start(app.db.clone(), Arc::new(registry), Arc::new(move || clock.now()), settings)
    }

    /// An event to be, of the first group, ten days ahead.
    pub fn new_event(&self, slug: &str, capacity: Option<i64>) -> NewEvent {
        let (app, now) = (self.app(), self.app().clock.now());
        let mut event = add::blank(app.ids.fresh(now), self.groups[0], self.coalition.id, slug.into(), now);
        event.title_en = "Read-in for evening hours".into();
        event.title_es = "Lectura pública por la tarde".into();
        event.words_en = "Bring a book.".into();
        event.place = Place {
            name: "Library steps".into(),
            street: "1 Example Street".into(),
            city: "Springfield".into(),
            region: "OH".into(),
            zip: "45501".into(),
        };
        let starts_at = START + 10 * DAY;
        event.times = Times { starts_at, ends_at: starts_at + 2 * HOUR, time_zone: "America/New_York".into() };
        (event.expected, event.capacity, event.usual_answers_per_minute) = (100, capacity, 1_000_000_000);
        let access = [(AccessFact::StepFree, AccessAnswer { is_there: true, note: "Ramp on the left".into() })].into();
        let private = Private { host: add::host("Hana Host", "hana.host@hosts.example"), ..Private::default() };
        let (host, sealed) = add::prepare_private(&app.intake(), &event, private, "en", now).unwrap().unwrap();
        NewEvent { event, access, sealed, host }
    }

    pub async fn add(&self, new: &NewEvent) -> Result<(), add::EventRefusal> {
        let (app, new) = (self.app(), new.clone());
        let (vault, now) = (app.vault.clone(), app.clock.now());
        app.db.write("stories.event", move |tx| add::add(tx, &vault, now, &new)).await.unwrap()
    }

    pub async fn vet(&self, event: Id, by: Vetter) -> Result<(), vet::VetRefusal> {
        let (app, now) = (self.app(), self.app().clock.now());
        let verdict = app.ids.fresh(now);
        app.db.write("stories.vet", move |tx| vet::vet(tx, now, verdict, event, by)).await.unwrap()
    }

    /// A vetted event.
    pub async fn event(&self, slug: &str, capacity: Option<i64>) -> Event {
        let new = self.new_event(slug, capacity);
        self.add(&new).await.unwrap();
        self.vet(new.event.id, Vetter { account: None, group: self.groups[1] }).await.unwrap();
        self.read(new.event.id).await
    }

    pub async fn read(&self, event: Id) -> Event {
        self.app().db.read_newest(move |tx| clarion::events::event(tx, event)).await.unwrap().unwrap()
    }

    /// Somebody's proved answer.
    pub fn input(&self, event: Id, number: usize) -> RsvpInput {
        let (app, now) = (self.app(), self.app().clock.now());
        let folded = seal::email::fold(&format!("p{number}@people.example")).unwrap();
        let details = Details { given_name: "Ada".into(), email: folded.typed, ..Details::default() };
        let coarse = Coarse { country: "US".into(), region: "OH".into(), zip: "45501".into(), lang: "en".into() };
        let person = app.intake().person(self.groups[0], now, Some(&folded.folded), details, coarse).unwrap();
        let attendance = app.ids.fresh(now);
        RsvpInput {
            event,
            attendance,
            token_hash: app.vault.token(attendance).hash(),
            kind: AttendanceKind::Confirmed,
            person: PersonInput { email_proved: true, ..person },
            also: vec![],
            consents: vec![],
            any_hour: false,
            sealed_note: None,
            answered_at: now,
        }
    }

    /// Answers, gathered with whoever else does.
    pub async fn answer(&self, input: RsvpInput) -> Result<Answered, RsvpRefusal> {
        self.app().rsvp.submit(input).await.unwrap()
    }

    /// The tallies of an event, and its rows, in one snapshot.
    pub async fn counts(&self, event: Id) -> (Count, Count) {
        let read = move |tx: &mut db::Tx<'_>| Ok((attending::count(tx, event, 0)?, attending::recount(tx, event, 0)?));
        self.app().db.read_newest(read).await.unwrap()
    }
}
