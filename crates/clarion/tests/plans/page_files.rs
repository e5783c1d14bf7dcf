//! The files that the browser's page is tested with (`frontend/tests/decision.json`, `notice.json`, `withdrawn.json`): a decision with
//! everything that a ballot can hold, its notice, and a ballot that two groups withdrew. They are held to be ours, so that the page and the program never part.
//! `CLARION_WRITE_FIXTURES=1` writes them anew.

use super::Room;
use super::room::{DELEGATE, DEPUTY, MEMBER, NOW, VOTING, facts, passkey, passkey_id, signed};
use clarion::clock::{HOUR, MINUTE};
use clarion::ids::Id;
use clarion::notices::evidence::NoticeFile;
use clarion::notices::{self, Signer, witness};
use clarion::plans::ballot_box::Phase;
use clarion::plans::freeze::{ElectorPasskey, Facts, Word};
use clarion::plans::passkeys::Entry;
use clarion::plans::rule::{Agreement, Moment, Rule, Silence, Verdict, decide};
use clarion::plans::{Choice, Outcome, certificate, follow};
use clarion::trust::ballot::{Act, SignedWords};
use clarion::{coalitions, plans};
use tlog::{Checkpoint, Kind, Note, SigningKey};

fn path(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../frontend/tests").join(name)
}

/// A second passkey of the deputy of the second group: registered two hours ago, confirmed an hour ago by the delegate of the first.
const CONFIRMED: usize = 3;

pub(super) fn with_confirmed(room: &Room) -> Facts {
    let mut facts = facts(room.groups);
    let elector = &mut facts.electorate[1];
    let (passkey_id, key) = (passkey_id(1, CONFIRMED), passkey(1, CONFIRMED).cose().to_vec());
    let new = ElectorPasskey { passkey: passkey_id, key, counts_from: NOW + 22 * HOUR, ..elector.passkeys[DEPUTY].clone() };
    let entry = Entry::of(elector, &new);
    let kept = room.word(&entry, (0, DELEGATE));
    let word = Word { group: kept.group, passkey: kept.passkey, at: NOW - HOUR };
    elector.passkeys.push(ElectorPasskey { confirmed: Some(word), ..new });
    room.keep_word((NOW - 2 * HOUR, NOW - HOUR), entry, Some(kept));
    facts
}

/// A changed vote, a recall, a group that stands aside, reasons, a witness, and a passkey that did not wait.
fn made() -> [Vec<u8>; 2] {
    let room = Room::new(db::Engine::Sqlite);
    let ballot = room.open_on(&with_confirmed(&room));
    let vote = |who: (usize, usize), choice, reason: &str, at| {
        let words = SignedWords::Ballot(room.ballot_words(ballot, who, choice, reason));
        room.put(ballot, signed(&words, &passkey(who.0, who.1), reason), at).unwrap();
    };
    vote((0, DELEGATE), Choice::Hold, "Our people meet tonight.", NOW + 1);
    vote((3, DELEGATE), Choice::BlockCall, "We were not asked.", NOW + 2);
    for who in [DEPUTY, MEMBER] {
        room.put(ballot, room.act(ballot, Act::RecallDelegate, (3, who), ""), NOW + 3).unwrap();
    }
    vote((3, DEPUTY), Choice::Hold, "", NOW + 4);
    vote((0, DELEGATE), Choice::Call, "", NOW + 5);
    vote((2, DELEGATE), Choice::StandAside, "", NOW + 6);
    vote((1, CONFIRMED), Choice::Call, "¡Vamos!", VOTING);
    room.put(ballot, room.act(ballot, Act::Halt, (3, DEPUTY), "Not like this."), VOTING + 1).unwrap();
    assert!(room.start(ballot, VOTING + 10 * MINUTE, &follow::of(&room.server.app)).is_some());
    let log = room.server.ask("GET", "/coalitions/libraries/log/checkpoint", "", b"").text;
    let note = Note::parse(log.as_bytes()).unwrap();
    let key = SigningKey::from_seed("harbor-readers.example/witness", Kind::Cosignature, &[5; 32]).unwrap();
    let (vkey, size) = (key.verifier().to_string(), Checkpoint::parse(note.text()).unwrap().size);
    let line = key.sign(note.text(), u64::try_from(NOW / 1_000_000).unwrap() + 7_200).to_string();
    let coalition = room.coalition;
    room.write(move |tx, tools| {
        let signer = Signer::new(tools.vault.clone(), "https://act.example");
        let (coalition, _) = coalitions::coalition(tx, coalition)?.expect("it was founded");
        witness::name(tx, &signer, NOW, &coalition, &vkey)?.unwrap();
        witness::cosign(tx, coalition.id, size.cast_signed(), &line, VOTING + 120 * MINUTE)
    })
    .unwrap();
    assert!(room.write(move |tx, tools| plans::ballot(tx, tools, ballot)).is_some());
    let decision = [room.certificate(ballot).without_reasons().bytes(), b"\n".to_vec()].concat();
    let told = room.write(move |tx, _| notices::newest_of(tx, coalition, 1)).remove(0);
    let notice = room.server.ask("GET", &format!("/n/{}/notice.json", told.code), "", b"").text;
    [decision, notice.into_bytes()]
}

/// Two groups voted; then two withdrew the ballot.
fn withdrawn() -> Vec<u8> {
    let room = Room::new(db::Engine::Sqlite);
    let ballot = room.open();
    room.vote(ballot, (2, DELEGATE), Choice::Call, NOW + 1).unwrap();
    room.vote(ballot, (3, DEPUTY), Choice::StandAside, NOW + 2).unwrap();
    for (who, reason) in [((0, DELEGATE), "A wrong date."), ((1, DEPUTY), "Una fecha equivocada.")] {
        room.put(ballot, room.act(ballot, Act::WithdrawBallot, who, reason), NOW + 3).unwrap();
    }
    [room.certificate(ballot).without_reasons().bytes(), b"\n".to_vec()].concat()
}

#[expect(clippy::disallowed_methods, reason = "a switch of the test run, not a setting of the server")]
fn writes() -> bool {
    std::env::var_os("CLARION_WRITE_FIXTURES").is_some()
}

#[test]
fn the_browsers_file_is_one_of_ours() {
    if writes() {
        let [decision, notice] = made();
        std::fs::write(path("decision.json"), decision).unwrap();
        std::fs::write(path("notice.json"), notice).unwrap();
        std::fs::write(path("withdrawn.json"), withdrawn()).unwrap();
    }
    for file in [std::fs::read(path("withdrawn.json")).unwrap(), withdrawn()] {
        let recount = certificate::verify(file.strip_suffix(b"\n").unwrap()).unwrap();
        assert!(matches!(recount.ballot_box.phase, Phase::Withdrawn { .. }) && recount.proved.is_some());
    }
    let kept = ["decision.json", "notice.json"].map(|name| std::fs::read(path(name)).unwrap());
    for [decision, notice] in [kept, made()] {
        let checked = NoticeFile::parse(&notice).and_then(|file| file.check(None)).unwrap();
        assert_eq!((checked.text.kind, checked.opened.cosigned.len()), (notices::Kind::Call, 1));
        let recount = certificate::verify(decision.strip_suffix(b"\n").unwrap()).unwrap();
        let proved = recount.whole(None).unwrap();
        assert_eq!((recount.outcome(), proved.opened.cosigned.len()), (Ok(Outcome::Call), 1));
        assert_eq!((proved.waited, proved.confirmed.len()), (12, 1), "one did not wait");
        assert!(matches!(recount.ballot_box.phase, Phase::Started { .. }));
    }
}

/// Rules of every kind of agreement, with every other part of a rule in some of them.
fn rules() -> Vec<Rule> {
    let agreements = [
        Agreement::Unanimity,
        Agreement::ConsensusMinus(1),
        Agreement::ThreeQuarters,
        Agreement::TwoThirds,
        Agreement::Majority,
        Agreement::ConsensusMinus(3),
    ];
    let rule = |(at, call): (usize, Agreement)| Rule {
        call,
        stand_down: agreements[(at + 4) % agreements.len()],
        quorum_percent: [0, 50, 67, 100][at % 4],
        silence: if at % 2 == 0 { Silence::NotCounted } else { Silence::Hold },
        stand_asides_max: [None, Some(1), Some(0)][at % 3],
        blocks_to_stop: [1, 0, 2][at / 2 % 3],
    };
    agreements.into_iter().cycle().take(12).enumerate().map(rule).collect()
}

/// What groups can say, silence among it.
const SAID: usize = Choice::ALL.len() + 1;

/// Every count of so many groups, in the order that the page's test knows: each the same as the one before it, or a later one.
fn counts(groups: usize, from: usize, so_far: &mut Vec<usize>, all: &mut Vec<Vec<usize>>) {
    if so_far.len() == groups {
        all.push(so_far.clone());
        return;
    }
    for said in from..SAID {
        so_far.push(said);
        counts(groups, said, so_far, all);
        so_far.pop();
    }
}

/// What the rules give for every count of two to five groups, a letter each.
fn verdicts(rule: &Rule, moment: Moment) -> String {
    let mut all = Vec::new();
    (2..=5).for_each(|groups| counts(groups, 0, &mut Vec::new(), &mut all));
    let verdict = |count: &Vec<usize>| {
        let group = |number: usize| Id([number as u8; 16]);
        let electorate = (0..count.len()).map(group).collect();
        let said = |(number, said): (usize, &usize)| Some((group(number), Choice::ALL[said.checked_sub(1)?]));
        match decide(rule, &electorate, &count.iter().enumerate().filter_map(said).collect(), moment) {
            Verdict::Open => '-',
            Verdict::Decided(outcome) => outcome.as_str().chars().next().expect("no outcome is called nothing"),
        }
    };
    all.iter().map(verdict).collect()
}

#[test]
fn page_and_program_count_by_one_rule() {
    let of = |rule: &Rule| {
        let [voting, over] = [Moment::Voting, Moment::Over].map(|moment| verdicts(rule, moment));
        serde_json::json!({ "rule": rule, "voting": voting, "over": over })
    };
    let text = serde_json::to_string_pretty(&rules().iter().map(of).collect::<Vec<_>>()).unwrap() + "\n";
    if writes() {
        std::fs::write(path("rules.json"), &text).unwrap();
    }
    assert!(std::fs::read_to_string(path("rules.json")).unwrap() == text, "the rule gives something else than it did");
}
