//! Limits of time and size that hold for every route.

use axum::{
    body::{Body, Bytes},
    http::{Method, header},
};
use http_body_util::channel::{Channel, Sender};
use nfv::sync::enrolment::Role;
use std::convert::Infallible;

use super::{Town, town::request};
use crate::http::routes;

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

/// The same for every route there is: none waits for a body that it would not take.
#[tokio::test(start_paused = true)]
async fn no_route_reads_what_it_will_refuse() {
    let town = Town::found();
    for route in routes::table().iter().filter(|route| route.method != Method::GET) {
        let person = town.person_as(Role::Reviewer);
        let id = uuid::Uuid::nil().to_string();
        let path = route.path.replace("{id}", &id).replace("{hash}", &"ab".repeat(32));
        let query = format!("?village={id}&log={id}&event={id}&size=5&offset=0");
        let (_sender, endless) = endless();
        let ask = request(route.method.clone(), &format!("{path}{query}"), Some(&person.token));
        let ask = ask.header(header::CONTENT_LENGTH, (8 << 20) + 1);
        let reply = town.ask(ask.body(endless).unwrap()).await;
        assert_ne!(reply.status, 408, "{} waits for what it cannot take", route.path);
        assert!(reply.status.is_client_error() || reply.status == 204, "{} {}", route.path, reply.status);
    }
}

/// Nor does somebody who sends a byte now and then.
#[tokio::test(start_paused = true)]
async fn a_request_that_drips_ends() {
    let town = Town::found();
    let person = town.person_as(Role::Worker);
    let ask = request(Method::POST, "/v1/sync", Some(&person.token));
    let (mut sender, drips) = endless();
    let dripping = tokio::spawn(async move {
        let mut drops = 0_u64;
        while sender.send_data(Bytes::from_static(b" ")).await.is_ok() {
            drops += 1;
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
        drops
    });
    let reply = town.ask(ask.body(drips).unwrap()).await;
    assert_eq!(reply.says(), (408, "timeout".into()));
    let drops = dripping.await.unwrap();
    assert!((2..=town.app.config.web.request_seconds + 2).contains(&drops), "cut off while it came: {drops}");
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
