//! `clarion demo`: a made-up coalition, its petition and on-call events, and people who take part, through the same verbs as real ones.
//!
//! Offices and the first digits of ZIPs are real; people are invented and their addresses end in `.example`. The same size and seed
//! make the same people. What was made is noted as a fact, so that a second run changes nothing, and one that was cut off goes on.

mod coalition;
mod events;
mod forms;
mod organisers;
mod people;
mod plan;
pub(super) mod play;
mod words;

use super::petition::addresses;
use super::writing::{Answer, Writing, carry_out};
use super::{Done, OtherSettings, Problem, Progress, account, init};
use crate::access::{self, SeatRole, accounts};
use crate::app::App;
use crate::coalitions::{self, Group};
use crate::events::Event;
use crate::ids::Id;
use crate::keys::{fact, set_fact};
use crate::notices;
use crate::petitions::{Petition, create};
use crate::plans;
use crate::web::lang::Lang;
use db::Fault;
use play::Play;
use serde::{Deserialize, Serialize};
use serde_json::json;

const FACT: &str = "demo";
/// Of a first `clarion serve`: enough to look at, made before the first page is asked for.
const FIRST_START: Size = Size { groups: 24, people: 2_000, seed: 1 };

/// `clarion demo`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    size: Size,
    /// Let the demo's coalition decide, call and stand down on the running server, with test passkeys, while you watch
    #[arg(long)]
    play: bool,
    /// With --play: how long to wait between two delegates
    #[arg(long, default_value_t = 2.0, value_name = "SECONDS", requires = "play", value_parser = pause)]
    pause: f64,
    /// Answer in JSON: public_url, sign_in_link, coalitions, groups with their API keys, petitions, events, plans
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// How large, and which made-up people.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args, Serialize, Deserialize)]
pub struct Size {
    /// How many groups
    #[arg(long, default_value_t = 80, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=i64::from(words::GROUPS_MAX)))]
    groups: u32,
    /// How many people
    #[arg(long, default_value_t = 100_000, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(0..=10_000_000))]
    people: u32,
    /// Another number makes up other people
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    seed: u64,
}

/// What the fact says.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Made {
    size: Size,
    /// Whether all people are there.
    whole: bool,
}

/// Asks for it on the command line.
pub fn ask(arguments: &Arguments) -> Done {
    let writing = match arguments.play {
        true => Writing::DemoPlay(Play { pause_ms: (arguments.pause * 1000.0) as u64 }),
        false => Writing::Demo(arguments.size.clone()),
    };
    carry_out(arguments.settings.read()?, &writing, arguments.json)
}

/// At most a minute: the demo's delegates are not the only ones who wait.
fn pause(text: &str) -> Result<f64, String> {
    let seconds: Option<f64> = text.parse().ok();
    seconds.filter(|seconds| (0.0..=60.0).contains(seconds)).ok_or_else(|| "give a number of seconds from 0 to 60".to_owned())
}

/// Makes it, goes on with it, or says that it is there. Blocks.
pub fn run(app: &App, size: &Size, progress: &dyn Progress) -> Result<Answer, Problem> {
    match standing(app)? {
        Some(Made { whole: true, size }) => answer(app, "The demo is here already; nothing was changed.", &size),
        Some(Made { whole: false, size }) => {
            people::add(app, &size, progress)?;
            note(app, &size, true)?;
            answer(app, "An earlier run was cut off; the demo is whole now.", &size)
        }
        None => {
            refuse_real_groups(app)?;
            coalition::add(app, size)?;
            people::add(app, size, progress)?;
            note(app, size, true)?;
            answer(app, "The demo is made.", size)
        }
    }
}

/// Where to look at the demo.
pub struct Addresses {
    /// The petition's page.
    pub petition: String,
    /// A link that signs the demo's coordinator in, once.
    pub sign_in_link: String,
}

/// What a first `clarion serve` does on an empty database; the addresses where there is a demo.
pub fn at_first_start(app: &App, progress: &dyn Progress) -> Result<Option<Addresses>, Problem> {
    let made = standing(app)?;
    let begun = app.db.read_blocking(init::begun_at)?.is_some();
    let empty = app.db.read_blocking(|tx| coalitions::groups(tx, 1))?.is_empty();
    if made.is_none() && (begun || !empty) {
        return Ok(None);
    }
    if made.is_none_or(|made| !made.whole) {
        run(app, &FIRST_START, progress)?;
    }
    let petition = addresses(&app.settings.public_url, &petition(app)?)["url"].as_str().unwrap_or_default().to_owned();
    Ok(Some(Addresses { petition, sign_in_link: sign_in_link(app)? }))
}

/// A link that signs the coordinator in: made anew each time, since each works once.
fn sign_in_link(app: &App) -> Result<String, Problem> {
    let email = seal::email::fold(words::COORDINATOR_EMAIL).map_err(|_| Fault::bug("a made-up address does not fold"))?;
    let new = accounts::prepare(&app.vault, &app.ids, app.clock.now(), &email, words::COORDINATOR_NAME, Lang::En)?;
    let group = petition(app)?.group;
    app.db.write_bulk("demo.coordinator", move |tx| {
        let account = access::add_account(tx, &new)?;
        access::add_seat(tx, account, group, SeatRole::Owner, new.created_at)
    })?;
    account::sign_in_link(app, &email, Lang::En)
}

/// Whether this database holds the demo, whole or begun.
pub(super) fn is_here(app: &App) -> Result<bool, Problem> {
    Ok(standing(app)?.is_some())
}

fn standing(app: &App) -> Result<Option<Made>, Problem> {
    let text = app.db.read_blocking(|tx| fact(tx, FACT))?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

fn note(app: &App, size: &Size, whole: bool) -> Result<(), Problem> {
    let (text, now) = (made_text(size, whole), app.clock.now());
    init::begin(app)?;
    Ok(app.db.write_bulk("demo.note", move |tx| set_fact(tx, FACT, &text, now))?)
}

fn made_text(size: &Size, whole: bool) -> String {
    serde_json::to_string(&Made { size: size.clone(), whole }).expect("numbers always serialise")
}

fn refuse_real_groups(app: &App) -> Result<(), Problem> {
    match app.db.read_blocking(|tx| coalitions::groups(tx, 1))?.is_empty() {
        true => Ok(()),
        false => Err(Problem::refused("This database holds real groups. Make the demo in another one, with CLARION_DATABASE_URL.")),
    }
}

fn petition(app: &App) -> Result<Petition, Problem> {
    let found = app.db.read_blocking(|tx| create::find(tx, words::PETITION_SLUG))?;
    Ok(found.ok_or_else(|| Problem::refused("The demo's petition is gone. Use an empty database for another demo."))?.petition)
}

/// The demo's vetted events.
fn public_events(app: &App) -> Result<Vec<Event>, Problem> {
    let found = app.db.read_blocking(|tx| match coalitions::coalition_by_slug(tx, words::COALITION_SLUG)? {
        Some(coalition) => crate::events::of_coalition(tx, coalition.id),
        None => Ok(Vec::new()),
    });
    let mut events = found?;
    events.retain(Event::is_public);
    Ok(events)
}

fn event_addresses(public_url: &str, event: &Event) -> serde_json::Value {
    json!({ "slug": event.slug, "url": format!("{public_url}/events/{}", event.slug) })
}

/// The groups of the demo by name, in the order in which the answer lists them.
fn groups(app: &App) -> Result<Vec<Group>, Problem> {
    let found = app.db.read_blocking(|tx| match coalitions::coalition_by_slug(tx, words::COALITION_SLUG)? {
        Some(coalition) => coalitions::members(tx, coalition.id),
        None => Ok(Vec::new()),
    });
    Ok(found?.into_iter().map(|(group, _)| group).collect())
}

/// Who votes for each steering group, by mailbox, to sign in with.
fn delegates(app: &App) -> Result<Vec<serde_json::Value>, Problem> {
    let vault = app.vault.clone();
    let found = app.db.read_blocking(move |tx| {
        let Some(coalition) = coalitions::coalition_by_slug(tx, words::COALITION_SLUG)? else { return Ok(Vec::new()) };
        let mailbox = |tx: &mut db::Tx<'_>, account: Option<Id>| -> Result<Option<String>, db::Fault> {
            let Some(account) = account else { return Ok(None) };
            let Some(found) = access::account(tx, account)? else { return Ok(None) };
            Ok(Some(accounts::open(&vault, account, &found.sealed)?.email))
        };
        let mut all = Vec::new();
        for steering in coalitions::steering(tx, coalition.id)? {
            let (delegate, deputy) = (mailbox(tx, steering.delegate)?, mailbox(tx, steering.deputy)?);
            all.push(json!({ "group": steering.group.slug, "delegate": delegate, "deputy": deputy }));
        }
        Ok(all)
    });
    Ok(found?)
}

/// An API key that a later run can print again: drawn from the server's secret, so that only this server knows it.
fn api_key(app: &App, group: Id) -> String {
    app.vault.stamp(&[b"demo api key", &group.0]).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The public key of the coalition's log.
fn log_vkey(app: &App) -> Result<Option<String>, Problem> {
    let signer = notices::Signer::of(app);
    let found = app.db.read_blocking(move |tx| match coalitions::coalition_by_slug(tx, words::COALITION_SLUG)? {
        Some(coalition) => notices::log_of(tx, &signer, &coalition).map(|log| Some(log.vkey)),
        None => Ok(None),
    });
    Ok(found?)
}

/// The coalition's plans, where its delegates see them.
fn plans(app: &App) -> Result<Vec<serde_json::Value>, Problem> {
    let found = app.db.read_blocking(|tx| match coalitions::coalition_by_slug(tx, words::COALITION_SLUG)? {
        Some(coalition) => plans::plans_of(tx, coalition.id),
        None => Ok(Vec::new()),
    })?;
    let page = format!("{}/console/coalitions/{}/plans", app.settings.public_url, words::COALITION_SLUG);
    Ok(found
        .iter()
        .map(|plan| json!({ "id": plan.id, "state": plan.state.as_str(), "url": format!("{page}/{}", plan.id) }))
        .collect())
}

fn answer(app: &App, first: &str, size: &Size) -> Result<Answer, Problem> {
    let public_url = &app.settings.public_url;
    let petition = addresses(public_url, &petition(app)?);
    let coalition = format!("{public_url}/coalitions/{}", words::COALITION_SLUG);
    let events: Vec<serde_json::Value> = public_events(app)?.iter().map(|event| event_addresses(public_url, event)).collect();
    let (groups, sign_in_link, delegates) = (groups(app)?, sign_in_link(app)?, delegates(app)?);
    let plans = plans(app)?;
    let site = public_url.clone();
    let forms = app.db.read_blocking(move |tx| forms::addresses(tx, &site))?;
    let line = |group: &Group| json!({ "slug": group.slug, "name": group.name, "api_key": api_key(app, group.id) });
    let json = json!({
        "public_url": public_url,
        "sign_in_link": sign_in_link,
        "coalitions": [{
            "slug": words::COALITION_SLUG, "url": coalition, "delegates": delegates,
            "log_url": format!("{coalition}/log/"), "log_vkey": log_vkey(app)?,
        }],
        "groups": groups.iter().map(line).collect::<Vec<_>>(),
        "petitions": [petition],
        "events": events,
        "forms": forms,
        "plans": plans,
    });
    let petition_url = petition["url"].as_str().unwrap_or_default();
    let words = format!(
        "{first}\nCoalition: {coalition}\nPetition:  {petition_url}\nEvents:    {coalition}/events\nSign in:   {sign_in_link} (once, within 24 hours)\nGroups: {}, people: {}. `clarion demo --json` prints their API keys.",
        groups.len(),
        size.people
    );
    Ok(Answer { words, json })
}
