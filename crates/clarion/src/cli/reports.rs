//! `clarion reports`: what people reported about pages, for whoever keeps the server.

use super::writing::{Answer, Writing, carry_out};
use super::{Done, OtherSettings, Problem};
use crate::app::App;
use crate::ids::Id;
use crate::reports::close::close;
use crate::reports::list::{LISTED_MAX, Report, list};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const NOTE_CHARS_MAX: usize = 2_000;

/// `clarion reports ...`.
#[derive(Debug, clap::Subcommand)]
pub enum ReportsCommand {
    /// Print the open reports, the oldest first
    List(ListArguments),
    /// Close a report and note what was done; the mailbox for an answer is deleted
    Close(CloseArguments),
}

/// `clarion reports list`.
#[derive(Debug, clap::Args)]
pub struct ListArguments {
    #[command(flatten)]
    reports: ReportsToList,
    /// Answer in JSON: reports, each with id, page, reason, words, mailbox, lang, waiting, reported_at, closed_at, note
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// Which reports to list.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct ReportsToList {
    /// Closed ones too, the newest first
    #[arg(long)]
    all: bool,
}

/// `clarion reports close`.
#[derive(Debug, clap::Args)]
pub struct CloseArguments {
    #[command(flatten)]
    report: ReportToClose,
    /// Answer in JSON: id, closed_at
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// A report to close.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct ReportToClose {
    /// The report's id, as `clarion reports list` shows it
    id: Id,
    /// What was done about it
    #[arg(long, value_name = "TEXT")]
    note: String,
}

/// Runs the command.
pub fn run(command: &ReportsCommand) -> Done {
    match command {
        ReportsCommand::List(list) => carry_out(list.settings.read()?, &Writing::ReportsList(list.reports.clone()), list.json),
        ReportsCommand::Close(close) => carry_out(close.settings.read()?, &Writing::ReportClose(close.report.clone()), close.json),
    }
}

fn moment(micros: i64) -> String {
    jiff::Timestamp::from_microsecond(micros).unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl ReportsToList {
    /// Lists them.
    pub fn list(&self, app: &App) -> Result<Answer, Problem> {
        let (vault, all) = (app.vault.clone(), self.all);
        let reports = app.db.read_blocking(move |tx| list(tx, &vault, all))?;
        let mut words: Vec<String> = reports.iter().map(|report| told(report, &app.settings.public_url)).collect();
        match reports.len() as i64 {
            0 => words.push("No report is open.".to_owned()),
            LISTED_MAX => words.push(format!("These are {LISTED_MAX}; there may be more.")),
            _ => {}
        }
        Ok(Answer { words: words.join("\n\n"), json: json!({ "reports": reports.iter().map(document).collect::<Vec<_>>() }) })
    }
}

/// A report in lines. What people wrote has no control characters in it, and is indented, so that it passes for nothing else.
fn told(report: &Report, public_url: &str) -> String {
    let mut lines = vec![
        format!("{}  {}", report.id, moment(report.created_at)),
        format!("{public_url}{}", report.page),
        format!("reason: {}{}", report.reason.code(), if report.waiting { ", came over a limit" } else { "" }),
    ];
    lines.extend(report.words.lines().map(|line| format!("    {line}")));
    if !report.mailbox.is_empty() {
        lines.push(format!("answer wanted ({}): {}", report.lang, report.mailbox));
    }
    if let Some(closed_at) = report.closed_at {
        lines.push(format!("closed {}: {}", moment(closed_at), report.note));
    }
    lines.join("\n")
}

fn document(report: &Report) -> Value {
    json!({
        "id": report.id, "page": report.page, "reason": report.reason.code(), "words": report.words, "mailbox": report.mailbox,
        "lang": report.lang, "waiting": report.waiting, "reported_at": moment(report.created_at),
        "closed_at": report.closed_at.map(moment), "note": report.note,
    })
}

impl ReportToClose {
    /// Closes it.
    pub fn close(&self, app: &App) -> Result<Answer, Problem> {
        let note = seal::text::clean(&self.note, NOTE_CHARS_MAX).unwrap_or_default();
        if note.is_empty() {
            return Err(Problem::refused("Say what was done with --note, in at most 2,000 characters."));
        }
        let (vault, ids, now, id) = (app.vault.clone(), app.ids.clone(), app.clock.now(), self.id);
        let closed = app.db.write_bulk("reports.close", move |tx| close(tx, &vault, &ids, now, id, &note))?;
        closed.map_err(|refusal| Problem::Refused(refusal.to_string()))?;
        let at = moment(now);
        Ok(Answer { words: format!("The report {id} is closed."), json: json!({ "id": id, "closed_at": at }) })
    }
}
