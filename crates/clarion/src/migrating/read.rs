//! Reading the other system's records: whatever is not there or of another kind is empty, and never a reason to stop.

use crate::ids::Id;
use crate::osdi::{dates, hal};
use serde_json::Value;

/// A text; empty where there is none.
pub fn text<'a>(record: &'a Value, field: &str) -> &'a str {
    record.get(field).and_then(Value::as_str).unwrap_or("")
}

/// An instant in microseconds.
pub fn moment(record: &Value, field: &str) -> Option<i64> {
    dates::parse(text(record, field)).map(|moment| moment.start)
}

/// The last microsecond that an instant may mean: dates are told to the second.
pub fn end_of_moment(record: &Value, field: &str) -> Option<i64> {
    dates::parse(text(record, field)).map(|moment| moment.end - 1)
}

/// The elements of an array.
pub fn all<'a>(record: &'a Value, field: &str) -> &'a [Value] {
    record.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The one marked as primary, else the first.
pub fn primary<'a>(record: &'a Value, field: &str) -> Option<&'a Value> {
    let all = all(record, field);
    all.iter().find(|one| one.get("primary").and_then(Value::as_bool) == Some(true)).or(all.first())
}

/// Where a link leads.
fn href<'a>(record: &'a Value, relation: &str) -> Option<&'a str> {
    record.get("_links")?.get(relation)?.get("href")?.as_str()
}

/// The record's own id.
pub fn own(record: &Value) -> Option<Id> {
    let own = all(record, "identifiers").iter().filter_map(Value::as_str).find_map(|text| text.strip_prefix("action_network:"));
    own.and_then(|id| id.parse().ok()).or_else(|| hal::last_segment(href(record, "self")?))
}

/// Who it is about.
pub fn person(record: &Value) -> Option<Id> {
    let linked = href(record, "osdi:person").and_then(hal::last_segment);
    linked.or_else(|| text(record, "action_network:person_id").parse().ok())
}

/// The ids that still other systems gave it; those that are no `system:id` are left out.
pub fn foreign(record: &Value) -> Vec<String> {
    let is_foreign = |text: &&str| {
        let whole = text.split_once(':').is_some_and(|(system, id)| !system.is_empty() && !id.is_empty());
        whole && !text.starts_with("action_network:") && !text.starts_with("clarion:")
    };
    all(record, "identifiers").iter().filter_map(Value::as_str).filter(is_foreign).map(str::to_owned).collect()
}

/// HTML as the plain Markdown that our texts are written in; a text without tags stays as it is.
pub fn plain(html: &str) -> String {
    if !html.contains('<') {
        return decoded(html);
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    let mut links: Vec<String> = Vec::new();
    while let Some(at) = rest.find('<') {
        text.push_str(&decoded(&rest[..at]));
        let begins = rest[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        match rest[at..].find('>').filter(|_| begins) {
            Some(end) => {
                put_tag(&rest[at + 1..at + end], &mut text, &mut links);
                rest = &rest[at + end + 1..];
            }
            // Less than.
            None => {
                text.push('<');
                rest = &rest[at + 1..];
            }
        }
    }
    text.push_str(&decoded(rest));
    let mut lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.dedup_by(|next, before| next.is_empty() && before.is_empty());
    lines.join("\n").trim().to_owned()
}

/// The same up to so many characters, cleaned, and whether that is all of it.
pub fn plain_up_to(html: &str, chars_max: usize) -> (String, bool) {
    let plain = plain(html);
    let short: String = plain.chars().take(chars_max).collect();
    (seal::text::clean(&short, chars_max).unwrap_or_default(), plain.chars().nth(chars_max).is_none())
}

/// What a tag becomes.
fn put_tag(tag: &str, text: &mut String, links: &mut Vec<String>) {
    let name: String = tag.chars().take_while(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    match name.trim_end_matches('/') {
        "br" => text.push('\n'),
        "p" | "/p" | "div" | "/div" | "/ul" | "/ol" | "h1" | "/h1" | "h2" | "/h2" | "h3" | "/h3" | "blockquote" => {
            text.push_str("\n\n");
        }
        "li" => text.push_str("\n- "),
        "strong" | "/strong" | "b" | "/b" => text.push_str("**"),
        "em" | "/em" | "i" | "/i" => text.push('*'),
        "a" => {
            let address = tag.split("href=").nth(1).and_then(|rest| rest.trim_start().split(['"', '\'']).nth(1)).unwrap_or("");
            links.push(decoded(address));
            text.push('[');
        }
        "/a" => {
            if let Some(address) = links.pop() {
                text.push_str(&format!("]({address})"));
            }
        }
        _ => {}
    }
}

/// The few entities that editors write.
fn decoded(text: &str) -> String {
    let known = [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&rsquo;", "’"), ("&amp;", "&")];
    known.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_and_links_are_read_wherever_they_stand() {
        let id = Id([7; 16]);
        let record = json!({"identifiers": ["van:1", format!("action_network:{id}"), 7, "nothing"],
            "_links": {"osdi:person": {"href": format!("https://elsewhere.example/people/{id}")}}});
        assert_eq!((own(&record), person(&record)), (Some(id), Some(id)));
        assert_eq!(foreign(&record), ["van:1"]);
        let linked = json!({"_links": {"self": {"href": format!("https://elsewhere.example/tags/{id}")}}});
        assert_eq!((own(&linked), person(&linked)), (Some(id), None));
        assert_eq!(own(&json!({"identifiers": "x", "_links": []})), None);
        assert_eq!(person(&json!({"action_network:person_id": id.to_string()})), Some(id));
    }

    #[test]
    fn html_becomes_plain_markdown() {
        let html = "<p>Keep <strong>every</strong> library&nbsp;open.</p><ul><li>Hours</li><li><a href=\"https://a.example/?x=1&amp;y=2\">Why</a></li></ul>Thanks<br/>all";
        assert_eq!(plain(html), "Keep **every** library open.\n\n- Hours\n- [Why](https://a.example/?x=1&y=2)\n\nThanks\nall");
        assert_eq!(plain("a < b &amp; c <"), "a < b & c <");
        assert_eq!(plain("No tags\nat all"), "No tags\nat all");
        assert_eq!(plain("<a>x</a></a>"), "[x]()");
    }
}
