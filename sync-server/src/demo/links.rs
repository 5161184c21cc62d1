//! The ways into the demo: invitation links, and a password for those who sign in at a desk.

use nfv::sync::enrolment::Role;
use serde::Serialize;

use super::{DemoError, people::People};
use crate::{
    accounts::{Account, AccountError, password, people},
    handlers::enrolment::make_invitation,
    http::App,
};

/// One way in. Names and shape are relied on by scripts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// `county`, `reviewer`, `worker`, `tablet`.
    pub role: &'static str,
    /// Account name.
    pub name: String,
    /// Code of its village; of its own area above villages.
    pub area: String,
    /// Invitation link.
    pub link: String,
    /// For sign-in by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// Makes invitations; the first two can sign in with a password too.
pub(super) fn make(app: &App, people: &People) -> Result<Vec<Link>, DemoError> {
    let entries = [
        ("reviewer", &people.reviewer),
        ("worker", &people.worker),
        ("tablet", &people.tablet),
        ("county", &people.county),
    ];
    let link = |(role, account)| Ok(link(app, role, account, people.code_of(account))?);
    entries.into_iter().map(link).collect()
}

fn link(app: &App, role: &'static str, account: &Account, area: &str) -> Result<Link, AccountError> {
    let desk = matches!(account.role, Role::Reviewer | Role::County);
    let password = desk.then(|| password::make(&*app.random));
    let stored = password.as_deref().map(|password| password::hash(password, &*app.random)).transpose()?;
    let invitation = app.store.write(|tx| {
        if let Some(stored) = &stored {
            people::set_password(tx, account.id, stored)?;
        }
        make_invitation(tx, app, account, None)
    })?;
    let link = format!("{}/join/{}", app.config.origin(), invitation.code);
    Ok(Link { role, name: account.name.clone(), area: area.to_owned(), link, password })
}
