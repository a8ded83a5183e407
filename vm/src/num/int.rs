//! `IntBuf`: the arithmetic of Python ints that don't fit into a word.
//!
//! Three forms: `i64`, `i128`, big. Invariant: a value is always in the first form that holds it, so equal numbers have
//! equal forms and `==` may be derived. Every operation tries the machine forms first; only what overflows 128 bits
//! reaches the big integers. Text and bytes are in `intconv`, powers in `intpow`, `math`'s functions in `intmath`.

use super::NumError;
use crate::text::ensure_room;
use malachite_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};
use std::borrow::Cow;
use std::cmp::Ordering;

/// An integer in its smallest form.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum IntBuf {
    /// Fits 64 bits.
    I64(i64),
    /// Fits 128 bits and not 64.
    Wide(i128),
    /// Doesn't fit 128 bits.
    Big(BigInt),
}

use IntBuf::{Big, I64, Wide};

impl From<i64> for IntBuf {
    #[inline]
    fn from(v: i64) -> IntBuf {
        I64(v)
    }
}

impl From<u64> for IntBuf {
    fn from(v: u64) -> IntBuf {
        IntBuf::from(i128::from(v))
    }
}

impl From<usize> for IntBuf {
    fn from(v: usize) -> IntBuf {
        IntBuf::from(v as u64)
    }
}

impl From<i128> for IntBuf {
    #[inline]
    fn from(v: i128) -> IntBuf {
        match i64::try_from(v) {
            Ok(v) => I64(v),
            Err(_) => Wide(v),
        }
    }
}

impl From<BigInt> for IntBuf {
    fn from(v: BigInt) -> IntBuf {
        // -2^127 has 128 bits and fits, but asking for it costs more than keeping this test simple.
        if v.bits() <= 128
            && let Some(small) = v.to_i128()
        {
            return IntBuf::from(small);
        }
        Big(v)
    }
}

impl Default for IntBuf {
    fn default() -> IntBuf {
        IntBuf::ZERO
    }
}

impl IntBuf {
    /// 0
    pub const ZERO: IntBuf = I64(0);
    /// 1
    pub const ONE: IntBuf = I64(1);

    /// The value if it fits 64 bits.
    #[inline]
    pub fn to_i64(&self) -> Option<i64> {
        match self {
            I64(v) => Some(*v),
            _ => None,
        }
    }

    /// The value if it fits 128 bits.
    #[inline]
    pub fn to_i128(&self) -> Option<i128> {
        match self {
            I64(v) => Some((*v).into()),
            Wide(v) => Some(*v),
            Big(_) => None,
        }
    }

    /// The value if it is a `u64`.
    pub fn to_u64(&self) -> Option<u64> {
        self.to_i128()?.try_into().ok()
    }

    /// The value if it is a `usize`.
    pub fn to_usize(&self) -> Option<usize> {
        self.to_i128()?.try_into().ok()
    }

    /// The value clamped to 64 bits, as slice indices need it.
    pub fn clamp_i64(&self) -> i64 {
        self.to_i64().unwrap_or(if self.is_negative() { i64::MIN } else { i64::MAX })
    }

    /// The lowest 64 bits of the two's complement.
    pub fn low_u64(&self) -> u64 {
        match self {
            I64(v) => *v as u64,
            Wide(v) => *v as u64,
            Big(v) => {
                let low = v.iter_u64_digits().next().unwrap_or(0);
                if v.is_negative() { low.wrapping_neg() } else { low }
            }
        }
    }

    /// The value as a big integer.
    pub fn to_big(&self) -> Cow<'_, BigInt> {
        match self {
            I64(v) => Cow::Owned(BigInt::from(*v)),
            Wide(v) => Cow::Owned(BigInt::from(*v)),
            Big(v) => Cow::Borrowed(v),
        }
    }

    /// 0
    #[inline]
    pub fn is_zero(&self) -> bool {
        matches!(self, I64(0))
    }

    /// Below 0
    pub fn is_negative(&self) -> bool {
        match self {
            I64(v) => *v < 0,
            Wide(v) => *v < 0,
            Big(v) => v.sign() == Sign::Minus,
        }
    }

    /// -1, 0 or 1
    pub fn signum(&self) -> i64 {
        match (self.is_zero(), self.is_negative()) {
            (true, _) => 0,
            (_, true) => -1,
            _ => 1,
        }
    }

    /// Odd
    pub fn is_odd(&self) -> bool {
        self.low_u64() & 1 == 1
    }

    /// Both operands, if they fit 128 bits.
    #[inline]
    fn both_i128(&self, other: &IntBuf) -> Option<(i128, i128)> {
        Some((self.to_i128()?, other.to_i128()?))
    }

    /// `self + other`
    pub fn add(&self, other: &IntBuf) -> IntBuf {
        if let (I64(a), I64(b)) = (self, other) {
            return IntBuf::from(i128::from(*a) + i128::from(*b));
        }
        match self.both_i128(other).and_then(|(a, b)| a.checked_add(b)) {
            Some(v) => IntBuf::from(v),
            None => IntBuf::from(&*self.to_big() + &*other.to_big()),
        }
    }

    /// `self - other`
    pub fn sub(&self, other: &IntBuf) -> IntBuf {
        if let (I64(a), I64(b)) = (self, other) {
            return IntBuf::from(i128::from(*a) - i128::from(*b));
        }
        match self.both_i128(other).and_then(|(a, b)| a.checked_sub(b)) {
            Some(v) => IntBuf::from(v),
            None => IntBuf::from(&*self.to_big() - &*other.to_big()),
        }
    }

    /// `self * other`
    pub fn mul(&self, other: &IntBuf) -> IntBuf {
        if let (I64(a), I64(b)) = (self, other) {
            return IntBuf::from(i128::from(*a) * i128::from(*b));
        }
        match self.both_i128(other).and_then(|(a, b)| a.checked_mul(b)) {
            Some(v) => IntBuf::from(v),
            None => IntBuf::from(&*self.to_big() * &*other.to_big()),
        }
    }

    /// `self // other` and `self % other`, rounded to minus infinity.
    pub fn divmod(&self, other: &IntBuf) -> Result<(IntBuf, IntBuf), NumError> {
        if other.is_zero() {
            return Err(NumError::division_by_zero());
        }
        if let (I64(a), I64(b)) = (self, other)
            && let (Some(q), Some(r)) = (a.checked_div(*b), a.checked_rem(*b))
        {
            let fix = r != 0 && (r < 0) != (*b < 0);
            return Ok((I64(q - i64::from(fix)), I64(if fix { r + b } else { r })));
        }
        // Only i128::MIN / -1 overflows.
        if let Some((a, b)) = self.both_i128(other)
            && let (Some(q), Some(r)) = (a.checked_div(b), a.checked_rem(b))
        {
            let fix = r != 0 && (r < 0) != (b < 0);
            return Ok((IntBuf::from(q - i128::from(fix)), IntBuf::from(if fix { r + b } else { r })));
        }
        let (q, r) = self.to_big().div_mod_floor(&other.to_big());
        Ok((IntBuf::from(q), IntBuf::from(r)))
    }

    /// `self // other`
    pub fn floordiv(&self, other: &IntBuf) -> Result<IntBuf, NumError> {
        if let (Big(a), false) = (self, other.is_zero()) {
            return Ok(IntBuf::from(a.div_floor(&other.to_big())));
        }
        Ok(self.divmod(other)?.0)
    }

    /// `self % other`
    pub fn modulo(&self, other: &IntBuf) -> Result<IntBuf, NumError> {
        if let (Big(a), false) = (self, other.is_zero()) {
            return Ok(IntBuf::from(a.mod_floor(&other.to_big())));
        }
        Ok(self.divmod(other)?.1)
    }

    /// `-self`
    pub fn neg(&self) -> IntBuf {
        match self {
            I64(v) => IntBuf::from(-i128::from(*v)),
            Wide(v) => v.checked_neg().map_or_else(|| IntBuf::from(-BigInt::from(*v)), IntBuf::from),
            Big(v) => IntBuf::from(-v),
        }
    }

    /// `abs(self)`
    pub fn abs(&self) -> IntBuf {
        if self.is_negative() { self.neg() } else { self.clone() }
    }

    /// `~self`
    pub fn invert(&self) -> IntBuf {
        match self {
            I64(v) => I64(!v),
            Wide(v) => Wide(!v),
            Big(v) => IntBuf::from(!v),
        }
    }

    /// `self & other`
    pub fn and(&self, other: &IntBuf) -> IntBuf {
        match self.both_i128(other) {
            Some((a, b)) => IntBuf::from(a & b),
            None => IntBuf::from(&*self.to_big() & &*other.to_big()),
        }
    }

    /// `self | other`
    pub fn or(&self, other: &IntBuf) -> IntBuf {
        match self.both_i128(other) {
            Some((a, b)) => IntBuf::from(a | b),
            None => IntBuf::from(&*self.to_big() | &*other.to_big()),
        }
    }

    /// `self ^ other`
    pub fn xor(&self, other: &IntBuf) -> IntBuf {
        match self.both_i128(other) {
            Some((a, b)) => IntBuf::from(a ^ b),
            None => IntBuf::from(&*self.to_big() ^ &*other.to_big()),
        }
    }

    /// `self << other`
    pub fn shl(&self, other: &IntBuf) -> Result<IntBuf, NumError> {
        if other.is_negative() {
            return Err(NumError::value("negative shift count"));
        }
        if self.is_zero() {
            return Ok(IntBuf::ZERO);
        }
        // 2^40 bits are 128 GiB: beyond any memory, and what CPython reports for the largest ones.
        match other.to_u64().filter(|&n| n < 1 << 40) {
            Some(n) => {
                ensure_room((n / 8) as usize)?;
                Ok(self.shl_bits(n))
            }
            None => Err(NumError::overflow("too many digits in integer")),
        }
    }

    /// `self << n`
    pub fn shl_bits(&self, n: u64) -> IntBuf {
        if let Some(v) = self.to_i128()
            && n < 127
            && (v << n) >> n == v
        {
            return IntBuf::from(v << n);
        }
        IntBuf::from(&*self.to_big() << n)
    }

    /// `self >> other`
    pub fn shr(&self, other: &IntBuf) -> Result<IntBuf, NumError> {
        if other.is_negative() {
            return Err(NumError::value("negative shift count"));
        }
        Ok(self.shr_bits(other.to_u64().unwrap_or(u64::MAX)))
    }

    /// `self >> n`, rounded to minus infinity.
    pub fn shr_bits(&self, n: u64) -> IntBuf {
        match self {
            I64(v) => I64(v >> n.min(63)),
            Wide(v) => IntBuf::from(v >> n.min(127)),
            Big(v) if n >= v.bits() => I64(-i64::from(v.is_negative())),
            Big(v) => IntBuf::from(v >> n),
        }
    }

    /// `int.bit_length`
    pub fn bit_length(&self) -> u64 {
        match self {
            I64(v) => (64 - v.unsigned_abs().leading_zeros()).into(),
            Wide(v) => (128 - v.unsigned_abs().leading_zeros()).into(),
            Big(v) => v.bits(),
        }
    }

    /// `int.bit_count`
    pub fn bit_count(&self) -> u64 {
        match self {
            I64(v) => v.unsigned_abs().count_ones().into(),
            Wide(v) => v.unsigned_abs().count_ones().into(),
            Big(v) => v.iter_u64_digits().map(|d| u64::from(d.count_ones())).sum(),
        }
    }

    /// Order of two integers.
    pub fn order(&self, other: &IntBuf) -> Ordering {
        match self.both_i128(other) {
            Some((a, b)) => a.cmp(&b),
            None => self.to_big().cmp(&other.to_big()),
        }
    }

    /// The nearest float, ties to even.
    pub fn to_f64(&self) -> Result<f64, NumError> {
        let value = match self {
            I64(v) => *v as f64,
            Wide(v) => *v as f64,
            Big(v) => {
                // The top 64 bits, with a bit that stands for everything below, round as the whole does.
                let shift = v.bits() - 64;
                let top = (v.magnitude() >> shift).to_u64().unwrap_or(u64::MAX);
                let sticky = v.trailing_zeros().is_some_and(|n| n < shift);
                let magnitude = libm::scalbn((top | u64::from(sticky)) as f64, shift.min(2000) as i32);
                if v.is_negative() { -magnitude } else { magnitude }
            }
        };
        if value.is_infinite() {
            return Err(NumError::overflow("int too large to convert to float"));
        }
        Ok(value)
    }

    /// The integer part of a finite float.
    pub fn from_f64(x: f64) -> Option<IntBuf> {
        if !x.is_finite() {
            return None;
        }
        if x.abs() < 9.2e18 {
            return Some(I64(x as i64));
        }
        if x.abs() < 1.7e38 {
            return Some(IntBuf::from(x as i128));
        }
        let bits = x.abs().to_bits();
        let mantissa = IntBuf::from((bits & ((1 << 52) - 1)) | 1 << 52);
        let magnitude = mantissa.shl_bits((bits >> 52) - 1075);
        Some(if x < 0.0 { magnitude.neg() } else { magnitude })
    }

    /// Exact comparison with a float; `None` for nan.
    pub fn compare_f64(&self, x: f64) -> Option<Ordering> {
        if x.is_nan() {
            return None;
        }
        if x.is_infinite() {
            return Some(if x > 0.0 { Ordering::Less } else { Ordering::Greater });
        }
        if let I64(v) = self
            && v.unsigned_abs() <= 1 << 53
        {
            return (*v as f64).partial_cmp(&x);
        }
        let whole = IntBuf::from_f64(x)?;
        // Equal integer parts: the fraction decides.
        Some(self.order(&whole).then_with(|| 0.0f64.partial_cmp(&(x - x.trunc())).unwrap_or(Ordering::Equal)))
    }

    /// `self / other`, correctly rounded.
    pub fn truediv(&self, other: &IntBuf) -> Result<f64, NumError> {
        const EXACT: u64 = 1 << 53;
        if other.is_zero() {
            return Err(NumError::division_by_zero());
        }
        if let (I64(a), I64(b)) = (self, other)
            && a.unsigned_abs() <= EXACT
            && b.unsigned_abs() <= EXACT
        {
            return Ok(*a as f64 / *b as f64);
        }
        let (a_bits, b_bits) = (self.bit_length() as i64, other.bit_length() as i64);
        let negative = self.is_negative() != other.is_negative();
        let signed = |x: f64| if negative { -x } else { x };
        let too_large = || NumError::overflow("integer division result too large for a float");
        let diff = a_bits - b_bits;
        if self.is_zero() || diff < -1076 {
            return Ok(signed(0.0));
        }
        if diff > 1024 {
            return Err(too_large());
        }
        // A quotient of 55 or 56 bits (fewer for subnormal results), plus one bit for an inexact rest.
        let shift = diff.max(-1021) - 55;
        let (mut a, mut b) = (self.to_big().magnitude().clone(), other.to_big().magnitude().clone());
        if shift < 0 {
            a <<= shift.unsigned_abs();
        } else {
            b <<= shift.unsigned_abs();
        }
        let (quotient, rest) = a.div_rem(&b);
        let quotient = quotient.to_u64().unwrap_or(u64::MAX);
        let q_bits = i64::from(64 - quotient.leading_zeros());
        let extra = (q_bits.max(-1021 - shift) - 53) as u32;
        let half = 1u64 << (extra - 1);
        let low = quotient | u64::from(!rest.is_zero());
        let rounded = if low & half != 0 && low & (3 * half - 1) != 0 { low + half } else { low };
        let value = libm::scalbn((rounded & !(2 * half - 1)) as f64, shift as i32);
        if value.is_infinite() { Err(too_large()) } else { Ok(signed(value)) }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Parses decimal text in tests.
    pub(crate) fn int(s: &str) -> IntBuf {
        IntBuf::from(s.parse::<BigInt>().expect("a decimal number"))
    }

    #[test]
    fn table() {
        let float = |s: &str| s.parse::<f64>().expect("a float");
        for row in TABLE.lines() {
            let field: Vec<&str> = row.split_whitespace().collect();
            let (a, b) = (int(field[0]), int(field[1]));
            let (q, r) = a.divmod(&b).expect("divisor is not zero");
            let got = [a.add(&b), a.sub(&b), a.mul(&b), q, r, a.and(&b), a.or(&b), a.xor(&b), a.invert(), a.shr_bits(67)];
            for (i, got) in got.iter().enumerate() {
                assert_eq!(got, &int(field[i + 2]), "{row} column {i}");
            }
            assert_eq!((a.floordiv(&b), a.modulo(&b)), (Ok(got[3].clone()), Ok(got[4].clone())));
            assert_eq!(a.truediv(&b), Ok(float(field[12])), "{row}");
            assert_eq!(a.to_f64(), Ok(float(field[13])), "{row}");
            assert_eq!((a.bit_length().to_string().as_str(), a.bit_count().to_string().as_str()), (field[14], field[15]));
            assert_eq!(a.order(&b), if field[16] == "1" { Ordering::Less } else { Ordering::Greater });
        }
    }

    const TABLE: &str = "\
7 -3 4 10 -21 -3 -2 5 -1 -6 -8 0 -2.3333333333333335 7.0 3 3 0\n\
-7 3 -4 -10 -21 -3 2 1 -5 -6 6 -1 -2.3333333333333335 -7.0 3 3 1\n\
9223372036854775807 -1 9223372036854775806 9223372036854775808 -9223372036854775807 -9223372036854775807 0 9223372036854775807 -1 -9223372036854775808 -9223372036854775808 0 -9.223372036854776e18 9.223372036854776e18 63 63 0\n\
-9223372036854775808 -1 -9223372036854775809 -9223372036854775807 9223372036854775808 9223372036854775808 0 -9223372036854775808 -1 9223372036854775807 9223372036854775807 -1 9.223372036854776e18 -9.223372036854776e18 64 1 1\n\
9223372036854775808 9223372036854775807 18446744073709551615 1 85070591730234615856620279821087277056 1 1 0 18446744073709551615 18446744073709551615 -9223372036854775809 0 1.0 9.223372036854776e18 64 1 0\n\
-18446744073709551617 12345 -18446744073709539272 -18446744073709563962 -227725055589944414711865 -1494268454735485 10708 12345 -18446744073709551617 -18446744073709563962 18446744073709551616 -1 -1494268454735484.2 -1.8446744073709552e19 65 2 1\n\
170141183460469231731687303715884105727 18446744073709551617 170141183460469231750134047789593657344 170141183460469231713240559642174554110 3138550867693340382088035895064302439764418281874191810559 9223372036854775807 9223372036854775808 18446744073709551617 170141183460469231731687303715884105727 170141183460469231713240559642174554110 -170141183460469231731687303715884105728 1152921504606846975 9.223372036854776e18 1.7014118346046923e38 127 127 0\n\
-170141183460469231731687303715884105728 -1 -170141183460469231731687303715884105729 -170141183460469231731687303715884105727 170141183460469231731687303715884105728 170141183460469231731687303715884105728 0 -170141183460469231731687303715884105728 -1 170141183460469231731687303715884105727 170141183460469231731687303715884105727 -1152921504606846976 1.7014118346046923e38 -1.7014118346046923e38 128 1 1\n\
170141183460469231731687303715884105728 7 170141183460469231731687303715884105735 170141183460469231731687303715884105721 1190988284223284622121811126011188740096 24305883351495604533098186245126300818 2 0 170141183460469231731687303715884105735 170141183460469231731687303715884105735 -170141183460469231731687303715884105729 1152921504606846976 2.4305883351495603e37 1.7014118346046923e38 128 1 0\n\
1606938044258990275541962092341162602522202993782792835313721 -1267650600228229401496703205369 1606938044258990275541962092339894951921974764381296132108352 1606938044258990275541962092342430253122431223184289538519090 -2037035976334486086268445688398129594741655461737142516005401457796543370768333957406568049 -1267650600228229401496703205384 -1267650600228229401496703192975 1606938044258990275541962092341162602522202993782792835301377 -1267650600228229401496703193025 -1606938044258990275541962092342430253122431223184289538494402 -1606938044258990275541962092341162602522202993782792835313722 10889035741470030830827987437816582766592 -1.2676506002282294e30 1.6069380442589903e60 201 7 0\n\
-369988485035126972924700782451696644186473100389722973815184405301748249 1180591620717411303425 -369988485035126972924700782451696644186473100389721793223563687890444824 -369988485035126972924700782451696644186473100389724154406805122713051674 -436805305194400231172160183326200385625460916284041792711978171773346143383334071746301452825 -313392436929457195591140813776834321077189412063980 124176844905991383251 1 -369988485035126972924700782451696644186473100389721793223563687890444825 -369988485035126972924700782451696644186473100389721793223563687890444826 369988485035126972924700782451696644186473100389722973815184405301748248 -2507139495435657564731250139970671093117231522507802 -3.133924369294572e50 -3.69988485035127e71 238 119 1\n\
10000000000000000000000000000000000000000 42391158275216203514294433201 10000000000042391158275216203514294433201 9999999999957608841724783796485705566799 423911582752162035142944332010000000000000000000000000000000000000000 235898248759 10906638877401784381593352441 2669481360713303898311360512 10000000000039721676914502899615983072689 10000000000037052195553789595717671712177 -10000000000000000000000000000000000000001 67762635780344027125 235898248759.2573 1e40 133 53 0\n\
9007199254740993 3 9007199254740996 9007199254740990 27021597764222979 3002399751580331 0 1 9007199254740995 9007199254740994 -9007199254740994 0 3002399751580331.0 9007199254740992.0 54 2 0\n\
-2305843009213693952 4611686018427387903 2305843009213693951 -6917529027641081855 -10633823966279326980924613473029062656 -1 2305843009213693951 2305843009213693952 -1 -2305843009213693953 2305843009213693951 -1 -0.5 -2.305843009213694e18 62 1 1\n\
136891479058588375991326027382088315966463695625337436471480190078368997177499076593800206155688941388250484440597994042813512732765695774566001 -11450477594321044359340126713545146077054004823284978858214566372120240027249 136891479058588375991326027382088315966463695625337436471480190078357546699904755549440866028975396242173430435774709063955298166393575534538752 136891479058588375991326027382088315966463695625337436471480190078380447655093397638159546282402486534327538445421279021671727299137816014593250 -1567472813813834649751013092387150844460931738323273450782297388663368195179228704665614367092235108221036321423822618293150381607252325741958615365024968869141239412470663718876450374442044722624370424184632121388961249 -11955089028468192127124586620745125667787445140554849419780369032417 -6275492947697756963450265383818102276424916518754146292836760411400069764832 136891479058588375991326027382088315966463695625337436471480190078368516401844762951773352786101879918295475654660709137394816771148481989443585 -10969701940007402332486757126483676122045218886000073439518604754906454904833 -136891479058588375991326027382088315966463695625337436471480190078379486103784770354105839543228363594417520873546709210834335375903388444348418 -136891479058588375991326027382088315966463695625337436471480190078368997177499076593800206155688941388250484440597994042813512732765695774566002 927612743687971578528320995666593830754340801730263509795731077269048846277106914929668031621311104387590543926000165013655 -1.1955089028468192e67 1.3689147905858837e143 476 244 0";

    #[test]
    fn shifts_and_floats() {
        assert_eq!(I64(1).shl(&I64(63)), Ok(Wide(1 << 63)));
        assert_eq!(I64(-1).shl(&I64(127)), Ok(Wide(i128::MIN)));
        assert_eq!(I64(1).shl(&I64(-1)).map_err(|e| e.message), Err("negative shift count".into()));
        assert_eq!(I64(0).shl(&I64(i64::MAX)), Ok(I64(0)));
        assert!(I64(1).shl(&I64(i64::MAX)).is_err());
        assert_eq!(int("-1180591620717411303425").shr(&Wide(1 << 100)), Ok(I64(-1)));
        assert_eq!(I64(1).shl_bits(1024).to_f64().map_err(|e| e.message), Err("int too large to convert to float".into()));
        assert_eq!(I64(1).shl_bits(1023).to_f64(), Ok(f64::MAX / 2.0 + 2f64.powi(969)));
        assert_eq!(IntBuf::from_f64(-1e300).map(|v| v.to_f64()), Some(Ok(-1e300)));
        assert_eq!(IntBuf::from_f64(f64::NAN), None);
        let big = int("9007199254740993");
        assert_eq!(big.compare_f64(9007199254740992.0), Some(Ordering::Greater));
        assert_eq!(I64(2).compare_f64(2.5), Some(Ordering::Less));
        assert_eq!(int("-9223372036854775809").compare_f64(-9.223372036854776e18), Some(Ordering::Less));
        assert_eq!(I64(0).compare_f64(f64::NEG_INFINITY), Some(Ordering::Greater));
        let tiny = I64(1).truediv(&I64(1).shl_bits(1074)).map(f64::to_bits);
        assert_eq!(tiny, Ok(1));
        assert_eq!(I64(1).truediv(&I64(1).shl_bits(1076)), Ok(0.0));
        assert!(I64(1).shl_bits(1024).truediv(&I64(1)).is_err());
        assert_eq!(I64(i64::MIN).neg().neg(), I64(i64::MIN));
        assert_eq!(Wide(i128::MIN).neg().neg(), Wide(i128::MIN));
        assert_eq!((int("-170141183460469231731687303715884105729").low_u64(), I64(-1).clamp_i64()), (u64::MAX, -1));
    }
}
