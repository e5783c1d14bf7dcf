//! `clarion verify ballots` and `clarion verify call`: a decision file counted again by whoever wants to know.

use super::super::{Done, Problem};
use super::{Trust, instant, say, witness_json, witness_lines};
use crate::ids::Id;
use crate::notices::code;
use crate::plans::ballot_box::{GroupState, Phase};
use crate::plans::certificate::{self, FILE_BYTES_MAX, Receipt, Recount};
use crate::plans::document::Power;
use crate::plans::proof::Proved;
use crate::plans::rule::{Side, Tally};
use crate::web::site::zoned;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A file to verify.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The file, as `clarion plans export` or the plan's page wrote it
    file: PathBuf,
    /// A receipt that a voter kept, such as 7:AbC...: is that record, and all before it, still in the file? May be repeated
    #[arg(long = "receipt", value_name = "RECEIPT")]
    receipts: Vec<Receipt>,
    #[command(flatten)]
    trust: Trust,
}

/// Counts it again; with `needs_outcome` it must hold a decision.
pub(super) fn run(arguments: &Arguments, needs_outcome: bool) -> Done {
    let refused = |refusal: certificate::CertificateRefusal| Problem::refused(refusal.to_string());
    let recount = certificate::verify(&read(&arguments.file)?).map_err(refused)?;
    let trusted = arguments.trust.key()?;
    match needs_outcome {
        true => drop(recount.whole(trusted.as_ref()).map_err(refused)?),
        false => recount.is_of(trusted.as_ref()).map_err(refused)?,
    }
    arguments.receipts.iter().try_for_each(|receipt| recount.holds(receipt)).map_err(refused)?;
    let mut lines = as_words(&recount, arguments.receipts.len());
    match &recount.proved {
        Some(proved) => lines.extend(in_log(&recount, proved, &arguments.trust)),
        None => lines.push("The file holds no proof from the coalition's log.".to_owned()),
    }
    lines.push("Everything in the file holds.".to_owned());
    say(arguments.trust.json, &lines.join("\n"), &as_json(&recount, trusted.is_some()));
    Ok(())
}

/// The file's bytes, without the end of line that a shell or an editor adds.
fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    let mut bytes = super::read(path, FILE_BYTES_MAX + 1)?;
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    }
    Ok(bytes)
}

/// The count that decided, or that of the last record.
fn tally(recount: &Recount) -> Tally {
    let ballot_box = &recount.ballot_box;
    ballot_box.tally(ballot_box.telling_moment(ballot_box.last_at))
}

fn said(state: &GroupState) -> &'static str {
    state.standing.as_ref().map_or("silent", |standing| standing.choice.as_str())
}

/// A reason may be withheld from a file, and may have lines; it stands here in one.
fn one_line(reason: &str) -> String {
    let words = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() { "(reason withheld)".to_owned() } else { words }
}

fn signer(power: Power) -> &'static str {
    match power {
        Power::Delegate => "the delegate",
        Power::Deputy => "the deputy",
        Power::Member => "a member",
    }
}

fn as_words(recount: &Recount, receipts: usize) -> Vec<String> {
    let (ballot_box, frozen) = (&recount.ballot_box, &recount.ballot_box.frozen);
    let time = |at: i64| zoned(at, "UTC").strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    let rule = &frozen.document.rule;
    let mut lines = vec![
        format!("{} (version {}), ballot {}", frozen.document.title.en, frozen.version, frozen.ballot),
        format!("To call: {}. To stand down: {}. Quorum: {} percent.", rule.call, rule.stand_down, rule.quorum_percent),
        format!("Deadline: {}. All times here are UTC.", time(frozen.document.deadline)),
        String::new(),
    ];
    for group in &frozen.electorate {
        let Some(state) = ballot_box.groups.get(&group.group) else { continue };
        let by = state.standing.as_ref().map(|standing| format!(", signed by {} at {}", signer(standing.power), time(standing.at)));
        let left = if state.left { ", left the coalition (the server's word)" } else { "" };
        let recalled = if state.recalled { ", delegate recalled" } else { "" };
        let withdraws = state.withdraws.as_ref().map(|reason| format!(", wants the ballot withdrawn: {}", one_line(reason)));
        let (by, withdraws) = (by.unwrap_or_default(), withdraws.unwrap_or_default());
        lines.push(format!("{}: {}{by}{recalled}{withdraws}{left}", group.name, said(state)));
    }
    lines.push(String::new());
    lines.extend(counted(&tally(recount)));
    lines.push(match ballot_box.phase {
        Phase::Prepared => "The ballot is not open yet.".to_owned(),
        Phase::Open { .. } => "The ballot is open; nothing is decided.".to_owned(),
        Phase::Decided { outcome, decided_at, starts_at } => {
            format!("Outcome: {}, decided {}, to start {}.", outcome.as_str(), time(decided_at), time(starts_at))
        }
        Phase::Halted { outcome, halted_at, .. } => {
            format!("Outcome: hold. A {} was halted {}.", outcome.as_str(), time(halted_at))
        }
        Phase::Withdrawn { withdrawn_at } => {
            format!("Two groups withdrew the ballot {}. Nothing was decided, and nothing starts.", time(withdrawn_at))
        }
        Phase::Started { outcome, started_at, .. } => format!("Outcome: {}, started {}.", outcome.as_str(), time(started_at)),
    });
    lines.push(format!("{} records, each with its signature, lead to this and to nothing else.", ballot_box.records));
    if receipts > 0 {
        lines.push(format!("Receipts found: {receipts}."));
    }
    lines.push(format!("Sum: {}. Whoever has another file of this ballot has another sum.", recount.sum));
    lines
}

/// What the log adds to the count.
fn in_log(recount: &Recount, proved: &Proved, trust: &Trust) -> Vec<String> {
    let name =
        |group: &Id| recount.ballot_box.frozen.group(*group).map_or("a group outside of the electorate", |group| &group.name);
    let mut lines = vec![format!(
        "The log {} holds the plan since {}, {} passkeys of the electorate in time{}{}.",
        proved.opened.checkpoint.origin,
        instant(proved.plan_at),
        proved.waited + proved.confirmed.len(),
        proved.decided_at.map(|at| format!(", the decision since {}", instant(at))).unwrap_or_default(),
        proved.notice.as_ref().map(|notice| format!(", and the notice {}", code::spaced(&notice.code))).unwrap_or_default(),
    )];
    let wait = recount.ballot_box.frozen.passkey_wait_minutes;
    lines.push(format!("The plan that was signed has new passkeys wait {wait} minutes."));
    lines.extend(proved.confirmed.iter().map(|(passkey, by)| {
        format!("Passkey {passkey} did not wait: {} signed for it, with a passkey that had waited.", name(by))
    }));
    if let Some(notice) = &proved.notice {
        lines.push("Its words are those of the plan for this outcome:".to_owned());
        lines.extend(notice.words.iter().map(|words| format!("[{}] {}", words.lang, words.subject)));
    }
    lines.push(witness_lines(&proved.opened).trim_start().to_owned());
    lines.extend(Some(trust.hint(&proved.vkey.to_string()).trim_start().to_owned()).filter(|hint| !hint.is_empty()));
    lines
}

fn counted(tally: &Tally) -> [String; 3] {
    let side = |name: &str, side: &Side| {
        let stopped = if side.stopped { ", stopped by blocks" } else { "" };
        format!("{name}: {} for, {} needed, {} block{stopped}", side.is_for, side.needed, side.blocks)
    };
    [
        format!(
            "{} of {} groups spoke ({} needed); {} hold, {} stand aside, {} silent; {} counted.",
            tally.spoken, tally.electorate, tally.quorum, tally.hold, tally.aside, tally.silent, tally.counted
        ),
        side("Call", &tally.call),
        side("Stand down", &tally.stand_down),
    ]
}

fn as_json(recount: &Recount, key_was_given: bool) -> Value {
    let ballot_box = &recount.ballot_box;
    let groups: Vec<Value> = ballot_box
        .frozen
        .electorate
        .iter()
        .filter_map(|group| Some((group, ballot_box.groups.get(&group.group)?)))
        .map(|(group, state)| json!({ "group": group.group, "name": group.name, "says": said(state), "left": state.left }))
        .collect();
    json!({
        "ballot": ballot_box.frozen.ballot,
        "plan": ballot_box.plan,
        "outcome": certificate::outcome_of(ballot_box.phase),
        "withdrawn": matches!(ballot_box.phase, Phase::Withdrawn { .. }),
        "groups": groups,
        "records": ballot_box.records,
        "head": ballot_box.head,
        "sum": recount.sum,
        "log": recount.proved.as_ref().map(|proved| log_json(proved, key_was_given, ballot_box.frozen.passkey_wait_minutes)),
    })
}

fn log_json(proved: &Proved, key_was_given: bool, passkey_wait_minutes: i64) -> Value {
    json!({
        "origin": proved.opened.checkpoint.origin,
        "vkey": proved.vkey.to_string(),
        "key_was_given": key_was_given,
        "plan_entered_at": instant(proved.plan_at),
        "decision_entered_at": proved.decided_at.map(instant),
        "passkey_wait_minutes": passkey_wait_minutes,
        "passkeys_waited": proved.waited,
        "passkeys_confirmed": proved.confirmed.iter().map(|(passkey, by)| json!({ "passkey": passkey, "by": by })).collect::<Vec<_>>(),
        "notice": proved.notice.as_ref().map(|notice| code::spaced(&notice.code)),
        "cosigned": witness_json(&proved.opened),
    })
}
