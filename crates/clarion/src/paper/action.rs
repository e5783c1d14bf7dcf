//! What a sheet is for: a petition that people sign, or a form that they fill in. What becomes of its lines stands in `close.rs`.

use crate::actions::kinds::{Words, words_for};
use crate::forms::create::{self as forms, NewForm};
use crate::forms::{FormKind, Question};
use crate::ids::Id;
use crate::petitions::create::{self as petitions, NewPetition};
use crate::web::lang::Lang;
use db::{Fault, Tx};

/// Of what kind it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A petition.
    Petition,
    /// A form.
    Form,
}

impl Kind {
    /// The word in the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Petition => "petition",
            Self::Form => "form",
        }
    }

    /// Reads the word.
    pub(super) fn of(word: &str) -> Result<Self, Fault> {
        [Self::Petition, Self::Form].into_iter().find(|kind| kind.as_str() == word).ok_or_else(|| Fault::bug("what a sheet is for"))
    }

    /// Of two messages, the one in the words of this kind.
    pub fn words(self, petition: &'static str, form: &'static str) -> &'static str {
        match self {
            Self::Petition => petition,
            Self::Form => form,
        }
    }
}

/// What a sheet is for, whole.
#[derive(Clone, Debug)]
pub enum Action {
    /// A petition.
    Petition(NewPetition),
    /// A form.
    Form(NewForm),
}

impl Action {
    /// Reads it.
    pub fn find(tx: &mut Tx<'_>, kind: Kind, id: Id) -> Result<Option<Self>, Fault> {
        Ok(match kind {
            Kind::Petition => petitions::find_by_id(tx, id)?.map(Self::Petition),
            Kind::Form => forms::find_by_id(tx, id)?.map(Self::Form),
        })
    }

    /// Of what kind it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Petition(_) => Kind::Petition,
            Self::Form(_) => Kind::Form,
        }
    }

    /// Its id.
    pub fn id(&self) -> Id {
        match self {
            Self::Petition(whole) => whole.petition.id,
            Self::Form(whole) => whole.form.id,
        }
    }

    /// Whose page it is.
    pub fn group(&self) -> Id {
        match self {
            Self::Petition(whole) => whole.petition.group,
            Self::Form(whole) => whole.form.group,
        }
    }

    /// Its place in the address of its page.
    pub fn slug(&self) -> &str {
        match self {
            Self::Petition(whole) => &whole.petition.slug,
            Self::Form(whole) => &whole.form.slug,
        }
    }

    /// The zone its dates are said in.
    pub fn time_zone(&self) -> &str {
        match self {
            Self::Petition(whole) => &whole.petition.time_zone,
            Self::Form(whole) => &whole.form.time_zone,
        }
    }

    /// Its words, one for each language.
    pub fn words(&self) -> &[Words] {
        match self {
            Self::Petition(whole) => &whole.words,
            Self::Form(whole) => &whole.words,
        }
    }

    /// The words in a language, or in the one there is; what is missing there stands in the words of the other.
    pub fn words_in(&self, lang: &str) -> Option<Words> {
        let own = self.words().iter().find(|words| words.lang == lang).or(self.words().first())?;
        Lang::from_code(&own.lang).map(|lang| words_for(self.words(), lang))
    }

    /// Its title in a language, or in its own.
    pub fn title_in(&self, lang: Lang) -> String {
        self.words_in(lang.code()).map_or_else(String::new, |words| words.title)
    }

    /// What it asks beside who somebody is.
    pub fn questions(&self) -> &[Question] {
        match self {
            Self::Petition(_) => &[],
            Self::Form(whole) => &whole.form.questions,
        }
    }

    /// Whether it is there for its questions: then a sheet without any of them asks nothing.
    pub fn is_survey(&self) -> bool {
        matches!(self, Self::Form(whole) if whole.form.kind == FormKind::Survey)
    }
}
