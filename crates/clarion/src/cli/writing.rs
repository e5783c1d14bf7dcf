//! Commands that write, as data: so that the server which holds a SQLite database can carry them out for whoever asks.

use super::hand_over::client;
use super::progress::{Bar, Lines};
use super::{
    Problem, Progress, account, coalition, demo, event, group, group_key, import, keys, lock, logs, migrate, open, petition, plans,
    print, reports, witness,
};
use crate::app::App;
use crate::config::Settings;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// One command that writes, with everything it needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "command", content = "arguments", rename_all = "kebab-case")]
pub enum Writing {
    /// `clarion account add`.
    AccountAdd(account::AccountToAdd),
    /// `clarion account link`.
    AccountLink(account::AccountToLink),
    /// `clarion account list`: it only reads, and what it reads is opened by the keys that the server holds.
    AccountList,
    /// `clarion account unseat`.
    AccountUnseat(account::SeatToTake),
    /// `clarion demo`.
    Demo(demo::Size),
    /// `clarion demo --play`.
    DemoPlay(demo::play::Play),
    /// `clarion coalition add`.
    CoalitionAdd(coalition::CoalitionToAdd),
    /// `clarion group add`.
    GroupAdd(group::GroupToAdd),
    /// `clarion group key add`.
    GroupKeyAdd(group_key::KeyToAdd),
    /// `clarion group key list`. It only reads, but where the server reads: on SQLite that is one process.
    GroupKeyList(group_key::KeysToList),
    /// `clarion group key revoke`.
    GroupKeyRevoke(group_key::KeyToRevoke),
    /// `clarion petition add`.
    PetitionAdd(petition::PetitionToAdd),
    /// `clarion petition close`.
    PetitionClose(petition::PetitionToClose),
    /// `clarion event add`.
    EventAdd(Box<event::EventToAdd>),
    /// `clarion event vet`.
    EventVet(event::VerdictToGive),
    /// `clarion event move`.
    EventMove(event::EventToMove),
    /// `clarion event cancel`.
    EventCancel(event::EventToCancel),
    /// `clarion plans export`: it only reads, but the records are sealed, and the server has the key.
    PlansExport(plans::BallotToExport),
    /// `clarion import people`.
    ImportPeople(import::people::PeopleToImport),
    /// `clarion import officials`.
    ImportOfficials(import::officials::OfficialsToImport),
    /// `clarion import places`.
    ImportPlaces(import::places::PlacesToImport),
    /// `clarion migrate action-network`.
    Migrate(migrate::ListToMove),
    /// `clarion keys rotate`.
    KeysRotate(keys::Rotation),
    /// `clarion keys confirm-recovery`, after the sheet was opened where it was typed.
    RecoveryConfirmed(keys::Confirmation),
    /// `clarion witness name`.
    WitnessName(witness::WitnessToName),
    /// `clarion reports list`. It only reads, with the keys that the server has opened.
    ReportsList(reports::ReportsToList),
    /// `clarion reports close`.
    ReportClose(reports::ReportToClose),
}

/// What a command says when it is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// For people.
    pub words: String,
    /// For programs.
    pub json: serde_json::Value,
}

impl Writing {
    /// Whether it makes what is not there yet. Everything else would only make an instance by mistake, in a wrong folder.
    fn begins_an_instance(&self) -> bool {
        matches!(self, Self::Demo(_))
    }

    /// Whether its steps are what one asked for: each is a line. Without a server there is nothing to watch.
    fn is_watched(&self) -> bool {
        matches!(self, Self::DemoPlay(_))
    }

    /// Does the work. Blocks.
    pub fn run(&self, app: &App, progress: &dyn Progress) -> Result<Answer, Problem> {
        match self {
            Self::AccountAdd(account) => account.add(app),
            Self::AccountLink(account) => account.link(app),
            Self::AccountList => account::list(app),
            Self::AccountUnseat(seat) => seat.take(app),
            Self::Demo(size) => demo::run(app, size, progress),
            Self::DemoPlay(play) => demo::play::run(app, play, progress),
            Self::CoalitionAdd(coalition) => coalition.add(app),
            Self::GroupAdd(group) => group.add(app),
            Self::GroupKeyAdd(key) => key.add(app),
            Self::GroupKeyList(keys) => keys.list(app),
            Self::GroupKeyRevoke(key) => key.revoke(app),
            Self::PetitionAdd(petition) => petition.add(app),
            Self::PetitionClose(petition) => petition.close(app),
            Self::EventAdd(event) => event.add(app),
            Self::EventVet(verdict) => verdict.give(app),
            Self::EventMove(change) => change.propose(app),
            Self::EventCancel(event) => event.cancel(app),
            Self::PlansExport(ballot) => ballot.export(app, progress),
            Self::ImportPeople(people) => people.run(app, progress),
            Self::ImportOfficials(officials) => officials.run(app),
            Self::ImportPlaces(places) => places.run(app, progress),
            Self::Migrate(list) => list.run(app, progress),
            Self::KeysRotate(rotation) => rotation.run(app),
            Self::RecoveryConfirmed(confirmation) => confirmation.note(app),
            Self::WitnessName(witness) => witness.name(app),
            Self::ReportsList(reports) => reports.list(app),
            Self::ReportClose(report) => report.close(app),
        }
    }
}

/// How often, a tenth of a second apart, another command's lock or a starting server's socket is waited for.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

/// Carries a command out here, or has the server do it that holds the database, and prints the answer.
pub fn carry_out(settings: Settings, writing: &Writing, json: bool) -> Result<(), Problem> {
    logs::start("error");
    match writing.begins_an_instance() {
        true => open::make_folders(&settings)?,
        false => open::refuse_empty_folder(&settings)?,
    }
    let answer = if writing.is_watched() && !json {
        asked(settings, writing, &Lines)?
    } else {
        let bar = Bar::new();
        let answer = asked(settings, writing, &bar);
        bar.clear();
        answer?
    };
    match json {
        true => print::json(&answer.json),
        false => print::out(&answer.words),
    }
    Ok(())
}

fn asked(settings: Settings, writing: &Writing, progress: &dyn Progress) -> Result<Answer, Problem> {
    for _ in 0..TRIES {
        if let Some(_lock) = lock::take(&settings.database_url)? {
            if writing.is_watched() && lock::socket_of(&settings.database_url).is_some() {
                return Err(Problem::refused(
                    "No server runs on this database. Start `clarion serve` in another terminal, and watch there.",
                ));
            }
            let app = match writing.begins_an_instance() {
                true => open::open(Arc::new(settings))?,
                false => open::open_begun(Arc::new(settings))?,
            };
            let answer = writing.run(&app, progress);
            app.db.close();
            return answer;
        }
        let socket = lock::socket_of(&settings.database_url);
        if let Some(stream) = socket.and_then(|path| client::connect(&path)) {
            return client::ask(stream, writing, progress);
        }
        std::thread::park_timeout(PAUSE);
    }
    Err(Problem::refused("Another Clarion command is writing to this database. Wait until it has ended and try again."))
}
