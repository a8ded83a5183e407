//! Powers of integers, plain and modular.

use super::NumError;
use super::int::IntBuf;
use crate::text::ensure_room;
use malachite_bigint::BigInt;
use num_integer::Integer;
use num_traits::One;

impl IntBuf {
    /// `self ** exponent` for an exponent that isn't negative (those give floats: see `float::pow`).
    pub fn pow(&self, exponent: &IntBuf) -> Result<IntBuf, NumError> {
        debug_assert!(!exponent.is_negative(), "a negative exponent gives a float");
        match self {
            _ if exponent.is_zero() => return Ok(IntBuf::ONE),
            IntBuf::I64(0 | 1) => return Ok(self.clone()),
            IntBuf::I64(-1) => return Ok(IntBuf::I64(if exponent.is_odd() { -1 } else { 1 })),
            _ => {}
        }
        let bits = self.bit_length();
        // The result has about `bits * exponent` bits; more than 2^40 of them is beyond any memory.
        let Some(e) = exponent.to_u64().and_then(|e| u32::try_from(e).ok()).filter(|&e| (bits - 1) * u64::from(e) < 1 << 40) else {
            return Err(NumError::overflow("too many digits in integer"));
        };
        ensure_room((bits * u64::from(e) / 8) as usize)?;
        if let IntBuf::I64(base) = self {
            if let Some(v) = base.checked_pow(e) {
                return Ok(IntBuf::I64(v));
            }
            if base.unsigned_abs().is_power_of_two() {
                let magnitude = IntBuf::ONE.shl_bits((bits - 1) * u64::from(e));
                return Ok(if *base < 0 && e % 2 == 1 { magnitude.neg() } else { magnitude });
            }
        }
        if let Some(v) = self.to_i128().and_then(|base| base.checked_pow(e)) {
            return Ok(IntBuf::from(v));
        }
        Ok(IntBuf::from(self.to_big().pow(e)))
    }

    /// `pow(self, exponent, modulus)`; a negative exponent takes the inverse.
    pub fn pow_mod(&self, exponent: &IntBuf, modulus: &IntBuf) -> Result<IntBuf, NumError> {
        if modulus.is_zero() {
            return Err(NumError::value("pow() 3rd argument cannot be 0"));
        }
        let size = modulus.abs();
        if size == IntBuf::ONE {
            return Ok(IntBuf::ZERO);
        }
        let mut base = self.modulo(&size)?;
        if exponent.is_negative() {
            base = base.inverse_mod(&size)?;
        }
        let exponent = exponent.abs();
        let result = match (base.to_u64(), size.to_u64(), exponent.to_u64()) {
            (Some(b), Some(m), Some(e)) => IntBuf::from(pow_mod_u64(b, e, m)),
            _ => IntBuf::from(base.to_big().modpow(&exponent.to_big(), &size.to_big())),
        };
        // The result has the sign of the modulus.
        result.modulo(modulus)
    }

    /// The inverse of `self` modulo `modulus` (positive, above 1).
    fn inverse_mod(&self, modulus: &IntBuf) -> Result<IntBuf, NumError> {
        let egcd = self.to_big().extended_gcd(&modulus.to_big());
        if egcd.gcd != BigInt::one() {
            return Err(NumError::value("base is not invertible for the given modulus"));
        }
        IntBuf::from(egcd.x).modulo(modulus)
    }
}

fn pow_mod_u64(mut base: u64, mut exponent: u64, modulus: u64) -> u64 {
    let mul = |a: u64, b: u64| (u128::from(a) * u128::from(b) % u128::from(modulus)) as u64;
    let mut result = 1 % modulus;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = mul(result, base);
        }
        base = mul(base, base);
        exponent >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::super::int::tests::int;

    #[test]
    fn powers() {
        for (a, e, want) in [
            ("0", "0", "1"),
            ("-1", "99999999999999999999", "-1"),
            ("3", "40", "12157665459056928801"),
            ("-2", "127", "-170141183460469231731687303715884105728"),
            ("-2", "129", "-680564733841876926926749214863536422912"),
            ("10", "40", "10000000000000000000000000000000000000000"),
            ("18446744073709551616", "2", "340282366920938463463374607431768211456"),
        ] {
            assert_eq!(int(a).pow(&int(e)), Ok(int(want)), "{a} ** {e}");
        }
        assert!(int("2").pow(&int("99999999999999999999")).is_err());
    }

    #[test]
    fn modular() {
        for (a, e, m, want) in [
            ("3", "200", "1000007", Ok("959082")),
            ("3", "-1", "7", Ok("5")),
            ("-3", "5", "-7", Ok("-5")),
            ("2", "100", "-18446744073709551629", Ok("-893353197568")),
            ("5", "3", "1", Ok("0")),
            ("5", "0", "1", Ok("0")),
            ("2", "-3", "170141183460469231731687303715884105727", Ok("21267647932558653966460912964485513216")),
            ("2", "3", "0", Err("pow() 3rd argument cannot be 0")),
            ("2", "-1", "4", Err("base is not invertible for the given modulus")),
            ("0", "-1", "5", Err("base is not invertible for the given modulus")),
        ] {
            let got = int(a).pow_mod(&int(e), &int(m)).map_err(|x| x.message);
            assert_eq!(got, want.map(int).map_err(String::from), "pow({a}, {e}, {m})");
        }
    }
}
