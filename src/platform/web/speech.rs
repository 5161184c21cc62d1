//! Reading aloud by the device's own voice, where it has one for the language.

use wasm_bindgen::JsCast;
use web_sys::{SpeechSynthesis, SpeechSynthesisUtterance, SpeechSynthesisVoice};

/// What came of a wish to hear something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speech {
    /// It is being read.
    Speaking,
    /// This device has no voice for the language.
    NoVoice,
}

fn synthesis() -> Option<SpeechSynthesis> {
    let window = web_sys::window()?;
    // Some embedded browsers lack it: ask before touching it.
    let there = js_sys::Reflect::has(&window, &"speechSynthesis".into()).unwrap_or(false);
    if there { window.speech_synthesis().ok() } else { None }
}

fn voice(synthesis: &SpeechSynthesis, language: &str) -> Option<SpeechSynthesisVoice> {
    synthesis
        .get_voices()
        .iter()
        .filter_map(|voice| voice.dyn_into::<SpeechSynthesisVoice>().ok())
        .find(|voice| voice.lang().to_lowercase().starts_with(language))
}

/// Reads paragraphs one after the other, slowly.
#[must_use]
pub fn speak(paragraphs: &[String], language: &str) -> Speech {
    let Some(synthesis) = synthesis() else { return Speech::NoVoice };
    let Some(voice) = voice(&synthesis, language) else { return Speech::NoVoice };
    synthesis.cancel();
    for paragraph in paragraphs {
        let Ok(utterance) = SpeechSynthesisUtterance::new_with_text(paragraph) else { continue };
        utterance.set_voice(Some(&voice));
        utterance.set_lang(&voice.lang());
        utterance.set_rate(0.85);
        synthesis.speak(&utterance);
    }
    Speech::Speaking
}

/// Pauses or goes on.
pub fn pause(paused: bool) {
    if let Some(synthesis) = synthesis() {
        if paused { synthesis.pause() } else { synthesis.resume() }
    }
}

/// Whether something is being read or paused.
#[must_use]
pub fn is_speaking() -> bool {
    synthesis().is_some_and(|synthesis| synthesis.speaking())
}

/// Stops.
pub fn stop() {
    if let Some(synthesis) = synthesis() {
        synthesis.cancel();
    }
}
