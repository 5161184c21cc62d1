//! The pledge: its text, a signature bound to exactly that text, or a refusal.

use super::{
    content,
    messages::{Answer, Failure, Reply},
    service::Device,
};
use crate::{
    domain::{
        facts::{Fact, PledgeDeclined, PledgeSigned},
        ids::EntityId,
    },
    store::NewFact,
    sync::ports::{Clock, Rng, Transport},
};

/// Most points of a signature: some minutes of drawing.
const MOST_POINTS: usize = 20_000;

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    /// In the language of this device's `language` setting.
    pub(super) fn pledge_text(&self) -> Answer {
        let language = self.store.get().setting("language")?;
        Ok(Reply::PledgeText(content::pledge_text(language.as_deref())?))
    }

    pub(super) fn sign_pledge(
        &self,
        door: EntityId,
        text: String,
        signer: String,
        strokes: Vec<Vec<(i32, i32, u32)>>,
        assisted_by: Option<String>,
    ) -> Answer {
        let points: usize = strokes.iter().map(Vec::len).sum();
        let invalid = |code: &str| Err(Failure::Invalid { code: code.into() });
        if points < 2 {
            return invalid("signature_missing");
        }
        if points > MOST_POINTS {
            return invalid("signature_too_long");
        }
        if signer.trim().is_empty() {
            return invalid("signer_missing");
        }
        let text_hash = content::pledge_hash(&text)?;
        let log = self.log_of(door)?;
        let fact = Fact::PledgeSigned(PledgeSigned { text, text_hash, signer, strokes, assisted_by });
        self.save(NewFact { log, entity: door, fact }, Some("pledge"))
    }

    pub(super) fn decline_pledge(&self, door: EntityId, text: String) -> Answer {
        content::pledge_hash(&text)?;
        let log = self.log_of(door)?;
        self.save(NewFact { log, entity: door, fact: Fact::PledgeDeclined(PledgeDeclined { text }) }, Some("pledge"))
    }
}
