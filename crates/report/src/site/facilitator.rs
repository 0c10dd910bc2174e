//! The page for whoever leads a workshop: timing, questions, and the answers.
//!
//! Every answer is read off the replays and studies of the dossier.

use super::carries::{Carries, honest, proof, tables};
use super::chart::curves;
use super::frame::Frame;
use super::incident::seam;
use super::{Case, incident_path, participant_path, rendered};
use crate::text::disagreement::{headline, views};
use crate::text::outcome::noticed;
use askama::Template;
use seamripper_scenario::Plan;
use seamripper_study::Replay;

#[derive(Template)]
#[template(path = "facilitator.html")]
struct Page<'a> {
    frame: Frame,
    plan: &'a Plan,
    number: usize,
    participant: String,
    incident: String,
    steps: Vec<(u32, &'static str, String)>,
    minutes: u32,
    questions: Vec<Question>,
    command: String,
}

/// A question, and what there is to answer.
struct Question {
    asks: String,
    answers: Vec<String>,
}

/// Writes the page.
pub(super) fn html(case: &Case<'_>) -> String {
    let plan = &*case.dossier.plan;
    let steps = steps(case);
    rendered(&Page {
        frame: Frame::plain(format!("For facilitators: {}", plan.title)),
        plan,
        number: case.number,
        participant: participant_path(case.number),
        incident: incident_path(&plan.id),
        minutes: steps.iter().map(|(minutes, ..)| minutes).sum(),
        steps,
        questions: questions(case),
        command: case.again(),
    })
}

/// Lists what to do, with its minutes.
fn steps(case: &Case<'_>) -> Vec<(u32, &'static str, String)> {
    let fixes = match case.dossier.plan.fixes.len() {
        0 => "Nothing is to be chosen here: ask what each pair would change, and why.".to_owned(),
        1 => "There is one fix: each pair says whether it would hold, and why, before it looks."
            .to_owned(),
        some => {
            format!("Each pair chooses from {some} fixes, says why, and commits before it looks.")
        }
    };
    vec![
        (5, "Symptom", "Read the symptom aloud. Everybody writes down one sentence: what happened?".to_owned()),
        (10, "Hints", "In pairs. One hint at a time, and a new sentence after each. Who has it right stays silent.".to_owned()),
        (10, "Fixes", fixes),
        (10, "Replays", "Compare: whose set held, which is the smallest, which fix was along for the ride?".to_owned()),
        (10, "Lesson", "The questions below. End with the lesson, and with one seam of your own systems that has no written contract.".to_owned()),
    ]
}

fn questions(case: &Case<'_>) -> Vec<Question> {
    let dossier = case.dossier;
    let plan = &*dossier.plan;
    let card = &dossier.deployed().card;
    let mut questions = Vec::new();
    let mut ask = |asks: &str, answers: Vec<String>| {
        if !answers.is_empty() {
            questions.push(Question { asks: asks.to_owned(), answers });
        }
    };
    if let Some(found) = &card.first_disagreement {
        let mut answers = vec![headline(found).text()];
        answers.extend(views(found).map(|(who, what)| format!("{who}: {what}")));
        ask("What did each party take to have happened when they first disagreed?", answers);
        ask("At which seam did they stop agreeing, and about what?", vec![seam(card)]);
    }
    let gap = vec![plan.story.detection_gap.to_string(), noticed(plan, card).text()];
    ask("Why did nobody notice sooner?", gap);
    let tables = dossier.ablation.as_ref().map(tables).unwrap_or_default();
    if let (Some(table), Some(ablation)) = (tables.first(), &dossier.ablation) {
        ask("What does each fix do alone?", alone(table));
        ask("Under which smallest sets did nothing break?", smallest(table, &proof(ablation)));
    }
    ask("Which set-ups look right and do not hold?", near_misses(case));
    if let Some(study) = &dossier.no_return {
        let answers = curves(plan, study).into_iter();
        let answers = answers.map(|curve| format!("{}: {}", curve.fixes, curve.says));
        ask("When was it too late?", answers.collect());
    }
    if let Some(ablation) = &dossier.ablation {
        let costs = honest(plan, ablation).into_iter().map(|row| {
            let [calls, tokens, ..] = row.cells.as_slice() else { return row.fixes };
            format!("{}: calls {calls}, tokens {tokens}", row.fixes)
        });
        ask("What do the fixes cost honest work?", costs.collect());
    }
    let notes = plan.notes.iter().map(ToString::to_string).collect();
    ask("What is assumed here, and what does the source leave open?", notes);
    questions
}

fn alone(table: &Carries) -> Vec<String> {
    let row = |row: &super::carries::Row| match &row.alone {
        Some(chance) => format!("{}: {}; breaks in {}", row.fix, row.does, chance.says),
        None => format!("{}: cannot be told", row.fix),
    };
    table.rows.iter().map(row).collect()
}

fn smallest(table: &Carries, proof: &str) -> Vec<String> {
    if table.smallest.is_empty() {
        let said = if table.unclear > 0 { "Of no set can it be told." } else { "Under none." };
        return vec![said.to_owned()];
    }
    let mut said: Vec<String> = table.smallest.iter().map(|set| set.join(" + ")).collect();
    said.push(format!("Each of them {proof}."));
    said
}

/// Lists the arms of the file's that break something.
fn near_misses(case: &Case<'_>) -> Vec<String> {
    let plan = &*case.dossier.plan;
    let broke = |replay: &&Replay| replay.card.is_broken();
    let arms = case.dossier.arms.iter().filter(broke).map(|replay| {
        let named =
            plan.arms.iter().find(|arm| plan.symbols.text(arm.name).as_str() == replay.arm.name);
        let says = named.map(|arm| arm.says.as_str()).unwrap_or_default();
        format!("{}: {says}", replay.arm.name)
    });
    arms.collect()
}
