//! Limits of time and size that hold for every route.

use axum::{
    body::{Body, Bytes},
    http::{Method, header},
};
use http_body_util::channel::{Channel, Sender};
use nfv::sync::enrolment::Role;
use std::convert::Infallible;

use super::{Town, town::request};

/// A length that is announced is refused before a byte of it is read: this body never ends.
#[tokio::test]
async fn an_announced_length_is_refused_unread() {
    let town = Town::found();
    let person = town.person_as(Role::Reviewer);
    let village = town.area(super::town::VILLAGE);
    let limits = [
        ("/v1/sync".to_owned(), 512 * 1024),
        (format!("/v1/imports?village={village}"), 8 << 20),
        ("/v1/relay".to_owned(), 8 << 20),
    ];
    for (path, limit) in limits {
        let (_sender, endless) = endless();
        let ask = request(Method::POST, &path, Some(&person.token)).header(header::CONTENT_LENGTH, limit + 1);
        let reply = town.ask(ask.body(endless).unwrap()).await;
        assert_eq!(reply.says(), (413, "too_large".into()), "{path}");
    }
}

/// A body that gives nothing and does not end while its sender lives.
fn endless() -> (Sender<Bytes, Infallible>, Body) {
    let (sender, channel) = Channel::new(1);
    (sender, Body::new(channel))
}

/// Somebody who sends nothing more does not hold a place for ever.
#[tokio::test(start_paused = true)]
async fn a_request_that_stalls_ends() {
    let town = Town::found();
    let person = town.person_as(Role::Worker);
    let ask = request(Method::POST, "/v1/sync", Some(&person.token));
    let (_sender, endless) = endless();
    let reply = town.ask(ask.body(endless).unwrap()).await;
    assert_eq!(reply.says(), (408, "timeout".into()));
}
