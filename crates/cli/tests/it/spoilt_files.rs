//! Sweeps and baselines that were spoilt: refused with a word about why, or still what they are.

use crate::{folder, run};
use std::fs;

/// Spoils a text in one place, each time another.
fn spoilt(whole: &str, number: usize) -> Vec<u8> {
    let at = number * 7919 % whole.len();
    let at = whole.floor_char_boundary(at);
    let (before, after) = whole.split_at(at);
    match number % 4 {
        0 => before.as_bytes().to_vec(),
        1 => [before, "9", after].concat().into_bytes(),
        2 => [before.as_bytes(), &[0xff], after.as_bytes()].concat(),
        _ => {
            let mut bytes = whole.as_bytes().to_vec();
            bytes[at] ^= 1 << (number % 7);
            bytes
        }
    }
}

#[test]
fn a_spoilt_sweep_or_baseline_is_refused_with_a_reason_or_still_one() {
    let folder = folder("a.ron", |source| source);
    assert_eq!(run(&folder, &["sweep", "a.ron", "--seeds", "3", "--save", "s.json"]).0, 0);
    let gate =
        ["gate", "--policy", "langgraph-react", "a.ron", "--seeds", "2", "--baseline", "b.ron"];
    run(&folder, &[&gate[..], &["--update-baseline"]].concat());
    for (name, command) in [("s.json", &["merge", "s.json"][..]), ("b.ron", &gate)] {
        let whole = fs::read_to_string(folder.path().join(name)).expect("it was written");
        let mut refused = 0;
        for number in 1..40 {
            fs::write(folder.path().join(name), spoilt(&whole, number)).expect("it can be written");
            let (code, _, err) = run(&folder, command);
            assert!((0..=3).contains(&code), "{name} {number}: {code} {err}");
            if code == 2 {
                assert!(err.contains(name) && err.contains("error"), "{name} {number}: {err}");
                refused += 1;
            }
        }
        assert!(refused > 15, "{name}: {refused}");
    }
}
