//! The machine's own addresses and names, as the operating system knows them.

use std::{fs, net::IpAddr};

/// Every address of the machine, also those that only it can reach.
#[must_use]
pub fn of_machine() -> Vec<IpAddr> {
    // A machine that does not say has at least its loopback, which every certificate names anyway.
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    interfaces.iter().map(if_addrs::Interface::ip).collect()
}

/// Those under which others can reach it: IPv4 first, since those are read aloud and typed.
#[must_use]
pub fn reachable() -> Vec<IpAddr> {
    let mut addresses = of_machine();
    addresses.retain(|address| !address.is_loopback() && !is_link_local(address));
    addresses.sort_by_key(IpAddr::is_ipv6);
    addresses
}

fn is_link_local(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    }
}

/// The machine's name, bare and as it is announced in the local network.
#[must_use]
pub fn names() -> Vec<String> {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name = name.trim().to_lowercase();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    if name.is_empty() || !name.chars().all(is_name) {
        return Vec::new();
    }
    let announced = (!name.contains('.')).then(|| format!("{name}.local"));
    [Some(name), announced].into_iter().flatten().collect()
}
