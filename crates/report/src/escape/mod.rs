//! Text from files, made harmless for whoever reads the output: one module for each notation.

pub(crate) mod csv;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod mermaid;

/// Tells whether a character steers whatever shows it: control characters, and those that turn the
/// direction of the text after them, so that it reads as another.
pub fn steers(c: char) -> bool {
    let turns = |c| {
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    c.is_control() || turns(c)
}

#[cfg(test)]
mod tests {
    use super::{html, markdown};
    use crate::ink::{Ink, Line};

    #[test]
    fn nothing_that_steers_reaches_a_terminal_or_a_page() {
        for c in ['\u{1b}', '\u{7}', '\u{9b}', '\u{61c}', '\u{200f}', '\u{202e}', '\u{2066}'] {
            let text = format!("a{c}b");
            assert_eq!(html::harmless(text.clone()), "a b", "{c:?}");
            assert_eq!(Line::of(Ink::Plain, &text).text(), "a b", "{c:?}");
            assert_eq!(markdown::code(&text), "`a b`", "{c:?}");
        }
        assert_eq!(Line::of(Ink::Plain, "naïve ↯ ع").text(), "naïve ↯ ع");
    }
}
