//! The bad network itself: it delays without narrowing, and does what its weather says.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests; time is what is measured")]

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use nfv_tests::{
    http::Http,
    proxy::{Proxy, Weather},
    served::{get, post},
};

/// Bytes of the upstream's every reply.
const REPLY: usize = 2 * 1024 * 1024;

/// A server that counts whole requests and answers each with the same long body; one exchange a connection.
fn upstream() -> (std::net::SocketAddr, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let seen = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&seen);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = Vec::new();
            let mut piece = [0; 4096];
            while let Ok(length @ 1..) = stream.read(&mut piece) {
                request.extend_from_slice(&piece[..length]);
                if request.ends_with(b"!") || request.starts_with(b"GET") && request.ends_with(b"\r\n\r\n") {
                    count.fetch_add(1, Ordering::SeqCst);
                    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {REPLY}\r\nconnection: close\r\n\r\n");
                    // A client that has gone is what is tested.
                    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&vec![b'x'; REPLY]));
                    break;
                }
            }
        }
    });
    (address, seen)
}

fn begun(weather: Weather) -> (Proxy, Http, Arc<AtomicU64>) {
    let (address, seen) = upstream();
    let proxy = Proxy::before(address, weather, 1).unwrap();
    let http = Http::to(&proxy.origin()).unwrap();
    (proxy, http, seen)
}

fn request() -> nfv::sync::ports::HttpRequest {
    post("/", None, b"hello!".to_vec())
}

#[test]
fn each_way_takes_half_the_time_and_bytes_are_not_held_back() {
    let (_proxy, http, _) = begun(Weather::clear(Duration::from_millis(200)));
    let began = Instant::now();
    let reply = http.exchange(get("/")).unwrap();
    let took = began.elapsed();
    assert_eq!(reply.body.len(), REPLY);
    // Two MiB come in many pieces: were each held up in turn, this would take seconds.
    assert!(took >= Duration::from_millis(200) && took < Duration::from_millis(1500), "{took:?}");
}

#[test]
fn a_cut_request_never_arrives() {
    let (proxy, http, seen) = begun(Weather { cuts: 1000, ..Weather::default() });
    http.exchange(request()).unwrap_err();
    assert_eq!((seen.load(Ordering::SeqCst), proxy.happened().cuts), (0, 1));
    proxy.set(Weather::default());
    assert_eq!(http.exchange(request()).unwrap().body.len(), REPLY);
}

#[test]
fn a_truncated_reply_is_no_reply_but_the_server_has_acted() {
    let (_proxy, http, seen) = begun(Weather { truncates: 1000, ..Weather::default() });
    http.exchange(request()).unwrap_err();
    assert_eq!(seen.load(Ordering::SeqCst), 1);
}

#[test]
fn a_doubled_request_arrives_twice_and_is_answered_once() {
    let (proxy, http, seen) = begun(Weather { doubles: 1000, ..Weather::default() });
    assert_eq!(http.exchange(request()).unwrap().body.len(), REPLY);
    assert_eq!(seen.load(Ordering::SeqCst), 2);
    assert_eq!(proxy.happened().exchanges, 1);
}

#[test]
fn what_stalls_ends_when_everything_is_cut() {
    let (proxy, http, seen) = begun(Weather { stalls: 1000, ..Weather::default() });
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while seen.load(Ordering::SeqCst) == 0 {
                std::thread::sleep(Duration::from_millis(5));
            }
            proxy.cut_all();
        });
        let began = Instant::now();
        http.exchange(request()).unwrap_err();
        assert!(began.elapsed() < Duration::from_secs(10));
    });
}
