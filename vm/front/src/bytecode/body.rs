//! The part of a code object that only running or inspecting it needs, decoded at first use.
//!
//! Most functions of a library module are never called by a program that imports it. A code object read from the frozen
//! library therefore knows its name, flags and argument counts, and where in the file the rest stands.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};

use super::code::{Code, Const, RegCode};
use super::marshal::File;

/// Names, constants and instructions of a code object.
#[derive(Clone, Debug, Default)]
pub struct CodeBody {
    /// `co_names`
    pub names: Box<[Arc<str>]>,
    /// `co_varnames`
    pub varnames: Box<[Arc<str>]>,
    /// `co_cellvars`
    pub cellvars: Box<[Arc<str>]>,
    /// `co_freevars`
    pub freevars: Box<[Arc<str>]>,
    /// One byte per local slot, see [`super::code::kinds`].
    pub localspluskinds: Box<[u8]>,
    /// `co_consts`
    pub consts: Box<[Const]>,
    /// Stack code: pairs (opcode, operand byte) without inline-cache units.
    pub units: Box<[u8]>,
    /// `co_linetable`, counting cache units.
    pub linetable: Box<[u8]>,
    /// `co_exceptiontable`, counting cache units.
    pub exceptiontable: Box<[u8]>,
}

/// A body that may still stand in a file.
#[derive(Debug)]
pub struct LazyBody {
    body: OnceLock<Box<CodeBody>>,
    source: Option<Place>,
}

/// Where in a file of [`super::marshal`] the parts of a code object begin.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub file: Arc<File<'static>>,
    pub body: u32,
    /// The register form, if the file has it.
    pub registers: Option<u32>,
}

impl LazyBody {
    pub(super) fn at(place: Place) -> LazyBody {
        LazyBody { body: OnceLock::new(), source: Some(place) }
    }
    fn get(&self) -> &CodeBody {
        self.body.get_or_init(|| match &self.source {
            // Files that are decoded late are our own, written at build time.
            Some(p) => Box::new(p.file.body_at(p.body).expect("the embedded library is intact")),
            None => unreachable!("a body is there or stands in a file"),
        })
    }
}

impl From<CodeBody> for LazyBody {
    fn from(body: CodeBody) -> LazyBody {
        LazyBody { body: OnceLock::from(Box::new(body)), source: None }
    }
}

impl Clone for LazyBody {
    fn clone(&self) -> LazyBody {
        LazyBody { body: self.body.clone(), source: self.source.clone() }
    }
}

impl Deref for Code {
    type Target = CodeBody;
    fn deref(&self) -> &CodeBody {
        self.body.get()
    }
}

/// A changed body no longer stands in a file.
impl DerefMut for Code {
    fn deref_mut(&mut self) -> &mut CodeBody {
        self.body.get();
        self.body.source = None;
        match self.body.body.get_mut() {
            Some(body) => body,
            None => unreachable!("made above"),
        }
    }
}

impl Code {
    /// The register form that the file has, so that nothing needs lowering.
    pub fn stored_registers(&self) -> Option<RegCode> {
        let place = self.body.source.as_ref()?;
        Some(place.file.registers_at(place.registers?).expect("the embedded library is intact"))
    }
}
