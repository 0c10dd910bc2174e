//! A gate as SARIF 2.1.0: a result for each break, at the place of the policy file that is responsible.
//!
//! Known failures are suppressed results. What proves nothing is no result, since no line of the
//! policy is to blame for it; it is a notification of the run.

use super::place::Region;
use super::view::{GateView, GatedView, IncidentView};
use serde_json::{Value, json};

/// Where the schema is found.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

impl GateView {
    /// Writes it as SARIF 2.1.0.
    pub fn sarif(&self) -> String {
        let broken: Vec<_> = self.broken().collect();
        let rules: Vec<Value> = broken.iter().map(|(incident, one)| rule(incident, one)).collect();
        let results: Vec<Value> = broken
            .iter()
            .enumerate()
            .map(|(place, (incident, one))| self.result(place, incident, one))
            .collect();
        let open = self.incidents.iter().flat_map(IncidentView::open);
        let notifications: Vec<Value> = open
            .map(|(name, why)| json!({ "level": "warning", "message": { "text": format!("{name}: {why}") } }))
            .collect();
        crate::json::pretty(&json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "seamripper",
                    "semanticVersion": self.version,
                    "rules": rules,
                } },
                "columnKind": "unicodeCodePoints",
                "invocations": [{
                    "executionSuccessful": true,
                    "exitCode": self.exit_code(),
                    "exitCodeDescription": self.verdict(),
                    "toolExecutionNotifications": notifications,
                }],
                "results": results,
            }],
        }))
    }

    fn exit_code(&self) -> u8 {
        match self.passes {
            Some(true) => 0,
            Some(false) => 1,
            None => 3,
        }
    }

    fn result(&self, place: usize, incident: &IncidentView, invariant: &GatedView) -> Value {
        let id = rule_id(incident, invariant);
        let mut text = format!("{} breaks in {}: ", invariant.invariant, incident.scenario);
        text.push_str(&invariant.how_often());
        let mut at = Region { line: 1, column: 1, end_line: 1, end_column: 1 };
        let mut related = Vec::new();
        if let Some(cause) = &invariant.cause {
            text.push_str(&format!(". {}", capital(&cause.says)));
            at = cause.at;
            let others = cause.remedies.iter().filter_map(|remedy| remedy.at);
            related.extend(others.filter(|other| *other != at).map(|at| self.location(at)));
        }
        if let Some(worst) = &invariant.worst {
            text.push_str(&format!(". Replay it: {}", worst.command));
        }
        let mut result = json!({
            "ruleId": id,
            "ruleIndex": place,
            "level": if invariant.known { "note" } else { "error" },
            "message": { "text": text },
            "locations": [self.location(at)],
            "partialFingerprints": { "incidentInvariant/v1": id },
            "rank": invariant.chance.share.unwrap_or_default() * 100.0,
        });
        if !related.is_empty() {
            result["relatedLocations"] = Value::from(related);
        }
        if invariant.known {
            let why = "listed in the baseline as known";
            result["suppressions"] = json!([{ "kind": "external", "justification": why }]);
        }
        result
    }

    fn location(&self, at: Region) -> Value {
        json!({ "physicalLocation": {
            "artifactLocation": { "uri": uri(&self.policy.path) },
            "region": {
                "startLine": at.line,
                "startColumn": at.column,
                "endLine": at.end_line,
                "endColumn": at.end_column,
            },
        } })
    }
}

fn rule_id(incident: &IncidentView, invariant: &GatedView) -> String {
    format!("{}/{}", incident.scenario, invariant.invariant)
}

fn rule(incident: &IncidentView, invariant: &GatedView) -> Value {
    json!({
        "id": rule_id(incident, invariant),
        "name": invariant.invariant,
        "shortDescription": { "text": invariant.says },
        "defaultConfiguration": { "level": "error" },
    })
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Makes a reference of a path (RFC 3986): relative ones stay so, for a reader that knows the root.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut out = String::new();
    if path.starts_with('/') {
        out.push_str("file://");
    }
    let relative = path.strip_prefix("./").unwrap_or(&path);
    for byte in relative.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("./a b/ü.ron"), "a%20b/%C3%BC.ron");
        assert_eq!(uri("a\\b.ron"), "a/b.ron");
        assert_eq!(uri("/a:b.ron"), "file:///a%3Ab.ron");
    }
}
