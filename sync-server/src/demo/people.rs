//! Invented accounts with a device each: per village a grid worker and somebody of the committee, above them the
//! township's reviewer and police, and the county.

use nfv::{
    domain::ids::{AccountId, AreaId},
    sync::enrolment::Role,
};

use super::{Chance, DemoError, Hand, county::Village, plan::Plan};
use crate::{
    accounts::{
        Account, AccountError,
        devices::{self, NewDevice},
        people::{self, NewPerson},
        secrets,
    },
    http::App,
    pen::Pen,
    ports::random_bytes,
    store::Tx,
};

/// Everybody.
pub(super) struct People {
    /// Worker and committee, by village.
    crews: Vec<(Pen, Pen)>,
    police: Pen,
    /// The village of the worker with the link first; then everything that has a code.
    codes: Vec<(AreaId, String)>,
    /// The accounts that get links.
    pub(super) county: Account,
    pub(super) reviewer: Account,
    pub(super) worker: Account,
    pub(super) tablet: Account,
}

impl People {
    /// Who records as that hand in a village.
    pub(super) fn pen(&mut self, village: usize, hand: Hand) -> &mut Pen {
        match hand {
            Hand::Worker => &mut self.crews[village].0,
            Hand::Committee => &mut self.crews[village].1,
            Hand::Police => &mut self.police,
        }
    }

    /// The code of the village, or area above villages, in which an account works.
    pub(super) fn code_of(&self, account: &Account) -> &str {
        let own = self.codes.iter().find(|(area, _)| *area == account.area);
        own.or(self.codes.first()).map_or("", |(_, code)| code.as_str())
    }

    /// The account of a village's grid worker.
    pub(super) fn worker_of(&self, village: usize) -> AccountId {
        self.crews[village].0.actor
    }
}

/// What all accounts of the demo have in common.
struct Office<'a> {
    app: &'a App,
    tx: &'a Tx<'a>,
    chance: &'a Chance,
    at: u64,
}

impl Office<'_> {
    fn account(&self, name: &str, role: Role, area: AreaId) -> Result<Account, AccountError> {
        let id = AccountId::from_random(random_bytes(self.chance));
        let person = NewPerson { id, name, role, area, password: None };
        people::add(self.tx, &person, self.at)
    }

    /// An account with an enrolled device that writes its events.
    fn author(&self, name: &str, role: Role, area: AreaId) -> Result<Pen, AccountError> {
        let pen = Pen::of(self.account(name, role, area)?.id, self.chance);
        let device = NewDevice { id: pen.device, key: pen.public_key(), label: "demo" };
        // A token that nobody holds.
        let token = secrets::hash_token(&secrets::make_token(&*self.app.random));
        devices::register(self.tx, pen.actor, &device, &token, self.at)?;
        Ok(pen)
    }
}

/// Adds all accounts.
pub(super) fn hire(
    app: &App,
    plan: &Plan,
    chance: &Chance,
    villages: &[Village],
    at: u64,
) -> Result<People, DemoError> {
    app.store.write(|tx| everybody(&Office { app, tx, chance, at }, plan, villages))
}

fn everybody(office: &Office<'_>, plan: &Plan, villages: &[Village]) -> Result<People, DemoError> {
    let names = &plan.accounts;
    let home = villages.get(2).ok_or_else(|| DemoError::Files("too few villages".into()))?;
    let crew = |village: &Village| {
        let named = |template: &str| template.replace("{village}", &village.name);
        let worker = office.author(&named(&names.village_worker), Role::Worker, village.id)?;
        let committee = office.author(&named(&names.village_committee), Role::Committee, village.id)?;
        Ok::<_, AccountError>((worker, committee))
    };
    let own = |area: AreaId, index: usize| plan.areas.get(index).map(|row| (area, row.code.clone()));
    let codes = [own(home.id, 4), own(home.township, 1), own(home.county, 0)];
    Ok(People {
        codes: codes.into_iter().flatten().collect(),
        crews: villages.iter().map(crew).collect::<Result<_, _>>()?,
        police: office.author(&names.police, Role::Police, home.township)?,
        county: office.account(&names.county, Role::County, home.county)?,
        reviewer: office.account(&names.reviewer, Role::Reviewer, home.township)?,
        worker: office.account(&names.worker, Role::Worker, home.grids[0])?,
        tablet: office.account(&names.tablet, Role::Worker, home.id)?,
    })
}
