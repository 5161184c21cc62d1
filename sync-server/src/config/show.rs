//! Prints the effective settings as TOML: each with its value, where that came from, and no secret.

use clap::{Arg, Command};
use std::fmt::Write;
use toml::Value;

use super::layers::{Layers, settings};

/// Values that are never printed.
const SECRET: &[&str] = &["metrics_token"];

const HIDDEN: &str = "(hidden)";

/// One line per setting; those without a value are comments.
#[must_use]
pub fn effective(command: &Command, layers: &Layers) -> String {
    let known = settings(command);
    let mut text = String::new();
    for arg in command.get_arguments().filter(|arg| known.contains(arg.get_id().as_str())) {
        line(&mut text, arg, layers);
    }
    text
}

fn line(text: &mut String, arg: &Arg, layers: &Layers) {
    let name = arg.get_id().as_str();
    let raw = layers.matches.get_raw(name).map(|values| values.map(|v| v.to_string_lossy().into_owned()));
    let values: Vec<String> = raw.map(Iterator::collect).unwrap_or_default();
    let many = matches!(arg.get_action(), clap::ArgAction::Append);
    // Writing to a text cannot fail.
    let _ = match (layers.origin(name), values.as_slice()) {
        (None, _) | (_, []) => writeln!(text, "# {name} is not set"),
        (Some(origin), values) if many => {
            let list = values.iter().map(|value| shown(name, value)).collect();
            writeln!(text, "{name} = {}  # {}", Value::Array(list), origin.as_str())
        }
        (Some(origin), [value, ..]) => writeln!(text, "{name} = {}  # {}", shown(name, value), origin.as_str()),
    };
}

fn shown(name: &str, value: &str) -> Value {
    if is_secret(name) {
        return Value::String(HIDDEN.into());
    }
    if let Ok(number) = value.parse() {
        return Value::Integer(number);
    }
    match value {
        "true" => Value::Boolean(true),
        "false" => Value::Boolean(false),
        text => Value::String(without_password(text)),
    }
}

/// By name as well as by list, so that a setting added later is hidden rather than shown.
fn is_secret(name: &str) -> bool {
    let telling = ["secret", "password", "token", "access_key"];
    SECRET.contains(&name) || telling.iter().any(|word| name.contains(word))
}

/// A URL without the password in it, also where it is given as a parameter.
#[must_use]
pub fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let authority = match authority.rsplit_once('@') {
        Some((user, host)) => {
            format!("{}@{host}", user.split_once(':').map_or(user.into(), |(name, _)| format!("{name}:…")))
        }
        None => authority.to_owned(),
    };
    let tail = match tail.split_once('?') {
        Some((path, query)) => format!("{path}?{}", query.split('&').map(parameter).collect::<Vec<_>>().join("&")),
        None => tail.to_owned(),
    };
    format!("{scheme}://{authority}{tail}")
}

fn parameter(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, _)) if is_secret(&name.to_lowercase()) => format!("{name}=…"),
        _ => pair.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("postgres://nfv:s3cr@t@db:5432/nfv", "postgres://nfv:…@db:5432/nfv")]
    #[case("postgres://nfv@db/nfv?sslmode=require&password=s3cret", "postgres://nfv@db/nfv?sslmode=require&password=…")]
    #[case("sqlite:///var/lib/nfv.sqlite", "sqlite:///var/lib/nfv.sqlite")]
    #[case("127.0.0.1:8080", "127.0.0.1:8080")]
    fn passwords_are_not_shown(#[case] url: &str, #[case] expected: &str) {
        assert_eq!(without_password(url), expected);
    }

    #[test]
    fn secrets_are_known_by_their_names() {
        for name in ["metrics_token", "blob_secret_key", "s3_access_key", "smtp_password"] {
            assert_eq!(shown(name, "x"), Value::String(HIDDEN.into()), "{name}");
        }
        assert_eq!(shown("https_key", "/etc/key.pem"), Value::String("/etc/key.pem".into()), "a path is no secret");
    }
}
