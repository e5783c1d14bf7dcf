//! QR codes: of what is printed and read back by a telephone.

use fast_qr::convert::Builder;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::{QRBuilder, QRCode};

/// The code of a text of at most some hundred characters, of which a QR code holds two thousand.
pub fn code(text: &str) -> QRCode {
    QRBuilder::new(text).build().expect("a text of some hundred characters fits into a code of 2,000")
}

/// A code as SVG, with the quiet margin that readers need.
pub fn svg(code: &QRCode) -> String {
    SvgBuilder::default().margin(2).to_str(code)
}
