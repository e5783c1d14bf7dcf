//! The demo's forms: a sign-up for those who keep a reading room open, and a pledge to take part if the coalition calls.

use super::words;
use crate::app::App;
use crate::forms::create::{self, NewForm};
use crate::forms::questions::{self, Choice, Question, QuestionKind};
use crate::forms::{FormKind, Words};
use crate::ids::Id;
use db::{Fault, Tx};

/// The forms of the page's group; the pledge is the coalition's.
pub(super) fn made_up(app: &App, now: i64, coalition: Id, group: Id) -> [NewForm; 2] {
    let mut sign_up = create::blank(app.ids.fresh(now), group, words::SIGN_UP_SLUG.to_owned(), FormKind::SignUp, now);
    sign_up.questions = vec![
        Question { required: true, choices: choices(&words::SIGN_UP_DAYS), ..question(QuestionKind::One, words::SIGN_UP_DAY) },
        question(QuestionKind::YesNo, words::SIGN_UP_KEYS),
        question(QuestionKind::Long, words::SIGN_UP_ELSE),
    ];
    questions::numbered(&mut sign_up.questions);
    let mut pledge = create::blank(app.ids.fresh(now), group, words::PLEDGE_SLUG.to_owned(), FormKind::Pledge, now);
    pledge.coalition = Some(coalition);
    [whole(sign_up, words::SIGN_UP_WORDS), whole(pledge, words::PLEDGE_WORDS)]
}

/// Adds them.
pub(super) fn add_all(tx: &mut Tx<'_>, forms: &[NewForm]) -> Result<(), Fault> {
    for form in forms {
        create::create(tx, form)?.map_err(|_| Fault::bug("a form of the demo is not well made"))?;
    }
    Ok(())
}

/// Where they are looked at, as far as they are there.
pub(super) fn addresses(tx: &mut Tx<'_>, public_url: &str) -> Result<Vec<serde_json::Value>, Fault> {
    let mut all = Vec::new();
    for slug in [words::SIGN_UP_SLUG, words::PLEDGE_SLUG] {
        let Some(found) = create::find(tx, slug)? else { continue };
        all.push(serde_json::json!({
            "slug": slug,
            "kind": found.form.kind.as_str(),
            "url": format!("{public_url}/forms/{slug}"),
            "api_url": format!("{public_url}/api/v2/forms/{}", found.form.id),
        }));
    }
    Ok(all)
}

fn question(kind: QuestionKind, [en, es]: [&str; 2]) -> Question {
    Question { kind, en: en.to_owned(), es: es.to_owned(), ..Question::default() }
}

fn choices(all: &[[&str; 2]]) -> Vec<Choice> {
    all.iter().map(|[en, es]| Choice { en: (*en).to_owned(), es: (*es).to_owned(), ..Choice::default() }).collect()
}

fn whole(mut form: crate::forms::Form, all: [[&str; 4]; 2]) -> NewForm {
    all[0][1].clone_into(&mut form.name);
    let words = all.map(|[lang, title, text, thanks]| Words {
        lang: lang.to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        thanks: thanks.to_owned(),
    });
    NewForm { form, words: words.into() }
}
