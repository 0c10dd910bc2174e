//! `policy`: the files that the program writes, carries, checks and explains.

use crate::{folder, run};
use std::fs;

#[test]
fn a_new_policy_passes_check_and_is_explained() {
    let folder = folder("a.ron", |source| source);
    let (code, out, err) = run(&folder, &["policy", "new", "ours.ron"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("seamripper policy explain ours.ron"), "{out}");
    let (code, out, _) = run(&folder, &["policy", "check", "ours.ron"]);
    assert_eq!(
        (code, out.as_str()),
        (0, "ok  ours.ron  ours: The runtime of our support agents\n")
    );
    let (code, out, _) = run(&folder, &["policy", "explain", "ours.ron", "a.ron"]);
    assert_eq!(code, 0);
    assert!(out.contains("Calls carry the agent's own account."), "{out}");
    assert!(
        out.contains("one-key         not at all, without idempotency_key: PerIntent"),
        "{out}"
    );
    assert!(out.contains("Of 2 fixes: 0 wholly, 0 partly, 2 not at all."), "{out}");
}

#[test]
fn every_line_of_a_new_policy_works_without_its_comment_marks() {
    let folder = folder("a.ron", |source| source);
    assert_eq!(run(&folder, &["policy", "new", "ours"]).0, 0);
    let path = folder.path().join("ours.ron");
    let text = fs::read_to_string(&path).expect("it is there");
    let set = |rest: &&str| {
        let name = rest.split(": ").next().unwrap_or_default();
        rest.ends_with(',') && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
    };
    let uncommented = |line: &str| {
        let rest = line.trim_start().strip_prefix("// ").filter(set);
        rest.unwrap_or(line).to_owned()
    };
    let lines: Vec<String> = text.lines().map(uncommented).collect();
    assert!(lines.iter().filter(|line| line.starts_with(char::is_lowercase)).count() >= 7);
    fs::write(&path, lines.join("\n")).expect("it can be written");
    let (code, _, err) = run(&folder, &["policy", "check", "ours.ron"]);
    assert_eq!((code, err.as_str()), (0, ""));
}

#[test]
fn a_file_that_is_there_is_kept_unless_forced() {
    let folder = folder("ours.ron", |_| "ours".to_owned());
    let (code, _, err) = run(&folder, &["policy", "new", "ours.ron"]);
    assert_eq!(code, 2);
    assert!(err.contains("ours.ron is there already") && err.contains("--force"), "{err}");
    assert_eq!(run(&folder, &["policy", "new", "ours.ron", "--force"]).0, 0);
    assert_eq!(run(&folder, &["policy", "check", "ours.ron"]).0, 0);
    let (code, _, err) = run(&folder, &["policy", "new", "o urs.ron"]);
    assert_eq!(code, 2);
    assert!(err.contains("the name of the file becomes the id"), "{err}");
}

#[test]
fn what_is_listed_can_be_checked_and_explained_by_its_id() {
    let folder = folder("a.ron", |source| source);
    let (code, out, _) = run(&folder, &["policy", "list"]);
    assert_eq!(code, 0);
    let ids: Vec<&str> = out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(ids.len() >= 10, "{ids:?}");
    let check: Vec<&str> = ["policy", "check"].into_iter().chain(ids.iter().copied()).collect();
    assert_eq!(run(&folder, &check).0, 0);
    for id in ids {
        let (code, out, err) = run(&folder, &["policy", "explain", id, "a.ron"]);
        assert_eq!((code, err.as_str()), (0, ""), "{id}");
        assert!(out.contains("What the runtime does"), "{out}");
    }
}

#[test]
fn all_fixes_has_every_fix_of_the_library_wholly() {
    let folder = folder("a.ron", |source| source);
    let (code, out, _) = run(&folder, &["policy", "explain", "all-fixes"]);
    assert_eq!(code, 0);
    assert!(out.contains("wholly, 0 partly, 0 not at all."), "{out}");
}

#[test]
fn an_explanation_for_programs_is_json() {
    let folder = folder("a.ron", |source| source);
    let (code, out, _) = run(&folder, &["policy", "explain", "all-fixes", "--format", "json"]);
    assert_eq!(code, 0);
    let json: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
    assert_eq!(json["policy"]["id"], "all-fixes");
    assert!(json["incidents"].as_array().is_some_and(|list| list.len() >= 8));
}

#[test]
fn mistakes_end_with_1_and_what_is_not_there_with_2() {
    let folder = folder("a.ron", |source| source);
    fs::write(
        folder.path().join("bad.ron"),
        "PolicyFile(format: 1, id: \"b\", titel: \"B\", policy: ())",
    )
    .expect("it can be written");
    let (code, _, err) = run(&folder, &["policy", "check", "bad.ron"]);
    assert_eq!(code, 1);
    assert!(err.contains("did you mean `title`?") && err.contains("bad.ron:1:"), "{err}");
    assert_eq!(run(&folder, &["policy", "explain", "bad.ron"]).0, 2);
    let (code, _, err) = run(&folder, &["policy", "check", "missing.ron", "all-fixes"]);
    assert_eq!(code, 2);
    assert!(err.contains("cannot read missing.ron"), "{err}");
    let (code, _, err) = run(&folder, &["policy", "explain", "all-fix"]);
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `all-fixes`?"), "{err}");
    let (code, _, err) = run(&folder, &["policy", "explain", "all-fixes", "nowhere"]);
    assert_eq!(code, 2);
    assert!(err.contains("there is no scenario `nowhere`"), "{err}");
}

#[test]
fn a_scenario_is_no_policy_and_a_policy_no_scenario() {
    let folder = folder("a.ron", |source| source);
    let (code, _, err) = run(&folder, &["policy", "check", "a.ron"]);
    assert_eq!(code, 1);
    assert!(err.contains("expected `PolicyFile(..)`, found `Scenario`"), "{err}");
    assert_eq!(run(&folder, &["policy", "new"]).0, 0);
    let (code, _, err) = run(&folder, &["check", "policy.ron"]);
    assert_eq!(code, 1);
    assert!(err.contains("expected `Scenario(..)`, found `PolicyFile`"), "{err}");
}
