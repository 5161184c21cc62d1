//! What a village does beside visits: publicity points, activities, messages, the awareness sample, inspections.

use nfv::domain::{
    day::Day,
    facts::{
        ActivityHeld, AwarenessAsked, DoorKind, Fact, InspectionChecked, MessageSent, PointChecked, PointRegistered,
        SampleDrawn,
    },
    ids::EntityId,
};

use super::{Calendar, Diary, Hand, county::Village, doors::Door, place, plan::Plan};

/// Records a year of duties; how many of them are done is the village's diligence.
pub(super) fn record(diary: &mut Diary<'_>, plan: &Plan, calendar: &Calendar, village: &Village, doors: &[Door]) {
    if village.plan.diligence == 0 {
        return;
    }
    let mut year = Year { diary, plan, calendar, village };
    year.points();
    year.months();
    year.weeks();
    year.sample(doors);
    year.inspections(doors);
}

struct Year<'a, 'b> {
    diary: &'a mut Diary<'b>,
    plan: &'a Plan,
    calendar: &'a Calendar,
    village: &'a Village,
}

impl Year<'_, '_> {
    fn done(&self) -> bool {
        self.diary.chance.percent(self.village.plan.diligence)
    }

    /// As the committee, at half past three.
    fn note(&mut self, entity: EntityId, fact: Fact, day: Day) {
        let at = self.calendar.at(day, 15 * 60 + 30);
        self.diary.note(Hand::Committee, entity, fact, at);
    }

    fn points(&mut self) {
        for n in 1..=3 + self.diary.chance.below(4) {
            let entity = self.diary.entity();
            let point = PointRegistered {
                place: self.diary.chance.pick(&self.plan.point_places),
                name: self.plan.point_name.replace("{n}", &n.to_string()),
                at: Some(place::somewhere(self.diary.chance, &self.village.outline)),
            };
            self.note(entity, Fact::PointRegistered(point), self.calendar.first.plus(-20));
            if self.done() {
                let day = self.calendar.today.plus(-self.diary.chance.between(2, 60));
                self.note(entity, Fact::PointChecked(PointChecked { present: true }), day);
            }
        }
    }

    fn months(&mut self) {
        let (year, this_month, _) = self.calendar.today.ymd();
        for month in 1..this_month {
            let on = Day::from_ymd(year, month, 6 + month % 5);
            let on = on.unwrap_or(self.calendar.first);
            for (duty, title, attendance) in [
                ("activity", self.diary.chance.pick(&self.plan.activity_titles), 30 + self.diary.chance.below(150)),
                ("meeting", self.plan.meeting_title.clone(), 6),
            ] {
                if self.done() {
                    let held = ActivityHeld { duty: duty.to_owned(), on, title, attendance };
                    let entity = self.diary.entity();
                    self.note(entity, Fact::ActivityHeld(held), on);
                }
            }
            if self.done() {
                self.message("parent_message", on.plus(2));
            }
        }
    }

    /// Two group messages a week, on two days.
    fn weeks(&mut self) {
        let monday = self.calendar.first.plus(i32::from((7 - self.calendar.first.weekday()) % 7));
        let weeks = (self.calendar.today.0 - monday.0) / 7;
        for week in 0..weeks {
            for weekday in [1, 4] {
                if self.done() {
                    self.message("group_message", monday.plus(week * 7 + weekday));
                }
            }
        }
    }

    fn message(&mut self, duty: &str, on: Day) {
        let entity = self.diary.entity();
        self.note(entity, Fact::MessageSent(MessageSent { duty: duty.to_owned(), on }), on);
    }

    /// The round's sample, asked by the police: somebody who does not work in the grid.
    fn sample(&mut self, doors: &[Door]) {
        let mut households: Vec<EntityId> =
            doors.iter().filter(|door| door.kind == DoorKind::Household).map(|door| door.id).collect();
        let eligible = u32::try_from(households.len()).unwrap_or(u32::MAX);
        let size = eligible.min((eligible / 10).clamp(30, 100));
        for index in (1..households.len()).rev() {
            let other = self.diary.chance.below(u32::try_from(index + 1).unwrap_or(1)) as usize;
            households.swap(index, other);
        }
        households.truncate(size as usize + size as usize / 3);
        let (sample, day) = (self.diary.entity(), self.calendar.today.plus(-40).max(self.calendar.first));
        let drawn = SampleDrawn { eligible, doors: households.clone(), seed: String::new() };
        self.note(sample, Fact::SampleDrawn(drawn), day);
        let asked = if self.village.plan.diligence >= 75 { size } else { size * self.village.plan.diligence / 100 };
        for door in households.into_iter().take(asked as usize) {
            let knows = 70 + self.village.plan.diligence * 28 / 100;
            let correct =
                if self.diary.chance.percent(knows) { 2 + u8::from(self.diary.chance.percent(60)) } else { 1 };
            let fact = Fact::AwarenessAsked(AwarenessAsked { door, correct: Some(correct) });
            let at = self.calendar.at(day.plus(3), 560 + self.diary.chance.below(300));
            self.diary.note(Hand::Police, sample, fact, at);
        }
    }

    fn inspections(&mut self, doors: &[Door]) {
        let (inspection, day) = (self.diary.entity(), self.calendar.today.plus(-25).max(self.calendar.first));
        for _ in 0..6 {
            let index = self.diary.chance.below(u32::try_from(doors.len()).unwrap_or(1)) as usize;
            let Some(door) = doors.get(index) else { continue };
            let passed = self.diary.chance.percent(60 + self.village.plan.diligence * 2 / 5);
            let fact = Fact::InspectionChecked(InspectionChecked { subject: door.id, passed });
            let at = self.calendar.at(day, 600 + self.diary.chance.below(200));
            self.diary.note(Hand::Police, inspection, fact, at);
        }
    }
}
