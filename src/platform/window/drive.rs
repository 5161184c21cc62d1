//! Only with the feature `drive`, for tests: a line of JavaScript on the standard input is run in the page, and what it
//! comes to is a line of JSON on the standard output. It looks at the page; keys and pointer come from the test's display.

use std::io::{BufRead, Write};

use dioxus::document;
use futures_channel::mpsc;

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
        let came = document::eval(&format!("return {line}")).join::<serde_json::Value>().await;
        let said = came.unwrap_or_else(|error| serde_json::json!({ "failed": error.to_string() }));
        let mut out = std::io::stdout().lock();
        let _nobody_listens = writeln!(out, "{said}").and_then(|()| out.flush());
    }
}
