//! Code: CPython's stack code as the compiler made it, and the register code that runs.

pub mod ops;

pub mod instr;

pub mod body;
pub mod code;
pub mod effect;
pub mod marshal;
mod registers;
pub mod stackop;
pub mod text;
pub mod verify;

pub use code::{Code, Const, Handler, RegCode, Site, SiteKind};
pub use instr::Instr;
pub use ops::{Op, Role};
