//! _random: the Mersenne Twister as a type, which random.Random extends.

use crate::data::support::fill;
use std::cell::RefCell;
use vm::builtins::{int, tuple};
use vm::import::NativeModule;
use vm::native::{Args, Effects, TypeDef, this};
use vm::num::mt19937::Mt19937;
use vm::num::{IntBuf, hash::avoid_minus_one};
use vm::object::{Payload, new_of, ops};
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "_random",
    init: |_, m| {
        fill(m, "_random", &[], &[&RANDOM]);
        super::support::set(m, "__doc__", Value::str("Module implements the Mersenne Twister random number generator."));
        Ok(())
    },
};

/// Words of the generator's state, without the index.
const WORDS: usize = 624;

struct Generator(RefCell<Mt19937>);
impl Payload for Generator {
    fn def() -> &'static TypeDef {
        &RANDOM
    }
}

fn g(v: &Value) -> &RefCell<Mt19937> {
    &this::<Generator>(v).0
}

/// A generator that starts from the system's entropy.
fn unpredictable(vm: &mut Vm) -> PyResult<Mt19937> {
    let mut bytes = [0; WORDS * 4];
    crate::files::random_bytes(vm, &mut bytes)?;
    let key: Vec<u32> = bytes.as_chunks::<4>().0.iter().map(|w| u32::from_le_bytes(*w)).collect();
    Ok(Mt19937::from_key(&key))
}

/// Ints seed by their absolute value, other objects by their hash.
fn seeded(vm: &mut Vm, seed: &Value) -> PyResult<Mt19937> {
    if seed.is_none() || seed.is_null() {
        return unpredictable(vm);
    }
    if int::is_int(seed) {
        let positive = if int::is_exact_int(seed) { seed.clone() } else { ops::abs(vm, seed)? };
        let n = int::number(&positive).map(|n| n.abs());
        return Ok(Mt19937::from_int(&n.unwrap_or_default()));
    }
    let h = avoid_minus_one(ops::hash(vm, seed)?);
    Ok(Mt19937::from_int(&IntBuf::from(h as u64)))
}

fn init(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    if args.has_kw() && v.ty().is(RANDOM.get()) {
        return Err(vm.type_error("Random() takes no keyword arguments"));
    }
    if args.pos().len() > 1 {
        return Err(vm.type_error(format!("Random() takes at most 1 argument ({} given)", args.pos().len())));
    }
    let mt = seeded(vm, args.pos().first().unwrap_or(&Value::NONE))?;
    g(v).replace(mt);
    Ok(())
}

fn get_state(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let mt = g(&a[0]).borrow();
    let (words, index) = mt.state();
    let mut all: Vec<Value> = words.iter().map(|&w| Value::int(w.into())).collect();
    all.push(Value::usize(index));
    Ok(tuple::new(all))
}

fn set_state(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if a[1].downcast::<tuple::TupleObj>().is_none() {
        return Err(vm.type_error("state vector must be a tuple"));
    }
    let items = tuple::items(&a[1]);
    if items.len() != WORDS + 1 {
        return Err(vm.value_error("state vector is the wrong size"));
    }
    let mut words = Vec::with_capacity(WORDS);
    for x in &items[..WORDS] {
        let n = ops::index(vm, x)?;
        let Some(n) = int::number(&n).filter(|n| !n.is_negative()).and_then(|n| n.to_u64()) else {
            return Err(vm.overflow_error("can't convert negative value to unsigned int"));
        };
        // As CPython does: the rest of a larger number is cut off.
        words.push(n as u32);
    }
    let index = ops::index_i64(vm, &items[WORDS])?;
    match usize::try_from(index).ok().and_then(|i| Mt19937::from_state(&words, i)) {
        Some(mt) => {
            g(&a[0]).replace(mt);
            Ok(Value::NONE)
        }
        None => Err(vm.value_error("invalid state")),
    }
}

fn getrandbits(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let k = ops::index(vm, &a[1])?;
    let Some(k) = int::number(&k) else { return Ok(Value::int(0)) };
    if k.is_negative() {
        return Err(vm.value_error("number of bits must be non-negative"));
    }
    let Some(k) = k.to_i64() else { return Err(vm.overflow_error("Python int too large to convert to C uint64_t")) };
    if let Err(e) = vm::text::ensure_room(k as usize / 8) {
        return Err(int::raise(vm, e));
    }
    let n = g(&a[0]).borrow_mut().getrandbits(k as u64);
    Ok(int::from_buf(n))
}

static RANDOM: TypeDef = TypeDef::new::<Generator>("_random.Random")
    .doc("Random() -> create a random number generator with its own internal state.")
    .slots(|s| {
        s.new = Some(|_, cls, _| Ok(new_of(cls, Generator(RefCell::new(Mt19937::from_word(0))))));
        s.init = Some(init);
    })
    .methods(&[
        NativeDef::new("random", |_, a| Ok(Value::float(g(&a[0]).borrow_mut().random())), "($self, /)", "random() -> x in the interval [0, 1).")
            .effects(Effects::Writes),
        NativeDef::new(
            "seed",
            |vm, a| {
                let mt = seeded(vm, &a[1])?;
                g(&a[0]).replace(mt);
                Ok(Value::NONE)
            },
            "($self, n=None, /)",
            "seed([n]) -> None.\n\nDefaults to use urandom and falls back to a combination\nof the current time and the process identifier.",
        ),
        NativeDef::new("getstate", get_state, "($self, /)", "getstate() -> tuple containing the current state."),
        NativeDef::new("setstate", set_state, "($self, state, /)", "setstate(state) -> None.  Restores generator state."),
        NativeDef::new("getrandbits", getrandbits, "($self, k, /)", "getrandbits(k) -> x.  Generates an int with k random bits."),
    ]);
