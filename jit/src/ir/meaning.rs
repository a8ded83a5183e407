//! The meaning of every pure op and of every guard's condition, as executable Rust on raw bits. The constant folder, the
//! evaluator and the helpers that compiled code calls (float `%` and `//`) all use these functions, so they cannot disagree.

use super::ops::Op;
use super::types::word;

/// Bits of a value: an int, the bits of a double, 0 or 1, an address, a word.
pub type Bits = u64;

/// Result of a pure op on constant operands; None when the op has no value independent of memory or would need an allocation.
pub fn pure(op: Op, args: &[Bits]) -> Option<Bits> {
    let int = |i: usize| args[i] as i64;
    let float = |i: usize| f64::from_bits(args[i]);
    let truth = |b: bool| Some(Bits::from(b));
    let of = |v: i64| Some(v as u64);
    let off = |v: f64| Some(v.to_bits());
    match op {
        Op::int_add => of(int(0).wrapping_add(int(1))),
        Op::int_sub => of(int(0).wrapping_sub(int(1))),
        Op::int_mul => of(int(0).wrapping_mul(int(1))),
        Op::int_neg => of(int(0).wrapping_neg()),
        Op::int_and => of(int(0) & int(1)),
        Op::int_or => of(int(0) | int(1)),
        Op::int_xor => of(int(0) ^ int(1)),
        Op::int_not => of(!int(0)),
        Op::int_shl => of(int(0).wrapping_shl(int(1) as u32)),
        Op::int_shr => of(int(0) >> int(1).clamp(0, 63)),
        Op::int_ushr => of((int(0) as u64).wrapping_shr(int(1) as u32) as i64),
        Op::int_floordiv => (int(1) != 0).then(|| floordiv(int(0), int(1)) as u64),
        Op::int_mod => (int(1) != 0).then(|| modulo(int(0), int(1)) as u64),
        Op::int_udiv => args[0].checked_div(args[1]),
        Op::int_umod => args[0].checked_rem(args[1]),
        Op::int_min => of(int(0).min(int(1))),
        Op::int_max => of(int(0).max(int(1))),
        Op::int_eq => truth(int(0) == int(1)),
        Op::int_ne => truth(int(0) != int(1)),
        Op::int_lt => truth(int(0) < int(1)),
        Op::int_le => truth(int(0) <= int(1)),
        Op::int_gt => truth(int(0) > int(1)),
        Op::int_ge => truth(int(0) >= int(1)),
        Op::int_ult => truth(args[0] < args[1]),
        Op::float_add => off(float(0) + float(1)),
        Op::float_sub => off(float(0) - float(1)),
        Op::float_mul => off(float(0) * float(1)),
        Op::float_div => off(float(0) / float(1)),
        Op::float_floordiv => off(float_floordiv(float(0), float(1))),
        Op::float_mod => off(float_mod(float(0), float(1))),
        Op::float_neg => off(-float(0)),
        Op::float_abs => off(float(0).abs()),
        Op::float_sqrt => off(float(0).sqrt()),
        Op::float_floor => off(float(0).floor()),
        Op::float_ceil => off(float(0).ceil()),
        Op::float_trunc => off(float(0).trunc()),
        Op::float_eq => truth(float(0) == float(1)),
        Op::float_ne => truth(float(0) != float(1)),
        Op::float_lt => truth(float(0) < float(1)),
        Op::float_le => truth(float(0) <= float(1)),
        Op::float_gt => truth(float(0) > float(1)),
        Op::float_ge => truth(float(0) >= float(1)),
        Op::float_of_int => off(int(0) as f64),
        Op::int_of_float => of(float(0) as i64),
        Op::int_of_bits | Op::float_of_bits | Op::int_of_bool => Some(args[0]),
        Op::bool_not => Some(args[0] ^ 1),
        Op::bool_and => Some(args[0] & args[1]),
        Op::bool_or => Some(args[0] | args[1]),
        Op::int_select | Op::float_select | Op::val_select => Some(if args[0] != 0 { args[1] } else { args[2] }),
        Op::val_of_int => Some(word::of_int(int(0))),
        Op::int_of_val => of(word::as_int(args[0])),
        Op::val_of_nat => (args[0] <= word::INT_MAX as u64).then(|| word::of_int(int(0))),
        Op::nat_of_val => (word::is_int(args[0]) && word::as_int(args[0]) >= 0).then(|| word::as_int(args[0]) as u64),
        Op::int_of_nat | Op::nat_of_int => Some(args[0]),
        Op::float_of_nat => off(args[0] as f64),
        Op::val_of_float => word::of_float(float(0)),
        Op::float_of_val => off(word::as_float(args[0])),
        Op::val_of_bool => Some(word::of_bool(args[0] != 0)),
        Op::bool_of_val => truth(args[0] == word::TRUE),
        Op::val_of_ptr => Some(args[0] | 4),
        Op::ptr_of_val => Some(args[0].wrapping_sub(4)),
        Op::val_eq | Op::ptr_eq | Op::mem_eq => truth(args[0] == args[1]),
        Op::is_int => truth(word::is_int(args[0])),
        Op::is_float => truth(word::is_float(args[0])),
        Op::is_ptr => truth(word::is_ptr(args[0])),
        Op::mem_add => Some(args[0].wrapping_add(args[1])),
        Op::constant
        | Op::param
        | Op::base
        | Op::context
        | Op::frame
        | Op::frame_pop
        | Op::int_add_ovf
        | Op::int_sub_ovf
        | Op::int_mul_ovf
        | Op::int_shl_ovf
        | Op::guard_int
        | Op::guard_nat
        | Op::guard_not_int
        | Op::guard_float
        | Op::guard_not_float
        | Op::guard_bool
        | Op::guard_ptr
        | Op::guard_eq
        | Op::guard_ne
        | Op::guard_true
        | Op::guard_false
        | Op::guard_kind
        | Op::guard_shape
        | Op::guard_fits
        | Op::guard_flag
        | Op::guard_valid
        | Op::load
        | Op::load_at
        | Op::store
        | Op::store_at
        | Op::retain
        | Op::release
        | Op::release_quiet
        | Op::release_shared
        | Op::release_int
        | Op::int_big
        | Op::allocate
        | Op::call
        | Op::call_if => None,
    }
}

/// The outcome of a guard on constant operands: `Some(Some(result))` when it passes (0 for a guard without result),
/// `Some(None)` when it leaves, None when the outcome depends on memory.
pub fn guard(op: Op, args: &[Bits], imm: u64) -> Option<Option<Bits>> {
    let int = |i: usize| args[i] as i64;
    let checked = |v: Option<i64>| Some(v.filter(|v| word::fits(*v)).map(|v| v as u64));
    let when = |ok: bool| Some(ok.then_some(0));
    match op {
        Op::int_add_ovf => checked(int(0).checked_add(int(1))),
        Op::int_sub_ovf => checked(int(0).checked_sub(int(1))),
        Op::int_mul_ovf => checked(int(0).checked_mul(int(1))),
        Op::int_shl_ovf => checked((0..=60).contains(&int(1)).then(|| int(0).checked_mul(1 << int(1))).flatten()),
        Op::guard_int => when(word::is_int(args[0])),
        // Objects are memory.
        Op::guard_nat => (!word::is_ptr(args[0])).then(|| (word::is_int(args[0]) && word::as_int(args[0]) >= 0).then_some(0)),
        Op::guard_not_int => when(!word::is_int(args[0])),
        Op::guard_float => when(word::is_float(args[0])),
        Op::guard_not_float => when(!word::is_float(args[0])),
        Op::guard_bool => when(word::is_bool(args[0])),
        Op::guard_ptr => when(word::is_ptr(args[0])),
        Op::guard_eq => when(args[0] == imm),
        Op::guard_ne => when(args[0] != imm),
        Op::guard_true => when(args[0] != 0),
        Op::guard_false => when(args[0] == 0),
        Op::guard_fits => when(word::fits(int(0))),
        _ => None,
    }
}

/// Python's `//` on machine ints; wraps for `i64::MIN // -1`.
pub fn floordiv(a: i64, b: i64) -> i64 {
    let q = a.wrapping_div(b);
    if a.wrapping_rem(b) != 0 && (a ^ b) < 0 { q - 1 } else { q }
}

/// Python's `%` on machine ints.
pub fn modulo(a: i64, b: i64) -> i64 {
    let r = a.wrapping_rem(b);
    if r != 0 && (r ^ b) < 0 { r + b } else { r }
}

/// Python's `%` on floats: the result has the divisor's sign, also when it is zero.
pub extern "C" fn float_mod(a: f64, b: f64) -> f64 {
    let r = a % b;
    if r == 0.0 {
        return 0f64.copysign(b);
    }
    if (b < 0.0) != (r < 0.0) { r + b } else { r }
}

/// Python's `//` on floats: the floor of the exact quotient, as `divmod` gives it.
pub extern "C" fn float_floordiv(a: f64, b: f64) -> f64 {
    let r = a % b;
    let mut q = (a - r) / b;
    if r != 0.0 && (b < 0.0) != (r < 0.0) {
        q -= 1.0;
    }
    if q == 0.0 {
        return 0f64.copysign(a / b);
    }
    let floor = q.floor();
    if q - floor > 0.5 { floor + 1.0 } else { floor }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_rounds_down() {
        for (a, b, q, r) in [(7, 2, 3, 1), (-7, 2, -4, 1), (7, -2, -4, -1), (-7, -2, 3, -1), (6, 3, 2, 0), (-6, 3, -2, 0)] {
            assert_eq!((floordiv(a, b), modulo(a, b)), (q, r), "{a} {b}");
        }
    }

    #[test]
    fn float_division_follows_divmod() {
        assert_eq!(float_mod(-1.0, 3.0), 2.0);
        assert_eq!(float_mod(1.0, -3.0), -2.0);
        assert!(float_mod(-3.0, 3.0).is_sign_positive());
        assert!(float_mod(3.0, -3.0).is_sign_negative());
        assert_eq!(float_mod(1.0, f64::INFINITY), 1.0);
        assert_eq!(float_mod(-1.0, f64::INFINITY), f64::INFINITY);
        assert_eq!(float_floordiv(-1.0, 3.0), -1.0);
        assert_eq!(float_floordiv(1.0, 0.1), 9.0);
        assert!(float_floordiv(-0.0, 1.0).is_sign_negative());
    }

    #[test]
    fn overflow_leaves_at_61_bits() {
        let max = word::INT_MAX as u64;
        assert_eq!(guard(Op::int_add_ovf, &[max, 1], 0), Some(None));
        assert_eq!(guard(Op::int_add_ovf, &[max - 1, 1], 0), Some(Some(max)));
        assert_eq!(guard(Op::int_shl_ovf, &[1, 60], 0), Some(None));
        assert_eq!(guard(Op::int_shl_ovf, &[1, 59], 0), Some(Some(1 << 59)));
    }
}
