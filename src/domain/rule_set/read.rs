//! Reading a rule set document, section by section.
//!
//! Whole points and percent in the document become hundredths here. What the sections mean is said beside their types.

use super::{
    AwarenessRules, Band, CaseRules, Decline, DoorRules, Duty, Floor, Indicator, KeyGroupRules, Measure, Owner, Period,
    PointRules, RuleSet, Share, SmallBand, SmallVillage, TierRule, Veto,
    reader::{Problem, Reader, RuleSetError},
};
use crate::domain::{
    key_group::KeyGroup,
    score::{Points, Tier},
};

type Result<T> = std::result::Result<T, RuleSetError>;

const DAYS: u32 = 3660;
const MANY: u32 = 1_000_000_000;

pub(super) fn rule_set(document: &str) -> Result<RuleSet> {
    let mut root = Reader::document(document)?;
    let rules = RuleSet {
        version: root.text("version")?,
        effective_from: root.parsed("effective_from")?,
        effective_until: if root.has("effective_until") { Some(root.parsed("effective_until")?) } else { None },
        doors: root.table("doors", doors)?,
        key_groups: root.table("key_groups", key_groups)?,
        awareness: root.table("awareness", awareness)?,
        points: root.table("publicity_points", points)?,
        cases: root.table("cases", cases)?,
        small_village: root.table("small_village", small_village)?,
        indicators: root.tables("indicator", indicator)?,
        duties: root.tables("duty", duty)?,
        tiers: root.tables("tier", tier)?,
    };
    check(&root, &rules)?;
    root.finish()?;
    Ok(rules)
}

/// What only the whole document can show.
fn check(root: &Reader, rules: &RuleSet) -> Result<()> {
    if rules.indicators.is_empty() {
        return Err(root.error("indicator", Problem::Missing));
    }
    for (at, indicator) in rules.indicators.iter().enumerate() {
        if rules.indicators[..at].iter().any(|other| other.measure == indicator.measure) {
            let twice = format!("{} twice", indicator.measure.as_str());
            return Err(root.error(&format!("indicator[{at}].id"), Problem::NotAllowed(twice)));
        }
    }
    let in_order = rules.tiers.is_sorted_by(|a, b| a.tier > b.tier);
    if !in_order || rules.tiers.last().is_none_or(|tier| tier.tier != Tier::Underway) {
        let expected = Problem::Expected("the tiers from no_fraud down to underway");
        return Err(root.error("tier", expected));
    }
    Ok(())
}

fn days(at: &mut Reader, name: &str, least: u32) -> Result<i32> {
    at.number(name, least, DAYS).map(u32::cast_signed)
}

fn count(at: &mut Reader, name: &str, least: u32) -> Result<u64> {
    at.number(name, least, MANY).map(u64::from)
}

fn percent(at: &mut Reader, name: &str) -> Result<Share> {
    at.number(name, 0, 100).map(|percent| Share(u64::from(percent) * 100))
}

fn whole_points(at: &mut Reader, name: &str) -> Result<Points> {
    at.number(name, 0, 100).map(|points| Points(i64::from(points) * 100))
}

fn doors(at: &mut Reader) -> Result<DoorRules> {
    Ok(DoorRules {
        counts_after_days: days(at, "counts_after_days", 0)?,
        count_phone: at.flag("count_phone")?,
        count_video: at.flag("count_video")?,
        exempt_persons: at.number("exempt_persons", 1, 10)? as usize,
        exempt_days: at.number("exempt_days", 1, 10)? as usize,
        exempt_check_above: percent(at, "exempt_check_above")?,
        source: at.text("source")?,
    })
}

fn key_groups(at: &mut Reader) -> Result<KeyGroupRules> {
    Ok(KeyGroupRules {
        groups: at.codes("groups", KeyGroup::parse)?,
        interval_days: days(at, "interval_days", 1)?,
        source: at.text("source")?,
    })
}

fn awareness(at: &mut Reader) -> Result<AwarenessRules> {
    Ok(AwarenessRules {
        sample_min: count(at, "sample_min", 1)?,
        sample_share: percent(at, "sample_share")?,
        sample_max: count(at, "sample_max", 1)?,
        correct: u8::try_from(at.number("correct", 1, 3)?).unwrap_or(3),
        source: at.text("source")?,
    })
}

fn points(at: &mut Reader) -> Result<PointRules> {
    Ok(PointRules { check_days: days(at, "check_days", 1)?, source: at.text("source")? })
}

fn cases(at: &mut Reader) -> Result<CaseRules> {
    Ok(CaseRules {
        resident_days: days(at, "resident_days", 0)?,
        handle_days: days(at, "handle_days", 1)?,
        source: at.text("source")?,
    })
}

fn small_village(at: &mut Reader) -> Result<SmallVillage> {
    Ok(SmallVillage { below: count(at, "below", 0)?, min_share: percent(at, "min_share")?, source: at.text("source")? })
}

fn indicator(at: &mut Reader) -> Result<Indicator> {
    let read = Indicator {
        measure: at.code("id", Measure::parse)?,
        worth: whole_points(at, "points")?,
        bands: at
            .tables("bands", |at| Ok(Band { share: percent(at, "share")?, points: whole_points(at, "points")? }))?,
        small_bands: at.tables("small_bands", |at| {
            Ok(SmallBand { missing: count(at, "missing", 0)?, points: whole_points(at, "points")? })
        })?,
        source: at.text("source")?,
    };
    let falling = read.bands.is_sorted_by(|a, b| a.share > b.share && a.points > b.points);
    if !falling || read.bands.iter().any(|band| band.points > read.worth) {
        return Err(at.error("bands", Problem::Expected("falling shares and points, none above the indicator's")));
    }
    let falling = read.small_bands.is_sorted_by(|a, b| a.missing < b.missing && a.points > b.points);
    if !falling || read.small_bands.iter().any(|band| band.points > read.worth) {
        return Err(at.error("small_bands", Problem::Expected("rising counts and falling points")));
    }
    Ok(read)
}

fn duty(at: &mut Reader) -> Result<Duty> {
    let owner = |code: &str| match code {
        "village" => Some(Owner::Village),
        "township" => Some(Owner::Township),
        _ => None,
    };
    let period = |code: &str| match code {
        "week" => Some(Period::Week),
        "month" => Some(Period::Month),
        _ => None,
    };
    let measure =
        |code: &str| Measure::parse(code).filter(|m| matches!(m, Measure::Activities | Measure::GroupMessages));
    let owner = at.code("owner", owner)?;
    Ok(Duty {
        kind: at.text("kind")?,
        measure: if owner == Owner::Village { Some(at.code("indicator", measure)?) } else { None },
        owner,
        audience: at.text("audience")?,
        period: at.code("period", period)?,
        minimum: count(at, "minimum", 1)?,
        days: count(at, "days", 1)?,
        source: at.text("source")?,
    })
}

fn tier(at: &mut Reader) -> Result<TierRule> {
    let tier = |code: &str| match code {
        "no_fraud" => Some(Tier::NoFraud),
        "on_track" => Some(Tier::OnTrack),
        "underway" => Some(Tier::Underway),
        _ => None,
    };
    let veto = |code: &str| Veto::ALL.into_iter().find(|veto| veto.as_str() == code);
    Ok(TierRule {
        tier: at.code("id", tier)?,
        points: whole_points(at, "points")?,
        floors: at.tables("floors", |at| {
            Ok(Floor { measure: at.code("indicator", Measure::parse)?, share: percent(at, "share")? })
        })?,
        vetoes: at.codes("vetoes", veto)?,
        decline: if at.has("decline") { Some(at.table("decline", decline)?) } else { None },
        source: at.text("source")?,
    })
}

fn decline(at: &mut Reader) -> Result<Decline> {
    Ok(Decline { at_most: percent(at, "at_most")?, loss_below: count(at, "loss_below", 1)? })
}
