//! The examples of `docs/sync-protocol.md` are read as what they are said to be, so that the page stays true.

use std::collections::BTreeMap;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    messages::{Cursor, PageEvent, SyncReply, Verdict, state_of},
    notices::Notices,
};
use crate::domain::ids::LogId;

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
    assert_eq!(round_trip::<SyncReply>("SyncReply").reset[0].keep.0, 40);
    assert!(round_trip::<PageEvent>("PageEvent").event.body.is_empty());
    assert_eq!(round_trip::<Notices>("Notices").decided.len(), 1);
}

/// Of a device that has read the first two events of the vectors.
#[test]
fn the_state_of_the_vectors() {
    #[derive(serde::Deserialize)]
    struct Vectors {
        state: State,
    }
    #[derive(serde::Deserialize)]
    struct State {
        cursors: BTreeMap<LogId, Cursor>,
        state: String,
    }
    let Vectors { state } = serde_json::from_str(include_str!("../../docs/sync-test-vectors.json")).unwrap();
    assert_eq!(state_of(&state.cursors), state.state);
    assert!(PAGE.contains(&state.state), "the page's example is this one");
}
