//! The fields of one line, taken by name as what they mean; and an event out of them.
//!
//! Every field must be there, of its type, and no other: a file says what it means or is refused.

use super::json::{Datum, clip};
use super::{Claim, Event, Outcome, Refusal};
use seamripper_scenario::written::{Belief, Response};
use seamripper_scenario::{Text, Value};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

/// A field that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// Its name.
    pub(super) field: String,
    /// What is wrong, with the name in it.
    pub(super) message: String,
}

/// The fields of a line that nobody has taken yet.
pub(super) struct Fields(pub(super) Vec<(Text, Datum)>);

impl Fields {
    /// Tells whether there is such a field.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known.as_str() == name)
    }

    /// Takes a field.
    ///
    /// # Errors
    ///
    /// If it is missing, or is something else.
    pub(super) fn take<T: Read>(&mut self, name: &str) -> Result<T, Misfit> {
        let place = self.0.iter().position(|(known, _)| known.as_str() == name);
        let misfit = |message| Misfit { field: name.to_owned(), message };
        let place = place.ok_or_else(|| misfit(format!("`{name}` is missing")))?;
        let (_, datum) = self.0.remove(place);
        T::read(datum).map_err(|expected| misfit(format!("`{name}` should be {expected}")))
    }

    /// Says that nothing should be left.
    ///
    /// # Errors
    ///
    /// If a field is left that nothing asked for.
    pub(super) fn end(self) -> Result<(), Misfit> {
        self.0.into_iter().next().map_or(Ok(()), |(name, _)| {
            let message = format!("`{}` has no meaning here", clip(name.as_str()));
            Err(Misfit { field: name.to_string(), message })
        })
    }

    /// Takes the fields of an event; its kind stands in `event`.
    ///
    /// # Errors
    ///
    /// If there is no such kind, or a field of it is not what it should be.
    pub(super) fn event(&mut self) -> Result<Event<Text>, Misfit> {
        macro_rules! of {
            ($kind:ident { $($field:ident),* }) => {
                Event::$kind { $($field: self.take(stringify!($field))?),* }
            };
        }
        let kind: Text = self.take("event")?;
        Ok(match kind.as_str() {
            "asked" => of!(Asked { turn, user, says, wants, request, environment, evaluation }),
            "called" => of!(Called {
                call,
                turn,
                batch,
                rule,
                tool,
                intent,
                about,
                args,
                meant,
                mistyped,
                tokens
            }),
            "refused" => of!(Refused { call, reason, says }),
            "confirmation_asked" => of!(ConfirmationAsked { call, environment }),
            "confirmation_answered" => of!(ConfirmationAnswered { call, approved }),
            "sent" => of!(Sent { call, attempt, service, identity, by_user, key }),
            "landed" => of!(Landed { call, fault, service }),
            "masked" => of!(Masked { call, fault, service }),
            "coerced" => of!(Coerced { call, service, parameter, from, to, logged }),
            "applied" => of!(Applied { call, service, parameter, value }),
            "committed" => {
                of!(Committed { call, attempt, service, effect, number, after_ns, args })
            }
            "deduplicated" => of!(Deduplicated { call, attempt, service, effect, number }),
            "served" => of!(Served { call, service, subject, beyond, withheld }),
            "missed" => of!(Missed { call, service, subject, hidden }),
            "destroyed" => {
                of!(Destroyed { call, service, effect, resource, environment, restorable_ns })
            }
            "restored" => of!(Restored { call, service, resource }),
            "replied" => of!(Replied { call, attempt, service, status, says }),
            "received" => of!(Received { call, attempt, status, ok }),
            "flagged" => of!(Flagged { call, check }),
            "intervened" => of!(Intervened { call, did }),
            "delivered" => {
                of!(Delivered { call, taken_for, batch, position, tagged, ok, status, says, body })
            }
            "noted" => of!(Noted { call, of, subject, facts }),
            "believed" => of!(Believed { intent, belief }),
            "answered" => {
                of!(Answered { turn, rule, complete, says, claims, beliefs, tokens })
            }
            "ended" => of!(Ended { turn, outcome, calls, tokens }),
            "closed" => Event::Closed,
            "alerted" => of!(Alerted { monitor, value, then }),
            "deployed" => of!(Deployed { deploy }),
            "blocked" => of!(Blocked { deploy, gate, why }),
            "evaluated" => of!(Evaluated { deploy, gate, right, of }),
            "failed" => of!(Failed { place, why }),
            other => {
                let message = format!("`{}` is no event that a trace knows", clip(other));
                return Err(Misfit { field: "event".to_owned(), message });
            }
        })
    }
}

/// What a field can be read as.
pub(super) trait Read: Sized {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// What should have been there.
    fn read(datum: Datum) -> Result<Self, String>;
}

impl Read for u64 {
    fn read(datum: Datum) -> Result<Self, String> {
        let number = match datum {
            Datum::Big(number) => Some(number),
            Datum::Value(Value::Int(number)) => u64::try_from(number).ok(),
            Datum::Value(_) => None,
        };
        number.ok_or_else(|| format!("a whole number from 0 to {}", u64::MAX))
    }
}

/// Reads a whole number that must not be larger than `most`.
fn small<T: TryFrom<u64>>(datum: Datum, most: impl std::fmt::Display) -> Result<T, String> {
    let number = u64::read(datum).ok().and_then(|number| T::try_from(number).ok());
    number.ok_or_else(|| format!("a whole number from 0 to {most}"))
}

impl Read for u32 {
    fn read(datum: Datum) -> Result<Self, String> {
        small(datum, u32::MAX)
    }
}

impl Read for u16 {
    fn read(datum: Datum) -> Result<Self, String> {
        small(datum, u16::MAX)
    }
}

impl Read for bool {
    fn read(datum: Datum) -> Result<Self, String> {
        match datum {
            Datum::Value(Value::Bool(bool)) => Ok(bool),
            _ => Err("true or false".to_owned()),
        }
    }
}

impl Read for Text {
    fn read(datum: Datum) -> Result<Self, String> {
        match datum {
            Datum::Value(Value::Text(text)) => Ok(text),
            _ => Err("text".to_owned()),
        }
    }
}

impl Read for Value {
    fn read(datum: Datum) -> Result<Self, String> {
        match datum {
            Datum::Value(value) => Ok(value),
            Datum::Big(_) => Err("data whose whole numbers fit into 64 bits".to_owned()),
        }
    }
}

impl<T: Read> Read for Option<T> {
    fn read(datum: Datum) -> Result<Self, String> {
        match datum {
            Datum::Value(Value::Null) => Ok(None),
            datum => T::read(datum).map(Some).map_err(|expected| format!("{expected}, or null")),
        }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(datum: Datum) -> Result<Self, String> {
        let items = match datum {
            Datum::Value(Value::List(items)) => items,
            _ => return Err("a list".to_owned()),
        };
        let read = |item: &Value| {
            T::read(Datum::Value(item.clone()))
                .map_err(|expected| format!("a list, and each item {expected}"))
        };
        items.iter().map(read).collect()
    }
}

impl Read for (Text, Belief) {
    fn read(datum: Datum) -> Result<Self, String> {
        let expected = || "a pair of a name and a belief".to_owned();
        match datum {
            Datum::Value(Value::List(pair)) => match &*pair {
                [name, belief] => Ok((
                    Text::read(Datum::Value(name.clone())).map_err(|_| expected())?,
                    Belief::read(Datum::Value(belief.clone()))?,
                )),
                _ => Err(expected()),
            },
            _ => Err(expected()),
        }
    }
}

impl Read for Claim<Text> {
    fn read(datum: Datum) -> Result<Self, String> {
        let expected = |why: &str| format!("a claim: subject, field, value, source{why}");
        let Datum::Value(Value::Map(map)) = datum else {
            return Err(expected(""));
        };
        let fields = map.iter().map(|(name, value)| (name.clone(), Datum::Value(value.clone())));
        let mut fields = Fields(fields.collect());
        let mut claim = || {
            let claim = Claim {
                subject: fields.take("subject")?,
                field: fields.take("field")?,
                value: fields.take("value")?,
                source: fields.take("source")?,
            };
            std::mem::replace(&mut fields, Fields(Vec::new())).end().map(|()| claim)
        };
        claim().map_err(|misfit| expected(&format!("; {}", misfit.message)))
    }
}

/// Reads one of the words of an enum.
fn word<T: for<'de> Deserialize<'de>>(datum: Datum) -> Result<T, String> {
    let text = Text::read(datum)?;
    let words: StrDeserializer<'_, Error> = text.as_str().into_deserializer();
    T::deserialize(words).map_err(|error| {
        // The message is serde's: `unknown variant ..., expected one of ...`.
        let said = error.to_string();
        let known = said.split_once("expected ").map_or(said.as_str(), |(_, known)| known);
        format!("{known}, and is `{}`", clip(text.as_str()))
    })
}

macro_rules! words {
    ($($kind:ty),*) => {
        $(impl Read for $kind {
            fn read(datum: Datum) -> Result<Self, String> {
                word(datum)
            }
        })*
    };
}

words!(Refusal, Outcome, Belief, Response);
