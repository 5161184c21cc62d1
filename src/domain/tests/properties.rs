//! What holds for every history: order, doubles and splits change nothing, tallies equal their recount.

use proptest::{prelude::*, sample::Index};
use std::collections::BTreeMap;

use super::{
    book::{ZONE, round, rules},
    generated::{ENTITIES, History, history},
};
use crate::domain::{
    day::Day,
    door::{Door, DoorState},
    facts::{DoorKind, Fact},
    ids::EntityId,
    rule_set::RuleSet,
    score::{VillageBook, score},
    stored::StoredFact,
    tally::{Tally, contribution},
    village::VillageFacts,
};

fn entities() -> impl Iterator<Item = EntityId> {
    (1..=ENTITIES).map(super::book::entity)
}

fn of(history: &History, entity: EntityId) -> impl Iterator<Item = &StoredFact> + Clone {
    history.iter().filter(move |(about, _)| *about == entity).map(|(_, fact)| fact)
}

fn counted(history: &History, entity: EntityId, rules: &RuleSet) -> Tally {
    contribution(entity, of(history, entity), &round(), ZONE, rules)
}

fn recount(history: &History, rules: &RuleSet) -> Tally {
    let mut tally = Tally::default();
    entities().for_each(|entity| tally.add(&counted(history, entity, rules)));
    tally
}

fn book(history: &History, rules: &RuleSet) -> VillageBook {
    let door = |entity| Some((entity, Door::fold(of(history, entity))?.in_round(&round(), ZONE, rules)));
    VillageBook {
        village: super::book::entity(0).into(),
        doors: entities().filter_map(door).collect(),
        tally: recount(history, rules),
        facts: VillageFacts::fold(history.iter().map(|(entity, fact)| (*entity, fact)), ZONE),
        unread: Vec::new(),
        silence: Default::default(),
        year_before: None,
    }
}

/// The same events in another order, some of them twice.
fn mixed(history: &History, order: &[Index]) -> History {
    let mut mixed = history.clone();
    for (at, index) in order.iter().enumerate() {
        if !mixed.is_empty() {
            let len = mixed.len();
            mixed.swap(at % len, index.index(len));
            mixed.push(mixed[index.index(len)].clone());
        }
    }
    mixed
}

fn order() -> impl Strategy<Value = Vec<Index>> {
    prop::collection::vec(any::<Index>(), 0..60)
}

fn as_of() -> impl Strategy<Value = Day> {
    (0_i32..400).prop_map(|on| round().first.plus(on))
}

proptest! {
    #![proptest_config(super::config())]

    #[test]
    fn order_and_doubles_change_nothing(history in history(60), order in order(), as_of in as_of()) {
        let rules = rules();
        let mixed = mixed(&history, &order);
        for entity in entities() {
            prop_assert_eq!(Door::fold(of(&history, entity)), Door::fold(of(&mixed, entity)));
            prop_assert_eq!(counted(&history, entity, &rules), counted(&mixed, entity, &rules));
        }
        let (told, mixed) = (book(&history, &rules), book(&mixed, &rules));
        prop_assert_eq!(&told.facts, &mixed.facts);
        prop_assert_eq!(score(&rules, &round(), as_of, &told), score(&rules, &round(), as_of, &mixed));
    }

    #[test]
    fn a_tally_kept_by_differences_equals_its_recount(
        history in history(60),
        order in order(),
        splits in prop::collection::vec(1_usize..12, 1..20),
    ) {
        let rules = rules();
        let mixed = mixed(&history, &order);
        let mut kept = Tally::default();
        let mut arrived: History = Vec::new();
        let mut rest = mixed.as_slice();
        for len in splits.iter().cycle().take(mixed.len()) {
            let (batch, later) = rest.split_at((*len).min(rest.len()));
            rest = later;
            let touched: std::collections::BTreeSet<EntityId> = batch.iter().map(|(entity, _)| *entity).collect();
            let before: BTreeMap<EntityId, Tally> =
                touched.iter().map(|entity| (*entity, counted(&arrived, *entity, &rules))).collect();
            arrived.extend_from_slice(batch);
            for (entity, before) in before {
                kept.add(&Tally::delta(&before, &counted(&arrived, entity, &rules)));
            }
            prop_assert_eq!(&kept, &recount(&arrived, &rules));
        }
        prop_assert_eq!(arrived.len(), mixed.len());
        prop_assert_eq!(kept, recount(&history, &rules));
    }

    #[test]
    fn a_score_is_the_same_bytes_in_whatever_order_its_book_lists(
        history in history(60),
        order in order(),
        as_of in as_of(),
    ) {
        let rules = rules();
        let told = book(&history, &rules);
        let mut listed = told.clone();
        listed.doors.reverse();
        for (at, index) in order.iter().enumerate() {
            if !listed.doors.is_empty() {
                let len = listed.doors.len();
                listed.doors.swap(at % len, index.index(len));
            }
        }
        let bytes = |book: &VillageBook| serde_json::to_vec(&score(&rules, &round(), as_of, book)).unwrap();
        prop_assert_eq!(bytes(&told), bytes(&told));
        prop_assert_eq!(bytes(&told), bytes(&listed));
    }

    #[test]
    fn figures_fit_together(history in history(60), as_of in as_of()) {
        let rules = rules();
        let book = book(&history, &rules);
        for kind in [DoorKind::Household, DoorKind::Unit] {
            let c = book.tally.coverage(kind, as_of);
            prop_assert_eq!(c.all, c.exempt + c.reached + c.declined + c.away + c.attempted + c.unreached);
            prop_assert!(c.found <= c.all && c.signed <= c.pledge_answered && c.pledge_answered <= c.asked());
            prop_assert!(c.migrant_adults <= c.adults && c.migrant_adults_met <= c.adults_met);
            // The tally and the doors tell the same.
            let doors = || book.doors.iter().filter(|(_, door)| door.kind == kind && door.counts_on(as_of));
            prop_assert_eq!(doors().count() as u64, c.all);
            let reached = doors().filter(|(_, door)| door.state == DoorState::Reached).count() as u64;
            prop_assert_eq!(reached, c.reached);
        }
        let score = score(&rules, &round(), as_of, &book);
        prop_assert!((0..=10_000).contains(&score.points.0));
        for indicator in &score.indicators {
            prop_assert!(indicator.numerator <= indicator.denominator);
            prop_assert!(indicator.points.is_none_or(|points| points.0 >= 0 && points <= indicator.worth));
            let gain = indicator.next.as_ref().map_or(0, |next| next.gain.0);
            prop_assert!(gain <= indicator.worth.0);
            prop_assert!(indicator.next.as_ref().is_none_or(|next| next.count > 0));
        }
    }

    #[test]
    fn what_is_retracted_never_was(history in history(40), which in any::<Index>()) {
        prop_assume!(!history.is_empty());
        // Edits and withdrawals that refer to the retracted event keep their own place, so facts only.
        let (entity, target) = history[which.index(history.len())].clone();
        prop_assume!(matches!(target.fact, Fact::VisitRecorded(_) | Fact::DoorClosed(_) | Fact::PledgeDeclined(_) | Fact::DoorOccupied(_)));
        let retraction = super::book::stored(999, 1, target.effective, &Fact::FactRetracted(crate::domain::facts::FactRetracted {
            target: target.event_id,
            reason: "mistake".to_owned(),
        }));
        let mut without = history.clone();
        without.retain(|(_, fact)| fact.event_id != target.event_id);
        let mut with = history;
        with.push((entity, retraction));
        prop_assert_eq!(Door::fold(of(&with, entity)), Door::fold(of(&without, entity)));
    }

    #[test]
    fn a_tally_reads_back(history in history(60)) {
        let tally = recount(&history, &rules());
        let text = serde_json::to_string(&tally).unwrap();
        prop_assert_eq!(serde_json::from_str::<Tally>(&text).unwrap(), tally);
    }
}
