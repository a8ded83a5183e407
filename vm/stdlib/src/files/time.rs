//! time: clocks, sleeping, and calendar times. The calendar itself is `leaf::strftime`.

use super::os::{self, c};
use crate::leaf::clib::Tm;
use crate::leaf::strftime as calendar;
use vm::builtins::{exception, int, namespace, str, tuple};
use vm::import::NativeModule;
use vm::native::structseq::{self, Fields};
use vm::object::ops;
use vm::threads::{lock, signals};
use vm::{NativeDef, PyResult, TypeDef, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "time", init };

static FIELDS: Fields = Fields {
    visible: 9,
    all: &[
        ("tm_year", "year, for example, 1993"),
        ("tm_mon", "month of year, range [1, 12]"),
        ("tm_mday", "day of month, range [1, 31]"),
        ("tm_hour", "hours, range [0, 23]"),
        ("tm_min", "minutes, range [0, 59]"),
        ("tm_sec", "seconds, range [0, 61])"),
        ("tm_wday", "day of week, range [0, 6], Monday is 0"),
        ("tm_yday", "day of year, range [1, 366]"),
        ("tm_isdst", "1 if summer time is in effect, 0 if not, and -1 if unknown"),
        ("tm_zone", "abbreviation of timezone name"),
        ("tm_gmtoff", "offset from UTC in seconds"),
    ],
};
/// `time.struct_time`
pub static STRUCT_TIME: TypeDef = structseq::define("time.struct_time", "The time value as returned by gmtime(), localtime(), and strptime().", &FIELDS);

// ---- clocks --------------------------------------------------------------------------------------

/// The clocks that have functions of their own: name, C clock, can it be set, does it only go forward.
static CLOCKS: &[(&str, libc::clockid_t, bool, bool)] = &[
    ("time", libc::CLOCK_REALTIME, true, false),
    ("monotonic", libc::CLOCK_MONOTONIC, false, true),
    ("perf_counter", libc::CLOCK_MONOTONIC, false, true),
    ("process_time", libc::CLOCK_PROCESS_CPUTIME_ID, false, true),
    ("thread_time", libc::CLOCK_THREAD_CPUTIME_ID, false, true),
];

fn now_ns(vm: &mut Vm, clock: libc::clockid_t) -> PyResult<i64> {
    os::clock_ns(clock).map_err(|n| exception::os_error(vm, n, None))
}
fn seconds(ns: i64) -> Value {
    Value::float(ns as f64 / 1e9)
}
fn clock(vm: &mut Vm, clock: libc::clockid_t, ns: bool) -> PyResult<Value> {
    let n = now_ns(vm, clock)?;
    Ok(if ns { Value::int(n) } else { seconds(n) })
}
fn clock_gettime(vm: &mut Vm, a: &[Value], ns: bool) -> PyResult<Value> {
    let id = os::int_arg(vm, &a[0])?;
    clock(vm, id, ns)
}
fn clock_settime(vm: &mut Vm, a: &[Value], ns: bool) -> PyResult<Value> {
    let id = os::int_arg(vm, &a[0])?;
    let n = if ns { os::long_arg(vm, &a[1])? } else { os::nanoseconds(vm, &a[1], false)? };
    let t = os::timespec(n);
    os::done(vm, c!(clock_settime(id, &t)))
}
fn resolution(vm: &mut Vm, id: libc::clockid_t) -> PyResult<Value> {
    let mut t = os::timespec(0);
    os::check(vm, c!(clock_getres(id, &mut t)))?;
    Ok(Value::float(t.tv_sec as f64 + t.tv_nsec as f64 * 1e-9))
}
fn get_clock_info(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !str::is_str(&a[0]) {
        return Err(vm.type_error(format!("get_clock_info() argument 1 must be str, not {}", a[0].ty().name())));
    }
    let Some(&(_, id, adjustable, monotonic)) = CLOCKS.iter().find(|c| str::eq_text(&a[0], c.0)) else {
        return Err(vm.value_error("unknown clock"));
    };
    let name = match id {
        libc::CLOCK_REALTIME => "clock_gettime(CLOCK_REALTIME)",
        libc::CLOCK_MONOTONIC => "clock_gettime(CLOCK_MONOTONIC)",
        libc::CLOCK_PROCESS_CPUTIME_ID => "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)",
        _ => "clock_gettime(CLOCK_THREAD_CPUTIME_ID)",
    };
    let resolution = resolution(vm, id)?;
    let fields =
        [("implementation", Value::str(name)), ("monotonic", Value::bool(monotonic)), ("adjustable", Value::bool(adjustable)), ("resolution", resolution)];
    Ok(namespace::new(&fields))
}

/// Sleeps until a moment of the monotonic clock, so that signals don't make it longer.
fn sleep(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let ns = os::nanoseconds(vm, &a[0], true)?;
    if ns < 0 {
        return Err(vm.value_error("sleep length must be non-negative"));
    }
    let until = os::timespec(now_ns(vm, libc::CLOCK_MONOTONIC)?.saturating_add(ns));
    loop {
        // Answers with the error number instead of setting errno.
        match lock::allow_threads(|| c!(clock_nanosleep(libc::CLOCK_MONOTONIC, libc::TIMER_ABSTIME, &until, std::ptr::null_mut()))) {
            0 => return Ok(Value::NONE),
            libc::EINTR => signals::deliver(vm)?,
            n => return Err(exception::os_error(vm, n, None)),
        }
    }
}

// ---- calendar times ------------------------------------------------------------------------------

fn value_of(t: &Tm) -> Value {
    let n = [t.month, t.day, t.hour, t.minute, t.second, t.weekday, t.yearday, t.isdst];
    let mut v = vec![Value::int(t.year)];
    v.extend(n.iter().map(|n| Value::int(i64::from(*n))));
    v.extend([Value::str(&t.zone), Value::int(t.gmtoff)]);
    structseq::new(&STRUCT_TIME, v)
}
/// Whole seconds of an optional argument; now without one.
fn moment(vm: &mut Vm, v: Option<&Value>) -> PyResult<i64> {
    match v.and_then(|v| v.some()) {
        None => Ok(now_ns(vm, libc::CLOCK_REALTIME)?.div_euclid(1_000_000_000)),
        Some(v) => {
            if let Some(f) = v.as_float() {
                if f.is_nan() {
                    return Err(vm.value_error("Invalid value NaN (not a number)"));
                }
                if !(-9.2e18..9.2e18).contains(&f) {
                    return Err(vm.overflow_error("timestamp out of range for platform time_t"));
                }
                return Ok(f.floor() as i64);
            }
            let n = ops::index(vm, v)?;
            int::as_i64(&n).ok_or_else(|| vm.overflow_error("timestamp out of range for platform time_t"))
        }
    }
}
fn broken_down(vm: &mut Vm, v: Option<&Value>, f: fn(i64) -> Option<Tm>) -> PyResult<Tm> {
    let n = moment(vm, v)?;
    match f(n) {
        Some(t) => Ok(t),
        None => Err(exception::os_error(vm, libc::EOVERFLOW, None)),
    }
}
/// A time tuple.
fn time_arg(vm: &mut Vm, v: &Value, who: &str) -> PyResult<Tm> {
    if v.downcast::<tuple::TupleObj>().is_none() {
        return Err(vm.type_error("Tuple or struct_time argument required"));
    }
    let items = tuple::items(v);
    if items.len() != 9 {
        return Err(vm.type_error(format!("{who}(): illegal time tuple argument")));
    }
    let year = match os::long_arg(vm, &items[0])? {
        y if i32::try_from(y).is_ok() => y,
        _ => return Err(vm.overflow_error("year out of range")),
    };
    let mut n = [0i32; 8];
    for (n, v) in n.iter_mut().zip(&items[1..]) {
        *n = os::int_arg(vm, v)?;
    }
    let [month, day, hour, minute, second, weekday, yearday, isdst] = n;
    let mut t = Tm { year, month, day, hour, minute, second, weekday, yearday, isdst, ..Tm::default() };
    if std::ptr::eq(v.ty(), STRUCT_TIME.get()) {
        let (zone, offset) = (structseq::field(v, 9), structseq::field(v, 10));
        if str::is_str(&zone) {
            t.zone = str::text(&zone).into_owned();
        }
        t.gmtoff = int::as_i64(&offset).unwrap_or(0);
    }
    Ok(t)
}
fn checked(vm: &mut Vm, v: Option<&Value>, who: &str) -> PyResult<Tm> {
    match v {
        None => broken_down(vm, None, calendar::local_time),
        Some(v) => {
            let t = time_arg(vm, v, who)?;
            calendar::check_fields(t).map_err(|e| vm.value_error(e.0))
        }
    }
}
fn asctime(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let t = checked(vm, a[0].opt(), "asctime")?;
    Ok(Value::str(&calendar::asctime(&t)))
}
fn ctime(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let t = broken_down(vm, a[0].opt(), calendar::local_time)?;
    Ok(Value::str(&calendar::asctime(&t)))
}
fn mktime(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let t = time_arg(vm, &a[0], "mktime")?;
    match calendar::make_time(&t) {
        Some(n) => Ok(Value::float(n as f64)),
        None => Err(vm.overflow_error("mktime argument out of range")),
    }
}
fn strftime(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !str::is_str(&a[0]) {
        return Err(vm.type_error(format!("strftime() argument 1 must be str, not {}", a[0].ty().name())));
    }
    let t = checked(vm, a[1].opt(), "strftime")?;
    let format = os::fs_encode(vm, &a[0])?;
    match calendar::format_time(&format, &t) {
        Some(b) => Ok(os::fs_decode(&b)),
        None => Err(vm.overflow_error("year out of range")),
    }
}
fn strptime(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let f = vm.import_attr("_strptime", "_strptime_time")?;
    let args: Vec<Value> = a.iter().filter(|v| !v.is_null()).cloned().collect();
    vm.call(&f, &args)
}
/// Reads the zone and sets what the module says about it.
fn set_zone(vm: &mut Vm, m: &Value) -> PyResult<()> {
    calendar::update_zone();
    let z = calendar::local_zone(moment(vm, None)?);
    os::set(m, "timezone", Value::int(z.timezone));
    os::set(m, "altzone", Value::int(z.altzone));
    os::set(m, "daylight", Value::int(i64::from(z.daylight)));
    os::set(m, "tzname", os::pair(Value::str(&z.tzname[0]), Value::str(&z.tzname[1])));
    Ok(())
}
fn tzset(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let m = vm::import::import(vm, "time")?;
    set_zone(vm, &m)?;
    Ok(Value::NONE)
}
fn thread_clock(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let id = os::long_arg(vm, &a[0])?;
    let mut clock = 0;
    match c!(pthread_getcpuclockid(id as libc::pthread_t, &mut clock)) {
        0 => Ok(Value::int(i64::from(clock))),
        n => Err(exception::os_error(vm, n, None)),
    }
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("time", |vm, _| clock(vm, libc::CLOCK_REALTIME, false), "()", "Return the current time in seconds since the Epoch."),
    NativeDef::new("time_ns", |vm, _| clock(vm, libc::CLOCK_REALTIME, true), "()", "Return the current time in nanoseconds since the Epoch."),
    NativeDef::new("monotonic", |vm, _| clock(vm, libc::CLOCK_MONOTONIC, false), "()", "Monotonic clock, cannot go backward."),
    NativeDef::new("monotonic_ns", |vm, _| clock(vm, libc::CLOCK_MONOTONIC, true), "()", "Monotonic clock, cannot go backward, as nanoseconds."),
    NativeDef::new("perf_counter", |vm, _| clock(vm, libc::CLOCK_MONOTONIC, false), "()", "Performance counter for benchmarking."),
    NativeDef::new("perf_counter_ns", |vm, _| clock(vm, libc::CLOCK_MONOTONIC, true), "()", "Performance counter for benchmarking as nanoseconds."),
    NativeDef::new(
        "process_time",
        |vm, _| clock(vm, libc::CLOCK_PROCESS_CPUTIME_ID, false),
        "()",
        "Process time for profiling: sum of the kernel and user-space CPU time.",
    ),
    NativeDef::new("process_time_ns", |vm, _| clock(vm, libc::CLOCK_PROCESS_CPUTIME_ID, true), "()", "Process time for profiling as nanoseconds."),
    NativeDef::new(
        "thread_time",
        |vm, _| clock(vm, libc::CLOCK_THREAD_CPUTIME_ID, false),
        "()",
        "Thread time for profiling: sum of the kernel and user-space CPU time.",
    ),
    NativeDef::new("thread_time_ns", |vm, _| clock(vm, libc::CLOCK_THREAD_CPUTIME_ID, true), "()", "Thread time for profiling as nanoseconds."),
    NativeDef::new("clock_gettime", |vm, a| clock_gettime(vm, a, false), "(clk_id, /)", "Return the time of the specified clock clk_id as a float."),
    NativeDef::new(
        "clock_gettime_ns",
        |vm, a| clock_gettime(vm, a, true),
        "(clk_id, /)",
        "Return the time of the specified clock clk_id as nanoseconds (int).",
    ),
    NativeDef::new("clock_settime", |vm, a| clock_settime(vm, a, false), "(clk_id, time, /)", "Set the time of the specified clock clk_id."),
    NativeDef::new("clock_settime_ns", |vm, a| clock_settime(vm, a, true), "(clk_id, time, /)", "Set the time of the specified clock clk_id with nanoseconds."),
    NativeDef::new(
        "clock_getres",
        |vm, a| {
            let id = os::int_arg(vm, &a[0])?;
            resolution(vm, id)
        },
        "(clk_id, /)",
        "Return the resolution (precision) of the specified clock clk_id.",
    ),
    NativeDef::new("pthread_getcpuclockid", thread_clock, "(thread_id, /)", "Return the clk_id of a thread's CPU time clock."),
    NativeDef::new("get_clock_info", get_clock_info, "(name, /)", "Get information of the specified clock."),
    NativeDef::new("sleep", sleep, "(seconds, /)", "Delay execution for a given number of seconds."),
    NativeDef::new(
        "gmtime",
        |vm, a| broken_down(vm, a[0].opt(), calendar::utc_time).map(|t| value_of(&t)),
        "(seconds=None, /)",
        "Convert seconds since the Epoch to a time tuple expressing UTC (a.k.a. GMT).",
    ),
    NativeDef::new(
        "localtime",
        |vm, a| broken_down(vm, a[0].opt(), calendar::local_time).map(|t| value_of(&t)),
        "(seconds=None, /)",
        "Convert seconds since the Epoch to a time tuple expressing local time.",
    ),
    NativeDef::new("asctime", asctime, "(tuple=<unrepresentable>, /)", "Convert a time tuple to a string, e.g. 'Sat Jun 06 16:26:11 1998'."),
    NativeDef::new("ctime", ctime, "(seconds=None, /)", "Convert a time in seconds since the Epoch to a string in local time."),
    NativeDef::new("mktime", mktime, "(tuple, /)", "Convert a time tuple in local time to seconds since the Epoch."),
    NativeDef::new("strftime", strftime, "(format, tuple=<unrepresentable>, /)", "Convert a time tuple to a string according to a format specification."),
    NativeDef::new("strptime", strptime, "(string, format=<unrepresentable>, /)", "Parse a string to a time tuple according to a format specification."),
    NativeDef::new("tzset", tzset, "()", "Initialize, or reinitialize, the local timezone to the value stored in os.environ['TZ']."),
];
static CONSTANTS: &[(&str, i64)] = os::libc_constants! {
    CLOCK_REALTIME CLOCK_MONOTONIC CLOCK_MONOTONIC_RAW CLOCK_PROCESS_CPUTIME_ID CLOCK_THREAD_CPUTIME_ID CLOCK_BOOTTIME CLOCK_TAI
};

fn init(vm: &mut Vm, m: &Value) -> PyResult<()> {
    os::add_functions(m, FUNCTIONS);
    os::add_constants(m, CONSTANTS);
    os::set(m, "struct_time", STRUCT_TIME.value());
    os::set(m, "_STRUCT_TM_ITEMS", Value::int(11));
    set_zone(vm, m)
}
