//! Random draws that are keyed, never taken from one shared stream.
//!
//! Whoever draws names what for. A stream depends on the seed and on its key alone, so that drawing
//! more or less elsewhere shifts nothing here.

use crate::samplers::Stream;

/// Gives the streams of one seed. It holds no state, and copies are free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws {
    seed: u64,
}

impl Draws {
    /// Makes the draws of a seed.
    pub fn new(seed: u64) -> Draws {
        Draws { seed }
    }

    /// Gives the stream of a key, from its start; asking twice gives the same stream twice.
    pub fn stream(&self, key: StreamKey) -> Stream {
        Stream::from_key([self.seed, key.component, key.purpose, key.entity])
    }

    /// Gives the streams of one component and purpose for four entities, which takes hardly longer
    /// than the first draw of one.
    pub fn four_streams(&self, component: u64, purpose: u64, entities: [u64; 4]) -> [Stream; 4] {
        Stream::four([self.seed, component, purpose], entities)
    }
}

/// Names a stream: who draws, what for, and about whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamKey {
    /// Who draws, such as a service; often the [`name_key`] of its name.
    pub component: u64,
    /// What the draw decides, such as a latency.
    pub purpose: u64,
    /// What it is drawn for, such as the number of a call; made of parts by [`mix_key`].
    pub entity: u64,
}

/// Gives the stable key of a name: 64-bit FNV-1a over its UTF-8 bytes.
pub const fn name_key(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let mut key = 0xcbf2_9ce4_8422_2325_u64;
    let mut at = 0;
    while at < bytes.len() {
        key = (key ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        at += 1;
    }
    key
}

/// Mixes two keys into one; the order matters. Each passes once through the finaliser of SplitMix64.
pub const fn mix_key(a: u64, b: u64) -> u64 {
    const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;
    finalise(finalise(a.wrapping_add(GAMMA)).wrapping_add(GAMMA) ^ b)
}

const fn finalise(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
