//! What a scenario file says of itself, for lists: read off its outermost bracket, and not checked.
//!
//! To compile a file takes many times as long. So whoever has a library of files that are known to
//! be good finds one among them by its head, and compiles that one.

use crate::Plan;
use crate::read::outline::{Entry, Outline};
use crate::read::token::Kind;

/// What a list shows of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The name by which it is found.
    pub id: String,
    /// One line for people.
    pub title: String,
    /// How many fixes there are.
    pub fixes: usize,
    /// How many arms have a name of their own.
    pub arms: usize,
    /// How many invariants there are.
    pub invariants: usize,
}

impl Head {
    /// Reads the head of a file; none if there is no id or no title in it. Of a file that has mistakes
    /// it may say anything.
    pub fn read(source: &str) -> Option<Self> {
        let outline = Outline::new(source);
        let fields = outline.entries(Some(body(&outline)?));
        let value = |name: &str| {
            let named =
                |entry: &&Entry| entry.is_named() && outline.word(entry.words.start) == name;
            fields.iter().find(named).map(|entry| entry.value.clone())
        };
        let text = |name: &str| -> Option<String> {
            ron::from_str(&source[outline.bytes(&value(name)?)]).ok()
        };
        let count = |name: &str| {
            let mut words = value(name).unwrap_or_default();
            let opening = words.find(|word| outline.tokens[*word].kind == Kind::Open);
            opening.map_or(0, |open| outline.entries(Some(open)).len())
        };
        Some(Head {
            id: text("id")?,
            title: text("title")?,
            fixes: count("fixes"),
            arms: count("arms"),
            invariants: count("invariants"),
        })
    }

    /// Returns the head of a file that was compiled.
    pub fn of(plan: &Plan) -> Self {
        Head {
            id: plan.id.clone(),
            title: plan.title.to_string(),
            fixes: plan.fixes.len(),
            arms: plan.arms.len(),
            invariants: plan.invariants.len(),
        }
    }
}

/// Returns the outermost bracket: the last, since what switches extensions of RON on stands before.
fn body(outline: &Outline<'_>) -> Option<usize> {
    let (mut at, mut last) = (0, None);
    while let Some(token) = outline.tokens.get(at) {
        if token.kind == Kind::Open {
            (last, at) = (Some(at), token.pair.max(at));
        }
        at += 1;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_whatever_surrounds_it() {
        let head = Head::read(
            "#![enable(implicit_some)]\n// (id: \"no\")\nScenario(title: r#\"a \"b\"\"#, id: \"c\", \
             fixes: {\"d\": (says: \"e, f\"), \"g\": (),}, model: (id: \"no\", arms: {\"h\": ()}))",
        );
        let (id, title) = ("c".to_owned(), "a \"b\"".to_owned());
        assert_eq!(head, Some(Head { id, title, fixes: 2, arms: 0, invariants: 0 }));
    }

    #[test]
    fn what_has_no_head_has_none() {
        for source in ["", "(", ")", "()", "(id: 1, title: \"a\")", "(id: \"a\"", "[](id", "{{}"] {
            assert_eq!(Head::read(source), None, "{source}");
        }
    }
}
