//! An invitation as a QR code and a link. Opening either spends nothing; the confirmation on the phone does.

use dioxus::prelude::*;

use crate::{
    app::{components::QrImage, moment, text::t},
    platform::host::browser,
    sync::enrolment::Invitation,
};

/// The invitation for somebody.
#[component]
pub(super) fn InvitePanel(name: String, invitation: Invitation, onclose: EventHandler<()>) -> Element {
    let link = format!("{}/join/{}", browser::origin(), invitation.code);
    let mut copied = use_signal(|| None::<bool>);
    let to_copy = link.clone();
    let copy = move |_| {
        let link = to_copy.clone();
        async move { copied.set(Some(browser::copy_text(&link).await)) }
    };
    rsx! {
        section { class: "invite", "data-testid": "invite-panel", "aria-label": t!("invite-title", name = name.as_str()),
            h3 { {t!("invite-title", name = name.as_str())} }
            div { class: "invite-columns",
                QrImage { text: link.clone(), label: t!("invite-qr", name = name.as_str()), testid: "invite-qr" }
                div { class: "invite-words",
                    p { {t!("invite-how")} }
                    div { class: "field",
                        label { r#for: "invite-link", {t!("invite-link")} }
                        input { id: "invite-link", r#type: "text", readonly: true, initial_value: link, "data-testid": "invite-link" }
                    }
                    div { class: "actions",
                        button { class: "button primary", r#type: "button", "data-testid": "invite-copy", onclick: copy, {t!("invite-copy")} }
                        button { class: "button", r#type: "button", "data-testid": "invite-close", onclick: move |_| onclose.call(()), {t!("invite-close")} }
                    }
                    p { role: "status",
                        match copied() {
                            Some(true) => t!("invite-copied"),
                            Some(false) => t!("invite-copy-by-hand"),
                            None => String::new(),
                        }
                    }
                    p { class: "desk-note", {t!("invite-expires", when = moment::at(invitation.expires_at))} }
                }
            }
        }
    }
}
