//! `clarion verify notice FILE`: the file is the one that the page of a code gives.

use super::{Trust, instant, read, say, witness_json, witness_lines};
use crate::cli::{Done, Problem};
use crate::notices::code;
use crate::notices::evidence::{NOTICE_FILE_BYTES_MAX, NoticeFile};
use serde_json::json;
use std::path::PathBuf;

/// `clarion verify notice`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The file from the notice's page (`/n/CODE/notice.json`)
    file: PathBuf,
    #[command(flatten)]
    trust: Trust,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Done {
    let file = NoticeFile::parse(&read(&arguments.file, NOTICE_FILE_BYTES_MAX)?);
    let trusted = arguments.trust.key()?;
    let checked = file.and_then(|file| Ok((file.check(trusted.as_ref())?, file)));
    let (checked, file) = checked.map_err(|problem| Problem::refused(problem.to_string()))?;
    let (text, size) = (&checked.text, checked.opened.checkpoint.size);
    let (code, issued) = (code::spaced(&text.code), instant(text.issued_at.saturating_mul(1_000_000)));
    let mut words = format!(
        "The notice {code} of {} holds: {}, issued {issued}.\nIt is entry {} of {size} in the log {}, since {}.",
        text.coalition_name,
        text.kind.as_str(),
        checked.place + 1,
        checked.opened.checkpoint.origin,
        instant(checked.entered_at),
    );
    words.push_str(&witness_lines(&checked.opened));
    words.push_str(&arguments.trust.hint(&file.vkey));
    for one in &text.words {
        words.push_str(&format!("\n\n[{}] {}\n{}", one.lang, one.subject, one.text));
    }
    let value = json!({
        "holds": true, "code": code, "coalition": text.coalition, "kind": text.kind.as_str(), "issued_at": issued,
        "entry": checked.place, "size": size, "entered_at": instant(checked.entered_at), "vkey": file.vkey,
        "key_was_given": trusted.is_some(), "cosigned": witness_json(&checked.opened), "links": text.links,
        "words": text.words.iter().map(|one| json!({"lang": one.lang, "subject": one.subject, "text": one.text})).collect::<Vec<_>>(),
    });
    say(arguments.trust.json, &words, &value);
    Ok(())
}
