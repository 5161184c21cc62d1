//! Newtypes for everything that has an identity, so that no two kinds of id can be mistaken for each other.
//!
//! All are UUIDs: 16 bytes in hashes and tables, hyphenated text on the wire. Making one needs randomness and a clock,
//! which the caller brings.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

use super::area::Class;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name(pub Uuid);

        impl $name {
            /// The 16 bytes as they stand in hashes and tables.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// An id from 16 random bytes (version and variant bits are set).
            #[must_use]
            pub fn from_random(bytes: [u8; 16]) -> Self {
                Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
            }

            /// An id read back from a table.
            ///
            /// # Errors
            /// When the slice is not 16 bytes long.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, uuid::Error> {
                Uuid::from_slice(bytes).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id!(
    /// One event; a UUIDv7 made on the device that recorded it.
    EventId
);
id!(
    /// An append-only log: one area, one class.
    LogId
);
id!(
    /// A node of the tree county › township › village › grid.
    AreaId
);
id!(
    /// What an event is about: a door, an area, a round, a publicity point …
    EntityId
);
id!(
    /// A person's account.
    AccountId
);
id!(
    /// One enrolled device (a browser profile, a desktop installation, the server itself).
    DeviceId
);
id!(
    /// One life of a device's database; a restored or cloned one must begin another.
    Incarnation
);
id!(
    /// An evaluation round.
    RoundId
);

impl EventId {
    /// A UUIDv7 from a Unix time in milliseconds and 10 random bytes.
    #[must_use]
    pub fn from_parts(unix_ms: u64, random: [u8; 10]) -> Self {
        Self(uuid::Builder::from_unix_timestamp_millis(unix_ms, &random).into_uuid())
    }
}

impl LogId {
    /// The log of an area and class: a UUIDv5, so that everybody who knows the area knows its logs.
    #[must_use]
    pub fn of(area: AreaId, class: Class) -> Self {
        Self(Uuid::new_v5(&area.0, class.as_str().as_bytes()))
    }
}

impl From<AreaId> for EntityId {
    fn from(area: AreaId) -> Self {
        Self(area.0)
    }
}
impl From<EntityId> for AreaId {
    fn from(entity: EntityId) -> Self {
        Self(entity.0)
    }
}
impl From<RoundId> for EntityId {
    fn from(round: RoundId) -> Self {
        Self(round.0)
    }
}
impl From<EntityId> for RoundId {
    fn from(entity: EntityId) -> Self {
        Self(entity.0)
    }
}
