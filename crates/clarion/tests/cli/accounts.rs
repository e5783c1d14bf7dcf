//! Accounts by command, beside a running server and without one; and that no trace of a name is left behind.

use super::Instance;
use std::path::Path;

const GROUP: [&str; 6] = ["group", "add", "--name", "Alder Readers", "--postal-address", "1 Example Street"];

fn add<'a>(email: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let base = ["account", "add", "--group", "alder-readers", "--email", email, "--name", "Zephyrine Made-Up"];
    [&base[..], more].concat()
}

/// Whether any file below holds these bytes; mails in the outbox are for their readers.
fn holds(folder: &Path, words: &str) -> bool {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| match path.is_dir() {
        true => !path.ends_with("outbox") && holds(&path, words),
        false => std::fs::read(&path).is_ok_and(|bytes| bytes.windows(words.len()).any(|window| window == words.as_bytes())),
    })
}

#[test]
fn an_account_gets_a_seat_a_link_and_is_listed() {
    let instance = Instance::new();
    instance.run(&["init"]).done();
    instance.run(&GROUP).done();
    let made = instance.run(&add("zephyrine@people.example", &["--role", "owner", "--lang", "es", "--json"])).json();
    assert!(made["sign_in_link"].as_str().unwrap().starts_with("http://localhost:8080/es/console/sign-in/link/"));
    let again = instance.run(&add("Zephyrine+x@people.example", &[])).done();
    assert!(again.contains("Zephyrine Made-Up is now organiser of Alder Readers"));
    let listed = instance.run(&["account", "list", "--json"]).json();
    assert_eq!(listed["accounts"].as_array().unwrap().len(), 1, "one mailbox, one account");
    assert_eq!(listed["accounts"][0]["seats"][0], serde_json::json!({"group": "alder-readers", "role": "organiser"}));
    assert_eq!(listed["accounts"][0]["account"], made["account"]);
    let words = instance.run(&["account", "list"]).done();
    assert_eq!(words, "Zephyrine Made-Up <zephyrine@people.example>: organiser of alder-readers; passkeys: 0\n");
    let unseat = ["account", "unseat", "--group", "alder-readers", "--email", "zephyrine@people.example"];
    instance.run(&unseat).done();
    assert!(instance.run(&unseat).refused().contains("no seat in alder-readers"));
    assert!(instance.run(&["account", "list"]).done().contains("no seat"));
    for (arguments, sentence) in [
        (add("zephyrine", &[]), "--email: An email address needs"),
        (vec!["account", "link", "--email", "bo@people.example"], "Nobody has an account"),
        (vec!["account", "add", "--group", "none", "--email", "a@b.example", "--name", "A"], "No group has the slug none"),
        (vec!["account", "add", "--group", "alder-readers", "--email", "a@b.example", "--name", " "], "Give the person's name"),
    ] {
        assert!(instance.run(&arguments).refused().contains(sentence), "{arguments:?}");
    }
    assert_eq!(instance.run(&add("a@b.example", &["--role", "king"])).code, 2);
}

#[test]
fn a_link_signs_in_at_the_running_server_and_leaves_no_name_behind() {
    let instance = Instance::new();
    instance.run(&["init"]).done();
    instance.run(&GROUP).done();
    let server = instance.serve();
    instance.run(&add("zephyrine@people.example", &[])).done();
    let link = instance.run(&["account", "link", "--email", "zephyrine@people.example", "--json"]).json();
    let link = link["sign_in_link"].as_str().unwrap().strip_prefix("http://localhost:8080").unwrap().to_owned();
    let (status, page) = server.get(&link);
    assert_eq!(status, 200);
    assert!(page.contains("signs you in as Zephyrine Made-Up"));
    server.stop();
    let data = instance.path("data");
    for words in ["ephyrine", "Made-Up", link.rsplit('/').next().unwrap()] {
        assert!(!holds(&data, words), "{words} lies in the data folder");
    }
    assert!(holds(&data, "Alder Readers"), "what is public is found, so the search can see");
}

#[test]
fn the_doctor_says_what_stands_against_passkeys() {
    for (url, sentence) in
        [("http://192.0.2.1", "They need a domain name"), ("http://act.example", "Browsers make none without https")]
    {
        let instance = Instance::new().with("CLARION_PUBLIC_URL", url).with("CLARION_MAIL_FROM", "post@act.example");
        instance.run(&["init"]).done();
        assert!(instance.run(&["doctor"]).out.contains(sentence), "{url}");
    }
}
