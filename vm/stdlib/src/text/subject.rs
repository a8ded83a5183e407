//! What a pattern is matched against: the characters of a str, or the bytes of a bytes-like object.

use crate::leaf::sre::{Found, How, Interrupted, Machine, Program};
use std::sync::atomic::Ordering;
use vm::builtins::buffer::Buffer;
use vm::builtins::{bytes, str};
use vm::text::Units;
use vm::vm::{BREAKER, breaker};
use vm::{PyResult, Value, Vm};

/// A subject; keeps its memory in place.
pub(super) struct Subject {
    /// The object.
    pub value: Value,
    buffer: Option<Buffer>,
    /// Bytes, not characters?
    pub is_bytes: bool,
}

impl Subject {
    /// The subject in a str or bytes-like object.
    pub(super) fn new(vm: &mut Vm, v: &Value) -> PyResult<Subject> {
        if str::is_str(v) {
            return Ok(Subject { value: v.clone(), buffer: None, is_bytes: false });
        }
        if bytes::get(v).is_some() {
            return Ok(Subject { value: v.clone(), buffer: None, is_bytes: true });
        }
        let Some(f) = v.ty().slots().buffer else {
            return Err(vm.type_error(format!("expected string or bytes-like object, got '{}'", v.ty().name())));
        };
        let buffer = f(vm, v, vm::builtins::buffer::request::SIMPLE)?;
        if !buffer.is_contiguous() {
            return Err(vm.buffer_error("memoryview: underlying buffer is not C-contiguous"));
        }
        Ok(Subject { value: v.clone(), buffer: Some(buffer), is_bytes: true })
    }
    /// The characters or bytes.
    pub(super) fn units(&self) -> Units<'_> {
        match (&self.buffer, str::get(&self.value)) {
            (Some(b), _) => Units::One(b.as_slice()),
            (None, Some(s)) => s.units(),
            (None, None) => Units::One(bytes::get(&self.value).unwrap_or(&[])),
        }
    }
    /// A part; all of an exact str or bytes is the object itself.
    pub(super) fn slice(&self, start: usize, end: usize) -> Value {
        let u = self.units();
        let (end, whole) = (end.min(u.len()), start == 0 && end >= u.len());
        let start = start.min(end);
        if whole && self.buffer.is_none() && (str::is_exact(&self.value) || self.value.downcast_exact::<bytes::BytesObj>().is_some()) {
            return self.value.clone();
        }
        match u.slice(start, end) {
            Units::One(b) if self.is_bytes => bytes::new(b.to_vec()),
            part => str::from_units(part),
        }
    }
    /// Runs a program. Signals are looked at now and then.
    pub(super) fn find(&self, vm: &mut Vm, m: &mut Machine, p: &Program, span: (usize, usize), how: How, advance: bool) -> PyResult<Option<Found>> {
        let mut failed = None;
        let found = {
            let mut poll = || {
                if BREAKER.load(Ordering::Relaxed) & breaker::SIGNAL != 0 {
                    failed = vm::threads::signals::deliver(vm).err();
                }
                failed.is_none()
            };
            match self.units() {
                Units::One(s) => m.find(p, s, span, how, advance, &mut poll),
                Units::Two(s) => m.find(p, s, span, how, advance, &mut poll),
                Units::Four(s) => m.find(p, s, span, how, advance, &mut poll),
            }
        };
        match (found, failed) {
            (_, Some(raised)) => Err(raised),
            (Ok(found), None) => Ok(found),
            (Err(Interrupted), None) => Err(vm.runtime_error("match interrupted")),
        }
    }
}
