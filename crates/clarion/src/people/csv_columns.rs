//! Guesses which column of a list of people is what, from the words of its header in English and Spanish.
//!
//! Order, case, accents and punctuation do not matter ("E-mail Address", `primer_nombre`, "Zip/Postal Code"). The guess
//! is a [`Mapping`] that is shown before anything is read, and every part of it can be overridden (`--map
//! email=Column`). Nothing here looks at rows. A column of tags is a
//! person's choice, see [`names_tags`]; other columns of a group's own are left out.

use std::fmt;

use super::csv_rows::EXPORT_COLUMNS;
use super::csv_status;
use unicode_normalization::UnicodeNormalization;

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// First names.
    GivenName,
    /// Last names.
    FamilyName,
    /// First and last names in one cell.
    FullName,
    /// Street and number.
    Street,
    /// City or town.
    City,
    /// State, as a code or a name.
    State,
    /// ZIP or postal code.
    Zip,
    /// Country, as a code or a name.
    Country,
    /// Language preferred.
    Language,
    /// What the system that the list comes from calls this person.
    SourceId,
    /// When the person joined the list.
    Joined,
    /// How the person stands towards news by e-mail. Several columns may say so, see [`super::csv_status`].
    News,
    /// True, or a date, for who does not want news by e-mail. Likewise.
    NoNews,
}

/// See [`Field::words`].
const PHONE_WORDS: &[&str] = &[
    "mobile mobilephone mobilenumber mobilephonenumber cell cellphone cellphonenumber cellnumber celular movil telefonocelular telefonomovil numerodecelular smsphonenumber can2phone",
    "phone phonenumber telephone telephonenumber tel telefono numerodetelefono phoneno",
    "primaryphone preferredphone phone1 telefonoprincipal",
    "homephone homephonenumber telefonodecasa telefonofijo landline",
    "workphone workphonenumber telefonodetrabajo phone2 phone3",
];

impl Field {
    /// Every field, in the order of the table shown.
    pub const ALL: [Field; 15] = [
        Field::Email,
        Field::Phone,
        Field::GivenName,
        Field::FamilyName,
        Field::FullName,
        Field::Street,
        Field::City,
        Field::State,
        Field::Zip,
        Field::Country,
        Field::Language,
        Field::SourceId,
        Field::Joined,
        Field::News,
        Field::NoNews,
    ];

    /// The name used in `--map name=Column`.
    pub fn name(self) -> &'static str {
        match self {
            Field::Email => "email",
            Field::Phone => "phone",
            Field::GivenName => "given_name",
            Field::FamilyName => "family_name",
            Field::FullName => "full_name",
            Field::Street => "street",
            Field::City => "city",
            Field::State => "state",
            Field::Zip => "zip",
            Field::Country => "country",
            Field::Language => "language",
            Field::SourceId => "source_id",
            Field::Joined => "joined",
            Field::News => "news_by_email",
            Field::NoNews => "no_news_by_email",
        }
    }

    /// The header words for this field, folded, best first: of "Mobile" and "Home phone" the first is taken. Words of one
    /// line are equally good, so two columns of one line are a clash for a person to decide.
    fn words(self) -> &'static [&'static str] {
        match self {
            Field::Email => &[
                "email emailaddress correo correoelectronico direcciondecorreoelectronico direcciondecorreo mail emailaddresses correoe",
                "primaryemail preferredemail emailprincipal correoprincipal personaladdress",
                "email1 emailaddress1 email1value",
                "personalemail homeemail correopersonal",
                "workemail correodetrabajo",
                "email2 email3 email4 secondaryemail",
            ],
            Field::Phone => PHONE_WORDS,
            Field::GivenName => &[
                "firstname givenname forename fname first given primernombre nombres nombredepila givennames firstnames",
                "preferredname nickname",
            ],
            Field::FamilyName => &[
                "lastname familyname surname lname last family apellido apellidos apellidopaterno primerapellido",
                "segundoapellido apellidomaterno",
            ],
            Field::FullName => {
                &["fullname name nombrecompleto nombreyapellido nombreyapellidos nombresyapellidos contactname displayname"]
            }
            Field::Street => &[
                "address street streetaddress address1 addressline1 addressline street1 direccion calle domicilio direccion1 can2useraddress direccionpostal",
                "primaryaddress1 primaryaddress homeaddress homestreet homestreetaddress registeredaddress1",
                "mailingaddress1 mailingaddress mailingstreet useraddress1 useraddress",
                "billingaddress1 billingaddress billingstreet workaddress1",
            ],
            Field::City => &[
                "city town ciudad localidad municipio citytown can2usercity poblacion",
                "primarycity homecity registeredcity",
                "mailingcity usercity",
                "billingcity workcity",
            ],
            Field::State => &[
                "state stateprovince region province estado provincia stateregion statecode stateabbreviation can2stateabbreviated estadoprovincia usstate",
                "primarystate homestate registeredstate",
                "mailingstate mailingstateprovince userstate",
                "billingstate workstate",
            ],
            Field::Zip => &[
                "zip zipcode zippostalcode zippostal postalcode postcode postal codigopostal cp zip5 zipcodepostal postalzip can2userzip codigozip",
                "primaryzip primaryzip5 homezip homepostalcode registeredzip",
                "mailingzip mailingzip5 mailingzippostalcode mailingpostalcode userzip",
                "billingzip billingzip5 workzip zip4",
            ],
            Field::Country => &[
                "country countrycode pais countryname countryregion can2usercountry codigodepais cc",
                "primarycountry primarycountrycode homecountry homecountrycode",
                "mailingcountry mailingcountrycode usercountry",
                "billingcountry billingcountrycode",
            ],
            Field::Language => &[
                "language lang idioma lengua preferredlanguage languagepreferred languagepreference locale languagecode idiomapreferido",
            ],
            Field::SourceId => &[
                "sourceid externalid nationbuilderid vanid uuid personid memberid contactid constituentid euid recordid supporterid can2userid actionnetworkid",
                "id identificador identifier leid",
            ],
            Field::Joined => &[
                "joined joindate dateadded datejoined joinedat joinedon signupdate subscribedat subscriptiondate can2subscriptiondate fechadealta fechaderegistro fechadeinscripcion",
                "createdat created createddate datecreated datesubmitted timestamp",
                "confirmtime optintime",
            ],
            Field::News | Field::NoNews => &[],
        }
    }

    /// Whether several columns may be this field.
    pub fn is_standing(self) -> bool {
        matches!(self, Field::News | Field::NoNews)
    }

    /// How well a folded header names this field: 0 is best, none is not at all.
    fn rank(self, folded: &str) -> Option<usize> {
        self.words().iter().position(|line| line.split(' ').any(|word| word == folded))
    }
}

/// `--map field=Column`, or `--map field=` to take no column for that field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The field meant.
    pub field: Field,
    /// The header of the column as the file writes it; none leaves the field out.
    pub column: Option<String>,
}

impl Override {
    /// Reads `field=Column`.
    ///
    /// # Errors
    /// [`MappingRefusal::UnknownField`] for a field that does not exist or text without `=`.
    pub fn parse(text: &str) -> Result<Override, MappingRefusal> {
        let (name, column) = text.split_once('=').unwrap_or((text, ""));
        let name = name.trim().to_ascii_lowercase().replace('-', "_");
        let field = Field::ALL.into_iter().find(|field| field.name() == name);
        match field {
            Some(field) if text.contains('=') => {
                Ok(Override { field, column: Some(column.trim().to_owned()).filter(|column| !column.is_empty()) })
            }
            _ => Err(MappingRefusal::UnknownField(text.to_owned())),
        }
    }
}

/// Why no mapping can be made, worded for whoever imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MappingRefusal {
    /// Nobody could be recognised or reached.
    NeitherEmailNorPhone,
    /// Two columns are equally good for one field.
    Clash(Field, String, String),
    /// An override names a field that does not exist.
    UnknownField(String),
    /// An override names a column that is not in the file, or is there twice.
    UnknownColumn(String),
    /// Two overrides give the same field or the same column.
    OverrideTwice(String),
    /// Two columns were chosen for one field.
    FieldTwice(Field),
    /// The first line looks like a person. Its cells are not repeated here.
    NoHeader,
}

impl fmt::Display for MappingRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MappingRefusal::NeitherEmailNorPhone => {
                f.write_str("No column looks like e-mail or phone. Name one: --map email=Column or --map phone=Column.")
            }
            MappingRefusal::Clash(field, one, other) => {
                let name = field.name();
                write!(f, "The columns \"{one}\" and \"{other}\" could both be {name}. Choose one: --map {name}=Column.")
            }
            MappingRefusal::UnknownField(text) => {
                let names: Vec<_> = Field::ALL.iter().map(|field| field.name()).collect();
                write!(f, "\"{text}\" names no field. Write field=Column with one of: {}", names.join(", "))?;
                f.write_str("; of a petition's signatures signed_on and comment, too.")
            }
            MappingRefusal::UnknownColumn(column) => {
                write!(f, "The file has no single column \"{column}\". Write its header exactly as in the file.")
            }
            MappingRefusal::OverrideTwice(what) => write!(f, "--map gives \"{what}\" twice. Give it once."),
            MappingRefusal::FieldTwice(field) => write!(f, "Two columns are taken for {}. Leave one of them out.", field.name()),
            MappingRefusal::NoHeader => {
                f.write_str("The first line looks like a person. Put a line with the names of the columns above it.")
            }
        }
    }
}

impl std::error::Error for MappingRefusal {}

/// Which column becomes what. Its `Display` is a table for the eyes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    columns: Vec<String>,
    fields: Vec<Option<Field>>,
}

impl Mapping {
    /// Guesses from a header line; overrides win over every guess.
    ///
    /// # Errors
    /// See [`MappingRefusal`].
    pub fn guess(header: &[String], overrides: &[Override]) -> Result<Mapping, MappingRefusal> {
        let folded: Vec<String> = header.iter().map(|column| fold_header(column)).collect();
        let mut mapping = Mapping { columns: header.to_vec(), fields: vec![None; header.len()] };
        refuse_person(header)?;
        for (position, wanted) in overrides.iter().enumerate() {
            if !wanted.field.is_standing() && overrides[..position].iter().any(|earlier| earlier.field == wanted.field) {
                return Err(MappingRefusal::OverrideTwice(wanted.field.name().to_owned()));
            }
            if let Some(column) = &wanted.column {
                mapping.put(column, wanted.field)?;
            }
        }
        for field in Field::ALL {
            if !overrides.iter().any(|given| given.field == field)
                && let Some(column) = mapping.best(field, &folded)?
            {
                mapping.fields[column] = Some(field);
            }
        }
        mapping.place_bare_name(&folded, overrides);
        mapping.place_standings(&folded, overrides);
        if mapping.column_of(Field::Email).is_none() && mapping.column_of(Field::Phone).is_none() {
            return Err(MappingRefusal::NeitherEmailNorPhone);
        }
        Ok(mapping)
    }

    /// What a person chose for each column, in the file's order; columns that they were not asked about are left out.
    ///
    /// # Errors
    /// [`MappingRefusal::FieldTwice`], [`MappingRefusal::NeitherEmailNorPhone`], [`MappingRefusal::NoHeader`].
    pub fn chosen(header: &[String], fields: &[Option<Field>]) -> Result<Mapping, MappingRefusal> {
        refuse_person(header)?;
        let mut fields = fields.to_vec();
        fields.resize(header.len(), None);
        let is_twice = |field: &Field| !field.is_standing() && fields.iter().filter(|taken| **taken == Some(*field)).count() > 1;
        if let Some(field) = Field::ALL.into_iter().find(is_twice) {
            return Err(MappingRefusal::FieldTwice(field));
        }
        let mapping = Mapping { columns: header.to_vec(), fields };
        match mapping.column_of(Field::Email).or(mapping.column_of(Field::Phone)) {
            Some(_) => Ok(mapping),
            None => Err(MappingRefusal::NeitherEmailNorPhone),
        }
    }

    /// The best guess for each column, to be looked at by a person before anything is read: of two that are equally good the first
    /// is taken, and nothing is refused.
    pub fn suggest(header: &[String]) -> Vec<Option<Field>> {
        let folded: Vec<String> = header.iter().map(|column| fold_header(column)).collect();
        let mut mapping = Mapping { columns: header.to_vec(), fields: vec![None; header.len()] };
        for field in Field::ALL {
            if let Some((_, at)) = mapping.ranked(field, &folded).first() {
                mapping.fields[*at] = Some(field);
            }
        }
        mapping.place_bare_name(&folded, &[]);
        mapping.place_standings(&folded, &[]);
        mapping.fields
    }

    /// Whether a column says how people stand towards news by e-mail.
    pub fn has_standing(&self) -> bool {
        self.fields.iter().flatten().any(|field| field.is_standing())
    }

    /// The position of the column that became `field`.
    pub fn column_of(&self, field: Field) -> Option<usize> {
        self.fields.iter().position(|taken| *taken == Some(field))
    }

    /// For each column in the file's order, its header and what it became; none is left out.
    pub fn rows(&self) -> impl Iterator<Item = (&str, Option<Field>)> {
        self.columns.iter().map(String::as_str).zip(self.fields.iter().copied())
    }

    /// A table of what the columns become, with the names of those that are read beside a person's.
    pub fn table(&self, beside: &[(usize, &str)]) -> String {
        let width = self.columns.iter().map(|column| column.chars().count()).max().unwrap_or(0);
        let width = width.clamp(6, 40);
        let mut table = format!("{:width$}  becomes\n", "column");
        for (place, (column, field)) in self.rows().enumerate() {
            let shown: String = column.chars().filter(|c| !c.is_control()).take(40).collect();
            let read_beside = beside.iter().find(|(at, _)| *at == place).map(|(_, name)| *name);
            table.push_str(&format!("{shown:width$}  {}\n", field.map(Field::name).or(read_beside).unwrap_or("(left out)")));
        }
        table
    }

    /// Follows an override.
    fn put(&mut self, column: &str, field: Field) -> Result<(), MappingRefusal> {
        let at = place_of(&self.columns, column)?;
        if self.fields[at].is_some() {
            return Err(MappingRefusal::OverrideTwice(column.to_owned()));
        }
        self.fields[at] = Some(field);
        Ok(())
    }

    /// The free columns that name `field`, the best first: how well, and where.
    fn ranked(&self, field: Field, folded: &[String]) -> Vec<(usize, usize)> {
        let free = |at: &usize| self.fields[*at].is_none();
        let ranked = (0..folded.len()).filter(free).filter_map(|at| Some((field.rank(&folded[at])?, at)));
        let mut ranked: Vec<(usize, usize)> = ranked.collect();
        ranked.sort_unstable();
        ranked
    }

    /// The free column that names `field` best; a tie is a clash.
    fn best(&self, field: Field, folded: &[String]) -> Result<Option<usize>, MappingRefusal> {
        match self.ranked(field, folded)[..] {
            [(one, first), (other, second), ..] if one == other => {
                let header = |at: usize| self.columns[at].clone();
                Err(MappingRefusal::Clash(field, header(first), header(second)))
            }
            [(_, first), ..] => Ok(Some(first)),
            [] => Ok(None),
        }
    }

    /// Every free column that says how people stand, since a "no" in any of them counts.
    fn place_standings(&mut self, folded: &[String], overrides: &[Override]) {
        for (taken, header) in self.fields.iter_mut().zip(folded).filter(|(taken, _)| taken.is_none()) {
            *taken = csv_status::field_of(header).filter(|field| !overrides.iter().any(|given| given.field == *field));
        }
    }

    /// Spanish "Nombre" is the given name beside "Apellido", and the whole name without it.
    fn place_bare_name(&mut self, folded: &[String], overrides: &[Override]) {
        let has_family = self.column_of(Field::FamilyName).is_some();
        let field = if has_family { Field::GivenName } else { Field::FullName };
        let overridden = overrides.iter().any(|given| given.field == field);
        if self.column_of(field).is_none()
            && !overridden
            && let Some(at) = folded.iter().position(|header| header == "nombre")
        {
            self.fields[at].get_or_insert(field);
        }
    }
}

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.table(&[]))
    }
}

/// Where a column stands that somebody names: the header as written, else the only one that folds to the same.
///
/// # Errors
/// [`MappingRefusal::UnknownColumn`].
pub fn place_of(header: &[String], column: &str) -> Result<usize, MappingRefusal> {
    let wanted = fold_header(column);
    let exact = positions(header, |known| known.trim() == column);
    let alike = positions(header, |known| !wanted.is_empty() && fold_header(known) == wanted);
    match (&exact[..], &alike[..]) {
        ([at], _) | ([], [at]) => Ok(*at),
        _ => Err(MappingRefusal::UnknownColumn(column.to_owned())),
    }
}

/// An address among the column names is somebody's.
fn refuse_person(header: &[String]) -> Result<(), MappingRefusal> {
    match is_person(header) {
        true => Err(MappingRefusal::NoHeader),
        false => Ok(()),
    }
}

/// Whether the first line of a file is somebody.
pub fn is_person(header: &[String]) -> bool {
    header.iter().any(|column| column.contains('@') && !column.starts_with(FIELD_PREFIX))
}

/// What the column of a group's own field begins with in an exported file, where its name alone would be read as something else.
pub const FIELD_PREFIX: &str = "field: ";

/// How the column of a group's own field is called in an exported file.
pub fn column_of_field(name: &str) -> String {
    let folded = fold_header(name);
    let is_known = Field::ALL.into_iter().any(|field| field.rank(&folded).is_some()) || folded == "nombre";
    let is_ours = is_known || names_standing(name) || names_tags(name) || EXPORT_COLUMNS.contains(&name);
    let is_read_otherwise = is_ours || name.contains('@') || name.starts_with(FIELD_PREFIX);
    if is_read_otherwise { format!("{FIELD_PREFIX}{name}") } else { name.to_owned() }
}

/// Whether a column is called as a group's own field is.
pub fn names_field(column: &str, name: &str) -> bool {
    let fold = seal::name::fold;
    fold(column.strip_prefix(FIELD_PREFIX).unwrap_or(column)) == fold(name)
}

/// Whether a header says how people stand towards news by e-mail.
pub fn names_standing(header: &str) -> bool {
    csv_status::field_of(&fold_header(header)).is_some()
}

/// Whether a header names a column of tags.
pub fn names_tags(header: &str) -> bool {
    ["tag", "tags", "taglist", "can2usertags", "etiqueta", "etiquetas"].contains(&fold_header(header).as_str())
}

fn positions(columns: &[String], wanted: impl Fn(&String) -> bool) -> Vec<usize> {
    (0..columns.len()).filter(|at| wanted(&columns[*at])).collect()
}

/// Letters and digits only, without accents, in lower case: "E-mail Address" becomes `emailaddress`.
pub(super) fn fold_header(header: &str) -> String {
    header.nfd().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests;
