//! What an API key opens: a program gets as much of a group's list as it needs, and no more.
//!
//! A key that cannot read still gets its answers (whether a person was taken, and why not), but no record: what a mailbox already had
//! on the list is not told to a program that only adds.

use std::fmt;

/// What a key may do. Without any of these it opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scopes {
    /// See people, what they did, and the group's actions.
    pub read: bool,
    /// Add and change people, and what they do: signatures, tags.
    pub people: bool,
    /// Make and change actions, such as petitions.
    pub actions: bool,
}

/// Their words, on the command line, in forms and in the database.
const WORDS: [&str; 3] = ["read", "people", "actions"];

impl Scopes {
    /// All of it: what every key had before there were scopes.
    pub const ALL: Self = Self { read: true, people: true, actions: true };

    /// Reads words with commas or spaces between; `None` where one is unknown, or none is there.
    pub fn from_words(text: &str) -> Option<Self> {
        let mut has = [false; 3];
        for word in text.split([',', ' ']).filter(|word| !word.is_empty()) {
            has[WORDS.iter().position(|known| *known == word)?] = true;
        }
        let [read, people, actions] = has;
        (read || people || actions).then_some(Self { read, people, actions })
    }

    /// Its words with whether each is there.
    pub fn each(self) -> [(&'static str, bool); 3] {
        let [read, people, actions] = WORDS;
        [(read, self.read), (people, self.people), (actions, self.actions)]
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.each().into_iter().filter_map(|(word, has)| has.then_some(word)).collect();
        f.write_str(&words.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_are_written() {
        for text in ["read", "people", "actions", "read,people", "people,actions", "read,people,actions"] {
            assert_eq!(Scopes::from_words(text).map(|scopes| scopes.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Scopes::from_words("actions, read people"), Some(Scopes::ALL));
        for wrong in ["", " , ", "write", "read,all", "READ"] {
            assert_eq!(Scopes::from_words(wrong), None, "{wrong}");
        }
    }
}
