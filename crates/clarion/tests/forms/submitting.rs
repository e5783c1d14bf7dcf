//! Filling in a form: by page and mail, again, by a crowd at once, when it closed meanwhile, and by the hostile.

use super::{asked, confirms, form, link, sends};
use crate::coalitions::{act, at_once, done, owned, seen};
use crate::harness::{Server, on_both, on_both_in_time};
use clarion::clock::{DAY, HOUR, MINUTE};
use clarion::forms::count::{choices, count, recount};
use clarion::forms::submit::Said;
use clarion::forms::{Answers, SubmissionKind, SubmitInput, listing, running, submit};
use clarion::ids::Id;
use clarion::people::{Coarse, Details};

const FULL: [(&str, &str); 6] =
    [("q1", "Ada of the lamps"), ("q2", "Mind the step.\nThank you."), ("q3", "c2"), ("q4", "c3"), ("q4", "c1"), ("q5", "yes")];

/// Tallies agree with the rows.
fn counts(server: &Server, form: Id) -> (i64, i64) {
    let (tallied, rows) = seen(server, move |tx| Ok((count(tx, form, 0)?, recount(tx, form, 0)?)));
    assert_eq!(tallied, rows);
    (tallied.confirmed, tallied.total())
}

pub fn chosen(server: &Server, form: Id, question: &str, choice: &str) -> i64 {
    let key = (question.to_owned(), choice.to_owned());
    seen(server, move |tx| choices(tx, form)).get(&key).copied().unwrap_or(0)
}

/// What somebody says about somebody, prepared.
pub fn said(server: &Server, (form, group): (Id, Id), email: &str, kind: SubmissionKind, answers: Answers) -> SubmitInput {
    let (app, now) = (&server.app, server.app.clock.now());
    server.waits_for(app.vault.know(&app.db, group)).unwrap();
    let details =
        Details { given_name: "Ada".to_owned(), family_name: "Example".to_owned(), email: email.to_owned(), ..Details::default() };
    let coarse = Coarse { country: "US".to_owned(), region: "OH".to_owned(), zip: "45501".to_owned(), lang: "en".to_owned() };
    let mut person = app.intake().person(group, now, Some(email), details, coarse).unwrap();
    person.email_proved = kind == SubmissionKind::Confirmed;
    let submission = app.ids.fresh(now);
    let said = Said { answers, ..Said::default() };
    let sealed = app.vault.seal(group, &submission.0, &said.to_bytes(), app.ids.bytes()).unwrap();
    let (consents, identifiers) = (Vec::new(), Vec::new());
    SubmitInput { form, submission, kind, person, consents, said, sealed, submitted_at: now, identifiers }
}

pub fn answers(all: &[(&str, &str)]) -> Answers {
    let mut answers = Answers::new();
    for (question, answer) in all {
        answers.entry((*question).to_owned()).or_default().push((*answer).to_owned());
    }
    answers
}

#[test]
fn what_is_entered_counts_once_it_is_confirmed_and_again_in_place_of_it_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let alder = owned(server, "Alder");
        let id = form(server, &alder, "light", |_| {});
        let page = server.page("GET", "/es/forms/light", "", b"").text;
        for words in ["Iluminar la calle", "¿Qué día?", "Domingo", "Inscribirme", "(opcional)"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let answered = sends(server, "/forms/light", "ada@people.example", &FULL);
        assert_eq!((answered.status, answered.header("location")), (303, "/forms/light/check-mail"), "{}", answered.text);
        assert!(server.page("GET", "/forms/light/check-mail", "", b"").text.contains("Check your email"));
        assert_eq!(counts(server, id), (0, 0), "nothing counts before");
        let first = link(server, "ada@people.example", 1);
        let shown = server.page("GET", &first, "", b"").text;
        for words in ["Ada of the lamps", "Mind the step.", "Sunday", "Ladder, Tea", "Yes, sign me up", "Alder"] {
            assert!(shown.contains(words), "{words}: {shown}");
        }
        assert_eq!(confirms(server, &first).header("location"), first);
        let thanks = server.page("GET", &first, "", b"").text;
        assert!(thanks.contains("You are signed up") && thanks.contains("See you there."), "{thanks}");
        assert_eq!((counts(server, id), chosen(server, id, "q3", "c2"), chosen(server, id, "q1", "")), ((1, 1), 1, 1));
        // The same answer whoever it is, and the later one stands.
        let again = sends(server, "/es/forms/light", "ada@people.example", &[("q1", "Countess"), ("q3", "c1")]);
        assert_eq!((again.status, again.header("location")), (303, "/es/forms/light/check-mail"));
        let second = link(server, "ada@people.example", 2);
        assert!(server.page("GET", &second, "", b"").text.contains("You have filled in"));
        confirms(server, &second);
        assert_eq!((counts(server, id), chosen(server, id, "q3", "c2"), chosen(server, id, "q3", "c1")), ((1, 1), 0, 1));
        assert_eq!((chosen(server, id, "q4", ""), chosen(server, id, "q5", "yes"), chosen(server, id, "q1", "")), (0, 0, 1));
        let vault = server.app.vault.clone();
        let stands = seen(server, move |tx| listing::newest(tx, &vault, listing::OfForm(id), 9));
        assert_eq!(stands.len(), 1);
        assert_eq!(stands[0].said.as_ref().unwrap().answers, answers(&[("q1", "Countess"), ("q3", "c1")]));
        drop(worker);
    });
}

#[test]
fn a_crowd_from_one_mailbox_is_one_submission_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let id = form(server, &alder, "light", |_| {});
        let inputs: Vec<SubmitInput> = (0..1_000)
            .map(|number| {
                let given = answers(&[("q1", "Ada"), ("q3", if number % 3 == 0 { "c1" } else { "c2" })]);
                let kind = if number % 4 == 0 { SubmissionKind::Asserted } else { SubmissionKind::Confirmed };
                said(server, (id, alder.group), "ada@people.example", kind, given)
            })
            .collect();
        let many = server.parallel(inputs.into_iter().map(|input| {
            let submit = server.app.submit.clone();
            async move { submit.submit(input).await }
        }));
        assert_eq!(many.iter().filter(|one| one.as_ref().unwrap().as_ref().unwrap().added).count(), 1);
        assert_eq!(counts(server, id), (1, 1));
        let days = chosen(server, id, "q3", "c1") + chosen(server, id, "q3", "c2");
        assert_eq!((days, chosen(server, id, "q3", ""), chosen(server, id, "q1", "")), (1, 1, 1), "the counts moved along");
    });
}

/// Whatever two writers put in each other's place, the counts are those of what stands.
#[test]
fn two_writers_at_once_leave_the_counts_of_what_stands_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let id = form(server, &alder, "light", |_| {});
        for round in 0..8 {
            let verbs = (0..4)
                .map(|number| {
                    let given = answers(&[("q3", if number % 2 == 0 { "c1" } else { "c2" })]);
                    let input = said(server, (id, alder.group), "ada@people.example", SubmissionKind::Confirmed, given);
                    let (vault, now) = (server.app.vault.clone(), server.app.clock.now());
                    let verb: crate::coalitions::Verb<bool> =
                        Box::new(move |tx| Ok(submit(tx, &vault, now, &[&input])?[0].is_ok()));
                    verb
                })
                .collect();
            assert_eq!(at_once(server, verbs), [true; 4], "round {round}");
            let days = [chosen(server, id, "q3", "c1"), chosen(server, id, "q3", "c2")];
            assert!(days == [1, 0] || days == [0, 1], "round {round}: {days:?}");
            assert_eq!(counts(server, id), (1, 1));
        }
    });
}

#[test]
fn nobody_but_the_human_changes_what_they_said_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let id = form(server, &alder, "light", |_| {});
        let submit_one = |kind, day| {
            let input = said(server, (id, alder.group), "ada@people.example", kind, answers(&[("q3", day)]));
            let (vault, now) = (server.app.vault.clone(), server.app.clock.now());
            server.app.db.write_bulk("test.submit", move |tx| Ok(submit(tx, &vault, now, &[&input])?.remove(0))).unwrap().unwrap()
        };
        let first = submit_one(SubmissionKind::Asserted, "c1");
        assert!(first.added && !submit_one(SubmissionKind::Asserted, "c2").added);
        assert_eq!((counts(server, id), chosen(server, id, "q3", "c2")), ((0, 1), 0));
        assert_eq!(submit_one(SubmissionKind::Confirmed, "c2").submission, first.submission);
        assert_eq!((counts(server, id), chosen(server, id, "q3", "c1"), chosen(server, id, "q3", "c2")), ((1, 1), 0, 1));
        submit_one(SubmissionKind::Asserted, "c1");
        assert_eq!((counts(server, id), chosen(server, id, "q3", "c1")), ((1, 1), 0));
    });
}

#[test]
fn what_was_cut_off_leaves_nothing_and_run_again_counts_once_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let id = form(server, &alder, "light", |_| {});
        let input = said(server, (id, alder.group), "ada@people.example", SubmissionKind::Confirmed, answers(&[("q3", "c1")]));
        let (vault, now, cut) = (server.app.vault.clone(), server.app.clock.now(), input.clone());
        let killed = server.app.db.write_bulk("test.killed", move |tx| {
            submit(tx, &vault, now, &[&cut])?;
            Err::<(), _>(db::Fault::bug("killed before the commit"))
        });
        assert!(killed.is_err());
        assert_eq!((counts(server, id), chosen(server, id, "q3", "c1")), ((0, 0), 0));
        for added in [true, false] {
            let (vault, input) = (server.app.vault.clone(), input.clone());
            let done = server.app.db.write_bulk("test.submit", move |tx| Ok(submit(tx, &vault, now, &[&input])?.remove(0)));
            assert_eq!(done.unwrap().unwrap().added, added);
            assert_eq!((counts(server, id), chosen(server, id, "q3", "c1"), chosen(server, id, "q3", "")), ((1, 1), 1, 1));
        }
    });
}

#[test]
fn what_was_sent_before_it_closed_counts_for_a_day_postgres_too() {
    on_both_in_time(|server| {
        let worker = server.worker();
        let alder = owned(server, "Alder");
        let closes_at = server.app.clock.now() + HOUR;
        let id = form(server, &alder, "light", move |new| new.form.closes_at = Some(closes_at));
        for email in ["ada@people.example", "late@people.example", "stop@people.example"] {
            assert_eq!(sends(server, "/forms/light", email, &FULL).status, 303);
        }
        let [ada, late, stop] =
            ["ada@people.example", "late@people.example", "stop@people.example"].map(|email| link(server, email, 1));
        let by = act(server, alder.owner, alder.group);
        done(server, move |tx| running::set_stopped(tx, &by, id, true)).unwrap();
        assert_eq!(confirms(server, &stop).status, 409, "it is stopped for now");
        done(server, move |tx| running::set_stopped(tx, &by, id, false)).unwrap();
        assert_eq!(confirms(server, &stop).status, 303, "the link works again");
        server.app.clock.advance(2 * HOUR);
        let closed = server.page("GET", "/forms/light", "", b"").text;
        assert!(closed.contains("This form closed") && !closed.contains("id=\"sign\""), "{closed}");
        assert_eq!(confirms(server, &ada).status, 303);
        let body = b"given_name=Ada&family_name=Example&email=new%40people.example&zip=45501";
        assert_eq!(server.page("POST", "/forms/light", "", body).status, 410);
        server.app.clock.advance(DAY + MINUTE);
        assert_eq!(confirms(server, &late).status, 410);
        assert_eq!(counts(server, id), (2, 2));
        drop(worker);
    });
}

#[test]
fn what_is_not_asked_or_not_offered_is_not_taken_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let alder = owned(server, "Alder");
        let id = form(server, &alder, "light", |_| {});
        let (long, line) = ("x".repeat(2_001), "x".repeat(201));
        for (wrong, says) in [
            (vec![("q3", "c1")], "Answer the question “Name on your badge?”"),
            (vec![("q1", &*line), ("q3", "c1")], "on one line"),
            (vec![("q1", "Ada"), ("q2", &*long), ("q3", "c1")], "2,000 characters"),
            (vec![("q1", "Ada"), ("q3", "c9")], "Choose one of the answers that are offered to “Which day?”"),
            (vec![("q1", "Ada"), ("q3", "c1"), ("q3", "c2")], "Choose only one answer to “Which day?”"),
            (vec![("q1", "Ada"), ("q3", "c1"), ("q5", "maybe")], "Do you drive?"),
        ] {
            let answered = sends(server, "/forms/light", "ada@people.example", &wrong);
            assert_eq!(answered.status, 422);
            assert!(answered.text.contains(says), "{says}: {}", answered.text);
        }
        let kept = sends(server, "/forms/light", "ada@people.example", &[("q1", "<b>Ada</b>"), ("q4", "c2")]).text;
        assert!(kept.contains("&#60;b&#62;Ada") && kept.contains("value=\"c2\" checked"), "{kept}");
        assert!(kept.contains("<a href=\"#q3\">"), "{kept}");
        // What is not asked is left out; a flood of answers is not read.
        let mut flood = FULL.to_vec();
        flood.extend([("q19", "c1"), ("clarion", "x"), ("calls", "yes"), ("news-birch", "yes")]);
        assert_eq!(sends(server, "/forms/light", "ada@people.example", &flood).status, 303);
        confirms(server, &link(server, "ada@people.example", 1));
        let vault = server.app.vault.clone();
        let stands = seen(server, move |tx| listing::newest(tx, &vault, listing::OfForm(id), 9));
        assert_eq!(stands[0].said.as_ref().unwrap().answers.len(), asked().len());
        let body = vec![b'x'; 300 * 1024];
        assert_eq!(server.page("POST", "/forms/light", "", &body).status, 413);
        assert_eq!(server.page("GET", "/forms/nothing", "", b"").status, 404);
        drop(worker);
    });
}

#[test]
fn a_pledge_says_what_it_means_and_asks_for_the_calls_of_its_coalition_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let standing = crate::coalitions::coalition(server, 1);
        let (steering, coalition) = (standing.steering[0], standing.id);
        let id = form(server, &steering, "stand-up", move |new| {
            new.form.kind = clarion::forms::FormKind::Pledge;
            new.form.coalition = Some(coalition);
            new.form.questions.clear();
        });
        let page = server.page("GET", "/forms/stand-up", "", b"").text;
        for words in [
            "What this pledge means",
            "if Lanterns for Every Street calls for it",
            "I will take part if it is called",
            "in the name of",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert_eq!(
            sends(server, "/forms/stand-up", "ada@people.example", &[("calls", "yes"), ("news-steering0", "yes")]).status,
            303
        );
        let to = link(server, "ada@people.example", 1);
        let shown = server.page("GET", &to, "", b"").text;
        assert!(shown.contains("Make the pledge?") && shown.contains("Lanterns for Every Street"), "{shown}");
        confirms(server, &to);
        assert!(server.page("GET", &to, "", b"").text.contains("Your pledge is counted"));
        assert_eq!(seen(server, move |tx| clarion::forms::pledged_in(tx, coalition)), 1);
        let (vault, group) = (server.app.vault.clone(), steering.group);
        let stands = seen(server, move |tx| listing::newest(tx, &vault, listing::OfForm(id), 9));
        let who = (stands[0].identity, group);
        assert!(seen(server, move |tx| clarion::people::call_consents(tx, &[who]))[&who].agreed, "the calls were ticked");
        drop(worker);
    });
}
