//! Filling fields: a form's question may name a custom field of the form's group, and what somebody confirms then stands there.
//!
//! Only what a human confirmed from their own mailbox fills a field: that is the newest word of the person themselves, so it takes the
//! place of whatever stood there. What did is kept with the submission, sealed, so that nothing an organiser had set goes unseen.
//! What a group asserts, by a key or from paper, fills nothing; nor does a form that another group took over, until it comes back.

use super::confirm::ConfirmInput;
use super::store;
use super::submit::{Said, SubmitInput};
use super::{Answers, Question};
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::api_body::CUSTOM_CHARS_MAX;
use crate::people::fields::filling;
use crate::web::lang::Lang;
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// Which field a question fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Whose field it is: it is filled only while the form is that group's.
    pub group: Id,
    /// Its id.
    pub id: Id,
}

/// A field to be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fill {
    /// By which question.
    pub question: String,
    /// The field.
    pub field: Id,
    /// Its name.
    pub name: String,
    /// With what.
    pub text: String,
}

/// Which fields of a group these answers to a form fill. A form that is another group's by now fills none, and a field or a choice that
/// is no more is left alone.
pub fn of(tx: &mut Tx<'_>, vault: &Vault, (form, group): (Id, Id), answers: &Answers) -> Result<Vec<Fill>, Fault> {
    let Some(form) = store::form(tx, form)?.filter(|form| form.group == group) else { return Ok(Vec::new()) };
    let bound = |question: &Question| question.fills.filter(|field| field.group == group);
    let mut fills = Vec::new();
    for question in &form.questions {
        let (Some(field), Some(answer)) = (bound(question), answers.get(&question.key)) else { continue };
        let made = question.choices.iter().find(|choice| choice.fills.is_some() && answer.contains(&choice.key));
        let choice = made.and_then(|choice| choice.fills);
        if let Some((name, chosen)) = filling::called(tx, vault, (group, field.id), choice)? {
            let text = chosen.unwrap_or_else(|| question.said(Lang::En, answer).chars().take(CUSTOM_CHARS_MAX).collect());
            fills.push(Fill { question: question.key.clone(), field: field.id, name, text });
        }
    }
    Ok(fills)
}

/// The submissions of a slice, each with what stood before in the fields that it fills.
pub(super) fn with_former<'a>(
    tx: &mut Tx<'_>,
    vault: &Vault,
    slice: &[&'a ConfirmInput],
) -> Result<Vec<Cow<'a, SubmitInput>>, Fault> {
    let mut filling: BTreeMap<Id, Vec<&ConfirmInput>> = BTreeMap::new();
    for input in slice.iter().filter(|input| !input.fills.is_empty()) {
        filling.entry(input.submit.person.group).or_default().push(input);
    }
    let mut standing = HashMap::new();
    for (group, inputs) in filling {
        let mailboxes: Vec<_> = inputs.iter().map(|input| input.matching_key).collect();
        let fields = inputs.iter().flat_map(|input| &input.fills).map(|fill| (fill.field, fill.name.as_str())).collect();
        let stands = filling::standing(tx, vault, (group, &fields), &mailboxes)?;
        standing.extend(stands.into_iter().map(|(mailbox, texts)| ((group, mailbox), texts)));
    }
    let nothing = BTreeMap::new();
    let kept = |&input: &&'a ConfirmInput| {
        let stood = standing.get(&(input.submit.person.group, input.matching_key)).unwrap_or(&nothing);
        keeping(vault, input, stood)
    };
    slice.iter().map(kept).collect()
}

/// One of them; sealed anew where something else stood, under the submission's id.
fn keeping<'a>(vault: &Vault, input: &'a ConfirmInput, stood: &BTreeMap<String, String>) -> Result<Cow<'a, SubmitInput>, Fault> {
    let ConfirmInput { submit, fills, .. } = input;
    let stood = fills.iter().filter_map(|fill| Some((fill, stood.get(&fill.name)?)));
    let former = stood.filter(|(fill, text)| seal::name::fold(text) != seal::name::fold(&fill.text));
    let former: BTreeMap<String, String> = former.map(|(fill, text)| (fill.question.clone(), text.clone())).collect();
    if former.is_empty() {
        return Ok(Cow::Borrowed(submit));
    }
    let said = Said { former, ..submit.said.clone() };
    // Run again, it draws another nonce from another text only.
    let plain = said.to_bytes();
    let hash = blake3::keyed_hash(&submit.person.spare, &[b"former".as_slice(), &submit.submission.0, &plain].concat());
    let nonce = *hash.as_bytes().first_chunk().expect("a hash has 32 bytes");
    let sealed = vault.seal(submit.person.group, &submit.submission.0, &plain, nonce)?;
    Ok(Cow::Owned(SubmitInput { said, sealed, ..submit.clone() }))
}
