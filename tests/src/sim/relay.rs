//! Relay files: a device hands what is unsent to somebody, who delivers it now, later, twice, damaged, or never.

use nfv::{
    domain::ids::DeviceId,
    sync::relay::{self, ServerSecret},
};
use sync_server::sync::{Author, Request, relayed};

use super::{Rule, Ungraceful, server::SimServer, world::World};

/// From which the server's key follows.
const SEED: [u8; 32] = [9; 32];

/// Nobody carries more files than this.
const MOST_FILES: usize = 4;

impl World {
    /// Somebody makes a file, or delivers one.
    pub(super) fn relay(&mut self, which: usize) -> Result<(), Ungraceful> {
        if self.files.len() < MOST_FILES && (self.files.is_empty() || self.dice.percent(40)) {
            self.make_file(which)
        } else {
            let at = self.dice.below(self.files.len());
            let file = self.files[at].clone();
            if self.dice.percent(60) {
                self.files.remove(at);
            }
            self.deliver_file(&file)
        }
    }

    /// Whatever is still carried arrives.
    pub(super) fn deliver_files(&mut self) -> Result<(), Ungraceful> {
        std::mem::take(&mut self.files).iter().try_for_each(|file| self.deliver_file(file))
    }

    fn make_file(&mut self, which: usize) -> Result<(), Ungraceful> {
        let made = self.devices[which].store.with(|store| {
            let (pushes, _) = store.unsent_pushes(usize::MAX)?;
            let key = store.conn().query_row("SELECT device_id, secret FROM device", [], |row| {
                Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, [u8; 32]>(1)?))
            })?;
            Ok((pushes, key))
        });
        let Ok((pushes, (device, secret))) = made else { return Ok(()) };
        let events: usize = pushes.iter().map(|push| push.events.len()).sum();
        if events == 0 {
            return Ok(());
        }
        let device = DeviceId::from_slice(&device).map_err(Ungraceful::from_error)?;
        let server = ServerSecret::from_seed(&SEED).public();
        let file = relay::seal(&server, device, &secret, &pushes, &mut self.dice.clone());
        self.files.push(file.map_err(Ungraceful::from_error)?);
        self.note(format!("device {which} hands on {events} events in a file"));
        Ok(())
    }

    /// A damaged copy comes first and is refused.
    fn deliver_file(&mut self, file: &[u8]) -> Result<(), Ungraceful> {
        let mut server = self.server.borrow_mut();
        let mut damaged = file.to_vec();
        let at = self.dice.below(damaged.len());
        damaged[at] ^= 1 << self.dice.below(8);
        let refused = server.take_file(&damaged, self.now.get()).is_none();
        Rule::OnlyWhatIsGranted.ensure(refused, "a relay file was taken although a bit of it had changed")?;
        let taken = server.take_file(file, self.now.get());
        drop(server);
        self.note(format!("a relay file is delivered: {taken:?}"));
        Ok(())
    }
}

impl SimServer {
    /// Takes a file as its author's pushes; how many events it carries. None when it is damaged or the server goes down.
    fn take_file(&mut self, file: &[u8], now: u64) -> Option<usize> {
        let store = self.database().ok()?;
        let opened = relay::open(&ServerSecret::from_seed(&SEED), file).ok()?;
        let author = Author { caller: self.caller_of(opened.device)?.clone(), revoked: false };
        let mut events = 0;
        for raw in opened.requests(&author.caller.key).ok()? {
            let request = Request::parse(raw.get().as_bytes()).ok()?;
            // Half a file may be in when the server goes down: whoever delivers it again finds duplicates.
            events += relayed(store, &author, request, now).map(|fates| fates.len()).unwrap_or_default();
        }
        self.notice_end();
        Some(events)
    }
}
