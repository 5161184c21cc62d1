//! The doors of one lane or building, most urgent first.

use dioxus::prelude::*;

use crate::{
    app::{
        components::DoorRow,
        moment::on_day,
        pages::Lane,
        routes::Route,
        text::{t, text_of_code},
    },
    device::messages::{TodayDoor, TodayGroup},
};

const DOORS: usize = 6;

#[component]
pub(super) fn Group(group: TodayGroup) -> Element {
    let mut open = use_signal(|| false);
    let all = group.doors.len();
    let shown = if open() { all } else { DOORS };
    let sweep =
        group.doors.first().map(|door| Route::SweepPage { village: door.line.village, lane: Lane(group.lane.clone()) });
    let lane = if group.lane.is_empty() { t!("today-no-lane") } else { group.lane };
    rsx! {
        section { class: "door-group", "data-testid": "today-group",
            h3 {
                span { {lane} }
                span { class: "door-group-village", {group.village} }
                span { class: "door-group-count", {t!("today-group-count", count = all)} }
                if let Some(to) = sweep {
                    Link { to, class: "link", "data-testid": "group-sweep", {t!("sweep-title")} }
                }
            }
            ul { class: "door-rows",
                for door in group.doors.into_iter().take(shown) {
                    li { key: "{door.line.id}",
                        DoorRow { why: why(&door), line: door.line }
                    }
                }
            }
            if all > shown {
                button { class: "button quiet wide", r#type: "button", onclick: move |_| open.set(true),
                    {t!("today-more-doors", count = all - shown)}
                }
            }
        }
    }
}

pub(super) fn why(door: &TodayDoor) -> String {
    match (door.reason.as_str(), door.line.revisit, door.line.away_until) {
        ("promised", Some(day), _) => t!("promised-on", day = on_day(day)),
        ("back_soon", _, Some(day)) => t!("away-until", day = on_day(day)),
        (reason, ..) => text_of_code("why", reason),
    }
}
