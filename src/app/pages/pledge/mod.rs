//! The pledge, full screen, for the resident: read or hear, sign, see it, done. "I do not sign" stands on every step.
//!
//! Nothing of another household shows here. Signing is voluntary; declining is recorded and has no other consequence.

mod confirm;
mod decline;
mod done;
mod read;
mod sign;

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{FailureBox, Waiting, place, signature::Stroke, toast},
        routes::Route,
        state::STATUS,
        text::t,
    },
    device::messages::{DoorView, Failure, PledgeText, Request},
    domain::ids::{EntityId, EventId},
    language::Language,
    platform::web::speech,
};
use confirm::Confirm;
use decline::Decline;
use done::{Declined, Signed};
use read::Read;
use sign::Sign;

/// Where the resident is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Read,
    Sign,
    Confirm,
    Signed(EventId),
    Declined,
}

/// What the resident has done so far; shared by the steps.
#[derive(Clone, Copy, PartialEq)]
struct Signing {
    door: EntityId,
    step: Signal<Step>,
    signer: Signal<String>,
    strokes: Signal<Vec<Stroke>>,
    /// Somebody read the text to the signer.
    assisted: Signal<bool>,
}

impl Signing {
    fn go(mut self, step: Step) {
        speech::stop();
        self.step.set(step);
    }

    /// Who read aloud, if somebody did: the worker who is signed in.
    fn assisted_by(self) -> Option<String> {
        let status = STATUS.peek();
        let worker = status.as_ref()?.enrolled.as_ref()?.name.clone();
        (*self.assisted.peek()).then_some(worker)
    }
}

/// The language of the text, which may differ from the app's; its id says so.
fn language_of(text: &PledgeText) -> &'static str {
    if text.id.ends_with("-en") { Language::En.code() } else { Language::Zh.code() }
}

/// The page.
#[component]
pub(crate) fn PledgePage(id: EntityId) -> Element {
    let start = use_resource(move || async move {
        let view = ask!(Request::Door { door: id }, Door)?;
        let text = ask!(Request::PledgeText, PledgeText)?;
        Ok::<_, Failure>((*view, text))
    });
    use_hook(toast::hide);
    use_drop(speech::stop);
    let started = start.read().clone();
    rsx! {
        main { class: "kiosk",
            match started {
                None => rsx! { Waiting {} },
                Some(Err(failure)) => rsx! {
                    h1 { {t!("pledge-start")} }
                    FailureBox { failure }
                    Link { to: Route::DoorPage { id }, class: "button", {t!("back")} }
                },
                Some(Ok((view, text))) => rsx! { Kiosk { view, text } },
            }
        }
    }
}

#[component]
fn Kiosk(view: DoorView, text: PledgeText) -> Element {
    let door = view.line.id;
    let signing = Signing {
        door,
        step: use_signal(|| Step::Read),
        signer: use_signal(|| view.line.name.clone()),
        strokes: use_signal(Vec::new),
        assisted: use_signal(|| false),
    };
    let step = *signing.step.read();
    let undecided = matches!(step, Step::Read | Step::Sign | Step::Confirm);
    rsx! {
        header { class: "kiosk-head",
            p { {place(&view.line)} }
            if undecided {
                Link { to: Route::DoorPage { id: door }, class: "button quiet small", "data-testid": "pledge-leave", {t!("pledge-leave")} }
            }
        }
        match step {
            Step::Read => rsx! { Read { text: text.clone(), signing } },
            Step::Sign => rsx! { Sign { signing } },
            Step::Confirm => rsx! { Confirm { text: text.clone(), signing } },
            Step::Signed(event) => rsx! { Signed { door, event } },
            Step::Declined => rsx! { Declined { door } },
        }
        if undecided {
            Decline { text: text.id, signing }
        }
    }
}
