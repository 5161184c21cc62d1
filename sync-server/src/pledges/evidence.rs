//! What the server signs about an event in the log of pledges.

use ed25519_dalek::SigningKey;
use nfv::domain::{
    event::{Hash, Proof},
    ids::{DeviceId, EventId, LogId},
    pledge::{
        evidence::{DeviceCertificate, Evidence, Link, NodeHash, TreeHead},
        tree,
    },
    stamp::Stamp,
};

use super::{
    key,
    places::{node, size},
};
use crate::{
    accounts::devices,
    store::{StoreError, Tx, proof},
};

/// The tree at one moment, and the key that answers for it.
#[derive(Debug)]
pub struct Witness<'a> {
    tx: &'a Tx<'a>,
    key: &'a SigningKey,
    head: TreeHead,
}

/// An event as it lies there.
struct Placed {
    place: u64,
    effective: Stamp,
    received_at: u64,
    device: DeviceId,
    proof: Option<Proof>,
}

impl<'a> Witness<'a> {
    /// Of the tree as this transaction sees it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of(tx: &'a Tx<'a>, key: &'a SigningKey, epoch: u64, now_ms: u64) -> Result<Self, StoreError> {
        let size = size(tx)?;
        let root = tree::root(size, |number| node(tx, number))?;
        Ok(Self { tx, key, head: TreeHead::sign(epoch, size, root, now_ms, key) })
    }

    /// The tree's signed head.
    #[must_use]
    pub const fn head(&self) -> &TreeHead {
        &self.head
    }

    /// Evidence of an event; none when it has no place in the tree.
    ///
    /// # Errors
    /// When the database fails.
    pub fn evidence(&self, log: LogId, event: EventId) -> Result<Option<Evidence>, StoreError> {
        let Some(placed) = self.placed(log, event)? else { return Ok(None) };
        let Placed { place, effective, received_at, device, .. } = placed;
        let path = tree::path(place, self.head.size, |number| node(self.tx, number))?;
        let known = devices::known(self.tx, device)?;
        Ok(Some(Evidence {
            server_key: key::public(self.key),
            effective,
            received_at,
            place,
            path: path.into_iter().map(NodeHash).collect(),
            head: self.head,
            device: known.map(|known| DeviceCertificate::sign(device, known.key, self.key)),
            before: self.before(log, &placed)?,
        }))
    }

    fn placed(&self, log: LogId, event: EventId) -> Result<Option<Placed>, StoreError> {
        self.tx.query_opt(include_str!("sql/leaf_of_event.sql"), &[&log, &event], |row| {
            let proof: Option<Vec<u8>> = row.get(4)?;
            Ok(Placed {
                place: row.get(0)?,
                effective: Stamp(row.get(1)?),
                received_at: row.get(2)?,
                device: row.get(3)?,
                proof: proof.map(|bytes| proof::from_bytes(&bytes)).transpose()?,
            })
        })
    }

    fn before(&self, log: LogId, placed: &Placed) -> Result<Option<Link>, StoreError> {
        let Some(Proof { prev, .. }) = &placed.proof else { return Ok(None) };
        let found = self.tx.query_opt(include_str!("sql/link_by_hash.sql"), &[prev, &log, &placed.device], |row| {
            let proof: Option<Vec<u8>> = row.get(1)?;
            Ok((row.get::<Hash>(0)?, proof.map(|bytes| proof::from_bytes(&bytes)).transpose()?))
        })?;
        Ok(found.and_then(|(hash, proof)| Some(Link { hash: NodeHash(hash), proof: proof? })))
    }
}
