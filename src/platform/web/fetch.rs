//! HTTP to the own server by `fetch`, in page and worker alike.
//!
//! A request is given up when nothing happens for [`STALL_MS`]: not when it takes long. The body is read in chunks, each
//! of which starts the timer anew.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::callback::Timeout;
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader, RequestInit, Response};

use crate::sync::ports::{HttpMethod, HttpReply, HttpRequest, NoAnswer, Transport};

/// How long an exchange may stand still, in milliseconds.
const STALL_MS: u32 = 20_000;

/// `fetch` to the origin that the app came from.
#[derive(Clone, Copy, Debug, Default)]
pub struct FetchTransport;

impl Transport for FetchTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpReply, NoAnswer> {
        exchange(&request).await.map_err(|error| NoAnswer(text_of(&error)))
    }
}

/// Aborts the exchange when it stands still.
struct Stall {
    controller: AbortController,
    timer: RefCell<Option<Timeout>>,
}

impl Stall {
    fn start() -> Result<Rc<Self>, JsValue> {
        let stall = Rc::new(Self { controller: AbortController::new()?, timer: RefCell::default() });
        stall.moved();
        Ok(stall)
    }

    /// Something happened: the time starts anew.
    fn moved(&self) {
        let controller = self.controller.clone();
        *self.timer.borrow_mut() = Some(Timeout::new(STALL_MS, move || controller.abort()));
    }
}

async fn exchange(request: &HttpRequest) -> Result<HttpReply, JsValue> {
    let stall = Stall::start()?;
    let init = init_of(request, &stall)?;
    let response: Response = JsFuture::from(fetch(&request.path, &init)?).await?.dyn_into()?;
    stall.moved();
    let retry_after = response.headers().get("retry-after")?.and_then(|seconds| seconds.parse().ok());
    Ok(HttpReply { status: response.status(), retry_after, body: read_body(&response, &stall).await? })
}

fn init_of(request: &HttpRequest, stall: &Stall) -> Result<RequestInit, JsValue> {
    let init = RequestInit::new();
    init.set_method(match request.method {
        HttpMethod::Get => "GET",
        HttpMethod::Post => "POST",
        HttpMethod::Put => "PUT",
    });
    init.set_signal(Some(&stall.controller.signal()));
    init.set_cache(web_sys::RequestCache::NoStore);
    let headers = web_sys::Headers::new()?;
    if let Some(token) = &request.token {
        headers.set("Authorization", &format!("Bearer {token}"))?;
    }
    if !request.body.is_empty() {
        headers.set("Content-Type", request.content_type)?;
        if request.gzip {
            headers.set("Content-Encoding", "gzip")?;
        }
        if let Some(name) = &request.file_name {
            headers.set("X-File-Name", name)?;
        }
        init.set_body(&Uint8Array::from(request.body.as_slice()));
    }
    init.set_headers(&headers);
    Ok(init)
}

fn fetch(path: &str, init: &RequestInit) -> Result<Promise, JsValue> {
    let global = js_sys::global();
    if let Some(worker) = global.dyn_ref::<web_sys::WorkerGlobalScope>() {
        return Ok(worker.fetch_with_str_and_init(path, init));
    }
    let window: web_sys::Window = global.dyn_into()?;
    Ok(window.fetch_with_str_and_init(path, init))
}

async fn read_body(response: &Response, stall: &Stall) -> Result<Vec<u8>, JsValue> {
    let mut body = Vec::new();
    let Some(stream) = response.body() else { return Ok(body) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into()?;
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        stall.moved();
        if Reflect::get(&chunk, &"done".into())?.is_truthy() {
            return Ok(body);
        }
        let bytes: Uint8Array = Reflect::get(&chunk, &"value".into())?.dyn_into()?;
        body.extend(bytes.to_vec());
    }
}

/// What a thrown value says, for logs.
pub(super) fn text_of(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => format!("{error:?}"),
    }
}
