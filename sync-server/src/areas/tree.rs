//! Areas by id, with the way up. A broken tree (a cycle, a missing parent) ends the way, it never loops.

use nfv::domain::{area::Level, ids::AreaId};
use std::collections::BTreeMap;

use crate::store::{Row, StoreError, Tx};

/// Deeper than any real tree.
const DEEPEST: usize = 8;

/// An area as rights and imports need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The area.
    pub id: AreaId,
    /// The next higher one.
    pub parent: Option<AreaId>,
    /// Depth.
    pub level: Level,
    /// Display name.
    pub name: String,
}

/// All areas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree(BTreeMap<AreaId, Node>);

impl Tree {
    /// The tree as the logs define it now.
    ///
    /// # Errors
    /// When the database fails.
    pub fn load(tx: &Tx<'_>) -> Result<Self, StoreError> {
        Ok(Self::of(tx.query(include_str!("sql/tree.sql"), &[], read)?))
    }

    /// A tree of these areas.
    #[must_use]
    pub fn of(nodes: Vec<Node>) -> Self {
        Self(nodes.into_iter().map(|node| (node.id, node)).collect())
    }

    /// Whether no area is defined yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One area.
    #[must_use]
    pub fn get(&self, id: AreaId) -> Option<&Node> {
        self.0.get(&id)
    }

    /// What people call an area: its name, a grid's after that of its village.
    #[must_use]
    pub fn label(&self, id: AreaId) -> String {
        let village = self.village_or_above(id).filter(|village| *village != id);
        let names = village.into_iter().chain([id]).filter_map(|id| self.get(id));
        names.map(|node| node.name.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// All areas, by id.
    pub fn all(&self) -> impl Iterator<Item = &Node> {
        self.0.values()
    }

    /// The areas above one, the nearest first.
    pub fn above(&self, id: AreaId) -> impl Iterator<Item = AreaId> {
        let up = |id: &AreaId| self.get(*id).and_then(|node| node.parent).filter(|parent| self.0.contains_key(parent));
        std::iter::successors(up(&id), move |id| up(id)).take(DEEPEST)
    }

    /// Whether an area is another or lies below it.
    #[must_use]
    pub fn is_within(&self, id: AreaId, outer: AreaId) -> bool {
        self.0.contains_key(&id) && (id == outer || self.above(id).any(|above| above == outer))
    }

    /// An area and all below it, by id.
    pub fn within(&self, outer: AreaId) -> impl Iterator<Item = &Node> {
        self.0.values().filter(move |node| self.is_within(node.id, outer))
    }

    /// The area itself, or the village of a grid.
    #[must_use]
    pub fn village_or_above(&self, id: AreaId) -> Option<AreaId> {
        let grid = |id: &AreaId| self.get(*id).is_some_and(|node| node.level == Level::Grid);
        self.get(id)?;
        std::iter::once(id).chain(self.above(id)).find(|id| !grid(id))
    }
}

fn read(row: &Row<'_>) -> Result<Node, StoreError> {
    let level = parse_level(&row.get::<String>(2)?).ok_or(StoreError::Corrupt("level"))?;
    Ok(Node { id: row.get(0)?, parent: row.get(1)?, level, name: row.get(3)? })
}

/// The level of that name, as it stands on the wire, in tables and in files.
#[must_use]
pub fn parse_level(name: &str) -> Option<Level> {
    Some(match name {
        "county" => Level::County,
        "township" => Level::Township,
        "village" => Level::Village,
        "grid" => Level::Grid,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::areas::tests::{COUNTY, GRID, OTHER_VILLAGE, TOWNSHIP, VILLAGE, small_tree};

    #[test]
    fn ways_up_and_down() {
        let tree = small_tree();
        assert_eq!(tree.above(GRID).collect::<Vec<_>>(), [VILLAGE, TOWNSHIP, COUNTY]);
        assert!(tree.is_within(VILLAGE, TOWNSHIP) && tree.is_within(VILLAGE, VILLAGE));
        assert!(!tree.is_within(OTHER_VILLAGE, TOWNSHIP));
        assert_eq!(tree.within(TOWNSHIP).map(|node| node.id).collect::<Vec<_>>(), [TOWNSHIP, VILLAGE, GRID]);
        assert_eq!(tree.village_or_above(GRID), Some(VILLAGE));
        assert_eq!(tree.village_or_above(COUNTY), Some(COUNTY));
    }

    #[test]
    fn a_cycle_ends() {
        let node = |id, parent| Node { id, parent: Some(parent), level: Level::Grid, name: String::new() };
        let tree = Tree::of(vec![node(VILLAGE, GRID), node(GRID, VILLAGE)]);
        assert_eq!(tree.above(GRID).count(), DEEPEST);
        assert_eq!(tree.village_or_above(GRID), None);
    }
}
