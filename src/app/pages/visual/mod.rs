//! Everything that the pages are made of, on one page: type, measures, colours, icons, components and their states.
//!
//! No tab leads here; it is for those who build and judge the app, at `/visual-system`. It lies outside the gate and shows
//! the components themselves, never a picture of them; `docs/visual-system.md` says the rules.

mod controls;
mod lists;
mod tokens;

use dioxus::prelude::*;

use crate::app::{
    components::{Icon, IconKind},
    pages::me::Settings,
    routes::Route,
    text::t,
};
use controls::{Buttons, Chips, Fields, Pins};
use lists::{Figures, Messages, Rows};
use tokens::{Colours, Measures, Type};

/// The page.
#[component]
pub(crate) fn VisualSystem() -> Element {
    rsx! {
        main { class: "plain-page visual", "data-testid": "visual-system",
            nav { class: "page-back",
                Link { to: Route::TodayPage {}, class: "back",
                    Icon { kind: IconKind::Back }
                    {t!("back")}
                }
            }
            h1 { {t!("visual-title")} }
            p { {t!("visual-what")} }
            Settings {}
            Part { id: "type", Type {} }
            Part { id: "measures", Measures {} }
            Part { id: "colours", Colours {} }
            Part { id: "icons", Icons {} }
            Part { id: "buttons", Buttons {} }
            Part { id: "chips", Chips {} }
            Part { id: "fields", Fields {} }
            Part { id: "rows", Rows {} }
            Part { id: "figures", Figures {} }
            Part { id: "messages", Messages {} }
            Part { id: "pins", Pins {} }
        }
    }
}

/// A heading and what belongs under it.
#[component]
fn Part(id: &'static str, children: Element) -> Element {
    rsx! {
        section { class: "visual-part", "aria-labelledby": "visual-{id}",
            h2 { id: "visual-{id}", {t!(&format!("visual-{id}"))} }
            {children}
        }
    }
}

#[component]
fn Icons() -> Element {
    rsx! {
        ul { class: "visual-swatches",
            for kind in IconKind::ALL.iter().copied() {
                li { key: "{kind:?}",
                    Icon { kind }
                    code { "{kind:?}" }
                }
            }
        }
    }
}
