//! A form in the console: written with its questions, published by somebody else, stopped and closed, and what people answered.

use super::{asked, confirms, form, link, sends};
use crate::coalitions::{coalition, owned};
use crate::harness::on_both;
use crate::petitions::composing::Browser;
use crate::petitions::running::value_of;
use clarion::access::SeatRole;

const NEW: &str = "/console/groups/alder/forms/new";

/// The fields as the form sends them: a pledge with two questions, the others left empty.
fn fields<'a>(title: &'a str, version: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("kind", "pledge"),
        ("title_en", title),
        ("text_en", "Bring **light**."),
        ("title_es", "Ilumine la calle"),
        ("time_zone", "America/Chicago"),
        ("slots", "4"),
        ("q1_en", "Which day?"),
        ("q1_es", "¿Qué día?"),
        ("q1_kind", "one"),
        ("q1_required", "yes"),
        ("q1_choices_en", "Saturday\r\nSunday\r\n"),
        ("q1_choices_es", "Sábado\r\nDomingo"),
        ("q3_en", "Name on your badge?"),
        ("q3_kind", "short"),
        ("version", version),
    ]
}

#[test]
fn what_somebody_writes_somebody_else_publishes_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let alder = owned(server, "Alder");
        let cy = server.account("cy@alder.example", &[(alder.group, SeatRole::Organiser)]);
        let (ada, cy) = (Browser::of(server, alder.owner), Browser::of(server, cy));
        assert!(ada.reads("/console/groups/alder/forms").contains("No form is being written here"));
        let more = ada.post(NEW, &[&fields("Light the street", "")[..], &[("deed", "more")]].concat());
        assert!(more.status == 200 && more.text.contains("id=\"q8_en\"") && more.text.contains("Sábado"), "{}", more.text);
        let draft = ada.does(NEW, &fields("Light the street", ""));
        let page = ada.reads(&draft);
        for words in ["Which day?", "Saturday · Sunday", "Must be answered", "Another person who sits in your group", "Pledge:"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let preview = ada.reads(&format!("{draft}/preview"));
        assert!(preview.contains("Nothing on it can be sent") && preview.contains("<fieldset disabled>"), "{preview}");
        let words = ada.reads(&format!("{draft}/words"));
        assert!(words.contains("Saturday&#10;Sunday") || words.contains("Saturday\nSunday"), "{words}");
        // It is a form and no petition.
        assert!(!ada.reads("/console/groups/alder/petitions").contains("Light the street"));
        assert_eq!(ada.get(&draft.replace("/forms/", "/petitions/")).status, 404);
        ada.does(&format!("{draft}/send"), &[("version", "1")]);
        assert!(ada.is_refused(&format!("{draft}/publish"), &[("version", "1")]).contains("You cannot answer this draft"));
        assert!(cy.reads("/console/groups/alder").contains("Forms (1 waits for you)"));
        assert!(cy.reads("/console").contains("A form waits for a word of yours"));
        assert_eq!(server.page("GET", "/forms/light-the-street", "", b"").status, 404);
        cy.does(&format!("{draft}/publish"), &[("version", "1")]);
        let public = server.page("GET", "/forms/light-the-street", "", b"").text;
        assert!(public.contains("What this pledge means") && public.contains("Saturday"), "{public}");
        assert!(!public.contains("<span lang=\"es\">"), "{public}");
        let spanish = server.page("GET", "/es/forms/light-the-street", "", b"").text;
        assert!(spanish.contains("<span lang=\"en\">Name on your badge?</span>"), "no Spanish words are there: {spanish}");
        assert_eq!(server.page("GET", "/petitions/light-the-street", "", b"").status, 404);
        assert_eq!(sends(server, "/forms/light-the-street", "dee@people.example", &[("q1", "c2"), ("q2", "=1+1")]).status, 303);
        confirms(server, &link(server, "dee@people.example", 1));
        let own = ada.reads(&draft);
        for words in
            ["1 person pledged", "Most often: Sunday", "Ada Example", "Approved and published by Ada Example", "supporters?form="]
        {
            assert!(own.contains(words), "{words}: {own}");
        }
        let export = ada.post(&format!("{draft}/export"), &[]);
        assert!(export.text.contains("dee@people.example") && export.text.contains(",Sunday,'=1+1"), "{}", export.text);
        assert_eq!(cy.post(&format!("{draft}/export"), &[]).status, 403, "an organiser takes nothing out");
        drop(worker);
    });
}

#[test]
fn a_submission_is_found_from_the_person_and_goes_when_they_are_erased_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let (alder, birch) = (owned(server, "Alder"), owned(server, "Birch"));
        let id = form(server, &alder, "light", |_| {});
        let ada = Browser::of(server, alder.owner);
        sends(server, "/forms/light", "ada@people.example", &[("q1", "Countess"), ("q3", "c1"), ("q4", "c2")]);
        confirms(server, &link(server, "ada@people.example", 1));
        let path = format!("/console/groups/alder/forms/{id}");
        let listed = ada.reads(&format!("/console/groups/alder/supporters?form={id}"));
        let at = listed.find("/console/groups/alder/supporters/0").expect("found by what they did");
        let person: String = listed[at..].chars().take_while(|c| *c != '"').collect();
        let history = ada.reads(&person);
        let at = history.find(&format!("{path}/submissions/")).expect("the person's page leads to it");
        let submission: String = history[at..].chars().take_while(|c| *c != '"').collect();
        let page = ada.reads(&submission);
        assert!(
            page.contains("Countess") && page.contains("Lantern") && page.contains(&person) && page.contains("Not answered"),
            "{page}"
        );
        let other = form(server, &alder, "other", |_| {});
        assert_eq!(ada.get(&submission.replace(&id.to_string(), &other.to_string())).status, 404, "it is of another form");
        let stranger = Browser::of(server, birch.owner);
        for path in [&path, &submission] {
            assert_eq!(stranger.get(&path.replace("/alder/", "/birch/")).status, 404);
            assert_eq!(stranger.get(path).status, 403);
        }
        assert_eq!(stranger.post(&format!("{}/stop", path.replace("/alder/", "/birch/")), &[]).status, 404);
        ada.does(&format!("{person}/erase"), &[]);
        let gone = ada.reads(&submission);
        assert!(!gone.contains("Countess") && gone.contains("The answers were erased"), "{gone}");
        let counted = ada.reads(&path);
        assert!(counted.contains("1 person signed up") && counted.contains("Most often: Saturday"), "the counts stay: {counted}");
        assert!(!ada.post(&format!("{path}/export"), &[]).text.contains("ada@people.example"));
        drop(worker);
    });
}

#[test]
fn a_running_form_is_stopped_opened_and_closed_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let id = form(server, &alder, "light", |_| {});
        let ada = Browser::of(server, alder.owner);
        let path = format!("/console/groups/alder/forms/{id}");
        ada.does(&format!("{path}/stop"), &[]);
        ada.does(&format!("{path}/stop"), &[]);
        let page = server.page("GET", "/forms/light", "", b"").text;
        assert!(page.contains("This form is stopped for now") && !page.contains("id=\"sign\""), "{page}");
        ada.does(&format!("{path}/reopen"), &[]);
        assert!(server.page("GET", "/forms/light", "", b"").text.contains("id=\"sign\""));
        ada.does(&format!("{path}/close"), &[]);
        let closed = ada.reads(&path);
        assert!(closed.contains("Closed by Ada Example") && closed.contains("Stopped by Ada Example"), "{closed}");
        assert!(!closed.contains(&format!("{path}/stop\"")), "nothing is left to do: {closed}");
    });
}

#[test]
fn a_form_that_is_wrong_says_where_and_keeps_what_was_typed_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let ada = Browser::of(server, alder.owner);
        let mut typed = fields("", "");
        typed.extend([("q4_kind", "several"), ("q4_en", "What do you bring?"), ("q4_choices_en", "Only tea"), ("slug", "No Slug")]);
        let answer = ada.post(NEW, &typed);
        assert_eq!(answer.status, 422);
        for words in [
            "<a href=\"#q4_en\">Question 4: Write 2 to 20 choices",
            "<a href=\"#title_en\">",
            "Only tea",
            "id=\"q4_en-error\"",
            "¿Qué día?",
        ] {
            assert!(answer.text.contains(words), "{words}: {}", answer.text);
        }
        assert_eq!(answer.text.matches("_en-error\"><span").count(), 2, "the title and one question");
        let spanish = ada.post("/es/console/groups/alder/forms/new", &typed);
        assert!(spanish.text.contains("Pregunta 4: Escriba de 2 a 20 opciones"), "{}", spanish.text);
        let uneven = [("q4_kind", "one"), ("q4_en", "Tea?"), ("q4_choices_en", "Yes\nNo"), ("q4_choices_es", "Sí")];
        assert_eq!(ada.post(NEW, &[&fields("Light", "")[..], &uneven].concat()).status, 422);
        // Choices that were typed are not thrown away, and none stands there twice.
        let color = [("q4_kind", "short"), ("q4_en", "Color?"), ("q4_choices_en", "Red\nBlue")];
        let refused = ada.post(NEW, &[&fields("Light", "")[..], &color].concat());
        assert_eq!(refused.status, 422, "{}", refused.text);
        for words in ["<a href=\"#q4_en\">Question 4: You wrote choices", "Red\nBlue", "value=\"Color?\""] {
            assert!(
                refused.text.contains(words) || refused.text.contains(&words.replace('\n', "&#10;")),
                "{words}: {}",
                refused.text
            );
        }
        let twice = [("q4_kind", "one"), ("q4_en", "When?"), ("q4_choices_en", "Saturday\n saturday")];
        let refused = ada.post(NEW, &[&fields("Light", "")[..], &twice].concat());
        assert!(refused.status == 422 && refused.text.contains("Question 4: One choice stands there twice"), "{}", refused.text);
        assert!(asked().iter().all(clarion::forms::questions::is_sound));
    });
}

#[test]
fn in_a_coalitions_name_another_group_that_steers_it_publishes_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 2);
        let writer = Browser::of(server, standing.steering[0].owner);
        let mut typed = fields("Light the street", "");
        typed.push(("coalition", "lanterns"));
        let draft = writer.does("/console/groups/steering0/forms/new", &typed);
        writer.does(&format!("{draft}/send"), &[("version", "1")]);
        let other = Browser::of(server, standing.steering[1].owner);
        let seen = draft.replace("/steering0/", "/steering1/");
        assert!(other.reads("/console/groups/steering1/forms").contains("Light the street"));
        assert!(other.reads(&seen).contains("Publish the form"));
        let list = other.does(&format!("{seen}/publish"), &[("version", "1")]);
        assert!(list.starts_with("/console/groups/steering1/forms?published="), "{list}");
        let told = other.reads(&list);
        assert!(told.contains("Published: Light the street") && told.contains("href=\"/forms/light-the-street\""), "{told}");
        assert_eq!(other.get(&seen).status, 404, "what people answer is its group's");
        let page = server.page("GET", "/coalitions/lanterns", "", b"").text;
        assert!(page.contains("/forms/light-the-street"), "{page}");
    });
}

#[test]
fn goal_and_closing_change_without_a_second_person_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let cy = server.account("cy@alder.example", &[(alder.group, SeatRole::Organiser)]);
        let (ada, cy) = (Browser::of(server, alder.owner), Browser::of(server, cy));
        let form = ada.does(NEW, &fields("Light the street", ""));
        assert_eq!(ada.get(&format!("{form}/dates")).status, 404, "a draft is changed as a whole");
        ada.does(&format!("{form}/send"), &[("version", "1")]);
        cy.does(&format!("{form}/publish"), &[("version", "1")]);
        let dates = format!("{form}/dates");
        let seen = || ada.reads(&dates).split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let first = seen();
        let past = ada.post(&dates, &[("goal", "1,000"), ("closes", "2020-01-01T10:00"), ("seen", &first)]);
        assert!(past.status == 422 && past.text.contains("value=\"1,000\""), "{}", past.text);
        assert!(past.text.contains("closes-hint closes-error") && past.text.contains("that has passed"), "{}", past.text);
        cy.does(&dates, &[("goal", "1,000"), ("closes", "2099-01-01T10:00"), ("seen", &first)]);
        let public = server.page("GET", "/forms/light-the-street", "", b"").text;
        assert!(public.contains("Goal: 1,000") && public.contains("2099"), "{public}");
        let late = ada.post(&dates, &[("goal", "5"), ("seen", &first)]);
        assert!(late.status == 422 && late.text.contains("Somebody changed it"), "{}", late.text);
        // Closed, it is opened again by a later date.
        ada.does(&format!("{form}/close"), &[]);
        assert!(!server.page("GET", "/forms/light-the-street", "", b"").text.contains("id=\"sign\""));
        // With another goal alone, the closing stays: the form says the minute in which it closed.
        ada.does(&dates, &[("goal", "900"), ("closes", &value_of(&ada.reads(&dates), "closes")), ("seen", &seen())]);
        let closed = server.page("GET", "/forms/light-the-street", "", b"").text;
        assert!(closed.contains("Goal: 900") && !closed.contains("id=\"sign\""), "{closed}");
        ada.does(&dates, &[("goal", ""), ("closes", ""), ("seen", &seen())]);
        let public = server.page("GET", "/forms/light-the-street", "", b"").text;
        assert!(public.contains("id=\"sign\"") && !public.contains("Goal:"), "{public}");
        let page = ada.reads(&form);
        assert!(page.contains("Goal and dates changed by Ada Example") && page.contains(&dates), "{page}");
        assert!(ada.reads("/console/groups/alder/audit").contains("Changed the goal or the closing of a form"));
        let birch = owned(server, "Birch");
        let bo = Browser::of(server, birch.owner);
        assert_eq!(bo.get(&dates.replace("alder", "birch")).status, 404);
        assert_eq!(bo.post(&dates.replace("alder", "birch"), &[("goal", "1"), ("seen", &first)]).status, 404);
    });
}

#[test]
fn words_that_one_language_lacks_stand_in_the_others_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let cy = server.account("cy@alder.example", &[(alder.group, SeatRole::Organiser)]);
        let (ada, cy) = (Browser::of(server, alder.owner), Browser::of(server, cy));
        let draft = ada.does(NEW, &fields("Light the street", ""));
        let page = ada.reads(&draft);
        assert!(page.contains("There is no text in Spanish: the Spanish page shows the English one."), "{page}");
        ada.does(&format!("{draft}/send"), &[("version", "1")]);
        cy.does(&format!("{draft}/publish"), &[("version", "1")]);
        let spanish = server.page("GET", "/es/forms/light-the-street", "", b"").text;
        assert!(spanish.contains("Ilumine la calle") && spanish.contains("Bring <strong>light</strong>."), "{spanish}");
        let petition = [
            ("title_en", "Lanterns"),
            ("text_en", "We ask for **lanterns**."),
            ("title_es", "Faroles"),
            ("time_zone", "America/Chicago"),
        ];
        let draft = ada.does("/console/groups/alder/petitions/new", &petition);
        assert!(ada.reads(&draft).contains("the Spanish page shows the English one"));
        ada.does(&format!("{draft}/send"), &[("version", "1")]);
        cy.does(&format!("{draft}/publish"), &[("version", "1")]);
        let spanish = server.page("GET", "/es/petitions/lanterns", "", b"").text;
        assert!(spanish.contains("Faroles") && spanish.contains("<strong>lanterns</strong>"), "{spanish}");
    });
}

#[test]
fn what_has_no_shape_is_no_title_and_turns_nothing_round_postgres_too() {
    on_both(|server| {
        let alder = server.group("Alder");
        let owner = server.account("owner@alder.example", &[(alder.id, SeatRole::Owner)]);
        let ada = Browser::of(server, owner);
        let empty = ada
            .post("/console/groups/alder/petitions/new", &[("title_en", "\u{200b}"), ("text_en", "Please."), ("time_zone", "UTC")]);
        assert!(empty.status == 422 && empty.text.contains("Title: "), "{}", empty.text);
        let draft = ada.does(
            "/console/groups/alder/petitions/new",
            &[("title_en", "\u{202e}room nepo"), ("text_en", "Please."), ("time_zone", "UTC")],
        );
        let page = ada.reads(&draft);
        assert!(page.contains("room nepo") && !page.contains('\u{202e}'), "{page}");
        let body = serde_json::json!({"title": "\u{2067}\u{feff}", "origin_system": "Test"});
        assert_eq!(server.post("/petitions", &alder.key, &body).status, 400, "the API asks for a title as well");
        let made = server
            .post("/petitions", &alder.key, &serde_json::json!({"title": "Open\u{202e} rooms", "origin_system": "Test"}))
            .ok();
        assert_eq!(made["title"], "Open rooms");
        let person = serde_json::json!({"person": {"given_name": "\u{202e}Ana", "family_name": "می\u{200c}خواهم", "email_addresses": [{"address": "ana@mail.example"}]}});
        let made = server.post("/people", &alder.key, &person).ok();
        assert_eq!((made["given_name"].as_str(), made["family_name"].as_str()), (Some("Ana"), Some("می\u{200c}خواهم")));
        ada.does("/console/groups/alder/found", &[("name", "Lan\u{202e}terns"), ("slug", "lanterns")]);
        assert!(server.page("GET", "/coalitions/lanterns", "", b"").text.contains("<h1>Lanterns</h1>"));
    });
}

#[test]
fn who_signed_is_told_only_of_the_groups_they_allowed_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let alder = owned(server, "Alder");
        form(server, &alder, "light", |_| {});
        let answers = [("q1", "Ada"), ("q3", "c1")];
        sends(server, "/forms/light", "none@people.example", &answers);
        let mailed = link(server, "none@people.example", 1);
        confirms(server, &mailed);
        let thanks = server.page("GET", &mailed, "", b"").text;
        assert!(thanks.contains("fill in the form again") && !thanks.contains("use the link in any email"), "{thanks}");
        let page = server.page("GET", "/forms/light", "", b"").text;
        let tick = page.split("name=\"news-").nth(1).map(|rest| format!("news-{}", rest.split('"').next().unwrap()));
        let tick = tick.unwrap_or_else(|| panic!("{page}"));
        sends(server, "/forms/light", "news@people.example", &[&answers[..], &[(tick.as_str(), "yes")]].concat());
        let mailed = link(server, "news@people.example", 1);
        confirms(server, &mailed);
        let thanks = server.page("GET", &mailed, "", b"").text;
        assert!(thanks.contains("use the link in any email from Alder"), "{thanks}");
        let spanish = server.page("GET", &format!("/es{mailed}"), "", b"").text;
        assert!(spanish.contains("cualquier correo de Alder"), "{spanish}");
        drop(worker);
    });
}
