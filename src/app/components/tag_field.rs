//! The key groups of a household, to tick.

use dioxus::prelude::*;

use super::{Chip, ChipField};
use crate::{
    app::text::text_of_code,
    domain::{facts::field, key_group::KeyGroup},
};

/// `tags` are codes with spaces between, as registered; those that this version does not know stay as they are.
#[component]
pub(crate) fn TagField(tags: String, prefix: &'static str, onchange: EventHandler<String>) -> Element {
    let chip = |group: KeyGroup| {
        let code = group.as_str();
        let pressed = tags.split_whitespace().any(|tag| tag == code);
        Chip::new(code, text_of_code("tag", code), pressed).tested_as(format!("{prefix}-tag-{code}"))
    };
    rsx! {
        ChipField {
            legend: text_of_code("field", field::TAGS),
            chips: KeyGroup::ALL.into_iter().map(chip).collect::<Vec<_>>(),
            onpick: move |tag: String| onchange.call(toggled(&tags, &tag)),
        }
    }
}

/// With the tag where it was lacking, without it where it stood.
fn toggled(tags: &str, tag: &str) -> String {
    let mut kept: Vec<&str> = tags.split_whitespace().filter(|other| *other != tag).collect();
    if kept.len() == tags.split_whitespace().count() {
        kept.push(tag);
    }
    kept.join(" ")
}
