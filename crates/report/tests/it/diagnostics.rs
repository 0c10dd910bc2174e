//! How mistakes are shown to their author.

use crate::plain;
use seamripper_report::{Mistakes, diagnostics};
use seamripper_scenario::{Diagnostic, Span};

fn shown(source: &str, mistake: Diagnostic) -> String {
    let mistakes = Mistakes { path: "a/file.ron", source, diagnostics: &[mistake] };
    plain(&diagnostics(&mistakes, 80))
}

/// Makes a mistake at the only place in `source` that reads `at`.
fn at(source: &str, at: &str) -> Diagnostic {
    let start = source.find(at).expect("the text is there");
    Diagnostic::new(Span::new(start, start + at.len()), "this is wrong", "here")
}

#[test]
fn a_mistake_is_underlined_at_its_place_with_its_help() {
    let source = "one: 1,\ntwo: 2,\nthree: 4,\n";
    let mistake = at(source, "4").help("did you mean `3`?").also(Span::new(0, 3), "as here");
    insta::assert_snapshot!(shown(source, mistake));
}

#[test]
fn the_end_of_a_file_is_a_place() {
    for source in ["", "\n", "name: \"a\"", "name: \"a\"\n"] {
        let end = source.len();
        let text =
            shown(source, Diagnostic::new(Span::new(end, end), "something is missing", "here"));
        assert!(text.contains("something is missing"), "{text}");
        assert!(text.contains("a/file.ron:"), "{text}");
    }
}

#[test]
fn other_line_breaks_tabs_and_scripts_keep_their_places() {
    let source = "a: 1,\r\n\tgröße: \"日本\",\r\n\tb: 2,\r\n";
    let text = shown(source, at(source, "b"));
    assert!(text.contains("a/file.ron:3:2"), "{text}");
    let text = shown(source, at(source, "日本"));
    assert!(text.contains("a/file.ron:2:10"), "{text}");
}

#[test]
fn a_very_long_line_is_trimmed() {
    let source = format!("{}bad{}", "x ".repeat(5_000), " y".repeat(5_000));
    let text = shown(&source, at(&source, "bad"));
    assert!(text.lines().all(|line| line.chars().count() < 200), "{text}");
    assert!(text.contains("bad"), "{text}");
}

#[test]
fn a_span_that_is_nowhere_is_moved_and_not_lost() {
    let source = "größe";
    for (start, end) in [(2, 3), (3, 4), (0, 99), (99, 120), (4, 1)] {
        let text = shown(source, Diagnostic::new(Span { start, end }, "wrong", "here"));
        assert!(text.contains("wrong"), "{text}");
    }
}

#[test]
fn a_place_of_many_lines_is_shown_by_its_first() {
    let source = "(\n".repeat(60);
    let text = shown(&source, Diagnostic::new(Span::new(0, source.len()), "unclosed", "from here"));
    assert!(text.lines().count() < 10, "{text}");
}

#[test]
fn nothing_in_a_file_steers_the_terminal() {
    for c in
        ['\u{1b}', '\u{7}', '\u{8}', '\r', '\u{7f}', '\u{9b}', '\u{85}', '\u{202e}', '\u{2066}']
    {
        let text = format!("a{c}[31mb");
        let source = format!("(id: \"{text}\")\n");
        let start = source.find('"').unwrap_or_default();
        let span = Span::new(start, source.len() - 2);
        let mistake = Diagnostic::new(span, text.clone(), text.clone()).help(text.clone());
        let mistake = mistake.also(Span::new(0, 1), &text);
        for source in [source.clone(), format!("{}\n{source}", " ".repeat(300 << 10))] {
            let mistakes = Mistakes {
                path: &text,
                source: &source,
                diagnostics: std::slice::from_ref(&mistake),
            };
            let told = diagnostics(&mistakes, 80);
            assert!(!told.contains(&text), "{c:?}: {told:?}");
            let shown = plain(&told);
            let steers = |c: &char| *c != '\n' && seamripper_report::steers(*c);
            assert_eq!(shown.chars().find(steers), None, "{c:?}: {shown}");
        }
    }
}
