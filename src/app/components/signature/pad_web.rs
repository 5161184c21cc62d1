//! The pad in a browser: a canvas, which takes every point of a fast finger.

use std::{cell::RefCell, rc::Rc};

use dioxus::{prelude::*, web::WebEventExt};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::{INK, LINE, Stroke, StrokePoint, UNITS};
use crate::app::text::t;

/// The pad is this much wider than high.
const RATIO: f64 = 2.0;

#[derive(Default)]
struct Pad {
    canvas: Option<HtmlCanvasElement>,
    pointer: Option<i32>,
    began: Option<f64>,
}

/// The pad.
#[component]
pub(crate) fn SignaturePad(strokes: Signal<Vec<Stroke>>) -> Element {
    let pad = use_hook(|| Rc::new(RefCell::new(Pad::default())));
    let (mounted, down, moved, up, gone) = (pad.clone(), pad.clone(), pad.clone(), pad.clone(), pad.clone());
    use_effect(move || {
        if strokes.read().is_empty()
            && let Some(canvas) = &pad.borrow().canvas
        {
            redraw(canvas, &[]);
        }
    });
    rsx! {
        canvas {
            class: "signature-pad",
            "data-testid": "signature-pad",
            role: "img",
            "aria-label": t!("signature-label"),
            onmounted: move |event| {
                let canvas = event.as_web_event().dyn_into::<HtmlCanvasElement>().ok();
                if let Some(canvas) = &canvas {
                    fit(canvas);
                    redraw(canvas, &strokes.peek());
                }
                mounted.borrow_mut().canvas = canvas;
            },
            onpointerdown: move |event| begin(&mut down.borrow_mut(), strokes, &event.as_web_event()),
            onpointermove: move |event| follow(&moved.borrow(), strokes, &event.as_web_event()),
            onpointerup: move |_| up.borrow_mut().pointer = None,
            onpointercancel: move |_| gone.borrow_mut().pointer = None,
        }
    }
}

fn begin(pad: &mut Pad, mut strokes: Signal<Vec<Stroke>>, event: &web_sys::PointerEvent) {
    // A palm or a second finger does not draw.
    if pad.pointer.is_some() {
        return;
    }
    let Some(canvas) = pad.canvas.clone() else { return };
    event.prevent_default();
    let _gone = canvas.set_pointer_capture(event.pointer_id());
    if strokes.peek().is_empty() {
        pad.began = Some(event.time_stamp());
    }
    pad.pointer = Some(event.pointer_id());
    let point = point_of(&canvas, event, pad.began.unwrap_or_default());
    strokes.write().push(vec![point]);
    redraw(&canvas, &strokes.peek());
}

fn follow(pad: &Pad, mut strokes: Signal<Vec<Stroke>>, event: &web_sys::PointerEvent) {
    let (Some(canvas), Some(began)) = (&pad.canvas, pad.began) else { return };
    if pad.pointer != Some(event.pointer_id()) {
        return;
    }
    let mut points: Vec<_> = event
        .get_coalesced_events()
        .iter()
        .filter_map(|event| event.dyn_into::<web_sys::PointerEvent>().ok())
        .map(|event| point_of(canvas, &event, began))
        .collect();
    if points.is_empty() {
        points.push(point_of(canvas, event, began));
    }
    if let Some(stroke) = strokes.write().last_mut() {
        stroke.extend(points);
    }
    redraw(canvas, &strokes.peek());
}

fn point_of(canvas: &HtmlCanvasElement, event: &web_sys::PointerEvent, began: f64) -> StrokePoint {
    let rect = canvas.get_bounding_client_rect();
    let scale = UNITS / rect.width().max(1.0);
    // Fractions of a pixel matter to a signature; web-sys rounds them away.
    let exact = |name: &str| js_sys::Reflect::get(event, &name.into()).ok().and_then(|at| at.as_f64());
    let x = exact("clientX").unwrap_or_default() - rect.left();
    let y = exact("clientY").unwrap_or_default() - rect.top();
    ((x * scale).round() as i32, (y * scale).round() as i32, (event.time_stamp() - began).max(0.0) as u32)
}

/// Gives the canvas as many dots as the screen has there.
fn fit(canvas: &HtmlCanvasElement) {
    let density = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
    let width = canvas.get_bounding_client_rect().width() * density;
    canvas.set_width(width as u32);
    canvas.set_height((width / RATIO) as u32);
}

fn redraw(canvas: &HtmlCanvasElement, strokes: &[Stroke]) {
    let Some(context) = canvas.get_context("2d").ok().flatten() else { return };
    let Ok(context) = context.dyn_into::<CanvasRenderingContext2d>() else { return };
    let scale = f64::from(canvas.width()) / UNITS;
    let _same = context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0);
    context.clear_rect(0.0, 0.0, UNITS, UNITS);
    context.set_line_width(LINE);
    context.set_line_cap("round");
    context.set_line_join("round");
    let _same = js_sys::Reflect::set(&context, &"strokeStyle".into(), &JsValue::from_str(INK));
    for stroke in strokes {
        draw(&context, stroke);
    }
}

fn draw(context: &CanvasRenderingContext2d, stroke: &[StrokePoint]) {
    let at = |point: &StrokePoint| (f64::from(point.0), f64::from(point.1));
    let Some(first) = stroke.first().map(at) else { return };
    context.begin_path();
    context.move_to(first.0, first.1);
    for pair in stroke.windows(2) {
        let (from, to) = (at(&pair[0]), at(&pair[1]));
        context.quadratic_curve_to(from.0, from.1, f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
    }
    let last = stroke.last().map_or(first, at);
    context.line_to(last.0, last.1);
    context.stroke();
}
