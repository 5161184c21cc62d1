//! Saving what a person entered: once, however often the button is tapped, and what was refused stands beside the button.
//!
//! What is being saved goes on only while its page stands; leaving the page is the last thing a saving does.

use std::future::Future;

use dioxus::prelude::*;

use super::{components::FailureBox, text::t};
use crate::device::messages::Failure;

/// One button's saving.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Saving {
    busy: Signal<bool>,
    failure: Signal<Option<Failure>>,
}

/// Nothing is being saved and nothing was refused.
pub(crate) fn use_saving() -> Saving {
    Saving { busy: use_signal(|| false), failure: use_signal(|| None) }
}

impl Saving {
    /// Runs it, unless one runs already: fingers tap twice, and a second record of the same thing would be a lie.
    pub(crate) fn run(mut self, saving: impl Future<Output = Result<(), Failure>> + 'static) {
        if *self.busy.peek() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        spawn(async move {
            let refused = saving.await.err();
            self.failure.set(refused);
            self.busy.set(false);
        });
    }

    /// Whether its button waits.
    pub(crate) fn is_busy(self) -> bool {
        (self.busy)()
    }

    /// Whether the last try was refused.
    pub(crate) fn is_refused(self) -> bool {
        self.failure.read().is_some()
    }
}

/// Why it was not saved; nothing where it was.
#[component]
pub(crate) fn Refused(saving: Saving) -> Element {
    let failure = (saving.failure)();
    rsx! {
        if let Some(failure) = failure {
            FailureBox { failure }
        }
    }
}

/// A form whose one button saves it.
#[component]
pub(crate) fn SaveForm(
    saving: Saving,
    testid: &'static str,
    label: String,
    #[props(default = "visit-form")] class: &'static str,
    #[props(default = "button primary large wide")] button: &'static str,
    #[props(default)] disabled: bool,
    onsave: EventHandler<()>,
    children: Element,
) -> Element {
    rsx! {
        form {
            class,
            onsubmit: move |event| {
                event.prevent_default();
                onsave.call(());
            },
            {children}
            Refused { saving }
            button { class: button, r#type: "submit", disabled: disabled || saving.is_busy(), "data-testid": testid,
                if saving.is_busy() { {t!("saving")} } else { {label} }
            }
        }
    }
}
