//! `clarion petition`: petitions for a real instance.

use super::writing::{Answer, Writing, carry_out};
use super::{Done, OtherSettings, Problem, dates};
use crate::actions::address;
use crate::app::App;
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::officials;
use crate::petitions::create::{self, CreateRefusal, NewPetition};
use crate::petitions::{Petition, PetitionWords, Target};
use crate::web::lang::{self, Lang};
use crate::web::site::zoned;
use db::{Fault, Tx};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::path::{Path, PathBuf};

/// A text file longer than this holds no petition.
const FILE_BYTES_MAX: u64 = 256 * 1024;
/// An address made from a title gets a number if it is taken, up to this one.
const SLUG_NUMBER_MAX: usize = 50;

/// There are a few hundred offices.
const OFFICES_MAX: i64 = 100_000;

/// `clarion petition ...`.
#[derive(Debug, clap::Subcommand)]
pub enum PetitionCommand {
    /// Add a petition to a group's page
    Add(Box<AddArguments>),
    /// Close a petition now; links that were mailed before still confirm for 24 hours
    Close(CloseArguments),
}

/// `clarion petition add`.
#[derive(Debug, clap::Args)]
pub struct AddArguments {
    /// The group whose page it is, by its slug
    #[arg(long, value_name = "SLUG")]
    group: String,
    /// The title in English
    #[arg(long)]
    title: String,
    /// A file with what the petition asks, in English (Markdown)
    #[arg(long, value_name = "FILE")]
    text_file: PathBuf,
    /// The title in Spanish
    #[arg(long, value_name = "TITLE", requires = "text_es_file")]
    title_es: Option<String>,
    /// A file with what the petition asks, in Spanish (Markdown)
    #[arg(long, value_name = "FILE", requires = "title_es")]
    text_es_file: Option<PathBuf>,
    /// Its address on the site, /petitions/SLUG; made from the title if left out
    #[arg(long)]
    slug: Option<String>,
    /// How many signatures are wanted
    #[arg(long, default_value_t = 0, hide_default_value = true, value_name = "NUMBER")]
    goal: i64,
    /// When it closes, as 2027-01-31T17:00 in the time zone; a date alone means the end of that day; never if left out
    #[arg(long, value_name = "DATE", value_parser = dates::until)]
    closes: Option<DateTime>,
    /// The time zone of its dates
    #[arg(long, default_value = "America/New_York", value_name = "ZONE")]
    time_zone: String,
    /// Whom it addresses: `governors`, `administration` or the slug of an office; may be given many times
    #[arg(long = "target", value_name = "TARGET")]
    targets: Vec<String>,
    /// A group that sponsors it too, by its slug; may be given many times
    #[arg(long = "co-sponsor", value_name = "SLUG")]
    co_sponsors: Vec<String>,
    /// Answer in JSON: slug, url, api_url
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// `clarion petition close`.
#[derive(Debug, clap::Args)]
pub struct CloseArguments {
    #[command(flatten)]
    petition: PetitionToClose,
    /// Answer in JSON: slug, url, closed_at
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// A petition to be, with the texts of its files.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PetitionToAdd {
    group: String,
    slug: Option<String>,
    /// Language, title, text.
    words: Vec<(String, String, String)>,
    goal: i64,
    closes_at: Option<i64>,
    time_zone: String,
    targets: Vec<String>,
    co_sponsors: Vec<String>,
}

/// A petition that is to take no more signatures.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct PetitionToClose {
    /// The petition, by its slug
    slug: String,
}

/// Runs the command.
pub fn run(command: &PetitionCommand) -> Done {
    match command {
        PetitionCommand::Add(add) => carry_out(add.settings.read()?, &Writing::PetitionAdd(add.petition()?), add.json),
        PetitionCommand::Close(close) => {
            carry_out(close.settings.read()?, &Writing::PetitionClose(close.petition.clone()), close.json)
        }
    }
}

impl AddArguments {
    fn petition(&self) -> Result<PetitionToAdd, Problem> {
        let mut words = vec![("en".to_owned(), self.title.clone(), text_of(&self.text_file)?)];
        if let (Some(title), Some(file)) = (&self.title_es, &self.text_es_file) {
            words.push(("es".to_owned(), title.clone(), text_of(file)?));
        }
        let unknown =
            |_| Problem::Usage("Give a time zone of the IANA list with --time-zone, for example America/Chicago.".to_owned());
        TimeZone::get(&self.time_zone).map_err(unknown)?;
        let closes_at = self.closes.map(|closes| closes.in_tz(&self.time_zone)).transpose().map_err(unknown)?;
        let closes_at = closes_at.map(|closes| closes.timestamp().as_microsecond());
        Ok(PetitionToAdd {
            group: self.group.clone(),
            slug: self.slug.clone(),
            words,
            goal: self.goal,
            closes_at,
            time_zone: self.time_zone.clone(),
            targets: self.targets.clone(),
            co_sponsors: self.co_sponsors.clone(),
        })
    }
}

fn text_of(file: &Path) -> Result<String, Problem> {
    let size = std::fs::metadata(file).map_err(|error| Problem::file(file, &error))?.len();
    if size > FILE_BYTES_MAX {
        return Err(CreateRefusal::Text.into());
    }
    std::fs::read_to_string(file).map_err(|error| Problem::file(file, &error))
}

impl From<CreateRefusal> for Problem {
    fn from(refusal: CreateRefusal) -> Self {
        Self::Refused(refusal.to_string())
    }
}

/// Why a name on the command line leads nowhere.
enum Missing {
    Group(String),
    Target(String),
}

impl From<Missing> for Problem {
    fn from(missing: Missing) -> Self {
        Self::Refused(match missing {
            Missing::Group(slug) => format!("No group has the slug {slug}. Add it first with `clarion group add`."),
            Missing::Target(name) => {
                format!("{name} is no office. Write governors, administration, or an office's slug such as us-oh-governor.")
            }
        })
    }
}

impl PetitionToAdd {
    /// Adds it.
    pub fn add(&self, app: &App) -> Result<Answer, Problem> {
        let asked = self.clone();
        let found = app.db.read_blocking(move |tx| asked.look_up(tx))?;
        let (group, co_sponsors, targets) = found?;
        let now = app.clock.now();
        if self.closes_at.is_some_and(|closes_at| closes_at <= now) {
            return Err(Problem::refused("That closing date has passed. Give a later one with --closes, or leave it out."));
        }
        let title = self.words.first().map_or("", |(_, title, _)| title.as_str());
        let wanted = self.slug.clone().unwrap_or_else(|| address::slug_of(title, "petition"));
        let mut petition = create::blank(app.ids.fresh(now), group.id, wanted.clone(), now);
        petition.name = title.to_owned();
        petition.goal = self.goal;
        petition.closes_at = self.closes_at;
        petition.time_zone = self.time_zone.clone();
        let words = self.words.iter().map(|(lang, title, text)| PetitionWords {
            lang: lang.clone(),
            title: title.trim().to_owned(),
            text: text.clone(),
            thanks: String::new(),
        });
        let mut new = NewPetition { petition, words: words.collect(), sponsors: co_sponsors, targets };
        for number in 2..=SLUG_NUMBER_MAX {
            match made(app, &new)? {
                Err(CreateRefusal::SlugTaken) if self.slug.is_none() => new.petition.slug = format!("{wanted}-{number}"),
                Err(refusal) => return Err(refusal.into()),
                Ok(()) => return Ok(added(app, &new.petition)),
            }
        }
        Err(CreateRefusal::SlugTaken.into())
    }

    #[allow(clippy::type_complexity, reason = "what was found, or which name was not")]
    fn look_up(&self, tx: &mut Tx<'_>) -> Result<Result<(Group, Vec<Id>, Vec<Target>), Missing>, Fault> {
        let Some(group) = coalitions::group_by_slug(tx, &self.group)? else { return Ok(Err(Missing::Group(self.group.clone()))) };
        let mut co_sponsors = Vec::new();
        for slug in &self.co_sponsors {
            match coalitions::group_by_slug(tx, slug)? {
                Some(sponsor) if sponsor.id == group.id || co_sponsors.contains(&sponsor.id) => {}
                Some(sponsor) => co_sponsors.push(sponsor.id),
                None => return Ok(Err(Missing::Group(slug.clone()))),
            }
        }
        let mut targets: Vec<Target> = Vec::new();
        for name in &self.targets {
            let mut found = targets_named(tx, name)?;
            if found.is_empty() {
                return Ok(Err(Missing::Target(name.clone())));
            }
            found.retain(|target| !targets.contains(target));
            targets.extend(found);
        }
        Ok(Ok((group, co_sponsors, targets)))
    }
}

/// The office with this slug, or all of the set with this name, by the office's name; empty if there is neither.
pub(super) fn targets_named(tx: &mut Tx<'_>, name: &str) -> Result<Vec<Target>, Fault> {
    let mut offices = officials::all_offices(tx, OFFICES_MAX)?;
    offices.retain(|(_, office)| office.slug == name || office.sets.iter().any(|set| set == name));
    offices.sort_by(|(_, left), (_, right)| left.title_en.cmp(&right.title_en));
    Ok(offices.into_iter().map(|(id, office)| Target { office: Some(id), name: office.title_en }).collect())
}

fn made(app: &App, new: &NewPetition) -> Result<Result<(), CreateRefusal>, Fault> {
    let new = new.clone();
    app.db.write_bulk("petitions.create", move |tx| create::create(tx, &new))
}

/// The addresses of a petition, as the command line and the demo print them.
pub(super) fn addresses(public_url: &str, petition: &Petition) -> serde_json::Value {
    let (slug, id) = (&petition.slug, petition.id);
    json!({ "slug": slug, "url": format!("{public_url}/petitions/{slug}"), "api_url": format!("{public_url}/api/v2/petitions/{id}") })
}

fn added(app: &App, petition: &Petition) -> Answer {
    let json = addresses(&app.settings.public_url, petition);
    Answer { words: format!("The petition is at {}", json["url"].as_str().unwrap_or_default()), json }
}

impl PetitionToClose {
    /// Closes it. A petition that closed before keeps its date.
    pub fn close(&self, app: &App) -> Result<Answer, Problem> {
        let (slug, now) = (self.slug.clone(), app.clock.now());
        let closed = app.db.write_bulk("petitions.close", move |tx| {
            let Some(mut whole) = create::find(tx, &slug)? else { return Ok(None) };
            if whole.petition.closes_at.is_none_or(|closes_at| closes_at > now) {
                whole.petition.closes_at = Some(now);
                if let Err(refusal) = create::change(tx, &whole, now)? {
                    return Ok(Some(Err(refusal)));
                }
            }
            Ok(Some(Ok(whole.petition)))
        })?;
        let unknown = || Problem::Refused(format!("No petition has the slug {}. Look at its address again.", self.slug));
        let petition = closed.ok_or_else(unknown)??;
        let url = format!("{}/petitions/{}", app.settings.public_url, petition.slug);
        let closed_at = zoned(petition.closes_at.unwrap_or(now), &petition.time_zone);
        let words = format!("{url} closed on {}.", lang::date_time(Lang::En, &closed_at));
        let closed_at = closed_at.timestamp().to_string();
        Ok(Answer { words, json: json!({ "slug": petition.slug, "url": url, "closed_at": closed_at }) })
    }
}
