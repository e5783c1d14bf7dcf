//! Documents: links lead somewhere, and every page of the book can be reached from its table of contents.

use std::collections::BTreeSet;
use std::path::Path;

use super::Fault;
use super::source::{Source, root};

/// The targets of the links `[words](target)` and pictures of a line; those in `code` are none.
fn links(line: &str) -> Vec<String> {
    let mut prose = String::new();
    for (index, part) in line.split('`').enumerate() {
        prose.push_str(if index % 2 == 0 { part } else { "code" });
    }
    let ends = prose.split("](").skip(1);
    ends.filter_map(|rest| Some(rest.split(')').next()?.split_whitespace().next()?.trim_matches(['<', '>']).to_owned())).collect()
}

/// The lines outside fenced blocks, numbered from 1.
fn prose(raw: &str) -> Vec<(usize, &str)> {
    let mut is_fenced = false;
    let mut lines = Vec::new();
    for (index, line) in raw.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
        } else if !is_fenced {
            lines.push((index + 1, line));
        }
    }
    lines
}

/// The name under which a heading can be linked.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_')).map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn has_anchor(raw: &str, wanted: &str) -> bool {
    prose(raw).iter().any(|(_, line)| line.starts_with('#') && anchor(line) == wanted)
}

pub(super) fn dead_links(source: &Source, root: &Path) -> Vec<Fault> {
    if !source.path.ends_with(".md") {
        return Vec::new();
    }
    let folder = root.join(&source.path).parent().expect("a file is in a folder").to_path_buf();
    let mut faults = Vec::new();
    for (line, text) in prose(&source.raw) {
        for link in links(text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (path, part) = link.split_once('#').unwrap_or((&link, ""));
            let target = folder.join(path);
            let raw = if path.is_empty() { Some(source.raw.clone()) } else { std::fs::read_to_string(&target).ok() };
            let is_dead = !path.is_empty() && !target.exists();
            let is_lost =
                !part.is_empty() && path.ends_with(".md") | path.is_empty() && !raw.is_some_and(|raw| has_anchor(&raw, part));
            if is_dead || is_lost {
                faults.push(Fault::new(source, line, format!("the link to `{link}` leads nowhere")));
            }
        }
    }
    faults
}

/// Files that the map names in `code` and that are not there. They are named by the end of their path, as a reader looks for them.
pub(super) fn lost_files(sources: &[Source]) -> Vec<Fault> {
    let Some(map) = sources.iter().find(|source| source.path == "ARCHITECTURE.md") else { return Vec::new() };
    let is_file = |word: &&str| !word.contains(char::is_whitespace) && [".rs", ".ts", ".md"].iter().any(|end| word.ends_with(end));
    let is_there = |name: &str| {
        sources.iter().any(|source| source.path.strip_suffix(name).is_some_and(|at| at.is_empty() || at.ends_with('/')))
    };
    let mut faults = Vec::new();
    for (line, text) in prose(&map.raw) {
        let named = text.split('`').skip(1).step_by(2).filter(is_file);
        faults.extend(named.filter(|name| !is_there(name)).map(|name| Fault::new(map, line, format!("there is no `{name}`"))));
    }
    faults
}

/// Pages below `docs/` that its table of contents does not name.
pub(super) fn lost_pages(sources: &[Source]) -> Vec<Fault> {
    let contents = sources.iter().find(|source| source.path == "docs/SUMMARY.md");
    let named: BTreeSet<String> =
        contents.map(|source| prose(&source.raw).into_iter().flat_map(|(_, line)| links(line)).collect()).unwrap_or_default();
    let pages = sources.iter().filter(|source| source.path.ends_with(".md"));
    let lost = pages.filter(|source| {
        let name = source.path.strip_prefix("docs/");
        name.is_some_and(|name| name != "SUMMARY.md" && !named.contains(name.trim_start_matches("./")))
    });
    lost.map(|source| Fault::new(source, 1, "docs/SUMMARY.md does not name this page, so nobody finds it")).collect()
}

#[test]
fn dead_links_are_found() {
    let raw = "# Top\n[a](Cargo.toml) [b](no-such-page.md)\n![c](<no picture.png>)\n[d](https://a.example/x)\n```\n[e](gone.md)\n```\n\
               `[f](gone.md)` [g](#top) [h](#bottom)\n[i](README.md#no-such-part)\n";
    let found: Vec<usize> = dead_links(&Source::new("a.md", raw), &root()).into_iter().map(|fault| fault.line).collect();
    assert_eq!(found, [2, 3, 8, 9]);
}

#[test]
fn lost_files_are_found() {
    let raw = "`petitions/sign.rs` and `sign.rs`, `petitions/store.rs`\n`ign.rs`, `make test`, `docs/lost.md`, sign.ts\n```\n`gone.rs`\n```\n";
    let sources = [Source::new("ARCHITECTURE.md", raw), Source::new("crates/clarion/src/petitions/sign.rs", "")];
    let lost: Vec<(usize, String)> = lost_files(&sources).into_iter().map(|fault| (fault.line, fault.sentence)).collect();
    let expected = [(1, "`petitions/store.rs`"), (2, "`ign.rs`"), (2, "`docs/lost.md`")];
    assert_eq!(lost, expected.map(|(line, name)| (line, format!("there is no {name}"))));
}

#[test]
fn lost_pages_are_found() {
    let pages = [
        Source::new("docs/SUMMARY.md", "- [One](guide/one.md)\n"),
        Source::new("docs/guide/one.md", ""),
        Source::new("docs/guide/two.md", ""),
        Source::new("README.md", ""),
    ];
    let lost: Vec<String> = lost_pages(&pages).into_iter().map(|fault| fault.path).collect();
    assert_eq!(lost, ["docs/guide/two.md"]);
}
