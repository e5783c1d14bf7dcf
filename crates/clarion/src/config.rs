//! Settings: `clarion.toml`, then `CLARION_*`, then flags; each later one wins. Read once, checked with a sentence, passed down.
//!
//! The one table [`SETTINGS`] holds every setting with its default and its words; unknown ones stop the start.

use db::DatabaseUrl;
use seal::MasterKey;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// One setting: its key in `clarion.toml`, what it is when nobody says, and what it does. As a variable it is `CLARION_` and the
/// key in capitals, as a flag `--` and the key with hyphens.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its key.
    pub key: &'static str,
    /// What it is when nobody says; `None` where it is then unset.
    pub default: Option<&'static str>,
    /// What it does.
    pub help: &'static str,
}

const fn setting(key: &'static str, default: Option<&'static str>, help: &'static str) -> Setting {
    Setting { key, default, help }
}

/// Every setting.
pub const SETTINGS: &[Setting] = &[
    setting(
        "database_url",
        None,
        "where the data lies: sqlite:FILE or postgres://... (default: sqlite:clarion.db in the data folder)",
    ),
    setting("database_replica_url", None, "a PostgreSQL replica that answers what may be a moment old"),
    setting("listen", Some("127.0.0.1:8080"), "the address and port to serve on"),
    setting("public_url", Some("http://localhost:8080"), "the address people see, printed in mails"),
    setting("passkey_domain", None, "the domain that passkeys belong to, for good (default: the host of the public URL)"),
    setting("data_dir", Some("data"), "the folder of the database, the key and the outbox"),
    setting("master_key", None, "the master key itself: 64 hex digits"),
    setting(
        "master_key_file",
        None,
        "a file that holds the master key (default: master.key in the data folder, made at first start)",
    ),
    setting("master_key_command", None, "a command that prints the master key"),
    setting("smtp_url", None, "the mail relay: smtp://user:password@host:587 (unset: mails go to the outbox in the data folder)"),
    setting("mail_from", None, "the sender's address of mails"),
    setting("trusted_proxies", Some("0"), "how many proxies stand before the server; the client is counted from the right"),
    setting("webhooks_private", Some("no"), "whether groups' webhooks may go to this machine and its network: yes or no"),
    setting("metrics_listen", None, "an address of its own for /metrics (unset: beside the pages)"),
];

/// Where the master key comes from.
#[derive(Clone)]
pub enum MasterKeySource {
    /// Given as it is.
    Given(MasterKey),
    /// In a file; made at the first start if `made` is set.
    File {
        /// Where.
        path: PathBuf,
        /// Whether a missing file is made.
        made: bool,
    },
    /// Printed by a command.
    Command(String),
}

/// All settings, checked.
#[derive(Clone)]
pub struct Settings {
    /// Where the data lies.
    pub database_url: DatabaseUrl,
    /// A replica for reading.
    pub database_replica_url: Option<DatabaseUrl>,
    /// Where to serve.
    pub listen: SocketAddr,
    /// The address people see, without a slash at its end.
    pub public_url: String,
    /// The domain that passkeys belong to; `None` where the public URL has an IP address, which can have none.
    pub passkey_domain: Option<String>,
    /// The data folder.
    pub data_dir: PathBuf,
    /// The master key's source.
    pub master_key: MasterKeySource,
    /// The mail relay; the outbox if `None`.
    pub smtp: Option<smtp::Relay>,
    /// The sender's address.
    pub mail_from: Option<String>,
    /// Proxies before the server.
    pub trusted_proxies: usize,
    /// Whether webhooks may go to private addresses.
    pub webhooks_private: bool,
    /// Where `/metrics` is served, if not beside the pages.
    pub metrics_listen: Option<SocketAddr>,
}

/// Why the settings cannot be used, in words for whoever made them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsProblem {
    /// A key or variable that is none of ours.
    #[error("{0} is no setting of Clarion; see `clarion serve --help` for those there are")]
    Unknown(String),
    /// A value that cannot be read.
    #[error("{name}: {sentence}")]
    Value {
        /// The setting as it was given.
        name: String,
        /// What is wrong and what to write.
        sentence: String,
    },
    /// The file.
    #[error("clarion.toml cannot be read: {0}")]
    File(String),
    /// More than one source of the master key.
    #[error("give the master key in one way only: as master_key, master_key_file or master_key_command")]
    ManyMasterKeys,
}

/// Values as they were given, with the name to say when one is wrong.
type Given = BTreeMap<&'static str, (String, String)>;

impl Settings {
    /// Reads all three sources. `flags` are keys and values that were given on the command line.
    pub fn read(
        file: Option<&Path>,
        variables: impl Iterator<Item = (String, String)>,
        flags: &[(&'static str, String)],
    ) -> Result<Self, SettingsProblem> {
        let mut given = Given::new();
        if let Some(path) = file {
            take_file(&mut given, path)?;
        }
        for (name, value) in variables {
            let Some(key) = name.strip_prefix("CLARION_") else { continue };
            let known = SETTINGS.iter().find(|setting| setting.key.eq_ignore_ascii_case(key));
            let setting = known.ok_or_else(|| SettingsProblem::Unknown(name.clone()))?;
            given.insert(setting.key, (name, value));
        }
        for (key, value) in flags {
            given.insert(key, (format!("--{}", key.replace('_', "-")), value.clone()));
        }
        // An empty value is no value: the default stands.
        given.retain(|_, (_, value)| !value.trim().is_empty());
        for setting in SETTINGS {
            let Some(default) = setting.default else { continue };
            given.entry(setting.key).or_insert_with(|| (setting.key.to_owned(), default.to_owned()));
        }
        Self::checked(&given)
    }

    fn checked(given: &Given) -> Result<Self, SettingsProblem> {
        let data_dir = read_always(given, "data_dir", |text| Ok::<_, Infallible>(PathBuf::from(text)))?;
        let public_url = read_always(given, "public_url", public_url)?;
        let passkey_domain = read(given, "passkey_domain", |text| passkey_domain(text, &public_url))?;
        Ok(Self {
            database_url: read(given, "database_url", DatabaseUrl::parse)?
                .unwrap_or_else(|| DatabaseUrl::Sqlite(data_dir.join("clarion.db"))),
            database_replica_url: read(given, "database_replica_url", DatabaseUrl::parse)?,
            listen: read_always(given, "listen", address)?,
            passkey_domain: passkey_domain.or_else(|| domain_of(&public_url)),
            public_url,
            master_key: master_key(given, &data_dir)?,
            data_dir,
            smtp: read(given, "smtp_url", smtp::Relay::parse)?,
            mail_from: read(given, "mail_from", |text| seal::email::fold(text).map(|email| email.typed))?,
            trusted_proxies: read_always(given, "trusted_proxies", proxies)?,
            webhooks_private: read_always(given, "webhooks_private", yes_or_no)?,
            metrics_listen: read(given, "metrics_listen", address)?,
        })
    }

    /// Whether people reach the server over https.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The domain of passkeys, where browsers make any: over https, or on the machine itself.
    pub fn usable_passkey_domain(&self) -> Option<&str> {
        let domain = self.passkey_domain.as_deref()?;
        let is_local = domain == "localhost" || domain.ends_with(".localhost");
        (self.is_https() || is_local).then_some(domain)
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nothing that may hold a secret.
        f.debug_struct("Settings").field("listen", &self.listen).field("public_url", &self.public_url).finish_non_exhaustive()
    }
}

fn read<T, E: fmt::Display>(given: &Given, key: &str, parse: impl Fn(&str) -> Result<T, E>) -> Result<Option<T>, SettingsProblem> {
    let Some((name, value)) = given.get(key) else { return Ok(None) };
    parse(value.trim()).map(Some).map_err(|error| SettingsProblem::Value { name: name.clone(), sentence: error.to_string() })
}

/// The same for a setting that has a default in [`SETTINGS`].
fn read_always<T, E: fmt::Display>(given: &Given, key: &str, parse: impl Fn(&str) -> Result<T, E>) -> Result<T, SettingsProblem> {
    Ok(read(given, key, parse)?.expect("the default stands where nobody says"))
}

fn address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "write an address and a port, for example 127.0.0.1:8080")
}

fn proxies(text: &str) -> Result<usize, &'static str> {
    text.parse().ok().filter(|count| *count <= 16).ok_or("write how many proxies stand before the server, 0 to 16")
}

fn yes_or_no(text: &str) -> Result<bool, &'static str> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("write yes or no"),
    }
}

fn public_url(text: &str) -> Result<String, &'static str> {
    let sentence = "write the whole address, for example https://act.example.org";
    let url = url::Url::parse(text).map_err(|_| sentence)?;
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    match matches!(url.scheme(), "http" | "https") && url.has_host() && plain {
        // As the URL library writes it, so that HTTPS:// is known as https.
        true => Ok(url.as_str().trim_end_matches('/').to_owned()),
        false => Err(sentence),
    }
}

fn domain_of(url: &str) -> Option<String> {
    url::Url::parse(url).ok()?.domain().map(str::to_owned)
}

/// Browsers take the host itself or a domain above it (WebAuthn, section 5.1.3).
fn passkey_domain(text: &str, public_url: &str) -> Result<String, &'static str> {
    let host = domain_of(public_url).ok_or("passkeys need a domain name in CLARION_PUBLIC_URL, which has an IP address")?;
    let domain = text.to_ascii_lowercase();
    match host == domain || host.ends_with(&format!(".{domain}")) {
        true => Ok(domain),
        false => Err("write the host of CLARION_PUBLIC_URL or a domain above it, for example act.example.org"),
    }
}

fn master_key(given: &Given, data_dir: &Path) -> Result<MasterKeySource, SettingsProblem> {
    let key = read(given, "master_key", MasterKey::parse)?;
    let file = given.get("master_key_file").map(|(_, value)| PathBuf::from(value));
    let command = given.get("master_key_command").map(|(_, value)| value.clone());
    match (key, file, command) {
        (Some(key), None, None) => Ok(MasterKeySource::Given(key)),
        (None, Some(path), None) => Ok(MasterKeySource::File { path, made: false }),
        (None, None, Some(command)) => Ok(MasterKeySource::Command(command)),
        (None, None, None) => Ok(MasterKeySource::File { path: data_dir.join("master.key"), made: true }),
        _ => Err(SettingsProblem::ManyMasterKeys),
    }
}

fn take_file(given: &mut Given, path: &Path) -> Result<(), SettingsProblem> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(SettingsProblem::File(error.to_string())),
    };
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| SettingsProblem::File(error.message().to_owned()))?;
    for (key, value) in table {
        let known = SETTINGS.iter().find(|setting| setting.key == key);
        let setting = known.ok_or_else(|| SettingsProblem::Unknown(format!("`{key}` in clarion.toml")))?;
        let value = match value {
            toml::Value::String(text) => text,
            toml::Value::Integer(number) => number.to_string(),
            _ => return Err(SettingsProblem::Value { name: key, sentence: "write it in quotes".to_owned() }),
        };
        given.insert(setting.key, (key, value));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<Settings, SettingsProblem> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Settings::read(None, variables, &[])
    }

    #[test]
    fn works_without_any() {
        let settings = with(&[("PATH", "/bin")]).expect("the defaults are whole");
        assert_eq!(settings.public_url, "http://localhost:8080");
        assert!(matches!(settings.master_key, MasterKeySource::File { made: true, .. }));
    }

    #[test]
    fn an_unknown_one_stops_the_start_with_a_sentence() {
        let problem = with(&[("CLARION_LISTN", "x")]).expect_err("a typing error");
        assert_eq!(problem.to_string(), "CLARION_LISTN is no setting of Clarion; see `clarion serve --help` for those there are");
    }

    #[test]
    fn a_wrong_value_says_what_to_write() {
        for (name, value) in [
            ("CLARION_LISTEN", "8080"),
            ("CLARION_PUBLIC_URL", "act.example.org"),
            ("CLARION_DATABASE_URL", "mysql://x"),
            ("CLARION_TRUSTED_PROXIES", "-1"),
            ("CLARION_WEBHOOKS_PRIVATE", "sometimes"),
            ("CLARION_MASTER_KEY", "abc"),
        ] {
            let problem = with(&[(name, value)]).expect_err(name).to_string();
            assert!(problem.starts_with(name) && problem.len() > name.len() + 10, "{problem}");
        }
    }

    #[test]
    fn an_empty_one_means_the_default() {
        for setting in SETTINGS {
            let name = format!("CLARION_{}", setting.key.to_uppercase());
            let settings = with(&[(&name, " ")]).expect(&name);
            assert_eq!(settings.listen.port(), 8080, "{name}");
        }
    }

    #[test]
    fn https_in_capitals_is_https() {
        let settings = with(&[("CLARION_PUBLIC_URL", "HTTPS://Act.example/")]).expect("is a web address");
        assert_eq!((settings.public_url.as_str(), settings.is_https()), ("https://act.example", true));
    }

    #[test]
    fn passkeys_belong_to_the_host_or_a_domain_above_it() {
        let domain = |url: &str, domain: &str| {
            let settings = with(&[("CLARION_PUBLIC_URL", url), ("CLARION_PASSKEY_DOMAIN", domain)]);
            settings.map(|settings| settings.usable_passkey_domain().map(str::to_owned)).ok()
        };
        let of = |name: &str| Some(Some(name.to_owned()));
        assert_eq!(domain("http://localhost:8080", ""), of("localhost"));
        assert_eq!(domain("https://act.example.org", ""), of("act.example.org"));
        assert_eq!(domain("https://act.example.org", "Example.org"), of("example.org"));
        assert_eq!(domain("http://act.example.org", ""), Some(None), "browsers make none without https");
        assert_eq!(domain("https://192.0.2.1", ""), Some(None), "an IP address has none");
        for (url, other) in [
            ("https://192.0.2.1", "192.0.2.1"),
            ("https://act.example.org", "other.example"),
            ("https://act.example.org", "ct.example.org"),
        ] {
            assert_eq!(domain(url, other), None, "{other}");
        }
    }

    #[test]
    fn flags_win_over_variables() {
        let variables = [("CLARION_LISTEN".to_owned(), "127.0.0.1:1".to_owned())];
        let settings =
            Settings::read(None, variables.into_iter(), &[("listen", "127.0.0.1:2".to_owned())]).expect("both are well formed");
        assert_eq!(settings.listen.port(), 2);
    }
}
