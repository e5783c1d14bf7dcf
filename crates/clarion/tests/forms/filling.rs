//! A question that fills a field: what somebody confirms stands on their record, in place of what an organiser had set, which is kept.

use super::submitting::answers;
use super::{confirms, form, link, sends};
use crate::coalitions::{Owned, seen};
use crate::harness::{Server, TestGroup, id_of, on_both, person};
use crate::petitions::composing::Browser;
use clarion::access::SeatRole;
use clarion::forms::create::NewForm;
use clarion::forms::{self, fill};
use clarion::ids::Id;
use clarion::people::fields::filling::fillable;
use serde_json::{Value, json};

const NEW: &str = "/console/groups/alder/forms/new";

struct Ground {
    group: TestGroup,
    owner: Id,
}

impl Ground {
    /// A group with a free field and one with choices, both of which Ada has.
    fn new(server: &Server) -> Self {
        let group = server.group("Alder");
        let owner = server.account("owner@alder.example", &[(group.id, SeatRole::Owner)]);
        let ada = Browser::of(server, owner);
        ada.does("/console/groups/alder/fields", &[("name", "T-shirt"), ("choices", "Small\nLarge")]);
        let body = json!({"person": person("ada@people.example")});
        let added = id_of(&server.post("/people", &group.key, &body).ok());
        let fields = json!({"custom_fields": {"T-shirt": "small", "Badge": "A. Example"}});
        server.put(&format!("/people/{added}"), &group.key, &fields).ok();
        Self { group, owner }
    }

    fn field(&self, server: &Server, name: &str) -> Id {
        let (vault, group) = (server.app.vault.clone(), self.group.id);
        let all = seen(server, move |tx| fillable(tx, &vault, group));
        all.iter().find(|field| field.name == name).unwrap().id
    }

    fn fields_of(&self, server: &Server, email: &str) -> Value {
        let path = format!("/people?filter=email_address%20eq%20%27{email}%27");
        server.get(&path, &self.group.key).ok()["_embedded"]["osdi:people"][0]["custom_fields"].clone()
    }
}

/// The fields of a form whose questions fill these.
fn composed<'a>(badge: &'a str, shirt: &'a str, kind: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("kind", "sign_up"),
        ("title_en", "Light the street"),
        ("time_zone", "America/New_York"),
        ("slots", "4"),
        ("q1_en", "Name on your badge?"),
        ("q1_kind", "short"),
        ("q1_field", badge),
        ("q2_en", "Your size?"),
        ("q2_kind", kind),
        ("q2_field", shirt),
        ("q2_choices_en", "Whatever was typed"),
        ("q2_choices_es", "Chica\r\nGrande"),
    ]
}

#[test]
fn what_somebody_confirms_fills_the_fields_of_their_record_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let ground = Ground::new(server);
        let (badge, shirt) = (ground.field(server, "Badge").to_string(), ground.field(server, "T-shirt").to_string());
        let cy = server.account("cy@alder.example", &[(ground.group.id, SeatRole::Organiser)]);
        let (ada, cy) = (Browser::of(server, ground.owner), Browser::of(server, cy));
        assert!(ada.reads(NEW).contains("T-shirt (with choices)"));
        for (kind, shirt) in [("short", shirt.as_str()), ("several", &shirt), ("yes_no", &shirt)] {
            let wrong = ada.post(NEW, &composed(&badge, shirt, kind));
            assert!(
                wrong.status == 422 && wrong.text.contains("The field that it fills has choices of its own"),
                "{kind}: {}",
                wrong.text
            );
        }
        let draft = ada.does(NEW, &composed(&badge, &shirt, "one"));
        let page = ada.reads(&draft);
        for words in ["Small · Large", "Fills the field “T-shirt” of your list", "Fills the field “Badge” of your list"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(ada.reads(&format!("{draft}/words")).contains(&format!("<option value=\"{shirt}\" selected>")));
        ada.does(&format!("{draft}/send"), &[("version", "1")]);
        cy.does(&format!("{draft}/publish"), &[("version", "1")]);
        assert!(server.page("GET", "/es/forms/light-the-street", "", b"").text.contains("Grande"));
        let key = &ground.group.key;
        // What a group asserts fills nothing.
        let form = draft.rsplit('/').next().unwrap();
        let asserted = json!({"person": person("bo@people.example"), "clarion:answers": {"q1": "Bo", "q2": "c2"}});
        server.post(&format!("/forms/{form}/submissions"), key, &asserted).ok();
        assert_eq!(ground.fields_of(server, "bo@people.example"), json!({}));
        sends(server, "/forms/light-the-street", "ada@people.example", &[("q1", "Ada of the lamps"), ("q2", "c2")]);
        let before = json!({"T-shirt": "Small", "Badge": "A. Example"});
        assert_eq!(ground.fields_of(server, "ada@people.example"), before, "nothing before it is confirmed");
        confirms(server, &link(server, "ada@people.example", 1));
        let after = json!({"T-shirt": "Large", "Badge": "Ada of the lamps"});
        assert_eq!(ground.fields_of(server, "ada@people.example"), after);
        let own = ada.reads(&draft);
        let submission = own.split("/submissions/").nth(1).unwrap().split('"').next().unwrap();
        let answers = ada.reads(&format!("{draft}/submissions/{submission}"));
        for words in ["Before, the field of your list said: Small", "Before, the field of your list said: A. Example"] {
            assert!(answers.contains(words), "{words}: {answers}");
        }
        // Who changes their mind changes the field; what the organisers had set stays with the answers, also where one is taken back.
        sends(server, "/forms/light-the-street", "ada@people.example", &[("q1", "Countess")]);
        confirms(server, &link(server, "ada@people.example", 2));
        let answers = ada.reads(&format!("{draft}/submissions/{submission}"));
        for words in ["list said: Small", "list said: A. Example", "Countess"] {
            assert!(answers.contains(words) && !answers.contains("of the lamps"), "{words}: {answers}");
        }
        assert_eq!(ground.fields_of(server, "ada@people.example"), json!({"T-shirt": "Large", "Badge": "Countess"}));
        // Whoever is new has nothing before; an open question leaves its field alone.
        sends(server, "/forms/light-the-street", "cy@people.example", &[("q2", "c1")]);
        confirms(server, &link(server, "cy@people.example", 1));
        assert_eq!(ground.fields_of(server, "cy@people.example"), json!({"T-shirt": "Small"}));
        drop(worker);
    });
}

#[test]
fn a_field_that_is_gone_or_of_others_is_filled_by_nobody_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let ground = Ground::new(server);
        let (badge, ada) = (ground.field(server, "Badge"), Browser::of(server, ground.owner));
        let birch = server.group("Birch");
        let bo = Browser::of(server, server.account("owner@birch.example", &[(birch.id, SeatRole::Owner)]));
        let (badge_typed, mut typed) = (badge.to_string(), Vec::new());
        typed.extend(composed(&badge_typed, "", "short").into_iter().filter(|(name, _)| !name.starts_with("q2_choices")));
        let draft = bo.does(&NEW.replace("alder", "birch"), &typed);
        let page = bo.reads(&draft);
        assert!(!page.contains("Badge”") && !page.contains("Fills a field"), "a field of others is none: {page}");
        let owned = Owned { group: ground.group.id, owner: ground.owner };
        let fills = Some(forms::fill::Field { group: ground.group.id, id: badge });
        let bind = move |new: &mut NewForm| new.form.questions.iter_mut().for_each(|question| question.fills = fills);
        let light = form(server, &owned, "light", bind);
        let theirs = form(server, &Owned { group: birch.id, owner: ground.owner }, "theirs", bind);
        let filled = |form: Id, group: Id| {
            let vault = server.app.vault.clone();
            seen(server, move |tx| fill::of(tx, &vault, (form, group), &answers(&[("q1", "Cy")]))).len()
        };
        let by = [(light, ground.group.id), (light, birch.id), (theirs, birch.id), (theirs, ground.group.id)];
        assert_eq!(by.map(|(form, group)| filled(form, group)), [1, 0, 0, 0], "each group's forms fill its own fields");
        let page = bo.reads(&format!("/console/groups/birch/forms/{theirs}"));
        assert!(page.contains("Fills no field now") && !page.contains("Badge”"), "{page}");
        ada.does(&format!("/console/groups/alder/fields/{badge}/remove"), &[]);
        sends(server, "/forms/light", "cy@people.example", &[("q1", "Cy"), ("q3", "c1")]);
        confirms(server, &link(server, "cy@people.example", 1));
        assert_eq!(ground.fields_of(server, "cy@people.example"), json!({}));
        assert_eq!(filled(light, ground.group.id), 0);
        assert!(ada.reads(&format!("/console/groups/alder/forms/{light}")).contains("Fills no field now"));
        drop(worker);
    });
}
