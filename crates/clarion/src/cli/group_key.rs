//! `clarion group key`: a group's API keys.

use super::writing::{Answer, Writing, carry_out};
use super::{Done, OtherSettings, Problem};
use crate::access::{self, ApiKey, ListedKey, Scopes};
use crate::app::App;
use crate::coalitions::{self, Group};
use crate::ids::Id;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// More calls than this from one key are no rate any more: 0 says that.
const CALLS_PER_SECOND_MAX: i64 = 100_000;

/// `clarion group key ...`.
#[derive(Debug, clap::Subcommand)]
pub enum KeyCommand {
    /// Give a group another API key and print it, once
    Add(AddArguments),
    /// List a group's API keys, without the keys themselves
    List(ListArguments),
    /// Take an API key away; within a second it opens nothing
    Revoke(RevokeArguments),
}

/// `clarion group key add`.
#[derive(Debug, clap::Args)]
pub struct AddArguments {
    #[command(flatten)]
    key: KeyToAdd,
    /// Answer in JSON: id, group, name, calls_per_second, scopes, api_key
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// A key to be.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct KeyToAdd {
    /// The group's slug, as in /groups/SLUG
    #[arg(value_name = "SLUG")]
    group: String,
    /// What the key is for, for example the program that will use it
    #[arg(long)]
    name: String,
    /// Calls a second above which it is answered 429; 0 for no rate
    #[arg(long, default_value_t = access::CALLS_PER_SECOND, value_name = "NUMBER")]
    calls_per_second: i64,
    /// What it opens, with commas between: read (people, and what they did), people (add and change them), actions (make and change
    /// petitions and forms)
    #[arg(long, default_value = "read,people,actions", value_name = "SCOPES")]
    scopes: String,
}

/// `clarion group key list`.
#[derive(Debug, clap::Args)]
pub struct ListArguments {
    #[command(flatten)]
    keys: KeysToList,
    /// Answer in JSON: keys, each with id, name, calls_per_second, scopes, made_at, revoked_at
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// Whose keys to list.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct KeysToList {
    /// The group's slug, as in /groups/SLUG
    #[arg(value_name = "SLUG")]
    group: String,
}

/// `clarion group key revoke`.
#[derive(Debug, clap::Args)]
pub struct RevokeArguments {
    #[command(flatten)]
    key: KeyToRevoke,
    /// Answer in JSON: id, revoked_at
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// A key to take away.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct KeyToRevoke {
    /// The key's id, as `clarion group key list` shows it
    id: Id,
}

/// Runs the command.
pub fn run(command: &KeyCommand) -> Done {
    match command {
        KeyCommand::Add(add) => carry_out(add.settings.read()?, &Writing::GroupKeyAdd(add.key.clone()), add.json),
        KeyCommand::List(list) => carry_out(list.settings.read()?, &Writing::GroupKeyList(list.keys.clone()), list.json),
        KeyCommand::Revoke(revoke) => carry_out(revoke.settings.read()?, &Writing::GroupKeyRevoke(revoke.key.clone()), revoke.json),
    }
}

fn group_with(app: &App, slug: &str) -> Result<Group, Problem> {
    let wanted = slug.to_owned();
    let found = app.db.read_blocking(move |tx| coalitions::group_by_slug(tx, &wanted))?;
    found.ok_or_else(|| Problem::Refused(format!("No group has the slug {slug}. It is the last part of the group's address.")))
}

fn moment(micros: i64) -> String {
    jiff::Timestamp::from_microsecond(micros).unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl KeyToAdd {
    /// Adds it.
    pub fn add(&self, app: &App) -> Result<Answer, Problem> {
        let name = seal::text::clean_line(&self.name, access::KEY_NAME_CHARS_MAX).unwrap_or_default();
        if name.is_empty() {
            return Err(Problem::refused("Say what the key is for with --name, in at most 120 characters on one line."));
        }
        if !(0..=CALLS_PER_SECOND_MAX).contains(&self.calls_per_second) {
            return Err(Problem::refused("Give --calls-per-second a number from 0 (no rate) to 100000."));
        }
        let Some(scopes) = Scopes::from_words(&self.scopes) else {
            return Err(Problem::refused("Give --scopes one or more of read, people and actions, with commas between."));
        };
        let (group, now) = (group_with(app, &self.group)?, app.clock.now());
        let key = ApiKey { id: app.ids.fresh(now), group: group.id, name, calls_per_second: self.calls_per_second, scopes };
        let (new, secret) = (key.clone(), access::new_secret(&app.ids));
        let text = secret.clone();
        if !app.db.write_bulk("access.add_api_key", move |tx| access::add_another_api_key(tx, &new, &text, now))? {
            return Err(Problem::refused("The group has 100 keys that open. Revoke one with `clarion group key revoke` first."));
        }
        Ok(Answer {
            words: format!(
                "The key of {} for “{}”, which is shown only now: {secret}\nIts id is {}.",
                group.name, key.name, key.id
            ),
            json: json!({
                "id": key.id, "group": group.slug, "name": key.name, "calls_per_second": key.calls_per_second,
                "scopes": key.scopes.to_string(), "api_key": secret,
            }),
        })
    }
}

impl KeysToList {
    /// Lists them.
    pub fn list(&self, app: &App) -> Result<Answer, Problem> {
        let group = group_with(app, &self.group)?;
        let keys = app.db.read_blocking(move |tx| access::api_keys(tx, group.id))?;
        let lines: Vec<String> = keys.iter().map(line).collect();
        let words = if lines.is_empty() { format!("{} has no API key.", group.name) } else { lines.join("\n") };
        Ok(Answer { words, json: json!({ "keys": keys.iter().map(document).collect::<Vec<_>>() }) })
    }
}

fn line(listed: &ListedKey) -> String {
    let ListedKey { key, created_at, revoked_at } = listed;
    let rate = match key.calls_per_second {
        0 => "no rate".to_owned(),
        calls => format!("{calls} calls a second"),
    };
    let state = revoked_at.map_or_else(|| "opens".to_owned(), |at| format!("revoked {}", moment(at)));
    format!("{}  {state}  made {}  {rate}  {}  {}", key.id, moment(*created_at), key.scopes, key.name)
}

fn document(listed: &ListedKey) -> Value {
    let key = &listed.key;
    json!({
        "id": key.id, "name": key.name, "calls_per_second": key.calls_per_second, "scopes": key.scopes.to_string(),
        "made_at": moment(listed.created_at), "revoked_at": listed.revoked_at.map(moment),
    })
}

impl KeyToRevoke {
    /// Takes it away; a second time it stays revoked as it was.
    pub fn revoke(&self, app: &App) -> Result<Answer, Problem> {
        let (id, now) = (self.id, app.clock.now());
        let standing = app.db.write_bulk("access.revoke_api_key", move |tx| {
            access::revoke_api_key(tx, id, now)?;
            access::api_key_by_id(tx, id)
        })?;
        let Some(revoked_at) = standing.and_then(|listed| listed.revoked_at) else {
            return Err(Problem::refused("No API key has this id. `clarion group key list SLUG` shows a group's keys."));
        };
        let at = moment(revoked_at);
        Ok(Answer {
            words: format!("The key {id} is revoked since {at}. Servers stop taking it within a second."),
            json: json!({ "id": id, "revoked_at": at }),
        })
    }
}
