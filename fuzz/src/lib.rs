//! The bodies of the fuzz targets, as the tests have them.

#[path = "../../tests/fuzz/bodies.rs"]
pub mod bodies;
