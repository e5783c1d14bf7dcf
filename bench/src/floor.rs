//! The floors: the least that a server behind the same HTTP stack could do and still be durable.
//!
//! `hello` answers a word. `one table` takes the same request, reads two of its fields and writes one row with a unique key: on
//! SQLite gathered, on PostgreSQL as one autocommit `INSERT ... SELECT FROM UNNEST` for whoever waits.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use db::{Db, Fault, Gather, Migration, Val};
use std::convert::Infallible;
use std::net::SocketAddr;

/// The floor's one table.
pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    text: "-- distributed by matching_key; clustered\nCREATE TABLE floor_signature (\n  petition_id BYTEA NOT NULL,\n  matching_key BYTEA NOT NULL,\n  sealed BYTEA NOT NULL,\n  created_at BIGINT NOT NULL,\n  PRIMARY KEY (petition_id, matching_key)\n);\n",
}];

mod store {
    db::statements! {
        /// The floor's one statement.
        ADD = "INSERT INTO floor_signature (petition_id, matching_key, sealed, created_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (petition_id, matching_key) DO NOTHING";
    }
}

/// One row of the floor.
#[derive(Clone, Debug)]
pub struct FloorRow {
    /// Which petition.
    pub petition: [u8; 16],
    /// The signer's key.
    pub key: [u8; 16],
    /// As many bytes as a sealed signer.
    pub sealed: Vec<u8>,
}

impl FloorRow {
    /// A row of nobody in particular, for filling the table.
    pub fn numbered(n: u64) -> Self {
        let mut key = [0; 16];
        key[..8].copy_from_slice(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        Self { petition: [7; 16], key, sealed: vec![7; 160] }
    }
}

type FloorGather = Gather<FloorRow, (), Infallible>;

/// Adds rows with one statement.
pub fn add(tx: &mut db::Tx<'_>, rows: &[FloorRow]) -> Result<(), Fault> {
    let mut sorted: Vec<&FloorRow> = rows.iter().collect();
    sorted.sort_by_key(|row| row.key);
    sorted.dedup_by_key(|row| row.key);
    let values: Vec<[Val<'_>; 4]> =
        sorted.iter().map(|row| [(&row.petition).into(), (&row.key).into(), (&row.sealed).into(), 1i64.into()]).collect();
    tx.many(&store::ADD, &values).map(drop)
}

#[derive(serde::Deserialize)]
struct Body {
    person: Person,
}

#[derive(serde::Deserialize)]
struct Person {
    email_addresses: Vec<Address>,
}

#[derive(serde::Deserialize)]
struct Address {
    address: String,
}

async fn sign(State(gather): State<FloorGather>, body: Bytes) -> StatusCode {
    let Ok(body) = serde_json::from_slice::<Body>(&body) else { return StatusCode::BAD_REQUEST };
    let Some(address) = body.person.email_addresses.first() else { return StatusCode::BAD_REQUEST };
    let hash = blake3::hash(address.address.as_bytes());
    let key = *hash.as_bytes().first_chunk().expect("a hash has 32 bytes");
    match gather.submit(FloorRow { petition: [7; 16], key, sealed: vec![7; 160] }).await {
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Serves `hello` and, with a database, the one table.
pub async fn serve(db: Option<&Db>) -> SocketAddr {
    let mut router = Router::new().route("/hello", get(|| async { "hello" }));
    if let Some(db) = db {
        let gather: FloorGather =
            Gather::new(db, "floor", 8192, |tx, rows| add(tx, rows).map(|()| rows.iter().map(|_| Ok(())).collect()));
        router = router.merge(Router::new().route("/api/v2/petitions/{id}/signatures", post(sign)).with_state(gather));
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    let address = listener.local_addr().expect("a bound socket has an address");
    tokio::spawn(async move { axum::serve(listener, router).await.expect("serving does not end") });
    address
}
