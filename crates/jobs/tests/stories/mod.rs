//! One file for each promise of the queue.

mod failing;
mod leases;
mod many;
mod queueing;
mod scheduled;
mod steps;
