//! That nobody lives here has to be seen by two persons on two days, or by an inspection: who saw it, and what is lacking.

use dioxus::prelude::*;

use crate::{
    app::{moment::on_day, text::t},
    device::messages::GoneLine,
    domain::day::Day,
};

#[component]
pub(super) fn Gone(seen: Vec<GoneLine>, exempt_since: Option<Day>) -> Element {
    let own_alone = seen.iter().all(|seen| seen.own);
    rsx! {
        section { class: "card", "aria-labelledby": "gone-title", "data-testid": "door-gone", "data-exempt": exempt_since.is_some(),
            h2 { id: "gone-title",
                if let Some(since) = exempt_since {
                    {t!("gone-exempt", since = on_day(since))}
                } else {
                    {t!("gone-once")}
                }
            }
            ul { class: "help-list",
                for (index , seen) in seen.into_iter().enumerate() {
                    li { key: "{index}",
                        {t!(if seen.own { "gone-seen-own" } else { "gone-seen-other" }, on = on_day(seen.on))}
                    }
                }
            }
            p { class: "hint",
                if exempt_since.is_some() {
                    {t!("gone-life-ends")}
                } else if own_alone {
                    {t!("gone-another-person")}
                } else {
                    {t!("gone-second-look")}
                }
            }
        }
    }
}
