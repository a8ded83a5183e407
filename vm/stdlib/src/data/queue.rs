//! `_queue`: SimpleQueue, an unbounded queue between threads. Its operations are atomic, so it may be used from
//! destructors and signal handlers.
//!
//! The items belong to the interpreter lock. How many there are is counted a second time under a lock of its own, on
//! which readers wait without the interpreter lock: an item put between a reader's look and its wait is seen there.

use super::support::{CLASS_GETITEM, exception_class, fill, raise_named, set};
use crate::system::thread::lock::wait_limit;
use parking_lot::{Condvar, Mutex};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;
use vm::builtins::exception;
use vm::import::NativeModule;
use vm::native::{TypeDef, this};
use vm::object::{new_of, ops, ty};
use vm::threads::{lock, signals};
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "_queue",
    init: |vm, m| {
        fill(m, "_queue", &[], &[&SIMPLE_QUEUE]);
        let empty = exception_class(vm, "_queue", "Empty", exception::classes().exception)?;
        set(m, "Empty", empty);
        set(m, "__doc__", Value::str("C implementation of the Python queue module.\nThis module is an implementation detail, please do not use it directly."));
        Ok(())
    },
};

#[derive(Default)]
struct Signal {
    items: Mutex<usize>,
    came: Condvar,
}

#[derive(Default)]
struct Queue {
    items: RefCell<VecDeque<Value>>,
    signal: Arc<Signal>,
}
payload!(Queue, SIMPLE_QUEUE, |s, visit| s.items.borrow().iter().for_each(visit), |s| {
    let items = s.items.take();
    *s.signal.items.lock() = 0;
    drop(items)
});

fn q(v: &Value) -> &Queue {
    this::<Queue>(v)
}

impl Queue {
    fn put(&self, v: Value) {
        self.items.borrow_mut().push_back(v);
        *self.signal.items.lock() += 1;
        self.signal.came.notify_one();
    }
    fn take(&self) -> Option<Value> {
        let v = self.items.borrow_mut().pop_front()?;
        *self.signal.items.lock() -= 1;
        Some(v)
    }
}

fn get(vm: &mut Vm, v: &Value, block: bool, timeout: &Value) -> PyResult<Value> {
    let queue = q(v);
    let mut end = None;
    if block && !timeout.is_null() && !timeout.is_none() {
        let ns = crate::files::nanoseconds(vm, timeout, true)?;
        let Ok(ns) = u64::try_from(ns) else { return Err(vm.value_error("'timeout' must be a non-negative number")) };
        end = Instant::now().checked_add(std::time::Duration::from_nanos(ns));
    }
    if let Some(x) = queue.take() {
        return Ok(x);
    }
    if !block {
        return Err(raise_named(vm, "_queue", "Empty", ""));
    }
    while end.is_none_or(|e| Instant::now() < e) {
        let (signal, until) = (queue.signal.clone(), wait_limit(end));
        lock::allow_threads(move || {
            let mut n = signal.items.lock();
            while *n == 0 {
                match until {
                    Some(t) => {
                        if signal.came.wait_until(&mut n, t).timed_out() {
                            break;
                        }
                    }
                    None => signal.came.wait(&mut n),
                }
            }
        });
        if let Some(x) = queue.take() {
            return Ok(x);
        }
        signals::deliver(vm)?;
    }
    Err(raise_named(vm, "_queue", "Empty", ""))
}

fn put_method(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    q(&a[0]).put(a[1].clone());
    Ok(Value::NONE)
}

/// `_queue.SimpleQueue`
static SIMPLE_QUEUE: TypeDef = TypeDef::new::<Queue>("_queue.SimpleQueue")
    .doc("Simple, unbounded, reentrant FIFO queue.")
    .flags(ty::flag::WEAKREF)
    .slots(|s| {
        s.new = Some(|vm, cls, args| {
            if cls.is(SIMPLE_QUEUE.get()) && !args.all.is_empty() {
                let kind = if args.has_kw() { "keyword" } else { "positional" };
                return Err(vm.type_error(format!("SimpleQueue() takes no {kind} arguments")));
            }
            Ok(new_of(cls, Queue::default()))
        });
    })
    .methods(&[
        CLASS_GETITEM,
        NativeDef::new("empty", |_, a| Ok(Value::bool(q(&a[0]).items.borrow().is_empty())), "($self, /)", "Return True if the queue is empty, False otherwise (not reliable!)."),
        NativeDef::new(
            "get",
            |vm, a| {
                let block = match a[1].opt() {
                    Some(b) => ops::truth(vm, b)?,
                    None => true,
                };
                get(vm, &a[0], block, &a[2])
            },
            "($self, /, block=True, timeout=None)",
            "Remove and return an item from the queue.\n\nIf optional args 'block' is true and 'timeout' is None (the default),\nblock if necessary until an item is available. If 'timeout' is\na non-negative number, it blocks at most 'timeout' seconds and raises\nthe Empty exception if no item was available within that time.\nOtherwise ('block' is false), return an item if one is immediately\navailable, else raise the Empty exception ('timeout' is ignored\nin that case).",
        ),
        NativeDef::new(
            "get_nowait",
            |vm, a| get(vm, &a[0], false, &Value::NONE),
            "($self, /)",
            "Remove and return an item from the queue without blocking.\n\nOnly get an item if one is immediately available. Otherwise\nraise the Empty exception.",
        ),
        NativeDef::new(
            "put",
            put_method,
            "($self, /, item, block=True, timeout=None)",
            "Put the item on the queue.\n\nThe optional 'block' and 'timeout' arguments are ignored, as this method\nnever blocks.  They are provided for compatibility with the Queue class.",
        ),
        NativeDef::new(
            "put_nowait",
            put_method,
            "($self, /, item)",
            "Put an item into the queue without blocking.\n\nThis is exactly equivalent to `put(item)` and is only provided\nfor compatibility with the Queue class.",
        ),
        NativeDef::new("qsize", |_, a| Ok(Value::usize(q(&a[0]).items.borrow().len())), "($self, /)", "Return the approximate size of the queue (not reliable!)."),
    ]);
