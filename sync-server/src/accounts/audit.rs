//! The append-only record of who let whom in and out. Codes and ids, never names or other personal data.

pub mod decisions;
mod reading;

use nfv::{domain::ids::AccountId, sync::audit::NotedAction};

pub use reading::{Wanted, page, take};

use crate::store::{StoreError, Tx};

/// What is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A password was right.
    SignIn,
    /// A password was wrong.
    SignInFailed,
    /// A device signed out.
    SignOut,
    /// Somebody changed the own password.
    PasswordChanged,
    /// Somebody who manages the account set a new password.
    PasswordReset,
    /// A device noted what was done on it.
    Noted(NotedAction),
    /// An account was added, or kept out.
    Account,
    /// An account got another role or area.
    RoleChanged,
    /// An invitation was made.
    Invitation,
    /// An invitation was spent by a device.
    Enrolment,
    /// A device was revoked.
    Revocation,
    /// A roster or area file was read.
    Import,
    /// A relay file brought something new.
    Relay,
    /// A decision on a title was stored.
    Title,
    /// A held event was admitted or refused.
    HeldDecided,
    /// Bodies of events were erased.
    Erasure,
    /// Something was moved to another area, or merged.
    Move,
    /// A village's list of doors is sent to a county's device from now on.
    VillageOpened,
    /// And no longer.
    VillageLetGo,
    /// Personal data left the server as a file.
    Export,
    /// The database was restored from a backup.
    Restore,
    /// The key of a device whose PIN was forgotten was released to it.
    KeyReleased,
    /// That was refused.
    KeyRefused,
}

impl Action {
    /// The name in the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::SignInFailed => "sign_in_failed",
            Self::SignOut => "sign_out",
            Self::PasswordChanged => "password_changed",
            Self::PasswordReset => "password_reset",
            Self::Noted(action) => action.as_str(),
            Self::Account => "account",
            Self::RoleChanged => "role_changed",
            Self::Invitation => "invitation",
            Self::Enrolment => "enrolment",
            Self::Revocation => "revocation",
            Self::Import => "import",
            Self::Relay => "relay",
            Self::Title => "title",
            Self::HeldDecided => "held_decided",
            Self::Erasure => "erasure",
            Self::Move => "move",
            Self::VillageOpened => "village_opened",
            Self::VillageLetGo => "village_let_go",
            Self::Export => "export",
            Self::Restore => "restore",
            Self::KeyReleased => "key_released",
            Self::KeyRefused => "key_refused",
        }
    }
}

/// Adds a line. `subject` is the 16 bytes of the account, device or area it is about.
///
/// # Errors
/// When the database fails.
pub fn record(
    tx: &Tx<'_>,
    at: u64,
    actor: Option<AccountId>,
    action: Action,
    subject: Option<&[u8; 16]>,
    detail: &str,
) -> Result<(), StoreError> {
    tx.execute(include_str!("sql/audit_record.sql"), &[&at, &actor, &action.as_str(), &subject, &detail])?;
    Ok(())
}
