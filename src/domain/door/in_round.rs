//! What a door comes to in a round: its state, its pledge, its adults, its intervals.
//!
//! Only visits on the round's days count for the state. Precedence: reached; exempt; the later of declined and away;
//! attempted; unreached. A signature of the round before counts too. What a sweep saw ends an exemption and is no visit.
//! Nothing here depends on today.

use serde::{Deserialize, Serialize};

use super::{Answer, Closing, Door, DoorState, GroupInRound, PledgeState, Residence, Visit};
use crate::domain::{
    day::{Day, Zone},
    facts::{DoorKind, Method, Outcome},
    ids::{AccountId, EventId},
    round::Round,
    rule_set::{DoorRules, RuleSet},
    stamp::Stamp,
};

/// Somebody saw that nobody lives there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// The visit.
    pub event_id: EventId,
    /// Who.
    pub actor: AccountId,
    /// On which day.
    pub on: Day,
}

/// A door as a round sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorInRound {
    /// Household or unit.
    pub kind: DoorKind,
    /// The day from which it counts; none when it does not count in this round: closed, or registered too late.
    pub counts_from: Option<Day>,
    /// Its state.
    pub state: DoorState,
    /// The event that decided the state; none when unreached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deciding: Option<EventId>,
    /// Whether anybody went there at all in the round.
    pub found: bool,
    /// Visits at the door in the round at which nobody was there.
    pub attempts: u16,
    /// The last outcome recorded in the round, whatever the method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_outcome: Option<Outcome>,
    /// When they are expected back; only when away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub away_until: Option<Day>,
    /// The latest re-visit promised, or asked for, and not yet made, of whatever round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revisit: Option<Day>,
    /// The last visit up to the round's end, of whatever round and method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_visit: Option<Day>,
    /// Whether the pledge was answered.
    pub pledge: PledgeState,
    /// The event that decided the pledge's state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pledged_by: Option<EventId>,
    /// Registered adults; as told at the door where the register does not say; 0 = not known.
    pub adults: u16,
    /// Most adults met at one reached visit of the round.
    pub adults_met: u16,
    /// Permanent or migrant.
    pub residence: Residence,
    /// Its key groups with their intervals, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key_groups: Vec<GroupInRound>,
    /// Who saw the door empty, moved or demolished after the last sign of life, in order. One alone asks for a second look.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<Sighting>,
    /// Of a unit with an interval of its own that was reached: the day on which its next visit is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_due: Option<Day>,
}

impl DoorInRound {
    /// Whether it belongs to the figures of this day.
    #[must_use]
    pub fn counts_on(&self, day: Day) -> bool {
        self.counts_from.is_some_and(|from| from <= day)
    }

    /// Whether it stands in the denominators of this day: it counts and is not exempt.
    #[must_use]
    pub fn is_asked_on(&self, day: Day) -> bool {
        self.state != DoorState::Exempt && self.counts_on(day)
    }

    /// Whether the pledge was offered and answered; a withdrawn signature was an answer too.
    #[must_use]
    pub fn pledge_answered(&self) -> bool {
        self.pledge != PledgeState::Open
    }
}

impl Door {
    /// What this door comes to in a round. Units follow the same rules and are counted apart.
    #[must_use]
    pub fn in_round(&self, round: &Round, zone: Zone, rules: &RuleSet) -> DoorInRound {
        let seen = Seen::new(self, round, zone, &rules.doors);
        let (state, deciding) = seen.state(&rules.doors);
        let (pledge, pledged_by) = self.pledge_in(round, zone);
        let told = seen.counted.iter().rev().map(|(_, visit)| visit.fact.adults).find(|adults| *adults > 0);
        let adults = if self.adults() > 0 { self.adults() } else { told.unwrap_or(0) };
        let most = seen.met().map(|(_, visit)| visit.fact.adults_met.max(1)).max().unwrap_or(0);
        let met: Vec<(Day, EventId)> = if self.key_groups.is_empty() {
            Vec::new()
        } else {
            seen.met().map(|(day, visit)| (day, visit.event_id)).collect()
        };
        let interval = |(group, tagged): &(_, Stamp)| {
            let days = rules.key_groups.interval(*group)?;
            Some(GroupInRound::new(*group, Day::of(*tagged, zone), days, round, &met))
        };
        DoorInRound {
            kind: self.kind,
            counts_from: self.counts_from(round, zone, &rules.doors),
            state,
            deciding,
            found: !seen.counted.is_empty(),
            attempts: seen.attempts(),
            last_outcome: seen.last_outcome,
            away_until: match (state, seen.told()) {
                (DoorState::Away, Some(Outcome::Away { until })) => Some(until),
                _ => None,
            },
            revisit: seen.revisit,
            last_visit: seen.last_visit,
            pledge,
            pledged_by,
            adults,
            adults_met: if adults > 0 { most.min(adults) } else { most },
            residence: self.residence(),
            key_groups: self.key_groups.iter().filter_map(interval).collect(),
            gone: seen
                .gone()
                .map(|(on, visit)| Sighting { event_id: visit.event_id, actor: visit.actor, on })
                .collect(),
            unit_due: self.interval().zip(seen.met().next_back()).map(|(days, (last, _))| last.plus(days)),
        }
    }

    /// From some days after registration, or from the first reached visit of any round.
    fn counts_from(&self, round: &Round, zone: Zone, rules: &DoorRules) -> Option<Day> {
        let is_closed = |closing: &Closing| Day::of(closing.effective, zone) <= round.last;
        // Having left is a closing too, but which round it ends is the stays' business.
        let left = self.stays.left().map(|stay| stay.event_id);
        let closed = self.closed.as_ref().filter(|closing| Some(closing.event_id) != left);
        if !self.stays.holds_on(round.last) || closed.is_some_and(is_closed) {
            return None;
        }
        let counted = self.visits.iter().filter(|visit| counts_by(visit.since, round));
        let mut reached = counted.filter(|visit| is_met(visit) && rules.counts(visit.fact.method));
        let later = Day::of(self.registered_at, zone).plus(rules.counts_after_days);
        let from = reached.next().map_or(later, |visit| Day::of(visit.effective, zone).min(later));
        (from <= round.last).then_some(from.max(round.first))
    }

    /// A standing signature first, then the last answer or withdrawal of the round itself.
    fn pledge_in(&self, round: &Round, zone: Zone) -> (PledgeState, Option<EventId>) {
        let mut last = (PledgeState::Open, None);
        for pledge in self.pledges.iter().filter(|pledge| counts_by(pledge.since, round)) {
            let day = Day::of(pledge.effective, zone);
            let withdrawn = pledge.withdrawn.map(|(event, at)| (event, Day::of(at, zone)));
            let withdrawn = withdrawn.filter(|(_, on)| *on <= round.last);
            match (pledge.answer, withdrawn) {
                _ if day > round.last || day < round.pledges_from() => {}
                (Answer::Signed, None) => return (PledgeState::Signed, Some(pledge.event_id)),
                (Answer::Signed, Some((event, on))) if round.contains(on) => {
                    last = (PledgeState::Withdrawn, Some(event));
                }
                (Answer::Declined, _) if round.contains(day) => last = (PledgeState::Declined, Some(pledge.event_id)),
                _ => {}
            }
        }
        last
    }
}

/// What came by a merge counts from the round on in which the merge was made.
fn counts_by(since: Option<Day>, round: &Round) -> bool {
    since.is_none_or(|since| since <= round.last)
}

fn is_met(visit: &Visit) -> bool {
    visit.fact.outcome == Outcome::Met
}

const fn is_gone(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Empty | Outcome::Moved | Outcome::Demolished)
}

/// What the visits up to the round's end show.
struct Seen<'a> {
    /// Visits of the round by a method that counts, in order.
    counted: Vec<(Day, &'a Visit)>,
    /// The last sign of life in the round, by any method, a signature or a sweep.
    alive: Option<Stamp>,
    last_outcome: Option<Outcome>,
    last_visit: Option<Day>,
    revisit: Option<Day>,
}

impl<'a> Seen<'a> {
    fn new(door: &'a Door, round: &Round, zone: Zone, rules: &DoorRules) -> Self {
        let pledges = door.pledges.iter().filter(|pledge| counts_by(pledge.since, round));
        let signed = pledges.map(|pledge| pledge.effective);
        let occupied = door.occupied.iter().filter(|seen| counts_by(seen.since, round)).map(|seen| seen.effective);
        let alive = signed.chain(occupied).filter(|at| round.contains(Day::of(*at, zone))).max();
        let mut seen = Self { counted: Vec::new(), alive, last_outcome: None, last_visit: None, revisit: None };
        let mut asked = door.followups.iter().filter(|followup| counts_by(followup.since, round)).peekable();
        for visit in door.visits.iter().filter(|visit| counts_by(visit.since, round)) {
            let day = Day::of(visit.effective, zone);
            if day > round.last {
                break;
            }
            while let Some(followup) = asked.next_if(|followup| followup.effective <= visit.effective) {
                seen.ask(followup.on);
            }
            seen.add(day, visit, round.first <= day, rules);
        }
        asked.filter(|followup| Day::of(followup.effective, zone) <= round.last).for_each(|late| seen.ask(late.on));
        seen
    }

    /// A re-visit that was asked for does not put off one that was promised for an earlier day.
    fn ask(&mut self, on: Day) {
        self.revisit = Some(self.revisit.map_or(on, |promised| promised.min(on)));
    }

    fn add(&mut self, day: Day, visit: &'a Visit, in_round: bool, rules: &DoorRules) {
        self.last_visit = Some(day);
        if matches!(visit.fact.outcome, Outcome::Met | Outcome::Declined) {
            self.revisit = None;
        }
        self.revisit = visit.fact.revisit.or(self.revisit);
        if !in_round {
            return;
        }
        self.last_outcome = Some(visit.fact.outcome);
        if matches!(visit.fact.outcome, Outcome::Met | Outcome::Declined | Outcome::Away { .. }) {
            self.alive = self.alive.max(Some(visit.effective));
        }
        if rules.counts(visit.fact.method) {
            self.counted.push((day, visit));
        }
    }

    fn met(&self) -> impl DoubleEndedIterator<Item = (Day, &'a Visit)> {
        self.counted.iter().copied().filter(|(_, visit)| is_met(visit))
    }

    /// The last time that somebody said "no", or that they are away.
    fn last_told(&self) -> Option<&'a Visit> {
        let told = |visit: &Visit| matches!(visit.fact.outcome, Outcome::Declined | Outcome::Away { .. });
        self.counted.iter().rev().map(|(_, visit)| *visit).find(|visit| told(visit))
    }

    fn told(&self) -> Option<Outcome> {
        self.last_told().map(|visit| visit.fact.outcome)
    }

    fn attempts(&self) -> u16 {
        let nobody = |outcome: Outcome| outcome == Outcome::NobodyHome || is_gone(outcome);
        let count = self.counted.iter().filter(|(_, visit)| nobody(visit.fact.outcome)).count();
        u16::try_from(count).unwrap_or(u16::MAX)
    }

    fn state(&self, rules: &DoorRules) -> (DoorState, Option<EventId>) {
        if let Some((_, visit)) = self.met().next() {
            return (DoorState::Reached, Some(visit.event_id));
        }
        if let Some(event) = self.exempted_by(rules) {
            return (DoorState::Exempt, Some(event));
        }
        if let Some(visit) = self.last_told() {
            let state = if visit.fact.outcome == Outcome::Declined { DoorState::Declined } else { DoorState::Away };
            return (state, Some(visit.event_id));
        }
        match self.counted.last() {
            Some((_, visit)) => (DoorState::Attempted, Some(visit.event_id)),
            None => (DoorState::Unreached, None),
        }
    }

    /// Those after the last sign of life that found that nobody lives there.
    fn gone(&self) -> impl Iterator<Item = (Day, &'a Visit)> {
        let since = self.alive;
        let gone = self.counted.iter().copied().filter(|(_, visit)| is_gone(visit.fact.outcome));
        gone.filter(move |(_, visit)| since.is_none_or(|alive| visit.effective > alive))
    }

    /// The visit that completed the proof that nobody lives there: enough persons on enough days, or one inspection,
    /// all after the last sign of life.
    fn exempted_by(&self, rules: &DoorRules) -> Option<EventId> {
        let mut persons = Vec::new();
        let mut days = Vec::new();
        for (day, visit) in self.gone() {
            if !persons.contains(&visit.actor) {
                persons.push(visit.actor);
            }
            if !days.contains(&day) {
                days.push(day);
            }
            let enough = persons.len() >= rules.exempt_persons && days.len() >= rules.exempt_days;
            if enough || visit.fact.method == Method::Inspection {
                return Some(visit.event_id);
            }
        }
        None
    }
}
