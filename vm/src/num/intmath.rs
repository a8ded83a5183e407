//! The integer functions of `math`: isqrt, gcd, lcm, factorial, comb, perm.

use super::NumError;
use super::int::IntBuf;
use malachite_bigint::BigInt;
use num_integer::Integer;

/// `math.isqrt`
pub fn isqrt(n: &IntBuf) -> Result<IntBuf, NumError> {
    if n.is_negative() {
        return Err(NumError::value("isqrt() argument must be nonnegative"));
    }
    Ok(match n {
        IntBuf::I64(v) => IntBuf::I64(v.isqrt()),
        IntBuf::Wide(v) => IntBuf::from(v.isqrt()),
        IntBuf::Big(v) => IntBuf::from(v.sqrt()),
    })
}

/// `math.gcd` of two.
pub fn gcd(a: &IntBuf, b: &IntBuf) -> IntBuf {
    if let (IntBuf::I64(a), IntBuf::I64(b)) = (a, b) {
        return IntBuf::from(a.unsigned_abs().gcd(&b.unsigned_abs()));
    }
    IntBuf::from(a.to_big().gcd(&b.to_big()))
}

/// `math.lcm` of two.
pub fn lcm(a: &IntBuf, b: &IntBuf) -> IntBuf {
    if a.is_zero() || b.is_zero() {
        return IntBuf::ZERO;
    }
    a.floordiv(&gcd(a, b)).map_or(IntBuf::ZERO, |q| q.mul(b).abs())
}

/// The product of `low..=high`, by halves so that the factors stay of equal size.
fn product(low: u64, high: u64) -> BigInt {
    if high - low < 8 {
        return (low..=high).fold(BigInt::from(1), |acc, k| acc * k);
    }
    let middle = low + (high - low) / 2;
    product(low, middle) * product(middle + 1, high)
}

/// `math.factorial`
pub fn factorial(n: &IntBuf) -> Result<IntBuf, NumError> {
    if n.is_negative() {
        return Err(NumError::value("factorial() not defined for negative values"));
    }
    let Some(n) = n.to_i64() else {
        return Err(NumError::overflow(format!("factorial() argument should not exceed {}", i64::MAX)));
    };
    Ok(match n as u64 {
        0 | 1 => IntBuf::ONE,
        n @ 2..=20 => IntBuf::from((2..=n).product::<u64>()),
        n => IntBuf::from(product(2, n)),
    })
}

fn check_count(name: char, value: &IntBuf) -> Result<(), NumError> {
    if value.is_negative() {
        return Err(NumError::value(format!("{name} must be a non-negative integer")));
    }
    Ok(())
}

/// The product of `k` falling factors from `n`.
fn falling(n: &IntBuf, k: u64) -> IntBuf {
    if let Some(high) = n.to_u64() {
        return IntBuf::from(product(high - k + 1, high));
    }
    (0..k).fold(IntBuf::ONE, |acc, i| acc.mul(&n.sub(&IntBuf::from(i))))
}

/// `math.perm(n, k)`
pub fn perm(n: &IntBuf, k: &IntBuf) -> Result<IntBuf, NumError> {
    check_count('n', n)?;
    check_count('k', k)?;
    if n.order(k).is_lt() {
        return Ok(IntBuf::ZERO);
    }
    match k.to_i64() {
        Some(0) => Ok(IntBuf::ONE),
        Some(k) => Ok(falling(n, k as u64)),
        None => Err(NumError::overflow(format!("k must not exceed {}", i64::MAX))),
    }
}

/// `math.comb(n, k)`
pub fn comb(n: &IntBuf, k: &IntBuf) -> Result<IntBuf, NumError> {
    check_count('n', n)?;
    check_count('k', k)?;
    if n.order(k).is_lt() {
        return Ok(IntBuf::ZERO);
    }
    let other = n.sub(k);
    let k = if other.order(k).is_lt() { &other } else { k };
    let Some(k) = k.to_i64() else {
        return Err(NumError::overflow(format!("min(n - k, k) must not exceed {}", i64::MAX)));
    };
    if k == 0 {
        return Ok(IntBuf::ONE);
    }
    if let Some(small) = n.to_u64().and_then(|n| comb_small(n, k as u64)) {
        return Ok(small);
    }
    falling(n, k as u64).floordiv(&IntBuf::from(product(1, k as u64)))
}

/// By machine words, as long as the intermediate products fit.
fn comb_small(n: u64, k: u64) -> Option<IntBuf> {
    let step = |acc: i128, i: u64| acc.checked_mul((n - i).into()).map(|x| x / i128::from(i + 1));
    if k > 128 {
        return None;
    }
    (0..k).try_fold(1i128, step).map(IntBuf::from)
}

#[cfg(test)]
mod tests {
    use super::super::int::tests::int;
    use super::*;

    #[test]
    fn table() {
        let call = |name: &str, a: &IntBuf, b: &IntBuf| match name {
            "isqrt" => isqrt(a),
            "gcd" => Ok(gcd(a, b)),
            "lcm" => Ok(lcm(a, b)),
            "fact" => factorial(a),
            "comb" => comb(a, b),
            _ => perm(a, b),
        };
        for row in TABLE.lines() {
            let field: Vec<&str> = row.split_whitespace().collect();
            assert_eq!(call(field[0], &int(field[1]), &int(field[2])), Ok(int(field[3])), "{row}");
        }
        assert_eq!(comb(&int("-1"), &int("1")).map_err(|e| e.message), Err("n must be a non-negative integer".into()));
        assert!(isqrt(&int("-1")).is_err() && factorial(&int("-1")).is_err());
    }

    const TABLE: &str = "\
isqrt 0 0 0\n\
isqrt 1 0 1\n\
isqrt 15 0 3\n\
isqrt 16 0 4\n\
isqrt 9223372036854775807 0 3037000499\n\
isqrt 18446744073709551616 0 4294967296\n\
isqrt 170141183460469231731687303715884105727 0 13043817825332782212\n\
isqrt 1000000000000000000000000000000000000000000000000000000000000 0 1000000000000000000000000000000\n\
isqrt 1000000000000000000000000000002000000000000000000000000000000 0 1000000000000000000000000000000\n\
gcd 0 0 0\n\
lcm 0 0 0\n\
gcd 12 -18 6\n\
lcm 12 -18 36\n\
gcd -9223372036854775808 0 9223372036854775808\n\
lcm -9223372036854775808 0 0\n\
gcd 1267650600228229401496703205376 808281277464764060643139600456536293376 1125899906842624\n\
lcm 1267650600228229401496703205376 808281277464764060643139600456536293376 910043815000214977332758527534256632492715260325658624\n\
gcd 8727963568087712425891397479476727340041449 739044147071729616580416051031916488005 147808829414345923316083210206383297601\n\
lcm 8727963568087712425891397479476727340041449 739044147071729616580416051031916488005 43639817840438562129456987397383636700207245\n\
gcd -9223372036854775808 18446744073709551616 9223372036854775808\n\
lcm -9223372036854775808 18446744073709551616 18446744073709551616\n\
fact 0 0 1\n\
fact 1 0 1\n\
fact 5 0 120\n\
fact 20 0 2432902008176640000\n\
fact 21 0 51090942171709440000\n\
fact 35 0 10333147966386144929666651337523200000000\n\
fact 60 0 8320987112741390144276341183223364380754172606361245952449277696409600000000000000\n\
comb 5 2 10\n\
comb 5 0 1\n\
comb 5 6 0\n\
comb 100 50 100891344545564193334812497256\n\
comb 200 100 90548514656103281165404177077484163874504589675413336841320\n\
comb 1180591620717411303424 3 274250759553534340358464632138771002190616713273449955064807424\n\
comb 1180591620717411303424 1180591620717411303422 696898287454081973172400900209902591410176\n\
comb 1000000 4 41666416667124999750000\n\
perm 5 2 20\n\
perm 5 0 1\n\
perm 5 6 0\n\
perm 30 30 265252859812191058636308480000000\n\
perm 1180591620717411303424 3 1645504557321206042150787792832626013143700279640699730388844544";
}
