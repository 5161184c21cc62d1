//! What to do at a door. The outcomes stand here so that "nobody home" is three taps from the list.

use dioxus::prelude::*;

use crate::{
    app::{
        components::{Icon, IconKind},
        routes::Route,
        text::t,
    },
    device::messages::DoorLine,
    domain::door::PledgeState,
};

#[component]
pub(super) fn Actions(line: DoorLine, draft: bool) -> Element {
    let id = line.id;
    let visit = move |outcome: &str| Route::VisitPage { id, outcome: outcome.to_owned() };
    let pledge = match line.pledge {
        PledgeState::Signed => t!("pledge-again"),
        PledgeState::Open | PledgeState::Declined | PledgeState::Withdrawn => t!("pledge-start"),
    };
    rsx! {
        section { class: "door-actions", "aria-labelledby": "visit-title",
            h2 { id: "visit-title", {t!("visit-title")} }
            if draft {
                Link { to: visit(""), class: "list-cell draft-cell", "data-testid": "draft-banner",
                    Icon { kind: IconKind::Pen }
                    span { class: "list-cell-main", strong { {t!("draft-here")} } }
                    Icon { kind: IconKind::Forward }
                }
            }
            div { class: "outcome-grid",
                Link { to: visit("met"), class: "button primary large", "data-testid": "outcome-met", {t!("outcome-met")} }
                Link {
                    to: visit("nobody_home"),
                    class: "button large",
                    "data-testid": "outcome-nobody-home",
                    {t!("outcome-nobody-home")}
                }
                Link { to: visit(""), class: "button large", "data-testid": "record-visit", {t!("visit-other-outcome")} }
                Link { to: Route::PledgePage { id }, class: "button large", "data-testid": "pledge-start",
                    Icon { kind: IconKind::Pen }
                    {pledge}
                }
            }
            Link { to: Route::PledgePaper { id }, class: "link", "data-testid": "pledge-paper", {t!("paper-title")} }
        }
    }
}
