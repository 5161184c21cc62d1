//! The server without a network: requests of a device, answered by the same router, in the same process.
//!
//! The simulator talks to the server this way: routes, rights, limits and errors are those that the network meets.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{Method, Request, header},
};
use nfv::sync::ports::{HttpMethod, HttpReply, HttpRequest, NoAnswer, Transport};
use tower::ServiceExt as _;

use super::{App, router};

/// From where it is asked: the machine itself.
const HERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 1);

/// A way to a server in the same process.
#[derive(Clone, Debug)]
pub struct Inside(Router);

impl Inside {
    /// To this server.
    #[must_use]
    pub fn of(app: &Arc<App>) -> Self {
        Self(router(app))
    }
}

impl Transport for Inside {
    async fn send(&self, request: HttpRequest) -> Result<HttpReply, NoAnswer> {
        let no_answer = |error: &dyn std::fmt::Display| NoAnswer(error.to_string());
        let method = match request.method {
            HttpMethod::Get => Method::GET,
            HttpMethod::Post => Method::POST,
            HttpMethod::Put => Method::PUT,
        };
        let mut builder = Request::builder().method(method).uri(&request.path).extension(ConnectInfo(HERE));
        builder = builder.header(header::CONTENT_TYPE, request.content_type);
        let told = [
            (header::AUTHORIZATION, request.token.map(|token| format!("Bearer {token}"))),
            (header::CONTENT_ENCODING, request.gzip.then(|| "gzip".to_owned())),
            (header::HeaderName::from_static("x-file-name"), request.file_name),
        ];
        for (name, value) in told {
            if let Some(value) = value {
                builder = builder.header(name, value);
            }
        }
        let asked = builder.body(Body::from(request.body)).map_err(|error| no_answer(&error))?;
        let reply = self.0.clone().oneshot(asked).await.map_err(|never| no_answer(&never))?;
        let status = reply.status().as_u16();
        let retry_after = reply.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        let body = to_bytes(reply.into_body(), usize::MAX).await.map_err(|error| no_answer(&error))?;
        Ok(HttpReply { status, retry_after, body: body.to_vec() })
    }
}
