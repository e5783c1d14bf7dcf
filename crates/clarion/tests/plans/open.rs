//! Opening a ballot: two people of two groups, over the same frozen words.

use super::Room;
use super::room::{DELEGATE, DEPUTY, MEMBER, NOW, document, facts, group, passkey, signed};
use clarion::clock::HOUR;
use clarion::ids::Id;
use clarion::plans::ballot_box::{BoxRefusal, Phase};
use clarion::plans::document::{FrozenRefusal, Power};
use clarion::plans::open::OpenRefusal;
use clarion::trust::ballot::{Act, SignedWords};

on_both!(
    two_groups_open_a_ballot,
    one_steering_account_alone_cannot,
    what_changed_since_the_first_signature_is_not_opened,
    a_new_passkey_waits,
    nobody_is_two,
);

fn two_groups_open_a_ballot(room: &Room) {
    let ballot = room.prepare(0);
    assert_eq!(room.ballot_box(ballot).phase, Phase::Prepared);
    assert_eq!(room.sign_opening(ballot, (0, MEMBER), facts(4)), Ok(false));
    assert_eq!(room.plan_state(), "draft");
    assert_eq!(room.sign_opening(ballot, (2, DEPUTY), facts(4)), Ok(true));
    let consult_until = NOW + HOUR;
    assert_eq!(room.ballot_box(ballot).phase, Phase::Open { opened_at: NOW, consult_until });
    assert_eq!(room.plan_state(), "ballot");
    assert_eq!(room.prepare_of(room.plan, 1), Err(OpenRefusal::PlanFrozen), "one ballot at a time");
}

fn one_steering_account_alone_cannot(room: &Room) {
    let ballot = room.prepare(3);
    assert_eq!(room.sign_opening(ballot, (3, DELEGATE), facts(4)), Ok(false));
    let refused = |who| room.sign_opening(ballot, who, facts(4)).unwrap_err();
    assert_eq!(refused((3, DELEGATE)), OpenRefusal::Box(BoxRefusal::OpenedAlready));
    assert_eq!(refused((3, DEPUTY)), OpenRefusal::Box(BoxRefusal::OpenedAlready), "nor with another one of the same group");
    // Its own passkey in the name of another group.
    let mut act = room.act(ballot, Act::OpenBallot, (1, DELEGATE), "");
    let SignedWords::Act(mut words) = SignedWords::read(act.words.as_bytes()).unwrap() else { panic!("an act") };
    act = signed(&SignedWords::Act(words.clone()), &passkey(3, DELEGATE), "");
    let open = |signed| {
        let input = clarion::plans::open::OpenInput { record: room.server.app.ids.fresh(NOW), ballot, signed, facts: facts(4) };
        room.write(move |tx, tools| clarion::plans::open::open(tx, tools, NOW, &input)).unwrap_err()
    };
    assert!(matches!(open(act), OpenRefusal::Box(BoxRefusal::Assertion(_))));
    words.passkey = super::room::passkey_id(3, DELEGATE);
    assert_eq!(open(signed(&SignedWords::Act(words), &passkey(3, DELEGATE), "")), OpenRefusal::Box(BoxRefusal::OtherGroup));
    assert_eq!(room.ballot_box(ballot).phase, Phase::Prepared);
    assert_eq!(room.plan_state(), "draft");
}

fn what_changed_since_the_first_signature_is_not_opened(room: &Room) {
    let sign_first = || {
        let ballot = room.prepare(0);
        assert_eq!(room.sign_opening(ballot, (0, DELEGATE), facts(4)), Ok(false));
        ballot
    };
    let ballot = sign_first();
    let mut moved = facts(4);
    moved.events[0].place = "2 Court Square".to_owned();
    assert_eq!(room.sign_opening(ballot, (1, DELEGATE), moved), Err(OpenRefusal::Changed), "an event was moved");
    let mut added = facts(4);
    added.electorate[2].passkeys[0].key = passkey(9, 0).cose().to_vec();
    assert_eq!(room.sign_opening(ballot, (1, DELEGATE), added), Err(OpenRefusal::Changed), "a passkey was exchanged");
    let mut other = document();
    other.call.text.en.push_str(" Bring candles.");
    room.save(1, &other).unwrap();
    assert_eq!(room.sign_opening(ballot, (1, DELEGATE), facts(4)), Err(OpenRefusal::Changed), "a word was changed");
    let ballot = sign_first();
    assert_eq!(room.sign_opening(ballot, (1, DELEGATE), facts(4)), Ok(true), "prepared anew, it opens");
    assert_eq!(room.ballot_box(ballot).frozen.version, 2);
}

fn a_new_passkey_waits(room: &Room) {
    let mut young = facts(4);
    young.electorate[0].passkeys[DELEGATE].counts_from = NOW + 1;
    let of = clarion::plans::freeze::BallotOf { coalition: room.coalition, plan: room.plan, ballot: Id([0xb0; 16]) };
    let plan = room.plan;
    let version = room.write(move |tx, tools| clarion::plans::version(tx, tools, plan, 1)).unwrap();
    let frozen = clarion::plans::freeze::freeze(of, [0; 32], &version, &young, NOW);
    let powers: Vec<Power> = frozen.group(group(0)).unwrap().passkeys.iter().map(|passkey| passkey.power).collect();
    assert_eq!(powers, [Power::Deputy, Power::Member]);
    let later = clarion::plans::freeze::freeze(of, [0; 32], &version, &young, NOW + 1);
    assert_eq!(later.group(group(0)).unwrap().passkeys.len(), 3);
    // Somebody makes a passkey between the two signatures of an opening: it waits, and the ballot opens.
    let ballot = room.prepare(0);
    let mut more = facts(4);
    let fresh = clarion::plans::freeze::ElectorPasskey {
        passkey: Id([0x91; 16]),
        account: Id([0x01; 16]),
        key: passkey(8, 0).cose().to_vec(),
        power: Power::Member,
        counts_from: NOW + HOUR,
        confirmed: None,
    };
    more.electorate[0].passkeys.push(fresh);
    assert_eq!(room.sign_opening(ballot, (0, DELEGATE), facts(4)), Ok(false));
    assert_eq!(room.sign_opening(ballot, (1, DELEGATE), more), Ok(true));
    let coalition = room.coalition;
    let minutes = room.write(move |tx, _| clarion::plans::passkey_wait_minutes(tx, coalition));
    assert_eq!(minutes, 24 * 60);
    room.write(move |tx, _| clarion::plans::set_passkey_wait_minutes(tx, coalition, 0, NOW));
    assert_eq!(room.write(move |tx, _| clarion::plans::passkey_wait_minutes(tx, coalition)), 0);
}

/// Somebody with seats in two steering groups must not open a ballot in the name of both.
fn nobody_is_two(room: &Room) {
    let mut facts = facts(4);
    let one = facts.electorate[0].passkeys[MEMBER].clone();
    facts.electorate[1].passkeys[DELEGATE] = clarion::plans::freeze::ElectorPasskey { power: Power::Delegate, ..one.clone() };
    let of = clarion::plans::freeze::BallotOf { coalition: room.coalition, plan: room.plan, ballot: Id([0xb0; 16]) };
    let plan = room.plan;
    let version = room.write(move |tx, tools| clarion::plans::version(tx, tools, plan, 1)).unwrap();
    let frozen = clarion::plans::freeze::freeze(of, [0; 32], &version, &facts, NOW);
    assert_eq!(frozen.passkey(one.passkey).unwrap().0.group, group(1), "where their power is greatest");
    assert_eq!(frozen.check(), Ok(()));
    let mut twice = frozen.clone();
    let key = twice.electorate[1].passkeys[0].clone();
    twice.electorate[0].passkeys.push(key);
    assert_eq!(twice.check(), Err(FrozenRefusal::Passkeys));
    let mut alone = frozen;
    alone.electorate.truncate(1);
    assert_eq!(alone.check(), Err(FrozenRefusal::Electorate));
}
