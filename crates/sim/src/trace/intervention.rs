//! What middleware did, in a record: written by its name, with what belongs to it, and read again.

use super::fields::{Fields, Read};
use super::json::Datum;
use seamripper_scenario::{Text, Value};
use serde::Serialize;

/// What code of the user's in the runtime did.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Intervention {
    /// It sent a call with other arguments.
    Rewrote {
        /// The arguments by name.
        args: Value,
    },
    /// It handed a result on that the policy would have tried to better.
    HandedOn,
    /// It sent a call again.
    SentAgain {
        /// The wait before.
        after_ns: u64,
    },
    /// It put an error in the place of a result.
    Replaced {
        /// What the model is told.
        says: Text,
    },
    /// It let the model answer, and make no more calls.
    LastAnswer,
    /// It ended the conversation.
    Ended,
}

impl Read for Intervention {
    fn read(datum: Datum) -> Result<Self, String> {
        let wrong = || "what middleware did, with what belongs to it".to_owned();
        let (name, with) = match datum {
            Datum::Value(Value::Text(name)) => (name, Vec::new()),
            Datum::Value(Value::Map(map)) => match map.iter().next() {
                Some((name, Value::Map(with))) if map.len() == 1 => {
                    let fields = with.iter().map(|(k, v)| (k.clone(), Datum::Value(v.clone())));
                    (name.clone(), fields.collect())
                }
                _ => return Err(wrong()),
            },
            _ => return Err(wrong()),
        };
        let mut with = Fields(with);
        let did = match name.as_str() {
            "rewrote" => with.take("args").map(|args| Intervention::Rewrote { args }),
            "handed_on" => Ok(Intervention::HandedOn),
            "sent_again" => with.take("after_ns").map(|after_ns| Self::SentAgain { after_ns }),
            "replaced" => with.take("says").map(|says| Intervention::Replaced { says }),
            "last_answer" => Ok(Intervention::LastAnswer),
            "ended" => Ok(Intervention::Ended),
            _ => return Err(wrong()),
        };
        did.and_then(|did| with.end().map(|()| did)).map_err(|_| wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Intervention, String> {
        let line = format!(r#"{{"event":"intervened","call":null,"did":{text}}}"#);
        let budget = std::cell::Cell::new(1 << 20);
        let fields = crate::trace::json::fields(line.as_bytes(), &budget).expect("it is JSON");
        match Fields(fields).event().map_err(|misfit| misfit.message)? {
            super::super::Event::Intervened { did, .. } => Ok(did),
            other => panic!("this is {other:?}"),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for did in [
            Intervention::Rewrote { args: Value::Int(1) },
            Intervention::HandedOn,
            Intervention::SentAgain { after_ns: i64::MAX as u64 },
            Intervention::Replaced { says: "no".into() },
            Intervention::LastAnswer,
            Intervention::Ended,
        ] {
            let text = serde_json::to_string(&did).expect("it has a form in JSON");
            assert_eq!(read(&text), Ok(did), "{text}");
        }
    }

    #[test]
    fn what_means_nothing_is_refused() {
        for text in [
            "1",
            r#""danced""#,
            r#""rewrote""#,
            r#"{"ended":{"x":1}}"#,
            r#"{"sent_again":{"after_ns":-1}}"#,
            r#"{"sent_again":{"after_ns":1},"ended":{}}"#,
            "{}",
        ] {
            assert!(read(text).is_err_and(|said| said.contains("what middleware did")), "{text}");
        }
    }
}
