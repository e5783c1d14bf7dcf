//! What stories of notices stand on: a site with two coalitions that publish. No story stands here.

use crate::harness::{Answered, Server};
use clarion::coalitions::{self, Coalition};
use clarion::notices::evidence::{LogFile, NoticeFile};
use clarion::notices::witness::{self, NameRefusal};
use clarion::notices::{self, Entered, Kind, NewDocument, NewNotice, Notice, PublishRefusal, Signer, Words};
use db::Engine;

pub const ENGLISH: &str = "Come to the county library at noon on Saturday.\n\nBring water. Stay calm, {{ given_name }}.\nAll places: https://maps.example/libraries";

pub struct Ground {
    pub server: Server,
    pub libraries: Coalition,
    pub rivers: Coalition,
}

impl Ground {
    pub fn new(engine: Engine) -> Self {
        let server = Server::start(engine);
        let (libraries, rivers) = (coalition(&server, "Libraries for Every County"), coalition(&server, "Rivers Without Plastic"));
        Self { server, libraries, rivers }
    }

    pub fn signer(&self) -> Signer {
        Signer::of(&self.server.app)
    }

    /// Publishes words.
    pub fn try_publish(&self, coalition: &Coalition, new: &NewNotice) -> Result<Notice, PublishRefusal> {
        let (signer, coalition, new) = (self.signer(), coalition.clone(), new.clone());
        let now = self.server.app.clock.now();
        self.server.app.db.write_bulk("stories.publish", move |tx| notices::publish(tx, &signer, now, &coalition, &new)).unwrap()
    }

    pub fn publish(&self, coalition: &Coalition, kind: Kind, text: &str) -> Notice {
        self.try_publish(coalition, &self.new_notice(kind, text)).unwrap()
    }

    pub fn new_notice(&self, kind: Kind, text: &str) -> NewNotice {
        let spanish = "Vengan a la biblioteca del condado el sábado al mediodía. Traigan agua.";
        let words = |lang: &str, subject: &str, text: &str| Words { lang: lang.into(), subject: subject.into(), text: text.into() };
        NewNotice {
            id: self.server.app.ids.fresh(self.server.app.clock.now()),
            kind,
            links: vec!["https://maps.example/libraries".to_owned()],
            words: vec![words("en", "We call", text), words("es", "Llamamos", spanish)],
        }
    }

    /// The call of the libraries.
    pub fn call(&self) -> Notice {
        self.publish(&self.libraries, Kind::Call, ENGLISH)
    }

    /// Enters documents without words.
    pub fn enter(&self, coalition: &Coalition, count: usize) -> Vec<Entered> {
        let (signer, coalition, now) = (self.signer(), coalition.clone(), self.server.app.clock.now());
        let ids: Vec<_> = (0..count).map(|_| self.server.app.ids.fresh(now)).collect();
        let entered = self.server.app.db.write_bulk("stories.enter", move |tx| {
            let documents: Vec<_> =
                ids.iter().map(|id| NewDocument { id: *id, kind: notices::DocumentKind::Passkey, bytes: &id.0 }).collect();
            notices::enter(tx, &signer, now, &coalition, &documents)
        });
        entered.unwrap()
    }

    pub fn get(&self, path: &str) -> Answered {
        self.server.ask("GET", path, "", b"")
    }

    /// Bytes, for what is no text.
    pub fn get_text(&self, path: &str) -> String {
        let answered = self.get(path);
        assert_eq!(answered.status, 200, "{path}: {}", answered.text);
        answered.text
    }

    /// Pastes what was received into the box of a code's page.
    pub fn paste(&self, code: &str, received: &str) -> Answered {
        self.paste_at(&format!("/n/{code}"), received)
    }

    pub fn paste_at(&self, path: &str, received: &str) -> Answered {
        let body = url::form_urlencoded::Serializer::new(String::new()).append_pair("received", received).finish();
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        self.server.ask_with("POST", path, &headers, body.as_bytes())
    }

    pub fn notice_file(&self, notice: &Notice) -> String {
        self.get_text(&format!("/n/{}/notice.json", notice.code))
    }

    pub fn log_file(&self) -> String {
        self.get_text(&format!("/coalitions/{}/log/log.json", self.libraries.slug))
    }
}

fn coalition(server: &Server, name: &str) -> Coalition {
    let now = server.app.clock.now();
    let coalition = Coalition {
        id: server.app.ids.fresh(now),
        slug: name.to_lowercase().replace(' ', "-"),
        name: name.to_owned(),
        about_en: String::new(),
        about_es: String::new(),
        created_at: now,
    };
    let new = coalition.clone();
    assert!(server.app.db.write_bulk("stories.coalition", move |tx| coalitions::add_coalition(tx, &new)).unwrap());
    coalition
}

/// A file of a notice, read.
pub fn read_notice(text: &str) -> NoticeFile {
    NoticeFile::parse(text.as_bytes()).unwrap()
}

/// A file of a log, read.
pub fn read_log(text: &str) -> LogFile {
    LogFile::parse(text.as_bytes()).unwrap()
}

/// Names a witness for the libraries.
pub fn name_witness(ground: &Ground, vkey: &str) -> Result<(), NameRefusal> {
    let (coalition, vkey, now) = (ground.libraries.clone(), vkey.to_owned(), ground.server.app.clock.now());
    let signer = ground.signer();
    ground.server.app.db.write_bulk("stories.witness", move |tx| witness::name(tx, &signer, now, &coalition, &vkey)).unwrap()
}
