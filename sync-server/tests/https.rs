//! The binary over HTTPS: its own authority, given files, ACME, the way from plain HTTP, and a graceful end.

#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test fails by panicking; it is the client")]

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject},
};

const PATIENCE: Duration = Duration::from_secs(60);

struct Server {
    folder: TempDir,
    plain: u16,
    secure: u16,
    child: Option<Child>,
}

/// Status line and the rest.
struct Reply {
    status: u16,
    head: String,
    body: Vec<u8>,
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Server {
    fn prepared() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, plain: free_port(), secure: free_port(), child: None }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, settings: &[(&str, &str)], arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sync-server"));
        command
            .env_clear()
            .env("DATABASE_URL", format!("sqlite://{}", self.path("nfv.sqlite").display()))
            .env("LISTEN", format!("127.0.0.1:{}", self.plain))
            .env("HTTPS_LISTEN", format!("127.0.0.1:{}", self.secure))
            .env("LOG", "warn")
            .envs(settings.iter().copied())
            .args(arguments)
            .current_dir(self.folder.path());
        command
    }

    fn serve(&mut self, settings: &[(&str, &str)]) {
        self.child = Some(self.command(settings, &["serve"]).stdout(Stdio::null()).spawn().unwrap());
        until("the server answers", || self.plain("/healthz").is_some_and(|reply| reply.status == 200));
    }

    fn signal(&self, name: &str) {
        let id = self.child.as_ref().unwrap().id().to_string();
        assert!(Command::new("sh").args(["-c", &format!("kill -{name} {id}")]).status().unwrap().success());
    }

    fn plain(&self, path: &str) -> Option<Reply> {
        exchange(TcpStream::connect(("127.0.0.1", self.plain)).ok()?, "nfv.test", "GET", path)
    }

    /// Over TLS, trusting these and nobody else.
    fn secure(&self, host: &str, path: &str, trusted: &RootCertStore) -> Result<Reply, String> {
        let stream = TcpStream::connect(("127.0.0.1", self.secure)).map_err(|error| error.to_string())?;
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(trusted.clone())
            .with_no_client_auth();
        let connection = ClientConnection::new(Arc::new(config), host.to_owned().try_into().unwrap()).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        // The handshake, so that its error is told.
        stream.flush().map_err(|error| error.to_string())?;
        exchange(stream, host, "GET", path).ok_or_else(|| "no reply".to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn exchange(mut stream: impl Read + Write, host: &str, method: &str, path: &str) -> Option<Reply> {
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").ok()?;
    stream.flush().ok()?;
    let mut bytes = Vec::new();
    // A close without a farewell is none of our business here.
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    Some(Reply { status: head.split(' ').nth(1)?.parse().ok()?, head, body: bytes.split_off(end + 4) })
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "not in time: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn trusting(pem: &[u8]) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        roots.add(certificate.unwrap()).unwrap();
    }
    roots
}

#[test]
fn its_own_authority_on_a_bare_address() {
    let mut server = Server::prepared();
    server.serve(&[("HTTPS", "own"), ("HTTPS_NAMES", "nfv.test")]);
    let said = server.command(&[], &["certificate"]).output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    let pem = server.command(&[], &["certificate", "--pem"]).output().unwrap().stdout;
    let trusted = trusting(&pem);
    for host in ["nfv.test", "127.0.0.1", "localhost"] {
        assert_eq!(server.secure(host, "/healthz", &trusted).map(|reply| reply.status), Ok(200), "{host}");
    }
    let strict = server.secure("nfv.test", "/healthz", &trusted).unwrap().head;
    assert!(!strict.contains("strict-transport-security"), "a browser that insists could never be talked out of it");
    assert!(server.secure("bank.example", "/healthz", &trusted).is_err());
    assert!(server.secure("nfv.test", "/healthz", &RootCertStore::empty()).is_err());

    let page = server.plain("/trust?lang=en").unwrap();
    let text = String::from_utf8(page.body).unwrap();
    let fingerprint = said.lines().find_map(|line| line.strip_prefix("fingerprint  ")).unwrap();
    assert!(page.status == 200 && text.replace("<wbr>", "").contains(fingerprint) && text.contains("<svg"), "{text}");
    assert!(text.contains(&format!("https://nfv.test:{}/", server.secure)), "{text}");
    let file = server.plain("/trust/nfv.crt").unwrap();
    assert!(file.head.contains("application/x-x509-ca-cert"), "{}", file.head);
    let mut downloaded = RootCertStore::empty();
    downloaded.add(CertificateDer::from(file.body)).unwrap();
    assert!(server.secure("nfv.test", "/healthz", &downloaded).is_ok());
    assert!(server.plain("/trust/nfv.mobileconfig").unwrap().head.contains("application/x-apple-aspen-config"));
    assert_eq!(server.plain("/trust/authority.key").unwrap().status, 404);
    let led = server.plain("/doors").unwrap();
    assert!(led.status == 307 && led.head.contains("location: /trust"), "{}", led.head);
    let stream = TcpStream::connect(("127.0.0.1", server.plain)).unwrap();
    assert_eq!(exchange(stream, "nfv.test", "POST", "/v1/sync").unwrap().status, 403, "no token in clear");
}

fn write_pair(folder: &Path, name: &str) -> Vec<u8> {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap().self_signed(&key).unwrap();
    fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
    fs::write(folder.join("cert.pem"), certificate.pem()).unwrap();
    certificate.pem().into_bytes()
}

#[test]
fn given_files_are_read_again_on_sighup() {
    let mut server = Server::prepared();
    let first = trusting(&write_pair(server.folder.path(), "one.test"));
    let files = [("HTTPS", "files"), ("HTTPS_CERTIFICATE", "cert.pem"), ("HTTPS_KEY", "key.pem")];
    server.serve(&files);
    for path in ["/healthz", "/v1/devices", "/nowhere.js"] {
        let head = server.secure("one.test", path, &first).unwrap().head;
        assert!(head.contains("strict-transport-security: max-age=31536000"), "{path}: {head}");
    }
    // Over plain HTTP the header means nothing, and a proxy in between must not pass it on.
    for path in ["/healthz", "/doors", "/trust"] {
        let head = server.plain(path).unwrap().head;
        assert!(!head.contains("strict-transport-security"), "{path}: {head}");
    }
    let led = server.plain("/doors?x=1").unwrap();
    assert!(led.head.contains(&format!("location: https://nfv.test:{}/doors?x=1", server.secure)), "{}", led.head);
    let second = trusting(&write_pair(server.folder.path(), "two.test"));
    server.signal("HUP");
    until("the new certificate", || server.secure("two.test", "/healthz", &second).is_ok());
    assert!(server.secure("one.test", "/healthz", &first).is_err());
    let wrong = server.command(&[("HTTPS", "files")], &["serve"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2), "which settings are missing");
}

#[test]
fn requests_under_way_are_finished() {
    let mut server = Server::prepared();
    server.serve(&[("DRAIN_SECONDS", "1")]);
    assert!(!server.plain("/healthz").unwrap().head.contains("strict-transport-security"), "there is no HTTPS here");
    server.signal("HUP");
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(server.plain("/readyz").unwrap().status, 200, "nothing to read again is no reason to end");
    let mut slow = TcpStream::connect(("127.0.0.1", server.plain)).unwrap();
    slow.write_all(b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n")
        .unwrap();
    slow.write_all(b"Connection: close\r\n\r\n{").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    server.signal("TERM");
    until("it says that it stops", || server.plain("/readyz").is_some_and(|reply| reply.status == 503));
    assert_eq!(server.plain("/healthz").unwrap().status, 200, "balancers get time to look elsewhere");
    until("nobody new comes in", || TcpStream::connect(("127.0.0.1", server.plain)).is_err());
    slow.write_all(b"}").unwrap();
    let mut reply = String::new();
    slow.read_to_string(&mut reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 4"), "answered, if only with what is missing: {reply}");
    assert!(server.child.take().unwrap().wait().unwrap().success());
}

#[test]
fn metrics_are_never_public() {
    let mut server = Server::prepared();
    let own = free_port();
    let listen = format!("127.0.0.1:{own}");
    server.serve(&[("METRICS_LISTEN", &listen), ("METRICS_TOKEN", "t0ken")]);
    assert_eq!(server.plain("/metrics").unwrap().status, 401);
    let text = exchange(TcpStream::connect(("127.0.0.1", own)).unwrap(), "x", "GET", "/metrics").unwrap();
    let text = String::from_utf8(text.body).unwrap();
    for name in
        ["disk_free_bytes", "devices{state=\"enrolled\"} 0", "events_held 0", "http_requests_total{route=\"/healthz\""]
    {
        assert!(text.contains(name), "{name} in {text}");
    }
}

/// Against a real ACME server, Debian's `pebble`. Where it is missing, `cargo xtask test` says so and installs it.
#[test]
fn acme_for_a_domain_name() {
    if Command::new("pebble").arg("-version").output().is_err() {
        eprintln!("SKIPPED: there is no pebble; apt-get install pebble");
        return;
    }
    let mut server = Server::prepared();
    let pem = write_pair(server.folder.path(), "localhost");
    fs::write(server.path("acme-root.pem"), &pem).unwrap();
    let (directory, management) = (free_port(), free_port());
    let settings = serde_json::json!({ "pebble": {
        "listenAddress": format!("127.0.0.1:{directory}"), "managementListenAddress": format!("127.0.0.1:{management}"),
        "certificate": server.path("cert.pem"), "privateKey": server.path("key.pem"),
        "httpPort": free_port(), "tlsPort": server.secure, "ocspResponderURL": "", "externalAccountBindingRequired": false,
    }});
    fs::write(server.path("pebble.json"), settings.to_string()).unwrap();
    let mut pebble = Command::new("pebble");
    pebble.args(["-config", "pebble.json"]).env("PEBBLE_VA_NOSLEEP", "1").current_dir(server.folder.path());
    let pebble = Running(pebble.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let url = format!("https://localhost:{directory}/dir");
    until("pebble answers", || TcpStream::connect(("127.0.0.1", directory)).is_ok());
    server.serve(&[
        ("HTTPS", "acme"),
        ("HTTPS_NAMES", "localhost"),
        ("ACME_DIRECTORY", &url),
        ("ACME_ROOTS", "acme-root.pem"),
        ("ACME_CONTACT", "somebody@example.org"),
    ]);
    let root = management_root(management, &pem);
    until("a certificate was issued", || server.secure("localhost", "/healthz", &root).is_ok());
    assert!(fs::read_dir(server.path("tls/acme")).unwrap().count() >= 2, "account and certificate are kept");
    drop(pebble);
}

/// The authority that pebble made for itself at its start.
fn management_root(port: u16, trusted: &[u8]) -> RootCertStore {
    let mut server = Server::prepared();
    server.secure = port;
    trusting(&server.secure("localhost", "/roots/0", &trusting(trusted)).unwrap().body)
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
