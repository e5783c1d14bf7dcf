//! Petitions and signatures as clients send them.

use super::create::{self, NewPetition, TITLE_CHARS_MAX};
use super::listing::{self, Note};
use super::{PetitionWords, Target};
use crate::ids::Id;
use crate::osdi::body::LinksBody;
use crate::osdi::field::Field;
use crate::osdi::{ApiError, dates};
use crate::people::api_body::{self, PersonBody};
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};

/// A comment has at most so many characters.
pub const COMMENT_CHARS_MAX: usize = 2000;
/// A target's name has at most so many characters.
const TARGET_CHARS_MAX: usize = 200;

/// The fields of a petition.
#[derive(Debug, Default, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(default)]
pub struct PetitionBody {
    #[schema(value_type = Option<String>)]
    title: Field,
    #[schema(value_type = Option<String>)]
    description: Field,
    #[schema(value_type = Option<String>)]
    petition_text: Field,
    #[schema(value_type = Option<String>)]
    name: Field,
    #[schema(value_type = Option<String>)]
    origin_system: Field,
    target: Option<Vec<TargetBody>>,
    identifiers: Option<Vec<String>>,
    #[serde(rename = "clarion:goal")]
    goal: Option<i64>,
    #[serde(rename = "clarion:opens_at")]
    #[schema(value_type = Option<String>)]
    opens_at: Field,
    #[serde(rename = "clarion:closes_at")]
    #[schema(value_type = Option<String>)]
    closes_at: Field,
}

#[derive(Debug, Deserialize, Serialize, utoipa::ToSchema)]
struct TargetBody {
    name: String,
}

/// A petition's fields, checked.
#[derive(Clone, Debug)]
pub struct PetitionChange {
    title: Field,
    description: Field,
    text: Field,
    name: Field,
    origin_system: Field,
    targets: Option<Vec<String>>,
    /// Foreign ids to add.
    pub identifiers: Vec<String>,
    goal: Option<i64>,
    opens_at: Option<Option<i64>>,
    closes_at: Option<Option<i64>>,
}

impl PetitionBody {
    /// Checks it.
    pub fn check(self) -> Result<PetitionChange, ApiError> {
        let line = |field: Field, chars_max| field.checked(|text| api_body::line(text, chars_max));
        let prose = |field: Field| {
            field.checked(|text| {
                seal::text::clean(text, create::TEXT_CHARS_MAX).map_err(|problem| ApiError::bad(problem.to_string()))
            })
        };
        let targets = self.target.map(|all| {
            let names = all.iter().map(|target| api_body::line(&target.name, TARGET_CHARS_MAX));
            names.filter(|name| !matches!(name, Ok(name) if name.is_empty())).collect::<Result<Vec<_>, _>>()
        });
        Ok(PetitionChange {
            title: line(self.title, TITLE_CHARS_MAX)?,
            description: prose(self.description)?,
            text: prose(self.petition_text)?,
            name: line(self.name, TITLE_CHARS_MAX)?,
            origin_system: line(self.origin_system, TITLE_CHARS_MAX)?,
            targets: targets.transpose()?,
            identifiers: api_body::identifiers(self.identifiers.unwrap_or_default())?,
            goal: self.goal,
            opens_at: date("clarion:opens_at", &self.opens_at)?,
            closes_at: date("clarion:closes_at", &self.closes_at)?,
        })
    }
}

fn date(name: &str, field: &Field) -> Result<Option<Option<i64>>, ApiError> {
    match field {
        Field::Absent => Ok(None),
        Field::Cleared => Ok(Some(None)),
        Field::Given(text) => match dates::parse(text) {
            Some(moment) => Ok(Some(Some(moment.start))),
            None => Err(ApiError::bad(format!("{name} needs a date such as 2026-01-31T12:00:00Z."))),
        },
    }
}

impl PetitionChange {
    /// The title, for making an address of it.
    pub fn title(&self) -> Result<&str, ApiError> {
        self.title.text().ok_or_else(|| ApiError::bad("A petition needs a title."))
    }

    /// The description, if one was given or cleared.
    pub fn description(&self) -> Option<&str> {
        match &self.description {
            Field::Absent => None,
            Field::Cleared => Some(""),
            Field::Given(text) => Some(text),
        }
    }

    /// Writes what was given over what stands; targets that are an office's title link to it.
    pub fn put(&self, tx: &mut Tx<'_>, over: &mut NewPetition, is_new: bool) -> Result<(), Fault> {
        if over.words.is_empty() {
            over.words.push(PetitionWords { lang: "en".to_owned(), ..PetitionWords::default() });
        }
        let words = &mut over.words[0];
        self.title.put(&mut words.title);
        self.text.put(&mut words.text);
        self.name.put(&mut over.petition.name);
        if is_new {
            self.origin_system.put(&mut over.petition.origin_system);
        }
        over.petition.goal = self.goal.unwrap_or(over.petition.goal);
        over.petition.opens_at = self.opens_at.unwrap_or(over.petition.opens_at);
        over.petition.closes_at = self.closes_at.unwrap_or(over.petition.closes_at);
        if let Some(names) = &self.targets {
            let target = |name: &String| Ok(Target { office: listing::office_titled(tx, name)?, name: name.clone() });
            over.targets = names.iter().map(target).collect::<Result<_, Fault>>()?;
        }
        Ok(())
    }
}

/// The body of a signature: with `person` the helper, with a link to a person the plain kind.
#[derive(Debug, Default, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(default)]
pub struct SignatureBody {
    /// The signer, for the helper.
    pub person: Option<PersonBody>,
    #[schema(value_type = Option<String>)]
    comments: Field,
    identifiers: Option<Vec<String>>,
    /// Tags to give the signer.
    pub add_tags: Option<Vec<String>>,
    /// Tags to take from the signer.
    pub remove_tags: Option<Vec<String>>,
    #[serde(rename = "_links")]
    links: Option<LinksBody>,
}

impl SignatureBody {
    /// Whom the link names: the last part of its path, whatever its host.
    pub fn linked_person(&self) -> Option<Id> {
        self.links.as_ref()?.person()
    }

    /// What is to be sealed with the signature; `None` for a comment that was left out.
    pub fn note(&self) -> Result<(Option<String>, Vec<String>), ApiError> {
        let comment = match &self.comments {
            Field::Absent => None,
            Field::Cleared => Some(String::new()),
            Field::Given(text) => {
                let clean = seal::text::clean(text, COMMENT_CHARS_MAX).map_err(|problem| ApiError::bad(problem.to_string()))?;
                Some(clean)
            }
        };
        Ok((comment, api_body::identifiers(self.identifiers.clone().unwrap_or_default())?))
    }

    /// The same for a new signature.
    pub fn new_note(&self) -> Result<Note, ApiError> {
        let (comment, identifiers) = self.note()?;
        Ok(Note { comment: comment.unwrap_or_default(), identifiers })
    }
}
