//! The planner against a server reduced to numbers: it ends, and idle costs one round trip.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    domain::{
        event::{Event, Header, VERSION},
        ids::{AccountId, DeviceId, EntityId, EventId, Incarnation},
        stamp::Stamp,
    },
    sync::messages::{Page, Print, Receipt, Reset},
};

fn log() -> LogId {
    LogId(Uuid::from_u128(1))
}

fn offer(n: u64) -> Offer {
    let header = Header {
        version: VERSION,
        event_id: EventId(Uuid::from_u128(u128::from(n))),
        log_id: log(),
        kind: "visit.recorded".into(),
        entity_id: EntityId(Uuid::nil()),
        actor_id: AccountId(Uuid::nil()),
        device_id: DeviceId(Uuid::nil()),
        incarnation: Incarnation(Uuid::nil()),
        n,
        stamp: Stamp(n),
    };
    Offer::from(Event { header, body: "{}".into(), proof: None })
}

/// A server as one number, with pages of `page` events; resets the device once if it is `ahead`.
struct Server {
    head: Seq,
    page: Seq,
}

impl Server {
    fn answer(&mut self, request: &SyncRequest) -> SyncReply {
        let mut reply = SyncReply::default();
        for offer in &request.events {
            self.head += 1;
            let receipt = Receipt { effective: Stamp(0), received_at: 0, mac: [0; 16] };
            reply
                .verdicts
                .push(Verdict { id: offer.event.header.event_id, fate: Fate::Stored { seq: self.head, receipt } });
        }
        let heads = BTreeMap::from([(log(), Cursor(self.head, Print(self.head)))]);
        reply.send_cursors =
            request.state.as_ref().is_some_and(|state| *state != super::super::messages::state_of(&heads));
        let Some(cursors) = &request.cursors else { return reply };
        let Cursor(at, _) = cursors[&log()];
        if at > self.head {
            reply.reset.push(Reset::whole(log()));
        } else if at < self.head {
            let next_seq = self.head.min(at + self.page);
            let more = next_seq < self.head;
            let (events, known) = (Vec::new(), Vec::new());
            reply.pages.push(Page {
                log: log(),
                events,
                known,
                next_seq,
                print: Print(next_seq),
                head: self.head,
                more,
                snapshot: None,
            });
        }
        reply
    }
}

/// Syncs until nothing is left; the number of requests.
fn sync(server: &mut Server, cursor: &mut Seq, queued: &mut Vec<Offer>, size: BatchSize) -> usize {
    let identity = Identity {
        device: DeviceId(Uuid::nil()),
        incarnation: Incarnation(Uuid::nil()),
        account: AccountId(Uuid::nil()),
        token: String::new(),
        epoch: 1,
    };
    let cursors = |at: Seq| BTreeMap::from([(log(), Cursor(at, Print(at)))]);
    let mut reading = at_start(&cursors(*cursor));
    for round in 0..10_000 {
        let rest = queued.split_off(queued.len().min(size.events));
        let batch = std::mem::replace(queued, rest);
        let filled = size.is_filled_by(batch.len(), 0);
        let Move::Send(ask) = next(&batch, filled, reading, 0) else { return round };
        let request = request(&identity, batch, ask, &cursors(*cursor));
        let reply = server.answer(&request);
        if let Some(reset) = reply.reset.first() {
            // Everything held above `keep` is offered again.
            queued.extend((reset.keep.0 + 1..=*cursor).map(offer));
            *cursor = reset.keep.0;
        }
        if let Some(page) = reply.pages.last() {
            *cursor = page.next_seq;
        }
        reading = after(reading, ask, &reply, false);
    }
    panic!("never ends");
}

proptest! {
    #[test]
    fn everything_is_pushed_and_read_in_bounded_rounds(
        head in 0_u64..300, cursor in 0_u64..400, queued in 0_u64..200, page in 1_u64..50, events in 1_usize..60,
    ) {
        let mut server = Server { head, page };
        let (mut at, mut queue) = (cursor, (1..=queued).map(offer).collect::<Vec<_>>());
        let size = BatchSize { events, ..BatchSize::default() };
        let rounds = sync(&mut server, &mut at, &mut queue, size);
        prop_assert!(queue.is_empty());
        prop_assert_eq!(at, server.head);
        let bound = (queued + cursor) / events as u64 + server.head / page + 8;
        prop_assert!(rounds as u64 <= bound, "{} rounds, expected at most {}", rounds, bound);
        // And then there is nothing new: one round trip.
        let idle = sync(&mut server, &mut at, &mut queue, size);
        prop_assert_eq!(idle, 1);
    }

    #[test]
    fn waits_grow_and_stay_within_bounds(failures in 1_u32..100, chance: u64, told in prop::option::of(0_u32..4000)) {
        let wait = wait_ms(failures, told, chance);
        let least = u64::from(told.unwrap_or(0)) * 1000;
        prop_assert!(wait >= least + FIRST_WAIT_MS / 2);
        prop_assert!(wait <= least + LONGEST_WAIT_MS);
        prop_assert!(wait_ms(failures + 1, None, 0) >= wait_ms(failures, None, 0));
    }
}

#[test]
fn pages_are_asked_for_when_everything_has_landed() {
    let one = [offer(1)];
    assert_eq!(next(&one, true, Reading::Unknown, 0), Move::Send(Ask::Nothing));
    assert_eq!(next(&one, false, Reading::Unknown, 2), Move::Send(Ask::Nothing));
    assert_eq!(next(&one, false, Reading::Behind, 0), Move::Send(Ask::Cursors));
    for reading in [Reading::Unknown, Reading::Behind, Reading::UpToDate] {
        assert_eq!(next(&[], false, reading, 1), Move::Wait);
    }
    assert_eq!(next(&[], false, Reading::UpToDate, 0), Move::End);
}

#[test]
fn a_single_event_is_never_split() {
    let size = (0..40).fold(BatchSize::default(), |size, _| size.halved());
    assert_eq!(size, BatchSize { events: 1, bytes: 1 });
}

#[test]
fn verdicts_must_name_the_offers_in_order() {
    let verdict = |n: u128| Verdict { id: EventId(Uuid::from_u128(n)), fate: Fate::Held };
    let ids = [EventId(Uuid::from_u128(1)), EventId(Uuid::from_u128(2))];
    assert!(verdicts_fit(&ids, &[verdict(1), verdict(2)]));
    assert!(!verdicts_fit(&ids, &[verdict(2), verdict(1)]));
    assert!(!verdicts_fit(&ids, &[verdict(1)]));
}
