//! `clarion serve`: the server with its workers, from its first start to its last answered request.

use super::hand_over::server::Socket;
use super::progress::Unwatched;
use super::{Done, Problem, ServerSettings, demo, lock, logs, open, print};
use crate::app::App;
use crate::config::Settings;
use crate::messages::Mailer;
use crate::{reports, web};
use axum::Router;
use axum::serve::ListenerExt;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long running requests may take after the server was told to stop. Live counts never end by themselves.
const STOP_WAIT: Duration = Duration::from_secs(10);

/// `clarion serve`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Serve pages and the API only; mails and other later work wait for `clarion work`
    #[arg(long)]
    no_work: bool,
    #[command(flatten)]
    settings: ServerSettings,
}

/// Serves until it is told to stop.
pub fn run(arguments: &Arguments) -> Done {
    logs::start("info");
    let settings = Arc::new(arguments.settings.read()?);
    let runtime = runtime()?;
    let listener = runtime.block_on(bind(settings.listen))?;
    let metrics = web::server::Metrics::install();
    let metrics_listener = settings.metrics_listen.map(|address| runtime.block_on(bind(address))).transpose()?;
    open::make_folders(&settings)?;
    let lock = lock::take(&settings.database_url)?.ok_or_else(held)?;
    let app = open::open(Arc::clone(&settings))?;
    open::keep_passkey_domain(&app)?;
    let demo = demo::at_first_start(&app, &Unwatched)?;
    let (commands, signals) = runtime.block_on(async { (command_socket(&app), StopSignals::listen()) });
    say_where(&settings, listener.local_addr().ok(), demo.as_ref());
    say_reports(&app)?;
    let servers = Servers { listener, metrics_listener, metrics, commands, signals };
    let mailer = (!arguments.no_work).then(|| mailer(&app.settings)).transpose()?;
    runtime.block_on(serve(app.clone(), servers, mailer));
    app.db.close();
    drop(lock);
    tracing::info!("stopped");
    Ok(())
}

/// What mails leave by.
pub(super) fn mailer(settings: &Settings) -> Result<Mailer, Problem> {
    Mailer::new(settings).map_err(|problem| Problem::Refused(format!("Mails cannot leave: {problem}.")))
}

fn held() -> Problem {
    Problem::refused("Another Clarion process uses this SQLite database. Stop it first, or use PostgreSQL for several servers.")
}

pub(super) fn runtime() -> Result<Runtime, Problem> {
    let built = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    built.map_err(|_| Problem::refused("The system gives no threads. Raise its limits and start again."))
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Problem> {
    TcpListener::bind(address).await.map_err(|error| {
        Problem::Refused(match error.kind() {
            ErrorKind::AddrInUse => {
                format!("Another program listens on {address}. Stop it, or choose another port with CLARION_LISTEN.")
            }
            ErrorKind::PermissionDenied => {
                format!("The system does not let this user listen on {address}. Choose a port above 1023.")
            }
            _ => format!("Nothing can listen on {address}. Check CLARION_LISTEN and CLARION_METRICS_LISTEN."),
        })
    })
}

fn say_where(settings: &Settings, listen: Option<SocketAddr>, demo: Option<&demo::Addresses>) {
    print::out(&format!("Clarion is at {}", settings.public_url));
    if let Some(demo) = demo {
        print::out(&format!("The demo's petition is at {}", demo.petition));
        print::out(&format!("Sign in as the demo's coordinator, once within 24 hours: {}", demo.sign_in_link));
    }
    if let Some(listen) = listen {
        tracing::info!(%listen, "listening");
    }
}

/// How many reports nobody has closed yet.
fn say_reports(app: &App) -> Result<(), Problem> {
    let open = app.db.read_blocking(reports::open_reports)?;
    if open.total() > 0 {
        tracing::warn!(open = open.usual, over_a_limit = open.waiting, "reports of pages are open");
        print::out(&format!("Open reports of pages: {}. Read them with `clarion reports list`.", open.total()));
    }
    Ok(())
}

struct Servers {
    listener: TcpListener,
    metrics_listener: Option<TcpListener>,
    metrics: web::server::Metrics,
    commands: Option<JoinHandle<()>>,
    signals: StopSignals,
}

async fn serve(app: App, mut servers: Servers, mailer: Option<Mailer>) {
    let (stop, stopped) = watch::channel(false);
    let upkeep = tokio::spawn(servers.metrics.clone().keep_up());
    let mut router = web::router(app.clone());
    let mut running = Vec::new();
    match servers.metrics_listener {
        Some(listener) => running.push(spawn(listener, servers.metrics.routes(), stopped.clone())),
        None => router = router.merge(servers.metrics.routes()),
    }
    running.push(spawn(servers.listener, router, stopped));
    let worker = mailer.map(|mailer| start_worker(&app, &mailer));
    servers.signals.asked_to_stop().await;
    tracing::info!("stopping");
    stop.send_replace(true);
    app.stopping.stop();
    for server in running {
        if tokio::time::timeout(STOP_WAIT, server).await.is_err() {
            tracing::warn!("some requests did not end in time");
        }
    }
    if let Some(commands) = servers.commands {
        commands.abort();
        commands.await.ok();
    }
    if let Some(worker) = worker {
        worker.stop().await;
    }
    upkeep.abort();
}

fn spawn(listener: TcpListener, router: Router, mut stopped: watch::Receiver<bool>) -> JoinHandle<()> {
    // Nagle's algorithm would hold small answers back.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move {
        let stop = async move { drop(stopped.wait_for(|stop| *stop).await) };
        if axum::serve(listener, service).with_graceful_shutdown(stop).await.is_err() {
            tracing::error!("the listening socket failed");
        }
    })
}

/// Where commands hand their work over. A server without it still serves.
fn command_socket(app: &App) -> Option<JoinHandle<()>> {
    let path = lock::socket_of(&app.settings.database_url)?;
    match Socket::bind(&path) {
        Ok(socket) => Some(tokio::spawn(socket.serve(app.clone()))),
        Err(error) => {
            tracing::warn!(%error, "commands cannot be handed to this server: its socket cannot be made");
            None
        }
    }
}

pub(super) fn start_worker(app: &App, mailer: &Mailer) -> jobs::Worker {
    let clock = app.clock.clone();
    let settings = jobs::Settings::new(app.ids.bytes(), app.waker.clone());
    let registry = Arc::new(crate::later_work::registry(app, mailer));
    jobs::Worker::start(app.db.clone(), registry, Arc::new(move || clock.now()), settings)
}

/// The two ways in which the system or somebody at a terminal asks to stop.
pub(super) struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignals {
    /// Listens from now on; until then a signal would end the process at once. Needs a runtime.
    pub(super) fn listen() -> Self {
        Self {
            terminate: signal(SignalKind::terminate()).expect("SIGTERM can always be listened for"),
            interrupt: signal(SignalKind::interrupt()).expect("SIGINT can always be listened for"),
        }
    }

    /// Returns when one of them came.
    pub(super) async fn asked_to_stop(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
