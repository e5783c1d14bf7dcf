//! `clarion import`: lists of people and holders of offices, from files.

pub mod officials;
pub mod people;

use super::Done;

/// `clarion import ...`.
#[derive(Debug, clap::Subcommand)]
pub enum ImportCommand {
    /// Add the people of a CSV to a group's list; a run that was cut off goes on where it stopped
    People(Box<people::Arguments>),
    /// Read who holds which office: a folder of OpenStates people, or a CSV
    Officials(officials::Arguments),
}

/// Runs the command.
pub fn run(command: &ImportCommand) -> Done {
    match command {
        ImportCommand::People(arguments) => people::ask(arguments),
        ImportCommand::Officials(arguments) => officials::ask(arguments),
    }
}
