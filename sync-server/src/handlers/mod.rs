//! What the routes do, one file per concern. A handler reads, asks one use case in one transaction, and answers.

pub(crate) mod accounts;
pub(crate) mod audit;
pub(crate) mod blobs;
pub(crate) mod devices;
pub(crate) mod enrolment;
pub(crate) mod erasure;
pub(crate) mod evidence;
pub(crate) mod health;
pub(crate) mod held;
pub(crate) mod imports;
pub(crate) mod moves;
pub(crate) mod recordings;
pub(crate) mod relay;
pub(crate) mod releases;
pub(crate) mod sessions;
pub(crate) mod snapshots;
pub(crate) mod subscriptions;
pub(crate) mod sync;
pub(crate) mod verify;
