//! What `replay` prints.

use crate::{TINY, plain, plan, rendered};
use seamripper_report::text;

#[test]
fn two_arms_stand_one_below_the_other_in_80_columns() {
    let plan = plan(TINY);
    let shown = rendered(&plan, &["deployed", "resolved"], |comparison| text(comparison, 80));
    insta::assert_snapshot!(plain(&shown));
}

#[test]
fn two_arms_stand_side_by_side_in_140_columns() {
    let plan = plan(TINY);
    let shown = rendered(&plan, &["deployed", "resolved"], |comparison| text(comparison, 140));
    insta::assert_snapshot!(plain(&shown));
}

#[test]
fn an_arm_that_surprises_says_so() {
    let plan = plan(TINY);
    let shown = plain(&rendered(&plan, &["no-jam"], |comparison| text(comparison, 100)));
    assert!(shown.contains("one-label is not exposed, and the file expects broken"), "{shown}");
    assert!(shown.contains("The tray works."), "{shown}");
}

#[test]
fn a_crowd_is_shown_by_one_conversation() {
    let plan = plan(TINY);
    let shown = plain(&rendered(&plan, &["control"], |comparison| text(comparison, 100)));
    assert!(shown.contains("Conversation 1 of 2 is followed."), "{shown}");
}

#[test]
fn a_replay_that_hits_a_limit_is_not_to_be_relied_on() {
    let plan = plan(&TINY.replace("// LIMITS", "limits: (records: 10),"));
    let shown = plain(&rendered(&plan, &["resolved"], |comparison| text(comparison, 100)));
    assert!(shown.contains("? inconclusive: the limit of"), "{shown}");
}

#[test]
fn arms_that_do_the_same_are_shown_once() {
    let plan = plan(TINY);
    let shown = plain(&rendered(&plan, &["no-jam", "no-jam"], |comparison| text(comparison, 140)));
    assert!(shown.contains("Nowhere: every record is the same"), "{shown}");
    assert_eq!(shown.matches("the model  ").count(), 1, "{shown}");
}

#[test]
fn no_line_is_wider_than_the_terminal_but_the_command() {
    let plan = plan(TINY);
    let arms = ["deployed", "resolved", "control", "no-jam"];
    for width in 60..=160 {
        let shown = plain(&rendered(&plan, &arms, |comparison| text(comparison, width)));
        let wide = shown.lines().find(|line| line.chars().count() > width);
        assert_eq!(wide, None, "at {width} columns");
    }
}

#[test]
fn any_width_gives_some_text() {
    let plan = plan(TINY);
    for width in [0, 1, 20, 40, usize::MAX] {
        let shown =
            rendered(&plan, &["deployed", "resolved"], |comparison| text(comparison, width));
        assert!(plain(&shown).contains("One label wanted"));
    }
}
