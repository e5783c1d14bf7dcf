//! The commands: a ballot is exported by the program and counted again by the program, elsewhere and without its database.

use super::Room;
use super::pages::House;
use super::room::{DELEGATE, NOW, VOTING};
use crate::harness::Server;
use clarion::ids::Id;
use clarion::plans::{Choice, Outcome};
use clarion::trust::ballot::Act;
use db::{DatabaseUrl, Engine};
use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

on_both!(a_decision_is_exported_and_verified, a_withdrawn_ballot_is_named_and_is_no_call);

pub(super) fn clarion(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    command(arguments, variables).output().unwrap()
}

fn command(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clarion"));
    let folder = std::env::temp_dir();
    command.args(arguments).env_clear().env("PATH", "/usr/bin:/bin").current_dir(folder).envs(variables.iter().copied());
    command
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn a_decision_is_exported_and_verified(room: &Room) {
    let ballot = room.open();
    let mut receipt = String::new();
    for (number, choice) in [(0, Choice::Call), (1, Choice::Call), (2, Choice::Call), (3, Choice::StandAside)] {
        let cast = room.vote(ballot, (number, DELEGATE), choice, NOW + 1).unwrap();
        receipt = format!("{}:{}", cast.number, cast.receipt);
    }
    let folder = testkit::TempFolder::new();
    let path = folder.join("decision.json").display().to_string();
    let (open, file) = exported(room, ballot, &path);
    assert!(open.status.success(), "{}", text(&open.stderr));
    let verify = |what: &str, more: &[&str]| clarion(&[&["verify", what, path.as_str()], more].concat(), &[]);
    let said = verify("ballots", &["--receipt", &receipt]);
    assert!(said.status.success(), "{}", text(&said.stderr));
    let words = text(&said.stdout);
    assert!(words.contains("Group 3: stand-aside, signed by the delegate") && words.contains("nothing is decided"), "{words}");
    let refused = verify("call", &[]);
    assert_eq!((refused.status.code(), text(&refused.stderr).trim()), (Some(1), "This ballot has no outcome yet."));
    assert_eq!(room.evaluate(ballot, VOTING), Some(Outcome::Call));
    exported(room, ballot, &path);
    let json: serde_json::Value = serde_json::from_slice(&verify("call", &["--json", "--receipt", &receipt]).stdout).unwrap();
    assert_eq!((json["outcome"].as_str(), json["groups"][3]["says"].as_str()), (Some("call"), Some("stand-aside")));
    let key = json["log"]["vkey"].as_str().unwrap().to_owned();
    let known = text(&verify("call", &["--vkey", &key]).stdout);
    assert!(
        known.contains("12 passkeys of the electorate in time, the decision since") && !known.contains("No key was given"),
        "{known}"
    );
    let other = key.replace("act.example", "evil.example");
    assert_eq!(verify("call", &["--vkey", &other]).status.code(), Some(1));
    std::fs::write(&path, file.replace("stand-aside", "stand-aside ")).unwrap();
    let refused = text(&verify("call", &[]).stderr);
    assert!(refused.starts_with("Record 6 does not count."), "{refused}");
    let other = verify("ballots", &["--receipt", "3:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]);
    assert_eq!(other.status.code(), Some(1));
}

fn a_withdrawn_ballot_is_named_and_is_no_call(room: &Room) {
    let ballot = room.open();
    room.vote(ballot, (2, DELEGATE), Choice::Call, NOW + 1).unwrap();
    for number in 0..2 {
        let word = room.act(ballot, Act::WithdrawBallot, (number, DELEGATE), "A wrong\ndate.");
        room.put(ballot, word, NOW + 2).unwrap();
    }
    let folder = testkit::TempFolder::new();
    let path = folder.join("withdrawn.json").display().to_string();
    exported(room, ballot, &path);
    let said = text(&clarion(&["verify", "ballots", &path], &[]).stdout);
    for words in ["Two groups withdrew the ballot", "wants the ballot withdrawn: A wrong date.", "Group 2: call, signed by"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let json: serde_json::Value = serde_json::from_slice(&clarion(&["verify", "ballots", &path, "--json"], &[]).stdout).unwrap();
    assert_eq!((json["withdrawn"].as_bool(), json["outcome"].as_str()), (Some(true), None));
    let refused = clarion(&["verify", "call", &path], &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("was withdrawn by two groups"), "{}", text(&refused.stderr));
}

/// Workers on other machines start what a ballot decides. Under another passkey domain nobody could halt it, so they do not start.
#[test]
fn workers_do_not_start_under_another_passkey_domain_during_a_ballot() {
    let server = Server::start(Engine::Postgres);
    let house = House::new(&server);
    let (_, ballot) = house.prepared();
    let both_sign = |key, reason| {
        for who in &house.delegates {
            assert_eq!(house.sign(who, &ballot, key, "", reason).status, 303);
        }
    };
    both_sign("open", "");
    let mut variables = in_its_database(&server);
    variables.push(("CLARION_PUBLIC_URL", "https://elsewhere.example".to_owned()));
    let refused = clarion(&["work"], &borrowed(&variables));
    let words = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{words}");
    assert!(words.contains("A ballot runs, and its passkeys belong to localhost: under another domain nobody"), "{words}");
    assert!(words.contains("Set CLARION_PASSKEY_DOMAIN=localhost"), "{words}");
    // Once there is nothing to vote on or to halt, they work.
    both_sign("withdraw", "A wrong date.");
    let mut command = command(&["work"], &borrowed(&variables));
    let mut works = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(works.stdout.take().unwrap()).read_line(&mut said).unwrap();
    works.kill().unwrap();
    works.wait().unwrap();
    assert_eq!(said.trim(), "Clarion works here; it serves no pages.");
}

/// The variables with which the program opens the database of a story.
fn in_its_database(server: &Server) -> Vec<(&'static str, String)> {
    let settings = &server.app.settings;
    let database = match &settings.database_url {
        DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DatabaseUrl::Postgres(url) => url.to_string(),
    };
    assert_eq!(settings.database_url.engine() == Engine::Sqlite, database.starts_with("sqlite:"));
    let data_dir = settings.data_dir.display().to_string();
    vec![("CLARION_DATABASE_URL", database), ("CLARION_DATA_DIR", data_dir), ("CLARION_MASTER_KEY", "07".repeat(32))]
}

fn borrowed<'a>(variables: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
    variables.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// What the command did, and what it wrote.
fn exported(room: &Room, ballot: Id, path: &str) -> (Output, String) {
    let variables = in_its_database(&room.server);
    let output = clarion(&["plans", "export", &ballot.to_string()], &borrowed(&variables));
    std::fs::write(path, &output.stdout).unwrap();
    let file = text(&output.stdout);
    (output, file)
}
