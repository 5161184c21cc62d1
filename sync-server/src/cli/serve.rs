//! `serve`: until SIGINT or SIGTERM; requests under way are finished.

use std::{net::SocketAddr, sync::Arc};
use tokio::{net::TcpListener, signal};

use super::CliError;
use crate::http::{App, router};

/// Serves until interrupted.
pub(super) fn serve(app: &Arc<App>) -> Result<(), CliError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(app.config.web.listen).await?;
        tracing::info!(address = %listener.local_addr()?, "listening");
        let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service).with_graceful_shutdown(interrupted()).await?;
        tracing::info!("stopped");
        Ok(())
    })
}

async fn interrupted() {
    let terminated = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            // Without it, the interrupt from the keyboard still works.
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = signal::ctrl_c() => {}
        () = terminated => {}
    }
}
