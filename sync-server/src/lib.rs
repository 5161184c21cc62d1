//! The server: merges what devices recorded into one log per area and class, and serves the app.
//!
//! `serving` and `tls` take connections; `http` is the edge (routes, errors, headers), `handlers` one file per concern
//! behind it; `accounts` decides who may what; `areas` and `roster` read files; `held`, `erasures` and `moves` are what
//! reviewers decide; `forward` sends facts after what moved; `subscriptions` says what
//! is sent to whom; `store` and `sync` hold the logs and the protocol. Time and chance come through
//! `ports`, settings through `config`, read once.

pub mod accounts;
pub mod areas;
pub mod backup;
pub mod blobs;
pub mod check;
pub mod cli;
pub mod config;
pub mod demo;
pub mod erasures;
pub mod forward;
pub mod handlers;
pub mod held;
pub mod http;
pub mod metrics;
pub mod moves;
pub mod notices;
pub mod pen;
pub mod pledges;
pub mod ports;
pub mod recordings;
pub mod relay;
pub mod releases;
pub mod roster;
pub mod serving;
pub mod snapshots;
pub mod store;
pub mod subscriptions;
pub mod sync;
pub mod tls;
