//! Escapes text for Mermaid's sequence diagrams, by its own entities: `#35;` is a hash.
//!
//! Letters, digits and a few marks stay; everything else that is ASCII becomes an entity. Mermaid
//! takes a semicolon away from lines that look like its `style` and `classDef`, so those words are
//! broken up, as are the letters by which it marks entities within.

use super::steers;
use crate::ink::Line;

/// Words that Mermaid looks for: anywhere in a line, or at the beginning of a message.
const WORDS: [&str; 3] = ["style", "classDef", "wrap:"];

/// Escapes a text for a message, a note or the name of a participant: one line.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for (at, c) in text.char_indices() {
        let begins_word = WORDS.iter().any(|word| text[at..].starts_with(word));
        match c {
            c if begins_word => entity(c, &mut out),
            c if " .,:-()/?!=_'\"".contains(c) => out.push(c),
            c if c.is_ascii_alphanumeric() => out.push(c),
            c if steers(c) || c == '\u{2028}' || c == '\u{2029}' => out.push(' '),
            'ﬂ' | '°' | '¶' | 'ß' => entity(c, &mut out),
            c if !c.is_ascii() => out.push(c),
            c => entity(c, &mut out),
        }
    }
    out
}

/// Escapes a text that is broken into lines of so many columns.
///
/// Mermaid can do that too, but it takes entities for letters and breaks lines within them.
pub(crate) fn wrapped(text: &str, columns: usize) -> String {
    let lines = Line::plain(text).wrapped(columns, 0);
    let lines: Vec<String> = lines.iter().map(|line| escaped(line.text().trim())).collect();
    lines.join("<br/>")
}

fn entity(c: char, out: &mut String) {
    out.push_str(&format!("#{};", u32::from(c)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mermaid_would_read_becomes_an_entity() {
        assert_eq!(escaped("a; b#c"), "a#59; b#35;c");
        assert_eq!(escaped("<br>%%{x}"), "#60;br#62;#37;#37;#123;x#125;");
        assert_eq!(escaped("one\ntwo\r\u{2028}"), "one two  ");
        assert_eq!(wrapped("one <br> two", 8), "one #60;br#62;<br/>two");
    }

    #[test]
    fn words_that_mermaid_looks_for_are_broken_up() {
        assert_eq!(escaped("style: x classDef"), "#115;tyle: x #99;lassDef");
        assert_eq!(escaped("nowrap: \"x\""), "no#119;rap: \"x\"");
    }

    #[test]
    fn other_letters_stay() {
        assert_eq!(escaped("● größer 日本"), "● grö#223;er 日本");
    }
}
