//! Invariants of every form, truths, expectations and figures.

use crate::Choices;
use crate::services::{Kind, Services};

/// Writes what must hold, and what the file says of it.
pub(crate) fn judging(c: &mut Choices<'_>, services: &Services) -> String {
    let mut forms = forms(services);
    let mut invariants = vec![invariant("answered", "Answered()")];
    for number in 0..c.below(6) {
        let form = forms.remove(c.below(forms.len()));
        invariants.push(invariant(&format!("holds-{number}"), &form));
    }
    let truth = if c.is() { "truth: { \"k1\": { \"n\": \"request.n\" } }, " } else { "" };
    let expect = if c.is() { "expect: { \"deployed\": () }, " } else { "" };
    let measures = measures(services);
    let mut figures = Vec::new();
    for _ in 0..c.below(4) {
        let measure = &measures[c.below(measures.len())];
        let arm = c.of(&["deployed", "resolved", "control"]);
        figures.push(format!(
            "(figure: \"a number\", arm: \"{arm}\", published: Between(0, 9), measure: {measure})"
        ));
    }
    format!(
        "invariants: {{ {} }}, {truth}{expect}figures: [{}]",
        invariants.join(", "),
        figures.join(", ")
    )
}

fn invariant(name: &str, form: &str) -> String {
    format!("\"{name}\": (says: \"It holds.\", holds: {form})")
}

fn forms(services: &Services) -> Vec<String> {
    let general = [
        "ClaimsTrue",
        "ResultsReachTheirCalls",
        "NothingDisclosed",
        "NoCallAfterRejection",
        "AtMost(of: Calls, limit: 3, per: Conversation)",
        "AtMost(of: Tokens, limit: 900, per: Replay)",
        "Answered(within_calls: 3, within: \"1m\")",
        "CoercionsLogged",
        "AppliedAsMeant",
    ];
    let mut forms: Vec<String> = general.map(str::to_owned).to_vec();
    for leaf in services.of(Kind::Ledger) {
        let effect = format!("effect-{}", leaf.name);
        forms.extend([
            format!("AtMost(of: Effects(\"{effect}\"), limit: 1, per: Intent)"),
            format!("AtLeast(of: Effects(\"{effect}\"), limit: 1, per: Intent)"),
            format!("BeliefsTrue(effect: \"{effect}\")"),
            format!("EachEffect(effect: \"{effect}\", holds: \"args.item == request.item\")"),
            format!("Total(effect: \"{effect}\", field: \"n\", equals: \"request.n\")"),
        ]);
    }
    if services.of(Kind::Store).next().is_some() {
        forms.extend([
            "NoDestructionOutside".to_owned(),
            "Recoverable(newer_than: \"2d\")".to_owned(),
        ]);
    }
    forms
}

fn measures(services: &Services) -> Vec<String> {
    let general = [
        "Calls",
        "Attempts",
        "MostCalls",
        "Refusals",
        "BudgetRefusals",
        "UnknownTools",
        "OutOfOrder",
        "Parallel",
        "FalseClaims",
        "Claims",
        "Subjects",
        "Mistyped",
        "Coercions",
        "FlaggedResults",
        "Disclosures",
        "BeyondRights",
        "Confirmations",
        "Answers",
        "Unanswered",
        "Capped",
        "Deployed",
        "Blocked",
        "Tokens",
    ];
    let mut measures: Vec<String> = general.map(str::to_owned).to_vec();
    for leaf in services.of(Kind::Ledger) {
        measures.push(format!("Effects(\"effect-{}\")", leaf.name));
        measures.push(format!("Deduplicated(\"effect-{}\")", leaf.name));
    }
    measures
}
