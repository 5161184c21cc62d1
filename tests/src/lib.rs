//! What the tests and benchmarks of the whole project stand on: the simulator, the fuzz targets, a served process, a phone,
//! a bad network.

pub mod bench;
pub mod fuzz;
pub mod http;
pub mod phone;
pub mod picture;
pub mod postgres;
pub mod proxy;
pub mod served;
pub mod side;
pub mod sim;
pub mod stream;
