//! Bytes to and from the relay: commands are queued, and whoever awaits a reply writes and reads at the same time.
//!
//! Writing and reading go together because a relay that answers a long pipeline may stop reading until its answers are
//! taken; a client that only writes then would wait for ever. It knows nothing of what the commands mean.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, timeout_at};

use crate::outcome::Why;
use crate::reply::{Reply, ReplyReader};

/// How much is read at once; with the longest reply line it bounds what is kept of the relay's bytes.
const READ_BYTES: usize = 16 * 1024;

/// What can stand below the dialogue: TCP, or TLS over it.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Stream for T {}

/// A connection's two directions.
pub(crate) struct Wire {
    stream: Box<dyn Stream>,
    /// What is still to be written. Whoever queues keeps it small.
    pub out: BytesMut,
    input: BytesMut,
    scratch: Box<[u8]>,
    reader: ReplyReader,
    written: u64,
    unflushed: bool,
    /// Writing failed. What the relay said before it hung up can still be read, and settles many a doubt.
    write_failed: bool,
}

/// What one look at the connection brought.
enum Progress {
    Wrote,
    Read,
}

impl Wire {
    pub fn new(stream: Box<dyn Stream>) -> Wire {
        Wire {
            stream,
            out: BytesMut::new(),
            input: BytesMut::new(),
            scratch: vec![0; READ_BYTES].into_boxed_slice(),
            reader: ReplyReader::default(),
            written: 0,
            unflushed: false,
            write_failed: false,
        }
    }

    /// The stream below, for starting TLS on it; `None` if the relay has already sent more than its last reply. Such
    /// bytes came in clear text and would be taken for the words of the proven relay (CVE-2011-0411).
    pub fn into_stream(self) -> Option<Box<dyn Stream>> {
        (self.input.is_empty() && self.reader.is_empty()).then_some(self.stream)
    }

    /// Position in the stream of bytes at which whatever is queued next will begin.
    pub fn queued(&self) -> u64 {
        self.written + self.out.len() as u64
    }

    /// How many bytes were handed to the operating system (or the TLS session, which counts as handed over).
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Queues a line and awaits its reply.
    pub async fn ask(&mut self, line: &str, limit: Duration) -> Result<Reply, Why> {
        self.out.extend_from_slice(line.as_bytes());
        self.out.extend_from_slice(b"\r\n");
        self.reply(limit).await
    }

    /// The next reply. The limit starts anew whenever the relay takes bytes, and not when it sends some: a relay that
    /// trickles a reply byte by byte must not hold the connection.
    ///
    /// Replies that are already here are returned without touching the connection, so that commands queued between
    /// calls leave in one write.
    pub async fn reply(&mut self, limit: Duration) -> Result<Reply, Why> {
        if let Some(reply) = self.reader.next(&mut self.input)? {
            return Ok(reply);
        }
        let mut deadline = Instant::now() + limit;
        loop {
            let step = std::future::poll_fn(|context| self.poll_progress(context));
            match timeout_at(deadline, step).await {
                Err(_) => return Err(Why::TimedOut),
                Ok(Err(_)) => return Err(Why::Lost),
                Ok(Ok(Progress::Wrote)) => deadline = Instant::now() + limit,
                Ok(Ok(Progress::Read)) => {
                    if let Some(reply) = self.reader.next(&mut self.input)? {
                        return Ok(reply);
                    }
                }
            }
        }
    }

    /// Whether the relay is quiet, as it must be when nothing was asked: it has neither hung up nor said anything.
    pub async fn is_quiet(&mut self) -> bool {
        if !self.input.is_empty() || !self.reader.is_empty() {
            return false;
        }
        std::future::poll_fn(|context| Poll::Ready(self.poll_read(context).is_pending())).await
    }

    /// Closes the sending side, within the limit.
    pub async fn shut_down(&mut self, limit: Duration) {
        let close = std::future::poll_fn(|context| Pin::new(&mut self.stream).poll_shutdown(context));
        // Whether the other side still listens does not matter any more: both were about to go.
        let _ = timeout_at(Instant::now() + limit, close).await;
    }

    fn poll_progress(&mut self, context: &mut Context<'_>) -> Poll<io::Result<Progress>> {
        let before = self.written;
        if !self.write_failed && self.poll_write(context).is_err() {
            self.write_failed = true;
            self.out.clear();
        }
        match self.poll_read(context) {
            Poll::Ready(Ok(())) => Poll::Ready(Ok(Progress::Read)),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending if self.written > before => Poll::Ready(Ok(Progress::Wrote)),
            Poll::Pending => Poll::Pending,
        }
    }

    /// Writes what the connection takes now.
    fn poll_write(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        while !self.out.is_empty() {
            match Pin::new(&mut self.stream).poll_write(context, &self.out) {
                Poll::Pending => return Ok(()),
                Poll::Ready(Ok(0)) => return Err(io::ErrorKind::WriteZero.into()),
                Poll::Ready(Ok(count)) => {
                    self.out.advance(count);
                    self.written += count as u64;
                    self.unflushed = true;
                }
                Poll::Ready(Err(error)) => return Err(error),
            }
        }
        if self.unflushed && Pin::new(&mut self.stream).poll_flush(context)?.is_ready() {
            self.unflushed = false;
        }
        Ok(())
    }

    /// Reads some bytes; the end of the stream is an error, because a relay says goodbye first.
    fn poll_read(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut buffer = ReadBuf::new(&mut self.scratch);
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer))?;
        if buffer.filled().is_empty() {
            return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()));
        }
        self.input.extend_from_slice(buffer.filled());
        Poll::Ready(Ok(()))
    }
}
