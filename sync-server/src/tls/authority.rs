//! The own authority: signs certificates for this server's names and addresses, which need no domain name.
//!
//! Made once, valid for ten years, and limited to this server's names and to private networks. Its key lies in the TLS
//! folder, readable by the server's user only. The server's own certificate is made at every start, lives in memory, is
//! valid for 90 days and is made again long before that, or when the machine has another address.

use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use sha2::{Digest, Sha256};
use std::{
    fs,
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use time::OffsetDateTime;
use tokio_rustls::rustls::{
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::ResolvesServerCert,
    sign::CertifiedKey,
};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use super::{
    TlsError,
    current::{Current, Hangup},
    folder,
    names::Names,
};
use crate::{config::Config, ports::Clock};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// Phones that trusted it stay led for the life of an installation.
const AUTHORITY_DAYS: u64 = 3650;
/// Apple refuses more than 825, browsers more than 398.
const LEAF_DAYS: u64 = 90;
/// A leaf is made again after so many days.
const RENEW_AFTER_DAYS: u64 = 60;
/// Clocks of phones that are behind by less still accept it.
const BACKDATED_MS: u64 = 2 * DAY_MS;
/// How often the machine's addresses and the leaf's age are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(60);

const CERTIFICATE: &str = "authority.pem";
const KEY: &str = "authority.key";

/// The own authority.
pub struct Authority {
    certificate: CertificateDer<'static>,
    /// Same name and key as the certificate: what signing needs.
    issuer: Certificate,
    key: KeyPair,
}

impl Authority {
    /// The one in this folder; made if there is none.
    ///
    /// # Errors
    /// When its files cannot be read or written.
    pub fn open(folder: &Path, names: &Names, now_ms: u64) -> Result<Self, TlsError> {
        if folder.join(KEY).exists() { Self::read(folder) } else { Self::make(folder, names, now_ms) }
    }

    /// Makes one, in place of one that is there: every phone has to trust the new one.
    ///
    /// # Errors
    /// When its files cannot be written.
    pub fn make(folder: &Path, names: &Names, now_ms: u64) -> Result<Self, TlsError> {
        let key = KeyPair::generate()?;
        let mut params = authority_params(&key, now_ms);
        params.name_constraints = Some(names.constraints());
        let certificate = params.self_signed(&key)?;
        let private = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
        private.map_err(|error| TlsError::File { path: folder.to_owned(), error })?;
        keep(folder, CERTIFICATE, certificate.pem().as_bytes(), 0o644)?;
        keep(folder, KEY, key.serialize_pem().as_bytes(), 0o600)?;
        Ok(Self { certificate: certificate.der().clone(), issuer: certificate, key })
    }

    fn read(folder: &Path) -> Result<Self, TlsError> {
        let path = folder.join(KEY);
        let pem = fs::read_to_string(&path).map_err(|error| TlsError::File { path: path.clone(), error })?;
        let no_key = |error: rcgen::Error| TlsError::NoCertificate { path, reason: error.to_string() };
        let key = KeyPair::from_pem(&pem).map_err(no_key)?;
        let certificate = certificate(folder)?;
        let issuer = authority_params(&key, 0).self_signed(&key)?;
        Ok(Self { certificate, issuer, key })
    }

    /// The certificate as a file.
    #[must_use]
    pub fn pem(&self) -> String {
        let body = STANDARD.encode(&self.certificate);
        let lines: Vec<&str> = (0..body.len()).step_by(64).map(|at| &body[at..body.len().min(at + 64)]).collect();
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----", lines.join("\n"))
    }

    /// The certificate that phones are to trust.
    #[must_use]
    pub const fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    /// Signs a certificate for these names with a new key. Names that the authority may not speak for are left out and
    /// returned.
    ///
    /// # Errors
    /// When a name cannot stand in a certificate.
    pub fn sign(&self, names: Names, now_ms: u64) -> Result<(CertifiedKey, Vec<String>), TlsError> {
        let foreign;
        let mut params = CertificateParams::default();
        (params.subject_alt_names, foreign) = {
            let (_, own) = X509Certificate::from_der(&self.certificate)
                .map_err(|_| TlsError::Settings("the authority's certificate cannot be read"))?;
            let (names, foreign) = names.within(&own);
            (names.alternatives()?, foreign)
        };
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "sync-server");
        (params.not_before, params.not_after) =
            (at(now_ms.saturating_sub(BACKDATED_MS)), at(now_ms + LEAF_DAYS * DAY_MS));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        let leaf = params.signed_by(&key, &self.issuer, &self.key)?;
        let secret = PrivateKeyDer::try_from(key.serialize_der()).map_err(|_| rcgen::Error::CouldNotParseKeyPair)?;
        let secret = ring::sign::any_supported_type(&secret)?;
        Ok((CertifiedKey::new(vec![leaf.der().clone(), self.certificate.clone()], secret), foreign))
    }
}

/// The certificate of the authority in this folder.
///
/// # Errors
/// When there is none.
pub fn certificate(folder: &Path) -> Result<CertificateDer<'static>, TlsError> {
    let path = folder.join(CERTIFICATE);
    let pem = fs::read(&path).map_err(|error| TlsError::File { path: path.clone(), error })?;
    CertificateDer::from_pem_slice(&pem).map_err(|error| TlsError::NoCertificate { path, reason: error.to_string() })
}

/// SHA-256 of a certificate as people compare it: pairs of hex digits.
#[must_use]
pub fn fingerprint(certificate: &CertificateDer<'_>) -> String {
    let pairs: Vec<String> = Sha256::digest(certificate).iter().map(|byte| format!("{byte:02X}")).collect();
    pairs.join(":")
}

/// Opens or makes the authority and keeps the server's certificate fresh.
pub(super) fn start(config: &Config, clock: &Arc<dyn Clock>) -> Result<Arc<dyn ResolvesServerCert>, TlsError> {
    let (folder, given, now) = (folder(config), config.https.https_names.clone(), clock.now_ms());
    let names = Names::of_machine(&given);
    let authority = Authority::open(&folder, &names, now)?;
    let current = Current::of(signed(&authority, names.clone(), now)?);
    tracing::info!(fingerprint = fingerprint(authority.certificate()), "serving under the own authority");
    let keeper = Keeper { authority, given, names, signed_at: now, clock: Arc::clone(clock) };
    tokio::spawn(keeper.keep_fresh(Arc::clone(&current)));
    Ok(current)
}

fn signed(authority: &Authority, names: Names, now_ms: u64) -> Result<CertifiedKey, TlsError> {
    let (key, foreign) = authority.sign(names, now_ms)?;
    if !foreign.is_empty() {
        tracing::warn!(
            ?foreign,
            "the authority may not speak for these; `certificate --new-authority` makes one that may"
        );
    }
    Ok(key)
}

struct Keeper {
    authority: Authority,
    given: Vec<String>,
    names: Names,
    signed_at: u64,
    clock: Arc<dyn Clock>,
}

impl Keeper {
    async fn keep_fresh(mut self, current: Arc<Current>) {
        let mut hangup = Hangup::listen();
        loop {
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                () = hangup.next() => self.signed_at = 0,
            }
            let (names, now) = (Names::of_machine(&self.given), self.clock.now_ms());
            let old = now.abs_diff(self.signed_at) > RENEW_AFTER_DAYS * DAY_MS;
            if !old && names == self.names {
                continue;
            }
            match signed(&self.authority, names.clone(), now) {
                Ok(key) => {
                    current.exchange(key);
                    (self.names, self.signed_at) = (names, now);
                }
                Err(error) => tracing::warn!(%error, "the certificate stays as it was"),
            }
        }
    }
}

/// Its name comes from its key, so it can be told from others and made again from the key alone.
fn authority_params(key: &KeyPair, now_ms: u64) -> CertificateParams {
    let mut params = CertificateParams::default();
    let mark = hex::encode_upper(&Sha256::digest(key.public_key_raw())[..4]);
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, format!("sync-server {mark}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (params.not_before, params.not_after) =
        (at(now_ms.saturating_sub(BACKDATED_MS)), at(now_ms + AUTHORITY_DAYS * DAY_MS));
    params
}

fn at(ms: u64) -> OffsetDateTime {
    let seconds = i64::try_from(ms / 1000).unwrap_or_default();
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// Writes a file whole or not at all, readable by whom `mode` says.
fn keep(folder: &Path, name: &str, content: &[u8], mode: u32) -> Result<(), TlsError> {
    let path = folder.join(name);
    write_whole(&path, content, mode).map_err(|error| TlsError::File { path, error })
}

fn write_whole(path: &PathBuf, content: &[u8], mode: u32) -> io::Result<()> {
    let fresh = path.with_extension("new");
    let _ = fs::remove_file(&fresh);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(&fresh)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(fresh, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::os::unix::fs::PermissionsExt;
    use tokio_rustls::rustls::{
        RootCertStore,
        client::{WebPkiServerVerifier, danger::ServerCertVerifier},
        pki_types::UnixTime,
    };

    /// 2026.
    const NOW: u64 = 1_790_000_000_000;

    fn names() -> Names {
        Names { hosts: ["nfv.test".to_owned()].into(), addresses: ["203.0.113.5".parse().unwrap()].into() }
    }

    /// Whether somebody who trusts the authority accepts the certificate for a name.
    fn accepted(authority: &Authority, key: &CertifiedKey, name: &str, now_ms: u64) -> bool {
        let mut roots = RootCertStore::empty();
        roots.add(authority.certificate().clone()).unwrap();
        let provider = Arc::new(ring::default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
        let (name, now) =
            (name.to_owned().try_into().unwrap(), UnixTime::since_unix_epoch(Duration::from_millis(now_ms)));
        verifier.verify_server_cert(&key.cert[0], &[], &name, &[], now).is_ok()
    }

    #[rstest]
    #[case("nfv.test", true)]
    #[case("203.0.113.5", true)]
    #[case("192.168.1.20", true)]
    #[case("nfv-server.local", true)]
    #[case("bank.example", false)]
    #[case("8.8.8.8", false)]
    fn what_it_may_speak_for(#[case] name: &str, #[case] allowed: bool) {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::make(folder.path(), &names(), NOW).unwrap();
        let asked = match name.parse() {
            Ok(address) => Names { addresses: [address].into(), ..Names::default() },
            Err(_) => Names { hosts: [name.to_owned()].into(), ..Names::default() },
        };
        let (key, foreign) = authority.sign(asked.clone(), NOW).unwrap();
        assert_eq!(foreign.is_empty(), allowed);
        assert_eq!(accepted(&authority, &key, name, NOW), allowed);
        // Also when it were made to sign for it: the limits stand in the certificate that phones trust.
        let forged = forge(&authority, &asked);
        assert_eq!(accepted(&authority, &forged, name, NOW), allowed);
    }

    fn forge(authority: &Authority, names: &Names) -> CertifiedKey {
        let mut params = CertificateParams::default();
        params.subject_alt_names = names.alternatives().unwrap();
        let key = KeyPair::generate().unwrap();
        let leaf = params.signed_by(&key, &authority.issuer, &authority.key).unwrap();
        let secret = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        CertifiedKey::new(vec![leaf.der().clone()], ring::sign::any_supported_type(&secret).unwrap())
    }

    #[test]
    fn it_is_kept_and_its_key_is_nobody_elses() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("tls");
        let made = Authority::open(&folder, &names(), NOW).unwrap();
        let again = Authority::open(&folder, &Names::default(), NOW + DAY_MS).unwrap();
        assert_eq!(made.certificate(), again.certificate());
        let (key, _) = again.sign(names(), NOW + 1000 * DAY_MS).unwrap();
        assert!(accepted(&made, &key, "nfv.test", NOW + 1001 * DAY_MS), "signed years later, by the stored key");
        assert!(!accepted(&made, &key, "nfv.test", NOW + 1100 * DAY_MS), "and only for its time");
        let mode = |name: &str| fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(KEY), mode(CERTIFICATE), mode("")), (0o600, 0o644, 0o700));
        let other = Authority::make(&folder, &names(), NOW).unwrap();
        assert_ne!(fingerprint(made.certificate()), fingerprint(other.certificate()));
        assert_eq!(fingerprint(made.certificate()).len(), 32 * 3 - 1);
    }
}
