//! The desk's first page: the areas below one's own side by side, on a map and as a list, what is missing most first.
//!
//! For tests, the desk's elements carry `data-testid`:
//! everywhere: `freshness` · `map` (with `data-drawn`) · `count-<state>`.
//! overview: `overview-coverage` `overview-units` `overview-adults` `overview-pledges` (with `data-done`, `data-of`) ·
//! `desk-overview-row` (with `data-id`, `data-reached`, `data-of`, `data-points`, `data-counting`) · `overview-up` ·
//! `still-counting` (with `data-count`).
//! village: `village-coverage` `village-units` `village-adults` `village-pledges` (with `data-done`, `data-of`) ·
//! `village-score` (with `data-points`, `data-tier`) · `indicator-<id>` (with `data-points`, `data-numerator`,
//! `data-denominator`) · `next-step` · `village-missing` · `village-place-list` · of a county: `village-open`
//! `village-arriving` `village-let-go`.
//! roster: `roster-village` `roster-file` `roster-preview` (with `data-rows`, `data-accepted`, `data-rejected`) ·
//! `roster-rejected-row` (with `data-row`, `data-reason`) · `roster-remark` · `roster-confirm` `roster-cancel` ·
//! `roster-done` (with `data-written`) `roster-download` `roster-again`.
//! people: `account-row` (with `data-id`, `data-role`) `invite-button` `invite-panel` `invite-link` (its value) `invite-qr`
//! `invite-copy` `invite-close` · `account-name` `account-role` `account-area` `account-add` · `assign-account`
//! `assign-area` `assign-from` `assign-until` `assign-save` `assignment-row` · `grid-village` `grid-name` `grid-save` ·
//! `device-row` (with `data-id`) `device-revoke` `device-revoke-yes` `device-revoke-no`.

mod map;
mod table;

use dioxus::prelude::*;

use self::{map::OverviewMap, table::OverviewTable};
use super::desk_parts::{Figure, Freshness, when_answered};
use crate::{
    app::{
        ask::{ask, use_answer},
        components::Empty,
        routes::Route,
        state::role,
        text::t,
    },
    device::{
        figures::sort_by_missing,
        messages::{CoverageView, Overview, Request},
    },
    domain::{area::Level, ids::AreaId},
    sync::enrolment::Role,
};

/// The page.
#[component]
pub(crate) fn DeskOverview() -> Element {
    let mut area = use_signal(|| None::<AreaId>);
    let answer = use_answer(move || {
        let area = area();
        async move { ask!(Request::Overview { area }, Overview) }
    });
    let navigator = use_navigator();
    let open = use_callback(move |(id, level): (AreaId, Level)| match level {
        Level::Village | Level::Grid => {
            navigator.push(Route::DeskVillage { id });
        }
        Level::County | Level::Township => area.set(Some(id)),
    });
    rsx! {
        div { class: "desk",
            if area().is_some() {
                button { class: "button quiet", r#type: "button", "data-testid": "overview-up",
                    onclick: move |_| area.set(None), {t!("desk-up")} }
            }
            {when_answered(answer, |overview| rsx! { Content { overview: overview.clone(), open } })}
        }
    }
}

#[component]
fn Content(overview: Overview, open: EventHandler<(AreaId, Level)>) -> Element {
    let mut lines = overview.children;
    sort_by_missing(&mut lines);
    rsx! {
        h1 { {t!("desk-title", area = overview.area.name.as_str())} }
        Freshness { as_of: overview.as_of, coverage: overview.coverage.clone() }
        Figures { coverage: overview.coverage.clone() }
        Links {}
        if lines.is_empty() {
            Empty { title: t!("desk-no-areas"), advice: t!("desk-no-areas-do") }
        } else {
            if overview.coverage.of == 0 && overview.coverage.counting == 0 {
                Empty { title: t!("desk-no-doors"), advice: t!("desk-no-doors-do"),
                    Link { class: "button primary", to: Route::DeskRoster {}, {t!("desk-import")} }
                }
            }
            div { class: "desk-columns",
                OverviewTable { lines: lines.clone(), open }
                OverviewMap { lines, open }
            }
        }
    }
}

#[component]
fn Figures(coverage: CoverageView) -> Element {
    rsx! {
        dl { class: "desk-figures",
            Figure { testid: "overview-coverage", label: t!("desk-households"), share: coverage.households_share() }
            Figure { testid: "overview-pledges", label: t!("desk-pledges"), share: coverage.pledges_share(),
                note: t!("desk-signed", count = coverage.signed) }
            Figure { testid: "overview-units", label: t!("desk-units"), share: coverage.units_share() }
            Figure { testid: "overview-adults", label: t!("desk-adults"), share: coverage.adults_share() }
        }
    }
}

/// The desk's other pages, for those who run them: on a phone they have no tab of their own.
#[component]
fn Links() -> Element {
    if !matches!(role(), Some(Role::County | Role::Reviewer)) {
        return rsx! {};
    }
    rsx! {
        nav { class: "desk-links", "aria-label": t!("desk-links"),
            Link { class: "button", to: Route::DeskRoster {}, {t!("desk-import")} }
            Link { class: "button", to: Route::DeskPeople {}, {t!("desk-people")} }
            Link { class: "button", to: Route::DeskDecide {}, "data-testid": "desk-decide", {t!("desk-decide")} }
            Link { class: "button", to: Route::DeskMoves {}, "data-testid": "desk-moves", {t!("desk-moves")} }
            Link { class: "button", to: Route::DeskErase {}, "data-testid": "desk-erase", {t!("desk-erase")} }
            Link { class: "button", to: Route::DeskAudit {}, "data-testid": "desk-audit", {t!("desk-audit")} }
        }
    }
}
