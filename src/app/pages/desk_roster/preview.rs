//! What the file would do: how many rows are taken, which are not and why.

use std::collections::BTreeSet;

use dioxus::prelude::*;

use crate::{
    app::{
        pages::desk_parts::{DeskTable, WindowControls, window_of},
        text::{t, text_of_code},
    },
    sync::imports::{PlannedDoor, RejectedRow, RosterPreview},
};

/// The judgement, to be confirmed or left.
#[component]
pub(super) fn Preview(
    village: String,
    file: String,
    preview: RosterPreview,
    onconfirm: EventHandler<()>,
    oncancel: EventHandler<()>,
) -> Element {
    let bad = bad_rows(&preview.rejected);
    let plan = Counts::of(&preview.plan);
    let to_write = plan.fresh + plan.changed;
    rsx! {
        section { class: "roster-preview", "data-testid": "roster-preview", "data-rows": "{preview.rows}",
            "data-accepted": "{preview.accepted}", "data-rejected": "{bad}",
            h2 { {t!("roster-preview-title", file = file, village = village.as_str())} }
            dl { class: "roster-counts",
                Count { label: t!("roster-rows"), count: preview.rows as usize }
                Count { label: t!("roster-new"), count: plan.fresh }
                Count { label: t!("roster-changed"), count: plan.changed }
                Count { label: t!("roster-same"), count: plan.same }
                Count { label: t!("roster-rejected"), count: bad }
            }
            if to_write > 0 {
                p { class: "note", {t!("roster-not-yet", village = village.as_str())} }
            } else {
                p { class: "note", role: "status", {t!("roster-nothing")} }
            }
            div { class: "actions",
                if to_write > 0 {
                    button { class: "button primary", r#type: "button", "data-testid": "roster-confirm",
                        onclick: move |_| onconfirm.call(()), {t!("roster-confirm", count = to_write)} }
                }
                button { class: "button", r#type: "button", "data-testid": "roster-cancel",
                    onclick: move |_| oncancel.call(()), {t!("roster-cancel")} }
            }
            Rows { title: t!("roster-rejected-title", count = bad), rows: preview.rejected, testid: "roster-rejected-row" }
            Rows { title: t!("roster-remarks-title", count = preview.remarks.len()), rows: preview.remarks, testid: "roster-remark" }
        }
    }
}

#[component]
fn Count(label: String, count: usize) -> Element {
    rsx! {
        div {
            dt { {label} }
            dd { "{count}" }
        }
    }
}

/// Rows with their reasons, in windows.
#[component]
fn Rows(title: String, rows: Vec<RejectedRow>, testid: String) -> Element {
    let window = use_signal(|| 0_usize);
    if rows.is_empty() {
        return rsx! {};
    }
    let all = rows.len();
    let shown = window_of(window(), all);
    rsx! {
        WindowControls { window, all }
        DeskTable {
            caption: title,
            columns: vec!["roster-col-row", "roster-col-column", "roster-col-reason", "roster-col-value"],
            show_caption: true,
            for (index, row) in shown.clone().zip(rows[shown].iter().cloned()) {
                tr { key: "{index}", role: "row", "data-testid": testid.clone(), "data-row": "{row.row}", "data-reason": row.reason.clone(),
                    th { scope: "row", role: "rowheader", {t!("roster-row", row = row.row)} }
                    td { role: "cell", "data-label": t!("roster-col-column"), {or_dash(row.column)} }
                    td { role: "cell", class: "words", "data-label": t!("roster-col-reason"), {text_of_code("roster-reason", &row.reason)} }
                    td { role: "cell", "data-label": t!("roster-col-value"), class: "value", {or_dash(row.value)} }
                }
            }
        }
    }
}

fn or_dash(text: String) -> String {
    if text.is_empty() { t!("desk-nothing") } else { text }
}

/// Rows that cannot be taken; one row may have several reasons.
pub(super) fn bad_rows(rejected: &[RejectedRow]) -> usize {
    rejected.iter().map(|row| row.row).collect::<BTreeSet<_>>().len()
}

struct Counts {
    fresh: usize,
    changed: usize,
    same: usize,
}

impl Counts {
    fn of(plan: &[PlannedDoor]) -> Self {
        let count = |is: fn(&PlannedDoor) -> bool| plan.iter().filter(|door| is(door)).count();
        Self {
            fresh: count(|door| matches!(door, PlannedDoor::Register { .. })),
            changed: count(|door| matches!(door, PlannedDoor::Edit { .. })),
            same: count(|door| matches!(door, PlannedDoor::Same { .. })),
        }
    }
}
