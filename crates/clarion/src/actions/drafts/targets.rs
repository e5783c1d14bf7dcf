//! Whom a draft addresses: lines that name an office, a set of offices, or anybody else; and looking for offices by name.

use crate::officials::{self, offices::Office};
use crate::petitions::Target;
use crate::web::lang::{self, Lang};
use db::{Fault, Tx};

/// There are a few hundred offices.
const OFFICES_MAX: i64 = 100_000;
/// So many are shown to choose from; whoever sees as many asks more narrowly.
pub const FOUND_MAX: usize = 20;
/// A target's name in characters.
pub const NAME_CHARS_MAX: usize = 200;

/// A set of offices that can be named at once: its word in the data, and the message that names it.
const SETS: [(&str, &str); 3] =
    [("governors", "targets-set-governors"), ("administration", "targets-set-administration"), ("mayors", "targets-set-mayors")];

/// The targets that lines name, each once. What is no office stays a name.
pub fn resolve(tx: &mut Tx<'_>, lines: &[String]) -> Result<Vec<Target>, Fault> {
    let mut offices = officials::all_offices(tx, OFFICES_MAX)?;
    offices.sort_by(|(_, left), (_, right)| left.title_en.cmp(&right.title_en));
    let mut targets: Vec<Target> = Vec::new();
    for line in lines {
        let wanted = seal::name::fold(line);
        let set = SETS.iter().find(|(word, name)| *word == wanted || Lang::ALL.iter().any(|lang| said(*lang, name) == wanted));
        let is_named = |office: &Office| match set {
            Some((word, _)) => office.sets.iter().any(|known| known == word),
            None => {
                office.slug == *line || [&office.title_en, &office.title_es].map(|title| seal::name::fold(title)).contains(&wanted)
            }
        };
        let named = offices.iter().filter(|(_, office)| is_named(office));
        let mut found: Vec<Target> =
            named.map(|(id, office)| Target { office: Some(*id), name: office.title_en.clone() }).collect();
        if found.is_empty() {
            found.push(Target { office: None, name: line.clone() });
        }
        found.retain(|target| !targets.contains(target));
        targets.extend(found);
    }
    Ok(targets)
}

fn said(lang: Lang, name: &str) -> String {
    seal::name::fold(&lang::t(lang, name, &[]))
}

/// Offices and sets whose name holds all words that are sought, as lines that [`resolve`] understands.
pub fn search(tx: &mut Tx<'_>, lang: Lang, sought: &str) -> Result<Vec<String>, Fault> {
    let sought = seal::name::fold(sought);
    let words: Vec<&str> = sought.split_whitespace().collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let fits = |name: &str| words.iter().all(|word| name.contains(word));
    let mut offices = officials::all_offices(tx, OFFICES_MAX)?;
    let sets = SETS.iter().filter(|(word, _)| offices.iter().any(|(_, office)| office.sets.iter().any(|known| known == word)));
    let sets = sets.filter(|(word, name)| fits(&format!("{word} {}", said(lang, name))));
    let mut found: Vec<String> = sets.map(|(_, name)| lang::t(lang, name, &[])).collect();
    offices.retain(|(_, office)| {
        fits(&seal::name::fold(&format!("{} {} {} {}", office.title_en, office.title_es, office.body_en, office.body_es)))
    });
    let mut titles: Vec<String> =
        offices.into_iter().map(|(_, office)| if lang == Lang::Es { office.title_es } else { office.title_en }).collect();
    titles.sort_by_key(|title| seal::name::fold(title));
    found.extend(titles);
    found.truncate(FOUND_MAX);
    Ok(found)
}
