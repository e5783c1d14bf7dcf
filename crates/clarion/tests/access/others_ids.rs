//! Every id of everybody else, in every place of every address where an id can stand, and in the fields of its form: tried by the owner
//! of a group outside the coalition, by the owner of one inside it, and with their API keys. Nothing of the others is shown, and no row
//! of theirs changes.

use super::routes::TABLE;
use crate::harness::{Answered, Server, TestGroup};
use clarion::access::SeatRole;
use clarion::cli::{Problem, Progress, demo};
use clarion::coalitions::{self, Coalition, Role};
use clarion::ids::Id;
use rusqlite::types::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Stands in all that only the others may see.
const SECRET: &str = "Zebrawood";

struct Silent;

impl Progress for Silent {
    fn step(&self, _: &str, _: u64, _: u64) -> Result<(), Problem> {
        Ok(())
    }
}

/// Somebody who tries.
struct Intruder {
    who: &'static str,
    slug: &'static str,
    coalition: String,
    cookie: String,
    key: String,
}

struct World {
    server: Server,
    /// One id of each column, with the column's name.
    ids: Vec<(String, Id)>,
    /// What the others had before anybody tried.
    rows: BTreeSet<String>,
    intruders: Vec<Intruder>,
}

impl World {
    fn new() -> Self {
        let server = Server::start(db::Engine::Sqlite);
        let size = serde_json::from_value(serde_json::json!({"groups": 4, "people": 40, "seed": 1})).unwrap();
        demo::run(&server.app, &size, &Silent).unwrap();
        keep_secrets(&server);
        let (ids, rows) = (one_id_of_each_column(&server), all_rows(&server));
        let coalition = server.app.db.read_blocking(|tx| coalitions::coalitions(tx, 1)).unwrap().remove(0);
        let (outside, inside) = (server.group("Alder"), server.group("Birch"));
        found(&server, "readers", outside.id);
        let (now, theirs) = (server.app.clock.now(), coalition.slug.clone());
        server
            .app
            .db
            .write_bulk("test.join", move |tx| coalitions::join(tx, coalition.id, inside.id, Role::Endorser, now))
            .unwrap();
        let intruders = vec![
            intruder(&server, &outside, ("outside", "alder", "readers")),
            intruder(&server, &inside, ("inside", "birch", &theirs)),
        ];
        Self { server, ids, rows, intruders }
    }
}

fn rows_of(server: &Server, sql: &str) -> Vec<Vec<Value>> {
    let lite = rusqlite::Connection::open(server.app.settings.data_dir.join("clarion.db")).unwrap();
    let mut statement = lite.prepare(sql).unwrap();
    let width = statement.column_count();
    let rows = statement.query_map([], |row| (0..width).map(|at| row.get::<_, Value>(at)).collect()).unwrap();
    rows.map(Result::unwrap).collect()
}

fn texts(rows: Vec<Vec<Value>>) -> Vec<String> {
    let text = |row: Vec<Value>| match row.into_iter().next() {
        Some(Value::Text(text)) => text,
        other => panic!("{other:?} is no text"),
    };
    rows.into_iter().map(text).collect()
}

/// The tables, without those of later work.
fn tables(server: &Server) -> Vec<String> {
    let all = rows_of(server, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name");
    texts(all).into_iter().filter(|name| !name.starts_with("job")).collect()
}

/// What the group of the demo's petition keeps to itself: a tag, a note, a draft, an invitation, a list in hand, a statement, a plan.
fn keep_secrets(server: &Server) {
    let slug = texts(rows_of(server, "SELECT g.slug FROM groups g JOIN petition p ON p.group_id = g.id")).remove(0);
    let group = server.app.db.read_blocking(move |tx| coalitions::group_by_slug(tx, &slug)).unwrap().unwrap();
    let person = rows_of(server, "SELECT p.id FROM person p JOIN petition t ON t.group_id = p.group_id").remove(0).remove(0);
    let Value::Blob(person) = person else { panic!("an id is bytes") };
    let person = Id(person.try_into().unwrap());
    let cookie = server.sign_in(server.account("keeper@demo.example", &[(group.id, SeatRole::Owner)]));
    let home = format!("/console/groups/{}", group.slug);
    let does = |path: &str, body: &str| {
        let answer = server.page("POST", path, &cookie, body.as_bytes());
        let to = answer.header("location").to_owned();
        assert!(answer.status == 303 && !to.contains("refused="), "{path}: {} {to} {}", answer.status, answer.text);
        to
    };
    does(&format!("{home}/supporters/{person}/tags"), &format!("name={SECRET}"));
    does(&format!("{home}/supporters/{person}/notes"), &format!("text={SECRET}"));
    let fields = format!("{home}/fields");
    does(&fields, &format!("name={SECRET}&choices={SECRET}"));
    let page = server.page("GET", &fields, &cookie, b"").text;
    let field = page.split(&format!("{fields}/")).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = server.page("GET", &format!("{fields}/{field}"), &cookie, b"").text;
    let choice = page.split("/choices/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    does(&format!("{home}/supporters/{person}/choices"), &format!("field-{field}={choice}"));
    does(&format!("{home}/people"), "email=zebrawood%40demo.example&role=organiser");
    does(&format!("{home}/petitions/new"), &format!("title_en={SECRET}&text_en={SECRET}&time_zone=America%2FNew_York"));
    let petition = rows_of(server, "SELECT id FROM petition WHERE coalition_id IS NOT NULL").remove(0).remove(0);
    let Value::Blob(petition) = petition else { panic!("an id is bytes") };
    let updates = format!("{home}/petitions/{}/updates", Id(petition.try_into().unwrap()));
    does(&updates, &format!("kind=news&title_en={SECRET}&text_en={SECRET}"));
    does(&format!("{home}/statements"), &format!("title_en={SECRET}&text_en={SECRET}"));
    let hook = format!("url=https%3A%2F%2F{SECRET}.example%2F&signature=yes");
    let shown_once = server.page("POST", &format!("{home}/webhooks"), &cookie, hook.as_bytes());
    assert_eq!(shown_once.status, 200, "{}", shown_once.text);
    let file = format!(
        "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{SECRET}.csv\"\r\nContent-Type: text/csv\r\n\r\n\
         email,given_name\nzed@{SECRET}.example,{SECRET}\n\r\n--part--\r\n"
    );
    let headers = [("Cookie", cookie.as_str()), ("Content-Type", "multipart/form-data; boundary=part")];
    assert_eq!(server.ask_with("POST", &format!("{home}/imports"), &headers, file.as_bytes()).status, 303);
}

/// The newest id of each column that holds ids: whoever let one of a kind through would let all.
fn one_id_of_each_column(server: &Server) -> Vec<(String, Id)> {
    let mut ids = BTreeMap::new();
    for table in tables(server) {
        let columns = texts(rows_of(server, &format!("SELECT name FROM pragma_table_info('{table}') WHERE type = 'BLOB'")));
        for column in columns {
            let sql = format!("SELECT MAX({column}) FROM {table} WHERE LENGTH({column}) = 16");
            if let Some(Value::Blob(bytes)) = rows_of(server, &sql).remove(0).into_iter().next() {
                ids.entry(Id(bytes.try_into().unwrap())).or_insert(format!("{table}.{column}"));
            }
        }
    }
    assert!(ids.len() > 40, "the demo has {} ids", ids.len());
    ids.into_iter().map(|(id, column)| (column, id)).collect()
}

fn found(server: &Server, slug: &str, group: Id) {
    let now = server.app.clock.now();
    let coalition = Coalition {
        id: server.app.ids.fresh(now),
        slug: slug.to_owned(),
        name: "Readers".to_owned(),
        about_en: String::new(),
        about_es: String::new(),
        created_at: now,
    };
    let added = server.app.db.write_bulk("test.coalition", move |tx| {
        coalitions::add_coalition(tx, &coalition)?;
        coalitions::join(tx, coalition.id, group, Role::Steering, now)
    });
    added.unwrap();
}

fn intruder(server: &Server, group: &TestGroup, (who, slug, coalition): (&'static str, &'static str, &str)) -> Intruder {
    let coalition = coalition.to_owned();
    let account = server.account(&format!("{who}@intruders.example"), &[(group.id, SeatRole::Owner)]);
    Intruder { who, slug, coalition, cookie: server.sign_in(account), key: group.key.clone() }
}

impl Intruder {
    /// An address of the intruder's own group and coalition, with an id of others in every place for one.
    fn address(&self, path: &str, id: Id) -> String {
        let slug = if path.contains("/coalitions/") { &self.coalition } else { self.slug };
        let id = id.to_string();
        let words =
            [("slug", slug), ("answer", "accept"), ("deed", "withdraw"), ("version", "1"), ("minutes", "60"), ("power", "stop")];
        let parts = path.split('/').map(|part| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => words.iter().find(|(word, _)| *word == name).map_or(id.as_str(), |(_, word)| word),
            None => part,
        });
        parts.collect::<Vec<_>>().join("/")
    }

    fn tries(&self, server: &Server, method: &str, address: &str, id: Id) -> Answered {
        if address.starts_with("/api/") {
            let body = format!("{{\"_links\":{{\"osdi:person\":{{\"href\":\"/{id}\"}}}},\"comments\":\"mine\"}}");
            return server.ask(method, address, &self.key, if method == "GET" { b"" } else { body.as_bytes() });
        }
        let fields = FIELDS.map(|field| format!("{field}={id}")).join("&");
        server.page(method, address, &self.cookie, if method == "GET" { b"" } else { fields.as_bytes() })
    }
}

/// Names under which a form of the console sends an id.
const FIELDS: [&str; 17] = [
    "tag",
    "group",
    "person",
    "people",
    "petition",
    "event",
    "account",
    "plan",
    "ballot",
    "delegate",
    "deputy",
    "child",
    "parent",
    "statement",
    "note",
    "import",
    "list",
];

/// Places that hold a word or the intruder's own name; all others hold an id.
const WORDS: [&str; 9] = ["{slug}", "{answer}", "{deed}", "{version}", "{minutes}", "{power}", "{name}", "{page}", "{code}"];

/// Ends what may have ended already, so that pressing twice is no mistake: whoever has no such thing is led back to what they have.
const SAY_THE_SAME_TWICE: [&str; 4] = [
    "/console/account/passkeys/{passkey}/remove",
    "/console/account/sessions/{session}/end",
    "/console/coalitions/{slug}/ballots/{ballot}/withdraw",
    "/console/groups/{slug}/supporters/queries/{query}/remove",
];

fn holds_an_id(path: &str) -> bool {
    let mut places = path.split('/').filter(|part| part.starts_with('{') && !part.starts_with("{*"));
    (path.starts_with("/console") || path.starts_with("/api")) && places.any(|place| !WORDS.contains(&place))
}

/// Each row of each table, as text.
fn all_rows(server: &Server) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for table in tables(server) {
        all.extend(rows_of(server, &format!("SELECT * FROM {table}")).into_iter().map(|row| format!("{table} {row:?}")));
    }
    all
}

#[test]
fn no_id_of_others_opens_anything_or_changes_a_row_of_theirs() {
    let world = World::new();
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (method, path, _) in TABLE.iter().filter(|(_, path, _)| holds_an_id(path)) {
        for intruder in &world.intruders {
            for (column, id) in &world.ids {
                let address = intruder.address(path, *id);
                let answer = intruder.tries(&world.server, method, &address, *id);
                tried += 1;
                let refused = answer.status == 303 && answer.header("location").contains("refused=");
                let led_back = answer.status == 303 && SAY_THE_SAME_TWICE.contains(path);
                let is_turned_away = matches!(answer.status, 400 | 403 | 404 | 422) || refused || led_back;
                if !is_turned_away || answer.text.contains(SECRET) {
                    wrong.push(format!(
                        "{} {method} {path} with {column}: {} {}",
                        intruder.who,
                        answer.status,
                        answer.header("location")
                    ));
                }
            }
        }
    }
    assert!(tried > 5_000, "{tried} tries with {} ids", world.ids.len());
    let after = all_rows(&world.server);
    let gone: Vec<&String> = world.rows.difference(&after).collect();
    assert!(gone.is_empty(), "rows of others changed: {gone:#?}");
    assert!(wrong.is_empty(), "{} of {tried}: {wrong:#?}", wrong.len());
}
