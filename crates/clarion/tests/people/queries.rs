//! Questions that a group saves: asked again by their name, read over the API, and never another group's.

use crate::harness::{Server, TestGroup, id_of, on_both, person};
use clarion::access::SeatRole;
use serde_json::{Value, json};

struct Organiser<'a> {
    server: &'a Server,
    slug: &'static str,
    cookie: String,
}

impl<'a> Organiser<'a> {
    fn of(server: &'a Server, group: &TestGroup, slug: &'static str) -> Self {
        let account = server.account(&format!("owner@{slug}.example"), &[(group.id, SeatRole::Organiser)]);
        Self { server, slug, cookie: server.sign_in(account) }
    }

    fn list(&self, query: &str) -> String {
        let path = format!("/console/groups/{}/supporters{query}", self.slug);
        let answered = self.server.page("GET", &path, &self.cookie, b"");
        assert_eq!(answered.status, 200, "{}", answered.text);
        answered.text
    }

    /// Where a form leads.
    fn post(&self, rest: &str, body: &str) -> String {
        let path = format!("/console/groups/{}/supporters/queries{rest}", self.slug);
        let answered = self.server.page("POST", &path, &self.cookie, body.as_bytes());
        assert_eq!(answered.status, 303, "{}", answered.text);
        answered.header("location").to_owned()
    }
}

fn saved(server: &Server, group: &TestGroup) -> Vec<Value> {
    server.get("/queries", &group.key).ok()["_embedded"]["osdi:queries"].as_array().unwrap().clone()
}

#[test]
fn a_question_is_saved_asked_again_and_removed() {
    on_both(|server| {
        let (group, other) = (server.group("Alder"), server.group("Birch"));
        let (ours, theirs) = (Organiser::of(server, &group, "alder"), Organiser::of(server, &other, "birch"));
        server.post("/people", &group.key, &json!({"person": person("ana@mail.example")})).ok();
        assert!(!ours.list("").contains("Save the question"), "everybody is no question");
        assert!(ours.list("?zip=20001").contains("Save the question"));
        let to = ours.post("", "zip=20001&state=&saved_as=+Near++the+library+&q=");
        assert_eq!(to, "/console/groups/alder/supporters?zip=20001");
        let page = ours.list("");
        assert!(page.contains("<a href=\"/console/groups/alder/supporters?zip=20001\">Near the library</a>"), "{page}");
        let shown = saved(server, &group);
        assert_eq!((shown.len(), shown[0]["name"].as_str()), (1, Some("Near the library")));
        assert!(shown[0]["browser_url"].as_str().unwrap().ends_with("/console/groups/alder/supporters?zip=20001"));
        let id = id_of(&shown[0]);
        ours.post("", "zip=45501&news=left&saved_as=NEAR+THE+LIBRARY");
        let again = server.get(&format!("/queries/{id}"), &group.key).ok();
        assert!(again["browser_url"].as_str().unwrap().contains("zip=45501"), "its name stands for the new question: {again}");
        assert_eq!(saved(server, &group).len(), 1);
        assert!(ours.post("", "zip=20001&saved_as=+").contains("refused=query-refused-name"));
        assert!(ours.post("", "saved_as=Everybody").contains("refused=query-refused-nothing"));
        assert!(ours.list("?refused=query-refused-nothing").contains("Ask something first"));
        server.get(&format!("/queries/{id}"), &other.key).refused(404);
        assert!(saved(server, &other).is_empty());
        theirs.post(&format!("/{id}/remove"), "");
        assert_eq!(saved(server, &group).len(), 1, "another group's organiser removes nothing");
        ours.post(&format!("/{id}/remove"), "");
        assert!(saved(server, &group).is_empty());
        server.get(&format!("/queries/{id}"), &group.key).refused(404);
    });
}

#[test]
fn a_group_saves_a_bounded_number_of_questions() {
    on_both(|server| {
        let group = server.group("Alder");
        let organiser = Organiser::of(server, &group, "alder");
        for number in 0..clarion::people::queries::QUERIES_MAX {
            assert!(!organiser.post("", &format!("zip=20001&saved_as=Question+{number}")).contains("refused"));
        }
        assert!(organiser.post("", "zip=20001&saved_as=One+more").contains("refused=query-refused-many"));
        assert!(!organiser.post("", "zip=45501&saved_as=Question+7").contains("refused"), "one that stands can be changed");
        assert_eq!(server.get("/queries?page=4", &group.key).ok()["_embedded"]["osdi:queries"].as_array().unwrap().len(), 25);
        assert_eq!(server.get("/queries", &group.key).ok()["total_records"], 100);
    });
}
