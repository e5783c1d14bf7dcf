//! Commands that write: the demo, groups, petitions, and what `doctor` makes of it.

use super::Instance;

const SMALL: [&str; 5] = ["demo", "--groups", "12", "--people", "600"];

#[test]
fn the_demo_is_made_once() {
    let instance = Instance::new();
    let made = instance.run(&[&SMALL[..], &["--json"]].concat()).demo();
    assert_eq!(made["groups"].as_array().unwrap().len(), 12);
    assert_eq!(made["petitions"][0]["url"], "http://localhost:8080/petitions/keep-our-libraries-open");
    assert!(made["petitions"][0]["api_url"].as_str().unwrap().starts_with("http://localhost:8080/api/v2/petitions/"));
    assert!(instance.run(&SMALL).done().starts_with("The demo is here already; nothing was changed."));
    assert_eq!(instance.run(&["demo", "--people", "5", "--json"]).demo(), made, "the same groups with the same keys");
}

#[test]
fn the_demo_stays_away_from_real_groups() {
    let instance = Instance::new();
    instance.run(&["init"]).done();
    instance.run(&["group", "add", "--name", "Alder Readers", "--postal-address", "1 Example Street"]).done();
    assert!(instance.run(&SMALL).refused().contains("holds real groups"));
}

#[test]
fn a_group_and_its_petition() {
    let instance = Instance::new();
    instance.run(&["init"]).done();
    let add = ["group", "add", "--name", "Alder Readers", "--postal-address", "1 Example Street", "--json"];
    let group = instance.run(&add).json();
    assert_eq!((group["slug"].as_str(), group["api_key"].as_str().map(str::len)), (Some("alder-readers"), Some(32)));
    assert!(instance.run(&add).refused().contains("--slug"));
    instance.write("text.md", "Please keep the evening hours.");
    let petition = ["petition", "add", "--group", "alder-readers", "--title", "More hours", "--text-file", "text.md", "--json"];
    let closes =
        ["--closes", "2099-01-31T17:00", "--time-zone", "America/Chicago", "--target", "governors", "--target", "us-oh-governor"];
    let first = instance.run(&[&petition[..], &closes].concat()).json();
    assert_eq!(first["url"], "http://localhost:8080/petitions/more-hours");
    assert_eq!(instance.run(&petition).json()["slug"], "more-hours-2");
    let closed = instance.run(&["petition", "close", "more-hours", "--json"]).json();
    assert!(closed["closed_at"].as_str().unwrap().starts_with("20"));
    assert_eq!(instance.run(&["petition", "close", "more-hours", "--json"]).json(), closed, "a closed one keeps its date");
    for (more, expected) in [
        (&["--target", "mayors-of-mars"][..], "mayors-of-mars is no office"),
        (&["--co-sponsor", "nobody"], "No group has the slug nobody"),
        (&["--slug", "more-hours"], "Another petition has this address"),
        (&["--goal=-1"], "The goal must be a whole number"),
    ] {
        let sentence = instance.run(&[&petition[..], more].concat()).refused();
        assert!(sentence.contains(expected), "{sentence}");
    }
    assert_eq!(instance.run(&[&petition[..], &["--closes", "2099-01-01T00:00", "--time-zone", "Mars/North"]].concat()).code, 2);
    assert!(instance.run(&["petition", "close", "nothing"]).refused().contains("No petition has the slug nothing"));
}

/// In a wrong folder it made `data/`, a key and a database, and printed an API key of that other instance.
#[test]
fn a_command_in_a_folder_without_an_instance_makes_none() {
    let instance = Instance::new();
    instance.write("text.md", "Please.");
    instance.write("list.csv", "email\nana@mail.example\n");
    instance.write("offices.csv", "office,division,name\n");
    instance.write("places.csv", "zip,lat,lon\n");
    for arguments in [
        &["group", "add", "--name", "Alder Readers", "--postal-address", "1 Example Street"][..],
        &["petition", "add", "--group", "a", "--title", "More hours", "--text-file", "text.md"],
        &["petition", "close", "more-hours"],
        &["import", "people", "--group", "a", "list.csv"],
        &["import", "officials", "offices.csv"],
        &["import", "places", "places.csv"],
        &["keys", "rotate"],
    ] {
        let ran = instance.run(arguments);
        assert_eq!(ran.code, 1, "{arguments:?}");
        assert!(ran.err.contains("There is no database at data/clarion.db.") && ran.err.contains("`clarion init`"), "{}", ran.err);
        assert!(!instance.path("data").exists(), "{arguments:?}");
    }
}

#[test]
fn an_empty_postgres_database_is_no_instance() {
    let database = testkit::Postgres::shared().fresh_database();
    let instance = Instance::new().with("CLARION_DATABASE_URL", database.url());
    let add = ["group", "add", "--name", "Alder Readers", "--postal-address", "1 Example Street"];
    assert!(instance.run(&add).refused().contains("This database holds no instance yet"));
    assert!(!instance.path("data").exists());
    instance.run(&["init"]).done();
    instance.run(&add).done();
}

#[test]
fn init_says_when_the_database_is_the_demos() {
    let instance = Instance::new();
    instance.run(&SMALL).done();
    assert!(instance.run(&["init"]).refused().contains("This database is the demo's"));
}

#[test]
fn dates_and_zones_of_a_petition_are_checked() {
    let instance = Instance::new();
    instance.run(&["init"]).done();
    instance.run(&["group", "add", "--name", "Alder Readers", "--postal-address", "1 Example Street"]).done();
    instance.write("text.md", "Please.");
    let add = |more: &[&str]| {
        let petition = ["petition", "add", "--group", "alder-readers", "--title", "More hours", "--text-file", "text.md"];
        instance.run(&[&petition[..], more].concat())
    };
    let mars = add(&["--time-zone", "Mars"]);
    assert!(mars.code == 2 && mars.err.contains("Give a time zone of the IANA list"), "{}", mars.err);
    let words = add(&["--closes", "January 31"]);
    assert!(words.code == 2 && words.err.contains("Write it as 2027-01-31T17:00."), "{}", words.err);
    assert!(add(&["--closes", "2020-01-01T00:00"]).refused().contains("That closing date has passed"));
    add(&["--closes", "2099-01-31", "--time-zone", "America/Chicago"]).done();
    let server = instance.serve();
    assert!(server.get("/petitions/more-hours").1.contains("Saturday, January 31, 2099, 11:59 PM CST"));
    drop(server);
    let closed = instance.run(&["petition", "close", "more-hours"]).done();
    assert!(closed.contains("/petitions/more-hours closed on ") && closed.contains("day, ") && !closed.contains('Z'), "{closed}");
}

#[test]
fn an_import_says_what_became_of_every_row() {
    let instance = Instance::new();
    instance.run(&["init"]).done();
    instance.run(&["group", "add", "--name", "Alder Readers", "--postal-address", "1 Example Street"]).done();
    instance.write("text.md", "Please.");
    instance.run(&["petition", "add", "--group", "alder-readers", "--title", "More hours", "--text-file", "text.md"]).done();
    instance.write("list.csv", "email,first name\nana@mail.example,Ana\nnobody,\nana+x@mail.example,Ana\n");
    let import =
        |more: &[&str]| instance.run(&[&["import", "people", "--group", "alder-readers", "list.csv"][..], more].concat()).done();
    let first = import(&[]);
    assert!(first.contains("3 rows read: 1 person added, 0 updated, 0 unchanged, 1 repeated, 1 refused."), "{first}");
    assert!(first.contains("what they say last stands: line 4."), "{first}");
    // The source was forgotten: the way out is said, and programs see it too.
    let source = ["--consent-source", "sign-up sheets of the made-up fair"];
    let late = import(&source);
    assert!(late.contains("imported before") && late.contains("import a changed copy with --consent-source"), "{late}");
    let late: serde_json::Value = serde_json::from_str(&import(&[&source[..], &["--json"]].concat())).unwrap();
    assert!(late["imported_before"].as_str().unwrap().starts_with("20"), "{late}");
    assert_eq!((&late["consent_source_came_late"], &late["added"]), (&true.into(), &0.into()));
    // The same people bring signatures.
    let signed = import(&["--petition", "more-hours"]);
    assert!(signed.contains("0 people added"), "{signed}");
    assert!(signed.contains("1 signature added."), "{signed}");
}

#[test]
fn an_import_says_before_it_starts_who_left_and_what_is_left_out() {
    let instance = Instance::new();
    instance.run(&["init"]).done();
    instance.run(&["group", "add", "--name", "Alder Readers", "--postal-address", "1 Example Street"]).done();
    instance.write("list.csv", "email,Email Status\nana@mail.example,unsubscribed\nben@mail.example,subscribed\n");
    let look = |more: &[&str]| {
        instance.run(&[&["import", "people", "--group", "alder-readers", "--dry-run", "list.csv"][..], more].concat())
    };
    let plan = look(&[]).done();
    assert!(plan.contains("News by e-mail, as the list says: 1 person yes, 1 no, 0 nothing that can be read."), "{plan}");
    let left_out: serde_json::Value = serde_json::from_str(&look(&["--map", "news_by_email=", "--json"]).done()).unwrap();
    assert_eq!(
        (&left_out["left_out_standings"][0], &left_out["news_by_email"]),
        (&"Email Status".into(), &serde_json::Value::Null)
    );
}

#[test]
fn signatures_are_imported_with_their_days_and_comments() {
    let instance = Instance::new();
    instance.run(&["init"]).done();
    instance.run(&["group", "add", "--name", "Alder Readers", "--postal-address", "1 Example Street"]).done();
    instance.write("text.md", "Please.");
    instance.run(&["petition", "add", "--group", "alder-readers", "--title", "More hours", "--text-file", "text.md"]).done();
    instance.write(
        "list.csv",
        "email,when,note\nana@mail.example,2020-03-29,Light at last\nbo@mail.example,soon,\ncy@mail.example,2999-01-01,\n",
    );
    let columns = ["--map", "signed_on=When", "--map", "comment=note"];
    let import =
        |more: &[&str]| instance.run(&[&["import", "people", "--group", "alder-readers", "list.csv"][..], &columns, more].concat());
    let alone = import(&[]);
    assert!(alone.code == 2 && alone.err.contains("Name their petition: --petition SLUG."), "{}", alone.err);
    let petition = ["--petition", "more-hours"];
    let dry = import(&[&petition[..], &["--dry-run", "--json"]].concat()).json();
    assert_eq!((&dry["read"], &dry["refused"]), (&3.into(), &2.into()), "{dry}");
    let unknown = import(&["--petition", "fewer-hours", "--dry-run"]);
    assert!(unknown.code == 1 && unknown.err.contains("no petition with this slug"), "{}", unknown.err);
    let done = import(&[&petition[..], &["--on-paper", "--json"]].concat());
    assert!(done.err.contains("when    signed_on") && done.err.contains("note    comment"), "{}", done.err);
    let report = done.json();
    assert_eq!((&report["signatures_added"], &report["refused"]), (&1.into(), &2.into()), "{report}");
    assert!(instance.read("list.csv.refused.csv").contains("The day of the signature cannot be read"));
    let server = instance.serve();
    assert!(server.get("/petitions/more-hours").1.contains("more on paper or collected by groups"));
}

#[test]
fn doctor_says_what_to_do() {
    let instance = Instance::new();
    let before = instance.run(&["doctor"]);
    assert_eq!(before.code, 1);
    assert!(before.out.contains("wrong  database        There is no database"), "{}", before.out);
    assert!(!instance.path("data").exists(), "it changes nothing");
    instance.run(&["init"]).done();
    let report = instance.run(&["doctor", "--json"]).json();
    assert_eq!(report["ok"], true, "{report:#}");
    let level =
        |name: &str| report["checks"].as_array().unwrap().iter().find(|check| check["check"] == name).unwrap()["level"].clone();
    for (name, expected) in
        [("database", "ok"), ("master key", "ok"), ("recovery sheet", "mind"), ("mail", "mind"), ("backup", "mind")]
    {
        assert_eq!(level(name), expected, "{name}");
    }
    std::process::Command::new("chmod").args(["644", "data/master.key"]).current_dir(instance.folder.path()).status().unwrap();
    let open = instance.run(&["doctor"]);
    assert_eq!(open.code, 1);
    assert!(open.out.contains("chmod 600 data/master.key"), "{}", open.out);
}

#[test]
fn doctor_tries_the_mail_relay_and_sees_a_forgotten_proxy() {
    let instance =
        Instance::new().with("CLARION_SMTP_URL", "smtp://127.0.0.1:1").with("CLARION_PUBLIC_URL", "https://act.example.org");
    instance.run(&["init"]).done();
    let ran = instance.run(&["doctor"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("wrong  mail"), "{}", ran.out);
    assert!(ran.out.contains("Set CLARION_TRUSTED_PROXIES=1"), "{}", ran.out);
    assert!(ran.out.contains("ok     unsubscribe"), "{}", ran.out);
}
