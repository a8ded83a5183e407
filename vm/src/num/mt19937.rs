//! The Mersenne Twister behind `random`, with CPython's seeding and number formats.

use super::int::IntBuf;

const N: usize = 624;
const M: usize = 397;

/// The generator's state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mt19937 {
    state: [u32; N],
    index: usize,
}

impl Mt19937 {
    /// From one word.
    pub fn from_word(seed: u32) -> Mt19937 {
        let mut state = [0; N];
        state[0] = seed;
        for i in 1..N {
            let previous = state[i - 1];
            state[i] = 1_812_433_253u32.wrapping_mul(previous ^ previous >> 30).wrapping_add(i as u32);
        }
        Mt19937 { state, index: N }
    }

    /// From an array of words, which must not be empty.
    pub fn from_key(key: &[u32]) -> Mt19937 {
        let key = if key.is_empty() { &[0] } else { key };
        let mut mt = Mt19937::from_word(19_650_218);
        let s = &mut mt.state;
        let (mut i, mut j) = (1, 0);
        let mix = |s: &[u32; N], i: usize| s[i - 1] ^ s[i - 1] >> 30;
        for _ in 0..N.max(key.len()) {
            s[i] = (s[i] ^ mix(s, i).wrapping_mul(1_664_525)).wrapping_add(key[j]).wrapping_add(j as u32);
            (i, j) = (i + 1, (j + 1) % key.len());
            if i == N {
                s[0] = s[N - 1];
                i = 1;
            }
        }
        for _ in 0..N - 1 {
            s[i] = (s[i] ^ mix(s, i).wrapping_mul(1_566_083_941)).wrapping_sub(i as u32);
            i += 1;
            if i == N {
                s[0] = s[N - 1];
                i = 1;
            }
        }
        s[0] = 0x8000_0000;
        mt
    }

    /// `random.seed(int)`: by the words of the absolute value.
    pub fn from_int(seed: &IntBuf) -> Mt19937 {
        let words = match seed {
            IntBuf::I64(v) => vec![v.unsigned_abs() as u32, (v.unsigned_abs() >> 32) as u32],
            _ => seed.to_big().magnitude().to_u32_digits(),
        };
        let used = words.iter().rposition(|&w| w != 0).map_or(1, |i| i + 1);
        Mt19937::from_key(&words[..used])
    }

    /// The next 32 bits.
    #[inline]
    pub fn next_u32(&mut self) -> u32 {
        if self.index >= N {
            self.refill();
        }
        let mut y = self.state[self.index];
        self.index += 1;
        y ^= y >> 11;
        y ^= y << 7 & 0x9d2c_5680;
        y ^= y << 15 & 0xefc6_0000;
        y ^ y >> 18
    }

    fn refill(&mut self) {
        let s = &mut self.state;
        for i in 0..N {
            let y = s[i] & 0x8000_0000 | s[(i + 1) % N] & 0x7FFF_FFFF;
            s[i] = s[(i + M) % N] ^ (y >> 1) ^ ((y & 1) * 0x9908_b0df);
        }
        self.index = 0;
    }

    /// `random.random()`: 53 bits in [0, 1).
    #[inline]
    pub fn random(&mut self) -> f64 {
        let (a, b) = (self.next_u32() >> 5, self.next_u32() >> 6);
        (f64::from(a) * 67_108_864.0 + f64::from(b)) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// `random.getrandbits(k)`: words from the lowest up, the last one shortened.
    pub fn getrandbits(&mut self, k: u64) -> IntBuf {
        match k {
            0 => IntBuf::ZERO,
            1..=32 => IntBuf::I64((self.next_u32() >> (32 - k)).into()),
            33..=64 => {
                let low = self.next_u32();
                let high = self.next_u32() >> (64 - k);
                IntBuf::from(u64::from(high) << 32 | u64::from(low))
            }
            _ => {
                let mut bytes = Vec::with_capacity(k.div_ceil(32) as usize * 4);
                let mut left = k;
                while left > 0 {
                    let word = self.next_u32() >> 32u64.saturating_sub(left);
                    bytes.extend(word.to_le_bytes());
                    left = left.saturating_sub(32);
                }
                IntBuf::from_bytes(&bytes, false, false)
            }
        }
    }

    /// `random.getstate()`: the words and the index.
    pub fn state(&self) -> (&[u32], usize) {
        (&self.state, self.index)
    }

    /// `random.setstate()`; `None` unless there are 624 words and an index up to 624.
    pub fn from_state(words: &[u32], index: usize) -> Option<Mt19937> {
        let state = words.try_into().ok()?;
        (index <= N).then_some(Mt19937 { state, index })
    }
}

#[cfg(test)]
mod tests {
    use super::super::int::tests::int;
    use super::*;

    #[test]
    fn agrees_with_cpython() {
        for row in TABLE.lines() {
            let field: Vec<&str> = row.split(' ').collect();
            let mut mt = Mt19937::from_int(&int(field[0]));
            assert_eq!(format!("{:?}", mt.random()), field[1]);
            for (k, want) in [(32, 2), (5, 3), (60, 4), (200, 5)] {
                assert_eq!(mt.getrandbits(k), int(field[want]), "seed {} bits {k}", field[0]);
            }
            (0..1000).for_each(|_| assert!(mt.random() < 1.0));
            let (words, index) = mt.state();
            let mut copy = Mt19937::from_state(words, index).expect("a valid state");
            assert_eq!(format!("{:?}", copy.random()), field[6]);
        }
        assert!(Mt19937::from_state(&[1, 2], 0).is_none());
    }

    const TABLE: &str = "\
0 0.8444218515250481 3255389356 28 46675314082485333 1261184197386579843008205445256772543799468459377969389395514 0.27870721332570936\n\
1 0.13436424411240122 3639700191 25 72757217426062276 1044963219483813453690842106149793639275340625094857489921084 0.8344458535982725\n\
42 0.6394267984578837 107420369 23 282341088111907415 1435828442440593648950616204576760276501891703349731131676382 0.9682068759363868\n\
-7 0.32383276483316237 647892279 12 55670462648394832 91537643938837530561198714667852239811829772716845765963571 0.13161747889018116\n\
4294967296 0.11299430095636409 1794561286 29 26311794360641307 877776369750947065602105547250117790196237682342544507782921 0.4228998576511329\n\
18446744073709551619 0.9129684455472157 3962962676 3 538394512261789239 610806182124710852859547224212322391264454218362115354275528 0.7733126183385034\n\
10000000000000000000000000000000000000000 0.34753796566513817 3266468590 27 273736842352281569 486042297513613418188614292266164746443261328409066363533862 0.31463451140717946";
}
