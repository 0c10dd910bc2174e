//! Files with mistakes, one each and several, and what `compile` says of them: the place, the
//! message, what stands under the place, and the help. `UPDATE_EXPECTED=1` writes it down anew.
//! `tests/bad` has scenarios, `tests/bad-policies` has policy files.

use seamripper_scenario::{Diagnostic, Span, compile, compile_policy};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The files with mistakes.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// Renders mistakes, a line each: place, message, label and help; other places are lines of their own.
fn rendered(source: &str, mistakes: &[Diagnostic]) -> String {
    let mut out = String::new();
    for mistake in mistakes {
        let Diagnostic { message, span, label, help, related } = mistake;
        let help = help.as_ref().map(|help| format!(" | {help}")).unwrap_or_default();
        // Writing to a `String` cannot fail.
        let _ = writeln!(out, "{} {message} | {label}{help}", place(source, *span));
        for (span, label) in related {
            let _ = writeln!(out, "  + {} {label}", place(source, *span));
        }
    }
    out
}

/// Renders a place as `line:column` and the text that is underlined, cut at the end of its line.
fn place(source: &str, span: Span) -> String {
    let before = &source[..span.start];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let text = source[span.start..span.end].lines().next().unwrap_or_default();
    format!("{line}:{column} `{text}`")
}

/// Compares what is found in each file of a folder with what is expected of it.
#[expect(
    clippy::disallowed_methods,
    reason = "the files are on disk, so that anyone can check them"
)]
fn check_folder(name: &str, least: usize, mistakes: impl Fn(&str) -> Vec<Diagnostic>) {
    let update = std::env::var("UPDATE_EXPECTED").is_ok();
    let mut names: Vec<PathBuf> =
        fs::read_dir(folder(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.retain(|path| path.extension().is_some_and(|extension| extension == "ron"));
    names.sort();
    assert!(names.len() >= least, "the files are in {}", folder(name).display());
    let mut wrong = Vec::new();
    for path in names {
        let source = fs::read_to_string(&path).unwrap();
        let found = match mistakes(&source) {
            none if none.is_empty() => "no mistake was found\n".to_owned(),
            mistakes => rendered(&source, &mistakes),
        };
        let expected_path = path.with_extension("expected");
        if update {
            fs::write(&expected_path, &found).unwrap();
        }
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        if found != expected || expected.starts_with("no mistake") {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            wrong.push(format!("{name}\nexpected\n{expected}found\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_mistake_is_reported_at_its_place_and_in_plain_words() {
    check_folder("bad", 60, |source| compile(source).err().unwrap_or_default());
}

#[test]
fn every_mistake_of_a_policy_file_is_reported_too() {
    check_folder("bad-policies", 20, |source| compile_policy(source).err().unwrap_or_default());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the file is on disk, beside those made from it")]
fn the_sample_that_they_are_made_from_has_no_mistake() {
    let source = fs::read_to_string(folder("sample.ron")).unwrap();
    if let Err(mistakes) = compile(&source) {
        panic!("{}", rendered(&source, &mistakes));
    }
}
