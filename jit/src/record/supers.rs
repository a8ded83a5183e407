//! `super().method(...)`: the class and the shape of the object say which function is meant, so that no bound method is made and
//! the call behind it is inlined.

use super::{Recorder, V, peek};
use front::bytecode::instr::Instr;
use front::bytecode::ops::{METHOD, Op};
use vm::builtins::super_;
use vm::interp::cold::ColdFn;
use vm::interp::exec::{Exec, R};
use vm::value::Value;

impl Recorder<'_> {
    /// `LoadSuperAttr` of a method that is a Python function; None if it isn't that.
    pub(super) fn record_super(&mut self, f: ColdFn, i: Instr) -> Option<R> {
        if i.op() != Op::LoadSuperAttr || !i.has(METHOD) {
            return None;
        }
        let parts: Vec<V> = (0..3).map(|k| self.read(i.b() + k)).collect();
        let (name, class, object) = (parts[0], parts[1], parts[2]);
        if self.abort.is_some() || name.w != super_::TYPE.value().word() || !class.w.is_ptr() || !object.w.is_ptr() {
            return None;
        }
        let site = usize::from(i.c());
        let attribute = peek::code(&self.m).site_names[site];
        let function: Value = super_::method(peek::value(&class.w), peek::value(&object.w), peek::value(&attribute))?;
        self.promote(name);
        self.promote(class);
        self.guard_shape(object);
        let slots: Vec<u32> = (0..3).map(|k| self.slot(i.b() + k)).collect();
        if let Err(e) = self.m.cold(f, i) {
            return Some(Err(e));
        }
        let counted = self.t.entry(slots[2]).is_none_or(|e| e.1);
        self.t.clear_register(slots[2], false);
        for &slot in &slots[..2] {
            let old = self.t.entry(slot).filter(|e| e.1 && !self.t.is_uncounted(e.0));
            self.t.clear_register(slot, false);
            if let Some((old, _)) = old {
                self.t.release_later(old);
            }
        }
        let r = self.t_const(function.word());
        self.write(i.a(), r, false);
        self.write(i.a() + 1, object.r, counted);
        Some(Ok(()))
    }
}
