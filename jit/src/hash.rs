//! Hash tables of the compiler: keys are small numbers and addresses of our own, so one multiplication per word mixes them well
//! enough. (The standard hasher resists chosen keys and took a tenth of compiling time.)

use std::hash::{BuildHasherDefault, Hasher};

/// A map.
pub type Map<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<Mix>>;
/// A set.
pub type Set<K> = std::collections::HashSet<K, BuildHasherDefault<Mix>>;

/// The hasher.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mix(u64);

impl Mix {
    #[inline]
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Mix {
    #[inline]
    fn finish(&self) -> u64 {
        // The table takes its bucket from the low bits, the product's best ones are high.
        self.0.rotate_left(26)
    }
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.add(u64::from_le_bytes(word));
        }
    }
    #[inline]
    fn write_u8(&mut self, n: u8) {
        self.add(u64::from(n));
    }
    #[inline]
    fn write_u16(&mut self, n: u16) {
        self.add(u64::from(n));
    }
    #[inline]
    fn write_u32(&mut self, n: u32) {
        self.add(u64::from(n));
    }
    #[inline]
    fn write_u64(&mut self, n: u64) {
        self.add(n);
    }
    #[inline]
    fn write_usize(&mut self, n: usize) {
        self.add(n as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::Hash;

    #[test]
    fn neighbours_differ_in_the_low_bits() {
        let low = |n: u64| {
            let mut h = Mix::default();
            n.hash(&mut h);
            h.finish() & 0xff
        };
        let distinct: Set<u64> = (0..64).map(|n| low(0x7f00_1000 + n * 64)).collect();
        assert!(distinct.len() > 40, "{}", distinct.len());
    }
}
