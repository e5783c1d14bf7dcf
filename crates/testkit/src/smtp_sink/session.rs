//! One connection to the sink: commands in, replies out, in the order that RFC 5321, 2920 and 3030 ask for.

use std::io;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{Buf, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Answer, Keep, Received, Shared, SinkTls, first_link};

const COMMAND_BYTES_MAX: usize = 2048;
const READ_BYTES: usize = 64 * 1024;

trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Stream for T {}

/// Why a session ends: nothing more is read or written then.
struct Ended;

impl From<io::Error> for Ended {
    fn from(_: io::Error) -> Ended {
        Ended
    }
}

/// A transaction between MAIL and the end of its body.
struct Transaction {
    from: String,
    recipient: Option<(String, Answer)>,
    body: BytesMut,
}

struct Session {
    stream: Box<dyn Stream>,
    shared: Arc<Shared>,
    input: BytesMut,
    out: Vec<u8>,
    encrypted: bool,
    greeted: bool,
    logged_in: bool,
    transaction: Option<Transaction>,
}

/// Serves one connection until either side ends it.
pub(super) async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let implicit = shared.settings.tls == SinkTls::Implicit;
    let stream: Box<dyn Stream> = match (&shared.tls, implicit) {
        (Some(acceptor), true) => match acceptor.accept(stream).await {
            Ok(stream) => Box::new(stream),
            Err(_) => return,
        },
        _ => Box::new(stream),
    };
    let mut session = Session {
        stream,
        shared,
        input: BytesMut::with_capacity(READ_BYTES),
        out: Vec::new(),
        encrypted: implicit,
        greeted: false,
        logged_in: false,
        transaction: None,
    };
    session.say("220 sink.example ESMTP");
    while session.command().await.is_ok() {}
    // Earlier mails have earned their answers, however this one ended.
    let _ = session.flush().await;
    let _ = session.stream.shutdown().await;
}

impl Session {
    fn say(&mut self, line: &str) {
        self.out.extend_from_slice(line.as_bytes());
        self.out.extend_from_slice(b"\r\n");
    }

    fn out_of_order(&mut self, what: &str) {
        self.shared.note(what);
        self.say(&format!("503 5.5.1 {what}"));
    }

    async fn flush(&mut self) -> io::Result<()> {
        if !self.out.is_empty() {
            self.stream.write_all(&self.out).await?;
            self.stream.flush().await?;
            self.out.clear();
        }
        Ok(())
    }

    /// Answers whatever is due and reads more.
    async fn fill(&mut self) -> Result<(), Ended> {
        self.flush().await?;
        self.input.reserve(READ_BYTES);
        if self.stream.read_buf(&mut self.input).await? == 0 {
            return Err(Ended);
        }
        Ok(())
    }

    /// The next line without its CRLF.
    async fn line(&mut self, bytes_max: usize) -> Result<Bytes, Ended> {
        let mut seen = 0;
        loop {
            if let Some(at) = memchr::memchr(b'\n', &self.input[seen..]) {
                let mut line = self.input.split_to(seen + at + 1).freeze();
                line.truncate(line.len() - 1);
                if line.last() == Some(&b'\r') {
                    line.truncate(line.len() - 1);
                } else {
                    self.shared.note("a line ended with a lone LF");
                }
                if memchr::memchr(b'\r', &line).is_some() {
                    self.shared.note("a lone CR in a line");
                }
                return Ok(line);
            }
            seen = self.input.len();
            if seen > bytes_max {
                self.shared.note("a line without end");
                return Err(Ended);
            }
            self.fill().await?;
        }
    }

    async fn command(&mut self) -> Result<(), Ended> {
        let line = self.line(COMMAND_BYTES_MAX).await?;
        if !self.shared.settings.pipelining && !self.input.is_empty() {
            self.shared.note("commands sent ahead without PIPELINING");
        }
        let line = String::from_utf8_lossy(&line).into_owned();
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => self.ehlo(),
            "STARTTLS" => self.start_tls().await?,
            "AUTH" => self.auth(rest).await?,
            "MAIL" => self.mail(rest),
            "RCPT" => self.rcpt(rest)?,
            "DATA" => self.data().await?,
            "BDAT" => self.bdat(rest).await?,
            "RSET" => {
                self.transaction = None;
                self.say("250 2.0.0 reset");
            }
            "NOOP" => self.say("250 2.0.0 here"),
            "QUIT" => {
                self.say("221 2.0.0 goodbye");
                return Err(Ended);
            }
            _ => self.out_of_order("an unknown command"),
        }
        Ok(())
    }

    fn ehlo(&mut self) {
        let settings = &self.shared.settings;
        let mut offers = vec!["sink.example".to_owned(), "8BITMIME".to_owned()];
        let mut offer = |when: bool, what: &str| when.then(|| offers.push(what.to_owned()));
        offer(settings.pipelining, "PIPELINING");
        offer(settings.chunking, "CHUNKING");
        offer(settings.smtputf8, "SMTPUTF8");
        offer(settings.tls == SinkTls::StartTls && !self.encrypted, "STARTTLS");
        let ways = if settings.auth_login_only { "AUTH LOGIN" } else { "AUTH PLAIN LOGIN" };
        offer(settings.auth.is_some() && self.may_log_in(), ways);
        if let Some(most) = settings.size_max {
            offers.push(format!("SIZE {most}"));
        }
        let last = offers.len() - 1;
        for (position, offer) in offers.iter().enumerate() {
            self.say(&format!("250{}{offer}", if position == last { ' ' } else { '-' }));
        }
        self.greeted = true;
        self.transaction = None;
    }

    fn may_log_in(&self) -> bool {
        self.encrypted || self.shared.settings.tls == SinkTls::Off
    }

    async fn start_tls(&mut self) -> Result<(), Ended> {
        let Some(acceptor) = self.shared.tls.clone().filter(|_| !self.encrypted) else {
            self.out_of_order("STARTTLS that was not offered");
            return Ok(());
        };
        if !self.input.is_empty() {
            self.shared.note("commands sent ahead of TLS");
            return Err(Ended);
        }
        self.say("220 2.0.0 go ahead");
        self.flush().await?;
        let (placeholder, _) = tokio::io::duplex(1);
        let plain = std::mem::replace(&mut self.stream, Box::new(placeholder));
        self.stream = Box::new(acceptor.accept(plain).await?);
        self.encrypted = true;
        self.greeted = false;
        Ok(())
    }

    async fn auth(&mut self, rest: &str) -> Result<(), Ended> {
        let Some((user, password)) = self.shared.settings.auth.clone().filter(|_| self.may_log_in()) else {
            self.out_of_order("AUTH that was not offered");
            return Ok(());
        };
        let right = match rest.split_once(' ') {
            Some(("PLAIN", proof)) => proof == STANDARD.encode(format!("\0{user}\0{password}")),
            _ if rest == "LOGIN" => {
                let given_user = self.prompt("334 VXNlcm5hbWU6").await?;
                let given_password = self.prompt("334 UGFzc3dvcmQ6").await?;
                given_user == STANDARD.encode(&user) && given_password == STANDARD.encode(&password)
            }
            _ => false,
        };
        self.logged_in = right;
        self.say(if right { "235 2.7.0 welcome" } else { "535 5.7.8 wrong user or password" });
        Ok(())
    }

    async fn prompt(&mut self, prompt: &str) -> Result<String, Ended> {
        self.say(prompt);
        let line = self.line(COMMAND_BYTES_MAX).await?;
        Ok(String::from_utf8_lossy(&line).into_owned())
    }

    fn mail(&mut self, rest: &str) {
        if !self.greeted {
            return self.out_of_order("MAIL before EHLO");
        }
        if self.shared.settings.auth.is_some() && !self.logged_in {
            return self.say("530 5.7.0 log in first");
        }
        if self.transaction.is_some() {
            return self.out_of_order("nested MAIL");
        }
        let Some((from, options)) = path(rest, "FROM:<") else {
            return self.out_of_order("MAIL without a path");
        };
        let international = options.split(' ').any(|option| option == "SMTPUTF8");
        if international && !self.shared.settings.smtputf8 || !international && !from.is_ascii() {
            return self.out_of_order("SMTPUTF8 that was not offered or not declared");
        }
        self.transaction = Some(Transaction { from, recipient: None, body: BytesMut::new() });
        self.say("250 2.1.0 sender ok");
    }

    fn rcpt(&mut self, rest: &str) -> Result<(), Ended> {
        let Some((to, _)) = path(rest, "TO:<") else {
            self.out_of_order("RCPT without a path");
            return Ok(());
        };
        let Some(transaction) = &mut self.transaction else {
            // A refused MAIL with its RCPT on the way is in order; the client learns it from the code.
            self.say("503 5.5.1 no sender");
            return Ok(());
        };
        if transaction.recipient.is_some() {
            self.out_of_order("a second recipient");
            return Ok(());
        }
        let answer = self.shared.settings.script.as_ref().map_or(Answer::Accept, |script| script(&to));
        match answer {
            Answer::RefuseRecipient(code) => {
                self.say(&format!("{code}-5.1.1 no\r\n{code} 5.1.1 such recipient"));
                if code == 421 {
                    return Err(Ended);
                }
            }
            Answer::DropAtRecipient => return Err(Ended),
            _ => {
                transaction.recipient = Some((to, answer));
                self.say("250 2.1.5 recipient ok");
            }
        }
        Ok(())
    }

    fn has_recipient(&self) -> bool {
        self.transaction.as_ref().is_some_and(|transaction| transaction.recipient.is_some())
    }

    async fn data(&mut self) -> Result<(), Ended> {
        if !self.has_recipient() {
            self.say("554 5.5.1 no valid recipients");
            return Ok(());
        }
        if !self.input.is_empty() {
            self.shared.note("a body sent before its 354");
        }
        self.say("354 go ahead");
        let mut body = BytesMut::new();
        loop {
            let line = self.line(usize::MAX).await?;
            match line.strip_prefix(b".") {
                Some(b"") => break,
                Some(unstuffed) => body.extend_from_slice(unstuffed),
                None => body.extend_from_slice(&line),
            }
            body.extend_from_slice(b"\r\n");
        }
        self.end_of_body(body.freeze()).await
    }

    async fn bdat(&mut self, rest: &str) -> Result<(), Ended> {
        let (size, last) = match rest.split_once(' ') {
            Some((size, last)) => (size, last.eq_ignore_ascii_case("LAST")),
            None => (rest, false),
        };
        let Ok(size) = size.parse::<usize>() else {
            self.out_of_order("BDAT without a size");
            return Ok(());
        };
        if !self.shared.settings.chunking {
            self.shared.note("BDAT that was not offered");
        }
        while self.input.len() < size {
            self.fill().await?;
        }
        if !self.has_recipient() {
            self.input.advance(size);
            self.say("554 5.5.1 no valid recipients");
            return Ok(());
        }
        let chunk = self.input.split_to(size);
        let transaction = self.transaction.as_mut().expect("it has a recipient");
        transaction.body.unsplit(chunk);
        if !last {
            self.say("250 2.0.0 go on");
            return Ok(());
        }
        let body = std::mem::take(&mut transaction.body).freeze();
        self.end_of_body(body).await
    }

    async fn end_of_body(&mut self, body: Bytes) -> Result<(), Ended> {
        let Some(Transaction { from, recipient: Some((to, answer)), .. }) = self.transaction.take() else {
            return Err(Ended);
        };
        if self.shared.settings.size_max.is_some_and(|most| body.len() > most) {
            self.say("552 5.3.4 too long");
            return Ok(());
        }
        match answer {
            Answer::RefuseBody(code) => {
                self.say(&format!("{code} 5.6.0 not this"));
                return if code == 421 { Err(Ended) } else { Ok(()) };
            }
            Answer::DropBody => return Err(Ended),
            Answer::Stall => {
                self.flush().await?;
                return std::future::pending().await;
            }
            _ => {}
        }
        let link = if self.shared.settings.keep == Keep::Link { first_link(&body) } else { None };
        let data = if self.shared.settings.keep == Keep::Whole { body } else { Bytes::new() };
        self.shared.keep(Received { from, to, data, link });
        if answer == Answer::KeepAndDrop {
            return Err(Ended);
        }
        self.say("250 2.0.0 taken");
        if answer == Answer::AcceptAndDrop { Err(Ended) } else { Ok(()) }
    }
}

/// Splits `FROM:<a@b> OPTIONS` into the address and the options.
fn path(rest: &str, label: &str) -> Option<(String, String)> {
    let (start, rest) = rest.split_at_checked(label.len())?;
    if !start.eq_ignore_ascii_case(label) {
        return None;
    }
    let (address, options) = rest.split_once('>')?;
    Some((address.to_owned(), options.trim().to_owned()))
}
