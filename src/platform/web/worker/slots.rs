//! Two small files of the origin private file system, in which the key file is written by turns.

use js_sys::{Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::device::{
    lock::{Slot, Slots},
    messages::Failure,
};

/// The slots of this origin.
pub(super) struct OpfsSlots;

impl Slots for OpfsSlots {
    async fn read(&self) -> Result<[Option<Vec<u8>>; 2], Failure> {
        read().await.map_err(unwritable)
    }

    async fn write(&self, slot: Slot, bytes: &[u8]) -> Result<(), Failure> {
        write(slot, bytes).await.map_err(unwritable)
    }
}

fn unwritable(error: JsValue) -> Failure {
    web_sys::console::error_1(&error);
    Failure::StorageFull
}

const DIRECTORY: &str = ".nfv-key";

const fn name(slot: Slot) -> &'static str {
    match slot {
        Slot::A => "a",
        Slot::B => "b",
    }
}

async fn read() -> Result<[Option<Vec<u8>>; 2], JsValue> {
    let directory = directory().await?;
    Ok([read_one(&directory, Slot::A).await?, read_one(&directory, Slot::B).await?])
}

async fn write(slot: Slot, bytes: &[u8]) -> Result<(), JsValue> {
    let file = handle(&directory().await?, slot, true).await?;
    let access = wait(call(&file, "createSyncAccessHandle", &[])?).await?;
    let written = overwrite(&access, bytes);
    call(&access, "close", &[])?;
    written
}

fn overwrite(access: &JsValue, bytes: &[u8]) -> Result<(), JsValue> {
    let start = Object::new();
    Reflect::set(&start, &"at".into(), &0.into())?;
    call(access, "truncate", &[&0.into()])?;
    call(access, "write", &[&Uint8Array::from(bytes).into(), &start.into()])?;
    call(access, "flush", &[]).map(|_| ())
}

async fn read_one(directory: &JsValue, slot: Slot) -> Result<Option<Vec<u8>>, JsValue> {
    let file = match handle(directory, slot, false).await {
        Ok(file) => file,
        Err(error) if is_missing(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    let content = wait(call(&file, "getFile", &[])?).await?;
    let bytes = wait(call(&content, "arrayBuffer", &[])?).await?;
    Ok(Some(Uint8Array::new(&bytes).to_vec()))
}

fn is_missing(error: &JsValue) -> bool {
    Reflect::get(error, &"name".into()).is_ok_and(|name| name.as_string().as_deref() == Some("NotFoundError"))
}

async fn directory() -> Result<JsValue, JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into())?;
    let storage = Reflect::get(&navigator, &"storage".into())?;
    let root = wait(call(&storage, "getDirectory", &[])?).await?;
    wait(call(&root, "getDirectoryHandle", &[&DIRECTORY.into(), &creating(true)?])?).await
}

async fn handle(directory: &JsValue, slot: Slot, create: bool) -> Result<JsValue, JsValue> {
    wait(call(directory, "getFileHandle", &[&name(slot).into(), &creating(create)?])?).await
}

fn creating(create: bool) -> Result<JsValue, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"create".into(), &create.into())?;
    Ok(options.into())
}

fn call(object: &JsValue, method: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(object, &method.into())?.dyn_into()?;
    method.apply(object, &arguments.iter().copied().cloned().collect())
}

async fn wait(promise: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(promise.dyn_into::<Promise>()?).await
}
