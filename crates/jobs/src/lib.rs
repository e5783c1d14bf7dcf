//! The queue of later work: claimed, retried, given up with a reason, scheduled.
//!
//! A rule calls [`queue`] inside the transaction that makes the work necessary, and [`Waker::wake`] after it. A [`Worker`] claims
//! what is due, calls the handler that the [`Registry`] knows for its kind, and writes down the [`Outcome`]. A claim is a lease: a
//! worker that dies loses it, and the job runs again. So a handler may run twice, and must be harmless the second time.
//!
//! Not here: what any kind of job does, and anything about people. Payloads and reasons hold ids only.

mod keep;
mod outcome;
mod registry;
mod rounds;
mod steps;
mod store;
mod worker;

pub use keep::{Figures, clean_up, figures};
pub use outcome::{Bounds, Outcome};
pub use registry::{Registry, period_id};
pub use steps::{Stepped, Steps};
pub use store::{Job, NewJob, queue, statements};
pub use worker::{Clock, Settings, Waker, Worker};
