//! The pages of a site: what is in them, and what must not be.

use crate::{TINY, plan};
use seamripper_report::site::{Page, incident_pages, index_page};
use seamripper_study::{Dossier, Effort};
use std::sync::atomic::AtomicBool;

/// Makes all pages of one scenario.
fn pages(source: &str) -> Vec<Page> {
    let plan = plan(source);
    let effort = Effort { seed: None, seeds: Some(5), draws: Some(4) };
    let dossier = Dossier::of(&plan, &effort, &AtomicBool::new(false));
    let dossier = dossier.expect("the scenario can be replayed").expect("nobody stopped it");
    let (mut pages, entry) = incident_pages(&dossier, 1, "tiny.ron");
    pages.push(index_page(&[entry]));
    pages
}

fn page(pages: &[Page], beginning: &str) -> String {
    pages.iter().find(|page| page.path.starts_with(beginning)).expect("it is there").html.clone()
}

/// Returns the JSON that the script of a page reads.
fn data(html: &str) -> serde_json::Value {
    let (_, rest) = html.split_once("id=\"replays-data\">").expect("the page has data");
    let (json, _) = rest.split_once("</script>").expect("the data ends");
    serde_json::from_str(json).expect("the data is JSON")
}

#[test]
fn a_site_has_an_index_and_three_pages_for_each_incident() {
    let paths: Vec<String> = pages(TINY).into_iter().map(|page| page.path).collect();
    let expected =
        ["incidents/tiny.html", "workshop/1.html", "facilitator/tiny.html", "index.html"];
    assert_eq!(paths, expected);
}

#[test]
fn the_same_scenario_gives_the_same_bytes() {
    assert_eq!(pages(TINY), pages(TINY));
}

#[test]
fn the_replay_that_a_page_holds_for_a_set_is_that_of_the_set() {
    let data = data(&page(&pages(TINY), "incidents/"));
    let replays = data["replays"].as_array().unwrap();
    let arms: Vec<&str> = replays.iter().map(|replay| replay["arm"].as_str().unwrap()).collect();
    assert_eq!(arms, ["deployed", "resolved", "no-jam"]);
    let verdict = |replay: usize| replays[replay]["verdicts"][0]["name"].as_str().unwrap();
    assert_eq!([verdict(0), verdict(1), verdict(2)], ["broken", "held", "not exposed"]);
    assert_eq!(data["sets"], 2);
}

/// Returns one replay's stretches of disagreement, and the time of a moment that says this.
fn apart(data: &serde_json::Value, replay: usize, says: &str) -> (Vec<[u64; 2]>, Option<u64>) {
    let replay = &data["replays"][replay];
    let stretch = |of: &serde_json::Value| [0, 1].map(|end| of[end].as_u64().unwrap());
    let stretches = replay["apart"].as_array().unwrap().iter().map(stretch).collect();
    let moments = replay["moments"].as_array().unwrap().iter();
    let mut moments = moments.map(|place| &data["moments"][place.as_u64().unwrap() as usize]);
    let moment = moments.find(|moment| moment["says"].as_str().unwrap().starts_with(says));
    (stretches, moment.map(|moment| moment["t"].as_u64().unwrap()))
}

#[test]
fn belief_and_truth_are_apart_until_the_model_believes_what_was_done() {
    let data = data(&page(&pages(TINY), "incidents/"));
    let (stretches, done) = apart(&data, 1, "believes labelled done");
    assert_eq!(stretches, [[6_000_000, done.unwrap()]]);
}

#[test]
fn to_believe_that_it_is_done_is_not_to_know_how_often() {
    let data = data(&page(&pages(TINY), "incidents/"));
    let (stretches, answered) = apart(&data, 0, "← answers");
    assert_eq!(stretches, [[6_000_000, answered.unwrap()]]);
}

#[test]
fn the_resolution_is_tied_to_the_moment_at_which_the_replays_part() {
    let html = page(&pages(TINY), "incidents/");
    assert!(html.contains("goes another way: gateway is called, key"));
}

#[test]
fn the_last_bar_of_a_distribution_reaches_the_most() {
    let source = TINY.replace("Slow(Constant(\"7s\"))", "Slow(Uniform(from: \"1s\", to: \"9s\"))");
    let html = page(&pages(&source), "incidents/");
    let (_, chart) = html.split_once("<b>time waited</b>").unwrap();
    let (chart, _) = chart.split_once("</figure>").unwrap();
    let most = chart.split("the most ").nth(1).unwrap().split('<').next().unwrap();
    let last = chart.rsplit("<title>").next().unwrap();
    assert!(
        last.starts_with(&format!("{most}: ")) || last.contains(&format!("to {most}: ")),
        "{chart}"
    );
}

#[test]
fn a_replay_too_long_for_a_page_keeps_its_folds_and_says_what_is_missing() {
    let source = TINY.replace("last: 5", "last: 200").replace("tool_budget: 9", "tool_budget: 130");
    let data = data(&page(&pages(&source), "incidents/"));
    let replay = &data["replays"][0];
    assert!(replay["moments"].as_array().unwrap().len() < 100);
    let folds = replay["folds"].as_array().unwrap();
    assert!(!folds.is_empty());
    for fold in folds {
        assert_eq!(fold[1].as_u64().unwrap() - fold[0].as_u64().unwrap(), 1, "{fold}");
        assert!(fold[2].as_str().unwrap().ends_with("this page has the first of them alone"));
    }
}

#[test]
fn few_seeds_are_said_to_prove_little() {
    let pages = pages(TINY);
    let proof = "in 5 replays, so it may still break in up to 45.1 %";
    assert!(page(&pages, "incidents/").contains(proof));
    assert!(page(&pages, "facilitator/").contains(proof));
}

#[test]
fn a_replay_that_hit_a_limit_proves_nothing_on_any_page() {
    let pages = pages(&TINY.replace("// LIMITS", "limits: (records: 14),"));
    let html = page(&pages, "incidents/");
    assert!(html.contains("Of no set can it be told that nothing breaks under it."));
    assert!(html.contains("? resolved is inconclusive: the limit of trace records was reached"));
    assert!(page(&pages, "facilitator/").contains("Of no set can it be told."));
}

#[test]
fn a_hint_ends_before_what_the_judges_marked() {
    let html = page(&pages(TINY), "workshop/");
    let (_, sealed) = html.split_once("id=\"sealed\">").unwrap();
    let (sealed, _) = sealed.split_once("</script>").unwrap();
    let json = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, sealed).unwrap();
    let sealed: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let opening = sealed["hints"][1].as_array().unwrap();
    assert!(!opening.is_empty() && opening.iter().all(|line| !line.to_string().contains("504: ")));
}

#[test]
fn too_many_sets_are_left_out_and_that_is_said() {
    let fix = |number: usize| {
        format!(
            "\"extra-{number}\": (says: \"Another prompt.\", layer: Prompt, changes: [AddSentence(id: \"extra-{number}\", text: \"Words {number}.\")]),"
        )
    };
    let fixes: String = (0..8).map(fix).collect();
    let pages = pages(&TINY.replace("    fixes: {", &format!("    fixes: {{ {fixes}")));
    let html = page(&pages, "incidents/");
    assert!(html.contains("each fix alone, each left out, none and all, 20 in all"));
    assert_eq!(data(&html)["sets"], 20);
    assert!(page(&pages, "workshop/").contains("one fix, all but one, none or all"));
}

#[test]
fn a_service_that_another_called_answers_that_other() {
    let data = data(&page(&pages(TINY), "incidents/"));
    let lanes: Vec<&str> = data["lanes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|lane| lane["name"].as_str().unwrap())
        .collect();
    assert_eq!(lanes, ["clerk", "model", "runtime", "gateway", "printer", "tray", "operator"]);
    let way = |says: &str| {
        let moments = data["moments"].as_array().unwrap();
        let moment =
            moments.iter().find(|m| m["says"].as_str().unwrap().starts_with(says)).unwrap();
        [&moment["from"], &moment["to"]].map(|lane| lanes[lane.as_u64().unwrap() as usize])
    };
    assert_eq!(way("tray answers"), ["tray", "printer"]);
    assert_eq!(way("printer answers"), ["printer", "gateway"]);
    assert_eq!(way("gateway answers"), ["gateway", "runtime"]);
}

#[test]
fn no_text_of_a_scenario_becomes_markup() {
    let hostile = "</script><script>x()</script><img src=x onerror=x()>\\\"'&";
    let mut source = TINY.to_owned();
    for text in [
        "One label wanted, three printed",
        "Made up for tests",
        "An agent was asked for one label and printed three.",
        "Printing seemed to fail.",
        "The answer came after the gateway had given up.",
        "Nobody counts labels.",
        "A key for each label.",
        "Late is not failed.",
        "Gateway Timeout",
        "A label for parcel 12, please.",
        "One key for one label.",
        "The tray works.",
        "One label for one parcel.",
        "labels too many",
        "labels for one parcel",
        "Prints.",
    ] {
        assert!(source.contains(text), "{text}");
        source = source.replace(text, hostile);
    }
    for page in pages(&source) {
        let scripts = page.html.matches("<script").count();
        let expected = if page.path.starts_with("incidents") || page.path.starts_with("workshop") {
            2
        } else {
            1
        };
        assert_eq!(scripts, expected, "{}", page.path);
        assert!(!page.html.contains("<img"), "{}", page.path);
    }
}

#[test]
fn no_text_of_a_scenario_turns_the_direction_of_a_page() {
    let turning: Vec<char> = ['\u{61c}', '\u{200e}', '\u{200f}']
        .into_iter()
        .chain('\u{202a}'..='\u{202e}')
        .chain('\u{2066}'..='\u{2069}')
        .collect();
    let hostile = |text: &str| text.replace(' ', &turning.iter().collect::<String>());
    let mut source = TINY.to_owned();
    for text in [
        "One label wanted, three printed",
        "Made up for tests",
        "Printing seemed to fail.",
        "Late is not failed.",
        "Gateway Timeout",
        "A label for parcel 12, please.",
        "One key for one label.",
        "One label for one parcel.",
        "labels for one parcel",
    ] {
        assert!(source.contains(text), "{text}");
        source = source.replace(text, &hostile(text));
    }
    let pages = pages(&source);
    for page in &pages {
        assert!(!page.html.contains(&turning[..]), "{}", page.path);
    }
    let html = page(&pages, "incidents/");
    assert!(
        html.contains(&["Late", "is", "not"].join(&" ".repeat(turning.len()))),
        "what is left can be read: {html}"
    );
    assert!(
        data(&html)["moments"]
            .to_string()
            .contains(&["Gateway", "Timeout"].join(&" ".repeat(turning.len())))
    );
    let workshop = page(&pages, "workshop/");
    let (_, sealed) = workshop.split_once("id=\"sealed\">").unwrap();
    let (sealed, _) = sealed.split_once("</script>").unwrap();
    let json = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, sealed).unwrap();
    let json = String::from_utf8(json).unwrap();
    assert!(json.contains("Gateway") && !json.contains(&turning[..]), "{json}");
}

#[test]
fn a_participants_page_keeps_the_answer_to_itself() {
    let html = page(&pages(TINY), "workshop/");
    assert!(html.contains("Printing seemed to fail."));
    for secret in ["three printed", "Nobody counts labels.", "Late is not failed.", "tiny.html"] {
        assert!(!html.contains(secret), "{secret}");
    }
}

#[test]
fn a_facilitators_page_answers_from_the_replays() {
    let html = page(&pages(TINY), "facilitator/");
    for said in
        ["45 minutes", "runtime | service, outcome", "key: nothing broke", "Late is not failed."]
    {
        assert!(html.contains(said), "{said}");
    }
}

#[test]
fn the_policy_of_a_page_names_its_one_script_and_allows_no_load() {
    for page in pages(TINY) {
        let (_, policy) = page.html.split_once("Content-Security-Policy\" content=\"").unwrap();
        let policy = policy.split('"').next().unwrap();
        assert!(policy.starts_with("default-src &#39;none&#39;"), "{policy}");
        assert_eq!(policy.matches("sha256-").count(), 1, "{policy}");
        for load in ["src=\"http", "href=\"http", "url(http", "@import"] {
            assert!(!page.html.contains(load), "{} has {load}", page.path);
        }
    }
}

#[test]
fn a_scenario_without_fixes_has_pages_too() {
    let start = TINY.find("    fixes: {").unwrap();
    let end = TINY[start..].find("    arms: {").unwrap() + start;
    let source = format!("{}{}", &TINY[..start], &TINY[end..]);
    let source = source.replace("\"resolved\": (), ", "\"resolved\": (broken: [\"one-label\"]), ");
    let pages = pages(&source);
    assert!(page(&pages, "incidents/").contains("deployed breaks 1 of 3 invariants"));
}
