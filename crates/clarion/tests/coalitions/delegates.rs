//! Delegates and deputies: named, replaced, resigned, recalled by two people of their group.

use super::{Owned, Verb, act, at_once, coalition, done, owned, seen};
use crate::harness::{Server, on_both};
use clarion::access::SeatRole;
use clarion::coalitions::delegates::name::{NameRefusal, name, resign};
use clarion::coalitions::delegates::recall::{self, RECALL_LIFE, RecallRefusal, confirm, propose};
use clarion::coalitions::delegates::{self, Post};
use clarion::coalitions::seats::remove::remove;
use clarion::coalitions::{Act, steering};
use clarion::ids::Id;

struct Circle {
    coalition: Id,
    ours: Owned,
    others: Owned,
    ada: Id,
    bo: Id,
    cy: Id,
}

/// A coalition whose first steering group has three organisers beside its owner: Ada, Bo and Cy.
fn circle(server: &Server) -> Circle {
    let standing = coalition(server, 2);
    let ours = standing.steering[0];
    let [ada, bo, cy] =
        ["ada", "bo", "cy"].map(|who| server.account(&format!("{who}@people.example"), &[(ours.group, SeatRole::Organiser)]));
    Circle { coalition: standing.id, ours, others: standing.steering[1], ada, bo, cy }
}

fn named(server: &Server, circle: &Circle, post: Post, account: Id) -> Result<(), NameRefusal> {
    let (act, coalition) = (circle.ours.act(server), circle.coalition);
    done(server, move |tx| name(tx, &act, coalition, post, account, true))
}

/// The accounts of our delegate and deputy.
fn posts(server: &Server, circle: &Circle) -> (Option<Id>, Option<Id>) {
    let (coalition, group) = (circle.coalition, circle.ours.group);
    let all = seen(server, move |tx| steering(tx, coalition));
    let ours = all.iter().find(|steering| steering.group.id == group).unwrap();
    (ours.delegate, ours.deputy)
}

#[test]
fn a_new_delegate_takes_the_old_ones_place_and_the_history_stays_postgres_too() {
    on_both(|server| {
        let circle = circle(server);
        assert_eq!(named(server, &circle, Post::Delegate, circle.ada), Ok(()));
        assert_eq!(named(server, &circle, Post::Deputy, circle.ada), Err(NameRefusal::OtherPost));
        assert_eq!(named(server, &circle, Post::Deputy, circle.bo), Ok(()));
        assert_eq!(named(server, &circle, Post::Delegate, circle.cy), Ok(()));
        assert_eq!(posts(server, &circle), (Some(circle.cy), Some(circle.bo)));
        let (coalition, group) = (circle.coalition, circle.ours.group);
        let history = seen(server, move |tx| delegates::history(tx, coalition, group));
        assert_eq!((history.len(), history.iter().filter(|held| held.ended_at.is_some()).count()), (3, 1));
        let (partner, stranger) = (owned(server, "Willow"), circle.ours.act(server));
        let outside = partner.act(server);
        assert_eq!(
            done(server, move |tx| name(tx, &outside, coalition, Post::Delegate, partner.owner, true)),
            Err(NameRefusal::NotSteering)
        );
        assert_eq!(
            done(server, move |tx| name(tx, &stranger, coalition, Post::Delegate, partner.owner, false)),
            Err(NameRefusal::NoSeat)
        );
    });
}

#[test]
fn two_named_for_one_post_at_once_are_one_delegate_postgres_too() {
    on_both(|server| {
        let circle = circle(server);
        let coalition = circle.coalition;
        let names = |account: Id| -> Verb<_> {
            let act = circle.ours.act(server);
            Box::new(move |tx| name(tx, &act, coalition, Post::Delegate, account, true))
        };
        assert_eq!(at_once(server, vec![names(circle.ada), names(circle.bo)]), [Ok(()), Ok(())]);
        let group = circle.ours.group;
        let history = seen(server, move |tx| delegates::history(tx, coalition, group));
        assert_eq!(history.iter().filter(|held| held.ended_at.is_none()).count(), 1, "{history:?}");
    });
}

#[test]
fn a_recall_takes_two_people_of_the_group_and_leaves_the_deputy_postgres_too() {
    on_both(|server| {
        let circle = circle(server);
        named(server, &circle, Post::Delegate, circle.ada).unwrap();
        named(server, &circle, Post::Deputy, circle.bo).unwrap();
        let (coalition, group) = (circle.coalition, circle.ours.group);
        let proposed = act(server, circle.bo, group);
        let own = act(server, circle.ada, group);
        assert_eq!(done(server, move |tx| propose(tx, &own, coalition, Post::Delegate)), Err(RecallRefusal::Oneself));
        assert_eq!(done(server, move |tx| propose(tx, &proposed, coalition, Post::Delegate)), Ok(()));
        let second = act(server, circle.cy, group);
        assert_eq!(done(server, move |tx| propose(tx, &second, coalition, Post::Delegate)), Err(RecallRefusal::Waits));
        for (account, refusal) in [(circle.bo, RecallRefusal::SamePerson), (circle.ada, RecallRefusal::Oneself)] {
            let act = act(server, account, group);
            assert_eq!(done(server, move |tx| confirm(tx, &act, proposed.id)), Err(refusal));
        }
        // An owner of another steering group has no part in it, whatever stands in the address.
        let foreign = circle.others.act(server);
        assert_eq!(done(server, move |tx| confirm(tx, &foreign, proposed.id)), Err(RecallRefusal::Over));
        assert_eq!(posts(server, &circle).0, Some(circle.ada));
        let confirms = act(server, circle.cy, group);
        assert_eq!(done(server, move |tx| confirm(tx, &confirms, proposed.id)), Ok(()));
        assert_eq!(posts(server, &circle), (None, Some(circle.bo)));
        let told = seen(server, move |tx| recall::since(tx, coalition, confirms.now));
        assert_eq!(told.iter().map(|recall| (recall.group, recall.account)).collect::<Vec<_>>(), [(group, circle.ada)]);
        assert!(seen(server, move |tx| recall::since(tx, coalition, confirms.now + 1)).is_empty());
    });
}

#[test]
fn a_recall_lapses_and_can_be_taken_back_postgres_too() {
    on_both(|server| {
        let circle = circle(server);
        named(server, &circle, Post::Delegate, circle.ada).unwrap();
        let (coalition, group) = (circle.coalition, circle.ours.group);
        let first = act(server, circle.bo, group);
        done(server, move |tx| propose(tx, &first, coalition, Post::Delegate)).unwrap();
        let other = act(server, circle.cy, group);
        assert_eq!(done(server, move |tx| recall::withdraw(tx, &other, first.id)), Err(RecallRefusal::Over));
        assert_eq!(done(server, move |tx| recall::withdraw(tx, &first, first.id)), Ok(()));
        assert_eq!(done(server, move |tx| confirm(tx, &other, first.id)), Err(RecallRefusal::Over));
        let again = act(server, circle.bo, group);
        done(server, move |tx| propose(tx, &again, coalition, Post::Delegate)).unwrap();
        let late = Act { now: again.now + RECALL_LIFE, ..act(server, circle.cy, group) };
        assert_eq!(done(server, move |tx| confirm(tx, &late, again.id)), Err(RecallRefusal::Over));
        let next = Act { now: late.now, ..act(server, circle.cy, group) };
        assert_eq!(done(server, move |tx| propose(tx, &next, coalition, Post::Delegate)), Ok(()));
        assert_eq!(posts(server, &circle).0, Some(circle.ada));
    });
}

#[test]
fn a_recall_of_somebody_who_was_replaced_is_over_postgres_too() {
    on_both(|server| {
        let circle = circle(server);
        named(server, &circle, Post::Delegate, circle.ada).unwrap();
        let (coalition, group) = (circle.coalition, circle.ours.group);
        let first = act(server, circle.bo, group);
        done(server, move |tx| propose(tx, &first, coalition, Post::Delegate)).unwrap();
        named(server, &circle, Post::Delegate, circle.cy).unwrap();
        let owner = circle.ours.act(server);
        assert_eq!(done(server, move |tx| confirm(tx, &owner, first.id)), Err(RecallRefusal::Over));
        assert_eq!(posts(server, &circle).0, Some(circle.cy));
    });
}

#[test]
fn whoever_resigns_or_loses_the_seat_speaks_for_the_group_no_more_postgres_too() {
    on_both(|server| {
        let circle = circle(server);
        named(server, &circle, Post::Delegate, circle.ada).unwrap();
        named(server, &circle, Post::Deputy, circle.bo).unwrap();
        let (coalition, group) = (circle.coalition, circle.ours.group);
        let ada = act(server, circle.ada, group);
        assert_eq!(server.app.db.write_bulk("test.resign", move |tx| resign(tx, &ada, coalition)).unwrap(), Ok(()));
        assert_eq!(posts(server, &circle), (None, Some(circle.bo)));
        let (bo, now) = (circle.bo, ada.now);
        assert_eq!(server.app.db.write_bulk("test.unseat", move |tx| remove(tx, now, group, bo)).unwrap(), Ok(()));
        assert_eq!(posts(server, &circle), (None, None));
    });
}
