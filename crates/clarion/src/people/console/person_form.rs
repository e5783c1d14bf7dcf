//! The form of one person's record, for correcting it and for adding somebody: what it asks, and what was typed turned into a change.
//!
//! Only what differs from the record is a change: whatever nobody touched stays as it is, in whatever form it came.

use crate::osdi::field::Field as Said;
use crate::people::api_body::{Checked, NAME_CHARS_MAX, folded_phone, line, postal_code};
use crate::people::import::SOURCE_CHARS_MAX;
use crate::people::told_to_organiser::organiser_of;
use crate::people::{Coarse, Details};
use crate::web::frame::Frame;
use crate::web::lang::Lang;
use crate::web::typed::Typed;
use crate::web::views_console::Field;
use crate::web::views_form::FieldError;

/// A street, a mailbox, a number: as long as such a line gets.
const LINE_CHARS_MAX: usize = 200;
/// A number with its spaces.
const PHONE_CHARS_MAX: usize = 40;
/// A postal code, of any country.
const POSTAL_CHARS_MAX: usize = 10;
/// The country where nothing else is said.
const HOME: &str = "US";

/// The hidden fields that keep what a record said when its page was made, in the order of [`Values::each`].
const WAS: [&str; 10] = [
    "was_given_name",
    "was_family_name",
    "was_email",
    "was_phone",
    "was_street",
    "was_locality",
    "was_region",
    "was_zip",
    "was_country",
    "was_lang",
];

/// What stands in the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Values {
    given_name: String,
    family_name: String,
    email: String,
    phone: String,
    street: String,
    locality: String,
    region: String,
    zip: String,
    country: String,
    lang: String,
    /// Where the group knows from that they want its news; empty says nothing.
    source: String,
}

/// What the form says, and where a consent to news is known from.
#[derive(Clone, Debug)]
pub(super) struct Filled {
    pub(super) checked: Checked,
    pub(super) source: String,
}

impl Values {
    /// What a record says.
    pub(super) fn of(details: &Details, coarse: &Coarse) -> Self {
        Self {
            given_name: details.given_name.clone(),
            family_name: details.family_name.clone(),
            email: details.email.clone(),
            phone: details.phone.clone(),
            street: details.street.clone(),
            locality: details.locality.clone(),
            region: coarse.region.clone(),
            zip: coarse.zip.clone(),
            country: coarse.country.clone(),
            lang: coarse.lang.clone(),
            source: String::new(),
        }
    }

    /// What was typed.
    pub(super) fn read(typed: &Typed) -> Self {
        let said = |field: &str| typed.get(field).trim().to_owned();
        Self {
            given_name: said("given_name"),
            family_name: said("family_name"),
            email: said("email"),
            phone: said("phone"),
            street: said("street"),
            locality: said("locality"),
            region: said("region"),
            zip: said("zip"),
            country: said("country").to_ascii_uppercase(),
            lang: said("lang"),
            source: said("source"),
        }
    }

    /// What the record said when the page was made: each value of a record with the name of the hidden field that keeps it.
    pub(super) fn kept(&self) -> Vec<(&'static str, String)> {
        WAS.iter().zip(self.each()).map(|(name, value)| (*name, value.clone())).collect()
    }

    /// What was typed into an older page, upon the record as it is now: what nobody touched there stays.
    pub(super) fn upon(mut self, typed: &Typed, now: &Self) -> Self {
        let mut now = now.clone();
        for ((value, now), was) in self.each_mut().into_iter().zip(now.each_mut()).zip(WAS) {
            if value == typed.get(was).trim() {
                std::mem::swap(value, now);
            }
        }
        self
    }

    fn each(&self) -> [&String; 10] {
        let Self { given_name, family_name, email, phone, street, locality, region, zip, country, lang, source: _ } = self;
        [given_name, family_name, email, phone, street, locality, region, zip, country, lang]
    }

    fn each_mut(&mut self) -> [&mut String; 10] {
        let Self { given_name, family_name, email, phone, street, locality, region, zip, country, lang, source: _ } = self;
        [given_name, family_name, email, phone, street, locality, region, zip, country, lang]
    }

    /// The fields with these values, and what is wrong with them. `known` is the record that is corrected.
    pub(super) fn fields(&self, frame: &Frame, known: Option<&Self>, wrong: &[FieldError]) -> Vec<Field> {
        let field = |name: &'static str, label: &str, value: &str, length| {
            Field::line(name, frame.t(label), value.to_owned(), length).optional()
        };
        let email = field("email", "form-email", &self.email, LINE_CHARS_MAX).typed("email");
        let phone = field("phone", "form-phone", &self.phone, PHONE_CHARS_MAX).typed("tel");
        let source = field("source", "person-source", &self.source, SOURCE_CHARS_MAX);
        let [email, phone, source] = match known {
            Some(_) => [
                email.hinted(frame.t("person-email-hint")),
                phone.hinted(frame.t("person-phone-hint")),
                source.hinted(frame.t("person-source-hint-known")),
            ],
            None => [email, phone, source.hinted(frame.t("person-source-hint"))],
        };
        let fields = [
            field("given_name", "form-given-name", &self.given_name, NAME_CHARS_MAX),
            field("family_name", "form-family-name", &self.family_name, NAME_CHARS_MAX),
            email,
            phone,
            field("street", "supporters-street", &self.street, LINE_CHARS_MAX),
            field("locality", "own-city", &self.locality, NAME_CHARS_MAX),
            field("zip", "form-zip", &self.zip, POSTAL_CHARS_MAX).hinted(frame.t("person-zip-hint")),
            Field::choice("region", frame.t("form-state"), self.region.clone(), self.regions(frame, known)).optional(),
            field("country", "own-country", &self.country, 2).hinted(frame.t("form-country-hint")),
            Field::choice("lang", frame.t("supporters-lang"), self.lang.clone(), langs(frame, known)).optional(),
            source,
        ];
        fields.into_iter().map(|field| field.told(wrong)).collect()
    }

    /// The states, and what the record says where it is none of them.
    fn regions(&self, frame: &Frame, known: Option<&Self>) -> Vec<(String, String)> {
        let is_state = |region: &str| seal::zip::STATES.iter().any(|(code, _)| *code == region);
        let other = known.map(|known| known.region.clone()).filter(|region| !region.is_empty() && !is_state(region));
        let states = seal::zip::STATES.iter().map(|(code, _)| ((*code).to_owned(), frame.t(&format!("state-{code}"))));
        let none = std::iter::once((String::new(), frame.t("own-lang-unknown")));
        none.chain(other.map(|other| (other.clone(), other))).chain(states).collect()
    }

    /// What is to be written over `known`, or what to mend. `home` is the group's country, for numbers that name none.
    pub(super) fn check(&self, frame: &Frame, known: &Self, home: &str) -> Result<Filled, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let mut said = |field: &'static str, now: &str, was: &str, check: &dyn Fn(&str) -> Option<String>, mend: &str| {
            if now == was {
                return Said::Absent;
            }
            if now.is_empty() {
                return Said::Cleared;
            }
            check(now).map_or_else(
                || {
                    wrong.push(FieldError { field, message: frame.t(mend) });
                    Said::Absent
                },
                Said::Given,
            )
        };
        let name = |text: &str| line(text, NAME_CHARS_MAX).ok();
        let long = |text: &str| line(text, LINE_CHARS_MAX).ok();
        let country = [self.country.as_str(), home].into_iter().find(|code| !code.is_empty()).unwrap_or(HOME);
        let zip = |text: &str| match country {
            HOME => seal::zip::clean(text),
            _ => Some(postal_code(text)).filter(|code| !code.is_empty()),
        };
        let email = |text: &str| seal::email::fold(text).ok().map(|email| email.folded);
        let mut checked = Checked {
            given_name: said("given_name", &self.given_name, &known.given_name, &name, "person-error-name"),
            family_name: said("family_name", &self.family_name, &known.family_name, &name, "person-error-name"),
            street: said("street", &self.street, &known.street, &long, "person-error-line"),
            locality: said("locality", &self.locality, &known.locality, &name, "person-error-name"),
            ..Checked::default()
        };
        let folded = said("email", &self.email, &known.email, &email, "form-error-email");
        checked.email = folded.text().and_then(|_| seal::email::fold(&self.email).ok()).map(|email| (email.typed, email.folded));
        checked.phone =
            said("phone", &self.phone, &known.phone, &|text: &str| folded_phone(text, country).ok(), "person-error-phone");
        checked.zip = said("zip", &self.zip, &known.zip, &zip, "person-error-zip");
        let is_offered = |text: &str| seal::zip::STATES.iter().any(|(code, _)| *code == text);
        let state = |text: &str| is_offered(text).then(|| text.to_owned());
        checked.region = said("region", &self.region, &known.region, &state, "person-error-state");
        let is_code = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        let code = |text: &str| is_code(text).then(|| text.to_owned());
        checked.country = said("country", &self.country, &known.country, &code, "person-error-country");
        let lang = |text: &str| Lang::from_code(text).map(|lang| lang.code().to_owned());
        checked.lang = said("lang", &self.lang, &known.lang, &lang, "person-error-lang");
        // What an organizer was told has a page of its own, which names them.
        let stated = |text: &str| line(text, SOURCE_CHARS_MAX).ok().filter(|text| organiser_of(text).is_none());
        let source = said("source", &self.source, "", &stated, "person-error-source");
        if folded == Said::Cleared {
            wrong.push(FieldError { field: "email", message: frame.t("person-error-email-gone") });
        }
        if source.text().is_some() && self.email.is_empty() {
            wrong.push(FieldError { field: "source", message: frame.t("person-error-source-email") });
        }
        // A new ZIP says the state, unless another was chosen beside it.
        if let (Said::Absent, Some(state)) = (&checked.region, checked.zip.text().and_then(seal::zip::state)) {
            checked.region = Said::Given(state.to_owned());
        }
        if wrong.is_empty() { Ok(Filled { checked, source: source.text().unwrap_or_default().to_owned() }) } else { Err(wrong) }
    }
}

/// The languages of our pages, and what the record says where it is none of them.
fn langs(frame: &Frame, known: Option<&Values>) -> Vec<(String, String)> {
    let other = known.map(|known| known.lang.clone()).filter(|lang| !lang.is_empty() && Lang::from_code(lang).is_none());
    let ours = Lang::ALL.iter().map(|lang| (lang.code().to_owned(), lang.own_name().to_owned()));
    let unknown = (String::new(), frame.t("own-lang-unknown"));
    std::iter::once(unknown).chain(ours).chain(other.map(|lang| (lang.clone(), lang))).collect()
}
