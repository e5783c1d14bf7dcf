//! What a list brings beside names and addresses, and what comes back: dates, ids, texts that are no codes, fields, tags and numbers.

use super::{LONG, Owner, between, chosen, counted};
use crate::harness::{Server, on_both};
use serde_json::json;
use testkit::wait_until;

/// An owner's exported file, whole.
fn exported(server: &Server, owner: &Owner<'_>) -> String {
    let path = format!("/console/groups/{}/supporters/export", owner.slug);
    let file = server.page("POST", &path, &owner.cookie, b"").text;
    // It comes in chunks, whose lengths stand between the lines.
    file.lines().filter(|line| line.contains(',')).map(|line| format!("{line}\n")).collect()
}

#[test]
fn since_when_somebody_is_on_a_list_comes_along_and_what_is_no_date_is_seen_and_exported() {
    on_both(|server| {
        let group = server.group("Alder");
        let (owner, worker) = (Owner::of(server, &group, "alder"), server.worker());
        let file = "Email,First Name,created_at,State,Country\nana@mail.example,Ana,2020-05-03 10:11:12,OH,\n\
                    ben@mail.example,Ben,long ago,Zealand,Denmark\n";
        let report = owner.run(&owner.prepare(file));
        assert!(!report.contains("These people on your list") && !report.contains("on these days"), "{report}");
        server.app.clock.advance(2_000_000);
        let people = server.get("/people", &group.key).ok();
        let ana =
            people["_embedded"]["osdi:people"].as_array().unwrap().iter().find(|person| person["given_name"] == "Ana").unwrap();
        assert!(ana["created_date"].as_str().unwrap().starts_with("2020-05-03"), "{ana}");
        assert_eq!(ana["custom_fields"], json!({}), "the date is no field");
        let shown = owner.page(&format!(
            "/console/groups/alder/supporters/{}",
            ana["identifiers"][0].as_str().unwrap().rsplit(':').next().unwrap()
        ));
        assert!(shown.contains("May 3, 2020"), "{shown}");
        let fields = owner.page("/console/groups/alder/fields");
        let file = exported(server, &owner);
        let heading = file.lines().next().unwrap();
        for (name, column, text) in [
            ("joined", "field: joined", "long ago"),
            ("state", "field: state", "Zealand"),
            ("country", "field: country", "Denmark"),
        ] {
            assert!(fields.contains(&format!(">{name}<")), "{name}: {fields}");
            assert!(heading.split(',').any(|known| known == column) && file.contains(text), "{name}: {file}");
        }
        assert!(file.contains(",2020-05-03,Ana,"), "{file}");
        server.stop(worker);
    });
}

#[test]
fn ids_of_another_system_find_whom_a_list_brought() {
    on_both(|server| {
        let group = server.group("Alder");
        let (owner, worker) = (Owner::of(server, &group, "alder"), server.worker());
        owner.run(&owner.prepare("uuid,email\n8f2b-01,ana@mail.example\n8f2b-02,ben@mail.example\n8f2b-01,eve@mail.example\n"));
        let found = server.get("/people?filter=identifier+eq+'import:8f2b-01'", &group.key).ok();
        assert_eq!(found["total_records"], 1, "{found}");
        let ana = &found["_embedded"]["osdi:people"][0];
        assert_eq!(ana["email_addresses"][0]["address"], "ana@mail.example", "the first of two");
        assert!(ana["identifiers"].to_string().contains("import:8f2b-01"));
        let ids = json!({"name": "Who came", "unique_ids": ["import:8f2b-02"]});
        assert_eq!(server.post("/unique_id_lists", &group.key, &ids).ok()["count"], 1);
        server.stop(worker);
    });
}

#[test]
fn an_exported_file_comes_back_whole() {
    on_both(|server| {
        let group = server.group("Alder");
        let (owner, worker) = (Owner::of(server, &group, "alder"), server.worker());
        let person = json!({"given_name": "Ana", "email_addresses": [{"address": "ana@mail.example"}],
            "phone_numbers": [{"number": "+4532123456"}], "custom_fields": {"email": "old@mail.example", "shirt": "M"}});
        let names = ["a,b", "say \"yes\"", "\"x\", y"];
        names.iter().for_each(|name| drop(server.post("/tags", &group.key, &json!({"name": name})).ok()));
        let sent = json!({"person": person, "add_tags": names});
        server.post("/people", &group.key, &sent).ok();
        let defined = server.page("POST", "/console/groups/alder/fields", &owner.cookie, b"name=City&choices=North%0ASouth");
        assert_eq!(defined.status, 303);
        let file = exported(server, &owner);
        let heading = file.lines().next().unwrap().to_owned();
        assert_eq!(heading.matches(",email").count(), 1, "{heading}");
        assert!([",field: email,", ",shirt,"].iter().all(|column| heading.contains(column)), "{heading}");
        assert!(heading.ends_with(",field: City"), "{heading}");
        assert!(file.contains(",4532123456,") && !file.contains("'+"), "a number that other programs take: {file}");
        assert!(file.contains("\"\"a,b\"\"") && file.contains("say \"\"yes\"\""), "{file}");
        let page = owner.send(&file);
        let guessed: Vec<String> = chosen(&owner.page(&page)).into_iter().map(|(_, value)| value).collect();
        assert_eq!(guessed.iter().filter(|value| *value == "email").count(), 1, "{guessed:?}");
        assert!(guessed.last().unwrap().starts_with("field:"), "a field with choices is known by its name: {guessed:?}");
        let other = server.group("Birch");
        let theirs = Owner::of(server, &other, "birch");
        theirs.run(&theirs.prepare(&file));
        let came = server.get("/people", &other.key).ok();
        assert_eq!(came["_embedded"]["osdi:people"][0]["phone_numbers"][0]["number"], "4532123456", "{came}");
        let tags = server.get("/tags", &other.key).ok();
        let names: Vec<&str> =
            tags["_embedded"]["osdi:tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
        assert_eq!(
            {
                let mut names = names;
                names.sort_unstable();
                names
            },
            ["\"x\", y", "a,b", "say \"yes\""]
        );
        server.stop(worker);
    });
}

#[test]
fn the_file_of_refused_rows_is_in_the_readers_language_and_comes_back() {
    on_both(|server| {
        let group = server.group("Alder");
        let (owner, worker) = (Owner::of(server, &group, "alder"), server.worker());
        let page = owner.prepare("email,first name,note\nana@mail.example,Ana,\nben at mail,\"Ben, \"\"B\"\"\",=1+1\n");
        owner.run(&page);
        let spanish = server.page("GET", &format!("/es{page}/refused"), &owner.cookie, b"").text;
        let lines: Vec<&str> = spanish.lines().filter(|line| line.contains(',')).collect();
        assert!(lines[0].ends_with("fila_rechazada,motivo_del_rechazo,email,first name,note"), "{lines:?}");
        assert!(lines[1].starts_with("3,") && !lines[1].contains("This email"), "{lines:?}");
        assert!(lines[1].ends_with(",ben at mail,\"Ben, \"\"B\"\"\",'=1+1"), "{lines:?}");
        let english = server.page("GET", &format!("{page}/refused"), &owner.cookie, b"").text;
        assert!(english.contains("refused_line,refused_reason,email") && english.contains("3,This email"), "{english}");
        let mended = format!("{}\n", lines.join("\n")).replace("ben at mail", "ben@mail.example");
        assert_eq!(counted(&owner.run(&owner.prepare(&mended))), ["1", "1", "0", "0", "0", "0"]);
        server.stop(worker);
    });
}

#[test]
fn a_link_to_these_people_leads_to_them_or_says_what_it_shows() {
    on_both(|server| {
        let group = server.group("Alder");
        let (owner, worker) = (Owner::of(server, &group, "alder"), server.worker());
        let report = owner.run(&owner.prepare("email\nana@mail.example\n"));
        assert!(!report.contains("These people on your list"), "{report}");
        assert!(report.contains(">Everybody who came to your list on these days</a>"), "{report}");
        let page = owner.send("email\nben@mail.example\n");
        owner.keep_columns(&page);
        owner.sign(&page, "Fair");
        let report = owner.run(&page);
        let tag = between(&report, "/supporters?tag=", "\"");
        assert!(report.contains(">These people on your list</a>"));
        server.app.clock.advance(2_000_000);
        wait_until("the list is counted", LONG, || {
            owner.page(&format!("/console/groups/alder/supporters?tag={tag}")).contains("1 person fits")
        });
        server.stop(worker);
    });
}
