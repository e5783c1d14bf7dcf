//! Groups that leave, or are put out, while a ballot is open; and that nobody leaves and no role changes while words are on their way.

use super::pages::{House, Organiser};
use super::running::{address, called, sending};
use crate::harness::{Answered, Server, on_both};
use clarion::coalitions::{self, Role};
use clarion::ids::Id;
use clarion::messages::audience::Audience;
use clarion::messages::calls::{self, Kind, NewMessage, State, Words};
use clarion::people::retention::{self, Kind as RuleKind};
use clarion::web::lang::Lang;
use std::time::Duration;
use testkit::wait_until;

const WITHIN: Duration = Duration::from_secs(60);

fn leaves(house: &House<'_>, who: &Organiser, slug: &str, to: &str) -> Answered {
    let page = house.get(who, &format!("/console/coalitions/lanterns/leave?as={slug}")).text;
    let seen = page.split("name=\"seen\" value=\"").nth(1).map_or("", |rest| rest.split('"').next().unwrap()).to_owned();
    house.post(who, "/console/coalitions/lanterns/leave", &[("as", slug), ("to", to), ("seen", &seen)])
}

fn role(server: &Server, coalition: Id, group: Id) -> Option<Role> {
    server.app.db.read_blocking(move |tx| coalitions::role_of(tx, coalition, group)).unwrap()
}

#[test]
fn a_group_that_leaves_while_a_ballot_is_open_counts_as_silent_postgres_too() {
    on_both(|server| {
        let house = House::new(server);
        let [ada, bo] = [&house.delegates[0], &house.delegates[1]];
        let (_, ballot) = house.prepared_with(&house.fields());
        house.sign(ada, &ballot, "open", "", "");
        house.sign(bo, &ballot, "open", "", "");
        house.sign(ada, &ballot, "vote", "stand-aside", "");
        assert!(house.get(bo, &ballot).text.contains("1 of 2 groups have spoken"));
        let preview = house.get(ada, "/console/coalitions/lanterns/leave?as=alder").text;
        for words in ["1 ballot that runs", "1 post: delegate or deputy", "1 plan that your people began"] {
            assert!(preview.contains(words), "{words}: {preview}");
        }
        let left = leaves(&house, ada, "alder", "out");
        assert_eq!(left.header("location"), "/console/groups/alder?done=left-coalition", "{}", left.text);
        assert_eq!(role(server, house.coalition, ada.group), None);
        let page = house.get(bo, &ballot).text;
        assert!(page.contains("Left the coalition.") && page.contains("0 of 2 groups have spoken"), "{page}");
        assert_eq!(house.get(ada, &ballot).status, 403);
    });
}

#[test]
fn a_group_that_is_put_out_while_a_ballot_is_open_counts_as_silent_postgres_too() {
    on_both(|server| {
        let house = House::new(server);
        let [ada, bo] = [&house.delegates[0], &house.delegates[1]];
        let (coalition, cedar) = (house.coalition, house.partner.group);
        let changes = |to: &str| {
            let path = "/console/coalitions/lanterns/roles";
            let proposed = house.post(ada, path, &[("as", "alder"), ("member", &cedar.to_string()), ("to", to)]);
            assert!(proposed.status == 303 && !proposed.header("location").contains("refused"), "{}", proposed.header("location"));
            let page = house.get(bo, "/console/coalitions/lanterns/groups?as=birch").text;
            let action = page.split("action=\"").find(|part| part.contains("/support\"")).unwrap().split('"').next().unwrap();
            let supported = house.post(bo, action, &[("as", "birch")]);
            assert!(
                supported.status == 303 && !supported.header("location").contains("refused"),
                "{}",
                supported.header("location")
            );
        };
        changes("steering");
        assert_eq!(role(server, coalition, cedar), Some(Role::Steering));
        let (_, ballot) = house.prepared_with(&house.fields());
        house.sign(ada, &ballot, "open", "", "");
        house.sign(bo, &ballot, "open", "", "");
        changes("out");
        assert_eq!(role(server, coalition, cedar), None);
        assert!(house.get(bo, &ballot).text.contains("Left the coalition."));
    });
}

#[test]
fn while_a_call_is_on_its_way_nobody_leaves_and_no_role_changes_postgres_too() {
    on_both(|server| {
        let (house, id) = called(server);
        let (coalition, partner) = (house.coalition, &house.partner);
        for (who, slug, to) in [(partner, "cedar", "out"), (&house.delegates[0], "alder", "partner")] {
            let refused = leaves(&house, who, slug, to);
            let back = format!("/console/coalitions/lanterns/leave?as={slug}&refused=leave-refused-frozen");
            assert_eq!(refused.header("location"), back);
            let sentence = "A call, or another word of the coalition, is on its way.";
            assert!(house.get(who, &back).text.contains(sentence), "{slug}");
            assert!(house.get(who, &format!("/console/coalitions/lanterns?as={slug}")).text.contains(sentence), "{slug}");
        }
        let raise = [("as", "alder"), ("member", &partner.group.to_string()), ("to", "steering")];
        let refused = house.post(&house.delegates[0], "/console/coalitions/lanterns/roles", &raise);
        assert!(refused.header("location").ends_with("&refused=role-refused-frozen"), "{}", refused.header("location"));
        assert_eq!(role(server, coalition, partner.group), Some(Role::Partner));
        nobody_is_erased(server, house.organiser.group, house.organiser.account);
        let _worker = server.worker();
        server.app.waker.wake();
        wait_until("the call ends", WITHIN, || sending(server, id).state == State::Ended);
        // A drill that runs holds nobody.
        let drill = drill(server, coalition);
        assert_eq!(leaves(&house, partner, "cedar", "out").header("location"), "/console/groups/cedar?done=left-coalition");
        assert_eq!(role(server, coalition, partner.group), None);
        assert_eq!(house.get(&house.delegates[0], &address(drill)).status, 200);
    });
}

/// A rule that is in effect stands still: the words that are on their way go to the list as it was.
fn nobody_is_erased(server: &Server, group: Id, account: Id) {
    let (app, now) = (&server.app, server.app.clock.now());
    let act = coalitions::Act { id: app.ids.fresh(now), account, group, now: now - 3 * retention::WAIT };
    let (look, on) = (act, coalitions::Act { id: app.ids.fresh(now), ..act });
    let asked = app.db.write_bulk("test.look", move |tx| retention::switch::look(tx, &look, RuleKind::Quiet, 12));
    assert_eq!(asked.unwrap(), Ok(()));
    retention::count::count(app, (group, RuleKind::Quiet, act.id), &|| true).unwrap();
    let switched = app.db.write_bulk("test.on", move |tx| retention::switch::switch_on(tx, &on, RuleKind::Quiet, act.id));
    assert_eq!(switched.unwrap(), Ok(()));
    // Everybody on the list is due by a rule of no months.
    let rule = retention::run::due(app).unwrap().remove(0);
    assert!(retention::run::run(app, &retention::Rule { months: 0, ..rule }, &|| true).unwrap());
    let ran = app.db.read_blocking(move |tx| retention::runs(tx, group, 1)).unwrap().remove(0);
    assert_eq!((ran.touched, ran.ended.as_str()), (0, "calling"));
}

fn drill(server: &Server, coalition: Id) -> Id {
    let (app, now) = (&server.app, server.app.clock.now());
    let sending = app.ids.fresh(now);
    let message = NewMessage {
        id: app.ids.fresh(now),
        sending,
        coalition,
        plan: None,
        corrects: None,
        kind: Kind::Call,
        wave: 1,
        is_drill: true,
        audience: Audience::Everyone,
        words: vec![Words { lang: Lang::En, subject: "It is called".into(), body: "Come.".into() }],
        notice_code: "DRILL".into(),
        // Later: it has not ended while the story is told.
        starts_at: now + clarion::clock::HOUR,
    };
    app.db.write_bulk("test.drill", move |tx| calls::start(tx, now, &message)).unwrap();
    sending
}
