//! The mail client: one connection to a mail relay, over which many mails go out pipelined.
//!
//! It hands whole messages to a relay that somebody configured, and says for each mail what became of it. It does not
//! look up MX records, build or sign messages, queue or retry: those belong to whoever calls it. Every wait has a limit,
//! everything that the relay says is bounded, and a password never travels in clear text beyond this machine.
//!
//! Nothing here logs. Replies of a relay may quote addresses: never log an [`Outcome`] or an [`OpenProblem::Refused`]
//! with what was said; their `Display` text, where they have one, carries numbers only.

mod hello;
mod login;
mod mail;
mod open;
mod outcome;
mod relay;
mod reply;
mod send;
mod timeouts;
mod tls;
mod wire;

pub use mail::Mail;
pub use open::{Connection, OpenProblem};
pub use outcome::{Outcome, Why};
pub use relay::{Relay, RelayProblem, Tls};
/// For the fuzzer.
#[doc(hidden)]
pub use reply::{Reply, ReplyReader};
pub use send::IN_FLIGHT_MAX;
pub use timeouts::Timeouts;
pub use tls::{tls_config, tls_config_trusting};
