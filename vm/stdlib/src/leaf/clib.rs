//! The C library calls of the leaf pieces: calendar conversions, `strftime`, and some functions of real numbers.
//!
//! All `unsafe` of `leaf` is here. Calendar functions read the process's time zone, which `tzset` sets from `TZ`; they
//! use the re-entrant forms. The functions come from the C library because that is where CPython takes it, and the
//! last bit differs between implementations.

use std::ffi::{CStr, CString};
use std::mem::MaybeUninit;

unsafe extern "C" {
    safe fn erf(x: f64) -> f64;
    safe fn erfc(x: f64) -> f64;
    safe fn asinh(x: f64) -> f64;
    safe fn acosh(x: f64) -> f64;
    safe fn atanh(x: f64) -> f64;
    safe fn tzset();
    fn strftime(out: *mut libc::c_char, size: usize, format: *const libc::c_char, tm: *const libc::tm) -> usize;
}

/// The error function.
pub fn error_function(x: f64) -> f64 {
    erf(x)
}

/// Inverse hyperbolic sine.
pub fn inverse_sinh(x: f64) -> f64 {
    asinh(x)
}

/// Inverse hyperbolic cosine.
pub fn inverse_cosh(x: f64) -> f64 {
    acosh(x)
}

/// Inverse hyperbolic tangent.
pub fn inverse_tanh(x: f64) -> f64 {
    atanh(x)
}

/// One minus the error function.
pub fn error_function_complement(x: f64) -> f64 {
    erfc(x)
}

/// A broken-down time with Python's numbering: full year, months from 1, Monday 0, days of the year from 1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tm {
    /// Full year.
    pub year: i64,
    /// 1 to 12.
    pub month: i32,
    /// 1 to 31.
    pub day: i32,
    /// 0 to 23.
    pub hour: i32,
    /// 0 to 59.
    pub minute: i32,
    /// 0 to 61.
    pub second: i32,
    /// Monday is 0.
    pub weekday: i32,
    /// 1 to 366.
    pub yearday: i32,
    /// 1 in summer time, 0 not, -1 unknown.
    pub isdst: i32,
    /// Seconds east of UTC.
    pub gmtoff: i64,
    /// Abbreviation of the zone; empty when unknown.
    pub zone: String,
}

impl Tm {
    fn from_c(tm: &libc::tm) -> Tm {
        let zone = if tm.tm_zone.is_null() {
            String::new()
        } else {
            // SAFETY: localtime_r and gmtime_r set tm_zone to a C string of the zone database, which lives on; this is
            // only called right after one of them succeeded.
            unsafe { CStr::from_ptr(tm.tm_zone) }.to_string_lossy().into_owned()
        };
        Tm {
            year: i64::from(tm.tm_year) + 1900,
            month: tm.tm_mon + 1,
            day: tm.tm_mday,
            hour: tm.tm_hour,
            minute: tm.tm_min,
            second: tm.tm_sec,
            weekday: (tm.tm_wday + 6) % 7,
            yearday: tm.tm_yday + 1,
            isdst: tm.tm_isdst,
            gmtoff: tm.tm_gmtoff,
            zone,
        }
    }

    /// The C form; `zone` must outlive the result. `None` when the year doesn't fit.
    fn to_c(&self, zone: Option<&CString>) -> Option<libc::tm> {
        // SAFETY: all fields of `tm` are integers or a pointer, for which zero bytes are valid.
        let mut tm: libc::tm = unsafe { MaybeUninit::zeroed().assume_init() };
        tm.tm_year = i32::try_from(self.year.checked_sub(1900)?).ok()?;
        tm.tm_mon = self.month - 1;
        tm.tm_mday = self.day;
        tm.tm_hour = self.hour;
        tm.tm_min = self.minute;
        tm.tm_sec = self.second;
        tm.tm_wday = (self.weekday + 1) % 7;
        tm.tm_yday = self.yearday - 1;
        tm.tm_isdst = self.isdst;
        tm.tm_gmtoff = self.gmtoff;
        tm.tm_zone = zone.map_or(std::ptr::null(), |z| z.as_ptr());
        Some(tm)
    }
}

/// Reads `TZ` again.
pub fn update_zone() {
    tzset();
}

/// `localtime`; `None` when the year doesn't fit (`EOVERFLOW`).
pub fn local_time(seconds: i64) -> Option<Tm> {
    let mut tm = MaybeUninit::uninit();
    // SAFETY: both pointers are to live locals; on success (not null) `tm` is filled in.
    unsafe {
        let done = libc::localtime_r(&seconds, tm.as_mut_ptr());
        (!done.is_null()).then(|| Tm::from_c(tm.assume_init_ref()))
    }
}

/// `gmtime`; `None` when the year doesn't fit (`EOVERFLOW`).
pub fn utc_time(seconds: i64) -> Option<Tm> {
    let mut tm = MaybeUninit::uninit();
    // SAFETY: as in `local_time`.
    unsafe {
        let done = libc::gmtime_r(&seconds, tm.as_mut_ptr());
        (!done.is_null()).then(|| Tm::from_c(tm.assume_init_ref()))
    }
}

/// `mktime`: seconds since the epoch of a local time; fields may be out of range. `None` when not representable.
pub fn make_time(time: &Tm) -> Option<i64> {
    let mut tm = time.to_c(None)?;
    // mktime sets the weekday when it succeeds: the only way to tell -1 seconds from an error.
    tm.tm_wday = -1;
    // SAFETY: `tm` is a live, initialised local; mktime doesn't read tm_zone.
    let seconds = unsafe { libc::mktime(&mut tm) };
    (seconds != -1 || tm.tm_wday != -1).then_some(seconds)
}

/// The C `strftime`, for a format without NUL. `None` when the year doesn't fit or the result grows beyond bounds.
pub fn format_time(format: &[u8], time: &Tm) -> Option<Vec<u8>> {
    let text = CString::new(format).ok()?;
    let zone = CString::new(time.zone.as_str()).ok()?;
    let tm = time.to_c(Some(&zone).filter(|_| !time.zone.is_empty()))?;
    let mut out: Vec<u8> = Vec::with_capacity(1024);
    loop {
        let room = out.capacity();
        // SAFETY: `out` has `room` writable bytes; `text` and `zone` are C strings that outlive the call; strftime
        // writes at most `room` bytes and returns how many before the NUL, all of them initialised.
        unsafe {
            let n = strftime(out.as_mut_ptr().cast(), room, text.as_ptr(), &tm);
            out.set_len(n);
        }
        // Zero means "no room" or "empty result" (`%p` in some locales): a buffer of 256 bytes per character decides.
        if !out.is_empty() || format.is_empty() || room >= 256 * format.len() {
            return Some(out);
        }
        out.reserve_exact(room * 2);
    }
}
