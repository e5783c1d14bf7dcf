//! The file of a decision: what an honest server writes is counted to the same outcome, and what anybody changes is found.

use super::Room;
use super::room::{DEADLINE, DELEGATE, NOW, VOTING, facts, passkey, signed};
use clarion::clock::{HOUR, MINUTE};
use clarion::ids::Id;
use clarion::notices;
use clarion::plans::ballot_box::{BallotBox, BoxRefusal, Decided, Record, Signatures, What};
use clarion::plans::certificate::{self, Certificate, CertificateRefusal, Receipt};
use clarion::plans::open::{self, OpenInput};
use clarion::plans::proof::{LogProof, Part};
use clarion::plans::{Choice, Outcome, follow};
use clarion::trust::ballot::{Act, SignedWords};
use clarion::trust::{Base64, Hash, canonical};

on_both!(
    a_called_plan_is_counted_again,
    an_open_ballot_and_a_halted_one_are_counted_too,
    a_clock_that_was_set_back_spoils_no_file,
    what_a_hostile_operator_changes_is_found,
    a_dropped_ballot_is_found_by_any_receipt_after_it,
);

/// Each byte of a whole certificate is changed: plan, ballots, notice, and every part of the log's proof. The long run changes each
/// bit of each; the short one draws its bytes at random.
#[test]
fn no_byte_of_a_file_can_change_sqlite() {
    let room = Room::with_groups(db::Engine::Sqlite, 2);
    let bytes = called(&room).0.without_reasons().bytes();
    assert!(certificate::verify(&bytes).unwrap().whole(None).is_ok());
    let mut reasons = std::collections::BTreeMap::<String, usize>::new();
    let random = |below: u8| room.server.app.ids.bytes::<1>()[0] % below;
    let mut at = 0;
    while at < bytes.len() {
        let bit = random(8);
        for bit in if testkit::long() { 0..8 } else { bit..bit + 1 } {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let refusal = certificate::verify(&changed).map(|_| ()).expect_err(&format!("byte {at}, bit {bit}"));
            let words = refusal.to_string();
            assert!(words.ends_with('.') && words.chars().next().is_some_and(char::is_uppercase), "{words}");
            *reasons.entry(words).or_default() += 1;
        }
        assert!(certificate::verify(&bytes[..at]).is_err(), "cut off after {at}");
        at += if testkit::long() { 1 } else { 1 + usize::from(random(6)) };
    }
    assert!(reasons.len() > 12, "the reasons say what is wrong: {reasons:?}");
}

/// What each group says of its ballot.
const REASON: &str = "Our people are ready.";

fn called(room: &Room) -> (Certificate, Id, Vec<Receipt>) {
    let ballot = room.open();
    let receipts = (0..room.groups).map(|number| {
        let words = SignedWords::Ballot(room.ballot_words(ballot, (number, DELEGATE), Choice::Call, REASON));
        let cast = room.put(ballot, signed(&words, &passkey(number, DELEGATE), REASON), NOW + 1).unwrap();
        Receipt { number: cast.number, hash: cast.receipt }
    });
    let receipts = receipts.collect();
    assert_eq!(room.evaluate(ballot, VOTING), Some(Outcome::Call));
    let follow = follow::of(&room.server.app);
    assert!(room.start(ballot, VOTING + 10 * MINUTE, &follow).is_some());
    (room.certificate(ballot), ballot, receipts)
}

fn a_called_plan_is_counted_again(room: &Room) {
    let (certificate, ballot, receipts) = called(room);
    let recount = certificate::verify(&certificate.bytes()).unwrap();
    assert_eq!(recount.outcome(), Ok(Outcome::Call));
    assert_eq!((recount.sum, recount.ballot_box.frozen.ballot), (certificate.sum, ballot));
    let proved = recount.whole(None).unwrap();
    let notice = proved.notice.as_ref().unwrap();
    assert_eq!((notice.kind, notice.words[1].subject.as_str()), (notices::Kind::Call, "It is called (es)"));
    assert_eq!((proved.waited, proved.confirmed.len(), proved.opened.checkpoint.size), (12, 0, 15));
    assert_eq!(recount.whole(Some(&proved.vkey)), Ok(proved));
    // Everybody finds it on the notice's page, without what groups said to each other.
    let page = room.server.ask("GET", &format!("/n/{}", notice.code), "", b"").text;
    assert!(page.contains("/decision.json\" download"), "{page}");
    let given = room.server.ask("GET", &format!("/n/{}/decision.json", notice.code), "", b"").text;
    let public = certificate::verify(given.trim_end().as_bytes()).unwrap();
    assert_eq!((public.sum, public.whole(Some(&proved.vkey)).is_ok()), (recount.sum, true));
    assert!(!given.contains(REASON) && String::from_utf8(certificate.bytes()).unwrap().contains(REASON));
    let mut other = certificate.clone();
    if let What::Signed(signed) = &mut other.records[2].what {
        signed.reason = "Our people are not ready.".to_owned();
    }
    let refused = certificate::verify(&other.bytes()).map(|_| ()).unwrap_err();
    assert_eq!(refused, CertificateRefusal::Record(3, BoxRefusal::OtherReason), "left out, yes; changed, no");
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
    let certificate = room.certificate(ballot);
    let halted = certificate::verify(&certificate.bytes()).unwrap();
    assert_eq!(halted.outcome(), Ok(Outcome::Hold));
    assert!(halted.whole(None).is_ok(), "the halts stand in the log as the decision does");
    let refused = |change: &dyn Fn(&mut LogProof)| {
        let mut forged = certificate.clone();
        change(forged.proof.as_mut().unwrap());
        certificate::verify(&remade(forged).bytes()).map(|_| ()).unwrap_err()
    };
    assert_eq!(refused(&|proof| drop(proof.halts.pop())), CertificateRefusal::ProofParts, "one left out");
    assert_eq!(refused(&|proof| proof.halts.swap(0, 1)), CertificateRefusal::NotInLog(Part::Halt), "one passed off as the other");
    let decision = |proof: &mut LogProof| proof.halts[0] = proof.decision.clone().unwrap();
    assert_eq!(refused(&decision), CertificateRefusal::NotInLog(Part::Halt), "the decision passed off as one");
    // Whoever starts what was halted must leave the halts out of the file; the log shows two entries that it does not explain.
    let mut dropped = certificate.clone();
    dropped.records.truncate(6);
    dropped.proof.as_mut().unwrap().halts.clear();
    let dropped = certificate::verify(&remade(dropped).bytes()).unwrap();
    let (all, explained) = (halted.proved.unwrap().opened.checkpoint.size, dropped.proved.unwrap());
    assert_eq!(all - explained.waited as u64, 4, "plan, decision and two halts");
}

/// Between the preparation and the opening a clock was set back by more than a day: before the passkeys counted.
fn a_clock_that_was_set_back_spoils_no_file(room: &Room) {
    let (ballot, earlier) = (room.prepare(0), NOW - 30 * HOUR);
    for number in 0..2 {
        let signed = room.act(ballot, Act::OpenBallot, (number, DELEGATE), "");
        let input = OpenInput { record: room.server.app.ids.fresh(earlier), ballot, signed, facts: facts(4) };
        assert_eq!(room.write(move |tx, tools| open::open(tx, tools, earlier, &input)), Ok(number == 1));
    }
    for number in 0..3 {
        room.vote(ballot, (number, DELEGATE), Choice::Call, earlier + 2 * HOUR).unwrap();
    }
    let recount = certificate::verify(&room.certificate(ballot).bytes()).unwrap();
    assert!(recount.whole(None).is_ok_and(|proved| proved.plan_at == NOW));
}

/// Everything that can be made anew without the delegates' passkeys, made anew: hashes, chain, sum.
pub fn remade(mut certificate: Certificate) -> Certificate {
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
    let bare = Certificate { sum: Hash::ZERO, proof: None, ..certificate.clone().without_reasons() };
    certificate.sum = Hash::of(&[&canonical::of(&bare)]);
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
    let forged = remade(forged);
    let in_log = certificate::verify(&forged.bytes()).map(|_| ()).unwrap_err();
    assert_eq!(in_log, CertificateRefusal::NotInLog(Part::Decision), "the log holds what was truly decided");
    let recount = certificate::verify(&remade(Certificate { proof: None, ..forged }).bytes()).expect("it agrees with itself");
    assert_eq!(recount.whole(None), Err(CertificateRefusal::NoProof), "without the log it is no decision");
    assert_eq!(recount.outcome(), Ok(Outcome::Call), "a call that nobody decided");
    assert_eq!(recount.holds(&receipts[0]), Ok(()), "before the dropped ballot all is as it was");
    for receipt in &receipts[1..] {
        assert_eq!(recount.holds(receipt), Err(CertificateRefusal::Receipt));
    }
}
