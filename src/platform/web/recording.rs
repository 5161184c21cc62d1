//! Playing a recording that the device keeps: its bytes as a sound of the browser's own, at an address of this page alone.

use std::rc::Rc;

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, HtmlAudioElement, Url};

/// What a player says of itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Heard {
    /// So many seconds of so many were heard; the whole may not be known yet (0).
    Moved {
        /// Heard so far.
        at: f64,
        /// In all.
        of: f64,
    },
    /// It came to its end.
    Ended,
    /// This browser cannot play it.
    Broken,
}

/// A recording, ready to be played; silent once it is dropped.
pub struct Player {
    audio: HtmlAudioElement,
    address: String,
    heard: Rc<dyn Fn(Heard)>,
    /// They live as long as the sound that calls them.
    listeners: [Closure<dyn FnMut()>; 3],
}

impl Player {
    /// Of these bytes; `heard` is called while it plays.
    pub fn of(kind: &str, content: &[u8], heard: impl Fn(Heard) + 'static) -> Option<Self> {
        Self::make(kind, content, Rc::new(heard)).ok()
    }

    fn make(kind: &str, content: &[u8], heard: Rc<dyn Fn(Heard)>) -> Result<Self, JsValue> {
        let options = BlobPropertyBag::new();
        options.set_type(kind);
        let blob = Blob::new_with_u8_array_sequence_and_options(&Array::of1(&Uint8Array::from(content)), &options)?;
        let audio = HtmlAudioElement::new()?;
        let address = Url::create_object_url_with_blob(&blob)?;
        // Nothing is decoded before somebody wants to hear it.
        audio.set_preload("none");
        audio.set_src(&address);
        let listen = |name: &str, says: fn(&HtmlAudioElement) -> Heard| {
            let (sound, heard) = (audio.clone(), Rc::clone(&heard));
            let listener = Closure::<dyn FnMut()>::new(move || heard(says(&sound)));
            audio.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref()).map(|()| listener)
        };
        let listeners =
            [listen("timeupdate", moved)?, listen("ended", |_| Heard::Ended)?, listen("error", |_| Heard::Broken)?];
        Ok(Self { audio, address, heard, listeners })
    }

    /// Plays from its beginning.
    pub fn start(&self) {
        self.audio.set_current_time(0.0);
        self.go_on();
    }

    /// Plays on from where it was paused.
    pub fn go_on(&self) {
        let Ok(begun) = self.audio.play() else { return (self.heard)(Heard::Broken) };
        let heard = Rc::clone(&self.heard);
        spawn_local(async move {
            if let Err(error) = JsFuture::from(begun).await {
                let name = Reflect::get(&error, &"name".into()).unwrap_or_default();
                // Paused before it began is no fault.
                if name != "AbortError" {
                    heard(Heard::Broken);
                }
            }
        });
    }

    /// Pauses.
    pub fn pause(&self) {
        // It throws nothing that anybody could mend.
        let _silent = self.audio.pause();
    }
}

fn moved(audio: &HtmlAudioElement) -> Heard {
    let of = Some(audio.duration()).filter(|seconds| seconds.is_finite()).unwrap_or_default();
    Heard::Moved { at: audio.current_time(), of }
}

impl Drop for Player {
    fn drop(&mut self) {
        self.pause();
        for (name, listener) in ["timeupdate", "ended", "error"].into_iter().zip(&self.listeners) {
            let _gone = self.audio.remove_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
        let _gone = Url::revoke_object_url(&self.address);
    }
}
