//! The app: one wasm file that is loaded by the page and, again, by its worker, or natively a window with a thread beside it.

#[cfg(target_arch = "wasm32")]
fn main() {
    use nfv::{app, platform::web};

    if web::in_worker() {
        web::worker::start();
    } else {
        app::start();
    }
}

/// The window.
#[cfg(all(feature = "desktop", not(target_arch = "wasm32")))]
fn main() {
    nfv::app::start();
}

/// Without either the crate is a library for the server and the tests.
#[cfg(not(any(feature = "desktop", target_arch = "wasm32")))]
const fn main() {}
