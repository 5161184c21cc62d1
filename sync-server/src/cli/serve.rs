//! `serve`: until SIGINT or SIGTERM; requests under way are finished.

use axum::middleware;
use std::{net::SocketAddr, sync::Arc, sync::atomic::Ordering, time::Duration};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
    task::JoinSet,
};

use super::CliError;
use crate::{
    config::HttpsMode,
    forward,
    http::{App, router},
    metrics, pledges,
    serving::{Port, listen, serve as serve_port},
    snapshots,
    tls::{Tls, plain, trust},
};

/// Beyond a request's own limit, for what is still to be written.
const MARGIN: Duration = Duration::from_secs(5);

/// Serves until interrupted.
pub(super) fn serve(app: &Arc<App>) -> Result<(), CliError> {
    // What a crash left between a late fact and its way to where its entity stands.
    let watched = app.store.read(forward::watched)?;
    forward::catch_up(&app.store, &watched, app.now_ms())?;
    // A folder that cannot be read is a mistake in the settings; a file that cannot be given out is only said.
    let found = app.recordings.look()?;
    for (file, why) in &found.refused {
        tracing::warn!(file, %why, "a recording is left out");
    }
    if !found.given.is_empty() {
        tracing::info!(recordings = found.given.len(), "recordings for reading aloud");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        // Whoever has something to read again listens for it (`tls`); without HTTPS a reload would be the end.
        let _survived = signal(SignalKind::hangup())?;
        let (stop, stopping) = watch::channel(false);
        let mut ports = JoinSet::new();
        let patience = Duration::from_secs(app.config.web.request_seconds) + MARGIN;
        for (address, port) in open_ports(app)? {
            let listener = listen(address).await?;
            let (address, tls) = (listener.local_addr()?, port.tls.is_some());
            tracing::info!(%address, tls, "listening");
            ports.spawn(serve_port(listener, port, stopping.clone(), patience));
        }
        tokio::spawn(snapshots::keep(Arc::clone(app)));
        tokio::spawn(pledges::keep(Arc::clone(app)));
        if app.config.https.https == HttpsMode::Own {
            tracing::info!(
                page = trust::plain_address(&app.config, None),
                "phones are led through trusting this server"
            );
        }
        interrupted().await;
        app.draining.store(true, Ordering::Relaxed);
        tracing::info!("stopping");
        tokio::time::sleep(Duration::from_secs(app.config.web.drain_seconds)).await;
        // Nobody listens any more only when all ports have ended by themselves.
        let _ = stop.send(true);
        ports.join_all().await;
        tracing::info!("stopped");
        Ok(())
    })
}

fn open_ports(app: &Arc<App>) -> Result<Vec<(SocketAddr, Port)>, CliError> {
    let config = &app.config;
    let (tls, proxy) = (Tls::start(config, &app.clock)?, config.proxy.clone());
    let whole = router(app);
    let plain = if tls.is_some() {
        whole.clone().layer(middleware::from_fn_with_state(Arc::clone(app), plain::lead))
    } else {
        whole.clone()
    };
    let mut ports = vec![(config.plain_address(), Port { router: plain, tls: None, proxy: proxy.clone() })];
    if tls.is_some() {
        ports.push((config.https.https_listen, Port { router: whole, tls, proxy: proxy.clone() }));
    }
    if let Some(address) = config.metrics.metrics_listen {
        ports.push((address, Port { router: metrics::router(app), tls: None, proxy }));
    }
    Ok(ports)
}

async fn interrupted() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            // Without it, the interrupt from the keyboard still works.
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
