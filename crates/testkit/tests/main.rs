//! What the other tests rely on: databases are empty and their own, a server comes back with what it acknowledged, and
//! none is left behind, even by a test that was killed.
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use postgres::{Client, NoTls};
use testkit::postgres::Stop;
use testkit::{Postgres, wait_until};

fn connect(url: &str) -> Client {
    Client::connect(url, NoTls).expect("a database just made takes connections")
}

fn port_of(url: &str) -> u16 {
    let (_, rest) = url.rsplit_once(':').unwrap();
    rest.split('/').next().unwrap().parse().unwrap()
}

fn is_listening(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).is_ok()
}

#[test]
fn postgres_databases_are_empty_and_apart() {
    let one = Postgres::shared().fresh_database();
    let other = Postgres::shared().fresh_database();
    assert_ne!(one.url(), other.url());
    connect(&one.url()).batch_execute("CREATE TABLE seen (a BIGINT)").unwrap();
    connect(&other.url()).batch_execute("CREATE TABLE seen (a BIGINT)").unwrap();
}

#[test]
fn postgres_copies_begin_alike_and_the_original_is_filled_once() {
    let fill = |url: &str| connect(url).batch_execute("CREATE TABLE kept (a BIGINT); INSERT INTO kept VALUES (7)").unwrap();
    let original = format!("original_{}", std::process::id());
    let one = Postgres::shared().copy_of(&original, fill);
    connect(&one.url()).batch_execute("UPDATE kept SET a = 8").unwrap();
    let other = Postgres::shared().copy_of(&original, |_| panic!("it is there"));
    let kept: i64 = connect(&other.url()).query_one("SELECT a FROM kept", &[]).unwrap().get(0);
    assert_eq!(kept, 7);
}

#[test]
fn postgres_database_is_dropped_though_somebody_is_connected() {
    let database = Postgres::shared().fresh_database();
    let url = database.url();
    let _still_there = connect(&url);
    drop(database);
    assert!(Client::connect(&url, NoTls).is_err());
}

#[test]
fn postgres_is_shared_and_sorts_like_peoples_servers() {
    let database = Postgres::shared().fresh_database();
    let mut client = connect(&database.url());
    let listening: String = client.query_one("SHOW listen_addresses", &[]).unwrap().get(0);
    let by_bytes: bool = client.query_one("SELECT 'B' < 'a'", &[]).unwrap().get(0);
    assert_eq!((listening.as_str(), by_bytes), ("127.0.0.1", false));
}

#[test]
fn restart_keeps_address_and_what_was_committed() {
    let server = Postgres::own();
    let database = server.fresh_database();
    let fsync: String = connect(&database.url()).query_one("SHOW fsync", &[]).unwrap().get(0);
    assert_eq!(fsync, "on");
    connect(&database.url()).batch_execute("CREATE TABLE kept (a BIGINT); INSERT INTO kept VALUES (7)").unwrap();
    for how in [Stop::Fast, Stop::Immediate] {
        server.restart(how);
        let kept: i64 = connect(&database.url()).query_one("SELECT a FROM kept", &[]).unwrap().get(0);
        assert_eq!(kept, 7);
    }
    server.stop(Stop::Fast);
    assert!(Client::connect(&database.url(), NoTls).is_err());
    server.start();
    connect(&database.url());
}

#[test]
fn restart_server_ends_with_its_guard() {
    let server = Postgres::own();
    let port = port_of(&server.fresh_database().url());
    assert!(is_listening(port));
    drop(server);
    wait_until("the port to be free", Duration::from_secs(20), || !is_listening(port));
}

/// The other half of the test below, in a process that is killed; by itself it does nothing.
#[test]
#[expect(clippy::print_stdout, reason = "how it tells the process that started it")]
fn restart_victim() {
    if std::env::args().any(|argument| argument == "--show-output") {
        let server = Postgres::own();
        println!("port {}", port_of(&server.fresh_database().url()));
        std::thread::park();
    }
}

#[test]
fn restart_server_of_a_killed_test_is_not_left_behind() {
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "restart_victim", "--nocapture", "--show-output"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(victim.stdout.take().unwrap()).lines();
    let port = lines
        .map_while(Result::ok)
        .find_map(|line| line.rsplit_once("port ")?.1.trim().parse().ok())
        .expect("the victim says its port");
    assert!(is_listening(port));
    victim.kill().unwrap();
    victim.wait().unwrap();
    wait_until("the server to end", Duration::from_secs(20), || !is_listening(port));
}

#[tokio::test]
async fn postgres_can_be_used_inside_a_runtime() {
    let database = Postgres::shared().fresh_database();
    assert!(database.url().starts_with("postgres://postgres:"));
}
