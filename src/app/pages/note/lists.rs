//! What is due in the village these days, and what was noted.

use dioxus::prelude::*;

use crate::{
    app::{
        moment::on_day,
        text::{t, text_of_code},
    },
    device::messages::{DeedLine, DutyLine},
};

/// Duties of the week or month that runs.
#[component]
pub(crate) fn Duties(duties: Vec<DutyLine>) -> Element {
    if duties.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "card me-section", "aria-labelledby": "duties-title",
            h2 { id: "duties-title", {t!("duties-title")} }
            ul {
                for duty in duties {
                    li { key: "{duty.kind}", class: "fact-row", "data-testid": "duty-line", "data-kind": "{duty.kind}", "data-done": "{duty.done}",
                        div {
                            p { {text_of_code("duty", &duty.kind)} }
                            p { class: "fact-name", {t!("duty-until", day = on_day(duty.until))} }
                        }
                        span { class: if duty.done < duty.of { "badge attention" } else { "badge signed" },
                            {t!("duty-done", done = duty.done, of = duty.of)}
                        }
                    }
                }
            }
        }
    }
}

/// Activities and messages, newest first.
#[component]
pub(super) fn Deeds(deeds: Vec<DeedLine>) -> Element {
    rsx! {
        section { class: "history", "aria-labelledby": "deeds-title",
            h2 { id: "deeds-title", {t!("deeds-title")} }
            p { class: "hint", {t!("deeds-self-declared")} }
            ol { class: "history-lines",
                for deed in deeds {
                    li { key: "{deed.id}", class: "history-line", "data-testid": "deed-line", "data-duty": "{deed.duty}",
                        div { class: "history-what",
                            strong { {text_of_code("duty", &deed.duty)} }
                            span { {deed.title.clone()} }
                        }
                        p { class: "hint",
                            {on_day(deed.on)}
                            if deed.attendance > 0 {
                                " · "
                                {t!("deed-attendance", count = deed.attendance)}
                            }
                        }
                    }
                }
            }
        }
    }
}
