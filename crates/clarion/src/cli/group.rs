//! `clarion group`: groups for a real instance.

use super::group_key::{self, KeyCommand};
use super::writing::{Answer, Writing, carry_out};
use super::{Done, OtherSettings, Problem};
use crate::access::{self, ApiKey};
use crate::app::App;
use crate::coalitions::{self, Group};
use crate::petitions::create;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// `clarion group ...`.
#[derive(Debug, clap::Subcommand)]
pub enum GroupCommand {
    /// Add a group and print an API key for it, once
    Add(Arguments),
    /// Add, list and revoke a group's API keys
    #[command(subcommand)]
    Key(KeyCommand),
}

/// `clarion group add`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    group: GroupToAdd,
    /// Answer in JSON: slug, name, url, api_key
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// A group to be.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct GroupToAdd {
    /// The group's name, as people read it
    #[arg(long)]
    name: String,
    /// Where letters reach the group; it stands at the foot of every mail
    #[arg(long, value_name = "ADDRESS")]
    postal_address: String,
    /// Its address on the site, /groups/SLUG; made from the name if left out
    #[arg(long)]
    slug: Option<String>,
    /// The country of people who name none, as two letters
    #[arg(long, default_value = "US", value_name = "CODE")]
    country: String,
    /// What the group is, in a few sentences (Markdown)
    #[arg(long, default_value = "", value_name = "TEXT")]
    about: String,
    /// The same in Spanish
    #[arg(long, default_value = "", value_name = "TEXT")]
    about_es: String,
}

/// Runs the command.
pub fn run(command: &GroupCommand) -> Done {
    match command {
        GroupCommand::Add(arguments) => {
            carry_out(arguments.settings.read()?, &Writing::GroupAdd(arguments.group.clone()), arguments.json)
        }
        GroupCommand::Key(command) => group_key::run(command),
    }
}

impl GroupToAdd {
    fn checked(&self, app: &App) -> Result<Group, Problem> {
        let refuse = |sentence: &str| Err(Problem::refused(sentence));
        let (name, postal_address) = (self.name.trim(), self.postal_address.trim());
        if name.is_empty() || name.chars().count() > 120 {
            return refuse("Give the group a name of at most 120 characters with --name.");
        }
        if postal_address.is_empty() || postal_address.chars().count() > 300 {
            return refuse("Give the group's postal address with --postal-address; mails must show it.");
        }
        if self.country.len() != 2 || !self.country.bytes().all(|letter| letter.is_ascii_uppercase()) {
            return refuse("Give the country as two capital letters with --country, for example US.");
        }
        let slug = self.slug.clone().unwrap_or_else(|| create::slug_of(name));
        if !create::is_slug(&slug) {
            return refuse("A slug has only small letters, digits and hyphens, at most 80.");
        }
        let now = app.clock.now();
        Ok(Group {
            id: app.ids.fresh(now),
            slug,
            name: name.to_owned(),
            about_en: self.about.clone(),
            about_es: self.about_es.clone(),
            postal_address: postal_address.to_owned(),
            country: self.country.clone(),
            created_at: now,
        })
    }

    /// Adds it.
    pub fn add(&self, app: &App) -> Result<Answer, Problem> {
        let group = self.checked(app)?;
        let now = group.created_at;
        let wrapped = coalitions::key_for(&app.vault, &group, &app.ids);
        let secret = access::new_secret(&app.ids);
        let key = ApiKey {
            id: app.ids.fresh(now),
            group: group.id,
            name: "made with the group".to_owned(),
            calls_per_second: access::CALLS_PER_SECOND,
        };
        let (new, text) = (group.clone(), secret.clone());
        let added = app.db.write_bulk("groups.add", move |tx| {
            let fresh = coalitions::add_group(tx, &new, &wrapped)?;
            // A commit in doubt is run again: our own row is no stranger's.
            let ours = fresh || coalitions::group_by_slug(tx, &new.slug)?.is_some_and(|standing| standing.id == new.id);
            if ours {
                access::add_api_key(tx, &key, &text, now)?;
            }
            Ok(ours)
        })?;
        if !added {
            return Err(Problem::Refused(format!("A group has the slug {} already. Choose another one with --slug.", group.slug)));
        }
        let url = format!("{}/groups/{}", app.settings.public_url, group.slug);
        Ok(Answer {
            words: format!("{} is at {url}\nIts API key, which is shown only now: {secret}", group.name),
            json: json!({ "slug": group.slug, "name": group.name, "url": url, "api_key": secret }),
        })
    }
}
