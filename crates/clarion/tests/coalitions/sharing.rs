//! Who may share what: the cautious default, and lines that two steering groups change.

use super::{coalition, done, seen};
use crate::harness::{Server, on_both};
use clarion::coalitions::profile::{self, LegalKind, Profile};
use clarion::coalitions::sharing::change::{SharingRefusal, confirm, open, propose, withdraw};
use clarion::coalitions::sharing::{MayShare, Pair, Shared, between, may_share, table};
use clarion::ids::Id;

fn states(server: &Server, group: Id, legal_kind: LegalKind) {
    done(server, move |tx| profile::begin(tx, 1, group, &Profile { legal_kind, ..Profile::default() }));
}

#[test]
fn the_table_has_the_kinds_that_meet_and_the_coalition_changes_a_line_with_two_groups_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 3);
        let [one, two, three] = [0, 1, 2].map(|at| standing.steering[at]);
        let coalition = standing.id;
        states(server, one.group, LegalKind::C3);
        states(server, two.group, LegalKind::C4);
        states(server, three.group, LegalKind::C4);
        states(server, standing.partner.group, LegalKind::C3);
        let pair = Pair::of(LegalKind::C4, LegalKind::C3);
        let lines = seen(server, move |tx| table(tx, coalition));
        let pairs: Vec<_> = lines.iter().map(|line| (line.pair.first(), line.pair.second(), line.decided)).collect();
        use LegalKind::{C3, C4};
        assert_eq!(pairs, [(C3, C3, false), (C3, C4, false), (C4, C4, false)]);
        let shares = move |what| seen(server, move |tx| may_share(tx, coalition, one.group, two.group, what));
        assert!(shares(Shared::Plans) && !shares(Shared::Audiences));
        let may = MayShare { plans: true, audiences: true, money: false, words: true };
        let first = one.act(server);
        assert_eq!(done(server, move |tx| propose(tx, &first, coalition, pair, may)), Ok(()));
        assert!(!shares(Shared::Audiences), "one group alone changes nothing");
        assert_eq!(done(server, move |tx| confirm(tx, &first, first.id)), Err(SharingRefusal::NotAnother));
        let partner = standing.partner.act(server);
        assert_eq!(done(server, move |tx| confirm(tx, &partner, first.id)), Err(SharingRefusal::NotSteering));
        let waits = three.act(server);
        assert_eq!(done(server, move |tx| propose(tx, &waits, coalition, pair, MayShare::default())), Err(SharingRefusal::Waits));
        let second = two.act(server);
        assert_eq!(done(server, move |tx| confirm(tx, &second, first.id)), Ok(()));
        assert!(shares(Shared::Audiences) && !shares(Shared::Money));
        assert!(seen(server, move |tx| open(tx, coalition, second.now)).is_empty());
        // Another pair keeps its default.
        let same = Pair::of(C4, C4);
        assert!(seen(server, move |tx| between(tx, coalition, same)).audiences);
    });
}

#[test]
fn a_proposal_is_taken_back_by_its_group_only_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 2);
        let coalition = standing.id;
        let pair = Pair::of(LegalKind::C4, LegalKind::NotStated);
        let first = standing.steering[0].act(server);
        done(server, move |tx| propose(tx, &first, coalition, pair, MayShare::default())).unwrap();
        let other = standing.steering[1].act(server);
        assert_eq!(done(server, move |tx| withdraw(tx, &other, first.id)), Err(SharingRefusal::Over));
        assert_eq!(done(server, move |tx| withdraw(tx, &first, first.id)), Ok(()));
        assert_eq!(done(server, move |tx| confirm(tx, &other, first.id)), Err(SharingRefusal::Over));
    });
}
