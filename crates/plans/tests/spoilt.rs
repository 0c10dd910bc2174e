//! Policies and traces that a slip, or somebody, has spoilt: no panic, and always a place and a message.

#![expect(clippy::disallowed_methods, reason = "the files are those of the library, on disk")]

use seamripper_plans::{Choices, scenario};
use seamripper_scenario::compile_policy;
use seamripper_score::judge;
use seamripper_sim::run;
use seamripper_sim::trace::{Saved, file};
use std::path::Path;
use std::sync::Arc;

/// Bytes that look random and are the same each time (SplitMix64).
fn bytes(seed: u64, count: usize) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed >> 32) as u8
    };
    (0..count).map(|_| next()).collect()
}

/// Spoils bytes in one to four places: flips a bit, takes some away, writes some twice, or digits anew.
fn spoilt(whole: &[u8], seed: u64) -> Vec<u8> {
    let choices = bytes(seed, 64);
    let c = &mut Choices::new(&choices);
    let mut spoilt = whole.to_vec();
    for _ in 0..1 + c.below(4) {
        if spoilt.is_empty() {
            break;
        }
        let at = (c.below(256) << 16 | c.below(256) << 8 | c.below(256)) % spoilt.len();
        let end = (at + 1 + c.below(12)).min(spoilt.len());
        match c.below(5) {
            0 => spoilt[at] ^= 1 << c.below(8),
            1 => drop(spoilt.drain(at..end)),
            2 => {
                let again = spoilt[at..end].to_vec();
                spoilt.splice(at..at, again);
            }
            3 => spoilt.truncate(at),
            _ => {
                let digits: &[&[u8]] =
                    &[b"18446744073709551615", b"-1", b"0", b"1e999", b"null", b"["];
                let number = spoilt[at..].iter().position(u8::is_ascii_digit).map(|n| at + n);
                if let Some(from) = number {
                    let rest = &spoilt[from..];
                    let long = rest.iter().position(|b| !b.is_ascii_digit()).unwrap_or(rest.len());
                    spoilt.splice(from..from + long, c.of(digits).iter().copied());
                }
            }
        }
    }
    spoilt
}

#[test]
fn a_spoilt_policy_is_refused_at_its_places_or_is_one() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut refused = 0;
    for entry in std::fs::read_dir(folder).expect("there are policies") {
        let path = entry.expect("it can be read").path();
        if path.extension().is_none_or(|extension| extension != "ron") {
            continue;
        }
        let whole = std::fs::read(path).expect("it can be read");
        for seed in 0..40 {
            let source = String::from_utf8_lossy(&spoilt(&whole, seed)).into_owned();
            let Err(mistakes) = compile_policy(&source) else { continue };
            assert!(!mistakes.is_empty());
            refused += 1;
            for mistake in mistakes {
                assert!(source.get(mistake.span.start..mistake.span.end).is_some(), "{source}");
                assert!(!mistake.message.is_empty());
            }
        }
    }
    assert!(refused > 100, "{refused} were refused");
}

#[test]
fn a_spoilt_trace_is_refused_at_its_place_or_judged() {
    let made: Vec<Vec<u8>> = (0..12).map(|seed| bytes(seed, 200)).collect();
    let (mut refused, mut altered) = (0, 0);
    for bytes in &made {
        let plan = Arc::new(compile_playable(&scenario(bytes)));
        let arm = plan.arm(&plan.choice("deployed").expect("it is there")).expect("it can be made");
        let whole = file(&plan, &arm, &run(&plan, &arm, 1));
        for seed in 0..40 {
            let spoilt = spoilt(&whole, seed);
            match Saved::read(&spoilt) {
                Err(unreadable) => {
                    let lines = spoilt.split(|byte| *byte == b'\n').count();
                    assert!((1..=lines).contains(&unreadable.line), "{unreadable}");
                    assert!(unreadable.column > 0 && !unreadable.message.is_empty());
                    refused += 1;
                }
                Ok(saved) => {
                    altered += usize::from(saved.is_altered());
                    let mut symbols = plan.symbols.clone();
                    judge(&plan, &arm, &saved.into_trace(&mut symbols));
                }
            }
        }
    }
    assert!(refused > 50 && altered > 5, "{refused} refused, {altered} altered");
}

fn compile_playable(source: &str) -> seamripper_scenario::Plan {
    match seamripper_scenario::compile_playable(source) {
        Ok((plan, _)) => plan,
        Err(mistakes) => panic!("{:?}\n{source}", mistakes[0].message),
    }
}
