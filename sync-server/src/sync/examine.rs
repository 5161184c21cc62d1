//! The form of one offered event: version, sizes, proof, and whose right counts.
//!
//! Pure: what lies in the log is looked up later, within the transaction. Rights are the author's, and somebody must vouch
//! for who that is: the token for the caller's own events, a receipt of this server, or a proof by the author's device.
//! What nobody vouches for is held for a reviewer, as is what its author may not write now.

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::{Signature, VerifyingKey};
use nfv::{
    domain::{
        event::{Event, Hash, Header, MAX_KIND, VERSION, hash},
        facts::Fact,
        ids::{DeviceId, LogId},
    },
    sync::messages::{Digest, Fate, Offer},
};
use serde::de::IgnoredAny;

use super::{Caller, request::OfferedEvent};
use crate::store::{Candidate, Right, receipt::Secret};

/// Longest accepted body of one event, in bytes.
pub const MAX_EVENT_BODY: usize = 128 * 1024;

/// An author other than the caller, as the accounts know it now.
#[derive(Clone, Debug)]
pub struct Author {
    /// Device, key, account and what that may write now.
    pub caller: Caller,
    /// Whether the device was revoked.
    pub revoked: bool,
}

/// What the authors of a request may do.
#[derive(Debug)]
pub struct Rights<'a> {
    caller: &'a Caller,
    /// A relay file may come from a device that was revoked; it then may nothing.
    revoked: bool,
    /// Logs that the caller may read.
    readable: BTreeSet<LogId>,
    others: &'a BTreeMap<DeviceId, Author>,
}

/// Whether anybody but the one who offers it says that an event is its author's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Voucher {
    /// The caller's token, or a valid proof by the author's device.
    Author,
    /// Nobody.
    Nobody,
}

impl<'a> Rights<'a> {
    /// Of this caller, and of the other authors in its request.
    #[must_use]
    pub fn of(caller: &'a Caller, others: &'a BTreeMap<DeviceId, Author>) -> Self {
        Self { caller, revoked: false, readable: caller.grants.iter().map(|grant| grant.log).collect(), others }
    }

    /// Of the author of a relay file, who speaks for nobody else.
    #[must_use]
    pub(super) fn relayed(author: &'a Author) -> Self {
        const NOBODY: &BTreeMap<DeviceId, Author> = &BTreeMap::new();
        let rights = Self::of(&author.caller, NOBODY);
        let readable = if author.revoked { BTreeSet::new() } else { rights.readable };
        Self { revoked: author.revoked, readable, ..rights }
    }

    /// The author's device, if the accounts know it, and whether it was revoked.
    fn author(&self, device: DeviceId) -> Option<(&Caller, bool)> {
        if device == self.caller.device {
            return Some((self.caller, self.revoked));
        }
        self.others.get(&device).map(|author| (&author.caller, author.revoked))
    }

    /// Whether the author of an event may write it now.
    fn to_write(&self, event: &Event, voucher: Voucher) -> Right {
        let Header { device_id, actor_id, log_id, kind, .. } = &event.header;
        let author = self.author(*device_id).filter(|(author, _)| author.account == *actor_id);
        match (author, voucher) {
            (None, _) | (_, Voucher::Nobody) => Right::Missing("foreign_author"),
            (Some((_, true)), _) => Right::Missing("revoked"),
            _ if Fact::is_written_by_server(kind) => Right::Missing("server_only"),
            (Some((author, false)), _) if author.may_put(kind, *log_id) => Right::Author,
            _ => Right::Missing("no_grant"),
        }
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
    let may_read = rights.readable.contains(&log);
    let receipt = receipt.filter(|receipt| may_read && secret.verify(log, id, &hash, receipt));
    if erased.is_some() && receipt.is_none() {
        // Nobody can vouch for a hash without its body but this server's own word.
        return Err(rejected("unparsable"));
    }
    let right = match &receipt {
        Some(_) => Right::Author,
        None => rights.to_write(&event, vouch(&event, &hash, rights)?),
    };
    Ok(Candidate { event, header, hash, receipt, right })
}

/// A proof speaks for its author whoever offers the event; a wrong one is refused as soon as the key is known.
fn vouch(event: &Event, hash: &Hash, rights: &Rights<'_>) -> Result<Voucher, Fate> {
    let device = event.header.device_id;
    let Some((author, _)) = rights.author(device) else { return Ok(Voucher::Nobody) };
    check_proof(event, hash, &author.key)?;
    let speaks = device == rights.caller.device || event.proof.is_some();
    Ok(if speaks { Voucher::Author } else { Voucher::Nobody })
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
