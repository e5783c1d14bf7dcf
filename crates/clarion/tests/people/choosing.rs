//! Fields for choosing: defined, set on one person and on everybody who fits, asked for in the list; what programs and files say of
//! them; free fields that get choices, and fields that go; and never another group's.

use crate::harness::{Server, TestGroup, id_of, on_both, on_both_in_time, person};
use clarion::access::SeatRole;
use clarion::web::lang::{Lang, t};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::wait_until;

const LONG: Duration = Duration::from_secs(60);

struct Owner<'a> {
    server: &'a Server,
    slug: &'static str,
    cookie: String,
}

impl<'a> Owner<'a> {
    fn of(server: &'a Server, group: &TestGroup, slug: &'static str) -> Self {
        let account = server.account(&format!("owner@{slug}.example"), &[(group.id, SeatRole::Owner)]);
        Self { server, slug, cookie: server.sign_in(account) }
    }

    fn path(&self, rest: &str) -> String {
        format!("/console/groups/{}{rest}", self.slug)
    }

    fn get(&self, rest: &str) -> String {
        let answered = self.server.page("GET", &self.path(rest), &self.cookie, b"");
        assert_eq!(answered.status, 200, "{rest}: {}", answered.text);
        answered.text
    }

    /// Where a form leads, and the page where it leads nowhere.
    fn post(&self, rest: &str, fields: &[(&str, &str)]) -> (String, String) {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let answered = self.server.page("POST", &self.path(rest), &self.cookie, body.as_bytes());
        assert!(matches!(answered.status, 200 | 303 | 422), "{rest}: {} {}", answered.status, answered.text);
        (answered.header("location").to_owned(), answered.text)
    }

    fn does(&self, rest: &str, fields: &[(&str, &str)]) {
        let (to, text) = self.post(rest, fields);
        assert!(!to.is_empty() && !to.contains("refused="), "{rest}: {to} {text}");
    }

    fn refuses(&self, rest: &str, fields: &[(&str, &str)], refusal: &str) {
        let (to, text) = self.post(rest, fields);
        let message = format!("choosing-refused-{refusal}");
        // What a field can mend is said at it, with what was typed; the rest where one is led back to.
        let at_field = to.is_empty() && text.contains("-error\"><span") && text.contains(&t(Lang::En, &message, &[]));
        assert!(at_field || to.ends_with(&format!("refused={message}")), "{rest}: {to} {text}");
    }

    /// The id of a field by its name.
    fn field(&self, name: &str) -> String {
        id_before(&self.get("/fields"), &self.path("/fields/"), name)
    }

    fn choice(&self, field: &str, name: &str) -> String {
        id_before(&self.get(&format!("/fields/{field}")), &self.path(&format!("/fields/{field}/choices/")), name)
    }

    /// A new field with choices; its id.
    fn define(&self, name: &str, choices: &[&str]) -> String {
        self.does("/fields", &[("name", name), ("choices", &choices.join("\r\n"))]);
        self.field(name)
    }

    fn set(&self, person: &str, field: &str, choice: &str) {
        self.does(&format!("/supporters/{person}/choices"), &[(&format!("field-{field}"), choice)]);
    }
}

/// The id in the link with these words.
fn id_before(page: &str, prefix: &str, words: &str) -> String {
    let (link, end) = (format!("href=\"{prefix}"), format!("{words}</a>"));
    let mut found = page.split(&link).skip(1).filter(|link| link.split_once("\">").is_some_and(|(_, rest)| rest.starts_with(&end)));
    found.next().unwrap_or_else(|| panic!("no {words} in {page}")).split('"').next().unwrap().to_owned()
}

fn join(server: &Server, group: &TestGroup, email: &str, fields: &Value) -> String {
    let mut body = person(email);
    body["custom_fields"] = fields.clone();
    id_of(&server.post("/people", &group.key, &json!({"person": body})).ok())
}

fn fields_of(server: &Server, group: &TestGroup, person: &str) -> Value {
    server.get(&format!("/people/{person}"), &group.key).ok()["custom_fields"].clone()
}

#[test]
fn a_choice_is_set_asked_for_saved_as_a_question_and_exported() {
    on_both(|server| {
        let (group, other) = (server.group("Alder"), server.group("Birch"));
        let (ours, theirs) = (Owner::of(server, &group, "alder"), Owner::of(server, &other, "birch"));
        let people: Vec<String> =
            (0..4).map(|number| join(server, &group, &format!("p{number}@mail.example"), &json!({}))).collect();
        let shirt = ours.define("T-shirt", &["Small", " Large ", "small", ""]);
        let (small, large) = (ours.choice(&shirt, "Small"), ours.choice(&shirt, "Large"));
        ours.set(&people[0], &shirt, &small);
        ours.set(&people[1], &shirt, &large);
        assert_eq!(fields_of(server, &group, &people[1]), json!({"T-shirt": "Large"}));
        assert!(ours.get(&format!("/supporters/{}", people[1])).contains(&format!("<option value=\"{large}\" selected>Large")));
        let page = ours.get(&format!("/supporters?choices={large}"));
        assert!(page.contains("1 person fits") && page.contains("p1@mail.example") && page.contains("selected>Large"), "{page}");
        let (to, _) = ours.post("/supporters/search", &[("q", ""), (&format!("field-{shirt}"), &large), ("state", "CA")]);
        assert_eq!(to, ours.path(&format!("/supporters?state=CA&choices={large}")), "it composes, in one address");
        assert!(ours.get(&format!("/supporters?choices={large}.{small}")).contains("Nobody fits"), "one choice for each person");
        assert!(ours.get("/supporters?choices=soon").contains("Nobody fits"), "nonsense is nobody");
        ours.does("/supporters/queries", &[("choices", &large), ("saved_as", "Large ones")]);
        assert!(ours.get("/supporters").contains(&format!("?choices={large}\">Large ones")));
        ours.set(&people[1], &shirt, "");
        assert_eq!(fields_of(server, &group, &people[1]), json!({}));
        ours.set(&people[1], &shirt, &large);
        let file = ours.post("/supporters/export", &[]).1;
        assert!(file.contains(",tags,T-shirt") && file.contains("Large"), "{file}");
        // Another group's ids are nothing here, and nothing of it is changed.
        for (rest, fields) in [
            (format!("/supporters/{}/choices", people[0]), vec![(format!("field-{shirt}"), large.clone())]),
            (format!("/fields/{shirt}/choices"), vec![("choices".to_owned(), "Huge".to_owned())]),
            (format!("/fields/{shirt}/choices/{large}/rename"), vec![("name".to_owned(), "Huge".to_owned())]),
            (format!("/fields/{shirt}/choices/{large}/retire"), Vec::new()),
            (format!("/fields/{shirt}/remove"), Vec::new()),
            ("/supporters/choose".to_owned(), vec![("choice".to_owned(), large.clone()), ("sure".to_owned(), "yes".to_owned())]),
        ] {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            theirs.refuses(&rest, &fields, "unknown");
        }
        assert!(theirs.get(&format!("/supporters?choices={large}")).contains("Nobody fits"));
        assert_eq!(server.page("GET", &theirs.path(&format!("/fields/{shirt}")), &theirs.cookie, b"").status, 404);
        assert_eq!(fields_of(server, &group, &people[0]), json!({"T-shirt": "Small"}));
        assert!(!ours.get(&format!("/fields/{shirt}")).contains("Huge"));
    });
}

#[test]
fn what_programs_say_becomes_a_choice_or_stays_free() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let ours = Owner::of(server, &group, "alder");
        let shirt = ours.define("T-shirt", &["Small", "Large"]);
        let large = ours.choice(&shirt, "Large");
        let ana = join(server, &group, "ana@mail.example", &json!({"T-shirt": " LÁRGE ", "Branch": "north"}));
        assert_eq!(fields_of(server, &group, &ana), json!({"T-shirt": "Large", "Branch": "north"}));
        assert!(ours.get(&format!("/supporters?choices={large}")).contains("1 person fits"));
        let put = |value: Value| {
            let before = server.get(&format!("/people/{ana}"), &group.key).ok()["modified_date"].as_str().unwrap().to_owned();
            server.app.clock.advance(2_000_000);
            server.put(&format!("/people/{ana}"), &group.key, &json!({"custom_fields": {"T-shirt": value}})).ok();
            let after = server.get(&format!("/people/{ana}"), &group.key).ok();
            assert!(after["modified_date"].as_str().unwrap() > before.as_str(), "clients that sync by the date see it");
            after["custom_fields"].clone()
        };
        assert_eq!(put(json!("huge")), json!({"T-shirt": "huge", "Branch": "north"}), "what is no choice is kept as it is");
        assert!(ours.get(&format!("/supporters?choices={large}")).contains("Nobody fits"), "and takes the choice's place");
        assert!(ours.get(&format!("/supporters/{ana}")).contains("Written freely: huge"));
        assert_eq!(put(json!("small")), json!({"T-shirt": "Small", "Branch": "north"}));
        assert_eq!(put(Value::Null), json!({"Branch": "north"}));
        // Somebody who is known comes again.
        join(server, &group, "ana@mail.example", &json!({"T-shirt": "large"}));
        assert_eq!(fields_of(server, &group, &ana), json!({"T-shirt": "Large", "Branch": "north"}));
        join(server, &group, "ana@mail.example", &json!({}));
        assert_eq!(fields_of(server, &group, &ana)["T-shirt"], "Large", "who says nothing changes nothing");
        let all = server.get("/metadata/custom_fields", &group.key).ok();
        let of_shirt = all["action_network:custom_fields"].as_array().unwrap().iter().find(|field| field["name"] == "T-shirt");
        assert_eq!(of_shirt.unwrap()["clarion:choices"], json!(["Small", "Large"]));
        // It goes where the record goes.
        server.put(&format!("/people/{ana}"), &group.key, &json!({"email_addresses": [{"address": "ana@other.example"}]})).ok();
        assert_eq!(fields_of(server, &group, &ana)["T-shirt"], "Large");
        ours.does(&format!("/supporters/{ana}/erase"), &[]);
        assert_eq!(chosen(server), 0, "erased with the person");
    });
}

fn chosen(server: &Server) -> i64 {
    server.app.db.read_blocking(|tx| tx.rows(&rows::CHOSEN, &[], |row| row.int(0))).unwrap()[0]
}

mod rows {
    db::statements! {
        CHOSEN = "SELECT COUNT(*) FROM field_chosen";
        FIELDS = "SELECT COUNT(*) FROM custom_field";
        CHOICES = "SELECT COUNT(*) FROM field_choice";
    }
}

/// Joins by what they give; the record's id.
fn comes(server: &Server, group: &TestGroup, email: Option<&str>, phone: &str, fields: &Value) -> String {
    let mut body = json!({"phone_numbers": [{"number": phone}], "custom_fields": fields});
    if let Some(email) = email {
        body["email_addresses"] = json!([{"address": email}]);
    }
    id_of(&server.post("/people", &group.key, &json!({"person": body})).ok())
}

#[test]
fn a_number_that_comes_to_a_mailbox_keeps_its_choice_beside_an_older_text() {
    on_both(|server| {
        let group = server.group("Alder");
        let ours = Owner::of(server, &group, "alder");
        let shirt = ours.define("T-shirt", &["Small", "Large"]);
        let (small, large) = (ours.choice(&shirt, "Small"), ours.choice(&shirt, "Large"));
        let number = |last: u32| format!("+1202555010{last}");
        for (at, (mailbox, record_of_number, expected)) in [
            (json!({"T-shirt": "huge"}), json!({"T-shirt": "large"}), "Large"),
            (json!({"T-shirt": "small"}), json!({"T-shirt": "huge"}), "Small"),
            (json!({"T-shirt": "small"}), json!({"T-shirt": "large"}), "Small"),
            (json!({"T-shirt": "huge"}), json!({"T-shirt": "giant"}), "huge"),
        ]
        .into_iter()
        .enumerate()
        {
            let email = format!("p{at}@mail.example");
            let ana = join(server, &group, &email, &mailbox);
            comes(server, &group, None, &number(at as u32), &record_of_number);
            assert_eq!(comes(server, &group, Some(&email), &number(at as u32), &json!({})), ana);
            assert_eq!(fields_of(server, &group, &ana), json!({"T-shirt": expected}), "{at}");
            let page = ours.get(&format!("/supporters/{ana}"));
            assert_eq!(page.contains("Written freely"), expected == "huge", "{at}: a choice or a text: {page}");
        }
        assert!(ours.get(&format!("/supporters?choices={large}")).contains("1 person fits"));
        assert!(ours.get(&format!("/supporters?choices={small}")).contains("2 people fit"));
    });
}

#[test]
fn choices_are_renamed_retired_and_brought_back() {
    on_both(|server| {
        let group = server.group("Alder");
        let ours = Owner::of(server, &group, "alder");
        let shirt = ours.define("T-shirt", &["Small", "Large"]);
        let (small, large) = (ours.choice(&shirt, "Small"), ours.choice(&shirt, "Large"));
        let ana = join(server, &group, "ana@mail.example", &json!({"T-shirt": "large"}));
        let base = format!("/fields/{shirt}/choices");
        ours.refuses("/fields", &[("name", "T-shirt"), ("choices", "One")], "field");
        ours.refuses("/fields", &[("name", " "), ("choices", "One")], "name");
        ours.refuses("/fields", &[("name", "Hat"), ("choices", " \r\n ")], "none");
        ours.refuses(&format!("{base}/{large}/rename"), &[("name", "SMALL")], "taken");
        ours.refuses(&format!("{base}/{large}/rename"), &[("name", "  ")], "name");
        ours.does(&format!("{base}/{large}/rename"), &[("name", "Grande")]);
        assert_eq!(fields_of(server, &group, &ana)["T-shirt"], "Grande", "whoever has it has the new name");
        assert!(ours.get(&format!("{base}/{large}")).contains("1 person has it, and keeps it"));
        ours.does(&format!("{base}/{large}/retire"), &[]);
        assert_eq!(fields_of(server, &group, &ana)["T-shirt"], "Grande");
        assert!(ours.get(&format!("/supporters?choices={large}")).contains("1 person fits"), "it can still be asked for");
        let sent_back = json!({"custom_fields": fields_of(server, &group, &ana)});
        let before = server.get(&format!("/people/{ana}"), &group.key).ok();
        server.put(&format!("/people/{ana}"), &group.key, &sent_back).ok();
        join(server, &group, "ana@mail.example", &json!({"T-shirt": "GRANDE"}));
        assert_eq!(
            server.get(&format!("/people/{ana}"), &group.key).ok(),
            before,
            "a program that sends back what it read changes nothing"
        );
        assert!(ours.get(&format!("/supporters?choices={large}")).contains("1 person fits"));
        let bea = join(server, &group, "bea@mail.example", &json!({"T-shirt": "grande"}));
        ours.refuses(&format!("/supporters/{bea}/choices"), &[(&format!("field-{shirt}"), &large)], "unknown");
        assert_eq!(chosen(server), 1, "nobody gets a retired choice");
        ours.does(&base, &[("choices", "Grande")]);
        let worker = server.worker();
        wait_until("texts that stand became the choice that is back", LONG, || chosen(server) == 2);
        server.stop(worker);
        ours.set(&ana, &shirt, &small);
        assert_eq!(fields_of(server, &group, &ana)["T-shirt"], "Small");
        let many: Vec<String> = (0..49).map(|number| format!("Size {number}")).collect();
        ours.refuses(&base, &[("choices", &many.join("\n"))], "choices");
        ours.does(&base, &[("choices", &many[1..].join("\n"))]);
        ours.refuses(&base, &[("choices", "One more")], "choices");
    });
}

#[test]
fn everybody_who_fits_gets_a_choice_after_a_preview() {
    on_both(|server| {
        let group = server.group("Alder");
        let ours = Owner::of(server, &group, "alder");
        let people: Vec<String> = (0..450)
            .map(|number| {
                let fields = if number % 3 == 0 { json!({"Shift": "whenever"}) } else { json!({}) };
                join(server, &group, &format!("p{number}@mail.example"), &fields)
            })
            .collect();
        let crew = ours.define("Crew", &["Kitchen", "Door"]);
        let (kitchen, door) = (ours.choice(&crew, "Kitchen"), ours.choice(&crew, "Door"));
        ours.set(&people[7], &crew, &door);
        let asked = ours.post("/supporters/choose", &[("choice", &kitchen)]).1;
        assert!(asked.contains("Set Crew: Kitchen for 450 people?"), "{asked}");
        assert_eq!(chosen(server), 1, "asking does nothing");
        let (to, asked) = ours.post("/supporters/choose", &[("choice", &kitchen), ("sure", "yes"), ("people", "449")]);
        assert!(to.is_empty() && asked.contains("More people fit than when you were asked: 449 then, 450 now."), "{to} {asked}");
        assert_eq!(chosen(server), 1, "more than were shown get nothing");
        let (to, _) = ours.post("/supporters/choose", &[("choice", &kitchen), ("sure", "yes"), ("people", "450")]);
        assert!(to.ends_with("done=chosen&people=450"), "{to}");
        let (to, _) = ours.post("/supporters/choose", &[("choice", &kitchen), ("sure", "yes"), ("people", "450")]);
        assert!(to.ends_with("done=chosen&people=0"), "a second time it changes nothing: {to}");
        assert!(ours.get(&format!("/supporters?choices={kitchen}")).contains("450 people fit"));
        let off = format!("-{crew}");
        let (to, _) =
            ours.post("/supporters/choose", &[("choice", &off), ("q", "p7@mail.example"), ("sure", "yes"), ("people", "1")]);
        assert!(to.ends_with("done=chosen&people=1"), "{to}");
        assert_eq!((chosen(server), fields_of(server, &group, &people[7])), (449, json!({})));
        ours.refuses("/supporters/choose", &[("choice", "soon"), ("sure", "yes")], "unknown");
        let log = ours.get("/audit");
        assert!(log.contains("Set a field for many people") && log.contains("Added a field with choices"), "{log}");
    });
}

#[test]
fn a_free_field_gets_choices_after_a_preview_and_a_field_goes_for_good() {
    on_both(|server| {
        let group = server.group("Alder");
        let ours = Owner::of(server, &group, "alder");
        let said = ["large", "LARGE", "small", "huge", "Large "];
        let people: Vec<String> = (0..5)
            .map(|number| {
                join(server, &group, &format!("p{number}@mail.example"), &json!({"T-shirt": said[number], "Branch": "a"}))
            })
            .collect();
        let shirt = ours.field("T-shirt");
        let turn = format!("/fields/{shirt}/turn");
        let page = ours.get(&turn);
        assert!(page.contains("<th scope=\"row\">large</th><td class=\"number\">3</td>"), "{page}");
        let choices = ("choices", "Large\r\nSmall\r\nMedium");
        let preview = ours.post(&turn, &[choices]).1;
        for line in
            ["Large</th><td class=\"number\">3", "Medium</th><td class=\"number\">0", "stays free</th><td class=\"number\">1"]
        {
            assert!(preview.contains(line), "{line}: {preview}");
        }
        assert_eq!(chosen(server), 0, "looking changes nothing");
        ours.does(&turn, &[choices, ("sure", "yes")]);
        let worker = server.worker();
        wait_until("the texts became choices", LONG, || chosen(server) == 4);
        let shown: Vec<Value> = people.iter().map(|person| fields_of(server, &group, person)["T-shirt"].clone()).collect();
        assert_eq!(shown, ["Large", "Large", "Small", "huge", "Large"]);
        assert!(ours.get(&format!("/fields/{shirt}")).contains("3 people have it"));
        let organiser = server.sign_in(server.account("org@alder.example", &[(group.id, SeatRole::Organiser)]));
        let path = ours.path(&format!("/fields/{shirt}/remove"));
        assert_eq!(server.page("POST", &path, &organiser, b"").status, 403, "an organiser deletes no field");
        let asked = ours.get(&format!("/fields/{shirt}/remove"));
        assert!(asked.contains("4 people lose their choice") && asked.contains("1 person loses a text"), "{asked}");
        ours.does(&format!("/fields/{shirt}/remove"), &[]);
        wait_until("the field is gone", LONG, || {
            let left = |statement| server.app.db.read_blocking(move |tx| tx.rows(statement, &[], |row| row.int(0))).unwrap()[0];
            (chosen(server), left(&rows::FIELDS), left(&rows::CHOICES)) == (0, 1, 0)
        });
        server.stop(worker);
        for person in &people {
            assert_eq!(fields_of(server, &group, person), json!({"Branch": "a"}));
        }
        join(server, &group, "new@mail.example", &json!({"T-shirt": "large"}));
        assert!(ours.get("/fields").contains("T-shirt"), "a new one of that name is a free field");
    });
}
