//! Doors for the map as lines of text: short to write, to hand on and to read where there are 100,000.
//!
//! `assets/web/map-doors.js` reads them, in the map's own worker. A line is longitude and latitude (1e-7 degree), state, id
//! and label, with a space between; only the label may hold more of them.

use std::fmt::Write;

use crate::domain::{area::Point, door::DoorState, ids::EntityId};

/// A door to draw.
#[derive(Clone, Debug)]
pub struct DoorPoint<'a> {
    /// Given back when it is tapped.
    pub id: EntityId,
    /// Where.
    pub at: Point,
    /// Chooses the icon.
    pub state: DoorState,
    /// Lane and number.
    pub label: &'a str,
}

/// A line for each door.
#[must_use]
pub fn lines<'a>(doors: impl IntoIterator<Item = DoorPoint<'a>>) -> String {
    let mut text = String::new();
    for DoorPoint { id, at, state, label } in doors {
        // Writing into a text does not fail.
        let _written = write!(text, "{} {} {} {id} ", at.0, at.1, state.as_str());
        text.extend(label.chars().map(|c| if c.is_control() { ' ' } else { c }));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_is_a_line_whatever_its_label_holds() {
        let id = EntityId::from_random([2; 16]);
        let at = (1_187_000_000, -1);
        let doors = [
            DoorPoint { id, at, state: DoorState::Attempted, label: "Lane \"3\"\n\t5" },
            DoorPoint { id, at, state: DoorState::Reached, label: "" },
        ];
        let expected = format!("1187000000 -1 attempted {id} Lane \"3\"  5\n1187000000 -1 reached {id} \n");
        assert_eq!(lines(doors), expected);
        assert_eq!(lines([]), "");
    }
}
