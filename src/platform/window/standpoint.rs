//! A window stands on a desk: it does not know where.

use crate::platform::standpoint::{NoStandpoint, Standpoint};

/// None.
///
/// # Errors
/// Always.
pub async fn standpoint() -> Result<Standpoint, NoStandpoint> {
    Err(NoStandpoint::Nowhere)
}
