//! The same seed gives the same run, and keyed draws do not disturb each other.

use proptest::prelude::*;
use seamripper_engine::{Draws, Engine, Fingerprint, Stop, StreamKey, mix_key, name_key};
use std::cell::RefCell;
use std::rc::Rc;

use crate::LIMITS;

fn key(entity: u64) -> StreamKey {
    StreamKey { component: name_key("client"), purpose: name_key("latency"), entity }
}

/// Runs clients that retry under draws, and gives the fingerprint of all they saw.
fn trace(seed: u64) -> u128 {
    let mut engine = Engine::new(LIMITS);
    let draws = Draws::new(seed);
    let seen = Rc::new(RefCell::new(Fingerprint::new()));
    for client in 0..20 {
        let (handle, seen) = (engine.handle(), Rc::clone(&seen));
        engine.handle().spawn(async move {
            for attempt in 0..10 {
                let mut stream = draws.stream(key(mix_key(client, attempt)));
                let upstream = handle.spawn(handle.sleep(stream.exponential(1_000)));
                let answer = handle.timeout(1_000, upstream).await;
                let mut seen = seen.borrow_mut();
                seen.write(&handle.now().to_le_bytes());
                seen.write(&[client as u8, u8::from(answer.is_ok())]);
            }
        });
    }
    assert_eq!(engine.run(), Stop::Idle);
    seen.borrow().finish()
}

#[test]
fn the_same_seed_gives_the_same_run() {
    assert_eq!(trace(1), trace(1));
    assert_ne!(trace(1), trace(2));
}

#[test]
fn more_draws_from_one_stream_shift_no_other() {
    let draws = Draws::new(7);
    let alone: Vec<_> = {
        let mut stream = draws.stream(key(1));
        (0..100).map(|_| stream.next_u64()).collect()
    };
    let (mut stream, mut other) = (draws.stream(key(1)), draws.stream(key(2)));
    let among: Vec<_> = (0..100)
        .map(|count| {
            for _ in 0..count {
                other.next_u64();
            }
            stream.next_u64()
        })
        .collect();
    assert_eq!(alone, among);
}

#[test]
fn streams_differ_by_every_part_of_their_key() {
    let key = StreamKey { component: 1, purpose: 2, entity: 3 };
    let streams = [
        Draws::new(0).stream(key),
        Draws::new(4).stream(key),
        Draws::new(0).stream(StreamKey { component: 4, ..key }),
        Draws::new(0).stream(StreamKey { purpose: 4, ..key }),
        Draws::new(0).stream(StreamKey { entity: 4, ..key }),
        Draws::new(0).stream(StreamKey { component: 2, purpose: 1, entity: 3 }),
    ];
    let mut firsts = streams.map(|mut stream| stream.next_u64());
    firsts.sort_unstable();
    assert!(firsts.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn mixing_keys_minds_their_order() {
    assert_ne!(mix_key(1, 2), mix_key(2, 1));
    assert_ne!(mix_key(0, 0), 0);
}

proptest! {
    #[test]
    fn a_fingerprint_does_not_depend_on_how_bytes_are_cut(bytes: Vec<u8>, cut: prop::sample::Index) {
        let (head, tail) = bytes.split_at(cut.index(bytes.len() + 1));
        let (mut whole, mut parts) = (Fingerprint::new(), Fingerprint::new());
        whole.write(&bytes);
        parts.write(head);
        parts.write(tail);
        prop_assert_eq!(whole.finish(), parts.finish());
    }
}
