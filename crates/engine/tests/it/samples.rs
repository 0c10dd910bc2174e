//! The samplers: their exact values, their bounds, and that they follow their distributions.
//!
//! The golden values were obtained by running this code once. They are promises from then on: a
//! change of one of them changes every replay.

use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use seamripper_engine::{Draws, Fingerprint, Ratio, Stream, StreamKey, mix_key, name_key};

fn stream(entity: u64) -> Stream {
    Draws::new(42).stream(StreamKey { component: 1, purpose: 2, entity })
}

/// Takes the first four samples of a fresh stream.
fn four<T>(mut sample: impl FnMut(&mut Stream) -> T) -> [T; 4] {
    let mut stream = stream(3);
    std::array::from_fn(|_| sample(&mut stream))
}

#[test]
fn keys_keep_their_values() {
    const LATENCY: u64 = name_key("latency");
    assert_eq!(LATENCY, 0xaf0c_6115_26ea_b2b9);
    assert_eq!(mix_key(1, 2), 0x5590_7708_052e_8d7c);
    // Published test vectors of 64-bit FNV-1a.
    assert_eq!(name_key(""), 0xcbf2_9ce4_8422_2325);
    assert_eq!(name_key("a"), 0xaf63_dc4c_8601_ec8c);
    assert_eq!(name_key("foobar"), 0x8594_4171_f739_67e8);
}

#[test]
fn a_stream_is_chacha8_under_its_key_in_little_endian() {
    let key = StreamKey { component: 0x0102_0304_0506_0708, purpose: 9, entity: u64::MAX };
    let mut bytes = [0; 32];
    bytes[0] = 42;
    bytes[8..16].copy_from_slice(&[8, 7, 6, 5, 4, 3, 2, 1]);
    bytes[16] = 9;
    bytes[24..].fill(0xff);
    let mut plain = ChaCha8Rng::from_seed(bytes);
    let mut stream = Draws::new(42).stream(key);
    assert!((0..1_000).all(|_| stream.next_u64() == plain.next_u64()));
}

#[test]
fn integer_samples_keep_their_values() {
    let words = [
        6_804_596_453_350_191_549,
        9_734_157_622_551_370_753,
        12_284_307_992_560_454_971,
        12_057_478_148_165_894_300,
    ];
    assert_eq!(four(Stream::next_u64), words);
    assert_eq!(four(|stream| stream.uniform(10, 99)), [43, 57, 69, 68]);
    let even = Ratio::new(1, 2).unwrap();
    assert_eq!(four(|stream| stream.chance(even)), [true, false, false, false]);
    assert_eq!(four(|stream| stream.choice(&[4, 2, 3, 1])), [0, 1, 2, 2]);
}

#[test]
fn samples_on_floats_keep_their_values() {
    let waits = [997_289_549, 639_246_778, 406_565_207, 425_202_821];
    assert_eq!(four(|stream| stream.exponential(1_000_000_000)), waits);
    let normals = [
        13_832_315_251_332_733_359,
        13_826_169_923_357_936_954,
        4_603_378_704_564_726_879,
        4_608_101_563_322_209_396,
    ];
    assert_eq!(four(|stream| stream.normal().to_bits()), normals);
    let times = [498_831_163, 773_670_223, 1_334_893_407, 1_825_849_834];
    assert_eq!(four(|stream| stream.lognormal(1_000_000_000, 0.5)), times);
}

#[test]
fn fingerprints_keep_their_values() {
    let mut print = Fingerprint::new();
    assert_eq!(print.to_string(), "77bd83c7a6df4452acdbe3a04e2a621d");
    print.write(b"seam ripper");
    assert_eq!(print.to_string(), "8a8d25112bc3acf4aea22657bacfc585");
    assert_eq!(print.to_string(), format!("{:032x}", print.finish()));
}

/// Averages many samples of one stream.
fn mean(count: u32, mut sample: impl FnMut(&mut Stream) -> f64) -> f64 {
    let mut stream = stream(99);
    (0..count).map(|_| sample(&mut stream)).sum::<f64>() / f64::from(count)
}

fn share(mut event: impl FnMut(&mut Stream) -> bool) -> f64 {
    mean(100_000, |stream| f64::from(u8::from(event(stream))))
}

fn square(value: f64) -> f64 {
    value * value
}

fn check_near(value: f64, expected: f64, tolerance: f64) {
    assert!((value - expected).abs() < tolerance, "{value} is not near {expected}");
}

#[test]
fn exponential_waits_follow_their_law() {
    check_near(mean(100_000, |stream| stream.exponential(1_000_000) as f64), 1e6, 2e4);
    // The chance to wait longer than t means is e^-t.
    check_near(share(|stream| stream.exponential(1_000_000) > 1_000_000), 0.367_879, 0.01);
    check_near(share(|stream| stream.exponential(1_000_000) > 3_000_000), 0.049_787, 0.005);
}

#[test]
fn normal_draws_follow_their_law() {
    check_near(mean(100_000, Stream::normal), 0.0, 0.02);
    check_near(mean(100_000, |stream| square(stream.normal())), 1.0, 0.03);
    check_near(share(|stream| stream.normal() > 1.959_964), 0.025, 0.003);
}

#[test]
fn lognormal_times_follow_their_law() {
    check_near(share(|stream| stream.lognormal(1_000_000, 0.5) > 1_000_000), 0.5, 0.01);
    // The mean is the median times e^(sigma^2 / 2).
    check_near(mean(100_000, |stream| stream.lognormal(1_000_000, 0.5) as f64), 1.133_148e6, 2e4);
}

#[test]
fn chances_and_choices_follow_their_weights() {
    let third = Ratio::new(1, 3).unwrap();
    check_near(share(|stream| stream.chance(third)), 0.333_333, 0.01);
    check_near(share(|stream| stream.choice(&[1, 0, 2, 7]) == 3), 0.7, 0.01);
    check_near(share(|stream| stream.choice(&[u64::MAX, u64::MAX]) == 0), 0.5, 0.01);
    check_near(mean(100_000, |stream| stream.uniform(10, 20) as f64), 15.0, 0.1);
}

#[test]
fn a_chance_always_takes_one_word() {
    for ratio in [Ratio::NEVER, Ratio::ALWAYS, Ratio::new(1, 3).unwrap()] {
        let (mut one, mut other) = (stream(5), stream(5));
        assert_eq!(one.chance(ratio), ratio == Ratio::ALWAYS || other.clone().chance(ratio));
        other.next_u64();
        assert_eq!(one.next_u64(), other.next_u64());
    }
}

#[test]
fn samples_at_the_ends_of_their_range_saturate() {
    let mut stream = stream(1);
    for _ in 0..1_000 {
        assert_eq!(stream.exponential(0), 0);
        assert!(stream.exponential(1_000) <= 37_000);
        stream.exponential(u64::MAX);
        assert_eq!(stream.lognormal(0, f64::MAX), 0);
        assert_eq!(stream.lognormal(77, 0.0), 77);
        assert_eq!(stream.lognormal(77, f64::NAN), 77);
        assert_eq!(stream.lognormal(77, f64::INFINITY), 77);
        let extreme = stream.lognormal(77, f64::MAX);
        assert!(extreme == 0 || extreme == u64::MAX);
        assert!(stream.normal().is_finite());
    }
    assert_eq!(stream.choice(&[]), 0);
    assert!(stream.choice(&[0, 0, 0]) < 3);
    assert!(stream.choice(&[u64::MAX; 5]) < 5);
}

proptest! {
    #[test]
    fn uniform_stays_within_its_bounds(seed: u64, low: u64, high: u64) {
        let mut stream = Draws::new(seed).stream(StreamKey { component: 0, purpose: 0, entity: 0 });
        let drawn = stream.uniform(low, high);
        prop_assert!(low.min(high) <= drawn && drawn <= low.max(high));
    }

    #[test]
    fn uniform_reaches_both_bounds_of_a_small_range(seed: u64, low in 0..=u64::MAX - 2) {
        let mut stream = Draws::new(seed).stream(StreamKey { component: 0, purpose: 0, entity: 0 });
        let drawn: Vec<_> = (0..200).map(|_| stream.uniform(low, low + 2) - low).collect();
        prop_assert!((0..3).all(|value| drawn.contains(&value)));
    }

    #[test]
    fn a_choice_never_falls_on_a_weight_of_zero(
        seed: u64,
        weights in prop::collection::vec(prop_oneof![Just(0), any::<u64>()], 1..20),
    ) {
        let mut stream = Draws::new(seed).stream(StreamKey { component: 0, purpose: 0, entity: 0 });
        let index = stream.choice(&weights);
        prop_assert!(weights[index] > 0 || weights.iter().all(|&weight| weight == 0));
    }
}
