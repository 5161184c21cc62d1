//! Doors: all of them, found by typing; 100,000 rows of which only those in sight exist.

mod chips;
mod list;
mod new;
mod several;

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{Icon, IconKind},
        routes::Route,
        text::t,
    },
    device::messages::{DoorQuery, Request},
    domain::ids::EntityId,
};
use chips::Chips;
use list::DoorList;
pub(crate) use new::{NewDoor, NewDoorForm, PeopleFields, kind_of};
use several::SeveralBar;

/// What is looked for and how far down one was: coming back from a door changes neither.
pub(crate) static LOOKING: GlobalSignal<DoorQuery> = Signal::global(DoorQuery::default);
pub(super) static SCROLLED: GlobalSignal<f64> = Signal::global(|| 0.0);
/// Counts searches: each puts the list back to its top.
pub(super) static SEARCHES: GlobalSignal<u32> = Signal::global(|| 0);

/// The doors chosen, while several are being chosen.
pub(super) static SEVERAL: GlobalSignal<Option<Vec<EntityId>>> = Signal::global(|| None);

/// The page.
#[component]
pub(crate) fn DoorsPage() -> Element {
    // The field starts with what was looked for, and is the browser's own from then on.
    let mut cleared = use_signal(|| 0_u32);
    let starts_with = LOOKING.peek().text.clone();
    rsx! {
        div { class: "doors-page",
            header { class: "doors-head",
                div { class: "doors-title",
                    h1 { {t!("tab-doors")} }
                    Link { to: Route::SweepLanes {}, class: "link", "data-testid": "sweep", {t!("sweep-title")} }
                    Link { to: Route::NewDoor {}, class: "link", "data-testid": "door-new",
                        Icon { kind: IconKind::Plus }
                        {t!("door-new")}
                    }
                }
                div { class: "search",
                    Icon { kind: IconKind::Search }
                    label { class: "visually-hidden", r#for: "door-search", {t!("search-label")} }
                    input {
                        key: "{cleared}",
                        id: "door-search",
                        r#type: "search",
                        initial_value: starts_with,
                        placeholder: t!("search-hint"),
                        autocomplete: "off",
                        autocapitalize: "off",
                        spellcheck: "false",
                        enterkeyhint: "search",
                        "data-testid": "search-input",
                        // The keyboard takes longer to come up than this takes; a failure is told to the search itself.
                        onfocus: move |_| async move { let _prepared = ask!(Request::PrepareSearch, Done); },
                        oninput: move |event| look(|query| query.text = event.value()),
                    }
                }
                Chips {}
            }
            DoorList {
                onclear: move |()| {
                    look(|query| *query = DoorQuery::default());
                    cleared += 1;
                },
            }
            SeveralBar {}
        }
    }
}

/// Changes what is looked for; the list starts at its top again.
pub(super) fn look(change: impl FnOnce(&mut DoorQuery)) {
    change(&mut LOOKING.write());
    *SCROLLED.write() = 0.0;
    *SEARCHES.write() += 1;
}
