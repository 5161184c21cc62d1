//! The app's files: caching, brotli, the page for the app's own paths, headers on everything.

use axum::{
    body::Body,
    http::{Method, header},
};
use rstest::rstest;

use super::{Town, town::request};

const HASHED: &str = "app-0123456789abcdef/nfv.js";

fn published() -> Town {
    let town = Town::found();
    town.publish("index.html", b"<!doctype html><p>app</p>");
    town.publish("sw.js", b"// worker");
    town.publish(HASHED, &b"plain".repeat(100));
    town.publish(&format!("{HASHED}.br"), b"packed");
    town
}

#[rstest]
#[case("/", 200, "no-cache", "app")]
#[case("/index.html", 200, "no-cache", "app")]
#[case("/join/7QX2M9-0AB3CD-ZK5T8W", 200, "no-cache", "app")]
#[case("/doors", 200, "no-cache", "app")]
#[case("/desk/roster?village=1", 200, "no-cache", "app")]
#[case("/sw.js", 200, "no-cache", "worker")]
#[case("/app-0123456789abcdef/nfv.js", 200, "public, max-age=31536000, immutable", "plain")]
#[case("/missing.js", 404, "", "not_found")]
#[case("/app-0123456789abcdef/gone.wasm", 404, "", "not_found")]
#[case("/v1/nothing", 404, "no-store", "not_found")]
#[case("/../nfv.sqlite", 404, "", "not_found")]
#[case("/%2e%2e/nfv.sqlite", 404, "", "not_found")]
#[tokio::test]
async fn paths(#[case] path: &str, #[case] status: u16, #[case] caching: &str, #[case] content: &str) {
    let reply = published().get(path, None).await;
    let body = String::from_utf8_lossy(&reply.body).into_owned();
    assert_eq!(reply.status, status, "{body}");
    assert!(body.contains(content), "{body}");
    let caches = reply.headers.get(header::CACHE_CONTROL).map_or("", |value| value.to_str().unwrap());
    assert_eq!(caches, caching);
    assert_eq!(reply.headers["x-content-type-options"], "nosniff");
    assert_eq!(reply.headers["referrer-policy"], "same-origin");
    let policy = reply.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains("http"), "{policy}");
}

#[tokio::test]
async fn brotli_where_it_lies_beside_and_is_wanted() {
    let town = published();
    let ask = request(Method::GET, &format!("/{HASHED}"), None).header(header::ACCEPT_ENCODING, "gzip, br");
    let reply = town.ask(ask.body(Body::empty()).unwrap()).await;
    assert_eq!((reply.headers["content-encoding"].to_str().unwrap(), reply.body.as_slice()), ("br", &b"packed"[..]));
    assert_eq!(reply.headers["content-type"], "text/javascript");
    let plain = town.get(&format!("/{HASHED}"), None).await;
    assert!(!plain.headers.contains_key("content-encoding") && plain.body.starts_with(b"plain"));
}

#[tokio::test]
async fn only_reading() {
    let town = published();
    assert_eq!(town.post("/doors", None, "").await.says(), (404, "not_found".into()));
    assert_eq!(town.get("/v1/sync", None).await.says(), (405, "method_not_allowed".into()));
    let head = town.ask(request(Method::HEAD, "/doors", None).body(Body::empty()).unwrap()).await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
}

#[tokio::test]
async fn without_a_built_app_it_says_so() {
    assert_eq!(Town::found().get("/", None).await.says(), (404, "no_app".into()));
}
