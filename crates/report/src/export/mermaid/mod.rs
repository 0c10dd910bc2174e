//! One conversation as a Mermaid sequence diagram, shortened as the timeline is.
//!
//! The diagram keeps within what Mermaid takes by default, whatever the trace: repeated rounds and
//! long middles become notes, and if that is not enough, so does what would be too much.

mod arrows;

use super::spans::Spans;
use crate::Replayed;
use crate::escape::steers;
use crate::numbers::{count, of};
use crate::text::timeline::tell::Teller;
use crate::text::timeline::{self, Clock, Item};
use arrows::{Arrows, Cast};
use seamripper_scenario::Plan;
use seamripper_sim::trace::Record;
use std::cell::Cell;

/// Bytes of a diagram: Mermaid takes 50,000 characters by default.
const MOST_BYTES: usize = 45_000;
/// Moments of a diagram, about.
const MOMENTS: usize = 40;
/// Letters of the title.
const TITLE: usize = 120;

/// Draws one conversation of a replay: this one, or, if there is none of this number, that of the first
/// break, or else of the first disagreement, or else the first.
pub fn mermaid(plan: &Plan, replayed: &Replayed<'_>, conversation: Option<u32>) -> String {
    let spans = Spans::of(replayed.trace);
    let wanted = conversation.filter(|wanted| spans.conversations().contains(wanted));
    let focus = wanted.unwrap_or_else(|| focus(replayed));
    let records = &replayed.trace.records;
    let teller = Teller::new(&plan.symbols, records);
    let items = timeline::folded(&teller, replayed, focus, 0, MOMENTS);
    let moments = moments(&items, records);
    let shown = moments.iter().filter(|moment| matches!(moment.item, Item::Row(_)));
    let shown: Vec<&Record> =
        shown.flat_map(|moment| timeline::rows::of(moment.records, focus)).collect();
    let arrows = Arrows {
        teller: &teller,
        spans: &spans,
        clock: Clock::of(records, focus),
        cast: Cast::of(&shown, &teller, &spans),
        focus,
        said_ns: Cell::default(),
    };
    let parts: Vec<String> = moments
        .iter()
        .map(|moment| match moment.item {
            Item::Row(row) => arrows.row(row, moment.records),
            Item::Gap { says, .. } => {
                arrows.said_ns.set(None);
                arrows.cast.across(&says.text())
            }
        })
        .collect();
    let mut out = head(plan, replayed, focus);
    out.push_str(&arrows.cast.declared(&plan.symbols));
    let room = MOST_BYTES.saturating_sub(out.len());
    within(parts, room, &arrows.cast).iter().for_each(|part| out.push_str(part));
    out
}

/// Chooses the conversation that is worth a look: that of the first break, or else of the first
/// disagreement, or else the first.
pub(super) fn focus(replayed: &Replayed<'_>) -> u32 {
    let first = || replayed.trace.records.iter().find_map(|record| record.conversation);
    let found = timeline::broken_in(replayed).or_else(|| timeline::disagreed_in(replayed));
    found.or_else(first).unwrap_or_default()
}

/// A moment or a gap, with the records from its first to the next one's.
struct Moment<'a> {
    item: &'a Item,
    records: &'a [Record],
}

fn moments<'a>(items: &'a [Item], records: &'a [Record]) -> Vec<Moment<'a>> {
    let first = |item: &Item| match item {
        Item::Row(row) => row.first,
        Item::Gap { records, .. } => records.start,
    };
    let ends = items.iter().skip(1).map(first).chain([records.len()]);
    let moment = |(item, end): (&'a Item, usize)| Moment {
        item,
        records: records.get(first(item)..end).unwrap_or_default(),
    };
    items.iter().zip(ends).map(moment).collect()
}

/// Says of what the diagram is, and of how many conversations.
fn head(plan: &Plan, replayed: &Replayed<'_>, focus: u32) -> String {
    let which = match timeline::begun(replayed.trace) as u64 {
        0 | 1 => String::new(),
        all => format!(", conversation {} of {}", count(u64::from(focus) + 1), count(all)),
    };
    let title = format!("{} ({}{which})", plan.title, replayed.card.arm);
    // No entities are known here, and what looks like a tag is taken away.
    let plain = |c: char| match c {
        '<' => '‹',
        '>' => '›',
        c if steers(c) => ' ',
        c => c,
    };
    let title: String = title.chars().map(plain).collect();
    let title = match title.char_indices().nth(TITLE) {
        Some((end, _)) => format!("{}…", &title[..end]),
        None => title,
    };
    // A text of JSON is one of YAML.
    let title = serde_json::Value::from(title);
    format!("---\ntitle: {title}\n---\nsequenceDiagram\n")
}

/// Takes moments out of the middle until the rest has room, and says how many.
fn within(parts: Vec<String>, room: usize, cast: &Cast) -> Vec<String> {
    if parts.iter().map(String::len).sum::<usize>() <= room {
        return parts;
    }
    let left_out = |number: usize| {
        let many = of(number as u64, "more moment");
        cast.across(&format!("… {many}, left out so that the diagram can be drawn"))
    };
    let half = room.saturating_sub(left_out(parts.len()).len()) / 2;
    let fits = |parts: &mut dyn Iterator<Item = &String>| {
        let mut bytes = 0;
        let fits = |part: &&String| {
            bytes += part.len();
            bytes <= half
        };
        parts.take_while(fits).count()
    };
    let (head, tail) = (fits(&mut parts.iter()), fits(&mut parts.iter().rev()));
    let hidden = parts.len() - head - tail;
    let mut kept = parts[..head].to_vec();
    kept.push(left_out(hidden));
    kept.extend_from_slice(&parts[parts.len() - tail..]);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_room_is_counted_in_a_note() {
        let cast = Cast::default();
        let parts: Vec<String> = (0..50).map(|place| format!("{place:0>99}\n")).collect();
        let kept = within(parts.clone(), 2_000, &cast);
        assert!(kept.concat().len() <= 2_000, "{}", kept.concat().len());
        assert_eq!(kept.first(), parts.first());
        assert_eq!(kept.last(), parts.last());
        let hidden = format!("{} more moments", 50 - (kept.len() - 1));
        assert!(kept.iter().any(|part| part.contains(&hidden)), "{hidden}");
        assert_eq!(within(parts.clone(), 5_000, &cast), parts);
    }
}
