//! Signing in by a mailed link, and what a session is worth, told over HTTP on both engines.

use crate::harness::{Answered, Server, on_both, on_both_in_time};
use clarion::access::sessions::{self, BeganBy, Device, NewSession};
use clarion::access::{SeatRole, accounts, links};
use clarion::clock::MINUTE;
use clarion::web::lang::Lang;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testkit::wait_until;

const ADA: &str = "ada@people.example";
const LONG: Duration = Duration::from_secs(60);

mod rows {
    db::statements! {
        // What asking for a link writes.
        WRITTEN = "SELECT (SELECT COUNT(*) FROM sign_in_link), (SELECT COUNT(*) FROM job WHERE kind = 'access.sign_in_mail')";
    }
}

fn ask(server: &Server, email: &str, more: &str) -> Answered {
    let body = format!("email={}{more}", email.replace('@', "%40").replace('+', "%2B"));
    server.page("POST", "/console/sign-in", "", body.as_bytes())
}

/// The link's path in the mail that came last, once so many have come.
fn link_in_mail(server: &Server, mails: usize) -> String {
    wait_until("the mail", LONG, || server.mails().len() >= mails);
    let mail = server.mails().pop().unwrap();
    let at = mail.find("/console/sign-in/link/").or_else(|| mail.find("/es/console/sign-in/link/")).unwrap();
    let start = mail[..at].rfind("localhost:8080").unwrap() + "localhost:8080".len();
    let end = at + mail[at..].find("link/").unwrap() + "link/".len() + 22;
    mail[start..end].to_owned()
}

/// The cookie that an answer gives.
fn cookie(answer: &Answered) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

#[test]
fn a_mailed_link_signs_in_once_and_its_page_nobody_postgres_too() {
    on_both(|server| {
        let group = server.group("Alder").id;
        server.account(ADA, &[(group, SeatRole::Owner)]);
        let _worker = server.worker();
        let asked = ask(server, "Ada+spring@People.example", "");
        assert_eq!((asked.status, asked.header("location")), (303, "/console/sign-in/check-mail"));
        assert_eq!(server.page("GET", "/console/sign-in/check-mail", "", b"").status, 200);
        let link = link_in_mail(server, 1);
        assert!(server.mails()[0].contains("To: ada@people.example"), "to the mailbox of the account, not to what was typed");
        for _ in 0..2 {
            let shown = server.page("GET", &link, "", b"");
            assert_eq!((shown.status, shown.header("set-cookie")), (200, ""));
            assert!(shown.text.contains("signs you in as Ada Example"));
        }
        let used = server.page("POST", &link, "", b"");
        assert_eq!((used.status, used.header("location")), (303, "/console"));
        let line = used.header("set-cookie");
        assert!(line.contains("HttpOnly") && line.contains("SameSite=Lax") && line.contains("Path=/"), "{line}");
        let console = server.page("GET", "/console", &cookie(&used), b"");
        assert_eq!((console.status, console.header("cache-control")), (200, "no-store"));
        assert!(
            console.text.contains("Alder") && console.text.contains("You are an owner") && console.text.contains("Ada Example")
        );
        for method in ["GET", "POST"] {
            let again = server.page(method, &link, "", b"");
            assert_eq!((again.status, again.header("set-cookie")), (404, ""), "{method}");
            assert!(again.text.contains("This link no longer works"));
        }
        let out = server.page("POST", "/console/sign-out", &cookie(&used), b"");
        assert!(out.status == 303 && out.header("set-cookie").contains("Max-Age=0"));
        let after = server.page("GET", "/console", &cookie(&used), b"");
        assert_eq!((after.status, after.header("location")), (303, "/console/sign-in"));
    });
}

#[test]
fn a_spanish_page_sends_a_spanish_mail_that_leads_to_a_spanish_page() {
    on_both(|server| {
        let group = server.group("Alder").id;
        server.account(ADA, &[(group, SeatRole::Organiser)]);
        let _worker = server.worker();
        let asked = server.page("POST", "/es/console/sign-in", "", b"email=ada%40people.example&next=%2Fconsole%2Faccount");
        assert_eq!(asked.header("location"), "/es/console/sign-in/check-mail");
        let link = link_in_mail(server, 1);
        assert!(link.starts_with("/es/console/sign-in/link/"), "{link}");
        assert!(server.page("GET", &link, "", b"").text.contains("inicia la sesión de Ada Example"));
        let used = server.page("POST", &link, "", b"");
        assert_eq!(used.header("location"), "/es/console/account", "where they had wanted to go");
    });
}

#[test]
fn nobody_learns_who_has_an_account_postgres_too() {
    on_both(|server| {
        let group = server.group("Alder").id;
        server.account(ADA, &[(group, SeatRole::Organiser)]);
        let written = || {
            let read = server.app.db.read_blocking(|tx| tx.first(&rows::WRITTEN, &[], |row| Ok((row.int(0)?, row.int(1)?))));
            read.unwrap().unwrap()
        };
        let told = |answer: Answered| {
            let headers: Vec<_> = answer.headers.into_iter().filter(|(name, _)| name != "date").collect();
            (answer.status, headers, answer.text)
        };
        let known = told(ask(server, ADA, ""));
        assert_eq!(written(), (1, 1));
        let unknown = told(ask(server, "stranger@people.example", ""));
        assert_eq!(written(), (2, 2), "the same work for both");
        assert_eq!(known, unknown);
        let _worker = server.worker();
        link_in_mail(server, 1);
        ask(server, ADA, "");
        link_in_mail(server, 2);
        assert!(server.mails().iter().all(|mail| !mail.contains("stranger")));
        assert_eq!(ask(server, "ada", "").status, 422);
    });
}

#[test]
fn a_mailbox_gets_five_mails_and_the_answer_stays_the_same() {
    on_both(|server| {
        let group = server.group("Alder").id;
        server.account(ADA, &[(group, SeatRole::Organiser)]);
        let answers: Vec<u16> = (0..7).map(|_| ask(server, ADA, "").status).collect();
        assert_eq!(answers, [303; 7]);
        let written = server.app.db.read_blocking(|tx| tx.first(&rows::WRITTEN, &[], |row| row.int(1))).unwrap();
        assert_eq!(written, Some(5));
    });
}

#[test]
fn one_address_block_does_not_try_for_ever() {
    let server = Server::start(db::Engine::Sqlite);
    let from = |client: &str, number: usize| {
        let body = format!("email=p{number}%40people.example");
        server.ask_with("POST", "/console/sign-in", &[("x-forwarded-for", client)], body.as_bytes()).status
    };
    assert!((0..30).all(|number| from("192.0.2.1", number) == 303));
    assert_eq!((from("192.0.2.1", 31), from("192.0.2.2", 32)), (429, 303));
}

#[test]
fn two_clicks_at_once_make_one_session_postgres_too() {
    on_both(|server| {
        let group = server.group("Alder").id;
        server.account(ADA, &[(group, SeatRole::Organiser)]);
        let _worker = server.worker();
        ask(server, ADA, "");
        let link = link_in_mail(server, 1);
        let answers = std::thread::scope(|scope| {
            let clicks: Vec<_> = (0..6).map(|_| scope.spawn(|| server.page("POST", &link, "", b"").status)).collect();
            let mut answers: Vec<u16> = clicks.into_iter().map(|click| click.join().unwrap()).collect();
            answers.sort_unstable();
            answers
        });
        assert_eq!(answers, [303, 404, 404, 404, 404, 404]);
    });
}

#[test]
fn a_link_ends_after_a_quarter_of_an_hour_and_can_be_followed_again_by_its_own_session() {
    on_both(|server| {
        let (app, db) = (&server.app, &server.app.db);
        let account = server.account(ADA, &[]);
        let mailbox = accounts::key_of(&app.vault, &seal::email::fold(ADA).unwrap());
        let link = links::prepare(&app.vault, &app.ids, 0, mailbox, Lang::En, "/console", links::LINK_LIFE);
        let hash = link.token_hash;
        db.write_bulk("test.link", move |tx| links::add(tx, &link)).unwrap();
        let look = |at: i64| db.read_blocking(move |tx| links::look(tx, at, &hash)).unwrap().map(|account| account.id);
        assert_eq!((look(15 * MINUTE - 1), look(15 * MINUTE)), (Some(account), None));
        let follow = |at: i64, session: &NewSession| {
            let session = session.clone();
            db.write_bulk("test.follow", move |tx| links::follow(tx, at, &hash, &session)).unwrap()
        };
        let session = |at| NewSession::new(&app.ids, at, BeganBy::Link, Device::default());
        assert_eq!(follow(15 * MINUTE, &session(15 * MINUTE)), None);
        let mine = session(1);
        // A commit whose answer was lost is run again, and finds that it was itself.
        assert_eq!(follow(1, &mine).as_deref(), Some("/console"));
        assert_eq!(follow(1, &mine).as_deref(), Some("/console"));
        assert_eq!(follow(2, &session(2)), None);
        assert_eq!(look(2), None);
    });
}

#[test]
fn sign_in_leads_back_to_the_page_that_was_wanted_and_nowhere_else() {
    let server = Server::start(db::Engine::Sqlite);
    let group = server.group("Alder").id;
    server.account(ADA, &[(group, SeatRole::Organiser)]);
    let _worker = server.worker();
    let wanted = server.page("GET", "/console/account", "", b"");
    assert_eq!((wanted.status, wanted.header("location")), (303, "/console/sign-in?next=/console/account"));
    let form = server.page("GET", wanted.header("location"), "", b"");
    assert!(form.text.contains("name=\"next\" value=\"/console/account\""));
    for (mails, (next, expected)) in [
        ("%2Fconsole%2Faccount", "/console/account"),
        ("%2F%2Fevil.example", "/console"),
        ("https%3A%2F%2Fevil.example", "/console"),
    ]
    .into_iter()
    .enumerate()
    {
        ask(&server, ADA, &format!("&next={next}"));
        let used = server.page("POST", &link_in_mail(&server, mails + 1), "", b"");
        assert_eq!(used.header("location"), expected);
    }
}

#[test]
fn what_another_site_sends_is_refused_and_changes_nothing() {
    let server = Server::start(db::Engine::Sqlite);
    let group = server.group("Alder").id;
    let cookie = server.sign_in(server.account(ADA, &[(group, SeatRole::Owner)]));
    for (name, value) in [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Origin", "https://evil.example")] {
        for path in ["/console/sign-out", "/console/sign-in", "/console/account/sessions/end-others", "/es/console/sign-out"] {
            let answer = server.ask_with("POST", path, &[("Cookie", &cookie), (name, value)], b"email=x%40y.example");
            assert_eq!((answer.status, answer.header("set-cookie")), (403, ""), "{path} {name}: {value}");
        }
    }
    assert_eq!(server.page("GET", "/console", &cookie, b"").status, 200, "still signed in");
    let own = server.ask_with("POST", "/console/sign-out", &[("Cookie", &cookie), ("Sec-Fetch-Site", "same-origin")], b"");
    assert_eq!(own.status, 303);
}

#[test]
fn sessions_are_listed_and_ended_one_by_one_or_all_others_postgres_too() {
    on_both(|server| {
        let (ada, bo) = (server.account(ADA, &[]), server.account("bo@people.example", &[]));
        let (here, there, third, of_bo) = (server.sign_in(ada), server.sign_in(ada), server.sign_in(ada), server.sign_in(bo));
        let is_in = |cookie: &str| server.page("GET", "/console", cookie, b"").status == 200;
        let page = server.page("GET", "/console/account", &here, b"").text;
        assert_eq!((page.matches("/end\"").count(), page.matches("This browser</span>").count()), (2, 1));
        let of = |text: &str| {
            let at = text.find("/console/account/sessions/").unwrap();
            text[at..at + text[at..].find('"').unwrap()].to_owned()
        };
        // Another's session is out of reach, whoever knows its id.
        let theirs = of(&server.page("GET", "/console/account", &server.sign_in(bo), b"").text);
        assert_eq!(server.page("POST", &theirs, &here, b"").status, 303);
        assert!(is_in(&of_bo));
        let one = of(&page);
        assert_eq!(server.page("POST", &one, &here, b"").status, 303);
        assert_eq!([&here, &there, &third].iter().filter(|cookie| is_in(cookie)).count(), 2);
        assert_eq!(server.page("POST", "/console/account/sessions/end-others", &here, b"").status, 303);
        assert_eq!([&here, &there, &third, &of_bo].map(|cookie| is_in(cookie)), [true, false, false, true]);
        assert_eq!(server.page("POST", "/console/account/sessions/nonsense/end", &here, b"").status, 404);
    });
}

#[test]
fn a_page_comes_while_nothing_can_be_written_postgres_too() {
    on_both_in_time(|server| {
        let account = server.account(ADA, &[]);
        let cookie = server.sign_in(account);
        server.app.clock.advance(11 * MINUTE);
        let now = server.app.clock.now();
        let seen_at = || {
            let read = server.app.db.read_blocking(move |tx| sessions::of_account(tx, account, now));
            read.unwrap().iter().map(|session| session.seen_at).max().unwrap()
        };
        let began = seen_at();
        // Whoever writes is held up until the other end is dropped.
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let (held, holds) = (Arc::new(Mutex::new(held)), Arc::new(AtomicUsize::new(0)));
        let writers = if server.app.db.engine() == db::Engine::Postgres { 2 } else { 1 };
        let held_up: Vec<_> = (0..writers)
            .map(|_| {
                let (db, held, holds) = (server.app.db.clone(), Arc::clone(&held), Arc::clone(&holds));
                std::thread::spawn(move || {
                    db.write_bulk("test.hold", move |_| {
                        holds.fetch_add(1, SeqCst);
                        let ended = held.lock().unwrap().recv_timeout(LONG);
                        Ok(ended == Err(RecvTimeoutError::Disconnected))
                    })
                })
            })
            .collect();
        wait_until("all who write to be held up", LONG, || holds.load(SeqCst) == writers);
        assert_eq!(server.page("GET", "/console", &cookie, b"").status, 200);
        assert_eq!(seen_at(), began);
        drop(hold);
        assert!(held_up.into_iter().all(|writing| writing.join().unwrap().unwrap()), "the page came before they went on");
        wait_until("the session to be noted as used", LONG, || seen_at() == now);
    });
}

#[test]
fn a_seat_that_was_taken_away_is_gone_at_once() {
    let server = Server::start(db::Engine::Sqlite);
    let group = server.group("Alder").id;
    let account = server.account(ADA, &[(group, SeatRole::Owner)]);
    let cookie = server.sign_in(account);
    assert!(server.page("GET", "/console", &cookie, b"").text.contains("Alder"));
    server.app.db.write_bulk("test.drop", move |tx| accounts::drop_seat(tx, account, group)).unwrap();
    let page = server.page("GET", "/console", &cookie, b"");
    assert!(page.status == 200 && page.text.contains("You have no seat in any group"));
}
