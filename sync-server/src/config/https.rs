//! The settings of HTTPS. How it is done lies in `crate::tls`.

use clap::{Args, ValueEnum};
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

/// Where certificates come from.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum HttpsMode {
    /// Plain HTTP only: on this machine, or behind a proxy that does HTTPS.
    #[default]
    Off,
    /// From HTTPS_CERTIFICATE and HTTPS_KEY, read again when they change.
    Files,
    /// From an authority of its own, which each phone is led through trusting once; needs no domain name.
    Own,
    /// From an ACME service such as Let's Encrypt, for the domain names in HTTPS_NAMES.
    Acme,
}

/// HTTPS.
#[derive(Args, Clone, Debug)]
pub struct HttpsConfig {
    /// Where the certificate for HTTPS comes from
    #[arg(long, env = "HTTPS", value_enum, default_value_t = HttpsMode::Off, global = true)]
    pub https: HttpsMode,
    /// Address and port for HTTPS
    #[arg(long, env = "HTTPS_LISTEN", default_value = "0.0.0.0:8443", global = true)]
    pub https_listen: SocketAddr,
    /// Names and addresses of this server, with commas; for the own authority beside those the machine knows itself
    #[arg(long, env = "HTTPS_NAMES", value_delimiter = ',', global = true)]
    pub https_names: Vec<String>,
    /// PEM file with the certificate and its chain
    #[arg(long, env = "HTTPS_CERTIFICATE", global = true)]
    pub https_certificate: Option<PathBuf>,
    /// PEM file with the certificate's private key
    #[arg(long, env = "HTTPS_KEY", global = true)]
    pub https_key: Option<PathBuf>,
    /// Folder for the own authority and for what ACME issued [default: `tls` beside the database]
    #[arg(long, env = "HTTPS_FOLDER", global = true)]
    pub https_folder: Option<PathBuf>,
    /// Mail address that the ACME service may write to
    #[arg(long, env = "ACME_CONTACT", global = true)]
    pub acme_contact: Option<String>,
    /// The ACME service's directory
    #[arg(long, env = "ACME_DIRECTORY", default_value = rustls_acme::acme::LETS_ENCRYPT_PRODUCTION_DIRECTORY, global = true)]
    pub acme_directory: String,
    /// PEM file with the certificates that sign the ACME service's own, for a service inside the house
    #[arg(long, env = "ACME_ROOTS", global = true)]
    pub acme_roots: Option<PathBuf>,
}

impl HttpsConfig {
    /// Whether browsers trust the certificate without being told: only then may they be told to insist on HTTPS.
    #[must_use]
    pub const fn is_trusted_by_browsers(&self) -> bool {
        matches!(self.https, HttpsMode::Files | HttpsMode::Acme)
    }

    /// The address that the settings name; none without HTTPS or when they name none.
    #[must_use]
    pub fn origin(&self) -> Option<String> {
        if self.https == HttpsMode::Off {
            return None;
        }
        let named = self.https_names.first().cloned();
        let bound = Some(self.https_listen.ip()).filter(|ip| !ip.is_unspecified()).map(|ip| ip.to_string());
        let host = named.or(bound).or_else(|| crate::tls::addresses::reachable().first().map(IpAddr::to_string))?;
        Some(self.origin_at(&host))
    }

    /// The address under a host name or address.
    #[must_use]
    pub fn origin_at(&self, host: &str) -> String {
        let host = if host.parse::<std::net::Ipv6Addr>().is_ok() { format!("[{host}]") } else { host.to_owned() };
        match self.https_listen.port() {
            443 => format!("https://{host}"),
            port => format!("https://{host}:{port}"),
        }
    }
}
