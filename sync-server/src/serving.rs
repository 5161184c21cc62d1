//! Listeners: connections, plain or TLS, with limits on slow ones, and an end that lets requests under way finish.
//!
//! Every request carries its caller's address, also from behind a proxy of ours. What is answered is the router's affair.

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{
        conn::auto::Builder,
        graceful::{GracefulShutdown, Watcher},
    },
    service::TowerToHyperService,
};
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tower::{Service, service_fn};

use crate::{config::ProxyConfig, tls::Tls};

/// Who opens a connection and says nothing for so long is cut off; a browser opens another.
const SILENCE: Duration = Duration::from_secs(60);
/// After an error of the listener itself (no more file handles).
const BREATH: Duration = Duration::from_millis(100);
/// Streams of one HTTP/2 connection at once: more than a browser wants, few enough to bear.
const STREAMS: u32 = 100;

/// One port.
#[derive(Clone)]
pub struct Port {
    /// What is answered.
    pub router: Router,
    /// With TLS, or plain.
    pub tls: Option<Tls>,
    /// Whose word about the caller is taken.
    pub proxy: ProxyConfig,
}

impl std::fmt::Debug for Port {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Port").field("tls", &self.tls.is_some()).finish_non_exhaustive()
    }
}

/// Serves until `stop` says so; then nothing new is accepted, and requests under way get `patience` to finish.
pub async fn serve(listener: TcpListener, port: Port, mut stop: watch::Receiver<bool>, patience: Duration) {
    let (port, graceful) = (Arc::new(port), GracefulShutdown::new());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                tokio::spawn(Arc::clone(&port).connection(stream, peer, graceful.watcher()));
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(patience, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

impl Port {
    async fn connection(self: Arc<Self>, stream: TcpStream, peer: SocketAddr, watcher: Watcher) {
        // Replies are small and whole: waiting to fill packets only delays them.
        let _ = stream.set_nodelay(true);
        let done = match &self.tls {
            None => self.speak(stream, peer, watcher).await,
            Some(tls) => match tls.accept(stream).await {
                Ok(Some(stream)) => self.speak(stream, peer, watcher).await,
                Ok(None) => Ok(()),
                Err(error) => Err(error.into()),
            },
        };
        if let Err(error) = done {
            // Ordinary: a phone lost its signal, a scanner came by.
            tracing::debug!(%error, "connection");
        }
    }

    async fn speak(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        peer: SocketAddr,
        watcher: Watcher,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let (router, proxy) = (self.router.clone(), self.proxy.clone());
        let service = service_fn(move |request: axum::http::Request<_>| {
            let mut request: Request = request.map(Body::new);
            let caller = SocketAddr::new(caller(&proxy, peer, &request), peer.port());
            request.extensions_mut().insert(ConnectInfo(caller));
            router.clone().call(request)
        });
        let mut builder = Builder::new(TokioExecutor::new());
        builder.http1().timer(TokioTimer::new()).header_read_timeout(SILENCE);
        builder.http2().timer(TokioTimer::new()).keep_alive_interval(SILENCE).max_concurrent_streams(STREAMS);
        let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        watcher.watch(connection.into_owned()).await
    }
}

fn caller(proxy: &ProxyConfig, peer: SocketAddr, request: &Request) -> std::net::IpAddr {
    let forwarded = request.headers().get_all("x-forwarded-for");
    proxy.caller(peer.ip(), forwarded.iter().filter_map(|value| value.to_str().ok()))
}

/// A listener on this address.
///
/// # Errors
/// When it cannot be had, with the address in words.
pub async fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let said = |error: io::Error| io::Error::new(error.kind(), format!("listening on {address}: {error}"));
    TcpListener::bind(address).await.map_err(said)
}
