//! Names of a scenario as small numbers: equal names, equal symbols, whatever the arm.

use crate::Text;
use std::collections::BTreeMap;

/// A name of the scenario: of a tool, service, intent, field, fault, ... Look its text up in [`Symbols`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(u32);

/// All names of one plan.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    texts: Vec<Text>,
    by_text: BTreeMap<Text, Symbol>,
}

impl Symbols {
    /// Returns the symbol of `text`, a new one if the name is new.
    pub fn intern(&mut self, text: &str) -> Symbol {
        if let Some(symbol) = self.get(text) {
            return symbol;
        }
        let symbol = Symbol(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        let text = Text::from(text);
        self.texts.push(text.clone());
        self.by_text.insert(text, symbol);
        symbol
    }

    /// Returns the symbol of `text`, if the plan has that name.
    pub fn get(&self, text: &str) -> Option<Symbol> {
        self.by_text.get(text).copied()
    }

    /// Returns how many names there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Returns the text of a symbol of this plan.
    pub fn text(&self, symbol: Symbol) -> &Text {
        &self.texts[symbol.0 as usize]
    }
}

impl std::borrow::Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}
