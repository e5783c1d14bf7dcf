//! `clarion migrate action-network`: moves a group's list here over the API of the system that has it now. What is moved and how is
//! `migrating/`; here is how it is asked for, the calls with the key, and the report.
//!
//! A server that holds the database makes the calls itself: the key goes to it over its socket, and is kept nowhere.

use super::fetch::{Client, Unanswered};
use super::progress::Progress;
use super::writing::{Answer, Writing, carry_out};
use super::{Done, OtherSettings, Problem, print, prompt};
use crate::app::App;
use crate::coalitions::{self, Group};
use crate::migrating::source::{ANSWER_BYTES_MAX, Asked, NoAnswer, PAGES_MAX};
use crate::migrating::{self, Ended, MigrateProblem, Options, Report};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;
use url::Url;

/// The pace that the system allows whose API this is.
const CALLS_PER_SECOND: f64 = 4.0;
/// No source takes more from one client.
const CALLS_PER_SECOND_MAX: f64 = 1000.0;
/// Longer keys are none.
const KEY_CHARS_MAX: usize = 200;

/// `clarion migrate ...`.
#[derive(Debug, clap::Subcommand)]
pub enum MigrateCommand {
    /// From Action Network, or another system with that API such as a Clarion; a run that was stopped goes on where it stopped
    ActionNetwork(Arguments),
}

/// `clarion migrate action-network`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The group whose list grows, by its slug
    #[arg(long, value_name = "SLUG")]
    group: String,
    /// Where and when these people agreed to hear from the group
    #[arg(long, value_name = "TEXT")]
    consent_source: String,
    /// A file with the key of the group over there; without it the key is asked for
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// The key itself; it stays in the shell's history
    #[arg(long, value_name = "KEY", conflicts_with = "key_file")]
    key: Option<String>,
    /// The entry point of the API
    #[arg(long, value_name = "URL", default_value = "https://actionnetwork.org/api/v2/")]
    url: Url,
    /// The pace; 0 for none
    #[arg(long, value_name = "N", default_value_t = CALLS_PER_SECOND)]
    calls_per_second: f64,
    /// Answer in JSON: counts by name, left (what stays there, by name), resumed, seconds
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// A list to be moved.
#[derive(Clone, Serialize, Deserialize)]
pub struct ListToMove {
    group: String,
    consent_source: String,
    key: String,
    url: String,
    calls_per_second: f64,
}

/// Without the key.
impl std::fmt::Debug for ListToMove {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ListToMove").field("group", &self.group).field("url", &self.url).finish_non_exhaustive()
    }
}

impl From<MigrateProblem> for Problem {
    fn from(problem: MigrateProblem) -> Self {
        match problem {
            MigrateProblem::Database(fault) => fault.into(),
            other => Self::Refused(other.to_string()),
        }
    }
}

/// Runs the command.
pub fn run(command: &MigrateCommand) -> Done {
    let MigrateCommand::ActionNetwork(arguments) = command;
    let settings = arguments.settings.read()?;
    if !(0.0..=CALLS_PER_SECOND_MAX).contains(&arguments.calls_per_second) {
        return Err(Problem::Usage("--calls-per-second is from 0, for none, to 1000.".to_owned()));
    }
    let key = match &arguments.key {
        Some(key) => key.trim().to_owned(),
        None => prompt::key(arguments.key_file.as_deref())?,
    };
    if key.is_empty() || key.len() > KEY_CHARS_MAX || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Problem::refused("That is no API key. Copy it again from the other system."));
    }
    let list = ListToMove {
        group: arguments.group.clone(),
        consent_source: arguments.consent_source.clone(),
        key,
        url: entry_point(&arguments.url).into(),
        calls_per_second: arguments.calls_per_second,
    };
    carry_out(settings, &Writing::Migrate(list), arguments.json)
}

/// An address to which paths can be joined.
fn entry_point(url: &Url) -> Url {
    let mut entry = url.clone();
    entry.set_query(None);
    entry.set_fragment(None);
    if !entry.path().ends_with('/') {
        entry.set_path(&format!("{}/", url.path()));
    }
    entry
}

impl ListToMove {
    /// Moves it. Blocks.
    pub fn run(&self, app: &App, progress: &dyn Progress) -> Result<Answer, Problem> {
        let start = Instant::now();
        let options = Options {
            group: self.group(app)?,
            url: Url::parse(&self.url).map_err(|_| MigrateProblem::NotThere)?,
            consent_source: self.consent_source.clone(),
            calls_per_second: self.calls_per_second,
            pages_max: PAGES_MAX,
        };
        let client = Client::new()?;
        let ask = |url: &Url| self.call(&client, url);
        let mut gone = None;
        let ended =
            migrating::run(app, &options, &ask, &mut |reached| match progress.step(reached.what, reached.done, reached.of) {
                Ok(()) => ControlFlow::Continue(()),
                Err(problem) => {
                    gone = Some(problem);
                    ControlFlow::Break(())
                }
            });
        match (ended, gone) {
            (Err(MigrateProblem::Stopped), Some(problem)) => Err(problem),
            (ended, _) => Ok(answer(&ended?, start.elapsed().as_secs_f64())),
        }
    }

    fn call(&self, client: &Client, url: &Url) -> Result<Asked, NoAnswer> {
        let headers =
            [("osdi-api-token", self.key.as_str()), ("content-type", "application/json"), ("accept", "application/hal+json")];
        match client.get_with(url, &headers, ANSWER_BYTES_MAX) {
            Ok(answered) => Ok(Asked { status: answered.status, retry_after: answered.retry_after, body: answered.body }),
            Err(Unanswered::Away) => Err(NoAnswer::Away),
            Err(Unanswered::TooLarge) => Err(NoAnswer::TooLarge),
        }
    }

    fn group(&self, app: &App) -> Result<Group, Problem> {
        let slug = self.group.clone();
        let group = app.db.read_blocking(move |tx| coalitions::group_by_slug(tx, &slug))?;
        let unknown = || Problem::Refused(format!("No group has the slug {}. Add it first with `clarion group add`.", self.group));
        group.ok_or_else(unknown)
    }
}

fn answer(ended: &Ended, seconds: f64) -> Answer {
    let Ended { report, resumed } = ended;
    let seconds = (seconds * 1000.0).round() / 1000.0;
    let mut json = json!({"left": report.left, "resumed": resumed, "seconds": seconds});
    for name in COUNTS {
        json[name] = json!(report.of(name));
    }
    Answer { words: in_words(report, *resumed), json }
}

/// Everything that is counted, so that a program finds each of them, also at 0.
const COUNTS: [&str; 27] = [
    "people_read",
    "people_added",
    "people_updated",
    "people_unchanged",
    "people_refused",
    "asserted",
    "unsubscribed",
    "bounced",
    "complained",
    "left_here",
    "texts_asserted",
    "texts_unsubscribed",
    "texts_left_here",
    "custom_fields_read",
    "tags_read",
    "tags_added",
    "taggings_read",
    "taggings_added",
    "petitions_read",
    "petitions_added",
    "signatures_read",
    "signatures_added",
    "forms_read",
    "forms_added",
    "submissions_read",
    "submissions_added",
    "submissions_updated",
];

fn in_words(report: &Report, resumed: bool) -> String {
    let of = |name| report.of(name);
    let mut lines = vec![
        format!(
            "{} read: {} added, {} updated, {} unchanged, {} refused.",
            print::counted(of("people_read"), "person", "people"),
            of("people_added"),
            of("people_updated"),
            of("people_unchanged"),
            of("people_refused")
        ),
        format!(
            "News by email: {} asserted by you, {} unsubscribed, {} bounced, {} complained, {} who had left here already.",
            of("asserted"),
            of("unsubscribed"),
            of("bounced"),
            of("complained"),
            of("left_here")
        ),
        format!(
            "Numbers: {} asserted by you, {} unsubscribed, {} who had left here already.",
            of("texts_asserted"),
            of("texts_unsubscribed"),
            of("texts_left_here")
        ),
        format!(
            "{} and {} read; {} and {} added.",
            print::counted(of("tags_read"), "tag", "tags"),
            print::counted(of("taggings_read"), "tagging", "taggings"),
            print::counted(of("tags_added"), "tag", "tags"),
            print::counted(of("taggings_added"), "tagging", "taggings")
        ),
        format!(
            "{} and {} read; {} and {} added.",
            print::counted(of("petitions_read"), "petition", "petitions"),
            print::counted(of("signatures_read"), "signature", "signatures"),
            print::counted(of("petitions_added"), "petition", "petitions"),
            print::counted(of("signatures_added"), "signature", "signatures")
        ),
        format!(
            "{} and {} read; {} and {} added, {} updated.",
            print::counted(of("forms_read"), "form", "forms"),
            print::counted(of("submissions_read"), "submission", "submissions"),
            print::counted(of("forms_added"), "form", "forms"),
            print::counted(of("submissions_added"), "submission", "submissions"),
            of("submissions_updated")
        ),
    ];
    if of("petitions_added") + of("forms_added") > 0 {
        lines.push("Petitions and forms arrive stopped. Open each in the console once its old page is closed.".to_owned());
    }
    if resumed {
        lines.push("This run went on where an earlier one had stopped; the numbers are those of both.".to_owned());
    }
    if report.left.is_empty() {
        lines.push("Nothing was left behind.".to_owned());
    } else {
        lines.push("Left behind:".to_owned());
        lines.extend(report.left.iter().map(|(what, number)| format!("  {number} {what}")));
    }
    lines.join("\n")
}
