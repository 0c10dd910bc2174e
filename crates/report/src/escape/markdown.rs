//! Escapes text for Markdown as GitHub reads it: names as code, sentences as they are.
//!
//! Whatever Markdown or HTML would read in a text shows as the letters that it is: emphasis, links,
//! tags, mathematics, the bars of tables, and the marks by which a line becomes a heading or a list.

use super::steers;

/// Makes text a piece of code. In tables it is only used for names, which have no bars; see [`cell`].
pub(crate) fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if steers(c) { ' ' } else { c }).collect();
    let fence = "`".repeat(longest_run(&text) + 1);
    let open = |c: char| c == '`' || c == ' ';
    let text = if text.is_empty() { " ".to_owned() } else { text };
    let pad = text.starts_with(open) || text.ends_with(open);
    let space = if pad && !text.trim().is_empty() { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Makes text a piece of code within a table, where a bar would end the cell even there.
pub(crate) fn cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// Makes lines a block of code, fenced so that nothing within ends it.
pub(crate) fn block(language: &str, text: &str) -> String {
    let fence = "`".repeat((longest_run(text) + 1).max(3));
    let end = if text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{language}\n{text}{end}{fence}\n")
}

/// Escapes what Markdown and HTML read within a line.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = letters.next() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' | '*' | '_' | '[' | ']' | '\\' | '#' | '`' | '~' | '!' | '$' => {
                out.push('\\');
                out.push(c);
            }
            // Names after it are told of, and addresses with it become links, whatever stands before it.
            '@' => out.push_str("@<!-- -->"),
            // Addresses become links by themselves, and words between colons pictures.
            ':' if letters.peek().is_some_and(|next| !next.is_whitespace()) => out.push_str("\\:"),
            '.' if before == 'w' || before == 'W' => out.push_str("\\."),
            c if steers(c) => out.push(' '),
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// Escapes a text that begins a line: what would make it a list, a rule or a heading shows as it is.
pub(crate) fn paragraph(text: &str) -> String {
    let escaped = escaped(text);
    let line = escaped.trim();
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    match line[digits..].chars().next() {
        Some('.' | ')') if digits > 0 => format!("{}\\{}", &line[..digits], &line[digits..]),
        Some('-' | '+' | '=') if digits == 0 => format!("\\{line}"),
        _ => line.to_owned(),
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_markdown_would_read_is_escaped() {
        assert_eq!(escaped("a_b | <i>*c*\nd"), "a\\_b \\| &lt;i&gt;\\*c\\* d");
        assert_eq!(escaped("$x$ :bug: 12:30, said: no"), "\\$x\\$ \\:bug: 12\\:30, said: no");
    }

    #[test]
    fn addresses_do_not_become_links() {
        assert_eq!(escaped("http://a.b www.c.d"), "http\\://a.b www\\.c.d");
        assert_eq!(escaped("@a b@c.d"), "@<!-- -->a b@<!-- -->c.d");
    }

    #[test]
    fn code_is_fenced_by_more_ticks_than_it_has() {
        assert_eq!(code("a`b|c"), "``a`b|c``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code(""), "` `");
        assert_eq!(cell("a|b"), "`a\\|b`");
        assert_eq!(block("sh", "echo ```"), "````sh\necho ```\n````\n");
    }

    #[test]
    fn no_text_begins_a_list_a_heading_or_a_rule() {
        for (text, line) in [
            ("- a", "\\- a"),
            ("+ a", "\\+ a"),
            ("1. a", "1\\. a"),
            ("12) a", "12\\) a"),
            ("=====", "\\====="),
            ("    code", "code"),
            ("# a", "\\# a"),
            ("12 boxes", "12 boxes"),
            ("", ""),
        ] {
            assert_eq!(paragraph(text), line);
        }
    }
}
