//! Shapes, instances, types, dicts and the payloads that stand in their objects, on objects made by hand.

mod dicts;
mod instances;
mod payloads;
mod shapes;
mod types;
