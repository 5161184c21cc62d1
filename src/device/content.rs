//! Texts that ship with the app: the pledge, and which fraud types to speak about with whom.

use serde::Deserialize;

use super::messages::{Failure, PledgeText};
use crate::domain::{key_group::KeyGroup, pledge::text_hash};

const PLEDGE: &str = include_str!("../../assets/texts/pledge-2026-1.toml");
const FRAUD_TYPES: &str = include_str!("../../assets/content/fraud-types.csv");

/// A kind of fraud to speak about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FraudType {
    /// Its code in visits and cases.
    pub code: &'static str,
    /// Its Chinese name.
    pub zh: &'static str,
    /// Its English name.
    pub en: &'static str,
}

/// All fraud types, in the order of the file.
pub fn fraud_types() -> impl Iterator<Item = FraudType> {
    FRAUD_TYPES.lines().skip(1).filter_map(|row| {
        let mut cells = row.split(',');
        let (code, _groups) = (cells.next()?, cells.next()?);
        Some(FraudType { code, zh: cells.next()?, en: cells.next()? })
    })
}

/// A pledge in one language; each has an id of its own, for what is signed is the exact text.
#[derive(Deserialize)]
struct Version {
    id: String,
    language: String,
    title: String,
    paragraphs: Vec<String>,
}

#[derive(Deserialize)]
struct Pledge {
    text: Vec<Version>,
}

fn versions() -> Result<Vec<Version>, Failure> {
    let pledge: Pledge = toml::from_str(PLEDGE).map_err(|error| Failure::Defect { detail: error.to_string() })?;
    Ok(pledge.text)
}

/// Ids of the pledge's texts that ship with this version.
#[must_use]
pub fn pledge_texts() -> Vec<String> {
    versions().map(|all| all.into_iter().map(|version| version.id).collect()).unwrap_or_default()
}

/// The text that holds today, in this language; the first one where there is none.
pub(super) fn pledge_text(language: Option<&str>) -> Result<PledgeText, Failure> {
    let mut versions = versions()?;
    let at = versions.iter().position(|version| language == Some(version.language.as_str())).unwrap_or(0);
    if versions.is_empty() {
        return Err(Failure::NotFound);
    }
    let version = versions.swap_remove(at);
    Ok(PledgeText { id: version.id, title: version.title, paragraphs: version.paragraphs })
}

/// A text by its id, whichever language it is in.
pub(super) fn pledge_by_id(id: &str) -> Option<PledgeText> {
    let version = versions().ok()?.into_iter().find(|version| version.id == id)?;
    Some(PledgeText { id: version.id, title: version.title, paragraphs: version.paragraphs })
}

/// SHA-256 of the exact text shown, hex: title and paragraphs, each ended by a line feed.
pub(super) fn pledge_hash(id: &str) -> Result<String, Failure> {
    let version = versions()?.into_iter().find(|version| version.id == id);
    let version = version.ok_or_else(|| Failure::Invalid { code: "pledge_text".into() })?;
    Ok(hex::encode(text_hash(&version.title, &version.paragraphs)))
}

/// Codes of the fraud types that fit the key groups among these tags, in the order of the file; those for everyone come
/// last.
pub(super) fn topics(tags: &str) -> Vec<String> {
    let groups: Vec<&str> =
        tags.split_whitespace().filter(|tag| KeyGroup::parse(tag).is_some()).chain(["everyone"]).collect();
    let rows = || FRAUD_TYPES.lines().skip(1).filter_map(|row| row.split(',').next().zip(row.split(',').nth(1)));
    let fits = |group: &str| {
        let group = group.to_owned();
        rows().filter(move |(_, at_risk)| at_risk.split(' ').any(|one| one == group)).map(|(code, _)| code.to_owned())
    };
    let mut codes: Vec<String> = Vec::new();
    for code in groups.iter().flat_map(|group| fits(group)) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_has_its_own_hash() {
        let (zh, en) = (pledge_text(None).unwrap(), pledge_text(Some("en")).unwrap());
        assert_eq!(zh.id, "pledge-2026-1");
        assert_ne!(pledge_hash(&zh.id).unwrap(), pledge_hash(&en.id).unwrap());
        assert!(pledge_hash("pledge-1999").is_err());
    }

    #[test]
    fn the_shipped_pledge_is_the_text_that_was_signed() {
        // A change of the text is a new version with a new id, never an edit.
        let hash = pledge_hash("pledge-2026-1").unwrap();
        assert_eq!(hash, include_str!("../../assets/texts/pledge-2026-1.sha256").trim());
    }

    #[test]
    fn topics_follow_key_groups() {
        let elderly = topics("elderly");
        assert!(elderly.contains(&"health-product".to_owned()), "{elderly:?}");
        assert_ne!(topics("student").first(), elderly.first());
        assert_eq!(topics("some other tag"), topics(""));
        let columns = FRAUD_TYPES.lines().next().unwrap().split(',').count();
        assert!(FRAUD_TYPES.lines().all(|row| row.split(',').count() == columns));
    }
}
