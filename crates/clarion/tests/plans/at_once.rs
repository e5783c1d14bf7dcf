//! Two at once: openings, ballots, and a ballot that races the deadline.

use super::Room;
use super::room::{DEADLINE, DELEGATE, DEPUTY, NOW, VOTING, facts, passkey, signed};
use clarion::ids::Id;
use clarion::plans::ballot_box::{BoxRefusal, Phase};
use clarion::plans::certificate;
use clarion::plans::open::OpenRefusal;
use clarion::plans::{Choice, Outcome};
use clarion::trust::ballot::SignedWords;

on_both!(
    of_two_ballots_that_open_at_once_one_does,
    all_groups_vote_at_once,
    of_two_ballots_of_one_group_one_stands,
    a_ballot_races_the_deadline,
);

fn of_two_ballots_that_open_at_once_one_does(room: &Room) {
    let ballots: [Id; 2] = [room.prepare(0), room.prepare(1)];
    for (ballot, by) in ballots.iter().zip([0, 1]) {
        assert_eq!(room.sign_opening(*ballot, (by, DELEGATE), facts(4)), Ok(false));
    }
    let opened: Vec<_> = std::thread::scope(|scope| {
        let open = |at: usize| scope.spawn(move || room.sign_opening(ballots[at], (at + 2, DELEGATE), facts(4)));
        [open(0), open(1)].map(|thread| thread.join().unwrap()).to_vec()
    });
    assert_eq!(opened.iter().filter(|opened| **opened == Ok(true)).count(), 1, "{opened:?}");
    assert_eq!(opened.iter().filter(|opened| **opened == Err(OpenRefusal::PlanFrozen)).count(), 1, "{opened:?}");
    let open = ballots.iter().filter(|ballot| matches!(room.ballot_box(**ballot).phase, Phase::Open { .. })).count();
    assert_eq!(open, 1);
}

fn all_groups_vote_at_once(room: &Room) {
    let ballot = room.open();
    let cast: Vec<_> = std::thread::scope(|scope| {
        let vote = |number: usize| scope.spawn(move || room.vote(ballot, (number, DELEGATE), Choice::Call, NOW + 1));
        [vote(0), vote(1), vote(2), vote(3)].map(|thread| thread.join().unwrap().unwrap()).to_vec()
    });
    let mut numbers: Vec<u64> = cast.iter().map(|cast| cast.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [3, 4, 5, 6]);
    let recount = certificate::verify(&room.certificate(ballot).bytes()).unwrap();
    for cast in cast {
        let receipt = certificate::Receipt { number: cast.number, hash: cast.receipt };
        assert_eq!(recount.holds(&receipt), Ok(()), "every receipt leads to its record");
    }
}

fn of_two_ballots_of_one_group_one_stands(room: &Room) {
    let ballot = room.open();
    let ballots = [(DELEGATE, Choice::Call), (DEPUTY, Choice::StandDown)].map(|(who, choice)| {
        let words = SignedWords::Ballot(room.ballot_words(ballot, (0, who), choice, ""));
        signed(&words, &passkey(0, who), "")
    });
    let cast: Vec<_> = std::thread::scope(|scope| {
        ballots.map(|signed| scope.spawn(move || room.put(ballot, signed, NOW + 1))).map(|thread| thread.join().unwrap()).to_vec()
    });
    assert_eq!(cast.iter().filter(|cast| cast.is_ok()).count(), 1, "{cast:?}");
    assert!(cast.contains(&Err(BoxRefusal::Stale)), "the other one is told that the group has voted: {cast:?}");
}

/// Either the ballot is in and is counted, or it is refused and is not; never something between.
fn a_ballot_races_the_deadline(room: &Room) {
    let ballot = room.open();
    room.vote(ballot, (0, DELEGATE), Choice::Call, VOTING).unwrap();
    room.vote(ballot, (1, DELEGATE), Choice::StandDown, VOTING).unwrap();
    let words = SignedWords::Ballot(room.ballot_words(ballot, (2, DELEGATE), Choice::Call, ""));
    let last = signed(&words, &passkey(2, DELEGATE), "");
    let (cast, evaluated) = std::thread::scope(|scope| {
        let cast = scope.spawn(move || room.put(ballot, last, DEADLINE - 1));
        let evaluated = scope.spawn(move || room.evaluate(ballot, DEADLINE));
        (cast.join().unwrap(), evaluated.join().unwrap())
    });
    let expected = if cast.is_ok() { Outcome::Call } else { Outcome::Hold };
    assert_eq!(evaluated, Some(expected), "{cast:?}");
    if cast.is_err() {
        assert_eq!(cast, Err(BoxRefusal::Ended));
    }
    let recount = certificate::verify(&room.certificate(ballot).bytes()).unwrap();
    assert_eq!(recount.outcome(), Ok(expected));
}
