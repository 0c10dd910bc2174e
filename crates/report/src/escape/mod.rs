//! Text from files, made harmless for whoever reads the output: one module for each notation.

pub(crate) mod markdown;
pub(crate) mod mermaid;
