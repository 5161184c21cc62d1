//! What the server once said of an event holds when somebody offers the event again: it is looked at in every reply.

use nfv::{
    domain::ids::LogId,
    sync::messages::{Digest, Fate, Offer, SyncReply, SyncRequest},
};
use sync_server::store::receipt::Secret;

use super::{Rule, Ungraceful};

/// The first event that came with a receipt of this server, from somebody who may read its log, and was stored with other
/// stamps or not stored at all.
pub(super) fn ignored(secret: &Secret, granted: &[LogId], asked: &SyncRequest, told: &SyncReply) -> Option<Ungraceful> {
    asked.events.iter().find_map(|offer| {
        let Offer { event, receipt: Some(receipt), erased } = offer else { return None };
        let (log, id) = (event.header.log_id, event.header.event_id);
        let hash = erased.map_or_else(|| event.hash(), |Digest(hash)| hash);
        if !granted.contains(&log) || !secret.verify(log, id, &hash, receipt) {
            return None;
        }
        // Another receipt may be just as good, once files of the server were copied back: that is a duplicate.
        let holds = |fate: &Fate| match fate {
            Fate::Stored { receipt: given, .. } => given == receipt,
            Fate::Held => false,
            _ => true,
        };
        let verdict = told.verdicts.iter().find(|verdict| verdict.id == id)?;
        let what = || format!("{id} came with a receipt of this server, and was told {:?}", verdict.fate);
        (!holds(&verdict.fate)).then(|| Rule::AcknowledgedIsThere.broken(what()))
    })
}
