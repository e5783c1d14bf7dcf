//! After two groups became one, the next mail tells those whose group that was, once; a drill tells nobody.

use super::ground::{Counting, Death, Ground, START};
use clarion::clock::{Clock, MINUTE};
use clarion::coalitions::Act;
use clarion::coalitions::merging::{self, State, agree, count, slices};
use clarion::ids::Id;
use clarion::messages::calls::NewMessage;
use db::Engine;

on_both!(the_next_mail_tells_of_a_merge_once);

/// The first group's list goes into the second's, and nobody of either can be asked: verbs do not look at seats.
async fn merge(ground: &Ground) {
    let (app, former, survivor) = (ground.app.clone(), ground.groups[0], ground.groups[1]);
    let united = tokio::task::spawn_blocking(move || {
        let act = |group: Id| Act { id: app.ids.fresh(START), account: app.ids.fresh(START), group, now: START + MINUTE };
        let (asks, agrees, starts) = (act(survivor), act(former), act(survivor));
        let (id, slug) = (asks.id, format!("g-{former}"));
        let (vault, ids) = (app.vault.clone(), app.ids.clone());
        app.db.write_bulk("stories.ask", move |tx| agree::ask(tx, &asks, &slug, true)).unwrap().unwrap();
        app.db.write_bulk("stories.agree", move |tx| agree::agree(tx, &agrees, id)).unwrap().unwrap();
        let merge = || app.db.read_blocking(move |tx| merging::of_group(tx, former, 1)).unwrap().remove(0);
        count::count(&app, &merge()).unwrap();
        app.db.write_bulk("stories.start", move |tx| agree::start(tx, &vault, &ids, &starts, id)).unwrap().unwrap();
        assert!(slices::run(&app, id, &|| true).unwrap());
        merge().state
    });
    assert_eq!(united.await.unwrap(), State::Merged);
}

async fn the_next_mail_tells_of_a_merge_once(engine: Engine) {
    let ground = Ground::new(engine, Clock::manual(START), 3, &[]).await;
    let people = |numbers: std::ops::Range<usize>| {
        numbers
            .map(|number| (format!("p{number}@people.example"), "45501".to_owned(), "en".to_owned(), Some(START - MINUTE)))
            .collect()
    };
    ground.add_many(ground.groups[0], people(0..30)).await;
    ground.add_many(ground.groups[1], people(20..50)).await;
    ground.add_many(ground.groups[2], people(100..110)).await;
    merge(&ground).await;
    let drill = ground.server_worker();
    let sending = ground.app.ids.fresh(START);
    ground.start(vec![NewMessage { is_drill: true, ..ground.message(sending, 1) }]).await;
    ground.until_ended(sending).await;
    drill.stop().await;
    for told in [30, 0] {
        let sink = Counting::new(&ground, Death::Never);
        let worker = ground.worker(sink.clone());
        let sending = ground.app.ids.fresh(START);
        ground.start(vec![ground.message(sending, 1)]).await;
        ground.until_ended(sending).await;
        worker.stop().await;
        assert_eq!(sink.count(), 60);
        let words = "You were on the list of Group 0. That group became part of Group 1";
        assert_eq!(sink.texts().iter().filter(|text| text.replace('\n', " ").contains(words)).count(), told);
    }
}
