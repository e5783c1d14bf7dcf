//! How long the client waits for what. There is no wait in this crate without one of these limits.

use std::time::Duration;

/// Limits of every wait on a relay; the defaults follow RFC 5321, section 4.5.3.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Reaching one address of the relay, and each TLS handshake.
    pub connect: Duration,
    /// The answer to a command, the greeting included. While a long message is on its way up, each piece that the relay
    /// takes renews it.
    pub command: Duration,
    /// The answer after the body: a relay may scan the message before it takes responsibility for it.
    pub body: Duration,
}

impl Default for Timeouts {
    fn default() -> Timeouts {
        Timeouts { connect: Duration::from_secs(30), command: Duration::from_secs(5 * 60), body: Duration::from_secs(10 * 60) }
    }
}
