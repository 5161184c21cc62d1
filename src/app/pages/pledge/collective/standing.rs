//! An event under way: who has signed, who declined, whose turn it is.

use dioxus::prelude::*;

use super::{At, Collective, end, held, open};
use crate::{
    app::{
        ask::{ask, use_answer},
        components::{FailureBox, Waiting, place},
        pages::pledge::Step,
        routes::Route,
        text::t,
    },
    device::messages::{DoorLine, DoorView, Failure, Request},
    domain::ids::EntityId,
};

/// What became of one on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Waiting,
    Signed,
    Declined,
}

impl Turn {
    const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Signed => "signed",
            Self::Declined => "declined",
        }
    }
}

/// One on the list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OnList {
    pub(super) at: At,
    pub(super) line: DoorLine,
    pub(super) turn: Turn,
}

#[component]
pub(super) fn Standing(event: Collective) -> Element {
    let mut ending = use_signal(|| false);
    let occasion = event.occasion.clone();
    let answer = use_answer(move || {
        let event = event.clone();
        async move { turns(&event).await }
    });
    let turns = answer.read().clone();
    let waiting = match &turns {
        Some(Ok(turns)) => turns.iter().filter(|turn| turn.turn == Turn::Waiting).count(),
        _ => 0,
    };
    rsx! {
        h1 { {t!("collective-title")} }
        p { class: "hint", {occasion} }
        match turns {
            None => rsx! { Waiting {} },
            Some(Err(failure)) => rsx! { FailureBox { failure } },
            Some(Ok(turns)) => rsx! { Turns { turns } },
        }
        if ending() {
            div { class: "note", role: "alertdialog", "aria-label": t!("collective-over"),
                p { {t!("collective-over-sure", count = waiting)} }
                div { class: "actions",
                    button { class: "button danger", r#type: "button", "data-testid": "collective-over-yes", onclick: move |_| end(),
                        {t!("collective-over")}
                    }
                    button { class: "button quiet", r#type: "button", onclick: move |_| ending.set(false), {t!("cancel")} }
                }
            }
        } else {
            button {
                class: "button quiet wide",
                r#type: "button",
                "data-testid": "collective-over",
                onclick: move |_| if waiting > 0 { ending.set(true) } else { end() },
                {t!("collective-over")}
            }
        }
    }
}

#[component]
fn Turns(turns: Vec<OnList>) -> Element {
    let next = turns.iter().find(|turn| turn.turn == Turn::Waiting).map(|turn| turn.at);
    rsx! {
        h2 { {t!("collective-list", count = turns.len())} }
        ol { class: "history-lines",
            for OnList { at , line , turn } in turns {
                li { key: "{at.door}", class: "history-line", "data-testid": "collective-door", "data-turn": turn.code(),
                    div { class: "history-what",
                        strong { {place(&line)} }
                        span { {line.name.clone()} }
                        span { class: "badge", {t!(&format!("collective-{}", turn.code()))} }
                    }
                    if turn == Turn::Waiting {
                        button {
                            class: "link",
                            r#type: "button",
                            "data-testid": "collective-sign",
                            "aria-label": t!("collective-sign-label", place = place(&line)),
                            onclick: move |_| begin(at),
                            {t!("collective-sign")}
                        }
                    }
                }
            }
        }
        if let Some(at) = next {
            button {
                class: "button primary large wide",
                r#type: "button",
                "data-testid": "collective-go-on",
                onclick: move |_| begin(at),
                {t!("collective-go-on")}
            }
        } else {
            p { class: "banner", role: "status", {t!("collective-all-answered")} }
        }
    }
}

fn begin(at: At) {
    open(at);
    navigator().push(Route::PledgePage { id: at.door });
}

/// Each door with what was answered there since the event began. A double is signed for by the entry that stands for it; who
/// moved to another village meanwhile signs there.
pub(super) async fn turns(event: &Collective) -> Result<Vec<OnList>, Failure> {
    let mut turns = Vec::new();
    for (index, door) in event.doors.iter().enumerate() {
        let Some(view) = standing_for(*door).await? else { continue };
        let turn = match held::answer_since(&view, event.since) {
            Some(Step::Signed(_)) => Turn::Signed,
            Some(_) => Turn::Declined,
            None => Turn::Waiting,
        };
        let at = At { door: view.line.id, number: index + 1 };
        // Both of two doubles may have been on the list.
        if turns.iter().all(|other: &OnList| other.at.door != at.door) {
            turns.push(OnList { at, line: view.line.clone(), turn });
        }
    }
    Ok(turns)
}

/// The door, or the one that stands for it; none when it is not here any more.
async fn standing_for(mut door: EntityId) -> Result<Option<Box<DoorView>>, Failure> {
    loop {
        match ask!(Request::Door { door }, Door) {
            Ok(view) => match view.stands_for_it {
                Some(other) if other != door => door = other,
                _ => return Ok(Some(view)),
            },
            Err(Failure::NotFound) => return Ok(None),
            Err(failure) => return Err(failure),
        }
    }
}
