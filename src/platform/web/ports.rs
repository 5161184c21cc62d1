//! The browser's clock and randomness.

use gloo_timers::future::TimeoutFuture;

use crate::sync::ports::{Clock, Rng};

/// The browser's wall clock; works in pages and workers.
#[derive(Clone, Copy, Debug, Default)]
pub struct WebClock;

impl Clock for WebClock {
    #[expect(clippy::disallowed_methods, reason = "this is the Clock port")]
    fn wall_ms(&self) -> u64 {
        js_sys::Date::now() as u64
    }

    async fn sleep_ms(&self, ms: u64) {
        TimeoutFuture::new(u32::try_from(ms).unwrap_or(u32::MAX / 2)).await;
    }
}

/// `crypto.getRandomValues`.
#[derive(Clone, Copy, Debug, Default)]
pub struct WebRng;

impl Rng for WebRng {
    #[expect(clippy::disallowed_methods, reason = "this is the Rng port")]
    fn fill(&mut self, bytes: &mut [u8]) {
        if getrandom::fill(bytes).is_err() {
            // Every browser that can open the database has it; ids from anything weaker would be worse than stopping.
            wasm_bindgen::throw_str("no source of randomness");
        }
    }
}
