//! A source file as the checks see it: a scanner that knows just enough Rust to tell code from comments and from text
//! in quotes, so that a word in a comment is not taken for a call. No parser: what is asked here are lines and names.

use std::path::{Path, PathBuf};

/// A text in quotes and the line on which it begins, counted from 1.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    pub line: usize,
    pub words: String,
}

/// One file of ours.
#[derive(Debug)]
pub struct Source {
    /// Relative to the root of the repository, with `/`.
    pub path: String,
    pub raw: String,
    /// As long as `raw`, with comments and the inside of quotes blanked.
    pub code: String,
    /// As long as `raw`, with everything but comments blanked.
    pub comments: String,
    pub texts: Vec<Text>,
    /// First and last line of each `#[cfg(test)]` part.
    tests: Vec<(usize, usize)>,
}

impl Source {
    pub fn new(path: &str, raw: &str) -> Self {
        let mut scan = Scan::over(raw);
        if path.ends_with(".rs") {
            scan.run();
        } else {
            scan.code = raw.to_owned().into_bytes();
            scan.comments = scan.code.clone();
        }
        let code = String::from_utf8(scan.code).expect("whole characters were kept or blanked");
        let comments = String::from_utf8(scan.comments).expect("whole characters were kept or blanked");
        let tests = test_parts(&code);
        Self { path: path.to_owned(), raw: raw.to_owned(), code, comments, texts: scan.texts, tests }
    }

    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Whether this line is only ever built for tests (or for the bench, which is one).
    pub fn is_test(&self, line: usize) -> bool {
        let folder = ["/tests/", "/benches/", "crates/testkit/", "/fuzz/", "/bench/"];
        let path = format!("/{}", self.path);
        let by_place = folder.iter().any(|part| path.contains(part)) || path.ends_with("/tests.rs") || path.ends_with("_tests.rs");
        by_place || self.tests.iter().any(|(first, last)| (*first..=*last).contains(&line))
    }

    /// The line, counted from 1, of a byte offset.
    pub fn line_at(&self, offset: usize) -> usize {
        line_at(&self.raw, offset)
    }
}

fn line_at(text: &str, offset: usize) -> usize {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..offset]).count() + 1
}

/// Where the bracket that opens at `open` closes; the end of the text when it never does.
pub fn closing(code: &str, open: usize) -> usize {
    let bytes = code.as_bytes();
    let (up, down) = match bytes[open] {
        b'{' => (b'{', b'}'),
        b'[' => (b'[', b']'),
        _ => (b'(', b')'),
    };
    let mut depth = 0_usize;
    for (at, byte) in bytes.iter().enumerate().skip(open) {
        if *byte == up {
            depth += 1;
        } else if *byte == down {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    code.len()
}

/// The places where `word` stands as a whole word.
pub fn whole_words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn test_parts(code: &str) -> Vec<(usize, usize)> {
    let parts = code.match_indices("#[cfg(test)]");
    let ends = parts.filter_map(|(at, _)| {
        let open = at + code[at..].find(['{', ';'])?;
        let end = if code.as_bytes()[open] == b'{' { closing(code, open) } else { open };
        Some((line_at(code, at), line_at(code, end)))
    });
    ends.collect()
}

/// The scanner's hand on the text.
struct Scan<'a> {
    raw: &'a [u8],
    at: usize,
    code: Vec<u8>,
    comments: Vec<u8>,
    texts: Vec<Text>,
}

impl<'a> Scan<'a> {
    fn over(raw: &'a str) -> Self {
        Self { raw: raw.as_bytes(), at: 0, code: Vec::new(), comments: Vec::new(), texts: Vec::new() }
    }

    fn run(&mut self) {
        // With one of these begins all that is no code.
        while let Some(next) = memchr::memchr3(b'/', b'"', b'\'', &self.raw[self.at..]) {
            self.take(self.at + next, true, false);
            let rest = &self.raw[self.at..];
            if rest.starts_with(b"//") {
                let end = self.find(b"\n", self.at);
                self.take_comment(end);
            } else if rest.starts_with(b"/*") {
                let end = self.end_of_block();
                self.take_comment(end);
            } else if rest[0] == b'"' {
                match raw_text_hashes(&self.raw[..self.at]) {
                    Some(hashes) => self.take_raw_text(hashes),
                    None => self.take_text(),
                }
            } else if let Some(length) = quoted_character(rest) {
                let end = self.at + length;
                self.take(end, false, false);
            } else {
                self.take(self.at + 1, true, false);
            }
        }
        self.take(self.raw.len(), true, false);
    }

    /// Moves to `end`, copying to code or comments what belongs there. Line ends are always kept.
    fn take(&mut self, end: usize, is_code: bool, is_comment: bool) {
        let part = &self.raw[self.at..end];
        let mut blank = vec![b' '; part.len()];
        memchr::memchr_iter(b'\n', part).for_each(|at| blank[at] = b'\n');
        self.code.extend_from_slice(if is_code { part } else { &blank });
        self.comments.extend_from_slice(if is_comment { part } else { &blank });
        self.at = end;
    }

    fn take_comment(&mut self, end: usize) {
        self.take(end, false, true);
    }

    fn take_text(&mut self) {
        let begin = self.at;
        let mut end = begin + 1;
        while end < self.raw.len() && self.raw[end] != b'"' {
            end += if self.raw[end] == b'\\' { 2 } else { 1 };
        }
        self.note_text(begin + 1, end.min(self.raw.len()), 1);
    }

    fn take_raw_text(&mut self, hashes: usize) {
        let quote = self.at;
        let mut close = vec![b'"'];
        close.extend(std::iter::repeat_n(b'#', hashes));
        let end = self.find(&close, quote + 1);
        self.note_text(quote + 1, end, close.len());
    }

    fn note_text(&mut self, first: usize, end: usize, close: usize) {
        let line = memchr::memchr_iter(b'\n', &self.raw[..self.at]).count() + 1;
        let words = String::from_utf8_lossy(&self.raw[first..end]).into_owned();
        self.texts.push(Text { line, words });
        self.take(first, true, false);
        self.take(end, false, false);
        self.take((end + close).min(self.raw.len()), true, false);
    }

    fn find(&self, what: &[u8], from: usize) -> usize {
        let found = self.raw[from.min(self.raw.len())..].windows(what.len()).position(|window| window == what);
        found.map_or(self.raw.len(), |at| from + at)
    }

    /// Block comments nest in Rust.
    fn end_of_block(&self) -> usize {
        let mut depth = 0_usize;
        let mut at = self.at;
        while at < self.raw.len() {
            if self.raw[at..].starts_with(b"/*") {
                depth += 1;
                at += 2;
            } else if self.raw[at..].starts_with(b"*/") {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            } else {
                at += 1;
            }
        }
        at
    }
}

/// The number of `#` if what stands before a quote makes its text a raw one (`r"`, `r#"`, `br"`, `cr"`).
fn raw_text_hashes(before: &[u8]) -> Option<usize> {
    let hashes = before.iter().rev().take_while(|byte| **byte == b'#').count();
    let letters = &before[..before.len() - hashes];
    let word = letters.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    matches!(&letters[letters.len() - word..], b"r" | b"br" | b"cr").then_some(hashes)
}

/// The length of a character in quotes; nothing for a lifetime.
fn quoted_character(rest: &[u8]) -> Option<usize> {
    if rest[0] != b'\'' {
        return None;
    }
    if rest.get(1) == Some(&b'\\') {
        let end = rest.iter().skip(3).position(|byte| *byte == b'\'')?;
        return Some(end + 4);
    }
    let text = std::str::from_utf8(&rest[1..rest.len().min(5)]);
    let length = match text {
        Ok(text) => text.chars().next()?.len_utf8(),
        Err(fault) if fault.valid_up_to() > 0 => {
            std::str::from_utf8(&rest[1..=fault.valid_up_to()]).ok()?.chars().next()?.len_utf8()
        }
        Err(_) => return None,
    };
    (rest.get(1 + length) == Some(&b'\'')).then_some(length + 2)
}

/// Folders that hold nothing we wrote.
const FOREIGN_FOLDERS: [&str; 6] = ["target", "node_modules", ".git", "dist", "data", "corpus-grown"];

/// Kinds of files that people write and these checks read.
const KINDS: [&str; 8] = ["rs", "ts", "css", "md", "sql", "html", "sh", "txt"];

pub fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the crate lies two folders below the root")
}

/// Every file of ours that the checks read, sorted by path.
pub fn all() -> Vec<Source> {
    let root = root();
    let mut found = Vec::new();
    walk(&root, &root, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).expect("our own folders can be read").flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            // A build folder may have any name, but it is always marked.
            if !FOREIGN_FOLDERS.contains(&name.as_str()) && !path.join("CACHEDIR.TAG").exists() {
                walk(root, &path, found);
            }
        } else if KINDS.contains(&kind.as_str()) {
            let raw = std::fs::read_to_string(&path).unwrap_or_default();
            let relative = path.strip_prefix(root).expect("the walk began at the root");
            found.push(Source::new(&relative.to_string_lossy().replace('\\', "/"), &raw));
        }
    }
}

#[test]
fn scanner_tells_code_comments_and_texts_apart() {
    let source = Source::new(
        "a.rs",
        "let a = \"x // no\\\" y\"; // yes \"z\"\nlet b = r#\"raw \" \"#; /* in /* side */ */ f('\"', 'é', 'a);\n",
    );
    assert_eq!(source.texts.iter().map(|text| text.words.as_str()).collect::<Vec<_>>(), ["x // no\\\" y", "raw \" "]);
    assert!(source.comments.contains("// yes \"z\"") && source.comments.contains("side"));
    assert!(!source.code.contains("yes") && source.code.contains("f(") && source.code.contains("'a);"));
    assert_eq!((source.code.len(), source.texts[1].line), (source.raw.len(), 2));
}

#[test]
fn scanner_knows_the_test_part() {
    let source = Source::new("crates/a/src/b.rs", "fn a() {}\n#[cfg(test)]\nmod tests {\n  fn b() {}\n}\nfn c() {}\n");
    assert_eq!((1..=6).filter(|line| source.is_test(*line)).collect::<Vec<_>>(), [2, 3, 4, 5]);
    assert!(Source::new("crates/a/tests/main.rs", "").is_test(1));
}
