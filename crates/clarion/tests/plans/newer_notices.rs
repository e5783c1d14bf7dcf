//! The page of a code names newer notices: those of the same plan, and corrections. Nobody is led from the words of one plan to those of
//! another.

use super::Room;
use super::room::{DELEGATE, NOW, VOTING, document, facts};
use clarion::clock::{HOUR, MINUTE};
use clarion::coalitions;
use clarion::ids::Id;
use clarion::notices::{self, Kind, NewNotice, Notice, Signer, Words};
use clarion::plans::Choice::{Call, StandDown};
use clarion::plans::{Choice, Outcome, follow};

on_both!(a_newer_notice_is_named_of_the_same_plan);

/// A ballot on a plan, voted on and decided, and its outcome started: the notice.
fn told(room: &Room, plan: Id, (choices, outcome): ([Choice; 4], Outcome), starts_at: i64) -> Notice {
    let ballot = room.prepare_of(plan, 0).unwrap();
    assert_eq!(room.sign_opening(ballot, (0, DELEGATE), facts(4)), Ok(false));
    assert_eq!(room.sign_opening(ballot, (1, DELEGATE), facts(4)), Ok(true));
    for (number, choice) in choices.into_iter().enumerate() {
        room.vote(ballot, (number, DELEGATE), choice, NOW + 1).unwrap();
    }
    assert_eq!(room.evaluate(ballot, VOTING), Some(outcome));
    let started = room.start(ballot, starts_at, &follow::of(&room.server.app)).unwrap();
    room.write(move |tx, _| notices::notice(tx, started.notice)).unwrap()
}

fn corrected(room: &Room, at: i64) -> Notice {
    let coalition = room.coalition;
    let words = Words { lang: "en".into(), subject: "The date was wrong".into(), text: "It is on Sunday.".into() };
    let new = NewNotice { id: Id([0xcc; 16]), kind: Kind::Correction, links: Vec::new(), words: vec![words] };
    room.write(move |tx, tools| {
        let signer = Signer::new(tools.vault.clone(), &super::room::site().origin);
        let (coalition, _) = coalitions::coalition(tx, coalition)?.expect("it was founded");
        notices::publish(tx, &signer, at, &coalition, &new)
    })
    .unwrap()
}

fn a_newer_notice_is_named_of_the_same_plan(room: &Room) {
    let (plan, other) = (room.plan, Id([0xa2; 16]));
    room.begin(other, &document());
    let start = VOTING + 10 * MINUTE;
    let hold = told(room, plan, ([Call, Call, StandDown, StandDown], Outcome::Hold), start);
    let of_other = told(room, other, ([StandDown; 4], Outcome::StandDown), start + MINUTE);
    let page = |of: &Notice| room.server.ask("GET", &format!("/n/{}", of.code), "", b"").text;
    let names = |of: &Notice, newer: &Notice| page(of).contains(&notices::code::spaced(&newer.code));
    assert!(!page(&hold).contains("There is a newer notice"), "the newer one is of another plan");
    let call = told(room, plan, ([Call; 4], Outcome::Call), start + 2 * MINUTE);
    assert!(page(&hold).contains("There is a newer notice") && names(&hold, &call) && !names(&hold, &of_other));
    assert!(!page(&of_other).contains("There is a newer notice"), "nor does the other plan name this one");
    // A correction belongs to no ballot, and may be about any of them.
    let correction = corrected(room, start + HOUR);
    assert!([&hold, &of_other, &call].iter().all(|notice| names(notice, &correction)));
}
