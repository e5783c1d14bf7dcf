//! `clarion account`: organisers' accounts and their seats, by whoever keeps the server.
//!
//! Names and mailboxes are printed where they were asked for and never logged.

use super::writing::{Answer, Writing, carry_out};
use super::{Done, OtherSettings, Problem};
use crate::access::links::{self, PRINTED_LINK_LIFE};
use crate::access::signed_in::CONSOLE_PATH;
use crate::access::{self, SeatRole, accounts};
use crate::app::App;
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::web::lang::Lang;
use db::{Fault, Tx};
use seal::email::Email;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Accounts in one list.
const ACCOUNTS_MAX: i64 = 1000;

/// `clarion account ...`.
#[derive(Debug, clap::Subcommand)]
pub enum AccountCommand {
    /// Give somebody a seat in a group, with an account if they have none, and print a link that signs them in
    Add(AddArguments),
    /// List the accounts with their seats, passkeys and last use
    List(ListArguments),
    /// Print a new link that signs somebody in, where mail does not reach them
    Link(LinkArguments),
    /// Take somebody's seat in a group away
    Unseat(UnseatArguments),
}

/// `clarion account add`.
#[derive(Debug, clap::Args)]
pub struct AddArguments {
    #[command(flatten)]
    account: AccountToAdd,
    /// Answer in JSON: account, group, role, sign_in_link
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// `clarion account list`.
#[derive(Debug, clap::Args)]
pub struct ListArguments {
    /// Answer in JSON: accounts, each with account, name, email, seats, passkeys
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// `clarion account link`.
#[derive(Debug, clap::Args)]
pub struct LinkArguments {
    #[command(flatten)]
    account: AccountToLink,
    /// Answer in JSON: sign_in_link
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// `clarion account unseat`.
#[derive(Debug, clap::Args)]
pub struct UnseatArguments {
    #[command(flatten)]
    seat: SeatToTake,
    /// Answer in JSON: account, group
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// A seat to be, and the account that takes it.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct AccountToAdd {
    /// The group, by its slug
    #[arg(long, value_name = "SLUG")]
    group: String,
    /// The mailbox; sign-in links go to it
    #[arg(long, value_name = "MAILBOX")]
    email: String,
    /// How the person is called
    #[arg(long)]
    name: String,
    /// owner decides for the group too; organiser works with its people, events and messages
    #[arg(long, default_value = "organiser", value_parser = ["owner", "organiser"])]
    role: String,
    /// The language of mails to the person
    #[arg(long, default_value = "en", value_parser = ["en", "es"])]
    lang: String,
}

/// Whom to print a link for.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct AccountToLink {
    /// The mailbox of the account
    #[arg(long, value_name = "MAILBOX")]
    email: String,
}

/// A seat to be taken away.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct SeatToTake {
    /// The group, by its slug
    #[arg(long, value_name = "SLUG")]
    group: String,
    /// The mailbox of the account
    #[arg(long, value_name = "MAILBOX")]
    email: String,
}

/// Runs the command.
pub fn run(command: &AccountCommand) -> Done {
    match command {
        AccountCommand::Add(given) => carry_out(given.settings.read()?, &Writing::AccountAdd(given.account.clone()), given.json),
        AccountCommand::List(given) => carry_out(given.settings.read()?, &Writing::AccountList, given.json),
        AccountCommand::Link(given) => carry_out(given.settings.read()?, &Writing::AccountLink(given.account.clone()), given.json),
        AccountCommand::Unseat(given) => carry_out(given.settings.read()?, &Writing::AccountUnseat(given.seat.clone()), given.json),
    }
}

fn mailbox(text: &str) -> Result<Email, Problem> {
    seal::email::fold(text).map_err(|problem| Problem::Refused(format!("--email: {problem}")))
}

fn group(app: &App, slug: &str) -> Result<Group, Problem> {
    let wanted = slug.to_owned();
    let found = app.db.read_blocking(move |tx| coalitions::group_by_slug(tx, &wanted))?;
    found.ok_or_else(|| Problem::Refused(format!("No group has the slug {slug}. `clarion group add` adds one.")))
}

/// Makes a link that signs a mailbox's account in; its whole address.
pub(super) fn sign_in_link(app: &App, email: &Email, lang: Lang) -> Result<String, Problem> {
    let mailbox = accounts::key_of(&app.vault, email);
    let link = links::prepare(&app.vault, &app.ids, app.clock.now(), mailbox, lang, CONSOLE_PATH, PRINTED_LINK_LIFE);
    let path = lang.path(&links::path_of(&app.vault.token(link.id)));
    app.db.write_bulk("accounts.link", move |tx| links::add(tx, &link))?;
    Ok(format!("{}{path}", app.settings.public_url))
}

fn lang_of(code: &str) -> Lang {
    Lang::from_code(code).unwrap_or(Lang::En)
}

impl AccountToAdd {
    /// Adds the seat, and the account where there is none.
    pub fn add(&self, app: &App) -> Result<Answer, Problem> {
        let email = mailbox(&self.email)?;
        let name = seal::text::clean_line(&self.name, accounts::NAME_CHARS_MAX).unwrap_or_default();
        if name.is_empty() {
            return Err(Problem::refused("Give the person's name on one line of at most 100 characters with --name."));
        }
        let role = SeatRole::from_word(&self.role).ok_or_else(|| Problem::refused("Give --role as owner or organiser."))?;
        let group = group(app, &self.group)?;
        let (now, lang) = (app.clock.now(), lang_of(&self.lang));
        let new = accounts::prepare(&app.vault, &app.ids, now, &email, &name, lang)?;
        let account = app.db.write_bulk("accounts.add", move |tx| {
            let account = access::add_account(tx, &new)?;
            access::add_seat(tx, account, group.id, role, now)?;
            Ok(account)
        })?;
        let link = sign_in_link(app, &email, lang)?;
        Ok(Answer {
            words: format!(
                "{name} is now {} of {}.\nThis link signs them in, once, within 24 hours: {link}",
                role.as_str(),
                group.name
            ),
            json: json!({ "account": account, "group": group.slug, "role": role.as_str(), "sign_in_link": link }),
        })
    }
}

fn known(app: &App, email: &Email) -> Result<access::Account, Problem> {
    let key = accounts::key_of(&app.vault, email);
    let found = app.db.read_blocking(move |tx| accounts::account_by_key(tx, key))?;
    found.ok_or_else(|| Problem::refused("Nobody has an account with this mailbox. `clarion account add` makes one."))
}

impl AccountToLink {
    /// Makes the link.
    pub fn link(&self, app: &App) -> Result<Answer, Problem> {
        let email = mailbox(&self.email)?;
        let lang = known(app, &email)?.lang;
        let link = sign_in_link(app, &email, lang)?;
        Ok(Answer {
            words: format!("This link signs them in, once, within 24 hours: {link}"),
            json: json!({ "sign_in_link": link }),
        })
    }
}

impl SeatToTake {
    /// Takes it.
    pub fn take(&self, app: &App) -> Result<Answer, Problem> {
        let (email, group) = (mailbox(&self.email)?, group(app, &self.group)?);
        let account = known(app, &email)?.id;
        let was_there = app.db.write_bulk("accounts.unseat", move |tx| access::drop_seat(tx, account, group.id))?;
        if !was_there {
            return Err(Problem::Refused(format!("They have no seat in {}. `clarion account list` shows who has.", group.slug)));
        }
        Ok(Answer {
            words: format!("The seat in {} is taken away. Their account stays, with what they do elsewhere.", group.name),
            json: json!({ "account": account, "group": group.slug }),
        })
    }
}

/// An account with what the list says of it.
struct Listed {
    account: access::Account,
    seats: Vec<(String, SeatRole)>,
    passkeys: usize,
}

/// Lists the accounts.
pub fn list(app: &App) -> Result<Answer, Problem> {
    let listed = app.db.read_blocking(|tx| {
        let all = accounts::accounts(tx, Id::ZERO, ACCOUNTS_MAX)?;
        all.into_iter().map(|account| listed(tx, account)).collect::<Result<Vec<_>, _>>()
    })?;
    let (mut lines, mut values) = (Vec::new(), Vec::new());
    for one in listed {
        let profile = accounts::open(&app.vault, one.account.id, &one.account.sealed)?;
        let seats: Vec<String> = one.seats.iter().map(|(slug, role)| format!("{} of {slug}", role.as_str())).collect();
        let seats = if seats.is_empty() { "no seat".to_owned() } else { seats.join(", ") };
        lines.push(format!("{} <{}>: {seats}; passkeys: {}", profile.name, profile.email, one.passkeys));
        let seats: Vec<Value> = one.seats.iter().map(|(slug, role)| json!({ "group": slug, "role": role.as_str() })).collect();
        values.push(json!({
            "account": one.account.id, "name": profile.name, "email": profile.email, "seats": seats, "passkeys": one.passkeys,
        }));
    }
    if lines.is_empty() {
        lines.push("There are no accounts yet. `clarion account add` makes one.".to_owned());
    }
    Ok(Answer { words: lines.join("\n"), json: json!({ "accounts": values }) })
}

fn listed(tx: &mut Tx<'_>, account: access::Account) -> Result<Listed, Fault> {
    let seats = access::actor(tx, account.id)?.map_or_else(Vec::new, |actor| actor.seats);
    let named = seats.into_iter().map(|seat| {
        let group = coalitions::group(tx, seat.group)?;
        Ok((group.map_or_else(|| seat.group.to_string(), |group| group.slug), seat.role))
    });
    let seats = named.collect::<Result<Vec<_>, Fault>>()?;
    let passkeys = access::passkeys_of(tx, account.id)?.len();
    Ok(Listed { account, seats, passkeys })
}
