//! Progress with its figures: never a share without its denominator.

use dioxus::prelude::*;

use crate::{app::text::t, device::messages::CoverageView};

/// Households reached of those that count, and what of it the server does not know yet.
#[component]
pub(crate) fn CoverageBar(coverage: CoverageView) -> Element {
    let CoverageView { reached, of, signed, .. } = coverage;
    let share = share_of(reached, of);
    rsx! {
        div { class: "coverage",
            p { class: "coverage-figures",
                strong { class: "figure", {t!("coverage-reached", reached = reached, of = of)} }
                span { class: "coverage-share", {t!("percent", share = share)} }
            }
            progress { max: "{of.max(1)}", value: "{reached}", "aria-label": t!("coverage-reached", reached = reached, of = of) }
            p { class: "coverage-more",
                span { {t!("coverage-signed", signed = signed)} }
                if coverage.unacknowledged > 0 {
                    span { {t!("coverage-unacknowledged", count = coverage.unacknowledged)} }
                }
            }
        }
    }
}

/// Whole percent, rounded down: 100 % means all.
pub(crate) fn share_of(part: u32, of: u32) -> u32 {
    if of == 0 { 0 } else { u32::try_from(u64::from(part) * 100 / u64::from(of)).unwrap_or(100) }
}
