//! Today: which door next, how far the round is, and whether everything is safe.

mod drafts;
mod duties;
mod group;
mod topic;
mod walk;

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{CoverageBar, Empty, FailureBox, Waiting},
        frame::SyncLine,
        moment::on_day,
        pages::sample::SampleCard,
        routes::Route,
        state::{STATUS, SYNC},
        text::t,
    },
    device::messages::{Request, RoundLine, Today},
};
use drafts::DraftBanner;
use duties::{DayOfToday, Days, Lacking};
use group::Group;
use topic::Topic;
use walk::WalkingOrder;

/// Groups shown at first and added by "more".
const GROUPS: usize = 8;

/// By lanes, or in the order in which to walk: stays as chosen until the page is loaded anew.
static WALKING: GlobalSignal<bool> = Signal::global(|| false);

/// The page.
#[component]
pub(crate) fn TodayPage() -> Element {
    let today = use_answer(|| async { ask!(Request::Today, Today) });
    let area = use_memo(|| {
        let status = STATUS.read();
        status.as_ref().and_then(|status| status.enrolled.as_ref()).map(|enrolled| enrolled.area_name.clone())
    });
    let answer = today.read().clone();
    rsx! {
        header { class: "page-head",
            h1 { {t!("tab-today")} }
            if let Some(area) = area() {
                p { class: "page-sub", {area} }
            }
        }
        SyncLine {}
        DraftBanner {}
        match answer {
            None => rsx! { Waiting {} },
            Some(Err(failure)) => rsx! { FailureBox { failure } },
            Some(Ok(today)) => rsx! { Work { today } },
        }
    }
}

#[component]
fn Work(today: Today) -> Element {
    let mut shown = use_signal(|| GROUPS);
    let all = today.groups.len();
    // Before the first sync nobody knows whether there is a round: "0 of 0" would be a guess.
    let known = today.round.is_some() || SYNC.read().last_sync.is_some();
    rsx! {
        if let Some(topic) = today.topic {
            Topic { topic }
        }
        if known {
            section { class: "card", "aria-labelledby": "round-title", "data-testid": "today-round",
                h2 { id: "round-title", {round_title(today.round.as_ref())} }
                CoverageBar { coverage: today.coverage }
            }
        }
        DayOfToday {}
        if all == 0 {
            NothingDue {}
        } else {
            div { class: "doors-title",
                h2 { class: "section-title", {t!("today-due", count = today.due)} }
                button {
                    class: "chip",
                    r#type: "button",
                    "aria-pressed": WALKING(),
                    "data-testid": "walking-order",
                    onclick: move |_| *WALKING.write() ^= true,
                    {t!("walking-order")}
                }
            }
            if WALKING() {
                WalkingOrder {}
            } else {
            for group in today.groups.into_iter().take(shown()) {
                Group { key: "{group.village}/{group.lane}", group }
            }
            if shown() < all {
                button {
                    class: "button wide",
                    r#type: "button",
                    onclick: move |_| shown += GROUPS,
                    {t!("more")}
                }
            }
            }
        }
        Lacking {}
        SampleCard {}
        Days {}
    }
}

fn round_title(round: Option<&RoundLine>) -> String {
    round.map_or_else(
        || t!("today-no-round"),
        |round| t!("today-round", name = round.name.as_str(), last = on_day(round.last)),
    )
}

#[component]
fn NothingDue() -> Element {
    let reading = SYNC.read().last_sync.is_none();
    if reading {
        return rsx! {
            Empty { title: t!("today-still-empty"), advice: t!("today-still-empty-advice") }
        };
    }
    rsx! {
        Empty { title: t!("today-nothing-due"), advice: t!("today-nothing-due-advice"),
            Link { to: Route::DoorsPage {}, class: "button", {t!("tab-doors")} }
        }
    }
}
