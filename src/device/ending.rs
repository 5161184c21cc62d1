//! The end of a revoked device: what is unsent goes to the server as a relay file, blind, then everything here is deleted.
//!
//! Only the server's word that it has every record lets go of them. What a relay file cannot carry (photos that were not
//! uploaded, records that the server refused, other people's files) keeps the device as it is, until a person has exported
//! it and says so.

use super::{
    messages::{Answer, Failure, Notice, Reply},
    service::Device,
};
use crate::sync::{
    ports::{Clock, Rng, Transport},
    relay::{self, MAX_UNPACKED},
};

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    /// Hands over and clears, if everything can be handed over; tried again with every contact otherwise.
    pub(super) async fn end_revoked(&self) -> Result<(), Failure> {
        let before = self.store.get().sync_figures()?.outbox;
        let unsent = self.store.get().unsent()?;
        if unsent > before || self.carried_files()? > 0 {
            return Ok(());
        }
        if before > 0 && self.hand_over().await? != before {
            return Ok(());
        }
        // Something may have been recorded meanwhile: then the next contact takes it along.
        if self.store.get().unsent()? != before {
            return Ok(());
        }
        self.end(before)
    }

    /// A person has exported what is unsent and ends the device.
    pub(super) fn erase_revoked(&self) -> Answer {
        let account = self.store.get().account()?;
        if !account.is_some_and(|account| account.revoked) {
            return Err(Failure::Refused { code: "forbidden".into() });
        }
        self.end(0)?;
        Ok(Reply::Done)
    }

    fn end(&self, handed_over: u64) -> Result<(), Failure> {
        self.store.get().clear()?;
        self.notify(Notice::Ended { handed_over });
        self.notify_sync();
        Ok(())
    }

    /// All that is unsent in one relay file; how many records the server has taken.
    async fn hand_over(&self) -> Result<u64, Failure> {
        let known = self.store.get().server_key()?;
        let server = match known {
            Some(key) => key,
            None => self.ask_server_key().await?,
        };
        let file = {
            let mut store = self.store.get();
            let key = store.device_key(&mut self.rng.clone())?;
            let (pushes, left) = store.unsent_pushes(MAX_UNPACKED / 2)?;
            if left > 0 {
                return Ok(0);
            }
            relay::seal(&server, key.device, &key.secret, &pushes, &mut self.rng.clone())
        };
        let file = file.map_err(|error| Failure::Defect { detail: error.to_string() })?;
        Ok(self.carry(file).await?.events)
    }
}
