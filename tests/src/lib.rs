//! What the tests and benchmarks of the whole project stand on: the simulator, a served process, a phone.

pub mod bench;
pub mod http;
pub mod phone;
pub mod served;
pub mod sim;
