//! Coming in and going out: status, invitations, enrolment, sign-in, sign-out.

use super::{
    messages::{Answer, Enrolment, Failure, Notice, Reply, Status},
    service::Device,
};
use crate::{
    store::{Account, DeviceKey, projection},
    sync::{
        enrolment::{EnrolRequest, Enrolled, InvitationInfo, SignInRequest},
        ports::{Clock, Rng, Transport},
    },
};

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    pub(super) fn status(&self) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let account = self.store.get().account()?;
        let revoked = account.as_ref().is_some_and(|account| account.revoked);
        let enrolled = account.map(|account| self.enrolment(account)).transpose()?;
        let drafts = self.store.get().drafts()?.len();
        let relay_files = self.store.get().relay_files()?.len();
        Ok(Reply::Status(Box::new(Status {
            enrolled,
            sync: self.sync_status()?,
            persisted: self.persisted.get(),
            revoked,
            today,
            drafts: u32::try_from(drafts).unwrap_or(u32::MAX),
            relay_files: u32::try_from(relay_files).unwrap_or(u32::MAX),
        })))
    }

    fn enrolment(&self, account: Account) -> Result<Enrolment, Failure> {
        let mut store = self.store.get();
        let area_name = projection::area(store.conn(), account.area)?.map(|area| area.name).unwrap_or_default();
        let classes = store.writable_classes()?;
        let device = store.device_key(&mut self.rng.clone())?.device;
        let Account { account, name, role, area, .. } = account;
        Ok(Enrolment { account, name, role, area, area_name, device, classes })
    }

    pub(super) async fn look_at_invitation(&self, code: &str) -> Answer {
        let info: InvitationInfo = self.get(format!("/v1/invitations/{}", checked(code)?)).await?;
        Ok(Reply::Invitation(info))
    }

    pub(super) async fn enrol(&self, code: String, label: String) -> Answer {
        checked(&code)?;
        if self.holds_unsent()? {
            // Only the own account's invitation: it would be spent in vain by somebody else's.
            let info: InvitationInfo = self.get(format!("/v1/invitations/{code}")).await?;
            self.refuse_others(&info.name)?;
        }
        let key = self.own_key()?;
        let request = EnrolRequest { code, device: key.device, key: key.public(), label };
        let enrolled: Enrolled = self.post("/v1/enrol".into(), &request).await?;
        self.enrolled(&enrolled)
    }

    pub(super) async fn sign_in(&self, name: String, password: String, label: String) -> Answer {
        self.refuse_others(&name)?;
        let key = self.own_key()?;
        let request = SignInRequest { name, password, device: key.device, key: key.public(), label };
        let enrolled: Enrolled = self.post("/v1/sign-in".into(), &request).await?;
        self.enrolled(&enrolled)
    }

    /// Durable before the first request, so that a lost reply can be asked for again with the same key.
    fn own_key(&self) -> Result<DeviceKey, Failure> {
        Ok(self.store.get().device_key(&mut self.rng.clone())?)
    }

    fn holds_unsent(&self) -> Result<bool, Failure> {
        let store = self.store.get();
        Ok(store.account()?.is_some() && store.unsent()? > 0)
    }

    /// Whoever's unsent records are here may sign in again, after their session has ended; nobody else may, since the
    /// records would be sent under another account.
    fn refuse_others(&self, name: &str) -> Result<(), Failure> {
        let store = self.store.get();
        let count = store.unsent()?;
        let is_other = store.account()?.is_some_and(|account| account.name != name.trim());
        if count > 0 && is_other { Err(Failure::Unsent { count }) } else { Ok(()) }
    }

    fn enrolled(&self, enrolled: &Enrolled) -> Answer {
        self.refuse_others(&enrolled.name)?;
        self.store.get().enrol(enrolled)?;
        self.notify(Notice::Changed);
        self.wake_sync()?;
        self.status()
    }

    pub(super) async fn sign_out(&self) -> Answer {
        self.refuse_unsent()?;
        if !self.store.get().notes()?.is_empty() {
            match self.deliver_notes().await {
                // A revoked or expired session will never deliver them.
                Ok(()) | Err(Failure::Refused { .. }) => {}
                Err(failure) => return Err(failure),
            }
        }
        // Without a network the token is forgotten here, and nobody else has it.
        let _ = self.post_for_status("/v1/sign-out".into(), &serde_json::json!({})).await;
        // Something may have been recorded meanwhile.
        self.refuse_unsent()?;
        self.store.get().clear()?;
        self.notify(Notice::Changed);
        self.notify_sync();
        Ok(Reply::Done)
    }

    fn refuse_unsent(&self) -> Result<(), Failure> {
        let unsent = self.store.get().unsent()?;
        let count = unsent + self.carried_files()?;
        if count > 0 { Err(Failure::Unsent { count }) } else { Ok(()) }
    }

    /// Somebody relies on this device to carry these files.
    pub(super) fn carried_files(&self) -> Result<u64, Failure> {
        Ok(self.store.get().relay_files()?.iter().filter(|file| file.code.is_none()).count() as u64)
    }
}

/// A code becomes part of a path: letters, digits, `-` and `_` only.
fn checked(code: &str) -> Result<&str, Failure> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_code = (1..=128).contains(&code.len()) && code.chars().all(fits);
    is_code.then_some(code).ok_or_else(|| Failure::Invalid { code: "invitation_code".into() })
}
