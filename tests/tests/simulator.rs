//! The simulator passes on the engine as it is, is deterministic, and notices an engine that is broken on purpose.
#![expect(clippy::unwrap_used, reason = "tests")]

use nfv_tests::sim::{Edition, Rule, Sabotage, Sweep, Ungraceful, run, run_in, sweep};

/// So many seeds must be enough to notice any sabotage.
const SEEDS: u64 = 150;

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
    let before = run_in(Edition::First, 3, Sabotage::None).expect("seed 3 passes");
    assert_ne!(first, before, "what came later is missing from the first edition");
}

#[test]
fn a_process_may_end_at_any_operation() {
    for which in Sweep::ALL {
        // The command runs all of them.
        let points = sweep(which, 7).unwrap_or_else(|failure| panic!("{failure}\n{}", failure.trace.join("\n")));
        assert!(points > 5, "{which:?} ended at {points} operations only: nothing was tried");
    }
}

/// The first failure under a sabotage; in the first edition, whose histories are about nothing else.
fn noticed(sabotage: Sabotage) -> Ungraceful {
    (0..SEEDS)
        .find_map(|seed| run_in(Edition::First, seed, sabotage).err())
        .map(|failure| failure.what)
        .ok_or("not noticed")
        .unwrap()
}

#[test]
fn notices_a_device_that_forgets_to_queue_again() {
    assert_eq!(noticed(Sabotage::ForgetsToQueueAgain).rule, Some(Rule::AcknowledgedIsThere));
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
    assert_eq!(noticed(Sabotage::TrustsEveryAcknowledgement).rule, Some(Rule::AcknowledgedIsThere));
}

#[test]
fn notices_a_disk_that_lies() {
    // A database lost with the power is missing something, or is no database any more.
    noticed(Sabotage::DisksLie);
}
