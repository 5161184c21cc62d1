//! The pledge, full screen, for the resident: read or hear, sign, see it, done. "I do not sign" stands on every step.
//!
//! Nothing of another household shows here, and only the worker leaves (see [`held`]). Signing is voluntary; declining is recorded and has no other consequence.

mod aloud;
pub(crate) mod collective;
mod confirm;
mod decline;
pub(crate) mod done;
pub(crate) mod held;
mod leave;
mod manner;
pub(crate) mod paper;
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
    domain::{
        facts::{DoorKind, Manner, Mark, Relation},
        ids::{EntityId, EventId},
    },
    language::Language,
    platform::host::speech,
};
use confirm::Confirm;
use decline::Decline;
use done::{Declined, Signed};
use leave::Leave;
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
    /// For whom, with what, before whom.
    manner: Signal<Manner>,
}

impl Signing {
    fn go(mut self, step: Step) {
        speech::stop();
        held::hold(self.door, step);
        self.step.set(step);
    }

    /// Who read aloud, if somebody did: the worker who is signed in.
    fn assisted_by(self) -> Option<String> {
        let status = STATUS.peek();
        let worker = status.as_ref()?.enrolled.as_ref()?.name.clone();
        // Who signs with a thumb was read to.
        (*self.assisted.peek() || self.manner.peek().mark == Mark::Thumb).then_some(worker)
    }
}

/// The language of the text, which may differ from the app's; its id says so.
fn language_of(text: &PledgeText) -> &'static str {
    if text.id.ends_with("-en") { Language::En.code() } else { Language::Zh.code() }
}

/// In what manner it was signed, in words; nothing for who signed plainly.
pub(crate) fn manner_text(manner: &Manner, read_by: Option<&str>) -> String {
    let minor = manner.minor.clone().unwrap_or_default();
    let parts = [
        match manner.relation {
            Relation::Household => None,
            Relation::Responsible => Some(t!("manner-responsible")),
            Relation::Guardian => Some(t!("manner-guardian", minor = minor)),
        },
        (manner.mark == Mark::Thumb).then(|| t!("manner-thumb")),
        read_by.map(|name| t!("manner-read", name = name)),
        manner.witness.as_deref().filter(|name| !name.trim().is_empty()).map(|name| t!("manner-witness", name = name)),
        manner.occasion.as_deref().map(|name| t!("manner-occasion", name = name)),
        manner.paper.map(|on| t!("manner-paper", day = on.to_string())),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(&t!("list-comma"))
}

/// The page; a new one for each door.
#[component]
pub(crate) fn PledgePage(id: EntityId) -> Element {
    rsx! {
        // A key alone makes nothing anew: it tells the items of a list apart.
        for id in [id] {
            DoorPledge { key: "{id}", id }
        }
    }
}

#[component]
fn DoorPledge(id: EntityId) -> Element {
    use_effect(move || {
        // Another door's kiosk is open: this address was not the worker's choice.
        if let Some(other) = held::door().filter(|held| *held != id) {
            navigator().replace(Route::PledgePage { id: other });
        }
    });
    let start = use_resource(move || async move {
        collective::restore().await?;
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
                    Leave { to: out_of(id), label: t!("back"), class: "button", testid: "pledge-leave" }
                },
                Some(Ok(_)) if held::door().is_some_and(|held| held != id) => rsx! { Waiting {} },
                Some(Ok((view, text))) => rsx! { Kiosk { view, text } },
            }
        }
    }
}

/// Where the worker gets out: out of an event to its list, else to the door.
fn out_of(door: EntityId) -> Route {
    if collective::turn_of(door).is_some() { Route::CollectivePage {} } else { Route::DoorPage { id: door } }
}

#[component]
fn Kiosk(view: DoorView, text: PledgeText) -> Element {
    let door = view.line.id;
    let relation = match view.line.kind {
        DoorKind::Household => Relation::Household,
        DoorKind::Unit => Relation::Responsible,
    };
    let before = use_hook(|| held::entered_at(door));
    let reached = use_hook(|| {
        held::answered(&view)
            .or(collective::answered(&view))
            .or(before.as_ref().map(|entered| entered.step))
            .or(held::step_at(door))
    });
    let begun = || Manner { relation, occasion: collective::occasion_of(door), ..Manner::default() };
    let signing = Signing {
        door,
        step: use_signal(|| reached.unwrap_or(Step::Read)),
        signer: use_signal(|| before.as_ref().map_or_else(|| view.line.name.clone(), |entered| entered.signer.clone())),
        strokes: use_signal(|| before.as_ref().map(|entered| entered.strokes.clone()).unwrap_or_default()),
        assisted: use_signal(|| before.as_ref().is_some_and(|entered| entered.assisted)),
        manner: use_signal(|| before.as_ref().map_or_else(begun, |entered| entered.manner.clone())),
    };
    use_hook(|| held::hold(door, *signing.step.peek()));
    use_effect(move || held::remember(signing));
    let step = *signing.step.read();
    let turn = collective::turn_of(door);
    let undecided = matches!(step, Step::Read | Step::Sign | Step::Confirm);
    rsx! {
        header { class: "kiosk-head",
            p {
                {place(&view.line)}
                if let Some((turn, of)) = turn {
                    span { class: "kiosk-turn", "data-testid": "collective-turn", {t!("collective-turn", turn = turn, of = of)} }
                }
            }
            if undecided {
                Leave { to: out_of(door), label: t!("pledge-leave"), class: "button quiet small", testid: "pledge-leave" }
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
