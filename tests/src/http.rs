//! The ports of a native device: HTTP by reqwest, the system's clock and chance.

use std::{cell::Cell, time::Duration};

use nfv::sync::ports::{Clock, HttpMethod, HttpReply, HttpRequest, NoAnswer, Rng, Transport};
use reqwest::{
    Method,
    blocking::{Client, Response},
    header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER},
};

/// A server that says nothing for so long has not answered.
const STALL: Duration = Duration::from_secs(20);

/// HTTP to one server; counts exchanges and body bytes as they travel.
#[derive(Debug)]
pub struct Http {
    origin: String,
    client: Client,
    exchanges: Cell<usize>,
    sent: Cell<usize>,
    received: Cell<usize>,
}

impl Http {
    /// To the server at this origin.
    ///
    /// # Errors
    /// When the client cannot be made.
    pub fn to(origin: &str) -> Result<Self, reqwest::Error> {
        // Somebody else in this process may have chosen a provider already: theirs is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        #[expect(clippy::disallowed_methods, reason = "this is the port")]
        let client = Client::builder().timeout(STALL).gzip(false).build()?;
        let (exchanges, sent, received) = Default::default();
        Ok(Self { origin: origin.into(), client, exchanges, sent, received })
    }

    /// Exchanges, body bytes sent and received since the last call.
    pub fn take_counts(&self) -> (usize, usize, usize) {
        (self.exchanges.take(), self.sent.take(), self.received.take())
    }

    /// One exchange.
    ///
    /// # Errors
    /// When no whole answer came back.
    pub fn exchange(&self, request: HttpRequest) -> Result<HttpReply, NoAnswer> {
        let method = match request.method {
            HttpMethod::Get => Method::GET,
            HttpMethod::Post => Method::POST,
            HttpMethod::Put => Method::PUT,
        };
        let mut builder = self.client.request(method, format!("{}{}", self.origin, request.path));
        builder = builder.header(CONTENT_TYPE, request.content_type).header("Accept-Encoding", "gzip");
        if let Some(token) = &request.token {
            builder = builder.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if request.gzip {
            builder = builder.header(CONTENT_ENCODING, "gzip");
        }
        if let Some(name) = &request.file_name {
            builder = builder.header("X-File-Name", name);
        }
        self.exchanges.set(self.exchanges.get() + 1);
        self.sent.set(self.sent.get() + request.body.len());
        let response = builder.body(request.body).send().map_err(no_answer)?;
        self.read(response)
    }

    fn read(&self, response: Response) -> Result<HttpReply, NoAnswer> {
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let status = response.status().as_u16();
        let retry_after = header(RETRY_AFTER).and_then(|seconds| seconds.parse().ok());
        let announced: Option<usize> = header(CONTENT_LENGTH).and_then(|length| length.parse().ok());
        let packed = header(CONTENT_ENCODING) == Some("gzip");
        let raw = response.bytes().map_err(no_answer)?;
        if announced.is_some_and(|length| length != raw.len()) {
            return Err(NoAnswer("the answer is cut off".into()));
        }
        self.received.set(self.received.get() + raw.len());
        let body = if packed { gunzip(&raw)? } else { raw.to_vec() };
        Ok(HttpReply { status, retry_after, body })
    }
}

fn no_answer(error: reqwest::Error) -> NoAnswer {
    NoAnswer(error.to_string())
}

fn gunzip(raw: &[u8]) -> Result<Vec<u8>, NoAnswer> {
    let mut body = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(raw), &mut body)
        .map_err(|error| NoAnswer(error.to_string()))?;
    Ok(body)
}

impl Transport for Http {
    async fn send(&self, request: HttpRequest) -> Result<HttpReply, NoAnswer> {
        self.exchange(request)
    }
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the port")]
    fn wall_ms(&self) -> u64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }

    async fn sleep_ms(&self, ms: u64) {
        std::thread::sleep(Duration::from_millis(ms));
    }
}

/// The system's chance.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    #[expect(clippy::disallowed_methods, clippy::expect_used, reason = "this is the port, of tests only")]
    fn fill(&mut self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the system has random bytes");
    }
}
