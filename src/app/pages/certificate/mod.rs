//! A signed pledge with what proves it, for whoever may see the household: to look at, to print, to export, to withdraw.
//!
//! What is known here shows at once; the server's word is asked for when it is not here yet.

mod withdraw;

use dioxus::prelude::*;

use self::withdraw::Withdraw;
use crate::{
    app::{
        ask::{ask, use_answer},
        components::{FailureBox, Icon, IconKind, PhotoThumb, QrImage, Waiting, signature::SignatureView, toast},
        moment,
        pages::{
            door::delivery_text,
            pledge::{done::verify_link, manner_text},
        },
        routes::Route,
        text::t,
    },
    device::messages::{CertificateView, Countersigned, Failure, Request},
    domain::ids::EventId,
    platform::host::browser,
};

/// The page.
#[component]
pub(crate) fn CertificatePage(id: EventId) -> Element {
    let answer = use_answer(move || async move { ask!(Request::Certificate { event: id }, Certificate) });
    // Whatever comes of it is kept, and the page asks again then.
    use_future(move || async move {
        let _offline = ask!(Request::AskCertificate { event: id }, Certificate);
    });
    let view = answer.read().clone();
    match view {
        None => rsx! { Waiting {} },
        Some(Err(failure)) => rsx! {
            h1 { {t!("certificate-title")} }
            FailureBox { failure }
        },
        Some(Ok(view)) => rsx! { Certificate { view: *view } },
    }
}

#[component]
fn Certificate(view: CertificateView) -> Element {
    let event = view.event;
    let standing = view.retracted.is_none() && view.withdrawn.is_none();
    rsx! {
        nav { class: "page-back",
            Link { to: Route::DoorPage { id: view.door }, class: "back",
                Icon { kind: IconKind::Back }
                {view.label.clone()}
            }
        }
        article { class: "certificate paper", "data-testid": "certificate",
            h1 { {t!("certificate-title")} }
            p { class: "certificate-place", {t!("certificate-place", village = view.village.as_str(), door = view.label.as_str())} }
            if let Some((at, reason)) = view.withdrawn.clone() {
                p { class: "banner", "data-testid": "certificate-withdrawn",
                    {t!("certificate-withdrawn", at = moment::in_full(at))}
                    if !reason.is_empty() { " {reason}" }
                }
            }
            if let Some(reason) = view.retracted.clone() {
                p { class: "banner", {t!("history-retracted", reason = reason)} }
            }
            SignedText { view: view.clone() }
            Facts { view: view.clone() }
        }
        div { class: "actions certificate-actions",
            button { class: "button", r#type: "button", onclick: move |_| browser::print(), {t!("certificate-print")} }
            if view.countersigned.is_some() {
                Export { event }
            }
        }
        if standing {
            Withdraw { target: event }
        }
    }
}

#[component]
fn SignedText(view: CertificateView) -> Element {
    let CertificateView { pledge, text, door, .. } = view;
    rsx! {
        if let Some(text) = text {
            h2 { {text.title} }
            for (index , paragraph) in text.paragraphs.iter().enumerate() {
                p { key: "{index}", "{paragraph}" }
            }
        } else {
            p { {t!("certificate-other-text", id = pledge.text.as_str(), hash = pledge.text_hash.as_str())} }
        }
        div { class: "paper-signature",
            if !pledge.strokes.is_empty() {
                SignatureView { strokes: pledge.strokes.clone() }
            }
            p { strong { {pledge.signer.clone()} } }
            p { {manner_text(&pledge.manner, pledge.assisted_by.as_deref())} }
        }
        if !pledge.photos.is_empty() {
            h2 { {t!("certificate-photos")} }
            ul { class: "photo-strip",
                for (at , photo) in pledge.photos.into_iter().enumerate() {
                    li { key: "{photo.hash}",
                        Link { to: Route::PhotoPage { id: door, hash: photo.hash }, class: "photo-link", "data-testid": "certificate-photo",
                            PhotoThumb { door, hash: photo.hash, label: t!("photo-number", number = at + 1) }
                        }
                    }
                }
            }
            p { class: "hint", {t!("certificate-photos-means")} }
        }
    }
}

#[component]
fn Facts(view: CertificateView) -> Element {
    let link = verify_link(view.link, &view.code);
    rsx! {
        dl { class: "certificate-facts",
            dt { {t!("certificate-code")} }
            dd { class: "certificate-code", "data-testid": "certificate-code", {view.code.clone()} }
            dt { {t!("certificate-signed")} }
            dd { {moment::in_full(view.signed_at)} }
            dt { {t!("certificate-record")} }
            dd { {delivery_text(&view.delivery)} }
            dt { {t!("certificate-hash")} }
            dd { class: "certificate-hex", {view.hash.clone()} }
            dt { {t!("certificate-server")} }
            match view.countersigned.clone() {
                Some(word) => rsx! { Word { word } },
                None => rsx! { dd { "data-testid": "certificate-unsigned", {t!("certificate-unsigned")} } },
            }
        }
        if let Some(link) = link {
            div { class: "certificate-qr",
                QrImage { text: link.clone(), label: t!("pledge-code-qr"), testid: "certificate-qr" }
                p { {link} }
            }
        }
    }
}

#[component]
fn Word(word: Countersigned) -> Element {
    let Countersigned { received_at, place, size, root, key } = word;
    rsx! {
        dd { "data-testid": "certificate-countersigned",
            p { {t!("certificate-countersigned", at = moment::in_full(received_at), place = place, size = size)} }
            p { class: "certificate-hex", {t!("certificate-root", root = root)} }
            p { class: "certificate-hex", {t!("certificate-key", key = key)} }
        }
    }
}

#[component]
fn Export(event: EventId) -> Element {
    let export = move |_| async move {
        match ask!(Request::ExportPledge { event }, Export) {
            Ok((name, content)) => {
                if browser::download(&name, content.as_bytes(), "application/json").is_err() {
                    toast::show_failure(&Failure::Defect { detail: "download".into() });
                }
            }
            Err(failure) => toast::show_failure(&failure),
        }
    };
    rsx! {
        button { class: "button", r#type: "button", "data-testid": "certificate-export", onclick: export, {t!("certificate-export")} }
    }
}
