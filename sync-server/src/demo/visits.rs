//! A year of visits and pledges: met, nobody home, declined, away, empty.

use nfv::domain::{
    area::Point,
    day::Day,
    facts::{Fact, Method, Outcome, PledgeDeclined, PledgeSigned, VisitRecorded},
};
use sha2::{Digest, Sha256};

use super::{Calendar, Chance, Diary, Hand, county::Village, doors::Door, plan::Plan};

/// Days between two visits of a key group's household; less than the rule set's interval.
const KEY_GROUP_DAYS: i32 = 80;

/// Records what happened at each door.
pub(super) fn record(diary: &mut Diary<'_>, plan: &Plan, calendar: &Calendar, village: &Village, doors: &[Door]) {
    if village.plan.coverage == 0 {
        return;
    }
    for door in doors {
        let mut round = Round { diary, plan, calendar, village };
        if round.diary.chance.percent(village.plan.coverage) {
            round.reached(door);
        } else {
            round.missed(door);
        }
    }
}

/// One worker's way through one village.
struct Round<'a, 'b> {
    diary: &'a mut Diary<'b>,
    plan: &'a Plan,
    calendar: &'a Calendar,
    village: &'a Village,
}

impl Round<'_, '_> {
    fn reached(&mut self, door: &Door) {
        let (chance, today) = (self.diary.chance, self.calendar.today);
        let day = some_day(chance, self.calendar.first, today);
        if day > self.calendar.first.plus(7) && chance.percent(self.plan.nobody_home) {
            self.visit(door, Outcome::NobodyHome, day.plus(-5), Hand::Worker);
        }
        let at = self.visit(door, Outcome::Met, day, Hand::Worker);
        if chance.percent(self.village.plan.pledged) {
            self.pledge(door, at + 4 * 60_000);
        }
        let mut next = day.plus(KEY_GROUP_DAYS);
        while door.key_group && next < today && chance.percent(self.village.plan.diligence) {
            self.visit(door, Outcome::Met, next, Hand::Worker);
            next = next.plus(KEY_GROUP_DAYS);
        }
    }

    fn missed(&mut self, door: &Door) {
        let (plan, chance) = (self.plan, self.diary.chance);
        let day = some_day(chance, self.calendar.first, self.calendar.today);
        let mut draw = chance.below(100);
        let mut within = |share: u32| {
            let hit = draw < share;
            draw = draw.saturating_sub(share);
            hit
        };
        let outcome = if within(plan.nobody_home) {
            Outcome::NobodyHome
        } else if within(plan.declined) {
            Outcome::Declined
        } else if within(plan.away) {
            Outcome::Away { until: self.calendar.today.plus(chance.between(10, 80)) }
        } else if within(plan.exempt) {
            // The rule set asks for two persons on two days.
            self.visit(door, Outcome::Empty, day.plus(-2), Hand::Committee);
            Outcome::Empty
        } else {
            return;
        };
        self.visit(door, outcome, day, Hand::Worker);
    }

    /// Returns the moment of the visit.
    fn visit(&mut self, door: &Door, outcome: Outcome, day: Day, hand: Hand) -> u64 {
        let chance = self.diary.chance;
        let met = outcome == Outcome::Met;
        let adults_met = if met && door.adults > 0 { 1 + below(chance, door.adults) } else { 0 };
        let at = self.calendar.at(day, 540 + chance.below(9 * 60));
        let visit = VisitRecorded {
            outcome,
            method: Method::Door,
            adults_met,
            adults: if met { door.adults } else { 0 },
            topics: if met { vec![chance.pick(&self.plan.topics)] } else { Vec::new() },
            notice: met && chance.percent(80),
            revisit: None,
            note: String::new(),
            at: Some(near(chance, door.at)),
            photos: Vec::new(),
        };
        self.diary.note(hand, door.id, Fact::VisitRecorded(visit), at);
        at
    }

    fn pledge(&mut self, door: &Door, at: u64) {
        let chance = self.diary.chance;
        let text = self.plan.pledge_text.clone();
        let fact = if chance.percent(self.plan.pledge_declined) {
            Fact::PledgeDeclined(PledgeDeclined { text })
        } else {
            Fact::PledgeSigned(PledgeSigned {
                text_hash: hex::encode(Sha256::digest(text.as_bytes())),
                text,
                signer: chance.pick(&self.plan.surnames) + &chance.pick(&self.plan.given),
                strokes: vec![stroke(chance, 200), stroke(chance, 520)],
                assisted_by: None,
                manner: nfv::domain::facts::Manner::default(),
                photos: Vec::new(),
            })
        };
        self.diary.note(Hand::Worker, door.id, fact, at);
    }
}

fn below(chance: &Chance, bound: u16) -> u16 {
    u16::try_from(chance.below(u32::from(bound))).unwrap_or_default()
}

/// A day of the round up to yesterday.
fn some_day(chance: &Chance, first: Day, today: Day) -> Day {
    first.plus(chance.between(3, (today.0 - first.0 - 1).max(3))).min(today.plus(-1))
}

fn near(chance: &Chance, (x, y): Point) -> Point {
    (x + chance.between(-300, 300), y + chance.between(-300, 300))
}

/// A scribble of some points.
fn stroke(chance: &Chance, left: i32) -> Vec<(i32, i32, u32)> {
    let point = |n: i32| (left + n * 40, 250 + chance.between(-90, 90), n.cast_unsigned() * 35);
    (0..6).map(point).collect()
}
