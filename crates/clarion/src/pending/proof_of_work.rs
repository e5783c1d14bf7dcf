//! Proof of work, asked for only above an action's usual rate: altcha challenges, made and checked with its library.
//!
//! A challenge is bound to its action and to ten minutes by its signature; a solution counts once.

use crate::clock::{MINUTE, SECOND};
use crate::ids::{Id, Ids};
use altcha::{Challenge, CreateChallengeOptions, Payload, VerifySolutionOptions};
use base64::Engine as _;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

const LIFE: i64 = 10 * MINUTE;
/// Rounds of PBKDF2 for one try, and how many tries a browser needs: together about two seconds on a phone of 2019.
const ROUNDS: u32 = 2_000;
const TRIES_MIN: u32 = 400;
const TRIES_SPREAD: u32 = 400;
/// Solutions remembered; at 50 bytes each this is 5 MB. Beyond, a solution is as good as none.
const REMEMBERED_MAX: usize = 100_000;
const PAYLOAD_BYTES_MAX: usize = 4096;

/// Makes and checks challenges.
pub struct ProofOfWork {
    secret: String,
    key_secret: String,
    used: Mutex<HashMap<String, i64>>,
}

impl ProofOfWork {
    /// With secrets of this process: a challenge is solved where it was made.
    pub fn new(secret: [u8; 16], key_secret: [u8; 16]) -> Self {
        let hex = |bytes: [u8; 16]| Id(bytes).to_string();
        Self { secret: hex(secret), key_secret: hex(key_secret), used: Mutex::default() }
    }

    /// A challenge for an action's form. Costs one try itself, about a millisecond.
    pub fn challenge(&self, action: Id, ids: &Ids, now: i64) -> Option<Challenge> {
        let tries = TRIES_MIN + u32::from_le_bytes(ids.bytes()) % TRIES_SPREAD;
        altcha::create_challenge(CreateChallengeOptions {
            cost: ROUNDS,
            counter: Some(tries),
            data: Some([("action".to_owned(), action.to_string().into())].into()),
            expires_at: Some((now + LIFE) / SECOND),
            hmac_signature_secret: Some(self.secret.clone()),
            hmac_key_signature_secret: Some(self.key_secret.clone()),
            ..CreateChallengeOptions::default()
        })
        .ok()
    }

    /// Whether this is a solution to a challenge of ours for this action, in time and for the first time.
    pub fn is_solved(&self, payload: &str, action: Id, now: i64) -> bool {
        let Some(payload) = read(payload) else { return false };
        let mut options = VerifySolutionOptions::new(&payload.challenge, &payload.solution, &self.secret);
        options.hmac_key_signature_secret = Some(self.key_secret.clone());
        let verified = altcha::verify_solution(options).is_ok_and(|result| result.verified);
        let parameters = &payload.challenge.parameters;
        let ours = parameters.data.as_ref().and_then(|data| data.get("action")).is_some_and(|id| *id == action.to_string());
        let in_time = parameters.expires_at.is_some_and(|expires_at| now < expires_at * SECOND);
        verified && ours && in_time && self.first_time(&parameters.nonce, now)
    }

    fn first_time(&self, nonce: &str, now: i64) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() >= REMEMBERED_MAX {
            used.retain(|_, until| *until > now);
        }
        used.len() < REMEMBERED_MAX && used.insert(nonce.to_owned(), now + LIFE).is_none()
    }
}

fn read(payload: &str) -> Option<Payload> {
    let bytes = Some(payload).filter(|text| text.len() <= PAYLOAD_BYTES_MAX)?;
    serde_json::from_slice(&base64::engine::general_purpose::STANDARD.decode(bytes).ok()?).ok()
}
