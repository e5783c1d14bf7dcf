//! `clarion simulate`: a small coalition in virtual time, with everything going wrong, seed after seed; for whoever changes Clarion.

use super::{Done, Problem, logs, print};
use crate::simulate::{Broken, Lived, Simulation, live};
use db::{DatabaseUrl, Scratch};
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// `clarion simulate`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The number from which all chance is drawn: the same seed tells the same story
    #[arg(long, value_name = "NUMBER")]
    seed: u64,
    /// Steps of each seed
    #[arg(long, value_name = "NUMBER", default_value_t = 400)]
    steps: u64,
    /// So many seeds, one after the other
    #[arg(long, value_name = "NUMBER", conflicts_with = "lasting")]
    seeds: Option<u64>,
    /// Seed after seed for so long, such as 90s, 30m or 1h
    #[arg(long = "for", value_name = "DURATION", value_parser = duration)]
    lasting: Option<Duration>,
    /// Write a line for each step into this file; each seed begins it anew
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// Simulate on this PostgreSQL database, in schemas that are dropped again (default: SQLite in a temporary folder)
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
}

/// What all seeds saw.
#[derive(Default)]
struct Sum {
    seeds: u64,
    steps: u64,
    time: i64,
}

fn duration(text: &str) -> Result<Duration, String> {
    let unit = |letter| match letter {
        's' => Some(1),
        'm' => Some(60),
        'h' => Some(3600),
        _ => None,
    };
    let read = text.chars().last().and_then(|last| Some((text.strip_suffix(last)?.parse::<u64>().ok()?, unit(last)?)));
    let seconds = read.and_then(|(number, unit)| number.checked_mul(unit));
    seconds.map(Duration::from_secs).ok_or_else(|| "write a whole number and s, m or h, such as 30m".to_owned())
}

/// Lives through the seeds; the first thing that does not hold ends it.
pub fn run(arguments: &Arguments) -> Done {
    logs::start("off");
    let (begun, mut sum) = (Instant::now(), Sum::default());
    for seed in arguments.seed.. {
        let lived = match arguments.one(seed)? {
            Ok(lived) => lived,
            Err(broken) => return Err(Problem::Refused(arguments.words_of(seed, &broken))),
        };
        let Lived { steps, time, deaths, started, mails, trace } = lived;
        let days = time / crate::clock::DAY;
        print::out(&format!(
            "seed {seed}: {steps} steps, {days} days, {deaths} deaths, {started} outcomes started, {mails} mails, trace {trace}"
        ));
        sum = Sum { seeds: sum.seeds + 1, steps: sum.steps + steps, time: sum.time + time };
        let goes_on = match arguments.lasting {
            Some(lasting) => begun.elapsed() < lasting,
            None => sum.seeds < arguments.seeds.unwrap_or(1),
        };
        if !goes_on {
            break;
        }
    }
    print::out(&sum.words());
    Ok(())
}

impl Arguments {
    /// One seed, in a database of its own.
    fn one(&self, seed: u64) -> Result<Result<Lived, Broken>, Problem> {
        let base = self.database_url.as_deref().map(DatabaseUrl::parse).transpose();
        let base = base.map_err(|problem| Problem::Usage(format!("--database-url: {problem}.")))?;
        let scratch = Scratch::make(base.as_ref(), &format!("simulation_{seed}"))
            .map_err(|problem| Problem::refused(format!("There is no room for a simulation: {problem}.")))?;
        let trace = match &self.trace {
            Some(path) => {
                let file = std::fs::File::create(path).map_err(|error| Problem::file(path, &error))?;
                Some(Box::new(std::io::BufWriter::new(file)) as Box<dyn Write + Send>)
            }
            None => None,
        };
        let simulation = Simulation { seed, steps: self.steps, url: scratch.url().clone(), trace };
        Ok(live(simulation))
    }

    fn words_of(&self, seed: u64, broken: &Broken) -> String {
        let database = self.database_url.as_ref().map_or("", |_| " --database-url URL");
        format!(
            "Seed {seed}, step {}: {}.\nSee it again: clarion simulate --seed {seed} --steps {}{database} --trace FILE",
            broken.step,
            broken.what,
            broken.step.max(1)
        )
    }
}

impl Sum {
    fn words(&self) -> String {
        let counted = |number: u64, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
        let days = counted((self.time / crate::clock::DAY).unsigned_abs(), "simulated day");
        format!("{}, {}, {days}: every invariant held.", counted(self.seeds, "seed"), counted(self.steps, "step"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts_seeds_steps_and_days() {
        let sum = Sum { seeds: 12, steps: 4800, time: 93 * crate::clock::DAY };
        assert_eq!(sum.words(), "12 seeds, 4800 steps, 93 simulated days: every invariant held.");
        let one = Sum { seeds: 1, steps: 1, time: crate::clock::DAY };
        assert_eq!(one.words(), "1 seed, 1 step, 1 simulated day: every invariant held.");
    }

    #[test]
    fn a_duration_is_a_number_and_its_unit() {
        let minutes = |minutes: u64| Ok(Duration::from_secs(60 * minutes));
        assert_eq!((duration("90s"), duration("30m"), duration("1h")), (Ok(Duration::from_secs(90)), minutes(30), minutes(60)));
        for text in ["", "m", "30", "-3m", "3 d", "99999999999999999999h", "ü"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
