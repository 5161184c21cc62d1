//! A group of chips, of which one or several are pressed.

use dioxus::prelude::*;

/// What can be chosen.
#[derive(Clone, PartialEq)]
pub(crate) struct Chip {
    /// Tells it from the others of its group.
    pub(crate) code: String,
    /// In the user's language.
    pub(crate) label: String,
    /// Whether it is chosen.
    pub(crate) pressed: bool,
    /// For tests.
    pub(crate) testid: String,
}

impl Chip {
    pub(crate) fn new(code: impl Into<String>, label: String, pressed: bool) -> Self {
        Self { code: code.into(), label, pressed, testid: String::new() }
    }

    pub(crate) fn tested_as(self, testid: String) -> Self {
        Self { testid, ..self }
    }
}

/// The group under its legend; `onpick` gets the code of the chip that was tapped, pressed or not. Children follow the chips.
#[component]
pub(crate) fn ChipField(legend: String, chips: Vec<Chip>, onpick: EventHandler<String>, children: Element) -> Element {
    rsx! {
        fieldset { class: "chips wrap",
            legend { {legend} }
            for Chip { code , label , pressed , testid } in chips {
                button {
                    key: "{code}",
                    class: "chip",
                    r#type: "button",
                    "aria-pressed": pressed,
                    "data-testid": if !testid.is_empty() { testid },
                    onclick: move |_| onpick.call(code.clone()),
                    {label}
                }
            }
            {children}
        }
    }
}
