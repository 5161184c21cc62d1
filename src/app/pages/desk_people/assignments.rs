//! Who looks after which doors, now and from later days.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        moment::on_day,
        pages::desk_parts::{DeskTable, full_name, when_answered},
        text::t,
    },
    device::messages::{AreaView, AssignmentLine, Request},
    sync::enrolment::AccountInfo,
};

/// The assignments as known here.
#[component]
pub(super) fn Assignments(accounts: Vec<AccountInfo>, areas: Vec<AreaView>) -> Element {
    let answer = use_answer(|| async { ask!(Request::Assignments, Assignments) });
    when_answered(answer, |lines| {
        if lines.is_empty() {
            return rsx! { p { {t!("assign-none")} } };
        }
        rsx! {
            DeskTable {
                caption: t!("people-assignments"),
                columns: vec!["people-col-name", "people-col-looks-after", "assign-from", "assign-until"],
                for (index, line) in lines.iter().enumerate() {
                    AssignmentRow { key: "{index}", name: name_of(&accounts, line), area: area_of(&areas, line), line: line.clone() }
                }
            }
        }
    })
}

#[component]
fn AssignmentRow(name: String, area: String, line: AssignmentLine) -> Element {
    let until = line.until.map_or_else(|| t!("assign-open-end"), on_day);
    rsx! {
        tr { role: "row", "data-testid": "assignment-row", "data-account": "{line.account}", "data-area": "{line.area}",
            th { scope: "row", role: "rowheader", {name} }
            td { role: "cell", "data-label": t!("people-col-looks-after"), {area} }
            td { role: "cell", "data-label": t!("assign-from"), {on_day(line.from)} }
            td { role: "cell", "data-label": t!("assign-until"), {until} }
        }
    }
}

fn area_of(areas: &[AreaView], line: &AssignmentLine) -> String {
    areas.iter().find(|area| area.id == line.area).map_or_else(|| line.area_name.clone(), |area| full_name(area, areas))
}

/// Names come from the server; without it the account is told by the start of its number.
fn name_of(accounts: &[AccountInfo], line: &AssignmentLine) -> String {
    let known = accounts.iter().find(|account| account.id == line.account);
    known.map_or_else(|| line.account.to_string().chars().take(8).collect(), |account| account.name.clone())
}
