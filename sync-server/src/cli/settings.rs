//! `config`, `certificate` and `recordings`: what the settings come to, the own authority, the folder of recordings. None
//! opens the database.

use clap::Args;
use std::io::Write;

use super::{Cli, CliError, say};
use crate::{
    config::{Config, layers::Layers, show},
    ports::{Clock, SystemClock},
    recordings::Recordings,
    tls::{Names, authority, folder, trust},
};

/// `config`: the effective settings.
pub(super) fn config(layers: &Layers) -> Result<(), CliError> {
    let command = <Cli as clap::CommandFactory>::command();
    Ok(std::io::stdout().write_all(show::effective(&command, layers).as_bytes())?)
}

/// Arguments of `certificate`.
#[derive(Args, Debug)]
pub(super) struct Certificate {
    /// Print the certificate itself, as PEM
    #[arg(long)]
    pem: bool,
    /// Make a new authority, in place of the one there: every phone has to trust it anew
    #[arg(long)]
    new_authority: bool,
}

/// `certificate`: the own authority, made if there is none, and how a phone comes to trust it.
pub(super) fn certificate(config: &Config, arguments: &Certificate) -> Result<(), CliError> {
    let (folder, now) = (folder(config), SystemClock.now_ms());
    let names = Names::of_machine(&config.https.https_names);
    let authority = if arguments.new_authority {
        authority::Authority::make(&folder, &names, now)?
    } else {
        authority::Authority::open(&folder, &names, now)?
    };
    if arguments.pem {
        return say(authority.pem());
    }
    let page = trust::plain_address(config, config.https.https_names.first().map(String::as_str));
    say(trust::qr_for_terminal(&page))?;
    say(format_args!("page         {page}"))?;
    say(format_args!("fingerprint  {}", authority::fingerprint(authority.certificate())))?;
    say(format_args!("kept in      {}", folder.display()))
}

/// `recordings`: what is given out, and what is not.
pub(super) fn recordings(config: &Config) -> Result<(), CliError> {
    if config.recordings.recordings.is_none() {
        return say("no folder of recordings is set: --recordings FOLDER or RECORDINGS");
    }
    let found = Recordings::of(config.recordings.clone()).look()?;
    for (recording, path) in &found.given {
        let (text, label, bytes) = (&recording.text, &recording.label, recording.size);
        say(format_args!("given out  {text} · {label}, {bytes} bytes: {}", path.display()))?;
    }
    for (name, why) in &found.refused {
        say(format_args!("left out   {name}: {why}"))?;
    }
    if found.refused.is_empty() { Ok(()) } else { Err(CliError::LeftOut(found.refused.len())) }
}
