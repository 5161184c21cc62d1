//! The form of one offered event: version, sizes, proof, and whose right counts.
//!
//! Pure: what lies in the log is looked up later, within the transaction. Rights are the author's. Only the caller's own
//! events speak for themselves; others' are taken on a receipt of this server, or held for a reviewer.

use std::collections::BTreeMap;

use ed25519_dalek::{Signature, VerifyingKey};
use nfv::{
    domain::{
        event::{Event, Hash, Header, MAX_KIND, VERSION, hash},
        facts::Fact,
        ids::LogId,
    },
    sync::messages::{Digest, Fate, Offer},
};
use serde::de::IgnoredAny;

use super::{Caller, request::OfferedEvent};
use crate::store::{Candidate, Right, receipt::Secret};

/// Longest accepted body of one event, in bytes.
pub const MAX_EVENT_BODY: usize = 128 * 1024;

/// What the caller may do, by log.
#[derive(Debug)]
pub struct Rights<'a> {
    caller: &'a Caller,
    logs: BTreeMap<LogId, bool>,
}

impl<'a> Rights<'a> {
    /// Of this caller.
    #[must_use]
    pub fn of(caller: &'a Caller) -> Self {
        Self { caller, logs: caller.grants.iter().map(|grant| (grant.log, grant.write)).collect() }
    }

    /// Whether the author of an event may write it. Without a receipt, an event speaks for its own device only.
    fn to_write(&self, event: &Event) -> Right {
        let Header { device_id, actor_id, log_id, .. } = &event.header;
        if *device_id != self.caller.device || *actor_id != self.caller.account {
            return Right::Missing("foreign_author");
        }
        if self.logs.get(log_id) == Some(&true) { Right::Author } else { Right::Missing("no_grant") }
    }
}

/// Looks at the form of an offered event.
///
/// # Errors
/// The verdict, when it cannot be taken.
pub fn examine(offered: OfferedEvent, rights: &Rights<'_>, secret: &Secret) -> Result<Candidate, Fate> {
    let Offer { event, receipt, erased } = match offered {
        OfferedEvent::Readable(offer) => *offer,
        OfferedEvent::Newer(_) => return Err(rejected("unknown_version")),
        OfferedEvent::Unparsable(_) => return Err(rejected("unparsable")),
    };
    check_form(&event, erased.is_some())?;
    let header = event.header.to_bytes();
    let hash = erased.map_or_else(|| hash(&header, event.body.as_bytes()), |Digest(hash)| hash);
    let (log, id) = (event.header.log_id, event.header.event_id);
    let may_read = rights.logs.contains_key(&log);
    let receipt = receipt.filter(|receipt| may_read && secret.verify(log, id, &hash, receipt));
    if erased.is_some() && receipt.is_none() {
        // Nobody can vouch for a hash without its body but this server's own word.
        return Err(rejected("unparsable"));
    }
    if receipt.is_none() && event.header.device_id == rights.caller.device {
        check_proof(&event, &hash, &rights.caller.key)?;
    }
    let right = if receipt.is_some() { Right::Author } else { rights.to_write(&event) };
    Ok(Candidate { event, header, hash, receipt, right })
}

fn rejected(code: &str) -> Fate {
    Fate::Rejected { code: code.into(), retry_after_upgrade: code == "unknown_version" }
}

fn check_form(event: &Event, erased: bool) -> Result<(), Fate> {
    if event.header.version != VERSION {
        return Err(rejected("unknown_version"));
    }
    if event.body.len() > MAX_EVENT_BODY || event.header.kind.len() > MAX_KIND {
        return Err(rejected("too_large"));
    }
    if erased {
        return if event.body.is_empty() && !event.header.kind.is_empty() {
            Ok(())
        } else {
            Err(rejected("unparsable"))
        };
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
