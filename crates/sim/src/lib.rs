//! One replay: a plan, an arm and a seed go in, a trace comes out.
//!
//! The model, the runtime, the services, the operator and the pipeline are processes on the engine.
//! They meet at seams alone: the runtime hands the model messages and gets moves back, and sends
//! services requests and gets replies. Everything that crosses a seam is recorded; nothing else is.

mod conversation;
mod draw;
mod habits;
mod kept;
mod metric;
mod middleware;
mod mind;
mod monitor;
mod pipeline;
mod recorder;
mod replay;
mod runtime;
mod service;
pub mod trace;
mod uses;

pub use draw::{Draw, Law};
pub use middleware::{
    AfterResult, BeforeCall, BeforeTurn, Call, CallResult, Change, Factory, Middleware, ModelTurn,
    Moment,
};
pub use replay::{
    Fork, Replayer, run, run_forked, run_logged, run_unsigned, run_unsigned_with, run_with,
};
pub use trace::{End, Event, Record, Trace};
