//! Whether a stranger's phone can open this installation too.

/// The origin itself, e.g. `https://example.org`, if it is one that anybody can open: over HTTPS, under a name and not an
/// address, and a name that more than the local network knows.
#[must_use]
pub fn public(origin: String) -> Option<String> {
    let host = origin.strip_prefix("https://")?;
    let name = host.split(':').next().unwrap_or_default();
    let is_name = name.contains('.') && name.parse::<std::net::IpAddr>().is_err() && !name.ends_with(".local");
    is_name.then_some(origin)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::public;

    #[rstest]
    #[case("https://nofraud.example.gov.cn", true)]
    #[case("https://nofraud.example.gov.cn:8443", true)]
    #[case("http://nofraud.example.gov.cn", false)]
    #[case("https://192.168.1.20:8443", false)]
    #[case("https://[fd00::1]:8443", false)]
    #[case("https://station.local", false)]
    #[case("https://station", false)]
    #[case("", false)]
    fn only_what_anybody_can_open(#[case] origin: &str, #[case] is_public: bool) {
        assert_eq!(public(origin.into()).is_some(), is_public, "{origin}");
    }
}
