//! News and corrections of a published petition: written by one, published by another, beneath words that stay.

use super::composing::Browser;
use crate::coalitions::{Verb, act, at_once, coalition, done, owned, seen};
use crate::harness::{Server, on_both};
use clarion::access::SeatRole;
use clarion::actions::drafts::approve::{ApproveRefusal, publish, send};
use clarion::actions::drafts::write::DraftRefusal;
use clarion::actions::running::{self, Deed};
use clarion::coalitions::Calling;
use clarion::coalitions::membership::leave::leave;
use clarion::ids::Id;
use clarion::petitions::updates::{self, UpdateKind, UpdatePart, begin};
use clarion::petitions::{PetitionWords, create};
use std::time::Duration;
use testkit::wait_until;

/// A public page has at most so many bytes, even where nothing packs it.
const PAGE_BYTES_MAX: usize = 60_000;

const WITHIN: Duration = Duration::from_secs(60);

fn words(lang: &str, title: &str, text: &str) -> PetitionWords {
    PetitionWords { lang: lang.to_owned(), title: title.to_owned(), text: text.to_owned(), thanks: String::new() }
}

/// The form of an update as a browser sends it.
fn fields<'a>(title: &'a str, text: &'a str, version: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("kind", "correction"), ("title_en", title), ("text_en", text), ("version", version)]
}

/// A petition in a coalition's name, made by an operator.
fn petition(server: &Server, group: Id, coalition: Option<Id>) -> Id {
    let now = server.app.clock.now();
    let mut petition = create::blank(server.app.ids.fresh(now), group, "lanterns".to_owned(), now);
    petition.coalition = coalition;
    let id = petition.id;
    let new = create::NewPetition {
        petition,
        words: vec![words("en", "Lanterns now", "Please.")],
        sponsors: Vec::new(),
        targets: Vec::new(),
    };
    assert_eq!(done(server, move |tx| create::create(tx, &new).map(|_| ())), ());
    id
}

#[test]
fn what_is_added_stands_beneath_words_that_stay_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let alder = owned(server, "Alder");
        let cy = server.account("cy@alder.example", &[(alder.group, SeatRole::Organiser)]);
        let (ada, cy) = (Browser::of(server, alder.owner), Browser::of(server, cy));
        let id = petition(server, alder.group, None);
        let path = format!("/console/groups/alder/petitions/{id}");
        let before = server.page("GET", "/petitions/lanterns", "", b"").text;
        assert!(!before.contains("What Alder has added") && ada.reads(&path).contains(&format!("{path}/updates")));
        // What is wrong stands at its field, and what was typed is kept.
        let wrong = ada.post(&format!("{path}/updates"), &fields("", "The <office> has moved.", ""));
        assert_eq!(wrong.status, 422, "{}", wrong.text);
        for part in [
            "aria-describedby=\"title_en-hint title_en-error\"",
            "href=\"#title_en\"",
            "the English words need one, too",
            "The &#60;office&#62; has moved.",
            "<option value=\"correction\" selected>",
        ] {
            assert!(wrong.text.contains(part), "{part}: {}", wrong.text);
        }
        let draft = ada.does(&format!("{path}/updates"), &fields("Moved", "The **office** has moved.", ""));
        assert!(draft.starts_with("/console/groups/alder/updates/"), "{draft}");
        let preview = ada.reads(&format!("{draft}/preview"));
        assert!(
            preview.contains("What Alder has added") && preview.contains("The <strong>office</strong> has moved."),
            "{preview}"
        );
        assert!(!server.page("GET", "/petitions/lanterns", "", b"").text.contains("has moved"));
        assert!(ada.does(&format!("{draft}/send"), &[("version", "1")]).contains("done=draft-sent"));
        assert!(ada.is_refused(&format!("{draft}/publish"), &[("version", "1")]).contains("You cannot answer this draft"));
        wait_until("the mail", WITHIN, || {
            server.mails().iter().any(|mail| mail.contains("cy@alder.example") && mail.contains(&draft))
        });
        assert!(cy.reads("/console/groups/alder").contains("Petitions (1 waits for you)"));
        assert!(cy.reads("/console/groups/alder/petitions").contains(&draft));
        cy.does(&format!("{draft}/return"), &[("version", "1"), ("why", "Say where to.")]);
        ada.does(&format!("{draft}/words"), &fields("Moved", "The **office** has moved to Elm Street.", "1"));
        ada.does(&format!("{draft}/send"), &[("version", "2")]);
        let to = cy.does(&format!("{draft}/publish"), &[("version", "2")]);
        assert!(to.contains("done=draft-published"), "{to}");
        let page = server.page("GET", "/petitions/lanterns", "", b"").text;
        for part in ["What Alder has added", "Correction", "to Elm Street.", "Lanterns now", "<p>Please.</p>"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        let spanish = server.page("GET", "/es/petitions/lanterns", "", b"").text;
        assert!(spanish.contains("Lo que Alder ha añadido") && spanish.contains("<h3 lang=\"en\">Moved</h3>"), "{spanish}");
        let own = cy.reads(&path);
        assert!(
            own.contains("News or a correction published by Ada Example") && own.contains("/petitions/lanterns/updates/"),
            "{own}"
        );
        assert_eq!(ada.get(&draft).header("location"), path, "what was published is looked at on the petition's page");
        assert_eq!(ada.get(&format!("{draft}/words")).status, 404);
        let audit = ada.reads("/console/groups/alder/audit");
        assert!(audit.contains("Published news or a correction of a petition"), "{audit}");
        drop(worker);
    });
}

#[test]
fn in_a_coalitions_name_another_steering_group_publishes_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 2);
        let [ours, theirs] = [standing.steering[0], standing.steering[1]];
        let id = petition(server, ours.group, Some(standing.id));
        let (writes, part) = (ours.act(server), UpdatePart { petition: id, kind: UpdateKind::News });
        let said = vec![words("en", "We met", "They listened."), words("es", "Nos reunimos", "Escucharon.")];
        let text = said.clone();
        assert_eq!(done(server, move |tx| begin(tx, &writes, part, &text)), Ok(writes.id));
        done(server, move |tx| send(tx, &writes, writes.id, 1)).unwrap();
        // Another person of the writer's own group is not enough.
        let own = act(server, server.account("second@steering0.example", &[(ours.group, SeatRole::Owner)]), ours.group);
        assert_eq!(done(server, move |tx| publish(tx, &own, writes.id, 1)), Err(ApproveRefusal::Own));
        let reads = theirs.act(server);
        assert_eq!(done(server, move |tx| publish(tx, &reads, writes.id, 1)), Ok("lanterns".to_owned()));
        let all = seen(server, move |tx| updates::all(tx, id));
        assert_eq!(all.iter().map(|update| update.words.clone()).collect::<Vec<_>>(), said);
        let last = seen(server, move |tx| running::history(tx, id)).remove(0);
        assert_eq!((last.deed, last.group), (Deed::Updated, theirs.group));
        let stranger = theirs.act(server);
        let text = vec![words("en", "Theirs", "Not.")];
        assert_eq!(done(server, move |tx| begin(tx, &stranger, part, &text)), Err(DraftRefusal::Over), "another group's petition");
    });
}

#[test]
fn whoever_left_adds_nothing_in_the_coalitions_name_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 3);
        let ours = standing.steering[0];
        let id = petition(server, ours.group, Some(standing.id));
        let part = UpdatePart { petition: id, kind: UpdateKind::News };
        let (writes, leaves, coalition) = (ours.act(server), ours.act(server), standing.id);
        let said = vec![words("en", "We met", "They listened.")];
        done(server, move |tx| begin(tx, &writes, part, &said)).unwrap();
        done(server, move |tx| send(tx, &writes, writes.id, 1)).unwrap();
        done(server, move |tx| leave(tx, &leaves, coalition, None, Calling::Not)).unwrap();
        // It is a draft without the coalition now: its own people cannot put it beneath words in the coalition's name.
        let again = ours.act(server);
        assert_eq!(done(server, move |tx| send(tx, &again, writes.id, 2)), Err(ApproveRefusal::NoPlace));
        let more = ours.act(server);
        let said = vec![words("en", "Alone", "Still.")];
        assert_eq!(done(server, move |tx| begin(tx, &more, part, &said)), Err(DraftRefusal::Coalition));
        // The form has no choice of a coalition, and so no sentence that asks for another one.
        let path = format!("/console/groups/steering0/petitions/{id}/updates");
        let form = Browser::of(server, ours.owner).post(&path, &fields("Alone", "Still.", "")).text;
        assert!(form.contains("Nothing can be added to it here") && !form.contains("Choose another"), "{form}");
    });
}

#[test]
fn a_program_reads_what_was_added_postgres_too() {
    on_both(|server| {
        let group = server.group("Alder");
        let owner = server.account("owner@alder.example", &[(group.id, SeatRole::Owner)]);
        let reads = server.account("cy@alder.example", &[(group.id, SeatRole::Organiser)]);
        let id = petition(server, group.id, None);
        let writes = act(server, owner, group.id);
        let part = UpdatePart { petition: id, kind: UpdateKind::News };
        done(server, move |tx| begin(tx, &writes, part, &[words("en", "We met", "They listened.")])).unwrap();
        done(server, move |tx| send(tx, &writes, writes.id, 1)).unwrap();
        let one = format!("/petitions/{id}");
        assert_eq!(server.get(&one, &group.key).ok()["clarion:updates"], serde_json::json!([]));
        let reader = act(server, reads, group.id);
        done(server, move |tx| publish(tx, &reader, writes.id, 1)).unwrap();
        let update = server.get(&one, &group.key).ok()["clarion:updates"][0].clone();
        assert_eq!((&update["kind"], &update["title"]), (&"news".into(), &"We met".into()), "{update}");
        let list = server.get("/petitions", &group.key).ok();
        let listed = &list["_embedded"]["osdi:petitions"][0];
        assert!(listed["title"] == "Lanterns now" && listed.get("clarion:updates").is_none(), "{listed}");
    });
}

/// As much text as an update takes.
fn long_text() -> String {
    "¿Cuándo abrirá la sala?\n\n".repeat(200).chars().take(updates::TEXT_CHARS_MAX).collect()
}

#[test]
fn a_petition_takes_no_more_than_its_page_can_carry_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let cy = server.account("cy@alder.example", &[(alder.group, SeatRole::Organiser)]);
        let id = petition(server, alder.group, None);
        let part = UpdatePart { petition: id, kind: UpdateKind::News };
        let writes = alder.act(server);
        let long = [words("en", "Long", &format!("{}.", long_text()))];
        assert_eq!(done(server, move |tx| begin(tx, &writes, part, &long)), Err(DraftRefusal::TextEn));
        // All of them are begun while there is room for each.
        let sent: Vec<Id> = (0..=updates::UPDATES_MAX)
            .map(|number| {
                let (writes, title) = (alder.act(server), format!("News {number}"));
                let said = [words("en", &title, &long_text()), words("es", &title, &long_text())];
                done(server, move |tx| begin(tx, &writes, part, &said)).unwrap();
                done(server, move |tx| send(tx, &writes, writes.id, 1)).unwrap();
                writes.id
            })
            .collect();
        let (last, first) = sent.split_at(2);
        for &update in first {
            let reads = act(server, cy, alder.group);
            assert_eq!(done(server, move |tx| publish(tx, &reads, update, 1)), Ok("lanterns".to_owned()));
        }
        // Two at once, and room for one.
        let verbs: Vec<Verb<_>> = last
            .iter()
            .map(|&update| -> Verb<_> {
                let reads = act(server, cy, alder.group);
                Box::new(move |tx| publish(tx, &reads, update, 1))
            })
            .collect();
        let mut both = at_once(server, verbs);
        both.sort_by_key(Result::is_err);
        assert_eq!(both, [Ok("lanterns".to_owned()), Err(ApproveRefusal::TooManyUpdates)]);
        let all = seen(server, move |tx| updates::all(tx, id));
        assert_eq!(all.len() as i64, updates::UPDATES_MAX * 2, "each in both languages");
        // The page carries the newest few whole and leads to each of the others.
        let page = server.page("GET", "/petitions/lanterns", "", b"").text;
        assert!(page.len() < PAGE_BYTES_MAX, "{} bytes", page.len());
        assert_eq!(page.matches("class=\"card\" id=\"update-").count(), 3);
        assert_eq!(page.matches("href=\"/petitions/lanterns/updates/").count() as i64, updates::UPDATES_MAX - 3);
        let oldest = all.iter().map(|update| update.id).min().unwrap();
        for lang in ["", "/es"] {
            let own = server.page("GET", &format!("{lang}/petitions/lanterns/updates/{oldest}"), "", b"");
            assert!(own.status == 200 && own.text.len() < PAGE_BYTES_MAX, "{}", own.text);
            assert!(own.text.contains(&format!("href=\"{lang}/petitions/lanterns\"")) && own.text.contains("¿Cuándo abrirá"));
        }
        assert_eq!(server.page("GET", &format!("/petitions/lanterns/updates/{id}"), "", b"").status, 404);
        let wrong = server.page("POST", "/petitions/lanterns", "", b"");
        assert!(wrong.status == 422 && wrong.text.len() < PAGE_BYTES_MAX, "{}: {} bytes", wrong.status, wrong.text.len());
    });
}
