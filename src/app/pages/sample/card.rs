//! The sample where it is met: on Today and beside what one notes, and at the desk, where it is drawn.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{Icon, IconKind, toast},
        moment::on_day,
        routes::Route,
        saving::{Refused, use_saving},
        text::t,
    },
    device::messages::{DrawnSample, Request, SampleView},
    domain::ids::AreaId,
};

/// The sample that waits for answers, if there is one.
#[component]
pub(crate) fn SampleCard() -> Element {
    let answer = use_answer(|| async { ask!(Request::Sample { village: None }, Sample) });
    let view: Option<SampleView> = answer.read().clone().and_then(Result::ok).flatten().map(|view| *view);
    let Some((view, drawn)) = view.and_then(|view| view.drawn.clone().map(|drawn| (view, drawn))) else {
        return rsx! {};
    };
    if drawn.to_ask == 0 {
        return rsx! {};
    }
    rsx! {
        Link { to: Route::SamplePage { village: view.village }, class: "list-cell", "data-testid": "sample-card",
            span { class: "list-cell-main",
                strong { {t!("sample-title")} }
                span { class: "list-cell-detail", {t!("sample-card", village = view.village_name, asked = drawn.asked, size = drawn.size)} }
            }
            Icon { kind: IconKind::Forward }
        }
    }
}

/// How far it is, or the button that draws it.
#[component]
pub(crate) fn SampleAtDesk(village: AreaId) -> Element {
    let answer = use_answer(move || async move { ask!(Request::Sample { village: Some(village) }, Sample) });
    let saving = use_saving();
    let view: Option<SampleView> = answer.read().clone().and_then(Result::ok).flatten().map(|view| *view);
    let Some(view) = view.filter(|view| view.may_draw || view.drawn.is_some()) else { return rsx! {} };
    let draw = move || async move {
        ask!(Request::DrawSample { village }, Registered)?;
        toast::show_saved(t!("saved-here"));
        Ok(())
    };
    rsx! {
        section { class: "desk-section",
            h2 { {t!("sample-title")} }
            Refused { saving }
            if let Some(drawn) = view.drawn {
                Drawn { village, drawn }
            } else {
                p { {t!("sample-draw-means")} }
                button { class: "button", r#type: "button", "data-testid": "sample-draw", disabled: saving.is_busy(), onclick: move |_| saving.run(draw()), {t!("sample-draw")} }
            }
        }
    }
}

#[component]
fn Drawn(village: AreaId, drawn: DrawnSample) -> Element {
    rsx! {
        p { "data-testid": "sample-drawn", "data-asked": "{drawn.asked}", "data-size": "{drawn.size}",
            {t!("sample-drawn-on", on = on_day(drawn.on))}
            " "
            {t!("sample-asked", asked = drawn.asked, size = drawn.size)}
        }
        p { {t!("sample-figures", aware = drawn.aware, enough = drawn.enough, refused = drawn.refused, left = drawn.to_ask)} }
        Link { class: "button quiet", to: Route::SamplePage { village }, {t!("sample-open")} }
    }
}
