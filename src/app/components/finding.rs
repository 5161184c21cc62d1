//! Asking the device where it is, when somebody tapped for it.

use dioxus::prelude::*;

use crate::platform::{
    host::standpoint::standpoint,
    standpoint::{NoStandpoint, Standpoint},
};

/// One button's asking.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Finding {
    busy: Signal<bool>,
    refused: Signal<Option<NoStandpoint>>,
}

/// Nothing was asked yet.
pub(crate) fn use_finding() -> Finding {
    Finding { busy: use_signal(|| false), refused: use_signal(|| None) }
}

impl Finding {
    /// Asks; `found` gets the answer, if there is one.
    pub(crate) fn ask(mut self, mut found: impl FnMut(Standpoint) + 'static) {
        self.busy.set(true);
        self.refused.set(None);
        spawn(async move {
            match standpoint().await {
                Ok(here) => found(here),
                Err(why) => self.refused.set(Some(why)),
            }
            self.busy.set(false);
        });
    }

    /// Whether its button waits.
    pub(crate) fn is_busy(self) -> bool {
        (self.busy)()
    }

    /// Why the last try found nothing.
    pub(crate) fn refused(self) -> Option<NoStandpoint> {
        (self.refused)()
    }
}
