//! ChaCha8 as a keystream of 64-bit words, one block at a time.
//!
//! A keyed draw mostly takes one or two words and is done with its stream, so that what counts is
//! the first block; whoever knows four keys has the four first blocks for little more than one. The
//! words are those of `rand_chacha`, which the tests hold this to.

const ROUNDS: usize = 8;

/// "expand 32-byte k".
const SIGMA: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];

/// Words of 32 bits in a block.
const STATE: usize = 16;

/// The place in a block of the last word of the key.
const LAST: usize = 10;

/// How many keys are computed side by side.
pub(crate) const LANES: usize = 4;

/// The words of one key, from the first on.
#[derive(Clone, Debug)]
pub(crate) struct ChaCha8 {
    key: [u64; 4],
    /// The number of the block that comes next.
    next_block: u64,
    block: [u32; STATE],
    /// The place in the block of the half word that comes next.
    next: usize,
}

impl ChaCha8 {
    /// Starts the stream of a key of four words, taken as 32 bytes in little endian.
    #[inline]
    pub(crate) fn new(key: [u64; 4]) -> ChaCha8 {
        ChaCha8 { key, next_block: 0, block: [0; STATE], next: STATE }
    }

    /// Starts the streams of four keys that differ in their last word, each with its first block.
    pub(crate) fn four([a, b, c]: [u64; 3], lasts: [u64; LANES]) -> [ChaCha8; LANES] {
        let mut starts = start([a, b, c, 0], 0).map(|word| [word; LANES]);
        starts[LAST] = lasts.map(|last| last as u32);
        starts[LAST + 1] = lasts.map(|last| (last >> 32) as u32);
        let blocks = blocks(&starts);
        std::array::from_fn(|lane| ChaCha8 {
            key: [a, b, c, lasts[lane]],
            next_block: 1,
            block: blocks.each_ref().map(|halves| halves[lane]),
            next: 0,
        })
    }

    #[inline]
    pub(crate) fn next_u64(&mut self) -> u64 {
        if self.next == STATE {
            self.block = block(start(self.key, self.next_block));
            self.next_block = self.next_block.wrapping_add(1);
            self.next = 0;
        }
        let (low, high) = (self.block[self.next], self.block[self.next + 1]);
        self.next += 2;
        u64::from(high) << 32 | u64::from(low)
    }
}

/// Sets out a block: constants, key, number of the block, and a nonce of zeros.
#[inline(always)]
fn start(key: [u64; 4], block: u64) -> [u32; STATE] {
    let [k0, k1, k2, k3] = SIGMA;
    let [a, b, c, d] = key.map(|word| word as u32);
    let [e, f, g, h] = key.map(|word| (word >> 32) as u32);
    [k0, k1, k2, k3, a, e, b, f, c, g, d, h, block as u32, (block >> 32) as u32, 0, 0]
}

/// Computes one block.
fn block(start: [u32; STATE]) -> [u32; STATE] {
    let mut state = start;
    (0..ROUNDS / 2).for_each(|_| double_round(&mut state));
    std::array::from_fn(|place| state[place].wrapping_add(start[place]))
}

/// Computes four blocks side by side: a compiler makes one vector of the four words at each place. It
/// does so for an outer loop in a function of its own alone, so that rounds are written out.
#[inline(never)]
fn blocks(starts: &[[u32; LANES]; STATE]) -> [[u32; LANES]; STATE] {
    let mut out = [[0; LANES]; STATE];
    for lane in 0..LANES {
        let start: [u32; STATE] = std::array::from_fn(|place| starts[place][lane]);
        let mut state = start;
        double_round(&mut state);
        double_round(&mut state);
        double_round(&mut state);
        double_round(&mut state);
        for place in 0..STATE {
            out[place][lane] = state[place].wrapping_add(start[place]);
        }
    }
    out
}

/// Mixes the four columns, then the four diagonals.
#[inline(always)]
fn double_round(state: &mut [u32; STATE]) {
    quarter_round(state, [0, 4, 8, 12]);
    quarter_round(state, [1, 5, 9, 13]);
    quarter_round(state, [2, 6, 10, 14]);
    quarter_round(state, [3, 7, 11, 15]);
    quarter_round(state, [0, 5, 10, 15]);
    quarter_round(state, [1, 6, 11, 12]);
    quarter_round(state, [2, 7, 8, 13]);
    quarter_round(state, [3, 4, 9, 14]);
}

#[inline(always)]
fn quarter_round(state: &mut [u32; STATE], [a, b, c, d]: [usize; 4]) {
    state[a] = state[a].wrapping_add(state[b]);
    state[d] = (state[d] ^ state[a]).rotate_left(16);
    state[c] = state[c].wrapping_add(state[d]);
    state[b] = (state[b] ^ state[c]).rotate_left(12);
    state[a] = state[a].wrapping_add(state[b]);
    state[d] = (state[d] ^ state[a]).rotate_left(8);
    state[c] = state[c].wrapping_add(state[d]);
    state[b] = (state[b] ^ state[c]).rotate_left(7);
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

        #[test]
        fn four_streams_at_once_are_those_of_their_keys(
            shared: [u64; 3], lasts: [u64; 4], words in 1_usize..20,
        ) {
            let [a, b, c] = shared;
            for (mut four, last) in ChaCha8::four(shared, lasts).into_iter().zip(lasts) {
                let mut one = ChaCha8::new([a, b, c, last]);
                for _ in 0..words {
                    prop_assert_eq!(four.next_u64(), one.next_u64());
                }
            }
        }
    }
}
