//! One device: its use cases over store and sync, the same natively and in the browser.
//!
//! [`messages`] is everything the pages can ask for and hear. `service` answers; `platform` carries the messages to it:
//! over a worker on the web, over a thread natively. Every answer comes from the local database; only the requests
//! marked *online* there use the network, and fail with [`messages::Failure::Offline`] without it.
//!
//! A host makes one [`Device`] in an `Rc`, gives each request its own task on the same thread (they may overlap), and
//! keeps one task on [`Device::run`], which syncs by itself.

mod audit;
mod certificate;
mod clues;
mod contacts;
mod content;
mod coverage;
mod day;
mod decisions;
mod doors;
mod drafts;
mod ending;
mod enrolment;
pub mod figures;
mod handbook;
mod households;
pub mod lock;
mod map_walk;
pub mod messages;
mod note;
mod noting;
mod online;
mod people;
mod photos;
mod pledge;
mod quiz;
mod recordings;
mod records;
mod registry;
mod relay;
mod roster;
mod sample;
mod service;
mod shared;
mod subscribing;
mod sweep;
mod syncing;
mod taking_back;
#[cfg(test)]
mod tests;
mod today;
mod village;
mod visit;
mod wake;

pub use content::{FraudType, fraud_types, pledge_texts};
pub use handbook::{AfterFraud, Clue, Fraud, Handbook, Rule, Share, handbook};
pub use online::read_reply;
pub use quiz::{Question, questions, three_questions};
pub use service::Device;
pub use visit::MOST_PHOTOS;
