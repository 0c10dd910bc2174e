//! Files too large, too deep or damaged: survived, whatever is wrong with them.

use crate::{SAMPLE, Scenario, Tree, check, survives};
use proptest::prelude::*;
use seamripper_scenario::read::{ReadLimits, read};

#[test]
fn nesting_beyond_the_limit_is_a_mistake() {
    for open in ["(", "[", "{", "Not(", "{\"a\":", "Some("] {
        survives(&open.repeat(100_000));
    }
    let nested = |depth| format!("{}Leaf{}", "Not(".repeat(depth), ")".repeat(depth));
    let limits = ReadLimits { depth: 48, ..ReadLimits::default() };
    assert!(read::<Tree>(&nested(48), &limits).1.is_empty());
    check::<Tree>(
        &nested(33),
        &format!("1:{} <(> brackets are nested too deeply | one level too many", 32 * 4 + 4),
    );
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let (value, mistakes) = read::<Tree>(&"0".repeat(10 << 20), &ReadLimits::default());
    assert!(value.is_none());
    assert_eq!(mistakes[0].message, "the file has 10485760 bytes, more than the 1048576 allowed");
}

#[test]
fn long_literals_are_read_or_refused() {
    let long = 300_000;
    survives(&"9".repeat(long));
    survives(&format!("1.{}", "9".repeat(long)));
    survives(&format!("\"{}\"", "\\n".repeat(long)));
    survives(&format!("\"{}", "a".repeat(long)));
    survives(&"'".repeat(long));
    survives(&"-".repeat(long));
    survives(&"r#".repeat(long));
    survives(&"/*".repeat(long));
    survives(&format!("(when: {})", "a".repeat(long)));
}

#[test]
fn many_mistakes_end_the_reading() {
    let input = format!("(services: {{{}}})", "\"a\": (replica: 1), ".repeat(1000));
    let limits = ReadLimits { mistakes: 7, ..ReadLimits::default() };
    let (_, mistakes) = read::<Scenario>(&input, &limits);
    assert_eq!(mistakes.len(), 8);
    assert_eq!(mistakes[7].message, "too many mistakes");
    survives(&format!("({})", "a: 1, ".repeat(10_000)));
    survives(&format!("All([{}])", "Leef, ".repeat(10_000)));
}

#[test]
fn every_beginning_of_a_file_is_survived() {
    for end in (0..SAMPLE.len()).filter(|end| SAMPLE.is_char_boundary(*end)) {
        survives(&SAMPLE[..end]);
    }
}

#[test]
fn every_loss_of_a_character_is_survived() {
    for (at, lost) in SAMPLE.char_indices() {
        survives(&format!("{}{}", &SAMPLE[..at], &SAMPLE[at + lost.len_utf8()..]));
    }
}

#[test]
fn every_loss_of_a_word_is_survived() {
    let words: Vec<&str> = SAMPLE.split_inclusive([' ', '(', '[', '{', ',', ':']).collect();
    for lost in 0..words.len() {
        let (before, after) = (&words[..lost], &words[lost + 1..]);
        survives(&[before.concat(), after.concat()].concat());
    }
}

proptest! {
    #[test]
    fn every_flip_of_bytes_is_survived(flips in prop::collection::vec((0..SAMPLE.len(), any::<u8>()), 1..4)) {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        for (at, byte) in flips {
            bytes[at] = byte;
        }
        survives(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn every_swap_of_words_is_survived(swaps in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..4)) {
        let mut words: Vec<&str> = SAMPLE.split_inclusive([' ', '(', '[', '{', ',', ':', ')']).collect();
        for (a, b) in swaps {
            let (a, b) = (a.index(words.len()), b.index(words.len()));
            words.swap(a, b);
        }
        survives(&words.concat());
    }

    #[test]
    fn every_heap_of_words_is_survived(words in prop::collection::vec(prop::sample::select(WORDS), 0..40)) {
        survives(&words.concat());
    }
}

const WORDS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"a\"",
    "'",
    "\"",
    "\\",
    "/*",
    "*/",
    "//",
    "\n",
    " ",
    "r#",
    "b'",
    "5",
    "1.5",
    "-",
    "..",
    "name: ",
    "seed: ",
    "services: ",
    "faults: ",
    "at: ",
    "kind: ",
    "timeout: ",
    "data: ",
    "Crash",
    "Slow(",
    "Not(",
    "All([",
    "Some(",
    "None",
    "\"1s\"",
    "ä",
    "\u{feff}",
    "#![",
    "enable",
    "=",
    "true",
    "()",
];
