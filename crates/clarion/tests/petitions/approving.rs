//! Approving petitions: nobody publishes what they wrote, whichever way they try; of two at once one counts.

use super::composing::{Browser, fields};
use crate::coalitions::{Owned, Verb, act, at_once, coalition, done, owned, seen};
use crate::harness::{Server, on_both};
use clarion::access::{self, SeatRole};
use clarion::actions::drafts::approve::{ApproveRefusal, publish, send, send_back, set_alone, waiting_for};
use clarion::actions::drafts::write::{DraftRefusal, change, draft};
use clarion::actions::drafts::{self, Document, DraftState, What};
use clarion::coalitions::membership::leave::leave;
use clarion::coalitions::{Act, Calling, Role};
use clarion::ids::Id;
use clarion::petitions::PetitionWords;
use std::time::Duration;
use testkit::wait_until;

const WITHIN: Duration = Duration::from_secs(60);

fn document(title: &str) -> Document {
    let words = PetitionWords { lang: "en".to_owned(), title: title.to_owned(), text: "Please.".to_owned(), thanks: String::new() };
    Document { words: vec![words], time_zone: "America/New_York".to_owned(), ..Document::default() }
}

/// Somebody more who sits in a group.
fn seated(server: &Server, email: &str, group: Id) -> Id {
    server.account(email, &[(group, SeatRole::Organiser)])
}

/// A draft by somebody, sent for approval.
fn sent(server: &Server, by: Act, coalition: Option<Id>) -> Id {
    done(server, move |tx| draft(tx, &by, coalition, &document("Lanterns now"))).unwrap();
    done(server, move |tx| send(tx, &by, by.id, 1)).unwrap();
    by.id
}

#[test]
fn another_person_reads_it_and_publishes_it_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let alder = owned(server, "Alder");
        let (ada, cy) = (Browser::of(server, alder.owner), Browser::of(server, seated(server, "cy@alder.example", alder.group)));
        let draft = ada.does("/console/groups/alder/petitions/new", &fields("Keep the reading room open", ""));
        assert!(ada.reads(&draft).contains("Another person who sits in your group"));
        ada.does(&format!("{draft}/send"), &[("version", "1")]);
        assert!(ada.is_refused(&format!("{draft}/publish"), &[("version", "1")]).contains("You cannot answer this draft"));
        assert!(!ada.reads(&draft).contains("/publish\""), "no button for whoever wrote it");
        assert_eq!(server.page("GET", "/petitions/keep-the-reading-room-open", "", b"").status, 404);
        wait_until("the mail", WITHIN, || {
            server.mails().iter().any(|mail| mail.contains("cy@alder.example") && mail.contains(&draft))
        });
        assert!(cy.reads("/console/groups/alder").contains("Petitions (1 waits for you)"));
        assert!(cy.reads(&draft).contains(&format!("{draft}/publish")));
        assert!(cy.is_refused(&format!("{draft}/return"), &[("version", "1"), ("why", " ")]).contains("Say in at most"));
        cy.does(&format!("{draft}/return"), &[("version", "1"), ("why", "Say whose room.")]);
        let back = ada.reads(&draft);
        assert!(back.contains("Say whose room.") && back.contains("Ada Example sent it back"), "{back}");
        let mut better = fields("Keep the harbor’s reading room open", "1");
        better.push(("slug", "keep-the-reading-room-open"));
        ada.does(&format!("{draft}/words"), &better);
        ada.does(&format!("{draft}/send"), &[("version", "2")]);
        assert!(
            cy.is_refused(&format!("{draft}/publish"), &[("version", "1")]).contains("Read it again"),
            "not the version that was read"
        );
        let asked = || server.mails().iter().filter(|mail| mail.contains("To read and publish")).count();
        wait_until("asked once for each time it was sent", WITHIN, || asked() == 2);
        cy.does(&format!("{draft}/publish"), &[("version", "2")]);
        let page = server.page("GET", "/petitions/keep-the-reading-room-open", "", b"");
        assert!(page.status == 200 && page.text.contains("Keep the harbor’s reading room open"), "{}", page.text);
        assert!(page.text.contains("The harbor board") && page.text.contains("id=\"sign\""), "{}", page.text);
        let own = ada.reads(&draft);
        for part in
            ["Approved and published by Ada Example", "/petitions/keep-the-reading-room-open", "Open", "0 confirmed by email"]
        {
            assert!(own.contains(part), "{part}: {own}");
        }
        assert!(own.contains("/console/groups/alder/supporters?petition="), "{own}");
        wait_until("told", WITHIN, || {
            server.mails().iter().any(|mail| mail.contains("Published:") && mail.contains("owner@alder.example"))
        });
        assert_eq!(asked(), 2, "nobody is told twice");
        drop(worker);
    });
}

#[test]
fn whoever_changed_it_last_needs_another_one_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let [cy, dee] = ["cy@alder.example", "dee@alder.example"].map(|email| seated(server, email, alder.group));
        let first = alder.act(server);
        done(server, move |tx| draft(tx, &first, None, &document("Lanterns"))).unwrap();
        let second = act(server, cy, alder.group);
        assert_eq!(done(server, move |tx| change(tx, &second, (first.id, 1), None, &document("Lanterns now"))), Ok(2));
        done(server, move |tx| send(tx, &second, first.id, 2)).unwrap();
        for writer in [first, second] {
            assert_eq!(done(server, move |tx| publish(tx, &writer, first.id, 2)), Err(ApproveRefusal::Own));
        }
        let third = act(server, dee, alder.group);
        assert_eq!(done(server, move |tx| publish(tx, &third, first.id, 2)), Ok("lanterns-now".to_owned()));
        assert_eq!(done(server, move |tx| change(tx, &first, (first.id, 2), None, &document("Later"))), Err(DraftRefusal::Over));
        assert_eq!(done(server, move |tx| send_back(tx, &third, first.id, 2, "Late")), Err(ApproveRefusal::Over));
    });
}

#[test]
fn of_two_at_once_one_counts_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let [cy, dee] = ["cy@alder.example", "dee@alder.example"].map(|email| seated(server, email, alder.group));
        for round in 0..8 {
            let writes = alder.act(server);
            let id = sent(server, writes, None);
            let (reads, returns) = (act(server, cy, alder.group), act(server, dee, alder.group));
            let verbs: Vec<Verb<bool>> = vec![
                Box::new(move |tx| Ok(publish(tx, &reads, id, 1)?.is_ok())),
                Box::new(move |tx| Ok(send_back(tx, &returns, id, 1, "Not yet")?.is_ok())),
                Box::new(move |tx| Ok(change(tx, &writes, (id, 1), None, &document("Forged"))?.is_ok())),
            ];
            let happened = at_once(server, verbs);
            let found = seen(server, move |tx| drafts::find(tx, id)).unwrap();
            let is_public = seen(server, move |tx| clarion::petitions::create::find_by_id(tx, id)).is_some();
            assert_eq!(found.state == DraftState::Published, is_public, "round {round}: {happened:?}");
            if is_public {
                assert_eq!(
                    (found.version, found.document.words[0].title.as_str()),
                    (1, "Lanterns now"),
                    "what was read is published"
                );
            }
        }
    });
}

#[test]
fn in_a_coalitions_name_another_group_that_steers_it_publishes_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 2);
        let [one, two]: [Owned; 2] = [standing.steering[0], standing.steering[1]];
        let colleague = seated(server, "cy@steering0.example", one.group);
        let by = standing.partner.act(server);
        let outsider = owned(server, "Outsider").act(server);
        let foreign = Some(standing.id);
        assert_eq!(done(server, move |tx| draft(tx, &outsider, foreign, &document("Not theirs"))), Err(DraftRefusal::Coalition));
        let id = sent(server, by, Some(standing.id));
        let both =
            server.account("both@people.example", &[(standing.partner.group, SeatRole::Owner), (two.group, SeatRole::Owner)]);
        for refused in [act(server, both, standing.partner.group), act(server, both, two.group), outsider] {
            assert_eq!(done(server, move |tx| publish(tx, &refused, id, 1)), Err(ApproveRefusal::Own));
        }
        let browser = Browser::of(server, colleague);
        let list = browser.reads("/console/groups/steering0/petitions");
        assert!(list.contains("Lanterns now") && list.contains("By Partner"), "{list}");
        let path = format!("/console/groups/steering0/petitions/{id}");
        assert!(browser.reads(&path).contains("In the name of Lanterns for Every Street"));
        assert!(browser.reads(&format!("{path}/preview")).contains("Partner"));
        assert_eq!(browser.get(&format!("{path}/words")).status, 404, "another group's words are not theirs to change");
        let listed = browser.does(&format!("{path}/publish"), &[("version", "1")]);
        let told = browser.reads(&listed);
        assert!(told.contains("Published: Lanterns now") && told.contains("href=\"/petitions/lanterns-now\""), "{told}");
        let public = server.page("GET", "/petitions/lanterns-now", "", b"").text;
        assert!(public.contains("in the name of") && public.contains("/coalitions/lanterns"), "{public}");
        assert!(server.page("GET", "/coalitions/lanterns", "", b"").text.contains("/petitions/lanterns-now"));
        let own = Browser::of(server, standing.partner.owner).reads(&format!("/console/groups/partner/petitions/{id}"));
        assert!(
            own.contains("Approved and published by Steering0") && !own.contains("cy@"),
            "of another group's people only the group is named"
        );
    });
}

#[test]
fn one_person_alone_publishes_only_where_the_group_says_so_openly_postgres_too() {
    on_both(|server| {
        let (alder, birch) = (owned(server, "Alder"), owned(server, "Birch"));
        let ada = Browser::of(server, alder.owner);
        let id = sent(server, alder.act(server), None);
        let path = format!("/console/groups/alder/petitions/{id}");
        assert!(
            ada.reads(&path).contains("nobody can publish it yet") && ada.reads(&path).contains("/console/groups/alder/people")
        );
        let own = alder.act(server);
        assert_eq!(done(server, move |tx| publish(tx, &own, id, 1)), Err(ApproveRefusal::Own));
        let stranger = birch.act(server);
        assert_eq!(done(server, move |tx| publish(tx, &stranger, id, 1)), Err(ApproveRefusal::Own));
        assert!(!server.page("GET", "/groups/alder", "", b"").text.contains("One person publishes"));
        let draft = |title: &str| ada.does("/console/groups/alder/petitions/new", &fields(title, ""));
        let sent_to = ada.does(&format!("{}/send", draft("Nobody reads")), &[("version", "1")]);
        assert!(ada.reads(&sent_to).contains("Nobody can answer it yet and nobody is mailed"), "{sent_to}");
        ada.does("/console/groups/alder/petitions/alone", &[("alone", "yes")]);
        let sent_to = ada.does(&format!("{}/send", draft("One reads")), &[("version", "1")]);
        assert!(ada.reads(&sent_to).contains("You can publish it yourself; nobody is mailed"), "{sent_to}");
        assert!(server.page("GET", "/groups/alder", "", b"").text.contains("One person publishes this group’s petitions"));
        ada.does(&format!("{path}/publish"), &[("version", "1")]);
        assert_eq!(server.page("GET", "/petitions/lanterns-now", "", b"").status, 200);
        // It ends when a second person sits there.
        let second = sent(server, alder.act(server), None);
        let cy = seated(server, "cy@alder.example", alder.group);
        let own = alder.act(server);
        assert_eq!(done(server, move |tx| publish(tx, &own, second, 1)), Err(ApproveRefusal::Own));
        assert!(!server.page("GET", "/groups/alder", "", b"").text.contains("One person publishes"));
        let reads = act(server, cy, alder.group);
        assert_eq!(done(server, move |tx| set_alone(tx, &reads, true)), Err(ApproveRefusal::NotAlone));
        assert_eq!(
            done(server, move |tx| publish(tx, &reads, second, 1)),
            Ok("lanterns-now-2".to_owned()),
            "the address gets a number"
        );
        ada.does("/console/groups/alder/petitions/alone", &[("alone", "no")]);
    });
}

#[test]
fn a_neighbour_in_the_coalition_publishes_for_one_person_alone_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 1);
        let (partner, steering) = (standing.partner, standing.steering[0]);
        let id = sent(server, partner.act(server), None);
        let path = format!("/console/groups/steering0/petitions/{id}");
        let neighbour = Browser::of(server, steering.owner);
        assert!(neighbour.reads("/console").contains("Steering0"));
        assert!(neighbour.reads(&path).contains("Publish the petition"));
        // With a second person in the group its neighbours have no word any more, and no look.
        let cy = seated(server, "cy@partner.example", partner.group);
        assert_eq!(neighbour.get(&path).status, 404);
        let late = steering.act(server);
        assert_eq!(done(server, move |tx| publish(tx, &late, id, 1)), Err(ApproveRefusal::Own));
        let group = partner.group;
        server.app.db.write_bulk("test.drop_seat", move |tx| access::drop_seat(tx, cy, group)).unwrap();
        neighbour.does(&format!("{path}/publish"), &[("version", "1")]);
        assert_eq!(server.page("GET", "/petitions/lanterns-now", "", b"").status, 200);
    });
}

#[test]
fn what_is_not_ready_is_not_sent_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let ada = Browser::of(server, alder.owner);
        let draft =
            ada.does("/console/groups/alder/petitions/new", &[("title_en", "Only a title"), ("time_zone", "America/New_York")]);
        assert!(ada.is_refused(&format!("{draft}/send"), &[("version", "1")]).contains("What it asks: write it"));
        let past = [
            ("title_en", "Late"),
            ("text_en", "Please."),
            ("time_zone", "America/New_York"),
            ("closes", "2020-01-31T17:00"),
            ("version", "1"),
        ];
        ada.does(&format!("{draft}/words"), &past);
        assert!(ada.is_refused(&format!("{draft}/send"), &[("version", "2")]).contains("closing date has passed"));
        assert!(ada.is_refused(&format!("{draft}/send"), &[("version", "1")]).contains("closing date has passed"));
        assert_eq!(
            ada.post(&format!("{draft}/words"), &[("title_en", "X"), ("time_zone", "Nowhere/Zone"), ("version", "2")]).status,
            422
        );
    });
}

#[test]
fn a_group_that_left_a_coalition_speaks_in_its_name_no_more_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 1);
        let by = standing.partner.act(server);
        let id = sent(server, by, Some(standing.id));
        let left = server.app.db.write_bulk("test.leave", move |tx| leave(tx, &by, standing.id, None, Calling::Not));
        assert_eq!(left.unwrap().ok(), Some(()));
        let reads = standing.steering[0].act(server);
        assert_eq!(done(server, move |tx| publish(tx, &reads, id, 2)), Err(ApproveRefusal::Own), "it is no affair of theirs now");
        let changed = done(server, move |tx| change(tx, &by, (id, 2), None, &document("Ours alone")));
        assert_eq!(changed, Ok(3), "a draft again, in another version than was read");
    });
}

/// However much waits for others, what waits for oneself is shown, the longest waiting first.
#[test]
fn what_waits_for_me_is_not_hidden_by_what_waits_for_others_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let reader = seated(server, "cy@alder.example", alder.group);
        let coalition = coalition(server, 1).id;
        let (group, now) = (alder.group, server.app.clock.now());
        server
            .app
            .db
            .write_bulk("test.join", move |tx| clarion::coalitions::join(tx, coalition, group, Role::Partner, now))
            .unwrap();
        for number in 0..5 {
            // A second person sits there: what they write is not their neighbours' to publish.
            let neighbour = owned(server, &format!("Neighbour{number}"));
            seated(server, &format!("dee@neighbour{number}.example"), neighbour.group);
            let acts: Vec<Act> = (0..45).map(|_| neighbour.act(server)).collect();
            let wrote = server.app.db.write_bulk("test.neighbours", move |tx| {
                clarion::coalitions::join(tx, coalition, neighbour.group, Role::Partner, now)?;
                for act in &acts {
                    draft(tx, act, None, &document("Theirs"))?.unwrap();
                    send(tx, act, act.id, 1)?.unwrap();
                }
                Ok(())
            });
            wrote.unwrap();
        }
        let ours: Vec<Id> = (0..3).map(|_| sent(server, alder.act(server), None)).collect();
        let waiting = seen(server, move |tx| {
            let actor = access::actor(tx, reader)?.unwrap();
            waiting_for(tx, &actor, group, &[What::Petition])
        });
        assert_eq!(waiting.iter().map(|draft| draft.id).collect::<Vec<_>>(), ours);
        assert!(Browser::of(server, reader).reads("/console/groups/alder").contains("Petitions (3 wait for you)"));
    });
}
