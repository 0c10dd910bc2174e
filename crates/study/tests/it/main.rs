//! Studies of whole scenarios, from outside.

mod library;
mod shrink;
mod shrink_library;
