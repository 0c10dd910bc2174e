//! What a shrunk file says of itself: its id, its seed, what it expects, and the comment at its top.

use super::ShrinkError;
use super::Wish;
use super::groups::Frozen;
use super::search::Search;
use super::trial::{Refusal, Trial};
use seamripper_scenario::edit::Pieces;
use std::collections::BTreeSet;

/// What is put behind the id of the source.
const SUFFIX: &str = "-shrunk";
/// The most characters of an id.
const LONGEST_ID: usize = 64;
/// The width of the comment.
const WIDTH: usize = 100;

impl Search<'_> {
    /// Makes the text ready: names it, and drops what is never needed for the break.
    ///
    /// # Errors
    ///
    /// If what a check complains of cannot go without the break.
    pub(super) fn open(&mut self) -> Result<(), ShrinkError> {
        let text = set_scalar(&self.text, "seed", |_| self.trial.seed().to_string());
        self.text = set_scalar(&text, "id", shrunk_id);
        self.make_sensible()?;
        // With fewer conversations everything else goes faster.
        self.thin_out();
        for section in ["figures", "expect", "notes", "benign", "arms", "monitors", "fixes"] {
            self.drop_one(&[section]);
        }
        for fix in self.names_in("fixes") {
            self.drop_one(&["fixes", &fix]);
        }
        self.drop_other_invariants();
        self.trial.ask_for_faults(&self.text);
        Ok(())
    }

    /// Takes out what a check complains of.
    fn make_sensible(&mut self) -> Result<(), ShrinkError> {
        if let Err(Refusal::Mistakes(mistakes)) = self.trial.attempt(&self.text) {
            let text = self.settled(self.text.clone(), &Frozen { invariant: "" });
            self.text = text.ok_or(ShrinkError::Senseless(mistakes))?;
        }
        Ok(())
    }

    /// Lists the names of a section's entries.
    fn names_in(&self, section: &str) -> Vec<String> {
        let Some(pieces) = Pieces::new(&self.text) else {
            return Vec::new();
        };
        let parent = pieces.find(&[section]);
        let inner = pieces.all().iter().filter(|piece| parent.is_some() && piece.parent == parent);
        inner.filter_map(|piece| piece.name.clone()).collect()
    }

    fn drop_one(&mut self, path: &[&str]) {
        let all = Frozen { invariant: self.frozen.invariant };
        let without = Pieces::new(&self.text).and_then(|pieces| {
            let index = pieces.find(path)?;
            Some(pieces.without(&BTreeSet::from([index])))
        });
        if let Some(text) = without.and_then(|text| self.settled(text, &all)) {
            self.text = text;
        }
    }

    fn drop_other_invariants(&mut self) {
        let others = Pieces::new(&self.text).and_then(|pieces| {
            let table = pieces.find(&["invariants"])?;
            let other = |at: &usize| {
                let piece = &pieces.all()[*at];
                piece.parent == Some(table) && piece.name.as_deref() != Some(self.frozen.invariant)
            };
            let others: BTreeSet<usize> = (0..pieces.all().len()).filter(other).collect();
            (!others.is_empty()).then(|| pieces.without(&others))
        });
        let frozen = self.frozen.clone();
        if let Some(text) = others.and_then(|text| self.settled(text, &frozen)) {
            self.text = text;
        }
    }
}

fn shrunk_id(word: &str) -> String {
    let id = word.trim_matches('"').trim_end_matches(SUFFIX);
    let kept: String = id.chars().take(LONGEST_ID - SUFFIX.len()).collect();
    format!("\"{kept}{SUFFIX}\"")
}

fn set_scalar(text: &str, name: &str, value: impl FnOnce(&str) -> String) -> String {
    let Some(pieces) = Pieces::new(text) else {
        return text.to_owned();
    };
    match pieces.find(&[name]) {
        Some(index) => {
            let span = pieces.all()[index].value;
            pieces.with(span, &value(pieces.text_of(span)))
        }
        None => text.to_owned(),
    }
}

/// Adds what the file expects of the arm, as it came out, if a check has nothing against it.
pub(super) fn expecting(text: &str, arm: &str, trial: &mut Trial<'_>) -> Option<String> {
    let pieces = Pieces::new(text).filter(|pieces| pieces.find(&["expect"]).is_none())?;
    let (broken, not_exposed) = trial.verdicts(text)?;
    let list = |field: &str, names: Vec<String>| {
        let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        (!names.is_empty()).then(|| format!("{field}: [{}]", names.join(", ")))
    };
    let fields = [list("broken", broken), list("not_exposed", not_exposed)];
    let fields: Vec<String> = fields.into_iter().flatten().collect();
    let at = pieces.all()[pieces.find(&["invariants"])?].span.end;
    let (before, after) = text.split_at(at);
    let gap = if before.contains('\n') { "\n\n    " } else { " " };
    let comma = if after.trim_start().starts_with(',') { "" } else { "," };
    let line = format!("expect: {{ \"{arm}\": ({}) }}", fields.join(", "));
    let added = format!("{before},{gap}{line}{comma}{after}");
    trial.is_as_expected(&added).then_some(added)
}

/// Puts the comment at the top that says what the file is the shrunk form of.
pub(super) fn headed(text: &str, wish: &Wish<'_>, seed: u64, is_cut_short: bool) -> String {
    let id = |text: &str| {
        let pieces = Pieces::new(text)?;
        let value = pieces.all()[pieces.find(&["id"])?].value;
        Some(pieces.text_of(value).trim_matches('"').to_owned())
    };
    let of = id(wish.source).unwrap_or_default();
    let rest = match is_cut_short {
        true => "The search was cut short, so more might go.",
        false => "Nothing that the search knows to take out or make smaller can go without that.",
    };
    let said = format!(
        "The shrunk form of `{of}`: what is left of it breaks `{}` in the arm `{}` on seed {seed}. {rest}",
        wish.invariant, wish.arm
    );
    let mut header = String::new();
    let mut line = String::from("//");
    for word in said.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            header += &line;
            header.push('\n');
            line = String::from("//");
        }
        line.push(' ');
        line += word;
    }
    let made_by: String = wish.made_by.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{header}{line}\n//\n//     {made_by}\n{}", body(text))
}

/// Returns the text from its first word on.
fn body(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if !rest.starts_with("//") {
            return rest;
        }
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
}
