//! What the visit form holds: the draft that is kept on every change, and the fact that it becomes.

use serde::{Deserialize, Serialize};

use crate::{
    device::messages::DoorView,
    domain::{
        day::Day,
        facts::{Method, Outcome, VisitRecorded},
        photo::Photo,
    },
    platform::standpoint::Standpoint,
};

/// Which outcome is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Choice {
    Met,
    NobodyHome,
    Declined,
    Away,
    Empty,
    Moved,
    Demolished,
}

impl Choice {
    /// In the order in which they are offered.
    pub(super) const ALL: [Self; 7] =
        [Self::Met, Self::NobodyHome, Self::Declined, Self::Away, Self::Empty, Self::Moved, Self::Demolished];

    /// As in addresses, texts and tests.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NobodyHome => "nobody-home",
            Self::Declined => "declined",
            Self::Away => "away",
            Self::Empty => "empty",
            Self::Moved => "moved",
            Self::Demolished => "demolished",
        }
    }

    /// The choice of that name.
    pub(super) fn parse(code: &str) -> Option<Self> {
        let code = code.replace('_', "-");
        Self::ALL.into_iter().find(|choice| choice.code() == code)
    }
}

/// The form; its JSON is the draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct VisitForm {
    pub(super) outcome: Option<Choice>,
    pub(super) adults_met: u16,
    pub(super) adults: u16,
    pub(super) topics: Vec<String>,
    pub(super) notice: bool,
    pub(super) revisit: Option<Day>,
    pub(super) away_until: Option<Day>,
    pub(super) note: String,
    /// Kept on the device already, whatever becomes of the form.
    pub(super) photos: Vec<Photo>,
    pub(super) stood: Option<Standpoint>,
}

impl VisitForm {
    /// What it starts with at a door: one adult met, the topics of its key groups.
    pub(super) fn at(view: &DoorView) -> Self {
        let adults = view.adults.and_then(|adults| u16::try_from(adults).ok()).unwrap_or(0);
        Self { adults_met: 1, adults, topics: view.topics.clone(), ..Self::default() }
    }

    /// So many were met: no fewer live here, if that was asked at all.
    pub(super) fn meet(&mut self, met: u16) {
        self.adults_met = met;
        if self.adults > 0 {
            self.adults = self.adults.max(met);
        }
    }

    /// So many live here: no more were met; 0 = not asked.
    pub(super) fn live_here(&mut self, adults: u16) {
        self.adults = adults;
        if adults > 0 {
            self.adults_met = self.adults_met.min(adults);
        }
    }

    /// The fact, or the code of what is missing.
    pub(super) fn to_fact(&self) -> Result<VisitRecorded, &'static str> {
        let outcome = match self.outcome.ok_or("outcome")? {
            Choice::Met => Outcome::Met,
            Choice::NobodyHome => Outcome::NobodyHome,
            Choice::Declined => Outcome::Declined,
            Choice::Away => Outcome::Away { until: self.away_until.ok_or("away_until")? },
            Choice::Empty => Outcome::Empty,
            Choice::Moved => Outcome::Moved,
            Choice::Demolished => Outcome::Demolished,
        };
        let met = outcome == Outcome::Met;
        Ok(VisitRecorded {
            outcome,
            method: Method::Door,
            adults_met: if met { self.adults_met } else { 0 },
            adults: if met { self.adults } else { 0 },
            topics: if met { self.topics.clone() } else { Vec::new() },
            notice: met && self.notice,
            revisit: self.revisit,
            note: self.note.trim().to_owned(),
            at: self.stood.map(|stood| stood.at),
            photos: self.photos.clone(),
        })
    }
}
