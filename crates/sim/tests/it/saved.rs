//! Traces written to a file and read back: nothing is lost, and nothing that is wrong gets in.

use crate::library::{arm, arm_names, library};
use seamripper_sim::trace::{End, Event, Saved, Trace, file};

/// One short trace as a file, and as it was.
fn written() -> (String, Trace) {
    let volume = library().remove(0);
    let arm = arm(&volume.plan, "resolved");
    let trace = seamripper_sim::run(&volume.plan, &arm, volume.plan.seed);
    let bytes = file(&volume.plan, &arm, &trace);
    (String::from_utf8(bytes).expect("it is text"), trace)
}

/// Says why a file is refused that is this one with an edit.
fn refusal(edit: impl Fn(&mut Vec<String>)) -> String {
    let (written, _) = written();
    let mut lines: Vec<String> = written.lines().map(str::to_owned).collect();
    edit(&mut lines);
    let edited = lines.join("\n") + "\n";
    Saved::read(edited.as_bytes()).expect_err("it is refused").to_string()
}

#[test]
fn every_arm_of_the_library_comes_back_from_its_file_as_it_was() {
    for volume in library() {
        for name in arm_names(&volume.plan) {
            let arm = arm(&volume.plan, &name);
            let trace = seamripper_sim::run(&volume.plan, &arm, volume.plan.seed);
            let bytes = file(&volume.plan, &arm, &trace);
            let saved = Saved::read(&bytes).unwrap_or_else(|why| panic!("{name}: {why}"));
            assert!(!saved.is_altered(), "{}: {name}", volume.name);
            assert_eq!(saved.header.scenario_hash, volume.plan.hash);
            let mut symbols = volume.plan.symbols.clone();
            assert!(saved.into_trace(&mut symbols) == trace, "{}: {name}", volume.name);
        }
    }
}

#[test]
fn names_that_the_plan_does_not_have_are_added() {
    let (text, trace) = written();
    let mut symbols = seamripper_scenario::plan::Symbols::default();
    let saved = Saved::read(text.as_bytes()).expect("it can be read");
    let read = saved.into_trace(&mut symbols);
    let tools = |trace: &Trace| -> Vec<_> {
        let tool = |record: &seamripper_sim::Record| match record.event {
            Event::Called { tool, .. } => Some(tool),
            _ => None,
        };
        trace.records.iter().filter_map(tool).collect()
    };
    let plan = library().remove(0).plan;
    let text = |symbols: &seamripper_scenario::plan::Symbols, trace: &Trace| -> Vec<String> {
        tools(trace).into_iter().map(|tool| symbols.text(tool).to_string()).collect()
    };
    assert!(!tools(&read).is_empty());
    assert_eq!(text(&symbols, &read), text(&plan.symbols, &trace));
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_read_as_far_as_it_goes() {
    let (text, trace) = written();
    let header = text.find('\n').expect("there is a header") + 1;
    let footer = text.rfind("{\"end\"").expect("there is a footer");
    let whole = text.trim_end().len();
    for length in header..text.len() {
        let read = Saved::read(&text.as_bytes()[..length]);
        let saved = read.unwrap_or_else(|why| panic!("cut off after {length} bytes: {why}"));
        if length >= whole {
            assert_eq!(saved.end, End::Finished);
            continue;
        }
        let lines = text[header..length.min(footer)].lines();
        let whole = lines.filter(|line| line.ends_with('}') && is_json(line)).count();
        assert_eq!((saved.end, saved.records.len()), (End::CutOff, whole), "{length} bytes");
        assert!(saved.written_fingerprint.is_none() && whole <= trace.records.len());
    }
    assert!(Saved::read(&text.as_bytes()[..header / 2]).is_err(), "half a header");
}

fn is_json(line: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(line).is_ok()
}

#[test]
fn a_record_that_was_changed_by_hand_gives_another_fingerprint() {
    let (text, _) = written();
    let changed = text.replacen("\"tokens\":", "\"tokens\":1", 1);
    assert_ne!(text, changed);
    assert!(Saved::read(changed.as_bytes()).expect("it can be read").is_altered());
    // Spaces between the words are no change.
    let spaced = text.replace("\",\"", "\" , \"").replace('\n', "\r\n");
    assert!(!Saved::read(spaced.as_bytes()).expect("it can be read").is_altered());
}

#[test]
fn what_no_replay_writes_is_refused_at_its_place() {
    let change = |line: usize, from: &'static str, to: &'static str| {
        move |lines: &mut Vec<String>| {
            assert!(lines[line].contains(from), "{}", lines[line]);
            lines[line] = lines[line].replacen(from, to, 1);
        }
    };
    for (edit, says) in [
        (change(0, "\"format\":1", "\"format\":2"), "1:2: `format` is 2, and this program reads"),
        (change(0, "\"scenario\"", "\"scene\""), "1:1: this is no trace"),
        (change(0, "\"seed\"", "\"sead\""), "1:1: `seed` is missing"),
        (change(1, "\"seq\":0", "\"seq\":1"), "2:2: `seq` should be 0"),
        (change(1, "\"seq\":0", "\"seq\":-1"), "2:2: `seq` should be a whole number from 0"),
        (change(1, "\"cause\":null", "\"cause\":0"), "`cause` should be the number of an earlier"),
        (change(1, "\"conversation\":0", "\"conversation\":4294967296"), "or null"),
        (change(1, "\"event\":\"asked\"", "\"event\":\"axed\""), "`axed` is no event"),
        (change(1, "\"turn\":0", "\"turn\":0,\"turns\":0"), "`turns` has no meaning here"),
        (change(1, "\"turn\":0", "\"turn\":0,\"turn\":0"), "`turn` is given twice"),
        (change(1, "\"turn\":0,", ""), "2:1: `turn` is missing"),
        (change(1, "\"turn\":0", "\"turn\":0.5"), "`turn` should be a whole number from 0 to 4294"),
        (change(1, "{", "{}{"), "2:3: trailing characters"),
        (change(1, "}", ""), "2:1: the line is not whole"),
    ] {
        let said = refusal(edit);
        assert!(said.contains(says), "{said}");
    }
    let last = |lines: &mut Vec<String>| lines.pop().expect("there are lines");
    for (edit, says) in [
        (
            &(|lines: &mut Vec<String>| lines.push("{}".to_owned())) as &dyn Fn(&mut Vec<String>),
            "ended with the line before",
        ),
        (
            &|lines| {
                let line = last(lines);
                lines.push(line.replace("finished", "over"));
            },
            "`over` is no end",
        ),
        (
            &|lines| {
                let line = last(lines);
                lines.push(line.replace("finished", "limit of fun"));
            },
            "`limit of fun` is no end",
        ),
        (
            &|lines| {
                let line = last(lines);
                lines.push(line.replace("virtual_time_ns\":", "virtual_time_ns\":0,\"x\":"));
            },
            "goes back in time",
        ),
        (&|lines| lines.truncate(0), "1:1: this is no trace"),
        (&|lines| lines.swap(2, 3), "`seq` should be 1"),
        (
            &|lines| {
                let line = lines[2].replace("\"at_ns\":", "\"at_ns\":9");
                lines[2] = line;
            },
            "goes back in time",
        ),
        (
            &|lines| lines.insert(1, "[]".to_owned()),
            "2:1: invalid type: sequence, expected an object",
        ),
        (&|lines| lines.insert(1, "{\"seq\":0}".to_owned()), "neither a record"),
    ] {
        let said = refusal(edit);
        assert!(said.contains(says), "{says}: {said}");
    }
}
