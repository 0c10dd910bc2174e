//! What `gate` writes for CI: valid by the schemas, the same on any number of threads, and the examples
//! under `docs/` run as they stand.

use crate::gate::{incident, spoilt};
use crate::run;
use quick_junit::{Report, TestCaseStatus};
use serde_json::Value;
use std::fs;

const SARIF: &str = include_str!("../schemas/sarif-2.1.0.json");
const WORKFLOW: &str = include_str!("../../../../docs/github-actions.yml");
const PRE_COMMIT: &str = include_str!("../../../../docs/pre-commit.yaml");
const DOCUMENT: &str = include_str!("../../../../docs/gate.md");

const GATE: [&str; 6] = ["gate", "--policy", "p.ron", "two.ron", "--seeds", "4"];

fn by_arrival() -> tempfile::TempDir {
    let folder = spoilt("correlation: ByIdInCallOrder,", "correlation: ByArrival,");
    let scenarios = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios");
    let two = format!("{scenarios}/02-{}.ron", incident("02"));
    fs::copy(two, folder.path().join("two.ron")).expect("it can be copied");
    folder
}

#[test]
fn sarif_is_valid_and_points_at_the_line_of_the_policy() {
    let schema: Value = serde_json::from_str(SARIF).expect("the schema is JSON");
    let schema = jsonschema::validator_for(&schema).expect("the schema is one");
    let folder = by_arrival();
    let valid = |arguments: &[&str]| {
        let (_, out, _) = run(&folder, &[&GATE[..], arguments, &["--format", "sarif"]].concat());
        let sarif: Value = serde_json::from_str(&out).expect("it is JSON");
        let mistakes: Vec<String> = schema.iter_errors(&sarif).map(|e| e.to_string()).collect();
        assert!(mistakes.is_empty(), "{mistakes:?}");
        sarif["runs"][0].clone()
    };
    let sarif = valid(&[]);
    let result = &sarif["results"][0];
    assert_eq!(
        (result["level"].as_str(), sarif["invocations"][0]["exitCode"].as_i64()),
        (Some("error"), Some(1))
    );
    let at = &result["locations"][0]["physicalLocation"];
    assert_eq!(at["artifactLocation"]["uri"], "p.ron");
    let policy = fs::read_to_string(folder.path().join("p.ron")).expect("it is there");
    let number = |name: &str| at["region"][name].as_u64().expect("it is a number") as usize;
    let line = policy.lines().nth(number("startLine") - 1).expect("there is such a line");
    let (from, to) = (number("startColumn") - 1, number("endColumn") - 1);
    assert_eq!(line.get(from..to), Some("ByArrival"), "{line}");
    // Known failures are suppressed, and nothing at all is valid too.
    valid(&["--baseline", "b.ron", "--update-baseline"]);
    let known = valid(&["--baseline", "b.ron"]);
    assert_eq!(known["results"][0]["suppressions"][0]["kind"], "external");
    fs::write(folder.path().join("p.ron"), policy.replace("ByArrival", "ByIdInCallOrder"))
        .expect("it can be");
    assert_eq!(valid(&[])["results"].as_array().map(Vec::len), Some(0));
}

#[test]
fn junit_has_a_suite_for_each_incident_and_passes_only_what_survived() {
    let folder = by_arrival();
    let (_, out, _) = run(&folder, &[&GATE[..], &["a.ron", "--format", "junit"]].concat());
    let report = Report::deserialize_from_str(&out).expect("it is JUnit XML");
    let names: Vec<&str> = report.test_suites.iter().map(|suite| suite.name.as_str()).collect();
    assert_eq!(names, [incident("02").as_str(), "sample"]);
    assert_eq!((report.tests, report.failures, report.errors), (6, 2, 0));
    let failed = &report.test_suites[0].test_cases[0];
    let TestCaseStatus::NonSuccess { message, description, .. } = &failed.status else {
        panic!("{failed:?} is no failure");
    };
    let message = message.as_ref().expect("it has a message").as_str();
    assert!(
        message.contains("broken under 4 of 4 seeds: 100 % (51–100); worst under seed"),
        "{message}"
    );
    let description = description.as_ref().expect("it is described").as_str();
    assert!(description.contains(":22: gone with `correlation: ByIdInCallOrder`"), "{description}");
    assert!(description.contains("seamripper replay two.ron --seed"), "{description}");
    // The schema of Jenkins knows no such attribute there.
    assert!(!out.lines().nth(1).expect("it has lines").contains("skipped"), "{out}");
    run(&folder, &[&GATE[..], &["--baseline", "b.ron", "--update-baseline"]].concat());
    let (_, out, _) =
        run(&folder, &[&GATE[..], &["--baseline", "b.ron", "--format", "junit"]].concat());
    let report = Report::deserialize_from_str(&out).expect("it is JUnit XML");
    assert_eq!((report.failures, report.test_suites[0].skipped), (0, 2));
}

#[test]
fn every_output_is_the_same_on_one_thread_and_on_two_and_in_a_file() {
    let folder = by_arrival();
    for format in ["text", "json", "junit", "sarif", "markdown"] {
        let of = |threads: &str| {
            run(&folder, &[&GATE[..], &["--format", format, "--threads", threads]].concat())
        };
        let (code, one, _) = of("1");
        assert_eq!((code, &one), (1, &of("2").1), "{format}");
        assert!(one.contains("claims-true"), "{one}");
        if format != "text" {
            let option = format!("--{format}");
            assert_eq!(run(&folder, &[&GATE[..], &[&option, "file"]].concat()).0, 1);
            let file = fs::read_to_string(folder.path().join("file")).expect("it was written");
            assert_eq!(file, one, "{format}");
        }
    }
}

/// Lists what follows a key in lines of YAML.
fn values<'a>(yaml: &'a str, key: &str) -> Vec<&'a str> {
    let lines = yaml.lines().map(|line| line.trim().trim_start_matches("- "));
    lines.filter_map(|line| line.strip_prefix(key)?.strip_prefix(": ")).collect()
}

#[test]
fn the_commands_of_the_examples_run_as_they_stand() {
    let folder = spoilt("correlation: ByIdInCallOrder,", "correlation: ByArrival,");
    fs::rename(folder.path().join("p.ron"), folder.path().join("runtime.ron"))
        .expect("it is there");
    let shell = |command: &str, code: i32| {
        let program = assert_cmd::cargo::cargo_bin!("seamripper");
        // Seeds cost time, and one is enough to see that the words are right.
        let words: Vec<&str> = command.split(' ').collect();
        let words = words.iter().map(|word| if word.parse::<u64>().is_ok() { "1" } else { word });
        let command = words.collect::<Vec<_>>().join(" ");
        let rest = command.strip_prefix("seamripper ").expect("it runs the program");
        let mut shell = std::process::Command::new("sh");
        let line = format!("\"$PROGRAM\" {rest}");
        shell.args(["-c", &line]).current_dir(folder.path());
        shell.env("PROGRAM", program).env("GITHUB_STEP_SUMMARY", folder.path().join("summary.md"));
        let output = shell.output().expect("there is a shell");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{command}: {err}");
    };
    shell(
        "seamripper gate --policy runtime.ron --seeds 1 --baseline known.ron --update-baseline",
        0,
    );
    let runs: Vec<&str> = values(WORKFLOW, "run");
    let (install, runs): (Vec<&str>, Vec<&str>) =
        runs.iter().partition(|run| run.starts_with("cargo install"));
    assert!(install.len() == 1 && install[0].ends_with(env!("CARGO_PKG_NAME")), "{install:?}");
    assert_eq!(runs.len(), 2);
    runs.iter().for_each(|command| shell(command, 0));
    for written in ["gate.xml", "gate.sarif", "summary.md"] {
        assert!(folder.path().join(written).exists(), "{written}");
        assert!(written == "summary.md" || WORKFLOW.contains(&format!(": {written}")), "{written}");
    }
    let entries = values(PRE_COMMIT, "entry");
    assert_eq!(entries.len(), 2);
    // pre-commit gives the first the files that changed.
    shell(&format!("{} runtime.ron", entries[0]), 0);
    shell(entries[1], 0);
}

#[test]
fn the_commands_of_the_page_are_known_to_the_program() {
    let folder = by_arrival();
    fs::remove_file(folder.path().join("p.ron")).expect("it is there");
    let commands = DOCUMENT.lines().filter_map(|line| line.strip_prefix("seamripper "));
    let commands: Vec<&str> =
        commands.map(|line| line.split('#').next().unwrap_or_default().trim()).collect();
    assert_eq!(commands.len(), 4);
    for command in commands {
        let words: Vec<&str> = command.split(' ').collect();
        let mut more: Vec<&str> = Vec::new();
        if words[0] == "gate" {
            more = vec!["a.ron", "--seeds", "1"];
        }
        // What watches does not end by itself.
        let words: Vec<&str> = words.into_iter().filter(|word| *word != "--watch").collect();
        let (code, _, err) = run(&folder, &[&words[..], &more].concat());
        assert!(code < 2, "{command}: {err}");
    }
}
