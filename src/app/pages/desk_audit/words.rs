//! Codes of the record in words. What a newer server adds shows as its code.

use crate::{
    app::text::{t, text_of_code},
    device::messages::AuditEntry,
    sync::enrolment::Role,
};

/// What can be asked for, the everyday ones first.
pub(super) const ACTIONS: [&str; 21] = [
    "viewed",
    "exported",
    "relayed",
    "sign_in",
    "sign_in_failed",
    "sign_out",
    "invitation",
    "enrolment",
    "account",
    "role_changed",
    "revocation",
    "password_changed",
    "password_reset",
    "held_decided",
    "title",
    "move",
    "erasure",
    "import",
    "relay",
    "export",
    "restore",
];

/// Actions in which nobody takes part who could have an account at hand.
const OF_STRANGERS: [&str; 2] = ["sign_in_failed", "relay"];

/// Key of an action's text.
pub(super) fn key(code: &str) -> String {
    format!("audit-did-{}", code.replace('_', "-"))
}

pub(super) fn action(code: &str) -> String {
    text_of_code("audit-did", code)
}

/// Who did it.
pub(super) fn who(entry: &AuditEntry) -> String {
    match (entry.line.actor, entry.who.as_str()) {
        (Some(_), "") => t!("audit-unknown-account"),
        (Some(_), name) => name.to_owned(),
        (None, _) if OF_STRANGERS.contains(&entry.line.action.as_str()) => t!("audit-nobody-signed-in"),
        (None, _) => t!("audit-server-itself"),
    }
}

/// Codes and counts in words; a reason stands as it was written.
pub(super) fn detail(action: &str, detail: &str) -> String {
    let numbers: Vec<u64> = detail.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect();
    match (action, numbers.as_slice()) {
        (_, _) if detail.is_empty() => String::new(),
        ("role_changed", _) => change(detail),
        ("invitation" | "account", _) if Role::parse(detail).is_some() => t!(&format!("role-{detail}")),
        // Kind and number of the decision; the number says nothing to people.
        ("title", _) => text_of_code("audit-title-decided", detail.split(' ').next().unwrap_or_default()),
        ("held_decided", _) => text_of_code("audit-held", detail),
        ("account", _) if detail == "disabled" => t!("audit-disabled"),
        ("import", &[rows, accepted]) => t!("audit-import", rows = rows, accepted = accepted),
        ("password_changed" | "password_reset", &[count]) => t!("audit-sessions-ended", count = count),
        ("relay" | "restore", &[count]) => t!("audit-records", count = count),
        _ => detail.to_owned(),
    }
}

/// `worker to reviewer`, with `, area <id> to <id>` where the area changed too.
fn change(detail: &str) -> String {
    let (roles, area) = detail.split_once(", ").unwrap_or((detail, ""));
    let role =
        |name: &str| Role::parse(name).map_or_else(|| name.to_owned(), |role| t!(&format!("role-{}", role.as_str())));
    let Some((from, to)) = roles.split_once(" to ") else { return detail.to_owned() };
    match (from == to, area.is_empty()) {
        (false, true) => t!("audit-role", from = role(from), to = role(to)),
        (false, false) => t!("audit-role-and-area", from = role(from), to = role(to)),
        (true, _) => t!("audit-area"),
    }
}
