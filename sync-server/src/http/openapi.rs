//! `GET /openapi.json`: the interface for programs, from the table of routes and the messages' own schemas.

use axum::Json;
use nfv::sync::{
    audit::{AuditNotes, AuditPage},
    blobs::{MissingReply, MissingRequest, Uploaded},
    enrolment::{
        AccountChange, AccountInfo, DeviceInfo, EnrolRequest, Enrolled, Invitation, InvitationInfo, NewAccount,
        NewInvitation, NewPassword, PasswordChange, SignInRequest,
    },
    evidence::{EvidenceReply, EvidenceRequest},
    held::{DecideHeld, Erase, Erased, HeldEvent},
    imports::RosterPreview,
    messages::{ErrorReply, SyncReply, SyncRequest},
    moves::{Moved, NewMove},
    recordings::RecordingList,
    relay::{RelayTaken, ServerKeyReply},
    release::{ReleaseDecision, ReleaseLine, ReleaseReply, ReleaseRequest},
    snapshot::Manifest,
    subscription::Subscribe,
};
use utoipa::{
    OpenApi,
    openapi::{
        Content, HttpMethod, OpenApi as Document, PathItem, PathsBuilder, Ref, RefOr, Required, ResponseBuilder,
        Schema,
        path::{Operation, OperationBuilder, ParameterBuilder, ParameterIn},
        request_body::RequestBodyBuilder,
        schema::{ArrayBuilder, ObjectBuilder},
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use super::routes::{self, Access, Route};
use crate::handlers::health::Health;

/// Name of the one way to authenticate.
const TOKEN: &str = "token";

#[derive(OpenApi)]
#[openapi(components(schemas(
    AccountChange,
    AccountInfo,
    DecideHeld,
    AuditNotes,
    AuditPage,
    DeviceInfo,
    EnrolRequest,
    Enrolled,
    Erase,
    Erased,
    ErrorReply,
    EvidenceReply,
    EvidenceRequest,
    Health,
    HeldEvent,
    Invitation,
    InvitationInfo,
    Manifest,
    MissingReply,
    MissingRequest,
    Moved,
    NewAccount,
    NewInvitation,
    NewPassword,
    PasswordChange,
    RecordingList,
    RelayTaken,
    ReleaseDecision,
    ReleaseLine,
    ReleaseReply,
    ReleaseRequest,
    NewMove,
    RosterPreview,
    ServerKeyReply,
    SignInRequest,
    Subscribe,
    SyncReply,
    SyncRequest,
    Uploaded,
)))]
struct Messages;

/// What is sent or answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Payload {
    Nothing,
    One(&'static str),
    Many(&'static str),
    File,
    Bytes(&'static str),
    Any,
}

/// What the table of routes does not say.
struct Description {
    summary: &'static str,
    takes: Payload,
    gives: Payload,
    query: &'static [&'static str],
}

fn describe(route: &Route) -> Description {
    use Payload::{Any, File, Many, Nothing, One};
    let of = |summary, takes, gives| Description { summary, takes, gives, query: &[] };
    match (route.method.as_str(), route.path) {
        ("GET", "/healthz") => of("The server and its database answer", Nothing, One("Health")),
        ("GET", "/readyz") => of("The server should be sent requests", Nothing, One("Health")),
        ("GET", "/metrics") => of(
            "Figures in Prometheus' text format, with the token of the settings",
            Nothing,
            Payload::Bytes("text/plain"),
        ),
        ("GET", "/trust") => {
            of("Leads a phone through trusting the own authority", Nothing, Payload::Bytes("text/html"))
        }
        ("GET", "/trust/{file}") => {
            of("The authority's certificate, and what belongs to its page", Nothing, Payload::Bytes("*/*"))
        }
        ("GET", "/openapi.json") => of("This document", Nothing, Any),
        ("POST", "/v1/sync") => of(
            "Push and pull events in one round trip; the body may be gzip-encoded, at most 512 KiB unpacked",
            One("SyncRequest"),
            One("SyncReply"),
        ),
        ("GET", "/v1/server-key") => of("To whom relay files are sealed", Nothing, One("ServerKeyReply")),
        ("POST", "/v1/relay") => {
            of("Take a relay file, at most 8 MiB, from anybody; twice changes nothing", File, One("RelayTaken"))
        }
        ("POST", "/v1/blobs/missing") => of(
            "How the server stands to photos that events name, at most 100",
            One("MissingRequest"),
            One("MissingReply"),
        ),
        ("PUT", "/v1/blobs/{hash}") => Description {
            query: &["log", "event", "size", "offset"],
            ..of("A chunk of a photo, at most 1 MiB; says how far it is", File, One("Uploaded"))
        },
        ("GET", "/v1/blobs/{hash}") => Description {
            query: &["log"],
            ..of("A photo that was uploaded for an event of this log", Nothing, Payload::Bytes("image/*"))
        },
        ("GET", "/v1/blobs/{hash}/thumbnail") => {
            Description { query: &["log"], ..of("A small JPEG of it", Nothing, Payload::Bytes("image/jpeg")) }
        }
        ("GET", "/v1/snapshots/{log}") => of("The newest snapshot of a log", Nothing, One("Manifest")),
        ("GET", "/v1/snapshots/{log}/{hash}/{frame}") => {
            of("A frame of a snapshot: gzip, without Content-Encoding", Nothing, Payload::Bytes("application/gzip"))
        }
        ("POST", "/v1/subscriptions") => of(
            "Send a village's logs to the own device, or no longer: for accounts of a county",
            One("Subscribe"),
            Nothing,
        ),
        ("GET", "/v1/invitations/{code}") => {
            of("What an invitation is for; spends nothing", Nothing, One("InvitationInfo"))
        }
        ("POST", "/v1/enrol") => of("Spend an invitation and enrol a device", One("EnrolRequest"), One("Enrolled")),
        ("POST", "/v1/sign-in") => {
            of("Sign in with name and password and enrol a device", One("SignInRequest"), One("Enrolled"))
        }
        ("POST", "/v1/sign-out") => of("End the own token; the device stays known", Nothing, Nothing),
        ("POST", "/v1/password") => {
            of("Change the own password; the account's other sessions end", One("PasswordChange"), Nothing)
        }
        ("POST", "/v1/accounts/{id}/password") => {
            of("Make a new password, told once; all sessions of the account end", Nothing, One("NewPassword"))
        }
        ("GET", "/v1/audit") => Description {
            query: &["before?", "actor?", "action?"],
            ..of("What was done in the own area and below, the newest first", Nothing, One("AuditPage"))
        },
        ("POST", "/v1/audit") => of("Add what was seen and taken out on a device", One("AuditNotes"), Nothing),
        ("POST", "/v1/invitations") => {
            of("Invite an account of the own area or below", One("NewInvitation"), One("Invitation"))
        }
        ("GET", "/v1/accounts") => of("Accounts of the own area and below", Nothing, Many("AccountInfo")),
        ("POST", "/v1/accounts") => of("Add an account", One("NewAccount"), One("AccountInfo")),
        ("POST", "/v1/accounts/{id}") => {
            of("Give an account another role or area", One("AccountChange"), One("AccountInfo"))
        }
        ("GET", "/v1/devices") => of("Devices of the own area and below", Nothing, Many("DeviceInfo")),
        ("POST", "/v1/devices/{id}/revoke") => of("End a device", Nothing, Nothing),
        ("GET", "/v1/held") => of("Held events of the own area and below", Nothing, Many("HeldEvent")),
        ("POST", "/v1/held") => of("Admit or refuse a held event", One("DecideHeld"), Nothing),
        ("POST", "/v1/erasures") => {
            of("Erase bodies of events on legal demand, with every copy", One("Erase"), One("Erased"))
        }
        ("POST", "/v1/moves") => of("Move or merge households, grids and villages", One("NewMove"), One("Moved")),
        ("POST", "/v1/imports") => Description {
            query: &["village"],
            ..of("Judge a household roster, at most 8 MiB; nothing is written", File, One("RosterPreview"))
        },
        ("POST", "/v1/releases") => of(
            "A locked device whose PIN was forgotten asks for its key, or how far that is",
            One("ReleaseRequest"),
            One("ReleaseReply"),
        ),
        ("GET", "/v1/releases") => of("Open requests of the own area and below", Nothing, Many("ReleaseLine")),
        ("POST", "/v1/releases/{id}") => of("Release a device's key, or refuse", One("ReleaseDecision"), Nothing),
        ("POST", "/v1/evidence") => of(
            "What the server signs about pledges, at most 100: their places in the append-only log",
            One("EvidenceRequest"),
            One("EvidenceReply"),
        ),
        ("GET", "/verify") => Description {
            query: &["code?", "lang?"],
            ..of(
                "Whether the pledge with this code is genuine: a page for anybody",
                Nothing,
                Payload::Bytes("text/html"),
            )
        },
        ("GET", "/v1/recordings") => of("Recordings for reading texts aloud", Nothing, One("RecordingList")),
        ("GET", "/v1/recordings/{hash}/{piece}") => of(
            "A piece of a recording: 128 KiB, the last one less",
            Nothing,
            Payload::Bytes("application/octet-stream"),
        ),
        ("GET", "/verify/{file}") => of("What belongs to that page", Nothing, Payload::Bytes("*/*")),
        _ => of("", Nothing, Nothing),
    }
}

/// The whole document.
#[must_use]
pub fn document() -> Document {
    let mut document = Messages::openapi();
    document.info.title = "sync-server".to_owned();
    document.info.description = Some("Door-to-door visits, recorded offline, merged here.".to_owned());
    let mut paths = PathsBuilder::new();
    for route in routes::table() {
        let method = match route.method.as_str() {
            "GET" => HttpMethod::Get,
            "PUT" => HttpMethod::Put,
            _ => HttpMethod::Post,
        };
        paths = paths.path(route.path, PathItem::new(method, operation(&route)));
    }
    document.paths = paths.build();
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    document.components.get_or_insert_default().add_security_scheme(TOKEN, bearer);
    document
}

/// Serves it.
pub(crate) async fn serve() -> Json<Document> {
    Json(document())
}

fn operation(route: &Route) -> Operation {
    let Description { summary, takes, gives, query } = describe(route);
    let mut operation = OperationBuilder::new().summary(Some(summary));
    let status = if gives == Payload::Nothing { "204" } else { "200" };
    let mut answer = ResponseBuilder::new().description("Done");
    if let Some(schema) = schema(gives) {
        let kind = if let Payload::Bytes(kind) = gives { kind } else { "application/json" };
        answer = answer.content(kind, Content::new(Some(schema)));
    }
    operation = operation.response(status, answer);
    for (status, description) in refusals(route, takes) {
        let refusal = Content::new(Some(Ref::from_schema_name("ErrorReply")));
        let refusal = ResponseBuilder::new().description(description).content("application/json", refusal);
        operation = operation.response(status, refusal);
    }
    if let Some(schema) = schema(takes) {
        let kind = if takes == Payload::File { "application/octet-stream" } else { "application/json" };
        let body = RequestBodyBuilder::new().content(kind, Content::new(Some(schema))).required(Some(Required::True));
        operation = operation.request_body(Some(body.build()));
    }
    let in_path = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let places =
        in_path.map(|name| (name, ParameterIn::Path)).chain(query.iter().map(|name| (*name, ParameterIn::Query)));
    for (name, place) in places {
        let text = ObjectBuilder::new().schema_type(utoipa::openapi::Type::String);
        // A question mark: may be left out.
        let (name, required) = name.strip_suffix('?').map_or((name, Required::True), |name| (name, Required::False));
        let parameter = ParameterBuilder::new().name(name).parameter_in(place).required(required);
        operation = operation.parameter(parameter.schema(Some(text)));
    }
    if route.access != Access::Public {
        operation = operation.security(SecurityRequirement::new(TOKEN, Vec::<String>::new()));
    }
    operation.build()
}

/// What a route may refuse, beside what is its own.
fn refusals(route: &Route, takes: Payload) -> Vec<(&'static str, &'static str)> {
    let mut refusals = vec![
        ("408", "timeout"),
        ("500", "defect: the server's log says why"),
        ("503", "server_busy: try again, see Retry-After"),
        ("507", "server_full: the database cannot take it now"),
    ];
    if route.access != Access::Public {
        refusals.push(("401", "unknown_token, revoked or session_expired"));
    }
    if !matches!(route.access, Access::Public | Access::Device) {
        refusals.push(("403", "forbidden: not for this role, or not in this area"));
    }
    if takes != Payload::Nothing {
        refusals.extend([("400", "bad_request: cannot be read"), ("413", "too_large: see the limit in the message")]);
    }
    refusals.push(("default", "Refused, with a stable code"));
    refusals
}

fn schema(payload: Payload) -> Option<RefOr<Schema>> {
    let one = |name| RefOr::Ref(Ref::from_schema_name(name));
    match payload {
        Payload::Nothing => None,
        Payload::One(name) => Some(one(name)),
        Payload::Many(name) => Some(RefOr::T(ArrayBuilder::new().items(one(name)).build().into())),
        Payload::File | Payload::Bytes(_) | Payload::Any => Some(RefOr::T(ObjectBuilder::new().build().into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::collections::BTreeSet;

    #[test]
    fn the_document_is_as_published() {
        insta::assert_json_snapshot!(document());
    }

    #[test]
    fn every_route_is_described() {
        for route in routes::table() {
            assert_ne!(describe(&route).summary, "", "{} {}", route.method, route.path);
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = serde_json::to_value(document()).unwrap();
        let mut references = BTreeSet::new();
        collect(&document, &mut references);
        assert!(references.len() > 20, "{references:?}");
        for reference in references {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }

    fn collect(value: &Value, references: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                references.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|value| collect(value, references));
            }
            Value::Array(values) => values.iter().for_each(|value| collect(value, references)),
            _ => {}
        }
    }
}
