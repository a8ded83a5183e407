//! One runtime for all unit tests: it exists once per process and belongs to one thread.

use crate::builtins::{object, tuple, type_};
use crate::heap::header::flag;
use crate::heap::{alloc, collect};
use crate::object::dict::{DictObj, new_dict};
use crate::object::intern::intern;
use crate::value::Value;
use crate::vm::Vm;
use std::sync::mpsc::{Sender, channel};
use std::sync::{LazyLock, Mutex, PoisonError};

type Job = Box<dyn FnOnce(&mut Vm) + Send>;

static JOBS: LazyLock<Mutex<Sender<Job>>> = LazyLock::new(|| {
    let (jobs, incoming) = channel::<Job>();
    std::thread::spawn(move || {
        let mut vm = Vm::boot(crate::import::Config::default());
        // What the runtime itself is made of is no garbage: collections needn't look at it (Miri takes its time).
        collect::container_values().iter().filter_map(|v| v.header()).for_each(|h| h.set(flag::FROZEN));
        for job in incoming {
            job(&mut vm);
        }
        // Objects that statics hold must not outlive the runtime's tables.
        std::mem::forget(vm);
    });
    Mutex::new(jobs)
});

/// Runs `f` on the runtime's thread; a panic there is the caller's.
pub fn with_vm(f: impl FnOnce(&mut Vm) + Send + 'static) {
    let (done, wait) = channel();
    let job: Job = Box::new(move |vm| {
        let r = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| f(vm)));
        done.send(r).expect("the test waits");
    });
    JOBS.lock().unwrap_or_else(PoisonError::into_inner).send(job).expect("the runtime's thread lives");
    if let Err(panic) = wait.recv().expect("the job was run") {
        std::panic::resume_unwind(panic);
    }
}

/// Runs `f` again and again: what it makes must be gone when it is done, cycles included. The first two runs may leave what
/// is made once (names, types, shapes, plans).
pub fn with_vm_balanced(f: impl Fn(&mut Vm) + Send + 'static) {
    with_vm(move |vm| {
        let mut alive = [0; 2];
        f(vm);
        for n in &mut alive {
            f(vm);
            collect::collect(None);
            *n = alloc::live_objects().len();
        }
        assert_eq!(alive[0], alive[1], "objects alive before and after");
    });
}

/// How many references a heap object has; 0 for immediates.
pub fn rc(v: &Value) -> u32 {
    v.header().map_or(0, |h| h.rc.get())
}

/// `class NAME(BASES): pass`; `object` without bases.
pub fn class(vm: &mut Vm, name: &str, bases: Vec<Value>) -> Value {
    class_with(vm, name, bases, &[])
}

/// `class NAME(BASES)` with these attributes in its body.
pub fn class_with(vm: &mut Vm, name: &str, bases: Vec<Value>, body: &[(&str, Value)]) -> Value {
    let bases = if bases.is_empty() { vec![object::TYPE.value()] } else { bases };
    let namespace = new_dict();
    for (key, v) in body {
        namespace.downcast::<DictObj>().unwrap().set_text(key, v.clone());
    }
    crate::builtins::class::new_type(vm, type_::TYPE.get(), &Value::str(name), &tuple::new(bases), &namespace, &[]).unwrap()
}

/// An instance of a class that is called without arguments.
pub fn instance(vm: &mut Vm, class: &Value) -> Value {
    vm.call(class, &[]).unwrap()
}

/// `v.name`, which exists.
pub fn get_attr(vm: &mut Vm, v: &Value, name: &str) -> Value {
    crate::object::attr::get_text(vm, v, name).unwrap()
}

/// `v.name = x`.
pub fn set_attr(vm: &mut Vm, v: &Value, name: &str, x: Value) {
    crate::object::attr::set(vm, v, &intern(name), Some(&x)).unwrap();
}
