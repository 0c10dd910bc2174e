//! Lines of coloured text that know how wide they are: measuring, wrapping, padding, joining.
//!
//! Colour is only ever a second sign: every line reads the same without it. Text that comes from
//! scenarios may hold anything, so control characters become spaces when it enters a line.

use crate::escape::steers;
use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthChar;

/// What a piece of text is, which decides its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Ordinary text.
    #[default]
    Plain,
    /// A title, or what the eye should find first.
    Strong,
    /// What may be overlooked.
    Faint,
    /// It held.
    Good,
    /// It broke.
    Bad,
    /// Something to notice.
    Notice,
    /// A name that a user can type.
    Name,
}

impl Ink {
    fn style(self) -> Style {
        let style = Style::new();
        match self {
            Ink::Plain => style,
            Ink::Strong => style.bold(),
            Ink::Faint => style.dimmed(),
            Ink::Good => AnsiColor::Green.on_default(),
            Ink::Bad => AnsiColor::Red.on_default().bold(),
            Ink::Notice => AnsiColor::Yellow.on_default(),
            Ink::Name => AnsiColor::Cyan.on_default(),
        }
    }
}

/// One line of coloured text, without its line break.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Line {
    letters: Vec<(char, Ink)>,
}

impl Line {
    /// Makes a line of ordinary text.
    pub(crate) fn plain(text: impl AsRef<str>) -> Self {
        Line::of(Ink::Plain, text)
    }

    /// Makes a line of one ink.
    pub(crate) fn of(ink: Ink, text: impl AsRef<str>) -> Self {
        Line::default().and(ink, text)
    }

    /// Adds text at the end.
    pub(crate) fn and(mut self, ink: Ink, text: impl AsRef<str>) -> Self {
        let visible = text.as_ref().chars().map(|c| if steers(c) { ' ' } else { c });
        self.letters.extend(visible.map(|c| (c, ink)));
        self
    }

    /// Adds ordinary text at the end.
    pub(crate) fn say(self, text: impl AsRef<str>) -> Self {
        self.and(Ink::Plain, text)
    }

    /// Adds another line at the end.
    pub(crate) fn then(mut self, other: Line) -> Self {
        self.letters.extend(other.letters);
        self
    }

    /// Returns the text without its colours.
    pub(crate) fn text(&self) -> String {
        self.letters.iter().map(|(c, _)| *c).collect()
    }

    /// Lists pieces of one ink each.
    pub(crate) fn runs(&self) -> impl Iterator<Item = (Ink, String)> + '_ {
        let run = |run: &[(char, Ink)]| (run[0].1, run.iter().map(|(c, _)| *c).collect());
        self.letters.chunk_by(|a, b| a.1 == b.1).map(run)
    }

    /// Gives back the memory that is not used.
    pub(crate) fn fitted(mut self) -> Self {
        self.letters.shrink_to_fit();
        self
    }

    /// Takes away spaces at the beginning.
    pub(crate) fn trimmed(self) -> Self {
        Line { letters: self.letters.into_iter().skip_while(|(c, _)| *c == ' ').collect() }
    }

    /// Returns how many columns the line takes.
    pub(crate) fn width(&self) -> usize {
        self.letters.iter().map(|(c, _)| width_of(*c)).sum()
    }

    /// Adds spaces until the line takes so many columns.
    pub(crate) fn padded(self, width: usize) -> Self {
        let missing = width.saturating_sub(self.width());
        self.and(Ink::Plain, " ".repeat(missing))
    }

    /// Adds spaces in front until the line takes so many columns.
    pub(crate) fn right(self, width: usize) -> Self {
        let missing = width.saturating_sub(self.width());
        Line::plain(" ".repeat(missing)).then(self)
    }

    /// Cuts the line to so many columns, with an ellipsis where something is missing.
    pub(crate) fn cut(self, width: usize) -> Self {
        if self.width() <= width {
            return self;
        }
        let ink = self.letters.first().map(|(_, ink)| *ink).unwrap_or_default();
        let mut left = width.saturating_sub(1);
        let fits = |(c, _): &(char, Ink)| {
            let fits = width_of(*c) <= left;
            left = left.saturating_sub(width_of(*c));
            fits
        };
        let letters = self.letters.into_iter().take_while(fits).collect();
        Line { letters }.and(ink, "…")
    }

    /// Breaks the line at spaces so that no part is wider than `width`; later parts are indented.
    pub(crate) fn wrapped(&self, width: usize, indent: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut line = Line::default();
        let mut room = width.max(1);
        for word in self.letters.split(|(c, _)| *c == ' ') {
            let word_width: usize = word.iter().map(|(c, _)| width_of(*c)).sum();
            let space = usize::from(!line.letters.is_empty());
            if space + word_width > room && !line.letters.is_empty() {
                lines.push(std::mem::take(&mut line));
                room = width.saturating_sub(indent).max(1);
            } else if space > 0 {
                // The space takes the ink of what it follows.
                let ink = line.letters.last().map(|(_, ink)| *ink).unwrap_or_default();
                line.letters.push((' ', ink));
                room = room.saturating_sub(1);
            }
            for letter in word {
                if width_of(letter.0) > room && !line.letters.is_empty() {
                    let carried = line.split_joint();
                    lines.push(std::mem::replace(&mut line, carried));
                    room = width.saturating_sub(indent + line.width()).max(1);
                }
                room = room.saturating_sub(width_of(letter.0));
                line.letters.push(*letter);
            }
        }
        lines.push(line);
        let indented = |(place, line)| match place {
            0 => line,
            _ => Line::plain(" ".repeat(indent.min(width))).then(line),
        };
        lines.into_iter().enumerate().map(indented).collect()
    }

    /// Takes what follows the last joint of a word that is too long, if that leaves most of it.
    fn split_joint(&mut self) -> Line {
        let joint = self.letters.iter().rposition(|(c, _)| "-_/.,+".contains(*c));
        match joint {
            Some(at) if at > self.letters.len() / 2 => {
                Line { letters: self.letters.split_off(at + 1) }
            }
            _ => Line::default(),
        }
    }

    /// Writes the line with its colours and its line break; spaces at the end are left out.
    pub(crate) fn write(&self, out: &mut String) {
        let end = self.letters.iter().rposition(|(c, _)| *c != ' ').map_or(0, |at| at + 1);
        for (ink, text) in (Line { letters: self.letters[..end].to_vec() }).runs() {
            let style = ink.style();
            if ink == Ink::Plain {
                out.push_str(&text);
            } else {
                out.push_str(&style.render().to_string());
                out.push_str(&text);
                out.push_str(&style.render_reset().to_string());
            }
        }
        out.push('\n');
    }
}

fn width_of(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// Writes lines one below the other.
pub(crate) fn write(lines: &[Line]) -> String {
    let mut out = String::new();
    lines.iter().for_each(|line| line.write(&mut out));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(text: &str, width: usize) -> Vec<String> {
        let lines = Line::plain(text).wrapped(width, 2);
        lines.iter().map(|line| line.letters.iter().map(|(c, _)| *c).collect()).collect()
    }

    #[test]
    fn lines_break_at_spaces_and_later_parts_are_indented() {
        assert_eq!(wrap("one two three", 8), ["one two", "  three"]);
    }

    #[test]
    fn a_word_that_is_too_long_is_broken_anywhere() {
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "  ef", "  gh", "  ij"]);
    }

    #[test]
    fn no_width_at_all_still_ends() {
        assert_eq!(wrap("ab", 0).len(), 2);
        assert_eq!(wrap("", 0), [""]);
    }

    #[test]
    fn a_cut_line_says_so_and_keeps_to_its_width() {
        let cut = Line::plain("日本語 text").cut(6);
        assert_eq!(cut.width(), 5);
        assert_eq!(cut.letters.last().map(|(c, _)| *c), Some('…'));
    }

    #[test]
    fn control_characters_cannot_reach_the_terminal() {
        let mut out = String::new();
        Line::plain("a\u{1b}[31mb").write(&mut out);
        assert_eq!(out, "a [31mb\n");
    }
}
