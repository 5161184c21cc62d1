//! A room that the list lacks: registered as elsewhere, and back to the building.

use dioxus::prelude::*;

use super::Lane;
use crate::{
    app::{
        components::{Icon, IconKind},
        pages::NewDoorForm,
        routes::Route,
        text::t,
    },
    domain::ids::AreaId,
};

/// The page.
#[component]
pub(crate) fn SweepRoom(village: AreaId, lane: Lane) -> Element {
    let building = Route::SweepPage { village, lane: lane.clone() };
    let back = building.clone();
    rsx! {
        nav { class: "page-back",
            Link { to: building, class: "back",
                Icon { kind: IconKind::Back }
                {lane.shown()}
            }
        }
        h1 { {t!("sweep-add")} }
        NewDoorForm {
            village,
            lane: lane.0,
            onsaved: move |_| {
                navigator().replace(back.clone());
            },
        }
    }
}
