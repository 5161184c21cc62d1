//! The pad in a window: what is drawn is shown at once as it will be shown later.
//!
//! The webview hands over one point per event and cannot hold the pointer, so a stroke ends at the pad's edge.

use dioxus::{html::input_data::MouseButton, prelude::*};

use super::{SignatureView, Stroke, StrokePoint, UNITS};
use crate::{app::text::t, platform::host::HostClock, sync::ports::Clock};

#[derive(Clone, Copy, Default)]
struct Pad {
    width: f64,
    pointer: Option<i32>,
    began: u64,
}

/// The pad.
#[component]
pub(crate) fn SignaturePad(strokes: Signal<Vec<Stroke>>) -> Element {
    let mut pad = use_signal(Pad::default);
    rsx! {
        div {
            class: "signature-pad",
            "data-testid": "signature-pad",
            role: "img",
            "aria-label": t!("signature-label"),
            onresize: move |event| {
                if let Ok(size) = event.get_border_box_size() {
                    pad.write().width = size.width;
                }
            },
            onpointerdown: move |event| begin(&mut pad.write(), strokes, &event),
            onpointermove: move |event| follow(*pad.peek(), strokes, &event),
            onpointerup: move |_| pad.write().pointer = None,
            onpointerleave: move |_| pad.write().pointer = None,
            onpointercancel: move |_| pad.write().pointer = None,
            // Points are counted from the pad, not from what is drawn on it.
            div { pointer_events: "none", SignatureView { strokes: strokes.read().clone() } }
        }
    }
}

fn begin(pad: &mut Pad, mut strokes: Signal<Vec<Stroke>>, event: &PointerEvent) {
    // A palm or a second finger does not draw.
    if pad.pointer.is_some() || event.trigger_button().is_some_and(|button| button != MouseButton::Primary) {
        return;
    }
    event.prevent_default();
    if strokes.peek().is_empty() {
        pad.began = HostClock.wall_ms();
    }
    pad.pointer = Some(event.pointer_id());
    strokes.write().push(vec![point_of(*pad, event)]);
}

fn follow(pad: Pad, mut strokes: Signal<Vec<Stroke>>, event: &PointerEvent) {
    if pad.pointer != Some(event.pointer_id()) {
        return;
    }
    if let Some(stroke) = strokes.write().last_mut() {
        stroke.push(point_of(pad, event));
    }
}

fn point_of(pad: Pad, event: &PointerEvent) -> StrokePoint {
    let (at, scale) = (event.element_coordinates(), UNITS / pad.width.max(1.0));
    let since = HostClock.wall_ms().saturating_sub(pad.began);
    ((at.x * scale).round() as i32, (at.y * scale).round() as i32, u32::try_from(since).unwrap_or(u32::MAX))
}
