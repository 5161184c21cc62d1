//! What the demo is made of, as `assets/demo` says.

use nfv::domain::area::Point;
use serde::Deserialize;
use std::collections::BTreeMap;

use super::DemoError;
use crate::areas::file::{self, Row};

/// `assets/demo/township.toml`; the file explains each.
#[derive(Debug, Deserialize)]
pub(super) struct Plan {
    pub(super) seed: u64,
    pub(super) county: String,
    pub(super) township: String,
    pub(super) round: String,
    pub(super) registered_days_before: i32,
    pub(super) step_metres: f64,
    pub(super) doors_per_lane: u32,
    pub(super) units: u32,
    pub(super) grid: String,
    pub(super) number: String,
    pub(super) lane_first: Vec<String>,
    pub(super) lane_second: Vec<String>,
    pub(super) lane_last: Vec<String>,
    pub(super) surnames: Vec<String>,
    pub(super) given: Vec<String>,
    pub(super) unit_names: Vec<String>,
    pub(super) unit_name: String,
    pub(super) tags: Vec<(String, u32)>,
    pub(super) migrant: u32,
    pub(super) topics: Vec<String>,
    pub(super) nobody_home: u32,
    pub(super) declined: u32,
    pub(super) away: u32,
    pub(super) exempt: u32,
    pub(super) pledge_declined: u32,
    pub(super) pledge_text: String,
    pub(super) point_places: Vec<String>,
    pub(super) point_name: String,
    pub(super) activity_titles: Vec<String>,
    pub(super) meeting_title: String,
    pub(super) accounts: Names,
    pub(super) village: Vec<VillagePlan>,
    #[serde(skip)]
    pub(super) outlines: BTreeMap<String, Vec<Point>>,
    /// The county, the township and its villages, in this order.
    #[serde(skip)]
    pub(super) areas: Vec<Row>,
}

/// Names of accounts.
#[derive(Debug, Deserialize)]
pub(super) struct Names {
    pub(super) county: String,
    pub(super) reviewer: String,
    pub(super) worker: String,
    pub(super) tablet: String,
    pub(super) police: String,
    pub(super) village_worker: String,
    pub(super) village_committee: String,
}

/// How a village fares.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct VillagePlan {
    pub(super) households: u32,
    pub(super) coverage: u32,
    pub(super) pledged: u32,
    pub(super) diligence: u32,
    #[serde(default = "yes")]
    pub(super) key_groups: bool,
}

const fn yes() -> bool {
    true
}

impl Plan {
    /// The files that the program carries.
    pub(super) fn shipped() -> Result<Self, DemoError> {
        let wrong = |error: &dyn std::fmt::Display| DemoError::Files(error.to_string());
        let mut plan: Self =
            toml::from_str(include_str!("../../../assets/demo/township.toml")).map_err(|error| wrong(&error))?;
        plan.outlines =
            serde_json::from_str(include_str!("../../../assets/demo/outlines.json")).map_err(|error| wrong(&error))?;
        let rows = file::read(include_bytes!("../../../assets/areas/350581-shishi.csv"), |_| None)
            .map_err(|bad| wrong(&format!("{bad:?}")))?;
        let wanted = |row: &Row| {
            row.code == plan.county || row.code == plan.township || row.parent.as_ref() == Some(&plan.township)
        };
        plan.areas = rows.into_iter().filter(wanted).collect();
        if plan.areas.len() != plan.village.len() + 2 {
            return Err(DemoError::Files("villages of both files differ in number".into()));
        }
        Ok(plan)
    }

    /// The rule set that the county adopts.
    pub(super) const fn rules() -> &'static str {
        include_str!("../../../assets/rules/2026-1.toml")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_plan_fits_together() {
        let plan = Plan::shipped().unwrap();
        assert_eq!(plan.village.len(), 24);
        let households: u32 = plan.village.iter().map(|village| village.households).sum();
        assert!((5500..6500).contains(&households), "{households}");
        assert!(plan.village.iter().any(|village| village.households == 12));
        assert!(plan.village.iter().any(|village| !village.key_groups));
        assert!(plan.village.iter().any(|village| village.coverage == 0));
        assert!(plan.areas.iter().skip(1).all(|row| plan.outlines.contains_key(&row.code)));
    }
}
