//! The description of the API for machines, made from the handlers themselves.

use super::answer::{Answer, hal};
use crate::forms::{api as forms, api_submissions as submissions};
use crate::people::{api as people, beside::api as tags, fields::api as fields};
use crate::people::{id_lists::api as id_lists, queries::api as queries, queries::list_api as lists};
use crate::petitions::{api as petitions, api_signatures as signatures};
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};

#[derive(OpenApi)]
#[openapi(
    info(title = "Clarion", description = "The Action Network API (OSDI) as Clarion speaks it. Documents are application/hal+json."),
    paths(
        people::index, people::show, people::sign_up, people::update,
        tags::index, tags::show, tags::add, tags::list, tags::one, tags::give, tags::take, tags::of_person,
        fields::metadata, fields::index, queries::index, queries::show,
        lists::index, lists::show, lists::items, lists::item,
        id_lists::index, id_lists::show, id_lists::add, id_lists::update,
        petitions::index, petitions::show, petitions::add, petitions::update, petitions::embed,
        signatures::index, signatures::show, signatures::record, signatures::update, signatures::of_person,
        forms::index, forms::show, forms::add, forms::update, forms::embed,
        submissions::index, submissions::show, submissions::record, submissions::update, submissions::of_person,
    ),
    modifiers(&KeyHeader),
    security(("key" = [])),
)]
struct Description;

struct KeyHeader;

impl utoipa::Modify for KeyHeader {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let header = SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("OSDI-API-Token")));
        document.components.get_or_insert_default().add_security_scheme("key", header);
    }
}

/// `/api/openapi.json`.
pub(super) async fn document() -> Answer {
    Ok(hal(&Description::openapi()))
}
