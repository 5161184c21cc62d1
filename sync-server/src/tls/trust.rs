//! `/trust`: leads a phone through trusting the own authority: a page with a QR, the certificate, Apple's profile.
//!
//! Public, and served over plain HTTP as well: who does not trust the authority yet cannot read it otherwise. What keeps
//! a forger out is the fingerprint that people compare. Texts lie in `assets/trust`.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, uri::Authority as Host},
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use qrcode::{QrCode, render::svg};
use serde::Deserialize;
use std::{net::IpAddr, sync::Arc};
use tokio_rustls::rustls::pki_types::CertificateDer;
use uuid::Uuid;

use super::{addresses, authority, folder};
use crate::{
    config::{Config, HttpsMode},
    http::{App, error::ApiError},
};

const STYLE: &str = include_str!("../../../assets/trust/style.css");
const PROFILE: &str = include_str!("../../../assets/trust/profile.xml");

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    Chinese,
    English,
}

/// What the address may ask for.
#[derive(Debug, Deserialize)]
pub(crate) struct Wish {
    lang: Option<String>,
}

/// The page.
pub(crate) async fn page(State(app): State<Arc<App>>, Query(wish): Query<Wish>, headers: HeaderMap) -> Response {
    let language = language(wish.lang.as_deref(), &headers);
    let host = host(&headers);
    match app.config.https.https {
        HttpsMode::Own => own(&app, language, host.as_deref()),
        HttpsMode::Off => html(match language {
            Language::Chinese => include_str!("../../../assets/trust/zh-without.html").to_owned(),
            Language::English => include_str!("../../../assets/trust/en-without.html").to_owned(),
        }),
        // Browsers trust it already.
        HttpsMode::Files | HttpsMode::Acme => {
            Redirect::temporary(&secure_origin(&app, host.as_deref())).into_response()
        }
    }
}

fn own(app: &App, language: Language, host: Option<&str>) -> Response {
    let certificate = match authority::certificate(&folder(&app.config)) {
        Ok(certificate) => certificate,
        Err(error) => return ApiError::defect(&error).into_response(),
    };
    let template = match language {
        Language::Chinese => include_str!("../../../assets/trust/zh.html"),
        Language::English => include_str!("../../../assets/trust/en.html"),
    };
    let address = plain_address(&app.config, host);
    let filled = template
        .replace("{{qr}}", &qr(&address))
        .replace("{{address}}", &address)
        .replace("{{open}}", &secure_origin(app, host))
        // Lines end between two bytes: that is how people compare it.
        .replace("{{fingerprint}}", &authority::fingerprint(&certificate).replace(':', ":<wbr>"));
    html(filled)
}

/// Files that belong to the page.
pub(crate) async fn file(State(app): State<Arc<App>>, Path(name): Path<String>) -> Response {
    if name == "style.css" {
        return typed("text/css; charset=utf-8", STYLE.into());
    }
    if app.config.https.https != HttpsMode::Own {
        return ApiError::not_found().into_response();
    }
    let certificate = match authority::certificate(&folder(&app.config)) {
        Ok(certificate) => certificate,
        Err(error) => return ApiError::defect(&error).into_response(),
    };
    match name.as_str() {
        // With this type Android and Windows offer to install it.
        "nfv.crt" => typed("application/x-x509-ca-cert", certificate.to_vec()),
        "nfv.mobileconfig" => typed("application/x-apple-aspen-config", profile(&certificate).into_bytes()),
        _ => ApiError::not_found().into_response(),
    }
}

fn profile(certificate: &CertificateDer<'_>) -> String {
    let id = |part: &[u8]| Uuid::new_v5(&Uuid::NAMESPACE_OID, &[part, certificate].concat()).to_string().to_uppercase();
    PROFILE
        .replace("{{certificate}}", &STANDARD.encode(certificate))
        .replace("{{payload}}", &id(b"payload"))
        .replace("{{profile}}", &id(b"profile"))
}

fn html(text: String) -> Response {
    typed("text/html; charset=utf-8", text.into_bytes())
}

fn typed(kind: &'static str, content: Vec<u8>) -> Response {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")];
    (StatusCode::OK, headers, content).into_response()
}

/// The chosen one, else what the browser prefers, else Chinese.
fn language(chosen: Option<&str>, headers: &HeaderMap) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let preferred = chosen.or_else(|| accepted.and_then(|list| list.split([',', ';']).next()));
    match preferred.map(|tag| tag.trim().to_lowercase()) {
        Some(tag) if !tag.is_empty() && !tag.starts_with("zh") && tag != "*" => Language::English,
        _ => Language::Chinese,
    }
}

/// The host by which the caller reached us, without a port; none when what it says is no host.
fn host(headers: &HeaderMap) -> Option<String> {
    let host: Host = headers.get(header::HOST)?.to_str().ok()?.parse().ok()?;
    let name = host.host().trim_matches(['[', ']']).to_owned();
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    (!name.is_empty() && name.chars().all(is_host)).then_some(name)
}

/// Under which host a phone finds this server: the one it was reached by, unless that leads each machine to itself.
fn host_for_others(host: Option<&str>) -> Option<String> {
    let only_here = |name: &str| name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let named = host.filter(|name| !only_here(name)).map(str::to_owned);
    named.or_else(|| addresses::reachable().first().map(IpAddr::to_string)).or_else(|| host.map(str::to_owned))
}

/// The address of this page over plain HTTP.
#[must_use]
pub fn plain_address(config: &Config, host: Option<&str>) -> String {
    let host = host_for_others(host).unwrap_or_else(|| "127.0.0.1".into());
    let host = if host.contains(':') { format!("[{host}]") } else { host };
    match config.plain_address().port() {
        80 => format!("http://{host}/trust"),
        port => format!("http://{host}:{port}/trust"),
    }
}

/// Where the app is, seen from a caller who reached us by this host.
pub(super) fn secure_origin(app: &App, host: Option<&str>) -> String {
    let given = app.config.web.public_url.as_deref().filter(|url| url.starts_with("https://"));
    if let Some(url) = given {
        return format!("{}/", url.trim_end_matches('/'));
    }
    let named = match app.config.https.https {
        HttpsMode::Acme => app.config.https.https_names.first().cloned(),
        _ => host_for_others(host),
    };
    format!("{}/", app.config.https.origin_at(&named.unwrap_or_else(|| "127.0.0.1".into())))
}

fn qr(text: &str) -> String {
    let Ok(code) = QrCode::new(text) else { return String::new() };
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    // Inside a page, without the declaration of a file of its own.
    drawn.split_once("?>").map_or(drawn.clone(), |(_, picture)| picture.to_owned())
}

/// The same in a terminal.
#[must_use]
pub fn qr_for_terminal(text: &str) -> String {
    use qrcode::render::unicode::Dense1x2;
    QrCode::new(text).map(|code| code.render::<Dense1x2>().build()).unwrap_or_default()
}

/// What the plain listener needs to know about a request.
pub(super) fn wanted_host(headers: &HeaderMap) -> Option<String> {
    host(headers)
}

/// Never cached: whom it leads where may change.
pub(super) const NO_STORE: (header::HeaderName, HeaderValue) =
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        [(name, value.parse().unwrap())].into_iter().collect()
    }

    #[rstest]
    #[case(None, "", Language::Chinese)]
    #[case(None, "en-GB,en;q=0.9,zh;q=0.8", Language::English)]
    #[case(None, "zh-CN,zh;q=0.9,en;q=0.8", Language::Chinese)]
    #[case(Some("en"), "zh-CN", Language::English)]
    #[case(Some("zh"), "en", Language::Chinese)]
    fn which_language(#[case] chosen: Option<&str>, #[case] accepted: &str, #[case] expected: Language) {
        assert_eq!(language(chosen, &headers(header::ACCEPT_LANGUAGE, accepted)), expected);
    }

    #[rstest]
    #[case("192.168.1.7:8080", Some("192.168.1.7"))]
    #[case("nfv.test", Some("nfv.test"))]
    #[case("[fd00::7]:8080", Some("fd00::7"))]
    #[case("a\"><script>", None)]
    #[case("a&b", None)]
    fn which_host(#[case] said: &str, #[case] expected: Option<&str>) {
        assert_eq!(host(&headers(header::HOST, said)).as_deref(), expected);
    }

    #[test]
    fn a_profile_carries_the_certificate() {
        let text = profile(&CertificateDer::from(vec![7; 40]));
        assert!(text.contains(&STANDARD.encode([7; 40])) && !text.contains("{{"), "{text}");
        assert!(qr("http://192.168.1.7:8080/trust").trim_start().starts_with("<svg"));
    }
}
