//! Holds `scenarios/README.md` to the format: every form has a section that lists exactly its fields
//! or variants, and every example is a scenario without a mistake.
//!
//! Which types there are is read off the sources, so that a new one is noticed. What a type has is
//! asked of `serde`, and must be what the source says; the fields of single variants are read off
//! the source alone.

#![expect(clippy::disallowed_methods, reason = "the test reads the repository's own files")]

use seamripper_scenario::written::*;
use seamripper_scenario::{compile, compile_policy};
use serde::de::{DeserializeOwned, Deserializer, Visitor};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn readme() -> String {
    fs::read_to_string(folder("../../scenarios/README.md")).unwrap()
}

/// A form as the sources declare it: names in written order, each with the fields of a variant.
#[derive(Debug, Default, PartialEq)]
struct Declared {
    is_enum: bool,
    names: Vec<(String, Vec<String>)>,
}

/// Reads the public structs and enums of `written` off its sources.
fn declared() -> BTreeMap<String, Declared> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder("src/written")).unwrap() {
        let source = fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut lines = source.lines().map(str::trim);
        while let Some(line) = lines.next() {
            let head = line.strip_prefix("pub struct ").map(|rest| (false, rest));
            let head = head.or_else(|| line.strip_prefix("pub enum ").map(|rest| (true, rest)));
            let Some((is_enum, rest)) = head else {
                continue;
            };
            let (Some(name), true) = (rest.split([' ', '(']).next(), rest.ends_with('{')) else {
                continue;
            };
            // The macros of the format declare forms whose names are `$name`.
            if !name.starts_with('$') {
                let names = members(&mut lines, is_enum);
                found.insert(name.to_owned(), Declared { is_enum, names });
            }
        }
    }
    found
}

/// Reads the members of a form up to its closing brace.
fn members<'s>(
    lines: &mut impl Iterator<Item = &'s str>,
    is_enum: bool,
) -> Vec<(String, Vec<String>)> {
    let mut names: Vec<(String, Vec<String>)> = Vec::new();
    let mut renamed = None;
    let mut inside = false;
    for line in lines {
        match line {
            "}" => return names,
            "}," => inside = false,
            line if line.starts_with("#[") => {
                let name = line.split_once("rename = \"").map(|(_, rest)| rest);
                let name = name.and_then(|rest| rest.split('"').next());
                renamed = name.map(str::to_owned).or(renamed);
            }
            line if line.starts_with("//") || line.is_empty() => {}
            line => {
                let line = line.strip_prefix("pub ").unwrap_or(line);
                let word = line.split(|c: char| !c.is_alphanumeric() && c != '_').next();
                let word = renamed.take().unwrap_or(word.unwrap_or_default().to_owned());
                match names.last_mut() {
                    Some((_, fields)) if inside => fields.push(word),
                    _ => names.push((word, Vec::new())),
                }
                inside |= is_enum && line.ends_with('{');
            }
        }
    }
    names
}

/// The names that `serde` knows of a type.
#[derive(Debug, PartialEq)]
enum Names {
    Fields(&'static [&'static str]),
    Variants(&'static [&'static str]),
}

/// A deserializer that reads nothing and notes which names it was asked for.
struct Question<'a>(&'a mut Option<Names>);

type Nothing = serde::de::value::Error;

fn nothing<T>() -> Result<T, Nothing> {
    Err(serde::de::Error::custom("nothing is read"))
}

impl<'de> Deserializer<'de> for Question<'_> {
    type Error = Nothing;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Nothing> {
        nothing()
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Nothing> {
        *self.0 = Some(Names::Fields(fields));
        nothing()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Nothing> {
        *self.0 = Some(Names::Variants(variants));
        nothing()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}

fn asked<T: DeserializeOwned>() -> Option<Names> {
    let mut names = None;
    // Nothing is read, so there is always an error.
    let _ = T::deserialize(Question(&mut names));
    names
}

/// Asks `serde` about each of the types.
macro_rules! asked {
    ($($name:ident)*) => {
        BTreeMap::from([$((stringify!($name), asked::<$name>())),*])
    };
}

/// All types of the format, as `serde` sees them.
fn known() -> BTreeMap<&'static str, Option<Names>> {
    asked! {
        Access Action Again Answer Arm Arrival Belief Call Caps Check Change Coercion Confirmation
        Correlation Credential Deduplicate Delay Deletion Deploy Example Expectation Expiry Fault
        Figure Fix FixPart Form FoundCredentials Function FunctionParameter Gate IdempotencyKey Identity
        Invariant Lands Latency Layer Ledger Limits LoadBalancer Measure Metric Missing Model Monitor
        NewFault NewGate NewMonitor NewService NewTool OnCap Operation Operator Over Parameter Payload
        Per Pipeline Policy PolicyFile PolicySource Published RateLimiter Reading RecordTable Resource Response
        Retries RetryOn Rule Scenario Scope Sentence Service ServiceChange Source Statistic Store Story
        Tells Tool ToolChange Trigger Trouble Turn UnknownTool User Validation Workload
    }
}

/// The table under a heading of the reference: its columns, and the cells of each row.
fn table<'r>(readme: &'r str, name: &str) -> Vec<Vec<&'r str>> {
    let heading = format!("\n### {name}\n");
    let Some((_, section)) = readme.split_once(&heading) else {
        return Vec::new();
    };
    let section = section.split("\n#").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix('|')?.strip_suffix('|'));
    rows.filter(|row| !row.starts_with(" ---"))
        .map(|row| row.split('|').map(str::trim).collect())
        .collect()
}

/// Lists what stands between backquotes.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_form_is_known_to_this_test() {
    let declared: BTreeSet<String> = declared().into_keys().collect();
    let known: BTreeSet<String> = known().into_keys().map(str::to_owned).collect();
    let missing: Vec<_> = declared.difference(&known).collect();
    assert!(missing.is_empty(), "add to the list in `known`: {missing:?}");
    assert_eq!(declared, known);
}

#[test]
fn the_sources_say_what_serde_reads() {
    let declared = declared();
    for (name, names) in known() {
        let form = &declared[name];
        let found: Vec<&str> = form.names.iter().map(|(name, _)| name.as_str()).collect();
        let (is_enum, expected) = match names {
            Some(Names::Fields(fields)) => (false, fields),
            Some(Names::Variants(variants)) => (true, variants),
            None => panic!("{name} is neither a struct nor an enum"),
        };
        assert_eq!((form.is_enum, found.as_slice()), (is_enum, expected), "{name}");
    }
}

#[test]
fn the_reference_lists_every_field_and_variant_of_every_form() {
    let readme = readme();
    let mut wrong = Vec::new();
    for (name, form) in declared() {
        let rows = table(&readme, &name);
        let Some((head, rows)) = rows.split_first() else {
            wrong.push(format!("{name} has no section with a table"));
            continue;
        };
        let columns: &[&str] = if form.is_enum {
            &["variant", "fields", "meaning"]
        } else {
            &["field", "type", "default", "meaning"]
        };
        if head != columns {
            wrong.push(format!("{name} has the columns {head:?}"));
        }
        let listed: Vec<&str> = rows.iter().flat_map(|row| quoted(row[0])).collect();
        let expected: Vec<&str> = form.names.iter().map(|(name, _)| name.as_str()).collect();
        if listed != expected {
            wrong.push(format!("{name} lists {listed:?} and has {expected:?}"));
        }
        for (row, (variant, fields)) in rows.iter().zip(&form.names) {
            if form.is_enum && quoted(row[1]) != *fields {
                wrong.push(format!("{name}::{variant} lists {:?}, has {fields:?}", row[1]));
            }
            if row.len() != columns.len() || row.last().is_none_or(|cell| cell.is_empty()) {
                wrong.push(format!("{name}: the row of {variant} is not complete"));
            }
        }
    }
    assert!(wrong.is_empty(), "in scenarios/README.md:\n{}", wrong.join("\n"));
}

/// The examples of the reference: what stands after the backquotes, and the text.
fn examples(readme: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        if let Some(tag) = line.strip_prefix("```").filter(|tag| tag.starts_with("ron")) {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            found.push((tag.to_owned(), text.join("\n")));
        }
    }
    found
}

/// Cuts a text into its entries: name and text, each up to the comma after it.
fn entries(text: &str) -> Vec<(String, String)> {
    let (mut depth, mut in_text, mut start) = (0, false, 0);
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '"' => in_text = !in_text,
            '(' | '[' | '{' if !in_text => depth += 1,
            ')' | ']' | '}' if !in_text => depth -= 1,
            ',' if !in_text && depth == 0 => {
                let entry = text[start..=at].trim();
                let name = entry.split(':').next().unwrap_or_default();
                found.push((name.to_owned(), entry.to_owned()));
                start = at + 1;
            }
            _ => {}
        }
    }
    found
}

/// Puts the fields of a step into a scenario, in the place of those of the same name.
fn with_step(scenario: &str, step: &str) -> String {
    let body = scenario.trim().strip_prefix("Scenario(").unwrap().strip_suffix(')').unwrap();
    let mut fields = entries(body);
    for (name, entry) in entries(step) {
        match fields.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = entry,
            None => fields.push((name, entry)),
        }
    }
    let fields: Vec<String> = fields.into_iter().map(|(_, entry)| entry).collect();
    format!("Scenario(\n{}\n)", fields.join("\n"))
}

#[test]
fn every_example_of_the_reference_is_a_scenario_without_a_mistake() {
    let mut scenario = String::new();
    let (mut full, mut steps) = (0, 0);
    for (tag, text) in examples(&readme()) {
        scenario = match tag.as_str() {
            "ron" => {
                full += 1;
                text
            }
            "ron step" => {
                steps += 1;
                with_step(&scenario, &text)
            }
            "ron policy" => {
                let found = compile_policy(&text);
                assert!(found.is_ok(), "{found:#?} in\n{text}");
                continue;
            }
            "ron fragment" => continue,
            other => panic!("an example is marked `{other}`"),
        };
        if let Err(mistakes) = compile(&scenario) {
            panic!("{mistakes:#?} in\n{scenario}");
        }
    }
    assert!(full >= 2 && steps >= 3, "a minimal file, and one in small steps");
}

#[test]
fn every_name_that_a_formula_may_use_is_listed() {
    use seamripper_scenario::plan::vocabulary as v;
    let readme = readme();
    let section = readme.split("### Names by place").nth(1).unwrap_or_default();
    let section = section.split("\n#").next().unwrap_or_default();
    let names: BTreeSet<&str> = section.lines().flat_map(quoted).collect();
    let places = [
        v::RULE,
        v::READING,
        v::LEDGER,
        v::SHAPE,
        v::COERCION,
        v::CONDITION,
        v::FAULT,
        v::CHECK,
        v::OPERATOR,
        v::REQUEST,
    ];
    for place in places {
        for root in place.roots {
            assert!(names.contains(root), "`{root}` is not in the table of names by place");
        }
        for function in place.functions {
            let call = |name: &&str| name.starts_with(&format!("{}(", function.name));
            assert!(names.iter().any(call), "`{}` is not among the functions", function.name);
        }
    }
    let section = readme.split("## Formulas").nth(1).unwrap_or_default();
    let known: Vec<&str> = section.lines().flat_map(quoted).collect();
    for function in seamripper_scenario::expr::functions() {
        let call = |name: &&str| name.starts_with(&format!("{function}("));
        assert!(known.iter().any(call), "`{function}` is not among the functions");
    }
}
