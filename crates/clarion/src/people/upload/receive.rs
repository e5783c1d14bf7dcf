//! A file arrives: sealed piece by piece as it comes, so that the server never holds more than one of them, and never one in the clear
//! on its disk.

use super::{FILE_BYTES_MAX, FILE_KEPT, FILES_MAX, Facts, UploadRefusal, refusal_of, sealed, store};
use crate::app::App;
use crate::audit;
use crate::ids::Id;
use crate::people::csv_columns::{Mapping, is_person, names_field, names_tags};
use crate::people::csv_rows::CsvRows;
use crate::people::fields::choosing::{self, Choosing};
use crate::people::import::pieces::{self, Kind, PIECE_BYTES_MAX, Reader};
use crate::people::import::{ImportProblem, Reading};
use crate::people::upload::Column;
use db::{Fault, Tx};

/// A file's name is shown, and nothing else is done with it.
const NAME_CHARS_MAX: usize = 100;

/// A file on its way.
pub struct Receiver {
    app: App,
    group: Id,
    /// The list.
    pub id: Id,
    file: Id,
    name: String,
    expires_at: i64,
    reading: Reading,
    held: Vec<u8>,
    bytes: u64,
    pieces: i64,
}

impl Receiver {
    /// Makes room for a file. The group's data key must be known.
    pub async fn begin(app: &App, group: Id, account: Id, name: &str) -> Result<Result<Self, UploadRefusal>, Fault> {
        let now = app.clock.now();
        let (id, file, expires_at) = (app.ids.fresh(now), app.ids.fresh(now), now + FILE_KEPT);
        let name: String = name.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
        let sealed = sealed(app, group, id, &Facts { name: name.clone(), ..Facts::default() })?;
        let new = store::New { id, group, account, file, sealed, created_at: now, expires_at };
        let noted = audit::Note::of(id, now, (account, group), "people.begin_upload", id);
        let begin = move |tx: &mut Tx<'_>| {
            let has_room = store::add(tx, &new, FILES_MAX)?;
            Ok(noted.noted(tx, has_room.then_some(()).ok_or(()))?.is_ok())
        };
        let has_room = app.db.write("people.begin_upload", begin).await?;
        let (reading, held) = (Reading::default(), Vec::with_capacity(PIECE_BYTES_MAX));
        let receiver = Self { app: app.clone(), group, id, file, name, expires_at, reading, held, bytes: 0, pieces: 0 };
        Ok(has_room.then_some(receiver).ok_or(UploadRefusal::TooMany))
    }

    /// The next bytes.
    pub async fn add(&mut self, mut bytes: &[u8]) -> Result<Result<(), UploadRefusal>, Fault> {
        self.bytes += bytes.len() as u64;
        if self.bytes > FILE_BYTES_MAX {
            return Ok(Err(UploadRefusal::TooLarge));
        }
        self.reading.add(bytes);
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(PIECE_BYTES_MAX - self.held.len()));
            self.held.extend_from_slice(now);
            bytes = later;
            if self.held.len() == PIECE_BYTES_MAX {
                self.keep().await?;
            }
        }
        Ok(Ok(()))
    }

    /// Writes what is held as the next piece, behind people who wait.
    async fn keep(&mut self) -> Result<(), Fault> {
        let held = std::mem::replace(&mut self.held, Vec::with_capacity(PIECE_BYTES_MAX));
        let (app, of, number, expires_at) = (self.app.clone(), (Kind::Upload, self.group, self.file), self.pieces, self.expires_at);
        let kept = tokio::task::spawn_blocking(move || {
            let pieces = pieces::seal(&app.vault, &app.ids, of.1, of.2, number, &held)?;
            app.db.write_bulk("people.keep_upload", move |tx| {
                pieces.iter().try_for_each(|piece| pieces::keep(tx, of, piece, expires_at))
            })
        });
        kept.await.map_err(|_| Fault::bug("keeping a piece panicked"))??;
        self.pieces += 1;
        Ok(())
    }

    /// All of it is here. What is no list is refused and thrown away.
    pub async fn end(mut self) -> Result<Result<Id, UploadRefusal>, Fault> {
        if !self.held.is_empty() {
            self.keep().await?;
        }
        let reader = Reader::new(self.app.db.clone(), self.app.vault.clone(), self.group, self.file, self.pieces);
        let header = tokio::task::spawn_blocking(move || CsvRows::open(reader).map(|rows| rows.columns().to_vec()));
        let header = match header.await.map_err(|_| Fault::bug("reading a header panicked"))? {
            Ok(header) if is_person(&header) => {
                self.give_up().await?;
                return Ok(Err(UploadRefusal::NoHeader));
            }
            Ok(header) => header,
            Err(refusal) => match refusal_of(ImportProblem::File(refusal)) {
                Ok(refusal) => {
                    self.give_up().await?;
                    return Ok(Err(refusal));
                }
                Err(problem) => return Err(Fault::bug(problem.to_string())),
            },
        };
        let (vault, group) = (self.app.vault.clone(), self.group);
        let fields = self.app.db.read_newest(move |tx| choosing::of_group(tx, &vault, group)).await?;
        let about = self.reading.end();
        let facts = Facts {
            name: std::mem::take(&mut self.name),
            hash: about.hash.to_hex().to_string(),
            lines_max: about.lines_max,
            columns: suggested(&header, &fields).into_iter().map(Column::word).collect(),
            header,
            ..Facts::default()
        };
        let (id, pieces, bytes) = (self.id, self.pieces, self.bytes as i64);
        let sealed = sealed(&self.app, self.group, id, &facts)?;
        self.app.db.write("people.upload_arrived", move |tx| store::arrived(tx, id, &sealed, pieces, bytes)).await?;
        Ok(Ok(id))
    }

    /// Throws away what has come.
    pub async fn give_up(&self) -> Result<(), Fault> {
        let (id, file) = (self.id, self.file);
        self.app.db.write("people.drop_upload", move |tx| store::drop_upload(tx, (id, 0))).await?;
        drop_pieces(&self.app, file).await
    }
}

/// Drops a file's pieces, a few with each commit.
pub(super) async fn drop_pieces(app: &App, file: Id) -> Result<(), Fault> {
    while app.db.write("people.drop_pieces", move |tx| pieces::drop_some(tx, file)).await? > 0 {}
    Ok(())
}

/// What each column becomes, as long as nobody says otherwise.
fn suggested(header: &[String], choosing: &[Choosing]) -> Vec<Column> {
    let fields = Mapping::suggest(header);
    let column = |(name, field): (&String, Option<_>)| match field {
        Some(field) => Column::Field(field),
        None if names_tags(name) => Column::Tags,
        None => Column::Out,
    };
    let mut columns: Vec<Column> = header.iter().zip(fields).map(column).collect();
    for field in choosing {
        let free = |(name, column): &(&String, &mut Column)| **column == Column::Out && names_field(name, &field.name);
        if let Some((_, column)) = header.iter().zip(&mut columns).find(free) {
            *column = Column::Choosing(field.field);
        }
    }
    columns
}
