//! What stands against a merge, and how it becomes final after 30 days.

use super::merging::{Side, World, email, world};
use super::{done, proposal, seen};
use crate::harness::{Server, on_both, on_both_in_time};
use clarion::clock::{DAY, MINUTE};
use clarion::coalitions::found::found;
use clarion::coalitions::merging::{State, slices};
use clarion::coalitions::{self, Role};
use clarion::ids::Id;
use clarion::messages::audience::Audience;
use clarion::messages::calls::{self, Kind, NewMessage};
use clarion::people::beside::tags;
use db::Tx;

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
