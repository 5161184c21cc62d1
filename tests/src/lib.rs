//! What the tests and benchmarks of the whole project stand on.

pub mod sim;
