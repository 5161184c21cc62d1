//! What people record: doors, edits, visits, pledges, retractions; and what the county's office has defined before.

use nfv::{
    domain::{
        area::{Area, Class, Level},
        day::Day,
        event::{Event, Header, VERSION},
        facts::{
            DoorEdited, DoorKind, DoorRegistered, Fact, FactRetracted, FieldEdit, Method, Outcome, PledgeDeclined,
            PledgeSigned, RoundOpened, RuleSetAdopted, VisitRecorded, field,
        },
        ids::{AccountId, AreaId, DeviceId, EntityId, EventId, Incarnation, LogId},
        photo::Photo,
        stamp::Stamp,
    },
    sync::ports::Rng,
};

use super::{Edition, Ungraceful, dice::Dice};

/// A number that names an area in every history.
pub(super) fn area(number: u128) -> AreaId {
    AreaId(uuid::Uuid::from_u128(0x0A00_0000_0000_4000_8000_0000_0000_0000 + number))
}

/// The county.
pub(super) const COUNTY: u128 = 1;

/// Its villages.
pub(super) const VILLAGES: [u128; 2] = [2, 3];

/// Where somebody goes who is taken away from the first village; nobody records there.
pub(super) const ELSEWHERE: u128 = 4;

/// Grids, one in each village.
pub(super) const GRIDS: [u128; 2] = [20, 21];

/// The field log of an area.
pub(super) fn field_log(number: u128) -> LogId {
    LogId::of(area(number), Class::Field)
}

/// Areas, rule set and round, as the server's own device has written them.
pub(super) fn office(edition: Edition, now: u64, mut dice: Dice) -> Result<Vec<Event>, Ungraceful> {
    let define = |number: u128, parent: Option<u128>, level: Level| {
        let id = area(number);
        let fact = Area {
            id,
            parent: parent.map(area),
            level,
            name: format!("area {number}"),
            codes: vec![],
            outline: vec![],
        };
        (EntityId::from(id), Fact::AreaDefined(fact))
    };
    let mut facts = vec![(field_log(COUNTY), define(COUNTY, None, Level::County))];
    for village in VILLAGES {
        facts.push((field_log(COUNTY), define(village, Some(COUNTY), Level::Village)));
        facts.push((field_log(village), define(village, Some(COUNTY), Level::Village)));
    }
    if edition == Edition::Second {
        facts.push((field_log(COUNTY), define(ELSEWHERE, Some(COUNTY), Level::Village)));
        for (grid, village) in GRIDS.into_iter().zip(VILLAGES) {
            facts.push((field_log(village), define(grid, Some(village), Level::Grid)));
        }
    }
    let toml = include_str!("../../../assets/rules/2026-1.toml").to_owned();
    let rules = RuleSetAdopted { version: "2026-1".into(), toml };
    facts.push((field_log(COUNTY), (EntityId::from(area(100)), Fact::RuleSetAdopted(rules))));
    let day = |month, day| Day::from_ymd(2026, month, day).ok_or_else(|| Ungraceful::from_error("no such day"));
    let round = RoundOpened { name: "spring".into(), first: day(3, 1)?, last: day(8, 31)?, rule_set: "2026-1".into() };
    facts.push((field_log(COUNTY), (EntityId::from(area(101)), Fact::RoundOpened(round))));
    let mut events = Vec::new();
    for (n, (log, (entity, fact))) in (1..).zip(facts) {
        let body = fact.to_body(dice.bytes()).map_err(Ungraceful::from_error)?;
        events.push(event(&Author::office(), n, Stamp::new(now, 0), log, entity, fact.kind(), body, &mut dice));
    }
    Ok(events)
}

/// Who writes an event that no device's store writes.
pub(super) struct Author {
    pub(super) account: AccountId,
    pub(super) device: DeviceId,
    pub(super) incarnation: Incarnation,
}

impl Author {
    pub(super) fn office() -> Self {
        let id = area(99).0;
        Self { account: AccountId(id), device: DeviceId(id), incarnation: Incarnation(id) }
    }
}

/// An event made by hand.
#[expect(clippy::too_many_arguments, reason = "an event has that many parts")]
pub(super) fn event(
    author: &Author,
    n: u64,
    stamp: Stamp,
    log_id: LogId,
    entity_id: EntityId,
    kind: &str,
    body: String,
    dice: &mut Dice,
) -> Event {
    let header = Header {
        version: VERSION,
        event_id: EventId::from_parts(stamp.unix_ms(), dice.bytes()),
        log_id,
        kind: kind.into(),
        entity_id,
        actor_id: author.account,
        device_id: author.device,
        incarnation: author.incarnation,
        n,
        stamp,
    };
    Event { header, body, proof: None }
}

/// A door that is registered.
pub(super) fn registration(dice: &Dice) -> Fact {
    let number = dice.below(400).to_string();
    let adults = dice.below(5).to_string();
    let fields = [(field::LANE, "lane".to_owned()), (field::NUMBER, number), (field::ADULTS, adults)];
    let door = if dice.percent(80) { DoorKind::Household } else { DoorKind::Unit };
    Fact::DoorRegistered(DoorRegistered { door, fields: fields.map(|(name, value)| (name.to_owned(), value)).into() })
}

/// Something about a door; `seen` are the events about it that the recorder has.
pub(super) fn about_a_door(dice: &Dice, seen: &[EventId]) -> Fact {
    match dice.below(10) {
        0..4 => visit(dice),
        4..7 => {
            // Few fields and few values: editors meet.
            let name = dice.pick(&[field::NAME, field::ADULTS, field::TAGS]).copied().unwrap_or(field::NAME);
            let value = dice.below(4).to_string();
            let base = seen.iter().filter(|_| dice.percent(60)).copied().collect();
            Fact::DoorEdited(DoorEdited { fields: [(name.to_owned(), FieldEdit { value, base })].into(), reason: None })
        }
        7 => Fact::PledgeSigned(PledgeSigned {
            text: "pledge".into(),
            text_hash: "00".repeat(32),
            signer: "signer".into(),
            strokes: vec![vec![(1, 2, 3), (4, 5, 6)]],
            assisted_by: None,
            manner: nfv::domain::facts::Manner::default(),
            photos: Vec::new(),
        }),
        8 => Fact::PledgeDeclined(PledgeDeclined { text: "pledge".into() }),
        _ => match dice.pick(seen) {
            Some(target) => Fact::FactRetracted(FactRetracted { target: *target, reason: "mistake".into() }),
            None => visit(dice),
        },
    }
}

fn visit(dice: &Dice) -> Fact {
    Fact::VisitRecorded(visit_with(dice, Vec::new()))
}

/// A visit that names these photos.
pub(super) fn visit_with(dice: &Dice, photos: Vec<Photo>) -> VisitRecorded {
    let outcome = dice.pick(&[Outcome::Met, Outcome::NobodyHome, Outcome::Declined, Outcome::Empty]).copied();
    VisitRecorded {
        outcome: outcome.unwrap_or(Outcome::Met),
        method: Method::Door,
        adults_met: 1,
        adults: 2,
        topics: vec![],
        notice: dice.percent(50),
        revisit: None,
        note: "x".repeat(dice.below(40)),
        at: None,
        photos,
    }
}
