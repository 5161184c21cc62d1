//! What was chosen so far, and the change that it makes once it is whole.

use crate::{
    app::pages::desk_parts::Place,
    domain::{area::Level, ids::AreaId},
    sync::moves::Move,
};

/// Kinds of change, the everyday ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    MergeHouseholds,
    Household,
    MergeGrids,
    Grid,
    MergeVillages,
    Village,
}

impl What {
    pub(super) const ALL: [Self; 6] =
        [Self::MergeHouseholds, Self::Household, Self::MergeGrids, Self::Grid, Self::MergeVillages, Self::Village];

    /// The name in texts and lists.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::MergeHouseholds => "merge-households",
            Self::Household => "household",
            Self::MergeGrids => "merge-grids",
            Self::Grid => "grid",
            Self::MergeVillages => "merge-villages",
            Self::Village => "village",
        }
    }

    pub(super) fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.code() == code)
    }

    pub(super) const fn moves_a_door(self) -> bool {
        matches!(self, Self::Household | Self::MergeHouseholds)
    }

    /// Of which level the area is that moves.
    pub(super) fn levels(self) -> Vec<Level> {
        match self {
            Self::MergeGrids | Self::Grid => vec![Level::Grid],
            _ => vec![Level::Village],
        }
    }

    /// Where it can go.
    pub(super) fn targets(self) -> Vec<Level> {
        match self {
            Self::Household => vec![Level::Village, Level::Grid],
            Self::MergeGrids => vec![Level::Grid],
            Self::Village => vec![Level::Township],
            _ => vec![Level::Village],
        }
    }
}

/// What was chosen so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Plan {
    pub(super) what: Option<What>,
    pub(super) door: Option<Place>,
    pub(super) into: Option<Place>,
    pub(super) area: Option<AreaId>,
    pub(super) target: Option<AreaId>,
    pub(super) code: String,
    pub(super) reason: String,
}

impl Plan {
    /// The change, or the key of the text that says what is missing.
    pub(super) fn change(&self) -> Result<Move, &'static str> {
        let missing = "move-incomplete";
        let what = self.what.ok_or(missing)?;
        if self.reason.trim().is_empty() {
            return Err("move-reason-missing");
        }
        let same = (self.area.is_some() && self.area == self.target) || (self.door.is_some() && self.door == self.into);
        if same {
            return Err("move-same");
        }
        let area = || self.area.ok_or(missing);
        let target = || self.target.ok_or(missing);
        Ok(match what {
            What::Household => {
                let (door, from) = self.door.ok_or(missing)?;
                Move::Household { door, from, to: target()? }
            }
            What::MergeHouseholds => {
                let ((door, from), (into, to)) = (self.door.ok_or(missing)?, self.into.ok_or(missing)?);
                Move::MergeHouseholds { door, from, into, to }
            }
            What::Grid => Move::Grid { grid: area()?, to: target()? },
            What::MergeGrids => Move::MergeGrids { grid: area()?, into: target()? },
            What::Village => {
                let code = Some(self.code.trim().to_owned()).filter(|code| !code.is_empty());
                Move::Village { village: area()?, to: target()?, code }
            }
            What::MergeVillages => Move::MergeVillages { village: area()?, into: target()? },
        })
    }
}
