//! A button with which a person chooses files. The browser's own field speaks the browser's language, not the app's.

use dioxus::{html::FileData, prelude::*};

/// `onfiles` gets what was chosen, at least one; the same file may be chosen again at once. `described` is the id of what
/// says more.
#[component]
pub(crate) fn FileButton(
    label: String,
    testid: String,
    #[props(default)] described: Option<String>,
    #[props(default)] accept: Option<String>,
    #[props(default)] multiple: bool,
    /// Straight from the camera, where there is one.
    #[props(default)]
    camera: bool,
    #[props(default)] disabled: bool,
    onfiles: EventHandler<Vec<FileData>>,
) -> Element {
    // A field that holds a file says nothing when the same one is chosen again: it starts anew.
    let mut used = use_signal(|| 0_u32);
    let choose = move |event: Event<FormData>| {
        let files = event.files();
        if !files.is_empty() {
            used += 1;
            onfiles.call(files);
        }
    };
    rsx! {
        for time in [used()] {
            label { key: "{time}", class: "button file-button",
                input {
                    class: "visually-hidden",
                    r#type: "file",
                    "data-testid": testid.clone(),
                    "aria-describedby": described.clone(),
                    accept: accept.clone(),
                    "capture": camera.then_some("environment"),
                    multiple,
                    disabled,
                    onchange: choose,
                }
                span { {label.clone()} }
            }
        }
    }
}
