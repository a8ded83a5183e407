//! `gc`: the cycle collector's controls.

use std::sync::atomic::{AtomicI64, Ordering};

use vm::builtins::{exception, list, tuple};
use vm::heap::collect;
use vm::heap::header::flag;
use vm::import::NativeModule;
use vm::object::dict::{DictObj, new_dict};
use vm::object::ops;
use vm::object::ty::TypeObj;
use vm::vm::rt;
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "gc", init };

const DEBUG: &[(&str, i64)] = &[("DEBUG_STATS", 1), ("DEBUG_COLLECTABLE", 2), ("DEBUG_UNCOLLECTABLE", 4), ("DEBUG_SAVEALL", 32), ("DEBUG_LEAK", 38)];
const SAVEALL: i64 = 32;
static FLAGS: AtomicI64 = AtomicI64::new(0);
/// `gc.get_threshold()`; the first number steers the collector while it is enabled.
static THRESHOLDS: [AtomicI64; 3] = [AtomicI64::new(2000), AtomicI64::new(10), AtomicI64::new(0)];
/// Collections asked for, by generation. All of them look at every object.
static COLLECTIONS: [AtomicI64; 3] = [const { AtomicI64::new(0) }; 3];
/// Objects collected, by the generation that was asked for.
static COLLECTED: [AtomicI64; 3] = [const { AtomicI64::new(0) }; 3];
/// Containers that come before the collector runs by itself, when it is enabled.
const PRESSURE: isize = 20_000;

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    super::fill(m, "gc", FUNCTIONS);
    if let Some(d) = vm::builtins::module::dict_of(m) {
        d.set_text("garbage", list::new(vec![]));
        d.set_text("callbacks", list::new(vec![]));
        for (name, v) in DEBUG {
            d.set_text(name, Value::int(*v));
        }
    }
    Ok(())
}

fn attr(name: &str) -> Option<Value> {
    let m = rt().modules.get_text("gc")?;
    vm::builtins::module::dict_of(&m)?.get_text(name)
}

fn call_back(vm: &mut Vm, phase: &str, generation: i64, collected: usize) {
    let Some(callbacks) = attr("callbacks") else { return };
    let Some(all) = callbacks.downcast::<list::ListObj>().map(|l| l.to_vec()) else { return };
    for f in all {
        let info = new_dict();
        if let Some(d) = info.downcast::<DictObj>() {
            d.set_text("generation", Value::int(generation));
            d.set_text("collected", Value::usize(collected));
            d.set_text("uncollectable", Value::int(0));
        }
        if let Err(e) = vm.call(&f, &[Value::str(phase), info]) {
            let exc = vm.take_exception(e);
            exception::report_unraisable(vm, &exc, "Exception ignored while calling GC callback", &f);
        }
    }
}

fn run(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let generation = match a[0].opt() {
        Some(g) => ops::index_i64(vm, g)?,
        None => 2,
    };
    if !(0..=2).contains(&generation) {
        return Err(vm.value_error("invalid generation"));
    }
    call_back(vm, "start", generation, 0);
    let n = if FLAGS.load(Ordering::Relaxed) & SAVEALL != 0 {
        let mut saved = Vec::new();
        let n = collect::collect(Some(&mut saved));
        if let Some(g) = attr("garbage").as_ref().and_then(|g| g.downcast::<list::ListObj>()) {
            saved.into_iter().for_each(|v| g.push(v));
        }
        n
    } else {
        collect::collect(None)
    };
    COLLECTIONS[generation as usize].fetch_add(1, Ordering::Relaxed);
    COLLECTED[generation as usize].fetch_add(n as i64, Ordering::Relaxed);
    call_back(vm, "stop", generation, n);
    Ok(Value::usize(n))
}

fn set_threshold(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    for (v, t) in a.iter().zip(&THRESHOLDS) {
        if let Some(v) = v.opt() {
            t.store(ops::index_i64(vm, v)?, Ordering::Relaxed);
        }
    }
    if THRESHOLDS[0].load(Ordering::Relaxed) == 0 {
        rt().gc_threshold.set(0);
    }
    Ok(Value::NONE)
}

fn get_stats(_: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let rows = (0..3).map(|generation| {
        let row = new_dict();
        if let Some(d) = row.downcast::<DictObj>() {
            let of = |all: &[AtomicI64; 3]| Value::int(all[generation].load(Ordering::Relaxed));
            d.set_text("collections", of(&COLLECTIONS));
            d.set_text("collected", of(&COLLECTED));
            d.set_text("uncollectable", Value::int(0));
        }
        row
    });
    Ok(list::new(rows.collect()))
}

fn tracked(v: &Value) -> bool {
    // Native types are never freed.
    let fixed = v.downcast::<TypeObj>().is_some_and(|t| !t.is_heap_type());
    !fixed && v.header().is_some_and(|h| collect::is_container((&raw const *h).cast_mut()))
}

fn get_objects(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if let Some(g) = a[0].some() {
        let g = ops::index_i64(vm, g)?;
        if !(0..3).contains(&g) {
            return Err(vm.value_error(if g < 0 {
                "generation parameter cannot be negative"
            } else {
                "generation parameter must be less than the number of available generations (3)"
            }));
        }
    }
    Ok(list::new(collect::container_values()))
}

fn children(v: &Value) -> Vec<Value> {
    let mut out = Vec::new();
    if let Some(h) = v.header() {
        collect::visit_children((&raw const *h).cast_mut(), &mut |c| {
            if !c.is_null() {
                out.push(c.clone());
            }
        });
    }
    out
}

fn get_referents(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let all = vm::builtins::tuple::items(&a[0]);
    Ok(list::new(all.iter().filter(|v| tracked(v)).flat_map(children).collect()))
}
fn get_referrers(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let wanted = tuple::items(&a[0]);
    let holds = |v: &Value| !v.is(&a[0]) && children(v).iter().any(|c| wanted.iter().any(|w| w.is(c)));
    Ok(list::new(collect::container_values().into_iter().filter(holds).collect()))
}

fn freeze(on: bool) -> PyResult<Value> {
    for v in collect::container_values() {
        if let Some(h) = v.header() {
            if on { h.set(flag::FROZEN) } else { h.unset(flag::FROZEN) }
        }
    }
    Ok(Value::NONE)
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "enable",
        |_, _| {
            rt().gc_threshold.set(PRESSURE);
            Ok(Value::NONE)
        },
        "()",
        "Enable automatic garbage collection.",
    ),
    NativeDef::new(
        "disable",
        |_, _| {
            rt().gc_threshold.set(0);
            Ok(Value::NONE)
        },
        "()",
        "Disable automatic garbage collection.",
    ),
    NativeDef::new("isenabled", |_, _| Ok(Value::bool(rt().gc_threshold.get() > 0)), "()", "Returns true if automatic garbage collection is enabled."),
    NativeDef::new("collect", run, "(generation=2)", "Run the garbage collector."),
    NativeDef::new("get_debug", |_, _| Ok(Value::int(FLAGS.load(Ordering::Relaxed))), "()", "Get the garbage collection debugging flags."),
    NativeDef::new(
        "set_debug",
        |vm, a| {
            FLAGS.store(ops::index_i64(vm, &a[0])?, Ordering::Relaxed);
            Ok(Value::NONE)
        },
        "(flags, /)",
        "Set the garbage collection debugging flags.",
    ),
    NativeDef::new(
        "get_threshold",
        |_, _| Ok(tuple::new(THRESHOLDS.iter().map(|t| Value::int(t.load(Ordering::Relaxed))).collect())),
        "()",
        "Return the current collection thresholds.",
    ),
    NativeDef::new(
        "set_threshold",
        set_threshold,
        "(threshold0, threshold1=<unrepresentable>, threshold2=<unrepresentable>, /)",
        "Set the collection thresholds (the collection frequency).",
    ),
    NativeDef::new(
        "get_count",
        |_, _| Ok(tuple::new(vec![Value::int(vm::heap::alloc::pressure() as i64), Value::int(0), Value::int(0)])),
        "()",
        "Return a three-tuple of the current collection counts.",
    ),
    NativeDef::new("get_stats", get_stats, "()", "Return a list of dictionaries containing per-generation statistics."),
    NativeDef::new("get_objects", get_objects, "(generation=None)", "Return a list of objects tracked by the collector (excluding the list returned)."),
    NativeDef::new("get_referents", get_referents, "(*objs)", "Return the list of objects that are directly referred to by 'objs'."),
    NativeDef::new("get_referrers", get_referrers, "(*objs)", "Return the list of objects that directly refer to any of 'objs'."),
    NativeDef::new("is_tracked", |_, a| Ok(Value::bool(tracked(&a[0]))), "(obj, /)", "Returns true if the object is tracked by the garbage collector."),
    NativeDef::new(
        "is_finalized",
        |_, a| Ok(Value::bool(a[0].header().is_some_and(|h| h.has(flag::FINALIZED)))),
        "(obj, /)",
        "Returns true if the object has been already finalized by the GC.",
    ),
    NativeDef::new("freeze", |_, _| freeze(true), "()", "Freeze all current tracked objects and ignore them for future collections."),
    NativeDef::new("unfreeze", |_, _| freeze(false), "()", "Unfreeze all objects in the permanent generation."),
    NativeDef::new(
        "get_freeze_count",
        |_, _| Ok(Value::usize(collect::container_values().iter().filter(|v| v.header().is_some_and(|h| h.has(flag::FROZEN))).count())),
        "()",
        "Return the number of objects in the permanent generation.",
    ),
];
