//! The tabs: below on a phone, at the side on a wide window. Who reviews sees the desk too.

use dioxus::prelude::*;

use crate::{
    app::{
        components::{Icon, IconKind},
        routes::Route,
        state::role,
        text::t,
    },
    sync::enrolment::Role,
};

#[component]
pub(super) fn Tabs() -> Element {
    let role = role();
    let desk = matches!(role, Some(Role::County | Role::Reviewer | Role::Committee));
    let runs = matches!(role, Some(Role::County | Role::Reviewer));
    rsx! {
        nav { class: "tabs", "aria-label": t!("tabs-label"),
            p { class: "tabs-brand", {t!("app-name")} }
            Tab { to: Route::TodayPage {}, icon: IconKind::Today, label: t!("tab-today"), testid: "tab-today" }
            Tab { to: Route::DoorsPage {}, icon: IconKind::Doors, label: t!("tab-doors"), testid: "tab-doors" }
            Tab { to: Route::MapPage {}, icon: IconKind::Map, label: t!("tab-map"), testid: "tab-map" }
            if desk {
                Tab { to: Route::DeskOverview {}, icon: IconKind::Overview, label: t!("tab-desk"), testid: "tab-desk" }
            }
            if runs {
                Tab { to: Route::DeskRoster {}, icon: IconKind::Roster, label: t!("tab-roster"), testid: "tab-roster", wide: true }
                Tab { to: Route::DeskPeople {}, icon: IconKind::People, label: t!("tab-people"), testid: "tab-people", wide: true }
                Tab { to: Route::DeskDecide {}, icon: IconKind::Pen, label: t!("tab-decide"), testid: "tab-decide", wide: true }
            }
            Tab { to: Route::Me {}, icon: IconKind::Me, label: t!("tab-me"), testid: "tab-me" }
        }
    }
}

/// Which tab a page belongs to. All of them are named: a new page is to say where it belongs.
fn home(route: &Route) -> Route {
    match route {
        Route::TodayPage {}
        | Route::NotePage {}
        | Route::NoteForm { .. }
        | Route::CollectivePage {}
        | Route::DayPlan {}
        | Route::DayPage { .. }
        | Route::HelpAfter {}
        | Route::CluesPage {}
        | Route::SamplePage { .. }
        | Route::SweepLanes {}
        | Route::SweepPage { .. }
        | Route::SweepRoom { .. } => Route::TodayPage {},
        Route::DoorsPage {}
        | Route::NewDoor {}
        | Route::DoorPage { .. }
        | Route::PledgePaper { .. }
        | Route::CertificatePage { .. }
        | Route::VisitPage { .. }
        | Route::PhotoPage { .. } => Route::DoorsPage {},
        Route::MapPage {} | Route::MapWalk { .. } => Route::MapPage {},
        Route::Me {}
        | Route::Records {}
        | Route::Conflicts {}
        | Route::ContactsPage {}
        | Route::HandbookPage { .. }
        | Route::PinPage {} => Route::Me {},
        Route::DeskOverview {} | Route::DeskVillage { .. } => Route::DeskOverview {},
        Route::DeskRoster {} | Route::DeskMoves {} | Route::DeskErase {} => Route::DeskRoster {},
        Route::DeskPeople {} | Route::DeskAudit {} => Route::DeskPeople {},
        Route::DeskDecide {} => Route::DeskDecide {},
        without_tabs @ (Route::HelpPage {}
        | Route::HelpSent {}
        | Route::HelpWords { .. }
        | Route::VisualSystem {}
        | Route::Welcome {}
        | Route::Join { .. }
        | Route::PledgePage { .. }
        | Route::NotFound { .. }) => without_tabs.clone(),
    }
}

/// `wide`: only where there is room; on a phone the desk's pages lead there.
#[component]
fn Tab(to: Route, icon: IconKind, label: String, testid: &'static str, #[props(default)] wide: bool) -> Element {
    let here = home(&use_route::<Route>()) == to;
    let class = match (wide, here) {
        (false, false) => "tab",
        (false, true) => "tab here",
        (true, false) => "tab tab-wide",
        (true, true) => "tab tab-wide here",
    };
    rsx! {
        Link {
            to,
            class,
            "data-testid": testid,
            Icon { kind: icon }
            span { {label} }
        }
    }
}
