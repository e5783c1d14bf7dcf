//! New passkeys of those who decide: they stand in the coalition's log from the moment they exist, and count after the waiting time or
//! with the word of somebody of a second steering group.

use super::files::{clarion, text};
use super::pages::{House, Organiser, attribute};
use crate::harness::{Server, on_both, on_both_in_time};
use clarion::clock::HOUR;
use clarion::ids::Id;
use clarion::notices::{self, Signer};
use clarion::plans::certificate::{self, CertificateRefusal};
use clarion::plans::confirm_passkey;
use clarion::plans::confirmation::ConfirmationRefusal;
use clarion::plans::document::{Frozen, Power};
use clarion::plans::passkeys::Entry;
use clarion::plans::proof::Part;
use clarion::plans::{self, passkey_wait_minutes, set_passkey_wait_minutes};
use clarion::trust::{Hash, base64, canonical};
use clarion::{access, coalitions};
use serde_json::json;

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
fn waiting_entries(house: &House<'_>) -> Vec<Entry> {
    let (coalition, now) = (house.coalition, house.server.app.clock.now());
    let waiting = house.server.app.db.read_blocking(move |tx| confirm_passkey::waiting(tx, coalition, now)).unwrap();
    waiting.iter().map(|waiting| waiting.entry).collect()
}

/// Their ids, and what their holders may do.
fn waiting(house: &House<'_>) -> Vec<(Id, Power)> {
    waiting_entries(house).iter().map(|entry| (entry.id(), entry.power)).collect()
}

/// How many passkeys of a group a ballot freezes that is prepared now, and the frozen plan.
fn frozen(house: &House<'_>, group: Id) -> (usize, Frozen) {
    let (_, ballot) = house.prepared();
    let file = house.get(&house.organiser, &format!("{ballot}/file"));
    let frozen = certificate::verify(file.text.as_bytes()).unwrap().ballot_box.frozen;
    (frozen.group(group).unwrap().passkeys.len(), frozen)
}

/// Signs for a passkey by its page; where that leads.
fn confirm(house: &House<'_>, who: &Organiser, entry: Id) -> String {
    house.sign(who, &format!("{PAGE}/{entry}/confirm"), "confirm", "", "").header("location").to_owned()
}

/// Signs for a passkey without its page: the words for `signed`, in the name of a group and with a passkey; where that leads.
pub(super) fn confirm_with(
    house: &House<'_>,
    who: &Organiser,
    (entry, signed): (Id, &Entry),
    (group, passkey): (Id, Id),
) -> String {
    let document = String::from_utf8(signed.document()).unwrap();
    let words = json!({"format": "clarion act 1", "act": "confirm-passkey", "coalition": house.coalition, "plan": Hash::ZERO,
        "subject": signed.passkey, "group": group, "passkey": passkey, "words": Hash::of(&[document.as_bytes()]),
        "nonce": base64(&house.server.app.ids.bytes::<16>())});
    let answered = house.send_words(who, &format!("{PAGE}/{entry}/confirm"), &words, &document);
    answered.header("location").to_owned()
}

pub(super) fn refused(entry: Id, why: &str) -> String {
    format!("{PAGE}/{entry}/confirm?refused=passkey-refused-{why}")
}

/// The only passkey of somebody.
pub(super) fn own(house: &House<'_>, who: &Organiser) -> Id {
    let account = who.account;
    house.server.app.db.read_blocking(move |tx| access::passkeys::passkeys_of(tx, account)).unwrap()[0].id
}

#[test]
fn a_new_passkey_waits_or_is_signed_for_postgres_too() {
    on_both_in_time(|server: &Server| {
        let house = House::new(server);
        let [ada, bo] = [&house.delegates[0], &house.delegates[1]];
        assert_eq!(log_size(&house), 3, "those of both delegates and the organiser; a partner does not vote");
        assert_eq!(frozen(&house, ada.group).0, 2);
        let entered = log_size(&house);
        assert_eq!(entered, 5, "as delegates they have entries of their own");

        wait(&house, 24 * 60);
        House::register(server, &server.sign_in(ada.account), 11);
        assert_eq!(log_size(&house), entered + 1, "it stands there at once");
        let (count, with) = frozen(&house, ada.group);
        assert_eq!((count, with.passkey_wait_minutes), (0, 24 * 60), "nothing of today counts before tomorrow");
        // A young coalition: nobody has waited, so nobody can let anybody off waiting.
        let first = waiting_entries(&house).into_iter().find(|entry| entry.group == ada.group).unwrap().id();
        assert_eq!(waiting(&house).len(), 4);
        assert!(house.get(bo, PAGE).text.contains("in a young coalition the first passkeys all wait"));
        let page = house.get(bo, &format!("{PAGE}/{first}/confirm")).text;
        assert!(page.contains("You have no passkey that can confirm") && !page.contains("data-words"), "{page}");

        server.app.clock.advance(25 * HOUR);
        assert_eq!((waiting(&house).len(), frozen(&house, ada.group).0), (0, 3));
        House::register(server, &server.sign_in(ada.account), 12);
        let new = *waiting(&house).last().unwrap();
        assert_eq!((waiting(&house).len(), new.1), (1, Power::Delegate));
        let page = house.get(bo, PAGE).text;
        assert!(page.contains("24 hours") && page.contains(&format!("passkeys/{}/confirm", new.0)), "{page}");
        assert!(house.get(bo, &format!("/es{PAGE}")).text.contains("24 horas"));
        assert!(!house.get(&house.organiser, PAGE).text.contains(&new.0.to_string()), "nothing to press for her own group");
        let page = house.get(bo, &format!("{PAGE}/{}/confirm", new.0)).text;
        assert!(
            page.contains("You sign for birch.") && page.contains("clarion passkey 1"),
            "whose name, and the exact words: {page}"
        );
        assert!(house.get(bo, &format!("/es{PAGE}/{}/confirm", new.0)).text.contains("Usted firma por birch."));

        assert_eq!(confirm(&house, bo, new.0), PAGE);
        assert_eq!(log_size(&house), entered + 3, "the signature stands in the log");
        assert_eq!((waiting(&house).len(), frozen(&house, ada.group).0), (0, 4), "it counts at once");
        let gone = format!("/console/account/passkeys/{}/remove", own(&house, ada));
        assert_eq!(server.page("POST", &gone, &server.sign_in(ada.account), b"").status, 303);
        assert_eq!((log_size(&house), frozen(&house, ada.group).0), (entered + 4, 3), "that one is gone stands there, too");
    });
}

/// By the pages, with passkeys of people with seats: whoever tries it in any other way than with a passkey of their own that has waited.
#[test]
fn only_a_passkey_that_has_waited_confirms_postgres_too() {
    on_both_in_time(|server: &Server| {
        let house = House::new(server);
        let ([ada, bo], cy) = ([&house.delegates[0], &house.delegates[1]], &house.organiser);
        house.prepared();
        wait(&house, 24 * 60);
        server.app.clock.advance(25 * HOUR);
        House::register(server, &server.sign_in(ada.account), 11);
        let (entry, bos) = (waiting_entries(&house)[0], own(&house, bo));
        let id = entry.id();
        assert_eq!(confirm_with(&house, cy, (id, &entry), (cy.group, own(&house, cy))), refused(id, "own-group"));
        assert!(house.get(ada, &refused(id, "own-group")).text.contains("Somebody of another group must confirm"));
        assert_eq!(house.post(&house.partner, &format!("{PAGE}/{id}/confirm"), &[]).status, 403);
        let unsigned = house.post(bo, &format!("{PAGE}/{id}/confirm"), &[]);
        assert_eq!(unsigned.header("location"), refused(id, "other-words"), "a button alone gives no word");
        // With one's own true signature: for another passkey, another post, in another group's name, with another's passkey.
        let mut other = Entry { passkey: Id([9; 16]), ..entry };
        assert_eq!(confirm_with(&house, bo, (id, &other), (bo.group, bos)), refused(id, "other-words"));
        other = Entry { power: Power::Member, ..entry };
        assert_eq!(confirm_with(&house, bo, (id, &other), (bo.group, bos)), refused(id, "other-words"));
        assert_eq!(confirm_with(&house, bo, (id, &entry), (entry.group, bos)), refused(id, "own-group"));
        assert_eq!(confirm_with(&house, bo, (id, &entry), (house.partner.group, bos)), refused(id, "other-signer"));
        let stolen = confirm_with(&house, bo, (id, &entry), (bo.group, own(&house, ada)));
        assert_eq!(stolen, refused(id, "other-signer"));
        // A colleague of Bo's signs with a passkey that waits itself, and with one that counts only since somebody signed for it.
        let eli = House::sit(server, "eli@birch.example", bo.group, 14);
        assert_eq!(confirm_with(&house, &eli, (id, &entry), (bo.group, own(&house, &eli))), refused(id, "other-signer"));
        let elis = waiting_entries(&house).into_iter().find(|waiting| waiting.group == bo.group).unwrap();
        assert_eq!(confirm(&house, ada, elis.id()), PAGE);
        assert_eq!(confirm_with(&house, &eli, (id, &entry), (bo.group, own(&house, &eli))), refused(id, "signer-waits"));
        // Bo's word counts, and counts once.
        assert_eq!(confirm(&house, bo, id), PAGE);
        let again = confirm_with(&house, bo, (id, &entry), (bo.group, bos));
        assert_eq!(again, format!("{PAGE}?refused=passkey-refused-over"));
    });
}

/// The file of a decision shows whose signature let a passkey count at once.
#[test]
fn who_signed_for_a_passkey_stands_in_the_decision_postgres_too() {
    on_both_in_time(|server: &Server| {
        let house = House::new(server);
        let [ada, bo] = [&house.delegates[0], &house.delegates[1]];
        house.prepared();
        wait(&house, 60);
        server.app.clock.advance(2 * HOUR);
        // A ballot's page offers the newest of one's passkeys first: those that do not wait sign it.
        let with_new = [(ada, 11), (bo, 12)].map(|(who, secret)| {
            let cookie = server.sign_in(who.account);
            let phone = House::register(server, &cookie, secret);
            Organiser { group: who.group, account: who.account, cookie, phone }
        });
        for entry in waiting_entries(&house) {
            let other = if entry.group == ada.group { bo } else { ada };
            assert_eq!((confirm(&house, other, entry.id()).as_str(), entry.power), (PAGE, Power::Delegate));
        }
        let (_, ballot) = house.prepared();
        for (key, choice) in [("open", ""), ("vote", "call")] {
            for who in &with_new {
                assert_eq!(house.sign(who, &ballot, key, choice, "").status, 303);
            }
        }
        let file = house.get(&house.organiser, &format!("{ballot}/file")).text;
        let recount = certificate::verify(file.as_bytes()).unwrap();
        let proved = recount.whole(None).unwrap();
        let by: Vec<Id> = proved.confirmed.iter().map(|(_, by)| *by).collect();
        assert_eq!((proved.waited, by.len()), (3, 2), "decided, and the log shows by whose passkeys");
        assert!(by.contains(&ada.group) && by.contains(&bo.group) && proved.notice.is_none());
        let good: certificate::Certificate = canonical::read(file.as_bytes()).unwrap();
        let vouched = |forged: &certificate::Certificate| -> Vec<usize> {
            let passkeys = &forged.proof.as_ref().unwrap().passkeys;
            (0..passkeys.len()).filter(|at| passkeys[*at].confirmed.is_some()).collect()
        };
        let why = |forged: &certificate::Certificate| certificate::verify(&forged.bytes()).map(|_| ()).unwrap_err();
        let at = vouched(&good);
        let mut forged = good.clone();
        let passkeys = &mut forged.proof.as_mut().unwrap().passkeys;
        let other = passkeys[at[1]].confirmed.clone();
        passkeys[at[0]].confirmed.as_mut().unwrap().word = other.clone().unwrap().word;
        assert_eq!(why(&forged), CertificateRefusal::NotInLog(Part::Confirmation), "another word than was entered");
        forged.proof.as_mut().unwrap().passkeys[at[0]].confirmed = other;
        assert_eq!(why(&forged), CertificateRefusal::Confirmation(ConfirmationRefusal::Words), "that of the other passkey");
        forged.proof.as_mut().unwrap().passkeys[at[0]].confirmed = None;
        assert_eq!(why(&forged), CertificateRefusal::PasskeyTime, "without a word it would still wait");
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

/// The waiting time as it is now, in minutes.
fn waits(house: &House<'_>) -> i64 {
    let coalition = house.coalition;
    house.server.app.db.read_blocking(move |tx| passkey_wait_minutes(tx, coalition)).unwrap()
}

fn wait_page(minutes: i64) -> String {
    format!("/console/coalitions/lanterns/passkey-wait/{minutes}")
}

/// Signs for another waiting time by its page; where that leads.
fn signs_wait(house: &House<'_>, who: &Organiser, minutes: i64) -> String {
    house.sign(who, &wait_page(minutes), "wait", "", "").header("location").to_owned()
}

#[test]
fn how_long_passkeys_wait_is_changed_by_two_groups_postgres_too() {
    on_both_in_time(|server: &Server| {
        let house = House::new(server);
        let ([ada, bo], cy) = ([&house.delegates[0], &house.delegates[1]], &house.organiser);
        house.prepared();
        wait(&house, 24 * 60);
        assert!(house.get(ada, &wait_page(0)).text.contains("it must itself have waited its time out"), "nobody has waited yet");
        server.app.clock.advance(25 * HOUR);
        for page in [wait_page(7), format!("{}x", wait_page(0))] {
            assert_eq!(house.get(ada, &page).status, 404, "{page}");
        }
        assert_eq!(house.get(&house.partner, &wait_page(0)).status, 403);
        let page = house.get(ada, PAGE).text;
        assert!(page.contains("How long a new passkey waits") && page.contains("Change to: No time at all"), "{page}");
        assert!(page.contains("Change to: 3 days") && house.get(ada, &format!("/es{PAGE}")).text.contains("Cambiar a: 7 días"));
        // One group, however many of its people and however often, cuts nothing short; nor do two that want something else.
        assert_eq!(signs_wait(&house, ada, 0), wait_page(0));
        assert_eq!(signs_wait(&house, cy, 0), wait_page(0));
        assert_eq!(signs_wait(&house, ada, 0), wait_page(0));
        assert_eq!(signs_wait(&house, bo, 60), wait_page(60));
        assert_eq!(waits(&house), 24 * 60);
        assert!(house.get(bo, PAGE).text.contains("alder (Ada Example) signed for: No time at all"));
        let words = json!({"format": "clarion act 1", "act": "passkey-wait", "coalition": house.coalition, "plan": Hash::ZERO,
            "subject": house.coalition, "group": bo.group, "passkey": own(&house, ada), "nonce": base64(&[7; 16]),
            "words": Hash::of(&[attribute(&house.get(bo, &wait_page(0)).text, "data-words").as_bytes()])});
        let wrong = house.send_words(ada, &wait_page(0), &words, "").header("location").to_owned();
        assert_eq!(wrong, format!("{}?refused=passkey-refused-wait-other-words", wait_page(0)));
        // Not while a ballot runs.
        let (_, ballot) = house.prepared();
        for who in [ada, bo] {
            house.sign(who, &ballot, "open", "", "");
        }
        let page = house.get(bo, &wait_page(0)).text;
        assert!(page.contains("A ballot runs. The waiting time stays as it is") && !page.contains("data-words"), "{page}");
        assert!(domain_to_keep(&house, "localhost").is_none());
        assert_eq!(
            domain_to_keep(&house, "elsewhere.example").as_deref(),
            Some("localhost"),
            "nor does the passkeys' domain change"
        );
        for (key, choice, reason) in [("vote", "call", ""), ("halt", "", "A storm.")] {
            for who in [ada, bo] {
                house.sign(who, &ballot, key, choice, reason);
            }
        }
        assert!(domain_to_keep(&house, "elsewhere.example").is_none());
        assert!(house.get(bo, &wait_page(0)).text.contains("Another group has signed the same"));
        assert_eq!(signs_wait(&house, bo, 0), PAGE);
        assert_eq!(waits(&house), 0);
        // What was signed for the time before does nothing now.
        wait(&house, 24 * 60);
        assert_eq!(signs_wait(&house, bo, 0), wait_page(0));
        assert_eq!(waits(&house), 24 * 60);
    });
}

/// The log's file, as everybody downloads it.
fn log_file(house: &House<'_>) -> String {
    let given = house.server.page("GET", "/coalitions/lanterns/log/log.json", "", b"");
    assert_eq!(given.status, 200, "{}", given.text);
    given.text
}

/// Each word for another time is an entry of the public log at once, and the log holds by the program, on a machine that knows only it.
#[test]
fn a_word_for_another_waiting_time_stands_in_the_public_log_postgres_too() {
    on_both_in_time(|server: &Server| {
        let house = House::new(server);
        let [ada, bo] = [&house.delegates[0], &house.delegates[1]];
        house.prepared();
        wait(&house, 24 * 60);
        server.app.clock.advance(25 * HOUR);
        let (before, older) = (log_size(&house), log_file(&house));
        assert_eq!(signs_wait(&house, ada, 60), wait_page(60));
        assert_eq!(log_size(&house), before + 1, "the first word, which changes nothing yet");
        assert_eq!(signs_wait(&house, ada, 0), wait_page(0));
        assert_eq!(log_size(&house), before + 2, "another word of hers, which takes its place");
        // What is refused leaves nothing there.
        let unsigned = house.post(bo, &wait_page(60), &[]).header("location").to_owned();
        assert!(unsigned.contains("?refused="), "{unsigned}");
        assert_eq!(log_size(&house), before + 2);
        assert_eq!((signs_wait(&house, bo, 0).as_str(), waits(&house)), (PAGE, 0));
        assert_eq!(log_size(&house), before + 3, "and the word that changes it");
        let folder = testkit::TempFolder::new();
        let [old, new] = [("older.json", older), ("log.json", log_file(&house))].map(|(name, text)| {
            let path = folder.join(name);
            std::fs::write(&path, text).unwrap();
            path.display().to_string()
        });
        let said = clarion(&["verify", "log", &new, "--older", &old, "--json"], &[]);
        assert!(said.status.success(), "{}", text(&said.stderr));
        let said: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
        assert_eq!((&said["holds"], &said["size"], &said["grown_by"]), (&json!(true), &json!(before + 3), &json!(3)));
    });
}

/// The passkey domain that must be set again, if the settings named this one.
fn domain_to_keep(house: &House<'_>, domain: &str) -> Option<String> {
    let mut settings = (*house.server.app.settings).clone();
    settings.passkey_domain = Some(domain.to_owned());
    house.server.app.db.read_blocking(move |tx| plans::domain_to_keep(tx, &settings)).unwrap()
}
