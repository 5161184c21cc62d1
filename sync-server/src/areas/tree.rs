//! Areas by id, with the way up. A broken tree (a cycle, a missing parent) ends the way, it never loops.

use nfv::domain::{area::Level, ids::AreaId};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

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

/// Trees kept in memory at once: of one database, and of the others that tests have.
const MOST_KNOWN: usize = 16;

/// Trees by their prints. A print stands for one tree only, so what is found under it is never out of date, whoever wrote.
static KNOWN: Mutex<BTreeMap<[u8; 32], Arc<Tree>>> = Mutex::new(BTreeMap::new());

/// All areas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    nodes: BTreeMap<AreaId, Node>,
    children: BTreeMap<AreaId, Vec<AreaId>>,
}

impl Tree {
    /// The tree as the logs define it now.
    ///
    /// # Errors
    /// When the database fails.
    pub fn load(tx: &Tx<'_>) -> Result<Arc<Self>, StoreError> {
        let print: Option<[u8; 32]> = tx.query_opt("SELECT print FROM area_tree", &[], |row| row.get(0))?;
        let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tree) = print.and_then(|print| known().get(&print).cloned()) {
            return Ok(tree);
        }
        let tree = Arc::new(Self::of(tx.query(include_str!("sql/tree.sql"), &[], read)?));
        if let Some(print) = print {
            let mut known = known();
            if known.len() >= MOST_KNOWN {
                known.clear();
            }
            known.insert(print, Arc::clone(&tree));
        }
        Ok(tree)
    }

    /// A tree of these areas.
    #[must_use]
    pub fn of(nodes: Vec<Node>) -> Self {
        let nodes: BTreeMap<AreaId, Node> = nodes.into_iter().map(|node| (node.id, node)).collect();
        let mut children: BTreeMap<AreaId, Vec<AreaId>> = BTreeMap::new();
        for node in nodes.values() {
            if let Some(parent) = node.parent {
                children.entry(parent).or_default().push(node.id);
            }
        }
        Self { nodes, children }
    }

    /// Whether no area is defined yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// One area.
    #[must_use]
    pub fn get(&self, id: AreaId) -> Option<&Node> {
        self.nodes.get(&id)
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
        self.nodes.values()
    }

    /// The areas above one, the nearest first.
    pub fn above(&self, id: AreaId) -> impl Iterator<Item = AreaId> {
        let up =
            |id: &AreaId| self.get(*id).and_then(|node| node.parent).filter(|parent| self.nodes.contains_key(parent));
        std::iter::successors(up(&id), move |id| up(id)).take(DEEPEST)
    }

    /// Whether an area is another or lies below it.
    #[must_use]
    pub fn is_within(&self, id: AreaId, outer: AreaId) -> bool {
        self.nodes.contains_key(&id) && (id == outer || self.above(id).any(|above| above == outer))
    }

    /// An area and all below it, by id.
    pub fn within(&self, outer: AreaId) -> impl Iterator<Item = &Node> {
        let mut found = BTreeSet::new();
        let mut open: Vec<AreaId> = self.get(outer).map(|node| node.id).into_iter().collect();
        while let Some(id) = open.pop() {
            if found.insert(id) {
                open.extend(self.children.get(&id).into_iter().flatten());
            }
        }
        found.into_iter().filter_map(|id| self.nodes.get(&id))
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
    use nfv::domain::{
        area::{Area, Class},
        event::{Event, Header, VERSION},
        facts::Fact,
        ids::{AccountId, DeviceId, EventId, Incarnation},
        stamp::Stamp,
    };
    use uuid::Uuid;

    use super::*;
    use crate::areas::tests::{COUNTY, GRID, OTHER_VILLAGE, TOWNSHIP, VILLAGE, small_tree};
    use crate::{
        store::{Birth, Store, sqlite::SqliteStore},
        sync::append,
    };

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

    /// Defines an area as another process would, n-th of its definitions.
    fn define(store: &SqliteStore, n: u8, name: &str) {
        let log = store.open_log(COUNTY, Class::Field).unwrap();
        let area = Area {
            id: COUNTY,
            parent: None,
            level: Level::County,
            name: name.into(),
            codes: Vec::new(),
            outline: Vec::new(),
        };
        let fact = Fact::AreaDefined(area);
        let header = Header {
            version: VERSION,
            event_id: EventId(Uuid::from_u128(u128::from(n))),
            log_id: log,
            kind: fact.kind().into(),
            entity_id: COUNTY.into(),
            actor_id: AccountId(Uuid::nil()),
            device_id: DeviceId(Uuid::nil()),
            incarnation: Incarnation(Uuid::nil()),
            n: u64::from(n),
            stamp: Stamp::new(u64::from(n), 0),
        };
        let event = Event { header, body: fact.to_body([n; 8]).unwrap(), proof: None };
        append(store, vec![event], 5000).unwrap();
    }

    #[test]
    fn a_tree_in_memory_is_never_older_than_the_database() {
        let folder = tempfile::tempdir().unwrap();
        let open =
            || SqliteStore::open(&folder.path().join("server.db"), &Birth { epoch: 7, secret: [1; 32] }).unwrap();
        let (mine, theirs) = (open(), open());
        let load = || mine.read(|tx| Tree::load(&Tx::Sqlite(tx))).unwrap();
        define(&theirs, 1, "Old");
        let before = load();
        assert_eq!(before.get(COUNTY).unwrap().name, "Old");
        assert!(Arc::ptr_eq(&before, &load()), "read once");
        define(&theirs, 2, "New");
        assert_eq!(load().get(COUNTY).unwrap().name, "New");
        theirs.rebuild().unwrap();
        assert_eq!(load().get(COUNTY).unwrap().name, "New");
    }

    #[test]
    fn a_cycle_ends() {
        let node = |id, parent| Node { id, parent: Some(parent), level: Level::Grid, name: String::new() };
        let tree = Tree::of(vec![node(VILLAGE, GRID), node(GRID, VILLAGE)]);
        assert_eq!(tree.above(GRID).count(), DEEPEST);
        assert_eq!(tree.village_or_above(GRID), None);
    }
}
