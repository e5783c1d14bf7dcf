//! The file of a decision: what an honest server writes is counted to the same outcome, and what anybody changes is found.

use super::Room;
use super::room::{DEADLINE, DELEGATE, NOW, VOTING, noting};
use clarion::clock::MINUTE;
use clarion::ids::Id;
use clarion::plans::ballot_box::{BallotBox, BoxRefusal, Decided, Record, Signatures, What};
use clarion::plans::certificate::{self, Certificate, CertificateRefusal, Receipt};
use clarion::plans::{Choice, Outcome};
use clarion::trust::ballot::Act;
use clarion::trust::{Base64, Hash, canonical};

on_both!(
    a_called_plan_is_counted_again,
    an_open_ballot_and_a_halted_one_are_counted_too,
    what_a_hostile_operator_changes_is_found,
    a_dropped_ballot_is_found_by_any_receipt_after_it,
);

#[test]
fn no_byte_of_a_file_can_change_sqlite() {
    let room = Room::with_groups(db::Engine::Sqlite, 3);
    let bytes = called(&room).0.bytes();
    assert!(certificate::verify(&bytes).is_ok());
    let mut reasons = std::collections::BTreeMap::<String, usize>::new();
    let bits = if testkit::long() { 0..8 } else { 0..1 };
    for at in 0..bytes.len() {
        for bit in bits.clone() {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let refusal = certificate::verify(&changed).map(|_| ()).expect_err(&format!("byte {at}, bit {bit}"));
            let words = refusal.to_string();
            assert!(words.ends_with('.') && words.chars().next().is_some_and(char::is_uppercase), "{words}");
            *reasons.entry(words).or_default() += 1;
        }
    }
    for cut in 0..bytes.len() {
        assert!(certificate::verify(&bytes[..cut]).is_err(), "cut off after {cut}");
    }
    assert!(reasons.len() > 8, "the reasons say what is wrong: {reasons:?}");
}

fn called(room: &Room) -> (Certificate, Id, Vec<Receipt>) {
    let ballot = room.open();
    let receipts = (0..room.groups).map(|number| {
        let cast = room.vote(ballot, (number, DELEGATE), Choice::Call, NOW + 1).unwrap();
        Receipt { number: cast.number, hash: cast.receipt }
    });
    let receipts = receipts.collect();
    assert_eq!(room.evaluate(ballot, VOTING), Some(Outcome::Call));
    assert!(room.start(ballot, VOTING + 10 * MINUTE, &noting().0).is_some());
    (room.certificate(ballot), ballot, receipts)
}

fn a_called_plan_is_counted_again(room: &Room) {
    let (certificate, ballot, receipts) = called(room);
    let recount = certificate::verify(&certificate.bytes()).unwrap();
    assert_eq!(recount.outcome(), Ok(Outcome::Call));
    assert_eq!((recount.sum, recount.ballot_box.frozen.ballot), (certificate.sum, ballot));
    for receipt in &receipts {
        assert_eq!(recount.holds(receipt), Ok(()));
        assert_eq!(receipt.to_string().parse(), Ok(*receipt));
    }
    let file = String::from_utf8(certificate.bytes()).unwrap();
    assert!(!file.contains("account"), "nobody's account stands in it");
}

fn an_open_ballot_and_a_halted_one_are_counted_too(room: &Room) {
    let ballot = room.open();
    room.vote(ballot, (0, DELEGATE), Choice::Call, VOTING).unwrap();
    let open = certificate::verify(&room.certificate(ballot).bytes()).unwrap();
    assert_eq!(open.outcome(), Err(CertificateRefusal::NotDecided));
    for number in 1..3 {
        room.vote(ballot, (number, DELEGATE), Choice::Call, VOTING).unwrap();
    }
    for number in 0..2 {
        room.put(ballot, room.act(ballot, Act::Halt, (number, DELEGATE), "A storm."), VOTING + 1).unwrap();
    }
    let halted = certificate::verify(&room.certificate(ballot).bytes()).unwrap();
    assert_eq!(halted.outcome(), Ok(Outcome::Hold));
}

/// Everything that can be made anew without the delegates' passkeys, made anew: hashes, chain, sum.
fn remade(mut certificate: Certificate) -> Certificate {
    certificate.plan = certificate.frozen.hash();
    let mut ballot_box = BallotBox::new(certificate.frozen.clone());
    for (record, number) in certificate.records.iter_mut().zip(1..) {
        record.number = number;
        if ballot_box.take(record, Signatures::Known).is_err() {
            break;
        }
    }
    certificate.head = ballot_box.head;
    certificate.outcome = certificate::outcome_of(ballot_box.phase);
    certificate.sum = Hash::ZERO;
    certificate.sum = Hash::of(&[&canonical::of(&certificate)]);
    certificate
}

fn what_a_hostile_operator_changes_is_found(room: &Room) {
    let (good, _, _) = called(room);
    let verify = |change: &dyn Fn(&mut Certificate)| {
        let mut changed = good.clone();
        change(&mut changed);
        certificate::verify(&remade(changed).bytes()).map(|_| ()).unwrap_err()
    };
    assert!(certificate::verify(&remade(good.clone()).bytes()).is_ok(), "what is not changed stays good");
    let other_ballot = CertificateRefusal::Record(1, BoxRefusal::OtherBallot);
    assert_eq!(verify(&|file| file.frozen.document.call.text.en.push('!')), other_ballot, "a word");
    assert_eq!(verify(&|file| file.frozen.document.rule.quorum_percent = 0), other_ballot, "the rule");
    assert_eq!(verify(&|file| file.frozen.document.deadline -= 1), other_ballot, "the deadline");
    assert_eq!(verify(&|file| file.frozen.events[0].place.push('!')), other_ballot, "an event");
    let added = verify(&|file| {
        let mut passkey = file.frozen.electorate[0].passkeys[0].clone();
        (passkey.passkey, passkey.key) = (Id([0x97; 16]), Base64(super::room::passkey(9, 0).cose().to_vec()));
        file.frozen.electorate[0].passkeys.push(passkey);
    });
    assert_eq!(added, other_ballot, "a passkey of the operator's");
    let turned = verify(&|file| {
        let What::Signed(signed) = &mut file.records[2].what else { panic!("a ballot") };
        signed.words = signed.words.replace("\"call\"", "\"hold\"");
    });
    assert!(matches!(turned, CertificateRefusal::Record(3, BoxRefusal::Assertion(_))), "{turned:?}");
    let outcome = verify(&|file| {
        for record in &mut file.records {
            if let What::Decided(decided) = &mut record.what {
                decided.outcome = Outcome::StandDown;
            }
        }
    });
    assert!(matches!(outcome, CertificateRefusal::Record(_, BoxRefusal::NotTheOutcome)), "{outcome:?}");
    let too_soon = verify(&|file| file.records[6].at = NOW + 2);
    assert!(matches!(too_soon, CertificateRefusal::Record(7, BoxRefusal::NotTheOutcome)), "within the window: {too_soon:?}");
    let mut more = good.clone();
    more.outcome = Some(Outcome::Hold);
    assert_eq!(certificate::verify(&more.bytes()).unwrap_err(), CertificateRefusal::Outcome);
    let mut proof = remade(good.clone());
    proof.proof = serde_json::json!({"index": 1});
    assert_eq!(certificate::verify(&proof.bytes()).unwrap_err(), CertificateRefusal::Proof, "no proof is believed unseen");
}

/// Signatures cannot show that a group's last ballot is missing; what each voter keeps can.
fn a_dropped_ballot_is_found_by_any_receipt_after_it(room: &Room) {
    let ballot = room.open();
    let mut receipts = Vec::new();
    for (number, choice) in [(0, Choice::Call), (1, Choice::StandDown), (2, Choice::Call), (3, Choice::StandDown)] {
        let cast = room.vote(ballot, (number, DELEGATE), choice, NOW + 1).unwrap();
        receipts.push(Receipt { number: cast.number, hash: cast.receipt });
    }
    assert_eq!(room.evaluate(ballot, DEADLINE), Some(Outcome::Hold));
    let mut forged = room.certificate(ballot);
    forged.records.remove(3);
    forged.records.truncate(5);
    let (at, what) = (DEADLINE, What::Decided(Decided { outcome: Outcome::Call, starts_at: DEADLINE + 10 * MINUTE }));
    forged.records.push(Record { number: 6, at, what });
    let recount = certificate::verify(&remade(forged).bytes()).expect("it agrees with itself");
    assert_eq!(recount.outcome(), Ok(Outcome::Call), "a call that nobody decided");
    assert_eq!(recount.holds(&receipts[0]), Ok(()), "before the dropped ballot all is as it was");
    for receipt in &receipts[1..] {
        assert_eq!(recount.holds(receipt), Err(CertificateRefusal::Receipt));
    }
}
