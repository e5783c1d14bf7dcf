//! The master key: missing, wrong, rotated, cut off while being rotated, and back from its recovery sheet.

use super::Instance;

const PASSPHRASE: &str = "four plain made-up words";

fn begun() -> Instance {
    let instance = Instance::new();
    instance.run(&["demo", "--groups", "2", "--people", "20"]).done();
    instance.write("passphrase", &format!("{PASSPHRASE}\n"));
    instance
}

/// Adds a group: works only if the secrets open.
fn writes(instance: &Instance, name: &str) -> super::Ran {
    instance.run(&["group", "add", "--name", name, "--postal-address", "1 Example Street"])
}

#[test]
fn a_missing_master_key_is_never_replaced_by_a_new_one() {
    let instance = begun();
    std::fs::rename(instance.path("data/master.key"), instance.path("kept.key")).unwrap();
    let sentence = instance.run(&["serve", "--listen", "127.0.0.1:0"]).refused();
    assert!(sentence.contains("data/master.key is missing") && sentence.contains("clarion keys recover"), "{sentence}");
    assert!(!instance.path("data/master.key").exists());
    std::fs::rename(instance.path("kept.key"), instance.path("data/master.key")).unwrap();
    writes(&instance, "Alder Readers").done();
}

#[test]
fn another_master_key_is_refused() {
    let instance = begun();
    instance.write_key("data/master.key", &"ab".repeat(32));
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["demo"], &["keys", "rotate"], &["keys", "recovery-sheet"]] {
        assert!(instance.run(arguments).refused().contains("This master key does not open this database"), "{arguments:?}");
    }
}

#[test]
fn the_key_may_come_from_a_variable_or_a_command() {
    let key = "cd".repeat(32);
    let instance = Instance::new().with("CLARION_MASTER_KEY", key.clone());
    instance.run(&["init"]).done();
    assert!(!instance.path("data/master.key").exists());
    assert!(instance.run(&["keys", "rotate"]).refused().contains("--new-key-file"));
    instance.run(&["keys", "rotate", "--new-key-file", "new.key"]).done();
    assert!(writes(&instance, "Alder Readers").refused().contains("does not open this database"));
    let instance = Instance { variables: vec![("CLARION_MASTER_KEY_COMMAND", "cat new.key".to_owned())], ..instance };
    writes(&instance, "Alder Readers").done();
}

#[test]
fn a_rotated_key_opens_and_the_old_one_does_not() {
    let instance = begun();
    let old = instance.read("data/master.key");
    let rotated = instance.run(&["keys", "rotate", "--json"]).json();
    // Two groups, and the server's own secrets.
    assert!(rotated["keys"].as_u64().unwrap() >= 4, "{rotated}");
    assert!(!instance.path("data/master.key.new").exists());
    let new = instance.read("data/master.key");
    assert_ne!(old, new);
    writes(&instance, "Alder Readers").done();
    instance.write_key("data/master.key", &old);
    assert!(writes(&instance, "Birch Readers").refused().contains("does not open this database"));
}

#[test]
fn a_running_server_goes_on_with_the_rotated_key() {
    let instance = begun();
    let server = instance.serve();
    let old = instance.read("data/master.key");
    instance.run(&["keys", "rotate"]).done();
    assert_ne!(instance.read("data/master.key"), old);
    // Its data key must be wrapped by the new one, or nobody could open it after the next start.
    writes(&instance, "Alder Readers").done();
    instance.run(&["keys", "rotate"]).done();
    assert_eq!(server.stop().0, 0);
    assert_eq!(instance.serve().get("/readyz").0, 200);
}

#[test]
fn a_rotation_killed_before_its_commit_leaves_the_old_key() {
    let instance = begun();
    // Killed after the new file, whole or half, and before the commit.
    for half in [format!("{}\n", "ef".repeat(32)), "efef".to_owned(), String::new()] {
        instance.write_key("data/master.key.new", &half);
        instance.run(&["doctor"]).done();
        assert_eq!(instance.serve().get("/readyz").0, 200);
        instance.run(&["keys", "rotate"]).done();
        assert!(!instance.path("data/master.key.new").exists());
    }
}

#[test]
fn a_rotation_killed_after_its_commit_is_finished_by_the_next_start() {
    for next in
        [&["group", "add", "--name", "Alder Readers", "--postal-address", "1 Example Street"][..], &["keys", "rotate"], &["demo"]]
    {
        let instance = begun();
        let old = instance.read("data/master.key");
        instance.run(&["keys", "rotate"]).done();
        // Killed between the commit and the renaming: both files are there.
        std::fs::rename(instance.path("data/master.key"), instance.path("data/master.key.new")).unwrap();
        instance.write_key("data/master.key", &old);
        instance.run(&["doctor"]).done();
        instance.run(next).done();
        assert!(!instance.path("data/master.key.new").exists(), "{next:?}");
        assert_ne!(instance.read("data/master.key"), old);
        assert_eq!(instance.serve().get("/readyz").0, 200);
    }
}

#[test]
fn a_printed_sheet_gives_the_key_back() {
    let instance = begun();
    let sheet = ["keys", "recovery-sheet", "--passphrase-file", "passphrase", "--page", "sheet.html"];
    let printed = instance.run(&sheet).done();
    let is_line = |line: &&str| line.len() >= 29 && line.split(' ').all(|group| group.len() == 5 && group.is_ascii());
    let typed: String = printed.lines().filter(is_line).map(|line| format!("{}\n", line.to_lowercase())).collect();
    assert_eq!(typed.lines().count(), 6, "{printed}");
    assert!(instance.read("sheet.html").contains("<svg"));
    let confirm = ["keys", "confirm-recovery", "--passphrase-file", "passphrase"];
    instance.write("saved.txt", &printed);
    instance.run(&[&confirm[..], &["--sheet-file", "saved.txt"]].concat()).done();
    instance.run(&["keys", "rotate"]).done();
    let printed = instance.run(&sheet[..4]).done();
    let typed: String = printed.lines().filter(is_line).map(|line| format!("{}\n", line.to_lowercase())).collect();
    let wrong = instance.run_typing(&confirm, &typed.replacen(['7', '8', '9', 'a', 'b', 'c'], "z", 1));
    assert!(wrong.refused().contains("Line 1 has a typing error"));
    assert!(instance.run(&["doctor"]).done().contains("mind   recovery sheet"));
    instance.run_typing(&confirm, &typed).done();
    assert!(instance.run(&["doctor"]).done().contains("ok     recovery sheet"));
    let recover = ["keys", "recover", "--passphrase-file", "passphrase"];
    assert!(instance.run_typing(&recover, &typed).refused().contains("is there already"));
    let lost = instance.read("data/master.key");
    std::fs::remove_file(instance.path("data/master.key")).unwrap();
    instance.run_typing(&recover, &typed).done();
    assert_eq!(instance.read("data/master.key"), lost);
    instance.run(&["keys", "rotate"]).done();
    assert!(instance.run(&["doctor"]).done().contains("mind   recovery sheet"), "the sheet is of the old key");
    assert!(instance.run_typing(&confirm, &typed).refused().contains("of another master key"));
}

#[test]
fn a_short_passphrase_is_refused() {
    let instance = begun();
    instance.write("passphrase", "short\n");
    assert!(
        instance.run(&["keys", "recovery-sheet", "--passphrase-file", "passphrase"]).refused().contains("at least 12 characters")
    );
    assert_eq!(instance.run(&["keys", "recovery-sheet"]).code, 2, "there is no terminal to ask at");
}
