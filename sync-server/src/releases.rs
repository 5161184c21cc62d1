//! Forgotten PINs: a device asks for the key of its database, a reviewer who has seen its owner releases it.
//!
//! The box that the device posts was sealed to this server's key while the database was open, and signed by the device's
//! key: that says whose it is, no token does. It is opened when it comes (a box of nobody is refused) and again when it is
//! released; the key itself is never stored. Of one device only the newest request counts. A request lives a week.

use nfv::{
    domain::ids::DeviceId,
    sync::{
        ports::Rng,
        relay::{RelayError, ServerKey, ServerSecret},
        release::{self, ReleaseDecision, ReleaseLine, ReleaseReply, ReleaseRequest},
    },
};

use crate::{
    accounts::{
        Account, AccountError,
        audit::{self, Action},
        devices::{self, Caller},
        people,
    },
    ports::Random,
    store::{StoreError, Tx},
};

/// A request is forgotten after a week.
const LIFETIME_MS: u64 = 7 * 24 * 3_600_000;

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// The box.
    #[error(transparent)]
    Sealed(#[from] RelayError),
    /// No such request below the caller's area, or it was decided.
    #[error("no such request")]
    Unknown,
    /// The code is that of another request.
    #[error("the code is another one")]
    WrongCode,
    /// Accounts, devices, the database.
    #[error(transparent)]
    Account(#[from] AccountError),
}

impl From<StoreError> for ReleaseError {
    fn from(error: StoreError) -> Self {
        Self::Account(error.into())
    }
}

/// Takes a request, or says what became of it. The same one again and again, with the same result.
///
/// # Errors
/// [`ReleaseError`]; [`AccountError::Revoked`] for a device that was ended.
pub fn ask(tx: &Tx<'_>, request: &ReleaseRequest, now_ms: u64) -> Result<ReleaseReply, ReleaseError> {
    let (device, _) = opened(tx, &request.sealed)?;
    let id = release::id_of(&request.reply_to);
    if let Some(found) = by_id(tx, &id)? {
        return match (found.device == device, found.decided, found.answer) {
            (false, ..) => Err(RelayError::Damaged.into()),
            (true, false, _) => Ok(ReleaseReply::Waiting),
            (true, true, Some(answer)) => Ok(ReleaseReply::Released { answer }),
            (true, true, None) => Ok(ReleaseReply::Refused),
        };
    }
    tx.execute(include_str!("releases/tidy.sql"), &[&device, &now_ms.saturating_sub(LIFETIME_MS)])?;
    tx.execute(include_str!("releases/add.sql"), &[&id, &device, &request.reply_to.0, &request.sealed, &now_ms])?;
    Ok(ReleaseReply::Waiting)
}

/// Open requests, the newest first, with the accounts that they are of.
///
/// # Errors
/// When the database fails.
pub fn open(tx: &Tx<'_>, now_ms: u64) -> Result<Vec<(ReleaseLine, Account)>, StoreError> {
    tx.query(include_str!("releases/open.sql"), &[&now_ms.saturating_sub(LIFETIME_MS)], |row| {
        let account = people::read(row)?;
        let line = ReleaseLine {
            id: row.get(4)?,
            device: row.get(5)?,
            name: account.name.clone(),
            label: row.get(6)?,
            asked_at: row.get(7)?,
        };
        Ok((line, account))
    })
}

/// Whose device asked.
///
/// # Errors
/// [`ReleaseError::Unknown`], or when the database fails.
pub fn owner(tx: &Tx<'_>, id: &[u8; 16]) -> Result<Account, ReleaseError> {
    let found = by_id(tx, id)?.ok_or(ReleaseError::Unknown)?;
    Ok(devices::owner(tx, found.device)?)
}

/// Releases or refuses; noted in the audit. The caller's right to the device was checked.
///
/// # Errors
/// [`ReleaseError`].
pub fn decide(
    tx: &Tx<'_>,
    caller: &Caller,
    id: &[u8; 16],
    decision: &ReleaseDecision,
    random: &dyn Random,
    now_ms: u64,
) -> Result<(), ReleaseError> {
    let found = by_id(tx, id)?.filter(|found| !found.decided).ok_or(ReleaseError::Unknown)?;
    let answer = match decision.release {
        true => Some(released(tx, &found, &decision.code, random)?),
        false => None,
    };
    let action = if answer.is_some() { Action::KeyReleased } else { Action::KeyRefused };
    tx.execute(include_str!("releases/decide.sql"), &[&id, &caller.account.id, &now_ms, &answer])?;
    audit::record(tx, now_ms, Some(caller.account.id), action, Some(found.device.as_bytes()), "")?;
    Ok(())
}

/// The key, sealed to whoever asked with this code.
fn released(tx: &Tx<'_>, asked: &Asked, code: &str, random: &dyn Random) -> Result<Vec<u8>, ReleaseError> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if digits != release::code_of(&asked.reply_to) {
        return Err(ReleaseError::WrongCode);
    }
    let (_, key) = opened(tx, &asked.sealed)?;
    Ok(release::answer(&asked.reply_to, &key, &mut Chance(random))?)
}

/// Whose box it is and the key in it.
fn opened(tx: &Tx<'_>, sealed: &[u8]) -> Result<(DeviceId, [u8; 32]), ReleaseError> {
    let id = release::key_of(sealed)?;
    let sql = include_str!("relay/key_by_id.sql");
    let seed = tx.query_opt(sql, &[&id.as_slice()], |row| row.get::<[u8; 32]>(0))?.ok_or(RelayError::OtherServer)?;
    let opened = release::open(&ServerSecret::from_seed(&seed), sealed)?;
    // That nobody has this device is told like any other damage.
    let known = devices::known(tx, opened.device)?.ok_or(RelayError::Damaged)?;
    let key = opened.checked(&known.key)?;
    if known.revoked_at.is_some() {
        return Err(AccountError::Revoked.into());
    }
    Ok((opened.device, key))
}

/// A request as it is stored.
struct Asked {
    device: DeviceId,
    reply_to: ServerKey,
    sealed: Vec<u8>,
    decided: bool,
    answer: Option<Vec<u8>>,
}

fn by_id(tx: &Tx<'_>, id: &[u8; 16]) -> Result<Option<Asked>, StoreError> {
    tx.query_opt(include_str!("releases/by_id.sql"), &[id], |row| {
        Ok(Asked {
            device: row.get(0)?,
            reply_to: ServerKey(row.get(1)?),
            sealed: row.get(2)?,
            decided: row.get::<Option<u64>>(3)?.is_some(),
            answer: row.get(4)?,
        })
    })
}

/// The server's random source as the port of the shared code.
struct Chance<'a>(&'a dyn Random);

impl Rng for Chance<'_> {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }
}
