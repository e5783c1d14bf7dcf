//! The pages behind a mailed link to a seat in a group.

use askama::Template;

use super::frame::Frame;

/// `/invitations/<token>`: what taking the seat would do, and the button.
#[derive(Template)]
#[template(path = "seats/seat.html")]
pub struct SeatPage {
    /// Title, language and address; never indexed.
    pub frame: Frame,
    /// Whose seat.
    pub group_name: String,
    /// Whether it is an owner's.
    pub is_owner: bool,
    /// The mailbox has no account yet, so the form asks for a name.
    pub ask_name: bool,
    /// What was typed before.
    pub typed_name: String,
    /// What to mend.
    pub error: Option<String>,
    /// A name's longest form.
    pub name_chars_max: usize,
    /// Where the button POSTs.
    pub action: String,
    /// Where whoever wants no seat goes.
    pub decline_url: String,
}

/// What declining would do, and the button.
#[derive(Template)]
#[template(path = "seats/decline.html")]
pub struct SeatDeclinePage {
    /// Title, language and address; never indexed.
    pub frame: Frame,
    /// Whose seat.
    pub group_name: String,
    /// Where the button POSTs.
    pub action: String,
}

/// A short page that says what happened.
#[derive(Template)]
#[template(path = "seats/outcome.html")]
pub struct SeatOutcomePage {
    frame: Frame,
    paragraph: String,
}

impl SeatOutcomePage {
    /// A link that works no more; why, the page does not tell.
    pub fn gone(mut frame: Frame) -> SeatOutcomePage {
        frame.title = frame.t("seat-gone-title");
        SeatOutcomePage { paragraph: frame.t("seat-gone-text"), frame }
    }

    /// After declining.
    pub fn declined(mut frame: Frame) -> SeatOutcomePage {
        frame.title = frame.t("seat-declined-title");
        SeatOutcomePage { paragraph: frame.t("seat-declined-text"), frame }
    }
}
