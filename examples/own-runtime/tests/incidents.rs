//! Lives through incidents with this crate's policy in the simulated runtime.

use own_runtime::{Wish, key, wait};
use seamripper::{
    AfterResult, BeforeCall, Call, CallResult, Error, Middleware, Moment, Scenario, assert_broken,
    assert_held,
};

/// The policy of this crate, as the simulated runtime asks for it.
struct Policy;

impl Middleware for Policy {
    fn before_call(&mut self, call: &Call<'_>, moment: &mut Moment<'_>) -> BeforeCall {
        let Some(intent) = call.intent else {
            return BeforeCall::Pass;
        };
        let (conversation, turn) = (moment.conversation(), call.turn);
        BeforeCall::with_key(key(&Wish { conversation, turn, intent, call: call.number }))
    }

    fn after_result(&mut self, result: &CallResult<'_>, _: &mut Moment<'_>) -> AfterResult {
        wait(result.status, result.attempt).map_or(AfterResult::HandOn, AfterResult::Again)
    }
}

#[test]
fn a_refund_is_paid_once_though_answers_are_lost() -> Result<(), Error> {
    let scenario = Scenario::load("refunds.ron")?;
    assert_broken!(scenario.deployed().sweep(0..100)?, "one-refund");
    assert_held!(scenario.deployed().with(|| Policy).sweep(0..100)?);
    Ok(())
}

#[test]
fn one_order_is_placed_where_the_supplier_knows_keys() -> Result<(), Error> {
    // The near miss of that incident: the supplier knows keys, and the runtime makes a new one for
    // every attempt.
    let near_miss = Scenario::of_library("idempotency-cascade")?.arm("key-per-attempt");
    assert_broken!(near_miss.replay()?, "one-order-per-intent");
    assert_held!(near_miss.with(|| Policy).replay()?, "one-order-per-intent", "order-placed");
    Ok(())
}
