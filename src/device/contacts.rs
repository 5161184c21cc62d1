//! Whom to call in a village when somebody is being defrauded, and the re-visit that is asked for afterwards.
//!
//! The numbers lie in the village's field log, so that every device of the village has them; the page copies them to where a
//! locked app can read them. What happened at a door is not recorded here: only that somebody is to call again.

use super::{
    messages::{Answer, Failure, Reply, VillageCall},
    service::Device,
};
use crate::{
    domain::{
        area::{Class, Level},
        day::Day,
        facts::{Contact, Fact, FollowupDue, VillageContacts},
        ids::{AreaId, EntityId, LogId},
        stored::standing,
    },
    store::{NewFact, projection},
    sync::ports::{Clock, Rng, Transport},
};

/// Longest name, in characters.
const LONGEST_NAME: usize = 40;
/// Longest telephone number, in characters.
const LONGEST_PHONE: usize = 24;
/// The code of a follow-up after a warning.
const WARNING: &str = "warning";
/// A follow-up lies at most so many days ahead.
const LATEST_DAYS: i32 = 60;

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    /// The villages whose field log is here, by name, with their numbers as far as they are known.
    pub(super) fn contacts(&self) -> Answer {
        let mut calls = Vec::new();
        for (village, name) in self.villages_here()? {
            calls.push(VillageCall { village, name, contacts: self.contacts_of(village)? });
        }
        Ok(Reply::Contacts(calls))
    }

    pub(super) fn set_contacts(&self, village: AreaId, contacts: VillageContacts) -> Answer {
        let contacts = VillageContacts { lead: checked(&contacts.lead)?, officer: checked(&contacts.officer)? };
        self.must_be_here(village)?;
        let log = LogId::of(village, Class::Field);
        self.save(NewFact { log, entity: village.into(), fact: Fact::VillageContacts(contacts) }, None)
    }

    /// Somebody is to call at this door again, because somebody was being defrauded there.
    pub(super) fn ask_followup(&self, door: EntityId, on: Day) -> Answer {
        let (_, today) = self.zone_and_today()?;
        if on < today || on > today.plus(LATEST_DAYS) {
            return Err(Failure::Invalid { code: "followup_day".into() });
        }
        let log = self.log_of(door)?;
        let fact = Fact::FollowupDue(FollowupDue { on, reason: WARNING.into() });
        self.save(NewFact { log, entity: door, fact }, None)
    }

    /// Villages whose field log is here and that still stand, by name.
    pub(super) fn villages_here(&self) -> Result<Vec<(AreaId, String)>, Failure> {
        let (_, today) = self.zone_and_today()?;
        let store = self.store.get();
        let here = store.subscribed()?;
        let mut villages: Vec<(AreaId, String)> = projection::areas(store.conn())?
            .into_iter()
            .filter(|area| area.level == Level::Village && area.successor_on(today).is_none())
            .filter(|area| here.contains(&LogId::of(area.id, Class::Field)))
            .map(|area| (area.id, area.name))
            .collect();
        villages.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
        Ok(villages)
    }

    fn contacts_of(&self, village: AreaId) -> Result<VillageContacts, Failure> {
        let store = self.store.get();
        let facts = projection::facts_of(store.conn(), LogId::of(village, Class::Field), village.into())?;
        let last = standing(facts.iter()).into_iter().rev().find_map(|fact| match &fact.fact {
            Fact::VillageContacts(contacts) => Some(contacts.clone()),
            _ => None,
        });
        Ok(last.unwrap_or_default())
    }
}

/// As it is kept: no spaces around, a number that can be dialled.
fn checked(contact: &Contact) -> Result<Contact, Failure> {
    let (name, phone) = (contact.name.trim(), contact.phone.trim());
    let dialled = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ');
    if phone.chars().count() > LONGEST_PHONE || !phone.chars().all(dialled) {
        return Err(Failure::Invalid { code: "phone".into() });
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Failure::Invalid { code: "name".into() });
    }
    Ok(Contact { name: name.into(), phone: phone.into() })
}
