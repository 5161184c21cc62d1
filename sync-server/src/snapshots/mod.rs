//! Snapshots on the server: built beside everything else, published when durable, replaced when the log has grown.
//!
//! A snapshot is an object (frames one after the other, see [`nfv::sync::snapshot`]) and a row with its manifest. Any
//! process may build, serve and tidy; the rows say who does what. Building reads in small steps with pauses as long as the
//! work: it never holds a lock that a push waits for.

mod build;
pub mod config;
pub mod rows;

pub use build::{build, build_due, tidy};
pub use config::SnapshotConfig;

use std::{sync::Arc, time::Duration};

use crate::{blobs, http::App};

/// Tidying reads the names of all objects: not more often than this.
const TIDIED: Duration = Duration::from_secs(60 * 60);

/// Builds what is due and, once an hour, tidies snapshots and photos, as long as the server runs.
pub async fn keep(app: Arc<App>) {
    let pause = Duration::from_secs(app.config.snapshots.snapshot_seconds.max(1));
    let mut untidied = Duration::ZERO;
    loop {
        tokio::time::sleep(pause).await;
        if let Err(error) = build_due(&app).await {
            tracing::warn!(code = error.code, "snapshots are not built");
        }
        untidied += pause;
        if untidied < TIDIED {
            continue;
        }
        untidied = Duration::ZERO;
        for tidied in [tidy(&app).await, blobs::tidy(&app).await] {
            if let Err(error) = tidied {
                tracing::warn!(code = error.code, "photos and snapshots are not tidied");
            }
        }
    }
}
