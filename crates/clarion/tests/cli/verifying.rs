//! `clarion verify` and `clarion witness`: files from the public pages, checked and cosigned by the real program in an empty folder.

use super::Instance;
use crate::notices::ground::{Ground, read_log};
use db::Engine;

#[test]
fn a_downloaded_notice_and_log_are_checked_without_a_server() {
    let ground = Ground::new(Engine::Sqlite);
    ground.enter(&ground.libraries, 2);
    let notice = ground.call();
    let (machine, older) = (Instance::new(), ground.log_file());
    machine.write("notice.json", &ground.notice_file(&notice));
    machine.write("older.json", &older);
    ground.enter(&ground.libraries, 4);
    machine.write("log.json", &ground.log_file());
    let vkey = read_log(&older).vkey;

    let said = machine.run(&["verify", "notice", "notice.json", "--vkey", &vkey]).done();
    assert!(said.contains("of Libraries for Every County holds: call") && said.contains("entry 3 of 3"), "{said}");
    assert!(said.contains("[es] Llamamos") && !said.contains("No key was given"), "{said}");
    let unsure = machine.run(&["verify", "notice", "notice.json"]).done();
    assert!(unsure.contains(&format!("No key was given: this holds if you know this public key from elsewhere (--vkey): {vkey}")));
    let value = machine.run(&["verify", "log", "log.json", "--older", "older.json", "--vkey", &vkey, "--json"]).json();
    assert_eq!((&value["size"], &value["grown_by"], &value["key_was_given"]), (&7.into(), &4.into(), &true.into()));
    // Nothing was made in the folder.
    assert_eq!(std::fs::read_dir(machine.path(".")).unwrap().count(), 3);

    machine.write("notice.json", &machine.read("notice.json").replace("at noon", "at nine"));
    let sentence = machine.run(&["verify", "notice", "notice.json"]).refused();
    assert_eq!(sentence, "The coalition did not sign these words: they or the signature were changed.");
    let sentence = machine.run(&["verify", "log", "older.json", "--older", "log.json"]).refused();
    assert!(sentence.starts_with("The log has not only grown since the older file"), "{sentence}");
    machine.run(&["verify", "log", "none.json"]).refused();
    machine.run(&["verify", "log", "log.json", "--vkey", "nonsense"]).refused();
}
