//! Spoilt files: whatever a slip of the finger makes of a good file, `compile` answers without a
//! panic, and each of its mistakes has places inside the text.
//!
//! The files are those of the library, as they are on disk. The everyday test takes a sample that
//! is the same each time; the ignored one takes everything: `cargo test --release -- --ignored`.

#![expect(clippy::disallowed_methods, reason = "the files are those of the library, on disk")]

use seamripper_scenario::{Head, Span, compile};
use std::fs;
use std::path::{Path, PathBuf};

/// The scenario files of a folder and of the folders in it.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "ron") {
            found.push(path);
        }
    }
}

/// The texts of the library.
fn library() -> Vec<String> {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios"), &mut found);
    found.sort();
    assert!(!found.is_empty(), "there is a library");
    found.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// Compiles a text, and looks at the places of its mistakes.
fn survives(source: &str) {
    let Err(mistakes) = compile(source) else {
        return;
    };
    assert!(!mistakes.is_empty(), "a refusal says why\n{source}");
    for mistake in mistakes {
        let places = mistake.related.iter().map(|(span, _)| *span).chain([mistake.span]);
        for Span { start, end } in places {
            let is_inside = source.get(start..end).is_some();
            assert!(is_inside, "{}: {start}..{end} in\n{source}", mistake.message);
        }
        assert!(!mistake.message.is_empty());
    }
}

/// Numbers that look random and are the same each time (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) as usize % end.max(1)
    }
}

/// Takes a byte away; a character of several bytes goes as a whole, since files are text.
fn without(source: &str, at: usize) -> String {
    let start = source.floor_char_boundary(at);
    let end = source.ceil_char_boundary(start + 1);
    [&source[..start], &source[end..]].concat()
}

/// Flips bits of a byte; what is no text any more is mended as an editor would.
fn flipped(source: &str, at: usize, mask: u8) -> String {
    let mut bytes = source.as_bytes().to_vec();
    bytes[at] ^= mask;
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Spoils each file of the library in about `times` ways of each kind.
fn spoil(times: usize) {
    let mut numbers = Numbers(1);
    for source in library() {
        let step = (source.len() / times).max(1);
        for at in (0..source.len()).step_by(step) {
            survives(&source[..source.floor_char_boundary(at)]);
            // Not always the same column of the same line.
            let at = (at + numbers.below(step)).min(source.len() - 1);
            survives(&without(&source, at));
            let mask = 1 << numbers.below(8);
            survives(&flipped(&source, at, mask));
        }
    }
}

/// Spoils each file in several places at once.
fn spoil_often(times: usize) {
    let mut numbers = Numbers(2);
    for source in library() {
        for _ in 0..times {
            let mut spoilt = source.clone();
            for _ in 0..=numbers.below(8) {
                let at = numbers.below(spoilt.len());
                spoilt = match numbers.below(3) {
                    0 => without(&spoilt, at),
                    1 => flipped(&spoilt, at, 1 << numbers.below(8)),
                    _ => exchanged(&spoilt, at, numbers.below(source.len())),
                };
            }
            survives(&spoilt);
        }
    }
}

/// Puts a word of the text in the place of another, as a wrong paste would.
fn exchanged(source: &str, at: usize, with: usize) -> String {
    let word = |at: usize| {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let start = source.floor_char_boundary(at.min(source.len()));
        let rest = source[start..].find(|c| !is_word(c)).unwrap_or(source.len() - start);
        start..start + rest
    };
    let (old, new) = (word(at), word(with));
    [&source[..old.start], &source[new], &source[old.end..]].concat()
}

#[test]
fn a_sample_of_spoilt_files_is_refused_or_compiled_without_a_panic() {
    spoil(12);
    spoil_often(12);
}

#[test]
#[ignore = "every byte of every file: minutes, in release"]
fn every_prefix_deletion_and_flip_of_the_library_is_survived() {
    spoil(usize::MAX);
    spoil_often(2_000);
}

#[test]
fn the_files_with_mistakes_stay_harmless_when_they_are_spoilt_further() {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad"), &mut found);
    found.sort();
    let mut numbers = Numbers(3);
    for path in found.iter().step_by(5) {
        let source = fs::read_to_string(path).unwrap();
        if !source.is_empty() {
            let at = numbers.below(source.len());
            survives(&without(&source, at));
            survives(&source[..source.floor_char_boundary(at)]);
        }
    }
}

#[test]
fn the_head_of_a_file_is_that_of_its_plan() {
    for source in library() {
        let plan = compile(&source).expect("the library has no mistakes");
        assert_eq!(Head::read(&source), Some(Head::of(&plan)), "{}", plan.id);
    }
}
