//! Makes a chosen picture small in the page: a JPEG of at most [`LONGEST_SIDE`], upright, without what a camera wrote into it.
//!
//! The browser decodes it and a canvas draws it anew, so neither place nor time nor device of the original goes along.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap};

/// Longest side of what is kept, in pixels.
const LONGEST_SIDE: u32 = 1600;
/// How much a JPEG may lose.
const QUALITY: f64 = 0.8;

/// The picture as it is kept: a JPEG; `None` when the browser knows no such picture.
pub async fn shrink(content: &[u8]) -> Option<Vec<u8>> {
    draw_small(content).await.ok()
}

async fn draw_small(content: &[u8]) -> Result<Vec<u8>, JsValue> {
    let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(content)))?;
    // Asked for by name: older browsers turn a picture upright only when told to.
    let upright = Object::new();
    Reflect::set(&upright, &"imageOrientation".into(), &"from-image".into())?;
    let create: Function = Reflect::get(&window, &"createImageBitmap".into())?.dyn_into()?;
    let promise: Promise = create.call2(&window, &blob, &upright)?.dyn_into()?;
    let bitmap: ImageBitmap = JsFuture::from(promise).await?.dyn_into()?;
    let small = draw(&window, &bitmap);
    // Twelve million pixels are not left to a later tidying up.
    bitmap.close();
    let blob: Blob = JsFuture::from(as_jpeg(&small?)).await?.dyn_into()?;
    let buffer = JsFuture::from(blob.array_buffer()).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

fn draw(window: &web_sys::Window, bitmap: &ImageBitmap) -> Result<HtmlCanvasElement, JsValue> {
    let (width, height) = fitted(bitmap.width(), bitmap.height());
    let document = window.document().ok_or(JsValue::UNDEFINED)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::UNDEFINED)?.dyn_into()?;
    // A JPEG has no transparency: white paper shows through, not black.
    Reflect::set(&context, &"fillStyle".into(), &"#fff".into())?;
    context.fill_rect(0.0, 0.0, width.into(), height.into());
    Reflect::set(&context, &"imageSmoothingQuality".into(), &"high".into())?;
    context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width.into(), height.into())?;
    Ok(canvas)
}

/// The same shape, no side longer than [`LONGEST_SIDE`], none shorter than a pixel.
fn fitted(width: u32, height: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= LONGEST_SIDE {
        return (width.max(1), height.max(1));
    }
    let scaled = |side: u32| {
        let side = u64::from(side) * u64::from(LONGEST_SIDE) / u64::from(longest);
        u32::try_from(side).unwrap_or(LONGEST_SIDE).max(1)
    };
    (scaled(width), scaled(height))
}

fn as_jpeg(canvas: &HtmlCanvasElement) -> Promise {
    Promise::new(&mut |resolve, reject| {
        let refused = reject.clone();
        let done = Closure::once_into_js(move |blob: JsValue| {
            let answer = if blob.is_null() { &refused } else { &resolve };
            let _nobody_waits = answer.call1(&JsValue::NULL, &blob);
        });
        let started = canvas.to_blob_with_type_and_encoder_options(
            done.unchecked_ref(),
            "image/jpeg",
            &JsValue::from_f64(QUALITY),
        );
        if let Err(thrown) = started {
            let _nobody_waits = reject.call1(&JsValue::NULL, &thrown);
        }
    })
}
