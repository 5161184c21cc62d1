//! Which village, which file.

use dioxus::{html::FileData, prelude::*};

use crate::{
    app::{components::FileButton, pages::desk_parts::PickArea, text::t},
    device::messages::AreaView,
    domain::{area::Level, ids::AreaId},
};

/// Hands on village, file name and content as soon as both are chosen.
#[component]
pub(super) fn Choose(
    areas: Vec<AreaView>,
    village: Signal<Option<AreaId>>,
    onfile: EventHandler<(AreaId, String, Vec<u8>)>,
) -> Element {
    let mut unreadable = use_signal(|| false);
    let read = move |files: Vec<FileData>| async move {
        let Some(file) = files.into_iter().next() else { return };
        let Some(village) = village() else { return };
        match file.read_bytes().await {
            Ok(content) => onfile.call((village, file.name(), content.to_vec())),
            Err(_) => unreadable.set(true),
        }
    };
    rsx! {
        p { class: "lead", {t!("roster-lead")} }
        PickArea { label: t!("roster-village"), id: "roster-village", testid: "roster-village", areas,
            levels: vec![Level::Village], initial: village(), onpick: move |picked| village.set(picked) }
        div { class: "field",
            p { class: "label", {t!("roster-file")} }
            p { class: "hint", id: "roster-file-hint",
                if village().is_some() { {t!("roster-file-hint")} } else { {t!("roster-village-first")} }
            }
            FileButton { label: t!("roster-choose"), testid: "roster-file", described: "roster-file-hint",
                accept: ".xlsx,.xls,.ods,.csv,.txt", disabled: village().is_none(), onfiles: read }
        }
        if unreadable() {
            p { class: "field-error", role: "alert", {t!("roster-unreadable")} }
        }
        details { class: "desk-help",
            summary { {t!("roster-columns")} }
            p { {t!("roster-columns-text")} }
        }
    }
}
