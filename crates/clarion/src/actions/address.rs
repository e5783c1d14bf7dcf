//! The part of an address that names one thing: what it may be, and one made from a title. Groups, coalitions and statements keep the
//! same rule.

/// Whether a text can stand in an address.
pub fn is_slug(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=80).contains(&text.len()) && text.chars().all(allowed) && !text.starts_with('-') && !text.ends_with('-')
}

/// An address made from a title: folded words joined by hyphens. Where no letter is left of it, `otherwise`: the word of its kind.
pub fn slug_of(title: &str, otherwise: &str) -> String {
    let mut slug = String::new();
    for c in seal::name::fold(title).chars() {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
        if slug.len() >= 60 {
            break;
        }
    }
    let slug = slug.trim_matches('-');
    if slug.is_empty() { otherwise } else { slug }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_made_from_any_title() {
        for (title, slug) in [
            ("Keep the libraries open!", "keep-the-libraries-open"),
            ("Bibliotecas: ¡más horas!", "bibliotecas-mas-horas"),
            ("???", "petition"),
        ] {
            assert_eq!(slug_of(title, "petition"), slug);
            assert!(is_slug(&slug_of(title, "petition")));
        }
    }
}
