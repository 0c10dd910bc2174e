//! Formulas as text: the parts that an operator joins, each of which may do for the whole.

use super::shorter::content;
use crate::Span;
use crate::expr::lexer::{Token, lex};

/// Operators that join parts, those that bind least first.
const JOINTS: [&[&str]; 5] = [&["else"], &["or"], &["and"], &["+", "-"], &["*", "/", "%"]];

/// Returns the parts of a text in quotes that reads as a formula, each in quotes, shorter ones first.
///
/// A part is what stands between operators outside of all parentheses; of three or more parts also
/// all but one. Text for people reads as no formula, since its words stand side by side.
pub fn operands(word: &str) -> Vec<String> {
    let mut parts = content(word).and_then(parts).unwrap_or_default();
    parts.sort_by_key(|part| (part.len(), part.clone()));
    parts.dedup();
    parts.into_iter().map(|part| format!("\"{part}\"")).collect()
}

fn parts(text: &str) -> Option<Vec<String>> {
    let mut mistakes = Vec::new();
    let tokens = lex(text, &mut mistakes).filter(|_| mistakes.is_empty())?;
    let reads = tokens.windows(2).all(|pair| !(is_operand(&pair[0].0) && is_operand(&pair[1].0)));
    if !reads {
        return None;
    }
    let joints =
        JOINTS.iter().map(|marks| joints(text, &tokens, marks)).find(|found| !found.is_empty())?;
    let mut stretches = Vec::new();
    let mut start = 0;
    for joint in &joints {
        stretches.push((start, joint.start));
        start = joint.end;
    }
    stretches.push((start, text.len()));
    let one = stretches.iter().map(|(from, to)| text[*from..*to].trim().to_owned());
    let mut parts: Vec<String> = one.filter(|part| !part.is_empty()).collect();
    if stretches.len() > 2 {
        let shorter = joints.iter().enumerate().map(|(at, joint)| {
            let end = joints.get(at + 1).map_or(text.len(), |next| next.start);
            [&text[..joint.start], &text[end..]].concat().trim().to_owned()
        });
        parts.extend(shorter);
        parts.push(text[joints[0].end..].trim().to_owned());
    }
    Some(parts)
}

/// Finds the operators outside of all parentheses.
fn joints(text: &str, tokens: &[(Token<'_>, Span)], marks: &[&str]) -> Vec<Span> {
    let mut depth = 0_i32;
    let mut found = Vec::new();
    for (at, (token, span)) in tokens.iter().enumerate() {
        match token {
            Token::Mark("(" | "[" | "{") => depth += 1,
            Token::Mark(")" | "]" | "}") => depth -= 1,
            // A name such as `a-1` is no difference.
            Token::Mark(mark) | Token::Word(mark)
                if depth == 0
                    && at > 0
                    && marks.contains(mark)
                    && text[..span.start].ends_with(' ') =>
            {
                found.push(*span);
            }
            _ => {}
        }
    }
    found
}

fn is_operand(token: &Token<'_>) -> bool {
    const OPERATORS: [&str; 9] = ["and", "or", "not", "has", "in", "if", "then", "else", "is"];
    match token {
        Token::Word(word) => !OPERATORS.contains(word),
        Token::Integer(_) | Token::Number(_) | Token::Text(_) => true,
        Token::Mark(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(formula: &str, expected: &[&str]) {
        let expected: Vec<String> = expected.iter().map(|part| format!("\"{part}\"")).collect();
        assert_eq!(operands(&format!("\"{formula}\"")), expected, "{formula}");
    }

    #[test]
    fn a_formula_falls_into_what_its_weakest_operator_joins() {
        check("a and (b or c)", &["a", "(b or c)"]);
        check("150 + 18 * tries(x)", &["150", "18 * tries(x)"]);
        check("a or b and c", &["a", "b and c"]);
        check("a and b and cc", &["a", "b", "cc", "a and b", "a and cc", "b and cc"]);
    }

    #[test]
    fn text_for_people_is_no_formula() {
        check("The supplier is late and nobody knows", &[]);
        check("request.reference", &[]);
        check("'a and b'", &[]);
        check("it's", &[]);
        check("depot-1", &[]);
    }
}
