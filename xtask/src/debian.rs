//! Debian packages: installed when we may (root on a machine with apt), named in one line when we may not.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::progress::{execute, output, say, works};

/// Installs packages.
///
/// # Errors
/// Names the packages when this user or this machine cannot install them.
pub(crate) fn install(packages: &[&str], purpose: &str) -> Result<()> {
    let list = packages.join(" ");
    if !may_install() {
        bail!("{purpose} is missing; please install it: apt-get install {list}");
    }
    say(&format!("{purpose} is missing: installing {list}"));
    if apt(&install_arguments(packages)).is_err() {
        apt(&["-q", "update"])?;
        apt(&install_arguments(packages)).with_context(|| format!("{purpose}: apt-get install {list}"))?;
    }
    Ok(())
}

/// Installs packages unless `program` already works.
pub(crate) fn ensure_program(program: &str, packages: &[&str]) -> Result<()> {
    if works(program) { Ok(()) } else { install(packages, program) }
}

/// Whether this is a Debian machine whose packages we may change.
pub(crate) fn may_install() -> bool {
    works("apt-get") && output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
}

fn install_arguments<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["-q", "-y", "--no-install-recommends", "install"];
    arguments.extend(packages);
    arguments
}

fn apt(arguments: &[&str]) -> Result<()> {
    execute(Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
}
