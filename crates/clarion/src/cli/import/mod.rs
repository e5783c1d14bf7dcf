//! `clarion import`: lists of people, holders of offices, and where ZIPs lie, from files.

pub mod officials;
pub mod people;
pub mod places;

use super::Done;

/// `clarion import ...`.
#[derive(Debug, clap::Subcommand)]
pub enum ImportCommand {
    /// Add the people of a CSV to a group's list; a run that was cut off goes on where it stopped
    People(Box<people::Arguments>),
    /// Read who holds which office: a folder of OpenStates people, or a CSV
    Officials(officials::Arguments),
    /// Read where ZIP codes lie: a CSV with the columns zip, lat, lon
    Places(places::Arguments),
}

/// Runs the command.
pub fn run(command: &ImportCommand) -> Done {
    match command {
        ImportCommand::People(arguments) => people::ask(arguments),
        ImportCommand::Officials(arguments) => officials::ask(arguments),
        ImportCommand::Places(arguments) => places::ask(arguments),
    }
}
