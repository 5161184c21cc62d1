//! What a host does with a request while it holds the key: the lock's own are answered here, all others go to the device.
//!
//! The same in a browser's worker and in a native thread; they differ in where the slots and the database lie.

use super::{
    release,
    vault::{Slots, Vault},
};
use crate::{
    device::{
        Device,
        messages::{Answer, Failure, PinAnswer, Reply, Request},
    },
    store::DatabaseKey,
    sync::ports::{Clock, Rng, Transport},
};

/// The key with which a locked host opens its database, after the answer was given.
pub type Opening = Option<DatabaseKey>;

/// The answer while the database is closed (`device` is none) or open.
pub async fn answer<S: Slots, T: Transport, C: Clock, R: Rng + Clone>(
    vault: &Vault<S, C, R>,
    device: Option<&Device<T, C, R>>,
    transport: &T,
    request: Request,
) -> (Answer, Opening) {
    match (request, device) {
        (Request::Lock, _) => (Ok(Reply::Lock(vault.view())), None),
        (Request::CheckPin { pin }, device) => match vault.check(&pin).await {
            Err(failure) => (Err(failure), None),
            Ok(Err(answer)) => (Ok(Reply::Pin(answer)), None),
            Ok(Ok(key)) => (Ok(Reply::Pin(PinAnswer::Right)), Some(key).filter(|_| device.is_none())),
        },
        (Request::Release, None) => match release::ask(vault, transport).await {
            Err(failure) => (Err(failure), None),
            Ok((view, key)) => (Ok(Reply::Release(view)), key),
        },
        (_, None) => (Err(locked()), None),
        (Request::SetPin { old, new }, Some(device)) => (set_pin(vault, device, old, &new).await, None),
        (request, Some(device)) => (pass_on(vault, device, request).await, None),
    }
}

/// What is asked of a database that is closed.
#[must_use]
pub fn locked() -> Failure {
    Failure::StorageUnusable { code: "locked".into() }
}

/// Chooses a PIN; the present one is asked for where there is one.
async fn set_pin<S: Slots, T: Transport, C: Clock, R: Rng + Clone>(
    vault: &Vault<S, C, R>,
    device: &Device<T, C, R>,
    old: Option<String>,
    new: &str,
) -> Answer {
    let key = match vault.now().open_key() {
        Some(key) => key,
        None => match vault.check(&old.unwrap_or_default()).await? {
            Ok(key) => key,
            Err(answer) => return Ok(Reply::Pin(answer)),
        },
    };
    let sealed = device.seal_key(&key)?;
    vault.set_pin(&key, new, sealed).await?;
    Ok(Reply::Pin(PinAnswer::Right))
}

/// To the device; what it means for the key is done before the answer.
async fn pass_on<S: Slots, T: Transport, C: Clock, R: Rng + Clone>(
    vault: &Vault<S, C, R>,
    device: &Device<T, C, R>,
    request: Request,
) -> Answer {
    let enters = matches!(request, Request::Enrol { .. } | Request::SignIn { .. });
    let leaves = matches!(request, Request::SignOut);
    let answer = device.handle(request).await;
    if answer.is_ok()
        && enters
        && let Some(key) = vault.now().open_key()
    {
        // The database has the truth; where the copy cannot be made now, the next start tries again.
        let _again_at_the_next_start = keep_sealed(vault, device, &key).await;
    }
    if answer.is_ok() && leaves {
        vault.wipe_next().await?;
    }
    answer
}

/// Keeps the copy for the server, once there is a server to seal it to.
///
/// # Errors
/// When the key file cannot be written.
pub async fn keep_sealed<S: Slots, T: Transport, C: Clock, R: Rng + Clone>(
    vault: &Vault<S, C, R>,
    device: &Device<T, C, R>,
    key: &DatabaseKey,
) -> Result<(), Failure> {
    match device.seal_key(key)? {
        Some(sealed) => vault.keep_sealed(sealed).await,
        None => Ok(()),
    }
}
