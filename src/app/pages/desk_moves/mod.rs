//! Households, grids and villages that merge or go elsewhere: chosen, said what it does, given a reason, done at once by the
//! server.
//!
//! Tests: `move-what` (a select) `move-area` `move-target` `move-door` `move-into` (typing) `door-choice` `move-code`
//! `move-reason` `move-go` `move-yes` `move-no` · `move-done` (with `data-doors`, `data-facts`).

mod plan;

use dioxus::prelude::*;

use self::plan::{Plan, What};
use super::desk_parts::{Pick, PickArea, PickDoor, when_answered};
use crate::{
    app::{
        ask::{ask, use_answer},
        components::TextField,
        saving::{Refused, use_saving},
        text::t,
    },
    device::messages::{AreaView, Request},
    sync::moves::{Moved, NewMove},
};

/// The page.
#[component]
pub(crate) fn DeskMoves() -> Element {
    let areas = use_answer(|| async { ask!(Request::Areas, Areas) });
    let mut done = use_signal(|| None::<Moved>);
    let mut round = use_signal(|| 0_u32);
    rsx! {
        div { class: "desk narrow",
            h1 { {t!("moves-title")} }
            p { class: "desk-note", {t!("moves-note")} }
            if let Some(moved) = done() {
                p { class: "outcome-line", role: "status", "data-testid": "move-done", "data-doors": "{moved.doors}", "data-facts": "{moved.facts}",
                    {t!("moves-done", doors = moved.doors, facts = moved.facts)}
                }
            }
            {when_answered(areas, |areas| rsx! {
                // An empty form after each move; a key alone would not make it anew.
                for number in [round()] {
                    Form { key: "{number}", areas: areas.clone(), ondone: move |moved| {
                        done.set(Some(moved));
                        round += 1;
                    } }
                }
            })}
        }
    }
}

#[component]
fn Form(areas: Vec<AreaView>, ondone: EventHandler<Moved>) -> Element {
    let mut plan = use_signal(Plan::default);
    let mut asking = use_signal(|| false);
    let mut wrong = use_signal(|| None::<&'static str>);
    let saving = use_saving();
    let check = move |_| match plan.read().change() {
        Ok(_) => {
            wrong.set(None);
            asking.set(true);
        }
        Err(key) => wrong.set(Some(key)),
    };
    let go = use_callback(move |()| {
        asking.set(false);
        let Ok(change) = plan.read().change() else { return };
        let reason = plan.read().reason.trim().to_owned();
        saving.run(async move {
            ondone.call(ask!(Request::Move(NewMove { change, reason }), Moved)?);
            Ok(())
        });
    });
    let choose = move |code: String| {
        let reason = plan.peek().reason.clone();
        plan.set(Plan { what: What::parse(&code), reason, ..Plan::default() });
    };
    let kinds = What::ALL.map(|what| (what.code().to_owned(), t!(&format!("move-{}", what.code())))).to_vec();
    rsx! {
        Refused { saving }
        Pick { label: t!("move-what"), id: "move-what", testid: "move-what", options: kinds,
            onpick: choose }
        if let Some(what) = plan.read().what {
            p { class: "desk-note", {t!(&format!("move-{}-does", what.code()))} }
            // A key, so that nothing chosen for another kind stays in the fields.
            for what in [what] {
                Chosen { key: "{what.code()}", what, areas: areas.clone(), plan }
            }
            TextField { label: t!("move-reason"), hint: t!("move-reason-hint"), id: "move-reason", testid: "move-reason",
                oninput: move |text| plan.write().reason = text }
            if let Some(key) = wrong() {
                p { class: "field-error", role: "alert", {t!(key)} }
            }
            if asking() {
                div { class: "confirmation", role: "alertdialog", "aria-label": t!("move-sure"),
                    strong { {t!("move-sure")} }
                    p { {t!("move-sure-what")} }
                    div { class: "actions",
                        button { class: "button danger", r#type: "button", "data-testid": "move-yes", onclick: move |_| go.call(()), {t!("move-yes")} }
                        button { class: "button", r#type: "button", "data-testid": "move-no", onclick: move |_| asking.set(false), {t!("cancel")} }
                    }
                }
            } else {
                button { class: "button primary", r#type: "button", "data-testid": "move-go", disabled: saving.is_busy(), onclick: check, {t!("move-go")} }
            }
        }
    }
}

/// The fields that this kind of change needs.
#[component]
fn Chosen(what: What, areas: Vec<AreaView>, plan: Signal<Plan>) -> Element {
    rsx! {
        if what.moves_a_door() {
            PickDoor { label: t!("move-door"), id: "move-door", onpick: move |picked| plan.write().door = picked }
        } else {
            PickArea { label: t!("move-area"), id: "move-area", testid: "move-area", areas: areas.clone(), levels: what.levels(),
                onpick: move |picked| plan.write().area = picked }
        }
        if what == What::MergeHouseholds {
            PickDoor { label: t!("move-into-door"), id: "move-into", onpick: move |picked| plan.write().into = picked }
        } else {
            PickArea { label: t!("move-target"), id: "move-target", testid: "move-target", areas, levels: what.targets(),
                onpick: move |picked| plan.write().target = picked }
        }
        if what == What::Village {
            TextField { label: t!("move-code"), hint: t!("move-code-hint"), id: "move-code", testid: "move-code",
                oninput: move |text| plan.write().code = text }
        }
    }
}
