//! One village: what was reached, where it was not, and what its score is made of.
//!
//! Households and units are never mixed; adults stand beside them. A county sees what a village comes to without its doors,
//! until somebody opens it here. Test ids: see `desk_overview`.

mod grids;
mod indicator;
mod map;
mod missing;
mod score;
mod subscription;

use dioxus::prelude::*;

use self::{
    grids::Grids,
    map::VillageMap,
    missing::MissingDoors,
    score::{ScoreCard, StandingCard},
    subscription::Subscription,
};
use super::desk_parts::{Figure, Freshness, StateCounts, when_answered};
use crate::{
    app::{
        ask::{ask, use_answer},
        moment::on_day,
        pages::sample::SampleAtDesk,
        routes::Route,
        text::t,
    },
    device::messages::{CoverageView, DoorList, Request, RoundLine, VillageView},
    domain::ids::AreaId,
};

/// The page.
#[component]
pub(crate) fn DeskVillage(id: ReadSignal<AreaId>) -> Element {
    let village = use_answer(move || {
        let area = id();
        async move { ask!(Request::Village { area }, Village) }
    });
    rsx! {
        div { class: "desk",
            Link { class: "button quiet", to: Route::DeskOverview {}, {t!("desk-up")} }
            {when_answered(village, |village| rsx! { Content { village: (**village).clone() } })}
        }
    }
}

#[component]
fn Content(village: VillageView) -> Element {
    let is_here = matches!(village.doors, DoorList::Here | DoorList::Opened);
    rsx! {
        h1 { {village.area.name.clone()} }
        RoundName { round: village.round.clone(), counting: village.coverage.counting > 0 }
        Freshness { as_of: village.as_of, coverage: village.coverage.clone() }
        if village.coverage.counting == 0 {
            Figures { coverage: village.coverage.clone() }
            StateCounts { label: t!("desk-households-by-state"), coverage: village.coverage.clone() }
        }
        Subscription { village: village.area.id, doors: village.doors }
        if is_here {
            VillageMap { area: village.area.clone(), coverage: village.coverage.clone() }
        }
        if let Some(standing) = village.standing.clone() {
            StandingCard { standing }
        } else if is_here || village.coverage.counting == 0 {
            ScoreCard { score: village.score.clone() }
        }
        if is_here {
            SampleAtDesk { village: village.area.id }
            Grids { lines: village.grids.clone() }
            MissingDoors { doors: village.missing.clone() }
        }
    }
}

#[component]
fn RoundName(round: Option<RoundLine>, counting: bool) -> Element {
    if counting && round.is_none() {
        return rsx! {};
    }
    let words = round.map_or_else(
        || t!("desk-no-round"),
        |round| t!("desk-round", name = round.name.as_str(), first = on_day(round.first), last = on_day(round.last)),
    );
    rsx! {
        p { class: "desk-round", {words} }
    }
}

#[component]
fn Figures(coverage: CoverageView) -> Element {
    rsx! {
        dl { class: "desk-figures",
            Figure { testid: "village-coverage", label: t!("desk-households"), share: coverage.households_share() }
            Figure { testid: "village-pledges", label: t!("desk-pledges"), share: coverage.pledges_share(),
                note: t!("desk-signed", count = coverage.signed) }
            Figure { testid: "village-units", label: t!("desk-units"), share: coverage.units_share() }
            Figure { testid: "village-adults", label: t!("desk-adults"), share: coverage.adults_share() }
        }
    }
}
