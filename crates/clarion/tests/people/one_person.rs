//! One supporter in the console: what the page says of them, correcting them, their "no", and adding somebody by hand.

use super::supporters::{Organiser, add, names};
use crate::harness::{Server, TestGroup, id_of, on_both_in_time};
use serde_json::{Value, json};

/// Somebody with a number, and with a mailbox where one is given.
fn caller(server: &Server, group: &TestGroup, given: &str, email: &str, number: &str) -> String {
    server.app.clock.advance(1_000);
    let mut body = json!({"given_name": given, "family_name": "Example", "phone_numbers": [{"number": number}]});
    if !email.is_empty() {
        body["email_addresses"] = json!([{"address": email}]);
    }
    id_of(&server.post("/people", &group.key, &json!({"person": body})).ok())
}

#[test]
fn a_number_has_a_name_on_the_page_of_whoever_has_one() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let organiser = Organiser::of(server, &group, "alder");
        let ana = caller(server, &group, "Ana", "ana@mail.example", "+1 202 555 0143");
        let page = organiser.get(&format!("/{ana}"));
        assert!(page.contains("<dt>Phone number</dt><dd>+12025550143</dd>") && !page.contains("form-phone"), "{page}");
        let spanish = server.page("GET", &format!("/es{}", organiser.path(&format!("/{ana}"))), &organiser.cookie, b"").text;
        assert!(spanish.contains("<dt>Teléfono</dt>"), "{spanish}");
    });
}

/// The form of a page as a browser would send it back, with these fields changed.
fn filled(page: &str, changed: &[(&str, &str)]) -> String {
    let inputs = page.split("<input").skip(1).filter_map(|input| {
        let tag = input.split('>').next()?;
        let of = |name: &str| tag.split(&format!("{name}=\"")).nth(1)?.split('"').next().map(str::to_owned);
        Some((of("name")?, of("value").unwrap_or_default().replace("&#39;", "'")))
    });
    let selects = page.split("<select").skip(1).filter_map(|select| {
        let name = select.split("name=\"").nth(1)?.split('"').next()?.to_owned();
        let chosen = select.split("</select>").next()?.split("<option").find(|option| option.contains(" selected"));
        let value = chosen.and_then(|option| option.split("value=\"").nth(1)?.split('"').next().map(str::to_owned));
        Some((name, value.unwrap_or_default()))
    });
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in inputs.chain(selects) {
        let value = changed.iter().find(|(field, _)| *field == name).map_or(value, |(_, value)| (*value).to_owned());
        body.append_pair(&name, &value);
    }
    body.finish()
}

fn of_api(server: &Server, group: &TestGroup, person: &str) -> Value {
    server.get(&format!("/people/{person}"), &group.key).ok()
}

#[test]
fn whoever_phoned_is_corrected_and_gets_no_more_mail() {
    on_both_in_time(|server| {
        let (group, theirs) = (server.group("Alder"), server.group("Birch"));
        let organiser = Organiser::of(server, &group, "alder");
        let maria = add(server, &group, "Maria", "O'Hara", "maria@mail.example", "45501");
        organiser.does(&format!("/{maria}/notes"), "text=Brings+cake.");
        let page = organiser.get(&format!("/{maria}"));
        assert!(
            page.contains(&format!("/supporters/{maria}/change\"")) && page.contains(&format!("/supporters/{maria}/no-news\""))
        );
        let form = organiser.get(&format!("/{maria}/change"));
        assert!(form.contains("value=\"O&#39;Hara\"") && form.contains("<option value=\"OH\" selected>"), "{form}");
        let change = [("family_name", "Núñez"), ("phone", "(937) 555-0143"), ("zip", "20001"), ("lang", "es")];
        let (status, to, text) = organiser.post(&format!("/{maria}/change"), &filled(&form, &change));
        assert_eq!((status, to), (303, organiser.path(&format!("/{maria}?done=person-changed"))), "{text}");
        let page = organiser.get(&format!("/{maria}?done=person-changed"));
        for said in ["Maria Núñez", "+19375550143", "DC 20001", "Español", "Brings cake.", "The record is changed."] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert_eq!(of_api(server, &group, &maria)["family_name"], "Núñez");
        let (_, to, _) = organiser.post(&format!("/{maria}/no-news"), "what=calls");
        assert!(to.ends_with("?done=person-no-news"), "{to}");
        let page = organiser.get(&format!("/{maria}"));
        assert!(page.contains("by email · they left") && page.contains("said to Ada Example"), "{page}");
        assert_eq!(page.matches("said to Ada Example").count(), 4, "by email and phone, news and calls: {page}");
        assert_eq!(of_api(server, &group, &maria)["email_addresses"][0]["status"], "unsubscribed");
        server.app.clock.advance(2_000_000);
        assert_eq!(names(&organiser.get("?news=left")), ["Maria Núñez"]);
        // No program turns it back.
        server.put(&format!("/people/{maria}"), &group.key, &json!({"email_addresses": [{"status": "subscribed"}]})).ok();
        assert_eq!(of_api(server, &group, &maria)["email_addresses"][0]["status"], "unsubscribed");
        // Nor does a new address.
        let form = organiser.get(&format!("/{maria}/change"));
        let moved = filled(&form, &[("email", "maria.new@mail.example"), ("source", "The fair")]);
        assert_eq!(organiser.post(&format!("/{maria}/change"), &moved).0, 303);
        assert_eq!(of_api(server, &group, &maria)["email_addresses"][0]["status"], "unsubscribed");
        assert!(organiser.get(&format!("/{maria}")).contains("source: said under an earlier address"));
        // Nor does another group reach them.
        let other = Organiser::of(server, &theirs, "birch");
        for rest in ["change", "no-news"] {
            assert_eq!(server.page("GET", &other.path(&format!("/{maria}/{rest}")), &other.cookie, b"").status, 404);
            let tried = other.post(&format!("/{maria}/{rest}"), "family_name=Mine&what=calls&seen=0");
            assert!(tried.0 == 404 || tried.1.contains("refused="), "{tried:?}");
        }
        assert_eq!(of_api(server, &group, &maria)["family_name"], "Núñez");
    });
}

#[test]
fn a_correction_says_what_is_wrong_and_moves_to_the_new_mailbox() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let organiser = Organiser::of(server, &group, "alder");
        let ana = add(server, &group, "Ana", "Example", "ana@mail.example", "45501");
        let bo = caller(server, &group, "Bo", "", "+1 202 555 0143");
        organiser.does(&format!("/{ana}/tags"), "name=Marshal");
        let form = organiser.get(&format!("/{ana}/change"));
        let send =
            |person: &str, form: &str, change: &[(&str, &str)]| organiser.post(&format!("/{person}/change"), &filled(form, change));
        for (change, said) in [
            (("email", "nobody"), "id=\"email-error\""),
            (("email", ""), "id=\"email-error\""),
            (("phone", "12"), "id=\"phone-error\""),
            (("phone", "202 555 0143"), "Somebody else on your list has this phone number"),
            (("zip", "4550"), "id=\"zip-error\""),
            (("country", "Mexico"), "id=\"country-error\""),
        ] {
            let (status, _, page) = send(&ana, &form, &[change, ("given_name", "Anna")]);
            assert!(status == 422 && page.contains(said) && page.contains("value=\"Anna\""), "{change:?}: {status} {page}");
        }
        let bos = organiser.get(&format!("/{bo}/change"));
        let (status, _, page) = send(&bo, &bos, &[("phone", "")]);
        assert!(status == 422 && page.contains("nothing would be left to reach them by"), "{page}");
        let (status, _, page) = send(&bo, &bos, &[("email", "ana@mail.example")]);
        assert!(status == 422 && page.contains("Somebody else on your list has this email address"), "{page}");
        let moved = [("email", "Ana.New@mail.example"), ("source", "Told Bo at the fair")];
        assert_eq!(send(&ana, &form, &moved).0, 303);
        let page = organiser.get(&format!("/{ana}"));
        assert!(page.contains("Ana.New@mail.example") && page.contains("Marshal") && page.contains("source: Told Bo at the fair"));
        assert!(organiser.find("ana@mail.example").is_empty());
        assert_eq!(organiser.find("ana.new@mail.example"), ["Ana Example"]);
        // Whoever has an old page open sees that somebody else changed the record, and loses nothing.
        let (status, _, page) = send(&ana, &form, &[("family_name", "Late")]);
        assert!(status == 422 && page.contains("Somebody changed this record") && page.contains("value=\"Late\""), "{page}");
        assert!(page.contains("value=\"Ana.New@mail.example\""), "what nobody touched is as it is now: {page}");
        assert_eq!(send(&ana, &page, &[]).0, 303);
        let page = organiser.get(&format!("/{ana}"));
        assert!(page.contains("Ana Late") && page.contains("Ana.New@mail.example"), "{page}");
    });
}

#[test]
fn somebody_is_added_by_hand_with_a_stated_source_or_none() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let organiser = Organiser::of(server, &group, "alder");
        assert!(organiser.get("").contains("/supporters/add\">Add a person</a>"));
        let form = organiser.get("/add");
        let adds = |change: &[(&str, &str)]| organiser.post("/add", &filled(&form, change));
        let (status, _, page) = adds(&[("given_name", "Ana")]);
        assert!(status == 422 && page.contains("Write an email address or a phone number") && page.contains("value=\"Ana\""));
        let (status, _, page) = adds(&[("phone", "937 555 0143"), ("source", "The fair")]);
        assert!(status == 422 && page.contains("id=\"source-error\""), "{page}");
        let with = [("given_name", "Ana"), ("email", "ana@mail.example"), ("zip", "45501"), ("source", "The fair of 2026")];
        let (status, to, page) = adds(&with);
        assert!(status == 303 && to.ends_with("?done=person-added"), "{status} {to} {page}");
        let ana = to.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
        let page = organiser.get(&format!("/{ana}?done=person-added"));
        for said in ["The person is on your list now.", "OH 45501", "the group says so", "source: The fair of 2026"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert_eq!(of_api(server, &group, &ana)["email_addresses"][0]["status"], "subscribed");
        let (_, to, _) = adds(&[("given_name", "Bo"), ("phone", "937 555 0143"), ("email", "bo@mail.example")]);
        let bo = to.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
        assert!(organiser.get(&format!("/{bo}")).contains("Nothing is known."), "no source, no consent");
        for (change, field) in [(("email", "BO@mail.example"), "email"), (("phone", "(937) 555 0143"), "phone")] {
            let (status, _, page) = adds(&[change, ("given_name", "Another")]);
            assert!(status == 422 && page.contains(&format!("id=\"{field}-error\"")), "{page}");
        }
        assert!(!organiser.get("").contains("Another"), "who stands there already is not changed");
    });
}

#[test]
fn a_number_that_is_all_of_somebody_finds_them_once() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let organiser = Organiser::of(server, &group, "alder");
        caller(server, &group, "Ana", "", "+1 937 555 0111");
        caller(server, &group, "Bo", "bo@mail.example", "+1 937 555 0112");
        for (number, name) in [("(937) 555-0111", "Ana Example"), ("937 555 0112", "Bo Example")] {
            assert_eq!(organiser.find(number), [name]);
            let body = format!("q={}", number.replace(' ', "+"));
            assert!(organiser.post("/search", &body).2.contains("1 person fits."), "{number}");
        }
    });
}

#[test]
fn a_name_is_found_in_any_spelling() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let organiser = Organiser::of(server, &group, "alder");
        let all = [("Josephine", "O'Brien"), ("Łukasz", "Żółć"), ("Hans", "Straße"), ("Søren", "Ærø"), ("伟", "李")];
        for (at, (given, family)) in all.iter().enumerate() {
            add(server, &group, given, family, &format!("p{at}@mail.example"), "45501");
        }
        server.app.clock.advance(2_000_000);
        for (sought, name) in [
            ("o’brien", "Josephine O&#39;Brien"),
            ("o'brien", "Josephine O&#39;Brien"),
            ("obrien", "Josephine O&#39;Brien"),
            ("brien", "Josephine O&#39;Brien"),
            ("lukasz zolc", "Łukasz Żółć"),
            ("żółć łukasz", "Łukasz Żółć"),
            ("strasse", "Hans Straße"),
            ("STRASSE hans", "Hans Straße"),
            ("soren aero", "Søren Ærø"),
            ("李伟", "伟 李"),
            ("伟李", "伟 李"),
        ] {
            assert_eq!(organiser.find(sought), [name], "{sought}");
        }
    });
}

/// The names of a group's fields, as programs read them.
fn field_names(server: &Server, group: &TestGroup) -> Vec<String> {
    let all = server.get("/metadata/custom_fields", &group.key).ok();
    let fields = all["action_network:custom_fields"].as_array().unwrap().iter();
    let mut names: Vec<String> = fields.map(|field| field["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_field_is_the_same_however_its_name_is_capitalised() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let organiser = Organiser::of(server, &group, "alder");
        let fields = "/console/groups/alder/fields";
        let adds =
            |name: &str| server.page("POST", fields, &organiser.cookie, format!("name={name}&choices=Small%0ALarge").as_bytes());
        assert_eq!(adds("T-shirt").status, 303);
        let again = adds("t-SHIRT");
        assert!(again.status == 422 && again.text.contains("name-error"), "{} {}", again.status, again.text);
        let ana = add(server, &group, "Ana", "Example", "ana@mail.example", "45501");
        organiser.does(&format!("/{ana}/fields"), "field=T-SHIRT&value=LARGE");
        assert!(organiser.get(&format!("/{ana}")).contains("selected>Large</option>"), "a word of another spelling is the choice");
        organiser.does(&format!("/{ana}/fields"), "field=Diet&value=Vegan");
        server.put(&format!("/people/{ana}"), &group.key, &json!({"custom_fields": {"t-shirt": "small", "DIET": "None"}})).ok();
        let mut body = crate::harness::person("bo@mail.example");
        body["custom_fields"] = json!({"diet": "Kosher", "New": "1", "NEW": "2"});
        let bo = id_of(&server.post("/people", &group.key, &json!({"person": body})).ok());
        assert_eq!(of_api(server, &group, &ana)["custom_fields"], json!({"T-shirt": "Small", "Diet": "None"}));
        assert_eq!(of_api(server, &group, &bo)["custom_fields"]["Diet"], "Kosher");
        assert_eq!(field_names(server, &group), ["Diet", "NEW", "T-shirt"], "the first spelling stands");
        organiser.does(&format!("/{ana}/fields"), "field=diet&value=");
        assert_eq!(of_api(server, &group, &ana)["custom_fields"], json!({"T-shirt": "Small"}));
    });
}
