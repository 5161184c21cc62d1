//! Recording a visit: the outcome first, then only what that outcome asks for.
//!
//! Every change is kept as a draft on the device. "Saved" is said only when the visit is durable.

mod form;
mod met;
mod outcomes;
mod quiz;

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{
            DraftNotice, DraftOf, FailureBox, Icon, IconKind, PhotoField, StandpointField, Waiting, add_photo, place,
            toast, use_draft,
        },
        routes::Route,
        saving::{Refused, use_saving},
        text::{t, text_of_code},
    },
    device::{
        MOST_PHOTOS,
        messages::{DoorView, Failure, Request},
    },
    domain::ids::EntityId,
};
use form::{Choice, VisitForm};
use met::MetFields;
pub(crate) use outcomes::DateField;
use outcomes::{NoteField, Outcomes};
use quiz::QuizField;

/// What the form starts from: the door, and what was half-made there.
type Start = (DoorView, Option<VisitForm>);

/// The page.
#[component]
pub(crate) fn VisitPage(id: EntityId, outcome: String) -> Element {
    // Asked once: a form does not change under the hand that fills it in.
    let start = use_resource(move || async move {
        let view = ask!(Request::Door { door: id }, Door)?;
        Ok::<Start, Failure>((*view, DraftOf::Visit.at(id).await?))
    });
    let started = start.read().clone();
    rsx! {
        nav { class: "page-back",
            Link { to: Route::DoorPage { id }, class: "back",
                Icon { kind: IconKind::Back }
                {t!("back")}
            }
        }
        match started {
            None => rsx! { Waiting {} },
            Some(Err(failure)) => rsx! {
                h1 { {t!("visit-title")} }
                FailureBox { failure }
            },
            Some(Ok((view, draft))) => rsx! { Form { view, draft, outcome: Choice::parse(&outcome) } },
        }
    }
}

#[component]
fn Form(view: DoorView, draft: Option<VisitForm>, outcome: Option<Choice>) -> Element {
    let door = view.line.id;
    let restored = draft.is_some();
    let untouched = VisitForm::at(&view);
    let begun = draft.unwrap_or_else(|| untouched.clone());
    let form = use_signal(|| VisitForm { outcome: outcome.or(begun.outcome), ..begun });
    let keeper = use_draft(DraftOf::Visit, door, form, untouched.clone());
    // Fields keep their own text: a new number makes them start anew.
    let mut beginning = use_signal(|| 0_u32);
    let mut missing = use_signal(|| None::<&'static str>);
    let saving = use_saving();
    // A photo on its way into the form: saving waits for it.
    let mut taking = use_signal(|| false);
    let save = use_callback(move |()| {
        let fact = form.peek().to_fact();
        missing.set(fact.as_ref().err().copied());
        let Ok(visit) = fact else { return };
        if taking() {
            return;
        }
        saving.run(async move {
            keeper.stop();
            if let Err(refused) = ask!(Request::RecordVisit { door, visit }, Saved) {
                keeper.go_on();
                return Err(refused);
            }
            toast::show_saved(t!("saved-here"));
            navigator().replace(Route::DoorPage { id: door });
            Ok(())
        });
    });
    rsx! {
        header { class: "form-head",
            h1 { {place(&view.line)} }
            p { class: "page-sub", {view.line.name.clone()} }
        }
        if restored {
            DraftNotice { form, untouched, keeper, ondrop: move |()| { beginning += 1; taking.set(false); } }
        }
        form {
            class: "visit-form",
            onsubmit: move |event| {
                event.prevent_default();
                save(());
            },
            Outcomes { key: "{beginning}", form, preset: outcome.is_some() }
            Rest { key: "{beginning}", form, fitting: view.topics, door, taking }
            div { class: "save-bar",
                if let Some(code) = missing() {
                    p { class: "field-problem", role: "alert", {text_of_code("visit-missing", code)} }
                }
                Refused { saving }
                button { class: "button primary large wide", r#type: "submit", disabled: saving.is_busy() || taking(), "data-testid": "save-visit",
                    if saving.is_busy() { {t!("saving")} } else { {t!("save")} }
                }
            }
        }
    }
}

/// What the chosen outcome asks for.
#[component]
fn Rest(form: Signal<VisitForm>, fitting: Vec<String>, door: EntityId, taking: Signal<bool>) -> Element {
    let outcome = use_memo(move || form.read().outcome);
    rsx! {
        match outcome() {
            Some(Choice::Met) => rsx! { MetFields { form, fitting } },
            Some(Choice::Away) => rsx! {
                DateField {
                    label: t!("visit-away-until"),
                    testid: "away-until",
                    value: form.read().away_until,
                    onchange: move |day| form.write().away_until = day,
                }
            },
            _ => rsx! {},
        }
        if matches!(outcome(), Some(Choice::Met | Choice::NobodyHome | Choice::Declined)) {
            DateField {
                label: t!("visit-revisit"),
                testid: "revisit-day",
                value: form.read().revisit,
                onchange: move |day| form.write().revisit = day,
            }
        }
        NoteField { form }
        if outcome().is_some() {
            More { form, door, taking }
        }
    }
}

/// What nobody has to give, behind one row; open where something was given.
#[component]
fn More(mut form: Signal<VisitForm>, door: EntityId, taking: Signal<bool>) -> Element {
    let is_met = use_memo(move || form.read().outcome == Some(Choice::Met));
    let open = use_hook(|| {
        let form = form.peek();
        !form.photos.is_empty() || form.stood.is_some()
    });
    rsx! {
        details { class: "visit-more", open,
            summary { "data-testid": "visit-more", {t!("visit-more")} }
            if is_met() {
                QuizField { form, door }
            }
            PhotoField {
                label: t!("visit-photos"),
                hint: t!("visit-photos-hint", most = MOST_PHOTOS),
                testid: "visit-photos",
                door,
                photos: form.read().photos.clone(),
                taking,
                onadd: move |photo| add_photo(&mut form.write().photos, photo),
                onremove: move |hash| form.write().photos.retain(|photo| photo.hash != hash),
            }
            StandpointField { here: form.read().stood, onchange: move |here| { let mut form = form; form.write().stood = here; } }
        }
    }
}
