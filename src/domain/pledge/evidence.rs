//! What the server says of one pledge: that it has accepted it, when, and by whose device; signed, to be checked offline.
//!
//! The countersignature is a place in the log of pledges, with the hashes that lead from there to a signed head. Every
//! signature is Ed25519 by the server's key over a text of its own, so that none can stand for another.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::tree;
use crate::domain::{
    event::{Event, Hash, Proof},
    ids::{DeviceId, EventId, LogId},
    stamp::Stamp,
};

/// 32 bytes of a key; 64 hex digits on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublicKey(#[serde(with = "hex::serde")] pub [u8; 32]);

/// The hash of a node of the tree; 64 hex digits on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodeHash(#[serde(with = "hex::serde")] pub Hash);

/// A signature; 128 hex digits on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Signed(#[serde(with = "hex::serde")] pub [u8; 64]);

macro_rules! hex_digits {
    ($($name:ident),*) => {$(
        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                String::schema()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    )*};
}

hex_digits!(PublicKey, NodeHash, Signed);

impl PublicKey {
    /// Whether this key has signed that.
    #[must_use]
    pub fn has_signed(&self, what: &[u8], signature: &Signed) -> bool {
        let key = VerifyingKey::from_bytes(&self.0);
        key.is_ok_and(|key| key.verify_strict(what, &Signature::from_bytes(&signature.0)).is_ok())
    }
}

/// What stands in the log of pledges for an event that was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The log of the event.
    pub log: LogId,
    /// The event.
    pub event: EventId,
    /// Its hash: an erased body leaves it as it is.
    pub hash: Hash,
    /// When it counts.
    pub effective: Stamp,
    /// When the server had it: Unix milliseconds.
    pub received_at: u64,
}

impl Leaf {
    /// The bytes that are hashed: log ‖ event ‖ hash ‖ effective ‖ received_at.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [
            self.log.as_bytes().as_slice(),
            self.event.as_bytes().as_slice(),
            &self.hash,
            &self.effective.0.to_be_bytes(),
            &self.received_at.to_be_bytes(),
        ]
        .concat()
    }
}

/// The tree as it stood at a moment. A restored server begins another tree under a greater epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TreeHead {
    /// The server's epoch.
    pub epoch: u64,
    /// Leaves.
    pub size: u64,
    /// Its root.
    pub root: NodeHash,
    /// Unix milliseconds.
    pub at: u64,
    /// By the server, over `"nfv tree 1"` ‖ epoch ‖ size ‖ root ‖ at.
    pub signature: Signed,
}

impl TreeHead {
    /// Signs a head.
    #[must_use]
    pub fn sign(epoch: u64, size: u64, root: Hash, at: u64, key: &SigningKey) -> Self {
        let signature = Signed(key.sign(&head_bytes(epoch, size, &root, at)).to_bytes());
        Self { epoch, size, root: NodeHash(root), at, signature }
    }

    /// Whether that key has signed it.
    #[must_use]
    pub fn is_of(&self, key: &PublicKey) -> bool {
        key.has_signed(&head_bytes(self.epoch, self.size, &self.root.0, self.at), &self.signature)
    }
}

fn head_bytes(epoch: u64, size: u64, root: &Hash, at: u64) -> Vec<u8> {
    [b"nfv tree 1".as_slice(), &epoch.to_be_bytes(), &size.to_be_bytes(), root, &at.to_be_bytes()].concat()
}

/// The server's word that a device which signs pledges has this key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceCertificate {
    /// The device.
    pub device: DeviceId,
    /// Its Ed25519 public key, as it was enrolled.
    pub key: PublicKey,
    /// By the server, over `"nfv device 1"` ‖ device ‖ key.
    pub signature: Signed,
}

impl DeviceCertificate {
    /// Certifies a device.
    #[must_use]
    pub fn sign(device: DeviceId, key: [u8; 32], server: &SigningKey) -> Self {
        let signature = Signed(server.sign(&device_bytes(device, &key)).to_bytes());
        Self { device, key: PublicKey(key), signature }
    }

    /// Whether that key has signed it.
    #[must_use]
    pub fn is_of(&self, server: &PublicKey) -> bool {
        server.has_signed(&device_bytes(self.device, &self.key.0), &self.signature)
    }
}

fn device_bytes(device: DeviceId, key: &[u8; 32]) -> Vec<u8> {
    [b"nfv device 1".as_slice(), device.as_bytes(), key].concat()
}

/// A link of a device's chain without what it signs: nothing of another household shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Link {
    /// Hash of that event.
    pub hash: NodeHash,
    /// Its proof.
    pub proof: Proof,
}

/// Everything that the server says of one pledge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Evidence {
    /// The server's Ed25519 public key.
    pub server_key: PublicKey,
    /// When the event counts.
    pub effective: Stamp,
    /// When the server had it: Unix milliseconds.
    pub received_at: u64,
    /// Its place in the log of pledges, from 0.
    pub place: u64,
    /// The hashes beside its way to the root, the lowest first.
    pub path: Vec<NodeHash>,
    /// The signed head that they lead to.
    pub head: TreeHead,
    /// Whose key has signed the event; none when it was no enrolled device.
    pub device: Option<DeviceCertificate>,
    /// The link before it in the device's chain; none for the first, and where the server has not got it.
    pub before: Option<Link>,
}

/// A link that does not hold; the first one from the signed text on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Not a file of this kind, or not byte for byte as it was written.
    #[error("form: no exported pledge, or not byte for byte as it was written")]
    Form,
    /// Of a newer version.
    #[error("format: written by a newer version of this program")]
    Newer,
    /// Another server's key than the one expected.
    #[error("server key: the file is of another server than the one expected")]
    ServerKey,
    /// The text is not the one that was signed.
    #[error("text: not the text that was signed")]
    Text,
    /// The event's bytes have another hash than the one stated.
    #[error("event: its bytes have another hash than the one signed")]
    Body,
    /// The event is of another kind, or cannot be read.
    #[error("kind: not a signing that this version can read")]
    Kind,
    /// The code is not that of this event.
    #[error("code: it belongs to another signing")]
    Code,
    /// Without the server's word on the device's key.
    #[error("device certificate: the server has not certified this key for this device")]
    DeviceCertificate,
    /// Not signed by the device.
    #[error("device signature: the device's key has not signed this event")]
    DeviceSignature,
    /// The link before it is not the one that the device has named.
    #[error("chain: the link before it in the device's chain is another one")]
    Chain,
    /// It does not stand in the log of pledges.
    #[error("inclusion: it does not stand at that place of the server's log of pledges")]
    Inclusion,
    /// The head is not signed by the server.
    #[error("tree head: not signed by the server's key")]
    TreeHead,
    /// The withdrawal is of something else.
    #[error("withdrawal: not a withdrawal of this signing")]
    Withdrawal,
}

/// Where an event stands in its device's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain {
    /// The first that the device has signed there.
    First,
    /// After the link that is shown.
    Follows,
    /// After one that the server has not got: it was lost, or is still to come. Shown, never refused.
    Gap,
}

impl Evidence {
    /// Whether everything that is said of the event with this hash holds.
    ///
    /// # Errors
    /// The first link that does not.
    pub fn check(&self, event: &Event, hash: &Hash) -> Result<Chain, Broken> {
        let chain = self.check_author(event, hash)?;
        self.check_countersignature(event, hash).map(|()| chain)
    }

    fn check_author(&self, event: &Event, hash: &Hash) -> Result<Chain, Broken> {
        let device = self.device.as_ref().ok_or(Broken::DeviceCertificate)?;
        if device.device != event.header.device_id || !device.is_of(&self.server_key) {
            return Err(Broken::DeviceCertificate);
        }
        let signs =
            |hash: &Hash, proof: &Proof| device.key.has_signed(&[*hash, proof.prev].concat(), &Signed(proof.signature));
        let proof = event.proof.as_ref().filter(|proof| signs(hash, proof)).ok_or(Broken::DeviceSignature)?;
        match &self.before {
            None if proof.prev == [0; 32] => Ok(Chain::First),
            None => Ok(Chain::Gap),
            Some(link) if link.hash.0 == proof.prev && signs(&link.hash.0, &link.proof) => Ok(Chain::Follows),
            Some(_) => Err(Broken::Chain),
        }
    }

    /// The server's part alone: what a device asks of an event that it has itself.
    ///
    /// # Errors
    /// [`Broken::Inclusion`] or [`Broken::TreeHead`].
    pub fn check_countersignature(&self, event: &Event, hash: &Hash) -> Result<(), Broken> {
        let Self { effective, received_at, head, .. } = self;
        let (log, id) = (event.header.log_id, event.header.event_id);
        let leaf = Leaf { log, event: id, hash: *hash, effective: *effective, received_at: *received_at };
        let path: Vec<Hash> = self.path.iter().map(|node| node.0).collect();
        if !tree::includes(&head.root.0, head.size, self.place, &leaf.to_bytes(), &path) {
            return Err(Broken::Inclusion);
        }
        if head.is_of(&self.server_key) { Ok(()) } else { Err(Broken::TreeHead) }
    }
}
