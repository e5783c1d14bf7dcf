//! Writing a petition in the console: the form that loses nothing, the draft that nobody else sees, and its preview.

use crate::coalitions::{Owned, owned};
use crate::harness::{Answered, Server, on_both, person};
use clarion::access::SeatRole;
use clarion::ids::Id;
use clarion::officials::keep;

/// Somebody at a browser.
pub struct Browser<'a> {
    server: &'a Server,
    cookie: String,
}

impl<'a> Browser<'a> {
    pub fn of(server: &'a Server, account: Id) -> Self {
        Self { server, cookie: server.sign_in(account) }
    }

    pub fn get(&self, path: &str) -> Answered {
        self.server.page("GET", path, &self.cookie, b"")
    }

    pub fn reads(&self, path: &str) -> String {
        let page = self.get(path);
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        page.text
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answered {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.server.page("POST", path, &self.cookie, body.as_bytes())
    }

    /// Posts what is done; where it leads.
    pub fn does(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let answered = self.post(path, fields);
        assert_eq!(answered.status, 303, "{path}: {}", answered.text);
        let to = answered.header("location").to_owned();
        assert!(!to.contains("refused="), "{path} was refused: {to}");
        to
    }

    /// Posts what a rule refuses; the sentence on the page that it leads to.
    pub fn is_refused(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let answered = self.post(path, fields);
        assert_eq!(answered.status, 303, "{path}: {}", answered.text);
        let to = answered.header("location").to_owned();
        assert!(to.contains("refused="), "{path}: {to}");
        let page = self.reads(&to);
        let from = page.find("role=\"alert\"").unwrap_or_else(|| panic!("{to} says nothing"));
        page[from..].split("<p>").nth(1).unwrap().split("</p>").next().unwrap().to_owned()
    }
}

/// The fields of a petition as the form sends them.
pub fn fields<'a>(title: &'a str, version: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("title_en", title),
        ("text_en", "Please keep the **reading room** open."),
        ("thanks_en", "We thank you."),
        ("title_es", "Sala de lectura"),
        ("text_es", "Mantengan abierta la **sala**."),
        ("goal", "5,000"),
        ("closes", "2099-01-31T17:00"),
        ("time_zone", "America/Chicago"),
        ("targets", "The harbor board"),
        ("version", version),
    ]
}

const NEW: &str = "/console/groups/alder/petitions/new";

fn officer(server: &Server, group: &Owned) -> Id {
    server.account("second@alder.example", &[(group.group, SeatRole::Organiser)])
}

#[test]
fn a_form_that_is_wrong_names_each_field_and_keeps_what_was_typed_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let ada = Browser::of(server, alder.owner);
        assert!(ada.reads("/console/groups/alder/petitions").contains("/console/groups/alder/petitions/new"));
        let mut typed = fields("", "");
        typed.extend([
            ("goal", "many"),
            ("closes", "soon"),
            ("slug", "No Slug"),
            ("opens", "2098-01-31T17:00"),
            ("text_en", "Typed & <kept>"),
        ]);
        let answer = ada.post(NEW, &typed);
        assert_eq!(answer.status, 422);
        for kept in [
            "value=\"many\"",
            "value=\"No Slug\"",
            "Typed &#38; &#60;kept&#62;",
            "The harbor board",
            "Sala de lectura",
            "We thank you.",
        ] {
            assert!(answer.text.contains(kept), "{kept} is lost: {}", answer.text);
        }
        for field in ["#goal", "#closes", "#slug", "#title_en"] {
            assert!(answer.text.contains(&format!("<a href=\"{field}\">")), "{field}: {}", answer.text);
        }
        let spanish = ada.post("/es/console/groups/alder/petitions/new", &typed);
        assert!(spanish.status == 422 && spanish.text.contains("Meta: escriba un número entero"), "{}", spanish.text);
        assert!(ada.reads("/console/groups/alder/petitions").contains("No petition is being written here"));
    });
}

#[test]
fn offices_are_found_by_name_and_ticked_into_the_list_postgres_too() {
    on_both(|server| {
        let (ids, now) = (server.app.ids.clone(), server.app.clock.now());
        server.app.db.write_bulk("test.offices", move |tx| keep::ship(tx, &ids, now)).unwrap();
        let alder = owned(server, "Alder");
        let ada = Browser::of(server, alder.owner);
        let mut typed = fields("Reading room", "");
        typed.extend([("find", "ohio governor"), ("deed", "find")]);
        let found = ada.post(NEW, &typed);
        assert!(found.status == 200 && found.text.contains("value=\"Governor of Ohio\""), "{}", found.text);
        assert!(
            found.text.contains("value=\"Reading room\"") && found.text.contains("value=\"2099-01-31T17:00\""),
            "typed is kept"
        );
        let nobody = ada.post(NEW, &[("title_en", "X"), ("find", "no such office"), ("deed", "find")]);
        assert!(nobody.text.contains("No office has these words"), "{}", nobody.text);
        let sets = ada.post("/es/console/groups/alder/petitions/new", &[("find", "gobernaciones"), ("deed", "find")]);
        assert!(sets.text.contains("Todas las gobernaciones de los estados"), "{}", sets.text);
        let mut ticked = fields("Reading room", "");
        ticked.extend([("add", "Governor of Ohio"), ("add", "The harbor board"), ("deed", "find"), ("find", "")]);
        let draft = ada.does(NEW, &ticked);
        let words = ada.reads(&format!("{draft}/words"));
        assert!(words.contains("The harbor board\nGovernor of Ohio</textarea>"), "{words}");
        let preview = ada.reads(&format!("{draft}/preview"));
        assert!(preview.contains("/officials/us-oh-governor") && preview.contains("The harbor board"), "{preview}");
        let mut all = fields("All of them", "");
        all.push(("targets", "governors\nThe harbor board"));
        let draft = ada.does(NEW, &all);
        assert!(ada.reads(&format!("{draft}/preview")).contains("See all 51"), "fifty governors and the board");
    });
}

#[test]
fn a_draft_is_nobody_elses_postgres_too() {
    on_both(|server| {
        let (alder, birch) = (owned(server, "Alder"), owned(server, "Birch"));
        let (ada, bo) = (Browser::of(server, alder.owner), Browser::of(server, birch.owner));
        let cy = Browser::of(server, officer(server, &alder));
        let draft = ada.does(NEW, &fields("Keep the reading room open", ""));
        let id = draft.rsplit('/').next().unwrap().to_owned();
        let list = cy.reads("/console/groups/alder/petitions");
        assert!(list.contains("Keep the reading room open") && list.contains("Draft"), "{list}");
        let preview = cy.reads(&format!("{draft}/preview"));
        for part in ["This is a preview", "<strong>reading room</strong>", "<fieldset disabled>", "Goal: 5,000", "The harbor board"]
        {
            assert!(preview.contains(part), "{part}: {preview}");
        }
        assert!(preview.contains("noindex") && !preview.contains("og:image"), "{preview}");
        assert!(cy.reads(&format!("/es{draft}/preview")).contains("<strong>sala</strong>"));
        // Nobody else meets it: no page, no list, no signature.
        assert_eq!(server.page("GET", "/petitions/keep-the-reading-room-open", "", b"").status, 404);
        assert_eq!(server.page("POST", "/petitions/keep-the-reading-room-open", "", b"").status, 404);
        for page in ["/", "/groups/alder"] {
            assert!(!server.page("GET", page, "", b"").text.contains("Keep the reading room open"), "{page}");
        }
        let key = server.group("Cedar").key;
        assert_eq!(server.get(&format!("/petitions/{id}"), &key).status, 404);
        let signed =
            server.post(&format!("/petitions/{id}/signatures"), &key, &serde_json::json!({"person": person("ana@people.example")}));
        assert_eq!(signed.status, 404);
        // Nor does the owner of another group, whether under the group's address or under their own.
        let deeds = ["", "/words", "/preview", "/drop"].map(|rest| ("GET", rest));
        let buttons = ["/words", "/send", "/publish", "/return", "/drop"].map(|rest| ("POST", rest));
        for (method, rest) in deeds.into_iter().chain(buttons) {
            for (base, status) in [("/console/groups/alder", 403), ("/console/groups/birch", 404)] {
                let path = format!("{base}/petitions/{id}{rest}");
                let answer = server.page(method, &path, &bo.cookie, b"title_en=Mine&version=1&why=No");
                assert_eq!(answer.status, status, "{method} {path}");
            }
        }
        assert!(!bo.reads("/console/groups/birch/petitions").contains("reading room"));
    });
}

#[test]
fn two_who_change_a_draft_at_once_lose_no_words_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let (ada, cy) = (Browser::of(server, alder.owner), Browser::of(server, officer(server, &alder)));
        let draft = ada.does(NEW, &fields("First", ""));
        assert!(cy.reads(&format!("{draft}/words")).contains("name=\"version\" value=\"1\""));
        ada.does(&format!("{draft}/words"), &fields("Second", "1"));
        let late = cy.post(&format!("{draft}/words"), &fields("Mine", "1"));
        assert!(late.status == 422 && late.text.contains("Somebody changed this draft") && late.text.contains("value=\"Mine\""));
        assert!(cy.reads(&draft).contains("Second"));
        let asked = cy.reads(&format!("{draft}/drop"));
        assert!(asked.contains("cannot be undone"), "{asked}");
        cy.does(&format!("{draft}/drop"), &[]);
        assert!(!cy.reads("/console/groups/alder/petitions").contains("Second"));
        let dropped = ada.post(&format!("{draft}/words"), &fields("Back", "2"));
        assert_eq!(dropped.status, 404, "what was given up stays so");
    });
}
