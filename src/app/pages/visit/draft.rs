//! Keeps the form durable on every change, one write after the other, the newest last.

use dioxus::prelude::*;
use futures_channel::mpsc::{self, UnboundedSender};

use super::form::VisitForm;
use crate::{
    app::{ask::ask, components::toast, text::t},
    device::messages::Request,
    domain::ids::EntityId,
};

/// Under which name the draft is kept.
pub(super) const FORM: &str = "visit";

/// Stops and starts the keeping of a draft.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Keeper {
    keeping: Signal<bool>,
}

impl Keeper {
    /// From here on the visit itself is being saved: no write may bring the draft back behind it.
    pub(super) fn stop(mut self) {
        self.keeping.set(false);
    }

    /// The visit was not saved: the form is a draft again.
    pub(super) fn go_on(mut self) {
        self.keeping.set(true);
    }
}

/// Keeps `form` as the draft of a door whenever it changes; an untouched form is no draft.
pub(super) fn use_draft(door: EntityId, form: Signal<VisitForm>, untouched: VisitForm) -> Keeper {
    let keeping = use_signal(|| true);
    let sender = use_hook(|| start(door, keeping));
    use_effect(move || {
        let form = form.read();
        if *keeping.read()
            && *form != untouched
            && let Ok(content) = serde_json::to_string(&*form)
        {
            let _left = sender.unbounded_send(content);
        }
    });
    Keeper { keeping }
}

fn start(door: EntityId, keeping: Signal<bool>) -> UnboundedSender<String> {
    let (sender, mut receiver) = mpsc::unbounded::<String>();
    spawn(async move {
        while let Ok(mut content) = receiver.recv().await {
            // Only the newest state matters.
            while let Ok(newer) = receiver.try_recv() {
                content = newer;
            }
            if !*keeping.peek() {
                continue;
            }
            if let Err(failure) = ask!(Request::KeepDraft { door, form: FORM.into(), content }, Done) {
                toast::show_failure(&failure);
            }
        }
    });
    sender
}

/// Says that a half-made visit was brought back, and offers to throw it away.
#[component]
pub(super) fn DraftNotice(
    door: EntityId,
    form: Signal<VisitForm>,
    untouched: VisitForm,
    keeper: Keeper,
    ondrop: EventHandler<()>,
) -> Element {
    let mut dropped = use_signal(|| false);
    if dropped() {
        return rsx! {};
    }
    rsx! {
        div { class: "banner", role: "status", "data-testid": "draft-restored",
            p { {t!("draft-restored")} }
            button {
                class: "button small",
                r#type: "button",
                "data-testid": "draft-drop",
                onclick: move |_| {
                    let untouched = untouched.clone();
                    keeper.stop();
                    async move {
                        if let Err(failure) = ask!(Request::DropDraft { door, form: FORM.into() }, Done) {
                            toast::show_failure(&failure);
                        }
                        let mut form = form;
                        form.set(untouched);
                        dropped.set(true);
                        ondrop.call(());
                        keeper.go_on();
                    }
                },
                {t!("draft-drop")}
            }
        }
    }
}
