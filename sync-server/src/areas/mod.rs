//! The tree county › township › village › grid as rights and imports need it: who lies above and below whom.
//!
//! Read from the projection of the logs; outlines and names of the past stay there.

pub mod file;
pub mod import;
mod tree;

pub use tree::{Node, Tree, parse_level};

#[cfg(test)]
pub(crate) mod tests {
    //! A small tree for the tests of rights.
    use super::{Node, Tree};
    use nfv::domain::{area::Level, ids::AreaId};
    use uuid::Uuid;

    pub(crate) const COUNTY: AreaId = AreaId(Uuid::from_u128(1));
    pub(crate) const TOWNSHIP: AreaId = AreaId(Uuid::from_u128(2));
    pub(crate) const VILLAGE: AreaId = AreaId(Uuid::from_u128(3));
    pub(crate) const GRID: AreaId = AreaId(Uuid::from_u128(4));
    pub(crate) const OTHER_TOWNSHIP: AreaId = AreaId(Uuid::from_u128(5));
    pub(crate) const OTHER_VILLAGE: AreaId = AreaId(Uuid::from_u128(6));

    /// A county with two townships of one village each, the first with a grid.
    pub(crate) fn small_tree() -> Tree {
        let node = |id, parent, level| Node { id, parent, level, name: String::new() };
        Tree::of(vec![
            node(COUNTY, None, Level::County),
            node(TOWNSHIP, Some(COUNTY), Level::Township),
            node(VILLAGE, Some(TOWNSHIP), Level::Village),
            node(GRID, Some(VILLAGE), Level::Grid),
            node(OTHER_TOWNSHIP, Some(COUNTY), Level::Township),
            node(OTHER_VILLAGE, Some(OTHER_TOWNSHIP), Level::Village),
        ])
    }
}
