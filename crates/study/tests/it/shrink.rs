//! `shrink`: what goes, what stays, and what is refused.

use seamripper_scenario::plan::Symbol;
use seamripper_scenario::{Bounds, Plan, compile, compile_playable};
use seamripper_score::{Scorecard, Verdict, judge};
use seamripper_study::shrink::{ShrinkError, Shrunk, Wish, shrink};
use std::ops::ControlFlow;
use std::sync::{Arc, OnceLock};

/// A scenario whose smallest form is known: one lost reply, two payments.
const PLANTED: &str = include_str!("planted.ron");
/// The smallest form, as a person writes it.
const SMALLEST: &str = include_str!("smallest.ron");
/// Tries that no test uses up.
pub(crate) const PLENTY: u32 = 20_000;

pub(crate) fn card(source: &str, arm: &str) -> (Arc<Plan>, Scorecard) {
    let (plan, _) = compile_playable(source).expect("the file can be played");
    let plan = Arc::new(plan);
    let arm = plan.arm(&plan.choice(arm).expect("the arm exists")).expect("it can be made");
    let card = judge(&plan, &arm, &seamripper_sim::run(&plan, &arm, plan.seed));
    (plan, card)
}

/// Lists the invariants that an arm of a file breaks on the file's seed.
pub(crate) fn broken(source: &str, arm: &str) -> Vec<String> {
    let (plan, card) = card(source, arm);
    assert_eq!(card.surprises, [], "{arm} of {source}");
    let name = |name: Symbol| plan.symbols.text(name).to_string();
    let broken = card.judgements.iter().filter(|one| matches!(one.verdict, Verdict::Broken(_)));
    broken.map(|one| name(one.name)).collect()
}

fn wish<'a>(source: &'a str, invariant: &'a str) -> Wish<'a> {
    Wish {
        source,
        invariant,
        arm: "deployed",
        seed: None,
        tries: PLENTY,
        any_cause: false,
        made_by: "seamripper shrink planted.ron",
        bounds: Bounds::default(),
    }
}

fn try_it(wish: &Wish<'_>) -> Result<Shrunk, ShrinkError> {
    shrink(wish, &mut |_| ControlFlow::Continue(()))
}

pub(crate) fn shrunk(source: &str, invariant: &str, tries: u32) -> Shrunk {
    try_it(&Wish { tries, ..wish(source, invariant) }).expect("the invariant breaks")
}

/// Returns what is left of the planted scenario; it takes a while, so that it is shrunk once.
fn planted() -> &'static Shrunk {
    static PLANTED_SHRUNK: OnceLock<Shrunk> = OnceLock::new();
    PLANTED_SHRUNK.get_or_init(|| shrunk(PLANTED, "paid-once", PLENTY))
}

#[test]
fn the_smallest_form_of_a_planted_break_is_reached() {
    let shrunk = planted();
    insta::assert_snapshot!(shrunk.text);
    let own = seamripper_scenario::edit::size(SMALLEST);
    assert_eq!(broken(SMALLEST, "deployed"), ["paid-once"]);
    assert!(compile(SMALLEST).is_ok());
    assert!(shrunk.after.size.words <= own.words, "{:?} against {own:?}", shrunk.after.size);
    assert!(!shrunk.is_cut_short);
    assert_eq!((shrunk.before.conversations, shrunk.after.conversations), (12, 1));
    assert_eq!((shrunk.before.faults, shrunk.after.faults), (3, 1));
}

#[test]
fn what_is_shrunk_cannot_be_shrunk_again() {
    let once = &planted().text;
    let twice = shrunk(once, "paid-once", PLENTY).text;
    let body = |text: &str| -> String { text[text.find("Scenario(").unwrap_or(0)..].to_owned() };
    assert_eq!(body(once), body(&twice));
}

#[test]
fn the_invariant_and_what_is_true_stay_as_they_are_written() {
    let text = &planted().text;
    for line in [
        "says: \"At most one payment for each wish.\"",
        "holds: AtMost(of: Effects(\"payment\"), limit: 1, per: Intent)",
        "damage: \"payments too many\"",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn a_break_without_a_fault_is_no_break_of_the_same_cause() {
    let strict = planted();
    assert_eq!(broken(&strict.text, "control"), [""; 0]);
    let any = Wish { any_cause: true, tries: 450, ..wish(PLANTED, "paid-once") };
    let any = try_it(&any).expect("the invariant breaks");
    assert_eq!(any.after.faults, 0);
    assert!(strict.after.faults > 0);
}

#[test]
fn an_arm_keeps_the_fixes_without_which_it_is_another() {
    let of = |arm| try_it(&Wish { arm, tries: 60, ..wish(PLANTED, "paid-once") });
    let shrunk = of("patience").expect("the fix does not help");
    assert!(shrunk.text.contains("\"patience\": ("), "{}", shrunk.text);
    assert_eq!((shrunk.before.fixes, shrunk.after.fixes), (2, 1));
    assert_eq!(broken(&shrunk.text, "patience"), ["paid-once"]);
    let Err(ShrinkError::NotBroken { verdict, arms, .. }) = of("key") else {
        panic!("the key helps");
    };
    assert_eq!(
        (verdict, arms.as_slice()),
        ("held", &["deployed", "patience"].map(str::to_owned)[..])
    );
}

#[test]
fn another_seed_becomes_the_seed_of_the_file() {
    let shrunk = try_it(&Wish { seed: Some(7), tries: 40, ..wish(PLANTED, "paid-once") });
    let shrunk = shrunk.expect("the invariant breaks on any seed");
    assert!(shrunk.text.contains("seed: 7,"), "{}", shrunk.text);
    assert_eq!(broken(&shrunk.text, "deployed"), ["paid-once"]);
}

#[test]
fn without_tries_the_file_is_the_source_under_another_name() {
    let shrunk = shrunk(PLANTED, "paid-once", 0);
    assert!(shrunk.is_cut_short);
    assert!(shrunk.before.size.words <= shrunk.after.size.words, "only `expect` is added");
    assert!(shrunk.text.contains("more might go"), "{}", shrunk.text);
}

#[test]
fn progress_never_grows_and_ends_with_the_tries() {
    let mut told = Vec::new();
    let wish = Wish { tries: 80, ..wish(PLANTED, "paid-once") };
    let shrunk = shrink(&wish, &mut |progress| {
        told.push(progress);
        ControlFlow::Continue(())
    })
    .expect("it breaks");
    assert!(told.windows(2).all(|pair| pair[1].size <= pair[0].size), "{told:?}");
    assert!(told.iter().all(|progress| progress.tries <= 80 && progress.budget == 80));
    assert!(!told.is_empty() && shrunk.tries <= 80);
}

#[test]
fn a_search_that_is_ended_leaves_the_smallest_text_so_far() {
    let mut told = Vec::new();
    let wish = wish(PLANTED, "paid-once");
    let shrunk = shrink(&wish, &mut |progress| {
        told.push(progress);
        if told.len() < 12 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let shrunk = shrunk.expect("it breaks");
    assert_eq!(told.len(), 12, "nothing was tried after the end");
    assert!(shrunk.is_cut_short && shrunk.tries < PLENTY);
    assert!(shrunk.after.size < shrunk.before.size);
    assert_eq!(broken(&shrunk.text, "deployed"), ["paid-once"]);
}

#[test]
fn what_does_not_exist_or_cannot_be_played_is_refused() {
    let unknown = try_it(&wish(PLANTED, "paid-twice"));
    let known = ["paid-once", "paid", "nobody-waits"].map(str::to_owned).to_vec();
    let name = "paid-twice".to_owned();
    assert_eq!(unknown.err(), Some(ShrinkError::UnknownInvariant { name, known }));
    let arm = try_it(&Wish { arm: "nowhere", ..wish(PLANTED, "paid-once") });
    assert!(matches!(arm.err(), Some(ShrinkError::Arm(_))));
    for source in ["", "(", "Scenario(format: 1)", "\u{0}"] {
        let refused = try_it(&wish(source, "paid-once"));
        assert!(matches!(refused.err(), Some(ShrinkError::Mistakes(_))), "{source}");
    }
    let short = PLANTED.replace("seed: 1,", "seed: 1, limits: (records: 9),");
    let cut = try_it(&wish(&short, "paid"));
    assert!(matches!(cut.err(), Some(ShrinkError::Inconclusive(_))));
}
