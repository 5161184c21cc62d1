//! Half-made forms that wait, also those of a tab that was killed.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{Icon, IconKind},
        moment,
        routes::Route,
        text::{t, text_of_code},
    },
    device::messages::{DraftLine, Request},
};

#[component]
pub(crate) fn DraftBanner() -> Element {
    let drafts = use_answer(|| async { ask!(Request::Drafts, Drafts) });
    let waiting = drafts.read().as_ref().and_then(|answer| answer.clone().ok()).unwrap_or_default();
    if waiting.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "drafts", "aria-labelledby": "drafts-title",
            h2 { id: "drafts-title", {t!("drafts-title", count = waiting.len())} }
            for draft in waiting {
                Link {
                    key: "{draft.door}{draft.form}",
                    to: form_of(&draft),
                    class: "list-cell",
                    "data-testid": "draft-banner",
                    Icon { kind: IconKind::Pen }
                    span { class: "list-cell-main",
                        strong { {draft.label.clone()} }
                        span { class: "list-cell-detail",
                            {t!("draft-line", form = text_of_code("form", &draft.form), at = moment::at(draft.kept_at))}
                        }
                    }
                    Icon { kind: IconKind::Forward }
                }
            }
        }
    }
}

fn form_of(draft: &DraftLine) -> Route {
    match draft.form.as_str() {
        "pledge" => Route::PledgePaper { id: draft.door },
        _ => Route::VisitPage { id: draft.door, outcome: String::new() },
    }
}
