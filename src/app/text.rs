//! What the app says: `t!(key)`, in the chosen language, which is a signal.
//!
//! Language and type size are preferences of this browser: they must hold before the database opens, and after sign-out.

use dioxus::prelude::*;
use fluent_bundle::FluentValue;

use crate::{
    device::messages::{Failure, Request},
    language::{Language, Texts},
    platform::host::{browser, client},
};

/// The chosen language.
pub(crate) static LANGUAGE: GlobalSignal<Language> = Signal::global(Language::default);
/// Larger type and targets (长辈版).
pub(crate) static ELDER: GlobalSignal<bool> = Signal::global(|| false);

thread_local! {
    static TEXTS: Texts = Texts::default();
}

/// The text of a key with its values.
macro_rules! t {
    ($key:expr) => { $crate::app::text::text($key, &[]) };
    ($key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::app::text::text($key, &[$((stringify!($name), fluent_bundle::FluentValue::from($value))),+])
    };
}
pub(crate) use t;

/// The text of a key; components that call it follow the language.
pub(crate) fn text(key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
    let language = *LANGUAGE.read();
    TEXTS.with(|texts| texts.text(language, key, values))
}

/// The text of `family-code`, or of `family-other` where the code is a newer one.
pub(crate) fn text_of_code(family: &str, code: &str) -> String {
    let key = format!("{family}-{}", code.replace(['_', '.'], "-"));
    if TEXTS.with(|texts| texts.has(&key)) { t!(&key) } else { t!(&format!("{family}-other"), code = code) }
}

/// Takes over language and type size as kept in this browser.
pub(crate) fn restore_preferences() {
    let language = browser::preference("language").and_then(|tag| Language::parse(&tag));
    *LANGUAGE.write() = language.unwrap_or_default();
    *ELDER.write() = browser::preference("elder").is_some();
    show_preferences();
}

/// Chooses the language.
pub(crate) fn choose_language(language: Language) {
    *LANGUAGE.write() = language;
    browser::keep_preference("language", Some(language.tag()));
    show_preferences();
    spawn(tell_device_language());
}

/// The device chooses the pledge's text by the language; before enrolment it need not know.
pub(crate) async fn tell_device_language() {
    let value = LANGUAGE.peek().code().to_owned();
    let _unusable = client::call(Request::KeepSetting { name: "language".into(), value }).await;
}

/// Chooses the type size.
pub(crate) fn choose_elder(elder: bool) {
    *ELDER.write() = elder;
    browser::keep_preference("elder", elder.then_some("yes"));
    show_preferences();
}

fn show_preferences() {
    browser::set_root_attribute("lang", LANGUAGE.peek().tag());
    browser::set_root_attribute("data-elder", if *ELDER.peek() { "yes" } else { "no" });
    show_title();
}

/// Puts the app's name into the window's title.
pub(crate) fn show_title() {
    browser::set_title(&t!("app-name"));
}

/// Which text tells of a failure, and the code that tests and reports see.
pub(crate) fn failure_code(failure: &Failure) -> String {
    match failure {
        Failure::Offline => "offline".into(),
        Failure::Refused { code } => format!("refused-{code}"),
        Failure::NotEnrolled => "not-enrolled".into(),
        Failure::Unsent { .. } => "unsent".into(),
        Failure::StorageFull => "storage-full".into(),
        Failure::StorageUnusable { code } => format!("storage-{code}"),
        Failure::NotFound => "not-found".into(),
        Failure::Invalid { code } => format!("invalid-{code}"),
        Failure::Defect { .. } => "defect".into(),
    }
}

/// What happened, and what was kept and what to do about it.
pub(crate) fn failure_texts(failure: &Failure) -> (String, String) {
    match failure {
        Failure::Refused { code } => (text_of_code("refused", code), text_of_code("refused-do", code)),
        Failure::StorageUnusable { code } => (text_of_code("storage", code), text_of_code("storage-do", code)),
        Failure::Invalid { code } => (text_of_code("invalid", code), t!("invalid-do")),
        Failure::Unsent { count } => (t!("failure-unsent", count = *count), t!("failure-unsent-do")),
        Failure::Defect { detail } => (t!("failure-defect"), t!("failure-defect-do", detail = detail.as_str())),
        Failure::Offline | Failure::NotEnrolled | Failure::StorageFull | Failure::NotFound => {
            let key = format!("failure-{}", failure_code(failure));
            (t!(&key), t!(&format!("{key}-do")))
        }
    }
}
