//! Afterwards: somebody calls at that door again. Only that is recorded, not what happened.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{Icon, IconKind, toast},
        moment::on_day,
        pages::desk_parts::{PickDoor, Place},
        routes::Route,
        saving::{Refused, use_saving},
        state::STATUS,
        text::t,
    },
    device::messages::{Failure, Request},
    domain::day::Day,
};

/// So many days ahead one can ask for.
const AHEAD: [i32; 4] = [0, 1, 3, 7];

#[component]
pub(crate) fn HelpAfter() -> Element {
    rsx! {
        nav { class: "page-back",
            Link { to: Route::HelpPage {}, class: "back",
                Icon { kind: IconKind::Back }
                {t!("back")}
            }
        }
        h1 { {t!("followup-title")} }
        p { {t!("followup-what")} }
        Ask {}
    }
}

#[component]
fn Ask() -> Element {
    let Some(today) = STATUS.read().as_ref().map(|status| status.today) else { return rsx! {} };
    let mut place = use_signal(|| None::<Place>);
    let mut ahead = use_signal(|| 1);
    let saving = use_saving();
    let save = move || async move {
        let place: Option<Place> = place();
        let (door, _) = place.ok_or(Failure::NotFound)?;
        ask!(Request::AskFollowup { door, on: today.plus(ahead()) }, Saved)?;
        toast::show_saved(t!("saved-here"));
        navigator().replace(Route::DoorPage { id: door });
        Ok(())
    };
    rsx! {
        PickDoor { label: t!("followup-door"), id: "followup-door", onpick: move |picked| place.set(picked) }
        fieldset { class: "chips wrap",
            legend { {t!("followup-when")} }
            for days in AHEAD {
                button {
                    key: "{days}",
                    class: "chip",
                    r#type: "button",
                    "aria-pressed": ahead() == days,
                    "data-testid": "followup-{days}",
                    onclick: move |_| ahead.set(days),
                    {day_name(today, days)}
                }
            }
        }
        Refused { saving }
        button {
            class: "button primary large wide",
            r#type: "button",
            "data-testid": "followup-save",
            disabled: place.read().is_none() || saving.is_busy(),
            onclick: move |_| saving.run(save()),
            {t!("save")}
        }
    }
}

fn day_name(today: Day, days: i32) -> String {
    match days {
        0 => t!("followup-today"),
        1 => t!("followup-tomorrow"),
        _ => on_day(today.plus(days)),
    }
}
