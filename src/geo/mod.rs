//! Shapes and places: what turns areas and doors into something a map can draw.
//!
//! Pure: no I/O. Points come in integers of 1e-7 degree (WGS 84) and go out as degrees.

pub mod bounds;
pub mod geojson;
pub mod label;
pub mod points;
pub mod walk;
