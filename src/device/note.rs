//! Noting what is no visit: publicity points, activities, messages, this week's topic; and the village's list of them.
//!
//! Messages are self-declared: nobody but the one who notes them knows. They count by the duty that they name.

use std::cmp::Reverse;

use super::{
    messages::{Answer, DeedLine, DutyLine, Failure, NewNote, PointLine, Reply, TopicLine, VillageNotes},
    service::Device,
};
use crate::{
    domain::{
        area::Class,
        day::{Day, Zone},
        facts::{Fact, PointChecked, TopicPublished},
        ids::{AreaId, EntityId, LogId},
        rule_set::{Duty, Measure, Owner, Period},
        stored::{Order, StoredFact, standing},
        village,
    },
    store::{
        NewFact,
        projection::{self, Family, Scope},
    },
    sync::ports::{Clock, Rng, Transport},
};

/// Longest name or title, in characters.
const LONGEST_NAME: usize = 80;
/// Longest topic or case, in characters.
const LONGEST_TEXT: usize = 1000;
/// Most published cases of a topic.
const MOST_CASES: usize = 10;
/// Most deeds in a list.
const MOST_DEEDS: usize = 100;

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    /// Notes something in the field log of an area.
    pub(super) fn note_down(&self, area: AreaId, note: NewNote) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let log = LogId::of(area, Class::Field);
        let mut entity = EntityId::from_random(self.rng.clone().bytes());
        let fact = match note {
            NewNote::Point(point) => {
                check(&point.name, LONGEST_NAME, "note_name")?;
                Fact::PointRegistered(point)
            }
            NewNote::Check { point, present } => {
                entity = point;
                Fact::PointChecked(PointChecked { present })
            }
            NewNote::Activity(activity) => {
                check(&activity.title, LONGEST_NAME, "note_name")?;
                is_past(activity.on, today)?;
                Fact::ActivityHeld(activity)
            }
            NewNote::Message(message) => {
                is_past(message.on, today)?;
                Fact::MessageSent(message)
            }
            NewNote::Topic(topic) => {
                check_topic(&topic)?;
                Fact::TopicPublished(topic)
            }
        };
        self.save(NewFact { log, entity, fact }, None)
    }

    /// What the records of a village say besides its doors; of the first one where none is named.
    pub(super) fn village_notes(&self, village: Option<AreaId>) -> Answer {
        let (zone, today) = self.zone_and_today()?;
        let villages = self.villages_here()?;
        let village = village.or_else(|| villages.first().map(|(id, _)| *id));
        let mut notes = VillageNotes { villages, village, points: Vec::new(), deeds: Vec::new(), duties: Vec::new() };
        let Some(village) = village else { return Ok(Reply::VillageNotes(Box::new(notes))) };
        let log = LogId::of(village, Class::Field);
        let store = self.store.get();
        let conn = store.conn();
        for of_one in projection::facts_of_family(conn, log, Family::Point)?.chunk_by(|a, b| a.0 == b.0) {
            notes.points.extend(point(of_one, zone, today));
        }
        notes.points.sort_by(|a, b| (a.last.map(|last| last.0), &a.name).cmp(&(b.last.map(|last| last.0), &b.name)));
        for family in [Family::Activity, Family::Message] {
            for of_one in projection::facts_of_family(conn, log, family)?.chunk_by(|a, b| a.0 == b.0) {
                notes.deeds.extend(deed(of_one));
            }
        }
        notes.deeds.sort_by_key(|deed| Reverse((deed.on, deed.id)));
        if let Some(scope) = Scope::load(conn, log)?.round_on(today) {
            let duties = scope.rules.duties.iter().filter(|duty| duty.owner == Owner::Village);
            notes.duties = duties.map(|duty| duty_line(duty, &notes.deeds, today)).collect();
        }
        notes.deeds.truncate(MOST_DEEDS);
        Ok(Reply::VillageNotes(Box::new(notes)))
    }

    /// The topic that was published last for today, in whatever log is read here.
    pub(super) fn topic_on(&self, today: Day) -> Result<Option<TopicLine>, Failure> {
        let store = self.store.get();
        let mut published = Vec::new();
        for log in store.subscribed()? {
            for of_one in projection::facts_of_family(store.conn(), log, Family::Topic)?.chunk_by(|a, b| a.0 == b.0) {
                published.extend(topic(of_one, today));
            }
        }
        let last = published.into_iter().max_by_key(|(order, _)| *order);
        Ok(last.map(|(_, TopicPublished { fraud, text, cases, until, .. })| TopicLine { fraud, text, cases, until }))
    }
}

/// A topic as it was published last, if it is for today.
fn topic(of_one: &[(EntityId, StoredFact)], today: Day) -> Option<(Order, TopicPublished)> {
    standing(of_one.iter().map(|(_, fact)| fact))
        .into_iter()
        .rev()
        .find_map(|fact| match &fact.fact {
            Fact::TopicPublished(topic) => Some((fact.order(), topic.clone())),
            _ => None,
        })
        .filter(|(_, topic)| topic.from <= today && today <= topic.until)
}

fn check(text: &str, longest: usize, code: &str) -> Result<(), Failure> {
    let fits = !text.trim().is_empty() && text.chars().count() <= longest;
    fits.then_some(()).ok_or_else(|| Failure::Invalid { code: code.into() })
}

/// What is noted has happened.
fn is_past(on: Day, today: Day) -> Result<(), Failure> {
    if on <= today { Ok(()) } else { Err(Failure::Invalid { code: "note_day".into() }) }
}

fn check_topic(topic: &TopicPublished) -> Result<(), Failure> {
    check(&topic.text, LONGEST_TEXT, "topic_text")?;
    topic.cases.iter().try_for_each(|case| check(case, LONGEST_TEXT, "topic_text"))?;
    let known = super::fraud_types().any(|kind| kind.code == topic.fraud);
    if topic.until < topic.from || topic.cases.len() > MOST_CASES || !known {
        return Err(Failure::Invalid { code: "topic".into() });
    }
    Ok(())
}

fn point(of_one: &[(EntityId, StoredFact)], zone: Zone, today: Day) -> Option<PointLine> {
    let point = village::Point::fold(of_one.first()?.0, of_one.iter().map(|(_, fact)| fact), zone)?;
    if !point.stays.holds_on(today) {
        return None;
    }
    let last = point.last_check(today).map(|check| (check.on, check.present));
    Some(PointLine { id: point.id, place: point.place, name: point.name, since: point.registered_on, last })
}

fn deed(of_one: &[(EntityId, StoredFact)]) -> Option<DeedLine> {
    let id = of_one.first()?.0;
    standing(of_one.iter().map(|(_, fact)| fact)).into_iter().rev().find_map(|fact| match &fact.fact {
        Fact::ActivityHeld(held) => Some(DeedLine {
            id,
            duty: held.duty.clone(),
            on: held.on,
            title: held.title.clone(),
            attendance: held.attendance,
        }),
        Fact::MessageSent(sent) => {
            Some(DeedLine { id, duty: sent.duty.clone(), on: sent.on, title: String::new(), attendance: 0 })
        }
        _ => None,
    })
}

/// How far a duty is in the week or month that runs.
fn duty_line(duty: &Duty, deeds: &[DeedLine], today: Day) -> DutyLine {
    let (first, until) = period_of(duty.period, today);
    let done = deeds.iter().filter(|deed| deed.duty == duty.kind && first <= deed.on && deed.on <= until).count();
    DutyLine {
        kind: duty.kind.clone(),
        done: u32::try_from(done).unwrap_or(u32::MAX),
        of: u32::try_from(duty.minimum).unwrap_or(u32::MAX),
        until,
        by_message: duty.measure == Some(Measure::GroupMessages),
    }
}

/// The week (Monday to Sunday) or month around a day.
fn period_of(period: Period, today: Day) -> (Day, Day) {
    match period {
        Period::Week => {
            let first = today.plus(-i32::from(today.weekday()));
            (first, first.plus(6))
        }
        Period::Month => {
            let (year, month, day) = today.ymd();
            let next = if month == 12 { Day::from_ymd(year + 1, 1, 1) } else { Day::from_ymd(year, month + 1, 1) };
            (today.plus(1 - i32::from(day)), next.map_or(today, |next| next.plus(-1)))
        }
    }
}
