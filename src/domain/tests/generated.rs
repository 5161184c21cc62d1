//! Random histories of a village, with edits, withdrawals and retractions that refer to earlier events.

use proptest::prelude::*;

use super::book::{at, entity, event_id, round, stored};
use crate::domain::{
    day::Day,
    facts::{
        ActivityHeld, AwarenessAsked, CaseFiled, CaseKind, CaseRevisited, CaseTraced, DoorClosed, DoorEdited, DoorKind,
        DoorOccupied, Fact, FactRetracted, FieldEdit, FollowupDue, InspectionChecked, MessageSent, Method, Outcome,
        People, PledgeDeclined, PledgeWithdrawn, PointChecked, PointRegistered, SampleDrawn, VisitRecorded,
    },
    ids::{EntityId, EventId},
    photo::{BlobHash, Photo},
    stored::StoredFact,
};

/// How many entities there are; the last one is a publicity point, a sample, a case … all in one.
pub(super) const ENTITIES: u64 = 6;

/// Events with the entity that each is about, in the order of their making.
pub(super) type History = Vec<(EntityId, StoredFact)>;

/// Random histories: some 0 to `most` events.
pub(super) fn history(most: usize) -> impl Strategy<Value = History> {
    let one = (
        fact(),
        1..=ENTITIES,
        1_u64..4,
        -300_i32..400,
        0_u64..3,
        prop::collection::vec(any::<prop::sample::Index>(), 3),
    );
    prop::collection::vec(one, 0..most).prop_map(|told| {
        let mut history: History = Vec::new();
        for (n, (fact, about, actor, on, seconds, seen)) in (1..).zip(told) {
            let about = entity(about);
            let earlier: Vec<EventId> =
                history.iter().filter(|(entity, _)| *entity == about).map(|(_, fact)| fact.event_id).collect();
            let seen: Vec<EventId> =
                seen.iter().filter_map(|i| earlier.get(i.index(earlier.len().max(1)))).copied().collect();
            let effective = at(round().first.plus(on), seconds);
            let mut event = stored(n, actor, effective, &refer(fact, &seen));
            // Devices' own clocks are off, and agree by chance only.
            event.stamp = at(round().first.plus(on / 7), seconds);
            history.push((about, event));
        }
        history
    })
}

/// Lets a fact refer to events that its author saw.
fn refer(fact: Fact, seen: &[EventId]) -> Fact {
    let target = seen.first().copied().unwrap_or(event_id(0));
    match fact {
        Fact::DoorEdited(mut edited) => {
            for edit in edited.fields.values_mut() {
                edit.base = seen.to_vec();
            }
            Fact::DoorEdited(edited)
        }
        Fact::PledgeWithdrawn(_) => Fact::PledgeWithdrawn(PledgeWithdrawn { target, reason: String::new() }),
        Fact::FactRetracted(retracted) => Fact::FactRetracted(FactRetracted { target, ..retracted }),
        other => other,
    }
}

fn fact() -> impl Strategy<Value = Fact> {
    prop_oneof![3 => registration(), 3 => edit(), 8 => visit(), 3 => pledge(), 1 => ending(), 4 => village_fact(), 1 => occupied()]
}

fn tags() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "elderly", "elderly student", "migrant", "other"]).prop_map(str::to_owned)
}

fn registration() -> impl Strategy<Value = Fact> {
    (any::<bool>(), tags(), 0_u8..5).prop_map(|(unit, tags, adults)| {
        let kind = if unit { DoorKind::Unit } else { DoorKind::Household };
        super::book::registered_as(kind, &[("tags", &tags), ("adults", &adults.to_string())])
    })
}

fn edit() -> impl Strategy<Value = Fact> {
    let field = prop_oneof![
        tags().prop_map(|value| ("tags", value)),
        (0_u8..5).prop_map(|adults| ("adults", adults.to_string())),
        prop::sample::select(vec!["permanent", "migrant"]).prop_map(|value| ("residence", value.to_owned())),
    ];
    let edit = field.prop_map(|(name, value)| (name.to_owned(), FieldEdit { value, base: Vec::new() }));
    prop::collection::vec(edit, 1..3)
        .prop_map(|edits| Fact::DoorEdited(DoorEdited { fields: edits.into_iter().collect(), reason: None }))
}

fn day_of_round() -> impl Strategy<Value = Day> {
    (-30_i32..400).prop_map(|on| round().first.plus(on))
}

fn visit() -> impl Strategy<Value = Fact> {
    let outcome = prop_oneof![
        3 => Just(Outcome::Met),
        1 => Just(Outcome::NobodyHome),
        1 => Just(Outcome::Declined),
        1 => day_of_round().prop_map(|until| Outcome::Away { until }),
        1 => Just(Outcome::Moved),
        3 => Just(Outcome::Empty),
    ];
    let method =
        prop::sample::select(vec![Method::Door, Method::Door, Method::Phone, Method::Paper, Method::Inspection]);
    (outcome, method, 0_u16..4, prop::option::of(day_of_round())).prop_map(|(outcome, method, adults_met, revisit)| {
        let (topics, note) = (Vec::new(), String::new());
        let (adults, notice, at) = (adults_met, false, None);
        let photo = Photo { hash: BlobHash([7; 32]), size: 1, kind: "image/png".to_owned() };
        let photos = vec![photo; usize::from(adults_met / 2)];
        let visit = VisitRecorded { outcome, method, adults_met, adults, topics, notice, revisit, note, at, photos };
        Fact::VisitRecorded(visit)
    })
}

fn pledge() -> impl Strategy<Value = Fact> {
    prop_oneof![
        Just(super::book::signed()),
        Just(Fact::PledgeDeclined(PledgeDeclined { text: "pledge-2026-1".to_owned() })),
        Just(Fact::PledgeWithdrawn(PledgeWithdrawn { target: event_id(0), reason: String::new() })),
        day_of_round().prop_map(|on| Fact::FollowupDue(FollowupDue { on, reason: "warning".to_owned() })),
    ]
}

fn occupied() -> impl Strategy<Value = Fact> {
    prop::sample::select(vec![People::Same, People::Others])
        .prop_map(|people| Fact::DoorOccupied(DoorOccupied { people }))
}

fn ending() -> impl Strategy<Value = Fact> {
    prop_oneof![
        1 => Just(Fact::DoorClosed(DoorClosed { reason: "merged".to_owned(), successor: None })),
        4 => Just(Fact::FactRetracted(FactRetracted { target: event_id(0), reason: "mistake".to_owned() })),
    ]
}

fn village_fact() -> impl Strategy<Value = Fact> {
    let door = || (1..=ENTITIES).prop_map(entity);
    prop_oneof![
        Just(Fact::PointRegistered(PointRegistered { place: "lift".to_owned(), name: "1".to_owned(), at: None })),
        any::<bool>().prop_map(|present| Fact::PointChecked(PointChecked { present })),
        day_of_round().prop_map(|on| {
            let (duty, title) = ("activity".to_owned(), "talk".to_owned());
            Fact::ActivityHeld(ActivityHeld { duty, on, title, attendance: 3 })
        }),
        day_of_round().prop_map(|on| Fact::MessageSent(MessageSent { duty: "group_message".to_owned(), on })),
        (1_u32..9).prop_map(|eligible| {
            Fact::SampleDrawn(SampleDrawn {
                eligible,
                doors: (1..=ENTITIES).map(entity).collect(),
                seed: String::new(),
            })
        }),
        (door(), prop::option::of(0_u8..4))
            .prop_map(|(door, correct)| Fact::AwarenessAsked(AwarenessAsked { door, correct })),
        (door(), any::<bool>())
            .prop_map(|(subject, passed)| Fact::InspectionChecked(InspectionChecked { subject, passed })),
        (day_of_round(), 0_u64..3).prop_map(|(on, loss)| {
            let (resident_since, door, fraud) = (None, None, String::new());
            Fact::CaseFiled(CaseFiled { case: CaseKind::Victim, on, loss, resident_since, door, fraud })
        }),
        day_of_round().prop_map(|on| Fact::CaseTraced(CaseTraced { on })),
        day_of_round().prop_map(|on| Fact::CaseRevisited(CaseRevisited { on })),
    ]
}
