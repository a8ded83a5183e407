//! Native functions that have a meaning of their own in a region.

use super::{Recorder, V, peek};
use crate::ir::Ref;
use crate::ir::types::Type;
use crate::opt::facts::Class;
use vm::heap::header::Kind;
use vm::native::Typed;
use vm::native::function::{Body, NativeFunction, Role};
use vm::value::Word;

/// What a native call becomes.
pub(super) enum Native {
    /// The result's value, which needs no reference.
    Value(Ref),
    /// `list.append(l, v)`.
    Append,
    /// A call that runs no Python code.
    Quiet,
    /// Anything may happen.
    Full,
}

/// Is it a method with its receiver? Functions of modules have no owner; their receiver (the module, or None) is no argument.
pub(super) fn is_bound(f: &NativeFunction) -> bool {
    f.owner.is_some() && !f.receiver.is_null() && f.role != Role::Descriptor
}

impl Recorder<'_> {
    /// How to compile a call of this native function (not bound; its identity is guarded) with these arguments. Guards, no effects.
    pub(super) fn native_plan(&mut self, callee: Word, args: &[V]) -> Native {
        let f = peek::object::<NativeFunction>(callee);
        let Body::Native(def) = f.body else { return Native::Full };
        let owner = f.owner.map_or(String::new(), |t| t.name());
        match (owner.as_str(), def.typed, args) {
            (_, Typed::F64(g), &[x]) if self.is_number(x) => {
                let concrete = self.concrete_float(x);
                if g(concrete).is_none() || g(concrete).is_some_and(f64::is_nan) {
                    return Native::Full;
                }
                let a = self.as_float_value(x);
                if def.name == "sqrt" {
                    let zero = self.t.const_float(0.0);
                    let cond = self.t.float_ge(a, zero);
                    self.t.guard_true(cond);
                    return Native::Value(self.t.float_sqrt(a));
                }
                let g = self.t.const_int(g as usize as i64);
                let r = self.call_pure(def.name, typed1 as *const () as u64, &[g, a], Type::Float);
                let same = self.t.float_eq(r, r);
                self.t.guard_true(same);
                Native::Value(r)
            }
            ("", _, &[x]) if def.name == "len" => match peek::kind(x.w) {
                Kind::List if peek::header(x.w).is_exact(Kind::List) => {
                    let Some(p) = self.object(x) else { return Native::Full };
                    Native::Value(self.load_list_len(p))
                }
                Kind::Tuple if peek::header(x.w).is_exact(Kind::Tuple) => {
                    let Some(p) = self.object(x) else { return Native::Full };
                    Native::Value(self.load_tuple_len(p))
                }
                Kind::Str if peek::header(x.w).is_exact(Kind::Str) => self.string_len(x).map_or(Native::Full, Native::Value),
                Kind::Str | Kind::Bytes | Kind::Dict | Kind::Set if self.is_plain(x) => Native::Quiet,
                _ => Native::Full,
            },
            ("", _, &[x]) if def.name == "abs" => match self.class(x) {
                Class::Float => {
                    let f = self.float_of(x);
                    Native::Value(self.t.float_abs(f))
                }
                Class::Int => {
                    let (i, zero) = (self.int_of(x), self.t.const_int(0));
                    let negative = self.t.int_lt(i, zero);
                    let minus = self.t.int_sub_ovf(zero, i);
                    Native::Value(self.t.int_select(negative, minus, i))
                }
                Class::Ptr if super::complex::is_complex(x.w) => self.complex_abs(x).map_or(Native::Full, Native::Value),
                _ => Native::Full,
            },
            ("", _, args) if matches!(def.name, "min" | "max") && (2..=4).contains(&args.len()) => {
                if args.iter().all(|x| x.w.is_int()) {
                    let mut all: Vec<Ref> = vec![];
                    for &x in args {
                        self.class(x);
                        all.push(self.int_of(x));
                    }
                    let mut r = all[0];
                    for &x in &all[1..] {
                        r = if def.name == "min" { self.t.int_min(r, x) } else { self.t.int_max(r, x) };
                    }
                    return Native::Value(r);
                }
                Native::Full
            }
            ("", _, &[x]) if def.name == "ord" && peek::kind(x.w) == Kind::Str => self.string_ord(x).map_or(Native::Full, Native::Value),
            ("", _, &[x]) if matches!(def.name, "ord" | "chr") && (x.w.is_int() || self.is_plain(x)) => {
                self.class(x);
                Native::Quiet
            }
            ("list", _, &[l, _]) if def.name == "append" && peek::kind(l.w) == Kind::List => {
                let Some(p) = peek::header(l.w).is_exact(Kind::List).then(|| self.object(l)).flatten() else { return Native::Full };
                self.guard_apart(V { w: l.w, r: p });
                Native::Append
            }
            _ => Native::Full,
        }
    }
    /// Exactly a builtin object; guards the kind.
    fn is_plain(&mut self, x: V) -> bool {
        let exact = x.w.is_ptr() && peek::header(x.w).has(vm::heap::header::flag::EXACT);
        if exact {
            self.object(x);
        }
        exact
    }
    fn is_number(&mut self, x: V) -> bool {
        x.w.is_float() || x.w.is_int()
    }
    fn concrete_float(&self, x: V) -> f64 {
        if x.w.is_int() { crate::ir::types::word::as_int(x.w.0) as f64 } else { crate::ir::types::word::as_float(x.w.0) }
    }
    fn as_float_value(&mut self, x: V) -> Ref {
        match self.class(x) {
            Class::Int => {
                let i = self.int_of(x);
                self.t.float_of_int(i)
            }
            _ => self.float_of(x),
        }
    }
}

/// Calls a typed body; nan when it has no result for the argument.
extern "C" fn typed1(f: u64, x: f64) -> f64 {
    crate::engine::typed1(f, x)
}
