//! What everybody of a role and area is told, under a tag, and what it was before: so that who has an older one hears what
//! has changed since, not all of it.
//!
//! It is nothing but memory: a tag that is not known here (another process gave it out, or this one began since) gets
//! everything. Of the past only a digest per area is kept.

use nfv::{domain::ids::AreaId, sync::notices::AreaNotice};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

/// Older tellings that are remembered: hours of a busy county, a few hundred kilobytes.
const REMEMBERED: usize = 32;

/// What areas were told to be, in eight bytes each.
type Digests = BTreeMap<AreaId, [u8; 8]>;

/// One telling.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// Names it: the same content has the same tag, in every process of one version.
    pub(super) tag: String,
    /// By id.
    pub(super) areas: Arc<Vec<AreaNotice>>,
    /// Villages that are still to be added up.
    pub(super) counting: u32,
    digests: Digests,
}

/// What has changed since an older telling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) areas: Vec<AreaNotice>,
    pub(super) gone: Vec<AreaId>,
}

impl Told {
    /// Of these notices, each area once.
    pub(super) fn of(areas: Vec<AreaNotice>, counting: u32) -> Result<Self, serde_json::Error> {
        let mut whole = Sha256::new().chain_update(env!("CARGO_PKG_VERSION")).chain_update(counting.to_be_bytes());
        let mut digests = Digests::new();
        for notice in &areas {
            let digest = Sha256::digest(serde_json::to_vec(notice)?);
            whole.update(digest);
            digests.insert(notice.area, std::array::from_fn(|at| digest[at]));
        }
        Ok(Self { tag: hex::encode(&whole.finalize()[..8]), areas: Arc::new(areas), counting, digests })
    }

    fn since(&self, before: &Digests) -> Change {
        let changed = |notice: &&AreaNotice| before.get(&notice.area) != self.digests.get(&notice.area);
        Change {
            areas: self.areas.iter().filter(changed).cloned().collect(),
            gone: before.keys().filter(|area| !self.digests.contains_key(*area)).copied().collect(),
        }
    }
}

/// The present telling and those before it.
#[derive(Debug)]
pub(super) struct Tellings {
    /// Unix milliseconds of the look at the database that it comes from.
    pub(super) at: u64,
    pub(super) present: Told,
    before: VecDeque<(String, Digests)>,
}

impl Tellings {
    /// The first one.
    pub(super) const fn begin(at: u64, present: Told) -> Self {
        Self { at, present, before: VecDeque::new() }
    }

    /// The next one; the same content again changes nothing.
    pub(super) fn tell(&mut self, at: u64, next: Told) {
        self.at = at;
        if next.tag == self.present.tag {
            return;
        }
        let old = std::mem::replace(&mut self.present, next);
        self.before.retain(|(tag, _)| *tag != old.tag && *tag != self.present.tag);
        self.before.truncate(REMEMBERED - 1);
        self.before.push_front((old.tag, old.digests));
    }

    /// What has changed since the telling of this tag; none where it is not remembered.
    pub(super) fn since(&self, tag: &str) -> Option<Change> {
        if tag == self.present.tag {
            return Some(Change { areas: Vec::new(), gone: Vec::new() });
        }
        let (_, digests) = self.before.iter().find(|(known, _)| known == tag)?;
        Some(self.present.since(digests))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nfv::domain::day::Day;
    use uuid::Uuid;

    fn area(n: u128) -> AreaId {
        AreaId(Uuid::from_u128(n))
    }

    fn told(days: &[(u128, i32)]) -> Told {
        let notice = |(n, day): &(u128, i32)| AreaNotice {
            area: area(*n),
            heard: vec![Day(*day)],
            standing: None,
            figures: None,
        };
        Told::of(days.iter().map(notice).collect(), 0).unwrap()
    }

    #[test]
    fn who_has_an_older_telling_hears_what_has_changed_since() {
        let first = told(&[(1, 5), (2, 5), (3, 5)]);
        let mut tellings = Tellings::begin(0, first.clone());
        tellings.tell(1, told(&[(1, 5), (2, 6), (3, 5)]));
        tellings.tell(2, told(&[(1, 5), (2, 6), (4, 1)]));
        let change = tellings.since(&first.tag).unwrap();
        assert_eq!(change.areas.iter().map(|notice| notice.area).collect::<Vec<_>>(), [area(2), area(4)]);
        assert_eq!(change.gone, [area(3)]);
        assert_eq!(tellings.since(&tellings.present.tag).unwrap().areas, []);
        assert_eq!(tellings.since(""), None, "who has none gets all");
        // Back to what it was: the old name again, and nobody is told of a change to it from itself.
        tellings.tell(3, first.clone());
        assert_eq!(tellings.since(&first.tag).unwrap().areas, []);
        for day in 0..100 {
            tellings.tell(4, told(&[(1, day)]));
        }
        assert_eq!(tellings.before.len(), REMEMBERED);
        assert_eq!(tellings.since(&first.tag), None, "long ago: all of it");
    }
}
