//! `verify`: one exported pledge, checked with nothing but the file: no network, no database.

use clap::Args;
use nfv::domain::{
    day::{Day, Zone},
    facts::{Mark, Relation},
    photo::BlobHash,
    pledge::{
        evidence::{Chain, PublicKey},
        file::{Verified, verify as verify_file},
    },
};
use std::path::PathBuf;

use super::{CliError, read_file, say};
use crate::config::Config;

/// What the command is given.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The file, as the certificate page of the app exports it
    file: PathBuf,
    /// The key that the server signs evidence with, in hex, as /verify shows it: then nobody else's word is believed
    #[arg(long, value_name = "HEX", value_parser = key)]
    key: Option<PublicKey>,
    /// A picture of the paper sheet: whether it is one that the pledge names, to the byte
    #[arg(long, value_name = "FILE")]
    photo: Vec<PathBuf>,
}

fn key(text: &str) -> Result<PublicKey, String> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text, &mut bytes).map_err(|_| "a key has 64 hex digits".to_owned())?;
    Ok(PublicKey(bytes))
}

/// Says what the file proves, or which link is broken.
pub(super) fn verify(config: &Config, arguments: &Verify) -> Result<(), CliError> {
    let said = verify_file(&read_file(&arguments.file)?, arguments.key.as_ref()).map_err(CliError::Broken)?;
    let zone = Zone(config.zone_minutes);
    say("genuine: text, event, device, chain, log of pledges and server's signature fit")?;
    say(format_args!("code         {}", said.code))?;
    say(format_args!("text         {}", said.pledge.text))?;
    say(format_args!("signer       {}", signer(&said)))?;
    photos(&said, &arguments.photo)?;
    say(format_args!("signed       {}", moment(said.signed_at.unix_ms(), zone)))?;
    say(format_args!("received     {}", moment(said.received_at, zone)))?;
    match said.withdrawn_at {
        Some(at) => say(format_args!("withdrawn    {}", moment(at, zone)))?,
        None => say("withdrawn    not as far as this file says; /verify knows of later withdrawals")?,
    }
    say(format_args!(
        "chain        {}",
        match said.chain {
            Chain::First => "the first that the device has signed there",
            Chain::Follows => "follows the one before it",
            Chain::Gap => "a gap: the server had not got the one before it",
        }
    ))?;
    let compared =
        if arguments.key.is_some() { "as expected" } else { "compare it with the one at the foot of /verify" };
    say(format_args!("server key   {} ({compared})", hex::encode(said.server_key.0)))
}

/// What was photographed of a paper sheet: named by the signed event, kept beside the file.
fn photos(said: &Verified, given: &[PathBuf]) -> Result<(), CliError> {
    let mut fitting = Vec::new();
    for path in given {
        let hash = BlobHash::of(&read_file(path)?);
        if !said.pledge.photos.iter().any(|photo| photo.hash == hash) {
            return Err(CliError::OtherPhoto(path.clone()));
        }
        fitting.push(hash);
    }
    for photo in &said.pledge.photos {
        let compared = if fitting.contains(&photo.hash) { "as given" } else { "compare it with --photo FILE" };
        say(format_args!("photo        {}, {} bytes ({compared})", photo.hash, photo.size))?;
    }
    Ok(())
}

/// The name with the circumstances under which it was signed.
fn signer(said: &Verified) -> String {
    let pledge = &said.pledge;
    let manner = &pledge.manner;
    let mut parts = vec![pledge.signer.clone()];
    parts.extend(match manner.relation {
        Relation::Household => None,
        Relation::Responsible => Some("responsible for the unit".to_owned()),
        Relation::Guardian => Some(format!("guardian of {}", manner.minor.as_deref().unwrap_or_default())),
    });
    parts.extend((manner.mark == Mark::Thumb).then(|| "by a thumb mark".to_owned()));
    parts.extend(pledge.assisted_by.as_ref().map(|by| format!("read aloud by {by}")));
    parts.extend(manner.witness.as_ref().map(|by| format!("witness {by}")));
    parts.extend(manner.occasion.as_ref().map(|name| format!("at {name}")));
    parts.extend(manner.paper.map(|on| format!("on paper, {on}")));
    parts.join(", ")
}

fn moment(ms: u64, zone: Zone) -> String {
    let minutes = (i64::try_from(ms / 60_000).unwrap_or_default() + i64::from(zone.0)).rem_euclid(24 * 60);
    format!("{} {:02}:{:02}", Day::of_unix_ms(ms, zone), minutes / 60, minutes % 60)
}
