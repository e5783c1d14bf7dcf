//! Asking the person at the terminal. Passphrases are typed without echo, or stand in a file.

use super::{Problem, print};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
use std::io::{BufRead, IsTerminal, Read};
use std::path::Path;

/// Longer lines are no passphrase and no sheet.
const BYTES_MAX: u64 = 16 * 1024;

/// A passphrase: the first line of the file, or typed; twice where a new one is made.
pub fn passphrase(file: Option<&Path>, new: bool) -> Result<String, Problem> {
    if let Some(file) = file {
        let text = read_file(file)?;
        return Ok(text.lines().next().unwrap_or_default().to_owned());
    }
    if !std::io::stdin().is_terminal() {
        return Err(Problem::Usage(
            "Name the file with the passphrase with --passphrase-file; there is no terminal to ask at.".to_owned(),
        ));
    }
    let first = typed_unseen("Passphrase: ")?;
    if new && typed_unseen("The same again: ")? != first {
        return Err(Problem::refused("The two passphrases differ. Run the command again."));
    }
    Ok(first)
}

/// A typed recovery sheet: the file, or what is typed or piped in up to an empty line.
pub fn sheet(file: Option<&Path>) -> Result<String, Problem> {
    if let Some(file) = file {
        return read_file(file);
    }
    if std::io::stdin().is_terminal() {
        print::err("Type the lines of the recovery sheet; end with an empty line.");
    }
    let mut text = String::new();
    for line in std::io::stdin().lock().take(BYTES_MAX).lines() {
        let line = line.map_err(|_| Problem::refused("The sheet could not be read. Type it as plain text."))?;
        if line.trim().is_empty() && !text.is_empty() {
            break;
        }
        text.push_str(&line);
        text.push('\n');
    }
    Ok(text)
}

/// A key of another system: the first line of the file, or typed. It stands in no list of commands that way.
pub fn key(file: Option<&Path>) -> Result<String, Problem> {
    match file {
        Some(file) => Ok(read_file(file)?.lines().next().unwrap_or_default().trim().to_owned()),
        None if std::io::stdin().is_terminal() => typed_unseen("Key of the other system: "),
        None => Err(Problem::Usage("Name the file with the key with --key-file; there is no terminal to ask at.".to_owned())),
    }
}

fn read_file(file: &Path) -> Result<String, Problem> {
    let mut text = String::new();
    let opened = std::fs::File::open(file).and_then(|opened| opened.take(BYTES_MAX).read_to_string(&mut text));
    opened.map_err(|error| Problem::file(file, &error))?;
    Ok(text)
}

fn typed_unseen(question: &str) -> Result<String, Problem> {
    let unreadable = || Problem::refused("The terminal cannot be read. Name a file instead.");
    let terminal = std::io::stdin();
    let shown = tcgetattr(&terminal).map_err(|_| unreadable())?;
    let mut unseen = shown.clone();
    unseen.local_modes.remove(LocalModes::ECHO);
    tcsetattr(&terminal, OptionalActions::Flush, &unseen).map_err(|_| unreadable())?;
    print::err(question);
    let mut line = String::new();
    let read = terminal.lock().take(BYTES_MAX).read_line(&mut line);
    tcsetattr(&terminal, OptionalActions::Flush, &shown).map_err(|_| unreadable())?;
    read.map_err(|_| unreadable())?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
