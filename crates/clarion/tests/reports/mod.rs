//! "Report this", as somebody meets it who looks at a page, and as whoever keeps the server reads it.

use crate::harness::Answered;
use crate::petitions::visitors::{Site, Visitor, address, between};
use clarion::clock::DAY;
use clarion::ids::Id;
use clarion::reports::close::{CloseRefusal, close};
use clarion::reports::list::{Report, list};
use clarion::reports::take::{self, ReportRefusal};
use clarion::reports::{OpenReports, Reason, ReportContent, open_reports, register};
use db::Engine;
use jobs::{Registry, Worker};
use std::sync::Arc;

on_both!(
    a_page_is_reported_and_the_report_closed,
    a_form_that_cannot_be_taken_comes_back_as_it_was_typed,
    over_a_limit_a_report_waits_behind_the_others,
    a_flood_over_the_limits_fills_its_own_box_only,
    old_reports_go_by_themselves,
);

mod rows {
    db::statements! {
        SEALED = "SELECT group_id, sealed FROM report ORDER BY id";
    }
}

async fn site(engine: Engine) -> Site {
    Site::open(engine, &[("CLARION_TRUSTED_PROXIES", "1")]).await
}

/// Sends a report from an address block of its own, with the stamp of a form that is shown now.
async fn report(visitor: &mut Visitor, path: &str, from: usize, fields: &[(&str, &str)]) -> Answered {
    let form = visitor.get(path).await;
    assert_eq!(form.status, 200, "{}", form.text);
    let stamp = between(&form.text, "name=\"stamp\" value=\"", "\"");
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).append_pair("stamp", stamp).finish();
    visitor.ask("POST", path.split('?').next().unwrap(), &address(from), &body).await
}

async fn listed(site: &Site, all: bool) -> Vec<Report> {
    let vault = site.ground.app.vault.clone();
    site.ground.app.db.read_newest(move |tx| list(tx, &vault, all)).await.unwrap()
}

async fn close_it(site: &Site, id: Id, note: &str) -> Result<(), CloseRefusal> {
    let (app, note) = (site.ground.app.clone(), note.to_owned());
    let (vault, ids, now) = (app.vault.clone(), app.ids.clone(), app.clock.now());
    app.db.write("stories.close", move |tx| close(tx, &vault, &ids, now, id, &note)).await.unwrap()
}

async fn a_page_is_reported_and_the_report_closed(engine: Engine) {
    let site = site(engine).await;
    let (app, mut visitor) = (&site.ground.app, site.visitor().await);
    let group_page = format!("/groups/{}", site.ground.group.slug);
    for page in
        ["/".to_owned(), site.page(), format!("{}/check-mail", site.page()), group_page.clone(), "/officials/us-oh-governor".into()]
    {
        for lang in ["", "/es"] {
            let path = if page == "/" && !lang.is_empty() { lang.to_owned() } else { format!("{lang}{page}") };
            let shown = visitor.get(&path).await;
            let expected = format!("href=\"{lang}/report?page={page}\"");
            // The offices ship with the command line, not with this ground.
            assert!(shown.status == 404 || shown.text.contains(&expected), "{path} links no report of itself");
        }
    }
    for path in ["/report", "/nothing-here", "/t/AAAAAAAAAAAAAAAAAAAAAA"] {
        assert!(!visitor.get(path).await.text.contains("Report this page"), "{path}");
    }
    let about = format!("/report?page={}", site.page());
    let fields = [
        ("page", site.page()),
        ("reason", "untrue".into()),
        ("words", "It was\nin 2024.".into()),
        ("email", "ada@people.example".into()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let sent = report(&mut visitor, &about, 1, &fields).await;
    assert_eq!(
        (sent.status, sent.header("location")),
        (303, format!("/report/sent?page={}", site.page()).as_str()),
        "{}",
        sent.text
    );
    let thanks = visitor.get(sent.header("location")).await;
    assert!(thanks.text.contains("Thank you for telling us") && thanks.text.contains(&format!("href=\"{}\"", site.page())));
    app.clock.advance(1_000);
    let in_spanish = report(&mut visitor, "/es/report?page=/", 2, &[("page", "/"), ("reason", "barrier")]).await;
    assert_eq!(in_spanish.header("location"), "/es/report/sent?page=/");
    check_that_it_is_sealed(&site).await;
    let reports = listed(&site, false).await;
    let seen: Vec<(&str, Reason, &str, &str, &str)> =
        reports.iter().map(|it| (it.page.as_str(), it.reason, it.words.as_str(), it.mailbox.as_str(), it.lang.as_str())).collect();
    let page = site.page();
    let expected =
        [(page.as_str(), Reason::Untrue, "It was\nin 2024.", "ada@people.example", "en"), ("/", Reason::Barrier, "", "", "es")];
    assert_eq!(seen, expected);
    assert_eq!(close_it(&site, reports[0].id, "The group mended the year.").await, Ok(()));
    app.clock.advance(1);
    assert_eq!(close_it(&site, reports[0].id, "Again.").await, Err(CloseRefusal::Closed));
    assert_eq!(close_it(&site, Id::ZERO, "?").await, Err(CloseRefusal::Unknown));
    assert_eq!(app.db.read_newest(open_reports).await.unwrap(), OpenReports { usual: 1, waiting: 0 });
    let closed = listed(&site, true).await.pop().unwrap();
    assert_eq!((closed.note.as_str(), closed.mailbox.as_str()), ("The group mended the year.", ""), "the mailbox is gone");
}

/// Under the key of the page's group, or of the instance; and nothing to read in it.
async fn check_that_it_is_sealed(site: &Site) {
    let read = |row: &db::Row<'_>| Ok((Id(row.id(0)?), row.bytes(1)?));
    let rows = site.ground.app.db.read_newest(move |tx| tx.rows(&rows::SEALED, &[], read)).await.unwrap();
    assert_eq!(rows.iter().map(|(group, _)| *group).collect::<Vec<_>>(), [site.ground.group.id, Id::ZERO]);
    for (_, sealed) in &rows {
        let text = String::from_utf8_lossy(sealed);
        assert!(!["2024", "people.example", "untrue", "room-for-all"].iter().any(|word| text.contains(word)));
    }
}

async fn a_form_that_cannot_be_taken_comes_back_as_it_was_typed(engine: Engine) {
    let site = site(engine).await;
    let mut visitor = site.visitor().await;
    let long = "word ".repeat(500);
    for (fields, expected) in [
        (vec![("words", "Here it is.")], "Choose what is wrong with the page"),
        (vec![("reason", "nonsense")], "Choose what is wrong with the page"),
        (vec![("reason", "other")], "Tell us in a few words what is wrong"),
        (vec![("reason", "fraud"), ("words", &long)], "Shorten your words to 2,000 characters"),
        (vec![("reason", "fraud"), ("words", "Bad \u{1b}[31m words")], "Shorten your words to 2,000 characters"),
        (vec![("reason", "fraud"), ("email", "nobody")], "Enter an email address"),
    ] {
        let back = report(&mut visitor, "/report?page=/groups/x", 1, &[&fields[..], &[("page", "/groups/x")]].concat()).await;
        assert_eq!(back.status, 422, "{fields:?}");
        assert!(back.text.contains(expected), "{fields:?}: {}", back.text);
        assert!(back.text.contains("name=\"page\" value=\"/groups/x\""), "the page is not lost");
        for (name, value) in fields.iter().filter(|(_, value)| !value.contains(['\u{1b}'])) {
            let kept = *name == "reason" && *value == "nonsense" || back.text.contains(value.trim());
            assert!(kept, "{name} is lost");
        }
    }
    let without_stamp = visitor.ask("POST", "/report", &address(1), "page=/&reason=fraud").await;
    assert!(without_stamp.status == 422 && without_stamp.text.contains("open for more than a day"));
    assert_eq!(visitor.ask("POST", "/report", &address(1), &"x".repeat(100_000)).await.status, 413);
    for stranger in ["https://evil.example/", "//evil.example", "/t/AAAAAAAAAAAAAAAAAAAAAA", "/%3Cscript%3E"] {
        let form = visitor.get(&format!("/report?page={stranger}")).await;
        assert!(form.status == 200 && form.text.contains("name=\"page\" value=\"/\""), "{stranger}");
    }
    assert_eq!(listed(&site, true).await, []);
}

async fn over_a_limit_a_report_waits_behind_the_others(engine: Engine) {
    let site = site(engine).await;
    let mut visitor = site.visitor().await;
    for number in 0..7 {
        let words = format!("Number {number}.");
        let sent = report(&mut visitor, "/report?page=/", 1, &[("page", "/"), ("reason", "fraud"), ("words", &words)]).await;
        assert_eq!(sent.status, 303, "nobody is refused over a limit");
        site.ground.app.clock.advance(1_000);
    }
    report(&mut visitor, "/report?page=/", 2, &[("page", "/"), ("reason", "fraud"), ("words", "Another house.")]).await;
    let words: Vec<(String, bool)> = listed(&site, false).await.into_iter().map(|report| (report.words, report.waiting)).collect();
    let usual = (0..5).map(|number| (format!("Number {number}."), false)).chain([("Another house.".to_owned(), false)]);
    let waiting = (5..7).map(|number| (format!("Number {number}."), true));
    assert_eq!(words, usual.chain(waiting).collect::<Vec<_>>());
    assert!(!visitor.get("/report?page=/").await.text.contains("data-pow"));
    for number in 10..40 {
        report(&mut visitor, "/report?page=/", number, &[("page", "/"), ("reason", "fraud")]).await;
    }
    let busy = visitor.get("/es/report?page=/").await.text;
    assert!(busy.contains("data-pow=\"/es/report/challenge\""), "while many report, the form asks for proof of work");
    let challenge = visitor.get("/es/report/challenge").await;
    assert!(challenge.status == 200 && challenge.json()["signature"].is_string(), "{}", challenge.text);
}

async fn take_many(site: &Site, waiting: bool, number: i64) -> Vec<Result<Id, ReportRefusal>> {
    let (app, content) = (site.ground.app.clone(), ReportContent { page: "/".to_owned(), ..ReportContent::default() });
    let now = app.clock.now();
    let inputs: Vec<_> =
        (0..number).map(|_| take::prepare(&app.vault, &app.ids, Id::ZERO, &content, waiting, now).unwrap()).collect();
    let all =
        app.db.write("stories.reports", move |tx| inputs.iter().map(|input| take::take(tx, input)).collect::<Result<Vec<_>, _>>());
    all.await.unwrap()
}

async fn a_flood_over_the_limits_fills_its_own_box_only(engine: Engine) {
    let site = site(engine).await;
    let taken = take_many(&site, true, take::WAITING_MAX + 2).await;
    let full = taken.iter().filter(|taken| taken.is_err()).count();
    assert_eq!(full, 2, "two more than there is room for");
    assert!(take_many(&site, false, 1).await[0].is_ok(), "a report within the limits is taken");
    let mut visitor = site.visitor().await;
    for number in 0..6 {
        let sent = report(&mut visitor, "/report?page=/", 1, &[("page", "/"), ("reason", "fraud")]).await;
        assert_eq!(sent.status, if number < 5 { 303 } else { 503 });
        assert_eq!(number < 5, !sent.text.contains("no more can be taken"));
    }
}

async fn old_reports_go_by_themselves(engine: Engine) {
    let site = site(engine).await;
    let app = &site.ground.app;
    take_many(&site, false, 3).await;
    let closed = listed(&site, false).await[0].id;
    close_it(&site, closed, "Done.").await.unwrap();
    let mut registry = Registry::new();
    register(&mut registry, app);
    let (clock, settings) = (app.clock.clone(), jobs::Settings::new(app.ids.bytes(), app.waker.clone()));
    let worker = Worker::start(app.db.clone(), Arc::new(registry), Arc::new(move || clock.now()), settings);
    for (days, left) in [(91, 2), (275, 0)] {
        app.clock.advance(days * DAY);
        site.ground.until_later("old reports are deleted", async || listed(&site, true).await.len() == left).await;
    }
    worker.stop().await;
}
