//! A revoked device: hands over, then deletes; keeps everything while it cannot.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use super::{Wall, frame};
use crate::{
    device::{Device, messages::Notice},
    store::{
        Store,
        tests::world::{Dice, NOON, enrol},
    },
    sync::ports::{HttpReply, HttpRequest, NoAnswer, Transport},
};

/// A server that takes relay files and says how many events were in them; nothing else is asked of it.
struct Relay {
    events: Option<u64>,
    taken: Rc<Cell<u32>>,
}

impl Transport for Relay {
    async fn send(&self, request: HttpRequest) -> Result<HttpReply, NoAnswer> {
        assert_eq!((request.path.as_str(), request.token), ("/v1/relay", None), "blind");
        let events = self.events.ok_or_else(|| NoAnswer("no network".into()))?;
        self.taken.set(self.taken.get() + 1);
        Ok(HttpReply { status: 200, retry_after: None, body: format!("{{\"events\":{events}}}").into_bytes() })
    }
}

/// Unsent records afterwards, notices of the end, files that the server took.
fn ended(events: Option<u64>) -> (u64, Vec<u64>, u32) {
    let mut store = Store::in_memory().unwrap();
    let mut dice = enrol(&mut store, 1);
    store.append(&frame(), None, NOON, &mut dice).unwrap();
    store.revoke().unwrap();
    let (told, taken): (Rc<RefCell<Vec<u64>>>, Rc<Cell<u32>>) = (Rc::default(), Rc::default());
    let heard = Rc::clone(&told);
    let relay = Relay { events, taken: Rc::clone(&taken) };
    let device = Device::new(store, relay, Wall(Rc::new(Cell::new(NOON))), Dice(5), move |notice| {
        if let Notice::Ended { handed_over } = notice {
            heard.borrow_mut().push(handed_over);
        }
    });
    let _offline = pollster::block_on(device.end_revoked());
    let unsent = device.store.get().unsent().unwrap();
    (unsent, told.take(), taken.get())
}

#[test]
fn what_is_unsent_goes_to_the_server_before_anything_is_deleted() {
    let all = frame().len() as u64;
    assert_eq!(ended(Some(all)), (0, vec![all], 1));
    assert_eq!(ended(None), (all, vec![], 0), "no answer: kept");
    assert_eq!(ended(Some(all - 1)), (all, vec![], 1), "the server has fewer: kept");
}
