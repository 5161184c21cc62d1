//! Only with the feature `drive`, for tests: a line of JavaScript on the standard input is run in the page, and what it
//! comes to is a line of JSON on the standard output. It looks at the page; keys and pointer come from the test's display.

use std::io::{BufRead, Write};

use dioxus::document::{self, EvalError};
use futures_channel::mpsc;

/// Twice in a row has not been seen.
const TRIES: u32 = 5;

/// For the window's life.
pub(super) async fn follow() {
    let (sender, mut lines) = mpsc::unbounded();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.unbounded_send(line).is_err() {
                return;
            }
        }
    });
    while let Ok(line) = lines.recv().await {
        let said = look(&line).await.unwrap_or_else(|error| serde_json::json!({ "failed": error.to_string() }));
        let mut out = std::io::stdout().lock();
        let _nobody_listens = writeln!(out, "{said}").and_then(|()| out.flush());
    }
}

/// What a line comes to. In Dioxus 0.7.10 the page's garbage collector ends an earlier evaluation by its number, which may
/// belong to a later one by then: what was ended so is asked again, for looking changes nothing.
async fn look(line: &str) -> Result<serde_json::Value, EvalError> {
    let mut tries = 0;
    loop {
        let came = document::eval(&format!("return {line}")).join().await;
        tries += 1;
        if tries == TRIES || !matches!(came, Err(EvalError::Finished)) {
            return came;
        }
    }
}
