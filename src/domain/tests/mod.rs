//! Tests of what facts add up to. The villages whose points were computed by hand are in `villages`.

mod areas;
mod book;
mod clock;
mod generated;
mod heads;
mod properties;
mod rules;
mod states;
mod vectors;
mod villages;
