//! `clarion coalition`: a coalition whose groups whoever keeps the server knows to have agreed. Groups found their own in the console.

use super::writing::{Answer, Writing, carry_out};
use super::{Done, OtherSettings, Problem};
use crate::actions::address;
use crate::app::App;
use crate::coalitions::found::{self, FoundRefusal};
use crate::coalitions::seats::OPERATOR;
use crate::coalitions::{self, Act, Coalition, Role};
use crate::ids::Id;
use crate::refusal::Refusal as _;
use crate::web::lang::Lang;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// `clarion coalition ...`.
#[derive(Debug, clap::Subcommand)]
pub enum CoalitionCommand {
    /// Add a coalition with its groups, which must be there
    Add(Arguments),
}

/// `clarion coalition add`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    coalition: CoalitionToAdd,
    /// Answer in JSON: slug, name, url
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// A coalition to be.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct CoalitionToAdd {
    /// The coalition's name, as people read it
    #[arg(long)]
    name: String,
    /// Its address on the site, /coalitions/SLUG; made from the name if left out
    #[arg(long)]
    slug: Option<String>,
    /// What the coalition is, in a few sentences (Markdown)
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    about: String,
    /// The same in Spanish
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    about_es: String,
    /// A group that steers it, by its slug; may be given many times, and must be at least once
    #[arg(long, value_name = "SLUG", required = true)]
    steering: Vec<String>,
    /// A group that takes part, by its slug; may be given many times
    #[arg(long, value_name = "SLUG")]
    partner: Vec<String>,
    /// A group that lends its name, by its slug; may be given many times
    #[arg(long, value_name = "SLUG")]
    endorser: Vec<String>,
}

/// Runs the command.
pub fn run(command: &CoalitionCommand) -> Done {
    let CoalitionCommand::Add(arguments) = command;
    carry_out(arguments.settings.read()?, &Writing::CoalitionAdd(arguments.coalition.clone()), arguments.json)
}

/// Why a coalition cannot be added.
enum Missing {
    Group(String),
    Refused(FoundRefusal),
}

impl CoalitionToAdd {
    /// Adds it.
    pub fn add(&self, app: &App) -> Result<Answer, Problem> {
        let (asked, now) = (self.clone(), app.clock.now());
        let slug = self.slug.clone().unwrap_or_else(|| address::slug_of(&self.name, "coalition"));
        let act = Act { id: app.ids.fresh(now), account: OPERATOR, group: Id::ZERO, now };
        let new = Coalition {
            id: act.id,
            slug,
            name: self.name.trim().to_owned(),
            about_en: self.about.clone(),
            about_es: self.about_es.clone(),
            created_at: now,
        };
        let (name, url) = (new.name.clone(), format!("{}/coalitions/{}", app.settings.public_url, new.slug));
        let json = json!({ "slug": new.slug, "name": name, "url": url });
        let added = app.db.write_bulk("coalitions.add", move |tx| {
            let mut groups = Vec::new();
            for (slug, role) in asked.groups() {
                match coalitions::group_by_slug(tx, slug)? {
                    Some(group) => groups.push((group.id, role)),
                    None => return Ok(Err(Missing::Group(slug.clone()))),
                }
            }
            Ok(found::by_operator(tx, &act, &new, &groups)?.map_err(Missing::Refused))
        })?;
        match added {
            Ok(()) => Ok(Answer { words: format!("{name} is at {url}"), json }),
            Err(Missing::Group(slug)) => {
                Err(Problem::Refused(format!("No group has the slug {slug}. Add it first with `clarion group add`.")))
            }
            Err(Missing::Refused(refusal)) => Err(Problem::refused(refusal.sentence(Lang::En))),
        }
    }

    fn groups(&self) -> impl Iterator<Item = (&String, Role)> {
        let steering = self.steering.iter().map(|slug| (slug, Role::Steering));
        let partner = self.partner.iter().map(|slug| (slug, Role::Partner));
        steering.chain(partner).chain(self.endorser.iter().map(|slug| (slug, Role::Endorser)))
    }
}
