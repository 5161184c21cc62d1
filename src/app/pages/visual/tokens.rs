//! The tokens, read from the style sheet that holds them: a new one stands here by itself.

use dioxus::prelude::*;

use crate::app::text::t;

const SHEET: &str = include_str!("../../../../assets/styles/00-tokens.css");

/// What kind of value a token holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TokenKind {
    Colour,
    Type,
    Measure,
    Time,
}

/// Sizes of type; every other length is a measure.
const SIZES: [&str; 14] = [
    "--tab",
    "--small",
    "--body",
    "--large",
    "--title",
    "--kiosk-small",
    "--kiosk",
    "--kiosk-head",
    "--kiosk-title",
    "--key",
    "--digits",
    "--number",
    "--field",
    "--print",
];

/// The tokens of a kind, in the sheet's order.
fn tokens(kind: TokenKind) -> Vec<&'static str> {
    // The first block names them all; those after it change some.
    let block = SHEET.split('}').next().unwrap_or_default();
    let declared = block.split(';').filter_map(|line| {
        let (name, value) = line.rsplit("*/").next()?.trim().split_once(':')?;
        name.starts_with("--").then(|| (name, value.trim()))
    });
    declared.filter(|(name, value)| kind_of(name, value) == kind).map(|(name, _)| name).collect()
}

fn kind_of(name: &str, value: &str) -> TokenKind {
    if value.starts_with('#') || value.starts_with("rgb") {
        TokenKind::Colour
    } else if value.ends_with("ms") {
        TokenKind::Time
    } else if SIZES.contains(&name) {
        TokenKind::Type
    } else {
        TokenKind::Measure
    }
}

#[component]
pub(super) fn Type() -> Element {
    rsx! {
        for name in tokens(TokenKind::Type) {
            p { key: "{name}", class: "visual-type", font_size: "var({name})",
                {t!("visual-sentence")}
                " "
                code { {name} }
            }
        }
    }
}

#[component]
pub(super) fn Measures() -> Element {
    rsx! {
        ul { class: "visual-measures",
            for name in tokens(TokenKind::Measure) {
                li { key: "{name}",
                    code { {name} }
                    span { class: "visual-measure", width: "var({name})" }
                }
            }
            for name in tokens(TokenKind::Time) {
                li { key: "{name}", code { {name} } }
            }
        }
    }
}

#[component]
pub(super) fn Colours() -> Element {
    rsx! {
        ul { class: "visual-swatches",
            for name in tokens(TokenKind::Colour) {
                li { key: "{name}",
                    span { class: "visual-swatch", background_color: "var({name})" }
                    code { {name} }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SIZES, TokenKind, tokens};

    #[test]
    fn every_token_of_the_sheet_stands_on_the_page_once() {
        let [colours, sizes, measures, times] =
            [TokenKind::Colour, TokenKind::Type, TokenKind::Measure, TokenKind::Time].map(tokens);
        let first = super::SHEET.split('}').next().unwrap();
        let declared = first.lines().filter(|line| line.starts_with("  --")).count();
        assert_eq!(colours.len() + sizes.len() + measures.len() + times.len(), declared);
        assert_eq!(colours.first(), Some(&"--ground"));
        assert!(colours.contains(&"--paper") && measures.contains(&"--target"));
        assert_eq!(sizes.len(), SIZES.len());
    }
}
