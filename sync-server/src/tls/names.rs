//! The names and addresses that a certificate speaks for, and those that an authority may speak for.

use rcgen::{CidrSubnet, GeneralSubtree, NameConstraints, SanType};
use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};
use x509_parser::{certificate::X509Certificate, extensions::GeneralName};

use super::addresses;

/// Networks that exist in every house and nowhere else: the authority may speak for all of them, so that a new address
/// in the house needs no new authority.
const PRIVATE: [(IpAddr, u8); 8] = [
    (IpAddr::V4(Ipv4Addr::new(10, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::new(172, 16, 0, 0)), 12),
    (IpAddr::V4(Ipv4Addr::new(192, 168, 0, 0)), 16),
    (IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::new(169, 254, 0, 0)), 16),
    (IpAddr::V6(Ipv6Addr::LOCALHOST), 128),
    (IpAddr::V6(Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0)), 7),
    (IpAddr::V6(Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0)), 10),
];

/// Names that no stranger can own.
const LOCAL: [&str; 2] = ["localhost", "local"];

/// Names and addresses of this server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// DNS names, lower case.
    pub hosts: BTreeSet<String>,
    /// Addresses.
    pub addresses: BTreeSet<IpAddr>,
}

impl Names {
    /// Those given, and those that the machine knows of itself.
    #[must_use]
    pub fn of_machine(given: &[String]) -> Self {
        let mut names = Self::given(given);
        names.addresses.extend(addresses::of_machine());
        names.addresses.extend([IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)]);
        names.hosts.extend(addresses::names());
        names.hosts.insert("localhost".into());
        names
    }

    fn given(given: &[String]) -> Self {
        let mut names = Self::default();
        for name in given.iter().map(|name| name.trim().trim_matches(['[', ']'])).filter(|name| !name.is_empty()) {
            match name.parse() {
                Ok(address) => names.addresses.insert(address),
                Err(_) => names.hosts.insert(name.to_lowercase()),
            };
        }
        names
    }

    /// As a certificate lists them.
    pub(super) fn alternatives(&self) -> Result<Vec<SanType>, rcgen::Error> {
        let hosts = self.hosts.iter().map(|host| Ok(SanType::DnsName(host.as_str().try_into()?)));
        let addresses = self.addresses.iter().map(|address| Ok(SanType::IpAddress(*address)));
        hosts.chain(addresses).collect()
    }

    /// What an authority made now may speak for: these, and whatever is private. A phone that trusts it trusts it with
    /// nothing else, so a stolen key cannot pose as a bank.
    pub(super) fn constraints(&self) -> NameConstraints {
        let subnet =
            |(address, bits): (IpAddr, u8)| GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, bits));
        let own = self.addresses.iter().map(|address| (*address, if address.is_ipv4() { 32 } else { 128 }));
        let hosts = LOCAL.into_iter().map(str::to_owned).chain(self.hosts.iter().cloned());
        NameConstraints {
            permitted_subtrees: PRIVATE
                .into_iter()
                .chain(own)
                .map(subnet)
                .chain(hosts.map(GeneralSubtree::DnsName))
                .collect(),
            excluded_subtrees: Vec::new(),
        }
    }

    /// Splits them into those that the authority may speak for, and the rest.
    pub(super) fn within(self, authority: &X509Certificate<'_>) -> (Self, Vec<String>) {
        let permitted: Vec<GeneralName<'_>> = match authority.name_constraints() {
            Ok(Some(found)) => {
                let subtrees = found.value.permitted_subtrees.iter().flatten();
                subtrees.map(|subtree| subtree.base.clone()).collect()
            }
            _ => Vec::new(),
        };
        let (hosts, foreign): (BTreeSet<_>, BTreeSet<_>) =
            self.hosts.into_iter().partition(|host| permitted.iter().any(|name| holds_host(name, host)));
        let (addresses, strange): (BTreeSet<_>, BTreeSet<_>) =
            self.addresses.into_iter().partition(|address| permitted.iter().any(|name| holds_address(name, *address)));
        let rest = foreign.into_iter().chain(strange.iter().map(IpAddr::to_string)).collect();
        (Self { hosts, addresses }, rest)
    }
}

fn holds_host(permitted: &GeneralName<'_>, host: &str) -> bool {
    let GeneralName::DNSName(name) = permitted else { return false };
    host == *name || host.strip_suffix(name).is_some_and(|front| front.ends_with('.'))
}

fn holds_address(permitted: &GeneralName<'_>, address: IpAddr) -> bool {
    let GeneralName::IPAddress(subnet) = permitted else { return false };
    let octets = match address {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().to_vec(),
    };
    let (base, mask) = subnet.split_at(subnet.len() / 2);
    base.len() == octets.len() && octets.iter().zip(base).zip(mask).all(|((a, b), m)| a & m == b & m)
}
