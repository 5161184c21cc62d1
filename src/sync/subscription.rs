//! What a device of a county says about a village: keep its list of doors here, or let it go again.
//!
//! Rights are what may be read, a subscription is what is sent. Most devices are sent all that they may read; those of a
//! county have villages as sums (see [`super::notices`]) until somebody opens one.

use serde::{Deserialize, Serialize};

use crate::domain::ids::AreaId;

/// `POST /v1/subscriptions`; answered with 204. What changed comes with the next sync, as `granted` or `removed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Subscribe {
    /// A village.
    pub area: AreaId,
    /// What is wanted.
    pub want: Want,
}

/// What a device wants of a village's logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Want {
    /// Those that it may read.
    Keep,
    /// None: only its sums.
    LetGo,
}
