//! ChaCha8 as a keystream of 64-bit words, one block at a time.
//!
//! A keyed draw mostly takes one or two words and is done with its stream, so that what counts is
//! the first block; the usual implementations compute four at once. The words are those of
//! `rand_chacha`, which the tests hold this to.

const ROUNDS: usize = 8;

/// "expand 32-byte k".
const SIGMA: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];

/// Words of 64 bits in a block.
const WORDS: usize = 8;

type Row = [u32; 4];

/// The words of one key, from the first on.
#[derive(Clone, Debug)]
pub(crate) struct ChaCha8 {
    key: [Row; 2],
    /// The number of the block that comes next.
    next_block: u64,
    block: [u64; WORDS],
    /// The place in the block of the word that comes next.
    next_word: usize,
}

impl ChaCha8 {
    /// Starts the stream of a key of four words, taken as 32 bytes in little endian.
    #[inline]
    pub(crate) fn new(key: [u64; 4]) -> ChaCha8 {
        let [a, b, c, d] = key;
        let low = [a as u32, (a >> 32) as u32, b as u32, (b >> 32) as u32];
        let high = [c as u32, (c >> 32) as u32, d as u32, (d >> 32) as u32];
        ChaCha8 { key: [low, high], next_block: 0, block: [0; WORDS], next_word: WORDS }
    }

    #[inline]
    pub(crate) fn next_u64(&mut self) -> u64 {
        if self.next_word == WORDS {
            self.block = block(self.key, self.next_block);
            self.next_block = self.next_block.wrapping_add(1);
            self.next_word = 0;
        }
        let word = self.block[self.next_word];
        self.next_word += 1;
        word
    }
}

/// Computes one block. Rows are kept whole, so that a compiler can hold each in one register.
fn block(key: [Row; 2], counter: u64) -> [u64; WORDS] {
    let start = [SIGMA, key[0], key[1], [counter as u32, (counter >> 32) as u32, 0, 0]];
    let [mut a, mut b, mut c, mut d] = start;
    for _ in 0..ROUNDS / 2 {
        quarter_rounds(&mut a, &mut b, &mut c, &mut d);
        (b, c, d) = (turned(b, 1), turned(c, 2), turned(d, 3));
        quarter_rounds(&mut a, &mut b, &mut c, &mut d);
        (b, c, d) = (turned(b, 3), turned(c, 2), turned(d, 1));
    }
    let [a, b, c, d] =
        [added(a, start[0]), added(b, start[1]), added(c, start[2]), added(d, start[3])];
    [low(a), high(a), low(b), high(b), low(c), high(c), low(d), high(d)]
}

#[inline(always)]
fn low(row: Row) -> u64 {
    u64::from(row[1]) << 32 | u64::from(row[0])
}

#[inline(always)]
fn high(row: Row) -> u64 {
    u64::from(row[3]) << 32 | u64::from(row[2])
}

/// Does the four quarter rounds of a column or of a diagonal, side by side.
#[inline(always)]
fn quarter_rounds(a: &mut Row, b: &mut Row, c: &mut Row, d: &mut Row) {
    *a = added(*a, *b);
    *d = mixed(*d, *a, 16);
    *c = added(*c, *d);
    *b = mixed(*b, *c, 12);
    *a = added(*a, *b);
    *d = mixed(*d, *a, 8);
    *c = added(*c, *d);
    *b = mixed(*b, *c, 7);
}

#[inline(always)]
fn added(a: Row, b: Row) -> Row {
    [
        a[0].wrapping_add(b[0]),
        a[1].wrapping_add(b[1]),
        a[2].wrapping_add(b[2]),
        a[3].wrapping_add(b[3]),
    ]
}

#[inline(always)]
fn mixed(a: Row, b: Row, left: u32) -> Row {
    [
        (a[0] ^ b[0]).rotate_left(left),
        (a[1] ^ b[1]).rotate_left(left),
        (a[2] ^ b[2]).rotate_left(left),
        (a[3] ^ b[3]).rotate_left(left),
    ]
}

#[inline(always)]
fn turned(row: Row, by: usize) -> Row {
    [row[by % 4], row[(by + 1) % 4], row[(by + 2) % 4], row[(by + 3) % 4]]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    proptest! {
        #[test]
        fn the_words_are_those_of_the_reference(key: [u64; 4], words in 1_usize..100) {
            let mut bytes = [0; 32];
            for (place, word) in bytes.chunks_exact_mut(8).zip(key) {
                place.copy_from_slice(&word.to_le_bytes());
            }
            let mut reference = ChaCha8Rng::from_seed(bytes);
            let mut ours = ChaCha8::new(key);
            for _ in 0..words {
                prop_assert_eq!(ours.next_u64(), reference.next_u64());
            }
        }
    }
}
