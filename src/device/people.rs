//! Accounts and devices of the desk; all on the server.

use super::{
    messages::{Answer, Failure, Reply},
    service::Device,
};
use crate::{
    domain::ids::{AccountId, DeviceId},
    sync::{
        enrolment::{AccountChange, NewAccount, NewInvitation},
        ports::{Clock, Rng, Transport},
        release::ReleaseDecision,
    },
};

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    pub(super) async fn accounts(&self) -> Answer {
        Ok(Reply::Accounts(self.get("/v1/accounts".into()).await?))
    }

    pub(super) async fn add_account(&self, account: &NewAccount) -> Answer {
        if account.name.trim().is_empty() {
            return Err(Failure::Invalid { code: "name".into() });
        }
        Ok(Reply::Account(self.post("/v1/accounts".into(), account).await?))
    }

    pub(super) async fn change_account(&self, account: AccountId, change: &AccountChange) -> Answer {
        Ok(Reply::Account(self.post(format!("/v1/accounts/{account}"), change).await?))
    }

    pub(super) async fn invite(&self, account: AccountId) -> Answer {
        Ok(Reply::Invited(self.post("/v1/invitations".into(), &NewInvitation { account }).await?))
    }

    pub(super) async fn devices(&self) -> Answer {
        Ok(Reply::Devices(self.get("/v1/devices".into()).await?))
    }

    pub(super) async fn revoke_device(&self, device: DeviceId) -> Answer {
        self.post_for_status(format!("/v1/devices/{device}/revoke"), &serde_json::json!({})).await?;
        Ok(Reply::Done)
    }
    pub(super) async fn releases(&self) -> Answer {
        Ok(Reply::Releases(self.get("/v1/releases".into()).await?))
    }

    pub(super) async fn decide_release(&self, id: [u8; 16], decision: &ReleaseDecision) -> Answer {
        self.post_for_status(format!("/v1/releases/{}", hex::encode(id)), decision).await?;
        Ok(Reply::Done)
    }
}
