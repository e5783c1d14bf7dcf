//! Leaving a coalition: the page says line by line what it means, with numbers; what was confirmed is what was seen; and it is done so.

use super::{Owned, Standing, coalition, done, seen};
use crate::harness::{Answered, Server, on_both};
use clarion::clock::{DAY, HOUR};
use clarion::coalitions::delegates::{self, Post, name};
use clarion::coalitions::membership::{change_role, invite, leaving};
use clarion::coalitions::{self, Calling, Role, overlap};
use clarion::events::add::{self, NewEvent};
use clarion::events::{self, AccessFacts, EventState, Place, Private, Times};
use clarion::ids::Id;
use clarion::petitions::PetitionWords;
use clarion::petitions::create::{self, NewPetition};
use clarion::statements::StatementWords;
use clarion::statements::draft::draft;

const LEAVE: &str = "/console/coalitions/lanterns/leave";

fn words() -> StatementWords {
    StatementWords { title_en: "Lanterns now".to_owned(), text_en: "We want lanterns.".to_owned(), ..StatementWords::default() }
}

/// A petition of a group in the coalition's name.
fn petition(server: &Server, of: Owned, coalition: Id, slug: &str, sponsors: Vec<Id>) -> Id {
    let now = server.app.clock.now();
    let mut petition = create::blank(server.app.ids.fresh(now), of.group, slug.to_owned(), now);
    petition.coalition = Some(coalition);
    let id = petition.id;
    let words = PetitionWords { lang: "en".to_owned(), title: slug.to_owned(), text: "Please.".to_owned(), thanks: String::new() };
    let new = NewPetition { petition, words: vec![words], sponsors, targets: Vec::new() };
    done(server, move |tx| create::create(tx, &new)).unwrap();
    id
}

/// An event that takes place only if the coalition calls.
fn on_call_event(server: &Server, of: Owned, coalition: Id) -> Id {
    let (app, now) = (&server.app, server.app.clock.now());
    let mut event = add::blank(app.ids.fresh(now), of.group, coalition, "read-in".to_owned(), now);
    event.title_en = "Read-in".to_owned();
    let line = |text: &str| text.to_owned();
    let (name, street, city) = (line("Library steps"), line("1 Example Street"), line("Springfield"));
    event.place = Place { name, street, city, region: line("OH"), zip: line("45501") };
    event.times = Times { starts_at: now + DAY, ends_at: now + DAY + HOUR, time_zone: line("America/New_York") };
    let private = Private { host: add::host("Hana Host", "hana@hosts.example"), ..Private::default() };
    let (host, sealed) = add::prepare_private(&app.intake(), &event, private, "en", now).unwrap().unwrap();
    let (id, vault) = (event.id, app.vault.clone());
    let new = NewEvent { event, access: AccessFacts::new(), sealed, host };
    app.db.write_bulk("test.event", move |tx| add::add(tx, &vault, now, &new)).unwrap().unwrap();
    id
}

fn page(server: &Server, of: Owned, slug: &str) -> String {
    let answered = server.page("GET", &format!("{LEAVE}?as={slug}"), &server.sign_in(of.owner), b"");
    assert_eq!(answered.status, 200, "{}", answered.text);
    answered.text
}

/// What the form of that page sends along.
fn seen_on(page: &str) -> String {
    page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

fn leaves(server: &Server, of: Owned, slug: &str, seen: &str) -> Answered {
    let body = format!("as={slug}&to=out&seen={seen}");
    server.page("POST", LEAVE, &server.sign_in(of.owner), body.as_bytes())
}

fn role(server: &Server, coalition: Id, group: Id) -> Option<Role> {
    seen(server, move |tx| coalitions::role_of(tx, coalition, group))
}

/// What ties the second steering group to the coalition: one of each.
fn tie(server: &Server, standing: &Standing) -> (Id, Id) {
    let (id, [one, two]) = (standing.id, [standing.steering[0], standing.steering[1]]);
    let act = || two.act(server);
    let (own, event) = (petition(server, two, id, "lanterns", Vec::new()), on_call_event(server, two, id));
    petition(server, one, id, "lamps", vec![two.group]);
    let (naming, inviting, agreeing) = (act(), act(), act());
    done(server, move |tx| name::name(tx, &naming, id, Post::Delegate, two.owner, true)).unwrap();
    done(server, move |tx| overlap::agree(tx, &agreeing, id, one.group)).unwrap();
    let guest = super::owned(server, "Guest").group;
    done(server, move |tx| invite::invite(tx, &inviting, id, guest, Role::Partner)).unwrap();
    (own, event)
}

#[test]
fn leaving_says_line_by_line_what_becomes_of_what_and_does_just_that_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 2);
        let (id, [one, two]) = (standing.id, [standing.steering[0], standing.steering[1]]);
        let (own, event) = tie(server, &standing);
        let (lowers, raises, partner) = (one.act(server), two.act(server), standing.partner.group);
        done(server, move |tx| change_role::propose(tx, &lowers, id, two.group, Some(Role::Partner), Calling::Not)).unwrap();
        done(server, move |tx| change_role::propose(tx, &raises, id, partner, Some(Role::Steering), Calling::Not)).unwrap();
        let stale = page(server, two, "steering1");
        for words in [
            "1 person on your list",
            "1 petition in the coalition’s name",
            "1 petition of others that your group co-sponsors",
            "1 event that takes place only if it is called",
            "1 post: delegate or deputy",
            "1 invitation that your group sent",
            "1 proposed change of your group’s role",
            "1 word on counting people in common",
            "What happened, ballots, notices and the public log",
        ] {
            assert!(stale.contains(words), "{words}: {stale}");
        }
        for words in ["ballot that runs", "statement that your group", "draft in the coalition’s name"] {
            assert!(!stale.contains(words), "{words}: {stale}");
        }
        // Something comes between look and button: nothing happens, and the page says what leaving means now.
        let drafting = two.act(server);
        done(server, move |tx| draft(tx, &drafting, Some(id), &words())).unwrap();
        let refused = leaves(server, two, "steering1", &seen_on(&stale));
        assert_eq!(refused.header("location"), format!("{LEAVE}?as=steering1&refused=leave-refused-changed"));
        assert_eq!(role(server, id, two.group), Some(Role::Steering));
        let fresh = page(server, two, "steering1");
        assert!(fresh.contains("1 statement that your group is writing for the coalition"), "{fresh}");
        let left = leaves(server, two, "steering1", &seen_on(&fresh));
        let said = "/console/groups/steering1?done=left-coalition";
        assert_eq!((left.status, left.header("location")), (303, said), "{}", left.text);
        let after = server.page("GET", said, &server.sign_in(two.owner), b"").text;
        assert!(after.contains("role=\"status\"><p>Your group has left the coalition."), "{after}");

        assert_eq!(role(server, id, two.group), None);
        assert!(seen(server, move |tx| delegates::current(tx, id, two.group)).is_empty());
        assert_eq!(seen(server, move |tx| events::event(tx, event)).unwrap().state(), EventState::Cancelled);
        assert!(seen(server, move |tx| clarion::statements::drafts_of_coalition(tx, id)).is_empty());
        assert!(seen(server, move |tx| invite::open_of_coalition(tx, id, 0)).is_empty());
        let open = seen(server, move |tx| change_role::open(tx, id, 0));
        assert_eq!(open.iter().map(|(change, _)| change.group).collect::<Vec<_>>(), [partner], "what it proposed waits for others");
        assert!(seen(server, move |tx| overlap::of_group(tx, id, one.group)).is_empty());
        // What people signed goes on as they signed it.
        let petition = seen(server, move |tx| create::find_by_id(tx, own)).unwrap().petition;
        assert_eq!((petition.group, petition.coalition), (two.group, Some(id)));
        assert_eq!(server.page("GET", "/petitions/lanterns", "", b"").status, 200);
        // The others see it on the coalition's first page, with the group's name.
        let first = server.page("GET", "/console/coalitions/lanterns", &server.sign_in(one.owner), b"").text;
        assert!(first.contains("Steering1 left."), "{first}");
        let log = server.page("GET", "/console/groups/steering1/audit", &server.sign_in(two.owner), b"").text;
        assert!(log.contains("Left a coalition"), "{log}");
    });
}

#[test]
fn whoever_comes_back_later_begins_anew_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 2);
        let (id, [one, two]) = (standing.id, [standing.steering[0], standing.steering[1]]);
        tie(server, &standing);
        assert_eq!(leaves(server, two, "steering1", &seen_on(&page(server, two, "steering1"))).status, 303);
        let inviting = one.act(server);
        done(server, move |tx| invite::invite(tx, &inviting, id, two.group, Role::Partner)).unwrap();
        let answering = two.act(server);
        assert_eq!(done(server, move |tx| invite::answer(tx, &answering, inviting.id, true)), Ok(()));
        let now = server.app.clock.now();
        let preview = seen(server, move |tx| leaving::preview(tx, id, two.group, now)).unwrap();
        let lines: Vec<&str> = preview.lines.iter().map(|(line, _)| line.word()).collect();
        assert_eq!(lines, ["petitions", "co-sponsored"], "what people signed came back; posts, events, words did not");
    });
}

#[test]
fn the_last_that_steers_is_told_so_and_a_group_that_is_put_out_loses_the_same_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 3);
        let (id, [one, two, three]) = (standing.id, [standing.steering[0], standing.steering[1], standing.steering[2]]);
        let (_, event) = tie(server, &standing);
        let (first, second) = (one.act(server), three.act(server));
        done(server, move |tx| change_role::propose(tx, &first, id, two.group, None, Calling::Not)).unwrap();
        let out = done(server, move |tx| change_role::support(tx, &second, first.id, Calling::Not));
        assert_eq!(out, Ok(change_role::Proposed::Done));
        assert_eq!(role(server, id, two.group), None);
        assert_eq!(seen(server, move |tx| events::event(tx, event)).unwrap().state(), EventState::Cancelled);
        assert!(seen(server, move |tx| overlap::of_group(tx, id, one.group)).is_empty());
        assert_eq!(leaves(server, three, "steering2", &seen_on(&page(server, three, "steering2"))).status, 303);
        let last = leaves(server, one, "steering0", &seen_on(&page(server, one, "steering0")));
        assert_eq!(last.header("location"), format!("{LEAVE}?as=steering0&refused=leave-refused-last-steering"));
        assert_eq!(role(server, id, one.group), Some(Role::Steering));
    });
}
