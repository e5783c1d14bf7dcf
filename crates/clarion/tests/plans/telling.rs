//! Mails to those who vote: when a ballot opens, before it ends, when something is decided, and when that is halted; each once.

use super::pages::{House, Organiser};
use crate::harness::{Server, on_both_in_time};
use clarion::access::{self, SeatRole, accounts};
use clarion::clock::{DAY, HOUR, MINUTE};
use clarion::coalitions::delegates::{Post, name};
use clarion::coalitions::{self, Act, Role};
use clarion::ids::Id;
use clarion::plans::telling::{self, News};
use clarion::plans::{self, Tools};
use clarion::web::lang::Lang;
use std::collections::BTreeMap;
use std::time::Duration;
use testkit::wait_until;

const WITHIN: Duration = Duration::from_secs(60);

/// A deputy of a group, who may read Spanish.
fn deputy(house: &House<'_>, (email, lang): (&str, Lang), group: Id) {
    let (server, now, coalition) = (house.server, house.server.app.clock.now(), house.coalition);
    let folded = seal::email::fold(email).unwrap();
    let new = accounts::prepare(&server.app.vault, &server.app.ids, now, &folded, "Eli Example", lang).unwrap();
    let id = server.app.ids.fresh(now);
    let named = server.app.db.write_bulk("test.deputy", move |tx| {
        let account = access::add_account(tx, &new)?;
        access::add_seat(tx, account, group, SeatRole::Organiser, now)?;
        name::name(tx, &Act { id, account, group, now }, coalition, Post::Deputy, account, true)
    });
    assert_eq!(named.unwrap(), Ok(()));
}

/// The mails about ballots, as readers see them: to whom, and the whole text.
fn mails(server: &Server, words: &str) -> Vec<(String, String)> {
    let all = server.mails().into_iter().filter(|mail| mail.contains("/ballots/") && mail.contains(words));
    let to = |mail: &str| mail.lines().find_map(|line| line.strip_prefix("To: ")).unwrap().to_owned();
    let mut found: Vec<(String, String)> = all.map(|mail| (to(&mail), mail)).collect();
    found.sort();
    found
}

fn readers(server: &Server, words: &str) -> Vec<String> {
    mails(server, words).into_iter().map(|(to, _)| to.trim_matches(['<', '>']).to_owned()).collect()
}

/// Waits until so many mails say this, and says who has them; none has two.
fn told(server: &Server, words: &str, count: usize) -> Vec<String> {
    server.app.waker.wake();
    wait_until(words, WITHIN, || readers(server, words).len() == count);
    readers(server, words)
}

/// The ballot's end, as the mails say it: in the plan's zone.
fn ends(house: &House<'_>, ballot: Id) -> (i64, String) {
    let tools = Tools::of(&house.server.app);
    let found = house.server.app.db.read_blocking(move |tx| plans::ballot(tx, &tools, ballot)).unwrap().unwrap();
    let deadline = found.frozen.document.deadline;
    (deadline, clarion::web::lang::date_time(Lang::En, &clarion::web::site::zoned(deadline, "America/Denver")))
}

/// Runs the telling again; how many are to have heard of it. It queues nothing that was queued before.
fn tell_again(server: &Server, ballot: Id, news: News) -> usize {
    let (tools, now) = (Tools::of(&server.app), server.app.clock.now());
    let told = server.app.db.write_bulk("test.tell", move |tx| {
        let before = jobs::figures(tx, now)?.waiting;
        let told = telling::tell(tx, &tools, now, ballot, news)?;
        // A worker may have ended others meanwhile.
        assert!(jobs::figures(tx, now)?.waiting <= before, "{news:?}");
        Ok(told)
    });
    told.unwrap()
}

#[test]
fn those_who_vote_hear_of_their_ballot_once_each_postgres_too() {
    on_both_in_time(|server: &Server| {
        let house = House::new(server);
        let [ada, bo]: [&Organiser; 2] = [&house.delegates[0], &house.delegates[1]];
        deputy(&house, ("eli@birch.example", Lang::Es), bo.group);
        let _worker = server.worker();
        let (_, path) = house.prepared();
        let ballot: Id = path.rsplit('/').next().unwrap().parse().unwrap();
        assert_eq!(house.sign(ada, &path, "open", "", "").status, 303);
        assert_eq!(told(server, "/ballots/", 2), ["bo@birch.example", "eli@birch.example"], "the other group is asked to sign");
        let [bos, elis] = [&mails(server, "/ballots/")[0].1, &mails(server, "/ballots/")[1].1];
        assert!(bos.contains("You can, with your passkey") && bos.contains(&path), "{bos}");
        assert!(elis.contains("Ninguna llave de acceso"), "who has no passkey cannot sign: {elis}");
        assert_eq!(house.sign(bo, &path, "open", "", "").status, 303);
        let all = ["ada@alder.example", "bo@birch.example", "eli@birch.example"];
        assert_eq!((told(server, "has one voice", 2).len(), told(server, "tiene una voz", 1).len()), (2, 1));
        assert_eq!(
            told(server, "/ballots/", 5),
            [all[0], all[1], all[1], all[2], all[2]],
            "delegates and deputies, and no organiser"
        );
        let (deadline, when) = ends(&house, ballot);
        let [english, spanish] = ["has one voice", "tiene una voz"].map(|words| mails(server, words));
        let by_reader: BTreeMap<String, String> = english.into_iter().chain(spanish).collect();
        let english = by_reader.iter().find(|(to, _)| to.contains("ada")).unwrap().1.clone();
        for words in ["Lanterns for Every Street", "Light the square", &when, &path, "alder has one voice"] {
            assert!(english.contains(words), "{words}: {english}");
        }
        assert!(!english.contains("turns the lanterns off") && !english.contains("Read this."), "nothing that the plan says");
        let spanish = by_reader.iter().find(|(to, _)| to.contains("eli")).unwrap().1.clone();
        assert!(spanish.contains("pero ninguna"), "whose passkey does not count is not told to vote: {spanish}");
        assert!(spanish.contains(&format!("/es{path}")) && spanish.contains("Iluminar la plaza"), "{spanish}");

        // A job that runs again, as after a lost answer, tells nobody twice.
        assert_eq!(tell_again(server, ballot, News::Opened), 3);
        house.sign(ada, &path, "vote", "call", "");
        let reminded = telling::reminded_at(server.app.clock.now(), deadline).unwrap();
        assert!(deadline - reminded < DAY && deadline - reminded > 11 * HOUR);
        server.app.clock.advance(reminded - server.app.clock.now() - HOUR);
        assert_eq!(readers(server, "/ballots/").len(), 5);
        server.app.clock.advance(HOUR + MINUTE);
        assert_eq!(told(server, "birch has not voted yet", 1), all[1..2]);
        assert_eq!(told(server, "birch a=C3=BAn no ha votado", 1), all[2..], "not the group that has voted");

        house.sign(bo, &path, "vote", "call", "");
        assert_eq!(told(server, "The groups decided to call.", 2), all[..2]);
        assert_eq!(told(server, "Los grupos decidieron convocar.", 1), all[2..]);
        assert!(mails(server, "The groups decided to call.")[0].1.contains("Until then any two steering groups can halt it"));
        assert_eq!(tell_again(server, ballot, News::Ending), 0, "news that were overtaken");
        for who in [ada, bo] {
            house.sign(who, &path, "halt", "", "A storm.");
        }
        assert_eq!(told(server, "Two steering groups halted the decision.", 2), all[..2]);
        assert_eq!(tell_again(server, ballot, News::Decided) + tell_again(server, ballot, News::Opened), 0);
        assert_eq!(tell_again(server, ballot, News::Halted), 3);
        assert_eq!(readers(server, "/ballots/").len(), 2 + 3 + 2 + 3 + 3, "nobody has one twice");
        assert!(!mails(server, "/ballots/").iter().any(|(_, mail)| mail.contains("A storm.")), "reasons stand on the page");
    });
}

/// A deputy without a passkey that counted: the plan says so before, and the mail does not promise a vote.
#[test]
fn whose_group_is_silent_is_told_so_and_not_reminded_postgres_too() {
    on_both_in_time(|server: &Server| {
        let house = House::new(server);
        let (elm, coalition, now) = (server.group("elm").id, house.coalition, server.app.clock.now());
        let joined = move |tx: &mut db::Tx<'_>| coalitions::join(tx, coalition, elm, Role::Steering, now);
        server.app.db.write_bulk("test.join", joined).unwrap();
        deputy(&house, ("eva@elm.example", Lang::En), elm);
        let _worker = server.worker();
        let (plan, path) = house.prepared();
        let page = server.page("GET", &plan, &house.delegates[0].cookie, b"").text;
        assert!(page.contains("Now 2 of 3 steering groups could vote"), "{page}");
        for who in &house.delegates {
            assert_eq!(house.sign(who, &path, "open", "", "").status, 303);
        }
        assert_eq!(told(server, "A ballot is open", 3).len(), 3);
        let by_reader: BTreeMap<String, String> = mails(server, "A ballot is open").into_iter().collect();
        let silent = &by_reader.iter().find(|(to, _)| to.contains("eva")).unwrap().1;
        assert!(silent.contains("elm is silent in this ballot") && !silent.contains("You may give it"), "{silent}");
        let ballot: Id = path.rsplit('/').next().unwrap().parse().unwrap();
        let reminded = telling::reminded_at(server.app.clock.now(), ends(&house, ballot).0).unwrap();
        server.app.clock.advance(reminded - server.app.clock.now() + MINUTE);
        assert_eq!(
            told(server, "has not voted yet", 2),
            ["ada@alder.example", "bo@birch.example"],
            "who cannot vote is not asked to"
        );
    });
}
