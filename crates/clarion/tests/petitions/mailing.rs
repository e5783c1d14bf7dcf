//! What stories about mails stand on: a server's parts over either database, a petition, people who send its form, a worker
//! that can be killed.

use crate::harness::tables::Tables;
use clarion::app::App;
use clarion::clock::{Clock, SECOND};
use clarion::coalitions::{self, Group};
use clarion::config::Settings;
use clarion::ids::{Id, Ids};
use clarion::messages::Mailer;
use clarion::pending::{FormContent, Kind, Link, link, take_form};
use clarion::people::{Coarse, Details};
use clarion::petitions::confirm;
use clarion::petitions::create::{NewPetition, create};
use clarion::petitions::{Petition, PetitionState, PetitionWords};
use db::Engine;
use jobs::{Registry, Worker};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub const START: i64 = 1_800_000_000 * SECOND;
pub const POSTAL_ADDRESS: &str = "1 Made-up Street\nSpringfield, OH 45501";

mod rows {
    db::statements! {
        MAILS = "SELECT mails_wanted, mails_sent FROM pending WHERE matching_key = $1 AND action_id = $2";
        WAITING = "SELECT COUNT(*) FROM job WHERE state = 0 AND kind = 'pending.confirming_mails'";
        OLD = "SELECT COUNT(*) FROM pending";
    }
}

pub struct Ground {
    pub app: App,
    pub mailer: Mailer,
    pub group: Group,
    pub petition: Petition,
    // Dropped after the connections above.
    pub tables: Tables,
}

impl Ground {
    /// A server with these settings, and a petition of one group.
    pub async fn new(engine: Engine, settings: &[(&str, &str)]) -> Self {
        let tables = Tables::new(engine);
        let data_dir = tables.folder.path().display().to_string();
        let fixed = [("CLARION_DATA_DIR", data_dir.as_str()), ("CLARION_PUBLIC_URL", "https://act.example")];
        let variables = fixed.iter().chain(settings).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let app = tables.app(Clock::manual(START), Ids::seeded(1), Settings::read(None, variables, &[]).unwrap());
        let mailer = Mailer::new(&app.settings).unwrap();
        let (group, petition) = (group(&app, POSTAL_ADDRESS).await, Id::ZERO);
        let petition = make_petition(&app, group.id, petition).await;
        Self { app, mailer, group, petition, tables }
    }

    /// A worker that mails.
    pub fn worker(&self) -> Worker {
        let mut registry = Registry::new();
        clarion::pending::jobs::register(&mut registry, &self.app, &self.mailer);
        let clock = self.app.clock.clone();
        let settings = jobs::Settings::new(self.app.ids.bytes(), self.app.waker.clone());
        Worker::start(self.app.db.clone(), Arc::new(registry), Arc::new(move || clock.now()), settings)
    }

    pub fn content(&self, email: &str, given_name: &str, lang: &str) -> FormContent {
        let folded = seal::email::fold(email).unwrap();
        FormContent {
            action: self.petition.id,
            folded_email: folded.folded,
            details: Details { given_name: given_name.into(), email: folded.typed, ..Details::default() },
            coarse: Coarse { lang: lang.into(), country: "US".into(), ..Coarse::default() },
            ..FormContent::default()
        }
    }

    /// Sends the form and wakes the worker.
    pub async fn send_form(&self, content: &FormContent) {
        let app = &self.app;
        let form =
            take_form::prepare(&app.vault, &app.ids, (Kind::Signature, self.group.id), content, false, app.clock.now()).unwrap();
        app.take_form.submit(form).await.unwrap().unwrap();
        app.waker.wake();
    }

    /// Forms of different people at once.
    pub async fn crowd(&self, people: std::ops::Range<usize>) {
        let mut forms = tokio::task::JoinSet::new();
        for number in people {
            let content = self.content(&format!("p{number}@people.example"), "Ada", "en");
            let app = &self.app;
            let form = take_form::prepare(&app.vault, &app.ids, (Kind::Signature, self.group.id), &content, false, app.clock.now())
                .unwrap();
            let take_form = app.take_form.clone();
            forms.spawn(async move { take_form.submit(form).await.unwrap() });
        }
        forms.join_all().await;
        self.app.waker.wake();
    }

    /// Clicks the link of a mail and the button of its page.
    pub async fn confirm(&self, link: &str) {
        let app = &self.app;
        let (vault, now, hash) = (app.vault.clone(), app.clock.now(), hash_of(link));
        let link = app.db.read_newest(move |tx| link::look(tx, &vault, now, &hash)).await.unwrap();
        let Link::Waiting(form) = link else { panic!("the link waits for a click") };
        let input = confirm::prepare(&app.intake(), &form, now, |_| "Yes, write to me.".to_owned()).unwrap();
        app.confirm.submit(input).await.unwrap().unwrap();
    }

    /// Leaves the group's news, as the page and a mail program's one click do it.
    pub async fn leave(&self, link: &str) {
        let (now, hash) = (self.app.clock.now(), hash_of(link));
        assert!(self.app.db.write("stories.leave", move |tx| link::unsubscribe(tx, now, &hash)).await.unwrap());
    }

    /// "It wasn't me", as the page does it.
    pub async fn not_me(&self, link: &str) {
        let (now, hash) = (self.app.clock.now(), hash_of(link));
        assert!(self.app.db.write("stories.not_me", move |tx| link::not_me(tx, now, &hash)).await.unwrap());
    }

    /// Mails wanted and sent, if the row still stands.
    pub async fn mails(&self, email: &str) -> Option<(i64, i64)> {
        let folded = seal::email::fold(email).unwrap().folded;
        let key = self.app.vault.matching_key(seal::Channel::Email, &folded);
        let petition = self.petition.id;
        let read = |row: &db::Row<'_>| Ok((row.int(0)?, row.int(1)?));
        let params = move |tx: &mut db::Tx<'_>| tx.first(&rows::MAILS, &[(&key.0).into(), (&petition).into()], read);
        self.app.db.read_newest(params).await.unwrap()
    }

    pub async fn pending_rows(&self) -> i64 {
        self.app.db.read_newest(|tx| tx.first(&rows::OLD, &[], |row| row.int(0))).await.unwrap().unwrap()
    }

    /// Whether every mailing job has ended.
    pub async fn is_idle(&self) -> bool {
        self.app.db.read_newest(|tx| tx.first(&rows::WAITING, &[], |row| row.int(0))).await.unwrap() == Some(0)
    }

    /// Lets time pass in steps of ten seconds until something is so.
    pub async fn until_later(&self, what: &str, is_so: impl AsyncFn() -> bool) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !is_so().await {
            assert!(Instant::now() < deadline, "waited in vain: {what}");
            self.app.clock.advance(10 * SECOND);
            self.app.waker.wake();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits, without letting time pass, until every mailing job has ended.
    pub async fn until_idle(&self) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while !self.is_idle().await {
            assert!(Instant::now() < deadline, "the mails' jobs do not end");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// Adds a group with this postal address.
pub async fn group(app: &App, postal_address: &str) -> Group {
    let id = app.ids.fresh(START);
    let group = Group {
        id,
        slug: format!("g-{id}"),
        name: "Harbor Readers".into(),
        about_en: String::new(),
        about_es: String::new(),
        postal_address: postal_address.into(),
        country: "US".into(),
        created_at: START,
    };
    let (added, key) = (group.clone(), coalitions::key_for(&app.vault, &group, &app.ids));
    assert!(app.db.write("stories.group", move |tx| coalitions::add_group(tx, &added, &key)).await.unwrap());
    group
}

/// Adds a petition of a group, in two languages.
pub async fn make_petition(app: &App, group: Id, coalition: Id) -> Petition {
    let id = app.ids.fresh(START);
    let petition = Petition {
        id,
        group,
        coalition: Some(coalition),
        slug: format!("keep-them-open-{id}"),
        name: "Keep them open".into(),
        origin_system: "Clarion".into(),
        state: PetitionState::Open,
        goal: 0,
        opens_at: None,
        closes_at: None,
        time_zone: "America/New_York".into(),
        usual_signatures_per_minute: 100,
        created_at: START,
        modified_at: START,
    };
    let words = [("en", "Keep Libraries Open"), ("es", "Mantengan abiertas las bibliotecas")];
    let words = words.map(|(lang, title)| PetitionWords { lang: lang.into(), title: title.into(), ..PetitionWords::default() });
    let new = NewPetition { petition: petition.clone(), words: words.to_vec(), sponsors: vec![], targets: vec![] };
    app.db.write("stories.petition", move |tx| create(tx, &new)).await.unwrap().unwrap();
    petition
}

fn hash_of(link: &str) -> [u8; 16] {
    let token = link.split("/t/").nth(1).unwrap();
    seal::Token::parse(token).unwrap().hash()
}

/// A message with its folded heads joined and its quoted-printable bodies read.
pub fn readable(message: &[u8]) -> String {
    let text = String::from_utf8_lossy(message).replace("=\r\n", "").replace("\r\n ", " ");
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'=').then(|| after.get(..2)).flatten().and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &after[2..];
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
