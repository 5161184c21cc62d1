//! Keeps a form durable on every change, one write after the other, the newest last, and brings it back.

use dioxus::prelude::*;
use futures_channel::mpsc::{self, UnboundedSender};
use serde::{Serialize, de::DeserializeOwned};

use super::toast;
use crate::{
    app::{ask::ask, text::t},
    device::messages::{Failure, Request},
    domain::ids::EntityId,
};

/// Which form a draft is of, as the device keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DraftOf {
    Visit,
    PaperPledge,
}

impl DraftOf {
    /// Goes with the fact that the form becomes: the device drops it under this name in the same write.
    const fn name(self) -> &'static str {
        match self {
            Self::Visit => "visit",
            Self::PaperPledge => "pledge",
        }
    }

    /// What was half-made at this door, if anything; what an older app wrote and this one cannot read is nothing.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) async fn at<F: DeserializeOwned>(self, door: EntityId) -> Result<Option<F>, Failure> {
        let kept = ask!(Request::Draft { door, form: self.name().into() }, Draft)?;
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()))
    }
}

/// Stops and starts the keeping of a draft.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Keeper {
    of: DraftOf,
    door: EntityId,
    keeping: Signal<bool>,
}

impl Keeper {
    /// From here on the fact itself is being saved: no write may bring the draft back behind it.
    pub(crate) fn stop(mut self) {
        self.keeping.set(false);
    }

    /// The fact was not saved: the form is a draft again.
    pub(crate) fn go_on(mut self) {
        self.keeping.set(true);
    }

    async fn write(self, content: String) {
        let request = Request::KeepDraft { door: self.door, form: self.of.name().into(), content };
        if let Err(failure) = ask!(request, Done) {
            toast::show_failure(&failure);
        }
    }

    async fn throw_away(self) {
        if let Err(failure) = ask!(Request::DropDraft { door: self.door, form: self.of.name().into() }, Done) {
            toast::show_failure(&failure);
        }
    }
}

/// Keeps `form` as the draft of a door whenever it changes; an untouched form is no draft.
pub(crate) fn use_draft<F>(of: DraftOf, door: EntityId, form: Signal<F>, untouched: F) -> Keeper
where
    F: Serialize + PartialEq + 'static,
{
    let keeping = use_signal(|| true);
    let keeper = Keeper { of, door, keeping };
    let sender = use_hook(|| start(keeper));
    use_effect(move || {
        let form = form.read();
        if *keeping.read()
            && *form != untouched
            && let Ok(content) = serde_json::to_string(&*form)
        {
            let _left = sender.unbounded_send(content);
        }
    });
    keeper
}

fn start(keeper: Keeper) -> UnboundedSender<String> {
    let (sender, mut receiver) = mpsc::unbounded::<String>();
    spawn(async move {
        while let Ok(mut content) = receiver.recv().await {
            // Only the newest state matters.
            while let Ok(newer) = receiver.try_recv() {
                content = newer;
            }
            if *keeper.keeping.peek() {
                keeper.write(content).await;
            }
        }
    });
    sender
}

/// Says that a half-made form was brought back, and offers to throw it away.
#[component]
pub(crate) fn DraftNotice<F: Clone + PartialEq + 'static>(
    form: Signal<F>,
    untouched: F,
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
                        keeper.throw_away().await;
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
