//! What happened to loops, and how to see it.

pub mod dump;
pub mod event;
pub mod report;
pub mod symbols;
