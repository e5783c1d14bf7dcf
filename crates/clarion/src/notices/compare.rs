//! What somebody received, held against the true words: which are the same, changed, missing, added, or only look the same.
//!
//! Pure, and bounded in time and memory: the words common to both ends are cut off, and what is left is aligned in a table of at
//! most [`CELLS_MAX`] cells. Marks are made for people; whether words are true is said by the signature alone.

use super::Words;
use super::document::NoticeText;
use super::links::{self, Found};
use crate::web::lang::{self, Lang};
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization as _;
use unicode_security::skeleton;

/// Characters that are looked at of what was pasted: a notice at its longest, with a mail around it.
pub const RECEIVED_CHARS_MAX: usize = 20_000;
/// Cells of the table, one byte each: two texts of 2,000 words that differ everywhere.
const CELLS_MAX: usize = 4_000_000;
/// Words that one part of the reader's own may have: a name, a place, a time.
const OWN_WORDS_MAX: usize = 8;
/// Stands for the reader's name.
const NAME: &str = "{{ name }}";
/// How a mail program marks lines that it quotes.
const QUOTING: [char; 3] = ['>', '|', ' '];
/// Below this share of common words, two texts are different texts.
const COMMON_MIN: f64 = 0.5;

/// What became of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It is in both.
    Same,
    /// It was received and is not in the notice.
    Added,
    /// It is in the notice and was not received.
    Missing,
    /// It looks like the notice's word and is made of other letters.
    LookAlike,
    /// It stands where each reader has words of their own.
    Own,
}

/// Words with one mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What became of them.
    pub mark: Mark,
    /// The words, with single spaces.
    pub text: String,
    /// For look-alikes: the words as they should be.
    pub truly: String,
    /// Whether a line begins with them.
    pub begins_line: bool,
}

/// What is wrong with an address that was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// It leads to a host that the notice does not name.
    OtherHost,
    /// That host also looks like one that the notice names.
    LookAlikeHost,
    /// It leads to a named host, but not to the address in the notice.
    OtherAddress,
}

/// An address that the notice does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrangeLink {
    /// As it was received.
    pub shown: String,
    /// Where it truly leads.
    pub host: String,
    /// What is wrong.
    pub fault: LinkFault,
}

/// The whole in one word, the worst of it first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// These are not the words of this notice.
    Other,
    /// An address in it is not the notice's.
    LinkChanged,
    /// Letters were swapped for look-alikes.
    LookAlikes,
    /// Words were changed.
    Changed,
    /// All words of the notice, and more around them.
    Around,
    /// A part of the notice, unchanged.
    Part,
    /// The words of the notice.
    Same,
}

/// The result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// In short.
    pub verdict: Verdict,
    /// The language of the words that come nearest.
    pub lang: String,
    /// Word by word.
    pub pieces: Vec<Piece>,
    /// The addresses that are not the notice's.
    pub links: Vec<StrangeLink>,
}

/// Compares what was received with the words of a notice, in the language that comes nearest.
///
/// `events` are the lines in which a mail names an event of this coalition. Such lines after the words are the reader's own part:
/// nobody signed them, and they make no true mail a changed one.
pub fn compare(notice: &NoticeText, events: &[[String; 3]], public_url: &str, received: &str) -> Comparison {
    let received: String = received.chars().take(RECEIVED_CHARS_MAX).collect();
    let mut texts = Texts::default();
    let theirs = texts.read(&received, false);
    let mut nearest: Option<(f64, &Words, Vec<Word>)> = None;
    for words in &notice.words {
        let ours = texts.as_mailed(words, events, &received);
        let share = common(&ours, &theirs);
        if nearest.as_ref().is_none_or(|(best, _, _)| share > *best) {
            nearest = Some((share, words, ours));
        }
    }
    let (share, words, ours) = nearest.expect("a notice has words in one language at least");
    let links = strange_links(notice, public_url, &received);
    let steps = if share < COMMON_MIN { None } else { align(&ours, &theirs) };
    let pieces = match &steps {
        Some(steps) => pieces(steps, &ours, &theirs),
        None => pieces(&theirs_alone(&theirs), &ours, &theirs),
    };
    let verdict = match steps {
        None => Verdict::Other,
        Some(steps) => {
            let (unsigned, signed): (Vec<Step>, Vec<Step>) = steps.into_iter().partition(|step| step.is_unsigned(&ours));
            match verdict(&self::pieces(&signed, &ours, &theirs), &links) {
                Verdict::Same if !unsigned.is_empty() => Verdict::Around,
                verdict => verdict,
            }
        }
    };
    Comparison { verdict, lang: words.lang.clone(), pieces, links }
}

/// The line that mails have between subject and words, as it was pasted: a greeting, if it has no more words than a name. Nobody signed
/// it, so it is marked as added; but it makes no true mail a changed one.
fn greeting<'a>(lang: &str, received: &'a str) -> Option<&'a str> {
    let lang = Lang::from_code(lang)?;
    let named = lang::t(lang, "mail-greeting-name", &[("name", NAME.into())]);
    let (begin, end) = named.split_once(NAME)?;
    let bare = lang::t(lang, "mail-greeting", &[]);
    let mut lines = received.lines().map(|line| line.trim_start_matches(QUOTING).trim_end());
    lines.find(|line| {
        let is_named = line.len() > begin.len() + end.len() && line.starts_with(begin) && line.ends_with(end);
        *line == bare || (is_named && line.split_whitespace().count() <= 1 + OWN_WORDS_MAX)
    })
}

/// The lines that name an event of the coalition, if they were pasted one after the other, however they were quoted.
fn own_event(events: &[[String; 3]], received: &str) -> Option<String> {
    let spelled = |line: &str| plain(line).split_whitespace().collect::<Vec<_>>().join(" ");
    let lines = received.lines().map(|line| spelled(line.trim_start_matches(QUOTING))).filter(|line| !line.is_empty());
    let lines: Vec<String> = lines.collect();
    let is_pasted = |event: &&[String; 3]| {
        let event = event.each_ref().map(|line| spelled(line));
        lines.windows(event.len()).any(|pasted| pasted == event)
    };
    events.iter().find(is_pasted).map(|event| event.join("\n"))
}

/// How much of the shorter text is also in the other, whatever the order: 0 to 1.
pub fn likeness(notice: &NoticeText, received: &str) -> f64 {
    let received: String = received.chars().take(RECEIVED_CHARS_MAX).collect();
    let mut texts = Texts::default();
    let theirs = texts.read(&received, false);
    let of = |words: &Words| common(&texts.as_mailed(words, &[], &received), &theirs);
    notice.words.iter().map(of).fold(0.0, f64::max)
}

/// A word, by numbers that are the same for the same spelling and for the same looks.
#[derive(Clone, Debug)]
struct Word {
    shown: String,
    spelled: u32,
    looks: u32,
    begins_line: bool,
    /// Stands for a word of the reader's own.
    is_own: bool,
    /// Stands in the greeting, which the notice does not hold.
    is_greeting: bool,
    /// Names the reader's own event, which the notice does not hold either.
    is_event: bool,
    is_link: bool,
}

/// Numbers for words.
#[derive(Default)]
struct Texts {
    spellings: HashMap<String, u32>,
    looks: HashMap<String, u32>,
}

fn number(known: &mut HashMap<String, u32>, text: String) -> u32 {
    let next = known.len() as u32;
    *known.entry(text).or_insert(next)
}

impl Texts {
    /// The words of a notice as the mail carries them, with the greeting and the event that were pasted.
    fn as_mailed(&mut self, words: &Words, events: &[[String; 3]], received: &str) -> Vec<Word> {
        let mut ours = self.read(&words.subject, true);
        let mut greeting = self.read(greeting(&words.lang, received).unwrap_or_default(), false);
        greeting.iter_mut().for_each(|word| word.is_greeting = true);
        ours.append(&mut greeting);
        ours.append(&mut self.read(&words.text, true));
        let mut event = self.read(&own_event(events, received).unwrap_or_default(), false);
        event.iter_mut().for_each(|word| word.is_event = true);
        ours.append(&mut event);
        ours
    }

    /// The words of a text. In ours, `{{ ... }}` stands for up to [`OWN_WORDS_MAX`] words of the reader's own.
    fn read(&mut self, text: &str, ours: bool) -> Vec<Word> {
        let mut words = Vec::new();
        for line in text.lines() {
            let mut begins_line = true;
            // A quoted mail has signs at the beginnings of its lines.
            let mut rest = if ours { line } else { line.trim_start_matches(QUOTING) };
            while let Some((shown, after)) = next_word(rest, ours) {
                let is_own = ours && shown.contains("{{");
                for _ in 0..if is_own { OWN_WORDS_MAX } else { 1 } {
                    words.push(self.word(shown, begins_line, is_own));
                    begins_line = false;
                }
                rest = after;
            }
        }
        words
    }

    fn word(&mut self, shown: &str, begins_line: bool, is_own: bool) -> Word {
        let plain = plain(shown);
        let looks = number(&mut self.looks, skeleton(&plain).collect());
        let is_link = links::of_word(shown).is_some();
        Word {
            shown: shown.to_owned(),
            spelled: number(&mut self.spellings, plain),
            looks,
            begins_line,
            is_own,
            is_greeting: false,
            is_event: false,
            is_link,
        }
    }
}

/// The next word of a line and what comes after it. A part of the reader's own is one word with what touches it.
fn next_word(line: &str, ours: bool) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let mut end = line.find(char::is_whitespace).unwrap_or(line.len());
    if ours && let Some(open) = line.find("{{").filter(|open| *open < end) {
        end = line[open..].find("}}").map_or(end, |close| open + close + 2);
        end += line[end..].find(char::is_whitespace).unwrap_or(line.len() - end);
    }
    (end > 0).then(|| line.split_at(end))
}

/// What mail programs and telephones change by themselves is no change.
fn plain(word: &str) -> String {
    let as_typed = |c: char| match c {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        '\u{2010}'..='\u{2014}' => '-',
        c => c,
    };
    word.nfc().map(as_typed).collect::<String>().replace('\u{2026}', "...")
}

fn common(ours: &[Word], theirs: &[Word]) -> f64 {
    let mut counts: HashMap<u32, usize> = HashMap::new();
    let fixed: Vec<&Word> = ours.iter().filter(|word| !word.is_own && !word.is_greeting && !word.is_event).collect();
    fixed.iter().for_each(|word| *counts.entry(word.looks).or_default() += 1);
    let found = theirs.iter().filter(|word| match counts.get_mut(&word.looks) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    });
    let shorter = fixed.len().min(theirs.len());
    if shorter == 0 { 0.0 } else { found.count() as f64 / shorter as f64 }
}

/// One step through both texts: a word of ours, of theirs, or of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Both(usize, usize),
    Ours(usize),
    Theirs(usize),
}

impl Step {
    /// Whether it is of a word of ours that only the mail has.
    fn is_unsigned(&self, ours: &[Word]) -> bool {
        matches!(self, Self::Both(at, _) | Self::Ours(at) if ours[*at].is_greeting || ours[*at].is_event)
    }
}

fn theirs_alone(theirs: &[Word]) -> Vec<Step> {
    (0..theirs.len()).map(Step::Theirs).collect()
}

/// What it is worth that two words stand side by side.
fn worth(ours: &Word, theirs: &Word) -> Option<u32> {
    match () {
        () if ours.is_own => (!theirs.is_link).then_some(1),
        () if ours.spelled == theirs.spelled => Some(8),
        () if ours.looks == theirs.looks => Some(6),
        () => None,
    }
}

/// The alignment that keeps most words together; `None` where the texts are too long and too different.
fn align(ours: &[Word], theirs: &[Word]) -> Option<Vec<Step>> {
    let same = |(ours, theirs): &(&Word, &Word)| !ours.is_own && ours.spelled == theirs.spelled;
    let head = ours.iter().zip(theirs).take_while(same).count();
    let tail = ours[head..].iter().rev().zip(theirs[head..].iter().rev()).take_while(same).count();
    let (rows, columns) = (ours.len() - head - tail, theirs.len() - head - tail);
    if (rows + 1) * (columns + 1) > CELLS_MAX {
        return None;
    }
    let ways = ways(&ours[head..head + rows], &theirs[head..head + columns]);
    let (mut row, mut column, mut middle) = (rows, columns, Vec::new());
    while row > 0 || column > 0 {
        let step = match ways[row * (columns + 1) + column] {
            BOTH => Step::Both(head + row - 1, head + column - 1),
            OURS => Step::Ours(head + row - 1),
            _ => Step::Theirs(head + column - 1),
        };
        row -= usize::from(!matches!(step, Step::Theirs(_)));
        column -= usize::from(!matches!(step, Step::Ours(_)));
        middle.push(step);
    }
    let mut steps: Vec<Step> = (0..head).map(|at| Step::Both(at, at)).collect();
    steps.extend(middle.iter().rev());
    steps.extend((0..tail).map(|at| Step::Both(head + rows + at, head + columns + at)));
    Some(steps)
}

const BOTH: u8 = 0;
const OURS: u8 = 1;
const THEIRS: u8 = 2;

/// For each pair of beginnings, the last step of the best way through them.
fn ways(ours: &[Word], theirs: &[Word]) -> Vec<u8> {
    let width = theirs.len() + 1;
    let mut ways = vec![THEIRS; (ours.len() + 1) * width];
    let mut above = vec![0_u32; width];
    let mut row = vec![0_u32; width];
    for (i, our) in ours.iter().enumerate() {
        let line = (i + 1) * width;
        ways[line] = OURS;
        row[0] = 0;
        for (j, their) in theirs.iter().enumerate() {
            let both = worth(our, their).map(|worth| above[j] + worth);
            let (skip_our, skip_their) = (above[j + 1], row[j]);
            let best = both.unwrap_or(0).max(skip_our).max(skip_their);
            ways[line + j + 1] = if both == Some(best) {
                BOTH
            } else if skip_our == best {
                OURS
            } else {
                THEIRS
            };
            row[j + 1] = best;
        }
        std::mem::swap(&mut above, &mut row);
    }
    ways
}

/// The steps as marked words, neighbours of one mark together.
fn pieces(steps: &[Step], ours: &[Word], theirs: &[Word]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for step in steps {
        let (mark, word, truly) = match *step {
            Step::Both(at, there) if ours[at].is_greeting => (Mark::Added, &theirs[there], ""),
            Step::Both(at, there) if ours[at].is_event => (Mark::Own, &theirs[there], ""),
            Step::Ours(at) if ours[at].is_greeting || ours[at].is_event => continue,
            Step::Both(at, there) if ours[at].is_own => (Mark::Own, &theirs[there], ""),
            Step::Both(at, there) if ours[at].spelled == theirs[there].spelled => (Mark::Same, &theirs[there], ""),
            Step::Both(at, there) => (Mark::LookAlike, &theirs[there], ours[at].shown.as_str()),
            Step::Ours(at) if ours[at].is_own => continue,
            Step::Ours(at) => (Mark::Missing, &ours[at], ""),
            Step::Theirs(there) => (Mark::Added, &theirs[there], ""),
        };
        match pieces.last_mut().filter(|last| last.mark == mark && !word.begins_line) {
            Some(last) => {
                last.text = format!("{} {}", last.text, word.shown);
                last.truly = format!("{} {truly}", last.truly).trim().to_owned();
            }
            None => pieces.push(Piece { mark, text: word.shown.clone(), truly: truly.to_owned(), begins_line: word.begins_line }),
        }
    }
    pieces
}

/// What the marks come to, the greeting apart.
fn verdict(pieces: &[Piece], links: &[StrangeLink]) -> Verdict {
    let has = |mark: Mark| pieces.iter().any(|piece| piece.mark == mark);
    if !links.is_empty() {
        return Verdict::LinkChanged;
    }
    if has(Mark::LookAlike) {
        return Verdict::LookAlikes;
    }
    let is_edge = |piece: &Piece| matches!(piece.mark, Mark::Added | Mark::Missing);
    let first = pieces.iter().position(|piece| !is_edge(piece)).unwrap_or(pieces.len());
    let last = pieces.iter().rposition(|piece| !is_edge(piece)).map_or(first, |at| at + 1);
    if pieces[first..last].iter().any(is_edge) {
        Verdict::Changed
    } else if has(Mark::Missing) {
        // What is missing and added at one end was changed there.
        let one_end = |end: &[Piece]| [Mark::Added, Mark::Missing].iter().all(|mark| end.iter().any(|piece| piece.mark == *mark));
        if one_end(&pieces[..first]) || one_end(&pieces[last..]) { Verdict::Changed } else { Verdict::Part }
    } else if has(Mark::Added) {
        Verdict::Around
    } else {
        Verdict::Same
    }
}

/// The addresses in what was received that the notice does not hold. Addresses of the site itself may be each reader's own.
fn strange_links(notice: &NoticeText, public_url: &str, received: &str) -> Vec<StrangeLink> {
    let listed: Vec<Found> = notice.links.iter().chain([&notice.page]).filter_map(|link| links::of_word(link)).collect();
    let site = links::of_word(public_url).map(|found| found.host);
    let mut strange: Vec<StrangeLink> = Vec::new();
    for found in links::in_text(received) {
        let is_own = site.as_ref() == Some(&found.host) || listed.iter().any(|link| link.address == found.address);
        if is_own || strange.iter().any(|known| known.shown == found.shown) {
            continue;
        }
        let fault = if listed.iter().any(|link| link.host == found.host) {
            LinkFault::OtherAddress
        } else if listed.iter().map(|link| &link.host).chain(&site).any(|host| looks_like(&found, host)) {
            LinkFault::LookAlikeHost
        } else {
            LinkFault::OtherHost
        };
        strange.push(StrangeLink { shown: found.shown, host: found.host, fault });
    }
    strange
}

/// Whether the host of an address, as it is shown, looks like another one.
fn looks_like(found: &Found, host: &str) -> bool {
    let shown = found.shown.split_once("://").map_or(found.shown.as_str(), |(_, rest)| rest);
    let end = shown.find(['/', '?', '#', ':']).unwrap_or(shown.len());
    skeleton(&shown[..end].to_lowercase()).eq(skeleton(host))
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
