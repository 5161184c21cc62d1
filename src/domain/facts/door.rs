//! Facts about doors: registration, edits, visits, pledges. The entity of each is the door.
//!
//! What they add up to is told in [`crate::domain::door`].

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::domain::{
    area::Point,
    day::Day,
    ids::{EntityId, EventId},
    photo::Photo,
};

/// What kind of door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum DoorKind {
    /// A household.
    Household,
    /// A shop, school, company, hotel, public office (单位/场所).
    Unit,
}

impl DoorKind {
    /// The name on the wire and in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Unit => "unit",
        }
    }
}

/// `door.registered`: a door comes into being; entity = the door. `fields` are its first heads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorRegistered {
    /// Household or unit.
    pub door: DoorKind,
    /// First values of registry fields, by name; see [`field`].
    pub fields: BTreeMap<String, String>,
}

/// Names of the registry fields of a door. Values are text; an empty text means "none".
pub mod field {
    /// Id of the grid (an area below the village).
    pub const GRID: &str = "grid";
    /// Lane, street or building.
    pub const LANE: &str = "lane";
    /// Door number.
    pub const NUMBER: &str = "number";
    /// Contact name (household) or name of the unit.
    pub const NAME: &str = "name";
    /// Telephone of the contact.
    pub const PHONE: &str = "phone";
    /// Registered adults, a whole number.
    pub const ADULTS: &str = "adults";
    /// `permanent` or `migrant`.
    pub const RESIDENCE: &str = "residence";
    /// Key groups and other tags, separated by spaces: `elderly`, `student`, `finance`, `trader`, `migrant`, `victim` …
    pub const TAGS: &str = "tags";
    /// `longitude latitude` in integers of 1e-7 degree, WGS 84.
    pub const LOCATION: &str = "location";
    /// Responsible person (units).
    pub const RESPONSIBLE: &str = "responsible";
    /// Staff count (units), a whole number.
    pub const STAFF: &str = "staff";
    /// What a unit is: one of [`UNIT_KINDS`].
    pub const UNIT_KIND: &str = "unit_kind";
    /// Days between two visits of a unit, a whole number; none = nothing but the round asks for one.
    pub const INTERVAL: &str = "interval";
    /// Whom one reaches as the landlord of a rented home or unit: a name, a telephone, or both.
    pub const LANDLORD: &str = "landlord";
    /// The month in which they moved in, `YYYY-MM`.
    pub const SINCE: &str = "since";

    /// Kinds of units.
    pub const UNIT_KINDS: [&str; 6] = ["shop", "school", "company", "hotel", "office", "other"];
}

/// One edited field: the value and the edits whose values the editor saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldEdit {
    /// The new value.
    pub value: String,
    /// The heads that the editor saw; a decision of a conflict names them all.
    pub base: Vec<EventId>,
}

/// `door.edited`: registry fields change; entity = the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorEdited {
    /// By field name.
    pub fields: BTreeMap<String, FieldEdit>,
    /// Why, when a correction asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `door.closed`: the household left or was merged away; its history stays, it no longer counts. Entity = the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorClosed {
    /// Free text or a code such as `occupants_changed`, `merged`.
    pub reason: String,
    /// The door that took its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<EntityId>,
}

/// What a knock on the door came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// An adult of the household was met.
    Met,
    /// Nobody home.
    NobodyHome,
    /// Somebody answered and declined the visit.
    Declined,
    /// Away until about that day.
    Away {
        /// When they are expected back.
        until: Day,
    },
    /// Nobody lives there.
    Empty,
    /// They moved away for good.
    Moved,
    /// The building is gone.
    Demolished,
}

impl Outcome {
    /// As it is written in a record.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NobodyHome => "nobody_home",
            Self::Declined => "declined",
            Self::Away { .. } => "away",
            Self::Empty => "empty",
            Self::Moved => "moved",
            Self::Demolished => "demolished",
        }
    }
}

/// How a visit was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// At the door.
    #[default]
    Door,
    /// By telephone.
    Phone,
    /// By video call.
    Video,
    /// Entered later from a paper sheet.
    Paper,
    /// At the door, as part of an inspection: one alone exempts an empty door.
    Inspection,
}

/// `visit.recorded`; entity = the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "VisitBody")]
pub struct VisitRecorded {
    /// What it came to.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// How it was made.
    #[serde(default)]
    pub method: Method,
    /// Adults met.
    #[serde(default)]
    pub adults_met: u16,
    /// Adults living there, as told at the door; 0 = not asked.
    #[serde(default)]
    pub adults: u16,
    /// Codes of the topics spoken about (fraud types).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// The residents' notice (市民告知书) was handed over; where nobody was met, left at the door.
    #[serde(default)]
    pub notice: bool,
    /// A promised re-visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revisit: Option<Day>,
    /// Free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// One point at the moment of the visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Point>,
    /// Photos taken there; their bytes travel beside the log.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<Photo>,
}

/// The body of a visit as it is read. A flattened enum would be buffered field by field, and visits are read often.
#[derive(Deserialize)]
struct VisitBody {
    outcome: OutcomeCode,
    until: Option<Day>,
    #[serde(default)]
    method: Method,
    #[serde(default)]
    adults_met: u16,
    #[serde(default)]
    adults: u16,
    #[serde(default)]
    topics: Vec<String>,
    #[serde(default)]
    notice: bool,
    revisit: Option<Day>,
    #[serde(default)]
    note: String,
    at: Option<Point>,
    #[serde(default)]
    photos: Vec<Photo>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum OutcomeCode {
    Met,
    NobodyHome,
    Declined,
    Away,
    Empty,
    Moved,
    Demolished,
}

impl TryFrom<VisitBody> for VisitRecorded {
    type Error = &'static str;

    fn try_from(body: VisitBody) -> Result<Self, Self::Error> {
        let VisitBody { method, adults_met, adults, topics, notice, revisit, note, at, photos, .. } = body;
        let outcome = match body.outcome {
            OutcomeCode::Met => Outcome::Met,
            OutcomeCode::NobodyHome => Outcome::NobodyHome,
            OutcomeCode::Declined => Outcome::Declined,
            OutcomeCode::Away => Outcome::Away { until: body.until.ok_or("away without a day")? },
            OutcomeCode::Empty => Outcome::Empty,
            OutcomeCode::Moved => Outcome::Moved,
            OutcomeCode::Demolished => Outcome::Demolished,
        };
        Ok(Self { outcome, method, adults_met, adults, topics, notice, revisit, note, at, photos })
    }
}

/// `pledge.signed`, with a proof; entity = the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeSigned {
    /// Id of the text that was read, e.g. `pledge-2026-1`.
    pub text: String,
    /// SHA-256 of the exact text shown, hex.
    pub text_hash: String,
    /// The signer's name as written by the worker.
    pub signer: String,
    /// Strokes; each a list of (x, y, ms since the first point) with x, y in 1/1000 of the pad's width.
    pub strokes: Vec<Vec<(i32, i32, u32)>>,
    /// Where the text was read to the signer, by whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assisted_by: Option<String>,
    /// In what manner; nothing is written of an adult of the household who signs alone, as before there were others.
    #[serde(default, skip_serializing_if = "Manner::is_plain")]
    pub manner: Manner,
    /// Pictures of the sheet, where it was signed on paper; their bytes travel beside the log.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<Photo>,
}

/// For whom somebody signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// For the own household.
    #[default]
    Household,
    /// For the unit that the signer answers for.
    Responsible,
    /// For a minor under 14, who does not sign.
    Guardian,
}

/// What the strokes are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// A signature.
    #[default]
    Signature,
    /// The mark of a thumb: the signer does not write.
    Thumb,
}

/// In what manner a pledge was signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manner {
    /// For whom.
    #[serde(default, skip_serializing_if = "is_default")]
    pub relation: Relation,
    /// First name of the minor for whom a guardian signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minor: Option<String>,
    /// With what.
    #[serde(default, skip_serializing_if = "is_default")]
    pub mark: Mark,
    /// Name of a witness.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// Name of the event at which several doors signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occasion: Option<String>,
    /// Signed on paper that day, and entered later; there are no strokes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Day>,
}

impl Manner {
    /// Whether nothing is to be said of it.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        is_default(self)
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// `pledge.declined`, with a proof; entity = the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeDeclined {
    /// Id of the text that was offered.
    pub text: String,
}

/// `pledge.withdrawn`, with a proof; entity = the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeWithdrawn {
    /// The signing that is withdrawn.
    pub target: EventId,
    /// Why, in the signer's words; nobody has to say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// `followup.due`: somebody is to call again, whatever was found before; entity = the door. The reason is a code, never
/// what happened there: the village sees that a re-visit is due and no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowupDue {
    /// The day.
    pub on: Day,
    /// `warning`: somebody was being defrauded there.
    pub reason: String,
}

/// Who lives at a door where a sweep saw that somebody does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum People {
    /// The entry's own, as far as anybody said.
    #[default]
    Same,
    /// Others than before: this entry was opened for them.
    Others,
}

/// `door.occupied`: a sweep saw that somebody lives there; entity = the door. A sign of life and no visit: nobody was
/// spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorOccupied {
    /// Who.
    #[serde(default)]
    pub people: People,
}
