//! The pages of messages: leaving the calls of a coalition.

use askama::Template;

use super::frame::Frame;

/// What leaving would do, and the button.
#[derive(Template)]
#[template(path = "messages/leave.html")]
pub struct LeaveCallsPage {
    /// Title, language and address; never indexed.
    pub frame: Frame,
    /// Whose calls end.
    pub coalition_name: String,
    /// Where the button POSTs.
    pub action: String,
}
