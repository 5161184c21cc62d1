//! Awareness: the drawn sample of the round, and nothing else.
//!
//! The first sample drawn in the round counts: nobody draws until the answers please. Respondents are asked in drawn
//! order; a refusal passes to the next, and answers further down the list wait until the places before are filled.

use super::{
    View,
    measured::{Measured, Step},
};
use crate::domain::village::{Sample, SampleAnswer};

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
    let places = Places::fill(view, sample);
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
struct Places<'a> {
    size: u64,
    answers: Vec<&'a SampleAnswer>,
    waiting: Vec<crate::domain::ids::EntityId>,
}

impl<'a> Places<'a> {
    fn fill(view: &View<'_>, sample: &'a Sample) -> Self {
        let mut places =
            Self { size: view.rules.awareness.sample_size(sample.eligible), answers: Vec::new(), waiting: Vec::new() };
        for door in &sample.doors {
            if (places.answers.len() + places.waiting.len()) as u64 >= places.size {
                return places;
            }
            match sample.answer(*door).filter(|answer| view.contains(answer.on)) {
                Some(answer) if answer.correct.is_none() => {}
                Some(answer) => places.answers.push(answer),
                None => places.waiting.push(*door),
            }
        }
        if sample.doors.len() as u64 >= sample.eligible {
            // Everybody was drawn: those who refused cannot be replaced, so the sample is who is left.
            places.size = (places.answers.len() + places.waiting.len()) as u64;
        }
        places
    }
}

impl Sample {
    fn answer(&self, door: crate::domain::ids::EntityId) -> Option<&SampleAnswer> {
        let at = self.answers.binary_search_by_key(&door, |answer| answer.door).ok()?;
        self.answers.get(at)
    }
}
