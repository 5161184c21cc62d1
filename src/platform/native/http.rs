//! HTTP to the own server by reqwest.

use std::{
    sync::{Arc, RwLock},
    time::Duration,
};

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
    server: Arc<RwLock<String>>,
}

impl HttpTransport {
    /// To the server at this origin, e.g. `https://example.org`.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(server: &str) -> Result<Self, NoAnswer> {
        Self::giving_up_after(server, STALL)
    }

    /// The same, giving an exchange up when no byte has come for so long.
    #[expect(clippy::disallowed_methods, reason = "this is the port")]
    fn giving_up_after(server: &str, stall: Duration) -> Result<Self, NoAnswer> {
        // Somebody else in this process may have chosen a provider already: theirs is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().read_timeout(stall).connect_timeout(stall).build().map_err(no_answer)?;
        Ok(Self { client, server: Arc::new(RwLock::new(server.trim_end_matches('/').to_owned())) })
    }

    /// From now on to the server at this origin, for everybody who shares this transport.
    pub fn use_server(&self, server: &str) {
        if let Ok(mut address) = self.server.write() {
            server.trim_end_matches('/').clone_into(&mut address);
        }
    }

    fn address_of(&self, path: &str) -> String {
        self.server.read().map(|server| format!("{server}{path}")).unwrap_or_default()
    }
}

impl Transport for HttpTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpReply, NoAnswer> {
        let method = match request.method {
            HttpMethod::Get => Method::GET,
            HttpMethod::Post => Method::POST,
            HttpMethod::Put => Method::PUT,
        };
        let mut call = self.client.request(method, self.address_of(&request.path));
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

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
        thread,
    };

    use super::*;

    const STALL: Duration = Duration::from_millis(300);

    /// A server that sends its reply in so many pieces with a pause before each, and then nothing more.
    fn server(pieces: usize, pause: Duration) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            stream.write_all(b"HTTP/1.1 503 Wait\r\nretry-after: 7\r\ncontent-length: 5\r\n\r\n").unwrap();
            for _ in 0..pieces {
                thread::sleep(pause);
                if stream.write_all(b"x").is_err() {
                    return;
                }
            }
            // Held open for longer than anybody waits.
            thread::sleep(STALL * 20);
        });
        origin
    }

    fn ask(origin: &str) -> Result<HttpReply, NoAnswer> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let request = HttpRequest {
            method: HttpMethod::Get,
            path: "/".into(),
            token: None,
            body: Vec::new(),
            content_type: "application/json",
            gzip: false,
            file_name: None,
        };
        runtime.block_on(HttpTransport::giving_up_after(origin, STALL).unwrap().send(request))
    }

    #[test]
    fn a_reply_that_stands_still_is_given_up() {
        assert!(ask(&server(4, Duration::ZERO)).is_err(), "one byte is missing for ever");
    }

    #[test]
    fn a_reply_that_moves_is_waited_for_however_long_it_takes() {
        let reply = ask(&server(5, STALL * 2 / 3)).unwrap();
        assert_eq!((reply.status, reply.retry_after, reply.body.len()), (503, Some(7), 5));
    }
}
