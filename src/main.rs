//! The app's one wasm file: it is loaded by the page and, again, by its worker, and starts whichever it finds itself in.

#[cfg(target_arch = "wasm32")]
fn main() {
    use nfv::{app, platform::web};

    if web::in_worker() {
        web::worker::start();
    } else {
        app::start();
    }
}

/// The app runs in a browser; elsewhere the crate is a library for the server and the tests.
#[cfg(not(target_arch = "wasm32"))]
const fn main() {}
