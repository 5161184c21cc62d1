//! A certificate for a domain name from an ACME service: ordered, proved by TLS-ALPN-01 on the HTTPS port, renewed.
//!
//! What was issued is kept in the TLS folder, so a restart asks for nothing. Until the first certificate is there,
//! handshakes fail; the log says how far it has come.

use futures_util::StreamExt;
use rustls_acme::{AcmeConfig, caches::DirCache};
use std::{fs, os::unix::fs::DirBuilderExt, path::Path, sync::Arc};
use tokio_rustls::rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject},
    server::ResolvesServerCert,
};

use super::{TlsError, folder};
use crate::config::Config;

/// Starts ordering and renewing.
pub(super) fn start(config: &Config) -> Result<Arc<dyn ResolvesServerCert>, TlsError> {
    let names = &config.https.https_names;
    if names.is_empty() || names.iter().any(|name| name.parse::<std::net::IpAddr>().is_ok()) {
        return Err(TlsError::Settings(
            "HTTPS=acme needs domain names in HTTPS_NAMES; for a bare address use HTTPS=own",
        ));
    }
    let cache = folder(config).join("acme");
    let private = fs::DirBuilder::new().recursive(true).mode(0o700).create(&cache);
    private.map_err(|error| TlsError::File { path: cache.clone(), error })?;
    let mut acme = AcmeConfig::new(names).directory(&config.https.acme_directory);
    if let Some(contact) = &config.https.acme_contact {
        acme = acme.contact_push(format!("mailto:{contact}"));
    }
    if let Some(path) = &config.https.acme_roots {
        acme = acme.client_tls_config(Arc::new(trusting(path)?));
    }
    let mut state = acme.cache(DirCache::new(cache)).state();
    let resolver = state.resolver();
    tokio::spawn(async move {
        while let Some(event) = state.next().await {
            match event {
                Ok(step) => tracing::info!(?step, "certificate"),
                Err(error) => tracing::warn!(%error, "certificate: will be tried again"),
            }
        }
    });
    Ok(resolver)
}

/// A client that trusts the certificates of this file and no others.
fn trusting(path: &Path) -> Result<ClientConfig, TlsError> {
    let wrong = |error: &dyn ToString| TlsError::NoCertificate { path: path.to_owned(), reason: error.to_string() };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| wrong(&error))? {
        roots.add(certificate.map_err(|error| wrong(&error))?)?;
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    Ok(builder.with_safe_default_protocol_versions()?.with_root_certificates(roots).with_no_client_auth())
}
