//! What is left when a run is over: nothing.

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::rc::Rc;

use futures::future::join_all;
use seamripper_engine::{Cancelled, Engine, Handle, Limits, Stop, queue};

use crate::LIMITS;

/// Counts itself while it is alive.
struct Alive(Rc<Cell<usize>>);

impl Alive {
    fn new(count: &Rc<Cell<usize>>) -> Alive {
        count.set(count.get() + 1);
        Alive(Rc::clone(count))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

/// Fills an engine with tasks that hold handles, channels to each other and foreign wakers.
fn populate(handle: &Handle, alive: &Rc<Cell<usize>>) {
    let (sender, mut receiver) = queue::<Alive>();
    let (guard, inner, count) = (Alive::new(alive), handle.clone(), Rc::clone(alive));
    handle.spawn(async move {
        let _guard = guard;
        loop {
            let _ = sender.send(Alive::new(&count));
            let many = (0..40).map(|_| inner.timeout(30, inner.sleep(45)));
            join_all(many).await;
        }
    });
    let (guard, inner) = (Alive::new(alive), handle.clone());
    handle.spawn(async move {
        let _guard = guard;
        while let Some(item) = receiver.recv().await {
            let child = inner.clone();
            inner.spawn(async move {
                let _item = item;
                child.spawn(pending::<()>()).await
            });
        }
    });
}

#[test]
fn a_run_that_hits_a_limit_drops_its_tasks_at_once() {
    let alive = Rc::default();
    let mut engine = Engine::new(Limits { events: 1_000, ..LIMITS });
    populate(&engine.handle(), &alive);
    assert!(matches!(engine.run(), Stop::Limit(_)));
    assert_eq!(alive.get(), 0);
}

#[test]
fn dropping_an_engine_drops_tasks_that_never_ran() {
    let alive = Rc::default();
    let engine = Engine::new(LIMITS);
    populate(&engine.handle(), &alive);
    assert_eq!(alive.get(), 2);
    drop(engine);
    assert_eq!(alive.get(), 0);
}

#[test]
fn many_small_runs_leak_nothing() {
    let alive = Rc::default();
    for run in 0..2_000 {
        let mut engine = Engine::new(Limits { virtual_time_ns: 50 + run % 100, ..LIMITS });
        populate(&engine.handle(), &alive);
        engine.run();
        drop(engine);
        assert_eq!(alive.get(), 0);
    }
}

/// Does something with the engine when it is dropped.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

#[test]
fn a_task_that_spawns_in_drop_during_teardown_leaks_nothing() {
    let alive = Rc::default();
    let late = Rc::new(RefCell::new(None));
    let engine = Engine::new(LIMITS);
    let (handle, count, slot) = (engine.handle(), Rc::clone(&alive), Rc::clone(&late));
    let guard = OnDrop(move || {
        let alive = Alive::new(&count);
        let task = handle.spawn(async move { drop(alive) });
        task.cancel();
        *slot.borrow_mut() = Some(task);
    });
    engine.handle().spawn(async move {
        let _guard = guard;
        pending::<()>().await;
    });
    drop(engine);
    assert_eq!(alive.get(), 0);
    let task = late.take().expect("the guard ran");
    assert_eq!(futures::executor::block_on(task), Err(Cancelled));
}

#[test]
fn a_handle_that_outlives_its_engine_is_harmless() {
    let engine = Engine::new(LIMITS);
    let handle = engine.handle();
    let mut sleep = Box::pin(handle.sleep(1));
    drop(engine);
    handle.halt();
    assert_eq!(handle.now(), 0);
    let task = handle.spawn(async {});
    futures::executor::block_on(async {
        assert!(futures::poll!(&mut sleep).is_pending());
        assert_eq!(task.await, Err(Cancelled));
    });
}

#[test]
fn an_engine_whose_task_panicked_can_be_dropped() {
    let alive = Rc::default();
    let mut engine = Engine::new(LIMITS);
    populate(&engine.handle(), &alive);
    let handle = engine.handle();
    engine.handle().spawn(async move {
        handle.sleep(10).await;
        panic!("on purpose");
    });
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| engine.run()));
    assert!(caught.is_err());
    drop(engine);
    assert_eq!(alive.get(), 0);
}
