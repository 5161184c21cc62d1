//! Photos in the visit form: chosen or taken, made small, kept on the device, and only then named by the draft.

use dioxus::prelude::*;

use super::form::VisitForm;
use crate::{
    app::{
        ask::ask,
        components::{FailureBox, PhotoThumb},
        text::t,
    },
    device::{
        MOST_PHOTOS,
        messages::{Failure, Request},
    },
    domain::{ids::EntityId, photo::BlobHash},
    platform::host::picture,
};

/// Larger files are not even read, in bytes: a phone would run out of memory over them.
const LARGEST_FILE: u64 = 40 * 1024 * 1024;

#[component]
pub(super) fn PhotoField(form: Signal<VisitForm>, door: EntityId, taking: Signal<bool>) -> Element {
    let mut failure = use_signal(|| None::<Failure>);
    // A file field that was used starts anew, so that the same picture can be chosen again.
    let mut used = use_signal(|| 0_u32);
    let take = use_callback(move |files: Vec<dioxus::html::FileData>| {
        if taking() || files.is_empty() {
            return;
        }
        taking.set(true);
        failure.set(None);
        spawn(async move {
            failure.set(keep_all(form, files).await.err());
            used += 1;
            taking.set(false);
        });
    });
    let photos = form.read().photos.clone();
    let full = photos.len() >= MOST_PHOTOS;
    rsx! {
        fieldset { class: "photo-field", "aria-busy": taking(), "data-testid": "visit-photos",
            legend { {t!("visit-photos")} }
            p { class: "hint", {t!("visit-photos-hint", most = MOST_PHOTOS)} }
            if !photos.is_empty() {
                ul { class: "photo-strip",
                    for (at, photo) in photos.into_iter().enumerate() {
                        li { key: "{photo.hash}", "data-testid": "form-photo",
                            PhotoThumb { door, hash: photo.hash, label: t!("photo-number", number = at + 1) }
                            button {
                                class: "button small",
                                r#type: "button",
                                "data-testid": "photo-remove",
                                "aria-label": t!("photo-remove-number", number = at + 1),
                                onclick: move |_| remove(form, photo.hash),
                                {t!("photo-remove")}
                            }
                        }
                    }
                }
            }
            if !full {
                div { key: "{used}", class: "actions",
                    label { class: "button file-button",
                        input { class: "visually-hidden", r#type: "file", accept: "image/*", "capture": "environment",
                            "data-testid": "photo-camera", disabled: taking(), onchange: move |event| take(event.files()) }
                        span { {t!("photo-camera")} }
                    }
                    label { class: "button file-button",
                        input { class: "visually-hidden", r#type: "file", accept: "image/*", multiple: true,
                            "data-testid": "photo-album", disabled: taking(), onchange: move |event| take(event.files()) }
                        span { {t!("photo-album")} }
                    }
                }
            }
            if taking() {
                p { class: "hint", role: "status", {t!("photo-taking")} }
            }
            if let Some(failure) = failure() {
                FailureBox { failure }
            }
        }
    }
}

/// Each is durable before the form names it; what came before a failure stays.
async fn keep_all(mut form: Signal<VisitForm>, files: Vec<dioxus::html::FileData>) -> Result<(), Failure> {
    let invalid = |code: &str| Failure::Invalid { code: code.into() };
    for file in files {
        if form.peek().photos.len() >= MOST_PHOTOS {
            return Err(invalid("too_many_photos"));
        }
        if file.size() > LARGEST_FILE {
            return Err(invalid("photo_too_large"));
        }
        let content = file.read_bytes().await.map_err(|_| invalid("not_a_picture"))?;
        let content = picture::shrink(&content).await.ok_or_else(|| invalid("not_a_picture"))?;
        let photo = ask!(Request::KeepPhoto { content }, PhotoKept)?;
        let mut form = form.write();
        if !form.photos.contains(&photo) {
            form.photos.push(photo);
        }
    }
    Ok(())
}

fn remove(mut form: Signal<VisitForm>, hash: BlobHash) {
    form.write().photos.retain(|photo| photo.hash != hash);
}
