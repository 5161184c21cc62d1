//! Makes a chosen picture small, in the webview that draws the pages: as a browser does it, see `web/picture.rs`.

use base64::{Engine, engine::general_purpose::STANDARD};
use dioxus::prelude::document;

/// Receives a picture in base64; gives a JPEG in base64, or nothing for what is no picture.
const SCRIPT: &str = "
    const text = atob(await dioxus.recv());
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    try {
        const bitmap = await createImageBitmap(new Blob([bytes]), { imageOrientation: 'from-image' });
        const scale = Math.min(1, 1600 / Math.max(bitmap.width, bitmap.height));
        const canvas = document.createElement('canvas');
        canvas.width = Math.max(1, Math.round(bitmap.width * scale));
        canvas.height = Math.max(1, Math.round(bitmap.height * scale));
        const context = canvas.getContext('2d');
        context.fillStyle = '#fff';
        context.fillRect(0, 0, canvas.width, canvas.height);
        context.imageSmoothingQuality = 'high';
        context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
        bitmap.close();
        return canvas.toDataURL('image/jpeg', 0.8).split(',')[1];
    } catch {
        return null;
    }";

/// The picture as it is kept: a JPEG; `None` when the webview knows no such picture.
pub async fn shrink(content: &[u8]) -> Option<Vec<u8>> {
    let script = document::eval(SCRIPT);
    script.send(STANDARD.encode(content)).ok()?;
    let small = script.join::<Option<String>>().await.ok()??;
    STANDARD.decode(small).ok()
}
