//! The audit log: what organisers do stands in it, in a chain that nobody can bend unseen.

use crate::harness::{Server, TestGroup, id_of, on_both, person};
use clarion::access::SeatRole;
use clarion::audit::{self, Break};
use clarion::web::lang::{Lang, t};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;

struct Owner<'a> {
    server: &'a Server,
    cookie: String,
}

impl<'a> Owner<'a> {
    fn of(server: &'a Server, group: &TestGroup, role: SeatRole) -> Self {
        let mailbox = format!("{}@alder.example", role.as_str());
        Self { server, cookie: server.sign_in(server.account(&mailbox, &[(group.id, role)])) }
    }

    fn posts(&self, path: &str, body: &str) -> u16 {
        self.server.page("POST", &format!("/console/groups/alder{path}"), &self.cookie, body.as_bytes()).status
    }

    /// The file, which comes in chunks whose lengths stand between the lines.
    fn file(&self) -> String {
        self.reads("/audit/file").lines().filter(|line| line.contains(',')).map(|line| format!("{line}\n")).collect()
    }

    fn reads(&self, path: &str) -> String {
        let answer = self.server.page("GET", &format!("/console/groups/alder{path}"), &self.cookie, b"");
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.text
    }
}

#[test]
fn what_organisers_do_stands_in_a_chain_that_a_file_proves_postgres_too() {
    on_both(|server| {
        let group = server.group("Alder");
        let ana = id_of(&server.post("/people", &group.key, &json!({"person": person("ana@mail.example")})).ok());
        let (owner, organiser) = (Owner::of(server, &group, SeatRole::Owner), Owner::of(server, &group, SeatRole::Organiser));
        assert!(owner.reads("/audit").contains("Nothing was done here since the log exists"));
        assert_eq!(organiser.posts(&format!("/supporters/{ana}/tags"), "name=Marshal"), 303);
        assert_eq!(organiser.posts(&format!("/supporters/{ana}/notes"), "text=Brings+cake"), 303);
        // Refused, and nothing done: no entry.
        assert_eq!(organiser.posts(&format!("/supporters/{ana}/tags"), "name=+"), 303);
        assert_eq!(organiser.posts("/api-keys", "name=Site&read=yes"), 403);
        assert_eq!(owner.posts("/api-keys", "name=Site&read=yes"), 200);
        assert_eq!(owner.posts("/supporters/export", ""), 200);
        assert_eq!(owner.posts(&format!("/supporters/{ana}/erase"), ""), 303);

        let page = owner.reads("/audit");
        let said: Vec<usize> = ["Erased a person", "Took supporters out", "Made an API key", "Noted something", "Gave a tag"]
            .iter()
            .map(|words| page.find(words).unwrap_or_else(|| panic!("{words}: {page}")))
            .collect();
        assert!(said.is_sorted() && page.contains("5 entries") && page.contains(&ana), "{page}");
        assert!(!page.contains("ana@mail.example") && !page.contains("Marshal"), "it names no supporter");
        assert_eq!(server.page("GET", "/console/groups/alder/audit", &organiser.cookie, b"").status, 403);

        let file = owner.file();
        let (entries, last) = audit::check_file(file.as_bytes()).unwrap();
        assert_eq!((entries, page.contains(&audit::hex(&last.unwrap()))), (5, true));
        let lines: Vec<&str> = file.lines().collect();
        let without =
            |number: usize| lines.iter().enumerate().filter(|(at, _)| *at != number).map(|(_, line)| *line).collect::<Vec<_>>();
        assert_eq!(audit::check_file(without(2).join("\n").as_bytes()), Some((4, Err(Break::Missing(3)))));
        let bent = file.replace("people.note", "people.tag");
        assert_eq!(audit::check_file(bent.as_bytes()), Some((5, Err(Break::Changed(2)))));
        // What a person reads is compared with the deed; names are not proved, and the command says so.
        let words = file.replace("Noted something", "Erased a person");
        assert_ne!(words, file);
        assert_eq!(audit::check_file(words.as_bytes()), Some((5, Err(Break::Words(2)))));
        let names = file.replace("Ada Example", "Somebody Else");
        assert!(audit::check_file(names.as_bytes()).is_some_and(|(entries, last)| entries == 5 && last.is_ok()));
        assert_eq!(audit::check_file(b"number,done_at\n1,2\n"), None);
    });
}

#[test]
fn many_at_once_make_one_chain_postgres_too() {
    on_both(|server| {
        let group = server.group("Alder");
        let ana = id_of(&server.post("/people", &group.key, &json!({"person": person("ana@mail.example")})).ok());
        let owner = Owner::of(server, &group, SeatRole::Owner);
        std::thread::scope(|scope| {
            for at in 0..16 {
                let (owner, ana) = (&owner, &ana);
                scope.spawn(move || assert_eq!(owner.posts(&format!("/supporters/{ana}/notes"), &format!("text={at}")), 303));
            }
        });
        let (entries, last) = audit::check_file(owner.file().as_bytes()).unwrap();
        assert!(entries == 16 && last.is_ok(), "{entries} {last:?}");
    });
}

/// Closures that bear such a name and are no deed of a person: parts of a larger one, or what the server does by itself.
const NO_DEEDS: [&str; 8] = [
    "coalitions.queue_overlap",
    "coalitions.queue_reach",
    "people.drop_pieces",
    "people.drop_upload",
    "people.keep_upload",
    "people.upload_arrived",
    "plans.enter_passkeys",
    "people.drop_tag",
];

#[test]
fn every_deed_of_the_console_has_words_in_both_languages() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut deeds = BTreeSet::new();
    for text in sources(&source) {
        let writes =
            ["for_group(", "for_coalition(", "audit::Note::", "act(&app", "names: ["].iter().any(|door| text.contains(door));
        if writes {
            deeds.extend(names_in(&text));
        }
    }
    assert!(deeds.len() > 60, "{} deeds are found", deeds.len());
    for deed in deeds.iter().filter(|deed| !NO_DEEDS.contains(&deed.as_str())) {
        let message = format!("audit-{}", deed.replace(['.', '_'], "-"));
        for lang in Lang::ALL {
            assert_ne!(t(lang, &message, &[]), message, "say in locales/{}/audit.ftl what {deed} does", lang.code());
        }
    }
}

fn sources(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        match entry.is_dir() {
            true => texts.extend(sources(&entry)),
            false => texts.push(std::fs::read_to_string(&entry).unwrap()),
        }
    }
    texts
}

/// Texts such as `"people.tag"`: a domain, a dot, a verb.
fn names_in(text: &str) -> Vec<String> {
    let domains = ["access", "coalitions", "events", "forms", "messages", "people", "petitions", "plans", "statements"];
    let is_name = |text: &&str| {
        text.split_once('.').is_some_and(|(domain, verb)| {
            domains.contains(&domain) && !verb.is_empty() && verb.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        })
    };
    text.split('"').filter(is_name).map(str::to_owned).collect()
}
