//! Prints what one seal, open, key and fold costs, in nanoseconds, so that the write path can be reckoned:
//! `cargo run --release -p seal --example seal_speed`. A look, not a benchmark; `make bench` is the measure.
#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use std::hint::black_box;
use std::time::Instant;

use seal::{Channel, DataKey, Keyring, MasterKey, MatchingSecret, Token, email, name, phone, recovery, zip};

const ROUNDS: u32 = 200_000;

fn measure<T>(what: &str, rounds: u32, mut work: impl FnMut(u32) -> T) {
    for round in 0..rounds / 10 {
        black_box(work(round));
    }
    let start = Instant::now();
    for round in 0..rounds {
        black_box(work(round));
    }
    println!("{what:<34}{:>12} ns", start.elapsed().as_nanos() / u128::from(rounds));
}

fn main() {
    let (group, record) = ([1; 16], [2; 16]);
    let keyring = Keyring::new();
    keyring.insert(group, DataKey::from_bytes(1, [3; 32]));
    for bytes in [100, 1000] {
        let plain = vec![b'a'; bytes];
        let blob = keyring.seal(&group, &record, &plain, [4; 24]).expect("the key is there");
        measure(&format!("seal {bytes} bytes"), ROUNDS, |_| keyring.seal(&group, &record, &plain, [4; 24]));
        measure(&format!("open {bytes} bytes"), ROUNDS, |_| keyring.open(&group, &record, &blob));
    }
    let secret = MatchingSecret::from_bytes([5; 32]);
    measure("matching key", ROUNDS, |_| secret.key(Channel::Email, black_box("ana.lopez@mail.example")));
    measure("fold email", ROUNDS, |_| email::fold(black_box("Ana.Lopez+news@Mail.Example")));
    measure("fold gmail", ROUNDS, |_| email::fold(black_box("Ana.Lopez+news@GMail.com")));
    measure("fold phone", ROUNDS, |_| phone::fold(black_box("(202) 555-0143"), "US"));
    measure("fold name", ROUNDS, |_| name::fold(black_box("  José María Núñez ")));
    measure("state of a ZIP", ROUNDS, |round| zip::state(black_box(["02139", "96799", "99501"][(round % 3) as usize])));
    measure("token hash", ROUNDS, |_| Token::from_bytes(black_box([6; 16])).hash());
    let master = MasterKey::from_bytes([7; 32]);
    measure("wrap a data key", ROUNDS, |_| master.wrap(b"data key", &[8; 32], [9; 24]));
    measure("recovery sheet (Argon2id)", 10, |_| recovery::wrap(&master, "tin whistle", [1; 16], [2; 24]));
}
