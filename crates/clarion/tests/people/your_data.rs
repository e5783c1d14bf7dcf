//! The supporter's page: one answer and one mail for everybody, what is held under the proved mailbox and nothing of another, leaving,
//! correcting, a copy, being forgotten.

use crate::harness::{Answered, Server, TestGroup, id_of, on_both, on_both_in_time, person};
use clarion::access::SeatRole;
use clarion::clock::{DAY, MINUTE};
use clarion::ids::Id;
use clarion::people::{self, Coarse, Consent, ConsentStatus, Details, Purpose, consent};
use clarion::petitions::{Beside, SignInput, SignatureKind};
use clarion::schema;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testkit::wait_until;

const WITHIN: Duration = Duration::from_secs(60);

pub fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split(from).nth(1).unwrap_or_else(|| panic!("no {from} in {text}")).split(to).next().unwrap()
}

fn form(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    form.finish().into_bytes()
}

/// Somebody asks for a mailbox's link, from an address of their own.
pub fn ask(server: &Server, email: &str, client: &str) -> Answered {
    let page = server.page("GET", "/your-data", "", b"").text;
    let stamp = between(&page, "name=\"stamp\" value=\"", "\"").to_owned();
    server.ask_with("POST", "/your-data", &[("X-Forwarded-For", client)], &form(&[("email", email), ("stamp", &stamp)]))
}

fn mails_to(server: &Server, email: &str) -> Vec<String> {
    server.mails().into_iter().filter(|mail| mail.contains(&format!("To: {email}"))).collect()
}

/// The mailed link of a mailbox. A worker must run.
pub fn link(server: &Server, email: &str) -> String {
    assert_eq!(ask(server, email, "192.0.2.9").status, 303);
    wait_until("the mail", WITHIN, || !mails_to(server, email).is_empty());
    let mail = mails_to(server, email).pop().unwrap();
    let rest = mail.split("/t/").nth(1).unwrap();
    format!("/t/{}", rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_').collect::<String>())
}

fn get(server: &Server, path: &str) -> String {
    let answer = server.page("GET", path, "", b"");
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.text
}

fn does(server: &Server, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = server.page("POST", path, "", &form(fields));
    assert_eq!(answer.status, 303, "{path}: {}", answer.text);
    answer.header("location").to_owned()
}

fn add(server: &Server, group: &TestGroup, email: &str) -> String {
    id_of(&server.post("/people", &group.key, &json!({"person": person(email)})).ok())
}

/// What a human said to a group from their own mailbox, or number.
pub fn says(server: &Server, group: Id, (channel, address): (seal::Channel, &str), purpose: Purpose, status: ConsentStatus) {
    let (key, now) = (server.app.vault.matching_key(channel, address), server.app.clock.now());
    let words = consent::Words::new("en", "Yes, write to me.");
    let said = Consent { group, channel, purpose, status, words, source: String::new(), noted_at: now };
    let noted = server.app.db.write_bulk("test.says", move |tx| {
        let identity = people::identity_of(tx, key)?.unwrap();
        consent::note(tx, &[(identity, &said)])
    });
    noted.unwrap();
}

/// Puts somebody on a group's list.
pub fn listed(server: &Server, group: Id, email: &str, now: i64) {
    let app = &server.app;
    let details = Details { email: email.to_owned(), ..Details::default() };
    let person = app.intake().person(group, now, Some(email), details, Coarse::default()).unwrap();
    let vault = app.vault.clone();
    app.db.write_bulk("test.list", move |tx| people::recognise(tx, &vault, now, &[&person])).unwrap();
}

/// Somebody signs from their own mailbox, agreeing to news where wanted.
pub fn signs(server: &Server, group: Id, petition: &str, email: &str) {
    let (app, now) = (&server.app, server.app.clock.now());
    let details = Details { given_name: "Ana".to_owned(), email: email.to_owned(), ..Details::default() };
    let coarse = Coarse { country: "US".into(), region: "OH".into(), zip: "45501".into(), lang: "en".into() };
    let mut person = app.intake().person(group, now, Some(email), details, coarse).unwrap();
    person.email_proved = true;
    let (id, signature) = (petition.parse().unwrap(), app.ids.fresh(now));
    let sealed = app.vault.seal(group, &signature.0, b"For my street.", app.ids.bytes()).unwrap();
    let (also, consents) = (Vec::new(), Vec::new());
    let (kind, sealed_comment, beside) = (SignatureKind::Confirmed, Some(sealed), Beside::default());
    let input = SignInput { petition: id, signature, kind, person, also, consents, sealed_comment, signed_at: now, beside };
    let vault = app.vault.clone();
    app.db.write_bulk("test.sign", move |tx| clarion::petitions::sign::sign(tx, &vault, now, &[&input])).unwrap()[0].unwrap();
}

/// Every row of every table.
fn everything(server: &Server) -> Vec<u8> {
    struct Shared(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let written = Arc::new(Mutex::new(Vec::new()));
    db::write_archive(&server.app.db, schema::MIGRATIONS, Shared(Arc::clone(&written))).unwrap();
    std::mem::take(&mut *written.lock().unwrap())
}

#[test]
fn everybody_gets_one_answer_and_one_mail_postgres_too() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        add(server, &group, "known@mail.example");
        let mut answers = Vec::new();
        for email in ["known@mail.example", "stranger@mail.example"] {
            for _ in 0..5 {
                let mut answer = ask(server, email, "192.0.2.1");
                answer.headers.retain(|(name, _)| name != "date");
                answers.push((answer.status, answer.headers, answer.text));
            }
        }
        assert_eq!(answers[0].0, 303);
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
        let worker = server.worker();
        server.app.clock.advance(2 * MINUTE);
        wait_until("three mails each", WITHIN, || server.mails().len() == 6);
        server.stop(worker);
        assert_eq!(server.mails().len(), 6, "three a day for each mailbox, whoever reads it");
        let without = |email: &str| {
            let mut mail = mails_to(server, email)[0].replace(email, "<mailbox>");
            for part in ["/t/", "Message-ID: ", "boundary=\"", "\r\nDate: "] {
                while let Some(at) = mail.find(part) {
                    let end = mail[at + part.len()..].find(['\r', '\n', '"', '<']).map_or(mail.len(), |end| at + part.len() + end);
                    mail.replace_range(at..end, "#");
                }
            }
            mail.lines().filter(|line| !line.starts_with("--") && !line.starts_with('#')).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(without("known@mail.example"), without("stranger@mail.example"));
        // The next day they may ask again, and nobody else's page says anything.
        server.app.clock.advance(DAY);
        let _worker = server.worker();
        assert_eq!(ask(server, "stranger@mail.example", "192.0.2.7").status, 303);
        wait_until("one more", WITHIN, || server.mails().len() == 7);
        for (fields, status) in [(vec![("email", "nobody")], 422), (vec![("email", "a@mail.example"), ("stamp", "1.forged")], 422)]
        {
            assert_eq!(server.page("POST", "/your-data", "", &form(&fields)).status, status);
        }
    });
}

/// The person of this page has chosen something in a field of the group; the owner's cookie.
fn chooses(server: &Server, alder: &TestGroup, (path, cookie): &(String, String)) -> String {
    let defined = server.page("POST", "/console/groups/alder/fields", cookie, b"name=T-shirt&choices=Large");
    assert_eq!(defined.status, 303);
    let id = path.rsplit('/').next().unwrap();
    server.put(&format!("/people/{id}"), &alder.key, &json!({"custom_fields": {"T-shirt": "large"}})).ok();
    cookie.clone()
}

#[test]
fn the_page_shows_what_is_held_under_the_proved_mailbox_and_looking_changes_nothing_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let (alder, birch) = (server.group("Alder"), server.group("Birch"));
        let petition = server.petition(&alder.key, "Keep the lanterns");
        signs(server, alder.id, &petition, "ana@mail.example");
        says(server, alder.id, (seal::Channel::Email, "ana@mail.example"), Purpose::News, ConsentStatus::Confirmed);
        // Another group puts a stranger's number beside the mailbox, and that number has said something of its own.
        let mut with_number = person("ana@mail.example");
        with_number["phone_numbers"] = json!([{"number": "+12025550143"}]);
        with_number["identifiers"] = json!(["elsewhere:42"]);
        server
            .post(
                "/people",
                &birch.key,
                &json!({"person": {"phone_numbers": [{"number": "+12025550143"}], "given_name": "Zoltan"}}),
            )
            .ok();
        says(server, birch.id, (seal::Channel::Phone, "+12025550143"), Purpose::Calls, ConsentStatus::Confirmed);
        server.post("/people", &alder.key, &json!({"person": with_number})).ok();
        let ours = people_path(server, &alder, "alder");
        let cookie = chooses(server, &alder, &ours);
        assert_eq!(server.page("POST", &format!("{}/notes", ours.0), &cookie, b"text=Brings+cake.").status, 303);
        assert_eq!(server.page("POST", &format!("{}/tags", ours.0), &cookie, b"name=Marshal").status, 303);
        let link = link(server, "ana@mail.example");
        server.stop(worker);
        let before = everything(server);
        let page = get(server, &link);
        let parts = [
            "ana@mail.example",
            "Alder",
            "Keep the lanterns",
            "For my street.",
            "You signed and confirmed it",
            "Yes, write to me.",
            "You said so yourself.",
            "Brings cake.",
            "Marshal",
            "<dd>Large",
            "+12025550143",
            "elsewhere:42",
            "noindex",
        ];
        for part in parts {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("Birch") && !page.contains("Zoltan") && !page.contains("Calls of the coalition,"), "{page}");
        assert!(get(server, &format!("/es{link}")).contains("Qué se guarda sobre usted"));
        let paths = [
            "",
            "/leave",
            "/mails-again",
            "/details/alder",
            "/forget?group=alder",
            "/forget?group=all",
            "/copy.json",
            "/copy.csv",
            "/not-me",
        ];
        for path in paths {
            for method in ["GET", "HEAD", "OPTIONS"] {
                let status = server.ask_with(method, &format!("{link}{path}"), &[], b"").status;
                assert!(matches!(status, 200 | 405), "{method} {path}: {status}");
                assert!(everything(server) == before, "{method} {path} changed a row");
            }
        }
        // The number's other list is nobody's who reads the mailbox.
        assert_eq!(server.page("GET", &format!("{link}/details/birch"), "", b"").status, 404);
    });
}

/// The console's page of the group's one person, and a session of an organiser.
fn people_path(server: &Server, group: &TestGroup, slug: &str) -> (String, String) {
    let list = server.get("/people", &group.key).ok();
    let id = id_of(&list["_embedded"]["osdi:people"][0]);
    let account = server.account(&format!("boss@{slug}.example"), &[(group.id, clarion::access::SeatRole::Owner)]);
    (format!("/console/groups/{slug}/supporters/{id}"), server.sign_in(account))
}

#[test]
fn a_leave_stands_above_what_groups_say_later_postgres_too() {
    on_both(|server| {
        let _worker = server.worker();
        let (alder, birch) = (server.group("Alder"), server.group("Birch"));
        for group in [&alder, &birch] {
            add(server, group, "ana@mail.example");
        }
        let status = |group: &TestGroup| {
            let mut again = person("ana@mail.example");
            again["email_addresses"][0]["status"] = json!("subscribed");
            server.post("/people", &group.key, &json!({"person": again})).ok()["email_addresses"][0]["status"].clone()
        };
        let link = link(server, "ana@mail.example");
        assert!(get(server, &link).contains("The group says so. Its source: a program of the group"));
        let nobody = server.page("POST", &format!("{link}/leave"), "", &form(&[("what", "news")]));
        assert!(nobody.status == 422 && nobody.text.contains("Choose at least one group"), "{}", nobody.text);
        let to = does(server, &format!("{link}/leave"), &[("what", "news"), ("group-alder", "yes")]);
        let page = get(server, &to);
        assert!(page.contains("Done.") && page.contains("Left on the page that shows what is held."), "{page}");
        assert!(
            page.contains("Alder sends you no news.") && !page.contains("Birch sends you no news."),
            "how they come again: {page}"
        );
        assert!(!page.contains("“Left on") && page.matches("No more news").count() == 1, "spent buttons are gone: {page}");
        let spanish = get(server, &format!("/es{link}"));
        assert!(spanish.contains("Se salió en la página") && !spanish.contains("Left on"), "{spanish}");
        assert_eq!((status(&alder), status(&birch)), (json!("unsubscribed"), json!("subscribed")));
        does(server, &format!("{link}/leave"), &[("what", "everything"), ("all", "yes")]);
        assert_eq!((status(&alder), status(&birch)), (json!("unsubscribed"), json!("unsubscribed")));
        let page = get(server, &link);
        assert!(page.contains("Let mails of all groups come again") && page.contains("No mails at all"), "{page}");
        let key = server.app.vault.matching_key(seal::Channel::Email, "ana@mail.example");
        let later = server.group("Cedar");
        let stopped = |group: Id| {
            let now = server.app.clock.now();
            server.app.db.read_blocking(move |tx| people::suppressed(tx, &[(key, group)], now)).unwrap().len()
        };
        assert_eq!((stopped(alder.id), stopped(later.id)), (1, 1), "a group that has the address later, too");
        for scope in ["all", "alder"] {
            does(server, &format!("{link}/mails-again"), &[("group", scope)]);
        }
        assert_eq!((stopped(alder.id), stopped(birch.id), stopped(later.id)), (0, 1, 0));
        assert_eq!(status(&alder), json!("unsubscribed"), "mails may come; news only after their own yes");
    });
}

#[test]
fn people_correct_what_one_group_holds_postgres_too() {
    on_both(|server| {
        let _worker = server.worker();
        let (alder, birch) = (server.group("Alder"), server.group("Birch"));
        let mut body = person("ana@mail.example");
        body["phone_numbers"] = json!([{"number": "+12025550143"}]);
        for group in [&alder, &birch] {
            server.post("/people", &group.key, &json!({"person": body})).ok();
        }
        let link = link(server, "ana@mail.example");
        let path = format!("{link}/details/alder");
        let page = get(server, &path);
        assert!(page.contains("value=\"Ana\"") && page.contains("+12025550143"), "{page}");
        let refused = server.page("POST", &path, "", &form(&[("given_name", "Anna"), ("zip", "12")]));
        assert!(refused.status == 422 && refused.text.contains("value=\"Anna\"") && refused.text.contains("href=\"#zip\""));
        let says = [("given_name", "Anna"), ("family_name", "Examplar"), ("zip", "45501"), ("lang", "es"), ("drop_phone", "yes")];
        assert!(get(server, &does(server, &path, &says)).contains("Saved."));
        let of = |group: &TestGroup| server.get("/people", &group.key).ok()["_embedded"]["osdi:people"][0].clone();
        let (ours, theirs) = (of(&alder), of(&birch));
        assert_eq!((&ours["given_name"], &ours["postal_addresses"][0]["region"]), (&json!("Anna"), &json!("OH")));
        assert!(!ours.to_string().contains("2025550143") && theirs.to_string().contains("2025550143"), "{ours} {theirs}");
        assert_eq!(theirs["given_name"], "Ana");
        assert_eq!(ours["email_addresses"][0]["address"], "ana@mail.example");
        assert_eq!(server.page("POST", &format!("{link}/details/nobody"), "", &form(&says)).status, 404);
    });
}

#[test]
fn a_copy_says_in_words_what_the_page_says_postgres_too() {
    on_both(|server| {
        let _worker = server.worker();
        let alder = server.group("Alder");
        let petition = server.petition(&alder.key, "Keep the lanterns");
        signs(server, alder.id, &petition, "ana@mail.example");
        let mut body = person("ana@mail.example");
        body["given_name"] = json!("=HYPERLINK(1)");
        server.post("/people", &alder.key, &json!({"person": body})).ok();
        says(server, alder.id, (seal::Channel::Email, "ana@mail.example"), Purpose::Calls, ConsentStatus::Confirmed);
        let link = link(server, "ana@mail.example");
        let answer = server.page("GET", &format!("{link}/copy.json"), "", b"");
        assert!(answer.header("content-disposition").contains("your-data.json") && answer.header("cache-control") == "no-store");
        let copy: Value = answer.ok();
        assert_eq!((&copy["address"], &copy["groups"][0]["group"]), (&json!("ana@mail.example"), &json!("Alder")));
        let consents = copy["groups"][0]["held"]["consents"].as_array().unwrap().clone();
        let receipt = consents.iter().find(|said| said["what"] == "Calls of the coalition, by email").unwrap();
        let told = ["says", "how_we_know", "words"].map(|part| receipt[part].as_str().unwrap());
        assert_eq!(told, ["Yes", "You said so yourself.", "Yes, write to me."]);
        assert!(receipt["at"].as_str().unwrap().ends_with('Z'));
        let csv = server.page("GET", &format!("/es{link}/copy.csv"), "", b"");
        assert!(csv.header("content-type").starts_with("text/csv"));
        assert!(csv.text.starts_with("\u{feff}Grupo,Parte,Qué,Dice") && csv.text.contains("'=HYPERLINK(1)"), "{}", csv.text);
        assert!(!csv.text.contains(",=HYPERLINK") && csv.text.contains("For my street."));
    });
}

#[test]
fn who_is_forgotten_by_one_group_or_by_all_is_gone_there_postgres_too() {
    on_both(|server| {
        let _worker = server.worker();
        let (alder, birch) = (server.group("Alder"), server.group("Birch"));
        let petition = server.petition(&alder.key, "Keep the lanterns");
        signs(server, alder.id, &petition, "ana@mail.example");
        // A stranger's number stands beside the mailbox; to the group, the number itself said yes.
        server.post("/people", &birch.key, &json!({"person": {"phone_numbers": [{"number": "+12025550143"}]}})).ok();
        says(server, alder.id, (seal::Channel::Phone, "+12025550143"), Purpose::News, ConsentStatus::Confirmed);
        let mut body = person("ana@mail.example");
        body["phone_numbers"] = json!([{"number": "+12025550143"}]);
        server.post("/people", &alder.key, &json!({"person": body})).ok();
        add(server, &birch, "ana@mail.example");
        let link = link(server, "ana@mail.example");
        let asked = get(server, &format!("{link}/forget?group=alder"));
        assert!(asked.contains("Be forgotten by Alder?") && asked.contains("Forget me for good"), "{asked}");
        let total = |group: &TestGroup| server.get("/people", &group.key).ok()["total_records"].as_i64().unwrap();
        assert_eq!((total(&alder), total(&birch)), (1, 2), "asking does nothing");
        let to = does(server, &format!("{link}/forget"), &[("group", "alder")]);
        wait_until("the list counts anew", WITHIN, || total(&alder) == 0);
        assert_eq!(total(&birch), 2, "each group's list is its own");
        let page = get(server, &to);
        assert!(page.contains("You are forgotten.") && !page.contains("For my street.") && page.contains("No news"), "{page}");
        assert!(page.contains("Counted there, without your name") && !page.contains("You signed and confirmed it"), "{page}");
        assert!(page.contains("The group has forgotten you.") && !page.contains("forget?group=alder"), "{page}");
        assert!(page.contains("forget?group=birch") && page.contains("forget?group=all"), "{page}");
        let spanish = get(server, &format!("/es{link}"));
        assert!(spanish.contains("Borrado a petición.") && !spanish.contains("Erased at"), "{spanish}");
        assert_eq!(server.get(&format!("/petitions/{petition}"), &alder.key).ok()["total_signatures"], 1, "it stays counted");
        let phone = server.app.vault.matching_key(seal::Channel::Phone, "+12025550143");
        let group = alder.id;
        let left = server.app.db.read_blocking(move |tx| {
            let number = people::identity_of(tx, phone)?.unwrap();
            tx.rows(&rows::PHONE_CONSENT, &[(&number).into(), (&group).into()], |row| row.int(0))
        });
        assert_eq!(left.unwrap(), [ConsentStatus::Confirmed as i64], "what a number said is that number's");
        assert_eq!(total(&alder), 0);
        does(server, &format!("{link}/forget"), &[("group", "all")]);
        wait_until("the other list, too", WITHIN, || total(&birch) == 1);
        assert!(!get(server, &link).contains("/forget?"), "nobody is left who could forget");
        // Nobody brings them back onto mails.
        let back = server.post("/people", &birch.key, &json!({"person": person("ana@mail.example")})).ok();
        assert_eq!(back["email_addresses"][0]["status"], "unsubscribed");
    });
}

#[test]
fn a_link_ends_after_a_day_and_by_it_was_not_me_postgres_too() {
    on_both_in_time(|server| {
        let _worker = server.worker();
        let alder = server.group("Alder");
        add(server, &alder, "ana@mail.example");
        let first = link(server, "ana@mail.example");
        assert_eq!(server.page("GET", &first, "", b"").status, 200);
        server.app.clock.advance(DAY - MINUTE);
        assert_eq!(server.page("GET", &first, "", b"").status, 200);
        server.app.clock.advance(2 * MINUTE);
        for path in ["", "/copy.json", "/forget?group=all", "/details/alder"] {
            assert_eq!(server.page("GET", &format!("{first}{path}"), "", b"").status, 404);
        }
        for path in ["/leave", "/forget", "/mails-again", "/details/alder", "/not-me"] {
            assert_eq!(
                server.page("POST", &format!("{first}{path}"), "", b"group=all&what=everything&all=yes").status,
                404,
                "{path}"
            );
        }
        assert_eq!(ask(server, "ana@mail.example", "192.0.2.1").status, 303);
        wait_until("a second mail", WITHIN, || server.mails().len() == 2);
        let mails = mails_to(server, "ana@mail.example");
        let second = mails
            .iter()
            .map(|mail| between(mail, "/t/", "\r\n").split('"').next().unwrap().to_owned())
            .find(|token| !first.contains(token.as_str()));
        let second = format!("/t/{}", second.unwrap());
        let done = server.page("POST", &format!("{second}/not-me"), "", b"");
        assert!(done.status == 200 && done.text.contains("No more of these links"), "{}", done.text);
        assert_eq!(server.page("GET", &second, "", b"").status, 404);
        assert_eq!(ask(server, "ana@mail.example", "192.0.2.2").status, 303, "whoever asks is told nothing");
        server.app.clock.advance(MINUTE);
        ask(server, "other@mail.example", "192.0.2.3");
        wait_until("another's mail", WITHIN, || !mails_to(server, "other@mail.example").is_empty());
        assert_eq!(mails_to(server, "ana@mail.example").len(), 2, "a year of peace");
        let now = server.app.clock.now();
        server.app.db.write_bulk("test.forget", move |tx| people::supporter::ask::forget_old(tx, now + 3 * DAY)).unwrap();
        assert_eq!(server.app.db.read_blocking(|tx| tx.rows(&rows::LINKS, &[], |row| row.int(0))).unwrap(), [0]);
    });
}

#[test]
fn one_click_leaves_long_after_the_form_was_forgotten_postgres_too() {
    on_both_in_time(|server| {
        let worker = server.worker();
        let alder = server.group("Alder");
        let petition = server.petition(&alder.key, "Keep the lanterns");
        let path = format!("/petitions/{petition}/signatures");
        assert_eq!(server.post(&path, "", &json!({"person": person("ana@mail.example")})).status, 200);
        wait_until("the mail", WITHIN, || !mails_to(server, "ana@mail.example").is_empty());
        let mail = mails_to(server, "ana@mail.example").pop().unwrap();
        assert!(mail.contains("/your-data"), "{mail}");
        let link = format!("/t/leave/{}", between(&mail, "/t/leave/", "\r\n").split('"').next().unwrap());
        server.stop(worker);
        server.app.clock.advance(40 * DAY);
        let now = server.app.clock.now();
        let forgotten = server.app.db.write_bulk("test.forget", move |tx| clarion::pending::link::forget_old(tx, now)).unwrap();
        assert_eq!(forgotten, 1, "no row stands behind it");
        let before = everything(server);
        for method in ["GET", "HEAD", "OPTIONS"] {
            assert!(matches!(server.ask_with(method, &link, &[], b"").status, 200 | 405));
        }
        assert!(get(server, &link).contains("Stop the news of Alder"));
        assert!(everything(server) == before, "looking changed a row");
        let left = server.page("POST", &link, "", b"List-Unsubscribe=One-Click");
        assert!(left.status == 200 && left.header("location").is_empty() && left.header("set-cookie").is_empty());
        let (key, group, now) =
            (server.app.vault.matching_key(seal::Channel::Email, "ana@mail.example"), alder.id, server.app.clock.now());
        let stops =
            server.app.db.read_blocking(move |tx| tx.rows(&rows::STOPS, &[(&key.0).into(), (&group).into()], |row| row.int(0)));
        assert_eq!(stops.unwrap(), [3], "by the mailbox's key, since no list has them: {now}");
        let other = server.page("POST", &format!("{link}x"), "", b"List-Unsubscribe=One-Click");
        assert_eq!(other.status, 404);
    });
}

#[test]
fn an_owner_takes_the_receipts_of_consents_out_postgres_too() {
    on_both(|server| {
        let alder = server.group("Alder");
        let mut body = person("ana@mail.example");
        body["given_name"] = json!("=1+1");
        server.post("/people", &alder.key, &json!({"person": body})).ok();
        add(server, &alder, "bea@mail.example");
        says(server, alder.id, (seal::Channel::Email, "ana@mail.example"), Purpose::Calls, ConsentStatus::Confirmed);
        let [organiser, owner] = [SeatRole::Organiser, SeatRole::Owner]
            .map(|role| server.sign_in(server.account(&format!("{role:?}@alder.example"), &[(alder.id, role)])));
        let path = "/console/groups/alder/supporters/receipts";
        assert_eq!(server.page("POST", path, &organiser, b"").status, 403);
        let file = server.page("POST", path, &owner, b"");
        assert!(file.header("content-disposition").contains("alder-consent-receipts.csv"));
        let lines: Vec<&str> = file.text.lines().filter(|line| line.contains(',')).collect();
        assert_eq!(lines.len(), 4, "{}", file.text);
        let calls = lines.iter().find(|line| line.contains("calls of the coalition")).unwrap();
        let parts = ["'=1+1", "ana@mail.example", "email", "yes", "\"Yes, write to me.\"", "confirmed by the person", "Z"];
        assert!(parts.iter().all(|part| calls.contains(part)) && !calls.contains(",=1+1"), "{calls}");
        let news = lines.iter().filter(|line| line.contains("news of the group,yes") && line.contains("asserted by the group,api"));
        assert_eq!(news.count(), 2, "{}", file.text);
        let list = server.page("GET", "/console/groups/alder/supporters", &owner, b"").text;
        assert!(list.contains("Download the receipts") && list.contains("<a href=\"#bulk\">Tag or export them</a>"), "{list}");
        for part in ["?news=confirmed\">0 said yes<", "?news=asserted\">2 said yes, your group says<", "?news=unasked\">0 unknown<"]
        {
            assert!(list.contains(part), "{part}: {list}");
        }
        assert!(!server.page("GET", "/console/groups/alder/supporters", &organiser, b"").text.contains("export them"));
        let log = server.page("GET", "/console/groups/alder/audit", &owner, b"").text;
        assert!(log.contains("Took receipts of consent out as a file"), "{log}");
    });
}

mod rows {
    db::statements! {
        STOPS = "SELECT kind FROM suppression WHERE matching_key = $1 AND scope = $2";
        LINKS = "SELECT COUNT(*) FROM supporter_link";
        PHONE_CONSENT = "SELECT status FROM consent WHERE identity_id = $1 AND group_id = $2 AND channel = 2 AND purpose = 1";
    }
}
