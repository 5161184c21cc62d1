//! A window stands on a desk: it does not know where.

use crate::platform::standpoint::{NoStandpoint, Standpoint};

/// None.
///
/// # Errors
/// Always.
#[expect(clippy::unused_async, reason = "as in a browser")]
pub async fn standpoint() -> Result<Standpoint, NoStandpoint> {
    Err(NoStandpoint::Nowhere)
}
