//! Relay files: what a device without network gave somebody to carry.
//!
//! The file opens with a key of this server, names its author, and is believed once the author's device key has signed
//! it. From there on it is the push that the author would have made: the same examination, the same rights (the author's,
//! as they are now), the same verdicts, which the author hears at its next sync. Its carrier learns how many events it held.
//! The author's device is not "heard" by it: what it recorded since is still on its way.

use nfv::sync::{
    messages::Fate,
    relay::{Opened, RelayError, RelayTaken, ServerKey, ServerSecret, key_of, open},
};

use crate::{
    accounts::{
        AccountError,
        audit::{self, Action, decisions},
        devices,
    },
    ports::{Random, random_bytes},
    store::{Database, StoreError, Tx},
    sync::{self, Author, Request, SyncError},
};

/// Why a file was not taken. Nothing of it was stored, or (after a failure of the database) as much as can be stored again.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// The file.
    #[error(transparent)]
    File(#[from] RelayError),
    /// What is inside.
    #[error(transparent)]
    Push(#[from] SyncError),
    /// The author's account.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The server's public key; made at the first call.
///
/// # Errors
/// When the database fails.
pub fn server_key(tx: &Tx<'_>, random: &dyn Random, now_ms: u64) -> Result<ServerKey, StoreError> {
    if let Some(key) = known_key(tx)? {
        return Ok(key);
    }
    let seed: [u8; 32] = random_bytes(random);
    let key = ServerSecret::from_seed(&seed).public();
    tx.execute(include_str!("relay/key_keep.sql"), &[&key.id().as_slice(), &seed, &now_ms])?;
    Ok(key)
}

/// The server's public key, if it was made.
///
/// # Errors
/// When the database fails.
pub fn known_key(tx: &Tx<'_>) -> Result<Option<ServerKey>, StoreError> {
    tx.query_opt(include_str!("relay/key_newest.sql"), &[], |row| {
        Ok(ServerSecret::from_seed(&row.get::<[u8; 32]>(0)?).public())
    })
}

/// Takes a file: stores what is new of it under its author's rights. Again and again, with the same result.
///
/// # Errors
/// [`NotTaken`].
pub fn take(store: &Database, file: &[u8], now_ms: u64) -> Result<RelayTaken, NotTaken> {
    let (opened, author) = store.read(|tx| {
        let opened = open(&secret_of(tx, file)?, file)?;
        // That nobody has this device is told like any other damage.
        let author = devices::author(tx, opened.device)?.ok_or(RelayError::Damaged)?;
        Ok::<_, NotTaken>((opened, author))
    })?;
    let (mut events, mut fresh) = (0, false);
    for request in requests(&opened, &author)? {
        let titles = decisions::of(&request);
        let fates = sync::relayed(store, &author, request, now_ms)?;
        decisions::record_stored(store, &titles, fates.iter(), now_ms)?;
        events += fates.len() as u64;
        fresh |= fates.iter().any(|fate| matches!(fate, Fate::Stored { .. } | Fate::Held));
    }
    if fresh {
        let detail = format!("{events} events");
        let subject = Some(author.caller.device.as_bytes());
        store.write(|tx| audit::record(tx, now_ms, None, Action::Relay, subject, &detail))?;
    }
    Ok(RelayTaken { events })
}

/// All or none can be read: read before anything is stored.
fn requests(opened: &Opened, author: &Author) -> Result<Vec<Request>, NotTaken> {
    let requests = opened.requests(&author.caller.key)?.into_iter().map(|raw| Request::parse(raw.get().as_bytes()));
    Ok(requests.collect::<Result<_, SyncError>>()?)
}

fn secret_of(tx: &Tx<'_>, file: &[u8]) -> Result<ServerSecret, NotTaken> {
    let id = key_of(file)?;
    let seed = tx.query_opt(include_str!("relay/key_by_id.sql"), &[&id.as_slice()], |row| row.get::<[u8; 32]>(0))?;
    Ok(seed.map(|seed| ServerSecret::from_seed(&seed)).ok_or(RelayError::OtherServer)?)
}
