//! What a group says about itself: what it is, in law too, where, and to which larger body it belongs. All of it is public.
//!
//! A group names its parent; the parent's owner must agree before anybody else sees it, so that nobody becomes a chapter of a body
//! that does not know them. The parent can end it at any time.

use super::{Group, store};
use crate::ids::Id;
use db::{Fault, Tx};

/// A group's name in characters.
pub const NAME_CHARS_MAX: usize = 120;
/// What it says about itself, in each language.
pub const ABOUT_CHARS_MAX: usize = 10_000;
/// A postal address.
pub const ADDRESS_CHARS_MAX: usize = 300;
/// A city's name.
pub const CITY_CHARS_MAX: usize = 100;
/// A website's address.
pub const WEBSITE_CHARS_MAX: usize = 200;
/// Chapters listed on a page.
pub const CHILDREN_MAX: i64 = 500;

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $case:ident = $word:literal, $message:literal;)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $case),+ }

        impl $name {
            /// All of them, in the order in which forms offer them.
            pub const ALL: &'static [Self] = &[$(Self::$case),+];

            /// The word in the column and in forms.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$case => $word),+ }
            }

            /// The id of what people read.
            pub fn message(self) -> &'static str {
                match self { $(Self::$case => $message),+ }
            }

            /// The case of a column's or a form's word.
            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|case| case.as_str() == word)
            }
        }
    };
}

words! {
    /// What kind of body a group is.
    GroupKind {
        /// An organisation of its own.
        #[default]
        Organisation = "organisation", "group-kind-organisation";
        /// A local part of a larger one.
        Chapter = "chapter", "group-kind-chapter";
        /// Some people of one or several bodies, for one task.
        WorkingGroup = "working-group", "group-kind-working-group";
        /// A few people who know and trust each other.
        AffinityGroup = "affinity-group", "group-kind-affinity-group";
        /// A campaign of several that has a list of its own.
        Campaign = "campaign", "group-kind-campaign";
    }
}

words! {
    /// What a group is in law, as it says itself. United States kinds, since they decide who may act with whom there.
    LegalKind {
        /// Charity, 26 U.S.C. 501(c)(3).
        C3 = "c3", "legal-kind-c3";
        /// Social welfare organisation, 501(c)(4).
        C4 = "c4", "legal-kind-c4";
        /// Political committee.
        Pac = "pac", "legal-kind-pac";
        /// Party committee or a candidate's.
        Party = "party", "legal-kind-party";
        /// Labour organisation, 501(c)(5).
        Union = "union", "legal-kind-union";
        /// A company.
        Company = "company", "legal-kind-company";
        /// People without a legal form.
        Unincorporated = "unincorporated", "legal-kind-unincorporated";
        /// A body outside the United States.
        NonUs = "non-us", "legal-kind-non-us";
        /// It has not said.
        #[default]
        NotStated = "not-stated", "legal-kind-not-stated";
    }
}

/// A group's facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// What kind of body.
    pub kind: GroupKind,
    /// What in law.
    pub legal_kind: LegalKind,
    /// City or town; may be empty.
    pub city: String,
    /// Postal code of the state or territory; may be empty.
    pub region: String,
    /// `https://...` or empty.
    pub website: String,
    /// The larger body it says it belongs to.
    pub parent: Option<Id>,
    /// Whether that body agreed. [`change`] does not set it.
    pub parent_agreed: bool,
}

refusals! {
    /// Why a group's facts cannot be changed like this.
    ProfileRefusal {
        /// No name, or a long one.
        Name = "profile-refused-name",
        /// Too many words.
        About = "profile-refused-about",
        /// No postal address, or a long one.
        Address = "profile-refused-address",
        /// A long city.
        City = "profile-refused-city",
        /// No state of ours.
        Region = "profile-refused-region",
        /// No `https://` address.
        Website = "profile-refused-website",
        /// Itself, its own chapter, or nobody.
        Parent = "profile-refused-parent",
        /// There is no such request.
        NoRequest = "profile-refused-no-request",
    }
}

/// Checks what needs no database.
pub fn check(group: &Group, profile: &Profile) -> Result<(), ProfileRefusal> {
    let too_long = |text: &str, chars_max| text.chars().count() > chars_max;
    if group.name.trim().is_empty() || too_long(&group.name, NAME_CHARS_MAX) {
        return Err(ProfileRefusal::Name);
    }
    if too_long(&group.about_en, ABOUT_CHARS_MAX) || too_long(&group.about_es, ABOUT_CHARS_MAX) {
        return Err(ProfileRefusal::About);
    }
    if group.postal_address.trim().is_empty() || too_long(&group.postal_address, ADDRESS_CHARS_MAX) {
        return Err(ProfileRefusal::Address);
    }
    if too_long(&profile.city, CITY_CHARS_MAX) {
        return Err(ProfileRefusal::City);
    }
    if !profile.region.is_empty() && !crate::web::map::AREA_CODES.contains(&profile.region.as_str()) {
        return Err(ProfileRefusal::Region);
    }
    if !profile.website.is_empty() && !is_website(&profile.website) {
        return Err(ProfileRefusal::Website);
    }
    if profile.parent == Some(group.id) {
        return Err(ProfileRefusal::Parent);
    }
    Ok(())
}

/// An address that a browser opens over https, without a name or password before the host.
fn is_website(text: &str) -> bool {
    let parsed = url::Url::parse(text).ok().filter(|_| text.chars().count() <= WEBSITE_CHARS_MAX);
    parsed.is_some_and(|url| url.scheme() == "https" && url.has_host() && url.username().is_empty() && url.password().is_none())
}

/// Changes a group's words and facts. Its address, country and date stay.
pub fn change(tx: &mut Tx<'_>, now: i64, group: &Group, profile: &Profile) -> Result<Result<(), ProfileRefusal>, Fault> {
    if let Err(refusal) = check(group, profile) {
        return Ok(Err(refusal));
    }
    if let Some(parent) = profile.parent {
        let known = store::group(tx, parent)?.is_some();
        // Two that name each other at the same instant would still both be shown as the other's chapter: silly, and harmless.
        let circle = store::profile(tx, parent)?.is_some_and(|of_parent| of_parent.parent == Some(group.id));
        if !known || circle {
            return Ok(Err(ProfileRefusal::Parent));
        }
    }
    store::set_words(tx, group)?;
    store::set_profile(tx, group.id, profile, now)?;
    Ok(Ok(()))
}

/// Notes the facts of a group that is just made, such as by the operator.
pub fn begin(tx: &mut Tx<'_>, now: i64, group: Id, profile: &Profile) -> Result<(), Fault> {
    store::set_profile(tx, group, profile, now)
}

/// The parent's answer to a group that says it belongs to it. A no can be said later as well.
pub fn answer_as_parent(
    tx: &mut Tx<'_>,
    now: i64,
    parent: Id,
    child: Id,
    agrees: bool,
) -> Result<Result<(), ProfileRefusal>, Fault> {
    let done = match agrees {
        true => store::agree_as_parent(tx, child, parent, now)?,
        false => store::refuse_as_parent(tx, child, parent)?,
    };
    // A commit in doubt is run again: what it wrote stands already.
    let stands = |profile: Profile| if agrees { profile.parent == Some(parent) && profile.parent_agreed } else { false };
    let done = done || store::profile(tx, child)?.is_some_and(stands);
    Ok(if done { Ok(()) } else { Err(ProfileRefusal::NoRequest) })
}

/// A group's facts; of one that has stated nothing, the empty ones.
pub fn of(tx: &mut Tx<'_>, group: Id) -> Result<Profile, Fault> {
    Ok(store::profile(tx, group)?.unwrap_or_default())
}

/// The groups that say they belong to this one, and whether it agreed.
pub fn children(tx: &mut Tx<'_>, group: Id) -> Result<Vec<(Group, bool)>, Fault> {
    store::children(tx, group, CHILDREN_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_website_is_an_https_address_and_no_trick() {
        for good in ["https://readers.example", "https://readers.example/about?x=1"] {
            assert!(is_website(good), "{good}");
        }
        for bad in ["readers.example", "http://readers.example", "javascript:alert(1)", "https://a:b@readers.example", "https://"] {
            assert!(!is_website(bad), "{bad}");
        }
        assert!(!is_website(&format!("https://readers.example/{}", "a".repeat(WEBSITE_CHARS_MAX))));
    }
}
