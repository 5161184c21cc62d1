//! An event under way: who has signed, who declined, whose turn it is.

use dioxus::prelude::*;

use super::{Collective, end, held};
use crate::{
    app::{
        ask::{ask, use_answer},
        components::{FailureBox, Waiting, place},
        pages::pledge::Step,
        routes::Route,
        text::t,
    },
    device::messages::{DoorLine, Failure, Request},
    domain::ids::EntityId,
};

/// What became of one on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
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

#[component]
pub(super) fn Standing(event: Collective) -> Element {
    let (occasion, since, doors) = (event.occasion, event.since, event.doors);
    let answer = use_answer(move || turns(since, doors.clone()));
    let turns = answer.read().clone();
    rsx! {
        h1 { {t!("collective-title")} }
        p { class: "hint", {occasion} }
        match turns {
            None => rsx! { Waiting {} },
            Some(Err(failure)) => rsx! { FailureBox { failure } },
            Some(Ok(turns)) => rsx! { Turns { turns } },
        }
        button { class: "button quiet wide", r#type: "button", "data-testid": "collective-over", onclick: move |_| end(),
            {t!("collective-over")}
        }
    }
}

#[component]
fn Turns(turns: Vec<(DoorLine, Turn)>) -> Element {
    let next = turns.iter().find(|(_, turn)| *turn == Turn::Waiting).map(|(door, _)| door.id);
    rsx! {
        h2 { {t!("collective-list", count = turns.len())} }
        ol { class: "history-lines",
            for (door , turn) in turns {
                li { key: "{door.id}", class: "history-line", "data-testid": "collective-door", "data-turn": turn.code(),
                    div { class: "history-what",
                        strong { {place(&door)} }
                        span { {door.name.clone()} }
                        span { class: "badge", {t!(&format!("collective-{}", turn.code()))} }
                    }
                }
            }
        }
        if let Some(id) = next {
            button {
                class: "button primary large wide",
                r#type: "button",
                "data-testid": "collective-go-on",
                onclick: move |_| {
                    held::pass_to(id);
                    navigator().push(Route::PledgePage { id });
                },
                {t!("collective-go-on")}
            }
        } else {
            p { class: "banner", role: "status", {t!("collective-all-answered")} }
        }
    }
}

/// Each door with what was answered there since the event began.
async fn turns(since: u64, doors: Vec<EntityId>) -> Result<Vec<(DoorLine, Turn)>, Failure> {
    let mut turns = Vec::new();
    for door in doors {
        let view = match ask!(Request::Door { door }, Door) {
            Ok(view) => view,
            // It was merged or moved away meanwhile.
            Err(Failure::NotFound) => continue,
            Err(failure) => return Err(failure),
        };
        let turn = match held::answer_since(&view, since) {
            Some(Step::Signed(_)) => Turn::Signed,
            Some(_) => Turn::Declined,
            None => Turn::Waiting,
        };
        turns.push((view.line.clone(), turn));
    }
    Ok(turns)
}
