//! A list that somebody sends through the console: it arrives sealed, is looked through, decided about, and imported by a worker.
//!
//! What an import does is `people/import`'s; here is what stands around it. Each step is one conditional UPDATE on the version that was
//! seen ([`decide`]), and each piece of work a job that reads from the row what is to be done ([`jobs`]), so that it can die anywhere.

pub mod decide;
pub mod jobs;
pub mod receive;
pub(crate) mod store;

use super::csv_columns::{Field, MappingRefusal};
use super::csv_rows::FileRefusal;
use super::import::pieces::Reader;
use super::import::survey::Survey;
use super::import::{About, FieldColumns, ImportProblem, Options, Signing, Tagging};
use crate::app::App;
use crate::clock::DAY;
use crate::ids::Id;
use crate::keys::Vault;
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};

/// The largest file: a million rows with names, numbers and places are 150 MB.
pub const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// A file is kept for so long, whatever becomes of it.
pub const FILE_KEPT: i64 = 7 * DAY;
/// Files of one group that may stand at once: with their sizes, a bound on what one group puts on the disk.
pub const FILES_MAX: i64 = 5;
/// Imports shown in the list.
pub const SHOWN_MAX: i64 = 50;

refusals! {
    /// Why a step is not done.
    UploadRefusal {
        /// The form had no file in it.
        NoFile = "import-refused-no-file",
        /// Over [`FILE_BYTES_MAX`].
        TooLarge = "import-refused-large",
        /// Over [`FILES_MAX`].
        TooMany = "import-refused-files",
        /// Nothing in the file.
        Empty = "import-refused-empty",
        /// Saved as UTF-16.
        Utf16 = "import-refused-wide",
        /// No line of column names.
        BadHeader = "import-refused-header",
        /// The first line is somebody.
        NoHeader = "import-refused-person",
        /// The file is kept no more, or never arrived whole.
        Gone = "import-refused-gone",
        /// Nobody could be recognised.
        NoAddress = "import-refused-address",
        /// Two columns for one field.
        FieldTwice = "import-refused-twice",
        /// A long list without a source.
        SourceNeeded = "import-refused-source",
        /// A source that is no line of text.
        BadSource = "import-refused-source-line",
        /// Signed for, and no source stated.
        NothingSigned = "import-refused-nothing-signed",
        /// A source that nobody signs for.
        NotSigned = "import-refused-signed",
        /// The group merges with another, or is part of one.
        Merging = "import-refused-merging",
        /// More tags than a group can have.
        Tags = "import-refused-tags",
        /// No petition of the group, or one that takes no signatures now.
        Petition = "import-refused-petition",
        /// A day or a comment of a signature, and no petition; or two columns for one of them.
        NoPetition = "import-refused-no-petition",
        /// Tags with the signatures of a petition.
        TagsOfSigners = "import-refused-tags-of-signers",
        /// It stands otherwise than it was seen.
        Changed = "import-refused-changed",
    }
}

/// Where a list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// On its way here.
    Arriving,
    /// Here; its columns are to be looked at.
    Ready,
    /// A worker reads it through.
    Checking,
    /// Read through; the source is to be stated, then it can start.
    Checked,
    /// A worker imports it.
    Running,
    /// It waits until somebody goes on.
    Paused,
    /// Over, before its end.
    Stopped,
    /// Over: something is wrong with it.
    Failed,
    /// Over.
    Done,
}

impl State {
    const ALL: [(Self, &'static str); 9] = [
        (Self::Arriving, "arriving"),
        (Self::Ready, "ready"),
        (Self::Checking, "checking"),
        (Self::Checked, "checked"),
        (Self::Running, "running"),
        (Self::Paused, "paused"),
        (Self::Stopped, "stopped"),
        (Self::Failed, "failed"),
        (Self::Done, "done"),
    ];

    /// The word in the column.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    fn parse(word: &str) -> Result<Self, Fault> {
        let known = Self::ALL.iter().find(|(_, known)| *known == word);
        known.map(|(state, _)| *state).ok_or_else(|| Fault::bug("an upload in a state that is none"))
    }

    /// Whether nothing more will happen.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Stopped | Self::Failed | Self::Done)
    }
}

/// What the word of a column begins with that fills a field for choosing.
const CHOOSING: &str = "field:";

/// What a column becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Left out.
    Out,
    /// A field.
    Field(Field),
    /// Its cells name tags.
    Tags,
    /// It fills a field for choosing.
    Choosing(Id),
    /// The day of a petition's signature.
    SignedOn,
    /// The comment of one.
    Comment,
}

impl Column {
    /// The word in a form and under the seal.
    pub fn word(self) -> String {
        match self {
            Self::Out => String::new(),
            Self::Field(field) => field.name().to_owned(),
            Self::Tags => "tags".to_owned(),
            Self::Choosing(field) => format!("{CHOOSING}{field}"),
            Self::SignedOn => "signed_on".to_owned(),
            Self::Comment => "comment".to_owned(),
        }
    }

    /// The field of a person, where it becomes one.
    pub fn field(self) -> Option<Field> {
        match self {
            Self::Field(field) => Some(field),
            Self::Out | Self::Tags | Self::Choosing(_) | Self::SignedOn | Self::Comment => None,
        }
    }

    /// Reads such a word; what is none leaves the column out.
    pub fn parse(word: &str) -> Self {
        if let Some(field) = word.strip_prefix(CHOOSING) {
            return field.parse().map_or(Self::Out, Self::Choosing);
        }
        match word {
            "tags" => Self::Tags,
            "signed_on" => Self::SignedOn,
            "comment" => Self::Comment,
            _ => Field::ALL.into_iter().find(|field| field.name() == word).map_or(Self::Out, Self::Field),
        }
    }
}

/// What is sealed about a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// What the file is called where it comes from.
    pub name: String,
    /// Of its bytes, as hex digits.
    pub hash: String,
    /// At least as many as it has rows, the header among them.
    pub lines_max: u64,
    /// The names of its columns.
    pub header: Vec<String>,
    /// What each becomes.
    pub columns: Vec<String>,
    /// The petition that everybody in it signed, by its id; empty for none.
    pub petition: String,
    /// Whether they signed it on paper.
    pub on_paper: bool,
    /// A tag for everybody in it; empty for none.
    pub tag: String,
    /// The columns that fill fields for choosing.
    pub fields: FieldColumns,
    /// What was found when it was read through.
    pub survey: Option<Survey>,
}

impl Facts {
    /// What each column becomes.
    pub fn columns(&self) -> Vec<Column> {
        self.columns.iter().map(|word| Column::parse(word)).collect()
    }

    /// The petition that everybody in it signed.
    pub fn petition(&self) -> Option<Id> {
        self.petition.parse().ok()
    }

    /// Whether it must say where its consent comes from.
    pub fn needs_source(&self) -> bool {
        self.about(0).needs_source()
    }

    fn about(&self, bytes: u64) -> About {
        let hash = blake3::Hash::from_hex(&self.hash).unwrap_or_else(|_| blake3::hash(&[]));
        About { bytes, lines_max: self.lines_max, hash }
    }
}

/// A list that was sent.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its id.
    pub id: Id,
    /// Whose.
    pub group: Id,
    /// Who sent it.
    pub account: Id,
    /// Where its pieces lie.
    pub file: Id,
    /// How many.
    pub pieces: i64,
    /// Its length.
    pub bytes: u64,
    /// Where it stands.
    pub state: State,
    /// Goes up with every change.
    pub version: i64,
    /// What is sealed about it.
    pub facts: Facts,
    /// Where its consent comes from; empty: nobody gets news.
    pub consent_source: String,
    /// Whose statement that is, and since when.
    pub signed: Option<(Id, i64)>,
    /// The import, once it was begun.
    pub import: Option<Id>,
    /// Whether the same file had come to its end before.
    pub was_before: bool,
    /// What went wrong, as the message that says so.
    pub problem: String,
    /// When it was sent.
    pub created_at: i64,
    /// Until when the file is kept.
    pub expires_at: i64,
}

impl Upload {
    /// How it is to be imported. `country` is that of rows that name none.
    pub fn options(&self, country: &str) -> Options {
        let columns = self.facts.columns();
        let field = |column: &Column| column.field();
        let place = |wanted: Column| columns.iter().position(|column| *column == wanted);
        let tagged = columns.iter().enumerate().filter(|(_, column)| **column == Column::Tags);
        Options {
            group: self.group,
            country: country.to_owned(),
            consent_source: Some(self.consent_source.clone()).filter(|source| !source.is_empty()),
            petition: self.facts.petition(),
            signing: Signing {
                on_paper: self.facts.on_paper,
                day: place(Column::SignedOn),
                comment: place(Column::Comment),
                ..Signing::default()
            },
            chosen: Some(columns.iter().map(field).collect()),
            tags: Tagging {
                account: self.signed.map_or(self.account, |(account, _)| account),
                columns: tagged.map(|(at, _)| at).collect(),
                whole: self.facts.tag.clone(),
            },
            fields: self.facts.fields.clone(),
            ..Options::default()
        }
    }

    /// What is known of the file as a whole.
    pub fn about(&self) -> About {
        self.facts.about(self.bytes)
    }

    /// Reads the file from its start. For threads of their own; the group's data key must be known.
    pub(in crate::people) fn reader(&self, app: &App) -> Reader {
        Reader::new(app.db.clone(), app.vault.clone(), self.group, self.file, self.pieces)
    }
}

/// One list of a group.
pub fn find(tx: &mut Tx<'_>, vault: &Vault, group: Id, id: Id) -> Result<Option<Upload>, Fault> {
    Ok(any(tx, vault, id)?.filter(|upload| upload.group == group))
}

/// One list, whosoever.
fn any(tx: &mut Tx<'_>, vault: &Vault, id: Id) -> Result<Option<Upload>, Fault> {
    store::upload(tx, id)?.map(|row| opened(vault, row)).transpose()
}

/// Where a list stands; nothing where there is none.
pub fn state_of(tx: &mut Tx<'_>, id: Id) -> Result<Option<State>, Fault> {
    store::upload(tx, id)?.map(|row| State::parse(&row.state)).transpose()
}

/// What can be told of a list without opening anything.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Where it stands.
    pub state: State,
    /// Goes up with every change.
    pub version: i64,
    /// The length of its file.
    pub bytes: u64,
    /// The import, once it was begun.
    pub import: Option<Id>,
}

/// A glance at a list, whosoever: for whoever was let in before.
pub fn seen(tx: &mut Tx<'_>, id: Id) -> Result<Option<Seen>, Fault> {
    let Some(row) = store::upload(tx, id)? else { return Ok(None) };
    Ok(Some(Seen { state: State::parse(&row.state)?, version: row.version, bytes: row.bytes.unsigned_abs(), import: row.import }))
}

/// The newest lists of a group.
pub fn of_group(tx: &mut Tx<'_>, vault: &Vault, group: Id) -> Result<Vec<Upload>, Fault> {
    store::uploads_of(tx, group, SHOWN_MAX)?.into_iter().map(|row| opened(vault, row)).collect()
}

/// Forgets some lists whose file has expired and that nobody started; how many. To be run again until it answers 0.
pub fn forget_expired(tx: &mut Tx<'_>, now: i64) -> Result<u64, Fault> {
    store::forget_expired(tx, now)
}

fn opened(vault: &Vault, row: store::Row) -> Result<Upload, Fault> {
    let plain = vault.open_sealed(row.group, &row.id.0, &row.sealed)?;
    let facts = serde_json::from_slice(&plain).map_err(|_| Fault::bug("the facts of an upload cannot be read"))?;
    Ok(Upload {
        id: row.id,
        group: row.group,
        account: row.account,
        file: row.file,
        pieces: row.pieces,
        bytes: row.bytes.unsigned_abs(),
        state: State::parse(&row.state)?,
        version: row.version,
        facts,
        consent_source: row.consent_source,
        signed: row.signed_by.zip(row.signed_at),
        import: row.import,
        was_before: row.was_before,
        problem: row.problem,
        created_at: row.created_at,
        expires_at: row.expires_at,
    })
}

fn sealed(app: &App, group: Id, upload: Id, facts: &Facts) -> Result<Vec<u8>, Fault> {
    let plain = serde_json::to_vec(facts).expect("texts and numbers always serialise");
    app.vault.seal(group, &upload.0, &plain, app.ids.bytes())
}

/// What is wrong with a file or its columns, for whoever sent it; other problems come back.
fn refusal_of(problem: ImportProblem) -> Result<UploadRefusal, ImportProblem> {
    Ok(match problem {
        ImportProblem::File(FileRefusal::Empty) => UploadRefusal::Empty,
        ImportProblem::File(FileRefusal::Utf16) => UploadRefusal::Utf16,
        ImportProblem::File(FileRefusal::BadHeader) => UploadRefusal::BadHeader,
        ImportProblem::File(FileRefusal::Unreadable(error)) if error.kind() == std::io::ErrorKind::NotFound => UploadRefusal::Gone,
        ImportProblem::Mapping(MappingRefusal::NoHeader) => UploadRefusal::NoHeader,
        ImportProblem::Mapping(MappingRefusal::NeitherEmailNorPhone) => UploadRefusal::NoAddress,
        ImportProblem::Mapping(_) => UploadRefusal::FieldTwice,
        ImportProblem::SourceNeeded => UploadRefusal::SourceNeeded,
        ImportProblem::Source => UploadRefusal::BadSource,
        ImportProblem::Tags => UploadRefusal::Tags,
        ImportProblem::Merging => UploadRefusal::Merging,
        ImportProblem::Petition(_) => UploadRefusal::Petition,
        other => return Err(other),
    })
}
