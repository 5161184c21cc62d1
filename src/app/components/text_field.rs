//! A text field that never touches what is being composed.
//!
//! It is uncontrolled: `initial` is only what it starts with; give it another `key` to start anew. `oninput` passes on
//! what the browser has, untransformed. Enter submits only when no input method is composing.

use dioxus::prelude::*;

/// Label, hint and field.
#[component]
pub(crate) fn TextField(
    label: String,
    id: String,
    #[props(default)] initial: String,
    #[props(default)] hint: String,
    #[props(default = "text".to_owned())] kind: String,
    #[props(default)] testid: String,
    #[props(default = "off".to_owned())] autocomplete: String,
    oninput: EventHandler<String>,
    onenter: Option<EventHandler<()>>,
) -> Element {
    rsx! {
        div { class: "field",
            label { r#for: "{id}", {label} }
            if !hint.is_empty() {
                p { class: "hint", id: "{id}-hint", {hint.clone()} }
            }
            input {
                id: "{id}",
                r#type: kind,
                initial_value: initial,
                autocomplete,
                autocapitalize: "off",
                spellcheck: "false",
                "aria-describedby": if !hint.is_empty() { "{id}-hint" },
                "data-testid": testid,
                oninput: move |event| oninput.call(event.value()),
                onkeydown: move |event| {
                    if event.key() == Key::Enter && !event.is_composing()
                        && let Some(enter) = onenter
                    {
                        enter.call(());
                    }
                },
            }
        }
    }
}
