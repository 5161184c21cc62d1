//! What something on the way may change without anybody saying so: bytes of photos and snapshots, events of pages.
//!
//! Each of these has a hash or a print that leads to the right bytes, so each must be noticed. Verdicts have none: they are
//! left alone here, as they are by whatever speaks TLS.

use nfv::sync::{
    messages::{Page, Print, SyncReply},
    ports::{HttpMethod, HttpReply, HttpRequest},
};

use super::dice::Dice;

/// A part of a photo arrives with a bit turned.
pub(super) fn request(dice: &Dice, mut request: HttpRequest) -> HttpRequest {
    if request.method == HttpMethod::Put {
        turn_a_bit(dice, &mut request.body);
    }
    request
}

/// A frame of a snapshot arrives with a bit turned, or a page with another event than was sent.
pub(super) fn reply(dice: &Dice, request: &HttpRequest, mut reply: HttpReply) -> HttpReply {
    if reply.status != 200 {
        return reply;
    }
    if request.path.starts_with("/v1/snapshots/") {
        turn_a_bit(dice, &mut reply.body);
    } else if request.path == "/v1/sync"
        && let Ok(mut told) = serde_json::from_slice::<SyncReply>(&reply.body)
    {
        let mut full: Vec<&mut Page> = told.pages.iter_mut().filter(|page| !page.events.is_empty()).collect();
        let at = dice.below(full.len());
        if let Some(page) = full.get_mut(at) {
            change(dice, page);
            reply.body = serde_json::to_vec(&told).unwrap_or_default();
        }
    }
    reply
}

fn turn_a_bit(dice: &Dice, bytes: &mut [u8]) {
    let at = dice.below(bytes.len());
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << dice.below(8);
    }
}

fn change(dice: &Dice, page: &mut Page) {
    let at = dice.below(page.events.len());
    match dice.below(5) {
        0 => page.events[at].event.body.push(' '),
        1 => page.events[at].event.header.n += 1,
        2 => page.events[at].receipt.effective.0 += 1,
        3 => {
            page.events.remove(at);
        }
        _ => page.print = Print(page.print.0 ^ 1),
    }
}
