//! Voting: what counts, what stands, and what is refused with which sentence.

use super::Room;
use super::room::{DEADLINE, DELEGATE, DEPUTY, MEMBER, NOW, VOTING, group, passkey, passkey_id, signed, site};
use clarion::clock::MINUTE;
use clarion::ids::Id;
use clarion::plans::ballot_box::{BoxRefusal, CHANGES_MAX, Signed};
use clarion::plans::cast::CastInput;
use clarion::plans::rule::Silence;
use clarion::plans::{Choice, Outcome, cast};
use clarion::trust::assertion::AssertionRefusal;
use clarion::trust::ballot::{Act, SignedWords};
use clarion::trust::software::{SoftwarePasskey, client_data};
use clarion::trust::{Base64, Hash};

on_both!(
    the_latest_ballot_of_a_group_stands,
    nothing_is_decided_while_groups_consult,
    nobody_votes_for_another_group,
    each_bad_signature_has_its_own_sentence,
    a_signature_is_used_once,
    a_block_needs_a_reason,
    a_recall_leaves_the_deputy,
    a_group_that_leaves_is_silent,
    a_hostile_group_cannot_fill_the_box,
    a_commit_in_doubt_is_run_again,
);

fn the_latest_ballot_of_a_group_stands(room: &Room) {
    let ballot = room.open();
    let first = room.vote(ballot, (0, DELEGATE), Choice::StandDown, NOW + 1).unwrap();
    let second = room.vote(ballot, (0, DEPUTY), Choice::Call, NOW + 2).unwrap();
    assert_eq!((first.number, second.number), (3, 4), "after the two openings");
    assert_ne!(first.receipt, second.receipt);
    let ballot_box = room.ballot_box(ballot);
    assert_eq!(ballot_box.standing().into_iter().collect::<Vec<_>>(), [(group(0), Choice::Call)]);
}

fn nothing_is_decided_while_groups_consult(room: &Room) {
    let ballot = room.open();
    for number in 0..4 {
        let cast = room.vote(ballot, (number, DELEGATE), Choice::Call, NOW + 1).unwrap();
        assert_eq!(cast.decided, None, "all of them, and still nothing");
    }
    room.vote(ballot, (3, DELEGATE), Choice::Hold, NOW + 2).unwrap();
    assert_eq!(room.evaluate(ballot, NOW + 60 * MINUTE - 1), None);
    assert_eq!(room.plan_state(), "ballot");
    assert_eq!(room.evaluate(ballot, NOW + 60 * MINUTE), Some(Outcome::Call), "three of four");
    assert_eq!(room.evaluate(ballot, NOW + 60 * MINUTE), None, "once");
    assert_eq!(room.plan_state(), "decided");
    assert_eq!(room.vote(ballot, (3, DELEGATE), Choice::Call, VOTING), Err(BoxRefusal::Ended));
}

fn nobody_votes_for_another_group(room: &Room) {
    let ballot = room.open();
    let words = room.ballot_words(ballot, (1, DELEGATE), Choice::Call, "");
    let by = |words: &clarion::trust::ballot::BallotWords, with: &SoftwarePasskey| {
        room.put(ballot, signed(&SignedWords::Ballot(words.clone()), with, ""), NOW + 1).unwrap_err()
    };
    assert_eq!(by(&words, &passkey(0, DELEGATE)), BoxRefusal::Assertion(AssertionRefusal::Signature));
    let mut own = words.clone();
    own.passkey = passkey_id(0, DELEGATE);
    assert_eq!(by(&own, &passkey(0, DELEGATE)), BoxRefusal::OtherGroup);
    let mut unknown = words.clone();
    unknown.passkey = Id([0x99; 16]);
    assert_eq!(by(&unknown, &passkey(9, 0)), BoxRefusal::UnknownPasskey, "a passkey that was not frozen");
    let mut stranger = words;
    stranger.group = Id([0x98; 16]);
    assert_eq!(by(&stranger, &passkey(1, DELEGATE)), BoxRefusal::NotInElectorate);
    assert_eq!(room.vote(ballot, (1, MEMBER), Choice::Call, NOW + 1), Err(BoxRefusal::NotDelegate));
    assert!(room.ballot_box(ballot).standing().is_empty());
}

fn each_bad_signature_has_its_own_sentence(room: &Room) {
    let ballot = room.open();
    let words = SignedWords::Ballot(room.ballot_words(ballot, (0, DELEGATE), Choice::Call, ""));
    let good = signed(&words, &passkey(0, DELEGATE), "");
    let with = |client: String, id: &str, flags: u8| {
        let assertion = passkey(0, DELEGATE).sign_as(&client, id, flags);
        room.put(ballot, Signed { assertion, ..good.clone() }, NOW + 1).unwrap_err()
    };
    let client = |origin: &str, challenge: &Hash| client_data("webauthn.get", challenge, origin);
    let (home, challenge) = (site().origin, words.challenge());
    let mut sentences = vec![
        with(client("https://evil.example", &challenge), "act.example", 5),
        with(client(&home, &challenge), "evil.example", 5),
        with(client(&home, &challenge), "act.example", 1),
        with(client(&home, &challenge), "act.example", 4),
        with(client(&home, &Hash([1; 32])), "act.example", 5),
        with(client_data("webauthn.create", &challenge, &home), "act.example", 5),
    ];
    let mut other_reason = good.clone();
    other_reason.reason = "Because.".to_owned();
    sentences.push(room.put(ballot, other_reason, NOW + 1).unwrap_err());
    let mut spaced = good.clone();
    spaced.words.insert(1, ' ');
    sentences.push(room.put(ballot, spaced, NOW + 1).unwrap_err());
    let expected = [
        BoxRefusal::Assertion(AssertionRefusal::Origin),
        BoxRefusal::Assertion(AssertionRefusal::RelyingParty),
        BoxRefusal::Assertion(AssertionRefusal::UserNotVerified),
        BoxRefusal::Assertion(AssertionRefusal::UserNotPresent),
        BoxRefusal::Assertion(AssertionRefusal::Challenge),
        BoxRefusal::Assertion(AssertionRefusal::Type),
        BoxRefusal::OtherReason,
        BoxRefusal::Words,
    ];
    assert_eq!(sentences, expected);
    assert!(room.put(ballot, good, NOW + 1).is_ok(), "and the good one counts");
}

fn a_signature_is_used_once(room: &Room) {
    let ballot = room.open();
    let words = SignedWords::Ballot(room.ballot_words(ballot, (0, DELEGATE), Choice::Call, ""));
    let first = signed(&words, &passkey(0, DELEGATE), "");
    assert!(room.put(ballot, first.clone(), NOW + 1).is_ok());
    assert_eq!(room.put(ballot, first.clone(), NOW + 2), Err(BoxRefusal::Replayed));
    // Signed anew over the same words, it is the same ballot.
    assert_eq!(room.put(ballot, signed(&words, &passkey(0, DELEGATE), ""), NOW + 2), Err(BoxRefusal::Replayed));
    room.vote(ballot, (0, DELEGATE), Choice::Hold, NOW + 3).unwrap();
    assert_eq!(room.put(ballot, first, NOW + 4), Err(BoxRefusal::Replayed), "an old ballot does not come back");
    let mut stale = room.ballot_words(ballot, (0, DELEGATE), Choice::Call, "");
    stale.nonce = clarion::trust::ballot::BallotWords::nonce([3; 16], Hash::ZERO);
    let stale = signed(&SignedWords::Ballot(stale.clone()), &passkey(0, DELEGATE), "");
    assert_eq!(room.put(ballot, stale, NOW + 4), Err(BoxRefusal::Stale), "signed before the group's latest");
    let mut bare = room.ballot_words(ballot, (0, DELEGATE), Choice::Call, "");
    bare.nonce = Base64(vec![0; 16]);
    assert_eq!(room.put(ballot, signed(&SignedWords::Ballot(bare), &passkey(0, DELEGATE), ""), NOW + 4), Err(BoxRefusal::Words));
}

fn a_block_needs_a_reason(room: &Room) {
    let ballot = room.open();
    assert_eq!(room.vote(ballot, (0, DELEGATE), Choice::BlockCall, NOW + 1), Err(BoxRefusal::ReasonMissing));
    let reason = "No marshals are trained yet.";
    let words = room.ballot_words(ballot, (0, DELEGATE), Choice::BlockCall, reason);
    room.put(ballot, signed(&SignedWords::Ballot(words), &passkey(0, DELEGATE), reason), NOW + 1).unwrap();
    for number in 1..4 {
        assert_eq!(room.vote(ballot, (number, DELEGATE), Choice::Call, VOTING).unwrap().decided, None, "one block stops");
    }
    assert_eq!(room.vote(ballot, (0, DELEGATE), Choice::Hold, VOTING).unwrap().decided, Some(Outcome::Call), "it was lifted");
    let long = "x".repeat(1_001);
    let words = room.ballot_words(ballot, (1, DELEGATE), Choice::Call, &long);
    let refused = room.put(ballot, signed(&SignedWords::Ballot(words), &passkey(1, DELEGATE), &long), VOTING);
    assert_eq!(refused, Err(BoxRefusal::ReasonTooLong));
}

fn a_recall_leaves_the_deputy(room: &Room) {
    let ballot = room.open();
    room.vote(ballot, (0, DELEGATE), Choice::Call, NOW + 1).unwrap();
    let recall = |who| room.put(ballot, room.act(ballot, Act::RecallDelegate, (0, who), ""), NOW + 2);
    recall(MEMBER).unwrap();
    assert_eq!(recall(MEMBER), Err(BoxRefusal::RecallSigned), "one person is not two");
    assert_eq!(room.ballot_box(ballot).standing().len(), 1, "one signature voids nothing");
    let strange = room.act(ballot, Act::RecallDelegate, (1, DELEGATE), "");
    room.put(ballot, strange, NOW + 2).unwrap();
    assert!(!room.ballot_box(ballot).groups[&group(0)].recalled, "another group's signature is about that group");
    recall(DEPUTY).unwrap();
    assert!(room.ballot_box(ballot).standing().is_empty(), "the ballot is void");
    assert_eq!(recall(DELEGATE), Err(BoxRefusal::Recalled));
    assert_eq!(room.vote(ballot, (0, DELEGATE), Choice::Call, NOW + 3), Err(BoxRefusal::Recalled));
    assert!(room.vote(ballot, (0, DEPUTY), Choice::StandDown, NOW + 3).is_ok());
}

fn a_group_that_leaves_is_silent(room: &Room) {
    let ballot = room.open_with(|document| document.rule.silence = Silence::NotCounted);
    for number in 0..2 {
        room.vote(ballot, (number, DELEGATE), Choice::Call, VOTING).unwrap();
    }
    room.vote(ballot, (2, DELEGATE), Choice::StandDown, VOTING).unwrap();
    let coalition = room.coalition;
    // Run twice, as after a commit in doubt; and somebody who never was in it leaves too.
    for leaving in [group(2), group(2), Id([0x98; 16])] {
        room.write(move |tx, tools| cast::leave(tx, tools, VOTING, coalition, leaving));
    }
    let ballot_box = room.ballot_box(ballot);
    assert_eq!((ballot_box.standing().len(), ballot_box.records), (2, 6));
    assert_eq!(room.vote(ballot, (2, DELEGATE), Choice::Call, VOTING), Err(BoxRefusal::Left));
    assert_eq!(room.evaluate(ballot, DEADLINE), Some(Outcome::Call), "two of the two that are counted, half of four have spoken");
}

fn a_hostile_group_cannot_fill_the_box(room: &Room) {
    let ballot = room.open();
    for change in 0..CHANGES_MAX {
        let choice = if change % 2 == 0 { Choice::Hold } else { Choice::StandAside };
        room.vote(ballot, (0, DELEGATE), choice, NOW + 1).unwrap();
    }
    assert_eq!(room.vote(ballot, (0, DEPUTY), Choice::Hold, NOW + 1), Err(BoxRefusal::TooManyChanges));
}

fn a_commit_in_doubt_is_run_again(room: &Room) {
    let ballot = room.open();
    let words = SignedWords::Ballot(room.ballot_words(ballot, (0, DELEGATE), Choice::Call, ""));
    let input = CastInput { record: room.server.app.ids.fresh(NOW), ballot, signed: signed(&words, &passkey(0, DELEGATE), "") };
    let again = input.clone();
    let first = room.write(move |tx, tools| cast::cast(tx, tools, NOW + 1, &input)).unwrap();
    room.vote(ballot, (1, DELEGATE), Choice::Call, NOW + 2).unwrap();
    let second = room.write(move |tx, tools| cast::cast(tx, tools, NOW + 3, &again)).unwrap();
    assert_eq!(first, second, "the same answer and the same receipt");
    assert_eq!(room.ballot_box(ballot).records, 4);
}
