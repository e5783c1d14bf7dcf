//! One body at a time with DATA: the body must wait for its 354, so a body and the next envelope go in one write.
//!
//! A relay without PIPELINING gets the same commands one by one. CHUNKING without PIPELINING is not used: it would save
//! one round trip of four and be one more way to keep right.

use bytes::BufMut;

use super::{Batch, outcome_of, put_rcpt_to};
use crate::mail::{Mail, put_stuffed, with_crlf};
use crate::open::Connection;
use crate::outcome::{Outcome, Why};
use crate::reply::Reply;

/// What the replies to an envelope allow.
enum Envelope {
    /// 354: the body may come.
    Ready,
    /// No recipient was taken, and DATA was answered with 354 all the same: an empty body ends it (RFC 2920, 3.1).
    ReadyForNobody(Reply),
    /// Refused; the transaction may still be open.
    Refused(Reply),
}

/// Where the conversation stands between two mails.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Between {
    /// The relay awaits a new envelope.
    Clean,
    /// A transaction may be open, and RSET must come first.
    Unclean,
    /// The next envelope is already on the way.
    EnvelopeSent,
}

impl Connection {
    pub(super) async fn send_pipelined(&mut self, batch: &mut Batch<'_>) -> Result<(), Why> {
        let mut between = Between::Unclean;
        let mut next = batch.next();
        while let Some((index, mail)) = next {
            let envelope = match self.envelope(batch, mail, between).await {
                Ok(envelope) => envelope,
                Err((Some(refusal), why)) => {
                    batch.settle(index, outcome_of(refusal));
                    return Err(why);
                }
                Err((None, why)) => return Err(why),
            };
            next = batch.next();
            between = match envelope {
                Envelope::Refused(refusal) => {
                    batch.settle(index, outcome_of(refusal));
                    Between::Unclean
                }
                Envelope::ReadyForNobody(refusal) => {
                    batch.settle(index, outcome_of(refusal));
                    let reply = self.wire.ask(".", self.timeouts.body).await?;
                    self.answer(reply)?;
                    Between::Unclean
                }
                Envelope::Ready => self.body(batch, index, mail, next).await?,
            };
        }
        Ok(())
    }

    /// Sends an envelope, unless it is already on the way, and reads its replies. An error carries what refused the
    /// mail, if anything had.
    async fn envelope(&mut self, batch: &Batch<'_>, mail: &Mail, between: Between) -> Result<Envelope, (Option<Reply>, Why)> {
        if between == Between::Unclean {
            let reply = self.wire.ask("RSET", self.timeouts.command).await.map_err(|why| (None, why))?;
            self.answer(reply).map_err(|why| (None, why))?;
        }
        if self.offers.pipelining && between != Between::EnvelopeSent {
            self.put_envelope(batch, mail);
        }
        if self.offers.pipelining { self.envelope_replies().await } else { self.envelope_in_steps(batch, mail).await }
    }

    fn put_envelope(&mut self, batch: &Batch<'_>, mail: &Mail) {
        batch.put_mail_from(&mut self.wire.out, mail);
        put_rcpt_to(&mut self.wire.out, mail);
        self.wire.out.put_slice(b"DATA\r\n");
    }

    async fn envelope_replies(&mut self) -> Result<Envelope, (Option<Reply>, Why)> {
        let sender = self.own_answer(None).await?;
        let recipient = self.own_answer(sender.clone()).await?;
        let refused = sender.clone().or(recipient.clone());
        let data = self.wire.reply(self.timeouts.command).await.map_err(|why| (refused.clone(), why))?;
        match (data.code, refused) {
            (354, None) => Ok(Envelope::Ready),
            (354, Some(refusal)) if recipient.is_some() => Ok(Envelope::ReadyForNobody(refusal)),
            // A recipient without a sender, ready for a body: an empty body might be delivered, so the talk ends here.
            (354, Some(refusal)) => Err((Some(refusal), Why::Garbled)),
            (_, Some(refusal)) => Ok(Envelope::Refused(refusal)),
            (421, None) => Err((Some(data), Why::Closing)),
            (_, None) if data.is_refusal() => Ok(Envelope::Refused(data)),
            (_, None) => Err((None, Why::Garbled)),
        }
    }

    /// The reply to MAIL or RCPT: `None` when taken, the refusal otherwise.
    async fn own_answer(&mut self, before: Option<Reply>) -> Result<Option<Reply>, (Option<Reply>, Why)> {
        match self.wire.reply(self.timeouts.command).await {
            Err(why) => Err((before, why)),
            Ok(reply) if reply.code == 421 => Err((before.or(Some(reply)), Why::Closing)),
            Ok(reply) if reply.is_positive() => Ok(None),
            Ok(reply) if reply.is_refusal() => Ok(Some(reply)),
            Ok(_) => Err((before, Why::Garbled)),
        }
    }

    async fn envelope_in_steps(&mut self, batch: &Batch<'_>, mail: &Mail) -> Result<Envelope, (Option<Reply>, Why)> {
        batch.put_mail_from(&mut self.wire.out, mail);
        if let Some(refusal) = self.own_answer(None).await? {
            return Ok(Envelope::Refused(refusal));
        }
        put_rcpt_to(&mut self.wire.out, mail);
        if let Some(refusal) = self.own_answer(None).await? {
            return Ok(Envelope::Refused(refusal));
        }
        let data = self.wire.ask("DATA", self.timeouts.command).await.map_err(|why| (None, why))?;
        match data.code {
            354 => Ok(Envelope::Ready),
            421 => Err((Some(data), Why::Closing)),
            _ if data.is_refusal() => Ok(Envelope::Refused(data)),
            _ => Err((None, Why::Garbled)),
        }
    }

    /// Sends a body, and with it the next envelope where that is allowed, and settles the mail.
    async fn body(
        &mut self,
        batch: &mut Batch<'_>,
        index: usize,
        mail: &Mail,
        next: Option<(usize, &Mail)>,
    ) -> Result<Between, Why> {
        put_stuffed(&mut self.wire.out, &with_crlf(&mail.data));
        let end = self.wire.queued();
        let mut between = Between::Clean;
        if let (true, Some((_, next))) = (self.offers.pipelining, next) {
            self.put_envelope(batch, next);
            between = Between::EnvelopeSent;
        }
        match self.wire.reply(self.timeouts.body).await {
            Ok(reply) if reply.is_positive() || reply.is_refusal() => {
                let closing = reply.code == 421;
                batch.settle(index, outcome_of(reply));
                if closing { Err(Why::Closing) } else { Ok(between) }
            }
            result => {
                let why = result.err().unwrap_or(Why::Garbled);
                if self.wire.written() >= end {
                    batch.settle(index, Outcome::InDoubt { why });
                }
                Err(why)
            }
        }
    }
}
