//! Seats: invited by mail, taken once by the link, declined, and taken away.

use super::{Owned, Verb, at_once, done, owned, seen};
use crate::harness::{Server, on_both};
use clarion::access::{self, SeatRole, accounts};
use clarion::coalitions::seats::invite::{
    AGAIN_AFTER, INVITATION_LIFE, InviteSeatRefusal, NewSeatInvitation, invite, prepare, withdraw,
};
use clarion::coalitions::seats::remove::{RemoveRefusal, remove};
use clarion::coalitions::seats::{self, jobs, waiting};
use clarion::ids::Id;
use clarion::messages::Mailer;
use clarion::web::lang::Lang;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn prepared(server: &Server, by: Owned, email: &str, role: SeatRole, at: i64) -> NewSeatInvitation {
    let email = seal::email::fold(email).unwrap();
    prepare(&server.app.vault, &server.app.ids, at, by.group, &email, role, Lang::En, by.owner).unwrap()
}

fn invited_at(server: &Server, by: Owned, email: &str, role: SeatRole, at: i64) -> Result<(), InviteSeatRefusal> {
    let new = prepared(server, by, email, role, at);
    done(server, move |tx| invite(tx, &new))
}

fn invited(server: &Server, by: Owned, email: &str) -> Result<(), InviteSeatRefusal> {
    invited_at(server, by, email, SeatRole::Organiser, server.app.clock.now())
}

/// The path of the newest invitation's link.
fn link(server: &Server, group: Id) -> String {
    let newest = seen(server, move |tx| waiting(tx, group));
    format!("/invitations/{}", server.app.vault.token(newest[0].id).to_text())
}

fn role_of(server: &Server, email: &str, group: Id) -> Option<SeatRole> {
    let key = accounts::key_of(&server.app.vault, &seal::email::fold(email).unwrap());
    seen(server, move |tx| {
        let Some(account) = accounts::account_by_key(tx, key)? else { return Ok(None) };
        Ok(access::actor(tx, account.id)?.and_then(|actor| actor.role_in(group)))
    })
}

#[test]
fn the_link_proves_the_mailbox_and_seats_once_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        assert_eq!(invited(server, alder, "ada@people.example"), Ok(()));
        let link = link(server, alder.group);
        let page = server.page("GET", &link, "", b"");
        assert!(page.status == 200 && page.text.contains("Alder") && page.text.contains("name=\"name\""), "{}", page.text);
        assert_eq!(role_of(server, "ada@people.example", alder.group), None, "looking changes nothing");
        let nameless = server.page("POST", &link, "", b"name=+");
        assert_eq!((nameless.status, role_of(server, "ada@people.example", alder.group)), (422, None));
        let taken = server.page("POST", &link, "", b"name=Ada+Lantern");
        assert_eq!((taken.status, taken.header("location")), (303, "/console/groups/alder"));
        assert_eq!(role_of(server, "ada@people.example", alder.group), Some(SeatRole::Organiser));
        let cookie = taken.header("set-cookie").split(';').next().unwrap().to_owned();
        assert!(cookie.starts_with("session=") && taken.header("set-cookie").contains("HttpOnly"));
        assert_eq!(server.page("GET", "/console/groups/alder", &cookie, b"").status, 200);
        for method in ["GET", "POST"] {
            assert_eq!(server.page(method, &link, "", b"name=Eve").status, 404, "the link works once");
        }
    });
}

#[test]
fn two_who_follow_one_link_at_once_begin_one_session_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        invited(server, alder, "ada@people.example").unwrap();
        let link = link(server, alder.group);
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let posts: Vec<_> = (0..4).map(|_| scope.spawn(|| server.page("POST", &link, "", b"name=Ada").status)).collect();
            posts.into_iter().map(|post| post.join().unwrap()).collect()
        });
        assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    });
}

#[test]
fn an_invitation_ends_by_age_withdrawal_or_a_newer_one_postgres_too() {
    on_both(|server| {
        let (alder, now) = (owned(server, "Alder"), server.app.clock.now());
        let gone = |link: &str| assert_eq!(server.page("POST", link, "", b"name=Ada").status, 404);
        invited_at(server, alder, "old@people.example", SeatRole::Organiser, now - INVITATION_LIFE).unwrap();
        gone(&link(server, alder.group));
        invited_at(server, alder, "ada@people.example", SeatRole::Organiser, now - AGAIN_AFTER).unwrap();
        let first = link(server, alder.group);
        assert_eq!(invited(server, alder, "Ada@people.example"), Ok(()), "after an hour");
        gone(&first);
        assert_eq!(invited(server, alder, "ada@people.example"), Err(InviteSeatRefusal::TooSoon));
        let (second, newest) = (link(server, alder.group), seen(server, move |tx| waiting(tx, alder.group)).remove(0).id);
        let birch = owned(server, "Birch");
        let by_stranger = done(server, move |tx| withdraw(tx, now, birch.group, newest));
        assert_eq!(by_stranger, Err(InviteSeatRefusal::Over), "another group's id changes nothing");
        let withdrawn = server.app.db.write_bulk("test.withdraw", move |tx| withdraw(tx, now, alder.group, newest));
        assert_eq!(withdrawn.unwrap(), Ok(()));
        gone(&second);
    });
}

#[test]
fn who_was_unseated_seats_nobody_any_more_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let second = Owned { owner: server.account("b@people.example", &[(alder.group, SeatRole::Owner)]), ..alder };
        invited(server, second, "ada@people.example").unwrap();
        let link = link(server, alder.group);
        let now = server.app.clock.now();
        server.app.db.write_bulk("test.unseat", move |tx| remove(tx, now, alder.group, second.owner)).unwrap().unwrap();
        assert_eq!(server.page("POST", &link, "", b"name=Ada").status, 404);
        assert_eq!(role_of(server, "ada@people.example", alder.group), None);
    });
}

#[test]
fn an_organiser_is_raised_by_an_invitation_and_an_owner_never_lowered_postgres_too() {
    on_both(|server| {
        let (alder, now) = (owned(server, "Alder"), server.app.clock.now());
        server.account("ada@people.example", &[(alder.group, SeatRole::Organiser)]);
        assert_eq!(invited(server, alder, "ada@people.example"), Err(InviteSeatRefusal::Seated));
        assert_eq!(invited(server, alder, "owner@alder.example"), Err(InviteSeatRefusal::Seated));
        assert_eq!(invited_at(server, alder, "ada@people.example", SeatRole::Owner, now), Ok(()));
        let page = server.page("GET", &link(server, alder.group), "", b"");
        assert!(!page.text.contains("name=\"name\""), "whoever has an account has a name");
        assert_eq!(server.page("POST", &link(server, alder.group), "", b"").status, 303);
        assert_eq!(role_of(server, "ada@people.example", alder.group), Some(SeatRole::Owner));
    });
}

#[test]
fn who_declines_is_asked_no_more_by_that_group_postgres_too() {
    on_both(|server| {
        let (alder, birch) = (owned(server, "Alder"), owned(server, "Birch"));
        invited(server, alder, "ada@people.example").unwrap();
        let link = link(server, alder.group);
        assert_eq!(server.page("GET", &format!("{link}/decline"), "", b"").status, 200);
        assert_eq!(server.page("GET", &link, "", b"").status, 200, "looking declined nothing");
        assert_eq!(server.page("POST", &format!("{link}/decline"), "", b"List-Unsubscribe=One-Click").status, 200);
        assert_eq!(server.page("POST", &link, "", b"name=Ada").status, 404);
        assert_eq!(invited(server, alder, "ada@people.example"), Err(InviteSeatRefusal::Unwanted));
        assert_eq!(invited(server, birch, "ada@people.example"), Ok(()), "another group may ask");
    });
}

#[test]
fn a_group_keeps_an_owner_even_when_two_leave_at_once_postgres_too() {
    on_both(|server| {
        let (alder, now) = (owned(server, "Alder"), server.app.clock.now());
        let second = server.account("b@people.example", &[(alder.group, SeatRole::Owner)]);
        let leaves = |account: Id| -> Verb<_> { Box::new(move |tx| remove(tx, now, alder.group, account)) };
        let mut all = at_once(server, vec![leaves(alder.owner), leaves(second)]);
        all.sort_by_key(Result::is_err);
        assert_eq!(all, [Ok(()), Err(RemoveRefusal::LastOwner)]);
    });
}

#[test]
fn the_mail_carries_the_link_and_the_row_no_name_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        invited(server, alder, "zephyrine@people.example").unwrap();
        let row = seen(server, move |tx| waiting(tx, alder.group)).remove(0);
        assert!(!String::from_utf8_lossy(&row.sealed).contains("zephyrine"));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let app = server.app.clone();
        runtime.block_on(async move {
            let mailer = Mailer::new(&app.settings).unwrap();
            let mut registry = ::jobs::Registry::new();
            jobs::register(&mut registry, &app, &mailer);
            let (clock, settings) = (app.clock.clone(), ::jobs::Settings::new(app.ids.bytes(), app.waker.clone()));
            let worker = ::jobs::Worker::start(app.db.clone(), Arc::new(registry), Arc::new(move || clock.now()), settings);
            let deadline = Instant::now() + Duration::from_secs(30);
            loop {
                let group = alder.group;
                let mailed = app.db.read_newest(move |tx| seats::waiting(tx, group)).await.unwrap();
                if mailed[0].mailed_at.is_some() {
                    break;
                }
                assert!(Instant::now() < deadline, "the mail does not leave");
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            worker.stop().await;
        });
        let outbox = server.app.settings.data_dir.join("outbox");
        let mails: Vec<_> = std::fs::read_dir(outbox).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(mails.len(), 1);
        let mail = std::fs::read_to_string(&mails[0]).unwrap().replace("=\r\n", "");
        assert!(mail.contains("To: zephyrine@people.example"), "{mail}");
        assert!(mail.contains(&link(server, alder.group)) && mail.contains("1 Made Up Street"), "{mail}");
    });
}
