//! Stories of webhooks: a real receiver, a server that posts to it, and people who sign.

mod adding;
mod delivering;
mod failing;
mod receiver;
mod telling;

use crate::harness::{Server, TestGroup, person};
use clarion::access::SeatRole;
use clarion::clock::Clock;
use clarion::outgoing::Names;
use db::Engine;
use receiver::Receiver;
use serde_json::json;
use std::time::Duration;
use testkit::wait_until;

pub const WITHIN: Duration = Duration::from_secs(120);

/// A server whose keeper allows private addresses: receivers of stories run on this machine.
pub fn server(engine: Engine) -> Server {
    with_names(engine, Names::default())
}

pub fn with_names(engine: Engine, names: Names) -> Server {
    Server::start_as(engine, Clock::manual(Clock::System.now()), &[("webhooks_private", "yes")], names)
}

/// Tells a story on both engines.
pub fn on_both(story: impl Fn(&Server)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        story(&server(engine));
    }
}

/// A group with an owner who is signed in.
pub struct Owned {
    pub group: TestGroup,
    pub cookie: String,
    pub home: String,
}

pub fn owned(server: &Server, name: &str) -> Owned {
    let group = server.group(name);
    let slug = name.to_lowercase();
    let cookie = server.sign_in(server.account(&format!("owner@{slug}.example"), &[(group.id, SeatRole::Owner)]));
    Owned { group, cookie, home: format!("/console/groups/{slug}/webhooks") }
}

/// A webhook: its page, and its secret.
pub struct Hook {
    pub page: String,
    pub secret: String,
}

impl Owned {
    /// Adds one that begins switched off.
    pub fn adds(&self, server: &Server, url: &str, ticks: &[&str]) -> Hook {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("url", url);
        form.extend_pairs(ticks.iter().map(|tick| (*tick, "yes")));
        self.adds_with(server, &form.finish())
    }

    pub fn adds_with(&self, server: &Server, form: &str) -> Hook {
        let made = server.page("POST", &self.home, &self.cookie, form.as_bytes());
        assert_eq!(made.status, 200, "{}", made.text);
        Hook { page: address_in(&made.text, &self.home), secret: secret_in(&made.text) }
    }

    /// Adds one and switches it on.
    pub fn hooks(&self, server: &Server, receiver: &Receiver, ticks: &[&str]) -> Hook {
        let hook = self.adds(server, &receiver.url(), ticks);
        self.presses(server, &hook, "on");
        hook
    }

    /// Presses one of its buttons.
    pub fn presses(&self, server: &Server, hook: &Hook, button: &str) {
        let answer = server.page("POST", &format!("{}/{button}", hook.page), &self.cookie, b"");
        let said = format!("{}?done=webhook-{button}", hook.page);
        assert_eq!((answer.status, answer.header("location")), (303, said.as_str()), "{}", answer.text);
    }

    /// Its page.
    pub fn reads(&self, server: &Server, hook: &Hook) -> String {
        let answer = server.page("GET", &hook.page, &self.cookie, b"");
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.text
    }

    /// Waits until what was posted is noted. The clock stands still before: what failed afterwards would wait by the new time.
    pub fn noted(&self, server: &Server, hook: &Hook) {
        wait_until("what was posted is noted", WITHIN, || self.reads(server, hook).contains("Nothing waits to be posted"));
    }

    /// Somebody signs the petition, as a program of the group says.
    pub fn signs(&self, server: &Server, petition: &str, email: &str) {
        server.post(&format!("/petitions/{petition}/signatures"), &self.group.key, &json!({"person": person(email)})).ok();
    }
}

pub fn secret_in(page: &str) -> String {
    page.split("<code class=\"address\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

/// The address of the hook that a page leads to.
fn address_in(page: &str, home: &str) -> String {
    let links = page.split("href=\"").filter_map(|rest| rest.split('"').next());
    links.map(str::to_owned).find(|link| link.starts_with(&format!("{home}/"))).unwrap()
}
