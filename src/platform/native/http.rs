//! HTTP to the own server by reqwest.

use std::time::Duration;

use reqwest::{
    Client, Method,
    header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER},
};

use crate::sync::ports::{HttpMethod, HttpReply, HttpRequest, NoAnswer, Transport};

/// How long an exchange may stand still.
const STALL: Duration = Duration::from_secs(20);

/// HTTP to one server.
#[derive(Clone, Debug)]
pub struct HttpTransport {
    client: Client,
    server: String,
}

impl HttpTransport {
    /// To the server at this origin, e.g. `https://example.org`.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    #[expect(clippy::disallowed_methods, reason = "this is the port")]
    pub fn new(server: &str) -> Result<Self, NoAnswer> {
        // Somebody else in this process may have chosen a provider already: theirs is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().read_timeout(STALL).connect_timeout(STALL).build().map_err(no_answer)?;
        Ok(Self { client, server: server.trim_end_matches('/').to_owned() })
    }
}

impl Transport for HttpTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpReply, NoAnswer> {
        let method = match request.method {
            HttpMethod::Get => Method::GET,
            HttpMethod::Post => Method::POST,
        };
        let mut call = self.client.request(method, format!("{}{}", self.server, request.path));
        if let Some(token) = &request.token {
            call = call.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if request.gzip {
            call = call.header(CONTENT_ENCODING, "gzip");
        }
        if let Some(name) = &request.file_name {
            call = call.header("X-File-Name", name);
        }
        if !request.body.is_empty() {
            call = call.header(CONTENT_TYPE, request.content_type).body(request.body);
        }
        let reply = call.send().await.map_err(no_answer)?;
        let status = reply.status().as_u16();
        let retry_after = reply.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        let body = reply.bytes().await.map_err(no_answer)?.to_vec();
        Ok(HttpReply { status, retry_after, body })
    }
}

fn no_answer(error: reqwest::Error) -> NoAnswer {
    NoAnswer(error.to_string())
}
