//! Any bytes as the file of a trace.

use crate::bounds::bounded;
use crate::library::plans;
use crate::told::told;
use seamripper_report::{Comparison, Replayed};
use seamripper_scenario::plan::Symbols;
use seamripper_scenario::work;
use seamripper_score::judge;
use seamripper_sim::trace::{Saved, file};
use seamripper_study::diff::diff;

/// Reads a trace; judges it, writes it again, compares it with itself, and tells of it.
pub fn trace(bytes: &[u8]) {
    let saved = match bounded("reading", work::USUAL, || Saved::read(bytes)) {
        Ok(saved) => saved,
        Err(unreadable) => {
            let lines = bytes.split(|byte| *byte == b'\n').count().max(1);
            assert!((1..=lines).contains(&unreadable.line), "{unreadable}");
            assert!(unreadable.column >= 1 && !unreadable.message.is_empty(), "{unreadable}");
            return;
        }
    };
    let known = plans().iter().find(|plan| plan.id == saved.header.scenario);
    let mut plan = (**known.unwrap_or(&plans()[0])).clone();
    let choice = plan.choice(&saved.header.arm).or_else(|_| plan.choice("deployed"));
    let arm = plan.arm(&choice.expect("every scenario has this arm")).expect("it can be made");
    let (fingerprint, footer) = (saved.fingerprint.clone(), saved.written_fingerprint.is_some());
    let trace = saved.into_trace(&mut plan.symbols);
    let units = plan.limits.work;
    let card = bounded("judging", units, || judge(&plan, &arm, &trace));
    assert_eq!(card, judge(&plan, &arm, &trace), "judges are of one mind");
    let again = Saved::read(&file(&plan, &arm, &trace)).expect("what is written can be read");
    assert_eq!(again.fingerprint, fingerprint);
    assert!(again.written_fingerprint.is_some() || !footer);
    let mut symbols = Symbols::default();
    let left = again.clone().into_trace(&mut symbols);
    let right = again.into_trace(&mut symbols);
    let compare = || diff(&left.records, &right.records, &symbols);
    let differences = bounded("comparing", units, compare);
    assert!(differences.all.is_empty(), "a trace does not differ from itself");
    let replayed = [Replayed { arm: &arm, trace: &trace, card: &card }];
    let comparison =
        Comparison { plan: &plan, seed: trace.seed, arms: &replayed, command: "", honest: &[] };
    told(&comparison);
}
