//! What is spoken about these days, as the police or reviewers published it; leads to the handbook.

use dioxus::prelude::*;

use crate::{
    app::{
        components::{Icon, IconKind},
        moment::on_day,
        pages::fraud_name,
        routes::Route,
        text::t,
    },
    device::messages::TopicLine,
};

#[component]
pub(super) fn Topic(topic: TopicLine) -> Element {
    rsx! {
        section { class: "card topic", "aria-labelledby": "topic-title", "data-testid": "today-topic", "data-fraud": "{topic.fraud}",
            h2 { id: "topic-title", {t!("topic-of-week", name = fraud_name(&topic.fraud), until = on_day(topic.until))} }
            p { {topic.text} }
            if !topic.cases.is_empty() {
                details {
                    summary { {t!("topic-case-count", count = topic.cases.len())} }
                    ul { class: "help-list",
                        for case in topic.cases {
                            li { key: "{case}", {case} }
                        }
                    }
                }
            }
            Link { to: Route::HandbookPage { find: topic.fraud.clone() }, class: "link", "data-testid": "topic-handbook",
                {t!("topic-handbook")}
                Icon { kind: IconKind::Forward }
            }
        }
    }
}
