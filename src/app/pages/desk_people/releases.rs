//! People who forgot their PIN: who asks, and the code that their device shows. Shown only while somebody waits.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::toast,
        moment,
        saving::{Refused, use_saving},
        text::t,
    },
    device::messages::Request,
    platform::host::HostClock,
    sync::{
        ports::Clock,
        release::{ReleaseDecision, ReleaseLine},
    },
};

const LOOK_EVERY_MS: u64 = 10_000;

/// Open requests below one's own area.
#[component]
pub(super) fn Releases() -> Element {
    let mut open = use_resource(|| async { ask!(Request::Releases, Releases) });
    use_future(move || async move {
        loop {
            HostClock.sleep_ms(LOOK_EVERY_MS).await;
            // A code that is being typed stays where it is: rows keep their keys.
            open.restart();
        }
    });
    // Without a network nobody can be helped, and the devices' list below says why.
    let lines = open.read().as_ref().and_then(|answer| answer.as_ref().ok().cloned()).unwrap_or_default();
    if lines.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "desk-section", "aria-labelledby": "releases-title",
            h2 { id: "releases-title", {t!("releases-title")} }
            p { class: "desk-note", {t!("releases-what")} }
            for line in lines {
                ReleaseRow { key: "{line.asked_at}-{line.device}", line, ondecided: move |()| open.restart() }
            }
        }
    }
}

#[component]
fn ReleaseRow(line: ReleaseLine, ondecided: EventHandler<()>) -> Element {
    let mut code = use_signal(String::new);
    let saving = use_saving();
    let (id, name) = (line.id, line.name.clone());
    let decide = use_callback(move |release: bool| {
        let name = name.clone();
        saving.run(async move {
            let decision = ReleaseDecision { code: code(), release };
            ask!(Request::DecideRelease { id, decision }, Done)?;
            toast::show_saved(if release { t!("releases-done", name = name) } else { t!("releases-refused") });
            ondecided.call(());
            Ok(())
        });
    });
    let field = format!("release-{}", line.device);
    rsx! {
        form {
            class: "card release-row",
            "data-testid": "release-row",
            onsubmit: move |event| {
                event.prevent_default();
                decide.call(true);
            },
            p {
                strong { {line.name.clone()} }
                " · {line.label} · "
                {t!("releases-asked", when = moment::ago(line.asked_at, moment::now()))}
            }
            div { class: "field",
                label { r#for: "{field}", {t!("releases-code")} }
                input {
                    id: "{field}",
                    r#type: "text",
                    inputmode: "numeric",
                    autocomplete: "off",
                    maxlength: "12",
                    "data-testid": "release-code-input",
                    oninput: move |event| code.set(event.value()),
                }
            }
            Refused { saving }
            div { class: "actions",
                button { class: "button primary", r#type: "submit", disabled: saving.is_busy(), "data-testid": "release-yes", {t!("releases-release")} }
                button { class: "button", r#type: "button", disabled: saving.is_busy(), "data-testid": "release-no", onclick: move |_| decide.call(false), {t!("releases-refuse")} }
            }
        }
    }
}
