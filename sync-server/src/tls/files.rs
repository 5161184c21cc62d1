//! A given certificate: PEM files, read again when they change or on SIGHUP.
//!
//! What cannot be read, or a key that belongs to another certificate, is reported and leaves the last one in place: a
//! renewal writes two files one after the other.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio_rustls::rustls::{
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject},
    server::ResolvesServerCert,
    sign::CertifiedKey,
};

use super::{
    TlsError,
    current::{Current, Hangup},
};
use crate::config::HttpsConfig;

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Certificate and key.
#[derive(Clone, Debug)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

/// Reads the files and keeps reading them.
pub(super) fn start(config: &HttpsConfig) -> Result<Arc<dyn ResolvesServerCert>, TlsError> {
    let (Some(certificate), Some(key)) = (config.https_certificate.clone(), config.https_key.clone()) else {
        return Err(TlsError::Settings("HTTPS=files needs HTTPS_CERTIFICATE and HTTPS_KEY"));
    };
    let files = Files { certificate, key };
    let current = Current::of(files.read()?);
    tokio::spawn(watch(files, Arc::clone(&current)));
    Ok(current)
}

async fn watch(files: Files, current: Arc<Current>) {
    let (mut hangup, mut seen) = (Hangup::listen(), files.changed_at());
    loop {
        let asked = tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => false,
            () = hangup.next() => true,
        };
        let now = files.changed_at();
        if !asked && now == seen {
            continue;
        }
        seen = now;
        match files.read() {
            Ok(key) => {
                current.exchange(key);
                tracing::info!("the certificate was read again");
            }
            Err(error) => tracing::warn!(%error, "the certificate stays as it was"),
        }
    }
}

impl Files {
    fn changed_at(&self) -> [Option<SystemTime>; 2] {
        [&self.certificate, &self.key].map(|path| fs::metadata(path).and_then(|file| file.modified()).ok())
    }

    fn read(&self) -> Result<CertifiedKey, TlsError> {
        let chain: Vec<_> = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect)
            .map_err(|error| unreadable(&self.certificate, error))?;
        if chain.is_empty() {
            return Err(no_certificate(&self.certificate, "no certificate in it"));
        }
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| unreadable(&self.key, error))?;
        let key = ring::sign::any_supported_type(&key).map_err(|error| no_certificate(&self.key, error))?;
        let certified = CertifiedKey::new(chain, key);
        certified.keys_match().map_err(|error| no_certificate(&self.key, error))?;
        Ok(certified)
    }
}

fn unreadable(path: &Path, error: pem::Error) -> TlsError {
    match error {
        pem::Error::Io(error) => TlsError::File { path: path.to_owned(), error },
        other => no_certificate(path, other),
    }
}

fn no_certificate(path: &Path, reason: impl ToString) -> TlsError {
    TlsError::NoCertificate { path: path.to_owned(), reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, KeyPair};

    fn write(folder: &Path, name: &str) -> Files {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![name.to_owned()]).unwrap().self_signed(&key).unwrap();
        let files = Files { certificate: folder.join("cert.pem"), key: folder.join("key.pem") };
        fs::write(&files.certificate, certificate.pem()).unwrap();
        fs::write(&files.key, key.serialize_pem()).unwrap();
        files
    }

    #[test]
    fn a_pair_is_read_and_a_wrong_pair_refused() {
        let folder = tempfile::tempdir().unwrap();
        let files = write(folder.path(), "a.example");
        assert_eq!(files.read().unwrap().cert.len(), 1);
        let old = fs::read(&files.certificate).unwrap();
        let files = write(folder.path(), "b.example");
        fs::write(&files.certificate, old).unwrap();
        assert!(matches!(files.read(), Err(TlsError::NoCertificate { .. })), "half of a renewal");
        fs::write(&files.certificate, "nothing").unwrap();
        assert!(files.read().unwrap_err().to_string().contains("no certificate"));
        fs::remove_file(&files.key).unwrap();
        let files =
            Files { certificate: write(&folder.path().join("."), "c.example").certificate, key: "/no/key".into() };
        assert!(files.read().unwrap_err().to_string().contains("/no/key"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_changed_pair_is_shown_soon() {
        let folder = tempfile::tempdir().unwrap();
        let files = write(folder.path(), "a.example");
        let current = Current::of(files.read().unwrap());
        let shown = |current: &Current| current.shown().cert[0].clone();
        let first = shown(&current);
        tokio::spawn(watch(files.clone(), Arc::clone(&current)));
        tokio::time::sleep(LOOK_EVERY * 2).await;
        assert_eq!(shown(&current), first);
        write(folder.path(), "b.example");
        let later = SystemTime::UNIX_EPOCH + Duration::from_secs(4_000_000_000);
        fs::File::options().write(true).open(&files.certificate).unwrap().set_modified(later).unwrap();
        tokio::time::sleep(LOOK_EVERY * 2).await;
        assert_ne!(shown(&current), first);
    }
}
