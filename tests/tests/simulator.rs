//! The simulator passes on the engine as it is, is deterministic, and notices an engine that is broken on purpose.
#![expect(clippy::unwrap_used, reason = "tests")]

use nfv_tests::sim::{Sabotage, run};

/// So many seeds must be enough to notice any sabotage.
const SEEDS: u64 = 40;

#[test]
fn some_histories_end_well() {
    for seed in 0..8 {
        let summary =
            run(seed, Sabotage::None).unwrap_or_else(|failure| panic!("{failure}\n{}", failure.trace.join("\n")));
        assert!(summary.saved > 5, "seed {seed} saved {} records: nothing was tried", summary.saved);
    }
}

#[test]
fn a_history_follows_from_its_seed() {
    let first = run(3, Sabotage::None).expect("seed 3 passes");
    let again = run(3, Sabotage::None).expect("seed 3 passes");
    assert_eq!(first, again);
}

/// The first failure under a sabotage.
fn noticed(sabotage: Sabotage) -> String {
    (0..SEEDS).find_map(|seed| run(seed, sabotage).err()).map(|failure| failure.what).ok_or("not noticed").unwrap()
}

#[test]
fn notices_a_device_that_forgets_to_queue_again() {
    assert!(noticed(Sabotage::ForgetsToQueueAgain).contains("called saved and is not on the server"));
}

#[test]
fn notices_an_acknowledgement_without_storing() {
    // Either the event is missing at the end, or its made-up place fits no page.
    noticed(Sabotage::AcknowledgesWithoutStoring);
}

#[test]
fn notices_a_cursor_that_moves_without_its_page() {
    // The own events that no page ever named are offered again and again, or the logs differ.
    noticed(Sabotage::MovesTheCursorWithoutThePage);
}

#[test]
fn notices_resets_that_are_ignored() {
    noticed(Sabotage::IgnoresResets);
}

#[test]
fn notices_acknowledgements_trusted_for_ever() {
    assert!(noticed(Sabotage::TrustsEveryAcknowledgement).contains("called saved and is not on the server"));
}
