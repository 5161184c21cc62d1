//! A lane's or building's name in an address: the router parts a query at `&` before it reads the parts.

use std::{convert::Infallible, fmt, str::FromStr};

use crate::app::text::t;

/// As the register calls it; empty where it says none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lane(pub(crate) String);

impl Lane {
    /// For people.
    pub(super) fn shown(&self) -> String {
        if self.0.is_empty() { t!("today-no-lane") } else { self.0.clone() }
    }
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.replace('~', "~0").replace('&', "~1").replace('%', "~2"))
    }
}

impl FromStr for Lane {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.replace("~2", "%").replace("~1", "&").replace("~0", "~")))
    }
}
