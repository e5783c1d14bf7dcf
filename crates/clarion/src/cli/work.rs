//! `clarion work`: workers without pages, on any number of machines; PostgreSQL only.

use super::{Done, Problem, ServerSettings, logs, open, print, serve};
use db::Engine;
use std::sync::Arc;

/// `clarion work`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    settings: ServerSettings,
}

/// Works until it is told to stop.
pub fn run(arguments: &Arguments) -> Done {
    logs::start("info");
    let settings = arguments.settings.read()?;
    if settings.database_url.engine() == Engine::Sqlite {
        return Err(Problem::refused(
            "A SQLite database has one process, and `clarion serve` works in it already. Use PostgreSQL for separate workers.",
        ));
    }
    open::make_folders(&settings)?;
    let mailer = serve::mailer(&settings)?;
    let app = open::open(Arc::new(settings))?;
    open::keep_passkey_domain(&app)?;
    serve::runtime()?.block_on(async {
        let mut signals = serve::StopSignals::listen();
        let worker = serve::start_worker(&app, &mailer);
        print::out("Clarion works here; it serves no pages.");
        signals.asked_to_stop().await;
        tracing::info!("stopping");
        worker.stop().await;
    });
    app.db.close();
    Ok(())
}
