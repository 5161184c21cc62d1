//! The pledge: its text, a signature bound to exactly that text, a refusal, a withdrawal.

use super::{
    MOST_PHOTOS, content,
    messages::{Answer, Failure, Reply},
    service::Device,
};
use crate::{
    domain::{
        facts::{Fact, Manner, Mark, PledgeDeclined, PledgeSigned, PledgeWithdrawn, Relation},
        ids::{EntityId, EventId},
        photo::Photo,
    },
    store::NewFact,
    sync::ports::{Clock, Rng, Transport},
};

/// Most points of a signature: some minutes of drawing.
const MOST_POINTS: usize = 20_000;

/// What a page says of a signing.
pub(super) struct Signing {
    pub(super) text: String,
    pub(super) signer: String,
    pub(super) strokes: Vec<Vec<(i32, i32, u32)>>,
    pub(super) assisted_by: Option<String>,
    pub(super) manner: Manner,
    pub(super) photos: Vec<Photo>,
}

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    /// In the language of this device's `language` setting.
    pub(super) fn pledge_text(&self) -> Answer {
        let language = self.store.get().setting("language")?;
        Ok(Reply::PledgeText(content::pledge_text(language.as_deref())?))
    }

    pub(super) fn sign_pledge(&self, door: EntityId, signing: Signing) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let Signing { text, signer, strokes, assisted_by, manner, photos } = signing;
        let points: usize = strokes.iter().map(Vec::len).sum();
        let manner = tidied(manner);
        let missing = |name: &Option<String>| name.is_none();
        let problem = if points < 2 && manner.paper.is_none() {
            Some("signature_missing")
        } else if points > MOST_POINTS {
            Some("signature_too_long")
        } else if signer.trim().is_empty() {
            Some("signer_missing")
        } else if manner.relation == Relation::Guardian && missing(&manner.minor) {
            Some("minor_missing")
        } else if manner.mark == Mark::Thumb && missing(&manner.witness) {
            // Somebody who does not write cannot read what the mark stands under either.
            Some("witness_missing")
        } else if manner.paper.is_some_and(|on| on > today) {
            Some("paper_in_future")
        } else if manner.paper.is_none() && !photos.is_empty() {
            // Who signs here signs the text: nobody is photographed for it.
            Some("photo_without_paper")
        } else if photos.len() > MOST_PHOTOS {
            Some("too_many_photos")
        } else {
            None
        };
        if let Some(code) = problem {
            return Err(Failure::Invalid { code: code.into() });
        }
        let text_hash = content::pledge_hash(&text)?;
        let log = self.log_of(door)?;
        let assisted_by = trimmed(assisted_by);
        let signed = PledgeSigned { text, text_hash, signer, strokes, assisted_by, manner, photos };
        self.save(NewFact { log, entity: door, fact: Fact::PledgeSigned(signed) }, Some("pledge"))
    }

    pub(super) fn decline_pledge(&self, door: EntityId, text: String) -> Answer {
        content::pledge_hash(&text)?;
        let log = self.log_of(door)?;
        self.save(NewFact { log, entity: door, fact: Fact::PledgeDeclined(PledgeDeclined { text }) }, Some("pledge"))
    }

    /// Whoever signed may withdraw, at any time and without saying why; once is enough.
    pub(super) fn withdraw_pledge(&self, target: EventId, reason: &str) -> Answer {
        let found = self.certificate_of(target)?;
        if found.withdrawn.is_some() {
            return Err(Failure::Invalid { code: "already_withdrawn".into() });
        }
        let log = self.log_of(found.door)?;
        let withdrawn = PledgeWithdrawn { target: found.event, reason: reason.trim().to_owned() };
        self.save(NewFact { log, entity: found.door, fact: Fact::PledgeWithdrawn(withdrawn) }, None)
    }
}

fn trimmed(name: Option<String>) -> Option<String> {
    name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// Names without blanks around them; an empty one is none, and only a guardian names a minor.
fn tidied(manner: Manner) -> Manner {
    let is_guardian = manner.relation == Relation::Guardian;
    Manner {
        minor: trimmed(manner.minor).filter(|_| is_guardian),
        witness: trimmed(manner.witness),
        occasion: trimmed(manner.occasion),
        ..manner
    }
}
