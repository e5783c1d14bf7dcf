//! A few connections to the relay, kept open between batches and opened again when they break.
//!
//! After a failed attempt the relay is left alone for a while that grows: jobs come back by themselves, and a relay that is
//! starting up is not helped by a crowd at its door.

use smtp::{Connection, Mail, Outcome, Relay, Timeouts, Why};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// Relays limit connections from one address, often to ten or twenty; each of ours is pipelined.
const CONNECTIONS_MAX: usize = 8;
/// After the first failed attempt.
const REST_MIN: Duration = Duration::from_secs(1);
/// The rest stops growing here, so that mails leave soon after a long outage.
const REST_MAX: Duration = Duration::from_secs(30);
/// A batch is carried over so many new connections: some relays take only a number of mails on each.
const ROUNDS_MAX: usize = 8;

/// Much under the limits of RFC 5321, because a job must end: what is cut off in the middle is in doubt.
const TIMEOUTS: Timeouts =
    Timeouts { connect: Duration::from_secs(20), command: Duration::from_secs(60), body: Duration::from_secs(120) };

pub(super) struct Pool {
    relay: Relay,
    hello_name: String,
    tls: Arc<rustls::ClientConfig>,
    permits: Semaphore,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    failures: u32,
    rests_until: Option<Instant>,
}

impl Pool {
    pub(super) fn new(relay: Relay, hello_name: String, tls: Arc<rustls::ClientConfig>) -> Self {
        Self { relay, hello_name, tls, permits: Semaphore::new(CONNECTIONS_MAX), state: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the relay is left alone for the moment.
    pub(super) fn is_resting(&self) -> bool {
        self.lock().rests_until.is_some_and(|until| Instant::now() < until)
    }

    /// Sends a batch; an outcome for each mail in its order.
    pub(super) async fn send(&self, mails: Vec<Mail>) -> Vec<Outcome> {
        let mut outcomes = vec![Outcome::NotSent { why: Why::Lost }; mails.len()];
        let _permit = self.permits.acquire().await.expect("the pool never closes its semaphore");
        // Which of the batch are still to go, beside the mails themselves.
        let (mut places, mut mails): (Vec<usize>, Vec<Mail>) = mails.into_iter().enumerate().unzip();
        for _ in 0..ROUNDS_MAX {
            let Some((mut connection, reused)) = self.connection().await else { break };
            let answers = connection.send(&mails).await;
            let open = connection.is_open();
            if open {
                self.lock().idle.push(connection);
            }
            let mut rest = (Vec::new(), Vec::new());
            let sent = mails.len();
            for ((place, mail), answer) in places.into_iter().zip(mails).zip(answers) {
                if matches!(answer, Outcome::NotSent { .. }) {
                    rest.0.push(place);
                    rest.1.push(mail);
                }
                outcomes[place] = answer;
            }
            (places, mails) = rest;
            // A connection that lay idle may have been closed by the relay; a new one that took nothing has failed.
            if !reused && mails.len() == sent {
                self.note_failure("the relay took nothing");
                break;
            }
            if open || mails.is_empty() {
                break;
            }
        }
        outcomes
    }

    /// An idle connection (`true`) or a new one; `None` while the relay rests or cannot be reached.
    async fn connection(&self) -> Option<(Connection, bool)> {
        if let Some(connection) = self.lock().idle.pop() {
            return Some((connection, true));
        }
        if self.is_resting() {
            return None;
        }
        match Connection::open(&self.relay, &self.hello_name, &TIMEOUTS, self.tls.clone()).await {
            Ok(connection) => {
                let mut state = self.lock();
                (state.failures, state.rests_until) = (0, None);
                drop(state);
                Some((connection, false))
            }
            Err(problem) => {
                // Its text repeats nothing that the relay said.
                self.note_failure(&problem.to_string());
                None
            }
        }
    }

    fn note_failure(&self, what: &str) {
        let mut state = self.lock();
        let rest = REST_MIN.saturating_mul(1 << state.failures.min(16)).min(REST_MAX);
        state.failures += 1;
        state.rests_until = Some(Instant::now() + rest);
        drop(state);
        tracing::warn!(problem = what, rest_s = rest.as_secs(), "the mail relay failed");
        metrics::counter!("clarion_mail_relay_failures_total").increment(1);
    }
}
