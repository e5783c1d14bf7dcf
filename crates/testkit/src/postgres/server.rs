//! Starting a cluster under its keeper, the script `keep.sh`, which outlives us as long as somebody uses it.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use super::programs;

const KEEPER: &str = include_str!("keep.sh");

/// A port seen free may be taken before the server has it; more than a few times in a row is another fault.
const PORT_TRIES_MAX: usize = 5;

/// Where a cluster listens, and its password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Access {
    pub port: u16,
    pub password: String,
}

impl Access {
    /// The URL of one of its databases.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }
}

/// What the keeper is told.
pub(super) struct Keeper<'a> {
    /// Folder of the locks and of the keeper itself.
    pub state: &'a Path,
    /// Folder of the cluster; made anew when it is not there.
    pub data: &'a Path,
    /// How long after its last user the server ends.
    pub idle_s: u32,
}

impl Keeper<'_> {
    /// Makes and starts a cluster on a free port. Answers when it takes connections.
    pub fn start_anywhere(&self) -> Access {
        let password = random_password();
        write_private(&self.state.join("password"), &password);
        let mut said = String::new();
        for _ in 0..PORT_TRIES_MAX {
            let port = free_port();
            match self.start(port) {
                Ok(()) => return Access { port, password },
                Err(words) => said = words,
            }
            // A first try that failed may have left half a cluster.
            let _gone = std::fs::remove_dir_all(self.data);
        }
        panic!("PostgreSQL did not start: {said}");
    }

    /// Starts the cluster on this port; the error is what its log says.
    pub fn start(&self, port: u16) -> Result<(), String> {
        let script = self.state.join("keep.sh");
        write_private(&script, KEEPER);
        // A session of its own: what ends a test's process group must not end the server of the others.
        let mut child = Command::new("setsid")
            .args(["--fork", "sh"])
            .arg(&script)
            .arg(programs::folder())
            .args([self.state, self.data])
            .args([port.to_string(), self.idle_s.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("setsid is part of every Debian (util-linux)");
        let mut line = String::new();
        let mut answer = BufReader::new(child.stdout.take().expect("stdout was piped"));
        let read = answer.read_line(&mut line);
        let _status = child.wait();
        if read.is_ok() && line.starts_with("ready ") {
            return Ok(());
        }
        Err(log_of(line.trim().strip_prefix("failed ")))
    }
}

fn log_of(path: Option<&str>) -> String {
    let Some(path) = path else {
        return "its keeper ended without a word (are flock and setpriv installed?)".to_owned();
    };
    std::fs::read_to_string(path).unwrap_or_else(|fault| format!("no log at {path}: {fault}"))
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("some port is free");
    listener.local_addr().expect("a bound socket has an address").port()
}

/// Other users of this machine can reach the port, so the superuser has a password that nobody can guess.
fn random_password() -> String {
    let mut bytes = [0_u8; 16];
    let mut source = File::open("/dev/urandom").expect("the system has /dev/urandom");
    source.read_exact(&mut bytes).expect("/dev/urandom never ends");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes a file that only this user can read; a reader never sees half of it.
pub(super) fn write_private(path: &Path, text: &str) {
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)
        .unwrap_or_else(|fault| panic!("{} cannot be written: {fault}", beside.display()));
    std::io::Write::write_all(&mut file, text.as_bytes()).expect("the disk has room for a few bytes");
    std::fs::rename(&beside, path).expect("a file can be renamed inside its folder");
}

/// Opens a lock file, which has no content; made when it is not there.
pub(super) fn lock_file(path: &Path) -> File {
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)
        .unwrap_or_else(|fault| panic!("{} cannot be opened: {fault}", path.display()))
}
