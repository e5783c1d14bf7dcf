//! The recovery sheet as people print and confirm it: the master key wrapped by a passphrase, as text and as a QR code.
//!
//! How the text is made stands in the crate `seal`. A sheet is confirmed by typing it back; the fact holds the key's fingerprint, so
//! that a sheet of a key that was rotated away counts for nothing.

use crate::ids::Ids;
use crate::web::qr;
use db::{Fault, Tx};
use fast_qr::qr::QRCode;
use seal::MasterKey;

/// Shorter ones are guessed, Argon2id or not.
pub const PASSPHRASE_CHARS_MIN: usize = 12;
const CONFIRMED: &str = "recovery_sheet_confirmed";

/// A sheet for one master key.
pub struct Sheet {
    /// Six lines of groups.
    pub lines: String,
    /// Of the key inside.
    pub fingerprint: String,
}

/// The passphrase is too short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Use a passphrase of at least 12 characters, for example four or five words.")]
pub struct ShortPassphrase;

impl Sheet {
    /// Makes it. Takes a fraction of a second.
    pub fn new(master: &MasterKey, passphrase: &str, ids: &Ids) -> Result<Self, ShortPassphrase> {
        if passphrase.chars().count() < PASSPHRASE_CHARS_MIN {
            return Err(ShortPassphrase);
        }
        let lines = seal::recovery::wrap(master, passphrase, ids.bytes(), ids.bytes());
        Ok(Self { lines, fingerprint: master.fingerprint() })
    }

    /// The lines as one, which a reader of QR codes gives back and which can be pasted.
    fn code(&self) -> QRCode {
        qr::code(&self.lines.trim_end().replace('\n', " "))
    }

    /// For the terminal.
    pub fn to_text(&self, public_url: &str) -> String {
        let (lines, fingerprint, code) = (&self.lines, &self.fingerprint, self.code().to_str());
        format!(
            "Recovery sheet of {public_url}\nFingerprint of the master key: {fingerprint}\n\n{lines}\n{code}\n\
             Print this sheet and keep it away from the server. Keep the passphrase elsewhere.\n\
             With both, `clarion keys recover` makes the master key again.\n"
        )
    }

    /// For printing: a whole HTML page that asks no other host for anything.
    pub fn to_html(&self, public_url: &str) -> String {
        let code = qr::svg(&self.code());
        let public_url = public_url.replace('&', "&amp;").replace('<', "&lt;");
        let (lines, fingerprint) = (&self.lines, &self.fingerprint);
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Recovery sheet</title>\n\
             <style>body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2cm; max-width: 17cm }} \
             pre {{ font-size: 20px; line-height: 1.8 }} svg {{ width: 6cm; height: 6cm }}</style>\n\
             <h1>Recovery sheet</h1>\n<p>For {public_url}. Fingerprint of the master key: {fingerprint}.</p>\n\
             <pre>{lines}</pre>\n{code}\n\
             <p>Keep this sheet away from the server, and the passphrase elsewhere. With both, \
             <code>clarion keys recover</code> makes the master key again. Delete this file once it is printed.</p>\n</html>\n"
        )
    }
}

/// Notes that the sheet of the key with this fingerprint was typed back.
pub fn note_confirmed(tx: &mut Tx<'_>, fingerprint: &str, now: i64) -> Result<(), Fault> {
    super::set_fact(tx, CONFIRMED, fingerprint, now)
}

/// Whether the sheet of this key was typed back.
pub fn is_confirmed(tx: &mut Tx<'_>, fingerprint: &str) -> Result<bool, Fault> {
    Ok(super::fact(tx, CONFIRMED)?.is_some_and(|confirmed| confirmed == fingerprint))
}
