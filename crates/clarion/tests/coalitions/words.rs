//! A coalition's name and words: changed by two groups that steer, or by the one that steers alone.

use super::{Verb, at_once, coalition, done, seen};
use crate::harness::{Server, on_both, on_both_in_time};
use crate::petitions::composing::Browser;
use clarion::coalitions::membership::Calling;
use clarion::coalitions::membership::leave::leave;
use clarion::coalitions::words::{PROPOSAL_LIFE, Words, WordsRefusal, confirm, open, propose, withdraw};
use clarion::coalitions::{self, Role, history};
use clarion::ids::Id;

fn words(name: &str) -> Words {
    Words { name: name.to_owned(), about_en: "We light streets.".to_owned(), about_es: String::new() }
}

fn name(server: &Server, id: Id) -> String {
    seen(server, move |tx| coalitions::coalition(tx, id)).unwrap().0.name
}

#[test]
fn two_steering_groups_change_name_and_words_by_the_pages_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 2);
        let [one, two] = [0, 1].map(|at| Browser::of(server, standing.steering[at].owner));
        let partner = Browser::of(server, standing.partner.owner);
        let path = "/console/coalitions/lanterns/words";
        assert!(one.reads("/console/coalitions/lanterns/settings?as=steering0").contains(&format!("{path}?as=steering0")));
        let typed =
            [("as", "steering0"), ("name", "Lanterns and Benches"), ("about_en", "We light **streets**."), ("about_es", "")];
        assert_eq!(partner.post(path, &[("as", "partner"), ("name", "Ours")]).status, 403);
        let empty = one.post(path, &[("as", "steering0"), ("name", "\u{200b}"), ("about_en", "Kept.")]);
        assert!(empty.status == 422 && empty.text.contains("Kept."), "{}", empty.text);
        assert!(one.does(path, &typed).contains("done=words-proposed"));
        assert!(
            server.page("GET", "/coalitions/lanterns", "", b"").text.contains("Lanterns for Every Street"),
            "one alone changes nothing"
        );
        assert!(two.reads("/console").contains("1 change of the coalition’s name or words is proposed"));
        assert!(!one.reads("/console").contains("name or words is proposed"));
        let page = two.reads(&format!("{path}?as=steering1"));
        assert!(page.contains("Lanterns and Benches") && page.contains("We light streets"), "{page}");
        let action =
            page.split("action=\"").find(|rest| rest.contains("/confirm\"")).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(partner.post(&action, &[("as", "partner")]).status, 403);
        two.does(&action, &[("as", "steering1")]);
        let public = server.page("GET", "/coalitions/lanterns", "", b"").text;
        assert!(public.contains("<h1>Lanterns and Benches</h1>") && public.contains("<strong>streets</strong>"), "{public}");
        let told = one.reads("/console/coalitions/lanterns/history?as=steering0");
        assert!(told.contains("confirmed name and words: Lanterns and Benches") && !told.contains("about_en"), "{told}");
    });
}

#[test]
fn a_proposal_waits_for_another_group_alone_and_for_two_weeks_postgres_too() {
    on_both_in_time(|server| {
        let standing = coalition(server, 3);
        let (id, [one, two, three]) = (standing.id, [0, 1, 2].map(|at| standing.steering[at]));
        let first = one.act(server);
        assert_eq!(done(server, move |tx| propose(tx, &first, id, &words("Lanterns for Every Street, Everywhere"))), Ok(()));
        let other = two.act(server);
        assert_eq!(done(server, move |tx| propose(tx, &other, id, &words("Benches"))), Err(WordsRefusal::Waits));
        let own = one.act(server);
        assert_eq!(done(server, move |tx| confirm(tx, &own, first.id)), Err(WordsRefusal::NotAnother));
        let partner = standing.partner.act(server);
        assert_eq!(done(server, move |tx| confirm(tx, &partner, first.id)), Err(WordsRefusal::NotSteering));
        assert_eq!(done(server, move |tx| withdraw(tx, &other, first.id)), Err(WordsRefusal::Over));
        server.app.clock.advance(PROPOSAL_LIFE);
        let late = two.act(server);
        assert_eq!(done(server, move |tx| confirm(tx, &late, first.id)), Err(WordsRefusal::Over));
        let again = one.act(server);
        assert_eq!(done(server, move |tx| propose(tx, &again, id, &words("Benches"))), Ok(()));
        server.app.clock.advance(1);
        // Of two who confirm at once one does.
        let verbs: Vec<Verb<Result<(), WordsRefusal>>> = [two, three]
            .map(|by| -> Verb<Result<(), WordsRefusal>> {
                let act = by.act(server);
                Box::new(move |tx| confirm(tx, &act, again.id))
            })
            .into();
        let mut answers = at_once(server, verbs);
        answers.sort_by_key(Result::is_err);
        assert_eq!(answers, [Ok(()), Err(WordsRefusal::Over)]);
        assert_eq!(name(server, id), "Benches");
        server.app.clock.advance(1);
        let same = three.act(server);
        assert_eq!(done(server, move |tx| propose(tx, &same, id, &words("Benches"))), Err(WordsRefusal::Nothing));
        let back = one.act(server);
        assert_eq!(done(server, move |tx| propose(tx, &back, id, &words("Lamps"))), Ok(()));
        server.app.clock.advance(1);
        let withdraws = one.act(server);
        assert_eq!(done(server, move |tx| withdraw(tx, &withdraws, back.id)), Ok(()));
        assert!(seen(server, move |tx| open(tx, id, withdraws.now)).is_none());
        let kinds: Vec<&str> = seen(server, move |tx| history::newest(tx, id, 5)).iter().map(|past| past.kind.as_str()).collect();
        assert_eq!(kinds[..3], ["words withdrawn", "words proposed", "words changed"]);
    });
}

#[test]
fn who_steers_alone_needs_nobody_else_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 1);
        let (id, act) = (standing.id, standing.steering[0].act(server));
        assert_eq!(done(server, move |tx| propose(tx, &act, id, &words("Benches"))), Ok(()));
        assert_eq!(name(server, id), "Benches");
        assert!(seen(server, move |tx| open(tx, id, act.now)).is_none());
    });
}

#[test]
fn a_proposal_ends_with_the_voice_of_the_group_that_made_it_postgres_too() {
    on_both_in_time(|server| {
        let standing = coalition(server, 2);
        let (id, [one, two]) = (standing.id, [0, 1].map(|at| standing.steering[at]));
        let proposes = one.act(server);
        assert_eq!(done(server, move |tx| propose(tx, &proposes, id, &words("Benches"))), Ok(()));
        assert!(seen(server, move |tx| open(tx, id, proposes.now)).is_some());
        let down = one.act(server);
        let stepped = done(server, move |tx| leave(tx, &down, id, Some(Role::Partner), Calling::Not));
        assert!(stepped.is_ok());
        assert!(seen(server, move |tx| open(tx, id, down.now)).is_none());
        let confirms = two.act(server);
        assert_eq!(done(server, move |tx| confirm(tx, &confirms, proposes.id)), Err(WordsRefusal::Over));
        assert_ne!(name(server, id), "Benches");
        // Who does not steer is not told that its word is enough.
        let [alone, partner] = [two, standing.partner].map(|of| Browser::of(server, of.owner));
        let path = "/console/coalitions/lanterns/words";
        assert!(alone.reads(&format!("{path}?as=steering1")).contains("Your group alone steers"));
        assert!(!partner.reads(&format!("{path}?as=partner")).contains("Your group alone steers"));
    });
}
