//! What the machinery around a server asks: does it live, does its database answer, how does it do.

use crate::app::App;
use crate::keys;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::time::Duration;

/// A database that takes longer is not ready.
const READY_WAIT: Duration = Duration::from_secs(2);
/// How often the figures are gathered from the threads that count.
const UPKEEP: Duration = Duration::from_secs(5);

/// `/healthz` and `/readyz`.
pub fn routes(app: App) -> Router {
    Router::new().route("/healthz", get(async || "ok\n")).route("/readyz", get(ready)).with_state(app)
}

async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    let answers = app.db.read_newest(|tx| keys::fact(tx, "begun").map(drop));
    match tokio::time::timeout(READY_WAIT, answers).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n"),
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

/// The figures of this process.
#[derive(Clone)]
pub struct Metrics {
    handle: PrometheusHandle,
}

impl Metrics {
    /// Begins to record. Once in a process: a later call gets figures of its own that stay empty.
    pub fn install() -> Self {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("figures are already recorded");
        }
        Self { handle }
    }

    /// `/metrics`, in the words of Prometheus.
    pub fn routes(&self) -> Router {
        let handle = self.handle.clone();
        Router::new().route("/metrics", get(async move || handle.render()))
    }

    /// Keeps the histograms small. Runs until it is dropped.
    pub async fn keep_up(self) {
        let mut every = tokio::time::interval(UPKEEP);
        loop {
            every.tick().await;
            self.handle.run_upkeep();
        }
    }
}
