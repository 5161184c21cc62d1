//! The app's texts in two languages, from `assets/i18n`.
//!
//! Chinese comes first and is what a missing English text falls back to. No text stands in code: what is shown comes from
//! here by its key.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

const ZH: &str = include_str!("../assets/i18n/zh.ftl");
const EN: &str = include_str!("../assets/i18n/en.ftl");

/// A language of the app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// All languages, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// As kept and as in `lang` attributes.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// As texts for residents are marked.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The language of that tag.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }
}

/// All texts, ready to be asked.
pub struct Texts {
    zh: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

impl Default for Texts {
    fn default() -> Self {
        Self { zh: bundle(Language::Zh, ZH), en: bundle(Language::En, EN) }
    }
}

fn bundle(language: Language, source: &str) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new(vec![language.tag().parse().unwrap_or_default()]);
    // Direction marks around every value would show up in copied texts; both languages run left to right.
    bundle.set_use_isolating(false);
    // A text that does not parse is left out, and a test says so.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

impl Texts {
    /// The text of a key; Chinese where the language lacks it, the key itself where both do.
    #[must_use]
    pub fn text(&self, language: Language, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let wanted = match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        };
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(*name, value.clone());
        }
        [wanted, &self.zh]
            .into_iter()
            .find_map(|bundle| {
                let pattern = bundle.get_message(key)?.value()?;
                Some(bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned())
            })
            .unwrap_or_else(|| key.to_owned())
    }

    /// Whether there is a text for this key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.zh.has_message(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeMap, fs, path::Path};

    /// Keys and the names of the values each text uses.
    fn keys(source: &str) -> BTreeMap<String, Vec<String>> {
        let mut keys: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut present = String::new();
        for line in source.lines() {
            if line.starts_with(|first: char| first.is_ascii_lowercase()) {
                present = line.split_once(" =").unwrap().0.to_owned();
                assert!(keys.insert(present.clone(), Vec::new()).is_none(), "{present} twice");
            }
            for value in line.split('$').skip(1) {
                let name: String = value.chars().take_while(char::is_ascii_alphanumeric).collect();
                keys.get_mut(&present).unwrap().push(name);
            }
        }
        for names in keys.values_mut() {
            names.sort();
            names.dedup();
        }
        keys
    }

    #[test]
    fn both_languages_have_the_same_keys_and_values() {
        assert_eq!(keys(ZH), keys(EN));
    }

    #[test]
    fn every_text_parses() {
        for source in [ZH, EN] {
            let errors = FluentResource::try_new(source.to_owned()).err().map(|(_, errors)| errors);
            assert_eq!(errors, None);
        }
    }

    /// Keys named in the code: `t!("…"`.
    fn used_in(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                used_in(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let code = fs::read_to_string(&path).unwrap();
                for (at, mark) in code.match_indices("t!(\"") {
                    if !code[..at].ends_with(|before: char| before.is_ascii_alphanumeric() || before == '_') {
                        found.push(code[at + mark.len()..].split('"').next().unwrap().to_owned());
                    }
                }
            }
        }
    }

    #[test]
    fn every_key_in_the_code_has_a_text() {
        let mut found = Vec::new();
        used_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app"), &mut found);
        assert!(found.len() > 20);
        let texts = Texts::default();
        let missing: Vec<_> = found.into_iter().filter(|key| !texts.has(key)).collect();
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn values_stand_in_the_text() {
        let texts = Texts::default();
        let said = texts.text(Language::En, "sync-saved", &[("saved", 4.into()), ("received", 3.into())]);
        assert_eq!(said, "4 saved, 3 received by the server");
    }
}
