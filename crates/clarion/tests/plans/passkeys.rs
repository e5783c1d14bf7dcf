//! New passkeys of those who decide: they stand in the coalition's log from the moment they exist, and count after the waiting time or
//! with the word of somebody of a second steering group.

use super::pages::{House, Organiser};
use crate::harness::{Server, on_both};
use clarion::clock::HOUR;
use clarion::coalitions;
use clarion::ids::Id;
use clarion::notices::{self, Signer};
use clarion::plans::certificate::{self, CertificateRefusal};
use clarion::plans::confirm_passkey;
use clarion::plans::document::{Frozen, Power};
use clarion::plans::proof::Part;
use clarion::plans::set_passkey_wait_minutes;
use clarion::trust::canonical;

const PAGE: &str = "/console/coalitions/lanterns/passkeys";

fn wait(house: &House<'_>, minutes: i64) {
    let (coalition, now) = (house.coalition, house.server.app.clock.now());
    let set = house.server.app.db.write_bulk("test.wait", move |tx| set_passkey_wait_minutes(tx, coalition, minutes, now));
    set.unwrap();
}

fn log_size(house: &House<'_>) -> i64 {
    let (signer, coalition) = (Signer::of(&house.server.app), house.coalition);
    let size = house.server.app.db.read_blocking(move |tx| {
        let (coalition, _) = coalitions::coalition(tx, coalition)?.expect("it was founded");
        Ok(notices::log_of(tx, &signer, &coalition)?.size)
    });
    size.unwrap()
}

/// The entries that wait.
fn waiting(house: &House<'_>) -> Vec<(Id, Power)> {
    let (coalition, now) = (house.coalition, house.server.app.clock.now());
    let waiting = house.server.app.db.read_blocking(move |tx| confirm_passkey::waiting(tx, coalition, now)).unwrap();
    waiting.iter().map(|waiting| (waiting.entry.id(), waiting.entry.power)).collect()
}

/// How many passkeys of a group a ballot freezes that is prepared now, and the frozen plan.
fn frozen(house: &House<'_>, group: Id) -> (usize, Frozen) {
    let (_, ballot) = house.prepared();
    let file = house.get(&house.organiser, &format!("{ballot}/file"));
    let frozen = certificate::verify(file.text.as_bytes()).unwrap().ballot_box.frozen;
    (frozen.group(group).unwrap().passkeys.len(), frozen)
}

fn confirm(house: &House<'_>, who: &Organiser, entry: Id) -> String {
    house.post(who, &format!("{PAGE}/{entry}/confirm"), &[]).header("location").to_owned()
}

#[test]
fn a_new_passkey_waits_or_is_vouched_for_postgres_too() {
    on_both(|server: &Server| {
        let house = House::new(server);
        let [ada, bo] = [&house.delegates[0], &house.delegates[1]];
        assert_eq!(log_size(&house), 3, "those of both delegates and the organiser; a partner does not vote");
        assert_eq!(frozen(&house, ada.group).0, 2);
        let entered = log_size(&house);
        assert_eq!(entered, 5, "as delegates they have entries of their own");

        wait(&house, 24 * 60);
        House::register(server, &ada.cookie, 11);
        assert_eq!(log_size(&house), entered + 1, "it stands there at once");
        let (count, with) = frozen(&house, ada.group);
        assert_eq!((count, with.passkey_wait_minutes), (0, 24 * 60), "nothing of today counts before tomorrow");
        let new = *waiting(&house).last().unwrap();
        assert_eq!((waiting(&house).len(), new.1), (4, Power::Delegate));

        let page = house.get(bo, PAGE).text;
        assert!(page.contains("24 hours") && page.contains(&format!("passkeys/{}/confirm", new.0)), "{page}");
        assert!(house.get(bo, &format!("/es{PAGE}")).text.contains("24 horas"));
        assert!(!house.get(&house.organiser, PAGE).text.contains(&new.0.to_string()), "no button for her own group");
        let own = confirm(&house, &house.organiser, new.0);
        assert_eq!(own, format!("{PAGE}?refused=passkey-refused-own-group"));
        assert!(house.get(ada, &own).text.contains("Somebody of another group must confirm"));
        assert_eq!(house.post(&house.partner, &format!("{PAGE}/{}/confirm", new.0), &[]).status, 403);

        for _ in 0..2 {
            assert_eq!(confirm(&house, bo, new.0), PAGE, "the second time changes nothing");
        }
        assert_eq!(log_size(&house), entered + 2, "who vouched stands in the log");
        assert_eq!(waiting(&house).len(), 3);
        let (count, with) = frozen(&house, ada.group);
        let passkey = &with.group(ada.group).unwrap().passkeys[0];
        assert_eq!((count, passkey.power), (1, Power::Delegate), "only this one");
        let unknown = confirm(&house, bo, Id([9; 16]));
        assert_eq!(unknown, format!("{PAGE}?refused=passkey-refused-over"));

        let gone = format!("/console/account/passkeys/{}/remove", passkey.passkey);
        assert_eq!(house.post(ada, &gone, &[]).status, 303);
        assert_eq!((log_size(&house), frozen(&house, ada.group).0), (entered + 3, 0), "that it is gone stands there, too");
    });
}

/// The file of a decision shows whose word let a passkey count at once.
#[test]
fn who_vouched_stands_in_the_decision_postgres_too() {
    on_both(|server: &Server| {
        let house = House::new(server);
        let [ada, bo] = [&house.delegates[0], &house.delegates[1]];
        wait(&house, 60);
        // Beginning a plan enters what is missing: both speak for their groups since today.
        house.prepared();
        for (entry, power) in waiting(&house).into_iter().filter(|(_, power)| *power == Power::Delegate) {
            let vouched = [ada, bo].into_iter().filter(|who| confirm(&house, who, entry) == PAGE).count();
            assert_eq!((vouched, power), (1, Power::Delegate), "each by the other");
        }
        let (_, ballot) = house.prepared();
        for (key, choice) in [("open", ""), ("vote", "call")] {
            for who in [ada, bo] {
                assert_eq!(house.sign(who, &ballot, key, choice, "").status, 303);
            }
        }
        let file = house.get(&house.organiser, &format!("{ballot}/file")).text;
        let recount = certificate::verify(file.as_bytes()).unwrap();
        let proved = recount.whole(None).unwrap();
        let by: Vec<Id> = proved.confirmed.iter().map(|(_, by)| *by).collect();
        assert_eq!((proved.waited, by.len()), (0, 2), "decided, and the log shows by whose passkeys");
        assert!(by.contains(&ada.group) && by.contains(&bo.group) && proved.notice.is_none());
        let mut forged: certificate::Certificate = canonical::read(file.as_bytes()).unwrap();
        let passkey = &mut forged.proof.as_mut().unwrap().passkeys[0];
        passkey.confirmed.as_mut().unwrap().by = house.partner.group;
        let refused = certificate::verify(&forged.bytes()).map(|_| ()).unwrap_err();
        assert_eq!(refused, CertificateRefusal::NotInLog(Part::Confirmation));
        forged.proof.as_mut().unwrap().passkeys[0].confirmed = None;
        let refused = certificate::verify(&forged.bytes()).map(|_| ()).unwrap_err();
        assert_eq!(refused, CertificateRefusal::PasskeyTime, "without that word it would still wait");
    });
}

/// Whoever takes a group over does not vote for it the same hour.
#[test]
fn a_new_delegate_waits_too_postgres_too() {
    on_both(|server: &Server| {
        let house = House::new(server);
        let (ada, cy) = (&house.delegates[0], &house.organiser);
        frozen(&house, ada.group);
        let before = log_size(&house);
        wait(&house, 60);
        let person = cy.account.to_string();
        let named = house.post(ada, "/console/coalitions/lanterns/delegates", &[("post", "deputy"), ("person", &person)]);
        assert_eq!(named.status, 303, "{}", named.text);
        assert_eq!(log_size(&house), before + 1, "in the transaction that named her");
        assert!(waiting(&house).iter().any(|(_, power)| *power == Power::Deputy));
        let (_, with) = frozen(&house, ada.group);
        assert!(with.group(ada.group).unwrap().passkeys.iter().all(|passkey| passkey.power != Power::Deputy));
        assert!(with.electorate.iter().flat_map(|group| &group.passkeys).all(|passkey| passkey.counts_from < i64::MAX - HOUR));
    });
}
