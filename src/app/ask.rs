//! How pages ask the device: typed answers, asked again when local data changed.

use std::future::Future;

use dioxus::prelude::*;

use super::state::CHANGED;
use crate::device::messages::Failure;

/// Asks and expects one kind of reply: `ask!(Request::Today, Today)` is a `Result<Today, Failure>`.
macro_rules! ask {
    ($request:expr, Done) => {
        match $crate::platform::host::client::call($request).await {
            Ok($crate::device::messages::Reply::Done) => Ok(()),
            Ok(_) => Err($crate::app::ask::other_reply()),
            Err(failure) => Err(failure),
        }
    };
    ($request:expr, Export) => {
        match $crate::platform::host::client::call($request).await {
            Ok($crate::device::messages::Reply::Export(name, content)) => Ok((name, content)),
            Ok(_) => Err($crate::app::ask::other_reply()),
            Err(failure) => Err(failure),
        }
    };
    ($request:expr, $reply:ident) => {
        match $crate::platform::host::client::call($request).await {
            Ok($crate::device::messages::Reply::$reply(content)) => Ok(content),
            Ok(_) => Err($crate::app::ask::other_reply()),
            Err(failure) => Err(failure),
        }
    };
}
pub(crate) use ask;

/// The device answered with something that does not belong to the request.
pub(crate) fn other_reply() -> Failure {
    Failure::Defect { detail: "reply of another kind".into() }
}

/// Asks now, when a signal read in `asking` changes, and when local data changed; keeps the last answer meanwhile.
pub(crate) fn use_answer<T, F>(mut asking: impl FnMut() -> F + 'static) -> Resource<Result<T, Failure>>
where
    T: 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    use_resource(move || {
        let _again_when = *CHANGED.read();
        asking()
    })
}
