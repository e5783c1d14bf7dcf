//! Filling fields: a form's question may name a custom field of the form's group, and what somebody confirms then stands there.
//!
//! Only what a human confirmed from their own mailbox fills a field: that is the newest word of the person themselves, so it takes the
//! place of whatever stood there. What did is kept with the submission, sealed, so that nothing an organiser had set goes unseen.
//! What a group asserts, by a key or from paper, fills nothing.

use super::submit::Said;
use super::{Answers, Question};
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::PersonInput;
use crate::people::api_body::CUSTOM_CHARS_MAX;
use crate::people::fields::filling;
use crate::web::lang::Lang;
use db::{Fault, Tx};
use seal::MatchingKey;
use serde::{Deserialize, Serialize};

/// Which field a question fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Whose field it is: the group that composed the form, whichever that became part of.
    pub group: Id,
    /// Its id.
    pub id: Id,
}

/// A field to be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fill {
    /// By which question.
    pub question: String,
    /// The field's name.
    pub name: String,
    /// With what.
    pub text: String,
}

/// Which fields these answers fill. A field or a choice that is no more is left alone.
pub fn of(tx: &mut Tx<'_>, vault: &Vault, questions: &[Question], answers: &Answers) -> Result<Vec<Fill>, Fault> {
    let mut fills = Vec::new();
    for question in questions {
        let (Some(field), Some(answer)) = (question.fills, answers.get(&question.key)) else { continue };
        let made = question.choices.iter().find(|choice| choice.fills.is_some() && answer.contains(&choice.key));
        let choice = made.and_then(|choice| choice.fills);
        if let Some((name, chosen)) = filling::called(tx, vault, (field.group, field.id), choice)? {
            let text = chosen.unwrap_or_else(|| question.said(Lang::En, answer).chars().take(CUSTOM_CHARS_MAX).collect());
            fills.push(Fill { question: question.key.clone(), name, text });
        }
    }
    Ok(fills)
}

/// What is said, with what stood before in the fields that it fills, sealed under the submission's id; `None` where nothing else did.
pub(super) fn with_former(
    tx: &mut Tx<'_>,
    vault: &Vault,
    (said, submission): (&Said, Id),
    (person, mailbox): (&PersonInput, MatchingKey),
    fills: &[Fill],
) -> Result<Option<(Said, Vec<u8>)>, Fault> {
    if fills.is_empty() {
        return Ok(None);
    }
    let mut standing = filling::standing(tx, vault, person.group, mailbox)?;
    let stood = fills.iter().filter_map(|fill| Some((fill, standing.remove(&fill.name)?)));
    let former = stood.filter(|(fill, text)| seal::name::fold(text) != seal::name::fold(&fill.text));
    let said = Said { former: former.map(|(fill, text)| (fill.question.clone(), text)).collect(), ..said.clone() };
    if said.former.is_empty() {
        return Ok(None);
    }
    // Run again, it draws another nonce from another text only.
    let plain = said.to_bytes();
    let hash = blake3::keyed_hash(&person.spare, &[b"former".as_slice(), &submission.0, &plain].concat());
    let nonce = *hash.as_bytes().first_chunk().expect("a hash has 32 bytes");
    let sealed = vault.seal(person.group, &submission.0, &plain, nonce)?;
    Ok(Some((said, sealed)))
}
