//! The certificate that is shown now; it can be exchanged while connections are open.

use std::sync::{Arc, PoisonError, RwLock};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_rustls::rustls::{
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};

/// One certificate for every name that is asked for.
#[derive(Debug)]
pub(super) struct Current(RwLock<Arc<CertifiedKey>>);

impl Current {
    /// Begins with this one.
    pub(super) fn of(key: CertifiedKey) -> Arc<Self> {
        Arc::new(Self(RwLock::new(Arc::new(key))))
    }

    /// This one is shown now.
    pub(super) fn shown(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From the next handshake on it is this one.
    pub(super) fn exchange(&self, key: CertifiedKey) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(key);
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.shown())
    }
}

/// SIGHUP: somebody changed a file and does not want to wait.
pub(super) struct Hangup(Option<Signal>);

impl Hangup {
    /// Listens from here on.
    pub(super) fn listen() -> Self {
        // Without it, files are still looked at now and then.
        Self(signal(SignalKind::hangup()).ok())
    }

    /// The next one.
    pub(super) async fn next(&mut self) {
        match &mut self.0 {
            Some(signal) => {
                signal.recv().await;
            }
            None => std::future::pending().await,
        }
    }
}
