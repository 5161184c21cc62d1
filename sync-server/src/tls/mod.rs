//! HTTPS: where the certificate comes from (`files`, `authority`, `acme`), and the handshake.
//!
//! Browsers keep what a worker recorded for secure origins only, so HTTPS comes with the server, four ways: a given
//! certificate, ACME for a domain name, an authority of its own on a bare address, or a proxy in front (then it is off
//! here). All on ring. A certificate is exchanged while connections are open; what cannot be read leaves the last one.

mod acme;
pub mod addresses;
pub mod authority;
mod current;
mod files;
mod names;
pub mod plain;
pub mod trust;

use std::{io, path::PathBuf, sync::Arc, time::Duration};
use tokio::net::TcpStream;
use tokio_rustls::{
    LazyConfigAcceptor,
    rustls::{self, ServerConfig, crypto::ring, server::Acceptor, server::ResolvesServerCert},
    server::TlsStream,
};

use crate::{
    config::{Config, HttpsMode},
    ports::Clock,
};

pub use names::Names;

/// A handshake that takes longer is no browser's.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Why there is no HTTPS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file holds something else.
    #[error("{}: {reason}", path.display())]
    NoCertificate {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The settings do not go together.
    #[error("{0}")]
    Settings(&'static str),
    /// A certificate could not be made.
    #[error("making a certificate: {0}")]
    Making(#[from] rcgen::Error),
    /// The TLS library refuses.
    #[error("TLS: {0}")]
    Rustls(#[from] rustls::Error),
}

/// Answers handshakes.
#[derive(Clone, Debug)]
pub struct Tls {
    config: Arc<ServerConfig>,
    /// For the connection by which an ACME service looks whether the name is ours.
    challenge: Option<Arc<ServerConfig>>,
}

impl Tls {
    /// As the settings say, with the tasks that keep the certificate fresh; none when HTTPS is off.
    ///
    /// # Errors
    /// When there is no certificate to begin with (but for ACME, which orders one).
    pub fn start(config: &Config, clock: &Arc<dyn Clock>) -> Result<Option<Self>, TlsError> {
        Ok(match config.https.https {
            HttpsMode::Off => None,
            HttpsMode::Files => Some(Self::of(files::start(&config.https)?)?),
            HttpsMode::Own => Some(Self::of(authority::start(config, clock)?)?),
            HttpsMode::Acme => {
                let resolver = acme::start(config)?;
                let mut challenge = server_config(Arc::clone(&resolver))?;
                challenge.alpn_protocols = vec![rustls_acme::acme::ACME_TLS_ALPN_NAME.to_vec()];
                Some(Self { challenge: Some(Arc::new(challenge)), ..Self::of(resolver)? })
            }
        })
    }

    fn of(resolver: Arc<dyn ResolvesServerCert>) -> Result<Self, TlsError> {
        let mut config = server_config(resolver)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { config: Arc::new(config), challenge: None })
    }

    /// The handshake; none when the connection was an ACME service's and has served its purpose.
    ///
    /// # Errors
    /// When the other side speaks no TLS, wants another, or takes too long.
    pub async fn accept(&self, stream: TcpStream) -> io::Result<Option<TlsStream<TcpStream>>> {
        let slow = |_| io::Error::from(io::ErrorKind::TimedOut);
        tokio::time::timeout(HANDSHAKE, self.shake_hands(stream)).await.map_err(slow)?
    }

    async fn shake_hands(&self, stream: TcpStream) -> io::Result<Option<TlsStream<TcpStream>>> {
        let hello = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
        match &self.challenge {
            Some(challenge) if rustls_acme::is_tls_alpn_challenge(&hello.client_hello()) => {
                let mut stream = hello.into_stream(Arc::clone(challenge)).await?;
                tokio::io::AsyncWriteExt::shutdown(&mut stream).await?;
                Ok(None)
            }
            _ => hello.into_stream(Arc::clone(&self.config)).await.map(Some),
        }
    }
}

fn server_config(resolver: Arc<dyn ResolvesServerCert>) -> Result<ServerConfig, TlsError> {
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    Ok(builder.with_safe_default_protocol_versions()?.with_no_client_auth().with_cert_resolver(resolver))
}

/// Where the own authority and what ACME issued are kept.
#[must_use]
pub fn folder(config: &Config) -> PathBuf {
    config.https.https_folder.clone().unwrap_or_else(|| match config.database.sqlite_path() {
        Ok(database) => database.with_file_name("tls"),
        // With a database elsewhere, the folder in which the server was started.
        Err(_) => PathBuf::from("tls"),
    })
}
