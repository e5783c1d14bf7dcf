//! What stands against a merge, and how it becomes final after 30 days.

use super::merging::{Side, World, email, world};
use super::{done, proposal, seen};
use crate::harness::{Server, on_both, on_both_in_time};
use clarion::clock::{DAY, MINUTE};
use clarion::coalitions::found::found;
use clarion::coalitions::merging::{State, count, slices};
use clarion::coalitions::{self, Role};
use clarion::ids::Id;
use clarion::messages::audience::Audience;
use clarion::messages::calls::{self, Kind, NewMessage};
use clarion::people::beside::tags;
use db::Tx;
use std::time::Duration;
use testkit::wait_until;

const WITHIN: Duration = Duration::from_secs(30);

mod rows {
    db::statements! {
        IMAGES = "SELECT COUNT(*) FROM group_merge_image";
        STOPS = "SELECT COUNT(*) FROM group_merge_stop";
        IMPORTING = "UPDATE people_upload SET state = 'running'";
        READY = "UPDATE people_upload SET state = 'ready'";
        NO_CALL = "UPDATE sending SET state = 3 WHERE coalition_id = $1";
    }
}

impl World {
    /// The refusal that the button of the start meets, and the same sentence on the page before it is pressed.
    fn refused(&self, server: &Server) -> Option<String> {
        let refused = self.survivor.press(server, &format!("/{}/start", self.merge(server).id), "");
        assert_eq!(self.merge(server).state, if refused.is_some() { State::Agreed } else { State::Running });
        refused
    }
}

fn join(server: &Server, coalition: Id, side: &Side, role: Role) {
    let (group, now) = (side.owned.group, server.app.clock.now());
    done(server, move |tx| coalitions::join(tx, coalition, group, role, now));
}

/// Tags that only their names tell apart.
fn many_tags(server: &Server, side: &Side, count: usize) {
    let (app, group, now) = (&server.app, side.owned.group, server.app.clock.now());
    let name = |number: usize| format!("{} {number}", side.slug);
    let named: Vec<_> = (0..count).map(|at| tags::prepare(&app.vault, &app.ids, now, group, &name(at)).unwrap().unwrap()).collect();
    let add = move |tx: &mut Tx<'_>| {
        named.iter().try_for_each(|named| tags::find_or_add(tx, now, named).map(|added| assert!(added.is_ok())))
    };
    app.db.write_bulk("test.tags", add).unwrap();
}

#[test]
fn what_runs_or_binds_stands_against_a_merge_until_it_is_over_postgres_too() {
    on_both(|server| {
        let world = world(server);
        let (former, survivor) = (&world.former, &world.survivor);
        world.agree(server);
        // Alone in a coalition that it steers: the survivor must be in it, and somebody must steer it afterwards.
        let act = former.owned.act(server);
        done(server, move |tx| found(tx, &act, &proposal("lanterns"), &[])).unwrap();
        let coalition = act.id;
        assert_eq!(world.refused(server).as_deref(), Some("merge-refused-coalition"));
        assert!(survivor.page(server).contains("coalition"), "the page says so before the button is pressed");
        join(server, coalition, survivor, Role::Partner);
        assert_eq!(world.refused(server).as_deref(), Some("merge-refused-last-steering"));
        join(server, coalition, &Side::new(server, "Cedar"), Role::Steering);
        // A call is on its way.
        let now = server.app.clock.now();
        let call = NewMessage {
            id: server.app.ids.fresh(now),
            sending: server.app.ids.fresh(now),
            coalition,
            plan: None,
            corrects: None,
            kind: Kind::Call,
            wave: 1,
            is_drill: false,
            audience: Audience::Everyone,
            words: Vec::new(),
            notice_code: "K7QF-2M".to_owned(),
            starts_at: now,
        };
        server.app.db.write_bulk("test.call", move |tx| calls::start(tx, now, &call)).unwrap();
        assert_eq!(world.refused(server).as_deref(), Some("merge-refused-busy"));
        server.app.db.write_bulk("test.no_call", move |tx| tx.run(&rows::NO_CALL, &[(&coalition).into()])).unwrap();
        // A list is imported.
        let body = format!(
            "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n\r\nemail\n{}\n\r\n--part--\r\n",
            email(7)
        );
        let headers = [("Cookie", former.cookie.as_str()), ("Content-Type", "multipart/form-data; boundary=part")];
        let sent = server.ask_with("POST", "/console/groups/alder/imports", &headers, body.as_bytes());
        assert_eq!(sent.status, 303, "{}", sent.text);
        server.app.db.write_bulk("test.importing", |tx| tx.run(&rows::IMPORTING, &[])).unwrap();
        assert_eq!(world.refused(server).as_deref(), Some("merge-refused-importing"));
        server.app.db.write_bulk("test.ready", |tx| tx.run(&rows::READY, &[])).unwrap();
        // More tags than a group can have; a name that both have counts once.
        many_tags(server, former, tags::TAGS_MAX / 2);
        many_tags(server, survivor, tags::TAGS_MAX / 2);
        assert_eq!(world.refused(server).as_deref(), Some("merge-refused-tags"));
        assert_eq!(former.press(server, &format!("/{}/withdraw", world.merge(server).id), ""), None);
        assert_eq!(world.merge(server).state, State::Withdrawn, "either group may think better of it");
    });
}

/// Time goes by, and both sign in anew.
fn later(server: &Server, world: &mut World, time: i64) {
    server.app.clock.advance(time);
    for side in [&mut world.former, &mut world.survivor] {
        side.cookie = server.sign_in(side.owned.owner);
    }
}

#[test]
fn after_thirty_days_it_is_final_and_nothing_of_before_is_kept_postgres_too() {
    on_both_in_time(|server| {
        let mut world = world(server);
        // Whoever came in the instant of the start, or later, is a newcomer.
        server.app.clock.advance(MINUTE);
        world.start(server);
        world.work(server, 100);
        let count = |statement| seen(server, move |tx| tx.first(statement, &[], |row| row.int(0))).unwrap();
        assert!(count(&rows::IMAGES) >= 48);
        later(server, &mut world, 29 * DAY);
        assert_eq!(slices::forget_some(&server.app).unwrap(), 0, "until then it can be undone");
        let path = format!("/{}/part", world.merge(server).id);
        assert_eq!(world.survivor.press(server, &path, ""), None);
        assert!(world.merge(server).apart.is_some());
        later(server, &mut world, 2 * DAY);
        let refused = world.former.press(server, &path, "");
        assert_eq!(refused.as_deref(), Some("merge-refused-too-late"), "the second word came too late");
        while slices::forget_some(&server.app).unwrap() > 0 {}
        assert_eq!((count(&rows::IMAGES), count(&rows::STOPS)), (0, 0));
        assert_eq!(world.merge(server).state, State::Kept);
        assert_eq!(world.survivor.press(server, &path, "").as_deref(), Some("merge-refused-too-late"));
        let page = world.survivor.page(server);
        assert!(!page.contains("/part\"") && page.contains("id=\"over\""), "{page}");
    });
}

#[test]
fn the_other_owners_hear_of_a_merge_and_of_an_undo_and_a_group_that_is_part_says_so_postgres_too() {
    on_both(|server| {
        let world = world(server);
        let (former, survivor) = (&world.former, &world.survivor);
        let reads = |side: &Side, path: &str| server.page("GET", path, &side.cookie, b"").text;
        let told = |side: &Side| {
            let of = [format!("owner@{}.example", side.slug), format!("/console/groups/{}/merging", side.slug)];
            server.mails().iter().filter(|mail| of.iter().all(|part| mail.contains(part))).count()
        };
        assert_eq!(former.press(server, "", "other=birch&part=goes"), None);
        for path in ["/console", "/console/groups/birch"] {
            assert!(reads(survivor, path).contains("Alder asks whether your groups become one"), "{path}");
        }
        assert!(!reads(former, "/console").contains("whether your groups become one"), "who asked is not asked");
        let worker = server.worker();
        wait_until("the other owner to be told", WITHIN, || told(survivor) == 1);
        server.stop(worker);
        let id = world.merge(server).id;
        assert_eq!(survivor.press(server, &format!("/{id}/agree"), ""), None);
        count::count(&server.app, &world.merge(server)).unwrap();
        assert_eq!(survivor.press(server, &format!("/{id}/start"), ""), None);
        world.work(server, usize::MAX);
        assert!(!reads(survivor, "/console").contains("become one"), "answered, it waits no more");
        let page = reads(former, "/console/groups/alder");
        assert!(page.contains("Part of Birch since") && page.contains("It can be undone until"), "{page}");
        assert!(!reads(survivor, "/console/groups/birch").contains("Part of "));
        for path in ["petitions", "forms"] {
            let body = b"title_en=Lanterns&text_en=Please.&time_zone=UTC&slots=4";
            let refused = server.page("POST", &format!("/console/groups/alder/{path}/new"), &former.cookie, body);
            assert!(refused.status == 422 && refused.text.contains("This group is part of another now"), "{}", refused.text);
            assert!(refused.text.contains("value=\"Lanterns\""), "what was typed is kept");
        }
        assert_eq!(survivor.press(server, &format!("/{id}/part"), ""), None);
        for path in ["/console", "/console/groups/alder"] {
            assert!(reads(former, path).contains("Birch asks to undo the merge with your group"), "{path}");
        }
        let worker = server.worker();
        wait_until("the former owner to be told", WITHIN, || told(former) == 1);
        server.stop(worker);
        assert_eq!((told(former), told(survivor)), (1, 1));
        let log = reads(survivor, "/console/groups/birch/audit");
        assert!(log.contains("/console/groups/birch/merging\">Alder<span") && !log.contains(&format!("About {id}")), "{log}");
    });
}
