//! The table of commands.

use clap::{Parser, Subcommand};
use clarion::cli::{self, Done};
use std::process::ExitCode;

/// Threads that seal and sort at once get their memory without waiting for each other.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A server with which a coalition of independent groups organises people together.
#[derive(Debug, Parser)]
#[command(name = "clarion", version, max_term_width = 110, disable_help_subcommand = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages and the API, and do the later work (a first start makes a demo to look at)
    Serve(cli::serve::Arguments),
    /// Do the later work only, such as mails; for PostgreSQL, beside `clarion serve --no-work`
    Work(cli::work::Arguments),
    /// Begin an empty instance: the database, the master key, no demo
    Init(cli::init::Arguments),
    /// Make up a coalition of any size, with a petition and people who signed it
    Demo(cli::demo::Arguments),
    /// Add coalitions
    #[command(subcommand)]
    Coalition(cli::coalition::CoalitionCommand),
    /// Add groups; add, list and revoke their API keys
    #[command(subcommand)]
    Group(cli::group::GroupCommand),
    /// Add organisers' accounts, list them, and take seats away
    #[command(subcommand)]
    Account(cli::account::AccountCommand),
    /// Add and close petitions
    #[command(subcommand)]
    Petition(cli::petition::PetitionCommand),
    /// Add, vet, move and cancel on-call events
    #[command(subcommand)]
    Event(cli::event::EventCommand),
    /// Export ballots, to be counted again
    #[command(subcommand)]
    Plans(cli::plans::PlansCommand),
    /// Read people, officials and places from files
    #[command(subcommand)]
    Import(cli::import::ImportCommand),
    /// Move a group's list here from another system, over its API
    #[command(subcommand)]
    Migrate(cli::migrate::MigrateCommand),
    /// Rotate the master key; print, confirm and use its recovery sheet
    #[command(subcommand)]
    Keys(cli::keys::KeysCommand),
    /// Read and close what people reported about pages
    #[command(subcommand)]
    Reports(cli::reports::ReportsCommand),
    /// Write the whole database to one file, beside a running server or without one
    Backup(cli::backup::Arguments),
    /// Read a backup into an empty database, SQLite or PostgreSQL
    Restore(cli::restore::Arguments),
    /// Check a notice or a log from a file, without a server
    #[command(subcommand)]
    Verify(cli::verify::VerifyCommand),
    /// Confirm from a group's own machine that a coalition's log only ever grows
    #[command(subcommand)]
    Witness(cli::witness::WitnessCommand),
    /// Live through simulated days in which everything goes wrong, and check what must hold; for whoever changes Clarion
    Simulate(cli::simulate::Arguments),
    /// Try what is configured, and say what to do where something is amiss
    Doctor(cli::doctor::Arguments),
}

fn main() -> ExitCode {
    let done: Done = match CommandLine::parse().command {
        Command::Serve(arguments) => cli::serve::run(&arguments),
        Command::Work(arguments) => cli::work::run(&arguments),
        Command::Init(arguments) => cli::init::run(&arguments),
        Command::Demo(arguments) => cli::demo::ask(&arguments),
        Command::Coalition(command) => cli::coalition::run(&command),
        Command::Group(command) => cli::group::run(&command),
        Command::Account(command) => cli::account::run(&command),
        Command::Petition(command) => cli::petition::run(&command),
        Command::Event(command) => cli::event::run(&command),
        Command::Plans(command) => cli::plans::run(&command),
        Command::Import(command) => cli::import::run(&command),
        Command::Migrate(command) => cli::migrate::run(&command),
        Command::Keys(command) => cli::keys::run(&command),
        Command::Reports(command) => cli::reports::run(&command),
        Command::Backup(arguments) => cli::backup::run(&arguments),
        Command::Restore(arguments) => cli::restore::run(&arguments),
        Command::Verify(command) => cli::verify::run(&command),
        Command::Witness(command) => cli::witness::run(&command),
        Command::Simulate(arguments) => cli::simulate::run(&arguments),
        Command::Doctor(arguments) => cli::doctor::run(&arguments),
    };
    cli::exit_code(done)
}
