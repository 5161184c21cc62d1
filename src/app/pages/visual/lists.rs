//! What is read: rows, figures, messages; each as it looks on a good day and on a bad one.

use dioxus::prelude::*;

use crate::{
    app::{
        components::{CoverageBar, DoorRow, Empty, FailureBox, Icon, IconKind, QrImage, StateLabel, TagList, Waiting},
        frame::SyncLineAt,
        text::t,
    },
    device::messages::{CoverageView, DoorLine, Failure, SyncPhase, SyncStatus},
    domain::{
        door::{DoorState, PledgeState},
        facts::DoorKind,
        ids::{AreaId, EntityId},
        key_group::KeyGroup,
    },
};

/// An hour ago, seen from the moment that the page shows (Unix ms).
const HOUR: u64 = 3_600_000;

#[component]
pub(super) fn Rows() -> Element {
    let short = |state| line(state, t!("visual-name"));
    let long = DoorLine {
        pledge: PledgeState::Signed,
        tags: KeyGroup::ALL.map(|group| group.as_str().to_owned()).to_vec(),
        conflict: true,
        unsent: true,
        ..line(DoorState::Attempted, t!("visual-long"))
    };
    rsx! {
        div { class: "actions",
            for state in DoorState::ALL {
                StateLabel { key: "{state.as_str()}", state }
            }
        }
        div { class: "door-rows",
            for state in DoorState::ALL {
                DoorRow { key: "{state.as_str()}", line: short(state) }
            }
            DoorRow { line: long.clone() }
        }
        TagList { tags: long.tags }
        div { class: "cells",
            div { class: "list-cell",
                span { class: "list-cell-main",
                    strong { {t!("note-visit")} }
                    span { class: "list-cell-detail", {t!("visual-long")} }
                }
                Icon { kind: IconKind::Forward }
            }
            div { class: "list-cell",
                span { class: "list-cell-main",
                    strong { {t!("note-point")} }
                }
                Icon { kind: IconKind::Forward }
            }
        }
    }
}

fn line(state: DoorState, name: String) -> DoorLine {
    DoorLine {
        id: EntityId::from_random([0; 16]),
        kind: DoorKind::Household,
        lane: String::new(),
        number: "8-301".into(),
        name,
        village: AreaId::from_random([0; 16]),
        state,
        pledge: PledgeState::Open,
        tags: Vec::new(),
        revisit: None,
        last_visit: None,
        away_until: None,
        attempts: 2,
        conflict: false,
        unsent: false,
    }
}

#[component]
pub(super) fn Figures() -> Element {
    let none = CoverageView { of: 240, ..CoverageView::default() };
    let some = CoverageView { reached: 208, signed: 171, unacknowledged: 3, ..none.clone() };
    let all = CoverageView { reached: 240, signed: 231, ..none.clone() };
    let settled = SyncStatus { saved: 128, received: 128, last_sync: Some(1), ..SyncStatus::default() };
    let offline =
        SyncStatus { received: 120, waiting: 8, oldest_waiting: Some(1), phase: SyncPhase::Offline, ..settled.clone() };
    let apart = SyncStatus { quarantined: 2, ..settled.clone() };
    rsx! {
        CoverageBar { coverage: none }
        CoverageBar { coverage: some }
        CoverageBar { coverage: all }
        SyncLineAt { sync: settled, now: HOUR }
        SyncLineAt { sync: offline, now: HOUR }
        SyncLineAt { sync: apart, now: HOUR }
        QrImage { text: "/visual-system", label: t!("visual-title"), testid: "visual-qr" }
    }
}

#[component]
pub(super) fn Messages() -> Element {
    rsx! {
        FailureBox { failure: Failure::NotFound }
        for look in ["", "loss", "update"] {
            div { key: "{look}", class: "banner {look}",
                p { {t!("visual-sentence")} }
            }
        }
        p { class: "note", {t!("clue-who-reads")} }
        p { class: "hint", {t!("quiz-hint")} }
        Waiting {}
        Empty { title: t!("today-still-empty"), advice: t!("today-still-empty-advice") }
        for (look , icon) in [("saved", IconKind::Received), ("failed", IconKind::Warning)] {
            div { key: "{look}", class: "toast {look} visual-toast",
                Icon { kind: icon }
                span { {t!("saved-here")} }
            }
        }
        div { class: "actions",
            span { class: "badge", {t!("pledge-state-declined")} }
            span { class: "badge signed", {t!("pledge-state-signed")} }
            span { class: "badge attention", {t!("badge-conflict")} }
        }
    }
}
