//! Taking a ballot back: a prepared one by the group that prepared it, an open one by two groups while nothing is decided. What was cast
//! stays, the file tells it, and nothing ever starts.

use super::Room;
use super::forging::remade;
use super::room::{DELEGATE, DEPUTY, MEMBER, NOW, VOTING, document, facts, group, noting};
use clarion::clock::{HOUR, MINUTE};
use clarion::ids::Id;
use clarion::plans::ballot_box::{BoxRefusal, Phase};
use clarion::plans::cast::Cast;
use clarion::plans::certificate::{self, CertificateRefusal};
use clarion::plans::freeze::Facts;
use clarion::plans::proof::{LogProof, Part};
use clarion::plans::withdraw::{WithdrawRefusal, withdraw_prepared};
use clarion::plans::{self, Choice, Outcome};
use clarion::trust::ballot::Act;

on_both!(
    two_groups_withdraw_an_open_ballot,
    one_group_alone_withdraws_nothing,
    what_is_decided_is_not_withdrawn,
    without_a_cooling_off_only_a_stuck_ballot_is_withdrawn,
    whoever_leaves_takes_their_word_along,
    a_prepared_ballot_is_withdrawn_by_its_group,
    a_file_shows_the_withdrawal
);

fn withdraw(room: &Room, ballot: Id, who: (usize, usize), reason: &str, at: i64) -> Result<Cast, BoxRefusal> {
    room.put(ballot, room.act(ballot, Act::WithdrawBallot, who, reason), at)
}

fn two_groups_withdraw_an_open_ballot(room: &Room) {
    let ballot = room.open();
    room.vote(ballot, (2, DELEGATE), Choice::Call, NOW + 1).unwrap();
    withdraw(room, ballot, (0, DELEGATE), "The deadline is wrong.", NOW + 2).unwrap();
    assert_eq!(room.plan_state(), "ballot");
    room.vote(ballot, (1, DELEGATE), Choice::Hold, NOW + 3).expect("until a second group says so, groups vote");
    withdraw(room, ballot, (3, DEPUTY), "The place is, too.", NOW + 4).unwrap();
    assert_eq!(room.plan_state(), "hold");
    let ballot_box = room.ballot_box(ballot);
    assert_eq!(ballot_box.phase, Phase::Withdrawn { withdrawn_at: NOW + 4 });
    assert_eq!(ballot_box.withdrawals(), [(group(0), "The deadline is wrong."), (group(3), "The place is, too.")]);
    assert_eq!(ballot_box.standing().len(), 2, "what was cast stays to be read");
    assert_eq!(room.vote(ballot, (0, DELEGATE), Choice::Call, NOW + 5), Err(BoxRefusal::Withdrawn));
    assert_eq!(withdraw(room, ballot, (1, DELEGATE), "So say we.", NOW + 5), Err(BoxRefusal::Withdrawn));
    let (follow, noted) = noting();
    assert_eq!(room.evaluate(ballot, NOW + 20 * HOUR), None, "it never decides");
    assert_eq!(room.start(ballot, NOW + 30 * HOUR, &follow), None, "and never starts");
    assert!(noted.lock().unwrap().is_empty());
    room.save(1, &document()).expect("the plan can be changed");
    let again = room.prepare(2);
    assert_eq!(room.sign_opening(again, (0, DELEGATE), facts(4)), Ok(false), "and voted on again");
    assert_eq!(room.sign_opening(again, (1, DELEGATE), facts(4)), Ok(true));
}

fn one_group_alone_withdraws_nothing(room: &Room) {
    let ballot = room.open();
    assert_eq!(withdraw(room, ballot, (3, DELEGATE), " ", NOW), Err(BoxRefusal::ReasonMissing));
    assert_eq!(withdraw(room, ballot, (3, MEMBER), "No.", NOW), Err(BoxRefusal::NotDelegate));
    withdraw(room, ballot, (3, DELEGATE), "We do not like it.", NOW).unwrap();
    assert_eq!(withdraw(room, ballot, (3, DELEGATE), "We really do not.", NOW), Err(BoxRefusal::WithdrawsAlready));
    assert_eq!(withdraw(room, ballot, (3, DEPUTY), "Nor do I.", NOW), Err(BoxRefusal::WithdrawsAlready));
    for number in 0..3 {
        room.vote(ballot, (number, DELEGATE), Choice::Call, VOTING).unwrap();
    }
    assert_eq!(room.plan_state(), "decided");
}

fn what_is_decided_is_not_withdrawn(room: &Room) {
    let prepared = room.prepare(1);
    assert_eq!(
        withdraw(room, prepared, (0, DELEGATE), "Early.", NOW),
        Err(BoxRefusal::NotOpen),
        "two signatures are for open ones"
    );
    let ballot = room.open();
    withdraw(room, ballot, (3, DELEGATE), "Wait.", NOW).unwrap();
    for number in 0..3 {
        room.vote(ballot, (number, DELEGATE), Choice::Call, NOW + 1).unwrap();
    }
    // The window has ended, and the outcome is due though nobody has looked yet.
    assert_eq!(withdraw(room, ballot, (2, DELEGATE), "Too late.", VOTING), Err(BoxRefusal::Ended));
    let phase = room.ballot_box(ballot).phase;
    assert!(matches!(phase, Phase::Decided { outcome: Outcome::Call, .. }), "{phase:?}");
    assert!(certificate::verify(&room.certificate(ballot).bytes()).unwrap().whole(None).is_ok(), "one word withdrew nothing");
}

/// Only the first group has anybody who speaks for it, and half of the groups must speak.
fn alone() -> Facts {
    let mut facts = facts(4);
    for elector in &mut facts.electorate[1..] {
        elector.passkeys.drain(..MEMBER);
    }
    facts
}

fn without_a_cooling_off_only_a_stuck_ballot_is_withdrawn(room: &Room) {
    let ballot = room.open_with(|document| document.cooling_off_minutes = 0);
    assert!(!room.ballot_box(ballot).is_stuck());
    assert_eq!(withdraw(room, ballot, (0, DELEGATE), "We lose.", NOW + 1), Err(BoxRefusal::CanBeDecided));
    assert_eq!(room.evaluate(ballot, NOW + 20 * HOUR), Some(Outcome::Hold));
    let (follow, _) = noting();
    room.start(ballot, NOW + 20 * HOUR, &follow).unwrap();

    let ballot = room.prepare_on(room.plan, 0, alone()).unwrap();
    for who in [(0, DELEGATE), (1, MEMBER)] {
        room.sign_opening(ballot, who, alone()).unwrap();
    }
    assert!(room.ballot_box(ballot).is_stuck(), "one voice of four is no quorum");
    withdraw(room, ballot, (2, MEMBER), "Nobody can vote.", NOW + 1).unwrap();
    withdraw(room, ballot, (3, MEMBER), "We wait for our passkeys.", NOW + 2).unwrap();
    assert_eq!(room.ballot_box(ballot).phase, Phase::Withdrawn { withdrawn_at: NOW + 2 });
    assert!(certificate::verify(&room.certificate(ballot).bytes()).is_ok());
}

fn whoever_leaves_takes_their_word_along(room: &Room) {
    let ballot = room.open();
    withdraw(room, ballot, (3, DELEGATE), "We leave.", NOW + 1).unwrap();
    let coalition = room.coalition;
    room.write(move |tx, tools| plans::cast::leave(tx, tools, NOW + 2, coalition, group(3)));
    withdraw(room, ballot, (2, DELEGATE), "We stay.", NOW + 3).unwrap();
    assert_eq!(room.plan_state(), "ballot", "one group wants it");
    withdraw(room, ballot, (1, DELEGATE), "We, too.", NOW + 4).unwrap();
    assert_eq!(room.plan_state(), "hold");
    assert!(certificate::verify(&room.certificate(ballot).bytes()).is_ok());
}

fn a_prepared_ballot_is_withdrawn_by_its_group(room: &Room) {
    let ballot = room.prepare(0);
    room.sign_opening(ballot, (1, DELEGATE), facts(4)).unwrap();
    let take_back = |ballot: Id, by: usize| room.write(move |tx, _| withdraw_prepared(tx, ballot, group(by)));
    assert_eq!(take_back(ballot, 1), Err(WithdrawRefusal::OtherGroup), "others cannot keep it from opening");
    assert_eq!(take_back(ballot, 0), Ok(()));
    assert_eq!(take_back(ballot, 0), Ok(()), "a commit in doubt is run again");
    assert!(room.write(move |tx, tools| plans::ballot(tx, tools, ballot)).is_none());
    assert_eq!(room.plan_state(), "draft");
    let open = room.open();
    assert_eq!(take_back(open, 0), Err(WithdrawRefusal::Opened));
    assert_eq!(room.plan_state(), "ballot");
}

fn a_file_shows_the_withdrawal(room: &Room) {
    let ballot = room.open();
    room.vote(ballot, (2, DELEGATE), Choice::Call, NOW + MINUTE).unwrap();
    for number in 0..2 {
        withdraw(room, ballot, (number, DELEGATE), "A wrong word.", NOW + 2 * MINUTE).unwrap();
    }
    let file = room.certificate(ballot);
    let counted = certificate::verify(&file.bytes()).unwrap();
    assert_eq!((file.outcome, counted.outcome()), (None, Err(CertificateRefusal::Withdrawn)));
    assert_eq!(counted.whole(None).map(|_| ()), Err(CertificateRefusal::Withdrawn), "no call rests on it");
    assert_eq!(counted.ballot_box.standing().get(&group(2)), Some(&Choice::Call));
    assert!(certificate::verify(&file.clone().without_reasons().bytes()).is_ok());
    let refused = |change: &dyn Fn(&mut LogProof)| {
        let mut forged = file.clone();
        change(forged.proof.as_mut().unwrap());
        certificate::verify(&remade(forged).bytes()).map(|_| ()).unwrap_err()
    };
    assert_eq!(refused(&|proof| drop(proof.withdrawals.pop())), CertificateRefusal::ProofParts, "one left out");
    let swapped = refused(&|proof| proof.withdrawals.swap(0, 1));
    assert_eq!(swapped, CertificateRefusal::NotInLog(Part::Withdrawal), "one passed off as the other");
    // Whoever goes on with it drops a record; the log has an entry that the file does not explain.
    let mut dropped = file.clone();
    dropped.records.pop();
    dropped.proof.as_mut().unwrap().withdrawals.pop();
    let dropped = certificate::verify(&remade(dropped).bytes()).unwrap();
    assert!(matches!(dropped.ballot_box.phase, Phase::Open { .. }));
    let (all, explained) = (counted.proved.unwrap().opened.checkpoint.size, dropped.proved.unwrap());
    assert_eq!(all - explained.waited as u64, 3, "plan and two words");
}
