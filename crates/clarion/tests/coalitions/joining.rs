//! A group asks to join a coalition: by the public form with its mail, or in the name of a group that is here; taken in, declined, asked
//! twice, answered by two at once, switched off in between, and by the hostile.

use super::merging::world;
use super::{Owned, Standing, Verb, at_once, coalition, done, owned, seen};
use crate::forms::{confirms, link, sends};
use crate::harness::{Answered, Server, on_both, on_both_in_time};
use clarion::access::{self, SeatRole};
use clarion::clock::DAY;
use clarion::coalitions::joining::{self, answer};
use clarion::coalitions::{self, Role};
use clarion::ids::Id;
use clarion::web::lang::{Lang, t};
use std::time::Duration;
use testkit::wait_until;

const WITHIN: Duration = Duration::from_secs(30);
const PUBLIC: &str = "/coalitions/lanterns/join";
const CONSOLE: &str = "/console/coalitions/lanterns/joining";
const ASKED: [(&str, &str); 6] = [
    ("q1", "Night Walkers"),
    ("q2", "c1"),
    ("q3", "1 Made-up Lane, Springfield"),
    ("q4", "We walk at night."),
    ("q5", "c2"),
    ("country", "US"),
];

mod rows {
    db::statements! {
        UNDONE = "SELECT COUNT(*) FROM job WHERE kind = 'coalitions.join_telling' AND state = 0";
    }
}

struct Browser<'a> {
    server: &'a Server,
    cookie: String,
}

impl<'a> Browser<'a> {
    fn of(server: &'a Server, owned: Owned) -> Self {
        Self { server, cookie: server.sign_in(owned.owner) }
    }

    fn get(&self, path: &str) -> String {
        let answered = self.server.page("GET", path, &self.cookie, b"");
        assert_eq!(answered.status, 200, "{path}: {}", answered.text);
        answered.text
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answered {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.server.page("POST", path, &self.cookie, body.as_bytes())
    }

    fn does(&self, path: &str, fields: &[(&str, &str)]) {
        let answered = self.post(path, fields);
        let to = answered.header("location");
        assert!(answered.status == 303 && !to.contains("refused="), "{path}: {} {to} {}", answered.status, answered.text);
    }

    fn refuses(&self, path: &str, fields: &[(&str, &str)], refusal: &str) {
        let answered = self.post(path, fields);
        let (to, message) = (answered.header("location"), format!("join-refused-{refusal}"));
        // What a field can mend is said at it, with what was typed; the rest where one is led back to.
        let at_field = answered.status == 422 && answered.text.contains("-error\"><span");
        let is_said = at_field && answered.text.contains(&t(Lang::En, &message, &[]));
        assert!(is_said || to.ends_with(&format!("refused={message}")), "{path}: {} {to} {}", answered.status, answered.text);
    }

    /// The page of the request of this name.
    fn request(&self, name: &str) -> String {
        let page = self.get(CONSOLE);
        let mut links = page.split("href=\"").skip(1).map(|rest| rest.split_once("\">").unwrap());
        let found = links.find(|(_, rest)| rest.starts_with(&format!("{name}</a>"))).unwrap_or_else(|| panic!("{name}: {page}"));
        found.0.split('?').next().unwrap().to_owned()
    }
}

fn switch_on(server: &Server, standing: &Standing) {
    let form =
        [("state", "on"), ("words_en", "Come along."), ("questions_en", "How many are you?"), ("questions_es", "¿Cuántos son?")];
    Browser::of(server, standing.steering[0]).does(CONSOLE, &form);
}

fn waiting(server: &Server, standing: &Standing) -> usize {
    let id = standing.id;
    seen(server, move |tx| joining::waiting(tx, id)).len()
}

fn role(server: &Server, standing: &Standing, slug: &str) -> Option<Role> {
    let (id, slug) = (standing.id, slug.to_owned());
    seen(server, move |tx| match coalitions::group_by_slug(tx, &slug)? {
        Some(group) => coalitions::role_of(tx, id, group.id),
        None => Ok(None),
    })
}

/// A group's country.
fn country(server: &Server, slug: &'static str) -> String {
    seen(server, move |tx| coalitions::group_by_slug(tx, slug)).unwrap().country
}

#[test]
fn a_group_asks_by_the_public_form_and_is_taken_in_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let standing = coalition(server, 2);
        assert_eq!(server.page("GET", PUBLIC, "", b"").status, 404, "nothing is asked before it is switched on");
        assert!(!server.page("GET", "/coalitions/lanterns", "", b"").text.contains("Join with your group"));
        switch_on(server, &standing);
        assert!(server.page("GET", "/coalitions/lanterns", "", b"").text.contains("Join with your group"));
        let page = server.page("GET", "/es/coalitions/lanterns/join", "", b"").text;
        assert!(page.contains("¿Cuántos son?") && page.contains("Nombre de su grupo") && !page.contains("steering "), "{page}");
        assert!(page.contains("<a href=\"/es/groups/steering0\">Steering0</a>"), "it says whose form it is: {page}");
        let short = sends(server, PUBLIC, "ada@people.example", &[("q1", "Night Walkers")]);
        assert!(short.status == 422 && short.text.contains("value=\"Night Walkers\""), "nothing typed is lost");
        let steers = sends(server, PUBLIC, "ada@people.example", &[&ASKED[..4], &ASKED[5..], &[("q5", "c3")]].concat());
        assert_eq!(steers.status, 422, "nobody steers by a form");
        let full = [&ASKED[..], &[("q6", "Twelve <b>of us</b>")]].concat();
        let answered = sends(server, PUBLIC, "ada@people.example", &full);
        assert_eq!((answered.status, answered.header("location")), (303, "/coalitions/lanterns/join/check-mail"));
        assert!(server.page("GET", "/coalitions/lanterns/join/check-mail", "", b"").text.contains("Check your email"));
        assert_eq!(waiting(server, &standing), 0, "nothing waits before the mailbox answers");
        let mailed = link(server, "ada@people.example", 1);
        assert!(server.page("GET", &mailed, "", b"").text.contains("Night Walkers"));
        assert_eq!(confirms(server, &mailed).header("location"), mailed);
        assert!(server.page("GET", &mailed, "", b"").text.contains("You have asked"));
        assert_eq!(waiting(server, &standing), 1);
        let told = |owner: &str| server.mails().iter().filter(|mail| mail.contains(owner) && mail.contains("/joining")).count();
        wait_until("owners of steering groups to be told", WITHIN, || {
            told("owner@steering0.example") + told("owner@steering1.example") == 2
        });
        assert_eq!(told("owner@partner.example"), 0);
        let (steering, partner) = (Browser::of(server, standing.steering[1]), Browser::of(server, standing.partner));
        assert!(steering.get("/console").contains("1 group asks to join"));
        assert_eq!(server.page("GET", CONSOLE, &partner.cookie, b"").status, 403, "partners read nothing");
        let request = steering.request("Night Walkers");
        let shown = steering.get(&request);
        assert!(
            shown.contains("We walk at night.")
                && shown.contains("Twelve &#60;b&#62;of us")
                && shown.contains("ada@people.example")
        );
        assert_eq!(partner.post(&format!("{request}/accept"), &[]).status, 403);
        steering.does(&format!("{request}/accept"), &[]);
        assert_eq!((role(server, &standing, "night-walkers"), waiting(server, &standing)), (Some(Role::Partner), 0));
        assert_eq!(country(server, "night-walkers"), "US", "whose numbers and ZIPs its lists are read with");
        let mails =
            |words: &str| server.mails().iter().filter(|mail| mail.contains("ada@people.example") && mail.contains(words)).count();
        let answers = || (mails("Subject: Your request to join"), mails("/invitations/"));
        wait_until("the contact to get the answer and a seat", WITHIN, || answers() == (1, 1));
        assert_eq!(mails("asked to join Lanterns for Every Street, and was taken in"), 1, "the mail of the seat says why it comes");
        assert!(steering.get("/console/coalitions/lanterns/history").contains("took in Night Walkers"));
        assert_eq!(steering.post(&format!("{request}/accept"), &[]).status, 404, "it waits no more");
        server.stop(worker);
    });
}

/// Asks and confirms.
fn asks(server: &Server, email: &str, name: &str, mails: usize) {
    let answered = sends(server, PUBLIC, email, &[&[("q1", name)], &ASKED[1..]].concat());
    assert_eq!(answered.header("location"), "/coalitions/lanterns/join/check-mail");
    confirms(server, &link(server, email, mails));
}

#[test]
fn who_asks_twice_waits_once_and_is_declined_with_words_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let standing = coalition(server, 1);
        switch_on(server, &standing);
        let steering = Browser::of(server, standing.steering[0]);
        asks(server, "ada@people.example", "Night Walkers", 1);
        let first = steering.request("Night Walkers");
        asks(server, "ada@people.example", "Night and Day Walkers", 2);
        assert_eq!(waiting(server, &standing), 1, "said anew");
        assert_eq!(steering.post(&format!("{first}/accept"), &[]).status, 404, "what was said before is not answered");
        let request = steering.request("Night and Day Walkers");
        steering.refuses(&format!("{request}/decline"), &[("words", "  ")], "no-words");
        steering.does(&format!("{request}/decline"), &[("words", "Not before spring.")]);
        assert_eq!((role(server, &standing, "night-and-day-walkers"), waiting(server, &standing)), (None, 0));
        let told = || server.mails().iter().any(|mail| mail.contains("ada@people.example") && mail.contains("Not before spring."));
        wait_until("the contact to read why", WITHIN, told);
        asks(server, "ada@people.example", "Night Walkers", 4);
        assert_eq!(waiting(server, &standing), 1, "whoever was declined may ask again");
        // A name that is taken is nobody's to take.
        server.group("Night Walkers");
        let request = steering.request("Night Walkers");
        let page = steering.get(&request);
        assert!(page.contains("A group called Night Walkers is on this server already") && !page.contains("/accept\""), "{page}");
        assert!(page.contains("/console/coalitions/lanterns/groups?as=") && page.contains("/decline\""), "{page}");
        steering.refuses(&format!("{request}/accept"), &[], "group-stands");
        assert_eq!(waiting(server, &standing), 1);
        server.stop(worker);
    });
}

#[test]
fn a_group_that_is_here_asks_by_its_owner_alone_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 1);
        switch_on(server, &standing);
        let guest = owned(server, "Guest");
        let organiser = server.sign_in(server.account("organiser@guest.example", &[(guest.group, SeatRole::Organiser)]));
        let (owner, steering) = (Browser::of(server, guest), Browser::of(server, standing.steering[0]));
        let path = "/console/join/lanterns";
        let fields = [("group", "guest"), ("q5", "c1"), ("q4", "We know the river."), ("q6", "Nine")];
        let body = b"group=guest&q5=c1&q4=x";
        assert_eq!(server.page("POST", path, &organiser, body).status, 403, "an organiser asks for nobody");
        assert!(owner.get(path).contains("How many are you?"));
        for (role, why, wrong) in [("c3", "We steer.", "q5-error"), ("c1", " ", "q4-error")] {
            let answered = owner.post(path, &[("group", "guest"), ("q5", role), ("q4", why)]);
            let said = answered.text.contains(&format!("aria-describedby=\"{wrong}\"")) && answered.text.contains(why.trim());
            assert!(answered.status == 422 && said, "{wrong}: {} {}", answered.status, answered.text);
        }
        assert_eq!(owner.post(path, &[&[("group", "partner")], &fields[1..]].concat()).status, 403, "another group's name");
        owner.does(path, &fields);
        owner.does(path, &fields);
        assert_eq!(waiting(server, &standing), 1, "asked twice, it waits once");
        let request = steering.request("Guest");
        assert!(steering.get(&request).contains("This group is on this server."));
        steering.does(&format!("{request}/accept"), &[]);
        assert_eq!(role(server, &standing, "guest"), Some(Role::Endorser));
        assert!(owner.get(path).contains("You own no group that is not in this coalition already."));
    });
}

#[test]
fn of_two_who_answer_at_once_one_does_and_another_coalitions_id_is_nothing_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 2);
        switch_on(server, &standing);
        let guest = owned(server, "Guest");
        Browser::of(server, guest).does("/console/join/lanterns", &[("group", "guest"), ("q5", "c1"), ("q4", "Please.")]);
        let coalition = standing.id;
        let request = seen(server, move |tx| joining::waiting(tx, coalition)).remove(0);
        let wanted = joining::Wanted {
            name: "Guest".to_owned(),
            legal_kind: Default::default(),
            address: String::new(),
            why: String::new(),
            role: Role::Endorser,
            answers: Vec::new(),
        };
        let elsewhere = standing.steering[0].act(server);
        let (id, away) = (request.id, Id::ZERO.following(b"another coalition"));
        let foreign = wanted.clone();
        let answered = done(server, move |tx| answer::accept(tx, &elsewhere, (away, id), (&foreign, None)));
        assert_eq!(answered, Err(answer::AnswerRefusal::NotSteering));
        let verbs = standing.steering.iter().enumerate().map(|(number, owned)| {
            let (act, wanted) = (owned.act(server), wanted.clone());
            let verb: Verb<Result<(), answer::AnswerRefusal>> = match number {
                0 => Box::new(move |tx| answer::accept(tx, &act, (coalition, id), (&wanted, None))),
                _ => Box::new(move |tx| answer::decline(tx, &act, (coalition, id), b"sealed")),
            };
            verb
        });
        let answers = at_once(server, verbs.collect());
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
        assert!(answers.contains(&Err(answer::AnswerRefusal::Over)));
        assert_eq!(waiting(server, &standing), 0);
    });
}

#[test]
fn what_was_sent_before_the_form_was_switched_off_is_not_taken_and_old_requests_go_postgres_too() {
    on_both_in_time(|server| {
        let worker = server.worker();
        let standing = coalition(server, 1);
        switch_on(server, &standing);
        let steering = Browser::of(server, standing.steering[0]);
        sends(server, PUBLIC, "ada@people.example", &ASKED);
        let mailed = link(server, "ada@people.example", 1);
        steering.does(CONSOLE, &[("state", "off"), ("words_en", "Come along.")]);
        let answered = confirms(server, &mailed);
        assert!(answered.status == 409 && answered.text.contains("takes no requests now"), "{}", answered.text);
        assert_eq!(sends_status(server), 404);
        assert_eq!(waiting(server, &standing), 0);
        steering.refuses(CONSOLE, &[("state", "on"), ("questions_en", &"Why?\n".repeat(11))], "questions");
        steering.refuses(CONSOLE, &[("state", "on"), ("words_en", &"x".repeat(4_001))], "words");
        steering.does(CONSOLE, &[("state", "on")]);
        confirms(server, &mailed);
        assert_eq!(waiting(server, &standing), 1, "the link is still good");
        server.app.clock.advance(91 * DAY);
        wait_until("it is deleted after 90 days", WITHIN, || waiting(server, &standing) == 0);
        server.stop(worker);
    });
}

#[test]
fn a_request_said_anew_before_its_mail_went_out_is_told_once_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 1);
        switch_on(server, &standing);
        let guest = Browser::of(server, owned(server, "Guest"));
        for why in ["We know the river.", "We know the river and the hill."] {
            guest.does("/console/join/lanterns", &[("group", "guest"), ("q5", "c1"), ("q4", why)]);
        }
        assert_eq!(waiting(server, &standing), 1);
        let worker = server.worker();
        let told = || server.mails().iter().filter(|mail| mail.contains("owner@steering0.example")).count();
        wait_until("the owner to be told", WITHIN, || told() == 1);
        // A job that an older server queued names the request.
        let (id, now, owner) = (standing.id, server.app.clock.now(), standing.steering[0]);
        let request = seen(server, move |tx| joining::waiting(tx, id)).remove(0).id;
        let (job, payload) = (server.app.ids.fresh(now).0, [request.0, owner.group.0, owner.owner.0].concat());
        done(server, move |tx| {
            let old = jobs::NewJob { id: job, kind: "coalitions.join_telling", payload: &payload, run_at: now, created_at: now };
            jobs::queue(tx, &[old])
        });
        server.app.waker.wake();
        wait_until("the owner to be told by the older job, too", WITHIN, || told() == 2);
        server.stop(worker);
        assert_eq!(told(), 2);
    });
}

#[test]
fn who_answers_no_more_when_the_mail_goes_out_is_not_told_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 3);
        switch_on(server, &standing);
        let guest = Browser::of(server, owned(server, "Guest"));
        guest.does("/console/join/lanterns", &[("group", "guest"), ("q5", "c1"), ("q4", "We know the river.")]);
        // One gave up the seat, another is no owner any more.
        let [leaver, helper] = [standing.steering[0], standing.steering[1]];
        done(server, move |tx| {
            access::drop_seat(tx, leaver.owner, leaver.group)?;
            access::add_seat(tx, helper.owner, helper.group, SeatRole::Organiser, 1)
        });
        let worker = server.worker();
        let undone = || seen(server, |tx| tx.first(&rows::UNDONE, &[], |row| row.int(0))).unwrap();
        wait_until("every mail to have had its turn", WITHIN, || undone() == 0);
        server.stop(worker);
        let told =
            |number: usize| server.mails().iter().filter(|mail| mail.contains(&format!("owner@steering{number}.example"))).count();
        assert_eq!([0, 1, 2].map(told), [0, 0, 1]);
    });
}

#[test]
fn a_group_says_its_country_and_from_abroad_it_has_no_zip_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let standing = coalition(server, 1);
        switch_on(server, &standing);
        let page = server.page("GET", PUBLIC, "", b"").text;
        assert!(page.contains("Outside the United States leave it empty."));
        assert!(
            page.contains("name=\"country\" type=\"text\" value=\"US\""),
            "that of the group in whose name the form stands: {page}"
        );
        let wrong = [
            (("zip", ""), "five digits"),
            (("zip", "SW1A"), "five digits"),
            (("country", ""), "with two letters"),
            (("country", "U5"), "with two letters"),
            (("country", "GBR"), "with two letters"),
        ];
        for (field, said) in wrong {
            let refused = sends(server, PUBLIC, "ada@people.example", &[&ASKED[..], &[field]].concat());
            assert!(refused.status == 422 && refused.text.contains(said), "{field:?}: {} {}", refused.status, refused.text);
        }
        let sent = sends(server, PUBLIC, "ada@people.example", &[&ASKED[..], &[("zip", ""), ("country", "gb")]].concat());
        assert_eq!((sent.status, sent.header("location")), (303, "/coalitions/lanterns/join/check-mail"));
        confirms(server, &link(server, "ada@people.example", 1));
        let steering = Browser::of(server, standing.steering[0]);
        let request = steering.request("Night Walkers");
        assert!(steering.get(&request).contains("GB"), "the steering groups see where they are");
        steering.does(&format!("{request}/accept"), &[]);
        assert_eq!(role(server, &standing, "night-walkers"), Some(Role::Partner));
        assert_eq!(country(server, "night-walkers"), "GB");
        server.stop(worker);
    });
}

/// The group in whose name the form stands.
fn stands_for(server: &Server, coalition: Id) -> Id {
    seen(server, move |tx| joining::form_of(tx, coalition)).unwrap().group
}

#[test]
fn the_form_of_a_group_that_becomes_part_of_another_goes_on_where_that_steers_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let (standing, world) = (coalition(server, 1), world(server));
        let (id, now, former, survivor) = (standing.id, server.app.clock.now(), &world.former, &world.survivor);
        let [theirs, ours] = [former, survivor].map(|side| side.owned.group);
        done(server, move |tx| {
            coalitions::join(tx, id, theirs, Role::Steering, now)?;
            coalitions::join(tx, id, ours, Role::Steering, now)
        });
        let alder = Browser::of(server, former.owned);
        alder.does(CONSOLE, &[("state", "on"), ("words_en", "Come along.")]);
        asks(server, "ada@people.example", "Night Walkers", 1);
        sends(server, PUBLIC, "bea@people.example", &[&[("q1", "Day Walkers")], &ASKED[1..]].concat());
        let late = link(server, "bea@people.example", 1);
        world.start(server);
        world.work(server, usize::MAX);
        assert_eq!(stands_for(server, id), ours);
        assert!(server.page("GET", PUBLIC, "", b"").text.contains("Come along."));
        confirms(server, &late);
        asks(server, "cyd@people.example", "Dusk Walkers", 1);
        assert_eq!(waiting(server, &standing), 3, "what was sent before is confirmed, and more comes");
        let birch = Browser::of(server, survivor.owned);
        for name in ["Night Walkers", "Day Walkers", "Dusk Walkers"] {
            birch.does(&format!("{}/accept", birch.request(name)), &[]);
        }
        assert_eq!(role(server, &standing, "night-walkers"), Some(Role::Partner));
        // It cannot ask in its own name meanwhile.
        assert!(alder.get("/console/join/lanterns").contains("You own no group that is not in this coalition already."));
        world.part(server);
        world.work(server, usize::MAX);
        assert_eq!(stands_for(server, id), theirs);
        assert!(server.page("GET", PUBLIC, "", b"").text.contains("Come along."));
        server.stop(worker);
    });
}

#[test]
fn the_form_rests_where_the_other_group_does_not_steer_postgres_too() {
    on_both(|server| {
        let (standing, world) = (coalition(server, 1), world(server));
        let (id, now) = (standing.id, server.app.clock.now());
        let [theirs, ours] = [&world.former, &world.survivor].map(|side| side.owned.group);
        done(server, move |tx| {
            coalitions::join(tx, id, theirs, Role::Steering, now)?;
            coalitions::join(tx, id, ours, Role::Partner, now)
        });
        Browser::of(server, world.former.owned).does(CONSOLE, &[("state", "on"), ("words_en", "Come along.")]);
        world.start(server);
        world.work(server, usize::MAX);
        assert_eq!((stands_for(server, id), sends_status(server)), (theirs, 404));
        world.part(server);
        world.work(server, usize::MAX);
        assert!(server.page("GET", PUBLIC, "", b"").text.contains("Come along."));
        // Switched on by another group meanwhile, it stays that group's.
        world.start(server);
        world.work(server, usize::MAX);
        switch_on(server, &standing);
        world.part(server);
        world.work(server, usize::MAX);
        assert_eq!(stands_for(server, id), standing.steering[0].group);
    });
}

#[test]
fn a_group_that_asked_and_became_part_of_another_is_not_taken_in_until_they_part_postgres_too() {
    on_both(|server| {
        let (standing, world) = (coalition(server, 1), world(server));
        switch_on(server, &standing);
        let asked = [("group", "alder"), ("q5", "c1"), ("q4", "We know the river.")];
        Browser::of(server, world.former.owned).does("/console/join/lanterns", &asked);
        world.start(server);
        world.work(server, usize::MAX);
        let steering = Browser::of(server, standing.steering[0]);
        let request = steering.request("Alder");
        steering.refuses(&format!("{request}/accept"), &[], "gone");
        world.part(server);
        world.work(server, usize::MAX);
        steering.does(&format!("{request}/accept"), &[]);
        assert_eq!(role(server, &standing, "alder"), Some(Role::Endorser));
    });
}

fn sends_status(server: &Server) -> u16 {
    server.page("POST", PUBLIC, "", b"email=ada%40people.example").status
}
