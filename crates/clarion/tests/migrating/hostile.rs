//! Sources that err: busy for a moment, broken for good, without an end, strange in every record. Whatever they send is bounded and
//! told in a sentence, and what can be read arrives.

use super::{move_from, options};
use crate::harness::{Server, on_both};
use clarion::migrating::source::{Asked, NoAnswer};
use clarion::migrating::{Ended, MigrateProblem, Options};
use db::Engine;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use url::Url;

const URL: &str = "https://elsewhere.example/api/v2/";

fn said(status: u16, body: &str) -> Result<Asked, NoAnswer> {
    Ok(Asked { status, retry_after: Some(0), body: body.as_bytes().to_vec().into() })
}

fn id(number: u64) -> String {
    format!("01900000-0000-4000-8000-{number:012}")
}

fn person(number: u64) -> Value {
    json!({"identifiers": [format!("action_network:{}", id(number))], "given_name": format!("Person{number}"),
        "created_date": "2019-05-06T07:08:09Z", "modified_date": "2020-05-06T07:08:09Z",
        "email_addresses": [{"primary": true, "address": format!("p{number}@mail.example"), "status": "subscribed"}]})
}

/// A page of a list, as the system whose API this is sends it: without totals where it does not tell them.
fn page(key: &str, records: &[Value]) -> String {
    json!({"per_page": 25, "_links": {"next": {"href": "https://evil.example/next"}}, "_embedded": {key: records}}).to_string()
}

fn entry() -> String {
    json!({"motd": "x", "_links": {"osdi:people": {"href": "https://evil.example/people"}}}).to_string()
}

/// A source by its paths; what is not there is 404.
fn source(pages: BTreeMap<String, String>) -> impl Fn(&Url) -> Result<Asked, NoAnswer> {
    move |url| {
        assert_eq!(url.host_str(), Some("elsewhere.example"), "the key goes nowhere else");
        let number = url.query_pairs().find(|(name, _)| name == "page").map_or("1".to_owned(), |(_, value)| value.into_owned());
        let path = url.path().trim_start_matches("/api/v2/");
        match pages.get(&format!("{path} {number}")) {
            Some(body) => said(200, body),
            None if pages.contains_key(&format!("{path} 1")) => said(200, &page("x", &[])),
            None => said(404, "{\"error\":\"Not found\"}"),
        }
    }
}

fn pages(list: &[(&str, String)]) -> BTreeMap<String, String> {
    let mut pages: BTreeMap<String, String> = list.iter().map(|(path, body)| ((*path).to_owned(), body.clone())).collect();
    pages.insert(" 1".to_owned(), entry());
    pages
}

fn run(server: &Server, options: &Options, ask: &dyn Fn(&Url) -> Result<Asked, NoAnswer>) -> Result<Ended, MigrateProblem> {
    move_from(server, options, ask, &mut |_| ControlFlow::Continue(()))
}

#[test]
fn a_source_that_is_busy_for_a_moment_is_asked_again() {
    on_both(|server| {
        let group = server.group("Newhouse");
        let good = source(pages(&[("people 1", page("osdi:people", &[person(1), person(2)]))]));
        let asked = Cell::new(0);
        let troubles = RefCell::new(vec![
            said(200, "{\"_embedded\":"),
            Err(NoAnswer::Away),
            said(429, "slow down"),
            said(500, "{}"),
            said(502, ""),
        ]);
        let ask = |url: &Url| {
            asked.set(asked.get() + 1);
            if url.path().ends_with("/people") && !troubles.borrow().is_empty() {
                return troubles.borrow_mut().remove(0);
            }
            good(url)
        };
        let ended = run(server, &options(server, group.id, URL), &ask).unwrap();
        assert_eq!((ended.report.of("people_added"), troubles.borrow().len()), (2, 0));
        let shown = server.get("/people", &group.key).ok();
        assert_eq!(shown["_embedded"]["osdi:people"][0]["created_date"], "2019-05-06T07:08:09Z");
    });
}

#[test]
fn a_source_that_is_wrong_for_good_ends_it_with_a_sentence() {
    let server = Server::start(Engine::Sqlite);
    let group = server.group("Newhouse").id;
    let at = options(&server, group, URL);
    let after_entry = |answer: fn() -> Result<Asked, NoAnswer>| {
        move |url: &Url| if url.path() == "/api/v2/" { said(200, &entry()) } else { answer() }
    };
    let refused = |ask: &dyn Fn(&Url) -> Result<Asked, NoAnswer>| {
        let sentence = run(&server, &at, ask).unwrap_err().to_string();
        assert!(sentence.split_whitespace().count() <= 25, "{sentence}");
        sentence
    };
    assert!(refused(&|_| said(403, "{}")).contains("does not take this key"));
    assert!(refused(&|_| said(200, "{\"_links\":{\"self\":{}}}")).contains("does not take this key"));
    assert!(refused(&|_| said(404, "")).contains("No such API"));
    assert!(refused(&|_| said(200, "{}")).contains("No such API"));
    assert!(refused(&|_| said(302, "")).contains("leads to another address"));
    assert!(refused(&after_entry(|| said(301, ""))).contains("leads to another address"));
    assert!(refused(&after_entry(|| Err(NoAnswer::TooLarge))).contains("more than 8 MB"));
    assert!(refused(&after_entry(|| said(200, "<html>"))).contains("no page of this API"));
    assert!(refused(&after_entry(|| said(200, "[1]"))).contains("no page of this API"));
    assert!(refused(&after_entry(|| said(429, ""))).contains("no more calls"));
    for (url, words) in [("http://elsewhere.example/api/v2/", "in the clear"), ("ftp://localhost/", "in the clear")] {
        let never = |_: &Url| -> Result<Asked, NoAnswer> { panic!("nothing is sent") };
        let sentence = run(&server, &options(&server, group, url), &never).unwrap_err().to_string();
        assert!(sentence.contains(words), "{sentence}");
    }
    let none = Options { consent_source: " ".to_owned(), ..at.clone() };
    assert!(run(&server, &none, &|_| said(200, &entry())).unwrap_err().to_string().contains("--consent-source"));
}

#[test]
fn a_list_without_an_end_ends() {
    let server = Server::start(Engine::Sqlite);
    let group = server.group("Newhouse");
    let same = page("osdi:people", &[person(1)]);
    let ask = |url: &Url| match url.path() {
        "/api/v2/" => said(200, &entry()),
        "/api/v2/people" => said(200, &same),
        _ => said(404, ""),
    };
    let at = options(&server, group.id, URL);
    assert!(run(&server, &at, &ask).unwrap_err().to_string().contains("does not end"), "one page again and again");
    let number = Cell::new(1000);
    let ask = |url: &Url| match url.path() {
        "/api/v2/" => said(200, &entry()),
        "/api/v2/people" => {
            number.set(number.get() + 1);
            said(200, &page("osdi:people", &[person(number.get())]))
        }
        _ => said(404, ""),
    };
    let short = Options { pages_max: 30, url: Url::parse("https://other.example/api/").unwrap(), ..at.clone() };
    let there = |url: &Url| ask(&Url::parse(URL).unwrap().join(url.path().trim_start_matches("/api/")).unwrap());
    assert!(run(&server, &short, &there).unwrap_err().to_string().contains("does not end"), "ever new pages");
    let many: Vec<Value> = (0..101).map(person).collect();
    let ask = source(pages(&[("people 1", page("osdi:people", &many))]));
    let third = Options {
        url: Url::parse("https://elsewhere.example/api/v2/").unwrap(),
        group: options(&server, server.group("Third").id, URL).group,
        ..at
    };
    assert!(run(&server, &third, &ask).unwrap_err().to_string().contains("no page of this API"));
}

/// Records of which parts cannot be read, or have no room here.
fn strange_pages() -> BTreeMap<String, String> {
    let mut strange = person(1);
    strange["family_name"] = json!("x".repeat(101));
    strange["phone_numbers"] = json!([{"number": "12", "status": "subscribed"}, {"number": "12025550143"}]);
    strange["postal_addresses"] = json!([{"primary": true, "address_lines": ["1 Example Street", "Flat 2"], "region": "Somewhere", "postal_code": "no code", "country": "Freedonia"}]);
    strange["custom_fields"] = json!({"good": "yes", "long": "x".repeat(2001), "list": [1], "empty": ""});
    strange["languages_spoken"] = json!(["es", "en"]);
    strange["identifiers"] = json!([format!("action_network:{}", id(1)), "van:7", "no system", 7]);
    let complained = json!({"identifiers": [format!("action_network:{}", id(3))], "email_addresses": [{"address": "p3@mail.example", "status": "spam complaint"}]});
    let bounced = json!({"identifiers": [format!("action_network:{}", id(4))], "email_addresses": [{"address": "p4@mail.example", "status": "previous bounce"}],
            "phone_numbers": [{"primary": true, "number_type": "Mobile", "status": "unsubscribed"}]});
    let nobody = json!({"identifiers": [format!("action_network:{}", id(5))], "given_name": "Nobody"});
    let no_id = json!({"email_addresses": [{"address": "p6@mail.example"}]});
    let records = [strange, person(2), complained, bounced, nobody, no_id, json!(7), Value::Null];
    let petition = json!({"identifiers": [format!("action_network:{}", id(90))], "title": "t".repeat(200), "description": "<p>Why &amp; how</p>",
            "petition_text": "<p>Keep <b>it</b></p>", "featured_image_url": "https://pictures.example/1.png", "created_date": "2021-01-02T03:04:05Z",
            "target": [{"name": "The board"}, {}, 7], "tag_list": ["signer"]});
    let signature = |number: u64, by: u64| {
        json!({"identifiers": [format!("action_network:{}", id(number))], "comments": "<script>x</script> Yes",
            "created_date": "2022-01-02T03:04:05Z", "_links": {"osdi:person": {"href": format!("https://actionnetwork.org/api/v2/people/{}", id(by))}}})
    };
    let form = json!({"identifiers": [format!("action_network:{}", id(70))], "title": "t".repeat(200), "description": "<p>Join <b>in</b></p>",
            "call_to_action": "Go!", "featured_image_url": "https://pictures.example/1.png", "created_date": "2021-01-02T03:04:05Z",
            "tag_list": ["joiner"], "total_submissions": 9, "clarion:kind": "quiz", "clarion:time_zone": "Nowhere/Town",
            "clarion:words": [{"lang": "en", "title": "t".repeat(200), "description": "<p>Join <b>in</b></p>"}, {"lang": "tlh"}, 7],
            "clarion:questions": [{"key": "x", "kind": "stars", "en": "How many?"}, {"key": "y", "kind": "one", "en": "Which?", "choices": [{"key": "red", "en": "Red"}, {"key": "blue", "en": "Blue"}]}]});
    let submission = |number: u64, by: u64| {
        json!({"identifiers": [format!("action_network:{}", id(number))], "created_date": "2022-01-02T03:04:05Z", "modified_date": "2022-02-02T03:04:05Z",
            "action_network:person_id": id(by), "clarion:answers": if by == 2 { json!([]) } else { json!({"x": "5", "y": ["blue"], "z": [7]}) }})
    };
    let tag = json!({"identifiers": [format!("action_network:{}", id(80))], "name": "n".repeat(60)});
    let tagging = |by: u64| json!({"identifiers": [], "_links": {"osdi:person": {"href": format!("/people/{}", id(by))}}});
    pages(&[
        ("people 1", page("osdi:people", &records)),
        ("tags 1", page("osdi:tags", &[tag, json!({"name": "without an id"})])),
        (&format!("tags/{}/taggings 1", id(80)), page("osdi:taggings", &[tagging(1), tagging(5)])),
        ("petitions 1", page("osdi:petitions", &[petition])),
        (
            &format!("petitions/{}/signatures 1", id(90)),
            page("osdi:signatures", &[signature(91, 1), signature(92, 5), signature(93, 2), json!({})]),
        ),
        ("events 1", json!({"total_records": 12, "_embedded": {"osdi:events": [{}]}}).to_string()),
        ("surveys 1", page("action_network:surveys", &[json!({}), json!({})])),
        ("forms 1", page("osdi:forms", &[form, json!({})])),
        (
            &format!("forms/{}/submissions 1", id(70)),
            page("osdi:submissions", &[submission(71, 1), submission(72, 5), submission(73, 1), submission(74, 2), json!(7)]),
        ),
    ])
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_arrives() {
    on_both(|server| {
        let group = server.group("Newhouse");
        let ask = source(strange_pages());
        let ended = run(server, &options(server, group.id, URL), &ask).unwrap();
        let report = &ended.report;
        assert_eq!((report.of("people_read"), report.of("people_added"), report.of("people_refused")), (8, 4, 4));
        assert_eq!((report.of("asserted"), report.of("complained"), report.of("bounced"), report.of("unsubscribed")), (2, 1, 1, 0));
        assert_eq!((report.of("taggings_added"), report.of("signatures_added"), report.of("submissions_added")), (1, 2, 2));
        let left = |words: &str| report.left.iter().find(|(what, _)| what.contains(words)).map(|(_, number)| *number);
        for (words, number) in [
            ("family names", 1),
            ("phone numbers that cannot be read", 1),
            ("custom fields that are no text", 2),
            ("further languages", 1),
            ("further phone numbers", 1),
            ("further lines of a street", 1),
            ("people without an id", 3),
            ("neither an email address nor", 1),
            ("tags' names", 1),
            ("taggings of people", 1),
            ("signatures of people", 2),
            ("petitions' titles", 1),
            ("pictures of petitions", 1),
            ("tags that a petition gives", 1),
            ("events", 12),
            ("surveys", 2),
            ("forms without an id", 1),
            ("forms' titles", 1),
            ("forms in other languages", 2),
            ("forms' buttons", 1),
            ("pictures of forms", 1),
            ("tags that a form gives", 1),
            ("questions of forms", 1),
            ("a form counts and its list does not hold", 4),
            ("submissions of people who did not", 2),
            ("other answers to the form", 1),
            ("answers that fit no question", 4),
        ] {
            assert_eq!(left(words), Some(number), "{words}: {:?}", report.left);
        }
        let found = server.get("/people?filter=identifier+eq+'van:7'", &group.key).ok()["_embedded"]["osdi:people"][0].clone();
        assert_eq!(
            found["custom_fields"],
            json!({"good": "yes", "state": "Somewhere", "postal_code": "no code", "country": "Freedonia"}),
            "no free text becomes a clear fact, and none is lost"
        );
        assert_eq!((&found["family_name"], &found["languages_spoken"][0]), (&json!(""), &json!("es")));
        let petition = server.get("/petitions", &group.key).ok()["_embedded"]["osdi:petitions"][0].clone();
        assert_eq!((&petition["petition_text"], &petition["description"]), (&json!("Keep **it**"), &json!("Why & how")));
        assert_eq!((petition["title"].as_str().unwrap().len(), &petition["created_date"]), (150, &json!("2021-01-02T03:04:05Z")));
        let form = server.get("/forms", &group.key).ok()["_embedded"]["osdi:forms"][0].clone();
        assert_eq!((&form["description"], &form["clarion:kind"]), (&json!("Join **in**"), &json!("sign_up")));
        assert_eq!((&form["clarion:time_zone"], &form["total_submissions"]), (&json!("America/New_York"), &json!(2)));
        let path = format!("/forms/{}/submissions", crate::harness::id_of(&form));
        let submission = server.get(&path, &group.key).ok()["_embedded"]["osdi:submissions"][0].clone();
        assert_eq!(submission["clarion:answers"], json!({"q1": ["c2"]}), "under the key that the question has here");
        let dates = [&submission["created_date"], &submission["modified_date"]];
        assert_eq!(dates, [&json!("2022-01-02T03:04:05Z"), &json!("2022-02-02T03:04:05Z")]);
    });
}
