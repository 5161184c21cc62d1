//! People, their devices and how both come in.
//!
//! Functions are called inside the caller's transaction. Rights are derived from role and area
//! ([`grants`]), never stored. Secrets (passwords, tokens, codes) are kept as hashes only.

pub mod audit;
pub mod devices;
pub mod grants;
pub mod invitations;
pub mod password;
pub mod people;
pub mod secrets;
pub mod sessions;
pub mod throttle;

pub use people::Account;

use crate::store::StoreError;

/// Why something about accounts was refused.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Account names are unique.
    #[error("an account of this name exists")]
    NameTaken,
    /// No such account, or not one of the caller's.
    #[error("no such account")]
    UnknownAccount,
    /// No such area.
    #[error("no such area")]
    UnknownArea,
    /// No such device, or not one of the caller's.
    #[error("no such device")]
    UnknownDevice,
    /// Never given out.
    #[error("no such invitation")]
    UnknownInvitation,
    /// Another device used it.
    #[error("the invitation was used by another device")]
    InvitationSpent,
    /// Too late.
    #[error("the invitation has expired")]
    InvitationExpired,
    /// The device id belongs to another account or key.
    #[error("this device id is taken")]
    DeviceTaken,
    /// Nobody has this token.
    #[error("unknown token")]
    UnknownToken,
    /// The device was revoked.
    #[error("this device was revoked")]
    Revoked,
    /// Nothing was heard of the device for too long; it may sign in again.
    #[error("the session has expired, sign in again")]
    SessionExpired,
    /// Too short, too long, or the account's name.
    #[error("a password has 10 to 128 characters and is not the name")]
    PasswordUnfit,
    /// Name or password is wrong; which of them is not said.
    #[error("name or password is wrong")]
    WrongPassword,
    /// Too many attempts.
    #[error("too many attempts, try again in {0} seconds")]
    Throttled(u32),
    /// The caller's role or area does not allow it.
    #[error("not allowed for this account")]
    Forbidden,
    /// The password hash could not be made or read.
    #[error("password hashing failed: {0}")]
    Hashing(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
