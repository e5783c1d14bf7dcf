//! Accounts, seats and sessions as they lie in the database, on both engines.

use crate::harness::on_both;
use clarion::access::sessions::{self, BeganBy, Device, IDLE_LIFE, NewSession, SESSIONS_MAX, WHOLE_LIFE};
use clarion::access::{self, SeatRole, accounts};
use clarion::ids::Id;
use clarion::web::lang::Lang;

#[test]
fn a_mailbox_has_one_account_however_it_is_spelt_postgres_too() {
    on_both(|server| {
        let group = server.group("Alder").id;
        let first = server.account("ada@people.example", &[(group, SeatRole::Organiser)]);
        let again = server.account("Ada+work@People.example", &[(group, SeatRole::Owner)]);
        assert_eq!(first, again);
        let actor = server.app.db.read_blocking(move |tx| access::actor(tx, first)).unwrap().unwrap();
        assert_eq!((actor.role_in(group), actor.seats.len()), (Some(SeatRole::Owner), 1), "the role given last");
        let seated = server.app.db.read_blocking(move |tx| accounts::seated_in(tx, group, 10)).unwrap();
        let profile = accounts::open(&server.app.vault, first, &seated[0].0.sealed).unwrap();
        assert_eq!(profile.email, "ada@people.example", "mails go to the address that was given first");
        assert!(server.app.db.write_bulk("test.seat", move |tx| access::drop_seat(tx, first, group)).unwrap());
        let actor = server.app.db.read_blocking(move |tx| access::actor(tx, first)).unwrap().unwrap();
        assert_eq!(actor.role_in(group), None);
        let nobody = server.app.db.read_blocking(|tx| access::actor(tx, Id([3; 16]))).unwrap();
        assert_eq!(nobody, None);
    });
}

#[test]
fn an_account_lies_sealed() {
    on_both(|server| {
        let app = &server.app;
        let email = seal::email::fold("zephyrine@people.example").unwrap();
        let new = accounts::prepare(&app.vault, &app.ids, 0, &email, "Zephyrine Made-Up", Lang::Es).unwrap();
        let sealed = String::from_utf8_lossy(&new.sealed).into_owned();
        assert!(!sealed.contains("phyrine") && !sealed.contains("Made-Up"));
        assert_eq!(accounts::open(&app.vault, new.id, &new.sealed).unwrap().name, "Zephyrine Made-Up");
        assert!(accounts::open(&app.vault, Id([1; 16]), &new.sealed).is_err(), "a row passed off for another's");
    });
}

#[test]
fn sessions_end_when_they_are_revoked_idle_or_old_postgres_too() {
    on_both(|server| {
        let (app, db) = (&server.app, &server.app.db);
        let account = server.account("ada@people.example", &[]);
        let other = server.account("bo@people.example", &[]);
        let new = NewSession::new(&app.ids, 1_000_000, BeganBy::Link, Device::default());
        let (hash, id) = (new.token_hash, new.id);
        // A commit in doubt is run again.
        for _ in 0..2 {
            let new = new.clone();
            db.write_bulk("test.begin", move |tx| sessions::begin(tx, account, &new)).unwrap();
        }
        let living = |at: i64| db.read_blocking(move |tx| sessions::find(tx, &hash, at)).unwrap().is_some();
        assert!(living(1_000_000 + IDLE_LIFE - 1));
        assert!(!living(1_000_000 + IDLE_LIFE));
        let mut at = 1_000_000;
        while at + IDLE_LIFE / 2 < 1_000_000 + WHOLE_LIFE {
            at += IDLE_LIFE / 2;
            db.write_bulk("test.touch", move |tx| sessions::touch(tx, id, at)).unwrap();
        }
        assert!(living(1_000_000 + WHOLE_LIFE - 1));
        assert!(!living(1_000_000 + WHOLE_LIFE), "used or not");
        let end = |whose: Id| db.write_bulk("test.end", move |tx| sessions::end(tx, whose, id)).unwrap();
        assert!(!end(other), "another's session is not theirs to end");
        assert!(end(account) && !end(account));
        assert!(!living(2_000_000));
    });
}

#[test]
fn an_account_keeps_the_sessions_it_used_last_postgres_too() {
    on_both(|server| {
        let (app, db) = (&server.app, &server.app.db);
        let account = server.account("ada@people.example", &[]);
        let mut ids = Vec::new();
        for at in 1..=SESSIONS_MAX + 2 {
            let new = NewSession::new(&app.ids, at, BeganBy::Passkey, Device::default());
            ids.push(new.id);
            db.write_bulk("test.begin", move |tx| sessions::begin(tx, account, &new)).unwrap();
        }
        let kept = |at| -> Vec<Id> {
            let kept = db.read_blocking(move |tx| sessions::of_account(tx, account, at)).unwrap();
            kept.into_iter().map(|session| session.id).collect()
        };
        let newest: Vec<Id> = ids.iter().skip(2).rev().copied().collect();
        assert_eq!(kept(100), newest);
        let keep = ids[7];
        assert_eq!(db.write_bulk("test.others", move |tx| sessions::end_others(tx, account, keep)).unwrap(), 19);
        assert_eq!(kept(100), [keep]);
    });
}

#[test]
fn somebody_changes_their_name_and_the_language_of_their_mails_postgres_too() {
    on_both(|server| {
        let group = server.group("Alder").id;
        let account = server.account("ada@alder.example", &[(group, SeatRole::Owner)]);
        let cookie = server.sign_in(account);
        let saves = |body: &str| server.page("POST", "/console/account/profile", &cookie, body.as_bytes());
        for empty in ["own_name=&lang=es", "own_name=Ada%0ABcc%3A+x&lang=es"] {
            let refused = saves(empty);
            assert_eq!(refused.status, 422);
            assert!(refused.text.contains("Write a name on one line"), "{}", refused.text);
        }
        assert_eq!(saves("own_name=Ada+Lovelace&lang=es").header("location"), "/console/account?done=renamed");
        let page = server.page("GET", "/console/account?done=renamed", &cookie, b"").text;
        assert!(page.contains("value=\"Ada Lovelace\"") && page.contains("Saved") && page.contains("ada@alder.example"), "{page}");
        let found = server.app.db.read_blocking(move |tx| access::accounts::account(tx, account)).unwrap().unwrap();
        assert_eq!(found.lang, Lang::Es);
        // Another's account stays what it was, whoever is named in the form.
        assert_eq!(server.page("POST", "/console/account/profile", "", b"own_name=X").status, 303);
        let people = server.page("GET", "/console/groups/alder/people", &cookie, b"").text;
        assert!(people.contains("Ada Lovelace"), "{people}");
    });
}
