//! The server: merges what devices recorded into one log per area and class, and serves the app.
//!
//! `serving` and `tls` take connections; `http` is the edge (routes, errors, headers), `handlers` one file per concern behind it; `accounts` decides who may
//! what; `areas` and `roster` read files; `store` and `sync` hold the logs and the protocol. Time and chance come through
//! `ports`, settings through `config`, read once.

pub mod accounts;
pub mod areas;
pub mod blobs;
pub mod cli;
pub mod config;
pub mod demo;
pub mod handlers;
pub mod http;
pub mod metrics;
pub mod pen;
pub mod ports;
pub mod relay;
pub mod roster;
pub mod serving;
pub mod snapshots;
pub mod store;
pub mod sync;
pub mod tls;
