//! `/api/v2/metadata`: which custom fields a group uses. There is no POST: a field is there once a person is sent with it.

use super::choosing::{self, Choosing};
use super::{CustomField, Names};
use crate::ids::Id;
use crate::osdi::answer::{Answer, hal};
use crate::osdi::{ApiError, Keyed, Route, dates};
use crate::people::api_body::Checked;
use crate::refusal::Refusal as _;
use crate::web::lang::Lang;
use axum::routing::get;
use serde_json::{Value, json};

/// Routes of what describes a group's data.
pub fn routes() -> Vec<Route> {
    vec![("/metadata", get(metadata)), ("/metadata/custom_fields", get(index))]
}

/// Keeps the names of the fields that somebody is sent with; one that the group has in another spelling is written as the group spells it.
pub async fn keep(me: &Keyed, checked: &mut Checked) -> Result<(), ApiError> {
    if checked.custom.is_empty() {
        return Ok(());
    }
    let (app, now) = (me.app(), me.app().clock.now());
    let prepared =
        |checked: &Checked| Names::prepare(&app.vault, &app.ids, now, me.group(), checked.custom.keys().map(String::as_str));
    let asked = prepared(checked)?;
    if app.db.read(move |tx| asked.are_known(tx)).await? {
        return Ok(());
    }
    let (vault, group, all) = (app.vault.clone(), me.group(), checked.custom.keys().cloned().collect::<Vec<_>>());
    checked.spell(&app.db.read_newest(move |tx| super::spelled(tx, &vault, group, &all)).await?);
    let names = prepared(checked)?;
    let kept = app.db.write("people.fields", move |tx| names.keep(tx, now)).await?;
    kept.map_err(|refusal| ApiError::bad(refusal.sentence(Lang::En)))
}

/// What there is to know about the group's data.
#[utoipa::path(get, path = "/api/v2/metadata", tag = "metadata", responses((status = 200, description = "Where the custom fields stand"), (status = 403, description = "No key")))]
pub(crate) async fn metadata(me: Keyed) -> Answer {
    let links = me.links();
    Ok(hal(&json!({
        "name": me.holder.group.name,
        "_links": {
            "self": links.to("metadata"),
            "action_network:custom_fields": links.to("metadata/custom_fields"),
            "curies": links.curies(),
        },
    })))
}

/// The custom fields of the group.
#[utoipa::path(get, path = "/api/v2/metadata/custom_fields", tag = "metadata", responses((status = 200, description = "All custom fields"), (status = 403, description = "No key")))]
pub(crate) async fn index(me: Keyed) -> Answer {
    let (vault, group) = (me.app().vault.clone(), me.group());
    let read = me.app().db.read_newest(move |tx| {
        let choosing = choosing::of_group(tx, &vault, group)?;
        let fields = super::of_group(tx, &vault, group)?.into_iter();
        Ok(fields.map(|field| (choosing.iter().find(|known| known.field == field.id).cloned(), field)).collect::<Vec<_>>())
    });
    let fields = read.await?;
    let links = me.links();
    Ok(hal(&json!({
        "origin_system": "Clarion",
        "name": "Custom fields",
        "description": "The custom fields of your group. One with choices says so in its notes.",
        "_links": {"self": links.to("metadata/custom_fields"), "curies": links.curies()},
        "action_network:custom_fields": fields.iter().map(document).collect::<Vec<_>>(),
    })))
}

fn document((choosing, field): &(Option<Choosing>, CustomField)) -> Value {
    let (created, modified) = dates::pair(field.created_at, field.created_at);
    let choices: Option<Vec<&str>> =
        choosing.as_ref().map(|field| field.standing().map(|choice| choice.name.as_str()).collect::<Vec<_>>());
    let notes = choices.as_ref().map_or_else(String::new, |choices| format!("Choices: {}", choices.join("; ")));
    let mut document = json!({
        "name": field.name, "created_date": created, "modified_date": modified, "notes": notes, "numeric_id": number(field.id),
    });
    if let (Some(choices), Some(document)) = (choices, document.as_object_mut()) {
        document.insert("clarion:choices".to_owned(), json!(choices));
    }
    document
}

/// Some clients want a number beside a name: the last 31 bits of the field's id.
fn number(id: Id) -> u32 {
    let [.., a, b, c, d] = id.0;
    u32::from_be_bytes([a, b, c, d]) & 0x7fff_ffff
}
