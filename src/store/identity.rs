//! Who this device is: its id, key and present life; the account that is signed in; what it may read and write.
//!
//! Device id and key are made before the first enrolment is tried and stay until the device is cleared, so that a lost
//! reply can be asked for again. Clearing is refused while anything is unacknowledged; that is the caller's check.

use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Store,
    error::{Result, StoreError},
    evidence, projection, search,
};
use crate::{
    domain::{
        area::Class,
        ids::{AccountId, AreaId, DeviceId, Incarnation, LogId},
        stamp::{HybridClock, Stamp},
    },
    sync::{
        enrolment::{Enrolled, Role},
        ports::Rng,
        relay::ServerKey,
    },
};

/// The device's own id and key.
#[derive(Clone)]
pub struct DeviceKey {
    /// The device.
    pub device: DeviceId,
    /// Its present life.
    pub incarnation: Incarnation,
    /// Ed25519 secret.
    pub(crate) secret: [u8; 32],
}

impl DeviceKey {
    /// The public key, as the server knows it.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        ed25519_dalek::SigningKey::from_bytes(&self.secret).verifying_key().to_bytes()
    }
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The account.
    pub account: AccountId,
    /// Display name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Its area.
    pub area: AreaId,
    /// Bearer token.
    pub token: String,
    /// The server's epoch as last heard.
    pub epoch: u64,
    /// The server said that the device is revoked.
    pub revoked: bool,
}

impl Store {
    /// The device's id and key; made at the first call.
    ///
    /// # Errors
    /// When the database fails.
    pub fn device_key(&mut self, rng: &mut impl Rng) -> Result<DeviceKey> {
        if let Some(key) = device_key(&self.conn)? {
            return Ok(key);
        }
        let key = DeviceKey {
            device: DeviceId::from_random(rng.bytes()),
            incarnation: Incarnation::from_random(rng.bytes()),
            secret: rng.bytes(),
        };
        self.write(|tx| {
            tx.execute(
                "INSERT INTO device (one, device_id, incarnation, next_n, secret, clock) VALUES (1, ?1, ?2, 1, ?3, 0)",
                params![key.device.as_bytes(), key.incarnation.as_bytes(), key.secret],
            )?;
            Ok(())
        })?;
        Ok(key)
    }

    /// Notes that the server enrolled this device: account, grants, its clock and zone.
    ///
    /// # Errors
    /// When the database fails, or [`Store::device_key`] was never asked.
    pub fn enrol(&mut self, enrolled: &Enrolled) -> Result<()> {
        self.write(|tx| {
            tx.execute(
                include_str!("sql/upsert_enrolment.sql"),
                params![
                    enrolled.token,
                    enrolled.account.as_bytes(),
                    enrolled.name,
                    enrolled.role.as_str(),
                    enrolled.area.as_bytes(),
                    enrolled.epoch.cast_signed(),
                ],
            )?;
            for grant in &enrolled.grants {
                tx.execute(
                    include_str!("sql/upsert_subscription.sql"),
                    params![grant.log.as_bytes(), grant.area.as_bytes(), grant.class.as_str(), grant.write],
                )?;
            }
            if let Some(key) = &enrolled.server_key {
                keep_server_key(tx, key)?;
            }
            if let Some(server) = &enrolled.pledges {
                evidence::keep_pledge_server(tx, server)?;
            }
            observe(tx, Stamp::new(enrolled.server_time, 0))?;
            let refolded = projection::set_zone(tx, enrolled.zone_minutes)?;
            search::refresh(tx, &refolded)
        })
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// When the database fails.
    pub fn account(&self) -> Result<Option<Account>> {
        account(&self.conn)
    }

    /// Remembers that the server revoked this device.
    ///
    /// # Errors
    /// When the database fails.
    pub fn revoke(&mut self) -> Result<()> {
        self.write(|tx| {
            tx.execute("UPDATE enrolment SET revoked = 1", [])?;
            Ok(())
        })
    }

    /// Classes of logs that the account may write somewhere.
    ///
    /// # Errors
    /// When the database fails.
    pub fn writable_classes(&self) -> Result<Vec<Class>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT DISTINCT class FROM subscription WHERE write = 1 AND class IS NOT NULL")?;
        let names = statement.query_map([], |row| row.get::<_, String>(0))?;
        let mut classes = Vec::new();
        for name in names {
            classes.extend(Class::parse(&name?));
        }
        classes.sort_unstable();
        Ok(classes)
    }

    /// The logs that the device subscribes to.
    ///
    /// # Errors
    /// When the database fails.
    pub fn subscribed(&self) -> Result<Vec<LogId>> {
        let mut statement = self.conn.prepare_cached("SELECT log_id FROM subscription ORDER BY log_id")?;
        let mut rows = statement.query([])?;
        let mut logs = Vec::new();
        while let Some(row) = rows.next()? {
            logs.push(projection::log_id(row, 0)?);
        }
        Ok(logs)
    }

    /// Whether the device subscribes to a log and may write in it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn subscribed_to_write(&self, log: LogId) -> Result<bool> {
        super::append::writes_in(&self.conn, log)
    }

    /// Clears everything but settings: events, drafts, account, id and key. The caller has made sure that nothing is
    /// unsent.
    ///
    /// # Errors
    /// When the database fails.
    pub fn clear(&mut self) -> Result<()> {
        self.write(|tx| {
            tx.execute_batch(include_str!("sql/clear.sql"))?;
            let refolded = projection::rebuild(tx)?;
            search::refresh(tx, &refolded)
        })
    }
}

/// How much of a log is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// The device does not subscribe to it; at most, own events that are not sent yet are here.
    Elsewhere,
    /// Some of what the server has.
    Partly,
    /// All that the server was last heard to have.
    Whole,
}

/// How much of a log is here.
///
/// # Errors
/// When the database fails.
pub fn holding(conn: &Connection, log: LogId) -> Result<Holding> {
    let mut statement = conn.prepare_cached("SELECT seq > 0 AND seq >= head FROM subscription WHERE log_id = ?1")?;
    let whole: Option<bool> = statement.query_row([log.as_bytes()], |row| row.get(0)).optional()?;
    Ok(whole.map_or(Holding::Elsewhere, |whole| if whole { Holding::Whole } else { Holding::Partly }))
}

/// Classes of an area's logs that this device does not subscribe to.
///
/// # Errors
/// When the database fails.
pub fn unread(conn: &Connection, area: AreaId) -> Result<Vec<Class>> {
    let mut statement = conn.prepare_cached("SELECT 1 FROM subscription WHERE log_id = ?1")?;
    let mut unread = Vec::new();
    for class in Class::ALL {
        if !statement.exists([LogId::of(area, class).as_bytes()])? {
            unread.push(class);
        }
    }
    Ok(unread)
}

/// The device's id and key, if made.
pub(super) fn device_key(conn: &Connection) -> Result<Option<DeviceKey>> {
    let mut statement = conn.prepare_cached("SELECT device_id, incarnation, secret FROM device")?;
    let found =
        statement.query_row([], |row| Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, [u8; 16]>(1)?, row.get(2)?)));
    let Some((device, incarnation, secret)) = found.optional()? else { return Ok(None) };
    Ok(Some(DeviceKey {
        device: DeviceId::from_slice(&device)?,
        incarnation: Incarnation::from_slice(&incarnation)?,
        secret,
    }))
}

/// Keeps the key that relay files are sealed to.
pub(super) fn keep_server_key(conn: &Connection, key: &ServerKey) -> rusqlite::Result<()> {
    let sql = "INSERT INTO server_key (one, key) VALUES (1, ?1) ON CONFLICT (one) DO UPDATE SET key = excluded.key";
    conn.prepare_cached(sql)?.execute([key.0])?;
    Ok(())
}

/// Who is signed in.
pub(super) fn account(conn: &Connection) -> Result<Option<Account>> {
    let mut statement =
        conn.prepare_cached("SELECT account_id, area_id, name, role, token, epoch, revoked FROM enrolment")?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let role: String = row.get(3)?;
    Ok(Some(Account {
        account: AccountId::from_slice(&row.get::<_, [u8; 16]>(0)?)?,
        area: AreaId::from_slice(&row.get::<_, [u8; 16]>(1)?)?,
        name: row.get(2)?,
        role: Role::parse(&role).ok_or(StoreError::Unreadable(role))?,
        token: row.get(4)?,
        epoch: row.get::<_, i64>(5)?.cast_unsigned(),
        revoked: row.get(6)?,
    }))
}

/// The hybrid clock takes note of a trusted stamp.
pub(super) fn observe(conn: &Connection, stamp: Stamp) -> Result<()> {
    conn.prepare_cached("UPDATE device SET clock = max(clock, ?1)")?.execute([stamp.0.cast_signed()])?;
    Ok(())
}

/// The next stamp and the next number of this device.
pub(super) fn tick(conn: &Connection, wall_ms: u64) -> Result<(Stamp, u64)> {
    let (clock, n): (i64, i64) =
        conn.prepare_cached("SELECT clock, next_n FROM device")?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let stamp = HybridClock::starting_at(Stamp(clock.cast_unsigned())).tick(wall_ms);
    conn.prepare_cached("UPDATE device SET clock = ?1, next_n = next_n + 1")?.execute([stamp.0.cast_signed()])?;
    Ok((stamp, n.cast_unsigned()))
}
