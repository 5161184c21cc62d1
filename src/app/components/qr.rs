//! A text as a QR code: one path, black on white in every theme.

use dioxus::prelude::*;
use qrcode::{Color, EcLevel, QrCode};

use crate::app::text::t;

/// Light modules around the code, as readers need them.
const QUIET: usize = 4;

/// The code.
#[component]
pub(crate) fn QrImage(text: String, label: String, testid: String) -> Element {
    let Ok(code) = QrCode::with_error_correction_level(&text, EcLevel::M) else {
        return rsx! { p { {t!("invite-no-qr")} } };
    };
    let size = code.width() + 2 * QUIET;
    rsx! {
        svg { class: "qr", role: "img", "aria-label": label, view_box: "0 0 {size} {size}", shape_rendering: "crispEdges",
            "data-testid": testid,
            rect { width: "{size}", height: "{size}", fill: "#fff" }
            path { d: modules(&code), fill: "#000" }
        }
    }
}

fn modules(code: &QrCode) -> String {
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, colour)| *colour == Color::Dark);
    let place = |index: usize| (index % code.width() + QUIET, index / code.width() + QUIET);
    dark.map(|(index, _)| place(index)).map(|(x, y)| format!("M{x} {y}h1v1h-1z")).collect()
}
