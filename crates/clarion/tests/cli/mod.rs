//! The command line as an operator meets it: the real program, in a folder of its own.

mod accounts;
mod asking;
mod beside;
mod group_keys;
mod keys;
mod migrating;
mod moving;
mod reports;
mod starting;
mod verifying;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use testkit::TempFolder;

/// A folder in which commands are run, with variables of its own.
struct Instance {
    folder: TempFolder,
    variables: Vec<(&'static str, String)>,
}

/// What a command did.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    #[track_caller]
    fn done(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self.out
    }

    /// The one sentence of a refusal; it may have at most 25 words.
    #[track_caller]
    fn refused(self) -> String {
        assert_eq!(self.code, 1, "{}{}", self.out, self.err);
        let sentence = self.err.lines().filter(|line| !line.starts_with('{')).collect::<Vec<_>>().join("\n");
        assert_eq!(sentence.lines().count(), 1, "{sentence}");
        assert!(sentence.split_whitespace().count() <= 25, "too long: {sentence}");
        assert!(!sentence.contains("panicked"), "{sentence}");
        sentence
    }

    #[track_caller]
    fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.done()).unwrap()
    }

    /// What `demo --json` says, without the link, which is another one each time.
    #[track_caller]
    fn demo(self) -> serde_json::Value {
        let mut made = self.json();
        assert!(made.as_object_mut().unwrap().remove("sign_in_link").is_some());
        made
    }
}

impl Instance {
    fn new() -> Self {
        Self { folder: TempFolder::new(), variables: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// A key file as the program makes it: for its owner only.
    fn write_key(&self, name: &str, text: &str) {
        self.write(name, text);
        std::fs::set_permissions(self.path(name), std::fs::Permissions::from_mode(0o600)).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clarion"));
        command.args(arguments).current_dir(self.folder.path()).env_clear().stdin(Stdio::null());
        command.env("PATH", "/usr/bin:/bin").envs(self.variables.iter().map(|(name, value)| (*name, value)));
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(&self.command(arguments).output().unwrap())
    }

    /// Runs with something typed.
    fn run_typing(&self, arguments: &[&str], typed: &str) -> Ran {
        let mut child =
            self.command(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        Ran::of(&child.wait_with_output().unwrap())
    }

    /// A server on a free port, after it said where it listens.
    fn serve(&self) -> Server {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = String::new();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            said.push_str(&line);
            serde_json::from_str::<serde_json::Value>(&line).ok()?["listen"].as_str()?.parse().ok()
        });
        let address = address.unwrap_or_else(|| panic!("the server did not start: {said}"));
        // Somebody must read on, or the server would wait for room in the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Server { child, address }
    }
}

/// A running server; killed when it is dropped.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Status and body of a GET.
    fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer.split("\r\n\r\n").nth(1).unwrap_or_default().to_owned())
    }

    /// Status and body of a request with a form, and a header if it is not empty.
    fn ask(&self, method: &str, path: &str, header: &str, form: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let header = if header.is_empty() { String::new() } else { format!("{header}\r\n") };
        let length = form.len();
        let head =
            format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{header}content-length: {length}\r\n");
        write!(stream, "{head}content-type: application/x-www-form-urlencoded\r\n\r\n{form}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer.split("\r\n\r\n").nth(1).unwrap_or_default().to_owned())
    }

    /// Asks it to stop, as systemd does, and waits for its exit code and what it printed.
    fn stop(mut self) -> (i32, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        let mut out = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        (code, out)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
