//! The server dies around one write after another while a worker imports a list: just before the commit, and just after it. At the end
//! every row is accounted for once, and nobody is on the list twice.

use super::{LONG, Owner, Place, Running, after, ask};
use std::fmt::Write;
use testkit::{Postgres, wait_until};

const ROWS: usize = 12_000;
/// Deadly writes in a short run: the start, the first slices, and what lies between.
const WRITES: usize = 12;
const IMPORTS: &str = "/console/groups/alder-readers/imports";

mod counts {
    db::statements! {
        PEOPLE = "SELECT COUNT(*) FROM person";
        PIECES = "SELECT COUNT(*) FROM blob";
    }
}

/// POSTs with the version that the page shows, if the server lives for so long.
fn post(owner: &Owner, server: &Running, page: &str, rest: &str, fields: &[(&str, &str)]) -> Option<()> {
    let version = after(&owner.page(server, page)?, "name=\"version\" value=\"")?;
    owner.post(server, &format!("{page}/{rest}"), &[&[("version", version.as_str())], fields].concat()).map(drop)
}

fn send(owner: &Owner, server: &Running, file: &str) -> String {
    let head = "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n\r\n";
    let headers = [("cookie", owner.cookie.as_str()), ("content-type", "multipart/form-data; boundary=part")];
    let body = format!("{head}{file}\r\n--part--\r\n");
    let answer = ask(server.address, "POST", IMPORTS, &headers, body.as_bytes()).unwrap();
    after(&answer.head, "location: ").unwrap()
}

fn list() -> String {
    let mut file = "email,first name,zip\n".to_owned();
    for number in 0..ROWS {
        writeln!(file, "person{number}@mail.example,Number{number},20001").unwrap();
    }
    file
}

fn dies_while_importing(place: &Place) {
    let server = place.serve();
    let owner = Owner::of(place, &server, "alder-readers");
    let page = send(&owner, &server, &list());
    let columns = [("column-0", "email"), ("column-1", "given_name"), ("column-2", "zip"), ("then", "on")];
    post(&owner, &server, &page, "columns", &columns).unwrap();
    wait_until("it was read through", LONG, || owner.page(&server, &page).unwrap().contains("name=\"source\""));
    post(&owner, &server, &page, "source", &[("source", "made-up sheets"), ("signed", "yes")]).unwrap();
    drop(server);
    let writes = if testkit::long() { 4 * WRITES } else { WRITES };
    let mut deaths = 0;
    for (number, moment) in (1..=writes).zip(["before", "after"].into_iter().cycle()) {
        place.let_time_pass();
        let mut server = place.serve_and_die(&format!("{moment} {number}"));
        let is_done = |server: &Running| owner.page(server, &page).is_some_and(|page| page.contains("notice-good"));
        wait_until("a death or the end", LONG, || {
            if owner.page(&server, &page).is_some_and(|page| page.contains("/start\"")) {
                post(&owner, &server, &page, "start", &[]);
            }
            !server.is_alive() || is_done(&server)
        });
        deaths += usize::from(!server.is_alive());
    }
    place.let_time_pass();
    let server = place.serve();
    wait_until("the end", LONG, || owner.page(&server, &page).is_some_and(|page| page.contains("notice-good")));
    let report = owner.page(&server, &page).unwrap();
    for (figure, expected) in [("read", "12,000"), ("added", "12,000"), ("updated", "0"), ("repeated", "0"), ("refused", "0")] {
        assert!(report.contains(&format!("data-live=\"{figure}\">{expected}<")), "{figure} after {deaths} deaths: {report}");
    }
    let db = place.open();
    let count = |statement| db.read_blocking(move |tx| tx.rows(statement, &[], |row| row.int(0))).unwrap();
    wait_until("the file is gone", LONG, || count(&counts::PIECES) == [0]);
    assert_eq!(count(&counts::PEOPLE), [ROWS as i64]);
    db.close();
    drop(server);
    assert!(deaths >= 8, "{deaths} deaths");
}

#[test]
fn on_sqlite_a_server_that_dies_imports_every_row_once() {
    dies_while_importing(&Place::new(None));
}

#[test]
fn on_postgres_a_server_that_dies_imports_every_row_once() {
    dies_while_importing(&Place::new(Some(Postgres::shared().fresh_database())));
}
