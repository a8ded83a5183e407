//! One runtime for all unit tests: it exists once per process and belongs to one thread.

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

/// `v.name = x`.
pub fn set_attr(vm: &mut Vm, v: &Value, name: &str, x: Value) {
    crate::object::attr::set(vm, v, &intern(name), Some(&x)).unwrap();
}
