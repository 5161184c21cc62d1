//! Registry fields: a table of edits and what shows, what conflicts.

use rstest::rstest;

use super::book::{at, day, edited, event_id, registered, retracted, stored};
use crate::domain::{door::Door, facts::Fact, stored::StoredFact};

/// Event 1 registers the door with name "a". The edits follow as events 2, 3, 4 …, each as `value<base,base`.
fn edits(edits: &str) -> Vec<StoredFact> {
    let edit = |edit: &str| {
        let (value, base) = edit.split_once('<').unwrap();
        let base: Vec<u64> = base.split_terminator(',').map(|n| n.parse().unwrap()).collect();
        edited("name", value, &base)
    };
    let facts = std::iter::once(registered(&[("name", "a")])).chain(edits.split_whitespace().map(edit));
    (1..).zip(facts).map(|(n, fact)| stored(n, n, at(day("2026-03-01"), n), &fact)).collect()
}

#[rstest]
#[case::only_the_registration("", "a", &[1], false)]
#[case::an_edit_that_saw_it("b<1", "b", &[2], false)]
#[case::one_after_the_other("b<1 c<2", "c", &[3], false)]
#[case::neither_saw_the_other("b<1 c<1", "c", &[3, 2], true)]
#[case::both_meant_the_same("b<1 b<1", "b", &[3, 2], false)]
#[case::an_edit_that_saw_nothing("b<", "b", &[2, 1], true)]
#[case::decided("b<1 c<1 b<2,3", "b", &[4], false)]
#[case::decided_without_seeing_all("b<1 c<1 d<1 b<2,3", "b", &[5, 4], true)]
#[case::decided_twice_apart("b<1 c<1 b<2,3 c<2,3", "c", &[5, 4], true)]
#[case::an_old_phone_edits_late("b<1 c<2 d<1", "d", &[4, 3], true)]
#[case::names_itself("b<1,2", "b", &[2], false)]
#[case::a_ring_loses_nothing("b<1,3 c<2", "c", &[3, 2, 1], true)]
#[case::emptied("<1", "", &[2], false)]
fn what_shows(#[case] made: &str, #[case] shown: &str, #[case] heads: &[u64], #[case] conflict: bool) {
    let events = edits(made);
    // The order in which they arrive must not matter.
    for events in [events.iter().collect::<Vec<_>>(), events.iter().rev().collect()] {
        let door = Door::fold(events.into_iter()).unwrap();
        let field = &door.fields["name"];
        assert_eq!(door.value("name"), shown);
        assert_eq!(field.heads.iter().map(|head| head.event_id).collect::<Vec<_>>(), ids(heads));
        assert_eq!(field.is_conflict(), conflict);
        assert_eq!(door.conflicts().count(), usize::from(conflict));
        let mut base = ids(heads);
        base.sort_unstable();
        assert_eq!(door.base("name"), base);
    }
}

fn ids(numbers: &[u64]) -> Vec<crate::domain::ids::EventId> {
    numbers.iter().map(|n| event_id(*n)).collect()
}

#[test]
fn different_fields_merge_silently() {
    let mut events = edits("b<1");
    events.push(stored(9, 2, at(day("2026-03-01"), 9), &edited("phone", "123", &[])));
    let door = Door::fold(events.iter()).unwrap();
    assert_eq!((door.value("name"), door.value("phone")), ("b", "123"));
    assert_eq!(door.conflicts().count(), 0);
}

#[test]
fn the_effective_stamp_decides_before_the_own_one() {
    let mut events = edits("b<1 c<1");
    // Event 2 was received last, whatever its own clock said.
    events[1].effective = at(day("2026-03-02"), 0);
    assert_eq!(Door::fold(events.iter()).unwrap().value("name"), "b");
    // The same effective stamp: the own stamp decides.
    events[1].effective = events[2].effective;
    assert_eq!(Door::fold(events.iter()).unwrap().value("name"), "c");
    events[2].stamp = events[1].stamp;
    assert_eq!(Door::fold(events.iter()).unwrap().value("name"), "c", "then the id");
}

#[test]
fn a_retracted_edit_gives_its_place_back() {
    let mut events = edits("b<1 c<2");
    events.push(stored(10, 1, at(day("2026-03-01"), 10), &retracted(3)));
    assert_eq!(Door::fold(events.iter()).unwrap().value("name"), "b");
    // The retraction itself is retracted.
    events.push(stored(11, 1, at(day("2026-03-01"), 11), &retracted(10)));
    assert_eq!(Door::fold(events.iter()).unwrap().value("name"), "c");
}

#[test]
fn facts_wait_for_their_registration() {
    let events = edits("b<1");
    assert_eq!(Door::fold(events[1..].iter()), None);
    assert_eq!(Door::fold([].into_iter()), None);
    assert!(Door::fold(events.iter()).is_some());
    let unreadable = StoredFact { fact: Fact::Unreadable, ..events[0].clone() };
    assert_eq!(Door::fold([&unreadable, &events[1]].into_iter()), None);
}

#[test]
fn registry_values_are_read_as_what_they_are() {
    let fields =
        [("location", "1182345678 252345678"), ("adults", "4"), ("residence", "migrant"), ("tags", "elderly  corner")];
    let door = Door::fold([stored(1, 1, at(day("2026-03-01"), 1), &registered(&fields))].iter()).unwrap();
    assert_eq!(door.location(), Some((1_182_345_678, 252_345_678)));
    assert_eq!(door.adults(), 4);
    assert_eq!(door.residence(), crate::domain::door::Residence::Migrant);
    assert_eq!(door.tags().collect::<Vec<_>>(), ["elderly", "corner"]);
    assert_eq!(door.key_groups.len(), 1);
    assert_eq!(door.grid(), None);
    let bad = [("location", "somewhere"), ("adults", "many")];
    let door = Door::fold([stored(1, 1, at(day("2026-03-01"), 1), &registered(&bad))].iter()).unwrap();
    assert_eq!((door.location(), door.adults()), (None, 0));
}
