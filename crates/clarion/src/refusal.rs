//! A verb's refusals: a small enum for each verb, whose cases name the message that tells people why, in both languages.
//!
//! The words stand in `locales/`, so that a page can refuse in the reader's language and the command line in English.

use crate::web::lang::{self, Lang};

/// Why a deed was not done.
pub trait Refusal {
    /// The id of the message that says so.
    fn message(&self) -> &'static str;

    /// The sentence in a language.
    fn sentence(&self, lang: Lang) -> String {
        lang::t(lang, self.message(), &[])
    }
}

/// A verb of several parts that refuse each in its own way hands on the message alone.
impl Refusal for &'static str {
    fn message(&self) -> &'static str {
        self
    }
}

/// Writes such enums. Once in a file at most.
macro_rules! refusals {
    ($($(#[$about:meta])* $name:ident { $($(#[$why:meta])* $case:ident = $message:literal),+ $(,)? })+) => {
        $(
            $(#[$about])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub enum $name { $($(#[$why])* $case),+ }

            impl $name {
                /// All of them.
                pub const ALL: &'static [Self] = &[$(Self::$case),+];
            }

            impl $crate::refusal::Refusal for $name {
                fn message(&self) -> &'static str {
                    match self { $(Self::$case => $message),+ }
                }
            }
        )+

        #[cfg(test)]
        mod refusal_words {
            #[test]
            fn every_refusal_has_words_in_both_languages() {
                for message in [$($($message),+),+] {
                    for lang in $crate::web::lang::Lang::ALL {
                        assert_ne!($crate::web::lang::t(lang, message, &[]), message, "{lang:?}");
                    }
                }
            }
        }
    };
}
