//! Seeing inside: what happened to which loop, and why.

pub mod event;
