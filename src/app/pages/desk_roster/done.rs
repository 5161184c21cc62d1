//! What was written, and what was left out, to take along.

use dioxus::prelude::*;

use super::preview::bad_rows;
use crate::{
    app::{
        routes::Route,
        text::{t, text_of_code},
    },
    device::figures::rejected_csv,
    domain::ids::AreaId,
    platform::host::browser,
    sync::imports::RejectedRow,
};

/// The end of an import, with ways on.
#[component]
pub(super) fn Done(
    village: AreaId,
    name: String,
    written: u32,
    rejected: Vec<RejectedRow>,
    onagain: EventHandler<()>,
) -> Element {
    let left_out = bad_rows(&rejected);
    let mut failed = use_signal(|| false);
    let download = move |_| {
        let csv = left_out_csv(&rejected);
        failed.set(browser::download(&t!("roster-download-name"), csv.as_bytes(), "text/csv;charset=utf-8").is_err());
    };
    rsx! {
        section { class: "roster-done", "data-testid": "roster-done", "data-written": "{written}",
            h2 { role: "status", {t!("roster-done", count = written, village = name.as_str())} }
            p { {t!("roster-done-sync")} }
            if left_out > 0 {
                p { {t!("roster-left-out", count = left_out)} }
                button { class: "button", r#type: "button", "data-testid": "roster-download", onclick: download,
                    {t!("roster-download")} }
            }
            if failed() {
                p { class: "field-error", role: "alert", {t!("roster-download-failed")} }
            }
            div { class: "actions",
                Link { class: "button primary", to: Route::DeskVillage { id: village }, {t!("roster-see", village = name.as_str())} }
                button { class: "button", r#type: "button", "data-testid": "roster-again", onclick: move |_| onagain.call(()),
                    {t!("roster-again")} }
            }
        }
    }
}

fn left_out_csv(rejected: &[RejectedRow]) -> String {
    let heading = ["roster-col-row", "roster-col-column", "roster-col-reason", "roster-col-value"].map(|key| t!(key));
    rejected_csv([&heading[0], &heading[1], &heading[2], &heading[3]], rejected, |code| {
        text_of_code("roster-reason", code)
    })
}
