//! What one thread keeps of replays of one plan, so that the next one need not find it anew.
//!
//! All of it follows from the plan, or from what was seen: no replay can tell whether it is the first.

use crate::habits::Habits;
use seamripper_engine::name_key;
use seamripper_scenario::Text;
use seamripper_scenario::plan::{Plan, Symbol};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// How many texts of failed attempts are kept.
const FAILURES: usize = 8;

/// What is kept of replays.
pub(crate) struct Kept {
    /// Keys of names, as far as they were asked for; 0 for the others.
    keys: Vec<Cell<u64>>,
    /// Texts of failed attempts by what was answered: one service says mostly one thing.
    failures: RefCell<Vec<(u16, Text, Text)>>,
    /// What models decided; none where one replay is to be made alone, or where they draw it.
    pub(crate) habits: Option<Habits>,
}

impl Kept {
    pub(crate) fn new(plan: &Plan, habits: Option<Habits>) -> Rc<Self> {
        let keys = vec![Cell::new(0); plan.symbols.len()];
        Rc::new(Kept { keys, failures: RefCell::default(), habits })
    }

    /// Returns the key of a name.
    pub(crate) fn key(&self, name: Symbol, text: &str) -> u64 {
        let Some(key) = self.keys.get(name.index()) else {
            return name_key(text);
        };
        // No name that matters has the key 0; if one had it would be found anew each time.
        if key.get() == 0 {
            key.set(name_key(text));
        }
        key.get()
    }

    /// Returns the text of a failed attempt, as a model gets it.
    pub(crate) fn failure(&self, status: u16, says: &Text) -> Text {
        let mut known = self.failures.borrow_mut();
        let same = known.iter().find(|(code, text, _)| *code == status && text == says);
        if let Some((.., failure)) = same {
            return failure.clone();
        }
        let failure = Text::from(format!("HTTP {status}: {says}"));
        if known.len() < FAILURES {
            known.push((status, says.clone(), failure.clone()));
        }
        failure
    }
}
