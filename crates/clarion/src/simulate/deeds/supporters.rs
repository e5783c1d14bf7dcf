//! Supporters: they sign, come new, and leave.

use super::nothing;
use crate::people;
use crate::petitions::{Beside, SignInput, SignatureKind};
use crate::simulate::world::Told;
use crate::simulate::{Broken, Story};

/// Somebody signs the petition, perhaps not for the first time.
pub(super) fn sign(story: &mut Story) -> Result<String, Broken> {
    let Some(supporter) = story.world.dice.pick(&story.supporters).cloned() else { return nothing() };
    let (petition, now) = (story.petition, story.world.now());
    let person = story.world.input(story.parties[0].id, &supporter.email, &supporter.email)?;
    let input = SignInput {
        petition,
        signature: story.world.ids.fresh(now),
        kind: SignatureKind::Confirmed,
        person,
        also: Vec::new(),
        consents: Vec::new(),
        sealed_comment: None,
        signed_at: now,
        beside: Beside::default(),
    };
    let signed = story.world.gathered("petitions.sign", async move |app| app.sign.submit(input).await)?;
    if let Told::Done(signed) = &signed {
        story.signatures.insert(signed.signature);
    }
    Ok(signed.word().to_owned())
}

/// Somebody new.
pub(super) fn come(story: &mut Story) -> Result<String, Broken> {
    story.add_supporter().map(str::to_owned)
}

/// Somebody leaves the calls of all groups.
pub(super) fn leave_calls(story: &mut Story) -> Result<String, Broken> {
    let Some(supporter) = story.world.dice.pick(&story.supporters).cloned() else { return nothing() };
    let key = story.world.app().vault.matching_key(seal::Channel::Email, &supporter.email);
    let groups: Vec<_> = story.parties.iter().map(|party| party.id).collect();
    let now = story.world.now();
    let left = story.world.write("people.leave_calls", move |tx| match people::identity_of(tx, key)? {
        Some(identity) => people::leave_calls(tx, identity, &groups, now).map(Ok),
        None => Ok(Err(())),
    })?;
    if left.is_done() && !supporter.is_shared {
        story.left.insert(supporter.email);
    }
    Ok(left.word().to_owned())
}
