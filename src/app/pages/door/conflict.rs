//! Two people changed the same field without seeing each other's change: both values, one tap decides.

use dioxus::prelude::*;
use std::collections::BTreeMap;

use super::fields::shown;
use crate::{
    app::{
        ask::ask,
        components::toast,
        moment,
        state::STATUS,
        text::{t, text_of_code},
    },
    device::messages::{FieldView, Request},
    domain::{facts::FieldEdit, ids::EntityId},
};

#[component]
pub(crate) fn ConflictCard(door: EntityId, field: FieldView) -> Element {
    let name = field.name.clone();
    let own = STATUS.read().as_ref().and_then(|status| Some(status.enrolled.as_ref()?.account));
    let base: Vec<_> = field.heads.iter().map(|head| head.event).collect();
    let decide = move |value: String| {
        let fields = BTreeMap::from([(name.clone(), FieldEdit { value, base: base.clone() })]);
        async move {
            match ask!(Request::EditDoor { door, fields, reason: None }, Saved) {
                Ok(_) => toast::show_saved(t!("saved-here")),
                Err(failure) => toast::show_failure(&failure),
            }
        }
    };
    rsx! {
        section { class: "card conflict", "data-testid": "conflict",
            h2 { {t!("conflict-title", field = text_of_code("field", &field.name))} }
            p { {t!("conflict-advice")} }
            for head in field.heads {
                button {
                    key: "{head.event}",
                    class: "button choice",
                    r#type: "button",
                    "data-testid": "conflict-choice",
                    onclick: {
                        let decide = decide.clone();
                        let value = head.value.clone();
                        move |_| decide(value.clone())
                    },
                    strong { {shown(&field.name, &head.value)} }
                    span { class: "hint",
                        {t!(if own == Some(head.actor) { "conflict-mine" } else { "conflict-theirs" }, at = moment::at(head.at))}
                    }
                }
            }
        }
    }
}
