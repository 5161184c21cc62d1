//! Photos in a form: chosen or taken, made small, kept on the device, and only then named by the form.

use dioxus::{html::FileData, prelude::*};

use super::{FailureBox, FileButton, PhotoThumb};
use crate::{
    app::{ask::ask, text::t},
    device::{
        MOST_PHOTOS,
        messages::{Failure, Request},
    },
    domain::{
        ids::EntityId,
        photo::{BlobHash, Photo},
    },
    platform::host::picture,
};

/// Larger files are not even read, in bytes: a phone would run out of memory over them.
const LARGEST_FILE: u64 = 40 * 1024 * 1024;

/// The field. `photos` are those that the form names; `onadd` comes once for each that is durable here, `onremove` when one
/// is taken off the form; `taking` says whether one is being kept.
#[component]
pub(crate) fn PhotoField(
    label: String,
    hint: String,
    testid: String,
    door: EntityId,
    photos: Vec<Photo>,
    taking: Signal<bool>,
    onadd: Callback<Photo>,
    onremove: Callback<BlobHash>,
) -> Element {
    let mut failure = use_signal(|| None::<Failure>);
    let before = photos.len();
    let take = use_callback(move |files: Vec<FileData>| {
        if taking() {
            return;
        }
        taking.set(true);
        failure.set(None);
        spawn(async move {
            failure.set(keep_all(before, onadd, files).await.err());
            taking.set(false);
        });
    });
    let full = photos.len() >= MOST_PHOTOS;
    rsx! {
        fieldset { class: "photo-field", "aria-busy": taking(), "data-testid": "{testid}",
            legend { {label} }
            p { class: "hint", {hint} }
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
                                onclick: move |_| onremove(photo.hash),
                                {t!("photo-remove")}
                            }
                        }
                    }
                }
            }
            if !full {
                div { class: "actions",
                    FileButton { label: t!("photo-camera"), testid: "photo-camera", accept: "image/*", camera: true, disabled: taking(), onfiles: take }
                    FileButton { label: t!("photo-album"), testid: "photo-album", accept: "image/*", multiple: true, disabled: taking(), onfiles: take }
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
async fn keep_all(before: usize, onadd: Callback<Photo>, files: Vec<FileData>) -> Result<(), Failure> {
    let invalid = |code: &str| Failure::Invalid { code: code.into() };
    for (taken, file) in files.into_iter().enumerate() {
        if before + taken >= MOST_PHOTOS {
            return Err(invalid("too_many_photos"));
        }
        if file.size() > LARGEST_FILE {
            return Err(invalid("photo_too_large"));
        }
        let content = file.read_bytes().await.map_err(|_| invalid("not_a_picture"))?;
        let content = picture::shrink(&content).await.ok_or_else(|| invalid("not_a_picture"))?;
        onadd(ask!(Request::KeepPhoto { content }, PhotoKept)?);
    }
    Ok(())
}

/// Adds it to a list that names each once.
pub(crate) fn add_photo(photos: &mut Vec<Photo>, photo: Photo) {
    if !photos.contains(&photo) {
        photos.push(photo);
    }
}
