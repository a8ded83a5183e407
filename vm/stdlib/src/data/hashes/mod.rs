//! _md5, _sha1, _sha2, _sha3, _blake2: message digests. The algorithms come from crates; a hash object is one of them in
//! the middle of its work.

mod blake;

use crate::data::support::{fill, set};
use digest::{Digest, ExtendableOutput, Update, XofReader};
use std::cell::RefCell;
use vm::builtins::buffer::{bytes_like, is_exporter};
use vm::builtins::{bytes, int, str};
use vm::import::NativeModule;
use vm::native::{GetSet, TypeDef, this};
use vm::object::{Payload, new_of, ops};
use vm::{NativeDef, PyResult, Value, Vm};

/// `_md5`
pub const MD5: NativeModule = NativeModule {
    name: "_md5",
    init: |_, m| {
        fill(m, "_md5", MD5_FUNCTIONS, &[]);
        set(m, "MD5Type", MD5_TYPE.value());
        Ok(())
    },
};
/// `_sha1`
pub const SHA1: NativeModule = NativeModule {
    name: "_sha1",
    init: |_, m| {
        fill(m, "_sha1", SHA1_FUNCTIONS, &[]);
        set(m, "SHA1Type", SHA1_TYPE.value());
        Ok(())
    },
};
/// `_sha2`
pub const SHA2: NativeModule = NativeModule {
    name: "_sha2",
    init: |_, m| {
        fill(m, "_sha2", SHA2_FUNCTIONS, &[&SHA224_TYPE, &SHA256_TYPE, &SHA384_TYPE, &SHA512_TYPE]);
        Ok(())
    },
};
/// `_sha3`
pub const SHA3: NativeModule = NativeModule {
    name: "_sha3",
    init: |_, m| {
        fill(m, "_sha3", &[], &[&SHA3_224, &SHA3_256, &SHA3_384, &SHA3_512, &SHAKE_128, &SHAKE_256]);
        set(m, "implementation", Value::str("RustCrypto"));
        Ok(())
    },
};
/// `_blake2`
pub const BLAKE2: NativeModule = NativeModule { name: "_blake2", init: blake::init };

/// One algorithm at work.
#[derive(Clone)]
enum Algorithm {
    Md5(md5::Md5),
    Sha1(sha1::Sha1),
    Sha224(sha2::Sha224),
    Sha256(sha2::Sha256),
    Sha384(sha2::Sha384),
    Sha512(sha2::Sha512),
    Sha3x224(sha3::Sha3_224),
    Sha3x256(sha3::Sha3_256),
    Sha3x384(sha3::Sha3_384),
    Sha3x512(sha3::Sha3_512),
    Shake128(sha3::Shake128),
    Shake256(sha3::Shake256),
    Blake2b(blake2b_simd::State),
    Blake2s(blake2s_simd::State),
}
use Algorithm::*;

impl Algorithm {
    fn update(&mut self, data: &[u8]) {
        match self {
            Md5(h) => Update::update(h, data),
            Sha1(h) => Update::update(h, data),
            Sha224(h) => Update::update(h, data),
            Sha256(h) => Update::update(h, data),
            Sha384(h) => Update::update(h, data),
            Sha512(h) => Update::update(h, data),
            Sha3x224(h) => Update::update(h, data),
            Sha3x256(h) => Update::update(h, data),
            Sha3x384(h) => Update::update(h, data),
            Sha3x512(h) => Update::update(h, data),
            Shake128(h) => h.update(data),
            Shake256(h) => h.update(data),
            Blake2b(h) => drop(h.update(data)),
            Blake2s(h) => drop(h.update(data)),
        }
    }

    /// The digest of what was given so far; `length` is for the functions of any length.
    fn digest(&self, length: usize) -> Vec<u8> {
        let read = |mut r: Box<dyn XofReader>| {
            let mut out = vec![0; length];
            r.read(&mut out);
            out
        };
        match self.clone() {
            Md5(h) => h.finalize().to_vec(),
            Sha1(h) => h.finalize().to_vec(),
            Sha224(h) => h.finalize().to_vec(),
            Sha256(h) => h.finalize().to_vec(),
            Sha384(h) => h.finalize().to_vec(),
            Sha512(h) => h.finalize().to_vec(),
            Sha3x224(h) => h.finalize().to_vec(),
            Sha3x256(h) => h.finalize().to_vec(),
            Sha3x384(h) => h.finalize().to_vec(),
            Sha3x512(h) => h.finalize().to_vec(),
            Shake128(h) => read(Box::new(h.finalize_xof())),
            Shake256(h) => read(Box::new(h.finalize_xof())),
            Blake2b(h) => h.finalize().as_bytes().to_vec(),
            Blake2s(h) => h.finalize().as_bytes().to_vec(),
        }
    }

    /// Name, digest size (0 where the caller chooses), block size.
    fn facts(&self) -> (&'static str, usize, usize) {
        match self {
            Md5(_) => ("md5", 16, 64),
            Sha1(_) => ("sha1", 20, 64),
            Sha224(_) => ("sha224", 28, 64),
            Sha256(_) => ("sha256", 32, 64),
            Sha384(_) => ("sha384", 48, 128),
            Sha512(_) => ("sha512", 64, 128),
            Sha3x224(_) => ("sha3_224", 28, 144),
            Sha3x256(_) => ("sha3_256", 32, 136),
            Sha3x384(_) => ("sha3_384", 48, 104),
            Sha3x512(_) => ("sha3_512", 64, 72),
            Shake128(_) => ("shake_128", 0, 168),
            Shake256(_) => ("shake_256", 0, 136),
            Blake2b(h) => ("blake2b", h.finalize().as_bytes().len(), 128),
            Blake2s(h) => ("blake2s", h.finalize().as_bytes().len(), 64),
        }
    }
}

struct Hash(RefCell<Algorithm>);
impl Payload for Hash {
    fn def() -> &'static TypeDef {
        &MD5_TYPE
    }
}

/// Feeds a bytes-like object.
fn feed(vm: &mut Vm, h: &mut Algorithm, data: &Value) -> PyResult<()> {
    if str::is_str(data) {
        return Err(vm.type_error("Strings must be encoded before hashing"));
    }
    if !is_exporter(data) {
        return Err(vm.type_error("object supporting the buffer API required"));
    }
    let b = bytes_like(vm, data)?;
    h.update(&b);
    Ok(())
}

/// The data of a constructor, which may be given by either of two names.
fn start(vm: &mut Vm, def: &'static TypeDef, mut h: Algorithm, data: &Value, string: &Value) -> PyResult<Value> {
    let data = match (data.opt(), string.some()) {
        (Some(_), Some(_)) => {
            return Err(vm.type_error(
                "'data' and 'string' are mutually exclusive and support for 'string' keyword parameter is slated for removal in a future version.",
            ));
        }
        (d, s) => d.or(s),
    };
    if let Some(d) = data {
        feed(vm, &mut h, d)?;
    }
    Ok(new_of(def.get(), Hash(RefCell::new(h))))
}

fn state(v: &Value) -> &RefCell<Algorithm> {
    &this::<Hash>(v).0
}

fn update(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let mut h = state(&a[0]).borrow().clone();
    feed(vm, &mut h, &a[1])?;
    state(&a[0]).replace(h);
    Ok(Value::NONE)
}

fn hex(b: &[u8]) -> Value {
    Value::str(&b.iter().map(|b| format!("{b:02x}")).collect::<String>())
}

fn copy(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let h = state(&a[0]).borrow().clone();
    Ok(new_of(a[0].ty(), Hash(RefCell::new(h))))
}

/// The length that a function of any length is asked for.
fn length(vm: &mut Vm, v: &Value) -> PyResult<usize> {
    let n = ops::index_i64(vm, v)?;
    let n = match usize::try_from(n) {
        Ok(n) if n < 1 << 29 => n,
        Ok(_) => return Err(vm.value_error("length is too large")),
        Err(_) => return Err(vm.value_error("value must be positive")),
    };
    match vm::text::ensure_room(n) {
        Ok(()) => Ok(n),
        Err(e) => Err(int::raise(vm, e)),
    }
}

const UPDATE: NativeDef = NativeDef::new("update", update, "($self, obj, /)", "Update this hash object's state with the provided string.");
const COPY: NativeDef = NativeDef::new("copy", copy, "($self, /)", "Return a copy of the hash object.");

static METHODS: &[NativeDef] = &[
    UPDATE,
    COPY,
    NativeDef::new("digest", |_, a| Ok(bytes::new(state(&a[0]).borrow().digest(0))), "($self, /)", "Return the digest value as a bytes object."),
    NativeDef::new("hexdigest", |_, a| Ok(hex(&state(&a[0]).borrow().digest(0))), "($self, /)", "Return the digest value as a string of hexadecimal digits."),
];

static SHAKE_METHODS: &[NativeDef] = &[
    UPDATE,
    COPY,
    NativeDef::new(
        "digest",
        |vm, a| {
            let n = length(vm, &a[1])?;
            Ok(bytes::new(state(&a[0]).borrow().digest(n)))
        },
        "($self, length)",
        "Return the digest value as a bytes object.",
    ),
    NativeDef::new(
        "hexdigest",
        |vm, a| {
            let n = length(vm, &a[1])?;
            Ok(hex(&state(&a[0]).borrow().digest(n)))
        },
        "($self, length)",
        "Return the digest value as a string of hexadecimal digits.",
    ),
];

static GETSET: &[GetSet] = &[
    GetSet::new("name", |_, v| Ok(Value::str(state(v).borrow().facts().0)), None, ""),
    GetSet::new("digest_size", |_, v| Ok(Value::usize(state(v).borrow().facts().1)), None, ""),
    GetSet::new("block_size", |_, v| Ok(Value::usize(state(v).borrow().facts().2)), None, ""),
];

/// Types that only functions make.
macro_rules! made_by_function {
    ($($def:ident $name:literal)+) => { $(static $def: TypeDef =
        TypeDef::new::<Hash>($name).flags(vm::object::ty::flag::NO_NEW).final_type().methods(METHODS).getset(GETSET);)+ };
}
made_by_function! { MD5_TYPE "_md5.md5" SHA1_TYPE "_sha1.sha1" SHA224_TYPE "_sha2.SHA224Type" SHA256_TYPE "_sha2.SHA256Type" SHA384_TYPE "_sha2.SHA384Type" SHA512_TYPE "_sha2.SHA512Type" }

/// Types that are called.
macro_rules! called {
    ($($def:ident $name:literal $variant:ident $algorithm:ty, $methods:ident;)+) => { $(static $def: TypeDef =
        TypeDef::new::<Hash>($name).final_type().methods($methods).getset(GETSET).slots(|s| {
            s.new = Some(|vm, cls, args| {
                let a = bind!(vm, cls, &$def, args, "(data=b'', /, *, usedforsecurity=True, string=None)");
                start(vm, &$def, $variant(<$algorithm>::default()), &a[0], &a[2])
            });
        });)+ };
}
called! {
    SHA3_224 "_sha3.sha3_224" Sha3x224 sha3::Sha3_224, METHODS;
    SHA3_256 "_sha3.sha3_256" Sha3x256 sha3::Sha3_256, METHODS;
    SHA3_384 "_sha3.sha3_384" Sha3x384 sha3::Sha3_384, METHODS;
    SHA3_512 "_sha3.sha3_512" Sha3x512 sha3::Sha3_512, METHODS;
    SHAKE_128 "_sha3.shake_128" Shake128 sha3::Shake128, SHAKE_METHODS;
    SHAKE_256 "_sha3.shake_256" Shake256 sha3::Shake256, SHAKE_METHODS;
}

macro_rules! function {
    ($name:literal $def:ident $variant:ident $algorithm:ty, $doc:literal) => {
        NativeDef::new(
            $name,
            |vm, a| start(vm, &$def, $variant(<$algorithm>::default()), &a[0], &a[2]),
            "(data=b'', *, usedforsecurity=True, string=None)",
            $doc,
        )
    };
}
static MD5_FUNCTIONS: &[NativeDef] = &[function!("md5" MD5_TYPE Md5 md5::Md5, "Return a new MD5 hash object; optionally initialized with a string.")];
static SHA1_FUNCTIONS: &[NativeDef] = &[function!("sha1" SHA1_TYPE Sha1 sha1::Sha1, "Return a new SHA1 hash object; optionally initialized with a string.")];
static SHA2_FUNCTIONS: &[NativeDef] = &[
    function!("sha224" SHA224_TYPE Sha224 sha2::Sha224, "Return a new SHA-224 hash object; optionally initialized with a string."),
    function!("sha256" SHA256_TYPE Sha256 sha2::Sha256, "Return a new SHA-256 hash object; optionally initialized with a string."),
    function!("sha384" SHA384_TYPE Sha384 sha2::Sha384, "Return a new SHA-384 hash object; optionally initialized with a string."),
    function!("sha512" SHA512_TYPE Sha512 sha2::Sha512, "Return a new SHA-512 hash object; optionally initialized with a string."),
];
