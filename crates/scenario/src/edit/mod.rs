//! Changes of a file's text: entries taken out, scalars made smaller, the rest left as it was written.
//!
//! This knows how RON is written and nothing of what a scenario means: whether a changed text is
//! still a scenario is for [`compile`](crate::compile()) to say. The author's layout stays wherever
//! nothing was taken out.

mod cut;
mod formula;
mod join;
mod pieces;
mod shorter;
mod size;
mod tidy;

pub use pieces::{Bracket, Piece, Pieces};
pub use shorter::{Scalar, operands, readable_lengths, readable_numbers, sentence};
pub use size::{Size, size};
pub use tidy::tidy;
