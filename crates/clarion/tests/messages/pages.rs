//! The pages of messages: how far a sending is, for those who may see it; and the link in each mail that ends such mails.

use crate::harness::{Server, on_both};
use clarion::access::SeatRole;
use clarion::clock::SECOND;
use clarion::coalitions::{self, Coalition, Role};
use clarion::ids::Id;
use clarion::messages::audience::Audience;
use clarion::messages::calls::{self, Kind, NewMessage, State, Words};
use clarion::people::{self, Coarse, Details};
use clarion::web::lang::Lang;
use std::time::Duration;
use testkit::wait_until;

const WITHIN: Duration = Duration::from_secs(60);

/// A coalition of a steering and a partner group, and a sending to two people that was delivered into the outbox.
fn sent(server: &Server) -> (Id, Id, Id, jobs::Worker) {
    let (steering, partner) = (server.group("Alder").id, server.group("Birch").id);
    let (app, now) = (&server.app, server.app.clock.now());
    let (coalition, sending) = (app.ids.fresh(now), app.ids.fresh(now));
    let made = Coalition {
        id: coalition,
        slug: "open-libraries".into(),
        name: "Open Libraries".into(),
        about_en: String::new(),
        about_es: String::new(),
        created_at: now,
    };
    let intake = app.intake();
    let person = |email: &str| {
        let details = Details { given_name: "Ana".into(), email: email.into(), ..Details::default() };
        intake.person(steering, now, Some(email), details, Coarse::default()).unwrap()
    };
    let people = [person("ana@people.example"), person("ben@people.example")];
    let vault = app.vault.clone();
    let message = NewMessage {
        id: app.ids.fresh(now),
        sending,
        coalition,
        plan: None,
        corrects: None,
        kind: Kind::StandDown,
        wave: 1,
        is_drill: false,
        audience: Audience::Everyone,
        words: vec![Words { lang: Lang::En, subject: "It is stood down".into(), body: "Stay at home.".into() }],
        notice_code: "K7QF-2M".into(),
        starts_at: now,
    };
    let start = move |tx: &mut db::Tx<'_>| {
        coalitions::add_coalition(tx, &made)?;
        coalitions::join(tx, coalition, steering, Role::Steering, now)?;
        coalitions::join(tx, coalition, partner, Role::Partner, now)?;
        let known = people::recognise(tx, &vault, now, &people.iter().collect::<Vec<_>>())?;
        let consent = super::ground::agreed(steering, now - SECOND);
        people::consent::note(tx, &known.iter().map(|known| (known.identity, &consent)).collect::<Vec<_>>())?;
        calls::start(tx, now, &message)
    };
    app.db.write_bulk("test.start", start).unwrap();
    let worker = server.worker();
    app.waker.wake();
    wait_until("the sending ends", WITHIN, || state(server, sending) == State::Ended);
    (steering, partner, sending, worker)
}

fn state(server: &Server, sending: Id) -> State {
    server.app.db.read_blocking(move |tx| calls::sending(tx, sending)).unwrap().unwrap().state
}

#[test]
fn steering_groups_see_how_far_a_sending_is_and_nobody_else_postgres_too() {
    on_both(|server| {
        let (steering, partner, sending, _worker) = sent(server);
        let path = format!("/console/coalitions/open-libraries/calls/{sending}");
        let stranger = server.page("GET", &path, "", b"");
        assert_eq!(stranger.status, 303);
        assert!(stranger.header("location").starts_with("/console/sign-in"));
        for (email, group, status) in [("ada@people.example", steering, 200), ("bo@people.example", partner, 403)] {
            let cookie = server.sign_in(server.account(email, &[(group, SeatRole::Organiser)]));
            for language in ["", "/es"] {
                let page = server.page("GET", &format!("{language}{path}"), &cookie, b"");
                assert_eq!(page.status, status, "{email}: {}", page.text);
                assert_eq!(server.page("GET", &format!("{language}{path}/stream"), &cookie, b"").status, status);
            }
        }
        let cookie = server.sign_in(server.account("cy@people.example", &[(steering, SeatRole::Owner)]));
        let page = server.page("GET", &path, &cookie, b"");
        for part in ["The stand-down", "Done", "data-live=\"all-handed-over\">2<", "data-live=\"wave-1-waiting\">0<"] {
            assert!(page.text.contains(part), "{part} in {}", page.text);
        }
        let stream = server.page("GET", &format!("{path}/stream"), &cookie, b"");
        assert!(stream.text.contains("event: progress") && stream.text.contains("\"all-handed-over\":2"), "{}", stream.text);
        let other = server.page("GET", &format!("/console/coalitions/open-libraries/calls/{steering}"), &cookie, b"");
        assert_eq!(other.status, 404);
    });
}

#[test]
fn the_link_in_a_mail_ends_the_calls_of_the_coalition_postgres_too() {
    on_both(|server| {
        let (_, _, sending, _worker) = sent(server);
        let mails = server.mails();
        assert_eq!(mails.len(), 2);
        let mail = &mails[0];
        let token = mail.split("/t/leave/").nth(1).unwrap().chars().take(96).collect::<String>();
        let path = format!("/t/leave/{token}");
        let page = server.page("GET", &path, "", b"");
        assert_eq!(page.status, 200);
        assert!(page.text.contains("Leave the calls of Open Libraries"), "{}", page.text);
        for _ in 0..2 {
            let left = server.page("POST", &format!("/es{path}"), "", b"List-Unsubscribe=One-Click");
            assert_eq!(left.status, 200, "{}", left.text);
            assert!(left.text.contains("Ya no recibirá más convocatorias"));
        }
        assert_eq!(server.page("POST", "/t/leave/AAAA", "", b"").status, 404);
        // The next call has one person fewer.
        let (app, now) = (&server.app, server.app.clock.now());
        let first = app.db.read_blocking(move |tx| calls::sending(tx, sending)).unwrap().unwrap();
        let next = app.ids.fresh(now);
        let message = NewMessage {
            id: app.ids.fresh(now),
            sending: next,
            coalition: first.coalition,
            plan: None,
            corrects: None,
            kind: Kind::Call,
            wave: 1,
            is_drill: false,
            audience: Audience::Everyone,
            words: vec![Words { lang: Lang::En, subject: "It is called".into(), body: "Come.".into() }],
            notice_code: "K7QF-2N".into(),
            starts_at: now,
        };
        app.db.write_bulk("test.start", move |tx| calls::start(tx, now, &message)).unwrap();
        app.waker.wake();
        wait_until("the next sending ends", WITHIN, || state(server, next) == State::Ended);
        let waves = app.db.read_blocking(move |tx| calls::progress(tx, next)).unwrap();
        assert_eq!((waves[0].people.audience, waves[0].people.handed_over), (1, 1));
    });
}
