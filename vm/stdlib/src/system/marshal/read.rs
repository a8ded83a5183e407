//! Bytes to values. Damaged input gives an exception, never anything worse.

use malachite_bigint::BigInt;
use vm::builtins::{bytes, code, complex, int, list, set, slice, str, tuple};
use vm::front::bytecode::marshal;
use vm::object::dict::{DictObj, new_dict};
use vm::object::error::Raised;
use vm::object::intern;
use vm::text::TextBuf;
use vm::{PyResult, Value, Vm};

use super::{FLAG_REF, MAX_DEPTH};

/// Reads one value; also how many bytes it took.
pub(super) fn from_bytes(vm: &mut Vm, data: &[u8], allow_code: bool) -> PyResult<(Value, usize)> {
    let mut r = Reader { data, at: 0, refs: Vec::new(), depth: 0, allow_code };
    match r.value(vm)? {
        Some(v) => Ok((v, r.at)),
        None => Err(vm.type_error("NULL object in marshal data for object")),
    }
}

struct Reader<'a> {
    data: &'a [u8],
    at: usize,
    refs: Vec<Value>,
    depth: usize,
    allow_code: bool,
}

fn bad(vm: &mut Vm, what: &str) -> Raised {
    vm.value_error(format!("bad marshal data ({what})"))
}

impl Reader<'_> {
    fn take(&mut self, vm: &mut Vm, n: usize) -> PyResult<&[u8]> {
        match self.data.get(self.at..self.at.saturating_add(n)) {
            Some(taken) => {
                self.at += n;
                Ok(taken)
            }
            None => Err(vm.eof_error("marshal data too short")),
        }
    }
    fn byte(&mut self, vm: &mut Vm) -> PyResult<u8> {
        Ok(self.take(vm, 1)?[0])
    }
    fn array<const N: usize>(&mut self, vm: &mut Vm) -> PyResult<[u8; N]> {
        let mut out = [0; N];
        out.copy_from_slice(self.take(vm, N)?);
        Ok(out)
    }
    fn long(&mut self, vm: &mut Vm) -> PyResult<i32> {
        self.array(vm).map(i32::from_le_bytes)
    }
    fn size(&mut self, vm: &mut Vm, what: &str) -> PyResult<usize> {
        let n = self.long(vm)?;
        usize::try_from(n).map_err(|_| bad(vm, what))
    }
    fn float(&mut self, vm: &mut Vm) -> PyResult<f64> {
        self.array(vm).map(f64::from_le_bytes)
    }

    /// None: the NULL that ends a dict.
    fn value(&mut self, vm: &mut Vm) -> PyResult<Option<Value>> {
        if self.at >= self.data.len() {
            return Err(vm.eof_error("EOF read where object expected"));
        }
        let tag = self.byte(vm)?;
        let (tag, flagged) = (tag & !FLAG_REF, tag & FLAG_REF != 0);
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(vm.value_error("recursion limit exceeded"));
        }
        let v = match tag {
            b'0' => None,
            b'r' => {
                let n = self.size(vm, "invalid reference")?;
                match self.refs.get(n).filter(|v| !v.is_null()).cloned() {
                    Some(v) => Some(v),
                    None => return Err(bad(vm, "invalid reference")),
                }
            }
            b'[' | b'{' | b'<' | b'>' | b'(' | b')' | b':' | b'c' => Some(self.container(vm, tag, flagged)?),
            _ => {
                let v = self.scalar(vm, tag)?;
                if flagged {
                    self.refs.push(v.clone());
                }
                Some(v)
            }
        };
        self.depth -= 1;
        Ok(v)
    }
    fn some(&mut self, vm: &mut Vm, within: &str) -> PyResult<Value> {
        match self.value(vm)? {
            Some(v) => Ok(v),
            None => Err(vm.type_error(format!("NULL object in marshal data for {within}"))),
        }
    }
    fn items(&mut self, vm: &mut Vm, n: usize, within: &str) -> PyResult<Vec<Value>> {
        (0..n).map(|_| self.some(vm, within)).collect()
    }

    fn scalar(&mut self, vm: &mut Vm, tag: u8) -> PyResult<Value> {
        Ok(match tag {
            b'N' => Value::NONE,
            b'T' => Value::TRUE,
            b'F' => Value::FALSE,
            b'.' => Value::ELLIPSIS,
            b'S' => vm::builtins::exception::classes().stop_iteration.value(),
            b'i' => Value::int(i64::from(self.long(vm)?)),
            b'I' => Value::int(i64::from_le_bytes(self.array(vm)?)),
            b'l' => self.int(vm)?,
            b'g' => Value::float(self.float(vm)?),
            b'y' => complex::new(self.float(vm)?, self.float(vm)?),
            b'f' => Value::float(self.text_float(vm)?),
            b'x' => complex::new(self.text_float(vm)?, self.text_float(vm)?),
            b's' => {
                let n = self.size(vm, "bytes object size out of range")?;
                bytes::new(self.take(vm, n)?.to_vec())
            }
            b'u' | b't' | b'a' | b'A' => {
                let n = self.size(vm, "string size out of range")?;
                self.text(vm, n, matches!(tag, b't' | b'A'))?
            }
            b'z' | b'Z' => {
                let n = self.byte(vm)?;
                self.text(vm, usize::from(n), tag == b'Z')?
            }
            _ => return Err(bad(vm, "unknown type code")),
        })
    }

    /// Containers take their number before their items, which may refer to them.
    fn container(&mut self, vm: &mut Vm, tag: u8, flagged: bool) -> PyResult<Value> {
        let number = self.refs.len();
        let mutable = match tag {
            b'[' => list::new(vec![]),
            b'{' => new_dict(),
            _ => Value::NULL,
        };
        if flagged {
            self.refs.push(mutable.clone());
        }
        let v = match tag {
            b'[' => {
                let n = self.size(vm, "list size out of range")?;
                for _ in 0..n {
                    let x = self.some(vm, "list")?;
                    if let Some(l) = mutable.downcast::<list::ListObj>() {
                        l.push(x);
                    }
                }
                mutable
            }
            b'{' => {
                while let Some(k) = self.value(vm)? {
                    let x = self.some(vm, "dict")?;
                    if let Some(d) = mutable.downcast::<DictObj>() {
                        d.set(vm, k, x)?;
                    }
                }
                mutable
            }
            b')' => {
                let n = self.byte(vm)?;
                tuple::new(self.items(vm, usize::from(n), "tuple")?)
            }
            b'(' => {
                let n = self.size(vm, "tuple size out of range")?;
                tuple::new(self.items(vm, n, "tuple")?)
            }
            b'<' | b'>' => {
                let n = self.size(vm, "set size out of range")?;
                let items = self.items(vm, n, "set")?;
                let class = if tag == b'<' { set::SET.value() } else { set::FROZENSET.value() };
                vm.call1(&class, &list::new(items))?
            }
            b':' => {
                let parts = self.items(vm, 3, "slice")?;
                slice::new(parts[0].clone(), parts[1].clone(), parts[2].clone())
            }
            _ => self.code(vm)?,
        };
        if flagged {
            self.refs[number] = v.clone();
        }
        Ok(v)
    }

    fn code(&mut self, vm: &mut Vm) -> PyResult<Value> {
        if !self.allow_code {
            return Err(vm.value_error("unmarshalling code objects is disallowed"));
        }
        let n = self.size(vm, "code size out of range")?;
        let read = marshal::from_bytes(self.take(vm, n)?);
        match read {
            Ok(c) => Ok(code::new(c).into_value()),
            Err(e) => Err(vm.value_error(e.to_string())),
        }
    }

    fn int(&mut self, vm: &mut Vm) -> PyResult<Value> {
        let n = self.long(vm)?;
        let mut value = BigInt::default();
        let mut words = Vec::new();
        let (mut have, mut bits) = (0u64, 0);
        for _ in 0..n.unsigned_abs() {
            let digit = u16::from_le_bytes(self.array(vm)?);
            if digit > 0x7fff {
                return Err(bad(vm, "digit out of range in long"));
            }
            have |= u64::from(digit) << bits;
            bits += 15;
            if bits >= 32 {
                words.push(have as u32);
                have >>= 32;
                bits -= 32;
            }
        }
        words.push(have as u32);
        if n != 0 {
            let sign = if n < 0 { malachite_bigint::Sign::Minus } else { malachite_bigint::Sign::Plus };
            value = BigInt::from_slice(sign, &words);
        }
        Ok(int::from_big(value))
    }

    fn text_float(&mut self, vm: &mut Vm) -> PyResult<f64> {
        let n = self.byte(vm)?;
        let parsed = std::str::from_utf8(self.take(vm, usize::from(n))?).ok().and_then(|t| t.parse().ok());
        parsed.ok_or_else(|| bad(vm, "invalid float"))
    }

    fn text(&mut self, vm: &mut Vm, n: usize, interned: bool) -> PyResult<Value> {
        let data = self.take(vm, n)?;
        if let Ok(t) = std::str::from_utf8(data) {
            return Ok(if interned { intern::intern(t) } else { Value::str(t) });
        }
        match with_surrogates(data) {
            Some(buf) => Ok(str::from_buf(buf)),
            None => Err(bad(vm, "invalid text")),
        }
    }
}

/// Decodes UTF-8 with lone surrogates.
fn with_surrogates(mut data: &[u8]) -> Option<TextBuf> {
    let mut out = TextBuf::new();
    while !data.is_empty() {
        let good = match std::str::from_utf8(data) {
            Ok(t) => t,
            Err(e) => std::str::from_utf8(data.get(..e.valid_up_to())?).ok()?,
        };
        good.chars().for_each(|c| out.push(c as u32));
        data = data.get(good.len()..)?;
        if let [a, b, c, rest @ ..] = data {
            let unit = u32::from(a & 0xf) << 12 | u32::from(b & 0x3f) << 6 | u32::from(c & 0x3f);
            if a & 0xf0 != 0xe0 || !(0xd800..0xe000).contains(&unit) {
                return None;
            }
            out.push(unit);
            data = rest;
        } else if !data.is_empty() {
            return None;
        }
    }
    Some(out)
}
