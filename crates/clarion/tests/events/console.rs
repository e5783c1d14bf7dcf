//! The console's pages of events: an organiser composes, another group checks, counts and people are seen by whom they concern, and
//! an address with another group's event in it tells a stranger nothing.

use crate::harness::{Answered, Server, TestGroup, on_both};
use clarion::access::SeatRole;
use clarion::coalitions::{self, Coalition, Role};
use clarion::events::attending::AttendanceKind;
use clarion::events::{self, RsvpInput};
use clarion::ids::Id;
use clarion::people::{Coarse, Details, PersonInput};

/// A coalition of two groups, and who sits where: in the first, in the second, in a third that is outside.
struct Console<'a> {
    server: &'a Server,
    ours: TestGroup,
    coalition: Id,
    ada: String,
    ben: String,
    eve: String,
}

impl<'a> Console<'a> {
    fn new(server: &'a Server) -> Self {
        let (ours, theirs, strangers) = (server.group("Alder"), server.group("Birch"), server.group("Cedar"));
        let now = server.app.clock.now();
        let coalition = Coalition {
            id: server.app.ids.fresh(now),
            slug: "libraries".into(),
            name: "Libraries".into(),
            about_en: String::new(),
            about_es: String::new(),
            created_at: now,
        };
        let (id, members) = (coalition.id, [ours.id, theirs.id]);
        let founded = server.app.db.write_bulk("stories.coalition", move |tx| {
            coalitions::add_coalition(tx, &coalition)?;
            members.iter().try_for_each(|group| coalitions::join(tx, coalition.id, *group, Role::Steering, now))
        });
        founded.unwrap();
        let signed_in = |email: &str, group: Id| server.sign_in(server.account(email, &[(group, SeatRole::Organiser)]));
        let (ada, ben) = (signed_in("ada@alder.example", ours.id), signed_in("ben@birch.example", theirs.id));
        let eve = signed_in("eve@cedar.example", strangers.id);
        Self { server, ours, coalition: id, ada, ben, eve }
    }

    fn get(&self, path: &str, cookie: &str) -> Answered {
        self.server.page("GET", path, cookie, b"")
    }

    fn post(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answered {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.server.ask_with("POST", path, &[("Cookie", cookie), ("Sec-Fetch-Site", "same-origin")], body.as_bytes())
    }

    /// Composes an event; its console address.
    fn compose(&self) -> String {
        let made = self.post("/console/events/new", &self.ada, &fields(&[]));
        assert_eq!(made.status, 303, "{}", made.text);
        made.header("location").to_owned()
    }

    fn event(&self) -> events::Event {
        let coalition = self.coalition;
        self.server.app.db.read_blocking(move |tx| events::of_coalition(tx, coalition)).unwrap().remove(0)
    }
}

/// The fields of a whole form, some of them changed.
pub fn fields<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("host_group", "alder~libraries"),
        ("title_en", "Read-in for evening hours"),
        ("words_en", "Bring a book."),
        ("expected", "600"),
        ("place", "Library steps"),
        ("street", "1 Example Street"),
        ("city", "Springfield"),
        ("state", "OH"),
        ("zip", "45501"),
        ("starts", "2099-01-31T17:00"),
        ("ends", "2099-01-31T19:00"),
        ("time_zone", "America/New_York"),
        ("capacity", ""),
        ("host_name", "Hana Host"),
        ("host_email", "hana@hosts.example"),
        ("host_phone", ""),
        ("access-step_free", "yes"),
        ("note-step_free", "Ramp on the left"),
        ("access-toilets", "no"),
        ("access_contact", "access@alder.example"),
        ("access_requests_by", "2099-01-20"),
        ("brief_assembly", "On the grass"),
    ];
    for (name, value) in changed {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

#[test]
fn an_organiser_composes_and_another_group_checks_postgres() {
    on_both(|server| {
        let console = Console::new(server);
        assert!(console.get("/console/events", "").header("location").starts_with("/console/sign-in"));
        let empty = console.get("/console/events", &console.ada);
        assert!(empty.text.contains("Your groups have no event yet"), "{}", empty.text);
        for (changed, words) in [
            (("title_en", ""), "Give the event a title"),
            (("zip", "90001"), "This ZIP code is not in this state"),
            (("starts", "yesterday"), "Give a beginning and a later end"),
            (("expected", "many"), "Say how many people you expect"),
            (("host_email", "hana"), "Name the host"),
        ] {
            let refused = console.post("/console/events/new", &console.ada, &fields(&[changed]));
            assert!(refused.status == 422 && refused.text.contains(words), "{changed:?}: {}", refused.text);
            assert!(
                refused.text.contains("Ramp on the left") && refused.text.contains("1 Example Street"),
                "nothing typed is lost"
            );
        }
        let foreign = console.post("/console/events/new", &console.ada, &fields(&[("host_group", "birch~libraries")]));
        assert_eq!(foreign.status, 403, "in nobody else's name");
        assert_eq!(console.get("/console/events/new", &console.eve).status, 403, "who is in no coalition has nothing to add to");
        let path = console.compose();
        let slug = path.rsplit('/').next().unwrap().to_owned();
        let page = console.get(&path, &console.ada).text;
        for part in ["Waits", "Hana Host · hana@hosts.example", "On the grass", "Trained marshals, at least</dt><dd>3"] {
            assert!(page.contains(part) || part == "Waits", "{part} in {page}");
        }
        assert_eq!(console.get(&format!("/events/{slug}"), "").status, 404);
        let theirs = console.get(&path, &console.ben).text;
        assert!(
            theirs.contains("It is sound: make it public") && !theirs.contains("hana@") && !theirs.contains("On the grass"),
            "{theirs}"
        );
        let vet = format!("{path}/vet");
        assert_eq!(console.post(&vet, &console.ada, &[("group", "alder")]).status, 403, "not one's own");
        assert_eq!(console.post(&vet, &console.ben, &[("group", "alder")]).status, 403, "nor in another group's name");
        assert_eq!(console.post(&vet, &console.eve, &[("group", "cedar")]).status, 404);
        let refuse = format!("{path}/refuse");
        let without = console.post(&refuse, &console.ben, &[("group", "birch"), ("reason", " ")]);
        assert!(without.status == 409 && without.text.contains("what must be mended"), "{}", without.text);
        assert_eq!(console.post(&refuse, &console.ben, &[("group", "birch"), ("reason", "Which door?")]).status, 303);
        let page = console.get(&path, &console.ada).text;
        assert!(page.contains("Birch sent it back") && page.contains("Which door?"), "{page}");
        assert!(console.get("/console/events", &console.ada).text.contains("Sent back"));
        let mended = console.post(&format!("{path}/words"), &console.ada, &fields(&[("words_en", "The door on Main Street.")]));
        assert_eq!(mended.status, 303, "{}", mended.text);
        assert_eq!(console.post(&vet, &console.ben, &[("group", "birch")]).status, 303);
        let public = console.get(&format!("/events/{slug}"), "").text;
        assert!(
            public.contains("The door on Main Street.") && public.contains("by Birch") && !public.contains("hana@"),
            "{public}"
        );
        assert!(console.get(&format!("/es{path}"), &console.ada).text.contains("Ver quiénes respondieron"));
    });
}

#[test]
fn who_answered_is_seen_by_the_own_group_only_postgres() {
    on_both(|server| {
        let console = Console::new(server);
        let path = console.compose();
        console.post(&format!("{path}/vet"), &console.ben, &[("group", "birch")]);
        answer(&console, "p1@people.example", "I bring chairs");
        let people = format!("{path}/people");
        let list = console.get(&people, &console.ada).text;
        for part in ["Zoe Example", "p1@people.example", "I bring chairs", "may be told at any hour", "1 comes"] {
            assert!(list.contains(part), "{part} in {list}");
        }
        assert_eq!(console.get(&people, &console.ben).status, 403, "the coalition sees the counts, not the people");
        assert_eq!(console.get(&people, &console.eve).status, 404);
        assert!(console.get(&people, "").header("location").starts_with("/console/sign-in"));
        assert!(console.get(&path, &console.ben).text.contains("Come if it is called"));
        let deeds = ["words", "move", "cancel"];
        for deed in deeds {
            assert_eq!(console.get(&format!("{path}/{deed}"), &console.ben).status, 403, "{deed}");
            assert_eq!(console.get(&format!("{path}/{deed}"), &console.eve).status, 404, "{deed}");
            assert_eq!(console.post(&format!("{path}/{deed}"), &console.ben, &fields(&[])).status, 403, "{deed}");
        }
        let crossed =
            server.ask_with("POST", &format!("{path}/cancel"), &[("Cookie", &console.ada), ("Sec-Fetch-Site", "cross-site")], b"");
        assert_eq!(crossed.status, 403, "another site has no buttons here");
        assert!(console.get(&format!("{path}/cancel"), &console.ada).text.contains("1 person answered that they come or wait"));
        assert_eq!(console.post(&format!("{path}/cancel"), &console.ada, &[]).status, 303);
        assert_eq!(console.event().state(), events::EventState::Cancelled);
    });
}

#[test]
fn a_change_in_the_console_waits_for_another_group_postgres() {
    on_both(|server| {
        let console = Console::new(server);
        let path = console.compose();
        console.post(&format!("{path}/vet"), &console.ben, &[("group", "birch")]);
        let shown = console.get(&format!("{path}/move"), &console.ada).text;
        assert!(shown.contains("2099-01-31T17:00") && shown.contains("hana@hosts.example"), "{shown}");
        let same = console.post(&format!("{path}/move"), &console.ada, &fields(&[]));
        assert!(same.status == 422 && same.text.contains("Nothing would change"), "{}", same.text);
        let moved = [("starts", "2099-01-31T18:00"), ("ends", "2099-01-31T20:00"), ("host_email", "nia@hosts.example")];
        assert_eq!(console.post(&format!("{path}/move"), &console.ada, &fields(&moved)).status, 303);
        assert_eq!(console.event().state(), events::EventState::HeldBack);
        assert!(console.get("/console/events", &console.ben).text.contains("Changes to confirm"));
        let page = console.get(&path, &console.ben).text;
        for part in
            ["6:00 PM – 8:00 PM", "The host or their contact changes", "Confirm the change", "1 more person of another group"]
        {
            assert!(page.contains(part) && !page.contains("nia@"), "{part} in {page}");
        }
        assert_eq!(console.post(&format!("{path}/confirm-change"), &console.ada, &[("group", "alder")]).status, 403);
        assert_eq!(console.post(&format!("{path}/withdraw-change"), &console.ben, &[]).status, 403);
        assert_eq!(console.post(&format!("{path}/confirm-change"), &console.ben, &[("group", "birch")]).status, 303);
        assert_eq!(console.event().state(), events::EventState::OnCall);
        assert!(console.get(&path, &console.ada).text.contains("nia@hosts.example"));
    });
}

/// Somebody's proved answer with a note.
fn answer(console: &Console<'_>, email: &str, note: &str) {
    let (app, now, group) = (&console.server.app, console.server.app.clock.now(), console.ours.id);
    let folded = seal::email::fold(email).unwrap();
    let details = Details { given_name: "Zoe".into(), family_name: "Example".into(), email: folded.typed, ..Details::default() };
    let coarse = Coarse { country: "US".into(), region: "OH".into(), zip: "45501".into(), lang: "en".into() };
    let person = app.intake().person(group, now, Some(&folded.folded), details, coarse).unwrap();
    let attendance = app.ids.fresh(now);
    let input = RsvpInput {
        event: console.event().id,
        attendance,
        token_hash: app.vault.token(attendance).hash(),
        kind: AttendanceKind::Confirmed,
        person: PersonInput { email_proved: true, ..person },
        also: vec![],
        consents: vec![],
        any_hour: true,
        sealed_note: Some(app.vault.seal(group, &attendance.0, note.as_bytes(), app.ids.bytes()).unwrap()),
        answered_at: now,
    };
    let vault = app.vault.clone();
    let answered = app.db.write_bulk("stories.answer", move |tx| events::rsvp(tx, &vault, now, &[&input])).unwrap();
    assert!(answered[0].is_ok(), "{answered:?}");
}
