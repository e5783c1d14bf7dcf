//! Mail addresses to one form per mailbox (rules.md, rule 5), so that a mailbox is one key however it was typed.
//!
//! Every domain: NFKC, lower case, domain to ASCII (IDNA), and the tag behind a plus cut (RFC 5233; that is what
//! petition sites do, and a provider that gives `ana+b` and `ana` to two people is not known). Providers with more
//! rules stand in `data/email_domains.csv`. Mail always goes to the address as typed, so nothing here loses a letter.
//! Stricter than RFC 5321 on purpose: quoted names and IP literals reach no supporter, but have broken many mailers.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const EMAIL_DOMAINS: &str = include_str!("../data/email_domains.csv");
/// Most bytes before the @ (RFC 5321, 4.5.3.1.1).
const LOCAL_BYTES_MAX: usize = 64;
/// Most bytes of an address: a path of 256 without its brackets (RFC 5321, 4.5.3.1.3).
const ADDRESS_BYTES_MAX: usize = 254;
/// Most bytes of a text looked at at all, so that normalising stays cheap.
const INPUT_BYTES_MAX: usize = 1024;

/// A mail address, read. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    /// Where mail goes: as typed, without white space around, in NFKC, domain lower case and ASCII.
    pub typed: String,
    /// One form per mailbox, for [`crate::MatchingSecret::key`] only; mail to it may not arrive.
    pub folded: String,
    /// The domain of `typed`.
    pub domain: String,
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(..)")
    }
}

/// Why a text is no mail address, in words for the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailProblem {
    /// Nothing but white space.
    #[error("Please enter an email address.")]
    Empty,
    /// Over 64 bytes before the @, or over 254 in all.
    #[error("This email address is too long; please check it.")]
    TooLong,
    /// No @, nothing before it, or nothing after it.
    #[error("An email address needs a name, an @ and a domain, such as name@mail.example.")]
    Incomplete,
    /// More than one @: perhaps two addresses.
    #[error("This has more than one @; please enter a single email address.")]
    SeveralAts,
    /// White space, control characters, quotes, brackets or signs that no mailbox has.
    #[error("This email address contains a space or sign that cannot be used; please check it.")]
    BadCharacter,
    /// A dot first, last, or next to another before the @.
    #[error("The dots before the @ are misplaced; please check the email address.")]
    BadDots,
    /// A domain of one word.
    #[error("The part after the @ needs a dot, such as mail.example.")]
    MissingDot,
    /// A domain that cannot exist.
    #[error("The part after the @ cannot be a domain; please check it.")]
    BadDomain,
    /// An IP address instead of a domain.
    #[error("The part after the @ must be a domain, not a number address.")]
    NumericDomain,
}

struct DomainRule {
    mailbox: &'static str,
    ignored: &'static str,
}

static DOMAIN_RULES: LazyLock<HashMap<&'static str, DomainRule>> = LazyLock::new(|| {
    crate::table::rows(EMAIL_DOMAINS).map(|[domain, mailbox, ignored]| (domain, DomainRule { mailbox, ignored })).collect()
});

/// Reads and folds what a person typed. Folding `folded` again gives `folded`.
pub fn fold(typed: &str) -> Result<Email, EmailProblem> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(EmailProblem::Empty);
    }
    if typed.len() > INPUT_BYTES_MAX {
        return Err(EmailProblem::TooLong);
    }
    let typed = normal(typed);
    if typed.contains(|character: char| character.is_whitespace() || character.is_control()) {
        return Err(EmailProblem::BadCharacter);
    }
    let (local, domain) = typed.rsplit_once('@').ok_or(EmailProblem::Incomplete)?;
    if local.is_empty() || domain.is_empty() {
        return Err(EmailProblem::Incomplete);
    }
    check_local(local)?;
    let domain = ascii_domain(domain)?;
    let folded = folded_form(local, &domain);
    // Lower case can be longer than what was typed.
    check_length(local.len(), domain.len())?;
    let folded_at = folded.rfind('@').unwrap_or_default();
    check_length(folded_at, folded.len() - folded_at - 1)?;
    Ok(Email { typed: format!("{local}@{domain}"), folded, domain })
}

/// NFKC, which leaves ASCII as it is: most addresses skip it and take a quarter of the time.
fn normal(typed: &str) -> String {
    if typed.is_ascii() { typed.to_owned() } else { typed.nfkc().collect() }
}

fn check_length(local_bytes: usize, domain_bytes: usize) -> Result<(), EmailProblem> {
    if local_bytes > LOCAL_BYTES_MAX || local_bytes + 1 + domain_bytes > ADDRESS_BYTES_MAX {
        return Err(EmailProblem::TooLong);
    }
    Ok(())
}

/// RFC 5322 dot-atom; beyond ASCII (RFC 6531) letters, digits and their marks only, so that nothing invisible gets in.
fn check_local(local: &str) -> Result<(), EmailProblem> {
    if local.contains('@') {
        return Err(EmailProblem::SeveralAts);
    }
    let allowed = |character: char| {
        character.is_ascii_alphanumeric()
            || ".!#$%&'*+-/=?^_`{|}~".contains(character)
            || !character.is_ascii() && (character.is_alphanumeric() || is_combining_mark(character))
    };
    if !local.chars().all(allowed) {
        return Err(EmailProblem::BadCharacter);
    }
    if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return Err(EmailProblem::BadDots);
    }
    Ok(())
}

fn ascii_domain(domain: &str) -> Result<String, EmailProblem> {
    if domain.starts_with('[') {
        return Err(EmailProblem::NumericDomain);
    }
    let ascii = idna::domain_to_ascii_strict(domain).map_err(|_| EmailProblem::BadDomain)?;
    let (_, top) = ascii.rsplit_once('.').ok_or(EmailProblem::MissingDot)?;
    if top.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(EmailProblem::NumericDomain);
    }
    if top.len() < 2 {
        return Err(EmailProblem::BadDomain);
    }
    Ok(ascii)
}

fn folded_form(local: &str, domain: &str) -> String {
    let local = untagged(&lower(local));
    match DOMAIN_RULES.get(domain) {
        None => format!("{local}@{domain}"),
        Some(rule) => {
            // Normal again: an accent that stood on an ignored dot has moved to the letter before it.
            let kept = normal(&local.replace(|character| rule.ignored.contains(character), ""));
            let local = if kept.is_empty() { local } else { kept };
            format!("{local}@{}", rule.mailbox)
        }
    }
}

/// Lower case letter by letter (as a whole, Σ would depend on its neighbours), normal again afterwards.
fn lower(local: &str) -> String {
    if local.is_ascii() {
        return local.to_ascii_lowercase();
    }
    let once = local.chars().flat_map(char::to_lowercase).nfkc();
    let twice = once.flat_map(char::to_lowercase).nfkc();
    twice.map(|character| if character == 'ς' { 'σ' } else { character }).collect()
}

/// Without a plus and what follows it, nor a dot that then stands last; a plus in first place is no tag.
fn untagged(local: &str) -> String {
    let base = match local.char_indices().skip(1).find(|&(_, character)| character == '+') {
        Some((at, _)) => &local[..at],
        None => local,
    };
    base.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(typed: &str) -> String {
        fold(typed).unwrap_or_else(|problem| panic!("{typed}: {problem}")).folded
    }

    #[test]
    fn spellings_of_a_mailbox_meet() {
        for (typed, expected) in [
            (" Ana.Lopez@Mail.EXAMPLE ", "ana.lopez@mail.example"),
            ("ana.lopez+petition@mail.example", "ana.lopez@mail.example"),
            ("ana.+x@mail.example", "ana@mail.example"),
            ("+ana@mail.example", "+ana@mail.example"),
            ("an.\u{301}x@gmail.com", "a\u{144}x@gmail.com"),
            ("A.N.A+x+y@googlemail.com", "ana@gmail.com"),
            ("a-n_a.x@pm.me", "anax@proton.me"),
            ("ana.x@mac.com", "ana.x@icloud.com"),
            ("ａｎａ＠mail．example", "ana@mail.example"),
            ("ana@bücher.example", "ana@xn--bcher-kva.example"),
            ("José@mail.example", "josé@mail.example"),
            ("o'brien!#$%&*/=?^_`{|}~-@mail.example", "o'brien!#$%&*/=?^_`{|}~-@mail.example"),
        ] {
            assert_eq!(folded(typed), expected, "{typed}");
        }
    }

    #[test]
    fn two_humans_stay_two() {
        for (one, other) in [
            ("ana@outlook.com", "ana@hotmail.com"),
            ("ana@fastmail.com", "ana@fastmail.fm"),
            ("ana-b@yahoo.com", "ana@yahoo.com"),
            ("an.a@icloud.com", "ana@icloud.com"),
            ("an.a@mail.example", "ana@mail.example"),
            ("an-a@gmail.com", "ana@gmail.com"),
        ] {
            assert_ne!(folded(one), folded(other));
        }
    }

    #[test]
    fn mail_goes_where_the_person_said() {
        let email = fold("\tA.na+News@GoogleMail.com\r\n").unwrap();
        assert_eq!((email.typed.as_str(), email.domain.as_str()), ("A.na+News@googlemail.com", "googlemail.com"));
        assert_eq!(format!("{email:?}"), "Email(..)");
    }

    #[test]
    fn what_is_no_address_says_why() {
        let local_too_long = format!("{}@mail.example", "a".repeat(65));
        let long_domain = format!("{0}.{0}.{0}.example", "a".repeat(60));
        let address_too_long = format!("{}@{long_domain}", "a".repeat(64));
        let huge = "@".repeat(10_000_000);
        let cases = [
            ("", EmailProblem::Empty),
            (" \n", EmailProblem::Empty),
            ("ana", EmailProblem::Incomplete),
            ("@mail.example", EmailProblem::Incomplete),
            ("ana@", EmailProblem::Incomplete),
            ("ana@b@mail.example", EmailProblem::SeveralAts),
            ("ana lopez@mail.example", EmailProblem::BadCharacter),
            ("ana@mail.example\r\nBcc: b@mail.example", EmailProblem::BadCharacter),
            ("an\0a@mail.example", EmailProblem::BadCharacter),
            ("an\u{200b}a@mail.example", EmailProblem::BadCharacter),
            ("\"ana\"@mail.example", EmailProblem::BadCharacter),
            ("Ana<ana@mail.example", EmailProblem::BadCharacter),
            ("a,b@mail.example", EmailProblem::BadCharacter),
            (".ana@mail.example", EmailProblem::BadDots),
            ("an..a@mail.example", EmailProblem::BadDots),
            ("ana@localhost", EmailProblem::MissingDot),
            ("ana@mail..example", EmailProblem::BadDomain),
            ("ana@-mail.example", EmailProblem::BadDomain),
            ("ana@mail_x.example", EmailProblem::BadDomain),
            ("ana@mail.example.", EmailProblem::BadDomain),
            ("ana@mail.e", EmailProblem::BadDomain),
            ("ana@mail.example>", EmailProblem::BadDomain),
            ("ana@127.0.0.1", EmailProblem::NumericDomain),
            ("ana@[127.0.0.1]", EmailProblem::NumericDomain),
            (&local_too_long, EmailProblem::TooLong),
            (&address_too_long, EmailProblem::TooLong),
            (&huge, EmailProblem::TooLong),
        ];
        for (typed, problem) in cases {
            assert_eq!(fold(typed).err(), Some(problem), "{}", typed.get(..80).unwrap_or(typed));
            assert!(problem.to_string().split_whitespace().count() <= 25);
        }
    }

    #[test]
    fn every_row_of_the_table_is_sound() {
        for (domain, rule) in DOMAIN_RULES.iter() {
            assert_eq!(ascii_domain(domain).as_deref(), Ok(*domain));
            let target = DOMAIN_RULES.get(rule.mailbox).expect("the folded domain has a row");
            assert_eq!((target.mailbox, target.ignored), (rule.mailbox, rule.ignored), "{domain}");
        }
    }

    /// Each letter of each script, alone and between others: folding must end where it ends.
    #[test]
    fn every_letter_folds_to_itself_or_at_once() {
        for letter in ('\u{80}'..=char::MAX).filter(|letter| letter.is_alphanumeric() || is_combining_mark(*letter)) {
            for typed in [format!("{letter}@mail.example"), format!("a{letter}b@mail.example")] {
                if let Ok(email) = fold(&typed) {
                    assert_eq!(fold(&email.folded).map(|again| again.folded), Ok(email.folded), "{letter:?}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn folding_again_changes_nothing(
            local in "[a-zA-Z0-9.+_-]{1,12}|\\PC{1,12}",
            domain in "gmail\\.com|PM\\.me|mac\\.com|yahoo\\.com|[a-zé]{1,6}\\.example",
        ) {
            if let Ok(email) = fold(&format!("{local}@{domain}")) {
                let again = fold(&email.folded).expect("a folded address is an address");
                prop_assert_eq!(&again.folded, &email.folded);
                prop_assert_eq!(fold(&email.typed).expect("a typed address is an address"), email);
            }
        }

        #[test]
        fn no_text_panics(typed in any::<String>(), local in any::<String>(), domain in any::<String>()) {
            let _ = fold(&typed);
            let _ = fold(&format!("{local}@{domain}"));
            let _ = fold(&format!("a@{domain}.example"));
        }
    }
}
