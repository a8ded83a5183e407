//! Python's hashes: numbers modulo 2^61 - 1, SipHash-1-3 of strings, tuples, frozensets.
//!
//! A hash is never -1, which CPython keeps as an error mark; programs can see that.

use super::int::IntBuf;
use crate::text::Units;

/// `sys.hash_info.modulus`
pub const MODULUS: u64 = (1 << 61) - 1;
/// `sys.hash_info.inf`
pub const INF: i64 = 314159;
/// `sys.hash_info.imag`
pub const IMAG: i64 = 1_000_003;

/// -1 becomes -2.
#[inline]
pub fn avoid_minus_one(h: i64) -> i64 {
    if h == -1 { -2 } else { h }
}

/// `hash(int)`
#[inline]
pub fn int_small(v: i64) -> i64 {
    let h = (v.unsigned_abs() % MODULUS) as i64;
    avoid_minus_one(if v < 0 { -h } else { h })
}

/// `hash(int)` of any size.
pub fn int(v: &IntBuf) -> i64 {
    let h = match v {
        IntBuf::I64(v) => return int_small(*v),
        IntBuf::Wide(v) => (v.unsigned_abs() % u128::from(MODULUS)) as i64,
        // 2^64 is 8 modulo 2^61 - 1.
        IntBuf::Big(v) => {
            v.magnitude().to_u64_digits().iter().rev().fold(0, |h: u64, &d| ((u128::from(h) * 8 + u128::from(d)) % u128::from(MODULUS)) as u64) as i64
        }
    };
    avoid_minus_one(if v.is_negative() { -h } else { h })
}

/// `hash(float)`; nan hashes by identity, which the caller knows.
pub fn float(x: f64, nan_hash: i64) -> i64 {
    if x.is_nan() {
        return nan_hash;
    }
    if x.is_infinite() {
        return if x > 0.0 { INF } else { -INF };
    }
    // Whole numbers hash as ints do.
    if x.abs() < (1u64 << 60) as f64 && x.trunc() == x {
        return int_small(x as i64);
    }
    let (mantissa, exponent) = libm::frexp(x.abs());
    let whole = (mantissa * (1u64 << 53) as f64) as u64;
    // x = whole * 2^(exponent - 53), and 2^61 is 1: a rotation of 61 bits.
    let turn = (exponent - 53).rem_euclid(61) as u32;
    let h = match turn {
        0 => whole,
        _ => (whole << turn & MODULUS) | whole >> (61 - turn),
    } as i64;
    avoid_minus_one(if x < 0.0 { -h } else { h })
}

/// The key of string hashes, as `PYTHONHASHSEED` sets it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HashKey {
    k0: u64,
    k1: u64,
}

impl HashKey {
    /// From a seed: 0 switches randomisation off, others give CPython's reproducible keys.
    pub fn from_seed(seed: u32) -> HashKey {
        if seed == 0 {
            return HashKey { k0: 0, k1: 0 };
        }
        let mut bytes = [0; 16];
        let mut x = seed;
        for b in &mut bytes {
            x = x.wrapping_mul(214_013).wrapping_add(2_531_011);
            *b = (x >> 16) as u8;
        }
        HashKey::from_random(bytes)
    }

    /// From sixteen random bytes.
    pub fn from_random(bytes: [u8; 16]) -> HashKey {
        let all = u128::from_le_bytes(bytes);
        HashKey { k0: all as u64, k1: (all >> 64) as u64 }
    }

    /// SipHash-1-3.
    pub fn sip13(self, data: &[u8]) -> u64 {
        let mut v = [self.k0 ^ 0x736f_6d65_7073_6575, self.k1 ^ 0x646f_7261_6e64_6f6d, self.k0 ^ 0x6c79_6765_6e65_7261, self.k1 ^ 0x7465_6462_7974_6573];
        let mut chunks = data.chunks_exact(8);
        for chunk in &mut chunks {
            let word = chunk.iter().rev().fold(0, |w, &b| w << 8 | u64::from(b));
            v[3] ^= word;
            round(&mut v);
            v[0] ^= word;
        }
        let tail = chunks.remainder().iter().rev().fold(0, |w, &b| w << 8 | u64::from(b));
        let last = (data.len() as u64) << 56 | tail;
        v[3] ^= last;
        round(&mut v);
        v[0] ^= last;
        v[2] ^= 0xFF;
        (0..3).for_each(|_| round(&mut v));
        v[0] ^ v[1] ^ v[2] ^ v[3]
    }

    /// `hash(bytes)`; the empty one hashes to 0.
    pub fn bytes(self, data: &[u8]) -> i64 {
        if data.is_empty() { 0 } else { avoid_minus_one(self.sip13(data) as i64) }
    }

    /// `hash(str)`: of the units' memory, so they must be in the narrowest width.
    pub fn text(self, s: Units<'_>) -> i64 {
        self.bytes(s.raw_bytes())
    }
}

#[inline(always)]
fn round(v: &mut [u64; 4]) {
    v[0] = v[0].wrapping_add(v[1]);
    v[2] = v[2].wrapping_add(v[3]);
    v[1] = v[1].rotate_left(13) ^ v[0];
    v[3] = v[3].rotate_left(16) ^ v[2];
    v[0] = v[0].rotate_left(32);
    v[2] = v[2].wrapping_add(v[1]);
    v[0] = v[0].wrapping_add(v[3]);
    v[1] = v[1].rotate_left(17) ^ v[2];
    v[3] = v[3].rotate_left(21) ^ v[0];
    v[2] = v[2].rotate_left(32);
}

/// `hash(tuple)` from the hashes of the items, in order.
pub fn tuple<E>(items: impl ExactSizeIterator<Item = Result<i64, E>>) -> Result<i64, E> {
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    const PRIME_5: u64 = 2_870_177_450_012_600_261;
    let len = items.len() as u64;
    let mut acc = PRIME_5;
    for item in items {
        acc = acc.wrapping_add((item? as u64).wrapping_mul(PRIME_2)).rotate_left(31).wrapping_mul(PRIME_1);
    }
    acc = acc.wrapping_add(len ^ (PRIME_5 ^ 3_527_539));
    Ok(if acc == u64::MAX { 1_546_275_796 } else { acc as i64 })
}

/// `hash(frozenset)` from the hashes of the members, in any order.
pub fn frozenset(members: impl ExactSizeIterator<Item = i64>) -> i64 {
    let len = members.len() as u64;
    let shuffle = |h: u64| ((h ^ 89_869_747) ^ (h << 16)).wrapping_mul(3_644_798_167);
    let mut h = members.fold(0, |acc, m| acc ^ shuffle(m as u64));
    h ^= (len + 1).wrapping_mul(1_927_868_237);
    h ^= (h >> 11) ^ (h >> 25);
    h = h.wrapping_mul(69_069).wrapping_add(907_133_923);
    if h == u64::MAX { 590_923_713 } else { h as i64 }
}

#[cfg(test)]
mod tests {
    use super::super::int::tests::int as big;
    use super::*;
    use crate::text::TextBuf;

    #[test]
    fn numbers() {
        for (text, want) in INTS {
            assert_eq!(int(&big(text)), *want, "hash({text})");
        }
        for (x, want) in FLOATS {
            assert_eq!(float(*x, 7), *want, "hash({x:?})");
        }
        assert_eq!(float(f64::NAN, 7), 7);
    }

    /// `PYTHONHASHSEED=0` and `PYTHONHASHSEED=42`, CPython 3.13.
    #[test]
    fn strings() {
        for (text, zero, other) in STRINGS {
            let buf = TextBuf::from(*text);
            assert_eq!(HashKey::from_seed(0).text(buf.units()), *zero, "{text}");
            assert_eq!(HashKey::from_seed(42).text(buf.units()), *other, "{text}");
        }
    }

    #[test]
    fn containers() {
        let of = |items: &[i64]| tuple(items.iter().map(|&i| Ok::<_, ()>(int_small(i))));
        assert_eq!(
            (of(&[]), of(&[1]), of(&[1, 2, 3]), of(&[-1, 0])),
            (Ok(5740354900026072187), Ok(-6644214454873602895), Ok(529344067295497451), Ok(2575514064802888272))
        );
        let set = |items: &[i64]| frozenset(items.iter().map(|&i| int_small(i)));
        assert_eq!((set(&[]), set(&[1]), set(&[3, 1, 2])), (133146708735736, -558064481276695278, -272375401224217160));
    }

    const INTS: &[(&str, i64)] = &[
        ("0", 0),
        ("-1", -2),
        ("1", 1),
        ("2305843009213693951", 0),
        ("2305843009213693952", 1),
        ("-2305843009213693952", -2),
        ("9223372036854775807", 3),
        ("-9223372036854775808", -4),
        ("18446744073709551616", 8),
        ("170141183460469231731687303715884105728", 32),
        ("-170141183460469231731687303715884105728", -32),
        ("1606938044258990275541962092341162602522202993782792835301376", 131072),
        ("-265613988875874769338781322035779626829233452653394495974574961739092490901302182994384699044001", -424410663027747676),
    ];
    const FLOATS: &[(f64, i64)] = &[
        (0.0, 0),
        (-0.0, 0),
        (0.5, 1152921504606846976),
        (-1.0, -2),
        (1.5, 1152921504606846977),
        (1e300, 1224995262755759164),
        (-1e-300, -482449582752280463),
        (5e-324, 16777216),
        (std::f64::consts::PI, 326490430436040707),
        (1e18, 1000000000000000000),
        (1.2e18, 1200000000000000000),
        (2.305843009213694e18, 1),
        (f64::INFINITY, 314159),
        (f64::NEG_INFINITY, -314159),
        (0.1, 230584300921369408),
    ];
    const STRINGS: &[(&str, i64, i64)] = &[
        ("", 0, 0),
        ("a", 4644417185603328019, -123207753977932514),
        ("abc", -4594863902769663758, 3869580338025362921),
        ("abcdefgh", 4574395652268504554, -5457871895989710762),
        ("abcdefghi", -532774252720507163, -5970266004662334337),
        ("é", 6047309291227476195, 5653850369683463245),
        ("αβγ", -8649766505409503091, -5011839480190525792),
        ("x😀", -4086645887891144435, -3947404649157844922),
        ("hello world, this is text", -4315994597424213970, -5605118331367937138),
    ];
}
