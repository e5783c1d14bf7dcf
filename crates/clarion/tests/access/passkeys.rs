//! Passkeys and recovery codes over HTTP, with a passkey in software in place of somebody's phone.

use crate::harness::{Answered, Server, on_both};
use clarion::access::SeatRole;
use clarion::access::passkeys::{CHALLENGE_LIFE, PASSKEYS_MAX, passkeys_of, register, sign_in, site};
use clarion::access::sessions::{self, BeganBy, Device, NewSession};
use clarion::access::signed_in::FRESH_FOR;
use clarion::ids::Id;
use clarion::trust::software::{SoftwarePasskey, client_data};
use clarion::trust::{Hash, base64};

const ADA: &str = "ada@people.example";
const ORIGIN: &str = "http://localhost:8080";
const THERE: u8 = 0x45;

/// What an authenticator hands over for a new passkey.
fn attestation(id: &[u8], cose: &[u8], flags: u8, domain: &str) -> Vec<u8> {
    let length = u16::try_from(id.len()).unwrap().to_be_bytes();
    let data = [&Hash::of(&[domain.as_bytes()]).0[..], &[flags, 0, 0, 0, 0], &[0; 16], &length, id, cose].concat();
    let long = u16::try_from(data.len()).unwrap().to_be_bytes();
    [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59"[..], &long, &data].concat()
}

fn challenge(server: &Server, path: &str, cookie: &str) -> Hash {
    let options = server.page("GET", path, cookie, b"");
    assert_eq!((options.status, options.header("cache-control")), (200, "no-store"), "{}", options.text);
    Hash::parse(options.json()["challenge"].as_str().unwrap()).unwrap()
}

/// Registers a passkey of this credential id as the page's script does.
fn add(server: &Server, cookie: &str, id: &[u8], cose: &[u8]) -> Answered {
    let challenge = challenge(server, "/console/account/passkeys/options", cookie);
    let client = client_data("webauthn.create", &challenge, ORIGIN);
    send(server, cookie, &client, &attestation(id, cose, THERE, "localhost"))
}

fn send(server: &Server, cookie: &str, client: &str, attestation: &[u8]) -> Answered {
    let body = format!("name=My+phone&client_data={}&attestation={}", base64(client.as_bytes()), base64(attestation));
    server.page("POST", "/console/account/passkeys", cookie, body.as_bytes())
}

fn unlock(server: &Server, passkey: &SoftwarePasskey, id: &[u8], challenge: &Hash) -> Answered {
    let signed = passkey.sign(challenge, &site(&server.app.settings).unwrap());
    let (authenticator, client) = (base64(&signed.authenticator_data.0), base64(&signed.client_data.0));
    let body = format!(
        "credential_id={}&authenticator_data={authenticator}&client_data={client}&signature={}",
        base64(id),
        base64(&signed.signature.0)
    );
    server.page("POST", "/console/sign-in/passkey", "", body.as_bytes())
}

fn cookie(answer: &Answered) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

#[test]
fn a_passkey_is_registered_signs_in_once_a_challenge_and_is_removed_postgres_too() {
    on_both(|server| {
        let account = server.account(ADA, &[]);
        let here = server.sign_in(account);
        let (phone, id) = (SoftwarePasskey::from_secret([1; 32]), [7; 16]);
        let added = add(server, &here, &id, phone.cose());
        assert_eq!(added.status, 303);
        let location = added.header("location");
        assert!(location.starts_with("/console/account?added=") && location.ends_with("#passkeys"), "{location}");
        let passkeys = server.app.db.read_blocking(move |tx| passkeys_of(tx, account)).unwrap();
        assert_eq!((passkeys.len(), passkeys[0].algorithm, passkeys[0].can_vote()), (1, -7, true));
        assert_eq!((passkeys[0].public_key.as_slice(), passkeys[0].credential_id.as_slice()), (phone.cose(), &id[..]));
        let page = server.page("GET", "/console/account", &here, b"").text;
        assert!(page.contains("My phone") && page.contains("Signs in, and signs ballots"));
        let asked = challenge(server, "/console/sign-in/passkey/options", "");
        let used = unlock(server, &phone, &id, &asked);
        assert_eq!((used.status, used.header("location")), (303, "/console"), "{}", used.text);
        let page = server.page("GET", "/console/account", &cookie(&used), b"").text;
        assert!(page.contains("Signed in with a passkey") && page.contains("Last used"));
        let again = unlock(server, &phone, &id, &asked);
        assert_eq!((again.status, again.header("set-cookie")), (422, ""));
        assert!(again.text.contains("or was sent twice"), "the same answer again");
        let at = page.find("/console/account/passkeys/0").unwrap();
        let remove = page[at..at + page[at..].find('"').unwrap()].to_owned();
        let bo = server.sign_in(server.account("bo@people.example", &[]));
        assert_eq!(server.page("POST", &remove, &bo, b"").status, 303);
        assert_eq!(server.app.db.read_blocking(move |tx| passkeys_of(tx, account)).unwrap().len(), 1, "another's stays");
        assert_eq!(server.page("POST", &remove, &here, b"").status, 303);
        let gone = unlock(server, &phone, &id, &challenge(server, "/console/sign-in/passkey/options", ""));
        assert!(gone.status == 422 && gone.text.contains("We do not know this passkey"));
    });
}

#[test]
fn answers_that_register_nothing() {
    let server = Server::start(db::Engine::Sqlite);
    let account = server.account(ADA, &[]);
    let here = server.sign_in(account);
    let phone = SoftwarePasskey::from_secret([1; 32]);
    let fresh = || challenge(&server, "/console/account/passkeys/options", &here);
    let good = |id: &[u8], cose: &[u8], flags: u8| attestation(id, cose, flags, "localhost");
    let bo = server.sign_in(server.account("bo@people.example", &[]));
    let ready = good(&[7; 16], phone.cose(), THERE);
    let of_bo = challenge(&server, "/console/account/passkeys/options", &bo);
    let of_sign_in = challenge(&server, "/console/sign-in/passkey/options", "");
    let own = |kind: &str| client_data(kind, &fresh(), ORIGIN);
    let rsa = [&[0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x41, 1, 0x21, 0x41, 3][..]].concat();
    for (client, attestation, sentence) in [
        (String::new(), ready.clone(), "does not fit this site"),
        (own("webauthn.get"), ready.clone(), "does not fit this site"),
        (client_data("webauthn.create", &fresh(), "https://evil.example"), ready.clone(), "does not fit this site"),
        (own("webauthn.create").replace("false", "true"), ready.clone(), "does not fit this site"),
        (client_data("webauthn.create", &of_bo, ORIGIN), ready.clone(), "took too long"),
        (client_data("webauthn.create", &of_sign_in, ORIGIN), ready.clone(), "took too long"),
        (client_data("webauthn.create", &Hash([0xff; 32]), ORIGIN), ready.clone(), "took too long"),
        (own("webauthn.create"), good(&[7; 16], phone.cose(), 0x41), "did not check who you are"),
        (own("webauthn.create"), self::attestation(&[7; 16], phone.cose(), THERE, "evil.example"), "does not fit this site"),
        (own("webauthn.create"), good(&[7; 16], &rsa, THERE), "of a kind that we cannot check"),
        (own("webauthn.create"), vec![0xa3; 9000], "does not fit this site"),
    ] {
        let answer = send(&server, &here, &client, &attestation);
        assert!(answer.status == 422 && answer.text.contains(sentence), "{client}: {sentence} is not in {}", answer.text);
    }
    assert_eq!(server.app.db.read_blocking(move |tx| passkeys_of(tx, account)).unwrap(), []);
    // The good one shows that nothing but what was changed was wrong; the same credential is nobody else's.
    assert_eq!(send(&server, &here, &own("webauthn.create"), &ready).status, 303);
    let again = add(&server, &bo, &[7; 16], phone.cose());
    assert!(again.status == 422 && again.text.contains("already has a passkey"));
}

#[test]
fn a_passkey_of_another_algorithm_signs_in_and_is_told_that_it_cannot_vote() {
    let server = Server::start(db::Engine::Sqlite);
    let here = server.sign_in(server.account(ADA, &[]));
    // A COSE_Key of Ed25519; any 32 bytes are one.
    let cose = [&[0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 0x20][..], &[9; 32]].concat();
    assert_eq!(add(&server, &here, &[8; 16], &cose).status, 303);
    assert!(server.page("GET", "/console/account", &here, b"").text.contains("Signs in, but cannot vote"));
    let console = server.page("GET", "/console", &here, b"").text;
    assert!(!console.contains("Add a passkey"), "whoever speaks for no group is not asked for one that votes");
}

#[test]
fn answers_that_sign_nobody_in() {
    let server = Server::start(db::Engine::Sqlite);
    let here = server.sign_in(server.account(ADA, &[]));
    let (phone, other) = (SoftwarePasskey::from_secret([1; 32]), SoftwarePasskey::from_secret([2; 32]));
    add(&server, &here, &[7; 16], phone.cose());
    let fresh = || challenge(&server, "/console/sign-in/passkey/options", "");
    let refused = |answer: Answered, sentence: &str| {
        assert_eq!((answer.status, answer.header("set-cookie")), (422, ""));
        assert!(answer.text.contains(sentence), "{sentence} is not in {}", answer.text);
    };
    refused(unlock(&server, &other, &[7; 16], &fresh()), "does not fit this site");
    refused(unlock(&server, &phone, &[6; 16], &fresh()), "We do not know this passkey");
    let register = challenge(&server, "/console/account/passkeys/options", &here);
    refused(unlock(&server, &phone, &[7; 16], &register), "took too long");
    refused(unlock(&server, &phone, &[7; 16], &Hash([0; 32])), "took too long");
    for body in ["", "credential_id=Bw", "credential_id=%00&signature=x", &"a".repeat(30_000)] {
        refused(server.page("POST", "/console/sign-in/passkey", "", body.as_bytes()), "does not fit this site");
    }
    assert_eq!(server.page("POST", "/console/sign-in/passkey", "", &vec![b'a'; 40_000]).status, 413);
}

#[test]
fn challenges_grow_old_and_counters_never_go_back_postgres_too() {
    on_both(|server| {
        let (app, db) = (&server.app, &server.app.db);
        let (account, site) = (server.account(ADA, &[]), site(&app.settings).unwrap());
        let phone = SoftwarePasskey::from_secret([1; 32]);
        let asks = register::Asks { account, email: ADA, name: "Ada", known: &[] };
        let options = |at| register::options(&app.vault, &app.ids, at, &site, &asks);
        let answer = |challenge: &Hash| register::NewPasskeyAnswer {
            client_data: client_data("webauthn.create", challenge, ORIGIN).into_bytes(),
            attestation: attestation(&[7; 16], phone.cose(), THERE, "localhost"),
            name: "Phone".to_owned(),
        };
        let asked = Hash::parse(options(1_000_000)["challenge"].as_str().unwrap()).unwrap();
        let check = |at| register::check(&app.vault, &app.ids, at, &site, account, &answer(&asked)).unwrap();
        assert!(check(1_000_000 + CHALLENGE_LIFE - 1).is_ok());
        for at in [1_000_000 + CHALLENGE_LIFE, 999_999] {
            assert_eq!(check(at).unwrap_err(), register::RegisterRefusal::Stale);
        }
        let checked = check(1_000_001).unwrap();
        for _ in 0..2 {
            let checked = checked.clone();
            // A commit in doubt is run again.
            assert_eq!(db.write_bulk("test.register", move |tx| register::register(tx, 1_000_001, &checked)).unwrap(), Ok(()));
        }
        let other = check(1_000_002).unwrap();
        let twice = db.write_bulk("test.register", move |tx| register::register(tx, 1_000_002, &other)).unwrap();
        assert_eq!(twice, Err(register::RegisterRefusal::Stale), "one answer registers once");
        // An authenticator that counts: 5, then 5 again.
        let unlocked = |at: i64, count: u8| {
            let passkey = db.read_blocking(|tx| sign_in::find(tx, &[7; 16])).unwrap().unwrap();
            let asked = sign_in::options(&app.vault, &app.ids, at, &site);
            let challenge = Hash::parse(asked["challenge"].as_str().unwrap()).unwrap();
            let checked = counting(server, &phone, &challenge, count, at, &passkey);
            let session = NewSession::new(&app.ids, at, BeganBy::Passkey, Device::default());
            let run = move |tx: &mut db::Tx<'_>| sign_in::sign_in(tx, at, &checked, &session);
            let first = db.write_bulk("test.sign_in", run.clone()).unwrap();
            assert_eq!(db.write_bulk("test.sign_in", run).unwrap(), first, "run again");
            first
        };
        assert_eq!(unlocked(2_000_000, 5), Ok(()));
        assert_eq!(unlocked(3_000_000, 5), Err(sign_in::PasskeyRefusal::Copied));
        assert_eq!(unlocked(4_000_000, 0), Err(sign_in::PasskeyRefusal::Copied));
        assert_eq!(unlocked(5_000_000, 6), Ok(()));
    });
}

/// An answer whose counter says `count`, signed anew.
fn counting(
    server: &Server,
    phone: &SoftwarePasskey,
    challenge: &Hash,
    count: u8,
    at: i64,
    passkey: &clarion::access::Passkey,
) -> sign_in::Checked {
    let site = site(&server.app.settings).unwrap();
    let assertion = phone.sign_counting(&client_data("webauthn.get", challenge, ORIGIN), &site.id, 0x05, u32::from(count));
    let answer = sign_in::PasskeyAnswer { credential_id: vec![7; 16], assertion };
    sign_in::check(&server.app.vault, at, &site, passkey, &answer).unwrap()
}

#[test]
fn an_account_holds_so_many_passkeys() {
    let server = Server::start(db::Engine::Sqlite);
    let here = server.sign_in(server.account(ADA, &[]));
    let statuses: Vec<u16> = (0..=PASSKEYS_MAX)
        .map(|number| {
            let number = u8::try_from(number).unwrap();
            add(&server, &here, &[number; 16], SoftwarePasskey::from_secret([number + 1; 32]).cose()).status
        })
        .collect();
    assert!(statuses[..PASSKEYS_MAX].iter().all(|status| *status == 303) && statuses[PASSKEYS_MAX] == 422, "{statuses:?}");
}

#[test]
fn recovery_codes_are_shown_once_and_each_signs_in_once_postgres_too() {
    on_both(|server| {
        let group = server.group("Alder").id;
        let here = server.sign_in(server.account(ADA, &[(group, SeatRole::Organiser)]));
        let codes = |answer: &Answered| -> Vec<String> {
            let parts = answer.text.split("<code>").skip(1);
            parts.map(|rest| rest.split("</code>").next().unwrap().to_owned()).collect()
        };
        let first = codes(&server.page("POST", "/console/account/recovery-codes", &here, b""));
        let made = codes(&server.page("POST", "/console/account/recovery-codes", &here, b""));
        assert_eq!((first.len(), made.len()), (8, 8));
        let page = server.page("GET", "/console/account", &here, b"").text;
        assert!(page.contains("8 codes still work") && !page.contains(&made[0]));
        let try_code = |email: &str, code: &str| {
            let body = format!("email={}&code={}", email.replace('@', "%40"), code.to_lowercase().replace('-', "+"));
            server.page("POST", "/console/sign-in/code", "", body.as_bytes())
        };
        let used = try_code(ADA, &made[0]);
        assert_eq!((used.status, used.header("location")), (303, "/console"));
        let page = server.page("GET", "/console/account", &cookie(&used), b"").text;
        assert!(page.contains("7 codes still work") && page.contains("Signed in with a recovery code"));
        server.account("bo@people.example", &[]);
        let told = |answer: Answered| {
            (answer.status, answer.header("set-cookie").to_owned(), answer.text.replace("bo@", "ada@").replace("nobody@", "ada@"))
        };
        let wrong = told(try_code(ADA, &made[0]));
        assert_eq!((wrong.0, wrong.1.as_str()), (422, ""));
        for (email, code) in [
            (ADA, first[1].as_str()),
            (ADA, "0000-0000-0000-0000"),
            (ADA, "nonsense"),
            ("bo@people.example", &made[1]),
            ("nobody@people.example", &made[1]),
        ] {
            assert_eq!(told(try_code(email, code)), wrong, "{email} {code}");
        }
    });
}

#[test]
fn whoever_owns_an_account_hears_by_mail_that_its_keys_changed_postgres_too() {
    on_both(|server| {
        let group = server.group("Alder").id;
        let account = server.account(ADA, &[(group, SeatRole::Organiser)]);
        let here = server.sign_in(account);
        let _worker = server.worker();
        let told = |mails: usize, sentence: &str| {
            testkit::wait_until("the mail", std::time::Duration::from_secs(60), || server.mails().len() >= mails);
            let mail = server.mails().pop().unwrap();
            assert!(mail.contains("To: ada@people.example") && mail.contains(sentence), "{sentence} is not in {mail}");
            assert!(!mail.contains("/link/"), "nothing to press");
        };
        let phone = SoftwarePasskey::from_secret([1; 32]);
        add(server, &here, &[7; 16], phone.cose());
        told(1, "A passkey was added to your account.");
        let id = server.app.db.read_blocking(move |tx| passkeys_of(tx, account)).unwrap()[0].id;
        for _ in 0..2 {
            server.page("POST", &format!("/console/account/passkeys/{id}/remove"), &here, b"");
        }
        told(2, "A passkey was removed from your account.");
        let made = server.page("POST", "/console/account/recovery-codes", &here, b"").text;
        told(3, "New recovery codes were made for your account.");
        let code = made.split("<code>").nth(1).unwrap()[..19].to_owned();
        for _ in 0..2 {
            server.page("POST", "/console/sign-in/code", "", format!("email=ada%40people.example&code={code}").as_bytes());
        }
        told(4, "Somebody signed in to your account with a recovery code.");
        assert_eq!(server.mails().len(), 4, "what changed nothing tells nothing");
    });
}

#[test]
fn an_old_session_looks_and_changes_no_keys() {
    let server = Server::start(db::Engine::Sqlite);
    let account = server.account(ADA, &[]);
    let begun = NewSession::new(&server.app.ids, server.app.clock.now() - FRESH_FOR, BeganBy::Link, Device::default());
    let old = format!("session={}", begun.secret);
    server.app.db.write_bulk("test.old", move |tx| sessions::begin(tx, account, &begun)).unwrap();
    let page = server.page("GET", "/console/account", &old, b"");
    assert!(page.status == 200 && page.text.contains("You signed in more than an hour ago"));
    assert!(!page.text.contains("data-passkey") && !page.text.contains("recovery-codes"));
    let some = Id([1; 16]);
    for (method, path) in [
        ("GET", "/console/account/passkeys/options".to_owned()),
        ("POST", "/console/account/passkeys".to_owned()),
        ("POST", format!("/console/account/passkeys/{some}/remove")),
        ("POST", "/console/account/recovery-codes".to_owned()),
    ] {
        assert_eq!(server.page(method, &path, &old, b"").status, 403, "{path}");
    }
}
