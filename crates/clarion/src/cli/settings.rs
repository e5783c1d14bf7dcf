//! The settings as flags, made from the one table in `config.rs`, so that each is written once.

use super::Problem;
use crate::config::{SETTINGS, Setting, Settings};
use clap::{Arg, ArgMatches, Command};
use std::path::Path;

/// The file of settings, in the folder where the command is started.
const FILE: &str = "clarion.toml";

/// The settings that were given as flags. `SHOWN`: whether the help lists them.
#[derive(Clone, Debug, Default)]
pub struct Flags<const SHOWN: bool>(Vec<(&'static str, String)>);

/// For the commands that run the server.
pub type ServerSettings = Flags<true>;
/// For all others, whose help would drown in them.
pub type OtherSettings = Flags<false>;

impl<const SHOWN: bool> Flags<SHOWN> {
    /// All settings: the file, the variables, and these flags.
    pub fn read(&self) -> Result<Settings, Problem> {
        let text = |part: std::ffi::OsString| part.into_string().ok();
        let variables = std::env::vars_os().filter_map(|(name, value)| Some((text(name)?, text(value)?)));
        let read = Settings::read(Some(Path::new(FILE)), variables, &self.0);
        read.map_err(|problem| Problem::Refused(sentence(&problem.to_string())))
    }
}

/// As a sentence ends, whoever began it.
fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

fn flag(setting: &Setting, shown: bool) -> Arg {
    let default = setting.default.map(|default| format!(" [default: {default}]")).unwrap_or_default();
    let help =
        format!("{}{}{default} [CLARION_{}]", setting.help[..1].to_uppercase(), &setting.help[1..], setting.key.to_uppercase());
    Arg::new(setting.key)
        .long(setting.key.replace('_', "-"))
        .value_name(value_name(setting.key))
        .help(help)
        .help_heading("Settings (clarion.toml, then CLARION_* variables, then these flags; the later wins)")
        .hide(!shown)
}

fn value_name(key: &str) -> &'static str {
    match key {
        _ if key.ends_with("_url") => "URL",
        _ if key.ends_with("listen") => "ADDRESS:PORT",
        _ if key.ends_with("_dir") => "FOLDER",
        _ if key.ends_with("_file") => "FILE",
        "master_key" => "KEY",
        "master_key_command" => "COMMAND",
        "mail_from" => "MAILBOX",
        "passkey_domain" => "DOMAIN",
        "trusted_proxies" => "NUMBER",
        _ => "VALUE",
    }
}

impl<const SHOWN: bool> clap::Args for Flags<SHOWN> {
    fn augment_args(command: Command) -> Command {
        let command = command.args(SETTINGS.iter().map(|setting| flag(setting, SHOWN)));
        match SHOWN {
            true => command,
            false => command.after_help("It also takes the settings that `clarion serve --help` lists."),
        }
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<const SHOWN: bool> clap::FromArgMatches for Flags<SHOWN> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |setting: &Setting| matches.get_one::<String>(setting.key).map(|value| (setting.key, value.clone()));
        Ok(Self(SETTINGS.iter().filter_map(given).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
