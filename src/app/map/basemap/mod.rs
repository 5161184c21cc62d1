//! The map beneath the doors: a file that a person chooses, kept on this device, never asked of a network.
//!
//! It takes the place of the one before only when it is whole; what was refused is said in words. It holds no person's
//! data, and goes with everything else when the device is signed out or wiped.

#[cfg(target_arch = "wasm32")]
mod web;
#[cfg(not(target_arch = "wasm32"))]
mod window;

use dioxus::{html::FileData, prelude::*};
use futures_channel::mpsc;

use crate::app::{components::FileButton, text::t};
#[cfg(target_arch = "wasm32")]
use web as host;
#[cfg(not(target_arch = "wasm32"))]
use window as host;

/// A kept file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Basemap {
    /// As the file was called.
    pub(super) name: String,
    /// Its size in bytes.
    pub(super) bytes: f64,
}

/// Why a file was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "no file is chosen in a window"))]
pub(super) enum NoBasemap {
    /// It is no PMTiles file of version 3, or its table of contents cannot be read.
    NotPmtiles,
    /// Its end is missing.
    CutOff,
    /// Its tiles are of a kind that is not drawn.
    ForeignTiles,
    /// The device has no room for it.
    NoRoom,
    /// It could not be read or written to its end.
    NotCopied,
}

/// What is being done with a file.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Doing {
    Nothing,
    /// The share of it that was copied.
    Copying(f64),
    Refused(NoBasemap),
}

/// Folded away: which file lies beneath, choosing another, removing it.
#[component]
pub(super) fn BasemapMenu(onchange: EventHandler<()>) -> Element {
    let mut kept = use_signal(|| None::<Basemap>);
    let mut doing = use_signal(|| Doing::Nothing);
    let looked = use_resource(move || async move { kept.set(host::current().await) });
    let choose = move |files: Vec<FileData>| async move {
        let Some(file) = files.into_iter().next() else { return };
        doing.set(Doing::Copying(0.0));
        let (progress, mut shares) = mpsc::unbounded();
        spawn(async move {
            while let Ok(share) = shares.recv().await {
                if matches!(*doing.peek(), Doing::Copying(_)) {
                    doing.set(Doing::Copying(share));
                }
            }
        });
        let kept_now = host::keep(&file, progress).await;
        match kept_now {
            Ok(basemap) => {
                kept.set(Some(basemap));
                doing.set(Doing::Nothing);
                onchange(());
            }
            Err(reason) => doing.set(Doing::Refused(reason)),
        }
    };
    let remove = move |_| async move {
        host::remove().await;
        kept.set(None);
        doing.set(Doing::Nothing);
        onchange(());
    };
    let copying = matches!(doing(), Doing::Copying(_));
    if !host::DRAWS {
        return rsx! {};
    }
    rsx! {
        details { class: "map-legend-fold", "data-testid": "basemap",
            summary { {t!("basemap")} }
            div { class: "basemap-menu", "aria-busy": copying || looked.read().is_none(),
                p { {t!("basemap-what")} }
                if let Some(Basemap { name, bytes }) = kept() {
                    p { class: "file-name", "data-testid": "basemap-kept", {t!("basemap-kept", name = name, size = megabytes(bytes))} }
                }
                How { doing }
                div { class: "actions",
                    FileButton {
                        label: if kept.read().is_some() { t!("basemap-other") } else { t!("basemap-choose") },
                        testid: "basemap-file",
                        disabled: copying,
                        onfiles: choose,
                    }
                    if kept.read().is_some() {
                        button { class: "button quiet", r#type: "button", disabled: copying, "data-testid": "basemap-remove",
                            onclick: remove, {t!("basemap-remove")} }
                    }
                }
            }
        }
    }
}

/// How far the copy is, or why there is none.
#[component]
fn How(doing: ReadSignal<Doing>) -> Element {
    match doing() {
        Doing::Nothing => rsx! {},
        Doing::Copying(share) => rsx! {
            label { {t!("basemap-copying")}, progress { max: "1", value: "{share}" } }
        },
        Doing::Refused(reason) => rsx! {
            p { class: "field-error", role: "alert", "data-testid": "basemap-refused", {words(reason)} }
        },
    }
}

fn words(reason: NoBasemap) -> String {
    match reason {
        NoBasemap::NotPmtiles => t!("basemap-not-pmtiles"),
        NoBasemap::CutOff => t!("basemap-cut-off"),
        NoBasemap::ForeignTiles => t!("basemap-foreign-tiles"),
        NoBasemap::NoRoom => t!("basemap-no-room"),
        NoBasemap::NotCopied => t!("basemap-not-copied"),
    }
}

/// In MB with one decimal, as people compare files; never 0 for what is something.
fn megabytes(bytes: f64) -> String {
    format!("{:.1}", (bytes / 1e6).max(0.1))
}

#[cfg(test)]
mod tests {
    use super::megabytes;

    #[test]
    fn a_size_is_told_in_megabytes_and_never_as_nothing() {
        assert_eq!([1_234.0, 38_960_000.0].map(megabytes), ["0.1", "39.0"]);
    }
}
