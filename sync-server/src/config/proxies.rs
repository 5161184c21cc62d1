//! Proxies in front of the server: whose word about the caller's address is taken.

use clap::Args;
use std::{net::IpAddr, str::FromStr};

/// Proxies in front of the server.
#[derive(Args, Clone, Debug, Default)]
pub struct ProxyConfig {
    /// Addresses or networks (10.0.0.0/8) of proxies whose X-Forwarded-For is believed, with commas
    #[arg(long, env = "TRUSTED_PROXIES", value_delimiter = ',', global = true)]
    pub trusted_proxies: Vec<Network>,
}

/// An address, or a network of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// Neither an address nor a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither an address nor a network such as 10.0.0.0/8")]
pub struct BadNetwork;

impl FromStr for Network {
    type Err = BadNetwork;

    fn from_str(text: &str) -> Result<Self, BadNetwork> {
        let (address, bits) = text.trim().split_once('/').map_or((text.trim(), None), |(a, bits)| (a, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| BadNetwork)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| BadNetwork)?;
        if bits > most { Err(BadNetwork) } else { Ok(Self { address, bits }) }
    }
}

impl Network {
    /// Whether the address lies in it. An IPv4 address in IPv6's clothes counts as IPv4.
    #[must_use]
    pub fn holds(&self, address: IpAddr) -> bool {
        let same =
            |mine: u128, other: u128, width: u8| self.bits == 0 || (mine ^ other) >> u32::from(width - self.bits) == 0;
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(mine), IpAddr::V4(other)) => same(mine.to_bits().into(), other.to_bits().into(), 32),
            (IpAddr::V6(mine), IpAddr::V6(other)) => same(mine.to_bits(), other.to_bits(), 128),
            _ => false,
        }
    }
}

impl ProxyConfig {
    /// Who is calling: the peer itself, or, when the peer is one of our proxies, the last address in `forwarded` (the
    /// values of X-Forwarded-For, in order) that is none of them. What stands before it anybody could have written.
    #[must_use]
    pub fn caller<'a>(&self, peer: IpAddr, forwarded: impl Iterator<Item = &'a str>) -> IpAddr {
        let ours = |address: IpAddr| self.trusted_proxies.iter().any(|network| network.holds(address));
        if !ours(peer) {
            return peer;
        }
        let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
        let mut caller = peer;
        for hop in hops.iter().rev() {
            let Ok(address) = hop.parse::<IpAddr>() else { break };
            caller = address;
            if !ours(address) {
                break;
            }
        }
        caller
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::nobody_in_front("203.0.113.9", &["198.51.100.7"], "203.0.113.9")]
    #[case::our_proxy("10.1.2.3", &["198.51.100.7"], "198.51.100.7")]
    #[case::two_of_ours("10.1.2.3", &["198.51.100.7, 10.9.9.9"], "198.51.100.7")]
    #[case::invented_in_front("10.1.2.3", &["1.1.1.1, 198.51.100.7"], "198.51.100.7")]
    #[case::two_headers("10.1.2.3", &["1.1.1.1", "198.51.100.7"], "198.51.100.7")]
    #[case::nothing_said("10.1.2.3", &[], "10.1.2.3")]
    #[case::nonsense("10.1.2.3", &["198.51.100.7, unknown"], "10.1.2.3")]
    #[case::mapped("::ffff:10.1.2.3", &["2001:db8::1"], "2001:db8::1")]
    #[case::loopback("::1", &["198.51.100.7"], "198.51.100.7")]
    fn who_is_calling(#[case] peer: &str, #[case] forwarded: &[&str], #[case] expected: &str) {
        let trusted_proxies = ["10.0.0.0/8", "::1"].map(|text| text.parse().unwrap()).to_vec();
        let caller = ProxyConfig { trusted_proxies }.caller(peer.parse().unwrap(), forwarded.iter().copied());
        assert_eq!(caller, expected.parse::<IpAddr>().unwrap());
    }

    #[test]
    fn networks() {
        let holds = |network: &str, address: &str| network.parse::<Network>().unwrap().holds(address.parse().unwrap());
        assert!(holds("192.168.4.0/22", "192.168.7.255") && !holds("192.168.4.0/22", "192.168.8.0"));
        assert!(holds("0.0.0.0/0", "8.8.8.8") && !holds("0.0.0.0/0", "::1"));
        assert!(holds("fd00::/8", "fd12::1") && !holds("fd00::/8", "fe80::1"));
        for bad in ["10.0.0.0/33", "10.0.0/8", "", "host", "10.0.0.0/"] {
            assert_eq!(bad.parse::<Network>(), Err(BadNetwork), "{bad}");
        }
    }
}
