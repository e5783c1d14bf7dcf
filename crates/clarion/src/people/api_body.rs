//! A person as clients send them: read, checked and folded, before anything is keyed.
//!
//! Only the first, or the primary, of each array is kept, as the API promises. What stays clear (country, state, ZIP, language) is
//! taken only in the forms of codes, so that no free text ends up in a clear column.

use super::beside::tags::Changes;
use super::{Coarse, Details};
use crate::ids::Id;
use crate::keys::Vault;
use crate::osdi::ApiError;
use crate::osdi::field::{Field, Loose};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// A name has at most so many characters.
pub const NAME_CHARS_MAX: usize = 100;
const LINE_CHARS_MAX: usize = 200;
/// A person has at most so many custom fields.
pub const CUSTOM_FIELDS_MAX: usize = 100;
/// A custom field holds at most so many characters.
pub const CUSTOM_CHARS_MAX: usize = 2000;
const IDENTIFIERS_MAX: usize = 20;
/// One call names at most so many tags to give, and as many to take.
const TAG_NAMES_MAX: usize = 100;

/// The fields of a person.
#[derive(Debug, Default, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(default)]
pub struct PersonBody {
    #[schema(value_type = Option<String>)]
    given_name: Field,
    #[schema(value_type = Option<String>)]
    family_name: Field,
    identifiers: Option<Vec<String>>,
    email_addresses: Option<Vec<EmailBody>>,
    phone_numbers: Option<Vec<PhoneBody>>,
    postal_addresses: Option<Vec<AddressBody>>,
    languages_spoken: Option<Vec<String>>,
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    custom_fields: Option<BTreeMap<String, Loose>>,
    /// Tags to give; of a PUT, where no helper stands around the person.
    pub add_tags: Option<Vec<String>>,
    /// Tags to take.
    pub remove_tags: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(default)]
struct EmailBody {
    primary: Option<bool>,
    #[schema(value_type = Option<String>)]
    address: Field,
    status: Option<String>,
}

#[derive(Debug, Default, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(default)]
struct PhoneBody {
    primary: Option<bool>,
    #[schema(value_type = Option<String>)]
    number: Loose,
    status: Option<String>,
}

#[derive(Debug, Default, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(default)]
struct AddressBody {
    primary: Option<bool>,
    address_lines: Option<Vec<Option<String>>>,
    #[schema(value_type = Option<String>)]
    locality: Field,
    #[schema(value_type = Option<String>)]
    region: Field,
    #[schema(value_type = Option<String>)]
    postal_code: Loose,
    #[schema(value_type = Option<String>)]
    country: Field,
}

/// The body of the signup helper.
#[derive(Debug, Default, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(default)]
pub struct SignupBody {
    /// The person.
    pub person: Option<PersonBody>,
    /// Tags to give them.
    pub add_tags: Option<Vec<String>>,
    /// Tags to take from them.
    pub remove_tags: Option<Vec<String>>,
}

/// What a status says of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// `subscribed`: a group says so.
    Subscribed,
    /// `unsubscribed`.
    Unsubscribed,
}

/// A person, checked. Fields that were left out are [`Field::Absent`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Given name.
    pub given_name: Field,
    /// Family name.
    pub family_name: Field,
    /// The mailbox as typed, and folded.
    pub email: Option<(String, String)>,
    /// What is said of it.
    pub email_wish: Option<Wish>,
    /// The number in E.164 form.
    pub phone: Field,
    /// What is said of it.
    pub phone_wish: Option<Wish>,
    /// Street and number.
    pub street: Field,
    /// City or town.
    pub locality: Field,
    /// State code.
    pub region: Field,
    /// ZIP or another country's postal code.
    pub zip: Field,
    /// Country code.
    pub country: Field,
    /// Language code.
    pub lang: Field,
    /// Free fields; `Cleared` ones are taken away.
    pub custom: BTreeMap<String, Field>,
    /// Foreign ids.
    pub identifiers: Vec<String>,
}

impl PersonBody {
    /// Checks and folds it. `home` is the group's country, for numbers that name none.
    pub fn check(self, home: &str) -> Result<Checked, ApiError> {
        let email = primary(self.email_addresses, |email| email.primary).unwrap_or_default();
        let phone = primary(self.phone_numbers, |phone| phone.primary).unwrap_or_default();
        let address = primary(self.postal_addresses, |address| address.primary).unwrap_or_default();
        let street = match address.address_lines {
            Some(lines) => lines.into_iter().flatten().next().map_or(Field::Cleared, Field::Given),
            None => Field::Absent,
        };
        let country = address.country.checked(|text| Ok::<_, ApiError>(code(text, 2..=2)))?;
        let number_in = country.text().unwrap_or(home).to_owned();
        let zip = address.postal_code.0.checked(|text| Ok::<_, ApiError>(postal_code(text)))?;
        let region = address.region.checked(|text| Ok::<_, ApiError>(region_code(text)))?;
        Ok(Checked {
            given_name: self.given_name.checked(|text| line(text, NAME_CHARS_MAX))?,
            family_name: self.family_name.checked(|text| line(text, NAME_CHARS_MAX))?,
            email: email.address.text().map(folded_email).transpose()?,
            email_wish: wish(email.status.as_deref())?,
            phone: phone.number.0.checked(|text| folded_phone(text, &number_in))?,
            phone_wish: wish(phone.status.as_deref())?,
            street: street.checked(|text| line(text, LINE_CHARS_MAX))?,
            locality: address.locality.checked(|text| line(text, NAME_CHARS_MAX))?,
            region: region_or_of_zip(region, &zip),
            zip,
            country,
            lang: language(self.languages_spoken),
            custom: custom(self.custom_fields.unwrap_or_default())?,
            identifiers: identifiers(self.identifiers.unwrap_or_default())?,
        })
    }
}

impl Checked {
    /// What is to be sealed, over what stood there.
    pub fn put_details(&self, over: &mut Details) {
        self.given_name.put(&mut over.given_name);
        self.family_name.put(&mut over.family_name);
        if let Some((typed, _)) = &self.email {
            over.email.clone_from(typed);
        }
        self.phone.put(&mut over.phone);
        self.street.put(&mut over.street);
        self.locality.put(&mut over.locality);
        for (name, value) in &self.custom {
            match value {
                Field::Given(text) => drop(over.custom.insert(name.clone(), text.clone())),
                Field::Cleared => drop(over.custom.remove(name)),
                Field::Absent => {}
            }
        }
        let new = self.identifiers.iter().filter(|id| !over.identifiers.contains(id)).cloned().collect::<Vec<_>>();
        over.identifiers.extend(new);
    }

    /// The clear facts, over what stood there.
    pub fn put_coarse(&self, over: &mut Coarse) {
        self.country.put(&mut over.country);
        self.region.put(&mut over.region);
        self.zip.put(&mut over.zip);
        self.lang.put(&mut over.lang);
    }

    /// Whether there is a mailbox or a number.
    pub fn reaches(&self) -> bool {
        self.email.is_some() || self.phone.text().is_some()
    }

    /// Writes custom fields as the group spells them.
    pub fn spell(&mut self, other: &HashMap<String, String>) {
        for (name, spelling) in other {
            if let Some(value) = self.custom.remove(name) {
                self.custom.insert(spelling.clone(), value);
            }
        }
    }

    /// Details of somebody new.
    pub fn details(&self) -> Details {
        let mut details = Details::default();
        self.put_details(&mut details);
        details
    }

    /// Clear facts of somebody new.
    pub fn coarse(&self) -> Coarse {
        let mut coarse = Coarse::default();
        self.put_coarse(&mut coarse);
        coarse
    }
}

/// The one marked as primary, else the first.
fn primary<T>(all: Option<Vec<T>>, is_primary: impl Fn(&T) -> Option<bool>) -> Option<T> {
    let mut all = all?;
    if all.is_empty() {
        return None;
    }
    let at = all.iter().position(|one| is_primary(one) == Some(true)).unwrap_or(0);
    Some(all.swap_remove(at))
}

/// One line of text, without NUL and control characters.
pub fn line(text: &str, chars_max: usize) -> Result<String, ApiError> {
    seal::text::clean_line(text, chars_max).map_err(|problem| ApiError::bad(problem.to_string()))
}

fn folded_email(text: &str) -> Result<(String, String), ApiError> {
    let email = seal::email::fold(text).map_err(|problem| ApiError::bad(problem.to_string()))?;
    Ok((email.typed, email.folded))
}

/// Clients send digits with the country code and without a plus, as the API shows them.
pub(super) fn folded_phone(text: &str, country: &str) -> Result<String, ApiError> {
    let first = seal::phone::fold(text, country);
    let digits = text.len() > 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    let phone = if first.is_err() && digits { seal::phone::fold(&format!("+{text}"), country) } else { first };
    phone.map(|phone| phone.e164).map_err(|problem| ApiError::bad(problem.to_string()))
}

/// A status other than the two says nothing that a client may say: it is taken as not given, since clients send back what they read.
fn wish(status: Option<&str>) -> Result<Option<Wish>, ApiError> {
    match status {
        Some("subscribed") => Ok(Some(Wish::Subscribed)),
        Some("unsubscribed") => Ok(Some(Wish::Unsubscribed)),
        None | Some("" | "bouncing" | "previous bounce" | "spam complaint" | "previous spam complaint") => Ok(None),
        Some(_) => Err(ApiError::bad("A status is subscribed or unsubscribed.")),
    }
}

/// A code in capitals, or nothing.
fn code(text: &str, length: std::ops::RangeInclusive<usize>) -> String {
    let text = text.trim();
    let is_code = length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_code { text.to_ascii_uppercase() } else { String::new() }
}

/// A state's code, from its code or its English name.
fn region_code(text: &str) -> String {
    let named = seal::zip::STATES.iter().find(|(_, name)| name.eq_ignore_ascii_case(text.trim()));
    named.map_or_else(|| code(text, 2..=3), |(known, _)| (*known).to_owned())
}

pub(super) fn postal_code(text: &str) -> String {
    let other = || {
        let text = text.trim();
        let fits =
            (2..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ' || byte == b'-');
        // Without a digit it could be a name.
        let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
        if fits && has_digit { text.to_ascii_uppercase() } else { String::new() }
    };
    seal::zip::clean(text).unwrap_or_else(other)
}

fn region_or_of_zip(region: Field, zip: &Field) -> Field {
    match (&region, zip.text().and_then(seal::zip::state)) {
        (Field::Given(_), _) | (_, None) => region,
        (_, Some(state)) => Field::Given(state.to_owned()),
    }
}

/// The first that is a language code.
fn language(spoken: Option<Vec<String>>) -> Field {
    let is_code = |text: &String| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    spoken.and_then(|all| all.into_iter().find(is_code)).map_or(Field::Absent, |lang| Field::Given(lang.to_ascii_lowercase()))
}

/// Keys the tags that a call names.
pub fn tag_changes(vault: &Vault, group: Id, add: Option<Vec<String>>, remove: Option<Vec<String>>) -> Result<Changes, ApiError> {
    let (add, remove) = (add.unwrap_or_default(), remove.unwrap_or_default());
    match add.len().max(remove.len()) > TAG_NAMES_MAX {
        true => Err(ApiError::bad("A call names at most 100 tags.")),
        false => Ok(Changes::new(vault, group, &add, &remove)),
    }
}

fn custom(fields: BTreeMap<String, Loose>) -> Result<BTreeMap<String, Field>, ApiError> {
    if fields.len() > CUSTOM_FIELDS_MAX {
        return Err(ApiError::bad("A person has at most 100 custom fields."));
    }
    let clean = |text: &str| seal::text::clean(text, CUSTOM_CHARS_MAX).map_err(|problem| ApiError::bad(problem.to_string()));
    let field = |(name, value): (String, Loose)| Ok((line(&name, NAME_CHARS_MAX)?, value.0.checked(clean)?));
    let fields: BTreeMap<String, Field> = fields.into_iter().map(field).collect::<Result<_, ApiError>>()?;
    if fields.contains_key("") { Err(ApiError::bad("A custom field needs a name.")) } else { Ok(fields) }
}

/// Foreign ids, `system:id`; ours are left out, since they cannot be given.
pub fn identifiers(given: Vec<String>) -> Result<Vec<String>, ApiError> {
    if given.len() > IDENTIFIERS_MAX {
        return Err(ApiError::bad("A record has at most 20 identifiers."));
    }
    let foreign = |text: &String| !text.starts_with("action_network:") && !text.starts_with("clarion:");
    let given = given.into_iter().filter(foreign).map(|text| line(&text, LINE_CHARS_MAX)).collect::<Result<Vec<_>, _>>()?;
    match given.iter().all(|text| text.split_once(':').is_some_and(|(system, id)| !system.is_empty() && !id.is_empty())) {
        true => Ok(given),
        false => Err(ApiError::bad("An identifier is written system:id.")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<Checked, ApiError> {
        serde_json::from_str::<PersonBody>(text).unwrap().check("US")
    }

    #[test]
    fn a_person_is_read_as_clients_send_it() {
        let person = check(
            r#"{"given_name":" Ana ","email_addresses":[{"address":"Ana@Mail.example"}],"phone_numbers":[{"number":"12025550143"}],
            "postal_addresses":[{"region":"California","postal_code":20001}],"custom_fields":{"age":7,"x":null}}"#,
        )
        .unwrap();
        assert_eq!(person.given_name, Field::Given("Ana".to_owned()));
        assert_eq!(person.phone, Field::Given("+12025550143".to_owned()));
        assert_eq!((person.coarse().region.as_str(), person.coarse().zip.as_str()), ("CA", "20001"));
        assert_eq!(person.details().custom, BTreeMap::from([("age".to_owned(), "7".to_owned())]));
        assert_eq!(person.family_name, Field::Absent);
    }

    #[test]
    fn no_free_text_becomes_a_clear_fact() {
        let person =
            check(r#"{"postal_addresses":[{"region":"Ana Example","postal_code":"EXAMPLE","country":"Freedonia"}]}"#).unwrap();
        assert_eq!(person.coarse(), Coarse::default());
    }

    #[test]
    fn bad_fields_are_refused_with_a_sentence() {
        for text in [
            r#"{"email_addresses":[{"address":"nobody"}]}"#,
            r#"{"given_name":"a\u0000b"}"#,
            r#"{"identifiers":["no system"]}"#,
            r#"{"email_addresses":[{"status":"maybe"}]}"#,
        ] {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
