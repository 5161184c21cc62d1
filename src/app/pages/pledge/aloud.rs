//! Reading the text aloud: a recording of it where the county has given one, else the device's own voice; where there is
//! neither, the page says so and the worker reads.
//!
//! A recording that is not here as a whole is not offered, one that cannot be played gives way to the voice and says so.
//! Everything falls silent with the step.

use std::rc::Rc;

use dioxus::prelude::*;
use futures_channel::mpsc::UnboundedSender;

use super::language_of;
use crate::{
    app::{
        ask::ask,
        components::{Icon, IconKind},
        text::t,
    },
    device::messages::{PledgeText, Reply, Request},
    platform::host::{
        client,
        recording::{Heard, Player},
        speech::{self, Speech},
    },
};

/// A recording of this text, ready to be played.
#[derive(Clone)]
struct Track {
    label: String,
    player: Rc<Player>,
}

/// What is read aloud, by its place among the recordings or by the voice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    Recording(usize),
    Voice,
}

/// How far reading aloud is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Reading {
    by: Option<Reader>,
    paused: bool,
    /// A recording could not be played.
    broken: bool,
    /// There is no voice for the language.
    no_voice: bool,
}

#[component]
pub(super) fn ReadAloud(text: PledgeText) -> Element {
    let mut reading = use_signal(Reading::default);
    // Seconds of a recording that were heard, of how many: told several times a second, so it stands alone.
    let mut progress = use_signal(|| (0.0, 0.0));
    let text = use_hook(|| Rc::new(text));
    let spoken = Rc::clone(&text);
    let news = use_coroutine(move |mut news: UnboundedReceiver<(usize, Heard)>| {
        let text = Rc::clone(&spoken);
        async move {
            while let Ok((track, heard)) = news.recv().await {
                match heard {
                    _ if reading.peek().by != Some(Reader::Recording(track)) => {}
                    Heard::Moved { at, of } => progress.set((at, of)),
                    Heard::Ended => reading.set(Reading::default()),
                    Heard::Broken => {
                        reading.set(Reading { broken: true, ..Reading::default() });
                        speak(reading, &text);
                    }
                }
            }
        }
    });
    let id = text.id.clone();
    let tracks = use_signal(Vec::<Track>::new);
    let loading = use_resource(move || load(id.clone(), news.tx(), tracks));
    let all = tracks.read().clone();
    let Reading { by, paused, broken, no_voice, .. } = reading();
    let start = use_callback(move |place: usize| {
        speech::stop();
        for (at, track) in tracks.read().iter().enumerate() {
            if at == place { track.player.start() } else { track.player.pause() }
        }
        progress.set((0.0, 0.0));
        reading.set(Reading { by: Some(Reader::Recording(place)), ..Reading::default() });
    });
    let pause = move |_| {
        let now = reading();
        if let Some(Reader::Recording(place)) = now.by {
            let Some(track) = tracks.read().get(place).cloned() else { return };
            if now.paused { track.player.go_on() } else { track.player.pause() }
        } else {
            speech::pause(!now.paused);
        }
        reading.set(Reading { paused: !now.paused, ..now });
    };
    let is_loading = loading.read().is_none();
    let by_voice = broken || !is_loading && all.is_empty();
    rsx! {
        div { class: "read-aloud", "aria-busy": is_loading,
            for (place , track) in all.into_iter().enumerate() {
                button {
                    key: "{place}",
                    class: "button",
                    r#type: "button",
                    "data-testid": "pledge-recording",
                    onclick: move |_| start(place),
                    Icon { kind: IconKind::Speak }
                    {t!("recording-hear", label = track.label)}
                }
            }
            if by_voice {
                button {
                    class: "button",
                    r#type: "button",
                    "data-testid": "pledge-read-aloud",
                    onclick: move |_| speak(reading, &text),
                    Icon { kind: IconKind::Speak }
                    {t!("pledge-read-aloud")}
                }
            }
            if by.is_some() {
                button {
                    class: "button",
                    r#type: "button",
                    "aria-pressed": paused,
                    "data-testid": "pledge-pause",
                    onclick: pause,
                    Icon { kind: if paused { IconKind::Speak } else { IconKind::Pause } }
                    if paused { {t!("pledge-resume")} } else { {t!("pledge-pause")} }
                }
            }
        }
        if matches!(by, Some(Reader::Recording(_))) {
            Progress { progress }
        }
        if broken || no_voice {
            div { class: "banner stacked", role: "status",
                if broken {
                    p { "data-testid": "recording-broken",
                        if no_voice { {t!("recording-broken")} } else { {t!("recording-broken-voice")} }
                    }
                }
                if no_voice {
                    p { "data-testid": "pledge-no-voice", {t!("pledge-no-voice")} }
                }
            }
        }
    }
}

#[component]
fn Progress(progress: Signal<(f64, f64)>) -> Element {
    let (at, of) = progress();
    rsx! {
        p { class: "recording-heard",
            progress { max: "{of.max(1.0)}", value: "{at}", "aria-label": t!("recording-progress"), "data-testid": "recording-progress" }
            span { class: "figure", "aria-hidden": "true", "{clock(at)} / {clock(of)}" }
        }
    }
}

/// Minutes and seconds.
fn clock(seconds: f64) -> String {
    // Cut off below and above: nobody records for hours.
    let whole = seconds.clamp(0.0, 5_999.0) as u32;
    format!("{}:{:02}", whole / 60, whole % 60)
}

/// Every recording of this text that is here, each as soon as it is read: the first can be heard while others, of megabytes,
/// are still on their way. One whose sound cannot be had is left out; where none can, the voice reads.
async fn load(text: String, news: UnboundedSender<(usize, Heard)>, mut tracks: Signal<Vec<Track>>) {
    for line in ask!(Request::Recordings { text }, Recordings).unwrap_or_default() {
        let Ok(Reply::Sound { kind, content }) = client::call(Request::Recording { hash: line.hash }).await else {
            continue;
        };
        let (place, news) = (tracks.peek().len(), news.clone());
        let player = Player::of(&kind, &content, move |heard| {
            // A page that is gone hears nothing.
            let _gone = news.unbounded_send((place, heard));
        });
        tracks.write().extend(player.map(|player| Track { label: line.label, player: Rc::new(player) }));
    }
}

/// By the device's own voice, if it has one.
fn speak(mut reading: Signal<Reading>, text: &PledgeText) {
    let mut all = vec![text.title.clone()];
    all.extend(text.paragraphs.iter().cloned());
    let speech = speech::speak(&all, language_of(text));
    let by = (speech == Speech::Speaking).then_some(Reader::Voice);
    let broken = reading.peek().broken;
    reading.set(Reading { by, broken, no_voice: speech == Speech::NoVoice, ..Reading::default() });
}
