//! Clarion: the domains, the web and the command line.

#[macro_use]
pub mod refusal;

pub mod access;
pub mod actions;
pub mod app;
pub mod aside;
pub mod audit;
pub mod cli;
pub mod clock;
pub mod coalitions;
pub mod config;
pub mod events;
pub mod forms;
pub mod ids;
pub mod keys;
pub mod later_work;
pub mod messages;
pub mod migrating;
pub mod notices;
pub mod officials;
pub mod osdi;
pub mod outgoing;
pub mod paper;
pub mod pending;
pub mod people;
pub mod petitions;
pub mod places;
pub mod plans;
pub mod reports;
pub mod schema;
pub mod simulate;
pub mod statements;
pub mod trust;
pub mod web;
pub mod webhooks;
