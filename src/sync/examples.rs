//! The examples of `docs/sync-protocol.md` are read as what they are said to be, so that the page stays true.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    messages::{PageEvent, SyncReply, Verdict},
    notices::Notices,
};

const PAGE: &str = include_str!("../../docs/sync-protocol.md");

/// The JSON below `<!-- name -->`.
fn example(name: &str) -> &'static str {
    let (_, rest) = PAGE.split_once(&format!("<!-- {name} -->\n```json\n")).unwrap_or_else(|| panic!("no {name}"));
    rest.split_once("```").unwrap().0
}

/// Reads it, and writes it back the same: nothing in it is ignored.
fn round_trip<T: DeserializeOwned + Serialize>(name: &str) -> T {
    let text = example(name);
    let read: T = serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let again = serde_json::to_value(&read).unwrap();
    assert_eq!(again, serde_json::from_str::<Value>(text).unwrap(), "{name}");
    read
}

#[test]
fn the_examples_are_what_they_say() {
    assert_eq!(round_trip::<Vec<Verdict>>("Verdicts").len(), 6, "one of each");
    assert_eq!(round_trip::<SyncReply>("SyncReply").reset[0].marks.len(), 4);
    assert!(round_trip::<PageEvent>("PageEvent").event.body.is_empty());
    assert_eq!(round_trip::<Notices>("Notices").decided.len(), 1);
}
