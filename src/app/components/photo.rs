//! A photo that a record names: from this device, else from the server.

use base64::{Engine, engine::general_purpose::STANDARD};
use dioxus::prelude::*;

use crate::{
    app::{ask::other_reply, text::t},
    device::messages::{Failure, Reply, Request},
    domain::{ids::EntityId, photo::BlobHash},
    platform::host::client,
};

/// A small one; `label` is what it is called for those who do not see it.
#[component]
pub(crate) fn PhotoThumb(door: EntityId, hash: BlobHash, label: String) -> Element {
    let answer = use_resource(move || source(door, hash, false));
    rsx! {
        span { class: "photo-thumb", "aria-busy": answer.read().is_none(),
            match &*answer.read() {
                None => rsx! {},
                Some(Ok(source)) => rsx! { img { src: source.as_str(), alt: "{label}" } },
                Some(Err(_)) => rsx! { span { class: "hint", {t!("photo-not-here")} } },
            }
        }
    }
}

/// Address of a photo's bytes, which it holds itself.
pub(crate) async fn source(door: EntityId, hash: BlobHash, whole: bool) -> Result<String, Failure> {
    match client::call(Request::Photo { door, hash, whole }).await? {
        Reply::Photo { kind, content } => Ok(format!("data:{kind};base64,{}", STANDARD.encode(content))),
        _ => Err(other_reply()),
    }
}
