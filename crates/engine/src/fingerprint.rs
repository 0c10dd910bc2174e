//! A rolling hash over everything that a run recorded, to compare runs by.
//!
//! SipHash-2-4 with 128 bits of output under a fixed key. It tells runs apart; it proves nothing
//! against somebody who wants two to look alike.

use std::fmt;
use std::hash::Hasher;

use siphasher::sip128::{Hasher128, SipHasher24};

/// The key: two words, fixed for ever, since fingerprints are written down and compared.
const KEY: (u64, u64) = (0x7365_616d_7269_7070, 0x6572_2d65_6e67_696e);

/// Hashes bytes as they come. It displays as 32 hexadecimal digits.
#[derive(Clone, Debug)]
pub struct Fingerprint {
    hasher: SipHasher24,
}

impl Fingerprint {
    /// Makes the fingerprint of nothing.
    pub fn new() -> Fingerprint {
        Fingerprint { hasher: SipHasher24::new_with_keys(KEY.0, KEY.1) }
    }

    /// Appends bytes. Only their sequence counts, not how it is cut into writes.
    pub fn write(&mut self, bytes: &[u8]) {
        self.hasher.write(bytes);
    }

    /// Gives the hash of all bytes so far; more may be written after.
    pub fn finish(&self) -> u128 {
        let hash = self.hasher.finish128();
        u128::from(hash.h1) << 64 | u128::from(hash.h2)
    }
}

impl Default for Fingerprint {
    fn default() -> Self {
        Fingerprint::new()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.finish())
    }
}
