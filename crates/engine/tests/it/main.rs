//! The engine's laws, each as a test whose name says it.

mod channels;
mod determinism;
mod foreign;
mod limits;
mod samples;
mod tasks;
mod teardown;
mod time;

use std::cell::RefCell;
use std::fmt::Debug;
use std::rc::Rc;

use seamripper_engine::{Engine, Handle, Limits, Stop};

const LIMITS: Limits = Limits { events: 100_000, virtual_time_ns: u64::MAX, tasks: 10_000 };

/// What the tasks of a run wrote down, in order, each with the time in ns.
struct Log<T>(Rc<RefCell<Vec<(u64, T)>>>, Handle);

impl<T> Clone for Log<T> {
    fn clone(&self) -> Self {
        Log(Rc::clone(&self.0), self.1.clone())
    }
}

impl<T> Log<T> {
    fn add(&self, entry: T) {
        self.0.borrow_mut().push((self.1.now(), entry));
    }
}

/// Runs one main task until nothing is due, and compares what it logged.
fn check<T, F>(main: impl FnOnce(Handle, Log<T>) -> F, expected: &[(u64, T)]) -> Engine
where
    T: Debug + PartialEq + 'static,
    F: Future<Output = ()> + 'static,
{
    let mut engine = Engine::new(LIMITS);
    let handle = engine.handle();
    let log = Log(Rc::default(), handle.clone());
    let main = main(handle.clone(), log.clone());
    handle.spawn(main);
    assert_eq!(engine.run(), Stop::Idle);
    assert_eq!(*log.0.borrow(), expected);
    engine
}
