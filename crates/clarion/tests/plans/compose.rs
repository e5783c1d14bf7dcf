//! Writing a plan: versions that nobody overwrites, facts that stay.

use super::Room;
use super::room::{NOW, document, group};
use clarion::ids::Id;
use clarion::plans::compose::{self, ComposeRefusal};
use clarion::plans::document::DocumentRefusal;
use clarion::plans::{self, diff};

on_both!(every_save_is_a_version, of_two_who_save_at_once_one_is_told, facts_are_added_and_never_lost);

fn every_save_is_a_version(room: &Room) {
    let mut changed = document();
    changed.cooling_off_minutes = 0;
    assert_eq!(room.save(1, &changed), Ok(2));
    let plan = room.plan;
    let versions = room.write(move |tx, tools| plans::versions(tx, tools, plan));
    assert_eq!(versions.iter().map(|version| version.version).collect::<Vec<_>>(), [2, 1]);
    assert_eq!((&versions[0].document, &versions[1].document), (&changed, &document()));
    let changes = diff::changes(&versions[1].document, &versions[0].document, &|rule| rule.call.to_string());
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].part, changes[0].before.as_str(), changes[0].after.as_str()), ("plan-part-cooling-off", "10", "0"));
    changed.title.es.clear();
    assert_eq!(room.save(2, &changed), Err(ComposeRefusal::Document(DocumentRefusal::Title)), "Spanish is asked for like English");
}

fn of_two_who_save_at_once_one_is_told(room: &Room) {
    let saved: Vec<_> = std::thread::scope(|scope| {
        let save = || scope.spawn(|| room.save(1, &document()));
        let saves = [save(), save(), save()];
        saves.map(|thread| thread.join().unwrap()).to_vec()
    });
    assert_eq!(saved.iter().filter(|saved| **saved == Ok(2)).count(), 1, "{saved:?}");
    assert_eq!(saved.iter().filter(|saved| **saved == Err(ComposeRefusal::SavedMeanwhile)).count(), 2, "{saved:?}");
}

fn facts_are_added_and_never_lost(room: &Room) {
    let (plan, tools) = (room.plan, room.tools());
    let by = |id: u8| compose::NotedBy { id: Id([id; 16]), group: group(1), account: Id([0xab; 16]) };
    assert_eq!(compose::prepare_fact(&tools, by(1), "  ", "the clerk").unwrap().unwrap_err(), ComposeRefusal::Fact);
    let fact = compose::prepare_fact(&tools, by(1), "The vote is on Tuesday.", "the clerk's calendar").unwrap().unwrap();
    // A commit in doubt is run again.
    for _ in 0..2 {
        let fact = fact.clone();
        room.write(move |tx, _| compose::note_fact(tx, plan, &fact, NOW)).unwrap();
    }
    let facts = room.write(move |tx, tools| plans::facts(tx, tools, plan));
    assert_eq!(facts.len(), 1);
    assert_eq!((facts[0].words.as_str(), facts[0].source.as_str()), ("The vote is on Tuesday.", "the clerk's calendar"));
    let ballot = room.open();
    let late = compose::prepare_fact(&tools, by(2), "It was moved to Friday.", "the clerk").unwrap().unwrap();
    room.write(move |tx, _| compose::note_fact(tx, plan, &late, NOW)).unwrap();
    assert_eq!(room.save(1, &document()), Err(ComposeRefusal::Frozen), "a plan that groups vote on does not change under them");
    assert_eq!(room.ballot_box(ballot).frozen.document, document());
}
