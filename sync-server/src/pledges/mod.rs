//! The log of pledges: append-only, countersigned, so that a signature given at a door cannot be changed or vanish later.
//!
//! Whoever stores a `pledge.*` event notes it in the same transaction ([`crate::store`]); [`places`] gives what was noted
//! its place in the tree, in groups, by one process at a time, whenever somebody asks and once in a while. [`evidence`] is
//! what the server signs about one event; [`standing`] what anybody may hear who has the code from the slip. The tree
//! itself is `nfv::domain::pledge`.

pub mod check;
pub mod evidence;
pub mod key;
pub mod places;
pub mod standing;

use std::{sync::Arc, time::Duration};

use crate::{http::App, store::StoreError};

/// What nobody asks about gets its place after so long.
const PAUSE: Duration = Duration::from_secs(60);

/// Gives places as long as the server runs.
pub async fn keep(app: Arc<App>) {
    loop {
        if let Err(error) = app.blocking::<_, StoreError>(|app| places::catch_up(&app.store)).await {
            tracing::warn!(code = error.code, "pledges wait for their places");
        }
        tokio::time::sleep(PAUSE).await;
    }
}
