//! A finger's signature: a pad to draw on, and the drawn strokes shown elsewhere.
//!
//! Strokes are kept in 1/1000 of the pad's width with milliseconds since the first point, as the pledge event holds them.
//! What is drawn goes through the midpoints of neighbouring points, so that a fast finger leaves curves, not corners.

#[cfg(target_arch = "wasm32")]
mod pad_web;
#[cfg(not(target_arch = "wasm32"))]
mod pad_window;

use dioxus::prelude::*;

use crate::app::text::t;
#[cfg(target_arch = "wasm32")]
pub(crate) use pad_web::SignaturePad;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use pad_window::SignaturePad;

/// (x, y, ms since the first point).
pub(crate) type StrokePoint = (i32, i32, u32);
/// From finger down to finger up.
pub(crate) type Stroke = Vec<StrokePoint>;

const UNITS: f64 = 1000.0;
const LINE: f64 = 6.0;
const INK: &str = "#14233c";

/// Whether somebody signed rather than touched by accident.
pub(crate) fn is_signature(strokes: &[Stroke]) -> bool {
    let length: f64 = strokes
        .iter()
        .flat_map(|stroke| stroke.windows(2))
        .map(|pair| f64::hypot(f64::from(pair[1].0 - pair[0].0), f64::from(pair[1].1 - pair[0].1)))
        .sum();
    length > UNITS / 4.0
}

/// The signature as it was drawn.
#[component]
pub(crate) fn SignatureView(strokes: Vec<Stroke>) -> Element {
    rsx! {
        svg {
            class: "signature-view",
            view_box: "0 0 1000 500",
            role: "img",
            "aria-label": t!("signature-label"),
            "data-testid": "signature-view",
            for (index , stroke) in strokes.iter().enumerate() {
                path {
                    key: "{index}",
                    d: path_of(stroke),
                    fill: "none",
                    stroke: INK,
                    stroke_width: "{LINE}",
                    stroke_linecap: "round",
                    stroke_linejoin: "round",
                }
            }
        }
    }
}

fn path_of(stroke: &[StrokePoint]) -> String {
    use std::fmt::Write;
    let Some(first) = stroke.first() else { return String::new() };
    let mut path = format!("M{} {}", first.0, first.1);
    for pair in stroke.windows(2) {
        let (x, y) = (i32::midpoint(pair[0].0, pair[1].0), i32::midpoint(pair[0].1, pair[1].1));
        // Writing into a text cannot fail.
        let _never = write!(path, "Q{} {} {x} {y}", pair[0].0, pair[0].1);
    }
    let last = stroke.last().unwrap_or(first);
    let _never = write!(path, "L{} {}", last.0, last.1);
    path
}
