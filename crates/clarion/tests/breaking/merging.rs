//! The server dies around one write after another while two groups become one, and again while they part: just before the commit, and just
//! after it. Then both lists and the receipts of all consents are what they were, line for line.

use super::{LONG, Owner, Place, Running};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;
use testkit::{Postgres, wait_until};

const FORMER: &str = "alder-readers";
const SURVIVOR: &str = "birch-readers";
/// Each server lives for so many writes more than the one before it.
const STEP: usize = 3;

struct Sides {
    former: Owner,
    survivor: Owner,
}

fn merging(group: &str) -> String {
    format!("/console/groups/{group}/merging")
}

/// Presses the button of a deed, if the page shows it and the server lives for so long.
fn press(owner: &Owner, server: &Running, group: &str, deed: &str) {
    let page = owner.page(server, &merging(group)).unwrap_or_default();
    let Some(end) = page.find(&format!("/{deed}\"")) else { return };
    let start = page[..end].rfind("/merging/").unwrap();
    owner.post(server, &format!("/console/groups/{group}{}/{deed}", &page[start..end]), &[]);
}

impl Sides {
    fn new(place: &Place, people: usize) -> Self {
        place.run(&["group", "add", "--name", "Birch Readers", "--postal-address", "2 Example Street", "--json"]);
        import(place, FORMER, 0..people, "Alder");
        import(place, SURVIVOR, people * 7 / 10..people * 17 / 10, "Birch");
        let server = place.serve();
        let sides = Self { former: Owner::of(place, &server, FORMER), survivor: Owner::of(place, &server, SURVIVOR) };
        sides.survivor.post(&server, &merging(SURVIVOR), &[("other", FORMER), ("part", "stays")]).unwrap();
        press(&sides.former, &server, FORMER, "agree");
        let counted = || sides.survivor.page(&server, &merging(SURVIVOR)).is_some_and(|page| page.contains("/start\""));
        wait_until("the numbers of both lists", LONG, counted);
        sides
    }

    /// Every line of both lists and of the receipts of their consents.
    fn lines(&self, place: &Place) -> [BTreeSet<String>; 4] {
        let server = place.serve();
        let file = |owner: &Owner, group: &str, kind: &str| {
            let answer = owner.post(&server, &format!("/console/groups/{group}/supporters/{kind}"), &[]).unwrap();
            assert_eq!(answer.status, 200, "{}", answer.text);
            answer.text.lines().filter(|line| line.contains('@')).map(str::to_owned).collect()
        };
        let files = [(&self.former, FORMER), (&self.survivor, SURVIVOR)];
        let [[one, two], [three, four]] = files.map(|(owner, group)| ["export", "receipts"].map(|kind| file(owner, group, kind)));
        [one, two, three, four]
    }

    /// Starts servers that die at a write, each at a later one, until one lives to the end; how many died.
    fn die_until(&self, place: &Place, deed: &str, is_over: fn(&str) -> bool) -> usize {
        let moments = ["before", "after"].into_iter().cycle();
        for (deaths, moment) in moments.enumerate() {
            place.let_time_pass();
            let mut server = place.serve_and_die(&format!("{moment} {}", 1 + deaths * STEP));
            wait_until("a death or the end", LONG * 5, || {
                press(&self.survivor, &server, SURVIVOR, deed);
                press(&self.former, &server, FORMER, deed);
                !server.is_alive() || self.survivor.page(&server, &merging(SURVIVOR)).is_some_and(|page| is_over(&page))
            });
            if server.is_alive() {
                return deaths;
            }
        }
        unreachable!("there is always a next moment")
    }
}

fn import(place: &Place, group: &str, people: Range<usize>, family_name: &str) {
    let mut file = "email,first name,last name,zip\n".to_owned();
    for number in people {
        writeln!(file, "person{number}@mail.example,Number{number},{family_name},20001").unwrap();
    }
    std::fs::write(place.folder.join("list.csv"), file).unwrap();
    place.run(&["import", "people", "--group", group, "--consent-source", "made-up sheets", "list.csv", "--json"]);
}

/// In a long run 200,000 people on each list; 30 % on both.
#[expect(clippy::print_stdout, reason = "a long run says how often its server died")]
fn dies_while_merging(place: &Place) {
    let people = if testkit::long() { 200_000 } else { 1_000 };
    let sides = Sides::new(place, people);
    let before = sides.lines(place);
    assert_eq!([before[0].len(), before[2].len()], [people, people]);
    let merged = sides.die_until(place, "start", |page| page.contains("/part\""));
    let [former, _, survivor, _] = sides.lines(place);
    assert_eq!((former.len(), survivor.len()), (0, people * 17 / 10), "everybody once");
    let parted = sides.die_until(place, "part", |page| page.contains("id=\"over\""));
    assert!(sides.lines(place) == before, "with nothing done in between all is as before");
    println!("{people} people on each list: {merged} servers died while they merged, {parted} while they parted");
    assert!(merged >= 4 && parted >= 4, "{merged} and {parted} deaths");
}

#[test]
fn on_sqlite_servers_that_die_merge_and_part_two_lists() {
    dies_while_merging(&Place::new(None));
}

#[test]
fn on_postgres_servers_that_die_merge_and_part_two_lists() {
    dies_while_merging(&Place::new(Some(Postgres::shared().fresh_database())));
}
