//! `config` and `certificate`: what the settings come to, and the own authority. Neither opens the database.

use clap::Args;
use std::io::Write;

use super::{Cli, CliError, say};
use crate::{
    config::{Config, layers::Layers, show},
    ports::{Clock, SystemClock},
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
