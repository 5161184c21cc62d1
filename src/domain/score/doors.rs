//! Household coverage and answered pledges.

use super::{
    View,
    measured::{Measured, Step},
};
use crate::domain::{door::DoorState, facts::DoorKind};

/// Reached ÷ (all − exempt).
pub(super) fn coverage(view: &View<'_>) -> Measured {
    let mut measured = Measured::share(view.households.reached, view.households.asked(), "no_household");
    for (id, door) in view.book.asked(DoorKind::Household, view.as_of) {
        if door.state == DoorState::Reached {
            measured.evidence.extend(door.deciding);
        } else {
            measured.missing.push(*id);
        }
    }
    measured.step = Step::Catch("visit", measured.denominator.saturating_sub(measured.numerator));
    measured
}

/// Offered and answered, signed or declined, ÷ (all − exempt). The signed share is shown, never scored.
pub(super) fn pledges(view: &View<'_>) -> Measured {
    let mut measured = Measured::share(view.households.pledge_answered, view.households.asked(), "no_household");
    for (id, door) in view.book.asked(DoorKind::Household, view.as_of) {
        if door.pledge_answered() {
            measured.evidence.extend(door.pledged_by);
        } else {
            measured.missing.push(*id);
        }
    }
    measured.step = Step::Catch("offer_pledge", measured.denominator.saturating_sub(measured.numerator));
    measured
}
