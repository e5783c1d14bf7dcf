//! Prints how many confirming mails a second are built on one core, and how many go the whole way on SQLite: from forms that were
//! taken to a sink on this machine.
//!
//! `cargo run --release -p clarion --example mail_speed`. Server and sink share the machine's cores.
#![allow(clippy::print_stdout)]

use clarion::app::App;
use clarion::clock::Clock;
use clarion::coalitions::{self, Group};
use clarion::config::Settings;
use clarion::ids::{Id, Ids};
use clarion::keys::Vault;
use clarion::messages::{Mailer, OutgoingMail};
use clarion::pending::Kind;
use clarion::pending::take_form::{self, FormContent};
use clarion::people::{Coarse, Details};
use clarion::petitions::create::{NewPetition, create};
use clarion::petitions::{Petition, PetitionState, PetitionWords};
use clarion::schema;
use clarion::web::lang::Lang;
use clarion::web::views_mail::{ConfirmMail, MailFrame};
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::smtp_sink::{Keep, SinkSettings, SmtpSink};

const MAILS: usize = 10_000;
const ADDRESS: &str = "1 Made-up Street, Springfield, OH 45501";

fn main() -> Result<(), Box<dyn Error>> {
    let sink = SmtpSink::start(SinkSettings { keep: Keep::Count, ..SinkSettings::default() });
    let folder = testkit::TempFolder::new();
    let app = open(&folder, &sink.url())?;
    let mailer = Mailer::new(&app.settings)?;
    building(&mailer)?;
    let (petition, group) = ground(&app)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(whole_way(&app, &mailer, &sink, petition, group))
}

fn building(mailer: &Mailer) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let mut bytes = 0;
    for n in 0..MAILS {
        let link = format!("https://act.example/t/{n:022}");
        let mail = MailFrame {
            lang: Lang::En,
            given_name: "Ada".into(),
            group_name: "Harbor Readers".into(),
            postal_address: ADDRESS.into(),
            unsubscribe_url: format!("{link}/unsubscribe"),
        };
        let petition_title = "Keep Libraries Open".into();
        let words = ConfirmMail { mail, petition_title, not_me_url: format!("{link}#not-me"), confirm_url: link }.words();
        let built = mailer.prepare(OutgoingMail {
            from_name: "Harbor Readers".into(),
            postal_address: ADDRESS.into(),
            to: format!("p{n}@people.example"),
            subject: words.subject,
            text: words.text,
            html: words.html,
            unsubscribe_url: "https://act.example/t/x/unsubscribe".into(),
            ..OutgoingMail::default()
        });
        bytes += built?.bytes();
    }
    let rate = MAILS as f64 / start.elapsed().as_secs_f64();
    println!("words and building, one core   {rate:>8.0} mails/s of {} bytes", bytes / MAILS);
    Ok(())
}

async fn whole_way(app: &App, mailer: &Mailer, sink: &SmtpSink, petition: Id, group: Id) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let mut forms = tokio::task::JoinSet::new();
    for n in 0..MAILS {
        let email = format!("p{n}@people.example");
        let details = Details { given_name: "Ada".into(), email: email.clone(), ..Details::default() };
        let coarse = Coarse { lang: "en".into(), ..Coarse::default() };
        let content = FormContent { action: petition, folded_email: email, details, coarse, ..FormContent::default() };
        let form = take_form::prepare(&app.vault, &app.ids, (Kind::Signature, group), &content, false, app.clock.now())?;
        let take_form = app.take_form.clone();
        forms.spawn(async move { take_form.submit(form).await });
        if forms.len() == 1000 {
            while let Some(taken) = forms.join_next().await {
                let Ok(()) = taken??;
            }
        }
    }
    while let Some(taken) = forms.join_next().await {
        let Ok(()) = taken??;
    }
    println!("forms taken                    {:>8.0} forms/s", MAILS as f64 / start.elapsed().as_secs_f64());
    let mut registry = jobs::Registry::new();
    clarion::pending::jobs::register(&mut registry, app, mailer);
    let (start, clock) = (Instant::now(), app.clock.clone());
    let settings = jobs::Settings::new(app.ids.bytes(), app.waker.clone());
    let worker = jobs::Worker::start(app.db.clone(), Arc::new(registry), Arc::new(move || clock.now()), settings);
    assert!(sink.wait_for(MAILS, Duration::from_secs(300)).await, "{} arrived", sink.count());
    println!("from taken forms to the sink   {:>8.0} mails/s", MAILS as f64 / start.elapsed().as_secs_f64());
    worker.stop().await;
    assert_eq!(sink.count(), MAILS);
    Ok(())
}

fn open(folder: &testkit::TempFolder, relay: &str) -> Result<App, Box<dyn Error>> {
    let settings = [("CLARION_SMTP_URL", relay), ("CLARION_PUBLIC_URL", "https://act.example")];
    let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let settings = Arc::new(Settings::read(None, settings.into_iter(), &[])?);
    let url = format!("sqlite:{}", folder.join("clarion.db").display());
    let db = db::Db::open(&db::DatabaseUrl::parse(&url)?, None, db::Settings::default())?;
    let (clock, ids) = (Clock::System, Ids::System);
    db.migrate(schema::MIGRATIONS, clock.now())?;
    let vault = Vault::open(&db, seal::MasterKey::from_bytes([7; 32]), &ids, clock.now())?;
    Ok(App::new(db, vault, clock, ids, settings))
}

/// A group and its petition: the petition's id and the group's.
fn ground(app: &App) -> Result<(Id, Id), Box<dyn Error>> {
    let now = app.clock.now();
    let group = Group {
        id: app.ids.fresh(now),
        slug: "harbor-readers".into(),
        name: "Harbor Readers".into(),
        about_en: String::new(),
        about_es: String::new(),
        postal_address: ADDRESS.into(),
        country: "US".into(),
        created_at: now,
    };
    let petition = Petition {
        id: app.ids.fresh(now),
        group: group.id,
        coalition: None,
        slug: "keep-libraries-open".into(),
        name: "Keep Libraries Open".into(),
        origin_system: "Clarion".into(),
        state: PetitionState::Open,
        goal: 0,
        opens_at: None,
        closes_at: None,
        time_zone: "America/New_York".into(),
        usual_signatures_per_minute: 100,
        created_at: now,
        modified_at: now,
    };
    let ids = (petition.id, group.id);
    let words = PetitionWords { lang: "en".into(), title: "Keep Libraries Open".into(), ..PetitionWords::default() };
    let new = NewPetition { petition, words: vec![words], sponsors: vec![], targets: vec![] };
    let key = coalitions::key_for(&app.vault, &group, &app.ids);
    let made = app.db.write_bulk("bench.ground", move |tx| {
        coalitions::add_group(tx, &group, &key)?;
        create(tx, &new)
    });
    made??;
    Ok(ids)
}
