//! Who may read and write which log: derived from role and area, never stored, so a new village needs no new grant.
//!
//! An account below a village (of a grid) belongs to that village. Everybody knows the areas above (rounds, rule sets,
//! texts) and writes in the villages of the own area; only reviewers and counties write above villages, in their own area
//! and below; cases are for police, read by reviewers; reviews are for reviewers. A clue may be put into the cases log of an
//! area by whoever writes in its field log, unread (`sync::Caller::may_put`): no grant, since nothing there is sent to them.

use nfv::{
    domain::{
        area::{Class, Level},
        ids::{AccountId, AreaId, LogId},
    },
    sync::enrolment::{Grant, Role},
};

use super::{AccountError, people};
use crate::{areas::Tree, store::Tx};

/// All logs of an account, sorted.
#[must_use]
pub fn of(tree: &Tree, role: Role, area: AreaId) -> Vec<Grant> {
    let Some(home) = tree.village_or_above(area) else { return Vec::new() };
    let mut grants: Vec<Grant> = tree.above(home).map(|above| grant(above, Class::Field, false)).collect();
    for node in tree.within(home).filter(|node| node.level != Level::Grid) {
        for class in Class::ALL {
            if let Some(write) = right(role, class, node.level) {
                grants.push(grant(node.id, class, write));
            }
        }
    }
    grants.sort();
    grants
}

/// All logs of an account as it stands in the database.
///
/// # Errors
/// [`AccountError::UnknownAccount`], or when the database fails.
pub fn of_account(tx: &Tx<'_>, account: AccountId) -> Result<Vec<Grant>, AccountError> {
    let account = people::by_id(tx, account)?;
    let tree = Tree::load(tx)?;
    Ok(of(&tree, account.role, account.area))
}

/// Whether an account of this role and area may record events in a log.
#[must_use]
pub fn may_write(tree: &Tree, role: Role, area: AreaId, log: LogId) -> bool {
    of(tree, role, area).iter().any(|grant| grant.log == log && grant.write)
}

/// The right to a log of the own area or of one below: none, read, or (true) write as well.
const fn right(role: Role, class: Class, level: Level) -> Option<bool> {
    let village = matches!(level, Level::Village);
    match (class, role) {
        (Class::Field, Role::County | Role::Reviewer)
        | (Class::Review, Role::Reviewer)
        | (Class::Cases, Role::Police) => Some(true),
        (Class::Field, Role::Committee | Role::Worker | Role::Police) => Some(village),
        (Class::Cases, Role::Reviewer) => Some(false),
        (Class::Cases, Role::County | Role::Committee | Role::Worker)
        | (Class::Review, Role::County | Role::Committee | Role::Worker | Role::Police) => None,
    }
}

fn grant(area: AreaId, class: Class, write: bool) -> Grant {
    Grant { log: LogId::of(area, class), area, class, write }
}

/// Whether this role manages accounts, invitations and devices at all.
#[must_use]
pub const fn manages(role: Role) -> bool {
    matches!(role, Role::County | Role::Reviewer)
}

/// Whether this role keeps rosters.
#[must_use]
pub const fn keeps_rosters(role: Role) -> bool {
    matches!(role, Role::County | Role::Reviewer | Role::Committee)
}

/// Whether a role may hand out another: never one above itself.
#[must_use]
pub const fn may_appoint(role: Role, other: Role) -> bool {
    match role {
        Role::County => true,
        Role::Reviewer => !matches!(other, Role::County),
        Role::Committee | Role::Worker | Role::Police => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::areas::tests::{COUNTY, GRID, OTHER_TOWNSHIP, OTHER_VILLAGE, TOWNSHIP, VILLAGE, small_tree};
    use Class::{Cases, Field, Review};

    fn rights(role: Role, area: AreaId) -> Vec<(AreaId, Class, bool)> {
        let mut all: Vec<_> = of(&small_tree(), role, area).iter().map(|g| (g.area, g.class, g.write)).collect();
        all.sort();
        all
    }

    #[test]
    fn rights_by_role() {
        let above = [(COUNTY, Field, false), (TOWNSHIP, Field, false)];
        let worker = [above.as_slice(), &[(VILLAGE, Field, true)]].concat();
        assert_eq!(rights(Role::Worker, VILLAGE), worker);
        assert_eq!(rights(Role::Worker, GRID), worker, "a grid's account works in its village");
        assert_eq!(rights(Role::Committee, VILLAGE), worker);
        assert_eq!(rights(Role::Police, VILLAGE), [worker.as_slice(), &[(VILLAGE, Cases, true)]].concat());
        let reviewer = [
            (COUNTY, Field, false),
            (TOWNSHIP, Field, true),
            (TOWNSHIP, Cases, false),
            (TOWNSHIP, Review, true),
            (VILLAGE, Field, true),
            (VILLAGE, Cases, false),
            (VILLAGE, Review, true),
        ];
        assert_eq!(rights(Role::Reviewer, TOWNSHIP), reviewer);
        let county = [COUNTY, TOWNSHIP, VILLAGE, OTHER_TOWNSHIP, OTHER_VILLAGE].map(|area| (area, Field, true));
        assert_eq!(rights(Role::County, COUNTY), county);
        assert_eq!(rights(Role::Worker, AreaId(uuid::Uuid::max())), [], "an unknown area grants nothing");
    }

    #[test]
    fn writing_stays_inside() {
        let tree = small_tree();
        let log = |area| LogId::of(area, Field);
        assert!(may_write(&tree, Role::Worker, VILLAGE, log(VILLAGE)));
        assert!(!may_write(&tree, Role::Worker, VILLAGE, log(TOWNSHIP)));
        assert!(!may_write(&tree, Role::Worker, VILLAGE, log(OTHER_VILLAGE)));
        assert!(!may_write(&tree, Role::Police, TOWNSHIP, log(TOWNSHIP)), "rounds are not the police's");
        assert!(!may_write(&tree, Role::Reviewer, TOWNSHIP, log(OTHER_TOWNSHIP)));
    }

    #[test]
    fn nobody_appoints_upwards() {
        for role in Role::ALL {
            assert_eq!(may_appoint(role, Role::County), role == Role::County);
            assert!(!may_appoint(role, Role::Worker) || manages(role));
        }
    }
}
