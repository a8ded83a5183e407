//! _locale: the C library's locale.

use super::os::{self, c};
use std::ffi::CStr;
use vm::builtins::exception::classes;
use vm::builtins::{list, str, tuple};
use vm::import::NativeModule;
use vm::object::dict::{DictObj, new_dict};
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_locale", init };

/// Text of the C library; None for NULL.
fn text(p: *const libc::c_char) -> Option<Value> {
    if p.is_null() {
        return None;
    }
    // SAFETY: strings of the locale end in NUL and are read before the locale changes.
    Some(os::fs_decode(unsafe { CStr::from_ptr(p) }.to_bytes()))
}
fn setlocale(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let category = os::int_arg(vm, &a[0])?;
    let wanted = a[1].some().map_or(Ok(None), |v| os::c_string(vm, v).map(Some))?;
    let p = c!(setlocale(category, wanted.as_ref().map_or(std::ptr::null(), |w| w.as_ptr())));
    match text(p) {
        Some(v) => Ok(v),
        None => {
            let what = if wanted.is_some() { "unsupported locale setting" } else { "locale query failed" };
            let error = vm.import_attr("_locale", "Error")?;
            let exc = vm.call1(&error, &Value::str(what))?;
            Err(vm.raise(exc))
        }
    }
}
/// Group sizes: a list that ends in 0 (repeat) or CHAR_MAX (no more groups).
fn grouping(p: *const libc::c_char) -> Value {
    let mut out = Vec::new();
    let mut at = p;
    // SAFETY: a C string.
    unsafe {
        while !at.is_null() && *at != 0 && *at != libc::c_char::MAX {
            out.push(Value::int(i64::from(*at)));
            at = at.add(1);
        }
        if !at.is_null() && !out.is_empty() {
            out.push(Value::int(i64::from(*at)));
        }
    }
    list::new(out)
}
fn localeconv(_: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let d = new_dict();
    let p = c!(localeconv());
    // SAFETY: localeconv gives a static structure, valid until the locale changes.
    let l = unsafe { &*p };
    if let Some(d) = d.downcast::<DictObj>() {
        for (name, p) in [
            ("decimal_point", l.decimal_point),
            ("thousands_sep", l.thousands_sep),
            ("int_curr_symbol", l.int_curr_symbol),
            ("currency_symbol", l.currency_symbol),
            ("mon_decimal_point", l.mon_decimal_point),
            ("mon_thousands_sep", l.mon_thousands_sep),
            ("positive_sign", l.positive_sign),
            ("negative_sign", l.negative_sign),
        ] {
            d.set_text(name, text(p).unwrap_or_else(str::empty));
        }
        d.set_text("grouping", grouping(l.grouping));
        d.set_text("mon_grouping", grouping(l.mon_grouping));
        for (name, n) in [
            ("int_frac_digits", l.int_frac_digits),
            ("frac_digits", l.frac_digits),
            ("p_cs_precedes", l.p_cs_precedes),
            ("p_sep_by_space", l.p_sep_by_space),
            ("n_cs_precedes", l.n_cs_precedes),
            ("n_sep_by_space", l.n_sep_by_space),
            ("p_sign_posn", l.p_sign_posn),
            ("n_sign_posn", l.n_sign_posn),
        ] {
            d.set_text(name, Value::int(i64::from(n)));
        }
    }
    Ok(d)
}
fn nl_langinfo(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let key = os::int_arg(vm, &a[0])?;
    if !LANGINFO.iter().any(|(_, n)| *n == i64::from(key)) {
        return Err(vm.value_error("unsupported langinfo constant"));
    }
    Ok(text(c!(nl_langinfo(key))).unwrap_or_else(str::empty))
}
fn strcoll(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (x, y) = (os::c_string(vm, &a[0])?, os::c_string(vm, &a[1])?);
    Ok(Value::int(i64::from(c!(strcoll(x.as_ptr(), y.as_ptr())))))
}
fn strxfrm(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let x = os::c_string(vm, &a[0])?;
    let mut b = vec![0u8; 4 * x.as_bytes().len() + 64];
    loop {
        let n = c!(strxfrm(b.as_mut_ptr().cast(), x.as_ptr(), b.len()));
        if n < b.len() {
            return Ok(str::from_latin1(&b[..n]));
        }
        b.resize(n + 1, 0);
    }
}
static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("setlocale", setlocale, "(category, locale=None, /)", "Activates/queries locale processing."),
    NativeDef::new("localeconv", localeconv, "()", "Returns numeric and monetary locale-specific parameters."),
    NativeDef::new("nl_langinfo", nl_langinfo, "(key, /)", "Return the value for the locale information associated with key."),
    NativeDef::new("strcoll", strcoll, "(os1, os2, /)", "Compares two strings according to the locale."),
    NativeDef::new("strxfrm", strxfrm, "(string, /)", "Return a string that can be used as a key for locale-aware comparisons."),
    NativeDef::new("getencoding", |_, _| Ok(Value::str("UTF-8")), "()", "Get the current locale encoding."),
];
static CONSTANTS: &[(&str, i64)] = os::libc_constants! { LC_CTYPE LC_TIME LC_COLLATE LC_MONETARY LC_MESSAGES LC_NUMERIC LC_ALL };
static LANGINFO: &[(&str, i64)] = os::libc_constants! {
    CODESET D_T_FMT D_FMT T_FMT T_FMT_AMPM AM_STR PM_STR RADIXCHAR THOUSEP YESEXPR NOEXPR CRNCYSTR ERA ERA_D_T_FMT ERA_D_FMT ERA_T_FMT
    ALT_DIGITS DAY_1 DAY_2 DAY_3 DAY_4 DAY_5 DAY_6 DAY_7 ABDAY_1 ABDAY_2 ABDAY_3 ABDAY_4 ABDAY_5 ABDAY_6 ABDAY_7
    MON_1 MON_2 MON_3 MON_4 MON_5 MON_6 MON_7 MON_8 MON_9 MON_10 MON_11 MON_12
    ABMON_1 ABMON_2 ABMON_3 ABMON_4 ABMON_5 ABMON_6 ABMON_7 ABMON_8 ABMON_9 ABMON_10 ABMON_11 ABMON_12
};

fn init(vm: &mut Vm, m: &Value) -> PyResult<()> {
    os::add_functions(m, FUNCTIONS);
    os::add_constants(m, CONSTANTS);
    os::add_constants(m, LANGINFO);
    os::set(m, "CHAR_MAX", Value::int(127));
    let d = new_dict();
    if let Some(d) = d.downcast::<DictObj>() {
        d.set_text("__module__", Value::str("locale"));
    }
    let make = vm::builtins::type_::TYPE.value();
    let error = vm.call(&make, &[Value::str("Error"), tuple::new(vec![classes().exception.value()]), d])?;
    os::set(m, "Error", error);
    Ok(())
}
