//! A pledge that was signed on paper, entered by the worker, with a picture of the sheet if there is one: it counts, and says
//! what it is. Half-made it is a draft, for a phone may end the program while its camera is open.

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    app::{
        ask::ask,
        components::{
            DraftNotice, DraftOf, FailureBox, Icon, IconKind, PhotoField, TextField, Waiting, add_photo, toast,
            use_draft,
        },
        routes::Route,
        saving::{SaveForm, use_saving},
        text::t,
    },
    device::{
        MOST_PHOTOS,
        messages::{Failure, Request},
    },
    domain::{day::Day, facts::Manner, ids::EntityId, photo::Photo},
};

/// The form; its JSON is the draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct PaperForm {
    signer: String,
    day: Option<Day>,
    photos: Vec<Photo>,
}

/// The page.
#[component]
pub(crate) fn PledgePaper(id: EntityId) -> Element {
    // Asked once: a form does not change under the hand that fills it in.
    let draft = use_resource(move || DraftOf::PaperPledge.at::<PaperForm>(id));
    let begun = draft.read().clone();
    rsx! {
        nav { class: "page-back",
            Link { to: Route::DoorPage { id }, class: "back",
                Icon { kind: IconKind::Back }
                {t!("back")}
            }
        }
        h1 { {t!("paper-title")} }
        match begun {
            None => rsx! { Waiting {} },
            Some(Err(failure)) => rsx! { FailureBox { failure } },
            Some(Ok(draft)) => rsx! { Form { id, draft } },
        }
    }
}

#[component]
fn Form(id: EntityId, draft: Option<PaperForm>) -> Element {
    let restored = draft.is_some();
    let form = use_signal(|| draft.unwrap_or_default());
    let keeper = use_draft(DraftOf::PaperPledge, id, form, PaperForm::default());
    // Fields keep their own text: a new number makes them start anew.
    let mut beginning = use_signal(|| 0_u32);
    let mut taking = use_signal(|| false);
    let saving = use_saving();
    let save = move |()| {
        let PaperForm { signer, day: Some(on), photos } = form.peek().clone() else { return };
        if taking() {
            return;
        }
        saving.run(async move {
            keeper.stop();
            if let Err(refused) = keep(id, signer, on, photos).await {
                keeper.go_on();
                return Err(refused);
            }
            toast::show_saved(t!("saved-here"));
            navigator().replace(Route::DoorPage { id });
            Ok(())
        });
    };
    let lacks = form.with(|form| form.day.is_none() || form.signer.trim().is_empty());
    rsx! {
        p { class: "hint", {t!("paper-advice")} }
        if restored {
            DraftNotice { form, untouched: PaperForm::default(), keeper, ondrop: move |()| { beginning += 1; taking.set(false); } }
        }
        SaveForm {
            saving,
            testid: "paper-save",
            class: "inline-form",
            button: "button primary wide",
            label: t!("save"),
            disabled: taking() || lacks,
            onsave: save,
            Fields { key: "{beginning}", id, form, taking }
        }
    }
}

#[component]
fn Fields(id: EntityId, form: Signal<PaperForm>, taking: Signal<bool>) -> Element {
    let PaperForm { signer, day, .. } = use_hook(|| form.peek().clone());
    let photos = use_memo(move || form.read().photos.clone());
    rsx! {
        TextField {
            label: t!("pledge-signer"),
            id: "paper-signer",
            testid: "paper-signer",
            initial: signer,
            oninput: move |text| form.write().signer = text,
        }
        TextField {
            label: t!("paper-day"),
            id: "paper-day",
            kind: "date",
            testid: "paper-day",
            initial: day.map(|day| day.to_string()).unwrap_or_default(),
            oninput: move |text: String| form.write().day = text.parse().ok(),
        }
        PhotoField {
            label: t!("paper-photos"),
            hint: t!("paper-photos-hint", most = MOST_PHOTOS),
            testid: "paper-photos",
            door: id,
            photos: photos(),
            taking,
            onadd: move |photo| add_photo(&mut form.write().photos, photo),
            onremove: move |hash| form.write().photos.retain(|photo| photo.hash != hash),
        }
    }
}

async fn keep(door: EntityId, signer: String, on: Day, photos: Vec<Photo>) -> Result<(), Failure> {
    let text = ask!(Request::PledgeText, PledgeText)?.id;
    let manner = Manner { paper: Some(on), ..Manner::default() };
    let (strokes, assisted_by) = (Vec::new(), None);
    let request = Request::SignPledge { door, text, signer, strokes, assisted_by, manner, photos };
    ask!(request, Saved).map(drop)
}
