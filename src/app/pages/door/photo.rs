//! One photo of a door's history, as large as the window.

use dioxus::prelude::*;

use crate::{
    app::{
        components::{FailureBox, Icon, IconKind, Waiting, photo_source},
        routes::Route,
        text::t,
    },
    domain::{ids::EntityId, photo::BlobHash},
};

/// The page.
#[component]
pub(crate) fn PhotoPage(id: EntityId, hash: BlobHash) -> Element {
    let answer = use_resource(move || photo_source(id, hash, true));
    rsx! {
        nav { class: "page-back",
            Link { to: Route::DoorPage { id }, class: "back",
                Icon { kind: IconKind::Back }
                {t!("back")}
            }
        }
        h1 { class: "visually-hidden", {t!("photo")} }
        match &*answer.read() {
            None => rsx! { Waiting {} },
            Some(Ok(source)) => rsx! { img { class: "photo-whole", "data-testid": "photo-whole", src: source.as_str(), alt: t!("photo") } },
            Some(Err(failure)) => rsx! { FailureBox { failure: failure.clone() } },
        }
    }
}
