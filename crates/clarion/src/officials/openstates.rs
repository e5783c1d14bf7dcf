//! Reads people from the OpenStates layout (github.com/openstates/people, `schema.md`): one YAML file a person.
//!
//! The files are strangers' bytes: size, depth, aliases and nodes are bounded, a bad file is reported and the rest read
//! on. Party, biography, pictures and social accounts are not read. Which terms are current is said by [`super::validity`].

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

use super::{Holding, Reading, Unused, add_email, add_phone, add_source, offices, read_name, read_term};

/// The largest real file is 2.2 KB; with years of history a person may need some more.
const FILE_BYTES_MAX: usize = 256 * 1024;
/// All states, legislatures and municipalities together are about 20,000 files.
const FILES_MAX: usize = 100_000;
/// `data/<state>/<kind>/<file>` is three deep; links in a circle must end somewhere.
const FOLDER_DEPTH_MAX: usize = 8;
/// Terms of one person.
const ROLES_MAX: usize = 100;
/// Offices or contact details of one person.
const CONTACTS_MAX: usize = 20;

/// What is read of a person's file; every other key is passed over.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PersonFile {
    name: Option<String>,
    email: Option<String>,
    death_date: Option<String>,
    #[serde(deserialize_with = "list_or_nothing")]
    roles: Vec<Role>,
    #[serde(deserialize_with = "list_or_nothing")]
    offices: Vec<Contact>,
    #[serde(deserialize_with = "list_or_nothing")]
    contact_details: Vec<Contact>,
    #[serde(deserialize_with = "list_or_nothing")]
    sources: Vec<Source>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Role {
    #[serde(rename = "type")]
    kind: Option<String>,
    jurisdiction: Option<String>,
    start_date: Option<String>,
    end_date: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Contact {
    voice: Option<String>,
    email: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Source {
    url: Option<String>,
}

/// A key with nothing after it is an empty list, not a file to refuse.
fn list_or_nothing<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Reads one file, or every `.yml` and `.yaml` below a folder in the order of their names. `checked` is the day on which
/// this copy of the data was last held against its source: the caller knows it, the files do not.
///
/// # Errors
/// Only if `path` itself cannot be opened; what is wrong inside stands in the [`Reading`].
pub fn read_tree(path: &Path, checked: Date) -> io::Result<Reading> {
    let mut reading = Reading::default();
    if fs::metadata(path)?.is_dir() {
        let mut files = Vec::new();
        gather(path, 0, &mut files, &mut reading)?;
        files.sort();
        for file in files {
            read_file(&file, path, checked, &mut reading);
        }
    } else {
        File::open(path)?;
        read_file(path, path.parent().unwrap_or(path), checked, &mut reading);
    }
    Ok(reading)
}

/// Collects the files of a folder and of the folders in it. A folder that cannot be opened is reported, the first apart.
fn gather(folder: &Path, depth: usize, files: &mut Vec<PathBuf>, reading: &mut Reading) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            // Links to a folder above would be walked for ever.
            if path.is_symlink() || depth >= FOLDER_DEPTH_MAX || gather(&path, depth + 1, files, reading).is_err() {
                reading.unused.push((path.display().to_string(), Unused::Unreadable));
            }
        } else if path.extension().is_some_and(|end| end == "yml" || end == "yaml") {
            if files.len() == FILES_MAX {
                reading.unused.push((path.display().to_string(), Unused::TooMany));
                return Ok(());
            }
            files.push(path);
        }
    }
    Ok(())
}

fn read_file(path: &Path, root: &Path, checked: Date, reading: &mut Reading) {
    let origin = path.strip_prefix(root).unwrap_or(path).display().to_string();
    let mut bytes = Vec::new();
    // A pipe or a device would never end; only plain files are opened.
    let opened = if path.is_file() { File::open(path) } else { Err(io::ErrorKind::InvalidInput.into()) };
    let read = opened.and_then(|file| file.take(FILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => read_person(&bytes, &origin, checked, reading),
        Err(_) => reading.unused.push((origin, Unused::Unreadable)),
    }
}

/// Adds what one person's file says to `reading`. `origin` names the file in the report.
pub fn read_person(bytes: &[u8], origin: &str, checked: Date, reading: &mut Reading) {
    reading.people += 1;
    let mut unused = |reason| reading.unused.push((origin.to_owned(), reason));
    if bytes.len() > FILE_BYTES_MAX {
        return unused(Unused::TooLarge);
    }
    let Ok(person) = serde_saphyr::from_slice_with_options::<PersonFile>(bytes, limits()) else {
        return unused(Unused::NotUnderstood);
    };
    let name = read_name(person.name.as_deref().unwrap_or_default());
    if name.is_empty() {
        return unused(Unused::NoName);
    }
    if person.roles.is_empty() {
        return unused(Unused::NoRole);
    }
    if person.roles.len() > ROLES_MAX {
        return unused(Unused::TooMany);
    }
    for role in &person.roles {
        match holding(&person, role, &name, origin, checked) {
            Ok(holding) => reading.holdings.push(holding),
            Err(reason) => reading.unused.push((origin.to_owned(), reason)),
        }
    }
}

/// A real file has 40 to 120 nodes, no alias and a depth of 3. Numbers that are generous to those and leave an
/// alias that multiplies itself ("a billion laughs") nowhere to go.
fn limits() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: 16,
            max_nodes: 20_000,
            max_events: 60_000,
            max_aliases: 16,
            max_anchors: 16,
            max_documents: 1,
            max_merge_keys: 16,
            flow_nesting_limit: 16,
            max_total_scalar_bytes: FILE_BYTES_MAX,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 1_000,
            max_replay_stack_depth: 4,
        },
    }
}

fn holding(person: &PersonFile, role: &Role, name: &str, origin: &str, checked: Date) -> Result<Holding, Unused> {
    let kind = role.kind.as_deref().unwrap_or_default().trim();
    if matches!(kind, "upper" | "lower" | "legislature" | "member") {
        return Err(Unused::LegislativeSeat);
    }
    let division = division(role.jurisdiction.as_deref().unwrap_or_default())?;
    let (start, end) = read_term(text(&role.start_date), text(&role.end_date))?;
    // A term ends with a life, whatever the file says of the term.
    let (_, death) = read_term("", text(&person.death_date))?;
    let end = [end, death].into_iter().flatten().min();
    let mut holding = Holding {
        office: offices::key(kind, &division)?,
        name: name.to_owned(),
        start,
        end,
        emails: Vec::new(),
        phones: Vec::new(),
        sources: Vec::new(),
        checked,
        origin: origin.to_owned(),
    };
    add_contacts(&mut holding, person);
    Ok(holding)
}

fn add_contacts(holding: &mut Holding, person: &PersonFile) {
    add_email(&mut holding.emails, text(&person.email));
    for contact in person.offices.iter().chain(&person.contact_details).take(CONTACTS_MAX) {
        add_email(&mut holding.emails, text(&contact.email));
        add_phone(&mut holding.phones, text(&contact.voice));
    }
    for source in person.sources.iter().take(CONTACTS_MAX) {
        add_source(&mut holding.sources, text(&source.url));
    }
}

/// `ocd-jurisdiction/country:us/state:nv/government` is the government of the division `ocd-division/country:us/state:nv`.
fn division(jurisdiction: &str) -> Result<String, Unused> {
    jurisdiction
        .trim()
        .strip_prefix("ocd-jurisdiction/")
        .and_then(|path| path.strip_suffix("/government"))
        .map(|path| format!("ocd-division/{path}"))
        .ok_or(Unused::UnknownOffice)
}

fn text(cell: &Option<String>) -> &str {
    cell.as_deref().unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests;
