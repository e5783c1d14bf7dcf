//! Logging in with AUTH PLAIN (RFC 4616) or AUTH LOGIN. Whether a password may travel at all is decided in `open`.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::hello::Offers;
use crate::open::OpenProblem;
use crate::relay::Login;
use crate::wire::Wire;

/// Logs in by the first way that the relay offers.
pub(crate) async fn log_in(wire: &mut Wire, offers: &Offers, login: &Login, limit: Duration) -> Result<(), OpenProblem> {
    let Login { user, password } = login;
    if offers.auth_plain {
        let proof = STANDARD.encode(format!("\0{user}\0{password}"));
        step(wire, &format!("AUTH PLAIN {proof}"), 235, limit).await
    } else if offers.auth_login {
        step(wire, "AUTH LOGIN", 334, limit).await?;
        step(wire, &STANDARD.encode(user), 334, limit).await?;
        step(wire, &STANDARD.encode(password), 235, limit).await
    } else {
        Err(OpenProblem::LoginNotOffered)
    }
}

async fn step(wire: &mut Wire, line: &str, wanted: u16, limit: Duration) -> Result<(), OpenProblem> {
    let reply = wire.ask(line, limit).await?;
    if reply.code == wanted { Ok(()) } else { Err(OpenProblem::refused("the login", reply)) }
}
