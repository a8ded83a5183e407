//! Values to bytes.

use std::collections::HashMap;

use malachite_bigint::{BigInt, Sign};
use vm::builtins::code::CodeObj;
use vm::builtins::complex::ComplexObj;
use vm::builtins::slice::SliceObj;
use vm::builtins::{buffer, bytes, int, list, set, str, tuple};
use vm::front::bytecode::marshal;
use vm::object::dict::DictObj;
use vm::object::intern;
use vm::{PyResult, Value, Vm};

use super::{FLAG_REF, MAX_DEPTH};

/// Serialises a value.
pub(super) fn to_bytes(vm: &mut Vm, v: &Value, version: i64) -> PyResult<Vec<u8>> {
    let mut w = Writer { out: Vec::new(), refs: HashMap::new(), depth: 0, version };
    w.value(vm, v)?;
    Ok(w.out)
}

struct Writer {
    out: Vec<u8>,
    /// Numbers of the objects written with a flag, by address.
    refs: HashMap<u64, u32>,
    depth: usize,
    version: i64,
}

impl Writer {
    fn long(&mut self, n: i64) {
        self.out.extend((n as i32).to_le_bytes());
    }
    fn sized(&mut self, tag: u8, data: &[u8]) {
        self.out.push(tag);
        self.long(data.len() as i64);
        self.out.extend_from_slice(data);
    }

    fn value(&mut self, vm: &mut Vm, v: &Value) -> PyResult<()> {
        let constant = match v {
            v if v.is_none() => Some(b'N'),
            v if v.as_bool() == Some(true) => Some(b'T'),
            v if v.as_bool() == Some(false) => Some(b'F'),
            v if v.is(&Value::ELLIPSIS) => Some(b'.'),
            v if v.is(&vm::builtins::exception::classes().stop_iteration.value()) => Some(b'S'),
            _ => None,
        };
        if let Some(tag) = constant {
            self.out.push(tag);
            return Ok(());
        }
        let mut flag = 0;
        if let Some(h) = v.header().filter(|_| self.version >= 3)
            && h.rc.get() > 1
        {
            if let Some(n) = self.refs.get(&v.word().0) {
                self.out.push(b'r');
                self.out.extend(n.to_le_bytes());
                return Ok(());
            }
            self.refs.insert(v.word().0, self.refs.len() as u32);
            flag = FLAG_REF;
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(vm.value_error("object too deeply nested to marshal"));
        }
        let at = self.out.len();
        self.object(vm, v)?;
        self.out[at] |= flag;
        self.depth -= 1;
        Ok(())
    }

    fn object(&mut self, vm: &mut Vm, v: &Value) -> PyResult<()> {
        if int::is_exact_int(v) {
            self.int(v);
        } else if let Some(f) = v.as_float() {
            self.out.push(b'g');
            self.out.extend(f.to_le_bytes());
        } else if let Some(c) = v.downcast_exact::<ComplexObj>() {
            self.out.push(b'y');
            self.out.extend(c.re.to_le_bytes());
            self.out.extend(c.im.to_le_bytes());
        } else if str::is_exact(v) {
            self.text(v);
        } else if let Some(b) = bytes::get(v) {
            self.sized(b's', b);
        } else if v.ty().is(tuple::TYPE.get()) {
            let items = tuple::items(v).to_vec();
            match u8::try_from(items.len()) {
                Ok(n) if self.version >= 4 => self.out.extend([b')', n]),
                _ => {
                    self.out.push(b'(');
                    self.long(items.len() as i64);
                }
            }
            self.items(vm, &items)?;
        } else {
            self.container(vm, v)?;
        }
        Ok(())
    }

    fn container(&mut self, vm: &mut Vm, v: &Value) -> PyResult<()> {
        if let Some(l) = v.downcast_exact::<list::ListObj>() {
            self.out.push(b'[');
            self.long(l.len() as i64);
            self.items(vm, &l.to_vec())
        } else if let Some(d) = v.downcast_exact::<DictObj>() {
            self.out.push(b'{');
            for (k, x) in d.items() {
                self.value(vm, &k)?;
                self.value(vm, &x)?;
            }
            self.out.push(b'0');
            Ok(())
        } else if v.ty().is(set::SET.get()) || v.ty().is(set::FROZENSET.get()) {
            let keys = set::table(v).map(|t| t.keys()).unwrap_or_default();
            self.out.push(if v.ty().is(set::SET.get()) { b'<' } else { b'>' });
            self.long(keys.len() as i64);
            self.items(vm, &keys)
        } else if let Some(c) = v.downcast::<CodeObj>() {
            self.sized(b'c', &marshal::to_bytes(&c.co));
            Ok(())
        } else if let Some(s) = v.downcast::<SliceObj>().filter(|_| self.version >= 5) {
            self.out.push(b':');
            self.items(vm, &[s.start.clone(), s.stop.clone(), s.step.clone()])
        } else {
            match buffer::bytes_like(vm, v) {
                Ok(data) => {
                    self.sized(b's', &data);
                    Ok(())
                }
                Err(e) => {
                    drop(vm.take_exception(e));
                    Err(vm.value_error("unmarshallable object"))
                }
            }
        }
    }

    fn items(&mut self, vm: &mut Vm, items: &[Value]) -> PyResult<()> {
        items.iter().try_for_each(|x| self.value(vm, x))
    }

    fn int(&mut self, v: &Value) {
        if let Some(n) = int::as_i64(v).and_then(|n| i32::try_from(n).ok()) {
            self.out.push(b'i');
            self.long(i64::from(n));
            return;
        }
        let big = int::to_buf(v).map_or_else(BigInt::default, |b| b.to_big().into_owned());
        let digits = digits15(big.magnitude().to_u32_digits());
        self.out.push(b'l');
        let n = digits.len() as i64;
        self.long(if big.sign() == Sign::Minus { -n } else { n });
        digits.iter().for_each(|d| self.out.extend(d.to_le_bytes()));
    }

    fn text(&mut self, v: &Value) {
        let interned = intern::is_interned(v);
        let Some(s) = str::get(v) else { return };
        match s.as_ascii() {
            Some(t) if self.version >= 4 => match u8::try_from(t.len()) {
                Ok(n) => {
                    self.out.extend([if interned { b'Z' } else { b'z' }, n]);
                    self.out.extend_from_slice(t.as_bytes());
                }
                Err(_) => self.sized(if interned { b'A' } else { b'a' }, t.as_bytes()),
            },
            _ => {
                let mut data = Vec::new();
                s.units().iter().for_each(|c| push_utf8(&mut data, c));
                self.sized(if interned && self.version >= 1 { b't' } else { b'u' }, &data);
            }
        }
    }
}

/// Base 2^32 digits, lowest first, to base 2^15.
fn digits15(words: Vec<u32>) -> Vec<u16> {
    let (mut out, mut have, mut bits) = (Vec::new(), 0u64, 0);
    for w in words {
        have |= u64::from(w) << bits;
        bits += 32;
        while bits >= 15 {
            out.push((have & 0x7fff) as u16);
            have >>= 15;
            bits -= 15;
        }
    }
    if have != 0 {
        out.push(have as u16);
    }
    while out.last() == Some(&0) {
        out.pop();
    }
    out
}

/// UTF-8 that also takes lone surrogates.
fn push_utf8(out: &mut Vec<u8>, c: u32) {
    match char::from_u32(c) {
        Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => out.extend([0xe0 | (c >> 12) as u8, 0x80 | (c >> 6 & 0x3f) as u8, 0x80 | (c & 0x3f) as u8]),
    }
}
