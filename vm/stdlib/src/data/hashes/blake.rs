//! _blake2: blake2b and blake2s with all their parameters.

use super::Algorithm::{Blake2b, Blake2s};
use super::{Algorithm, GETSET, Hash, METHODS, start};
use crate::data::support::fill;
use vm::builtins::buffer::bytes_like;
use vm::builtins::int;
use vm::native::{Args, TypeDef};
use vm::object::{intern, ops};
use vm::{PyResult, Value, Vm};

/// The limits of one of the two functions.
struct Limits {
    name: &'static str,
    digest: usize,
    key: usize,
    salt: usize,
    person: usize,
    node_offset: u64,
}
const B: Limits = Limits { name: "blake2b", digest: 64, key: 64, salt: 16, person: 16, node_offset: u64::MAX };
const S: Limits = Limits { name: "blake2s", digest: 32, key: 32, salt: 8, person: 8, node_offset: (1 << 48) - 1 };

/// The parameters of a call, checked.
struct Given {
    data: Value,
    string: Value,
    digest: usize,
    key: Vec<u8>,
    salt: Vec<u8>,
    person: Vec<u8>,
    fanout: u8,
    depth: u8,
    leaf_size: u32,
    node_offset: u64,
    node_depth: u8,
    inner_size: usize,
    last_node: bool,
}

/// An int parameter in a range; `text` is the message when it is outside.
fn number(vm: &mut Vm, v: &Value, default: u64, range: std::ops::RangeInclusive<u64>, text: &str) -> PyResult<u64> {
    let Some(v) = v.opt() else { return Ok(default) };
    let i = ops::index(vm, v)?;
    match int::number(&i).and_then(|n| n.to_u64()).filter(|n| range.contains(n)) {
        Some(n) => Ok(n),
        None if int::is_negative(&i) && !text.contains("between") => Err(vm.value_error("value must be positive")),
        None => Err(vm.value_error(text.replace("{}", &int::to_buf(&i).map(|n| n.to_decimal()).unwrap_or_default()))),
    }
}

/// Bytes of at most `max`.
fn block(vm: &mut Vm, v: &Value, max: usize, what: &str) -> PyResult<Vec<u8>> {
    let Some(v) = v.opt() else { return Ok(Vec::new()) };
    let b = bytes_like(vm, v)?.to_vec();
    if b.len() > max {
        return Err(vm.value_error(format!("maximum {what} length is {max} bytes")));
    }
    Ok(b)
}

fn given(vm: &mut Vm, def: &'static TypeDef, args: &Args, limits: &Limits) -> PyResult<Given> {
    let a = bind!(
        vm,
        def.get(),
        def,
        args,
        "(data=b'', /, *, digest_size=64, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True, string=None)"
    );
    let top = limits.digest as u64;
    let text = format!("digest_size for {} must be between 1 and {top} bytes, here it is {{}}", limits.name);
    let inner = format!("inner_size must be between 0 and is {top}");
    Ok(Given {
        digest: number(vm, &a[1], top, 1..=top, &text)? as usize,
        key: block(vm, &a[2], limits.key, "key")?,
        salt: block(vm, &a[3], limits.salt, "salt")?,
        person: block(vm, &a[4], limits.person, "person")?,
        fanout: number(vm, &a[5], 1, 0..=255, "fanout must be between 0 and 255")? as u8,
        depth: number(vm, &a[6], 1, 1..=255, "depth must be between 1 and 255")? as u8,
        leaf_size: number(vm, &a[7], 0, 0..=u32::MAX.into(), "leaf_size is too large")? as u32,
        node_offset: number(vm, &a[8], 0, 0..=limits.node_offset, "node_offset is too large")?,
        node_depth: number(vm, &a[9], 0, 0..=255, "node_depth must be between 0 and 255")? as u8,
        inner_size: number(vm, &a[10], 0, 0..=top, &inner)? as usize,
        last_node: a[11].opt().map_or(Ok(false), |v| ops::truth(vm, v))?,
        data: a[0].clone(),
        string: a[13].clone(),
    })
}

/// Both crates have the same interface on types of their own.
macro_rules! state {
    ($krate:ident, $g:expr) => {{
        let g = $g;
        let mut p = $krate::Params::new();
        p.hash_length(g.digest).key(&g.key).salt(&g.salt).personal(&g.person);
        p.fanout(g.fanout).max_depth(g.depth).max_leaf_length(g.leaf_size).node_offset(g.node_offset);
        p.node_depth(g.node_depth).inner_hash_length(g.inner_size).last_node(g.last_node);
        p.to_state()
    }};
}

fn new(vm: &mut Vm, def: &'static TypeDef, args: &Args, limits: &Limits, f: fn(&Given) -> Algorithm) -> PyResult<Value> {
    let g = given(vm, def, args, limits)?;
    start(vm, def, f(&g), &g.data, &g.string)
}

static BLAKE2B: TypeDef =
    TypeDef::new::<Hash>("_blake2.blake2b").doc("Return a new BLAKE2b hash object.").final_type().methods(METHODS).getset(GETSET).slots(|s| {
        s.new = Some(|vm, _, args| new(vm, &BLAKE2B, args, &B, |g| Blake2b(state!(blake2b_simd, g))));
    });

static BLAKE2S: TypeDef =
    TypeDef::new::<Hash>("_blake2.blake2s").doc("Return a new BLAKE2s hash object.").final_type().methods(METHODS).getset(GETSET).slots(|s| {
        s.new = Some(|vm, _, args| new(vm, &BLAKE2S, args, &S, |g| Blake2s(state!(blake2s_simd, g))));
    });

pub(super) fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    fill(m, "_blake2", &[], &[&BLAKE2B, &BLAKE2S]);
    for (def, limits, prefix) in [(&BLAKE2B, B, "BLAKE2B"), (&BLAKE2S, S, "BLAKE2S")] {
        for (name, n) in [("SALT_SIZE", limits.salt), ("PERSON_SIZE", limits.person), ("MAX_KEY_SIZE", limits.key), ("MAX_DIGEST_SIZE", limits.digest)] {
            def.get().set_attr(&intern::intern(name), Value::usize(n));
            crate::data::support::set(m, &format!("{prefix}_{name}"), Value::usize(n));
        }
    }
    Ok(())
}
