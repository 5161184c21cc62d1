//! Writing events on the server: as its own device (imports), or as the demo's invented devices.
//!
//! A pen numbers, stamps and signs like a device does. The server's own pen lives in the database; the numbers that it
//! gives out are kept before the events are stored, so a crash leaves a gap, never a number used twice.

use ed25519_dalek::{Signer, SigningKey};
use nfv::domain::{
    event::{Event, Hash, Header, Proof, VERSION},
    facts::Fact,
    ids::{AccountId, DeviceId, EntityId, EventId, Incarnation, LogId},
    stamp::{HybridClock, Stamp},
};
use std::collections::HashMap;
use uuid::Uuid;

use crate::{
    ports::{Random, random_bytes},
    store::{StoreError, Tx},
};

/// Who writes, and how far it has come.
#[derive(Clone, Debug)]
pub struct Pen {
    /// Who is named as the author.
    pub actor: AccountId,
    /// On which device.
    pub device: DeviceId,
    incarnation: Incarnation,
    key: SigningKey,
    n: u64,
    clock: HybridClock,
    /// Hash of the last proven event, by log.
    proven: HashMap<LogId, Hash>,
}

/// A fact of a kind that this version does not write.
#[derive(Debug, thiserror::Error)]
#[error("this fact cannot be written: {0}")]
pub struct Unwritable(#[from] serde_json::Error);

impl Pen {
    /// A new device of an account.
    #[must_use]
    pub fn of(actor: AccountId, random: &dyn Random) -> Self {
        Self {
            actor,
            device: DeviceId::from_random(random_bytes(random)),
            incarnation: Incarnation::from_random(random_bytes(random)),
            key: SigningKey::from_bytes(&random_bytes(random)),
            n: 0,
            clock: HybridClock::default(),
            proven: HashMap::new(),
        }
    }

    /// The device's public key.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// The device's secret key, to sign what a device signs beside its events.
    #[cfg(test)]
    pub(crate) fn secret(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// Writes one event. Its stamp is `at_ms`, or later if the pen has been there already.
    ///
    /// # Errors
    /// When the fact is of an unknown kind.
    pub fn write(
        &mut self,
        log: LogId,
        entity: EntityId,
        fact: &Fact,
        at_ms: u64,
        random: &dyn Random,
    ) -> Result<Event, Unwritable> {
        self.n += 1;
        let header = Header {
            version: VERSION,
            event_id: EventId::from_parts(at_ms, random_bytes(random)),
            log_id: log,
            kind: fact.kind().to_owned(),
            entity_id: entity,
            actor_id: self.actor,
            device_id: self.device,
            incarnation: self.incarnation,
            n: self.n,
            stamp: self.clock.tick(at_ms),
        };
        let mut event = Event { header, body: fact.to_body(random_bytes(random))?, proof: None };
        if Fact::needs_proof(&event.header.kind) {
            event.proof = Some(self.prove(log, event.hash()));
        }
        Ok(event)
    }

    fn prove(&mut self, log: LogId, hash: Hash) -> Proof {
        let prev = self.proven.insert(log, hash).unwrap_or_default();
        Proof { prev, signature: self.key.sign(&[hash, prev].concat()).to_bytes() }
    }

    /// The server's own pen, made at its first use. What it writes next must be followed by [`Pen::keep`] in the same
    /// transaction.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of_server(tx: &Tx<'_>, random: &dyn Random) -> Result<Self, StoreError> {
        let stored = tx.query_opt("SELECT id, secret, incarnation, n, stamp FROM server_device", &[], |row| {
            let device: Uuid = row.get(0)?;
            Ok(Self {
                actor: AccountId(device),
                device: DeviceId(device),
                incarnation: row.get(2)?,
                key: SigningKey::from_bytes(&row.get(1)?),
                n: row.get(3)?,
                clock: HybridClock::starting_at(Stamp(row.get(4)?)),
                proven: HashMap::new(),
            })
        })?;
        Ok(stored.unwrap_or_else(|| {
            let device = Self::of(AccountId(Uuid::nil()), random);
            Self { actor: AccountId(device.device.0), ..device }
        }))
    }

    /// Keeps how far the server's pen has come.
    ///
    /// # Errors
    /// When the database fails.
    pub fn keep(&self, tx: &Tx<'_>) -> Result<(), StoreError> {
        tx.execute(
            include_str!("pen.sql"),
            &[&self.device, &self.key.to_bytes(), &self.incarnation, &self.n, &self.clock.last().0],
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::OsRandom;
    use ed25519_dalek::{Signature, VerifyingKey};
    use nfv::domain::facts::PledgeDeclined;

    #[test]
    fn proofs_chain_and_verify() {
        let mut pen = Pen::of(AccountId(Uuid::nil()), &OsRandom);
        let (log, door) = (LogId(Uuid::max()), EntityId(Uuid::max()));
        let fact = Fact::PledgeDeclined(PledgeDeclined { text: "t".into() });
        let first = pen.write(log, door, &fact, 1000, &OsRandom).unwrap();
        let second = pen.write(log, door, &fact, 1000, &OsRandom).unwrap();
        let (one, two) = (first.proof.clone().unwrap(), second.proof.clone().unwrap());
        assert_eq!((one.prev, two.prev), ([0; 32], first.hash()));
        assert!(first.header.stamp < second.header.stamp);
        assert_eq!((first.header.n, second.header.n), (1, 2));
        let key = VerifyingKey::from_bytes(&pen.public_key()).unwrap();
        let signed = [second.hash(), two.prev].concat();
        key.verify_strict(&signed, &Signature::from_bytes(&two.signature)).unwrap();
    }
}
