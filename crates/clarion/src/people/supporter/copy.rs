//! The copy to take along: JSON for programs, CSV for spreadsheets, in the words of the page.

use super::look::Held;
use super::words::{self, Part};
use crate::web::frame::Frame;
use crate::web::spreadsheet;
use db::Fault;
use jiff::Timestamp;
use serde_json::{Value, json};

/// An instant as files write it; empty where none is known.
fn instant(at: Option<i64>) -> String {
    at.and_then(|at| Timestamp::from_microsecond(at).ok()).map_or_else(String::new, |at| at.to_string())
}

/// The copy as JSON.
pub(super) fn json(frame: &Frame, held: &Held, email: &str, now: i64) -> String {
    let part = |part: &Part| {
        let line = |line: &words::Line| {
            let at = instant(line.at);
            let mut says = json!({"what": line.what, "says": line.says, "at": at, "how_we_know": line.how, "words": line.words});
            if let Some(fields) = says.as_object_mut() {
                fields.retain(|_, value| value != "");
            }
            says
        };
        (part.id.to_owned(), Value::Array(part.lines.iter().map(line).collect()))
    };
    let group = |of_group: &super::look::OfGroup| {
        let parts: serde_json::Map<String, Value> = words::of_group(frame, of_group, now).iter().map(part).collect();
        json!({"group": of_group.group.name, "page": frame_url(frame, &of_group.group.slug), "held": parts})
    };
    let all = part(&words::of_all(frame, held, now)).1;
    let whole = json!({
        "address": email,
        "as_of": instant(Some(now)),
        "groups": held.groups.iter().map(group).collect::<Vec<_>>(),
        "for_all_groups": all,
        "also_kept": frame.t("own-numbers"),
    });
    format!("{whole:#}\n")
}

fn frame_url(frame: &Frame, slug: &str) -> String {
    format!("{}{}", frame.public_url, frame.link(&format!("/groups/{slug}")))
}

/// The copy as CSV. What a spreadsheet would run as a formula has an apostrophe before it.
pub(super) fn csv(frame: &Frame, held: &Held, now: i64) -> Result<Vec<u8>, Fault> {
    let head = ["own-csv-group", "own-csv-part", "own-csv-what", "own-csv-says", "own-csv-at", "own-csv-how", "own-csv-words"];
    let mut lines = Vec::new();
    let all = frame.t("own-every-group");
    let of_groups = held.groups.iter().map(|held| (held.group.name.clone(), words::of_group(frame, held, now)));
    for (group, parts) in of_groups.chain([(all, vec![words::of_all(frame, held, now)])]) {
        for part in parts {
            for line in part.lines {
                lines.push(vec![group.clone(), part.heading.clone(), line.what, line.says, instant(line.at), line.how, line.words]);
            }
        }
    }
    let file = spreadsheet::heading(&head.map(|id| frame.t(id))).and_then(|mut file| {
        file.extend(spreadsheet::lines(&lines)?);
        Ok(file)
    });
    file.map_err(|_| Fault::bug("a file in memory could not be written"))
}
