//! Merging two groups on one server while people look at their lists on another, of the same database.

use super::merging::{Side, record, world};
use crate::harness::Server;
use clarion::clock::{Clock, MINUTE};

/// What the page of a list says of how many there are, and how many fit a question that everybody of these fits.
fn seen_by(server: &Server, side: &Side) -> [String; 2] {
    ["", "?state=OH"].map(|query| {
        let path = format!("/console/groups/{}/supporters{query}", side.slug);
        let page = server.page("GET", &path, &side.cookie, b"");
        assert_eq!(page.status, 200, "{}", page.text);
        let status = page.text.split("role=\"status\">").nth(1).unwrap().split('<').next().unwrap();
        status.trim().to_owned()
    })
}

#[test]
fn another_server_sees_at_once_who_came_and_who_went_when_groups_merge_and_part_on_postgres() {
    let server = Server::start_with(db::Engine::Postgres, Clock::manual(Clock::System.now()));
    let other = server.beside();
    let world = world(&server);
    server.app.clock.advance(10 * MINUTE);
    let seen = |people: &str, fit: &str| {
        for server in [&other, &server] {
            assert_eq!(seen_by(server, &world.survivor), [people, fit]);
        }
    };
    seen("48 people", "48 people fit.");
    world.start(&server);
    world.work(&server, 100);
    seen("72 people", "72 people fit.");
    // Erased from the list of both: the former group's stands behind it while the two can part.
    let erased = record(&server, &world.survivor, 30);
    let path = format!("/console/groups/birch/supporters/{erased}/erase");
    assert_eq!(server.page("POST", &path, &world.survivor.cookie, b"").status, 303);
    seen("71 people", "71 people fit.");
    world.part(&server);
    world.work(&server, 100);
    seen("47 people", "47 people fit.");
    for server in [&other, &server] {
        assert_eq!(seen_by(server, &world.former), ["47 people", "47 people fit."]);
    }
}
