//! `clarion verify` and `clarion witness`: files from the public pages, checked and cosigned by the real program in an empty folder.

use super::Instance;
use crate::notices::ground::{Ground, read_log};
use db::Engine;

#[test]
fn a_downloaded_notice_and_log_are_checked_without_a_server() {
    let ground = Ground::new(Engine::Sqlite);
    ground.enter(&ground.libraries, 2);
    let notice = ground.call();
    let (machine, older) = (Instance::new(), ground.log_file());
    machine.write("notice.json", &ground.notice_file(&notice));
    machine.write("older.json", &older);
    ground.enter(&ground.libraries, 4);
    machine.write("log.json", &ground.log_file());
    let vkey = read_log(&older).vkey;

    let said = machine.run(&["verify", "notice", "notice.json", "--vkey", &vkey]).done();
    assert!(said.contains("of Libraries for Every County holds: call") && said.contains("entry 3 of 3"), "{said}");
    assert!(said.contains("[es] Llamamos") && !said.contains("No key was given"), "{said}");
    let unsure = machine.run(&["verify", "notice", "notice.json"]).done();
    assert!(unsure.contains(&format!("No key was given: this holds if you know this public key from elsewhere (--vkey): {vkey}")));
    let value = machine.run(&["verify", "log", "log.json", "--older", "older.json", "--vkey", &vkey, "--json"]).json();
    assert_eq!((&value["size"], &value["grown_by"], &value["key_was_given"]), (&7.into(), &4.into(), &true.into()));
    // Nothing was made in the folder.
    assert_eq!(std::fs::read_dir(machine.path(".")).unwrap().count(), 3);

    machine.write("notice.json", &machine.read("notice.json").replace("at noon", "at nine"));
    let sentence = machine.run(&["verify", "notice", "notice.json"]).refused();
    assert_eq!(sentence, "The coalition did not sign these words: they or the signature were changed.");
    let sentence = machine.run(&["verify", "log", "older.json", "--older", "log.json"]).refused();
    assert!(sentence.starts_with("The log has not only grown since the older file"), "{sentence}");
    machine.run(&["verify", "log", "none.json"]).refused();
    machine.write("older.json", &older.replacen("libraries", "librarias", 1));
    let sentence = machine.run(&["verify", "log", "older.json"]).refused();
    assert_eq!(sentence, "A public key cannot be read: it was changed or cut.");
    machine.run(&["verify", "log", "log.json", "--vkey", "nonsense"]).refused();
}

/// A witness on a machine of its own: looks, confirms, and is heard.
#[test]
fn a_witness_confirms_what_only_grows() {
    let ground = Ground::new(Engine::Sqlite);
    ground.enter(&ground.libraries, 3);
    let machine = Instance::new();
    let public = machine.run(&["witness", "key", "witness.key", "--name", "harbor.example/witness"]).done();
    machine.run(&["witness", "key", "witness.key", "--name", "harbor.example/witness"]).refused();
    let (log_key, url) =
        (read_log(&ground.log_file()).vkey, format!("{}/coalitions/libraries-for-every-county/log", ground.server.url()));
    let watch = || machine.run(&["witness", "watch", &url, "--key", "witness.key", "--seen", "seen", "--vkey", &log_key]);
    assert!(watch().refused().starts_with("The server did not take it: No witness of this coalition"));
    crate::notices::ground::name_witness(&ground, public.trim()).unwrap();
    for grown_by in [0, 260, 1] {
        if grown_by > 0 {
            ground.enter(&ground.libraries, grown_by);
        }
        assert!(watch().done().starts_with("Confirmed: "));
        assert_eq!(read_log(&ground.log_file()).check(None, None).unwrap().opened.cosigned[0].witness, "harbor.example/witness");
    }
    // From a file, without the network.
    machine.write("log.json", &ground.log_file());
    let sign = ["witness", "sign", "log.json", "--key", "witness.key", "--seen", "seen", "--vkey", &log_key];
    assert!(machine.run(&sign).done().starts_with("\u{2014} harbor.example/witness "));
    machine.run(&["witness", "sign", "log.json", "--key", "log.json", "--seen", "seen", "--vkey", &log_key]).refused();
}

/// A server that shows one log today and another tomorrow, both well signed.
#[test]
fn a_log_that_contradicts_itself_is_caught_by_its_witness() {
    let machine = Instance::new();
    machine.run(&["witness", "key", "witness.key", "--name", "harbor.example/witness"]).done();
    let key = tlog::SigningKey::from_seed("log.example/made-up", tlog::Kind::Plain, &[3; 32]).unwrap();
    let vkey = key.verifier().to_string();
    let watch = |url: &str| machine.run(&["witness", "watch", url, "--key", "witness.key", "--seen", "seen", "--vkey", &vkey]);
    let first: Vec<u8> = (0..5).collect();
    let (mut grown, mut forked) = (first.clone(), first.clone());
    grown.extend(5..9);
    forked.extend(5..9);
    forked[2] = 77;
    assert!(watch(&serve_log(&key, &first)).done().contains("5 entries"));
    let sentence = watch(&serve_log(&key, &forked)).refused();
    assert!(sentence.starts_with("The log contradicts itself: 5 and 9 entries do not fit."), "{sentence}");
    assert!(machine.read("seen.contradiction").contains("log.example/made-up\n9\n") && machine.read("seen").contains("\n5\n"));
    // A log that lost its newest entries contradicts itself, too; one that grew does not.
    assert!(watch(&serve_log(&key, &first[..4])).refused().starts_with("The log contradicts itself: 5 and 4"));
    assert!(watch(&serve_log(&key, &grown)).done().contains("9 entries"));
}

/// Serves a log of one-byte entries until the test ends.
fn serve_log(key: &tlog::SigningKey, entries: &[u8]) -> String {
    use std::io::{BufRead as _, Write as _};
    let hashes: Vec<tlog::Hash> = entries.iter().map(|entry| tlog::Hash::leaf(&[*entry])).collect();
    let mut tree = tlog::tree::Frontier::default();
    hashes.iter().for_each(|hash| tree.push(*hash));
    let origin = key.verifier().name().to_owned();
    let head = tlog::Checkpoint { origin, size: tree.size(), root: tree.root(), extensions: Vec::new() };
    let (note, tile) = (head.signed(key).to_string(), tlog::tile::write_hashes(&hashes));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut reader = std::io::BufReader::new(stream);
            let mut asked = String::new();
            reader.read_line(&mut asked).unwrap();
            let mut line = String::new();
            let mut length = 0;
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                if let Some(bytes) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = bytes.trim().parse().unwrap();
                }
                line.clear();
            }
            std::io::Read::read_exact(&mut reader, &mut vec![0; length]).unwrap();
            let body = match asked.split(' ').nth(1).unwrap() {
                "/checkpoint" => note.as_bytes().to_vec(),
                path if path.starts_with("/tile/0/000.p/") => tile.clone(),
                _ => Vec::new(),
            };
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            reader.get_mut().write_all(&[head.as_bytes(), &body].concat()).unwrap();
        }
    });
    url
}
