//! Reports: what somebody says is wrong with a public page ("Report this"), for whoever keeps the server.
//!
//! No group reads them: a report may be about the group whose page it is. Nothing is sent from here; an answer is written by hand.

pub mod close;
pub mod form;
mod jobs;
pub mod list;
pub mod pages;
pub(crate) mod store;
pub mod take;

pub use jobs::register;
pub use list::{OpenReports, open_reports};

use crate::ids::Id;
use crate::keys::Vault;
use db::Fault;
use serde::{Deserialize, Serialize};

/// Why somebody reports a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It asks for money or data under a false pretence.
    Fraud,
    /// It pretends to be somebody else's.
    FalseName,
    /// It threatens or harasses somebody.
    Threat,
    /// It shows private facts about somebody.
    Private,
    /// Something on it is not true.
    Untrue,
    /// It cannot be read or used.
    Barrier,
    /// None of these; the words say what.
    #[default]
    Other,
}

impl Reason {
    /// All, in the order in which the form offers them.
    pub const ALL: [Self; 7] =
        [Self::Fraud, Self::FalseName, Self::Threat, Self::Private, Self::Untrue, Self::Barrier, Self::Other];

    /// The code in forms, in what is kept, and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fraud => "fraud",
            Self::FalseName => "false-name",
            Self::Threat => "threat",
            Self::Private => "private",
            Self::Untrue => "untrue",
            Self::Barrier => "barrier",
            Self::Other => "other",
        }
    }

    /// The reason with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// What is kept sealed of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportContent {
    /// The page's address without host and language.
    pub page: String,
    /// Why.
    pub reason: Reason,
    /// What the person wrote; may be empty.
    pub words: String,
    /// Where an answer is wanted, as typed; empty if nowhere, and once the report is closed.
    pub mailbox: String,
    /// The language that the person reads.
    pub lang: String,
    /// What was done about it, said at closing.
    pub note: String,
}

impl ReportContent {
    fn sealed(&self, vault: &Vault, group: Id, id: Id, nonce: [u8; 24]) -> Result<Vec<u8>, Fault> {
        let plain = serde_json::to_vec(self).expect("plain structs always serialise");
        vault.seal(group, &id.0, &plain, nonce)
    }

    fn opened(vault: &Vault, row: &store::ReportRow) -> Result<Self, Fault> {
        let plain = vault.open_sealed(row.group, &row.id.0, &row.sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Fault::bug("a report cannot be read"))
    }
}
