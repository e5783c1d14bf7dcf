//! What became of one mail. The point is the line between *in doubt* and *not sent*: only the second may be sent again
//! without somebody possibly getting it twice.

use thiserror::Error;

/// What became of one mail. A `reply` is the relay's own words, at most 512 bytes, and may quote the
/// recipient's address: never log it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The relay took responsibility for it.
    Accepted {
        /// What the relay said; often holds its queue id.
        reply: String,
    },
    /// The relay said no, or this client did before asking: addresses with line breaks (553), addresses that need an
    /// SMTPUTF8 that is not offered (553), messages longer than the relay takes (552).
    Refused {
        /// The three digits, 400 to 599.
        code: u16,
        /// Whether trying again is pointless (5xx).
        permanent: bool,
        /// What the relay said.
        reply: String,
    },
    /// The whole body was handed over and no answer came: it may have been taken or not.
    InDoubt {
        /// What kept the answer away.
        why: Why,
    },
    /// It was certainly not taken; sending it again is safe.
    NotSent {
        /// What kept it from being sent.
        why: Why,
    },
}

/// Why a connection ended before a mail had its answer. Holds nothing that the relay said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Why {
    /// The connection broke or was closed.
    #[error("the connection to the mail relay was lost")]
    Lost,
    /// No answer within the limit.
    #[error("the mail relay did not answer in time")]
    TimedOut,
    /// The relay sent something that is no SMTP reply, or one that cannot stand here.
    #[error("the mail relay answered with something that is not SMTP")]
    Garbled,
    /// The relay said that it closes the connection (421).
    #[error("the mail relay closed the connection")]
    Closing,
}
