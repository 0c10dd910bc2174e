//! What users ask for, and the monitors that watch.

use crate::Choices;
use crate::services::{Kind, Services};

/// Writes a workload of up to so many streams.
pub(crate) fn workload(c: &mut Choices<'_>, most: usize) -> String {
    let arrivals: Vec<String> = (0..1 + c.below(most)).map(|_| arrival(c)).collect();
    format!("arrivals: [{}]", arrivals.join(", "))
}

fn arrival(c: &mut Choices<'_>) -> String {
    let mut fields = c.some(&[
        &|c| format!("at: \"{}\"", c.duration()),
        &|c| format!("count: {}", 1 + c.below(6)),
        &|c| format!("apart: {}", c.delay()),
        &|c| format!("user: \"{}\"", c.of(&["ann", "bob"])),
        &|_| "each: { \"n\": [1, 2, \"10\"], \"key\": [\"k1\", \"k2\", \"none\"] }".to_owned(),
    ]);
    let turns: Vec<String> = (0..1 + c.below(3)).map(|_| turn(c)).collect();
    fields.push(format!("turns: [{}]", turns.join(", ")));
    format!("({})", fields.join(", "))
}

fn turn(c: &mut Choices<'_>) -> String {
    let wants = c.of(&["\"wish\"", "\"wish\", \"other\""]);
    let n = c.of(&["3", "2.5", "\"10\"", "-1", "9223372036854775807", "None"]);
    let key = c.of(&["k1", "k2", "none", ""]);
    let id = c.of(&["v1", "v2", "v3", "none"]);
    format!(
        "(says: \"Please do it.\", wants: [{wants}], request: {{ \"item\": \"a\", \"n\": {n}, \
         \"key\": \"{key}\", \"id\": \"{id}\", \"list\": [1, \"x\"] }})"
    )
}

/// Writes monitors.
pub(crate) fn monitors(c: &mut Choices<'_>, services: &Services) -> String {
    let all: Vec<String> = (0..c.below(4))
        .map(|number| format!("\"watch-{number}\": {}", monitor(c, services)))
        .collect();
    all.join(", ")
}

/// Writes a monitor.
pub(crate) fn monitor(c: &mut Choices<'_>, services: &Services) -> String {
    let (tool, _) = services.tool(c);
    let of_calls = c.is();
    let counts = match (of_calls, c.below(8)) {
        (_, 0) => "Calls".to_owned(),
        (_, 1) => "Attempts".to_owned(),
        (_, 2) => format!("CallsOf(\"{tool}\")"),
        (_, 3) => "Failures".to_owned(),
        (_, 4) => format!("FailuresOf(\"{tool}\")"),
        (_, 5) => "Refusals".to_owned(),
        (true, _) => match services.of(Kind::Ledger).next() {
            Some(ledger) => format!("Effects(\"effect-{}\")", ledger.name),
            None => "UnknownTools".to_owned(),
        },
        (false, 6) => "Tokens".to_owned(),
        (false, _) => {
            c.of(&["Conversations", "Capped", "CutOffAnswers", "FlaggedResults"]).to_owned()
        }
    };
    let of_window = format!("Last(\"{}\")", c.some_time());
    let over = match (of_calls, c.below(4)) {
        (true, 0) => "Intent",
        (_, 1) => &of_window,
        (_, 2) => "Replay",
        _ => "Conversation",
    };
    let statistic = match (over, c.below(3)) {
        ("Intent" | "Conversation", _) | (_, 0) => "",
        (_, 1) => "statistic: Percentile(\"90%\"), ",
        _ => "statistic: Share, ",
    };
    let every = match c.is() {
        true => format!("every: \"{}\", ", c.of(&["1h", "30s", "1d"])),
        false => String::new(),
    };
    let then = c.of(&["Alert", "Abort"]);
    format!(
        "(says: \"It counts.\", counts: {counts}, over: {over}, {statistic}{every}above: {}, \
         then: {then})",
        c.below(4)
    )
}
