//! Sending many mails over an open connection: which way the relay's offers allow, and what every way shares.
//!
//! | offered | way | round trips |
//! |---|---|---|
//! | PIPELINING and CHUNKING | `chunked`: whole mails back to back, up to [`IN_FLIGHT_MAX`] unanswered | almost none |
//! | PIPELINING | `pipelined`: a body and the next envelope in one write | one a mail |
//! | neither | `pipelined`, each command awaited | four a mail |
//!
//! The rule behind the outcomes: a mail is *in doubt* once its whole body was written and until its answer is read.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::{BufMut, BytesMut};
use tokio::time::Instant;

use crate::hello::Offers;
use crate::mail::Mail;
use crate::open::Connection;
use crate::outcome::{Outcome, Why};
use crate::reply::Reply;

mod chunked;
mod pipelined;

/// Most mails whose answers are awaited at once. More brings no speed, and these are the mails that are in doubt when
/// the connection breaks.
pub const IN_FLIGHT_MAX: usize = 64;

/// After so long a silence the relay is asked whether it is still there before bodies are put on the way: relays hang up
/// on idle connections, and up to [`IN_FLIGHT_MAX`] mails would be in doubt for nothing.
const SILENCE_TRUSTED: Duration = Duration::from_secs(1);

impl Connection {
    /// Sends the mails in this order and says what became of each, in the same order.
    ///
    /// After a lost connection, a wait that took too long, or a 421, the rest is [`Outcome::NotSent`] and
    /// [`Connection::is_open`] is false. A 421 to one of a mail's own commands is that mail's temporary refusal.
    pub async fn send(&mut self, mails: &[Mail]) -> Vec<Outcome> {
        let mut batch = Batch::new(mails, &self.offers);
        if !self.open {
            return batch.finish(Why::Lost);
        }
        // Set again only by getting through: if this future is dropped on the way, replies are left unread.
        self.open = false;
        let result = match self.is_still_there().await {
            Err(why) => Err(why),
            Ok(()) if self.offers.pipelining && self.offers.chunking => self.send_chunked(&mut batch).await,
            Ok(()) => self.send_pipelined(&mut batch).await,
        };
        self.last_heard = Instant::now();
        self.open = result.is_ok();
        batch.finish(result.err().unwrap_or(Why::Lost))
    }

    async fn is_still_there(&mut self) -> Result<(), Why> {
        // Lets the runtime look at its sockets, so that a goodbye which has arrived is seen.
        tokio::task::yield_now().await;
        if !self.wire.is_quiet().await {
            return Err(Why::Closing);
        }
        if self.last_heard.elapsed() > SILENCE_TRUSTED {
            let reply = self.wire.ask("NOOP", self.timeouts.command).await?;
            self.answer(reply)?;
        }
        Ok(())
    }

    /// A reply that accepts or refuses; anything else means that relay and client no longer talk about the same.
    fn answer(&self, reply: Reply) -> Result<Reply, Why> {
        match reply.code {
            421 => Err(Why::Closing),
            _ if reply.is_positive() || reply.is_refusal() => Ok(reply),
            _ => Err(Why::Garbled),
        }
    }
}

/// The mails of one send, and what is known of each.
struct Batch<'a> {
    mails: &'a [Mail],
    outcomes: Vec<Option<Outcome>>,
    /// The mails that the relay will be asked about, in order.
    waiting: VecDeque<usize>,
    eight_bit: bool,
}

impl<'a> Batch<'a> {
    fn new(mails: &'a [Mail], offers: &Offers) -> Batch<'a> {
        let outcomes: Vec<_> = mails.iter().map(|mail| refused_here(mail, offers)).collect();
        let waiting = (0..mails.len()).filter(|&index| outcomes[index].is_none()).collect();
        Batch { mails, outcomes, waiting, eight_bit: offers.eight_bit }
    }

    /// The next mail to put on the way.
    fn next(&mut self) -> Option<(usize, &'a Mail)> {
        let index = self.waiting.pop_front()?;
        Some((index, &self.mails[index]))
    }

    fn settle(&mut self, index: usize, outcome: Outcome) {
        debug_assert!(self.outcomes[index].is_none(), "a mail has one outcome");
        self.outcomes[index] = Some(outcome);
    }

    /// Whatever has no outcome yet was not sent.
    fn finish(self, why: Why) -> Vec<Outcome> {
        self.outcomes.into_iter().map(|outcome| outcome.unwrap_or(Outcome::NotSent { why })).collect()
    }

    fn put_mail_from(&self, out: &mut BytesMut, mail: &Mail) {
        out.put_slice(b"MAIL FROM:<");
        out.put_slice(mail.from.as_bytes());
        out.put_slice(b">");
        // A relay without 8BITMIME gets eight bits undeclared: converting would break signatures, and refusing would
        // lose mails that every relay carries.
        if self.eight_bit && !mail.data.is_ascii() {
            out.put_slice(b" BODY=8BITMIME");
        }
        if mail.needs_smtputf8() {
            out.put_slice(b" SMTPUTF8");
        }
        out.put_slice(b"\r\n");
    }
}

fn put_rcpt_to(out: &mut BytesMut, mail: &Mail) {
    out.put_slice(b"RCPT TO:<");
    out.put_slice(mail.to.as_bytes());
    out.put_slice(b">\r\n");
}

/// What this client refuses itself, with the code that a relay would have answered.
fn refused_here(mail: &Mail, offers: &Offers) -> Option<Outcome> {
    let (code, reply) = if mail.has_unusable_address() {
        (553, "5.1.3 an address of this mail cannot be written in SMTP")
    } else if mail.needs_smtputf8() && !offers.smtputf8 {
        (553, "5.6.7 the mail relay takes no international addresses")
    } else if offers.size_max.is_some_and(|most| mail.data.len() as u64 > most) {
        (552, "5.3.4 the message is longer than the mail relay takes")
    } else {
        return None;
    };
    Some(Outcome::Refused { code, permanent: true, reply: reply.to_owned() })
}

/// The outcome that a final reply means.
fn outcome_of(reply: Reply) -> Outcome {
    let code = reply.code;
    if reply.is_positive() {
        Outcome::Accepted { reply: reply.text() }
    } else {
        Outcome::Refused { code, permanent: code >= 500, reply: reply.text() }
    }
}
