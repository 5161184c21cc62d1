//! Importing a roster: choose a village and a file, see what would happen, then do it or leave it.
//!
//! Nothing is written before the confirmation. The file is judged by the server; the accepted rows become events of this
//! device, and reach the server with the next sync like everything else.

mod choose;
mod done;
mod preview;

use dioxus::prelude::*;

use self::{choose::Choose, done::Done, preview::Preview};
use super::desk_parts::when_answered;
use crate::{
    app::{
        ask::{ask, use_answer},
        components::FailureBox,
        routes::Route,
        text::t,
    },
    device::messages::{AreaView, Failure, Request},
    domain::ids::AreaId,
    sync::imports::{PlannedDoor, RejectedRow, RosterPreview},
};

/// How far the import has come.
#[derive(Clone, PartialEq)]
enum Stage {
    Choosing,
    /// The server judges the file of this name.
    Judging(String),
    /// To be confirmed.
    Judged(AreaId, String, RosterPreview),
    /// So many rows are being written.
    Writing(usize),
    /// So many events were written, and these rows were left out.
    Done(AreaId, u32, Vec<RejectedRow>),
}

/// The page.
#[component]
pub(crate) fn DeskRoster() -> Element {
    let areas = use_answer(|| async { ask!(Request::Areas, Areas) });
    rsx! {
        div { class: "desk narrow",
            h1 { {t!("roster-title")} }
            p { Link { to: Route::DeskMoves {}, class: "link", {t!("roster-moves")} } }
            p { Link { to: Route::DeskErase {}, class: "link", {t!("roster-erase")} } }
            {when_answered(areas, |areas| rsx! { Import { areas: areas.clone() } })}
        }
    }
}

#[component]
fn Import(areas: Vec<AreaView>) -> Element {
    let mut stage = use_signal(|| Stage::Choosing);
    let mut failure = use_signal(|| None::<Failure>);
    // Stays chosen when a file is refused or another follows.
    let village = use_signal(|| None::<AreaId>);
    let judge = use_callback(move |(village, file_name, content): (AreaId, String, Vec<u8>)| {
        spawn(judge(village, file_name, content, stage, failure));
    });
    let write = use_callback(move |(village, plan, rejected): (AreaId, Vec<PlannedDoor>, Vec<RejectedRow>)| {
        spawn(write(village, plan, rejected, stage, failure));
    });
    let again = use_callback(move |()| {
        failure.set(None);
        stage.set(Stage::Choosing);
    });
    rsx! {
        if let Some(failure) = failure() {
            FailureBox { failure }
        }
        match stage() {
            Stage::Choosing => rsx! { Choose { areas, village, onfile: judge } },
            Stage::Judging(file) => rsx! { p { class: "waiting-line", role: "status", {t!("roster-judging", file = file)} } },
            Stage::Judged(village, file, preview) => rsx! {
                Preview { village: name_of(&areas, village), file, preview: preview.clone(),
                    onconfirm: move |()| write.call((village, preview.plan.clone(), preview.rejected.clone())),
                    oncancel: again }
            },
            Stage::Writing(count) => rsx! { p { class: "waiting-line", role: "status", {t!("roster-writing", count = count)} } },
            Stage::Done(village, written, rejected) => rsx! {
                Done { village, name: name_of(&areas, village), written, rejected, onagain: again }
            },
        }
    }
}

async fn judge(
    village: AreaId,
    file_name: String,
    content: Vec<u8>,
    mut stage: Signal<Stage>,
    mut failure: Signal<Option<Failure>>,
) {
    failure.set(None);
    stage.set(Stage::Judging(file_name.clone()));
    match ask!(Request::PreviewRoster { village, file_name: file_name.clone(), content }, Roster) {
        Ok(preview) => stage.set(Stage::Judged(village, file_name, preview)),
        Err(why) => {
            failure.set(Some(why));
            stage.set(Stage::Choosing);
        }
    }
}

async fn write(
    village: AreaId,
    plan: Vec<PlannedDoor>,
    rejected: Vec<RejectedRow>,
    mut stage: Signal<Stage>,
    mut failure: Signal<Option<Failure>>,
) {
    failure.set(None);
    let judged = stage.replace(Stage::Writing(plan.len()));
    match ask!(Request::ConfirmRoster { village, plan }, Imported) {
        Ok(written) => stage.set(Stage::Done(village, written, rejected)),
        Err(why) => {
            failure.set(Some(why));
            stage.set(judged);
        }
    }
}

fn name_of(areas: &[AreaView], id: AreaId) -> String {
    areas.iter().find(|area| area.id == id).map(|area| area.name.clone()).unwrap_or_default()
}
