//! The names that a scenario gives to its things.

use super::text::{from_text, shown};
use serde::de::{Deserialize, Deserializer};
use std::fmt;
use std::str::FromStr;

/// The most characters that a name has.
const LONGEST: usize = 64;

/// A name: 1 to 64 characters from `A-Z`, `a-z`, `0-9`, `_`, `.` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// Returns the name as a string slice.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = String;

    /// Reads a name; the error says what is wrong and, after a line break, what is allowed.
    fn from_str(text: &str) -> Result<Self, String> {
        const ALLOWED: &str = "a name is made of letters `A-Z`, `a-z`, digits, `_`, `.` and `-`";
        if text.is_empty() {
            return Err(format!("a name is empty\n{ALLOWED}"));
        }
        if let Some(odd) = text.chars().find(|c| !c.is_ascii_alphanumeric() && !"_.-".contains(*c))
        {
            return Err(format!("the name `{}` has a {odd:?} in it\n{ALLOWED}", shown(text)));
        }
        if text.len() > LONGEST {
            return Err(format!(
                "a name of {} characters is too long\nat most {LONGEST} are allowed",
                text.len()
            ));
        }
        Ok(Name(text.to_owned()))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, "a name in double quotes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = match text.parse::<Name>() {
            Ok(name) => name.to_string(),
            Err(message) => message.split('\n').next().unwrap_or_default().to_owned(),
        };
        assert_eq!(found, expected, "for {text}");
    }

    #[test]
    fn names_are_plain() {
        check("api-2.eu_west", "api-2.eu_west");
        check("", "a name is empty");
        check("a b", "the name `a b` has a ' ' in it");
        check("größe", "the name `größe` has a 'ö' in it");
        check(&"a".repeat(65), "a name of 65 characters is too long");
    }
}
