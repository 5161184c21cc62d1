//! Awareness: the drawn sample of the round, and nothing else.
//!
//! The first sample drawn in the round counts: nobody draws until the answers please. Respondents are asked in drawn
//! order; a refusal passes to the next, and answers further down the list wait until the places before are filled.

use super::{
    View,
    measured::{Measured, Step},
};
use crate::domain::{
    day::Day,
    ids::EntityId,
    rule_set::AwarenessRules,
    village::{Sample, SampleAnswer},
};

pub(super) fn measure(view: &View<'_>) -> Measured {
    let eligible = view.households.asked();
    let Some(sample) = view.book.facts.samples.iter().find(|sample| view.contains(sample.drawn_on)) else {
        let mut measured = Measured::share(0, 0, "no_household");
        let size = view.rules.awareness.sample_size(eligible);
        if size > 0 {
            measured.applicable = true;
            measured.note = Some("no_sample");
            measured.step = Step::Complete("draw_sample", size, (size, size));
        }
        return measured;
    };
    let places = sample.places(&view.rules.awareness, |day| view.contains(day));
    let is_aware = |answer: &&&SampleAnswer| answer.correct >= Some(view.rules.awareness.correct);
    let aware = places.answers.iter().filter(is_aware).count() as u64;
    let asked = places.answers.len() as u64;
    let mut measured = Measured::share(aware, asked, "no_household");
    measured.evidence = places.answers.iter().map(|answer| answer.event_id).chain([sample.drawn_by]).collect();
    let to_ask = places.size.saturating_sub(asked);
    if to_ask > 0 {
        measured.applicable = true;
        measured.withheld = true;
        measured.note = Some("sample_incomplete");
        measured.missing = places.waiting;
        measured.step = Step::Complete("ask_sample", to_ask, (aware + to_ask, places.size));
    }
    measured
}

/// The sample's places in drawn order: who answered, who is still to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places<'a> {
    /// How many respondents there are to be.
    pub size: u64,
    /// Those that count.
    pub answers: Vec<&'a SampleAnswer>,
    /// Doors still to ask, in drawn order.
    pub waiting: Vec<EntityId>,
    /// How many before them refused and were passed over.
    pub refused: u64,
}

impl Sample {
    /// Who fills the places, by the answers of the days that `counts` tells.
    #[must_use]
    pub fn places(&self, rules: &AwarenessRules, counts: impl Fn(Day) -> bool) -> Places<'_> {
        let size = rules.sample_size(self.eligible);
        let mut places = Places { size, answers: Vec::new(), waiting: Vec::new(), refused: 0 };
        for door in &self.doors {
            if (places.answers.len() + places.waiting.len()) as u64 >= places.size {
                return places;
            }
            match self.answer(*door).filter(|answer| counts(answer.on)) {
                Some(answer) if answer.correct.is_none() => places.refused += 1,
                Some(answer) => places.answers.push(answer),
                None => places.waiting.push(*door),
            }
        }
        if self.doors.len() as u64 >= self.eligible {
            // Everybody was drawn: those who refused cannot be replaced, so the sample is who is left.
            places.size = (places.answers.len() + places.waiting.len()) as u64;
        }
        places
    }

    fn answer(&self, door: EntityId) -> Option<&SampleAnswer> {
        let at = self.answers.binary_search_by_key(&door, |answer| answer.door).ok()?;
        self.answers.get(at)
    }
}
