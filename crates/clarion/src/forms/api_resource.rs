//! A form and a submission as the API shows them.

use super::create::NewForm;
use super::listing::Shown;
use super::{Question, Words};
use crate::coalitions::Group;
use crate::osdi::dates;
use crate::osdi::hal::{self, Links};
use crate::people::api_resource::group_as_creator;
use crate::web::lang::Lang;
use serde_json::{Value, json};

/// A form with what the API tells beside it.
#[derive(Clone, Debug)]
pub struct Known {
    /// The form, whole.
    pub whole: NewForm,
    /// Its group.
    pub group: Group,
    /// Its foreign ids.
    pub identifiers: Vec<String>,
}

fn question(question: &Question) -> Value {
    let choices: Vec<Value> =
        question.choices.iter().map(|choice| json!({"key": choice.key, "en": choice.en, "es": choice.es})).collect();
    json!({
        "key": question.key,
        "kind": question.kind.as_str(),
        "required": question.required,
        "en": question.en,
        "es": question.es,
        "choices": choices,
    })
}

/// A form; `total` is all that the group holds: confirmed, and asserted by a key.
pub fn form(links: &Links, public_url: &str, known: &Known, total: i64) -> Value {
    let (form, words) = (&known.whole.form, known.whole.words.first());
    let id = form.id;
    let (created, modified) = dates::pair(form.created_at, form.modified_at);
    let words_of =
        |words: &Words| json!({"lang": words.lang, "title": words.title, "description": words.text, "thanks": words.thanks});
    let all_words: Vec<Value> = known.whole.words.iter().map(words_of).collect();
    let questions: Vec<Value> = form.questions.iter().map(question).collect();
    json!({
        "identifiers": hal::identifiers(id, &known.identifiers),
        "origin_system": if form.origin_system.is_empty() { "Clarion" } else { &form.origin_system },
        "created_date": created,
        "modified_date": modified,
        "title": words.map_or("", |words| &words.title),
        "name": form.name,
        "description": words.map_or("", |words| &words.text),
        "call_to_action": crate::web::lang::t(Lang::En, &form.kind.message("form-button"), &[]),
        "browser_url": format!("{public_url}/forms/{}", form.slug),
        "featured_image_url": null,
        "total_submissions": total,
        "action_network:hidden": false,
        "action_network:sponsor": {"title": known.group.name, "browser_url": format!("{public_url}/groups/{}", known.group.slug)},
        "clarion:kind": form.kind.as_str(),
        "clarion:state": form.state.as_str(),
        "clarion:goal": form.goal,
        "clarion:closes_at": form.closes_at.map(dates::text),
        "clarion:time_zone": form.time_zone,
        "clarion:words": all_words,
        "clarion:questions": questions,
        "_links": {
            "self": links.to(format_args!("forms/{id}")),
            "osdi:creator": links.to(format_args!("people/{}", known.group.id)),
            "osdi:submissions": links.to(format_args!("forms/{id}/submissions")),
            "osdi:record_submission_helper": links.to(format_args!("forms/{id}/submissions")),
            "action_network:embed": links.to(format_args!("forms/{id}/embed")),
            "curies": links.curies(),
        },
        "_embedded": {"osdi:creator": group_as_creator(links, &known.group)},
    })
}

/// HTML that puts a link to the form into another page.
pub fn embed(links: &Links, public_url: &str, known: &Known) -> Value {
    let title = known.whole.words.first().map_or("", |words| words.title.as_str());
    let address = format!("{public_url}/forms/{}", known.whole.form.slug);
    hal::embed(links, (&format!("forms/{}/embed", known.whole.form.id), "clarion-form"), &address, title)
}

/// A submission; its answers are no field of that API, so they stand under a name of ours.
pub fn submission(links: &Links, shown: &Shown) -> Value {
    let Shown { id, form, person, .. } = shown;
    let (created, modified) = dates::pair(shown.created_at, shown.modified_at);
    let foreign = shown.said.as_ref().map_or(&[][..], |said| &said.identifiers);
    json!({
        "identifiers": hal::identifiers(*id, foreign),
        "created_date": created,
        "modified_date": modified,
        "action_network:person_id": person,
        "action_network:form_id": form,
        "action_network:referrer_data": {},
        "clarion:answers": shown.said.as_ref().map(|said| &said.answers),
        "_links": {
            "self": links.to(format_args!("forms/{form}/submissions/{id}")),
            "osdi:person": links.to(format_args!("people/{person}")),
            "osdi:form": links.to(format_args!("forms/{form}")),
            "curies": links.curies(),
        },
    })
}
