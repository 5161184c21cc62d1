//! One pledge as a file: everything that proves it, and nothing of anybody else.
//!
//! The file is JSON in exactly one spelling (as [`PledgeFile::to_bytes`] writes it): another byte anywhere, even a blank,
//! is noticed. [`verify`] needs the file alone; whoever knows the server's key by another way gives it along.

use serde::{Deserialize, Serialize};

use super::{
    code::Code,
    evidence::{Broken, Chain, Evidence, NodeHash, PublicKey},
    text_hash,
};
use crate::domain::{
    event::Event,
    facts::{Fact, PledgeSigned},
    stamp::Stamp,
};

/// What the file says it is.
const FORMAT: &str = "nfv-pledge-1";

/// The text as the signer read or heard it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
}

/// An event with what the server says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proven {
    /// The event, its body byte for byte.
    pub event: Event,
    /// Its hash.
    pub hash: NodeHash,
    /// What the server says of it.
    pub evidence: Evidence,
}

/// The file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeFile {
    /// `nfv-pledge-1`.
    pub format: String,
    /// The code on the resident's slip.
    pub code: Code,
    /// The text.
    pub text: Text,
    /// The signing.
    pub signing: Proven,
    /// The withdrawal, if there is one.
    pub withdrawal: Option<Proven>,
}

/// What a file that holds states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The code on the slip.
    pub code: Code,
    /// The server's key. Whoever compares it with the one that the server shows knows whose word this is.
    pub server_key: PublicKey,
    /// What was signed, by whom.
    pub pledge: PledgeSigned,
    /// When, by the device's clock.
    pub signed_at: Stamp,
    /// When the server had it: Unix milliseconds.
    pub received_at: u64,
    /// When the withdrawal reached the server: Unix milliseconds.
    pub withdrawn_at: Option<u64>,
    /// Where the signing stands in its device's chain.
    pub chain: Chain,
}

impl PledgeFile {
    /// A file of these parts.
    #[must_use]
    pub fn of(text: Text, signing: Proven, withdrawal: Option<Proven>) -> Self {
        Self { format: FORMAT.into(), code: Code::of(&signing.hash.0), text, signing, withdrawal }
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

impl Proven {
    fn check(&self) -> Result<(Fact, Chain), Broken> {
        if self.event.hash() != self.hash.0 {
            return Err(Broken::Body);
        }
        let chain = self.evidence.check(&self.event, &self.hash.0)?;
        Ok((Fact::parse(&self.event.header.kind, &self.event.body), chain))
    }
}

/// Checks every link of a file. `expected` is the server's key, where it is known by another way.
///
/// # Errors
/// The first link that does not hold.
pub fn verify(bytes: &[u8], expected: Option<&PublicKey>) -> Result<Verified, Broken> {
    let format = serde_json::from_slice::<Head>(bytes).map_err(|_| Broken::Form)?.format;
    if format != FORMAT {
        return Err(if format.starts_with("nfv-pledge-") { Broken::Newer } else { Broken::Form });
    }
    let file: PledgeFile = serde_json::from_slice(bytes).map_err(|_| Broken::Form)?;
    if file.to_bytes().map_err(|_| Broken::Form)? != bytes {
        return Err(Broken::Form);
    }
    let server_key = file.signing.evidence.server_key;
    if expected.is_some_and(|expected| *expected != server_key) {
        return Err(Broken::ServerKey);
    }
    let (Fact::PledgeSigned(pledge), chain) = file.signing.check()? else { return Err(Broken::Kind) };
    let Text { id, title, paragraphs } = &file.text;
    // Lines end where the file says so: else two texts had one hash.
    let is_one_line = |line: &String| !line.contains('\n');
    if !std::iter::once(title).chain(paragraphs).all(is_one_line) {
        return Err(Broken::Text);
    }
    if pledge.text != *id || pledge.text_hash != hex::encode(text_hash(title, paragraphs)) {
        return Err(Broken::Text);
    }
    if file.code != Code::of(&file.signing.hash.0) {
        return Err(Broken::Code);
    }
    let withdrawn_at = file.withdrawal.as_ref().map(|withdrawal| withdrawn(&file.signing, withdrawal)).transpose()?;
    Ok(Verified {
        code: file.code,
        server_key,
        pledge,
        signed_at: file.signing.event.header.stamp,
        received_at: file.signing.evidence.received_at,
        withdrawn_at,
        chain,
    })
}

/// Only to tell a newer file from what is none.
#[derive(Deserialize)]
struct Head {
    format: String,
}

fn withdrawn(signing: &Proven, withdrawal: &Proven) -> Result<u64, Broken> {
    if withdrawal.evidence.server_key != signing.evidence.server_key {
        return Err(Broken::ServerKey);
    }
    match withdrawal.check()?.0 {
        Fact::PledgeWithdrawn(fact) if fact.target == signing.event.header.event_id => {
            Ok(withdrawal.evidence.received_at)
        }
        _ => Err(Broken::Withdrawal),
    }
}
