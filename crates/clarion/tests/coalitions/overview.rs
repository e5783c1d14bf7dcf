//! A group's own page: what it says of the group's work, and what to do next.

use crate::harness::{Server, on_both, person};
use crate::petitions::composing::Browser;
use clarion::access::SeatRole;
use serde_json::json;

fn signs(server: &Server, key: &str, petition: &str, email: &str) {
    server.post(&format!("/petitions/{petition}/signatures"), key, &json!({"person": person(email)})).ok();
}

#[test]
fn a_group_reads_its_numbers_what_is_written_and_what_comes_next_postgres_too() {
    on_both(|server| {
        let group = server.group("Alder");
        let ada = Browser::of(server, server.account("owner@alder.example", &[(group.id, SeatRole::Owner)]));
        let fresh = ada.reads("/console/groups/alder");
        for part in ["Invite a second person", "Import your list", "Write a petition", "Signatures on its petitions", ">0</td>"] {
            assert!(fresh.contains(part), "{part}: {fresh}");
        }
        let cy = Browser::of(server, server.account("cy@alder.example", &[(group.id, SeatRole::Organiser)]));
        let petition = server.petition(&group.key, "Lanterns");
        signs(server, &group.key, &petition, "one@people.example");
        signs(server, &group.key, &petition, "two@people.example");
        let draft = ada
            .does("/console/groups/alder/petitions/new", &[("title_en", "Ferries"), ("text_en", "Please."), ("time_zone", "UTC")]);
        ada.does(&format!("{draft}/send"), &[("version", "1")]);
        assert!(ada.reads("/console/groups/alder").contains("Waits for another person"), "it waits");
        cy.does(&format!("{draft}/return"), &[("version", "1"), ("why", "Say which ferry.")]);
        let page = ada.reads("/console/groups/alder");
        for part in ["Sent back to you: change it and send it again", "Ferries", ">2</td>"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("Invite a second person") && !page.contains("Write a petition"), "that is done: {page}");
        let dashboard = ada.reads("/console");
        assert!(dashboard.contains("Ferries: sent back") && dashboard.contains("Say which ferry."), "{dashboard}");
        assert!(dashboard.contains(&draft), "the line leads there: {dashboard}");
        assert!(!cy.reads("/console").contains("Ferries: sent back"), "who sent it back has nothing to do");
    });
}
