//! `_thread._ThreadHandle`: a thread one can wait for.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use vm::builtins::float;
use vm::native::{GetSet, TypeDef, this};
use vm::object::{Payload, ops, ty};
use vm::threads::{current_id, lock, signals};
use vm::{NativeDef, PyResult, Value, Vm};

/// How far a thread is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    NotStarted,
    Starting,
    Running,
    Done,
}

/// What the thread and its handles share.
#[derive(Default)]
pub struct Core {
    state: Mutex<(Stage, u64)>,
    ended: Condvar,
}

impl Core {
    /// Takes the right to start the thread; false when somebody has it already.
    pub fn begin(&self) -> bool {
        let mut s = self.state.lock();
        if s.0 != Stage::NotStarted {
            return false;
        }
        s.0 = Stage::Starting;
        true
    }
    /// Starting failed.
    pub fn reset(&self) {
        *self.state.lock() = (Stage::NotStarted, 0);
    }
    /// The thread runs under this identity. It may have ended by now.
    pub fn started(&self, ident: u64) {
        let mut s = self.state.lock();
        s.1 = ident;
        if s.0 != Stage::Done {
            s.0 = Stage::Running;
        }
    }
    /// The thread has ended.
    pub fn finish(&self) {
        self.state.lock().0 = Stage::Done;
        self.ended.notify_all();
    }
    fn is_done(&self) -> bool {
        self.state.lock().0 == Stage::Done
    }
    fn wait(&self, until: Option<Instant>) -> bool {
        let mut s = self.state.lock();
        while s.0 != Stage::Done {
            match until {
                Some(t) => {
                    if self.ended.wait_until(&mut s, t).timed_out() {
                        return s.0 == Stage::Done;
                    }
                }
                None => self.ended.wait(&mut s),
            }
        }
        true
    }
    /// Waits for the end of the thread, looking for signals now and then.
    fn join(self: &Arc<Core>, vm: &mut Vm, timeout: Option<Duration>) -> PyResult<()> {
        let end = timeout.and_then(|t| Instant::now().checked_add(t));
        let main = signals::is_main_thread();
        while !self.is_done() {
            let slice = main.then(|| Instant::now() + Duration::from_millis(50));
            let until = match (slice, end) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            let core = self.clone();
            if lock::allow_threads(move || core.wait(until)) || end.is_some_and(|e| Instant::now() >= e) {
                return Ok(());
            }
            signals::deliver(vm)?;
        }
        Ok(())
    }
}

/// Threads that aren't daemons: `_shutdown` waits for them.
static NON_DAEMON: Mutex<Vec<Arc<Core>>> = Mutex::new(Vec::new());

/// Remembers a thread that must end before the program does.
pub fn keep_for_shutdown(core: Arc<Core>) {
    let mut all = NON_DAEMON.lock();
    all.retain(|c| !c.is_done());
    all.push(core);
}

/// Waits for them all, but for the calling one.
pub fn join_all(vm: &mut Vm) -> PyResult<()> {
    loop {
        let me = current_id();
        let next = NON_DAEMON.lock().iter().find(|c| !c.is_done() && c.state.lock().1 != me).cloned();
        match next {
            Some(core) => core.join(vm, None)?,
            None => return Ok(()),
        }
    }
}

/// Payload.
pub struct HandleObj {
    core: Arc<Core>,
}
/// `_thread._ThreadHandle`
pub static TYPE: TypeDef = TypeDef::new::<HandleObj>("_thread._ThreadHandle")
    .methods(METHODS)
    .getset(GETSET)
    .flags(ty::flag::WEAKREF)
    .slots(|s| {
        s.new = Some(|_, _, _| Ok(new(Arc::default())));
        s.repr = Some(|_, v| Ok(Value::str(&format!("<_ThreadHandle object: ident={}>", core(v).state.lock().1))));
    })
    .final_type();
impl Payload for HandleObj {
    fn def() -> &'static TypeDef {
        &TYPE
    }
}

/// A handle.
pub fn new(core: Arc<Core>) -> Value {
    vm::object::new(HandleObj { core })
}
/// What a handle stands for.
pub fn core(v: &Value) -> Arc<Core> {
    this::<HandleObj>(v).core.clone()
}
/// A handle for a thread that runs already, e.g. the main thread.
pub fn of_ident(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let ident = ops::index_i64(vm, &a[0])?;
    let core = Core::default();
    core.started(ident as u64);
    Ok(new(Arc::new(core)))
}

fn join(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let timeout = match a[1].some() {
        Some(t) => {
            let s = float::convert(vm, t)?;
            if s > super::lock::TIMEOUT_MAX || s.is_nan() {
                return Err(vm.overflow_error("timestamp too large to convert to C PyTime_t"));
            }
            if s < 0.0 { None } else { Some(Duration::from_secs_f64(s)) }
        }
        None => None,
    };
    let core = core(&a[0]);
    let (stage, ident) = *core.state.lock();
    if stage == Stage::NotStarted || stage == Stage::Starting {
        return Err(vm.runtime_error("thread not started"));
    }
    if ident == current_id() && stage != Stage::Done {
        return Err(vm.runtime_error("Cannot join current thread"));
    }
    core.join(vm, timeout)?;
    Ok(Value::NONE)
}
static METHODS: &[NativeDef] = &[
    NativeDef::new("join", join, "($self, timeout=None, /)", ""),
    NativeDef::new("is_done", |_, a| Ok(Value::bool(core(&a[0]).is_done())), "($self, /)", ""),
    NativeDef::new(
        "_set_done",
        |_, a| {
            core(&a[0]).finish();
            Ok(Value::NONE)
        },
        "($self, /)",
        "",
    ),
];
static GETSET: &[GetSet] = &[GetSet::new("ident", |_, v| Ok(Value::int(core(v).state.lock().1 as i64)), None, "")];

/// Names the calling thread for the operating system.
pub fn set_name(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !vm::builtins::str::is_str(&a[0]) {
        return Err(vm.type_error(format!("set_name() argument 'name' must be str, not {}", a[0].ty().name())));
    }
    // The kernel keeps 15 bytes.
    let text = vm::builtins::str::text(&a[0]).into_owned();
    let mut end = text.len().min(15);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let _ = std::fs::write("/proc/thread-self/comm", &text[..end]);
    Ok(Value::NONE)
}
