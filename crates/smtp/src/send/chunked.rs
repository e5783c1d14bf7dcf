//! Whole mails back to back: RSET, MAIL, RCPT and BDAT LAST of many mails on the way at once (RFC 3030 with RFC 2920).
//!
//! Every mail begins with RSET. Without it a refused recipient leaves its transaction open, the next MAIL is answered
//! "nested", and the next recipient and body, already on the way, would go out under the wrong sender.

use std::collections::VecDeque;
use std::fmt::Write as _;

use bytes::BufMut;

use super::{Batch, IN_FLIGHT_MAX, outcome_of, put_rcpt_to};
use crate::mail::{Mail, with_crlf};
use crate::open::Connection;
use crate::outcome::{Outcome, Why};
use crate::reply::Reply;

/// No more mails are queued while so many bytes wait to be written; one more mail may lie on top.
const QUEUED_BYTES_MAX: usize = 256 * 1024;

/// A mail that was queued and has no outcome yet.
struct Flight {
    index: usize,
    /// Where its body ends in the stream of bytes.
    end: u64,
    awaiting: Awaiting,
    /// The first refusal of its envelope. The relay goes on answering the commands behind it.
    refused: Option<Reply>,
    recipient_taken: bool,
}

/// The command whose reply is next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Awaiting {
    Reset,
    Sender,
    Recipient,
    Body,
}

impl Connection {
    pub(super) async fn send_chunked(&mut self, batch: &mut Batch<'_>) -> Result<(), Why> {
        let mut flights = VecDeque::with_capacity(IN_FLIGHT_MAX);
        loop {
            while flights.len() < IN_FLIGHT_MAX && self.wire.out.len() < QUEUED_BYTES_MAX {
                let Some((index, mail)) = batch.next() else {
                    break;
                };
                flights.push_back(self.put_chunked(batch, index, mail));
            }
            let Some(front) = flights.front_mut() else {
                return Ok(());
            };
            let limit = match front.awaiting {
                Awaiting::Body => self.timeouts.body,
                _ => self.timeouts.command,
            };
            let step = match self.wire.reply(limit).await {
                Ok(reply) => front.take(reply),
                Err(why) => Err(why),
            };
            match step {
                Ok(None) => {}
                Ok(Some(outcome)) => {
                    batch.settle(front.index, outcome);
                    flights.pop_front();
                }
                Err(why) => {
                    self.give_up(batch, flights, why);
                    return Err(why);
                }
            }
        }
    }

    fn put_chunked(&mut self, batch: &Batch<'_>, index: usize, mail: &Mail) -> Flight {
        let message = with_crlf(&mail.data);
        let out = &mut self.wire.out;
        out.put_slice(b"RSET\r\n");
        batch.put_mail_from(out, mail);
        put_rcpt_to(out, mail);
        write!(out, "BDAT {} LAST\r\n", message.len()).expect("a BytesMut grows as needed");
        out.put_slice(&message);
        Flight { index, end: self.wire.queued(), awaiting: Awaiting::Reset, refused: None, recipient_taken: false }
    }

    /// Settles what was on the way when the connection ended. After a 421 nothing behind it was looked at, because a
    /// relay answers in order; after anything else a body that was handed over may have been taken.
    fn give_up(&self, batch: &mut Batch<'_>, flights: VecDeque<Flight>, why: Why) {
        for flight in flights {
            let outcome = match flight.refused {
                Some(reply) => outcome_of(reply),
                None if why == Why::Closing || flight.end > self.wire.written() => Outcome::NotSent { why },
                None => Outcome::InDoubt { why },
            };
            batch.settle(flight.index, outcome);
        }
    }
}

impl Flight {
    /// Takes the next reply and says what became of the mail when it was the last one.
    fn take(&mut self, reply: Reply) -> Result<Option<Outcome>, Why> {
        if reply.code == 421 {
            if self.awaiting != Awaiting::Reset && self.refused.is_none() {
                self.refused = Some(reply);
            }
            return Err(Why::Closing);
        }
        if !reply.is_positive() && !reply.is_refusal() {
            return Err(Why::Garbled);
        }
        match self.awaiting {
            // A relay that refuses RSET has nothing to reset, or shows it in the replies that follow.
            Awaiting::Reset => self.awaiting = Awaiting::Sender,
            Awaiting::Sender => {
                self.refused = reply.is_refusal().then_some(reply);
                self.awaiting = Awaiting::Recipient;
            }
            Awaiting::Recipient => {
                self.recipient_taken = reply.is_positive();
                if !self.recipient_taken && self.refused.is_none() {
                    self.refused = Some(reply);
                }
                self.awaiting = Awaiting::Body;
            }
            Awaiting::Body if reply.is_positive() && self.recipient_taken => {
                return Ok(Some(outcome_of(reply)));
            }
            Awaiting::Body => {
                let told = self.refused.take().unwrap_or(reply);
                return Ok(Some(outcome_of(told)));
            }
        }
        Ok(None)
    }
}
