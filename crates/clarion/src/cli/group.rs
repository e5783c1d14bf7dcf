//! `clarion group`: groups for a real instance, each with an API key and, if wanted, its first owner.

use super::group_key::{self, KeyCommand};
use super::writing::{Answer, Writing, carry_out};
use super::{Done, OtherSettings, Problem};
use crate::access::{self, ApiKey, SeatRole};
use crate::actions::address;
use crate::app::App;
use crate::coalitions::seats::{self, invite};
use crate::coalitions::{self, Group, GroupKind, LegalKind, Profile, profile};
use crate::refusal::Refusal as _;
use crate::web::lang::Lang;
use clap::builder::PossibleValuesParser;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// `clarion group ...`.
#[derive(Debug, clap::Subcommand)]
pub enum GroupCommand {
    /// Add a group and print an API key for it, once
    Add(Box<Arguments>),
    /// Add, list and revoke a group's API keys
    #[command(subcommand)]
    Key(KeyCommand),
}

/// `clarion group add`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    group: GroupToAdd,
    /// Answer in JSON: slug, name, url, api_key, owner_link
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
    /// What kind of body it is
    #[arg(long, default_value = "organisation", value_name = "KIND", value_parser = PossibleValuesParser::new(GroupKind::ALL.iter().map(|kind| kind.as_str())))]
    kind: String,
    /// What it is in law
    #[arg(long, default_value = "not-stated", value_name = "KIND", value_parser = PossibleValuesParser::new(LegalKind::ALL.iter().map(|kind| kind.as_str())))]
    legal_kind: String,
    /// The city or town where it is
    #[arg(long, default_value = "", hide_default_value = true)]
    city: String,
    /// The state or territory where it is, as two letters
    #[arg(long, default_value = "", hide_default_value = true, value_name = "CODE")]
    state: String,
    /// Its website, beginning with https://
    #[arg(long, default_value = "", hide_default_value = true, value_name = "URL")]
    website: String,
    /// The mailbox of its first owner, who gets an email with a link to a seat
    #[arg(long, value_name = "MAILBOX")]
    owner: Option<String>,
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
        let slug = self.slug.clone().unwrap_or_else(|| address::slug_of(name, "group"));
        if !address::is_slug(&slug) {
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

    fn profile(&self, group: &Group) -> Result<Profile, Problem> {
        let profile = Profile {
            kind: GroupKind::of(&self.kind).unwrap_or_default(),
            legal_kind: LegalKind::of(&self.legal_kind).unwrap_or_default(),
            city: self.city.trim().to_owned(),
            region: self.state.clone(),
            website: self.website.clone(),
            parent: None,
            parent_agreed: false,
        };
        match profile::check(group, &profile) {
            Ok(()) => Ok(profile),
            Err(refusal) => Err(Problem::refused(refusal.sentence(Lang::En))),
        }
    }

    /// Adds it.
    pub fn add(&self, app: &App) -> Result<Answer, Problem> {
        let group = self.checked(app)?;
        let (profile, now) = (self.profile(&group)?, group.created_at);
        let wrapped = coalitions::key_for(&app.vault, &group, &app.ids);
        let owner = self.owner.as_deref().map(|mailbox| owner(app, &group, mailbox)).transpose()?;
        let secret = access::new_secret(&app.ids);
        let key = ApiKey {
            id: app.ids.fresh(now),
            group: group.id,
            name: access::FIRST_KEY_NAME.to_owned(),
            calls_per_second: access::CALLS_PER_SECOND,
            scopes: access::Scopes::ALL,
        };
        let (new, text, invited) = (group.clone(), secret.clone(), owner.clone());
        let added = app.db.write_bulk("groups.add", move |tx| {
            let fresh = coalitions::add_group(tx, &new, &wrapped)?;
            // A commit in doubt is run again: our own row is no stranger's.
            let ours = fresh || coalitions::group_by_slug(tx, &new.slug)?.is_some_and(|standing| standing.id == new.id);
            if !ours {
                return Ok(Ok(false));
            }
            access::add_api_key(tx, &key, &text, now)?;
            profile::begin(tx, now, new.id, &profile)?;
            match &invited {
                Some(invited) => Ok(invite::invite(tx, invited)?.map(|()| true)),
                None => Ok(Ok(true)),
            }
        })?;
        match added {
            Ok(true) => {}
            Ok(false) => {
                return Err(Problem::Refused(format!(
                    "A group has the slug {} already. Choose another one with --slug.",
                    group.slug
                )));
            }
            Err(refusal) => return Err(Problem::refused(refusal.sentence(Lang::En))),
        }
        app.waker.wake();
        Ok(self.answer(app, &group, &secret, owner.map(|owner| owner.link(app))))
    }

    fn answer(&self, app: &App, group: &Group, secret: &str, owner_link: Option<String>) -> Answer {
        let url = format!("{}/groups/{}", app.settings.public_url, group.slug);
        let mut words = format!("{} is at {url}\nIts API key, which is shown only now: {secret}", group.name);
        let mut json = json!({ "slug": group.slug, "name": group.name, "url": url, "api_key": secret });
        if let Some(link) = owner_link {
            words.push_str(&format!("\nIts owner gets an email with this link, which works once, for 7 days: {link}"));
            json["owner_link"] = link.into();
        }
        Answer { words, json }
    }
}

fn owner(app: &App, group: &Group, mailbox: &str) -> Result<invite::NewSeatInvitation, Problem> {
    let refuse = |_| Problem::refused("Give the owner's mailbox in the form name@example.org with --owner.");
    let email = seal::email::fold(mailbox).map_err(refuse)?;
    let now = group.created_at;
    Ok(invite::prepare(&app.vault, &app.ids, now, group.id, &email, SeatRole::Owner, Lang::En, seats::OPERATOR)?)
}
