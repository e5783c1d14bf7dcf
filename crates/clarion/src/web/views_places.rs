//! The pages of places: the instance's home, a group, a coalition, an office.
//! Lists come bounded from the handler; `more_url` leads to the next page of one.

use askama::Template;
use jiff::ZonedDateTime;

use super::frame::Frame;
use super::views::{Link, PetitionCard};

/// `/`: the open petitions of the instance.
#[derive(Template)]
#[template(path = "coalitions/home.html")]
pub struct HomePage {
    /// Title, language and address.
    pub frame: Frame,
    /// The coalitions of the instance, where there is more to read.
    pub coalitions: Vec<Link>,
    /// Open petitions, the newest first.
    pub petitions: Vec<PetitionCard>,
    /// Where the list goes on.
    pub more_url: Option<String>,
}

/// `/groups/<slug>`.
#[derive(Template)]
#[template(path = "coalitions/group.html")]
pub struct GroupPage {
    /// Title, language and address.
    pub frame: Frame,
    /// The group's name.
    pub name: String,
    /// What it says about itself as sanitised HTML; may be empty.
    pub about_html: String,
    /// The coalitions it belongs to.
    pub coalitions: Vec<Link>,
    /// Its postal address on one line.
    pub postal_address: Option<String>,
    /// Its open petitions.
    pub petitions: Vec<PetitionCard>,
}

/// `/coalitions/<slug>`.
#[derive(Template)]
#[template(path = "coalitions/coalition.html")]
pub struct CoalitionPage {
    /// Title, language and address.
    pub frame: Frame,
    /// The coalition's name.
    pub name: String,
    /// What it says about itself as sanitised HTML; may be empty.
    pub about_html: String,
    /// Open petitions of its groups.
    pub petitions: Vec<PetitionCard>,
    /// Its groups: steering, then partners, then endorsers.
    pub groups: Vec<Member>,
}

impl CoalitionPage {
    fn group_count(&self) -> u64 {
        self.groups.len() as u64
    }
}

/// A group in a coalition.
#[derive(Clone, Debug)]
pub struct Member {
    /// The group.
    pub group: Link,
    /// Its part.
    pub role: MemberRole,
}

/// A group's part in a coalition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberRole {
    /// Decides with the others.
    Steering,
    /// Takes part.
    Partner,
    /// Lends its name.
    Endorser,
}

impl Member {
    fn role_words(&self, frame: &Frame) -> String {
        match self.role {
            MemberRole::Steering => frame.t("role-steering"),
            MemberRole::Partner => frame.t("role-partner"),
            MemberRole::Endorser => frame.t("role-endorser"),
        }
    }
}

/// `/officials/<slug>`: an office that petitions address.
#[derive(Template)]
#[template(path = "officials/office.html")]
pub struct OfficePage {
    /// Title, language and address.
    pub frame: Frame,
    /// The office: "Governor of Ohio".
    pub name: String,
    /// What people call the division: "Ohio".
    pub division_name: String,
    /// Who holds it, only where an imported, dated term is current.
    pub holder: Option<Holder>,
    /// Where the holder's term is stated; `None` without a holder.
    pub source: Option<String>,
    /// When that was last checked.
    pub checked_at: Option<ZonedDateTime>,
    /// Open petitions to this office.
    pub petitions: Vec<PetitionCard>,
}

/// Who holds an office, with the dates of the term, written out in the page's language.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Name.
    pub name: String,
    /// First day.
    pub since: String,
    /// Last day, where it is known.
    pub until: Option<String>,
}
