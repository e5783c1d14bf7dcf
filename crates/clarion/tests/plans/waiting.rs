//! The console's first page: what waits for somebody, what to do first, and from when a new passkey counts.

use super::pages::House;
use crate::harness::{Server, on_both, on_both_in_time};
use clarion::access::{SeatRole, passkeys};
use clarion::clock::{HOUR, MINUTE};
use clarion::coalitions::membership::{Calling, change_role, invite};
use clarion::coalitions::{self, Act, Role};
use clarion::plans::set_passkey_wait_minutes;

fn dashboard(server: &Server, cookie: &str) -> String {
    server.page("GET", "/console", cookie, b"").text
}

#[test]
fn a_delegate_finds_what_waits_on_the_first_page_postgres_too() {
    on_both_in_time(|server: &Server| {
        let house = House::new(server);
        let [ada, bo] = [&house.delegates[0], &house.delegates[1]];
        let sees = |words: &str| [ada, bo, &house.organiser].map(|who| dashboard(server, &who.cookie).contains(words));
        assert_eq!(sees("Nothing waits for you now."), [true; 3]);
        let (_, ballot) = house.prepared();
        let open = "Sign the opening of the ballot on Light the square";
        assert_eq!(sees(open), [true; 3], "whoever has a passkey that counts");
        assert!(dashboard(server, &bo.cookie).contains(&format!("href=\"{ballot}\"")));
        house.sign(ada, &ballot, "open", "", "");
        assert_eq!(sees(open), [false, true, false]);
        house.sign(bo, &ballot, "open", "", "");
        assert_eq!((sees(open), sees("Vote on Light the square")), ([false; 3], [true, true, false]), "an organiser does not vote");
        assert!(dashboard(server, &ada.cookie).contains("alder has not voted yet. The ballot ends on"));
        house.sign(ada, &ballot, "vote", "call", "");
        assert_eq!(sees("Vote on Light the square"), [false, true, false]);
        house.sign(bo, &ballot, "vote", "call", "");
        let halt = "Look at the decision on Light the square";
        assert_eq!((sees("Vote on"), sees(halt)), ([false; 3], [true, true, false]));
        let spanish = server.page("GET", "/es/console", &bo.cookie, b"").text;
        assert!(spanish.contains("Mire la decisión sobre Iluminar la plaza") && spanish.contains(&format!("/es{ballot}")));
        house.sign(ada, &ballot, "halt", "", "A storm.");
        assert_eq!(sees(halt), [false, true, false]);
        server.app.clock.advance(HOUR);
        assert_eq!(sees("Nothing waits for you now."), [true; 3], "it can no longer be halted");
    });
}

#[test]
fn what_other_groups_ask_waits_on_the_first_page_postgres_too() {
    on_both(|server| {
        let house = House::new(server);
        let (elm, coalition, now) = (server.group("elm").id, house.coalition, server.app.clock.now());
        let eve = server.sign_in(server.account("eve@elm.example", &[(elm, SeatRole::Owner)]));
        assert!(dashboard(server, &eve).contains("Nothing waits for you now."));
        let act = |who: &super::pages::Organiser| {
            let (account, group) = (who.account, who.group);
            Act { id: server.app.ids.fresh(now), account, group, now }
        };
        let (inviting, proposing, cedar) = (act(&house.delegates[0]), act(&house.delegates[0]), house.partner.group);
        server
            .app
            .db
            .write_bulk("test.ask", move |tx| {
                invite::invite(tx, &inviting, coalition, elm, Role::Partner)?.unwrap();
                change_role::propose(tx, &proposing, coalition, cedar, Some(Role::Steering), Calling::Not)
            })
            .unwrap()
            .unwrap();
        let page = dashboard(server, &eve);
        assert!(page.contains("href=\"/console/groups/elm#asked\">A coalition asks your group</a>"), "{page}");
        let page = dashboard(server, &house.delegates[1].cookie);
        assert!(page.contains("/console/coalitions/lanterns/groups?as=birch\">1 change of a role is proposed</a>"), "{page}");
        assert!(!dashboard(server, &house.partner.cookie).contains("is proposed"), "a partner decides nothing");
    });
}

#[test]
fn who_speaks_for_nobody_is_not_asked_for_a_passkey_to_vote() {
    let server = Server::start(db::Engine::Sqlite);
    let house = House::new(&server);
    let (elm, coalition, now) = (server.group("elm").id, house.coalition, server.app.clock.now());
    let seat = |email: &str, group, role| server.sign_in(server.account(email, &[(group, role)]));
    let (to_vote, to_sign_in) = ("without one you cannot vote", "without an email");
    let organiser = seat("fay@alder.example", house.organiser.group, SeatRole::Organiser);
    let page = dashboard(&server, &organiser);
    assert!(page.contains(to_sign_in) && !page.contains(to_vote), "{page}");
    assert!(!dashboard(&server, &house.organiser.cookie).contains("Add a passkey"), "whoever has one");
    server.app.db.write_bulk("test.join", move |tx| coalitions::join(tx, coalition, elm, Role::Steering, now)).unwrap();
    let owner = seat("eva@elm.example", elm, SeatRole::Owner);
    assert!(dashboard(&server, &owner).contains(to_vote), "for whose group nobody speaks yet");
}

#[test]
fn a_new_passkey_says_from_when_it_counts_postgres_too() {
    on_both_in_time(|server: &Server| {
        let house = House::new(server);
        let [ada, bo] = [&house.delegates[0], &house.delegates[1]];
        let added = |who: &super::pages::Organiser, secret: u8| {
            House::register(server, &who.cookie, secret);
            let account = who.account;
            let own = server.app.db.read_blocking(move |tx| passkeys::passkeys_of(tx, account)).unwrap();
            let newest = own.iter().max_by_key(|own| own.id).unwrap().id;
            house.get(who, &format!("/console/account?added={newest}")).text
        };
        let page = added(ada, 11);
        assert!(page.contains("was added. It signs you in from now on."), "{page}");
        assert!(page.contains("it counts for alder in every ballot that is prepared from now on"), "{page}");
        let (coalition, now) = (house.coalition, server.app.clock.now());
        server.app.db.write_bulk("test.wait", move |tx| set_passkey_wait_minutes(tx, coalition, 60, now)).unwrap();
        server.app.clock.advance(MINUTE);
        let page = added(bo, 12);
        let from = clarion::web::site::zoned(server.app.clock.now() + HOUR, "America/New_York");
        let when = clarion::web::lang::date_time(clarion::web::lang::Lang::En, &from);
        assert!(page.contains(&format!("it counts for birch in ballots that are prepared after {when}")), "{page}");
        let page = added(&house.organiser, 13);
        assert!(page.contains("was added.") && !page.contains("it counts for"), "{page}");
        let another = house.get(bo, "/console/account?added=00000000-0000-7000-8000-000000000000").text;
        assert!(!another.contains("was added"), "nobody's");
    });
}
