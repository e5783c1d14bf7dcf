//! `clarion witness`: a member group's own machine confirms that a coalition's log only ever grows.
//!
//! A witness remembers the last state that it confirmed, in a file. It confirms a newer one only if that begins with what it saw,
//! and notes it on the disk before it signs. Two states that do not fit are kept side by side: both are signed by the log, so
//! they prove that it cheated.

mod seen;
mod watch;

use super::verify::log::{log_file, refused};
use super::verify::read_key;
use super::writing::{Answer, Writing, carry_out};
use super::{Done, OtherSettings, Problem, print};
use crate::app::App;
use crate::clock::Clock;
use crate::coalitions;
use crate::ids::Ids;
use crate::notices;
use seen::Seen;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use tlog::{Kind, Note, SigningKey, VerifierKey};

/// A key's line is far shorter.
const KEY_FILE_BYTES_MAX: usize = 4 * 1024;

/// `clarion witness ...`.
#[derive(Debug, clap::Subcommand)]
pub enum WitnessCommand {
    /// Make a witness's key and print its public part, which the coalition's operator names
    Key(KeyArguments),
    /// Look at a log over the network once, confirm its newest state, and send the confirmation (for a timer)
    Watch(watch::Arguments),
    /// Confirm the state of a log from a downloaded file, and print the confirmation
    Sign(SignArguments),
    /// Name a witness for a coalition, on the server
    Name(NameArguments),
}

/// `clarion witness key`.
#[derive(Debug, clap::Args)]
pub struct KeyArguments {
    /// The new file of the secret key
    file: PathBuf,
    /// What the witness is called, such as harbor-readers.example/witness
    #[arg(long)]
    name: String,
}

/// What every confirmation needs.
#[derive(Debug, clap::Args)]
pub struct Signing {
    /// The file of the secret key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The file in which the last confirmed state is kept
    #[arg(long, value_name = "FILE")]
    seen: PathBuf,
    /// The log's public key, as you know it from the coalition
    #[arg(long, value_name = "KEY")]
    vkey: String,
}

/// `clarion witness sign`.
#[derive(Debug, clap::Args)]
pub struct SignArguments {
    /// The log's file (`/coalitions/SLUG/log/log.json`)
    file: PathBuf,
    #[command(flatten)]
    signing: Signing,
}

/// `clarion witness name`.
#[derive(Debug, clap::Args)]
pub struct NameArguments {
    #[command(flatten)]
    witness: WitnessToName,
    /// Answer in JSON: coalition, witness
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// A witness to be.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct WitnessToName {
    /// The coalition, by its slug
    #[arg(long, value_name = "SLUG")]
    coalition: String,
    /// The witness's public key, as `clarion witness key` printed it
    #[arg(long, value_name = "KEY")]
    vkey: String,
}

/// Runs the command.
pub fn run(command: &WitnessCommand) -> Done {
    match command {
        WitnessCommand::Key(arguments) => make_key(arguments),
        WitnessCommand::Watch(arguments) => watch::run(arguments),
        WitnessCommand::Sign(arguments) => sign(arguments),
        WitnessCommand::Name(arguments) => {
            carry_out(arguments.settings.read()?, &Writing::WitnessName(arguments.witness.clone()), arguments.json)
        }
    }
}

fn make_key(arguments: &KeyArguments) -> Done {
    let key = SigningKey::from_seed(&arguments.name, Kind::Cosignature, &Ids::System.bytes());
    let key = key.ok_or_else(|| Problem::refused("Give the witness a name without spaces and plus signs with --name."))?;
    let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&arguments.file);
    let written = file.and_then(|mut file| writeln!(file, "{}", key.to_secret_text()).and_then(|()| file.sync_all()));
    written.map_err(|error| Problem::file(&arguments.file, &error))?;
    print::out(&key.verifier().to_string());
    Ok(())
}

fn sign(arguments: &SignArguments) -> Done {
    let signing = &arguments.signing;
    let (witness, log) = (signing.witness()?, read_key(&signing.vkey)?);
    let (file, seen) = (log_file(&arguments.file)?, Seen::read(&signing.seen, &log)?);
    let now_shown = file.check(Some(&log), None).map_err(refused)?;
    if let Some(seen) = &seen
        && file.check(Some(&log), Some(&seen.checkpoint)).is_err()
    {
        return Err(seen.contradicted(&now_shown.note, now_shown.opened.checkpoint.size));
    }
    print::out(&signing.confirm(&witness, &now_shown.note)?);
    Ok(())
}

impl Signing {
    fn witness(&self) -> Result<SigningKey, Problem> {
        let bytes = super::verify::read(&self.key, KEY_FILE_BYTES_MAX)?;
        let key = std::str::from_utf8(&bytes).ok().and_then(|text| SigningKey::parse(text.trim_end_matches('\n')));
        let key = key.filter(|key| key.verifier().kind() == Kind::Cosignature);
        key.ok_or_else(|| Problem::Refused(format!("{} holds no key that `clarion witness key` made.", self.key.display())))
    }

    fn log(&self) -> Result<VerifierKey, Problem> {
        read_key(&self.vkey)
    }

    /// Notes the state, then signs it: a witness that crashes in between has said nothing that it does not remember.
    fn confirm(&self, witness: &SigningKey, note: &Note) -> Result<String, Problem> {
        seen::write(&self.seen, note)?;
        let seconds = u64::try_from(Clock::System.now() / crate::clock::SECOND).unwrap_or(0);
        Ok(witness.sign(note.text(), seconds).to_string())
    }
}

impl WitnessToName {
    /// Names it.
    pub fn name(&self, app: &App) -> Result<Answer, Problem> {
        let signer = notices::Signer::of(app);
        let (slug, vkey, now) = (self.coalition.clone(), self.vkey.trim().to_owned(), app.clock.now());
        let named = app.db.write_bulk("notices.name_witness", move |tx| match coalitions::coalition_by_slug(tx, &slug)? {
            Some(coalition) => notices::witness::name(tx, &signer, now, &coalition, &vkey).map(Some),
            None => Ok(None),
        });
        let none = || Problem::Refused(format!("No coalition has the slug {}.", self.coalition));
        named?.ok_or_else(none)?.map_err(|refusal| Problem::refused(refusal.to_string()))?;
        let name = VerifierKey::parse(self.vkey.trim()).map(|key| key.name().to_owned()).unwrap_or_default();
        Ok(Answer {
            words: format!("{name} is a witness of {} now.", self.coalition),
            json: json!({ "coalition": self.coalition, "witness": name }),
        })
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
