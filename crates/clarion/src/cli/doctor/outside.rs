//! What stands around the database: the disk, the key file, the public address, the mail relay, the backups.

use super::Check;
use crate::cli::{Problem, backup, serve};
use crate::clock::DAY;
use crate::config::{MasterKeySource, Settings};
use smtp::{Connection, Timeouts};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

const MEBIBYTE: u64 = 1024 * 1024;
/// With less a busy day may fill the disk; with a tenth of it an hour may.
const ROOM_MIND: u64 = 2048 * MEBIBYTE;
const ROOM_WRONG: u64 = 200 * MEBIBYTE;
/// A backup older than this loses more than a day's signatures.
const BACKUP_DAYS_MAX: i64 = 2;
/// Somebody waits for the answer.
const PATIENCE: Timeouts =
    Timeouts { connect: Duration::from_secs(10), command: Duration::from_secs(10), body: Duration::from_secs(10) };

pub(super) fn disk(settings: &Settings) -> Check {
    let folder = if settings.data_dir.is_dir() { settings.data_dir.as_path() } else { Path::new(".") };
    let Ok(disk) = rustix::fs::statvfs(folder) else {
        return Check::wrong("disk", format!("{} cannot be looked at. Check the folder.", folder.display()));
    };
    let room = disk.f_bavail.saturating_mul(disk.f_frsize);
    let mebibytes = room / MEBIBYTE;
    match room {
        ..ROOM_WRONG => Check::wrong("disk", format!("Only {mebibytes} MiB are free. Make room now.")),
        ROOM_WRONG..ROOM_MIND => Check::mind("disk", format!("{mebibytes} MiB are free. Make room soon.")),
        _ => Check::ok("disk", format!("{mebibytes} MiB are free.")),
    }
}

/// Whether others on this machine could read the key, and what it means that it lies beside the data.
pub(super) fn key_file(settings: &Settings) -> Option<Check> {
    let MasterKeySource::File { path, made } = &settings.master_key else {
        return Some(Check::ok("key file", "The master key is kept off the disk: a stolen disk names nobody."));
    };
    let about = std::fs::metadata(path).ok()?;
    if about.mode() & 0o077 != 0 {
        let sentence = format!("Other users can read it. Run: chmod 600 {}", path.display());
        return Some(Check::wrong("key file", sentence));
    }
    Some(match made {
        true => Check::mind(
            "key file",
            "It lies beside the data: a stolen disk tells all. Keep it elsewhere with CLARION_MASTER_KEY_COMMAND.",
        ),
        false => Check::ok("key file", "Only its owner can read it."),
    })
}

/// Why browsers make no passkeys here, if they make none.
fn passkeys(settings: &Settings) -> Option<Check> {
    match (&settings.passkey_domain, settings.usable_passkey_domain()) {
        (_, Some(_)) => None,
        (None, None) => Some(Check::mind(
            "passkeys",
            "They need a domain name: with an IP address in CLARION_PUBLIC_URL nobody can ever use one.",
        )),
        (Some(_), None) => {
            Some(Check::mind("passkeys", "Browsers make none without https. Set an https address as CLARION_PUBLIC_URL."))
        }
    }
}

pub(super) fn public_url(settings: &Settings) -> Vec<Check> {
    let url = &settings.public_url;
    let host = url::Url::parse(url).ok().and_then(|url| url.host().map(|host| host.to_owned()));
    let is_local = matches!(&host, Some(url::Host::Domain(name)) if name == "localhost" || name.ends_with(".localhost"));
    let address = match (is_local, settings.is_https()) {
        (true, _) => Check::mind("public address", format!("{url} works on this machine only. For others set CLARION_PUBLIC_URL.")),
        (false, false) => Check::mind(
            "public address",
            format!("{url} is not encrypted. Put a proxy with TLS before the server and set an https address."),
        ),
        (false, true) => Check::ok("public address", format!("{url} is what people see.")),
    };
    let unsubscribe = match settings.is_https() {
        true => Check::ok("unsubscribe", "Mail programs can offer one click to leave (RFC 8058)."),
        false => Check::mind(
            "unsubscribe",
            "Mail programs offer one-click unsubscribe only for https (RFC 8058); large providers ask for it. Links in mails still work.",
        ),
    };
    [address, unsubscribe].into_iter().chain(passkeys(settings)).collect()
}

/// Behind a proxy that is not counted, all visitors share one limit.
pub(super) fn proxies(settings: &Settings) -> Option<Check> {
    let hidden = settings.is_https() && settings.listen.ip().is_loopback() && settings.trusted_proxies == 0;
    hidden.then(|| Check::wrong("proxies", "A proxy stands before the server, but is not counted. Set CLARION_TRUSTED_PROXIES=1."))
}

/// Owners of groups who can have the server speak to its neighbours are trusted with these.
pub(super) fn webhooks(settings: &Settings) -> Option<Check> {
    let sentence = "They may go to this machine and its network: any group's owner can have the server post there. \
        Unset CLARION_WEBHOOKS_PRIVATE unless you know them all.";
    settings.webhooks_private.then(|| Check::mind("webhooks", sentence))
}

pub(super) fn mail(settings: &Settings) -> Result<Check, Problem> {
    let Some(relay) = &settings.smtp else {
        let outbox = settings.data_dir.join("outbox");
        let sentence = format!("No relay is set: mails go to {}. Set CLARION_SMTP_URL to send them.", outbox.display());
        return Ok(Check::mind("mail", sentence));
    };
    let opened = serve::runtime()?.block_on(async {
        let opened = Connection::open(relay, "localhost", &PATIENCE, smtp::tls_config()).await;
        match opened {
            Ok(connection) => {
                connection.quit().await;
                Ok(())
            }
            Err(problem) => Err(problem),
        }
    });
    Ok(match opened {
        Err(problem) => Check::wrong("mail", format!("{problem}. Check CLARION_SMTP_URL and the relay.")),
        Ok(()) if settings.mail_from.is_none() => {
            Check::mind("mail", "The relay takes connections. Set CLARION_MAIL_FROM to the address that mails come from.")
        }
        Ok(()) => Check::ok("mail", "The relay takes connections and lets us log in."),
    })
}

pub(super) fn backup(settings: &Settings, now: i64) -> Check {
    let days = backup::last(settings).map(|at| (now - at) / DAY);
    match days {
        None => Check::mind(
            "backup",
            "None was made from this data folder. Run `clarion backup FILE` every night, and keep it elsewhere.",
        ),
        Some(days) if days > BACKUP_DAYS_MAX => {
            Check::mind("backup", format!("The last one is {days} days old. Make one every night."))
        }
        Some(0) => Check::ok("backup", "The last one is less than a day old."),
        Some(days) => Check::ok("backup", format!("The last one is {days} days old.")),
    }
}
