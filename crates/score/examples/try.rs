//! scratch
#![allow(
    clippy::all,
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs
)]
use std::sync::Arc;
fn main() {
    let mut args = std::env::args().skip(1);
    let path = args.next().unwrap();
    let src = std::fs::read_to_string(&path).unwrap();
    let plan = match seamripper_scenario::compile(&src) {
        Ok(p) => Arc::new(p),
        Err(ds) => {
            for d in ds {
                let line = src[..d.span.start].lines().count();
                println!("{path}:{line}: {} | {} | {:?}", d.message, d.label, d.help);
            }
            return;
        }
    };
    let mut arms: Vec<String> = args.collect();
    let mut seed = plan.seed;
    let mut dump = false;
    arms.retain(|a| {
        if let Some(s) = a.strip_prefix("seed=") {
            seed = s.parse().unwrap();
            false
        } else if a == "dump" {
            dump = true;
            false
        } else {
            true
        }
    });
    if arms.is_empty() {
        arms = ["deployed", "resolved", "control"]
            .map(String::from)
            .to_vec();
        arms.extend(
            plan.fixes
                .iter()
                .map(|f| plan.symbols.text(f.name).to_string()),
        );
        arms.extend(
            plan.arms
                .iter()
                .map(|f| plan.symbols.text(f.name).to_string()),
        );
    }
    for a in arms {
        let choice = plan.choice(&a).unwrap();
        let arm = plan.arm(&choice).unwrap_or_else(|e| panic!("{e}"));
        let trace = seamripper_sim::run(&plan, &arm, seed);
        if dump {
            let mut out = Vec::new();
            for r in &trace.records {
                seamripper_sim::trace::write_line(r, &plan.symbols, &mut out);
            }
            println!("{}", String::from_utf8(out).unwrap());
        }
        let card = seamripper_score::judge(&plan, &arm, &trace);
        println!(
            "== {a}: {:?} events {} records {} t {}s cost {:?}",
            card.end,
            card.events,
            trace.records.len(),
            card.virtual_time_ns / 1_000_000_000,
            card.cost
        );
        for j in &card.judgements {
            println!(
                "   {:28} {:?}",
                plan.symbols.text(j.name).as_str(),
                j.verdict
            );
        }
        for s in &card.surprises {
            println!(
                "   !! {} expected {} found {}",
                plan.symbols.text(s.invariant),
                s.expected,
                s.found
            );
        }
        for f in &card.figures {
            println!(
                "   {} {}: {:?} vs {}",
                if f.agrees { "ok" } else { "DIFF" },
                f.figure,
                f.published,
                f.replayed
            );
        }
        if let Some(d) = &card.first_disagreement {
            println!(
                "   first: {}ns {} {}: S {} | R {} | M {} | {:?}",
                d.at_ns,
                d.seam.name(),
                d.kind.name(),
                d.service_did,
                d.runtime_recorded,
                d.model_believed,
                d.meant
            );
        }
        println!("   detection {:?}", card.detection);
    }
}
