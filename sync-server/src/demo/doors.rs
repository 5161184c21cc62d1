//! Households and units along invented lanes, by grid.

use nfv::domain::{
    area::Point,
    facts::{AssignmentMade, DoorKind, DoorRegistered, Fact, field},
    ids::{AccountId, EntityId},
};
use std::collections::{BTreeMap, BTreeSet};

use super::{Calendar, Chance, Diary, Hand, county::Village, place, plan::Plan};

/// A registered door, as the visits need it.
pub(super) struct Door {
    pub(super) id: EntityId,
    pub(super) kind: DoorKind,
    pub(super) adults: u16,
    pub(super) key_group: bool,
    pub(super) at: Point,
}

/// A lane of a grid and where its doors are.
struct Lane {
    grid: usize,
    name: String,
    doors: Vec<Point>,
}

/// Registers all doors of a village some weeks before the round and assigns its grids.
pub(super) fn register(
    diary: &mut Diary<'_>,
    plan: &Plan,
    calendar: &Calendar,
    village: &Village,
    worker: AccountId,
) -> Vec<Door> {
    let day = calendar.first.plus(-plan.registered_days_before);
    let at = calendar.at(day, 540);
    for grid in &village.grids {
        let assignment = AssignmentMade { account: worker, area: *grid, from: day, until: None };
        diary.note(Hand::Committee, diary.entity(), Fact::AssignmentMade(assignment), at);
    }
    let mut doors = Vec::new();
    let mut units = plan.units * village.plan.households / total(plan);
    for lane in lanes(diary.chance, plan, village) {
        for (index, point) in lane.doors.iter().enumerate() {
            let mut fields = common(plan, village, &lane, index, *point);
            // One of the first doors of a lane is a shop, a school, an office.
            let unit = units > 0 && index == 0;
            let door = if unit { unit_fields(diary.chance, plan, units, &mut fields) } else { DoorKind::Household };
            units -= u32::from(unit);
            let (adults, key_group) =
                if unit { (0, false) } else { household_fields(diary.chance, plan, village, &mut fields) };
            let id = diary.entity();
            diary.note(Hand::Committee, id, Fact::DoorRegistered(DoorRegistered { door, fields }), at);
            doors.push(Door { id, kind: door, adults, key_group, at: *point });
        }
    }
    doors
}

fn total(plan: &Plan) -> u32 {
    plan.village.iter().map(|village| village.households).sum::<u32>().max(1)
}

fn lanes(chance: &Chance, plan: &Plan, village: &Village) -> Vec<Lane> {
    let units = plan.units * village.plan.households / total(plan);
    let mut left = village.plan.households + units;
    let mut names = BTreeSet::new();
    let mut lanes = Vec::new();
    while left > 0 {
        let name = lane_name(chance, plan);
        if !names.insert(name.clone()) {
            continue;
        }
        let doors = (plan.doors_per_lane / 2 + chance.below(plan.doors_per_lane)).min(left);
        let places = place::lane(chance, &village.outline, doors, plan.step_metres);
        lanes.push(Lane { grid: lanes.len() % village.grids.len().max(1), name, doors: places });
        left -= doors;
    }
    lanes
}

fn lane_name(chance: &Chance, plan: &Plan) -> String {
    let (first, second) = (chance.pick(&plan.lane_first), chance.pick(&plan.lane_second));
    first + &second + &chance.pick(&plan.lane_last)
}

fn common(plan: &Plan, village: &Village, lane: &Lane, index: usize, at: Point) -> BTreeMap<String, String> {
    let number = plan.number.replace("{n}", &(index + 1).to_string());
    let mut fields = BTreeMap::from([
        (field::LANE.to_owned(), lane.name.clone()),
        (field::NUMBER.to_owned(), number),
        (field::LOCATION.to_owned(), format!("{} {}", at.0, at.1)),
    ]);
    if let Some(grid) = village.grids.get(lane.grid) {
        fields.insert(field::GRID.to_owned(), grid.to_string());
    }
    fields
}

fn person(chance: &Chance, plan: &Plan) -> String {
    chance.pick(&plan.surnames) + &chance.pick(&plan.given)
}

fn unit_fields(chance: &Chance, plan: &Plan, n: u32, fields: &mut BTreeMap<String, String>) -> DoorKind {
    let name = plan.unit_name.replace("{name}", &chance.pick(&plan.unit_names)).replace("{n}", &n.to_string());
    fields.insert(field::NAME.to_owned(), name);
    fields.insert(field::RESPONSIBLE.to_owned(), person(chance, plan));
    fields.insert(field::STAFF.to_owned(), (2 + chance.below(40)).to_string());
    DoorKind::Unit
}

fn household_fields(
    chance: &Chance,
    plan: &Plan,
    village: &Village,
    fields: &mut BTreeMap<String, String>,
) -> (u16, bool) {
    let migrant = chance.percent(plan.migrant);
    let adults = 1 + u16::try_from(chance.below(4)).unwrap_or_default();
    let mut tags: Vec<&str> = Vec::new();
    if village.plan.key_groups {
        tags.extend(plan.tags.iter().filter(|(_, share)| chance.percent(*share)).map(|(tag, _)| tag.as_str()));
        tags.extend(migrant.then_some("migrant"));
    }
    fields.insert(field::NAME.to_owned(), person(chance, plan));
    fields.insert(field::ADULTS.to_owned(), adults.to_string());
    fields.insert(field::RESIDENCE.to_owned(), if migrant { "migrant" } else { "permanent" }.to_owned());
    if !tags.is_empty() {
        fields.insert(field::TAGS.to_owned(), tags.join(" "));
    }
    (adults, !tags.is_empty())
}
