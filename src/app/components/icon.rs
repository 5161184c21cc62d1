//! Line icons, drawn here so that nothing is fetched.

use dioxus::prelude::*;

/// Every icon with its strokes in a 24 × 24 field, in one list.
macro_rules! icons {
    ($($kind:ident: $strokes:literal,)*) => {
        /// Which icon.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum IconKind {
            $($kind,)*
        }

        impl IconKind {
            /// All of them.
            pub(crate) const ALL: &[Self] = &[$(Self::$kind,)*];

            const fn path(self) -> &'static str {
                match self {
                    $(Self::$kind => $strokes,)*
                }
            }
        }
    };
}

icons! {
    Today: "M4 6h16v14H4zM4 10h16M8 3.5V7M16 3.5V7M8.5 15l2.4 2.2 4.6-4.6",
    Doors: "M3.5 11.5L12 4l8.5 7.5M6 9.5V20h12V9.5M10 20v-6h4v6",
    Map: "M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21zM12 12.2a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4z",
    Me: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-4 3.8-6 7.5-6s6.700 2 7.500 6",
    Overview: "M4 20V10M9.300 20V4M14.700 20v-7M20 20V7",
    Roster: "M5 3.500h14v17H5zM8.500 8h7M8.500 12h7M8.500 16h4",
    People: "M9 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20c.6-3.500 3-5.200 6.500-5.200s5.900 1.700 6.500 5.200M15.500 4.900a3.500 3.500 0 0 1 0 6.200M18 15.200c2 .7 3.200 2.300 3.500 4.800",
    Back: "M15 5l-7 7 7 7",
    Forward: "M9 5l7 7-7 7",
    Search: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.300 15.300L20.500 20.500",
    Received: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12.300l2.800 2.800L16.200 9.500",
    Waiting: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 16.500V8M8.500 11.200L12 7.700l3.500 3.500",
    Warning: "M12 3.500L22 20.500H2zM12 10v4.500M12 17.300v.4",
    Speak: "M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM15.500 9a4.200 4.200 0 0 1 0 6M18 6.500a7.800 7.800 0 0 1 0 11",
    Pause: "M8.500 5v14M15.500 5v14",
    Pen: "M4 20l1-4.500L16.500 4 20 7.500 8.500 19zM14 6.500l3.500 3.500",
    Plus: "M12 5v14M5 12h14",
    Minus: "M5 12h14",
    Whole: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
}

/// The icon; what it means stands beside it in words.
#[component]
pub(crate) fn Icon(kind: IconKind) -> Element {
    rsx! {
        svg { class: "icon", view_box: "0 0 24 24", width: "24", height: "24", "aria-hidden": "true",
            path {
                d: kind.path(),
                fill: "none",
                stroke: "currentColor",
                stroke_width: "1.9",
                stroke_linecap: "round",
                stroke_linejoin: "round",
            }
        }
    }
}

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MarkKind {
    Warning,
    Done,
}

/// A larger mark beside a message.
#[component]
pub(crate) fn Mark(kind: MarkKind) -> Element {
    let (class, icon) = match kind {
        MarkKind::Warning => ("mark warning", IconKind::Warning),
        MarkKind::Done => ("mark done", IconKind::Received),
    };
    rsx! {
        span { class, Icon { kind: icon } }
    }
}
