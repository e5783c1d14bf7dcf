//! Stories of forms: written, approved, filled in by a crowd and by the hostile, confirmed, counted, and read through the API.

mod api;
mod composing;
mod filling;
mod paper;
pub mod submitting;

use crate::coalitions::{Owned, done};
use crate::harness::{Answered, Server};
use clarion::forms::create::{NewForm, blank, create};
use clarion::forms::{Choice, FormKind, Question, QuestionKind, Words, questions};
use clarion::ids::Id;
use std::time::Duration;
use testkit::wait_until;

const WITHIN: Duration = Duration::from_secs(60);

/// Questions of every kind: a name for the badge, a wish, a day, what to bring, and whether they drive.
pub fn asked() -> Vec<Question> {
    let choice = |en: &str, es: &str| Choice { en: en.to_owned(), es: es.to_owned(), ..Choice::default() };
    let question = |kind, required, en: &str, es: &str, choices| Question {
        key: String::new(),
        kind,
        required,
        en: en.to_owned(),
        es: es.to_owned(),
        choices,
        fills: None,
    };
    let days = vec![choice("Saturday", "Sábado"), choice("Sunday", "Domingo")];
    let things = vec![choice("Ladder", "Escalera"), choice("Lantern", "Farol"), choice("Tea", "Té")];
    let mut all = vec![
        question(QuestionKind::Short, true, "Name on your badge?", "¿Nombre en su insignia?", Vec::new()),
        question(QuestionKind::Long, false, "Anything else?", "¿Algo más?", Vec::new()),
        question(QuestionKind::One, true, "Which day?", "¿Qué día?", days),
        question(QuestionKind::Several, false, "What do you bring?", "¿Qué trae?", things),
        question(QuestionKind::YesNo, false, "Do you drive?", "¿Conduce?", Vec::new()),
    ];
    questions::numbered(&mut all);
    all
}

/// A published form of a group; its id.
pub fn form(server: &Server, of: &Owned, slug: &str, change: impl Fn(&mut NewForm) + Send + Sync + Clone + 'static) -> Id {
    let (group, slug, now) = (of.group, slug.to_owned(), server.app.clock.now());
    let id = server.app.ids.fresh(now);
    let made = done(server, move |tx| {
        let mut form = blank(id, group, slug.clone(), FormKind::SignUp, now);
        form.questions = asked();
        let words = [("en", "Light the street"), ("es", "Iluminar la calle")].map(|(lang, title)| Words {
            lang: lang.to_owned(),
            title: title.to_owned(),
            text: "Bring light.".to_owned(),
            thanks: "See you there.".to_owned(),
        });
        let mut new = NewForm { form, words: words.into() };
        change(&mut new);
        create(tx, &new)
    });
    made.unwrap();
    id
}

/// The stamp that a page's form carries.
pub fn stamp(page: &str) -> String {
    page.split("name=\"stamp\" value=\"").nth(1).expect("there is a form").split('"').next().unwrap().to_owned()
}

/// Fills in a form's page.
pub fn sends(server: &Server, path: &str, email: &str, more: &[(&str, &str)]) -> Answered {
    let page = server.page("GET", path, "", b"");
    assert_eq!(page.status, 200, "{}", page.text);
    let stamp = stamp(&page.text);
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    body.extend_pairs([("given_name", "Ada"), ("family_name", "Example"), ("email", email), ("zip", "45501"), ("stamp", &stamp)]);
    let body = body.extend_pairs(more).finish();
    server.page("POST", path, "", body.as_bytes())
}

/// The link of the newest mail to a mailbox; waits until there are so many.
pub fn link(server: &Server, email: &str, mails: usize) -> String {
    let to_them = || -> Vec<String> { server.mails().into_iter().filter(|mail| mail.contains(email)).collect() };
    wait_until("the confirming mail", WITHIN, || to_them().len() >= mails);
    let mail = to_them().pop().unwrap();
    let from = mail.find("/t/").expect("a mail with a link");
    let token: String = mail[from + 3..].chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    format!("/t/{token}")
}

/// Presses the button of a link.
pub fn confirms(server: &Server, link: &str) -> Answered {
    let page = server.page("GET", link, "", b"");
    assert_eq!(page.status, 200, "{}", page.text);
    let to = page.text.split("action=\"").nth(1).expect("a button").split('"').next().unwrap().replace("&#38;", "&");
    server.page("POST", &to, "", b"")
}
