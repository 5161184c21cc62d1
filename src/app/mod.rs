//! The app's pages. A page turns signals into elements and events into requests; it holds no SQL and no HTTP.
//!
//! `state` is what all pages share, `ask` how they ask the device, `text` what they say, `routes` where they are, `frame`
//! what surrounds them. Texts come from `assets/i18n`, looks from `assets/styles`.
//!
//! For tests the elements carry `data-testid`:
//! frame: `tab-today` `tab-doors` `tab-map` `tab-me` `tab-desk` `tab-roster` `tab-people` · `sync-line` (with `data-saved`,
//! `data-received`, `data-waiting`, `data-phase`) · `saved-toast` · `update-ready` `update-apply` · `banner-revoked` ·
//! `failure` (with `data-code`) · `storage-problem` (with `data-code`) · `storage-take-over`.
//! coming in: `invitation-input` `invitation-open` `sign-in-name` `sign-in-password` `sign-in` · `join-name` `join-confirm`
//! `join-progress` `join-done`.
//! doors: `search-input` `filter-<state>` `door-count` `door-row` (with `data-id`, `data-state`) · `today-group`
//! `draft-banner` (links to the form) · door page: `door-state` (with `data-state`) `outcome-met` `outcome-nobody-home`
//! `record-visit` `pledge-start` `history-line` (with `data-kind`, `data-delivery`) `conflict-choice`.
//! visit: `outcome-<outcome>` `outcome-chosen` (with `data-outcome`) `outcome-change` `adults-met-plus` `adults-met-minus`
//! `topic-<code>` `notice-handed` `revisit-day` `away-until` `visit-note` `draft-restored` `draft-drop` `save-visit`.
//! pledge: `pledge-title` `pledge-read-aloud` `pledge-no-voice` `pledge-recording` `recording-progress` `pledge-to-sign` `pledge-signer` `signature-pad`
//! `signature-clear` `pledge-preview` `pledge-to-confirm` `pledge-confirm` `pledge-decline` `pledge-decline-yes`
//! `pledge-done` `pledge-finish` `pledge-leave`.
//! me: `sync-now` `records` (leads to the list) `record-line` (with `data-kind`, `data-delivery`) `export-unsent`
//! `language-zh-CN` `language-en` `elder-mode` `sign-out` `sign-out-yes` `conflicts` `conflict-line`.

pub(crate) mod ask;
pub(crate) mod components;
mod frame;
mod idle;
pub(crate) mod map;
mod marker;
pub(crate) mod moment;
mod pages;
pub(crate) mod routes;
pub(crate) mod saving;
pub(crate) mod state;
pub(crate) mod text;

use dioxus::prelude::*;

/// Starts the page.
pub fn start() {
    crate::platform::host::launch(App);
}

#[component]
fn App() -> Element {
    use_hook(text::restore_preferences);
    use_future(state::follow_device);
    rsx! {
        Router::<routes::Route> {}
    }
}
