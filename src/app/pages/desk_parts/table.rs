//! A table of the desk; on a phone, its rows are cards.

use dioxus::prelude::*;

use crate::app::text::t;

/// Caption and head around the rows. Cells of the body carry `data-label`, which the cards show.
///
/// The roles are said aloud because cards are laid out as blocks, which takes a table its meaning.
#[component]
pub(crate) fn DeskTable(
    caption: String,
    /// Keys of the texts above the columns.
    columns: Vec<&'static str>,
    /// Rows as close as their text allows.
    #[props(default)]
    dense: bool,
    /// Whether the caption is seen; else it is only read aloud, because a heading above says the same.
    #[props(default)]
    show_caption: bool,
    children: Element,
) -> Element {
    rsx! {
        table { class: if dense { "desk-table cards dense" } else { "desk-table cards" }, role: "table",
            caption { class: if !show_caption { "visually-hidden" }, {caption} }
            thead { role: "rowgroup",
                tr { role: "row",
                    for key in columns {
                        th { key: "{key}", scope: "col", role: "columnheader", {t!(key)} }
                    }
                }
            }
            tbody { role: "rowgroup", {children} }
        }
    }
}
