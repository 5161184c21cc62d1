//! The devices: when each was last heard, and ending one, after saying what that does.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::Empty,
        moment,
        pages::desk_parts::{DeskTable, when_answered},
        saving::{Refused, use_saving},
        text::t,
    },
    device::messages::Request,
    domain::ids::DeviceId,
    sync::enrolment::DeviceInfo,
};

/// All devices below one's own area.
#[component]
pub(super) fn Devices() -> Element {
    let mut devices = use_resource(|| async { ask!(Request::Devices, Devices) });
    rsx! {
        {when_answered(devices, move |list| rsx! { DeviceTable { list: list.clone(), onrevoked: move |()| devices.restart() } })}
    }
}

#[component]
fn DeviceTable(list: Vec<DeviceInfo>, onrevoked: EventHandler<()>) -> Element {
    if list.is_empty() {
        return rsx! {
            Empty { title: t!("devices-none"), advice: t!("devices-none-do") }
        };
    }
    rsx! {
        DeskTable {
            caption: t!("people-devices"),
            columns: vec!["people-col-name", "devices-col-device", "devices-col-heard", "devices-col-state"],
            for device in list {
                DeviceRow { key: "{device.id}", device, onrevoked }
            }
        }
    }
}

#[component]
fn DeviceRow(device: DeviceInfo, onrevoked: EventHandler<()>) -> Element {
    let mut asking = use_signal(|| false);
    // Each row its own: another device may be revoked while this one still waits.
    let saving = use_saving();
    let heard = device.last_heard.map_or_else(|| t!("devices-never"), |ms| moment::ago(ms, moment::now()));
    let id: DeviceId = device.id;
    let revoke = move || async move {
        ask!(Request::RevokeDevice { device: id }, Done)?;
        onrevoked.call(());
        Ok(())
    };
    rsx! {
        tr { role: "row", "data-testid": "device-row", "data-id": "{id}", "data-revoked": device.revoked_at.is_some(),
            th { scope: "row", role: "rowheader", {device.name.clone()} }
            td { role: "cell", class: "words", "data-label": t!("devices-col-device"), {device.label.clone()} }
            td { role: "cell", "data-label": t!("devices-col-heard"), {heard} }
            td { role: "cell", class: "words wide", "data-label": t!("devices-col-state"),
                match (device.revoked_at, asking()) {
                    (Some(ms), _) => rsx! { {t!("devices-revoked", when = moment::at(ms))} },
                    (None, false) => rsx! {
                        button { class: "button", r#type: "button", "data-testid": "device-revoke",
                            "aria-label": t!("devices-revoke-of", name = device.name.as_str(), device = device.label.as_str()),
                            onclick: move |_| asking.set(true), {t!("devices-revoke")} }
                    },
                    (None, true) => rsx! {
                        Confirmation { name: device.name.clone(), onyes: move |()| saving.run(revoke()), onno: move |()| asking.set(false) }
                        Refused { saving }
                    },
                }
            }
        }
    }
}

/// What ending a device does, before it is done.
#[component]
fn Confirmation(name: String, onyes: EventHandler<()>, onno: EventHandler<()>) -> Element {
    rsx! {
        div { class: "confirmation", role: "alertdialog", "aria-label": t!("devices-revoke-title"),
            strong { {t!("devices-revoke-title")} }
            p { {t!("devices-revoke-what", name = name)} }
            div { class: "actions",
                button { class: "button danger", r#type: "button", "data-testid": "device-revoke-yes", onclick: move |_| onyes.call(()),
                    {t!("devices-revoke-yes")} }
                button { class: "button", r#type: "button", "data-testid": "device-revoke-no", onclick: move |_| onno.call(()),
                    {t!("devices-revoke-no")} }
            }
        }
    }
}
