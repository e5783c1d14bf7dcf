//! HAL: links, curies, identifiers, and the envelope of a page.
//!
//! Key order is part of the contract: several clients take the first key of `_embedded` without looking at its name.

use super::query::Query;
use crate::ids::Id;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Href {
    /// Where to.
    pub href: String,
}

/// The explanation of the two prefixes, in every document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Curie {
    name: &'static str,
    href: String,
    templated: bool,
}

/// Makes links below one address, `https://.../api/v2`.
#[derive(Clone, Debug)]
pub struct Links {
    base: String,
}

impl Links {
    /// Below the public address of the server.
    pub fn new(public_url: &str) -> Self {
        Self { base: format!("{}/api/v2", public_url.trim_end_matches('/')) }
    }

    /// The address itself.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// One link; `path` begins without a slash.
    pub fn to(&self, path: impl std::fmt::Display) -> Href {
        Href { href: format!("{}/{path}", self.base) }
    }

    /// The two curies. What a name means stands in the one document that describes this API.
    pub fn curies(&self) -> [Curie; 2] {
        let document = format!("{}/openapi.json", self.base.trim_end_matches("/v2"));
        ["osdi", "action_network"].map(|name| Curie { name, href: format!("{document}#{{rel}}"), templated: true })
    }
}

/// `identifiers` of a record: ours in the two forms that clients look for, then foreign ones.
pub fn identifiers(id: Id, foreign: &[String]) -> Vec<String> {
    let own = [format!("action_network:{id}"), format!("clarion:{id}")];
    own.into_iter().chain(foreign.iter().cloned()).collect()
}

/// Our own id in an identifier or a bare uuid.
pub fn own_id(identifier: &str) -> Option<Id> {
    let bare = identifier.strip_prefix("action_network:").or_else(|| identifier.strip_prefix("clarion:")).unwrap_or(identifier);
    bare.trim().parse().ok()
}

/// The foreign id of whoever and whatever came here from a system where it had this id ([`crate::migrating`]).
pub fn migrated(id: Id) -> String {
    format!("migrated:{id}")
}

/// The last segment of a link, whatever its host: clients write the host they know into bodies.
pub fn last_segment(href: &str) -> Option<Id> {
    let path = href.split(['?', '#']).next()?;
    path.trim_end_matches('/').rsplit('/').next()?.parse().ok()
}

/// A page of a list.
#[derive(Debug)]
pub struct Page<'a> {
    /// The list's key, such as `osdi:people`.
    pub key: &'a str,
    /// The list's path, such as `people`.
    pub path: &'a str,
    /// What was asked.
    pub query: &'a Query,
    /// How many records all pages hold.
    pub total: u64,
    /// The records of this page, each with its `_links.self`.
    pub records: Vec<Value>,
}

/// Wraps it: `next` is there while a further page holds anything. Clients that follow it stop at the last page; those that count on until
/// a page is empty get that one, too.
pub fn envelope(links: &Links, page: Page<'_>) -> Value {
    let Page { key, path, query, total, records } = page;
    let of_page = |number| json!(links.to(format_args!("{path}?{}", query.of_page(number))));
    let mut document_links = Map::new();
    let pages = total.div_ceil(query.per_page);
    if !records.is_empty() && query.page < pages {
        document_links.insert("next".to_owned(), of_page(query.page.saturating_add(1)));
    }
    if query.page > 1 {
        document_links.insert("previous".to_owned(), of_page(query.page - 1));
    }
    document_links.insert("self".to_owned(), of_page(query.page));
    let selves = records.iter().map(|record| record["_links"]["self"].clone()).collect();
    document_links.insert(key.to_owned(), Value::Array(selves));
    document_links.insert("curies".to_owned(), json!(links.curies()));
    let mut embedded = Map::new();
    embedded.insert(key.to_owned(), Value::Array(records));
    json!({
        "total_pages": pages,
        "per_page": query.per_page,
        "page": query.page,
        "total_records": total,
        "_links": document_links,
        "_embedded": embedded,
    })
}

/// HTML that puts a link to an action into another page, in the six forms that clients know; `path` is where this document stands, and
/// `class` what the HTML is called.
pub fn embed(links: &Links, (path, class): (&str, &str), address: &str, title: &str) -> Value {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let (title, address) = (escaped(title), escaped(address));
    let styled = |style: &str| format!("<div class=\"{class}\"{style}><a href=\"{address}\">{title}</a></div>");
    let plain = styled("");
    let layout = styled(" style=\"max-width:40em;margin:1em auto\"");
    let full = styled(" style=\"max-width:40em;margin:1em auto;padding:1em;border:1px solid #555;font-family:sans-serif\"");
    json!({
        "embed_standard_default_styles": full,
        "embed_standard_layout_only_styles": layout,
        "embed_standard_no_styles": plain,
        "embed_full_default_styles": full,
        "embed_full_layout_only_styles": layout,
        "embed_full_no_styles": plain,
        "_links": {"self": links.to(path), "curies": links.curies()},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_found_in_a_link_to_any_host() {
        let id = Id([7; 16]);
        for href in [format!("https://actionnetwork.org/api/v2/people/{id}"), format!("/people/{id}/?x=1"), id.to_string()] {
            assert_eq!(last_segment(&href), Some(id), "{href}");
        }
        assert_eq!(last_segment("https://mail.example/people/"), None);
        assert_eq!(own_id(&format!("action_network:{id}")), Some(id));
    }
}
