//! The order of events, packed into one integer.
//!
//! From the top: 64 bits of time, 40 bits of sequence number, 24 bits of slot. Sequence numbers are
//! unique, so the slot never decides the order; it only rides along.

const SLOT_BITS: u32 = 24;

/// How many slots a key can tell apart.
const SLOTS: usize = 1 << SLOT_BITS;

/// How many of them are of tasks; the others are of wakers.
pub(crate) const TASKS: usize = SLOTS / 2;

/// The last sequence number that a key can hold.
pub(crate) const LAST_SEQ: u64 = (1 << 40) - 1;

/// Packs a sequence number and a slot into the lower half of a key.
pub(crate) const fn low(seq: u64, slot: u32) -> u64 {
    seq << SLOT_BITS | slot as u64
}

/// Puts a time, in ns, over a lower half.
pub(crate) const fn pack(at_ns: u64, low: u64) -> u128 {
    (at_ns as u128) << 64 | low as u128
}

pub(crate) const fn at_ns(key: u128) -> u64 {
    (key >> 64) as u64
}

pub(crate) const fn seq(low: u64) -> u64 {
    low >> SLOT_BITS
}

pub(crate) const fn slot(low: u64) -> u32 {
    (low & (SLOTS as u64 - 1)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_gives_back_what_was_packed() {
        let low = low(LAST_SEQ, 7);
        let key = pack(u64::MAX, low);
        assert_eq!((at_ns(key), slot(key as u64)), (u64::MAX, 7));
        assert_eq!(seq(key as u64), LAST_SEQ);
    }

    #[test]
    fn time_comes_before_sequence_and_sequence_before_slot() {
        assert!(pack(1, low(9, 9)) < pack(2, low(1, 1)));
        assert!(pack(1, low(1, 9)) < pack(1, low(2, 1)));
    }
}
