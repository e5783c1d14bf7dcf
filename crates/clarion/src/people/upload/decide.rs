//! What is decided about a list that is here: what its columns become, where its consent comes from, and when it starts, pauses or ends.
//!
//! Each step is taken from the version that was seen: of two people at once, or of two clicks, one is done and the other told.

use super::{Column, FILE_KEPT, Facts, State, Upload, UploadRefusal, jobs, sealed, store};
use crate::app::App;
use crate::ids::Id;
use crate::people::beside::tags;
use crate::people::csv_columns::Mapping;
use crate::people::fields::choosing::Choosing;
use crate::people::import::choosing::{FieldColumn, FieldColumns};
use crate::people::import::{ImportProblem, SOURCE_CHARS_MAX};
use db::{Fault, Tx};

/// A step in one transaction.
type Step = Result<Result<(), UploadRefusal>, Fault>;

fn done(is_done: bool) -> Result<(), UploadRefusal> {
    is_done.then_some(()).ok_or(UploadRefusal::Changed)
}

/// A step to be, sealed outside of the transaction.
#[derive(Clone, Debug)]
pub struct Prepared {
    seen: (Id, i64),
    sealed: Vec<u8>,
    then: Then,
}

impl Prepared {
    /// The list that it is about.
    pub fn upload(&self) -> Id {
        self.seen.0
    }
}

/// What follows from it.
#[derive(Clone, Debug)]
enum Then {
    /// The columns are kept to be looked at again.
    Shown,
    /// The file is read through.
    Checked,
    /// Somebody has said where the consent comes from.
    Signed { source: String, account: Id },
}

/// What a list is of beside people: the petition that they signed, and whether on paper.
pub type Signed = (Option<Id>, bool);

/// What does not go together.
fn misfit(upload: &Upload, columns: &[Column], (petition, _): Signed) -> Option<UploadRefusal> {
    let count = |wanted: Column| columns.iter().filter(|column| **column == wanted).count();
    let (days, comments) = (count(Column::SignedOn), count(Column::Comment));
    let has_tags = count(Column::Tags) > 0 || !upload.facts.tag.is_empty();
    match petition {
        None => (days + comments > 0).then_some(UploadRefusal::NoPetition),
        Some(_) if days > 1 || comments > 1 => Some(UploadRefusal::NoPetition),
        Some(_) => has_tags.then_some(UploadRefusal::TagsOfSigners),
    }
}

/// What a list fills beside the columns that every list has.
#[derive(Clone, Copy)]
pub struct Filled<'a> {
    /// The group's fields with choices.
    pub fields: &'a [Choosing],
    /// Whether rows are refused whose cells are none of their field's choices.
    pub refuses_others: bool,
    /// What was signed. The caller saw that the petition is the group's; the worker looks again.
    pub signed: Signed,
}

/// Prepares what each column becomes, and what the list is of. With `goes_on` the file is then read through; else it is only shown anew.
pub fn columns(
    app: &App,
    upload: &Upload,
    columns: &[Column],
    Filled { fields, refuses_others, signed }: Filled<'_>,
    goes_on: bool,
) -> Result<Result<Prepared, UploadRefusal>, Fault> {
    if !matches!(upload.state, State::Ready | State::Checked) {
        return Ok(Err(UploadRefusal::Changed));
    }
    if let Some(refusal) = misfit(upload, columns, signed) {
        return Ok(Err(refusal));
    }
    let taken: Vec<_> = columns.iter().map(|column| column.field()).collect();
    if let Err(refusal) = Mapping::chosen(&upload.facts.header, &taken) {
        return match super::refusal_of(ImportProblem::Mapping(refusal)) {
            Ok(refusal) => Ok(Err(refusal)),
            Err(problem) => Err(Fault::bug(problem.to_string())),
        };
    }
    // A field that is gone leaves its column out.
    let is_known = |column: &Column| match column {
        Column::Choosing(id) => fields.iter().any(|field| field.field == *id),
        _ => true,
    };
    let words = columns.iter().map(|column| if is_known(column) { column.word() } else { Column::Out.word() }).collect();
    let filled = FieldColumns { columns: field_columns(columns, fields), refuses_others };
    if filled.columns.iter().enumerate().any(|(at, one)| filled.columns[..at].iter().any(|other| other.name == one.name)) {
        return Ok(Err(UploadRefusal::FieldTwice));
    }
    let (petition, on_paper) = (signed.0.map(|id| id.to_string()).unwrap_or_default(), signed.0.is_some() && signed.1);
    let facts = Facts { columns: words, fields: filled, petition, on_paper, survey: None, ..upload.facts.clone() };
    let then = if goes_on { Then::Checked } else { Then::Shown };
    Ok(Ok(Prepared { seen: (upload.id, upload.version), sealed: sealed(app, upload.group, upload.id, &facts)?, then }))
}

fn field_columns(columns: &[Column], fields: &[Choosing]) -> Vec<FieldColumn> {
    let filled = |(at, column): (usize, &Column)| match column {
        Column::Choosing(id) => {
            let field = fields.iter().find(|field| field.field == *id)?;
            let choices = field.standing().map(|choice| seal::name::fold(&choice.name)).collect();
            Some(FieldColumn { column: at, name: field.name.clone(), choices })
        }
        _ => None,
    };
    columns.iter().enumerate().filter_map(filled).collect()
}

/// Prepares where the consent comes from, and the tag for everybody. `is_signed`: whoever says so stands by it.
pub fn source(
    app: &App,
    upload: &Upload,
    account: Id,
    (source, tag, is_signed): (&str, &str, bool),
) -> Result<Result<Prepared, UploadRefusal>, Fault> {
    let Ok(source) = seal::text::clean_line(source, SOURCE_CHARS_MAX) else { return Ok(Err(UploadRefusal::BadSource)) };
    if upload.state != State::Checked {
        return Ok(Err(UploadRefusal::Changed));
    }
    if source.is_empty() && upload.facts.needs_source() {
        return Ok(Err(UploadRefusal::SourceNeeded));
    }
    if source.is_empty() && is_signed {
        return Ok(Err(UploadRefusal::NothingSigned));
    }
    if !source.is_empty() && !is_signed {
        return Ok(Err(UploadRefusal::NotSigned));
    }
    let tag: String = tag.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(tags::NAME_CHARS_MAX).collect();
    if !tag.is_empty() && upload.facts.petition().is_some() {
        return Ok(Err(UploadRefusal::TagsOfSigners));
    }
    let facts = Facts { tag, ..upload.facts.clone() };
    let sealed = sealed(app, upload.group, upload.id, &facts)?;
    Ok(Ok(Prepared { seen: (upload.id, upload.version), sealed, then: Then::Signed { source, account } }))
}

/// Takes a prepared step.
pub fn take(tx: &mut Tx<'_>, now: i64, prepared: &Prepared) -> Step {
    let seen = prepared.seen;
    match &prepared.then {
        Then::Shown => store::change_sealed(tx, seen, State::Ready.as_str(), &prepared.sealed).map(done),
        Then::Checked => {
            let is_done = store::change_sealed(tx, seen, State::Checking.as_str(), &prepared.sealed)?;
            if is_done {
                jobs::queue(tx, seen, now)?;
            }
            Ok(done(is_done))
        }
        Then::Signed { source, account } => store::sign(tx, seen, &prepared.sealed, source, (*account, now)).map(done),
    }
}

/// Starts a list whose source was stated, or goes on with one that was paused.
pub fn start(tx: &mut Tx<'_>, now: i64, upload: &Upload) -> Step {
    let may_start = match upload.state {
        State::Checked => upload.signed.is_some(),
        State::Paused => true,
        _ => false,
    };
    if !may_start {
        return Ok(Err(UploadRefusal::Changed));
    }
    if upload.expires_at <= now {
        return Ok(Err(UploadRefusal::Gone));
    }
    let seen = (upload.id, upload.version);
    let is_done = store::change(tx, seen, State::Running.as_str(), "")?;
    if is_done {
        jobs::queue(tx, seen, now)?;
    }
    Ok(done(is_done))
}

/// Lets it wait. The worker ends after the slice that it writes.
pub fn pause(tx: &mut Tx<'_>, upload: &Upload) -> Step {
    match upload.state {
        State::Running => store::change(tx, (upload.id, upload.version), State::Paused.as_str(), "").map(done),
        _ => Ok(Err(UploadRefusal::Changed)),
    }
}

/// Ends it where it is: what was imported stays. One that was not started is forgotten. The file is to be dropped after it.
pub fn stop(tx: &mut Tx<'_>, now: i64, upload: &Upload) -> Step {
    let seen = (upload.id, upload.version);
    let is_arriving = upload.state == State::Arriving && now < upload.expires_at - FILE_KEPT + ARRIVES_WITHIN;
    match upload.state {
        State::Running | State::Paused => store::change(tx, seen, State::Stopped.as_str(), "").map(done),
        // Whoever sends it is still at it.
        State::Arriving if is_arriving => Ok(Err(UploadRefusal::Changed)),
        State::Arriving | State::Ready | State::Checking | State::Checked => store::drop_upload(tx, seen).map(done),
        State::Stopped | State::Failed | State::Done => Ok(Err(UploadRefusal::Changed)),
    }
}

/// A file that has not arrived after so long will not: 256 MB at 600 kbit/s take an hour.
const ARRIVES_WITHIN: i64 = crate::clock::HOUR;

/// Drops the file of a list that is over.
pub async fn drop_file(app: &App, upload: &Upload) -> Result<(), Fault> {
    super::receive::drop_pieces(app, upload.file).await
}
