//! `clarion doctor`: tries what is configured and says what to do. It changes nothing, and runs beside a server or without one.

mod database;
mod outside;

use super::{Done, OtherSettings, Problem, logs, print};
use crate::clock::Clock;
use crate::config::Settings;
use serde_json::json;

/// `clarion doctor`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Answer in JSON: checks, each with check, level and sentence
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    /// As it should be.
    Ok,
    /// Works, but look at it.
    Mind,
    /// Does not work.
    Wrong,
}

impl Level {
    fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Mind => "mind",
            Self::Wrong => "wrong",
        }
    }
}

/// One line of the answer.
struct Check {
    name: &'static str,
    level: Level,
    sentence: String,
}

impl Check {
    fn ok(name: &'static str, sentence: impl Into<String>) -> Self {
        Self { name, level: Level::Ok, sentence: sentence.into() }
    }

    fn mind(name: &'static str, sentence: impl Into<String>) -> Self {
        Self { name, level: Level::Mind, sentence: sentence.into() }
    }

    fn wrong(name: &'static str, sentence: impl Into<String>) -> Self {
        Self { name, level: Level::Wrong, sentence: sentence.into() }
    }

    fn line(&self) -> String {
        format!("{:<6} {:<15} {}", self.level.as_str(), self.name, self.sentence)
    }
}

/// Looks at everything. Ends with exit code 1 if something is wrong.
pub fn run(arguments: &Arguments) -> Done {
    logs::start("off");
    let settings = arguments.settings.read()?;
    let checks = examine(&settings)?;
    let is_wrong = checks.iter().any(|check| check.level == Level::Wrong);
    if arguments.json {
        let line = |check: &Check| json!({ "check": check.name, "level": check.level.as_str(), "sentence": check.sentence });
        print::json(&json!({ "ok": !is_wrong, "checks": checks.iter().map(line).collect::<Vec<_>>() }));
    } else {
        checks.iter().for_each(|check| print::out(&check.line()));
    }
    if is_wrong { Err(Problem::Said) } else { Ok(()) }
}

fn examine(settings: &Settings) -> Result<Vec<Check>, Problem> {
    let now = Clock::System.now();
    let mut checks = database::checks(settings, now);
    checks.push(outside::disk(settings));
    checks.extend(outside::key_file(settings));
    checks.extend(outside::public_url(settings));
    checks.extend(outside::proxies(settings));
    checks.extend(outside::webhooks(settings));
    checks.push(outside::mail(settings)?);
    checks.push(outside::backup(settings, now));
    Ok(checks)
}
