//! The whole server below the socket: real store, real router, a clock that the test moves.

mod access;
mod blobs;
mod buckets;
mod coming_in;
mod county;
mod decisions;
mod files;
mod limits;
mod moving;
mod noticing;
mod pledging;
mod recordings;
mod relay;
mod releasing;
mod roles;
mod rosters;
mod sessions;
mod snapshots;
mod syncing;
mod town;

use town::{Reply, Town};
