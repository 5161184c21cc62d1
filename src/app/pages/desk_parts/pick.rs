//! Choosing one of a list. Uncontrolled: the browser keeps what is chosen, the page hears of it.

use dioxus::prelude::*;

use crate::{
    app::text::t,
    device::messages::AreaView,
    domain::{area::Level, ids::AreaId},
};

/// A labelled `select` of values with their names; begins with nothing chosen.
#[component]
pub(crate) fn Pick(
    label: String,
    id: String,
    testid: String,
    options: Vec<(String, String)>,
    /// What is chosen when it is first shown; empty = nothing.
    #[props(default)]
    initial: String,
    /// What choosing nothing is called.
    #[props(default = t!("desk-choose"))]
    none: String,
    onpick: EventHandler<String>,
) -> Element {
    rsx! {
        div { class: "field",
            label { r#for: "{id}", {label} }
            select { id: "{id}", "data-testid": testid, onchange: move |event| onpick.call(event.value()),
                option { value: "", {none} }
                for (value, name) in options {
                    option { key: "{value}", value: "{value}", initial_selected: value == initial, {name} }
                }
            }
        }
    }
}

/// Chooses an area of the levels asked for; grids carry the name of their village.
#[component]
pub(crate) fn PickArea(
    label: String,
    id: String,
    testid: String,
    areas: Vec<AreaView>,
    levels: Vec<Level>,
    initial: Option<AreaId>,
    onpick: EventHandler<Option<AreaId>>,
) -> Element {
    let mut fitting: Vec<&AreaView> = areas.iter().filter(|area| levels.contains(&area.level)).collect();
    fitting.sort_by_key(|area| (area.level, &area.code, &area.name));
    let options = fitting.iter().map(|area| (area.id.to_string(), full_name(area, &areas))).collect::<Vec<_>>();
    let initial = initial.map(|area| area.to_string()).unwrap_or_default();
    rsx! {
        Pick { label, id, testid, options, initial, onpick: move |value: String| onpick.call(value.parse().ok()) }
    }
}

/// Name of an area; a grid's with that of its village.
pub(crate) fn full_name(area: &AreaView, areas: &[AreaView]) -> String {
    let parent = areas.iter().find(|other| Some(other.id) == area.parent);
    match (area.level, parent) {
        (Level::Grid, Some(village)) => t!("desk-grid-of", village = village.name.as_str(), grid = area.name.as_str()),
        _ => area.name.clone(),
    }
}
