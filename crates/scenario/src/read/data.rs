//! Plain data in a file: what becomes a [`Value`] as it stands.
//!
//! `ron` would let a forgotten pair of quotes pass as an empty unit and drop the names of structs,
//! so the words are looked at first: data is made of literals, lists `[..]` and maps `{..}` only.

use super::outline::Outline;
use super::repair::options;
use super::sheet::{self, Place};
use super::token::Kind;
use super::{node::Node, token};
use crate::{Diagnostic, Map, Span, Value};
use ron::value::RawValue;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;

/// The most names in one map: looking a name up passes over those before it.
const MOST_NAMES: usize = 4096;

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get_ron();
        if !sheet::is_active() {
            return Err(D::Error::custom("data is read by `read` alone"));
        }
        if sheet::is_skimming() {
            return Ok(Value::Null);
        }
        let text = token::trim(raw);
        let Some(Place::Source(offset)) = sheet::locate(text) else {
            return Ok(Value::Null);
        };
        let mistakes = foreign_words(&Outline::new(text), offset);
        if !mistakes.is_empty() {
            mistakes.into_iter().for_each(sheet::report);
            sheet::spoil();
            return Ok(Value::Null);
        }
        let Data(value) = options().from_str(text).map_err(|error| D::Error::custom(error.code))?;
        if value.is_none() {
            sheet::spoil();
        }
        Ok(value.unwrap_or_default())
    }
}

/// Reports every word that plain data has no use for.
fn foreign_words(outline: &Outline<'_>, offset: usize) -> Vec<Diagnostic> {
    let mut mistakes = Vec::new();
    let mut at = 0;
    while at < outline.tokens.len() {
        let mistake = foreign_word(outline, at);
        let token = outline.tokens[at];
        if let Some(mistake) = mistake {
            let named = outline.tokens.get(at + 1).filter(|_| token.kind == Kind::Ident);
            let bracket = named.unwrap_or(&token);
            let span = Span::new(offset + token.start, offset + token.end);
            mistakes.push(Diagnostic { span, ..mistake });
            // What stands inside a form that has no place here is not looked at.
            if bracket.kind == Kind::Open {
                at = bracket.pair.max(at);
            }
        }
        at += 1;
    }
    mistakes
}

/// Says what is wrong with a word as data, with the span left open.
fn foreign_word(outline: &Outline<'_>, at: usize) -> Option<Diagnostic> {
    let token = outline.tokens[at];
    let word = outline.word(at);
    let new = |message: String, label: &str| Some(Diagnostic::new(Span::default(), message, label));
    match token.kind {
        Kind::Ident if matches!(word, "true" | "false" | "None" | "Some") => None,
        Kind::Ident => {
            let message = format!("plain data has no name such as `{word}`");
            let mistake = new(message, "not a value")?;
            let near = ["true", "false", "None"]
                .into_iter()
                .find(|known| strsim::levenshtein(known, word) <= 2);
            Some(match near {
                Some(known) => mistake.help(format!("did you mean `{known}`?")),
                None => mistake.help(format!("if it is text, write \"{word}\" in double quotes")),
            })
        }
        Kind::Open if word == "(" => {
            let unit = token.pair == at + 1;
            let some = at.checked_sub(1).is_some_and(|before| outline.word(before) == "Some");
            if unit || some {
                return None;
            }
            let mistake = new("plain data has no round brackets".to_owned(), "not a value")?;
            Some(mistake.help("a list is written `[..]`, a map `{\"name\": value, ..}`"))
        }
        Kind::Char => new(format!("{word} is not text"), "text is written in double quotes"),
        Kind::Text if word.starts_with('b') => {
            new("plain data has no bytes".to_owned(), "not a value")
        }
        Kind::Number => bad_number(word).and_then(|message| new(message.to_owned(), "not a value")),
        _ => None,
    }
}

fn bad_number(word: &str) -> Option<&'static str> {
    if word.contains("..") {
        return Some("plain data has no ranges");
    }
    let plain: String = word.chars().filter(|c| *c != '_').collect();
    let digits = plain.trim_start_matches(['+', '-']);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let fits = plain.parse::<i64>().is_ok();
        return (!fits).then_some("the whole number does not fit into 64 bits");
    }
    let finite = plain.parse::<f64>().map_or(true, f64::is_finite);
    (!finite).then_some("the number is too large")
}

/// A value being read; none inside if a mistake of it is on the sheet.
struct Data(Option<Value>);

impl<'de> Deserialize<'de> for Data {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DataVisitor)
    }
}

struct DataVisitor;

impl<'de> Visitor<'de> for DataVisitor {
    type Value = Data;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("plain data")
    }

    fn visit_bool<E: Error>(self, bool: bool) -> Result<Data, E> {
        Ok(Data(Some(Value::Bool(bool))))
    }

    fn visit_i64<E: Error>(self, int: i64) -> Result<Data, E> {
        Ok(Data(Some(Value::Int(int))))
    }

    fn visit_u64<E: Error>(self, int: u64) -> Result<Data, E> {
        match i64::try_from(int) {
            Ok(int) => Ok(Data(Some(Value::Int(int)))),
            Err(_) => Err(E::custom("the whole number does not fit into 64 bits")),
        }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Data, E> {
        if number.is_finite() {
            Ok(Data(Some(Value::Number(number))))
        } else {
            Err(E::custom("the number is not finite"))
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Data, E> {
        Ok(Data(Some(Value::text(text))))
    }

    fn visit_unit<E: Error>(self) -> Result<Data, E> {
        Ok(Data(Some(Value::Null)))
    }

    fn visit_none<E: Error>(self) -> Result<Data, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Data, D::Error> {
        Data::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Data, A::Error> {
        let mut values = Vec::new();
        let mut whole = true;
        while let Some(Data(value)) = items.next_element()? {
            whole &= value.is_some();
            values.extend(value);
        }
        Ok(Data(whole.then(|| Value::list(values))))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Data, A::Error> {
        let mut places: BTreeMap<String, Span> = BTreeMap::new();
        let mut map = Vec::new();
        let mut whole = true;
        while let Some((key, Data(value))) = entries.next_entry::<Node<String>, Data>()? {
            whole &= value.is_some();
            if places.len() == MOST_NAMES {
                let message = format!("a map of plain data has at most {MOST_NAMES} names");
                return Err(A::Error::custom(message));
            }
            match (key.get(), value) {
                (Some(name), Some(value)) if !places.contains_key(name) => {
                    places.insert(name.clone(), key.span());
                    map.push((name.clone().into(), value));
                }
                (Some(name), _) => {
                    whole &= !places.contains_key(name);
                    if let Some(first) = places.get(name) {
                        let message = format!("`{name}` is given twice");
                        let second = Diagnostic::new(key.span(), message, "the second time");
                        sheet::report(second.also(*first, "the first time"));
                    }
                }
                (None, _) => whole = false,
            }
        }
        Ok(Data(whole.then(|| Value::map(Map::from_iter(map)))))
    }
}
