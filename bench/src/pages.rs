//! A petition's page for a crowd, beside "hello" from the same HTTP stack.

use crate::table::{Line, say};
use crate::world::{SLUG, World};
use crate::{floor, load};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;

const CLIENTS: usize = 256;
const ROUNDS: usize = 3;
const GOAL: f64 = 0.25;

/// Measures it while the count moves: somebody signs all the time.
pub fn measure(runtime: &Runtime, world: &World, length: Duration) -> Line {
    let (hello, server) = runtime.block_on(async { (floor::serve(None).await, world.serve().await) });
    let path = format!("/petitions/{SLUG}");
    let rounds: Vec<(f64, f64)> = (0..ROUNDS)
        .map(|_| {
            let below = runtime.block_on(load::run(hello, CLIENTS, length, 0, Arc::new(|_| load::get("/hello", ""))));
            let page = path.clone();
            let measured = runtime.block_on(load::run(server, CLIENTS, length, 0, Arc::new(move |_| load::get(&page, ""))));
            say(&format!(
                "  hello {:>7.0}/s   page {:>7.0}/s  p99 {:.1} ms",
                below.per_second, measured.per_second, measured.p99_ms
            ));
            (measured.per_second, below.per_second)
        })
        .collect();
    Line::of_rounds("petition page for a crowd, count live (floor: hello)", &rounds, GOAL)
}
