//! Whatever a stranger sends to the pages: a status of the table in `docs/reference/bad-input.md`, a sentence, nothing written, and the
//! server goes on.

use super::{Answer, LONG, Place, Running, SLUG, after, ask, send_form};
use clarion::ids::{Id, Ids};
use clarion::keys::Vault;
use clarion::pending::form;
use testkit::wait_until;

const DAY: i64 = 86_400_000_000;
const NOWHERE: &str = "There is no page here";
const GONE: &str = "This link no longer works";
const NOT_THAT_WAY: &str = "This page does not work that way";
const EXPIRED: &str = "This form was open for more than a day. Check what you wrote and send it again.";

mod rows {
    db::statements! {
        // Everything that a page can write.
        ALL = "SELECT (SELECT COUNT(*) FROM pending), (SELECT COUNT(*) FROM signature), (SELECT COUNT(*) FROM person),
            (SELECT COUNT(*) FROM consent), (SELECT COUNT(*) FROM suppression), (SELECT COUNT(*) FROM job),
            (SELECT COUNT(*) FROM identity_key), (SELECT COUNT(*) FROM sign_in_link), (SELECT COUNT(*) FROM session),
            (SELECT COUNT(*) FROM passkey), (SELECT COUNT(*) FROM answered_challenge)";
    }
}

const GOOD: [(&str, &str); 5] =
    [("given_name", "Ada"), ("family_name", "Example"), ("email", "ada@people.example"), ("zip", "20001"), ("comment", "Please.")];

/// A good form in which one field is another.
fn with<'a>(stamp: &'a str, name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let all = GOOD.into_iter().chain([("stamp", stamp)]);
    all.map(|(known, good)| if known == name { (name, value) } else { (known, good) }).collect()
}

/// One person who has signed and one whose form waits; what is there then, and the waiting link.
fn begun(place: &Place) -> (Running, String) {
    let running = place.serve();
    let stamp = running.stamp();
    let mut links = Vec::new();
    for (number, email) in ["first@people.example", "second@people.example"].into_iter().enumerate() {
        assert_eq!(send_form(running.address, number, &with(&stamp, "email", email)).unwrap().status, 303);
        let mut link = None;
        wait_until("a confirming mail", LONG, || {
            link = place.link_for(email);
            link.is_some()
        });
        links.extend(link);
    }
    let action = after(&running.get(&links[0]).text, "method=\"post\" action=\"").unwrap();
    assert_eq!(ask(running.address, "POST", &action, &[], b"").unwrap().status, 303);
    (running, links.remove(1))
}

fn counted(place: &Place) -> Vec<i64> {
    let db = place.open();
    let rows = db.read_blocking(|tx| tx.first(&rows::ALL, &[], |row| (0..11).map(|at| row.int(at)).collect::<Result<Vec<_>, _>>()));
    db.close();
    rows.unwrap().unwrap()
}

#[track_caller]
fn answers(answer: &Answer, status: u16, sentence: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert!(answer.text.contains(sentence), "{sentence} is not in {}", answer.text);
    assert!(sentence.split_whitespace().count() <= 25 && !answer.text.contains("panicked"));
    assert!(answer.head.contains("content-type: text/html"), "{}", answer.head);
}

/// Tells a story; nothing may have been written, and the server is there.
fn nothing_is_written(story: impl Fn(&Place, &Running, &str)) {
    let place = Place::new(None);
    let (mut running, waiting) = begun(&place);
    // The job of the last mail is noted as done before it is counted.
    drop(running);
    let before = counted(&place);
    running = place.serve();
    story(&place, &running, &waiting);
    assert!(running.is_alive());
    assert_eq!(running.get("/readyz").status, 200);
    assert!(!place.said().contains("panicked"), "{}", place.said());
    drop(running);
    assert_eq!(counted(&place), before);
}

#[test]
fn addresses_that_lead_nowhere() {
    nothing_is_written(|_, running, waiting| {
        for path in [
            "/nothing",
            "/petitions/nothing",
            "/petitions/%00",
            "/petitions/%FF",
            "/t/%FF",
            "/es/%FF",
            "/groups/%ff%fe",
            "/%",
            "//x",
        ] {
            let sentence = if path.starts_with("/es") { "Aquí no hay ninguna página" } else { NOWHERE };
            answers(&running.get(path), 404, sentence);
        }
        answers(&ask(running.address, "POST", "/petitions/nothing", &[], b"given_name=Ada").unwrap(), 404, NOWHERE);
        answers(&ask(running.address, "POST", "/t/%FF?version=1", &[], b"").unwrap(), 404, NOWHERE);
        let api = ask(running.address, "GET", "/api/v2/petitions/%FF", &[], b"").unwrap();
        assert_eq!((api.status, api.text.as_str()), (404, r#"{"error":"Not found"}"#));
        let petition = format!("/petitions/{SLUG}");
        for (method, path) in [
            ("PUT", petition.as_str()),
            ("DELETE", &petition),
            ("PATCH", waiting),
            ("DELETE", waiting),
            ("GET", &format!("{waiting}/not-me")),
            ("POST", &format!("{petition}/count")),
            ("POST", &format!("{petition}/challenge")),
            ("POST", &format!("{petition}/picture.png")),
            ("TRACE", "/"),
            ("NONSENSE", "/"),
        ] {
            answers(&ask(running.address, method, path, &[], b"").unwrap(), 405, NOT_THAT_WAY);
        }
    });
}

#[test]
fn tokens_that_open_nothing() {
    nothing_is_written(|place, running, waiting| {
        let token = waiting.strip_prefix("/t/").unwrap();
        let mut forged = token.to_owned();
        let last = if forged.pop() == Some('A') { 'B' } else { 'A' };
        forged.push(last);
        let stamp = running.stamp();
        let mac = stamp.split_once('.').unwrap().1;
        let (longer, shorter, long) = (format!("{token}A"), &token[1..], "A".repeat(5_000));
        let others =
            [forged.as_str(), &longer, shorter, &long, &place.key, mac, &place.petition.to_string(), "0", "%00", "..", "%2e%2e"];
        for other in others {
            let here = format!("/t/{other}");
            for (method, path) in [
                ("GET", here.clone()),
                ("POST", here.clone()),
                ("POST", format!("{here}?version=1")),
                ("POST", format!("{here}/not-me")),
                ("POST", format!("{here}/unsubscribe")),
                ("GET", format!("{here}/unsubscribe")),
            ] {
                answers(&ask(running.address, method, &path, &[], b"").unwrap(), 404, GONE);
            }
        }
        // The button says which form was seen; with any other the person is shown what waits, and nothing is confirmed.
        for version in
            ["", "?version=", "?version=x", "?version=99", "?version=-1", "?version=1&version=x", "?version=99999999999999999999"]
        {
            let answer = ask(running.address, "POST", &format!("{waiting}{version}"), &[], b"").unwrap();
            assert_eq!((answer.status, after(&answer.head, "location: ")), (303, Some(waiting.to_lowercase())), "{version}");
        }
        assert!(running.get(waiting).text.contains("?version="), "it still waits");
    });
}

#[test]
fn forms_that_cannot_be_taken() {
    nothing_is_written(|_, running, _| {
        let stamp = running.stamp();
        let (long, comment) = ("n".repeat(101), "c".repeat(2_001));
        let name = "Write the name on one line, with at most 100 characters";
        for (field, value, sentence) in [
            ("given_name", "", "Enter your given name"),
            ("given_name", "A\0da", name),
            ("given_name", "A\r\nda", name),
            ("given_name", "A\u{1b}da", name),
            ("family_name", " \t ", "Enter your family name"),
            ("family_name", &long, name),
            ("email", "ada", "Enter an email address in the form name@example.org"),
            ("email", "ada@people.example\0", "Enter an email address in the form name@example.org"),
            ("email", "ada@people.example,bo@people.example", "Enter an email address in the form name@example.org"),
            ("zip", "2000", "Enter your ZIP code with five digits"),
            ("zip", "２0001x", "Enter your ZIP code with five digits"),
            ("zip", "00000", "Choose the state or territory where you live"),
            ("comment", "Plea\0se", "Shorten your comment to 2,000 characters of plain text"),
            ("comment", &comment, "Shorten your comment to 2,000 characters of plain text"),
            ("stamp", "", EXPIRED),
        ] {
            let answer = send_form(running.address, 9, &with(&stamp, field, value)).unwrap();
            answers(&answer, 422, sentence);
        }
        let petition = format!("/petitions/{SLUG}");
        let json =
            ask(running.address, "POST", &petition, &[("content-type", "application/json")], br#"{"given_name":7}"#).unwrap();
        answers(&json, 422, "Enter your given name");
        for body in ["", "given_name[]=Ada&given_name[0]=Bo", "%", "%FF%FE=%00", "=&=&&&", "given_name=Ada&given_name="] {
            answers(&ask(running.address, "POST", &petition, &[], body.as_bytes()).unwrap(), 422, "Enter your given name");
        }
        answers(&ask(running.address, "POST", &petition, &[], &vec![0xff; 60_000]).unwrap(), 422, "Enter your given name");
        for length in [64 * 1024 + 1, 10_000_000] {
            answers(&ask(running.address, "POST", &petition, &[], &vec![b'a'; length]).unwrap(), 413, "That was too much at once");
        }
    });
}

#[test]
fn nonsense_at_sign_in() {
    nothing_is_written(|_, running, waiting| {
        let post = |path: &str, body: &[u8]| ask(running.address, "POST", path, &[], body).unwrap();
        let mailbox = "Enter an email address in the form name@example.org";
        for body in ["", "email=ada", "email=ada%40people.example%00", "email[]=a", "%FF=%FE", "next=//evil.example"] {
            answers(&post("/console/sign-in", body.as_bytes()), 422, mailbox);
        }
        let code = "This code and this address do not go together, or the code was used before";
        for body in ["", "email=ada%40people.example", "email=ada%40people.example&code=0000-0000-0000-0000", "code=%00"] {
            answers(&post("/console/sign-in/code", body.as_bytes()), 422, code);
        }
        for body in ["", "credential_id=AQ&authenticator_data=AQ&client_data=e30&signature=AQ", "credential_id=%00"] {
            let answer = post("/console/sign-in/passkey", body.as_bytes());
            assert!(answer.status == 422 && answer.text.contains("This passkey did not sign you in"), "{}", answer.text);
        }
        // A link of another kind, a token that was never made, and no token at all.
        let other = waiting.strip_prefix("/t/").unwrap();
        for token in [other, "AAAAAAAAAAAAAAAAAAAAAA", "x", "%00", "..%2f"] {
            for method in ["GET", "POST"] {
                let path = format!("/console/sign-in/link/{token}");
                answers(&ask(running.address, method, &path, &[], b"").unwrap(), 404, GONE);
            }
        }
        for path in ["/console/sign-in", "/console/sign-in/code", "/console/sign-in/passkey"] {
            answers(&post(path, &vec![b'a'; 32 * 1024 + 1]), 413, "That was too much at once");
        }
        for cookie in ["session=", "session=AAAAAAAAAAAAAAAAAAAAAA", "session=x; session=y", "session=\"; =", "__Host-session=x"] {
            let answer = ask(running.address, "GET", "/console", &[("cookie", cookie)], b"").unwrap();
            let to = after(&answer.head, "location: ");
            assert_eq!((answer.status, to.as_deref()), (303, Some("/console/sign-in")), "{cookie}");
        }
        let forged = [("sec-fetch-site", "cross-site")];
        let answer = ask(running.address, "POST", "/console/sign-in", &forged, b"email=ada%40people.example").unwrap();
        answers(&answer, 403, "You may not open this page");
    });
}

#[test]
fn stamps_that_are_old_forged_or_of_another_petition() {
    nothing_is_written(|place, running, _| {
        let key = std::fs::read_to_string(place.folder.join("data/master.key")).unwrap();
        let db = place.open();
        let vault = Vault::open(&db, seal::MasterKey::parse(key.trim()).unwrap(), &Ids::seeded(1), 0).unwrap();
        db.close();
        let now = running.stamp().split_once('.').unwrap().0.parse::<i64>().unwrap() * 1_000_000;
        let mine = |at: i64| form::stamp(&vault, place.petition, at);
        let fresh = mine(now);
        let (seconds, mac) = fresh.split_once('.').unwrap();
        let bad = [
            mine(now - DAY - 60_000_000),
            mine(now + DAY),
            form::stamp(&vault, Id([7; 16]), now),
            format!("{seconds}.{}", Id([7; 16])),
            format!("{}.{mac}", now / 1_000_000 - 1),
            format!("{}.{mac}", i64::MAX),
            format!("{}.{mac}", i64::MIN),
            seconds.to_owned(),
            format!("{seconds}."),
            format!("{seconds}.{}", "é".repeat(16)),
        ];
        for stamp in &bad {
            let answer = send_form(running.address, 9, &with(stamp, "", "")).unwrap();
            answers(&answer, 422, EXPIRED);
            assert!(answer.text.contains("value=\"Ada\""), "what was typed is kept");
        }
        // The good one shows that nothing but the stamp was wrong; what it mends beside is refused again.
        let answer = send_form(running.address, 9, &with(&fresh, "zip", "nowhere")).unwrap();
        assert!(!answer.text.contains(EXPIRED));
    });
}
