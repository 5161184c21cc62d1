//! `/verify`: anybody who has the code from a slip hears whether that pledge is genuine; a plain page, without JavaScript.
//!
//! It says nothing else. An address that asks for many codes which nobody has got waits. Texts lie in `assets/verify`.

use axum::{
    extract::{ConnectInfo, Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use nfv::domain::{
    day::{Day, Zone},
    pledge::code::Code,
    stamp::Stamp,
};
use serde::Deserialize;
use std::{net::SocketAddr, sync::Arc};

use crate::{
    http::{App, error::ApiError},
    pledges::{
        key, places,
        standing::{self, Genuine, Standing},
    },
    store::StoreError,
};

const STYLE: &str = include_str!("../../../assets/verify/style.css");

/// The texts of a language.
struct Texts {
    page: &'static str,
    answers: &'static str,
}

const CHINESE: Texts = Texts {
    page: include_str!("../../../assets/verify/zh.html"),
    answers: include_str!("../../../assets/verify/zh-answers.html"),
};

const ENGLISH: Texts = Texts {
    page: include_str!("../../../assets/verify/en.html"),
    answers: include_str!("../../../assets/verify/en-answers.html"),
};

/// What the address asks for.
#[derive(Debug, Deserialize)]
pub(crate) struct Wish {
    code: Option<String>,
    lang: Option<String>,
}

/// What is answered.
enum Answer {
    Nothing,
    Mistyped,
    Unknown(Code),
    Known(Code, Genuine),
    Throttled(u32),
}

/// The page, with the answer when it was asked for a code.
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let texts = texts(wish.lang.as_deref(), &headers);
    let typed = wish.code.unwrap_or_default();
    let answer = answer(&app, address, typed.trim()).await?;
    let find_key = |app: &App| key::of(&app.store, &*app.random, app.now_ms());
    let key = app.blocking::<_, StoreError>(find_key).await?;
    let shown = match &answer {
        Answer::Unknown(code) | Answer::Known(code, _) => code.to_string(),
        _ => escaped(&typed),
    };
    let said = words(&texts, &answer, Zone(app.config.zone_minutes));
    let html = texts
        .page
        .replace("{{answer}}", &said)
        .replace("{{key}}", &hex::encode(key::public(&key).0))
        .replace("{{typed}}", &shown);
    let status = if matches!(answer, Answer::Throttled(_)) { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::OK };
    let mut response = (status, typed_as("text/html; charset=utf-8"), html).into_response();
    if let Answer::Throttled(seconds) = answer {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

/// What belongs to the page.
pub(crate) async fn file(Path(name): Path<String>) -> Response {
    match name.as_str() {
        "style.css" => (typed_as("text/css; charset=utf-8"), STYLE).into_response(),
        _ => ApiError::not_found().into_response(),
    }
}

/// Never kept by a browser or a proxy: a pledge may be withdrawn, and the slip is the resident's own affair.
const fn typed_as(kind: &'static str) -> [(header::HeaderName, &'static str); 2] {
    [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")]
}

async fn answer(app: &Arc<App>, address: SocketAddr, typed: &str) -> Result<Answer, ApiError> {
    if typed.is_empty() {
        return Ok(Answer::Nothing);
    }
    // Its own check says so: nothing is looked up, nothing is learnt.
    let Ok(code) = typed.parse::<Code>() else { return Ok(Answer::Mistyped) };
    if let Err(seconds) = app.codes.begin("", address.ip(), app.now_ms()) {
        return Ok(Answer::Throttled(seconds));
    }
    let look = move |app: &App| {
        places::catch_up(&app.store)?;
        app.store.read(|tx| standing::of_code(tx, code))
    };
    Ok(match app.blocking::<_, StoreError>(look).await? {
        Some(genuine) => {
            app.codes.succeeded("", address.ip());
            Answer::Known(code, genuine)
        }
        None => Answer::Unknown(code),
    })
}

fn words(texts: &Texts, answer: &Answer, zone: Zone) -> String {
    let moment = |stamp: Stamp| moment(stamp, zone);
    let part = |name: &str| part(texts.answers, name).to_owned();
    match answer {
        Answer::Nothing => String::new(),
        Answer::Mistyped => part("mistyped"),
        Answer::Unknown(code) => part("unknown").replace("{{code}}", &code.to_string()),
        Answer::Throttled(seconds) => part("throttled").replace("{{minutes}}", &seconds.div_ceil(60).to_string()),
        Answer::Known(code, Genuine { signed_at, standing }) => {
            let said = match standing {
                Standing::Stands => part("stands"),
                Standing::Withdrawn(at) => part("withdrawn").replace("{{withdrawn}}", &moment(*at)),
                Standing::TakenBack => part("taken_back"),
            };
            said.replace("{{code}}", &code.to_string()).replace("{{signed}}", &moment(*signed_at))
        }
    }
}

/// The part of a file that begins with this comment.
fn part<'a>(answers: &'a str, name: &str) -> &'a str {
    let after = answers.split_once(&format!("<!-- {name} -->")).map_or("", |(_, after)| after);
    after.split("<!--").next().unwrap_or_default().trim()
}

/// Day and minute in the installation's zone.
fn moment(stamp: Stamp, zone: Zone) -> String {
    let ms = stamp.unix_ms();
    let minutes = (i64::try_from(ms / 60_000).unwrap_or_default() + i64::from(zone.0)).rem_euclid(24 * 60);
    format!("{} {:02}:{:02}", Day::of_unix_ms(ms, zone), minutes / 60, minutes % 60)
}

fn escaped(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    short.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace("{{", "")
}

/// The chosen one, else what the browser prefers, else Chinese.
fn texts(chosen: Option<&str>, headers: &HeaderMap) -> Texts {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let preferred = chosen.or_else(|| accepted.and_then(|list| list.split([',', ';']).next()));
    match preferred.map(|tag| tag.trim().to_lowercase()) {
        Some(tag) if !tag.is_empty() && !tag.starts_with("zh") && tag != "*" => ENGLISH,
        _ => CHINESE,
    }
}
