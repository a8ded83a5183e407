//! `sys.monitoring` (PEP 669): who wants to hear of which events.

use vm::builtins::code::CodeObj;
use vm::builtins::{module, namespace, str};
use vm::interp::trace::{self, AFTER_CALL, ALL, BRANCHES, Event, LOCAL, TOOLS, watch};
use vm::object::ops;
use vm::vm::rt;
use vm::{NativeDef, PyResult, Value, Vm};

/// Number of a tool, checked.
fn tool(vm: &mut Vm, v: &Value) -> PyResult<usize> {
    let n = ops::index_i64(vm, v)?;
    match usize::try_from(n) {
        Ok(n) if n < TOOLS => Ok(n),
        _ => Err(vm.value_error(format!("invalid tool {n} (must be between 0 and 5)"))),
    }
}
/// As `tool`, for one that is in use.
fn tool_in_use(vm: &mut Vm, v: &Value) -> PyResult<usize> {
    let n = tool(vm, v)?;
    if rt().monitors.names.borrow()[n].is_null() {
        return Err(vm.value_error(format!("tool {n} is not in use")));
    }
    Ok(n)
}

fn use_tool_id(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = tool(vm, &a[0])?;
    if !str::is_str(&a[1]) {
        return Err(vm.value_error("tool name must be a str"));
    }
    if !rt().monitors.names.borrow()[n].is_null() {
        return Err(vm.value_error(format!("tool {n} is already in use")));
    }
    rt().monitors.names.borrow_mut()[n] = a[1].clone();
    Ok(Value::NONE)
}

/// Takes a tool's events and callbacks away.
fn clear(vm: &mut Vm, n: usize) {
    let m = &rt().monitors;
    m.set_global(n, 0);
    m.clear_local(n);
    let gone = std::mem::replace(&mut m.callbacks.borrow_mut()[n], trace::no_callbacks());
    drop(gone);
    trace::changed(vm);
}
fn clear_tool_id(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = tool(vm, &a[0])?;
    if !rt().monitors.names.borrow()[n].is_null() {
        clear(vm, n);
    }
    Ok(Value::NONE)
}
fn free_tool_id(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = tool(vm, &a[0])?;
    if !rt().monitors.names.borrow()[n].is_null() {
        clear(vm, n);
        let gone = std::mem::replace(&mut rt().monitors.names.borrow_mut()[n], Value::NULL);
        drop(gone);
    }
    Ok(Value::NONE)
}
fn get_tool(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = tool(vm, &a[0])?;
    let name = rt().monitors.names.borrow()[n].clone();
    Ok(name.opt().cloned().unwrap_or(Value::NONE))
}

fn register_callback(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = tool(vm, &a[0])?;
    let event = ops::index_i64(vm, &a[1])?;
    let bits = u32::try_from(event).ok().filter(|e| e.count_ones() == 1);
    let Some(number) = bits.map(|e| e.trailing_zeros() as usize).filter(|e| *e < ALL.len()) else {
        return Err(vm.value_error(if bits.is_none() && event > 0 && u32::try_from(event).is_ok() {
            "The callback can only be set for one event at a time".to_string()
        } else {
            format!("invalid event {event}")
        }));
    };
    let f = a[2].some().cloned().unwrap_or(Value::NULL);
    let m = &rt().monitors;
    let old = {
        let mut all = m.callbacks.borrow_mut();
        if number == Event::Branch as usize {
            // BRANCH is heard of on both ways.
            let left = std::mem::replace(&mut all[n][Event::BranchLeft as usize], f.clone());
            let right = std::mem::replace(&mut all[n][Event::BranchRight as usize], f.clone());
            drop((left, right));
        }
        std::mem::replace(&mut all[n][number], f)
    };
    Ok(old.opt().cloned().unwrap_or(Value::NONE))
}

/// An event set as given, checked: ancillary events need CALL, BRANCH means both ways.
fn event_set(vm: &mut Vm, v: &Value, local: bool) -> PyResult<u32> {
    let given = ops::index_i64(vm, v)?;
    let limit = if local { LOCAL | AFTER_CALL | Event::Branch.bit() } else { (1 << ALL.len()) - 1 };
    let Some(mut events) = u32::try_from(given).ok().filter(|e| e & !limit == 0) else {
        let what = if local { "invalid local event set" } else { "invalid event set" };
        return Err(vm.value_error(format!("{what} 0x{:x}", given as u32)));
    };
    if events & AFTER_CALL != 0 {
        let all = AFTER_CALL | Event::Call.bit();
        if events & all != all {
            return Err(vm.value_error("cannot set C_RETURN or C_RAISE events independently"));
        }
        events &= !AFTER_CALL;
    }
    if events & Event::Branch.bit() != 0 {
        events = events & !Event::Branch.bit() | BRANCHES;
    }
    Ok(events)
}
fn get_events(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = tool_in_use(vm, &a[0])?;
    Ok(Value::int(i64::from(shown(rt().monitors.global(n)))))
}
/// The set as Python code sees it.
fn shown(events: u32) -> u32 {
    if events & BRANCHES == BRANCHES { events | Event::Branch.bit() } else { events }
}
fn set_events(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = tool(vm, &a[0])?;
    let events = event_set(vm, &a[1], false)?;
    tool_in_use(vm, &a[0])?;
    rt().monitors.set_global(n, events);
    trace::changed(vm);
    Ok(Value::NONE)
}
fn code<'a>(vm: &mut Vm, v: &'a Value) -> PyResult<&'a CodeObj> {
    match v.downcast::<CodeObj>() {
        Some(c) => Ok(c),
        None => Err(vm.type_error("code must be a code object")),
    }
}
fn get_local_events(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let c = code(vm, &a[1])?;
    let n = tool_in_use(vm, &a[0])?;
    Ok(Value::int(i64::from(shown(watch::of(c).local(n)))))
}
fn set_local_events(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let c = code(vm, &a[1])?;
    let n = tool(vm, &a[0])?;
    let events = event_set(vm, &a[2], true)?;
    tool_in_use(vm, &a[0])?;
    watch::of(c).set_local(n, events);
    trace::changed(vm);
    Ok(Value::NONE)
}
fn restart_events(_: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let restarts = &rt().monitors.restarts;
    restarts.set(restarts.get().wrapping_add(1));
    Ok(Value::NONE)
}
/// Which tools want which events, for debugging.
fn all_events(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let d = vm::object::dict::new_dict();
    let _ = vm;
    if let Some(dict) = d.downcast::<vm::builtins::dict::DictObj>() {
        for (event, name) in ALL {
            let tools = rt().monitors.wanting(*event);
            if tools != 0 && event.bit() & AFTER_CALL == 0 {
                dict.set_text(name, Value::int(i64::from(tools)));
            }
        }
    }
    Ok(d)
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("use_tool_id", use_tool_id, "(tool_id, name, /)", ""),
    NativeDef::new("clear_tool_id", clear_tool_id, "(tool_id, /)", ""),
    NativeDef::new("free_tool_id", free_tool_id, "(tool_id, /)", ""),
    NativeDef::new("get_tool", get_tool, "(tool_id, /)", ""),
    NativeDef::new("register_callback", register_callback, "(tool_id, event, func, /)", ""),
    NativeDef::new("get_events", get_events, "(tool_id, /)", ""),
    NativeDef::new("set_events", set_events, "(tool_id, event_set, /)", ""),
    NativeDef::new("get_local_events", get_local_events, "(tool_id, code, /)", ""),
    NativeDef::new("set_local_events", set_local_events, "(tool_id, code, event_set, /)", ""),
    NativeDef::new("restart_events", restart_events, "()", ""),
    NativeDef::new("_all_events", all_events, "()", ""),
];

/// The module.
pub(super) fn make() -> Value {
    let m = module::new("sys.monitoring", Value::NONE);
    super::super::fill(&m, "sys.monitoring", FUNCTIONS);
    let events: Vec<(&str, Value)> = ALL.iter().map(|(e, name)| (*name, Value::int(i64::from(e.bit())))).chain([("NO_EVENTS", Value::int(0))]).collect();
    if let Some(d) = module::dict_of(&m) {
        d.set_text("DISABLE", rt().monitors.disable());
        d.set_text("MISSING", rt().monitors.missing());
        d.set_text("events", namespace::new(&events));
        for (name, n) in [("DEBUGGER_ID", 0), ("COVERAGE_ID", 1), ("PROFILER_ID", 2), ("OPTIMIZER_ID", 5)] {
            d.set_text(name, Value::int(n));
        }
    }
    m
}
