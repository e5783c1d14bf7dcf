//! The worker's part: it reads a file through, or imports it, whichever its row says, and can die anywhere.
//!
//! The job holds the list's id alone. How far an import has come stands in its own row, written with each slice, so that another worker
//! goes on behind the last slice that was committed. Whoever pauses or stops changes the row; the worker looks once a second.

use super::{State, Upload, UploadRefusal, receive, refusal_of, sealed, store};
use crate::app::App;
use crate::aside::aside;
use crate::coalitions;
use crate::ids::Id;
use crate::people::beside::tags;
use crate::people::import::survey::{Bounds as SurveyBounds, survey};
use crate::people::import::{ImportProblem, Importer, Options};
use crate::petitions::create;
use ::jobs::{Bounds, Job, NewJob, Outcome, Registry};
use db::{Fault, Tx};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

const KIND: &str = "people.import";
/// A list ends by what is in it, not by how often a worker looked. A million rows take minutes; a machine in trouble gets six hours.
/// Two at once, so that one long list does not hold up all others.
const BOUNDS: Bounds = Bounds {
    attempts_max: i64::MAX / 2,
    retry_delay_min: Duration::from_secs(1),
    retry_delay_max: Duration::from_secs(60),
    run_time_max: Duration::from_secs(6 * 3600),
    parallel_max: 2,
};
/// How often a worker looks whether it is to go on.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Refused rows that are named before the start.
const SHOWN_MAX: usize = 10;

/// Adds this kind of job to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App) {
    let app = app.clone();
    registry.add(KIND, BOUNDS, move |job| run(app.clone(), job));
}

/// Queues the work that follows from a change of the version that was seen. Queued again it is the same job.
pub(super) fn queue(tx: &mut Tx<'_>, (upload, version): (Id, i64), now: i64) -> Result<(), Fault> {
    let hash = blake3::derive_key("clarion 2026 work on an uploaded list", &[&upload.0[..], &version.to_le_bytes()].concat());
    let id = *hash.first_chunk().expect("a hash has 32 bytes");
    ::jobs::queue(tx, &[NewJob { id, kind: KIND, payload: &upload.0, run_at: now, created_at: now }])
}

async fn run(app: App, job: Job) -> Outcome {
    let Ok(id) = <[u8; 16]>::try_from(job.payload.as_slice()).map(Id) else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    match worked(&app, id).await {
        Ok(true) => Outcome::Done,
        Ok(false) => Outcome::retry("another worker imports the same list, or this one stops"),
        Err(fault) => {
            tracing::error!(upload = %id, %fault, "a list was not worked on");
            Outcome::retry(format!("the database: {:?}", fault.kind()))
        }
    }
}

/// Works on a list until nothing is left to do now; `false` where it is to be tried again.
async fn worked(app: &App, id: Id) -> Result<bool, Fault> {
    let read = app.db.read_newest(move |tx| {
        let Some(row) = store::upload(tx, id)? else { return Ok(None) };
        Ok(coalitions::group(tx, row.group)?.map(|group| (group.id, group.country)))
    });
    let Some((group, country)) = read.await? else { return Ok(true) };
    app.vault.know(&app.db, group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    let vault = app.vault.clone();
    let Some(upload) = app.db.read_newest(move |tx| super::any(tx, &vault, id)).await? else { return Ok(true) };
    let file = upload.file;
    let is_import = match upload.state {
        State::Checking => false,
        State::Running => true,
        // A worker that ended it died before it threw the file away.
        state if state.is_over() => return receive::drop_pieces(app, file).await.map(|()| true),
        _ => return Ok(true),
    };
    let works_on = app.clone();
    let is_over = aside(move |is_wanted| {
        let work = Work { app: works_on, upload, country, is_wanted };
        if is_import { work.import() } else { work.check() }
    })
    .await?;
    if is_over {
        let vault = app.vault.clone();
        let now = app.db.read_newest(move |tx| super::any(tx, &vault, id)).await?;
        if now.is_none_or(|now| now.state.is_over()) {
            receive::drop_pieces(app, file).await?;
        }
    }
    Ok(is_over)
}

/// One run of a worker on one list.
struct Work<'a> {
    app: App,
    upload: Upload,
    country: String,
    is_wanted: &'a dyn Fn() -> bool,
}

impl Work<'_> {
    fn seen(&self) -> (Id, i64) {
        (self.upload.id, self.upload.version)
    }

    /// How it is to be imported, with the petition as it stands now; it must be the group's own.
    fn options(&self) -> Result<Result<Options, UploadRefusal>, Fault> {
        let mut options = self.upload.options(&self.country);
        if let Some(id) = options.petition {
            let found = self.app.db.read_blocking(move |tx| create::find_by_id(tx, id))?;
            let own = found.map(|whole| whole.petition).filter(|petition| petition.group == self.upload.group);
            let Some(petition) = own else { return Ok(Err(UploadRefusal::Petition)) };
            options.signing.zone = petition.time_zone;
            options.signing.closes_at = petition.closes_at;
        }
        Ok(Ok(options))
    }

    /// Reads the file through and keeps what was found.
    fn check(&self) -> Result<bool, Fault> {
        let options = match self.options()? {
            Ok(options) => options,
            Err(refusal) => return self.fail(refusal),
        };
        let bounds = SurveyBounds { rows: u64::MAX, shown: SHOWN_MAX, now: self.app.clock.now() };
        let found = match survey(self.upload.reader(&self.app), &options, &bounds, &mut || (self.is_wanted)()) {
            Ok((_, found)) => found,
            Err(problem) => return self.end_by(problem),
        };
        let (group, vault, named) = (self.upload.group, self.app.vault.clone(), found.tags.clone());
        let known = self.app.db.read_blocking(move |tx| tags::of_group(tx, &vault, group))?;
        let is_new = |name: &&String| !known.iter().any(|tag| seal::name::fold(&tag.name) == seal::name::fold(name));
        if known.len() + named.iter().filter(is_new).count() > tags::TAGS_MAX {
            return self.fail(UploadRefusal::Tags);
        }
        let facts = super::Facts { survey: Some(found), ..self.upload.facts.clone() };
        let (sealed, seen) = (sealed(&self.app, group, self.upload.id, &facts)?, self.seen());
        self.app
            .db
            .write_bulk("people.upload_checked", move |tx| store::change_sealed(tx, seen, State::Checked.as_str(), &sealed))?;
        Ok(true)
    }

    /// Imports to the end, or until somebody says otherwise.
    fn import(&self) -> Result<bool, Fault> {
        let Self { app, upload, .. } = self;
        let importer = Importer { db: app.db.clone(), intake: app.intake(), clock: app.clock.clone() };
        let (options, id) = match self.options()? {
            Ok(options) => (options, upload.id),
            Err(refusal) => return self.fail(refusal),
        };
        let (mut begun, mut looked, mut fault) = (upload.import, None::<Instant>, None);
        let done = importer.run_known(&options, &upload.about(), upload.reader(app), &mut |reached| {
            let goes_on = self.goes_on(&mut begun, reached.id, &mut looked);
            match goes_on {
                Ok(true) => ControlFlow::Continue(()),
                Ok(false) => ControlFlow::Break(()),
                Err(met) => {
                    fault = Some(met);
                    ControlFlow::Break(())
                }
            }
        });
        if let Some(fault) = fault {
            return Err(fault);
        }
        let report = match done {
            Ok(report) => report,
            Err(problem) => return self.end_by(problem),
        };
        let was_before = report.finished_before.is_some() && begun != Some(report.id);
        app.db.write_bulk("people.upload_done", move |tx| {
            // Whoever paused it in its last second is not asked again: it has come to its end.
            let Some(now) = store::upload(tx, id)? else { return Ok(true) };
            store::ended(tx, (id, now.version), report.id, was_before)
        })?;
        Ok(true)
    }

    /// Notes the import when it begins; looks once a second whether it is still to run.
    fn goes_on(&self, begun: &mut Option<Id>, import: Id, looked: &mut Option<Instant>) -> Result<bool, Fault> {
        let id = self.upload.id;
        if begun.is_none() {
            self.app.db.write_bulk("people.upload_begun", move |tx| store::begun(tx, id, import))?;
            *begun = Some(import);
        }
        if !(self.is_wanted)() {
            return Ok(false);
        }
        if looked.is_some_and(|looked| looked.elapsed() < LOOK_EVERY) {
            return Ok(true);
        }
        *looked = Some(Instant::now());
        let now = self.app.db.read_blocking(move |tx| store::upload(tx, id))?;
        Ok(now.is_some_and(|now| now.state == State::Running.as_str()))
    }

    /// What a problem means for the list: over, or to be tried again.
    fn end_by(&self, problem: ImportProblem) -> Result<bool, Fault> {
        match refusal_of(problem) {
            Ok(refusal) => self.fail(refusal),
            // Not wanted here means wanted elsewhere; else somebody paused or stopped it.
            Err(ImportProblem::Stopped) => Ok((self.is_wanted)()),
            Err(ImportProblem::Overtaken) => Ok(false),
            Err(ImportProblem::Database(fault)) => Err(fault),
            Err(other) => Err(Fault::new(db::FaultKind::Away, other.to_string())),
        }
    }

    fn fail(&self, refusal: UploadRefusal) -> Result<bool, Fault> {
        let (seen, message) = (self.seen(), crate::refusal::Refusal::message(&refusal));
        self.app.db.write_bulk("people.upload_failed", move |tx| store::change(tx, seen, State::Failed.as_str(), message))?;
        Ok(true)
    }
}
