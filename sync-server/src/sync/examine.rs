//! The form of one offered event: version, sizes, proof, and whose right counts.
//!
//! Pure: what lies in the log is looked up later, within the transaction. Rights are the author's. Only the caller's own
//! events speak for themselves; others' are taken on a receipt of this server, or held for a reviewer.

use ed25519_dalek::{Signature, VerifyingKey};
use nfv::{
    domain::{
        event::{Event, Hash, MAX_KIND, VERSION, hash},
        facts::Fact,
    },
    sync::messages::{Fate, Offer},
};
use serde::de::IgnoredAny;

use super::{Caller, request::OfferedEvent};
use crate::store::{Candidate, Right, receipt::Secret};

/// Longest accepted body of one event, in bytes.
pub const MAX_EVENT_BODY: usize = 128 * 1024;

/// Looks at the form of an offered event.
///
/// # Errors
/// The verdict, when it cannot be taken.
pub fn examine(offered: &OfferedEvent, caller: &Caller, secret: &Secret) -> Result<Candidate, Fate> {
    let offer: &Offer = match offered {
        OfferedEvent::Readable(offer) => offer,
        OfferedEvent::Newer(_) => return Err(rejected("unknown_version")),
        OfferedEvent::Unparsable(_) => return Err(rejected("unparsable")),
    };
    let event = &offer.event;
    check_form(event)?;
    let header = event.header.to_bytes();
    let hash = hash(&header, event.body.as_bytes());
    let (log, id) = (event.header.log_id, event.header.event_id);
    let may_read = caller.grants.iter().any(|grant| grant.log == log);
    let receipt = offer.receipt.clone().filter(|receipt| may_read && secret.verify(log, id, &hash, receipt));
    if receipt.is_none() && event.header.device_id == caller.device {
        check_proof(event, &hash, &caller.key)?;
    }
    let right = if receipt.is_some() { Right::Author } else { author_right(event, caller) };
    Ok(Candidate { event: event.clone(), header, hash, receipt, right })
}

fn rejected(code: &str) -> Fate {
    Fate::Rejected { code: code.into(), retry_after_upgrade: code == "unknown_version" }
}

fn check_form(event: &Event) -> Result<(), Fate> {
    if event.header.version != VERSION {
        return Err(rejected("unknown_version"));
    }
    if event.body.len() > MAX_EVENT_BODY || event.header.kind.len() > MAX_KIND {
        return Err(rejected("too_large"));
    }
    let is_object = event.body.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(&event.body).is_ok();
    if event.header.kind.is_empty() || !is_object {
        return Err(rejected("unparsable"));
    }
    Ok(())
}

/// Ed25519 by the device key over hash ‖ prev. Forks and gaps of the chain are shown, never refused.
fn check_proof(event: &Event, hash: &Hash, key: &[u8; 32]) -> Result<(), Fate> {
    let Some(proof) = &event.proof else {
        let needed = Fact::needs_proof(&event.header.kind);
        return if needed { Err(rejected("bad_proof")) } else { Ok(()) };
    };
    let mut message = [0; 64];
    message[..32].copy_from_slice(hash);
    message[32..].copy_from_slice(&proof.prev);
    VerifyingKey::from_bytes(key)
        .and_then(|key| key.verify_strict(&message, &Signature::from_bytes(&proof.signature)))
        .map_err(|_| rejected("bad_proof"))
}

fn author_right(event: &Event, caller: &Caller) -> Right {
    if event.header.device_id != caller.device || event.header.actor_id != caller.account {
        return Right::Missing("foreign_author");
    }
    let granted = caller.grants.iter().any(|grant| grant.log == event.header.log_id && grant.write);
    if granted { Right::Author } else { Right::Missing("no_grant") }
}
