//! `clarion import people`: shows what the columns become, imports the file, and writes what was refused beside it.
//!
//! A server that holds the database reads and writes the files itself, so their names are handed over whole.

use crate::app::App;
use crate::cli::writing::{Answer, Writing, carry_out};
use crate::cli::{Done, OtherSettings, Problem, Progress, logs, open, print};
use crate::clock::Clock;
use crate::coalitions::{self, Group};
use crate::config::Settings;
use crate::people::csv_columns::{MappingRefusal, Override};
use crate::people::import::{self, Counts, ImportProblem, Importer, Named, Options, REFUSED_KEPT, Report};
use crate::petitions::Petition;
use crate::petitions::create;
use db::Db;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{BufRead, BufWriter, IsTerminal, Read};
use std::ops::ControlFlow;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Refused rows that a dry run names.
const SHOWN_MAX: usize = 10;
/// How every file of refused rows begins.
const REFUSED_BEGIN: &[u8] = "\u{feff}refused_line,".as_bytes();
/// What to do when the source was forgotten the first time.
const SOURCE_CAME_LATE: &str = "\nIt was begun without --consent-source, so nobody in it is taken to have agreed to news. \
To add that, import a changed copy with --consent-source: an empty line at its end is change enough.";
/// A typed source that is longer is refused anyway.
const TYPED_BYTES_MAX: u64 = 4096;

/// `clarion import people`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The CSV, with a line of column names first; their order does not matter
    file: PathBuf,
    /// The group whose list grows, by its slug
    #[arg(long, value_name = "SLUG")]
    group: String,
    /// Where and when these people agreed to hear from the group; needed from 1,001 rows on, without it nobody gets news
    #[arg(long, value_name = "TEXT")]
    consent_source: Option<String>,
    /// The petition that everybody in the file signed, by its slug; shown apart from confirmed signatures
    #[arg(long, value_name = "SLUG")]
    petition: Option<String>,
    /// They signed on paper, and are counted as that
    #[arg(long, requires = "petition")]
    on_paper: bool,
    /// What a column is, where the guess is wrong: email=Column, or phone= to leave numbers out; of signatures signed_on=Column for
    /// the day, comment=Column; may be given many times
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    maps: Vec<String>,
    /// Show what the columns become and the first refused rows, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Where to write the rows that were refused, with reasons [default: FILE.refused.csv]
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
    /// Answer in JSON: read, added, updated, unchanged, repeated, refused, signatures_added, imported_before,
    /// consent_source_came_late, seconds, peak_rss_mb
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// An import to be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PeopleToImport {
    file: PathBuf,
    refused: PathBuf,
    group: String,
    petition: Option<String>,
    on_paper: bool,
    consent_source: Option<String>,
    maps: Vec<String>,
}

impl From<ImportProblem> for Problem {
    fn from(problem: ImportProblem) -> Self {
        match problem {
            ImportProblem::Database(fault) => fault.into(),
            other => Self::Refused(other.to_string()),
        }
    }
}

/// Asks for it on the command line.
pub fn ask(arguments: &Arguments) -> Done {
    let settings = arguments.settings.read()?;
    let maps = maps(&arguments.maps, arguments.petition.is_some())?;
    let (mapping, signing) = import::mapping_of(opened(&arguments.file)?, &maps.people, &maps.signatures)?;
    print::err(mapping.table(&signing.names()).trim_end());
    let looked = Options { overrides: maps.people.clone(), signing, ..Options::default() };
    let looked = Options { chosen: Some(mapping.rows().map(|(_, field)| field).collect()), ..looked };
    if let Some(warning) = left_out(&import::left_out(opened(&arguments.file)?, &looked, Clock::System.now())?) {
        print::err(&warning);
    }
    if arguments.dry_run {
        return dry_run(&settings, arguments, &maps);
    }
    let whole = |path: &Path| std::path::absolute(path).map_err(|error| Problem::file(path, &error));
    let beside = || {
        let mut name = arguments.file.clone().into_os_string();
        name.push(".refused.csv");
        PathBuf::from(name)
    };
    let asked = PeopleToImport {
        file: whole(&arguments.file)?,
        refused: whole(&arguments.refused.clone().unwrap_or_else(beside))?,
        group: arguments.group.clone(),
        petition: arguments.petition.clone(),
        on_paper: arguments.on_paper,
        consent_source: source(arguments)?,
        maps: arguments.maps.clone(),
    };
    carry_out(settings, &Writing::ImportPeople(asked), arguments.json)
}

/// What columns are said to be.
#[derive(Default)]
struct Maps {
    /// Those of people.
    people: Vec<Override>,
    /// Those that only signatures have.
    signatures: Named,
}

fn maps(texts: &[String], are_signatures: bool) -> Result<Maps, Problem> {
    let usage = |refusal: MappingRefusal| Problem::Usage(refusal.to_string());
    let mut maps = Maps::default();
    for text in texts {
        if !maps.signatures.takes(text).map_err(usage)? {
            maps.people.push(Override::parse(text).map_err(usage)?);
        }
    }
    match are_signatures || maps.signatures.is_empty() {
        true => Ok(maps),
        false => {
            Err(Problem::Usage("signed_on and comment are columns of signatures. Name their petition: --petition SLUG.".to_owned()))
        }
    }
}

/// How a file is read: what its columns are, and of a petition's what its signatures are. Without these all is guessed again, as ever.
fn options(file: File, group: &Group, petition: Option<&Petition>, on_paper: bool, maps: &Maps) -> Result<Options, Problem> {
    let (mapping, signing) = import::mapping_of(file, &maps.people, &maps.signatures)?;
    let signing = import::Signing {
        on_paper,
        zone: petition.map(|petition| petition.time_zone.clone()).unwrap_or_default(),
        closes_at: petition.and_then(|petition| petition.closes_at),
        ..signing
    };
    Ok(Options {
        group: group.id,
        country: group.country.clone(),
        petition: petition.map(|petition| petition.id),
        signing,
        overrides: maps.people.clone(),
        chosen: (!maps.signatures.is_empty()).then(|| mapping.rows().map(|(_, field)| field).collect()),
        ..Options::default()
    })
}

/// A group brings signatures for petitions of its own and for those that it sponsors.
fn petition_of(db: &Db, group: &Group, slug: Option<&String>) -> Result<Option<Petition>, Problem> {
    let Some(slug) = slug.cloned() else { return Ok(None) };
    let found = db.read_blocking(move |tx| create::find(tx, &slug))?;
    let theirs = found.filter(|whole| whole.petition.group == group.id || whole.sponsors.contains(&group.id));
    let refusal = || Problem::refused("The group has no petition with this slug and sponsors none. Look at its address again.");
    theirs.map(|whole| Some(whole.petition)).ok_or_else(refusal)
}

fn opened(path: &Path) -> Result<File, Problem> {
    File::open(path).map_err(|error| Problem::file(path, &error))
}

/// The source as given, or as typed by whoever sits there.
fn source(arguments: &Arguments) -> Result<Option<String>, Problem> {
    if arguments.consent_source.is_some() || !std::io::stdin().is_terminal() {
        return Ok(arguments.consent_source.clone());
    }
    print::err("Where and when did these people agree to hear from the group? (Empty: nobody in the list gets news.)");
    let mut line = String::new();
    let read = std::io::stdin().lock().take(TYPED_BYTES_MAX).read_line(&mut line);
    read.map_err(|_| Problem::refused("The terminal cannot be read. Use --consent-source."))?;
    Ok(Some(line.trim().to_owned()).filter(|line| !line.is_empty()))
}

fn dry_run(settings: &Settings, arguments: &Arguments, maps: &Maps) -> Done {
    logs::start("error");
    let db = open::connect_to_existing(settings)?;
    let slug = arguments.group.clone();
    let group = db.read_blocking(move |tx| coalitions::group_by_slug(tx, &slug))?;
    let group = group.ok_or_else(|| unknown_group(&arguments.group))?;
    let petition = petition_of(&db, &group, arguments.petition.as_ref())?;
    db.close();
    let options = options(opened(&arguments.file)?, &group, petition.as_ref(), arguments.on_paper, maps)?;
    let look = import::look(opened(&arguments.file)?, &options, SHOWN_MAX, Clock::System.now())?;
    let (read, refused) = (look.counts.read, look.counts.refused);
    let rows = look.refused.iter().map(|(line, reason)| json!({ "line": line, "reason": reason }));
    match arguments.json {
        true => {
            let says = look.standings.map(|says| json!({ "yes": says.yes, "no": says.no, "unknown": says.unknown }));
            print::json(&json!({
                "read": read,
                "refused": refused,
                "refused_rows": rows.collect::<Vec<_>>(),
                "news_by_email": says,
                "left_out_standings": look.left_out,
            }));
        }
        false => {
            print::out(&format!("{}, {refused} refused. Nothing was changed.", print::counted(read, "row", "rows")));
            if let Some(says) = look.standings {
                let people = print::counted(says.yes, "person", "people");
                let (no, unknown) = (says.no, says.unknown);
                print::out(&format!(
                    "News by e-mail, as the list says: {people} yes, {no} no, {unknown} nothing that can be read."
                ));
            }
            look.refused.iter().for_each(|(line, reason)| print::out(&format!("line {line}: {reason}")));
        }
    }
    Ok(())
}

/// A warning where a column that is left out looks as if it said who does not want news.
fn left_out(columns: &[String]) -> Option<String> {
    let named: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.replace(char::is_control, " "))).collect();
    let what = "looks as if it said who does not want news by e-mail, and is left out: everybody would stand as agreed";
    let hint = "Use --map news_by_email=Column, or --map no_news_by_email=Column where \"yes\" means no mail";
    (!named.is_empty()).then(|| format!("{} {what}. {hint}.", named.join(", ")))
}

fn unknown_group(slug: &str) -> Problem {
    Problem::Refused(format!("No group has the slug {slug}. Add it first with `clarion group add`."))
}

impl PeopleToImport {
    /// Imports. Blocks.
    pub fn run(&self, app: &App, progress: &dyn Progress) -> Result<Answer, Problem> {
        let start = Instant::now();
        let group = self.group(app)?;
        let petition = petition_of(&app.db, &group, self.petition.as_ref())?;
        let maps = maps(&self.maps, petition.is_some())?;
        let options = options(opened(&self.file)?, &group, petition.as_ref(), self.on_paper, &maps)?;
        let options = Options { consent_source: self.consent_source.clone(), ..options };
        refuse_other_file(&self.refused)?;
        let importer = Importer { db: app.db.clone(), intake: app.intake(), clock: app.clock.clone() };
        let mut gone = None;
        let report = importer.run(&options, opened(&self.file)?, &mut |reached| {
            let told = progress.step("bytes", reached.bytes, reached.of_bytes);
            match told {
                Ok(()) => ControlFlow::Continue(()),
                Err(problem) => {
                    gone = Some(problem);
                    ControlFlow::Break(())
                }
            }
        });
        let report = match (report, gone) {
            (Err(ImportProblem::Stopped), Some(problem)) => return Err(problem),
            (report, _) => report?,
        };
        let refused_file = self.write_refused(&importer, &group, &report)?;
        Ok(self.answer(&report, refused_file, start.elapsed().as_secs_f64()))
    }

    fn group(&self, app: &App) -> Result<Group, Problem> {
        let slug = self.group.clone();
        let group = app.db.read_blocking(move |tx| coalitions::group_by_slug(tx, &slug))?;
        group.ok_or_else(|| unknown_group(&self.group))
    }

    /// Writes the refused rows for their owner only; whether there were any that are still kept.
    fn write_refused(&self, importer: &Importer, group: &Group, report: &Report) -> Result<bool, Problem> {
        let gone = report.finished_before.is_some_and(|at| at + REFUSED_KEPT <= importer.clock.now());
        if report.counts.refused == 0 || gone {
            return Ok(false);
        }
        let unusable = |error: &std::io::Error| Problem::file(&self.refused, error);
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&self.refused);
        let file = file.map_err(|error| unusable(&error))?;
        file.set_permissions(Permissions::from_mode(0o600)).map_err(|error| unusable(&error))?;
        import::write_refused(importer, group.id, report, BufWriter::new(file)).map_err(|error| unusable(&error))?;
        Ok(true)
    }

    fn answer(&self, report: &Report, refused_file: bool, seconds: f64) -> Answer {
        let counts = &report.counts;
        let mut words = counts_in_words(counts);
        if self.petition.is_some() {
            words.push_str(&format!("\n{} added.", print::counted(counts.signed, "signature", "signatures")));
        }
        if let Some(sentence) = repeated_in_words(report) {
            words.push_str(&format!("\n{sentence}"));
        }
        if report.finished_before.is_some() {
            words.push_str("\nThis file was imported before; nothing was changed.");
        }
        if report.source_came_late {
            words.push_str(SOURCE_CAME_LATE);
        }
        if refused_file {
            let hint = "Mend them there and import that file; then delete it, since it names people.";
            words.push_str(&format!("\nThe refused rows and why: {}. {hint}", self.refused.display()));
        }
        let json = json!({
            "read": counts.read,
            "added": counts.added,
            "updated": counts.updated,
            "unchanged": counts.unchanged(),
            "repeated": counts.repeated,
            "repeated_lines": report.repeated_lines,
            "refused": counts.refused,
            "signatures_added": counts.signed,
            "imported_before": report.finished_before.and_then(|at| jiff::Timestamp::from_microsecond(at).ok()).map(|at| at.to_string()),
            "consent_source_came_late": report.source_came_late,
            "seconds": (seconds * 1000.0).round() / 1000.0,
            "peak_rss_mb": peak_rss_mb(),
        });
        Answer { words, json }
    }
}

fn counts_in_words(counts: &Counts) -> String {
    let Counts { read, added, updated, repeated, refused, .. } = counts;
    format!(
        "{} read: {} added, {updated} updated, {} unchanged, {repeated} repeated, {refused} refused.",
        print::counted(*read, "row", "rows"),
        print::counted(*added, "person", "people"),
        counts.unchanged()
    )
}

/// Which rows named somebody again, as far as they are remembered: an earlier run's lines are not.
fn repeated_in_words(report: &Report) -> Option<String> {
    let named: Vec<String> = report.repeated_lines.iter().map(u64::to_string).collect();
    let more = report.counts.repeated - named.len() as i64;
    let lines = if named.len() == 1 { "line" } else { "lines" };
    let and_more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let why = "name somebody whom an earlier row of the file named; what they say last stands";
    (!named.is_empty()).then(|| format!("Repeated rows {why}: {lines} {}{and_more}.", named.join(", ")))
}

/// Only an older file of refused rows may be written over.
fn refuse_other_file(path: &Path) -> Result<(), Problem> {
    let mut begin = Vec::new();
    match File::open(path) {
        Ok(opened) => drop(opened.take(REFUSED_BEGIN.len() as u64).read_to_end(&mut begin)),
        Err(_) => return Ok(()),
    }
    match begin == REFUSED_BEGIN || begin.is_empty() {
        true => Ok(()),
        false => {
            Err(Problem::Refused(format!("{} is there and has no refused rows. Name another file with --refused.", path.display())))
        }
    }
}

/// The most memory this process ever held, in MB; `None` where the system does not tell (source: proc(5), `VmHWM`).
fn peak_rss_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes.div_ceil(1024))
}
