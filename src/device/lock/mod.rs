//! The lock: how the key of the device's database is kept, wrapped under a PIN, and got back when the PIN is forgotten.
//!
//! A host keeps [`KeyFile`] beside the database, in two [`Slots`] of which the newer whole one counts, and asks here what a
//! PIN does. `keeper` is what every host does with a request. Every try is written down before it is looked at, so that killing the app gains nothing. Wrong PINs
//! wait longer and longer; nothing is ever wiped for them.

mod file;
mod keeper;
mod pin;
mod release;
mod vault;

pub use file::{Asked, KeptKey, KeyFile, Slot, newest};
pub use keeper::{Opening, answer, keep_sealed, locked};
pub use pin::{Pin, Wrapped, wait_after};
pub use vault::{Slots, Vault};

use super::{messages::Failure, service::Device};
use crate::{
    store::DatabaseKey,
    sync::{
        ports::{Clock, Rng, Transport},
        release::seal,
    },
};

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    /// The database's key, sealed so that only the server can open it; none before the device knows its server's key.
    ///
    /// # Errors
    /// When the database fails.
    pub fn seal_key(&self, key: &DatabaseKey) -> Result<Option<Vec<u8>>, Failure> {
        let mut rng = self.rng.clone();
        let mut store = self.store.get();
        let (Some(server), Some(_)) = (store.server_key()?, store.account()?) else { return Ok(None) };
        let own = store.device_key(&mut rng)?;
        let sealed = seal(&server, own.device, &own.secret, &key.0, &mut rng);
        sealed.map(Some).map_err(|error| Failure::Defect { detail: error.to_string() })
    }
}

#[cfg(test)]
mod tests;
