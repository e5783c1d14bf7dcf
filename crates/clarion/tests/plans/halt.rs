//! Between the decision and the start: any two steering groups halt it, none alone; and what is not halted starts once.

use super::Room;
use super::room::{DELEGATE, DEPUTY, MEMBER, NOW, VOTING, facts, group, noting};
use clarion::clock::MINUTE;
use clarion::ids::Id;
use clarion::plans::ballot_box::{BoxRefusal, Phase};
use clarion::plans::cast::Cast;
use clarion::plans::document::Audience;
use clarion::plans::{Choice, Outcome, start};
use clarion::trust::ballot::Act;
use std::sync::Arc;

on_both!(two_groups_halt_a_decision, one_group_alone_halts_nothing, it_starts_once, nothing_is_halted_that_has_started);

fn decided(room: &Room) -> Id {
    let ballot = room.open();
    for number in 0..3 {
        room.vote(ballot, (number, DELEGATE), Choice::Call, VOTING).unwrap();
    }
    assert_eq!(room.plan_state(), "decided");
    ballot
}

fn halt(room: &Room, ballot: Id, who: (usize, usize), reason: &str, at: i64) -> Result<Cast, BoxRefusal> {
    room.put(ballot, room.act(ballot, Act::Halt, who, reason), at)
}

fn two_groups_halt_a_decision(room: &Room) {
    let ballot = decided(room);
    halt(room, ballot, (0, DELEGATE), "A storm is coming.", VOTING + 1).unwrap();
    assert_eq!(room.plan_state(), "decided");
    halt(room, ballot, (3, DEPUTY), "The square is closed.", VOTING + 2).unwrap();
    assert_eq!(room.plan_state(), "hold");
    let ballot_box = room.ballot_box(ballot);
    assert_eq!(ballot_box.phase, Phase::Halted { outcome: Outcome::Call, decided_at: VOTING, halted_at: VOTING + 2 });
    assert_eq!(ballot_box.halts(), [(group(0), "A storm is coming."), (group(3), "The square is closed.")]);
    let (follow, noted) = noting();
    assert_eq!(room.start(ballot, VOTING + 60 * MINUTE, &follow), None, "it never starts");
    assert!(noted.lock().unwrap().is_empty());
    let again = room.prepare(2);
    assert_eq!(room.sign_opening(again, (0, DELEGATE), facts(4)), Ok(false), "a new ballot may be opened");
    assert_eq!(room.sign_opening(again, (1, DELEGATE), facts(4)), Ok(true));
}

fn one_group_alone_halts_nothing(room: &Room) {
    let open = room.open();
    assert_eq!(halt(room, open, (0, DELEGATE), "Early.", NOW + 1), Err(BoxRefusal::NothingToHalt));
    for number in 0..3 {
        room.vote(open, (number, DELEGATE), Choice::Call, VOTING).unwrap();
    }
    assert_eq!(halt(room, open, (3, DELEGATE), " ", VOTING), Err(BoxRefusal::ReasonMissing));
    assert_eq!(halt(room, open, (3, MEMBER), "No.", VOTING), Err(BoxRefusal::NotDelegate));
    halt(room, open, (3, DELEGATE), "We do not like it.", VOTING).unwrap();
    assert_eq!(halt(room, open, (3, DELEGATE), "We really do not.", VOTING), Err(BoxRefusal::HaltedAlready));
    assert_eq!(halt(room, open, (3, DEPUTY), "Nor do I.", VOTING), Err(BoxRefusal::HaltedAlready));
    let (follow, noted) = noting();
    assert!(room.start(open, VOTING + 10 * MINUTE, &follow).is_some());
    assert_eq!(noted.lock().unwrap().len(), 1);
}

fn it_starts_once(room: &Room) {
    let ballot = decided(room);
    let (follow, noted) = noting();
    assert_eq!(room.start(ballot, VOTING + 10 * MINUTE - 1, &follow), None, "not before the cooling-off has ended");
    let at = VOTING + 10 * MINUTE;
    let started: Vec<_> = std::thread::scope(|scope| {
        let begin = || scope.spawn(|| room.start(ballot, at, &follow));
        [begin(), begin(), begin(), begin()].map(|thread| thread.join().unwrap()).into_iter().flatten().collect()
    });
    assert_eq!(started.len(), 1);
    let noted = noted.lock().unwrap();
    assert_eq!(noted.len(), 1, "what follows is set off once");
    assert_eq!(noted[0], started[0]);
    let audiences: Vec<Audience> = noted[0].waves.iter().map(|wave| wave.audience).collect();
    assert_eq!(audiences, [Audience::Hosts, Audience::Rsvps, Audience::NearEvents { miles: 25 }, Audience::Everyone]);
    let waves = room.write(move |tx, _| start::waves(tx, ballot));
    let messages: Vec<(i64, Id)> = noted[0].waves.iter().map(|wave| (wave.number, wave.message)).collect();
    assert_eq!(waves, messages);
    assert_eq!((room.plan_state(), noted[0].events.len()), ("called", 1));
}

fn nothing_is_halted_that_has_started(room: &Room) {
    let ballot = decided(room);
    let at = VOTING + 10 * MINUTE;
    halt(room, ballot, (0, DELEGATE), "Wait.", at - 1).unwrap();
    assert_eq!(halt(room, ballot, (1, DELEGATE), "Too late.", at), Err(BoxRefusal::NothingToHalt));
    // What follows fails: nothing has started, and the next run starts it.
    let failing: start::Follow = Arc::new(|_, _, _| Err(db::Fault::bug("the test says so")));
    let tools = room.tools();
    let failed = room.server.app.db.write_bulk("test.plans", move |tx| start::start(tx, &tools, at, ballot, &failing));
    assert!(failed.is_err());
    assert_eq!(room.plan_state(), "decided");
    let (follow, noted) = noting();
    assert!(room.start(ballot, at, &follow).is_some());
    assert_eq!(noted.lock().unwrap().len(), 1);
}
