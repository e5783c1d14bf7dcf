//! The form of an action's page: what is in it, whether it can be taken, and what to say where it cannot.

use super::{FormContent, Kind};
use crate::clock::{DAY, SECOND};
use crate::coalitions::Group;
use crate::forms::{Answers, Form, Question, questions};
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::{Coarse, Details};
use crate::web::lang::{self, Lang};
use crate::web::views_form::{Consent, FieldError, FormWords, PersonForm, PersonValues, QuestionField};

/// A name's longest form in characters.
const NAME_CHARS_MAX: usize = 100;
/// A comment's or note's.
const COMMENT_CHARS_MAX: usize = 2_000;
/// A form older than this is shown again, filled in, with a fresh stamp.
const STAMP_LIFE: i64 = DAY;
/// Answers that are read at most: every choice of every question.
const ANSWERED_MAX: usize = questions::QUESTIONS_MAX * questions::CHOICES_MAX;
/// The country whose groups are asked for a ZIP.
const WITH_ZIPS: &str = "US";
/// The tick boxes beside those of the groups.
const CALLS: &str = "calls";
const ANY_HOUR: &str = "any-hour";

/// What a browser sent, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    values: PersonValues,
    stamp: String,
    /// The proof of work, if any.
    pub altcha: String,
    ticked: Vec<String>,
    /// Answers to a form's own questions, by the question's name.
    answered: Vec<(&'static str, String)>,
}

impl Typed {
    /// Reads an urlencoded body. Unknown fields are left out, of a repeated one the last counts.
    pub fn read(body: &[u8]) -> Self {
        let mut typed = Self::default();
        for (name, value) in url::form_urlencoded::parse(body) {
            let value = value.into_owned();
            match name.as_ref() {
                "given_name" => typed.values.given_name = value,
                "family_name" => typed.values.family_name = value,
                "email" => typed.values.email = value,
                "country" => typed.values.country = value,
                "zip" => typed.values.zip = value,
                "state" => typed.values.state = value,
                "comment" => typed.values.comment = value,
                "stamp" => typed.stamp = value,
                "altcha" => typed.altcha = value,
                name => match questions::name_of(name) {
                    Some(question) if typed.answered.len() < ANSWERED_MAX => typed.answered.push((question, value)),
                    Some(_) => {}
                    None if value == "yes" => typed.ticked.push(name.to_owned()),
                    None => {}
                },
            }
        }
        typed
    }

    /// Nothing but the country, of which a page takes its readers to be.
    pub fn at_home_in(country: &str) -> Self {
        Self { values: PersonValues { country: country.to_owned(), ..PersonValues::default() }, ..Self::default() }
    }

    /// What was answered to a question.
    fn answers_to(&self, question: &str) -> Vec<String> {
        self.answered.iter().filter(|(name, _)| *name == question).map(|(_, value)| value.clone()).collect()
    }

    fn has_ticked(&self, name: &str) -> bool {
        self.ticked.iter().any(|ticked| ticked == name)
    }
}

/// The name of a group's tick box. It names the group and not its place: while a page is open, groups come and go, and nobody's tick
/// may become another group's.
fn tick_name(group: &Group) -> String {
    format!("news-{}", group.slug)
}

/// The words of a group's tick box, which are kept with the answer.
pub fn consent_words(lang: Lang, group: &Group) -> String {
    lang::t(lang, "consent-news", &[("group", group.name.as_str().into())])
}

/// The words of the tick box for the coalition's calls, passed on by the page's group.
pub fn calls_words(lang: Lang, group: &Group, coalition: &str) -> String {
    lang::t(lang, "consent-calls", &[("group", group.name.as_str().into()), ("coalition", coalition.into())])
}

/// A stamp for a form that is shown now, of an action or of what else has a form.
pub fn stamp(vault: &Vault, action: Id, now: i64) -> String {
    let seconds = now / SECOND;
    format!("{seconds}.{}", Id(vault.stamp(&[&action.0, &seconds.to_le_bytes()])))
}

/// Whether a stamp is ours, for this action, and not older than a form may be open.
pub fn stamp_is_fresh(vault: &Vault, action: Id, now: i64, text: &str) -> bool {
    let Some((seconds, mac)) = text.split_once('.') else { return false };
    let (Ok(seconds), Ok(mac)) = (seconds.parse::<i64>(), mac.parse::<Id>()) else { return false };
    let ours = vault.stamp(&[&action.0, &seconds.to_le_bytes()]);
    // A forged number may be as far away as numbers go.
    let age = (now / SECOND).checked_sub(seconds);
    let is_young = age.is_some_and(|age| (0..=STAMP_LIFE / SECOND).contains(&age));
    blake3::Hash::from(widened(mac.0)) == blake3::Hash::from(widened(ours)) && is_young
}

/// [`blake3::Hash`] compares in constant time, but knows only 32 bytes.
fn widened(mac: [u8; 16]) -> [u8; 32] {
    let mut wide = [0; 32];
    wide[..16].copy_from_slice(&mac);
    wide
}

/// The form of one action's page, and whom it can tick.
pub struct FormPage<'a> {
    /// What it asks for.
    pub kind: Kind,
    /// The petition, event or form.
    pub action: Id,
    /// Its address without language.
    pub path: String,
    /// Its group first, then the co-sponsors.
    pub groups: &'a [Group],
    /// The coalition whose calls the page's group may pass on; empty where none is asked about.
    pub calls_of: &'a str,
    /// The form with questions of its own, where it is one.
    pub asked: Option<&'a Form>,
    /// The page's language.
    pub lang: Lang,
}

impl FormPage<'_> {
    /// The form as the page shows it at first.
    pub fn empty(&self, vault: &Vault, now: i64) -> PersonForm {
        self.filled(&Typed::default(), Vec::new(), vault, now)
    }

    /// The form with what was typed and what to mend.
    pub fn filled(&self, typed: &Typed, errors: Vec<FieldError>, vault: &Vault, now: i64) -> PersonForm {
        let consents = self.ticks().into_iter().map(|(name, words)| Consent { ticked: typed.has_ticked(&name), name, words });
        PersonForm {
            action: self.lang.path(&self.path),
            ask_state: errors.iter().any(|error| error.field == "state") || !typed.values.state.is_empty(),
            values: typed.values.clone(),
            errors,
            ask_country: self.asks_country(),
            ask_comment: self.asked.is_none(),
            questions: self.questions(typed),
            consents: consents.collect(),
            stamp: stamp(vault, self.action, now),
            challenge_url: None,
            words: self.words(),
        }
    }

    /// Every tick box: its name and its words.
    fn ticks(&self) -> Vec<(String, String)> {
        let news = self.groups.iter().map(|group| (tick_name(group), consent_words(self.lang, group)));
        let mut ticks: Vec<(String, String)> = news.collect();
        if let Some(group) = self.groups.first().filter(|_| !self.calls_of.is_empty()) {
            ticks.push((CALLS.to_owned(), calls_words(self.lang, group, self.calls_of)));
        }
        if self.kind == Kind::Attendance {
            ticks.push((ANY_HOUR.to_owned(), lang::t(self.lang, "consent-any-hour", &[])));
        }
        ticks
    }

    /// A group may be at home where there are no ZIPs: it says where.
    fn asks_country(&self) -> bool {
        self.kind == Kind::Joining
    }

    fn words(&self) -> FormWords {
        let group = self.groups.first().map_or("", |group| group.name.as_str());
        match self.kind {
            Kind::Signature => FormWords::of_petition(self.lang, group),
            Kind::Attendance => FormWords::of_event(self.lang, group),
            Kind::Submission => FormWords::of_form(self.lang, group, self.asked.map(|form| form.kind).unwrap_or_default()),
            Kind::Joining => FormWords::of_joining(self.lang),
        }
    }

    /// The form's own questions, with what was answered.
    fn questions(&self, typed: &Typed) -> Vec<QuestionField> {
        let field = |question: &Question| QuestionField::of(question, self.lang, &typed.answers_to(&question.key));
        self.asked.map_or_else(Vec::new, |form| form.questions.iter().map(field).collect())
    }

    /// The answers to the form's own questions; what is wrong with them is said below the rest.
    fn answers(&self, typed: &Typed, errors: &mut Vec<FieldError>) -> Answers {
        let Some(form) = self.asked else { return Answers::new() };
        questions::check(&form.questions, |name| typed.answers_to(name), true).unwrap_or_else(|wrong| {
            errors.extend(wrong.into_iter().map(|(question, wrong)| FieldError {
                field: questions::name_of(&question.key).unwrap_or_default(),
                message: lang::t(self.lang, wrong.message(), &[("question", question.words(self.lang).into())]),
            }));
            Answers::new()
        })
    }

    /// Where somebody is. A ZIP is asked for where there are some.
    fn place(&self, values: &PersonValues, say: &mut impl FnMut(&'static str, &str)) -> Coarse {
        let lang = self.lang.code().to_owned();
        let country = match self.asks_country() {
            true => country_code(&values.country).unwrap_or_else(|| {
                say("country", "form-error-country");
                String::new()
            }),
            false => self.groups.first().map_or_else(String::new, |group| group.country.clone()),
        };
        if self.asks_country() && country != WITH_ZIPS {
            return Coarse { country, lang, ..Coarse::default() };
        }
        let Some(zip) = seal::zip::clean(&values.zip) else {
            say("zip", "form-error-zip");
            return Coarse::default();
        };
        let region = seal::zip::state(&zip).map(str::to_owned).or_else(|| chosen_state(&values.state)).unwrap_or_else(|| {
            say("state", "form-error-state");
            String::new()
        });
        Coarse { country, region, zip, lang }
    }

    /// Checks the form: its content, or what to mend in the order of the fields.
    pub fn check(&self, typed: &Typed, vault: &Vault, now: i64) -> Result<FormContent, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut say = |field: &'static str, id: &str| errors.push(FieldError { field, message: lang::t(self.lang, id, &[]) });
        let values = &typed.values;
        if !stamp_is_fresh(vault, self.action, now, &typed.stamp) {
            say("given_name", "form-error-expired");
        }
        let given_name = name(&values.given_name).unwrap_or_else(|id| fallen(&mut say, "given_name", "form-error-given-name", id));
        let family_name =
            name(&values.family_name).unwrap_or_else(|id| fallen(&mut say, "family_name", "form-error-family-name", id));
        let email = seal::email::fold(&values.email).map_err(|_| say("email", "form-error-email")).ok();
        let coarse = self.place(values, &mut say);
        let comment = if self.asked.is_some() { "" } else { values.comment.as_str() };
        let comment = seal::text::clean(comment, COMMENT_CHARS_MAX).unwrap_or_else(|_| {
            say("comment", "form-error-comment");
            String::new()
        });
        let answers = self.answers(typed, &mut errors);
        let Some(email) = email.filter(|_| errors.is_empty()) else { return Err(errors) };
        let details = Details { given_name, family_name, email: email.typed, ..Details::default() };
        let news_of = self.groups.iter().filter(|group| typed.has_ticked(&tick_name(group))).map(|group| group.id).collect();
        let calls = !self.calls_of.is_empty() && typed.has_ticked(CALLS);
        let any_hour = self.kind == Kind::Attendance && typed.has_ticked(ANY_HOUR);
        Ok(FormContent {
            action: self.action,
            folded_email: email.folded,
            details,
            coarse,
            comment,
            news_of,
            calls,
            any_hour,
            answers,
        })
    }
}

fn name(text: &str) -> Result<String, bool> {
    match seal::text::clean_line(text, NAME_CHARS_MAX) {
        Ok(name) if name.is_empty() => Err(true),
        Ok(name) => Ok(name),
        Err(_) => Err(false),
    }
}

fn fallen(say: &mut impl FnMut(&'static str, &str), field: &'static str, missing: &str, is_missing: bool) -> String {
    say(field, if is_missing { missing } else { "form-error-name" });
    String::new()
}

/// A country as two letters, in capitals.
fn country_code(text: &str) -> Option<String> {
    let code = text.trim();
    (code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_alphabetic())).then(|| code.to_ascii_uppercase())
}

/// A state from the form's list, or none.
fn chosen_state(code: &str) -> Option<String> {
    crate::web::map::AREA_CODES.contains(&code).then(|| code.to_owned())
}
