//! `clarion witness watch`: one look at a log over the network. Only the tiles between what was seen and what is shown are read.

use super::Signing;
use super::seen::Seen;
use crate::cli::fetch::Client;
use crate::cli::{Done, Problem, print};
use std::collections::HashMap;
use tlog::note::NOTE_BYTES_MAX;
use tlog::{Checkpoint, Hash, Note, Tile, checkpoint, tile, tree};
use url::Url;

/// Bytes of a full tile.
const TILE_BYTES_MAX: usize = 8 * 1024;
/// A server's answer to a confirmation is one sentence.
const ANSWER_BYTES_MAX: usize = 4 * 1024;

/// `clarion witness watch`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Where the log is, as its page says: https://act.example/coalitions/SLUG/log/
    url: Url,
    #[command(flatten)]
    signing: Signing,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Done {
    let (signing, client) = (&arguments.signing, Client::new()?);
    let (witness, log) = (signing.witness()?, signing.log()?);
    let mut served = Served { client: &client, prefix: prefix(&arguments.url), tiles: HashMap::new() };
    let note = Note::parse(&served.get("checkpoint", NOTE_BYTES_MAX)?).map_err(|problem| Problem::refused(problem.to_string()))?;
    let shown = checkpoint::open(&note, &log, &[]).map_err(|problem| Problem::refused(problem.to_string()))?.checkpoint;
    if let Some(seen) = Seen::read(&signing.seen, &log)?
        && !served.has_grown(&seen.checkpoint, &shown)?
    {
        return Err(seen.contradicted(&note, shown.size));
    }
    let line = signing.confirm(&witness, &note)?;
    let mut to = served.url("cosignatures")?;
    to.set_query(Some(&format!("size={}", shown.size)));
    let answered = client.post(&to, line, ANSWER_BYTES_MAX)?;
    match answered.status {
        200 => print::out(&format!("Confirmed: {} entries under the root {}.", shown.size, shown.root)),
        _ => {
            return Err(Problem::Refused(format!(
                "The server did not take it: {}",
                String::from_utf8_lossy(&answered.body).trim()
            )));
        }
    }
    Ok(())
}

/// An address to which paths can be joined.
fn prefix(url: &Url) -> Url {
    let mut prefix = url.clone();
    if !prefix.path().ends_with('/') {
        prefix.set_path(&format!("{}/", url.path()));
    }
    prefix
}

/// A log behind an address.
struct Served<'a> {
    client: &'a Client,
    prefix: Url,
    tiles: HashMap<Tile, Vec<Hash>>,
}

impl Served<'_> {
    fn url(&self, path: &str) -> Result<Url, Problem> {
        self.prefix.join(path).map_err(|_| Problem::refused("The address of the log cannot be read. Copy it from the log's page."))
    }

    fn get(&self, path: &str, bytes_max: usize) -> Result<Vec<u8>, Problem> {
        let answered = self.client.get(&self.url(path)?, bytes_max)?;
        match answered.status {
            200 => Ok(answered.body.to_vec()),
            status => Err(Problem::Refused(format!("The log's server answered {status} to {path}. Check the address."))),
        }
    }

    /// Whether what is shown begins with what was seen. What tiles say is believed only as far as the two signed roots bear it out.
    fn has_grown(&mut self, seen: &Checkpoint, shown: &Checkpoint) -> Result<bool, Problem> {
        if shown.size < seen.size {
            return Ok(false);
        }
        let proof = tree::consistency(seen.size, shown.size, |level, index| self.hash(level, index, shown.size))?;
        Ok(tree::extends(seen.size, &seen.root, shown.size, &shown.root, &proof))
    }

    fn hash(&mut self, level: u8, index: u64, size: u64) -> Result<Hash, Problem> {
        let (tile, places) = Tile::of_node(level, index, size);
        if !self.tiles.contains_key(&tile) {
            let hashes = tile.read_hashes(&self.get(&format!("tile/{}", tile.path()), TILE_BYTES_MAX)?);
            let hashes = hashes
                .ok_or_else(|| Problem::refused("A tile of the log is cut. Try again, and tell the coalition if it stays."))?;
            self.tiles.insert(tile, hashes);
        }
        Ok(self
            .tiles
            .get(&tile)
            .and_then(|hashes| hashes.get(places))
            .map(tile::fold)
            .expect("a tile of this width holds its places"))
    }
}
