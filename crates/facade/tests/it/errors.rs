//! What goes wrong before a replay, and what is said of it.

use crate::refunds;
use seamripper::{Bounds, Error, Scenario};

fn said<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    let error = result.expect_err("it is a mistake");
    assert_eq!(error.to_string(), format!("{error:?}"));
    error.to_string()
}

#[test]
fn a_file_that_is_not_there_is_told_with_where_its_path_starts() {
    let told = said(Scenario::load("nowhere.ron"));
    assert!(told.starts_with("cannot read nowhere.ron: "), "{told}");
    assert!(told.contains("(from ") && told.ends_with("facade)"), "{told}");
    assert!(said(Scenario::load("src")).starts_with("cannot read src: "));
}

#[test]
fn a_file_that_is_no_text_is_told_with_the_line() {
    let file = tempfile::NamedTempFile::new().expect("there is room for a file");
    std::fs::write(file.path(), b"Scenario(\n\xff)").expect("it can be written");
    assert!(said(Scenario::load(file.path())).ends_with("as a wrong byte in line 2 shows"));
}

#[test]
fn mistakes_of_a_file_come_with_their_places_and_without_colours() {
    let text = "Scenario(\n    format: 1,\n    sead: 1,\n)";
    let told = said(Scenario::from_source("my.ron", text));
    assert!(told.starts_with("my.ron has mistakes\n"), "{told}");
    assert!(told.contains("my.ron:3:5") && told.contains("sead: 1"), "{told}");
    assert!(told.contains("did you mean `seed`?"), "{told}");
    assert!(!told.contains('\u{1b}'), "{told:?}");
}

#[test]
fn a_scenario_stays_within_the_bounds_of_whoever_plays_it() {
    let text = include_str!("../../../../examples/own-runtime/refunds.ron");
    let bounds = Bounds { events: 5, ..Bounds::default() };
    let short = Scenario::within(&bounds, "my.ron", text).expect("it is valid");
    assert!(short.deployed().replay().expect("it has the arm").scorecard().is_inconclusive());
    let usual = Scenario::within(&Bounds::default(), "my.ron", text).expect("it is valid");
    assert!(!usual.deployed().replay().expect("it has the arm").scorecard().is_inconclusive());
    let mut bounds = Bounds::default();
    bounds.read.entries = 2;
    assert!(said(Scenario::within(&bounds, "my.ron", text)).contains("my.ron:"));
}

#[test]
fn what_makes_no_sense_is_played_and_told_when_asked() {
    assert_eq!(refunds().advice(), "");
    for scenario in Scenario::library() {
        assert_eq!(scenario.advice(), "", "{}", scenario.id());
    }
}

#[test]
fn a_name_that_nothing_has_comes_with_the_one_that_was_meant() {
    let first = &Scenario::library()[0];
    let near = format!("{}x", first.id());
    let meant = format!("there is no scenario `{near}`: did you mean `{}`?", first.id());
    assert_eq!(said(Scenario::of_library(&near)), meant);
    let told = said(first.arm("deploid").replay());
    assert_eq!(told, "there is no arm `deploid`: did you mean `deployed`?");
    let fix = first.fixes()[0];
    let near = format!("{fix}x");
    let told = said(first.with_fixes([near.as_str()]).sweep(0..3));
    assert_eq!(told, format!("there is no fix `{near}`: did you mean `{fix}`?"));
    let told = said(refunds().with_fixes(["any"]).replay());
    assert_eq!(told, "there is no fix `any`: there is none at all");
}

#[test]
fn a_sweep_of_no_seeds_shows_nothing() {
    assert_eq!(refunds().deployed().sweep(4..4).err(), Some(Error::NoSeeds));
}

#[test]
fn fixes_arms_and_control_choose_what_the_command_line_chooses() {
    for scenario in Scenario::library() {
        let replay = |setup: seamripper::Setup| setup.replay().expect("it can be replayed");
        let named = replay(scenario.arm("resolved"));
        let fixed = replay(scenario.with_fixes(scenario.fixes()));
        assert_eq!(named.fingerprint(), fixed.fingerprint(), "{}", scenario.id());
        let calm = replay(scenario.deployed().control());
        assert_eq!((calm.arm(), calm.seed()), ("control", scenario.seed()));
        assert_eq!(calm.trace(), replay(scenario.arm("control")).trace());
    }
}
