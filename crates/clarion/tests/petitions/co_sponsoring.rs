//! Co-sponsors: a group stands on a page by its own word only, its list grows by consent only, and it leaves when it likes.

use super::composing::{Browser, fields};
use crate::coalitions::{Owned, Verb, act, at_once, done, owned, seen};
use crate::harness::{Server, on_both};
use clarion::access::SeatRole;
use clarion::actions::drafts::approve::{publish, send};
use clarion::actions::drafts::write::{change, draft};
use clarion::actions::drafts::{self, Document};
use clarion::ids::Id;
use clarion::petitions::co_sponsors::answer::{AnswerRefusal, accept, decline, leave};
use clarion::petitions::co_sponsors::ask::{AskRefusal, ask, withdraw};
use clarion::petitions::co_sponsors::{self, Answer};
use clarion::petitions::create::{self, NewPetition};
use clarion::petitions::{PetitionWords, listing};
use std::time::Duration;
use testkit::wait_until;

const WITHIN: Duration = Duration::from_secs(60);

fn words(title: &str) -> Vec<PetitionWords> {
    vec![PetitionWords { lang: "en".to_owned(), title: title.to_owned(), text: "Please.".to_owned(), thanks: String::new() }]
}

/// A published petition of a group, as a key or the command line makes it.
fn published(server: &Server, of: &Owned, sponsors: Vec<Id>) -> Id {
    let now = server.app.clock.now();
    let petition = create::blank(server.app.ids.fresh(now), of.group, "lanterns".to_owned(), now);
    let id = petition.id;
    let new = NewPetition { petition, words: words("Lanterns"), sponsors, targets: Vec::new() };
    done(server, move |tx| create::create(tx, &new)).unwrap();
    id
}

/// Somebody signs on the page, with these boxes ticked, and confirms from their mailbox.
fn signs(server: &Server, email: &str, ticks: &[&str]) {
    let link = posts(server, email, ticks);
    confirms(server, &link);
}

/// Somebody sends the form; where the mailed link leads. A worker must run.
pub fn posts(server: &Server, email: &str, ticks: &[&str]) -> String {
    let page = server.page("GET", "/petitions/lanterns", "", b"").text;
    let stamp = between(&page, "name=\"stamp\" value=\"", "\"");
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs([("given_name", "Ana"), ("family_name", "Example"), ("email", email), ("zip", "20001"), ("stamp", stamp)]);
    form.extend_pairs(ticks.iter().map(|tick| (*tick, "yes")));
    let answer = server.page("POST", "/petitions/lanterns", "", form.finish().as_bytes());
    assert_eq!(answer.status, 303, "{}", answer.text);
    let mut link = String::new();
    wait_until("the mail", WITHIN, || {
        let mail = server.mails().into_iter().find(|mail| mail.contains(email));
        link = mail.map_or_else(String::new, |mail| format!("/t/{}", token(&mail)));
        !link.is_empty()
    });
    link
}

fn confirms(server: &Server, link: &str) {
    let page = server.page("GET", link, "", b"").text;
    let action = between(&page, "method=\"post\" action=\"", "\"").replace("&#38;", "&");
    assert_eq!(server.page("POST", &action, "", b"").status, 303);
}

pub fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split(from).nth(1).unwrap_or_else(|| panic!("no {from} in {text}")).split(to).next().unwrap()
}

fn token(mail: &str) -> String {
    let rest = mail.split("/t/").nth(1).unwrap();
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_').collect()
}

/// How many people stand on a group's list.
fn people(server: &Server, group: Id) -> usize {
    seen(server, move |tx| clarion::people::list::count_after(tx, group, Id::ZERO)) as usize
}

#[test]
fn both_lists_grow_by_consent_only_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let (alder, birch) = (owned(server, "Alder"), owned(server, "Birch"));
        let id = published(server, &alder, Vec::new());
        let (ada, bo) = (Browser::of(server, alder.owner), Browser::of(server, birch.owner));
        let (ours, theirs) = (format!("/console/groups/alder/petitions/{id}"), format!("/console/groups/birch/petitions/{id}"));
        assert_eq!(bo.get(&theirs).status, 404, "who is not asked sees nothing");
        for (typed, why) in [("nobody", "No group has this address"), ("alder", "your group’s own")] {
            assert!(ada.is_refused(&format!("{ours}/co-sponsors"), &[("group", typed)]).contains(why));
        }
        ada.does(&format!("{ours}/co-sponsors"), &[("group", "http://localhost/groups/birch/")]);
        assert!(ada.is_refused(&format!("{ours}/co-sponsors"), &[("group", "birch")]).contains("asked already"));
        let page = || server.page("GET", "/petitions/lanterns", "", b"").text;
        assert!(!page().contains("Birch"), "nobody stands there because somebody else said so");
        signs(server, "one@people.example", &["news-alder", "news-birch"]);
        assert_eq!((people(server, alder.group), people(server, birch.group)), (1, 0), "a box that is not there ticks nothing");
        wait_until("the owner is told", WITHIN, || {
            server.mails().iter().any(|mail| mail.contains("owner@birch.example") && mail.contains("Co-sponsor it"))
        });
        let organiser = Browser::of(server, server.account("cy@birch.example", &[(birch.group, SeatRole::Organiser)]));
        let read = organiser.reads(&theirs);
        assert!(read.contains("asks Birch to co-sponsor") && !read.contains("/sponsorship/accept"), "an owner answers: {read}");
        assert_eq!(organiser.post(&format!("{theirs}/sponsorship/accept"), &[("version", "0")]).status, 403);
        assert!(bo.reads("/console/groups/birch").contains("Petitions (1 waits for you)"));
        assert!(bo.reads("/console/groups/birch/petitions").contains("Your group is asked to co-sponsor"));
        bo.does(&format!("{theirs}/sponsorship/accept"), &[("version", "0")]);
        let shown = page();
        assert!(shown.contains("/groups/birch") && shown.contains("name=\"news-birch\""), "{shown}");
        let place = server.page("GET", "/groups/birch", "", b"").text;
        assert!(place.contains("It co-sponsors") && place.contains("/petitions/lanterns"), "{place}");
        assert!(!place.contains("no open petition"), "{place}");
        signs(server, "two@people.example", &[]);
        signs(server, "three@people.example", &["news-birch"]);
        assert_eq!((people(server, alder.group), people(server, birch.group)), (3, 1));
        let read = bo.reads(&theirs);
        assert!(
            read.contains("3 confirmed by email") && read.contains("1 of those who signed agreed to news of your group"),
            "{read}"
        );
        assert!(read.contains("/console/groups/birch/supporters?petition="), "{read}");
        let list = bo.reads(&format!("/console/groups/birch/supporters?petition={id}"));
        assert!(list.contains("Ana Example"), "{list}");
        // It leaves: the box goes, and who ticked it before and confirms now is theirs no more; who ticked it stays.
        let open = posts(server, "four@people.example", &["news-birch"]);
        assert!(ada.reads(&format!("{ours}/co-sponsors/{}/withdraw", birch.group)).contains("Take Birch off the page?"));
        assert!(bo.reads(&format!("{theirs}/sponsorship/leave")).contains("Leave this petition?"));
        assert_eq!(organiser.get(&format!("{theirs}/sponsorship/leave")).status, 404, "an owner leaves");
        bo.does(&format!("{theirs}/sponsorship/leave"), &[]);
        assert!(!page().contains("Birch"));
        confirms(server, &open);
        assert_eq!((people(server, alder.group), people(server, birch.group)), (4, 1));
        assert_eq!(bo.get(&theirs).status, 404);
        assert!(ada.reads(&ours).contains("Left"));
        drop(worker);
    });
}

#[test]
fn nobodys_tick_becomes_another_groups_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let [alder, birch, cedar] = ["Alder", "Birch", "Cedar"].map(|name| owned(server, name));
        let id = published(server, &alder, vec![birch.group, cedar.group]);
        let page = server.page("GET", "/petitions/lanterns", "", b"").text;
        assert!(page.contains("name=\"news-birch\"") && page.contains("name=\"news-cedar\""), "the command line needs no word");
        // While the page is open, Birch leaves: its place in the form is Cedar's now.
        let leaves = birch.act(server);
        assert_eq!(done(server, move |tx| leave(tx, &leaves, id)), Ok(()));
        wait_until("the page knows", WITHIN, || !server.page("GET", "/petitions/lanterns", "", b"").text.contains("Birch"));
        signs(server, "one@people.example", &["news-birch"]);
        assert_eq!((people(server, alder.group), people(server, cedar.group)), (1, 0));
        assert_eq!(seen(server, move |tx| listing::petitions_of(tx, birch.group)), [], "its API has no part in it any more");
        drop(worker);
    });
}

#[test]
fn who_lent_their_name_to_other_words_is_asked_again_postgres_too() {
    on_both(|server| {
        let (alder, birch) = (owned(server, "Alder"), owned(server, "Birch"));
        let reader = server.account("cy@alder.example", &[(alder.group, SeatRole::Organiser)]);
        let document =
            |title: &str, goal: i64| Document { words: words(title), goal, time_zone: "UTC".to_owned(), ..Document::default() };
        let writes = alder.act(server);
        done(server, move |tx| draft(tx, &writes, None, &document("Lanterns", 0))).unwrap();
        let id = writes.id;
        assert_eq!(done(server, move |tx| ask(tx, &writes, id, "birch")), Ok(()));
        let standing = || seen(server, move |tx| co_sponsors::of_group(tx, id, birch.group)).unwrap().answer;
        let yes = birch.act(server);
        let bo = Browser::of(server, birch.owner);
        assert!(bo.reads(&format!("/console/groups/birch/petitions/{id}/preview")).contains("Lanterns"));
        assert_eq!(bo.get(&format!("/console/groups/birch/petitions/{id}/words")).status, 404);
        assert_eq!(done(server, move |tx| accept(tx, &yes, id, 1)), Ok(()));
        assert!(Browser::of(server, alder.owner).reads(&format!("/console/groups/alder/petitions/{id}/preview")).contains("Birch"));
        assert_eq!(done(server, move |tx| change(tx, &writes, (id, 1), None, &document("Lanterns", 500))), Ok(2));
        assert_eq!(standing(), Answer::Accepted, "a goal is no other word");
        assert_eq!(done(server, move |tx| change(tx, &writes, (id, 2), None, &document("Torches", 500))), Ok(3));
        assert_eq!(standing(), Answer::Asked);
        assert_eq!(done(server, move |tx| accept(tx, &yes, id, 2)), Err(AnswerRefusal::Changed));
        assert_eq!(done(server, move |tx| accept(tx, &yes, id, 3)), Ok(()));
        done(server, move |tx| send(tx, &writes, id, 3)).unwrap();
        let approves = act(server, reader, alder.group);
        done(server, move |tx| publish(tx, &approves, id, 3)).unwrap();
        assert!(server.page("GET", "/petitions/torches", "", b"").text.contains("/groups/birch"));
    });
}

#[test]
fn accepting_and_changing_at_once_never_lend_a_name_to_unread_words_postgres_too() {
    on_both(|server| {
        let (alder, birch) = (owned(server, "Alder"), owned(server, "Birch"));
        let document = |title: &str| Document { words: words(title), time_zone: "UTC".to_owned(), ..Document::default() };
        for _ in 0..8 {
            let writes = alder.act(server);
            let id = writes.id;
            done(server, move |tx| draft(tx, &writes, None, &document("Lanterns"))).unwrap();
            done(server, move |tx| ask(tx, &writes, id, "birch")).unwrap();
            let yes = birch.act(server);
            let verbs: Vec<Verb<bool>> = vec![
                Box::new(move |tx| Ok(accept(tx, &yes, id, 1)?.is_ok())),
                Box::new(move |tx| Ok(change(tx, &writes, (id, 1), None, &document("Torches"))?.is_ok())),
            ];
            at_once(server, verbs);
            let found = seen(server, move |tx| drafts::find(tx, id)).unwrap();
            assert_eq!(found.document.words[0].title, "Torches");
            assert_eq!(seen(server, move |tx| co_sponsors::accepted(tx, id)), []);
        }
    });
}

#[test]
fn what_was_said_once_binds_whom_it_should_postgres_too() {
    on_both(|server| {
        let [alder, birch, cedar] = ["Alder", "Birch", "Cedar"].map(|name| owned(server, name));
        let id = published(server, &alder, Vec::new());
        let (asks, stranger, theirs) = (alder.act(server), cedar.act(server), birch.act(server));
        assert_eq!(done(server, move |tx| ask(tx, &stranger, id, "cedar")), Err(AskRefusal::Over), "only the page's group asks");
        assert_eq!(done(server, move |tx| accept(tx, &theirs, id, 0)), Err(AnswerRefusal::Over), "only who is asked accepts");
        done(server, move |tx| ask(tx, &asks, id, "birch")).unwrap();
        assert_eq!(done(server, move |tx| withdraw(tx, &stranger, id, birch.group)), Err(AskRefusal::Over));
        assert_eq!(done(server, move |tx| decline(tx, &theirs, id)), Ok(()));
        let again = alder.act(server);
        assert_eq!(done(server, move |tx| ask(tx, &again, id, "birch")), Err(AskRefusal::Declined));
        assert_eq!(done(server, move |tx| accept(tx, &theirs, id, 0)), Ok(()), "but may think better of it");
        assert_eq!(done(server, move |tx| withdraw(tx, &again, id, birch.group)), Ok(()));
        assert_eq!(done(server, move |tx| accept(tx, &theirs, id, 0)), Err(AnswerRefusal::Over));
        assert!(!server.page("GET", "/petitions/lanterns", "", b"").text.contains("Birch"));
        let late = alder.act(server);
        assert_eq!(done(server, move |tx| ask(tx, &late, id, "birch")), Ok(()));
        // Another group's word, given under a third group's address, is none.
        let cy = Browser::of(server, cedar.owner);
        for path in ["co-sponsors", "sponsorship/accept", "sponsorship/leave"] {
            assert_eq!(
                cy.post(&format!("/console/groups/cedar/petitions/{id}/{path}"), &[("group", "cedar")]).status,
                404,
                "{path}"
            );
            assert_eq!(
                cy.post(&format!("/console/groups/alder/petitions/{id}/{path}"), &[("group", "cedar")]).status,
                403,
                "{path}"
            );
        }
        let ada = Browser::of(server, alder.owner);
        let draft = ada.does("/console/groups/alder/petitions/new", &fields("A draft", ""));
        ada.does(&format!("{draft}/co-sponsors"), &[("group", "cedar")]);
        assert!(cy.reads("/console/groups/cedar/petitions").contains("A draft"));
        ada.does(&format!("{draft}/drop"), &[]);
        assert!(!cy.reads("/console/groups/cedar/petitions").contains("waits for you"));
    });
}
