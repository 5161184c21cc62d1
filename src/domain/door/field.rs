//! Registry fields of a door: edits, heads and conflicts.
//!
//! An edit names the edits whose values its editor saw. The heads are the edits that no other names. One value among the
//! heads shows; several are a conflict, until a decision names all heads as its base.

use serde::{Deserialize, Serialize};

use crate::domain::{
    facts::Fact,
    ids::{AccountId, EventId},
    stamp::Stamp,
    stored::{Order, StoredFact},
};

/// One value of a field that no later edit has replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The edit (or registration) that set it.
    pub event_id: EventId,
    /// Who set it.
    pub actor: AccountId,
    /// When it counts.
    pub effective: Stamp,
    /// The editor's own stamp.
    pub stamp: Stamp,
    /// The value; empty means "none".
    pub value: String,
}

/// What a registry field stands at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Never empty; the greatest by (effective, own stamp, id) first: it shows.
    pub heads: Vec<Head>,
}

impl Field {
    /// The value that shows.
    #[must_use]
    pub fn value(&self) -> &str {
        self.heads.first().map_or("", |head| head.value.as_str())
    }

    /// Whether several heads differ and somebody has to decide.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.heads.iter().any(|head| head.value != self.value())
    }

    /// What the next edit, or the decision of a conflict, names as its base: all heads, sorted.
    #[must_use]
    pub fn base(&self) -> Vec<EventId> {
        let mut base: Vec<EventId> = self.heads.iter().map(|head| head.event_id).collect();
        base.sort_unstable();
        base
    }
}

/// One edit of one field, borrowed from its event.
pub(super) struct Edit<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    pub(super) base: &'a [EventId],
    pub(super) from: &'a StoredFact,
}

impl Edit<'_> {
    fn order(&self) -> Order {
        self.from.order()
    }

    fn head(&self) -> Head {
        Head {
            event_id: self.from.event_id,
            actor: self.from.actor,
            effective: self.from.effective,
            stamp: self.from.stamp,
            value: self.value.to_owned(),
        }
    }
}

/// All edits that standing facts make, in the order of the facts.
pub(super) fn edits<'a>(facts: &[&'a StoredFact]) -> Vec<Edit<'a>> {
    let mut edits = Vec::new();
    for &from in facts {
        match &from.fact {
            Fact::DoorRegistered(fact) => {
                edits.extend(fact.fields.iter().map(|(name, value)| Edit { name, value, base: &[], from }));
            }
            Fact::DoorEdited(fact) => {
                edits.extend(fact.fields.iter().map(|(name, edit)| Edit {
                    name,
                    value: &edit.value,
                    base: &edit.base,
                    from,
                }));
            }
            _ => {}
        }
    }
    edits
}

/// The field that some edits, all of the same name and at least one, come to.
pub(super) fn resolve(edits: &[Edit<'_>]) -> Field {
    if let [only] = edits {
        return Field { heads: vec![only.head()] };
    }
    let replaced = |edit: &Edit<'_>| {
        let id = edit.from.event_id;
        edits.iter().any(|other| other.from.event_id != id && other.base.contains(&id))
    };
    let mut heads: Vec<&Edit<'_>> = edits.iter().filter(|edit| !replaced(edit)).collect();
    if heads.is_empty() {
        // Edits that name each other in a ring cannot come from an honest device; none of them is lost.
        heads = edits.iter().collect();
    }
    heads.sort_unstable_by_key(|edit| std::cmp::Reverse(edit.order()));
    Field { heads: heads.into_iter().map(Edit::head).collect() }
}
