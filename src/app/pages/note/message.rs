//! A message to a group: a text to share, then the word of the one who shared it.

use dioxus::prelude::*;

use super::save;
use crate::{
    app::{
        components::{Chip, ChipField, toast},
        pages::{Share, handbook_texts},
        routes::Route,
        saving::{Refused, use_saving},
        state::STATUS,
        text::{t, text_of_code},
    },
    device::messages::{NewNote, VillageNotes},
    domain::facts::MessageSent,
};

/// Where no rule set is known yet.
const MESSAGE: &str = "group_message";
/// The duty whose texts are for parents.
const PARENTS: &str = "parent_message";

#[component]
pub(super) fn MessageForm(notes: VillageNotes) -> Element {
    let village = notes.village;
    let today = STATUS.read().as_ref().map(|status| status.today);
    let mut duties: Vec<String> =
        notes.duties.iter().filter(|duty| duty.by_message).map(|duty| duty.kind.clone()).collect();
    if duties.is_empty() {
        duties.push(MESSAGE.into());
    }
    let mut duty = use_signal(|| duties.first().cloned().unwrap_or_default());
    let saving = use_saving();
    let sent = move |on| async move {
        save(village, NewNote::Message(MessageSent { duty: duty(), on })).await?;
        navigator().replace(Route::NotePage {});
        Ok(())
    };
    let for_parents = duty() == PARENTS;
    let texts = handbook_texts(for_parents);
    rsx! {
        p { {t!("message-what")} }
        ChipField {
            legend: t!("message-duty"),
            chips: duties
                .iter()
                .map(|kind| Chip::new(kind, text_of_code("duty", kind), duty() == *kind).tested_as("message-duty".into()))
                .collect::<Vec<_>>(),
            onpick: move |kind| {
                toast::hide();
                duty.set(kind);
            },
        }
        ul { class: "share-list",
            for text in texts {
                li { key: "{text}",
                    Share { text }
                }
            }
        }
        div { class: "save-bar in-page",
            Refused { saving }
            button {
                class: "button primary large wide",
                r#type: "button",
                "data-testid": "message-sent",
                disabled: saving.is_busy(),
                onclick: move |_| {
                    if let Some(today) = today {
                        saving.run(sent(today));
                    }
                },
                {t!("message-sent")}
            }
        }
    }
}
