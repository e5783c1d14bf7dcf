//! A hostile operator has the database, every secret of the server and the key of each log, but no delegate's passkey. Whatever they
//! change is found by whoever verifies a file: with the log's key as they know it, a receipt, or an older file of the log.

use super::Room;
use super::forging::remade;
use super::room::{DELEGATE, DEPUTY, MEMBER, NOW, VOTING, facts, group, passkey, passkey_id, site};
use clarion::clock::{HOUR, MINUTE};
use clarion::coalitions;
use clarion::ids::Id;
use clarion::notices::evidence::{EvidenceProblem, LogFile};
use clarion::notices::{self, Kind, NewNotice, Signer, Words, proofs};
use clarion::plans::ballot_box::{BoxRefusal, What};
use clarion::plans::certificate::{self, Certificate, CertificateRefusal};
use clarion::plans::confirm_passkey::Kept;
use clarion::plans::confirmation::ConfirmationRefusal;
use clarion::plans::document::Power;
use clarion::plans::freeze::{ElectorPasskey, Facts};
use clarion::plans::passkeys::{self, Entry};
use clarion::plans::proof::Part;
use clarion::plans::{self, Choice, follow, open};
use clarion::trust::Hash;
use clarion::trust::assertion::AssertionRefusal;
use tlog::tree::Frontier;
use tlog::{Checkpoint, SigningKey, VerifierKey};

on_both!(
    an_operator_who_adds_passkeys_is_found,
    an_operator_who_gives_a_member_the_delegates_voice_is_found,
    an_operator_who_edits_the_notice_is_found,
    an_operator_who_edits_the_log_is_found,
    an_operator_who_edits_a_ballot_is_found,
    an_operator_who_invents_a_confirmation_is_found,
);

/// Whoever holds the operator's own passkeys: nobody of the groups.
const OPERATOR: usize = 3;

/// The electorate, with a passkey of the operator's for the delegate of each group.
fn with_own_passkeys() -> Facts {
    let mut facts = facts(4);
    for (number, elector) in facts.electorate.iter_mut().enumerate() {
        elector.passkeys.push(ElectorPasskey {
            passkey: passkey_id(number, OPERATOR),
            account: Id([0xf0 + number as u8; 16]),
            key: passkey(number, OPERATOR).cose().to_vec(),
            power: Power::Delegate,
            counts_from: NOW - 24 * HOUR,
            confirmed: None,
        });
    }
    facts
}

/// A whole call, with the server's own code and in its own database, on these facts and signed by these people.
fn call_on(room: &Room, facts: &Facts, who: usize) -> Id {
    call_by(room, facts, |_| who)
}

/// The same, signed for each group by one of its people.
fn call_by(room: &Room, facts: &Facts, who: impl Fn(usize) -> usize) -> Id {
    let (coalition, plan, electorate) = (room.coalition, room.plan, facts.clone());
    let ballot = room.write(move |tx, tools| {
        let version = plans::version(tx, tools, plan, 1)?.expect("it was begun");
        let prepared = open::prepare(tools, (coalition, plan, group(0)), &version, &electorate, NOW)?.unwrap();
        open::keep(tx, &prepared, NOW)?.unwrap();
        Ok(prepared.frozen.ballot)
    });
    for number in 0..2 {
        assert_eq!(room.sign_opening(ballot, (number, who(number)), facts.clone()), Ok(number == 1));
    }
    for number in 0..3 {
        room.vote(ballot, (number, who(number)), Choice::Call, VOTING).unwrap();
    }
    assert!(room.start(ballot, VOTING + 10 * MINUTE, &follow::of(&room.server.app)).is_some());
    ballot
}

fn verified(certificate: &Certificate) -> Result<(), CertificateRefusal> {
    certificate::verify(&certificate.bytes()).and_then(|recount| recount.whole(None).map(|_| ()))
}

/// Enters in the log whatever the operator likes, with whatever time.
fn enter(room: &Room, claimed: i64, entries: Vec<Entry>) {
    let coalition = room.coalition;
    room.write(move |tx, tools| {
        let (coalition, _) = coalitions::coalition(tx, coalition)?.expect("it was founded");
        passkeys::enter(tx, &Signer::new(tools.vault.clone(), "https://act.example"), claimed, &coalition, &entries)
    });
}

fn entries_of(facts: &Facts) -> Vec<Entry> {
    let electors = facts.electorate.iter();
    electors.flat_map(|elector| elector.passkeys.iter().map(|passkey| Entry::of(elector, passkey))).collect()
}

fn an_operator_who_adds_passkeys_is_found(room: &Room) {
    let facts = with_own_passkeys();
    let ballot = call_on(room, &facts, OPERATOR);
    let forged = room.certificate(ballot);
    assert!(certificate::verify(&forged.bytes()).is_ok(), "every signature is there");
    assert_eq!(verified(&forged), Err(CertificateRefusal::NoProof), "but no passkey of these stands in the log");
    // Entered after the fact; that the time is a lie does not help, because times in a log never run backwards.
    enter(room, NOW - 48 * HOUR, entries_of(&facts));
    assert_eq!(verified(&room.certificate(ballot)), Err(CertificateRefusal::PasskeyTime));
}

fn an_operator_who_gives_a_member_the_delegates_voice_is_found(room: &Room) {
    let mut facts = facts(4);
    for elector in &mut facts.electorate {
        elector.passkeys.remove(DELEGATE);
        elector.passkeys.iter_mut().for_each(|passkey| passkey.power = Power::Delegate);
    }
    let ballot = call_on(room, &facts, MEMBER);
    assert_eq!(verified(&room.certificate(ballot)), Err(CertificateRefusal::NoProof), "they stand in it as members");
    enter(room, NOW - 48 * HOUR, entries_of(&facts));
    assert_eq!(verified(&room.certificate(ballot)), Err(CertificateRefusal::PasskeyTime));
}

fn an_operator_who_edits_the_notice_is_found(room: &Room) {
    let ballot = call_on(room, &facts(4), DELEGATE);
    let good = room.certificate(ballot);
    assert_eq!(verified(&good), Ok(()));
    let mut edited = good.clone();
    edited.notice = edited.notice.map(|note| note.replace("It is called", "It is off"));
    let edited = remade(edited);
    assert_eq!(verified(&edited), Err(CertificateRefusal::NotInLog(Part::Notice)));
    // The operator has the coalition's key: other words are signed with it and entered.
    let (coalition, other, now) = (room.coalition, room.server.app.ids.fresh(NOW), VOTING + 11 * MINUTE);
    let words = |lang: &str| Words { lang: lang.to_owned(), subject: "It is off".to_owned(), text: "Stay at home.".to_owned() };
    let new = NewNotice { id: other, kind: Kind::Call, links: Vec::new(), words: vec![words("en"), words("es")] };
    let (note, state, inclusion) = room.write(move |tx, tools| {
        let signer = Signer::new(tools.vault.clone(), "https://act.example");
        let (coalition, _) = coalitions::coalition(tx, coalition)?.expect("it was founded");
        let note = notices::publish(tx, &signer, now, &coalition, &new)?.unwrap().note.unwrap();
        let mut proved = proofs::prove(tx, &signer, coalition.id, &[new.id])?.expect("it was entered");
        Ok((note, proved.log, proved.inclusions.pop().flatten()))
    });
    let mut forged = room.certificate(ballot);
    let proof = forged.proof.as_mut().unwrap();
    assert_eq!(proof.log, state);
    (proof.notice, forged.notice) = (inclusion, Some(note));
    let forged = remade(forged);
    assert_eq!(verified(&forged), Err(CertificateRefusal::NoticeWords), "the plan says other words");
    let mut silent = good;
    silent.notice = None;
    let silent = remade(silent);
    assert_eq!(verified(&silent), Err(CertificateRefusal::ProofParts), "nor can it be left out");
}

mod rows {
    db::statements! {
        EDIT = "UPDATE log_entry SET entry = $2 WHERE coalition_id = $1 AND place = 3";
    }
}

/// What the log's page gives.
fn log_file(room: &Room) -> LogFile {
    let answered = room.server.ask("GET", "/coalitions/libraries/log/log.json", "", b"");
    LogFile::parse(answered.text.as_bytes()).unwrap()
}

fn an_operator_who_edits_the_log_is_found(room: &Room) {
    let older = log_file(room);
    let since = older.check(None, None).unwrap().opened.checkpoint;
    let ballot = call_on(room, &facts(4), DELEGATE);
    let good = log_file(room);
    assert!(good.check(None, Some(&since)).is_ok());
    // One entry is another, in the database.
    let (coalition, entry) = (room.coalition, [&[1][..], &(NOW - 48 * HOUR).to_be_bytes(), &[7; 32]].concat());
    room.write(move |tx, _| tx.run(&rows::EDIT, &[(&coalition).into(), (&entry).into()]));
    let edited = log_file(room);
    assert_eq!(edited.check(None, None).unwrap_err(), EvidenceProblem::Root);
    // The whole log is signed anew over what it holds now: it agrees with itself, and with nothing that anybody kept.
    let seed = room.server.app.vault.log_secret(&[b"signing key", &coalition.0]);
    let key = SigningKey::from_seed(&since.origin, tlog::Kind::Plain, &seed).unwrap();
    let mut tree = Frontier::default();
    for encoded in &edited.entries {
        tree.push(tlog::Hash::leaf(&base64_decoded(encoded)));
    }
    let head = Checkpoint { size: tree.size(), root: tree.root(), ..since.clone() };
    let mut rewritten = edited.clone();
    rewritten.checkpoint = head.signed(&key).to_string();
    assert!(rewritten.check(VerifierKey::parse(&good.vkey).as_ref(), None).is_ok(), "signed with the true key");
    assert_eq!(rewritten.check(None, Some(&since)).unwrap_err(), EvidenceProblem::NotGrown);
    // A decision proved against that state: one passkey of the electorate is no longer in it.
    let mut forged = room.certificate(ballot);
    let proof = forged.proof.as_mut().unwrap();
    proof.log.checkpoint = rewritten.checkpoint;
    assert!(matches!(verified(&forged), Err(CertificateRefusal::NotInLog(_))));
}

fn base64_decoded(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

/// The operator's passkey for the delegate of the first group, entered two hours before the plan was frozen and confirmed one hour
/// before by this word: what comes of a call in which it voted.
fn call_with(room: &Room, word: impl Fn(&Entry) -> Option<Kept>) -> Result<(), CertificateRefusal> {
    // The server's own code would not freeze it; the operator says that it counts.
    let mut facts = facts(4);
    let (entered, confirmed) = (NOW - 2 * HOUR, NOW - HOUR);
    let mut own = with_own_passkeys().electorate[0].passkeys.pop().unwrap();
    own.counts_from = confirmed;
    facts.electorate[0].passkeys.push(own);
    let entry = Entry::of(&facts.electorate[0], facts.electorate[0].passkeys.last().unwrap());
    room.keep_word((entered, confirmed), entry, word(&entry));
    let ballot = call_by(room, &facts, |number| if number == 0 { OPERATOR } else { DELEGATE });
    verified(&room.certificate(ballot))
}

fn an_operator_who_invents_a_confirmation_is_found(room: &Room) {
    let engine = room.server.app.db.engine();
    let told = |word: &dyn Fn(&Room, &Entry) -> Option<Kept>| {
        let room = Room::new(engine);
        call_with(&room, |entry| word(&room, entry))
    };
    assert_eq!(told(&|room, entry| Some(room.word(entry, (1, DEPUTY)))), Ok(()), "the true word of a passkey that waited");
    assert_eq!(told(&|_, _| None), Err(CertificateRefusal::PasskeyTime), "no word at all");
    let refused = |why| Err(CertificateRefusal::Confirmation(why));
    // In the name of the deputy of another group, signed with a passkey of the operator's.
    let invented = |room: &Room, entry: &Entry| {
        let mut kept = room.word(entry, (1, DEPUTY));
        let challenge = Hash::of(&[kept.word.words.as_bytes()]);
        kept.word.assertion = passkey(1, OPERATOR).sign(&challenge, &site());
        Some(kept)
    };
    assert_eq!(told(&invented), refused(ConfirmationRefusal::Assertion(AssertionRefusal::Signature)));
    // A true word for another passkey, or for the same one in another post.
    let replayed = |room: &Room, entry: &Entry| Some(room.word(&Entry { passkey: Id([7; 16]), ..*entry }, (1, DEPUTY)));
    assert_eq!(told(&replayed), refused(ConfirmationRefusal::Words));
    let as_member = |room: &Room, entry: &Entry| Some(room.word(&Entry { power: Power::Member, ..*entry }, (1, DEPUTY)));
    assert_eq!(told(&as_member), refused(ConfirmationRefusal::Words));
    assert_eq!(told(&|room, entry| Some(room.word(entry, (0, MEMBER)))), refused(ConfirmationRefusal::OwnGroup));
    assert_eq!(told(&|room, entry| Some(room.word(entry, (1, OPERATOR)))), refused(ConfirmationRefusal::Signer));
    // With a passkey of the operator's that stands in the log of another group, no longer than the one it vouches for.
    let room = Room::new(engine);
    let mut facts = with_own_passkeys();
    facts.electorate.truncate(4);
    facts.electorate.iter_mut().skip(2).for_each(|elector| drop(elector.passkeys.pop()));
    for elector in &mut facts.electorate[..2] {
        elector.passkeys[OPERATOR].counts_from = NOW - HOUR;
    }
    let [first, second] = [0, 1].map(|number| Entry::of(&facts.electorate[number], &facts.electorate[number].passkeys[OPERATOR]));
    room.keep_word((NOW - 2 * HOUR, NOW), second, None);
    room.keep_word((NOW - 2 * HOUR, NOW - HOUR), first, Some(room.word(&first, (1, OPERATOR))));
    let ballot = call_by(&room, &facts, |number| if number == 0 { OPERATOR } else { DELEGATE });
    assert_eq!(verified(&room.certificate(ballot)), refused(ConfirmationRefusal::SignerWaits));
}

/// The server is the operator's and may leave every check out. Whoever counts again does not.
fn an_operator_who_edits_a_ballot_is_found(room: &Room) {
    let ballot = room.open();
    room.vote(ballot, (0, DELEGATE), Choice::Hold, VOTING).unwrap();
    let mut forged = room.certificate(ballot);
    let Some(What::Signed(vote)) = forged.records.last_mut().map(|record| &mut record.what) else { panic!("a ballot") };
    vote.words = vote.words.replace("\"hold\"", "\"call\"");
    let refused = certificate::verify(&remade(forged).bytes()).map(|_| ()).unwrap_err();
    assert!(matches!(refused, CertificateRefusal::Record(3, BoxRefusal::Assertion(_))), "{refused:?}");
}
