//! Prints how many mails of 4 KB a second go over one connection to a sink on this machine, for each way of sending.
//!
//! `cargo run --release -p smtp --example smtp_speed`. Client and sink share the machine's cores.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::time::{Duration, Instant};

use smtp::{Connection, Mail, Outcome, Relay, Timeouts};
use testkit::smtp_sink::{Keep, SinkSettings, SinkTls, SmtpSink};

/// Mails of one `send`, as a worker would hand them in.
const SLICE: usize = 500;
/// How long each way is measured.
const MEASURED: Duration = Duration::from_secs(3);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let line = "A line of a made-up letter to nobody, seventy-two bytes with its end..\r\n";
    let data = bytes::Bytes::from(format!("Subject: speed\r\n\r\n{}", line.repeat(4096 / line.len())));
    let mails: Vec<Mail> = (0..SLICE)
        .map(|n| Mail { from: "bounces@org.example".into(), to: format!("p{n}@people.example"), data: data.clone() })
        .collect();
    for (name, pipelining, chunking, tls) in [
        ("PIPELINING CHUNKING", true, true, SinkTls::Off),
        ("PIPELINING CHUNKING TLS", true, true, SinkTls::Implicit),
        ("PIPELINING", true, false, SinkTls::Off),
        ("one by one", false, false, SinkTls::Off),
    ] {
        let sink = SmtpSink::start(SinkSettings { pipelining, chunking, tls, keep: Keep::Count, ..SinkSettings::default() });
        let trust = smtp::tls_config_trusting(sink.certificate())?;
        let mut connection = Connection::open(&Relay::parse(&sink.url())?, "client.example", &Timeouts::default(), trust).await?;
        let start = Instant::now();
        let mut sent = 0;
        while start.elapsed() < MEASURED {
            let outcomes = connection.send(&mails).await;
            sent += outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Accepted { .. })).count();
        }
        let rate = sent as f64 / start.elapsed().as_secs_f64();
        connection.quit().await;
        println!("{name:<24} {rate:>9.0} mails/s of {} bytes, all taken: {}", data.len(), sink.count() == sent);
    }
    Ok(())
}
